"""Lending: what an instrument would cost a borrower, whether it may go, and its going."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar, charges, texts
from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import about_borrower, about_instrument, about_size
from loanmgr.domain.verdicts import Override, Verdict, asks, stops
from loanmgr.domain.words import long_date
from loanmgr.services import (
    deposits,
    facts,
    hiring,
    insuring,
    leads,
    locks,
    loss_charges,
    payers,
    reservations,
)
from loanmgr.services.accounts import TERMS_VERSION
from loanmgr.services.facts import BorrowerKnown, HirerKnown, InstrumentKnown
from loanmgr.services.identity import LEADS
from loanmgr.services.ledger import pay_by
from loanmgr.services.payers import Payer, SchoolPays
from loanmgr.services.work import Look, Work

OFF_COUNTER = Sql("DELETE FROM basket_line WHERE instrument_id = :instrument")


@dataclass(frozen=True)
class Asked:
    """A question that took its safe answer, or that was answered."""

    case: str
    message: str


@dataclass(frozen=True)
class Charged:
    """What one line costs, and why."""

    full_pence: int
    discount_pence: int
    due_pence: int
    because: str
    steps: tuple[charges.Step, ...] = ()


@dataclass(frozen=True)
class LentLine:
    """One instrument that went out."""

    act: UUID
    instrument: str
    name: str
    borrower: str
    borrower_name: str
    due_on: date | None
    next_charge_on: date | None
    charge: Charged
    instead_of: str = ""
    """Code of the instrument whose hire goes on with this one, if it is a swap."""
    instead_of_name: str = ""
    deposit_pence: int = 0
    charged_to: str = ""
    """Name of the school that pays, where it is not the borrower's own account."""
    paid_by: str = ""
    """Name of the organisation that pays for a child; no family's screen says how much."""
    insurance: str = ""
    """Who insures it, in a sentence."""


