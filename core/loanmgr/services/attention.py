"""What a lead has to look into: lists of what the desk let pass, each read by one statement."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import facts
from loanmgr.services.facts import named
from loanmgr.services.identity import LEADS
from loanmgr.services.work import Look, Work

TURNED_UP_DAYS = 28
"""So many days back the lead sees what was handed in without being on record as out."""

MOST = 500
"""Lines of one list; a service with more has another problem."""

TURNED_UP = Sql("""
WITH RECURSIVE link(first, last, links) AS (
  SELECT no, no, 0 FROM act
  WHERE use_case = 'hand_in' AND business_on BETWEEN :since AND :on
  UNION ALL
  SELECT link.first, act.no, link.links + 1 FROM link JOIN act ON act.undoes = link.last),
chain AS (SELECT first, MAX(links) AS links FROM link GROUP BY first),
seen(first, thing, last, links) AS (
  SELECT after.act_no, after.thing, after.act_no, 0 FROM chain
  JOIN act_thing AS about
    ON about.act_no = chain.first AND about.kind = 'instrument' AND about.role = 'handed_in'
  JOIN act_thing AS after ON after.kind = 'instrument' AND after.thing = about.thing
    AND after.act_no > chain.first AND after.role = 'looked_into'
  UNION ALL
  SELECT seen.first, seen.thing, act.no, seen.links + 1 FROM seen
  JOIN act ON act.undoes = seen.last),
settled AS (SELECT first, thing FROM seen GROUP BY first, thing HAVING MAX(links) % 2 = 0)
SELECT act.uuid, act.business_on, act.made_at, desk.name AS desk, staff.name AS who,
  i.code, i.make, i.model, t.name AS type_name, s.code AS size_code,
  b.name AS last_with, b.code AS last_card, b.kind AS last_kind, line.lent_on, line.returned_on,
  home.name AS home, CASE WHEN i.here_place_id = i.home_place_id THEN 1 ELSE 0 END AS is_home,
  (SELECT COUNT(*) FROM loan_line AS now_out WHERE now_out.instrument_id = i.id
    AND now_out.returned_at IS NULL AND now_out.passed_on_at IS NULL) AS is_out
FROM chain JOIN act ON act.no = chain.first
JOIN desk ON desk.id = act.desk_id JOIN staff ON staff.id = act.staff_id
JOIN act_thing AS about
  ON about.act_no = act.no AND about.kind = 'instrument' AND about.role = 'handed_in'
JOIN instrument AS i ON i.id = about.thing
JOIN instrument_type AS t ON t.id = i.type_id LEFT JOIN instrument_size AS s ON s.id = i.size_id
JOIN place AS home ON home.id = i.home_place_id
LEFT JOIN loan_line AS line ON line.id = (SELECT MAX(newest.id) FROM loan_line AS newest
  WHERE newest.instrument_id = i.id AND newest.struck_act IS NULL
  AND newest.lent_at <= act.made_at)
LEFT JOIN borrower AS b ON b.id = line.borrower_id
WHERE chain.links % 2 = 0 AND NOT EXISTS (SELECT 1 FROM settled
  WHERE settled.thing = i.id AND settled.first > act.no)
ORDER BY act.business_on DESC, act.no DESC LIMIT :most
""")
"""How often each was undone and done again is counted: it stands where that is even. What a lead
has looked into since is left out."""

SIGNABLE = """
FROM agreement WHERE agreement.signed_on IS NULL AND agreement.year = :year
  AND agreement.struck_act IS NULL AND EXISTS (SELECT 1 FROM loan
    JOIN loan_line AS line ON line.loan_id = loan.id
    WHERE loan.agreement_id = agreement.id AND line.struck_act IS NULL)
"""
UNSIGNED = Sql(f"""
SELECT COALESCE(family.code, b.code) AS code, COALESCE(family.name, b.name) AS name,
  COALESCE(b.kind, 'family') AS kind, open.year, open.since_on, open.out
