"""Reduced rates that end with the academic year: who is written to, and that they were.

An award never goes on by itself. Listed are pupils who still have an instrument or lessons, until
something newer was applied for. What is listed and written says the scheme's public name only.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.discounts import APPLIED, AWAITED, AWARDED, EVIDENCE_AWAITED
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import year_words
from loanmgr.domain.school_years import year_of
from loanmgr.domain.words import long_date
from loanmgr.services import contacts, facts, posting, sight
from loanmgr.services.identity import LEADS
from loanmgr.services.posting import Post, Sent
from loanmgr.services.standing import STANDS
from loanmgr.services.work import Look, Work

ANSWER_DAYS = 28
"""So long families have to answer, unless a day is said."""
LETTER = "renewal_letter"
"""What an act is called on the timeline of who was written to."""
COUNTED = (AWARDED, EVIDENCE_AWAITED, APPLIED)

ENDING = Sql(f"""
SELECT award.scheme, award.to_on, award.received_on, b.id AS borrower, b.code AS pupil,
  b.name AS pupil_name, b.year, b.year_on, b.account_id,
  COALESCE(b.letters_to, '') AS letters_to, family.id AS family, org.id AS organisation,
  COALESCE(family.code, org.code) AS card, COALESCE(family.name, org.name) AS payer,
  (SELECT COUNT(*) FROM loan_line AS line WHERE line.borrower_id = b.id
     AND line.returned_at IS NULL AND line.passed_on_at IS NULL) AS out,
  (SELECT MAX(act.business_on) FROM act_thing AS t JOIN act ON act.no = t.act_no
     WHERE t.kind = 'borrower' AND t.thing = b.id AND t.role = 'renewal_letter'
     AND act.business_on >= :since AND {STANDS}) AS sent_on
FROM award JOIN borrower AS b ON b.id = award.borrower_id
LEFT JOIN family ON family.account_id = b.account_id
LEFT JOIN borrower AS org ON org.account_id = b.account_id AND org.family_id IS NULL
WHERE award.to_on = :ends_on AND award.struck_act IS NULL
  AND award.state IN ('awarded', 'evidence_awaited', 'applied')
  AND b.struck_act IS NULL AND b.left_on IS NULL
  AND (b.has_lessons = 1 AND (b.lessons_until_on IS NULL OR b.lessons_until_on > :ends_on)
    OR EXISTS (SELECT 1 FROM loan_line AS line WHERE line.borrower_id = b.id
      AND line.returned_at IS NULL AND line.passed_on_at IS NULL))
  AND NOT EXISTS (SELECT 1 FROM award AS newer WHERE newer.borrower_id = b.id
    AND newer.scheme_kind = award.scheme_kind AND newer.struck_act IS NULL
    AND newer.from_on > award.to_on
    AND newer.state IN ('applied', 'awarded', 'evidence_awaited', 'waiting_list'))
ORDER BY payer, card, letters_to, b.id
""")  # noqa: S608
"""Who pays is whoever has the account, which may not be the family that a child is of."""
OUT = Sql("""
SELECT i.code, t.name AS type_name, s.code AS size_code FROM loan_line AS line
JOIN instrument AS i ON i.id = line.instrument_id JOIN instrument_type AS t ON t.id = i.type_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE line.borrower_id = :borrower AND line.returned_at IS NULL AND line.passed_on_at IS NULL
ORDER BY line.id
""")
RUN = Sql("SELECT no FROM act WHERE uuid = :id")


@dataclass(frozen=True)
class Ending:
    """A pupil whose reduced rate ends with the academic year."""

    pupil: str
    """Their card."""
    pupil_name: str
    year: str
    """The school year they are in now, in words."""
    card: str
    """Of who pays."""
    payer: str
    public_name: str
    ends_on: date
    out: int
    """Instruments they have."""
    sent_on: date | None
    """When they were last written to about it."""


class To(NamedTuple):
    """Who gets one letter: who pays, and at an organisation whoever sees to these children."""

    account: int
    person: str


@dataclass(frozen=True)
class LetterPupil:
    """What a letter says of a child."""

    pupil: str
    name: str
    year: str
    """The school year they come into."""
    public_name: str
    has: tuple[str, ...]
    evidence: tuple[str, ...]
    """Kinds that were taken; empty where that would tell too much."""


@dataclass(frozen=True)
class Letter:
    """A letter to who pays, with the children whose letters go there and whose rate ends."""

    to: To
    children: tuple[LetterPupil, ...]
    ends_on: date
    post: Post


@dataclass(frozen=True)
class AskLetters:
    """Ask for the letters to some."""

    to: tuple[To, ...]


@dataclass(frozen=True)
class BeginLetters:
    """Begin to note that letters were written; who got one follows in parts."""

    until_on: date
    """The day they are to answer by."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class LettersSent:
    """Note on their timelines that some were written to."""

    run: UUID
    to: tuple[To, ...]
    until_on: date
    id: UUID
    by_post: bool = True
    """Their letters are on paper; otherwise somebody writes to them as they like it."""


