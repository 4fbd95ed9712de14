"""Finishing a basket: everything in it is lent in one transaction, one part an instrument."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import pounds
from loanmgr.domain.verdicts import Override
from loanmgr.services import accounts, facts, lending, locks, payers, swaps
from loanmgr.services.baskets import paying, rows, swapping, turns
from loanmgr.services.facts import BorrowerKnown
from loanmgr.services.lending import Asked, LendLine, LentLine, LentPart
from loanmgr.services.payers import Payer, SchoolPays
from loanmgr.services.swaps import SwapLine
from loanmgr.services.work import Work

CODE_OF = Sql("SELECT code FROM instrument WHERE id = :key")


@dataclass(frozen=True)
class Finish:
    """Lend everything in a basket. The id is the basket's own, so it cannot happen twice."""

    id: UUID
    override: str = ""
    paying: str = ""
    """How they paid just now: cash, card, or empty for on the account."""
    signed: str = ""
    """How the agreement was signed just now: paper, or empty."""
    settled: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    """What leads let pass."""
    pays_pence: int | None = None
    """How much of what is due they paid just now; all of it where nothing is said."""
    school_pays: SchoolPays | None = None
    """The school that pays for what its pupils take, where one does."""
    swaps: tuple[UUID, ...] | None = None
    """Ids of the lines that were shown as swaps; None where nobody saw them."""
    quoted_pence: int | None = None
    """What everything was shown to cost; None where nobody saw a price."""


@dataclass(frozen=True)
class Finished:
    """What a finished basket came to."""

    act: UUID
    title: str
    lines: tuple[LentLine, ...]
    total_due_pence: int
    """What the hires cost them, without what a school pays."""
    paid_pence: int
    asks: tuple[Asked, ...]
    deposit_pence: int = 0
    charged_to: str = ""
    """Name of the school that pays."""
    charged_pence: int = 0
    """What went on that school's account."""
    paid_by: str = ""
    """Name of the organisation that pays for a child; not how much."""
    stays: str = ""
    """Says what a school that was asked to pay does not pay, as it is for a swap."""


def finish(work: Work, request: Finish) -> Finished:
    """Lend everything in a basket and remove it, in one transaction.

    Raises:
        RuleError: something stands against a line, such as another desk having been faster; nothing
            is lent then, and the basket stays.
    """
    basket = rows.ours(work, request.id)
    lines = work.rows(rows.LINES, basket=basket.id)
    if not lines:
        raise RuleError("There is nothing on the counter to lend.", "nothing_to_lend")
    if any(line.borrower_id is None for line in lines):
        raise RuleError("Who plays it? Choose a child, or scan a card.", "who_plays", "borrower")
    school = payers.payer(work, request.school_pays)
    people = _lock(work, lines, school)
    parts: list[tuple[LentLine, tuple[Asked, ...]]] = []
    cards: dict[int, str] = {}
    due: dict[str, int] = {}
    for key in people:
        who = facts.borrower(work, key)
        theirs = turns.of_one(work, [line for line in lines if line.borrower_id == key], who)
        found = _lend_to(work, request, who, (basket, theirs))
        if not who.payer:  # an organisation pays and signs at no counter
            card = cards.setdefault(who.row.account_id, who.row.code)
            due[card] = due.get(card, 0) + paying.from_them(tuple(line for line, _ in found))
        parts += found
        work.about("borrower", key, "borrower")
    work.about("family", basket.family_id, "payer")

    lent_lines = tuple(line for line, _ in parts)
    _check_price(request, lent_lines)
    paid = paying.take(work, request, due)
    for card in due if request.signed else ():
        _sign(work, request, card)
    work.do("basket_line", rows.DROP_LINES, key=basket.id)
    work.do("basket", rows.DROP, key=basket.id)
    work.what = _sentence(lent_lines) + lending.collected_words(basket.collected_by or "")
    asked = {a.case: a for _, found in parts for a in found}
    done = _finished(request, rows.title(basket), lent_lines, (paid, tuple(asked.values())))
    return replace(done, stays=_stays(lent_lines, school))


def _check_price(request: Finish, lines: tuple[LentLine, ...]) -> None:
    """Refuse to charge another sum than was shown: it is asked again before any money."""
    now = sum(line.charge.due_pence for line in lines)
    if request.quoted_pence is None or now == request.quoted_pence:
        return
    message = (
        f"The price has changed since it was shown: it is {pounds(now)} now, not"
        f" {pounds(request.quoted_pence)}. Look at it again."
    )
    raise RuleError(message, "quote_changed", "instruments")


