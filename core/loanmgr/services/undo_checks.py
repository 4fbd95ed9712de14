"""What keeps a row from being taken back or given back, told before the database refuses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.services.work import Look

ON_COUNTER_OF = (
    "SELECT desk.name FROM basket JOIN desk ON desk.id = basket.desk_id"
    " LEFT JOIN basket_line AS line ON line.basket_id = basket.id WHERE {column} = :key LIMIT 1"
)
FIRST = (
    "SELECT {name} AS name FROM {table} WHERE {column} = :key AND struck_act IS NULL"
    " ORDER BY id LIMIT 1"
)


@dataclass(frozen=True)
class Use:
    """What uses a row that was made, so that it cannot be taken back, and how that is told."""

    sql: Sql
    message: str


@dataclass(frozen=True)
class Place:
    """What only one row may have, so that another may have it since this one was struck."""

    column: str
    """The column that says this row is there again."""
    sql: Sql
    message: str


ON_COUNTER = "It is on the counter at {name}. Take it off there first."
IN_FRONT = "They are being served at {name}. Finish or put that back first."


def _on_counter(column: str, message: str) -> Use:
    return Use(Sql(ON_COUNTER_OF.format(column=column)), message)


def _first(table: str, column: str, name: str, message: str) -> Use:
    return Use(Sql(FIRST.format(table=table, column=column, name=name)), message)


STAYS = "Its number stays: {}"
CREDIT = STAYS.format(
    "take back what was charged, and issue a credit note, which answers the invoice."
)
ISSUED = {
    "issue_invoice": CREDIT,
    "issue_credit_note": STAYS.format("what was credited is charged again on the next invoice."),
    "issue_statement": STAYS.format("a statement that is wrong is followed by another one."),
    "begin_invoices": (
        "Invoices keep their numbers and are not undone. Where one is wrong, take back what was"
        " charged, and issue a credit note on the page of who pays, which answers the invoice."
    ),
}
"""What is done instead of undoing acts that issue numbered papers."""

HAS_PARTS = Sql("SELECT no FROM act WHERE part_of = :no LIMIT 1")

RUNS = {
    "bill": (
        "A billing run is taken back account by account: under Past runs on the page Billing run,"
        " or with loanmgr bill undo."
    ),
    "begin": (
        "Letters to many are taken back a few at a time: with loanmgr renewal-letters undo, or"
        " loanmgr reminder-letters undo."
    ),
}
"""Runs that are many acts, and where each is taken back without keeping other desks waiting."""


class TakenBackInPartsError(RuleError):
    """It is a run of many acts, which is no single act's to undo; `act` is its id."""

    def __init__(self, message: str, act: UUID, what: str) -> None:
        super().__init__(message, "in_parts", "act")
        self.act = act
        self.what = what


USES: dict[str, tuple[Use, ...]] = {
    "instrument": (_on_counter("line.instrument_id", ON_COUNTER),),
    "family": (_on_counter("basket.family_id", IN_FRONT),),
    "borrower": (
        _on_counter("basket.borrower_id", IN_FRONT),
        _on_counter("line.borrower_id", IN_FRONT),
        _first("borrower", "school_id", "name", "{name} is at this school."),
    ),
    "payment": (
        Use(
            Sql(
                "SELECT what AS name FROM ledger WHERE payment_id = :key AND kind = 'refund'"
                " AND NOT EXISTS (SELECT 1 FROM ledger AS back"
                " WHERE back.reverses_id = ledger.id) LIMIT 1"
            ),
            "It was given back since. Undo that first.",
        ),
    ),
    "transfer": (
        Use(
            Sql(
                "SELECT later.system AS name FROM transfer AS this JOIN transfer AS later"
                " ON later.system = this.system AND later.id > this.id"
                " AND later.struck_act IS NULL WHERE this.id = :key LIMIT 1"
            ),
            "More was sent to that system since. Undo that first.",
        ),
        Use(
            Sql(
                "SELECT system AS name FROM sent_line WHERE transfer_id = :key"
                " AND unpaid_pence IS NOT NULL LIMIT 1"
            ),
            "That system has said since what of it is unpaid. Undo that first.",
        ),
    ),
    "instrument_type": (_first("instrument", "type_id", "code", "{name} is of that type."),),
    "instrument_size": (_first("instrument", "size_id", "code", "{name} is of that size."),),
}

