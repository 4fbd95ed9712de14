"""What a billing run charges besides hire: the value of what is not back, and parts that stay away.

Preview and run call the same functions, so that what was shown is what is charged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import losses
from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.losses import LOSS, PART, Asked, Ending
from loanmgr.domain.servicing import SERVICE
from loanmgr.domain.words import day_month
from loanmgr.services import ending, facts, hiring, loss_charges
from loanmgr.services.facts import HirerKnown, InstrumentKnown
from loanmgr.services.loss_charges import Entered
from loanmgr.services.pots import PotsLeft
from loanmgr.services.work import Look

OUT = """
SELECT {columns} FROM loan_line AS line
JOIN instrument AS i ON i.id = line.instrument_id
JOIN borrower AS b ON b.id = line.borrower_id LEFT JOIN family AS f ON f.id = b.family_id
WHERE line.returned_at IS NULL AND line.passed_on_at IS NULL AND i.missing_on IS NULL
  AND (line.due_on < :on OR b.lessons_until_on < :on OR b.left_on < :on OR f.left_on < :on)
  AND NOT EXISTS (SELECT 1 FROM charge WHERE charge.hire_id = COALESCE(line.hire_id, line.id)
    AND charge.ended_act IS NULL AND charge.kind = 'loss')
"""
OUT_OF = Sql(
    OUT.format(
        columns="line.id, line.uuid, line.instrument_id, line.borrower_id, line.due_on,"
        " COALESCE(line.hire_id, line.id) AS hire, b.lessons_until_on,"
        " COALESCE(b.left_on, f.left_on) AS left_on"
    )
    + " AND b.account_id = :account ORDER BY line.id"
)
OUT_CARDS = Sql(
    OUT.format(columns="DISTINCT b.account_id, COALESCE(f.code, b.code) AS card") + " ORDER BY 1"
)
PARTS = """
SELECT {columns} FROM part JOIN loan_line AS line ON line.id = part.left_with_line_id
JOIN borrower AS b ON b.id = line.borrower_id LEFT JOIN family AS f ON f.id = b.family_id
WHERE part.left_with_line_id IS NOT NULL AND part.missing_on < :on AND part.struck_act IS NULL
"""
PARTS_OF = Sql(
    PARTS.format(
        columns="part.id, part.name, part.missing_on, part.value_pence, part.instrument_id,"
        " line.id AS line, line.uuid, line.borrower_id, line.lent_on,"
        " COALESCE(line.hire_id, line.id) AS hire"
    )
    + " AND b.account_id = :account ORDER BY part.id"
)
PART_CARDS = Sql(
    PARTS.format(columns="DISTINCT b.account_id, COALESCE(f.code, b.code) AS card") + " ORDER BY 1"
)

LINE = Sql("SELECT borrower_id, COALESCE(hire_id, id) AS hire FROM loan_line WHERE id = :line")


@dataclass(frozen=True)
class DueLoss:
    """What is to be charged once, because it is not back, or why it is not."""

    kind: str
    """loss, part, or service: of something that comes round while it is out."""
    hire: int
    instrument: int
    who: HirerKnown
    code: str
    name: str
    thing: str
    """Names the thing among those of the hire."""
    source: UUID
    """Of the loan line; with the run's own id it makes the charge's."""
    happened: str
    """not back (was to be back by 18 Dec)."""
    quote: Quote | None
    """None where it can't be priced."""
    stops_hire: bool = False
    refusal: str = ""
    """Why it can't be charged, where it can't."""

    def entered(self, source: UUID) -> Entered:
        """Return what the charge is entered for."""
        what = f"{self.name} {self.code}"
        if self.kind == LOSS:
            what = f"{what} not brought back, replacement value"
        elif self.kind == SERVICE:
            what = f"{self.happened}: {what}"
        else:
            what = f"{what} not handed in"
        return Entered(self.kind, self.hire, self.thing, what, source)


def cards(look: Look, on: date) -> tuple[str, ...]:
    """Return the cards of those who have something a run may charge the value of."""
    found: dict[str, None] = {}
    if _asks_for_value(look):
        found |= dict.fromkeys(row.card for row in look.rows(OUT_CARDS, on=on))
    if _asks_for_parts(look):
        found |= dict.fromkeys(row.card for row in look.rows(PART_CARDS, on=on))
    return tuple(found)


def instruments_of(look: Look, account: int, on: date) -> tuple[int, ...]:
    """Return the keys of the instruments that an account may be charged the value of."""
    found: set[int] = set()
    if _asks_for_value(look):
        found |= {row.instrument_id for row in look.rows(OUT_OF, account=account, on=on)}
    if _asks_for_parts(look):
        found |= {row.instrument_id for row in look.rows(PARTS_OF, account=account, on=on)}
    return tuple(sorted(found))


def of_account(look: Look, account: int, on: date, left: PotsLeft | None = None) -> list[DueLoss]:
    """Price what an account is to be charged for what is not back by a day.

    `left` is what is left of budgets, after accounts that were priced before.
    """
    found: list[DueLoss] = []
    if _asks_for_value(look):
        found += _not_back(look, account, on, left)
    if _asks_for_parts(look):
        found += _parts(look, account, on, left)
    return found


def charged_on(look: Look, known: InstrumentKnown) -> date | None:
    """Return the day on which the value of what is out is charged if it is not back; None never."""
    row = known.row
    if row.line_id is None or not _asks_for_value(look):
        return None
    who = facts.hirer(look, row.holder)
    hire = int(row.hire_id or row.line_id)
    if loss_charges.loss_of(look, row.id, row.code) is not None:
        return None
    left_on = who.row.left_on
    return _charged_from(look, known, who, (hire, row.due_on, left_on))[0]


