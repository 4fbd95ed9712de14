"""What agreements and receipts say, gathered as plain values; money is whole pence.

Drawing them is the business of whoever asks: a window, the command line.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, baskets, contacts, facts, insured, loss_charges, owed
from loanmgr.services.baskets import BasketLine
from loanmgr.services.facts import InstrumentKnown
from loanmgr.services.lending import LentPart
from loanmgr.services.papers import reading
from loanmgr.services.work import Look

SERVICE = Sql("SELECT name FROM register")
PAYER = Sql("SELECT name, code FROM family WHERE account_id = :account AND struck_act IS NULL")
PAID_FOR = Sql("""
SELECT b.id, b.letters_to, payer.name AS payer FROM borrower AS b
JOIN family AS f ON f.id = b.family_id AND f.account_id <> b.account_id
JOIN borrower AS payer ON payer.account_id = b.account_id AND payer.family_id IS NULL
WHERE b.code = :card
""")
"""A child for whom an organisation pays."""
OUT = Sql("""
SELECT line.id, line.lent_on, line.due_on, line.next_charge_on, line.instrument_id,
  line.borrower_id, COALESCE(line.hire_id, line.id) AS hire, b.name AS player
FROM loan JOIN loan_line AS line ON line.loan_id = loan.id
JOIN borrower AS b ON b.id = line.borrower_id
WHERE loan.account_id = :account AND line.returned_at IS NULL
ORDER BY line.id
""")
CHARGES = Sql(
    "SELECT ledger.what, charge.full_pence, charge.discount_pence FROM charge"
    " JOIN ledger ON ledger.id = (SELECT MIN(id) FROM ledger AS first"
    "  WHERE first.charge_id = charge.id AND first.kind = 'charge')"
    " WHERE charge.hire_id = :hire AND charge.ended_act IS NULL AND charge.kind IS NULL"
    " AND charge.period_to_on >= :on"
    " ORDER BY charge.period_from_on"
)
COLLECTED_BY = Sql(
    "SELECT collected_by FROM loan WHERE account_id = :account AND struck_act IS NULL"
    " ORDER BY id DESC LIMIT 1"
)
KEY_OF = Sql("SELECT id FROM instrument WHERE code = :code")
ACT = Sql(
    "SELECT act.no, act.uuid, act.use_case, act.seq, desk.name AS desk FROM act"
    " JOIN desk ON desk.id = act.desk_id WHERE act.uuid = :act"
)
PARTS = Sql("SELECT uuid, use_case FROM act WHERE part_of = :no ORDER BY no")
PAYMENT = Sql(
    "SELECT payment.account_id, payment.method, payment.amount_pence, payment.received_on,"
    " family.name AS family, borrower.name AS borrower FROM payment"
    " LEFT JOIN family ON family.account_id = payment.account_id"
    " LEFT JOIN borrower ON borrower.account_id = payment.account_id"
    " AND borrower.family_id IS NULL WHERE payment.uuid = :payment"
)
RESULT = Sql(
    "SELECT body.result FROM act JOIN act_body AS body ON body.act_no = act.no"
    " WHERE act.uuid = :act"
)
CHARGE = Sql(
    "SELECT ledger.what, charge.full_pence, charge.discount_pence FROM charge"
    " JOIN ledger ON ledger.id = (SELECT MIN(id) FROM ledger AS first"
    "  WHERE first.charge_id = charge.id AND first.kind = 'charge')"
    " WHERE charge.uuid = :charge"
)


@dataclass(frozen=True)
class AgreementOf:
    """Ask for the agreement of a card's account, with what lies in a basket for it."""

    card: str
    with_basket: bool = False
    """Add what lies in front of us, which will be lent at Finish."""


@dataclass(frozen=True)
class AgreedLine:
    """One instrument of an agreement."""

    code: str
    name: str
    player: str
    make: str
    serial: str
    parts: tuple[str, ...]
    value_pence: int | None
    out_on: date
    due_on: date | None
    next_charge_on: date | None
    insurance: str = ""
    """Who insures it, in a sentence."""


@dataclass(frozen=True)
class AgreedCharge:
    """What is to be paid for one instrument and period."""

    item: str
    """What for, with its period: Violin 3/4 hire, autumn term."""
    full_pence: int
    discount_pence: int


@dataclass(frozen=True)
class AgreementFacts:
    """What an agreement says; never why a rate is reduced."""

    service: str
    centre: str
    number: str
    year: str
    on: date
    borrower: str
    card: str
    lines: tuple[AgreedLine, ...]
    charges: tuple[AgreedCharge, ...]
    deposit_pence: int
    terms_version: int
    note: str = ""
    collected_by: str = ""
    """Who takes things along for a school, a teacher or a partner, or did so last."""
    conditions: tuple[str, ...] = ()
    """What the service's own policy adds to the terms."""
    teacher_signs: bool = False


@dataclass(frozen=True)
class ReceiptOf:
    """Ask for the receipt of an act that took money: a finished basket or a payment."""

    act: UUID


@dataclass(frozen=True)
class ReceiptFacts:
    """What a receipt says."""

    service: str
    centre: str
    number: str
    on: date
    payer: str
    lines: tuple[tuple[str, int], ...]
    """What each sum was for, in pence; a sum taken off is negative."""
    method: str
    paid_pence: int
    balance_pence: int