def _stays(lines: tuple[LentLine, ...], school: Payer | None) -> str:
    """Say what a school does not pay of what it was asked to: the same hires go on as they were."""
    if school is None:
        return ""
    more = sum(line.charge.due_pence for line in lines if line.charged_to != school.name)
    if not more:
        return ""
    return f"{pounds(more)} is not paid by {school.name}: {swaps.STAYS}."


def _finished(
    request: Finish, title: str, lines: tuple[LentLine, ...], of: tuple[int, tuple[Asked, ...]]
) -> Finished:
    theirs = [line for line in lines if not line.charged_to and not line.paid_by]
    schools = [line for line in lines if line.charged_to]
    return Finished(
        request.id,
        title,
        lines,
        sum(line.charge.due_pence for line in theirs),
        *of,
        sum(line.deposit_pence for line in theirs),
        schools[0].charged_to if schools else "",
        sum(line.charge.due_pence + line.deposit_pence for line in schools),
        paid_by=next((line.paid_by for line in lines if line.paid_by), ""),
    )


def _lock(work: Work, lines: list[Any], school: Payer | None) -> list[int]:
    """Lock all that finishing decides about, in the order of data.md; return the borrowers."""
    for key in sorted(line.instrument_id for line in lines):
        work.lock("instrument", key)
    people = sorted({line.borrower_id for line in lines})
    locks.borrowers(work, people, (school.account,) if school else ())
    return people


def _lend_to(
    work: Work, request: Finish, who: BorrowerKnown, of: tuple[Any, list[Any]]
) -> list[tuple[LentLine, tuple[Asked, ...]]]:
    basket, lines = of
    collected_by = basket.collected_by or ""
    settled = (*request.settled, *(("unsigned",) if request.signed else ()))
    ended = swapping.paired(work, basket, lines)
    loan, found = None, []
    for line in lines:
        code = work.one(CODE_OF, key=line.instrument_id).code
        is_swap = line.id in ended and not line.is_new_hire
        if request.swaps is not None and (line.uuid in request.swaps) is not is_swap:
            message = f"What {code} can be swapped for has changed. Look at its price again."
            raise RuleError(message, "swap_changed", "instruments")
        if is_swap:
            part = _swap(work, (request, settled), line.uuid, (code, ended[line.id]))
            found.append((part.line, part.asks))
            continue
        if loan is None:
            loan = lending.begin_loan(work, who, uuid5(lines[0].uuid, "loan"), collected_by)
        lend = LendLine(
            line.uuid,
            code,
            who.row.code,
            loan,
            basket.until_on,
            request.override,
            settled,
            collected_by,
            request.overrides,
            request.school_pays,
        )
        part = work.part(lending.lend_line, lend)
        found.append((part.line, part.asks))
    return found


def _swap(
    work: Work, of: tuple[Finish, tuple[str, ...]], act: UUID, which: tuple[str, Any]
) -> LentPart:
    """Lend an instrument on the hire of one that came back on this visit."""
    (request, settled), (code, ended) = of, which
    swap = SwapLine(act, code, ended.uuid, request.override, settled, request.overrides)
    return work.part(swaps.swap_line, swap)


def _sign(work: Work, request: Finish, card: str) -> None:
    row = accounts.account_row(work, card)
    year = calendar.academic_year(work.on)
    found = work.one(accounts.AGREEMENT, account=row.account_id, year=year)
    if found is not None and found.signed_on is None:
        sign = accounts.SignAgreement(card, request.signed, uuid5(request.id, f"sign {card}"))
        work.part(accounts.sign_agreement, sign)


def _sentence(lines: tuple[LentLine, ...]) -> str:
    if len(lines) == 1:
        line = lines[0]
        until = facts.until_words(line.due_on, line.next_charge_on)
        if line.instead_of:
            old = f"{line.instead_of_name} {line.instead_of}"
            return f"Swapped: {old} for {line.name} {line.instrument}, {line.borrower_name}"
        return f"Lent: {line.name} {line.instrument} to {line.borrower_name}, {until}"
    names = list(dict.fromkeys(line.borrower_name for line in lines))
    return f"Lent: {len(lines)} instruments to {' and '.join(names)}"