@dataclass(frozen=True)
class Lent:
    """What went out, and what it costs in all."""

    loan: UUID
    lines: tuple[LentLine, ...]
    total_due_pence: int
    deposit_pence: int
    asks: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Lend:
    """Lend instruments to one borrower, on the account, unpaid."""

    instruments: tuple[str, ...]
    borrower: str
    until_on: date | None = None
    override: str = ""
    collected_by: str = ""
    settled: tuple[str, ...] = ()
    """Cases of questions that were answered before."""
    school_pays: SchoolPays | None = None
    """The school that pays for it, where one does."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class LendLine:
    """Lend one instrument as part of a loan that was begun in the same act."""

    id: UUID
    instrument: str
    borrower: str
    loan: int
    until_on: date | None = None
    override: str = ""
    settled: tuple[str, ...] = ()
    collected_by: str = ""
    """Who takes it along, where that is not the borrower; the loan keeps it."""
    overrides: tuple[Override, ...] = ()
    """What leads let pass of what stands against lending it to them."""
    school_pays: SchoolPays | None = None


@dataclass(frozen=True)
class Preview:
    """What lending would cost and what stands against it, before it is done."""

    quote: Quote
    verdicts: tuple[Verdict, ...]


def lend(work: Work, request: Lend) -> Lent:
    """Lend instruments to one borrower.

    One instrument is one act; several are one act each, as parts of one.

    Raises:
        RuleError: something stands against it that was not, or may not be, overridden.
    """
    if not request.instruments:
        raise RuleError("Say which instrument to lend.", "nothing_to_lend", "instruments")
    keys = [facts.instrument_key(work, code, "instruments") for code in request.instruments]
    if len(set(keys)) < len(keys):
        raise RuleError("The same instrument is named twice.", "named_twice", "instruments")
    for key in sorted(keys):
        work.lock("instrument", key)
    who = facts.borrower_key(work, request.borrower, "borrower")
    pays = payers.payer(work, request.school_pays)
    known = locks.borrower(work, who, (pays.account,) if pays else ())
    loan_id = uuid5(request.id, "loan")
    loan = begin_loan(work, known, loan_id, request.collected_by)
    if len(keys) == 1:
        one = LendLine(
            request.id,
            request.instruments[0],
            request.borrower,
            loan,
            request.until_on,
            request.override,
            request.settled,
            request.collected_by,
            school_pays=request.school_pays,
        )
        line, asked = _lend_known(work, one, keys[0], known)
        return lent(loan_id, ((line, asked),))
    lines = tuple(
        work.part(
            lend_line,
            LendLine(
                uuid5(request.id, code),
                code,
                known.row.code,
                loan,
                request.until_on,
                request.override,
                request.settled,
                request.collected_by,
                school_pays=request.school_pays,
            ),
        )
        for code in request.instruments
    )
    work.about("borrower", who, "borrower")
    work.about("family", known.row.family_id, "payer")
    collected = collected_words(request.collected_by)
    work.what = f"Lent {len(lines)} instruments to {known.row.name}{collected}"
    return lent(loan_id, tuple((part.line, part.asks) for part in lines))


@dataclass(frozen=True)
class LentPart:
    """One instrument that went out as part of a larger act."""

    line: LentLine
    asks: tuple[Asked, ...]


def lend_line(work: Work, request: LendLine) -> LentPart:
    """Lend one instrument on a loan that was begun in the same act."""
    key = facts.instrument_key(work, request.instrument, "instruments")
    who = facts.borrower_key(work, request.borrower, "borrower")
    line, asked = _lend_known(work, request, key, facts.borrower(work, who))
    return LentPart(line, asked)


def preview(look: Look, request: Lend) -> Preview:
    """Price one instrument for one borrower and say what stands against lending it."""
    key = facts.instrument_key(look, request.instruments[0], "instruments")
    known = facts.instrument(look, key)
    who = facts.borrower(look, facts.borrower_key(look, request.borrower, "borrower"))
    pays = payers.payer(look, request.school_pays)
    return preview_known(look, known, who, request.until_on, pays)


def preview_known(
    look: Look,
    known: InstrumentKnown,
    who: BorrowerKnown,
    until_on: date | None = None,
    pays: Payer | None = None,
) -> Preview:
    """Decide as lending does, for previews that have gathered already."""
    return Preview(priced(look, known, who, until_on, pays), decide(look, known, who))


def decide(look: Look, known: InstrumentKnown, who: BorrowerKnown) -> tuple[Verdict, ...]:
    """Say everything that stands against lending, stops first."""
    limits = look.policy().limits_on(who.facts.kind, look.on)
    if known.kind is not None and not known.kind.counts:
        limits = replace(limits, instruments=None)
    found = (
        *about_instrument(known.facts, who.facts.code),
        *about_borrower(who.facts, limits, look.on),
        *about_size(known.size, who.facts, known.sizes),
    )
    return (*stops(found), *asks(found))


def priced(
    look: Look,
    known: InstrumentKnown,
    who: BorrowerKnown,
    until_on: date | None,
    pays: Payer | None = None,
) -> Quote:
    """Work out what the first period costs; a school pays its own price, without discounts."""
    check_until(look, until_on)
    payers.check(who, pays)
    hire = hiring.hire_of(known, who, look.on, until_on)
    if pays is not None:
        theirs = replace(hire, borrower_kind=pays.kind)
        return payers.said(charges.quote(look.policy(), theirs), pays)
    return charges.quote(look.policy(), hire, who.awards)


def check_until(look: Look, until_on: date | None) -> None:
    """Refuse a day to bring it back by that is over, or beyond the terms that are known."""
    if until_on is None:
        return
    if until_on < look.on:
        message = f"{long_date(until_on)} is before today; say a later day to bring it back by."
        raise RuleError(message, "until_in_the_past", "until_on")
    calendar.check_known(look.policy(), until_on, "until_on")


def begin_loan(work: Work, who: BorrowerKnown, loan_id: UUID, collected_by: str) -> int:
    """Add the loan, and the account's agreement for the year where there is none yet."""
    agreement = who.row.agreement
    if agreement is None:
        agreement = work.add(
            "agreement",
            uuid=uuid5(loan_id, "agreement"),
            account_id=who.row.account_id,
            year=calendar.academic_year(work.on),
            terms_version=TERMS_VERSION,
            act_no=work.act_no,
        )
    return work.add(
        "loan",
        uuid=loan_id,
        borrower_id=who.row.id,
        account_id=who.row.account_id,
        agreement_id=agreement,
        lent_on=work.on,
        collected_by=texts.line(collected_by, "collected_by"),
        act_no=work.act_no,
    )


def collected_words(collected_by: str) -> str:
    """Return who took it along, at the end of a sentence."""
    name = " ".join(collected_by.split())
    return f"; collected by {name}" if name else ""


def lent(loan: UUID, parts: tuple[tuple[LentLine, tuple[Asked, ...]], ...]) -> Lent:
    """Put the lines of a loan together; a question asked of each line is listed once."""
    listed = {asked.case: asked for _, found in parts for asked in found}
    lines = tuple(line for line, _ in parts)
    return Lent(
        loan,
        lines,
        sum(line.charge.due_pence for line in lines),
        sum(line.deposit_pence for line in lines),
        tuple(listed.values()),
    )


def check(
    work: Work,
    verdicts: tuple[Verdict, ...],
    override: str,
    overrides: tuple[Override, ...] = (),
) -> None:
    """Refuse what is stopped, unless a lead lets it pass for a reason.

    `override` is the reason for all of it, of a lead at the desk; `overrides` name what they are
    for.
    """
    keys = {verdict.key for verdict in verdicts}
    passed = tuple(given for given in overrides if given.key in keys)
    leads.allow(work, passed)
    known = {given.key for given in passed}
    stopped = [v for v in stops(verdicts) if not (v.may_override and v.key in known)]
    if not stopped:
        return
    hard = [verdict for verdict in stopped if not verdict.may_override]
    if hard or not override.strip():
        first = (hard or list(stopped))[0]
        raise RuleError(first.message, first.case, "instruments")
    if work.identity.role not in LEADS:
        raise RuleError("Only a desk lead can lend this anyway.", "lead_only", "override")
    work.override(texts.note(override, "override"))