PLACES = {
    "transfer": Place(
        "struck_act",
        Sql("SELECT id FROM transfer WHERE id = :key"),
        "What was taken back is not sent anew by itself. Send to that system again.",
    ),
    "award": Place(
        "struck_act",
        Sql(
            "SELECT other.id FROM award AS this JOIN award AS other"
            " ON other.borrower_id = this.borrower_id AND other.scheme_kind = this.scheme_kind"
            " AND other.id <> this.id AND other.struck_act IS NULL"
            " AND other.state IN ('applied', 'awarded', 'evidence_awaited')"
            " AND other.from_on <= this.to_on AND this.from_on <= other.to_on WHERE this.id = :key"
        ),
        "Another award has taken its place since. Undo that one first.",
    ),
    "school": Place(
        "struck_act",
        Sql(
            "SELECT other.borrower_id FROM school AS this JOIN school AS other"
            " ON other.urn = this.urn AND other.borrower_id <> this.borrower_id"
            " AND other.struck_act IS NULL WHERE this.borrower_id = :key"
        ),
        "Another school has its URN since. Undo that one first.",
    ),
    "charge": Place(
        "ended_act",
        Sql(
            "SELECT other.id FROM charge AS this JOIN charge AS other"
            " ON other.hire_id = this.hire_id AND other.id <> this.id AND other.ended_act IS NULL"
            " AND (other.kind IS NULL AND this.kind IS NULL"
            " AND other.period_from_on = this.period_from_on"
            " OR other.kind = 'loss' AND this.kind = 'loss'"
            " OR other.kind = 'service' AND this.kind = 'service'"
            " AND other.period = this.period) WHERE this.id = :key"
        ),
        "That was charged again since. Undo that first.",
    ),
    "late_charge": Place(
        "struck_act",
        Sql(
            "SELECT other.id FROM late_charge AS this JOIN late_charge AS other"
            " ON other.document_id = this.document_id AND other.kind = this.kind"
            " AND other.id <> this.id AND other.struck_act IS NULL"
            " AND (this.kind = 'fee' OR other.from_on <= this.to_on"
            " AND this.from_on <= other.to_on) WHERE this.id = :key"
        ),
        "That was charged again since. Undo that first.",
    ),
    "reservation": Place(
        "struck_act",
        Sql(
            "SELECT other.id FROM reservation AS this JOIN reservation AS other"
            " ON other.instrument_id = this.instrument_id AND other.id <> this.id"
            " AND other.struck_act IS NULL WHERE this.id = :key"
        ),
        "It is kept for somebody else since. Undo that first.",
    ),
    "code": Place(
        "text",
        Sql("SELECT id FROM code WHERE text = :earlier AND id <> :key"),
        "Its old label is on another thing since. Undo that first.",
    ),
}


def not_issued(look: Look, act: Any) -> None:
    """Refuse to take back a paper that was issued under a number, or a run that issued some."""
    if act.use_case == "begin_invoices" and look.one(HAS_PARTS, no=act.no) is None:
        return
    if act.use_case in ISSUED:
        raise RuleError(f"{act.what}. {ISSUED[act.use_case]}", "issued", "act")


def not_a_run(act: Any, did: Any) -> None:
    """Refuse to take back in one transaction what many were needed for; `did` is what it did."""
    if did.use_case not in RUNS:
        return
    if act.no == did.no:
        raise TakenBackInPartsError(RUNS[did.use_case], did.uuid, did.what)
    message = f"{did.what}: it was taken back, and is not done again. Begin another one."
    raise RuleError(message, "run_undone", "act")


RUN_UNDONE = Sql(
    "SELECT body.what FROM act AS back JOIN act_body AS body ON body.act_no = back.undoes"
    " JOIN act AS run ON run.no = back.undoes WHERE back.undoes = :run AND run.use_case = 'bill'"
)


def not_of_undone_run(look: Look, did: Any, links: int) -> None:
    """Refuse to do again what was part of a run that was taken back since."""
    is_part_again = links % 2 == 1 and did.part_of is not None
    run = look.one(RUN_UNDONE, run=did.part_of) if is_part_again else None
    if run is not None:
        message = f"{run.what} was taken back, and nothing of it is done again. Begin another one."
        raise RuleError(message, "run_undone", "act")


NOT_SINCE = frozenset({"join_records"})
"""What is only taken back while nothing was done with those it was about."""
SINCE = Sql("""
SELECT act.uuid, body.what FROM act_thing AS about
JOIN act_thing AS later ON later.kind = about.kind AND later.thing = about.thing
JOIN act ON act.no = later.act_no JOIN act_body AS body ON body.act_no = act.no
WHERE about.act_no = :no AND later.act_no > :no AND COALESCE(act.undoes, 0) < :no
  AND (about.kind = 'borrower' OR act.use_case = 'join_records')
  AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = act.no)
ORDER BY act.no DESC LIMIT 1
""")
REVERSED_BY = Sql(
    "SELECT act.uuid, body.what FROM ledger AS back JOIN act ON act.no = back.act_no"
    " JOIN act_body AS body ON body.act_no = act.no WHERE back.reverses_id = :key"
)


def done_since(look: Look, no: int, effects: Sequence[Any]) -> Any:
    """Return an act since a joining that would be about nobody, or the wrong account, without it.

    Acts that take back what was done later than the joining changed nothing in the end.
    """
    later = look.one(SINCE, no=no)
    lines = (effect[2] for effect in effects if effect[0] == "+" and effect[1] == "ledger")
    return later or next((r for key in lines if (r := look.one(REVERSED_BY, key=key))), None)


def unused(look: Look, table: str, key: int) -> None:
    """Refuse to take back a row that something uses."""
    for use in USES.get(table, ()):
        user = look.one(use.sql, key=key)
        if user is not None:
            raise RuleError(use.message.format(name=user.name), "in_use", "act")


def place_free(
    look: Look, table: str, key: int, of: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> None:
    """Refuse to give a row back whose place another one has taken; `of` is earlier and later."""
    earlier, later = of
    place = PLACES.get(table)
    if place is None or later.get(place.column) is None:
        return
    if look.one(place.sql, key=key, earlier=earlier[place.column]) is not None:
        raise RuleError(place.message, "place_taken", "act")
