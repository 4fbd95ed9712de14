"""Which two records become one, what stands against it, and what would go along."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.codes import grouped, normalise
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.words import fold, listed, long_date
from loanmgr.services import facts, owed, papers
from loanmgr.services.undo_checks import IN_FRONT
from loanmgr.services.work import Look

FAMILY = Sql("SELECT *, 'family' AS kind FROM family WHERE id = :key AND struck_act IS NULL")
BORROWER = Sql("SELECT * FROM borrower WHERE id = :key AND struck_act IS NULL")
CHILDREN = Sql(
    "SELECT * FROM borrower WHERE family_id = :family AND struck_act IS NULL ORDER BY id"
)
URN = Sql("SELECT urn FROM school WHERE borrower_id = :key AND struck_act IS NULL")
SERVED_AT = Sql("""
SELECT desk.name FROM basket JOIN desk ON desk.id = basket.desk_id
LEFT JOIN basket_line AS line ON line.basket_id = basket.id
LEFT JOIN borrower AS player ON player.id = line.borrower_id
LEFT JOIN borrower AS chosen ON chosen.id = basket.borrower_id
WHERE basket.family_id = :family OR player.family_id = :family OR chosen.family_id = :family
  OR basket.borrower_id = :borrower OR line.borrower_id = :borrower LIMIT 1
""")
OVERLAP = Sql("""
SELECT gone.scheme, gone.from_on AS gone_from_on, gone.to_on AS gone_to_on,
  kept.from_on AS kept_from_on, kept.to_on AS kept_to_on
FROM award AS gone JOIN award AS kept ON kept.borrower_id = :keep
  AND kept.scheme_kind = gone.scheme_kind
  AND kept.from_on <= gone.to_on AND gone.from_on <= kept.to_on
  AND kept.state IN ('applied', 'awarded', 'evidence_awaited') AND kept.struck_act IS NULL
WHERE gone.borrower_id = :drop AND gone.struck_act IS NULL
  AND gone.state IN ('applied', 'awarded', 'evidence_awaited') ORDER BY gone.from_on LIMIT 1
""")
LOANS = """
SELECT COUNT(*) AS loans,
  COALESCE(SUM(CASE WHEN line.returned_at IS NULL AND line.passed_on_at IS NULL
    THEN 1 ELSE 0 END), 0) AS items_out
FROM borrower AS b JOIN loan_line AS line ON line.borrower_id = b.id
WHERE {whose} = :key AND line.struck_act IS NULL
"""
LOANS_OF = {
    "family": Sql(LOANS.format(whose="b.family_id")),
    "borrower": Sql(LOANS.format(whose="b.id")),
}
KIND_WORDS = {
    "family": "a family",
    "pupil": "a pupil",
    "adult": "an adult learner",
    "teacher": "a teacher",
    "school": "a school",
    "partner": "a partner",
}


@dataclass(frozen=True)
class Join:
    """Make two records one."""

    drop: str
    """Card of the record that goes."""
    keep: str
    """Card of the record that everything goes to."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Joining:
    """What would become of two records."""

    drop: str
    drop_name: str
    keep: str
    keep_name: str
    kind: str
    children: tuple[str, ...]
    """Names of children who come into the family that is kept."""
    same: tuple[str, ...]
    """Names of children who are in both, and become one too."""
    out: int
    """Instruments that come along."""
    loans: int
    """Loan lines in all, those that ended too."""
    balance_pence: int
    """To pay on the account that goes, which is then to pay on the one that is kept."""
    keep_balance_pence: int


@dataclass(frozen=True)
class Pair:
    """Two records that are to become one, the one that goes first."""

    table: str
    """family or borrower."""
    drop: Any
    keep: Any

    @property
    def has_account(self) -> bool:
        """Say whether the record that goes has an account of its own."""
        return bool(self.drop.kind != "pupil")


def pair_of(look: Look, request: Join) -> Pair:
    """Return the two records that two cards name.

    Raises:
        RuleError: they can't be one record.
    """
    table, key = _named(look, request.drop, "drop")
    other, keep = _named(look, request.keep, "keep")
    if (table, key) == (other, keep):
        raise RuleError("They are one record already.", "one_already", "drop")
    gone, kept = _row(look, table, key), _row(look, other, keep)
    if normalise(request.drop) != gone.code:
        message = f"{request.drop.strip()} is an old card of {gone.name}: say {gone.code}."
        raise RuleError(message, "old_card", "drop")
    if gone.kind != kept.kind:
        message = (
            f"{gone.name} is {KIND_WORDS[gone.kind]} and {kept.name} is {KIND_WORDS[kept.kind]};"
            " they can't be one record."
        )
        raise RuleError(message, "other_kind", "keep")
    if gone.kind == "school":
        _one_urn(look, gone, kept)
    return Pair(table, gone, kept)