def _lend_known(
    work: Work, request: LendLine, key: int, who: BorrowerKnown
) -> tuple[LentLine, tuple[Asked, ...]]:
    known = facts.instrument(work, key)
    verdicts = decide(work, known, who)
    pays = payers.payer(work, request.school_pays)
    quote = priced(work, known, who, request.until_on, pays)
    check(work, verdicts, request.override, request.overrides)

    row = known.row
    if row.missing_on is not None:  # its record is found by the line it was lost with
        loss_charges.turned_up(work, known)
    line = work.add(
        "loan_line",
        uuid=request.id,
        loan_id=request.loan,
        instrument_id=key,
        borrower_id=who.row.id,
        lent_at=work.now,
        lent_on=work.on,
        due_on=quote.due_on,
        next_charge_on=quote.next_charge_on,
        act_no=work.act_no,
    )
    if row.missing_on is not None:
        work.change("instrument", key, {"missing_on": row.missing_on}, {"missing_on": None})
    reservations.taken_up(work, known, who)
    record_charge(work, line, who, (quote, known.name, request.id), pays)
    on = (pays.account, pays.kind) if pays else (who.row.account_id, who.facts.kind)
    deposits.take(work, request.id, on, (quote.deposit_pence, f"{known.name} {row.code}"))

    work.about("instrument", key, "lent")
    work.about("borrower", who.row.id, "borrower")
    work.about("family", who.row.family_id, "payer")
    work.about("borrower", pays.key if pays else None, "payer")
    until = facts.until_words(quote.due_on, quote.next_charge_on)
    collected = collected_words(request.collected_by)
    work.what = f"Lent: {known.name} {row.code} to {who.row.name}, {until}{collected}"
    insured = insuring.of_quote(work, known, quote)
    return _line(request, known, who, (quote, pays, insured)), tuple(
        Asked(verdict.case, verdict.message)
        for verdict in asks(verdicts)
        if not verdict.is_settled(request.settled)
    )


def _line(
    request: LendLine,
    known: InstrumentKnown,
    who: BorrowerKnown,
    of: tuple[Quote, Payer | None, str],
) -> LentLine:
    quote, pays, insured = of
    charged = Charged(
        quote.full_pence, quote.discount_pence, quote.due_pence, quote.because, quote.steps
    )
    return LentLine(
        request.id,
        known.row.code,
        known.name,
        who.row.code,
        who.row.name,
        quote.due_on,
        quote.next_charge_on,
        charged,
        deposit_pence=quote.deposit_pence,
        charged_to=pays.name if pays else "",
        paid_by="" if pays else who.payer,
        insurance=insured,
    )


def record_charge(
    work: Work,
    line: int,
    who: HirerKnown,
    of: tuple[Quote, str, UUID],
    pays: Payer | None = None,
) -> None:
    """Add the charge and its ledger lines; nothing where no period is charged."""
    quote, _name, source = of
    if quote.period_from_on is None or not quote.full_pence:
        return
    account = pays.account if pays else who.row.account_id
    charge = work.add(
        "charge",
        uuid=uuid5(source, "charge"),
        hire_id=line,
        account_id=account,
        borrower_id=who.row.id,
        period=quote.period_code,
        period_from_on=quote.period_from_on,
        period_to_on=quote.period_to_on,
        charge_on=quote.charge_on,
        full_pence=quote.full_pence,
        discount_pence=quote.discount_pence,
        due_pence=quote.due_pence,
        tariff=quote.tariff_code,
        scheme=quote.scheme_code or None,
        award_id=who.award_keys.get(quote.award) if quote.award else None,
        because=quote.because,
        steps=msgspec.json.encode([(step.what, step.pence) for step in quote.steps]).decode(),
        policy_version=work.policy_version,
        act_no=work.act_no,
        order_no=(pays.order_no or None) if pays else None,
        agreed_by=pays.agreed_by if pays else None,
    )
    kind = pays.kind if pays else who.row.kind
    _enter(work, charge, (account, payers.whose(who, pays), kind), of)


def _enter(work: Work, charge: int, on: tuple[int, str, str], of: tuple[Quote, str, UUID]) -> None:
    """Add the ledger lines of a charge to an account; whose it is stands in their words."""
    (account, whose, pays_as), (quote, name, source) = on, of
    common: dict[str, Any] = {
        "account_id": account,
        "entered_on": work.on,
        "due_on": pay_by(work, pays_as, max(work.on, quote.charge_on), quote.pay_within_days),
        "vat_code": quote.vat_code,
        "charge_id": charge,
        "act_no": work.act_no,
    }
    work.add(
        "ledger",
        uuid=uuid5(source, "full"),
        kind="charge",
        amount_pence=quote.full_pence,
        what=f"{name} hire{whose}, {quote.period_label}",
        **common,
    )
    if quote.discount_pence:
        work.add(
            "ledger",
            uuid=uuid5(source, "discount"),
            kind="discount",
            amount_pence=-quote.discount_pence,
            what=quote.public_name,
            **common,
        )
