"""How the lists for the lead look."""

from collections.abc import Callable
from datetime import date

from loanmgr.domain.posting import BY
from loanmgr.services.applications import Application
from loanmgr.services.attention import Evidence, TurnedUp, Unsigned
from loanmgr.services.award_renewals import Ending
from loanmgr.services.duplicates import WHY, Duplicate
from loanmgr.services.finished import Finished
from loanmgr.services.leaving import Leaver
from loanmgr.services.reminders import Owing
from loanmgr.services.reservations import KeptNow
from ui.table import ActionColumn, Align, Column, Mark
from ui.text import count, pounds, short_date

SIGNED, SEEN = "Agreement signed on paper", "Seen it today"
HAS_LEFT, END = "Has left", "No longer kept"
PUT_BACK, LEAVE, JOIN = "Put back", "Leave it", "Join\N{HORIZONTAL ELLIPSIS}"


def unsigned(act: Callable[[Unsigned], None]) -> list[Column[Unsigned]]:
    """Return the columns of the agreements nobody has signed."""
    return [
        Column("Name", lambda row: row.name),
        Column("Lent since", lambda row: row.since_on, short_date, chars=13),
        Column("Out now", lambda row: row.out, _out, chars=14, align=Align.RIGHT),
        Column("Card", lambda row: row.code, chars=12, drop=1),
        ActionColumn(
            "", lambda _row: SIGNED, chars=24, align=Align.CENTRE, act=act, about=lambda r: r.name
        ),
    ]


def turned_up(act: Callable[[TurnedUp], None]) -> list[Column[TurnedUp]]:
    """Return the columns of what was handed in without having been out."""
    return [
        Column("Instrument", lambda row: f"{row.name}, {row.make}" if row.make else row.name),
        Column("Label", lambda row: row.instrument, chars=11, drop=3),
        Column("Handed in", lambda row: row.on, short_date, chars=12),
        Column("Desk", lambda row: row.desk, chars=12, drop=2),
        Column("Last with", lambda row: row.last_with or None, chars=17),
        Column("Until", lambda row: row.returned_on, short_date, chars=12, drop=1),
        ActionColumn(
            "", put_or_leave, chars=11, align=Align.CENTRE, act=act, about=lambda r: r.name
        ),
    ]


def evidence(act: Callable[[Evidence], None], today: date) -> list[Column[Evidence]]:
    """Return the columns of the reduced rates that wait for evidence."""

    def late(row: Evidence) -> Mark | None:
        over = row.grace_until_on is not None and row.grace_until_on < today
        return ("warning", "warn") if over else ("clock", "info")

    def until(on: date) -> str:
        return f"Ended {short_date(on)}" if on < today else short_date(on)

    return [
        Column("Pupil", lambda row: row.pupil_name),
        Column("Family", lambda row: row.family or None, chars=18, drop=2),
        Column("Asked for", lambda row: row.received_on, short_date, chars=12, drop=1),
        Column("Reduced until", lambda row: row.grace_until_on, until, mark=late, chars=17),
        Column("Card", lambda row: row.pupil, chars=12, drop=3),
        ActionColumn(
            "",
            lambda _row: SEEN,
            chars=15,
            align=Align.CENTRE,
            act=act,
            about=lambda row: f"for {row.pupil_name}",
        ),
    ]


def finished(act: Callable[[Finished], None]) -> list[Column[Finished]]:
    """Return the columns of pupils whose school years are over."""
    return [
        Column("Pupil", lambda row: row.name),
        Column("Family", lambda row: row.payer, chars=18, drop=2),
        Column("Out now", lambda row: row.out, _out, chars=14, align=Align.RIGHT),
        Column("Card", lambda row: row.pupil, chars=12, drop=1),
        ActionColumn(
            "", lambda _row: HAS_LEFT, chars=10, align=Align.CENTRE, act=act, about=lambda r: r.name
        ),
    ]