FROM (SELECT agreement.id, agreement.account_id, agreement.year,
    (SELECT MIN(line.lent_on) FROM loan JOIN loan_line AS line ON line.loan_id = loan.id
      WHERE loan.agreement_id = agreement.id AND line.struck_act IS NULL) AS since_on,
    (SELECT COUNT(*) FROM loan JOIN loan_line AS line ON line.loan_id = loan.id
      WHERE loan.agreement_id = agreement.id AND line.returned_at IS NULL
      AND line.passed_on_at IS NULL) AS out
  {SIGNABLE}) AS open
LEFT JOIN family ON family.account_id = open.account_id
LEFT JOIN borrower AS b ON b.account_id = open.account_id AND b.family_id IS NULL
  AND b.struck_act IS NULL
ORDER BY open.out > 0 DESC, open.since_on, open.id LIMIT :most
""")  # noqa: S608
"""Those who still have something come first: they can be asked when they bring it back."""

AWAITED = "FROM award WHERE award.state = 'evidence_awaited' AND award.struck_act IS NULL"
STILL_RUNS = "(award.to_on IS NULL OR award.to_on >= :on)"
EVIDENCE = Sql(f"""
SELECT award.received_on, award.grace_until_on, b.code AS pupil, b.name AS pupil_name,
  family.code AS card, family.name AS family
FROM (SELECT * {AWAITED} AND {STILL_RUNS}) AS award
JOIN borrower AS b ON b.id = award.borrower_id LEFT JOIN family ON family.id = b.family_id
ORDER BY award.grace_until_on, award.id LIMIT :most
""")  # noqa: S608
WAITING = Sql(f"""
SELECT (SELECT COUNT(*) {SIGNABLE}) AS unsigned,
  (SELECT COUNT(*) {AWAITED} AND {STILL_RUNS}) AS evidence
""")
"""Counts what the two lists have; a desk that closes says the same."""

TURNED_UP_ONCE = Sql(
    "SELECT act_no FROM act_thing WHERE kind = 'instrument' AND thing = :key"
    " AND role = 'handed_in' LIMIT 1"
)
PLACE = Sql("SELECT name FROM place WHERE id = :key")


@dataclass(frozen=True)
class TurnedUp:
    """An instrument that was handed in although the register had it as here."""

    act: UUID
    on: date
    at: datetime
    desk: str
    who: str
    """Who took it in."""
    instrument: str
    name: str
    make: str
    last_with: str = ""
    """Who had it last before; empty when nobody ever did."""
    last_with_code: str = ""
    last_with_kind: str = ""
    lent_on: date | None = None
    """When the last borrower had it from and until."""
    returned_on: date | None = None
    home: str = ""
    """Where it belongs."""
    is_home: bool = False
    is_out: bool = False
    """Somebody has it again by now."""


def turned_up(look: Look, _request: None = None) -> tuple[TurnedUp, ...]:
    """Return what was handed in without being on record as out, newest first.

    Raises:
        RuleError: whoever asks is no lead.
    """
    check_lead(look)
    since = look.on - timedelta(days=TURNED_UP_DAYS)
    rows = look.rows(TURNED_UP, since=since, on=look.on, most=MOST)
    return tuple(_turned_up(row) for row in rows)


def _turned_up(row: Any) -> TurnedUp:
    return TurnedUp(
        row.uuid,
        row.business_on,
        row.made_at,
        row.desk,
        row.who,
        row.code,
        named(row.type_name, row.size_code),
        f"{row.make} {row.model}".strip(),
        row.last_with or "",
        row.last_card or "",
        row.last_kind or "",
        row.lent_on,
        row.returned_on,
        row.home,
        bool(row.is_home),
        bool(row.is_out),
    )


@dataclass(frozen=True)
class Unsigned:
    """This year's agreement of a family or another payer, which nobody has signed."""

    code: str
    """Their card."""
    name: str
    kind: str
    """family, school, teacher, adult or partner."""
    year: str
    since_on: date
    """The day something was first lent under it."""
    out: int
    """How many of those instruments they still have."""


