"""How the two lists of a billing run look."""

from loanmgr.services.billing import Excepted, Planned
from ui.table import Align, Column, Mark
from ui.text import pounds, short_date

KINDS = {"hire": "Hire", "loss": "Replacement", "part": "Part", "service": "Service"} | {
    "fee": "Late fee",
    "interest": "Interest",
}
"""What a charge is for."""


def charges() -> list[Column[Planned]]:
    """Return the columns of what is charged."""
    return [
        Column("Who pays", lambda row: row.payer),
        Column("Player", lambda row: row.borrower_name, chars=17, drop=2),
        Column("For what", lambda row: row.name, chars=15),
        Column("Label", lambda row: row.instrument, chars=11, drop=1),
        Column("Kind", lambda row: KINDS[row.kind], chars=11, drop=5),
        Column("Period", lambda row: row.period, chars=16),
        Column("From", lambda row: row.charge_on, short_date, chars=12, drop=3),
        Column("Full", lambda row: row.full_pence, pounds, chars=9, align=Align.RIGHT, drop=4),
        Column("To pay", lambda row: row.due_pence, pounds, chars=9, align=Align.RIGHT),
    ]


def exceptions() -> list[Column[Excepted]]:
    """Return the columns of what somebody should look at first."""

    def told(row: Excepted) -> Mark:
        return ("info", "info") if row.is_charged else ("warning", "warn")

    return [
        Column("Who pays", lambda row: row.payer, chars=20),
        Column("Label", lambda row: row.instrument, chars=11, drop=1),
        Column("What to look at", lambda row: row.message, mark=told),
        Column("In this run", lambda row: "Charged" if row.is_charged else "Left out", chars=11),
    ]