def leavers() -> list[Column[Leaver]]:
    """Return the columns of who left with something open."""

    def money(pence: int) -> str:
        return f"Credit {pounds(-pence)}" if pence < 0 else pounds(pence) if pence else "–"

    return [
        Column("Name", lambda row: row.name),
        Column("Left on", lambda row: row.left_on, short_date, chars=13),
        Column("Out", lambda row: row.out, _out, chars=14, align=Align.RIGHT),
        Column("To pay", lambda row: row.balance_pence, money, chars=15, align=Align.RIGHT),
        Column("Written to", lambda row: row.sent_on, short_date, chars=13, drop=2),
        Column("Card", lambda row: row.card, chars=12, drop=1),
    ]


def owing() -> list[Column[Owing]]:
    """Return the columns of who owes past its day."""
    return [
        Column("Who pays", lambda row: row.payer),
        Column("Owed", lambda row: row.owed_pence, pounds, chars=11, align=Align.RIGHT),
        Column("Since", lambda row: row.since_on, short_date, chars=13, drop=1),
        Column("Out", lambda row: row.out, _out, chars=14, align=Align.RIGHT, drop=2),
        Column("Told", lambda row: row.way, lambda way: BY[way], chars=16, drop=3),
        Column("Reminded", lambda row: row.sent_on, short_date, chars=13),
        Column("Card", lambda row: row.card, chars=12, drop=4),
    ]


def kept(act: Callable[[KeptNow], None]) -> list[Column[KeptNow]]:
    """Return the columns of what is kept for somebody."""
    return [
        Column("Instrument", lambda row: f"{row.name}, {row.make}" if row.make else row.name),
        Column("Label", lambda row: row.instrument, chars=11, drop=2),
        Column("Where", _where, chars=20, drop=1),
        Column("Kept for", lambda row: row.borrower_name, chars=20),
        Column("Until", lambda row: row.until_on, short_date, chars=12),
        ActionColumn(
            "", lambda _row: END, chars=15, align=Align.CENTRE, act=act, about=lambda r: r.name
        ),
    ]


def _where(row: KeptNow) -> str | None:
    return f"with {row.holder}" if row.holder else row.place or None


def alike(act: Callable[[Duplicate], None]) -> list[Column[Duplicate]]:
    """Return the columns of records that may be of the same people."""
    return [
        Column("Record", lambda row: f"{row.keep_name} {row.keep}"),
        Column("Looks like", lambda row: f"{row.drop_name} {row.drop}", chars=30),
        Column("Because", lambda row: WHY[row.why], chars=28, drop=1),
        ActionColumn(
            "", lambda _row: JOIN, chars=9, align=Align.CENTRE, act=act, about=lambda r: r.keep_name
        ),
    ]


def applications() -> list[Column[Application]]:
    """Return the columns of what was applied for and is to be decided on."""

    def seen(row: Application) -> Mark | None:
        return ("tick", "ok") if row.is_seen else ("hourglass", "warn")

    return [
        Column("Pupil", lambda row: row.pupil_name),
        Column("Family", lambda row: row.family or None, chars=18, drop=3),
        Column("Applied for", _applied_for, chars=26, drop=2),
        Column("Came in", lambda row: row.received_on, short_date, chars=12),
        Column("Evidence", lambda row: row.is_seen, _seen, mark=seen, chars=13),
        Column("State", lambda row: row.state, _state, chars=14, drop=1),
    ]


def renewals() -> list[Column[Ending]]:
    """Return the columns of the reduced rates that end with the school year."""
    return [
        Column("Pupil", lambda row: row.pupil_name),
        Column("Who pays", lambda row: row.payer, chars=18, drop=1),
        Column("School year", lambda row: row.year or None, chars=12, drop=3),
        Column("Ends", lambda row: row.ends_on, short_date, chars=12),
        Column("Out now", lambda row: row.out, _out, chars=14, align=Align.RIGHT, drop=2),
        Column("Written to", lambda row: row.sent_on, short_date, chars=13),
    ]


def _applied_for(row: Application) -> str:
    return f"{row.scheme}, {row.reason}" if row.reason else row.scheme


def _seen(is_seen: object) -> str:
    return "Seen" if is_seen else "Not yet"


def _state(state: str) -> str:
    return "Waiting list" if state == "waiting_list" else "Applied"


def put_or_leave(row: TurnedUp) -> str:
    """Return what can be done with an instrument that turned up."""
    return LEAVE if row.is_home or row.is_out else PUT_BACK


def _out(number: int) -> str:
    return count(number, "instrument") if number else "–"