def agreement_of(look: Look, request: AgreementOf) -> AgreementFacts:
    """Gather the agreement of a card's account: what is out, and what lies on the counter."""
    row = accounts.account_row(look, request.card)
    payer = look.one(PAYER, account=row.account_id) or row
    found = look.rows(OUT, account=row.account_id)
    cared_for = look.one(PAID_FOR, card=row.code)
    if cared_for is not None:  # whoever cares for them sees neither other children nor sums
        found = [each for each in found if each.borrower_id == cared_for.id]
    lines = [_out(look, each) for each in found]
    charged = found if cared_for is None else []
    charges = [each for line in charged for each in _charges(look, line)]
    view = baskets.current(look) if request.with_basket else None
    if view is not None:
        lines += [_lying(look, line) for line in view.lines]
        charges += [_coming(line) for line in view.lines if line.quote and line.quote.full_pence]
    year = calendar.academic_year(look.on)
    kind = reading.borrower_kind(look.one(reading.KIND, account=row.account_id).kind)
    said = look.policy().papers_on("pupil" if cared_for is not None else kind, look.on)
    return AgreementFacts(
        look.one(SERVICE).name,
        look.identity.place_name,
        f"{payer.code} {year}",
        year,
        look.on,
        _addressed(look, row, payer, cared_for),
        payer.code,
        tuple(lines),
        tuple(charges),
        view.deposit_pence if view else 0,
        accounts.TERMS_VERSION,
        view.note if view else "",
        (view.collected_by if view else "") or _collected_by(look, row.account_id),
        said.conditions,
        said.teacher_signs,
    )


def _addressed(look: Look, row: Any, payer: Any, cared_for: Any) -> str:
    """Return who signs: the payer, or the organisation that pays for a child, and for whom."""
    if cared_for is not None and cared_for.letters_to:
        return f"{cared_for.payer}, for {cared_for.letters_to}"
    name = cared_for.payer if cared_for is not None else payer.name
    return contacts.addressed(look, row.account_id, name, contacts.MUSIC)


def _collected_by(look: Look, account: int) -> str:
    newest = look.one(COLLECTED_BY, account=account)
    return newest.collected_by if newest else ""


def receipt_of(look: Look, request: ReceiptOf) -> ReceiptFacts:
    """Gather the receipt of an act that took money."""
    act = look.one(ACT, act=request.act)
    parts = look.rows(PARTS, no=act.no) if act else []
    pays = [part.uuid for part in parts if part.use_case == "pay"]
    if act is None or (act.use_case != "pay" and not pays):
        raise RuleError("Nothing was paid then, so there is no receipt.", "no_payment", "act")
    payment = look.one(PAYMENT, payment=pays[0] if pays else act.uuid)
    sums = {"lend_line": _sums, "swap_line": _difference}
    lines = [line for part in parts for line in sums.get(part.use_case, _none)(look, part.uuid)]
    return ReceiptFacts(
        look.one(SERVICE).name,
        look.identity.place_name,
        f"{act.desk} {act.seq}",
        payment.received_on,
        payment.family
        or contacts.addressed(look, payment.account_id, payment.borrower, contacts.FINANCE),
        tuple(lines) or (("Paid towards what is owed", payment.amount_pence),),
        payment.method,
        payment.amount_pence,
        owed.balance(look, payment.account_id),
    )


def _out(look: Look, line: Any) -> AgreedLine:
    known = facts.instrument(look, line.instrument_id)
    dates = (line.lent_on, line.due_on, line.next_charge_on)
    return _agreed(look, known, line.player, dates, insured.of_instrument(look, known))


def _lying(look: Look, line: BasketLine) -> AgreedLine:
    key = look.one(KEY_OF, code=line.instrument).id
    quote = line.quote
    dates = (look.on, quote.due_on if quote else None, quote.next_charge_on if quote else None)
    known = facts.instrument(look, key)
    return _agreed(look, known, line.borrower_name, dates, line.insurance)


def _agreed(
    look: Look,
    known: InstrumentKnown,
    player: str,
    dates: tuple[date, date | None, date | None],
    insurance: str,
) -> AgreedLine:
    parts = look.rows(facts.PARTS, key=known.row.id)
    return AgreedLine(
        known.row.code,
        known.name,
        player,
        f"{known.row.make} {known.row.model}".strip(),
        known.row.serial,
        tuple(part.name for part in parts if part.missing_on is None),
        loss_charges.value_of(known),
        *dates,
        insurance,
    )


def _charges(look: Look, line: Any) -> list[AgreedCharge]:
    return [
        AgreedCharge(each.what, each.full_pence, each.discount_pence)
        for each in look.rows(CHARGES, hire=line.hire, on=look.on)
    ]


def _coming(line: BasketLine) -> AgreedCharge:
    quote = line.quote
    assert quote is not None  # noqa: S101 - the caller leaves out what has no price
    what = f"{line.name} hire, {quote.period_label}"
    return AgreedCharge(what, quote.full_pence, quote.discount_pence)


def _none(_look: Look, _line: UUID) -> list[tuple[str, int]]:
    return []


def _difference(look: Look, line: UUID) -> list[tuple[str, int]]:
    """Return what more a swap cost."""
    swapped = msgspec.json.decode(look.one(RESULT, act=line).result, type=LentPart).line
    charge = swapped.charge
    if not charge.full_pence:
        return []
    sums = [(f"{swapped.name} instead of {swapped.instead_of_name}", charge.full_pence)]
    if charge.discount_pence:
        sums.append(("Reduced rate", -charge.discount_pence))
    return sums


def _sums(look: Look, line: UUID) -> list[tuple[str, int]]:
    charge = look.one(CHARGE, charge=uuid5(line, "charge"))
    if charge is None:
        return []
    sums = [(charge.what, charge.full_pence)]
    if charge.discount_pence:
        sums.append(("Reduced rate", -charge.discount_pence))
    return sums
