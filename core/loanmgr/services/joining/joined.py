"""Making two records one, in one act that can be undone."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from loanmgr.db.faults import RowChangedError
from loanmgr.db.sql import Sql
from loanmgr.domain.codes import grouped
from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import fold
from loanmgr.services import households, owed, search
from loanmgr.services.identity import LEADS
from loanmgr.services.joining import money, pairs
from loanmgr.services.joining.money import follow
from loanmgr.services.joining.pairs import CHILDREN, Join, Pair
from loanmgr.services.work import Work

OPEN_AT = {
    "family": Sql(
        "SELECT DISTINCT line.instrument_id AS key FROM borrower AS b"
        " JOIN loan_line AS line ON line.borrower_id = b.id AND line.returned_at IS NULL"
        " WHERE b.family_id = :key ORDER BY 1"
    ),
    "borrower": Sql(
        "SELECT DISTINCT instrument_id AS key FROM loan_line"
        " WHERE borrower_id = :key AND returned_at IS NULL ORDER BY 1"
    ),
}
ADULTS = Sql(
    "SELECT * FROM adult WHERE family_id = :family AND struck_act IS NULL ORDER BY position, id"
)
CODES = Sql("SELECT id, thing, is_alias FROM code WHERE kind = :kind AND thing = :key ORDER BY id")
OF_BORROWER = {
    table: Sql(f"SELECT id, borrower_id FROM {table} WHERE borrower_id = :key ORDER BY id")  # noqa: S608
    for table in ("loan", "loan_line", "award", "charge", "contact_person", "reservation")
}
AT_SCHOOL = Sql("SELECT id, school_id FROM borrower WHERE school_id = :key ORDER BY id")
SCHOOL = Sql("SELECT * FROM school WHERE borrower_id = :key AND struck_act IS NULL")

BLANKS = {
    "family": (("address", "postcode"),),
    "borrower": (
        ("contact",),
        ("school_id",),
        ("year", "year_on"),
        ("address", "postcode"),
        ("lessons_until_on", "has_lessons"),
        ("in_ensemble",),
        ("letters_to",),
    ),
}
"""What the kept record takes over where it has nothing; what stands in one line goes together."""
SCHOOL_BLANKS = (
    *("urn", "address", "postcode", "local_authority", "phase", "state", "closed_on"),
    *("head", "telephone", "website", "trust", "from_age", "to_age", "pupil_count"),
)


@dataclass(frozen=True)
class Joined:
    """The one record that two became."""

    act: UUID
    card: str
    name: str
    dropped: str
    """The card that went; it goes on working."""
    dropped_name: str
    balance_pence: int


def join_records(work: Work, request: Join) -> Joined:
    """Make two records one: everything goes to the kept one, and the other card names it too.

    Raises:
        RuleError: they can't be one record, somebody is being served, or reduced rates overlap.
    """
    if work.identity.role not in LEADS:
        raise RuleError("Only a lead or the office can join records.", "lead_only", "drop")
    pair = _locked(work, request)
    same = pairs.check(work, pair)
    drop, keep = pair.drop, pair.keep
    if pair.table == "family":
        _families(work, pair, same)
    else:
        _borrowers(work, pair)
    work.about(pair.table, drop.id, "joined")
    work.about(pair.table, keep.id, "joined")
    work.what = f"Joined: {drop.name} {grouped(drop.code)} into {keep.name} {grouped(keep.code)}"
    balance = owed.balance(work, keep.account_id)
    return Joined(request.id, keep.code, keep.name, drop.code, drop.name, balance)


def _locked(work: Work, request: Join) -> Pair:
    """Return the two records, locked with all that goes along, in the order of data.md."""
    found = pairs.pair_of(work, request)
    of = found.drop, found.keep
    held = [row.key for each in of for row in work.rows(OPEN_AT[found.table], key=each.id)]
    for key in sorted(set(held)):
        work.lock("instrument", key)
    for key in sorted({key for each in of for key in _borrowers_of(work, found.table, each)}):
        work.lock("borrower", key)
    for account in sorted({each.account_id for each in of}):
        work.lock("account", account)
    again = pairs.pair_of(work, request)
    now = [row.key for each in of for row in work.rows(OPEN_AT[found.table], key=each.id)]
    if again != found or now != held:
        raise RowChangedError(found.table)
    for key in sorted(set(held)):
        work.about("instrument", key, "joined")
    return again


def _borrowers_of(work: Work, table: str, row: Any) -> list[int]:
    if table == "borrower":
        return [row.id]
    return [child.id for child in work.rows(CHILDREN, family=row.id)]


def _families(work: Work, pair: Pair, same: list[Pair]) -> None:
    drop, keep = pair.drop, pair.keep
    money.move(work, drop, keep)
    joined = {each.drop.id for each in same}
    for child in work.rows(CHILDREN, family=drop.id):
        own = child.account_id == drop.account_id
        after = {"family_id": keep.id} | ({"account_id": keep.account_id} if own else {})
        follow(work, "borrower", child, after)
        work.about("borrower", child.id, "joined")
        if child.id in joined:
            continue
        search.refresh(work, "borrower", child.id)
    for each in same:
        _one_borrower(work, each)
    _adults(work, drop, keep)
    notes = [note for note in (keep.note, drop.note) if note]
    if drop.note and drop.note not in keep.note:
        work.change("family", keep.id, {"note": keep.note}, {"note": "\n".join(notes)})
    _take_over(work, pair)


def _adults(work: Work, drop: Any, keep: Any) -> None:
    """Let the grown-ups come along; the same one is there once, with all their numbers."""
    kept = work.rows(ADULTS, family=keep.id)
    known = {fold(adult.name): adult for adult in kept}
    last = max((adult.position for adult in kept), default=-1)
    for adult in work.rows(ADULTS, family=drop.id):
        other = known.get(fold(adult.name))
        if other is None:
            last += 1
            follow(work, "adult", adult, {"family_id": keep.id, "position": last})
            continue
        wanted = {"prefers": other.prefers or adult.prefers}
        if adult.contact and adult.contact not in other.contact:
            wanted["contact"] = ", ".join(filter(None, (other.contact, adult.contact)))
        work.change_to("adult", other, wanted)
        work.change("adult", adult.id, {"struck_act": None}, {"struck_act": work.act_no})


def _borrowers(work: Work, pair: Pair) -> None:
    drop, keep = pair.drop, pair.keep
    if pair.has_account:
        money.move(work, drop, keep)
    elif drop.account_id != keep.account_id:
        households.take_along(work, drop.id, keep.account_id)
    if drop.kind == "school":
        _schools(work, drop, keep)
    for table in ("family",):
        for row in (drop, keep):
            work.about(table, row.family_id, "joined")
    _one_borrower(work, pair)


def _one_borrower(work: Work, pair: Pair) -> None:
    """Let all that one borrower has, had and was awarded be the other's."""
    drop, keep = pair.drop, pair.keep
    for table, statement in OF_BORROWER.items():
        for row in work.rows(statement, key=drop.id):
            follow(work, table, row, {"borrower_id": keep.id})
    work.about("borrower", drop.id, "joined")
    work.about("borrower", keep.id, "joined")
    _take_over(work, pair)


