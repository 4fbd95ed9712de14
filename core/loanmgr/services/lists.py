"""Pages of lists, fetched by key: one statement a page, as quick at the end as at the beginning.

A page is asked for by the code of the last row before it; nothing counts rows or skips them.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from loanmgr.db.search import things_with
from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.school_years import year_of
from loanmgr.domain.words import fold
from loanmgr.services import owed
from loanmgr.services.facts import named
from loanmgr.services.find import status_of_row
from loanmgr.services.work import Look

PAGE = 200

OPEN_LINE = (
    "EXISTS (SELECT 1 FROM loan_line AS line WHERE line.instrument_id = i.id"
    " AND line.returned_at IS NULL AND line.passed_on_at IS NULL{more})"
)
HELD = OPEN_LINE.format(more="")
LATE = OPEN_LINE.format(more=" AND line.due_on < :today")
LAID_OUT = "EXISTS (SELECT 1 FROM basket_line AS counter WHERE counter.instrument_id = i.id)"
PART_MISSING = (
    "EXISTS (SELECT 1 FROM part WHERE part.instrument_id = i.id AND part.missing_on IS NOT NULL"
    " AND part.struck_act IS NULL)"
)
KEPT = (
    "EXISTS (SELECT 1 FROM reservation AS kept WHERE kept.instrument_id = i.id"
    " AND kept.struck_act IS NULL AND kept.until_on >= :today)"
)
HERE = f"i.retired_on IS NULL AND NOT {HELD} AND NOT {LAID_OUT}"
SOUND = f"{HERE} AND i.missing_on IS NULL AND i.fault IS NULL"

READY = f"{SOUND} AND i.unready IS NULL AND NOT {PART_MISSING}"

STATUSES = {
    "available": f"{READY} AND NOT {KEPT}",
    "on_loan": f"i.retired_on IS NULL AND {HELD}",
    "overdue": f"i.retired_on IS NULL AND {LATE}",
    "on_counter": f"i.retired_on IS NULL AND NOT {HELD} AND {LAID_OUT}",
    "needs_repair": f"i.fault IS NOT NULL AND {HERE} AND i.missing_on IS NULL",
    "incomplete": f"{SOUND} AND (i.unready IS NOT NULL OR {PART_MISSING})",
    "kept": f"{READY} AND {KEPT}",
    "unready": f"i.unready IS NOT NULL AND {SOUND}",
    "missing": f"i.missing_on IS NOT NULL AND {HERE}",
    "retired": "i.retired_on IS NOT NULL",
}
"""What a status asks of an instrument, the same as `status_of_row` says of one.

Those that are overdue are on loan too, and those that are not ready for the next person incomplete.
"""

# The rows of a page are chosen first, walking an index in the order of the list; what is shown of
# them is joined afterwards. Conditions are written so that no planner walks another way.
INSTRUMENTS = """
SELECT shown.code, shown.make, shown.model, shown.serial, shown.value_pence, shown.bought_on,
  shown.fault, shown.missing_on, shown.retired_on, shown.unready,
  t.name AS type_name, s.code AS size_code,
  here.name AS place, home.name AS home, line.due_on, line.next_charge_on, holder.name AS holder,
  holder.code AS holder_code, holder.kind AS holder_kind, counter.id AS on_counter,
  kept.until_on AS kept_until_on, kept_for.name AS kept_for, kept_for.kind AS kept_kind,
  (SELECT COUNT(*) FROM part WHERE part.instrument_id = shown.id AND part.missing_on IS NOT NULL
     AND part.struck_act IS NULL) AS parts_missing
FROM ({page}) AS shown
JOIN instrument_type AS t ON t.id = shown.type_id
LEFT JOIN instrument_size AS s ON s.id = shown.size_id
JOIN place AS here ON here.id = shown.here_place_id
JOIN place AS home ON home.id = shown.home_place_id
LEFT JOIN loan_line AS line
  ON line.instrument_id = shown.id AND line.returned_at IS NULL AND line.passed_on_at IS NULL