def ending(look: Look, _request: None = None) -> tuple[Ending, ...]:
    """List whose reduced rate ends with this academic year, family by family.

    Raises:
        RuleError: whoever asks is no lead.
    """
    _check_lead(look)
    return tuple(
        Ending(
            row.pupil,
            row.pupil_name,
            year_words(year_of(row, look.on)),
            row.card,
            row.payer,
            sight.of_award(look, row.scheme, row.to_on).public_name,
            row.to_on,
            row.out,
            row.sent_on,
        )
        for row in _rows(look)
    )


def usual_deadline(on: date) -> date:
    """Return the day families are to answer by, unless one is said."""
    return min(on + timedelta(days=ANSWER_DAYS), calendar.academic_year_end(on))


def addressees(look: Look, request: bool) -> tuple[To, ...]:  # noqa: FBT001 - a question takes one thing
    """Return who is to be written to: again, or only who was not this year."""
    _check_lead(look)
    rows = (row for row in _rows(look) if request or row.sent_on is None)
    return tuple(dict.fromkeys(_to(row) for row in rows))


def letters(look: Look, request: AskLetters) -> tuple[Letter, ...]:
    """Return the letters to some, each with all the children whose letters go there."""
    _check_lead(look)
    wanted = set(request.to)
    rows = (row for row in _rows(look) if _to(row) in wanted)
    return tuple(_letter(look, to, list(group)) for to, group in groupby(rows, key=_to))


def begin(work: Work, request: BeginLetters) -> Sent:
    """Begin to note that letters were written.

    Raises:
        RuleError: the day to answer by is over, or whoever does it is no lead.
    """
    _check_lead(work)
    if request.until_on < work.on:
        message = f"{long_date(request.until_on)} is before today; say a later day to answer by."
        raise RuleError(message, "until_in_the_past", "until_on")
    work.what = f"Letters about reduced rates that end, answers by {long_date(request.until_on)}"
    return Sent(request.id, 0)


def sent(work: Work, request: LettersSent) -> Sent:
    """Note on their timelines that some were written to."""
    _check_lead(work)
    work.belongs_to = work.one(RUN, id=request.run).no
    wanted = set(request.to)
    rows = [row for row in _rows(work) if _to(row) in wanted]
    for row in rows:
        work.about("borrower", row.borrower, LETTER)
        # Not of the family where another pays: it may not know, and is not written to.
        work.about("family", row.family, LETTER)
        work.about("borrower", row.organisation, LETTER)
    until = long_date(request.until_on)
    count, payers = len({_to(row) for row in rows}), {row.payer for row in rows}
    who = payers.pop() if len(payers) == 1 else f"{count} payers"
    wrote = "Wrote to" if request.by_post else "To be written to, not on paper:"
    work.what = f"{wrote} {who} about a reduced rate that ends, answer by {until}"
    return Sent(request.id, count)


def _rows(look: Look) -> list[Any]:
    asked = {
        "ends_on": calendar.academic_year_end(look.on),
        "since": calendar.academic_year_start(look.on),
    }
    return look.rows(ENDING, **asked)


def _to(row: Any) -> To:
    return To(row.account_id, row.letters_to)


def _letter(look: Look, to: To, rows: list[Any]) -> Letter:
    post = posting.of_account(look, to.account, contacts.MUSIC, to.person)
    children: dict[str, LetterPupil] = {}
    for row in rows:
        children.setdefault(row.pupil, _child(look, row))
    return Letter(to, tuple(children.values()), rows[0].to_on, post)


def _child(look: Look, row: Any) -> LetterPupil:
    begins_on = row.to_on + calendar.ONE_DAY
    scheme = look.policy().scheme_on(row.scheme, begins_on)
    tells = scheme is not None and not scheme.confidential
    kinds = scheme.evidence if scheme is not None and tells else ()
    return LetterPupil(
        row.pupil,
        row.pupil_name,
        year_words(year_of(row, begins_on)),
        sight.of_award(look, row.scheme, row.to_on).public_name,
        tuple(
            facts.named(line.type_name, line.size_code)
            for line in look.rows(OUT, borrower=row.borrower)
        ),
        tuple(kind for kind in kinds if kind not in (AWAITED, "none")),
    )


def _check_lead(look: Look) -> None:
    if look.identity.role not in LEADS:
        raise RuleError("This list is for a desk lead.", "lead_only", "staff")