def check(look: Look, pair: Pair) -> list[Pair]:
    """Return the children who are in both families and become one too.

    Raises:
        RuleError: somebody is being served, a credit note is due, or two reduced rates would
            overlap.
    """
    for row in (pair.drop, pair.keep):
        family = row.id if pair.table == "family" else -1
        borrower = row.id if pair.table == "borrower" else -1
        served = look.one(SERVED_AT, family=family, borrower=borrower)
        if served is not None:
            raise RuleError(IN_FRONT.format(name=served.name), "in_use", "drop")
    if pair.has_account:
        _credits_issued(look, pair.drop)
    if pair.table == "borrower":
        _awards_apart(look, pair)
        return []
    same = same_children(look, pair)
    for each in same:
        _awards_apart(look, each)
    return same


def same_children(look: Look, pair: Pair) -> list[Pair]:
    """Return the children of one name that two families have."""
    kept = {fold(child.name): child for child in look.rows(CHILDREN, family=pair.keep.id)}
    return [
        Pair("borrower", child, kept[fold(child.name)])
        for child in look.rows(CHILDREN, family=pair.drop.id)
        if fold(child.name) in kept
    ]


def preview(look: Look, request: Join) -> Joining:
    """Say what would become of two records.

    Raises:
        RuleError: they can't be one record.
    """
    pair = pair_of(look, request)
    same = check(look, pair)
    names = {each.drop.id for each in same}
    is_family = pair.table == "family"
    children = look.rows(CHILDREN, family=pair.drop.id) if is_family else []
    loans = look.one(LOANS_OF[pair.table], key=pair.drop.id)
    return Joining(
        pair.drop.code,
        pair.drop.name,
        pair.keep.code,
        pair.keep.name,
        pair.keep.kind,
        tuple(child.name for child in children if child.id not in names),
        tuple(each.keep.name for each in same),
        loans.items_out,
        loans.loans,
        _balance(look, pair.drop) if pair.has_account else 0,
        _balance(look, pair.keep),
    )


def _balance(look: Look, row: Any) -> int:
    return owed.balance(look, row.account_id)


def _named(look: Look, card: str, field_name: str) -> tuple[str, int]:
    kind, key = facts.thing_of(look, card, field_name)
    if kind not in ("family", "borrower"):
        raise RuleError(f"{card.strip()} is not a borrower's card.", "wrong_kind", field_name)
    return kind, key


def _row(look: Look, table: str, key: int) -> Any:
    row = look.one(FAMILY if table == "family" else BORROWER, key=key)
    if row is None:
        raise RuleError("That record was taken back.", "unknown_label", "drop")
    return row


def _credits_issued(look: Look, drop: Any) -> None:
    """Refuse while an invoice awaits a credit note: it names whom the invoice named."""
    due = papers.credits_due(look, drop.code)
    if due:
        message = f"A credit note is due for {listed(due)} of {drop.name}. Issue it first."
        raise RuleError(message, "credit_due", "drop")


def _one_urn(look: Look, gone: Any, kept: Any) -> None:
    urns = [look.one(URN, key=row.id) for row in (gone, kept)]
    known = [row.urn for row in urns if row is not None and row.urn]
    if len(set(known)) > 1:
        message = (
            f"{gone.name} has the URN {known[0]} and {kept.name} has {known[1]}:"
            " they are two schools."
        )
        raise RuleError(message, "two_schools", "keep")


def _awards_apart(look: Look, pair: Pair) -> None:
    found = look.one(OVERLAP, drop=pair.drop.id, keep=pair.keep.id)
    if found is None:
        return
    scheme = look.policy().scheme_on(found.scheme, found.gone_from_on)
    what = scheme.public_name.lower() if scheme else "reduced rate"
    message = (
        f"Both have a {what}: {pair.drop.name} {grouped(pair.drop.code)} from"
        f" {long_date(found.gone_from_on)} to {long_date(found.gone_to_on)}, and"
        f" {pair.keep.name} {grouped(pair.keep.code)} from {long_date(found.kept_from_on)} to"
        f" {long_date(found.kept_to_on)}. End one of them first, or undo it."
    )
    raise RuleError(message, "awards_overlap", "drop")