LEFT JOIN borrower AS holder ON holder.id = line.borrower_id
LEFT JOIN basket_line AS counter ON counter.instrument_id = shown.id
LEFT JOIN reservation AS kept ON kept.instrument_id = shown.id AND kept.struck_act IS NULL
LEFT JOIN borrower AS kept_for ON kept_for.id = kept.borrower_id
"""
TYPE_OF = "(SELECT type_id FROM instrument WHERE code = :after)"

BALANCES = f"""
  (SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) FROM ledger
     WHERE ledger.account_id = {{account}}) AS balance_pence,
  {owed.PAST} AS owed_pence,
  (SELECT CAST(COALESCE(SUM(unpaid_pence), 0) AS BIGINT) FROM sent_line
     WHERE sent_line.account_id = {{account}} AND unpaid_pence IS NOT NULL) AS unpaid_pence,
  (SELECT policy_version FROM register) AS policy_version
"""  # noqa: S608
CHILD = (
    "(SELECT child.name FROM borrower AS child WHERE child.family_id = f.id"
    " AND child.struck_act IS NULL ORDER BY child.id LIMIT 1 OFFSET {number})"
)
FAMILIES = f"""
SELECT f.code, f.name, f.left_on,
  {CHILD.format(number=0)} AS first_child, {CHILD.format(number=1)} AS second_child,
  (SELECT COUNT(*) FROM borrower AS child WHERE child.family_id = f.id
     AND child.struck_act IS NULL) AS children,
  (SELECT COUNT(*) FROM borrower AS child JOIN loan_line AS line ON line.borrower_id = child.id
     WHERE child.family_id = f.id AND line.returned_at IS NULL
     AND line.passed_on_at IS NULL) AS out,
  {BALANCES.format(account="f.account_id")}
FROM ({{page}}) AS f ORDER BY f.text
"""  # noqa: S608
BORROWERS = f"""
SELECT b.code, b.name, b.kind, b.year, b.year_on, b.left_on, family.code AS family_code,
  b.account_id, family.account_id AS family_account,
  family.name AS family_name, school.name AS school,
  (SELECT COUNT(*) FROM loan_line AS line WHERE line.borrower_id = b.id
     AND line.returned_at IS NULL AND line.passed_on_at IS NULL) AS out,
  {BALANCES.format(account="b.account_id")}
FROM ({{page}}) AS b
LEFT JOIN family ON family.id = b.family_id
LEFT JOIN borrower AS school ON school.id = b.school_id ORDER BY b.text
"""  # noqa: S608

# SQLite keeps the order of a CROSS JOIN: names are walked in their order, never sorted.
BY_NAME = "search_entry AS e CROSS JOIN {table} AS x"
KINDS = {
    "family": (BY_NAME.format(table="family"), "family", ""),
    "pupil": (BY_NAME.format(table="borrower"), "borrower", "x.kind = 'pupil'"),
    "school": (BY_NAME.format(table="borrower"), "school", "x.kind = 'school'"),
    # Few among many pupils, so found by their kind and then put in order.
    "other": (
        "borrower AS x CROSS JOIN search_entry AS e",
        "borrower",
        "x.kind IN ('teacher', 'adult', 'partner')",
    ),
}
PLACES = Sql(
    "SELECT code, name, kind FROM place WHERE closed_on IS NULL"
    " ORDER BY COALESCE(centre_id, id), centre_id IS NOT NULL, name"
)


@dataclass(frozen=True)
class InstrumentsPage:
    """Which instruments to list, and after which."""

    text: str = ""
    """Words of the type, make, model, or a code or serial."""
    status: str = ""
    """A key of `STATUSES`; any unless said."""
    type: str = ""
    """Code of an instrument type."""
    place: str = ""
    """Code of the place it stands in, or went out from."""
    by: str = "code"
    """``code`` or ``type`` (in the order of the policy, then by code)."""
    descending: bool = False
    after: str = ""
    """Code of the last row of the page before."""
    count: int = PAGE


@dataclass(frozen=True)
class InstrumentRow:
    """One instrument: what it is, how it is, who has it and where."""

    code: str
    name: str
    type_name: str
    make: str
    serial: str
    status: str
    holder: str
    holder_code: str
    holder_kind: str
    due_on: date | None
    next_charge_on: date | None
    missing_on: date | None
    retired_on: date | None
    fault: str
    place: str
    """Where it stands, or stood before it went out."""
    home: str
    value_pence: int | None
    bought_on: date | None
    is_unready: bool = False
    """Something must be done before the next person may have it."""
    kept_for: str = ""
    """Whom it is kept for, where its state is that it is kept."""
    kept_kind: str = ""


@dataclass(frozen=True)
class PeoplePage:
    """Which families, pupils, schools or others to list by name, and after whom."""

    kind: str = "family"
    """``family``, ``pupil``, ``school`` or ``other`` (teachers, adult learners, partners)."""
    text: str = ""
    descending: bool = False
    after: str = ""
    """Card of the last row of the page before."""
    count: int = PAGE


@dataclass(frozen=True)
class PersonRow:
    """A family, or one borrower: what they have and owe."""

    code: str
    name: str
    kind: str
    family: str
    """A pupil's family, by name."""
    family_code: str
    school: str
    year: str
    children: tuple[str, ...]
    """The first two children of a family, by name."""
    more_children: int
    out: int
    owed_pence: int
    left_on: date | None