def part_charged_on(look: Look, known: InstrumentKnown, part: Any) -> date | None:
    """Return the day on which a part that is missing is charged; None never, or already."""
    if part.left_with_line_id is None or part.missing_on is None or not _asks_for_parts(look):
        return None
    if loss_charges.part_of(look, part.id, part.left_with_line_id) is not None:
        return None
    line = look.one(LINE, line=part.left_with_line_id)
    who = facts.hirer(look, line.borrower_id)
    tariff = ending.tariff_of(look, known, who, line.hire)
    return losses.part_charged_from(tariff, part.missing_on)


def coming(look: Look, account: int, most: int) -> list[tuple[str, str, date]]:
    """Return what an account will be charged for: a label, a part's name or none, and when."""
    found: list[tuple[str, str, date]] = []
    if _asks_for_value(look):
        for row in look.rows(OUT_OF, account=account, on=look.on)[:most]:
            known = facts.instrument(look, row.instrument_id)
            who = facts.hirer(look, row.borrower_id)
            of = (int(row.hire), row.due_on, row.left_on)
            from_on, _, _ = _charged_from(look, known, who, of)
            if from_on is not None:
                found.append((known.row.code, "", from_on))
    if _asks_for_parts(look):
        for row in look.rows(PARTS_OF, account=account, on=date.max)[:most]:
            known = facts.instrument(look, row.instrument_id)
            if loss_charges.part_of(look, row.id, row.line) is None:
                who = facts.hirer(look, row.borrower_id)
                tariff = ending.tariff_of(look, known, who, row.hire)
                from_on = losses.part_charged_from(tariff, row.missing_on)
                if from_on is not None:
                    found.append((known.row.code, row.name, from_on))
    return found


def _asks_for_value(look: Look) -> bool:
    return any(tariff.replacement_after_days for tariff in look.policy().tariffs)


def _asks_for_parts(look: Look) -> bool:
    return any(tariff.parts_after_days for tariff in look.policy().tariffs)


def _charged_from(
    look: Look,
    known: InstrumentKnown,
    who: HirerKnown,
    of: tuple[int, date | None, date | None],
) -> tuple[date | None, Ending | None, bool]:
    """Return from when its value is charged, which end that counts from, and if hire stops."""
    hire, due_on, left_on = of
    tariff = ending.tariff_of(look, known, who, hire)
    lessons_on = who.row.lessons_until_on if who.row.has_lessons else None
    end = losses.ends_on(look.policy(), tariff, due_on, (lessons_on, left_on))
    return losses.charged_from(tariff, end), end, tariff.hire_stops_at_loss


def _not_back(look: Look, account: int, on: date, left: PotsLeft | None) -> Iterator[DueLoss]:
    for row in look.rows(OUT_OF, account=account, on=on):
        known = facts.instrument(look, row.instrument_id)
        who = hiring.sharing(facts.hirer(look, row.borrower_id), left)
        of = (int(row.hire), row.due_on, row.left_on)
        from_on, end, stops = _charged_from(look, known, who, of)
        if from_on is None or end is None or on < from_on:
            continue
        happened = f"not back ({end.why} by {day_month(end.on)})"
        # Charged on the day it falls due, whenever the run comes to it.
        asked = Asked(LOSS, known.name, happened, from_on, loss_charges.value_of(known))
        code, source = known.row.code, row.uuid
        quote, refusal = _priced(look, known, who, asked)
        if quote is not None and left is not None:
            left.note(quote)
        if quote is not None or refusal:
            of_hire = (LOSS, int(row.hire), known.row.id, who, code, known.name, code, source)
            yield DueLoss(*of_hire, happened, quote, stops, refusal)


def _parts(look: Look, account: int, on: date, left: PotsLeft | None) -> Iterator[DueLoss]:
    for row in look.rows(PARTS_OF, account=account, on=on):
        if loss_charges.part_of(look, row.id, row.line) is not None:
            continue
        known = facts.instrument(look, row.instrument_id)
        who = hiring.sharing(facts.hirer(look, row.borrower_id), left)
        tariff = ending.tariff_of(look, known, who, row.hire)
        from_on = losses.part_charged_from(tariff, row.missing_on)
        if from_on is None or on < from_on:
            continue
        name = f"{row.name[:1].upper()}{row.name[1:]} of {known.name}"
        happened = f"not handed in since {day_month(row.missing_on)}"
        asked = Asked(PART, name, happened, from_on, row.value_pence, part=row.name)
        quote, refusal = _priced(look, known, who, asked)
        if quote is not None and left is not None:
            left.note(quote)
        if quote is not None or refusal:
            of_hire = (PART, int(row.hire), known.row.id, who, known.row.code, name, str(row.id))
            yield DueLoss(*of_hire, row.uuid, happened, quote, refusal=refusal)


def _priced(
    look: Look, known: InstrumentKnown, who: HirerKnown, asked: Asked
) -> tuple[Quote | None, str]:
    """Return the price, or why there is none; neither where the policy charges nothing."""
    try:
        return loss_charges.quote(look, known, who, asked), ""
    except RuleError:
        what = known.name if asked.kind == LOSS else f"the {asked.name[:1].lower()}{asked.name[1:]}"
        where = "in its record" if asked.kind == LOSS else "as a price for parts in the policy"
        refusal = f"{what} {known.row.code} has no value: put one {where}."
        return None, refusal[:1].upper() + refusal[1:]