def _schools(work: Work, drop: Any, keep: Any) -> None:
    """Let those who go to a school go to the kept one, which learns what it did not know."""
    for row in work.rows(AT_SCHOOL, key=drop.id):
        follow(work, "borrower", row, {"school_id": keep.id})
    gone, kept = work.one(SCHOOL, key=drop.id), work.one(SCHOOL, key=keep.id)
    if gone is None or kept is None:
        return
    work.change("school", drop.id, {"struck_act": None}, {"struck_act": work.act_no})
    blank = [name for name in SCHOOL_BLANKS if getattr(gone, name) and not getattr(kept, name)]
    if blank:
        before = {name: getattr(kept, name) for name in blank}
        work.change("school", keep.id, before, {name: getattr(gone, name) for name in blank})


def _take_over(work: Work, pair: Pair) -> None:
    """Fill in what the kept record lacks, let the old card name it, and strike the other."""
    table, drop, keep = pair.table, pair.drop, pair.keep
    after: dict[str, Any] = {}
    for together in BLANKS[table]:
        if not any(getattr(keep, name) for name in together):
            after |= {name: getattr(drop, name) for name in together}
    if keep.left_on is not None and drop.left_on is None:
        after["left_on"] = None
    work.change_to(table, keep, after)
    for code in work.rows(CODES, kind=table, key=drop.id):
        follow(work, "code", code, {"thing": keep.id, "is_alias": 1})
    work.change(table, drop.id, {"struck_act": None}, {"struck_act": work.act_no})
    search.refresh(work, table, drop.id)
    search.refresh(work, table, keep.id)