@dataclass(frozen=True)
class PlaceRow:
    """A place to choose from."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class TypeChoice:
    """A type of instrument to choose, with its sizes as (code, words)."""

    code: str
    name: str
    family: str
    sizes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choices:
    """What the lists and forms of instruments can be narrowed by."""

    types: tuple[TypeChoice, ...]
    places: tuple[PlaceRow, ...]


def instruments(look: Look, request: InstrumentsPage) -> tuple[InstrumentRow, ...]:
    """Return a page of instruments.

    Raises:
        RuleError: there is no such status, type or place.
    """
    if request.status and request.status not in STATUSES:
        raise RuleError(f"{request.status} is not a state of an instrument.", "status", "status")
    if request.by not in ("code", "type"):
        raise RuleError(f"Instruments can't be listed by {request.by}.", "order", "by")
    words, params = things_with(look.connection, "instrument", fold(request.text))
    statement = _instruments(
        (request.by, request.descending, bool(request.after)),
        request.status,
        words,
        (bool(request.type), bool(request.place)),
    )
    rows = look.rows(
        statement,
        **params,
        **_given(after=request.after, type=request.type, place=request.place),
        **({"today": look.on} if ":today" in STATUSES.get(request.status, "") else {}),
        count=request.count,
    )
    return tuple(_instrument(row, look.on) for row in rows)


def people(look: Look, request: PeoplePage) -> tuple[PersonRow, ...]:
    """Return a page of families, pupils, schools or others, in the order of their names."""
    if request.kind not in KINDS:
        raise RuleError(f"{request.kind} is not a kind of borrower.", "kind", "kind")
    wanted = fold(request.text)
    words, params = things_with(look.connection, KINDS[request.kind][1], wanted)
    if words and request.kind == "family":
        children = things_with(look.connection, "borrower", wanted)[0]
        words += f" UNION SELECT family_id FROM borrower WHERE id IN ({children})"  # noqa: S608
        words += " AND family_id IS NOT NULL"
    statement = _people(request.kind, request.descending, bool(request.after), words)
    after = _given(after=request.after)
    rows = look.rows(statement, **params, **after, today=look.on, count=request.count)
    if not rows:
        return ()
    look.policy_seen = rows[0].policy_version
    elsewhere = look.policy().invoiced_elsewhere(look.on)
    if request.kind == "family":
        return tuple(_family(row, elsewhere) for row in rows)
    return tuple(_borrower(row, look.on, elsewhere) for row in rows)


def places(look: Look, _request: None = None) -> tuple[PlaceRow, ...]:
    """Return every open place, each centre before what stands in it."""
    return tuple(PlaceRow(row.code, row.name, row.kind) for row in look.rows(PLACES))


def choices(look: Look, _request: None = None) -> Choices:
    """Return the types, in the order of the policy, and the places there are."""
    types = tuple(
        TypeChoice(
            kind.code, kind.name, kind.family, tuple((size.code, size.words) for size in kind.sizes)
        )
        for kind in look.policy().types
    )
    return Choices(types, places(look))


@lru_cache(maxsize=256)
def _instruments(
    order: tuple[str, bool, bool], status: str, words: str, narrowed: tuple[bool, bool]
) -> Sql:
    by, descending, goes_on = order
    of_type, in_place = narrowed
    sign, way = ("<", " DESC") if descending else (">", "")
    conditions = ["i.struck_act IS NULL"]
    if status:
        conditions.append(STATUSES[status])
    if words:
        conditions.append(f"(i.id IN ({words})) = TRUE")
    if of_type:
        conditions.append("i.type_id = (SELECT id FROM instrument_type WHERE code = :type)")
    if in_place:
        conditions.append(
            "(i.here_place_id IN (SELECT p.id FROM place AS p JOIN place AS asked"
            " ON asked.id = p.id OR asked.id = p.centre_id WHERE asked.code = :place)) = TRUE"
        )
    if goes_on and by == "type":
        # The pair alone: a bound on the type beside it makes SQLite search by the type only.
        conditions.append(f"(i.type_id, i.code) {sign} ({TYPE_OF}, :after)")
    elif goes_on:
        conditions.append(f"i.code {sign} :after")
    columns = ("type_id", "code") if by == "type" else ("code",)
    ordered = ", ".join(f"i.{column}{way}" for column in columns)
    chosen = f"SELECT i.* FROM instrument AS i WHERE {' AND '.join(conditions)}"  # noqa: S608
    page = f"{chosen} ORDER BY {ordered} LIMIT :count"
    return Sql(INSTRUMENTS.format(page=page) + f"ORDER BY {ordered.replace('i.', 'shown.')}")


@lru_cache(maxsize=256)
def _people(kind: str, descending: bool, goes_on: bool, words: str) -> Sql:  # noqa: FBT001
    walked, searched, narrowed = KINDS[kind]
    table = "family" if kind == "family" else "borrower"
    sign, way = ("<", " DESC") if descending else (">", "")
    conditions = [
        f"e.kind = '{searched}' AND e.rank = 1 AND x.id = e.thing",
        "x.struck_act IS NULL",
    ]
    if narrowed:
        conditions.append(narrowed)
    if words:
        conditions.append(f"(x.id IN ({words})) = TRUE")
    if goes_on:
        # A text ends with the thing's own code, so no two are alike.
        conditions.append(
            f"e.text {sign} (SELECT last.text FROM {table} AS shown JOIN search_entry AS last"  # noqa: S608
            f" ON last.thing = shown.id AND last.kind = '{searched}' AND last.rank = 1"
            " WHERE shown.code = :after)"
        )
    chosen = f"SELECT x.*, e.text FROM {walked} WHERE {' AND '.join(conditions)}"  # noqa: S608
    page = f"{chosen} ORDER BY e.text{way} LIMIT :count"
    return Sql((FAMILIES if kind == "family" else BORROWERS).format(page=page) + way)


def _given(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _instrument(row: Any, on: date) -> InstrumentRow:
    status = status_of_row(row, on)
    return InstrumentRow(
        code=row.code,
        name=named(row.type_name, row.size_code),
        type_name=row.type_name,
        make=f"{row.make} {row.model}".strip(),
        serial=row.serial,
        status=status,
        holder=row.holder or "",
        holder_code=row.holder_code or "",
        holder_kind=row.holder_kind or "",
        due_on=row.due_on,
        next_charge_on=row.next_charge_on,
        missing_on=row.missing_on,
        retired_on=row.retired_on,
        fault=row.fault or "",
        place=row.place,
        home=row.home,
        value_pence=row.value_pence,
        bought_on=row.bought_on,
        is_unready=row.unready is not None,
        kept_for=row.kept_for if status == "kept" else "",
        kept_kind=row.kept_kind if status == "kept" else "",
    )


def _family(row: Any, elsewhere: frozenset[str]) -> PersonRow:
    children = tuple(name for name in (row.first_child, row.second_child) if name)
    return PersonRow(
        code=row.code,
        name=row.name,
        kind="family",
        family="",
        family_code="",
        school="",
        year="",
        children=children,
        more_children=row.children - len(children),
        out=row.out,
        owed_pence=owed_of(row, "family", elsewhere),
        left_on=row.left_on,
    )


def _borrower(row: Any, on: date, elsewhere: frozenset[str]) -> PersonRow:
    # What an organisation owes that pays for a child is not the child's business.
    is_paid_for = row.family_account not in (None, row.account_id)
    return PersonRow(
        code=row.code,
        name=row.name,
        kind=row.kind,
        family=row.family_name or "",
        family_code=row.family_code or "",
        school=row.school or "",
        year=year_of(row, on),
        children=(),
        more_children=0,
        out=row.out,
        owed_pence=0 if is_paid_for else owed_of(row, row.kind, elsewhere),
        left_on=row.left_on,
    )


def owed_of(row: Any, kind: str, elsewhere: frozenset[str]) -> int:
    """Return what is past its day on the account of a family or another borrower.

    It goes by whoever sends the invoices.
    """
    account_kind = "family" if kind == "pupil" else kind
    past = row.unpaid_pence if account_kind in elsewhere else row.owed_pence
    return max(0, min(int(past), int(row.balance_pence)))