@dataclass(frozen=True)
class Evidence:
    """A pupil whose reduced rate waits for evidence; neither which rate it is nor why."""

    pupil: str
    """Their card."""
    pupil_name: str
    card: str
    """The family's card."""
    family: str
    received_on: date
    """The day it was asked for."""
    grace_until_on: date | None
    """The last day of the reduced rate, unless evidence is seen."""


@dataclass(frozen=True)
class Waiting:
    """How many wait on each list."""

    unsigned: int = 0
    turned_up: int = 0
    evidence: int = 0


@dataclass(frozen=True)
class LookedInto:
    """Take an instrument off the list of what turned up."""

    instrument: str
    puts_back: bool = False
    """It is put where it belongs; otherwise it stays where it was handed in."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Settled:
    """What was looked into."""

    act: UUID
    instrument: str
    name: str
    place: str
    """Where it is now."""


def unsigned(look: Look, _request: None = None) -> tuple[Unsigned, ...]:
    """Return the agreements of this academic year that nobody has signed, the oldest first.

    Raises:
        RuleError: whoever asks is no lead.
    """
    check_lead(look)
    year = calendar.academic_year(look.on)
    rows = look.rows(UNSIGNED, year=year, most=MOST)
    return tuple(Unsigned(r.code, r.name, r.kind, r.year, r.since_on, r.out) for r in rows)


def evidence(look: Look, _request: None = None) -> tuple[Evidence, ...]:
    """Return the reduced rates whose evidence is awaited, the first to run out first.

    Raises:
        RuleError: whoever asks is no lead.
    """
    check_lead(look)
    return tuple(
        Evidence(
            row.pupil,
            row.pupil_name,
            row.card or "",
            row.family or "",
            row.received_on,
            row.grace_until_on,
        )
        for row in look.rows(EVIDENCE, on=look.on, most=MOST)
    )


def waiting(look: Look, _request: None = None) -> Waiting:
    """Return how many wait on each list; nothing waits for who is no lead."""
    if look.identity.role not in LEADS:
        return Waiting()
    row = look.one(WAITING, year=calendar.academic_year(look.on), on=look.on)
    return Waiting(row.unsigned, len(turned_up(look)), row.evidence)


def check_lead(look: Look) -> None:
    """Refuse who is no lead.

    Raises:
        RuleError: the lists are not for them.
    """
    if look.identity.role not in LEADS:
        raise RuleError("This list is for a desk lead.", "lead_only", "staff")


def looked_into(work: Work, request: LookedInto) -> Settled:
    """Take an instrument off the list of what turned up, and put it where it belongs if wanted.

    Raises:
        RuleError: whoever does it is no lead, or it did not turn up, or somebody has it by now.
    """
    check_lead(work)
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    known = facts.instrument(work, key)
    row, name = known.row, f"{known.name} {known.row.code}"
    if work.one(TURNED_UP_ONCE, key=key) is None:
        raise RuleError(f"{name} was not handed in unrecorded.", "nothing_changed", "instrument")
    if request.puts_back and row.line_id is not None:
        raise RuleError(f"{name} is on loan to {row.holder_name}.", "on_loan_elsewhere")

    here = row.home_place_id if request.puts_back else row.here_place_id
    if here != row.here_place_id:
        before, after = {"here_place_id": row.here_place_id}, {"here_place_id": here}
        work.change("instrument", key, before, after)
    place = work.one(PLACE, key=here).name
    work.about("instrument", key, "looked_into")
    work.what = f"Put back in {place}: {name}" if request.puts_back else f"Looked into: {name}"
    return Settled(request.id, row.code, known.name, place)
