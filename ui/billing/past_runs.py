"""The list Past runs of the billing page: what was charged on which day, each with Take back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from loanmgr.services import runs
from loanmgr.services.runs import PastRun, left_words
from ui.runner import Runner
from ui.table import ActionColumn, Align, Column, Mark, PagedModel, PageRequest
from ui.text import short_date

TAKE_BACK, REST = "Take back", "Take the rest"


def columns(back: Callable[[PastRun], None]) -> list[Column[PastRun]]:
    """Return the columns of billing runs that were done."""

    def mark(row: PastRun) -> Mark | None:
        return None if row.standing and not row.is_undone else ("undo", "neutral")

    return [
        Column("Day", lambda row: row.on, short_date, chars=12),
        Column("Run", lambda row: row.what, chars=28),
        Column("By", lambda row: row.who, chars=13, drop=2),
        Column(
            "Accounts",
            lambda row: row.accounts,
            lambda number: f"{number:,}",
            align=Align.RIGHT,
            chars=9,
            drop=1,
        ),
        Column("State", left_words, str.capitalize, mark=mark),
        ActionColumn("", _action, chars=14, align=Align.CENTRE, act=back, about=lambda r: r.what),
    ]


def model(
    runner: Runner, back: Callable[[PastRun], None], came: Callable[[], None], parent: QObject
) -> PagedModel[PastRun]:
    """Return the list, a page at a time; `came` is called when some of it has arrived."""

    def fetch(request: PageRequest[PastRun], arrived: Callable[[Sequence[PastRun]], None]) -> None:
        before = request.after.number if request.after else None

        def show(rows: Sequence[PastRun]) -> None:
            arrived(rows)
            came()

        def failed(error: Exception) -> None:
            made.stop()
            runner.report(parent, error)

        asked = runs.PastRuns(before, request.count)
        runner.look(parent, runs.past, asked, show, failed)

    made = PagedModel(columns(back), fetch, parent, key=lambda row: row.run)
    return made


def _action(row: PastRun) -> str | None:
    if not row.standing:
        return None
    return REST if row.is_undone else TAKE_BACK
