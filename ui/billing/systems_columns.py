"""How the lists about other systems look."""

from collections.abc import Callable

from loanmgr.services.imports import Problem
from loanmgr.services.systems import Payment, Transfer
from ui.table import ActionColumn, Align, Column, Mark
from ui.text import pounds, short_date

AGAIN, TAKE_BACK = "Save again…", "Take back"


def transfers(
    again: Callable[[Transfer], None],
    back: Callable[[Transfer], None],
    may_go_back: Callable[[Transfer], bool],
) -> list[Column[Transfer]]:
    """Return the columns of what was sent."""

    def state(row: Transfer) -> Mark | None:
        return ("info", "info") if row.is_taken_back else None

    return [
        Column("Day", lambda row: row.made_on, short_date, chars=12),
        Column("System", lambda row: row.name),
        Column("Lines", lambda row: row.lines, lambda n: f"{n:,}", chars=8, align=Align.RIGHT),
        Column("Sum", lambda row: row.total_pence, pounds, chars=12, align=Align.RIGHT),
        Column(
            "State",
            lambda row: "Taken back" if row.is_taken_back else "Sent",
            chars=11,
            mark=state,
            drop=1,
        ),
        ActionColumn(
            "",
            lambda row: None if row.is_taken_back else AGAIN,
            chars=13,
            align=Align.CENTRE,
            act=again,
            about=lambda row: f"the file of {short_date(row.made_on)}",
        ),
        ActionColumn(
            "",
            lambda row: TAKE_BACK if may_go_back(row) else None,
            chars=11,
            align=Align.CENTRE,
            act=back,
            about=lambda row: f"the file of {short_date(row.made_on)}",
        ),
    ]


def payments() -> list[Column[Payment]]:
    """Return the columns of what is to be taken in."""
    return [
        Column("Row", lambda row: row.row, chars=6, align=Align.RIGHT),
        Column("Who pays", lambda row: row.payer),
        Column("Card", lambda row: row.card, chars=12, drop=1),
        Column("Reference", lambda row: row.reference, chars=17, drop=2),
        Column("Paid on", lambda row: row.on, short_date, chars=12),
        Column("Sum", lambda row: row.pence, pounds, chars=10, align=Align.RIGHT),
    ]


def problems() -> list[Column[Problem]]:
    """Return the columns of what is wrong with a file."""
    return [
        Column("Row", lambda row: row.row, chars=6, align=Align.RIGHT),
        Column("Column", lambda row: row.column or None, chars=18),
        Column("What is wrong", lambda row: row.message, mark=lambda _row: ("warning", "warn")),
    ]
