"""Close the desk: what the day came to, the cash that was counted, and who is not finished."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from loanmgr.services import baskets, closing
from loanmgr.services.closing import Closed, CloseDesk, Day, DeskClosed, Unfinished
from ui import theme
from ui.acting import ActingPage
from ui.desk import papers
from ui.list_view import ListView
from ui.roles import set_role
from ui.runner import Runner
from ui.table import ActionColumn, Align, Column, TableModel
from ui.text import clock, count, listed, pence_typed, pounds
from ui.tokens import SIZE, SPACE
from ui.widgets.band import Choice
from ui.widgets.parts import Card, MoneyRow, button, column, empty, name, row, words

RIGHT = Qt.AlignmentFlag.AlignRight
TABLE = "Not finished"
ROWS_SEEN = 5


class ClosingPage(ActingPage):
    """Opens in place over the desk. Nothing is locked by closing, and it can be undone."""

    takes_scans = False
    tables = frozenset(
        {"basket", "basket_line", "loan_line", "payment", "instrument", "agreement", "award"}
    )
    brings = Signal(object)
    """Put the basket of this id in front of us, to be finished."""

    def __init__(
        self,
        runner: Runner,
        desk: str,
        parent: QWidget | None = None,
        *,
        open_file: papers.OpenFile = papers.open_in_viewer,
    ) -> None:
        super().__init__("Close the desk", runner, parent)
        self._open_file = open_file
        self._day: Day | None = None
        self.heading = words(f"Close {desk}", "h1", wrap=True)
        self.before = words("", "soft", wrap=True)
        self.counts, self.money, self.left = QGridLayout(), QGridLayout(), QGridLayout()
        self.expected = MoneyRow("Expected in the cash box", total=True)
        self.counted = QLineEdit()
        self.difference = words("", "strong")
        self.model: TableModel[Unfinished] = TableModel(
            self._columns(), self, spoken=_spoken, key=lambda each: each.basket
        )
        self.list = ListView(self.model, TABLE, row_height=SIZE.row)
        self.close_desk = button("Close the desk", self.close_now, kind="primary")
        self._lay_out()
        self.counted.textEdited.connect(lambda _text: self._show_difference())
        self.counted.returnPressed.connect(self.close_desk.click)

    def shown(self) -> None:
        super().shown()
        self.counted.setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        self.look(closing.day, None, self._show)

    def close_now(self) -> None:
        """Record the closing, with the cash if it was counted."""
        try:
            counted = pence_typed(self.counted.text())
        except ValueError:
            self._show_difference()
            self.counted.setFocus()
            return
        self.close_desk.setEnabled(False)
        self.run(closing.close_desk, CloseDesk(counted), self._closed)

    def refused(self, error: Exception) -> None:
        self.close_desk.setEnabled(True)
        super().refused(error)

    # What was done.

    def _closed(self, done: DeskClosed) -> None:
        self.close_desk.setEnabled(True)
        cash = f"{pounds(done.day.expected_pence)} in cash"
        over = done.difference_pence
        said = f"{cash}, {_over(over)}." if over is not None else f"{cash}, not counted."
        write = partial(papers.write_closing, done)
        choices = [
            (Choice("print", "Print the page"), partial(self._make, write, self._shown_paper)),
            (Choice("save_copy", "Save as PDF"), partial(self._make, write, self._save)),
        ]
        self.tell(f"Closed: {done.day.desk}.", said, act=done.act, more=choices)
        self.load()

    def _make(self, write: Any, then: Any) -> None:
        self.runner.document(self, lambda: write(papers.folder()), then, self.refused)

    def _shown_paper(self, path: Path) -> None:
        shown = self._open_file(path)
        where = "Print it from the window that has opened." if shown else f"It is in {path}."
        self.tell(f"{path.stem} is ready.", where)

    def _save(self, paper: Path) -> None:
        papers.save_copy(self, self.runner, paper, lambda to: self.tell(f"Saved: {to.name}."))

    def _finish(self, each: Unfinished) -> None:
        self.brings.emit(each.basket)

    def _put_back(self, each: Unfinished) -> None:
        def told(_result: object) -> None:
            items = count(each.items, "instrument")
            self.tell(f"Put back: {each.title}, {items}.", "Nothing was lent.")
            self.load()

        self.runner.draft(self, baskets.put_back, each.basket, told, self.refused)

    # Showing.

    def _show(self, day: Day) -> None:
        self._day = day
        _fill(self.counts, closing.counted(day.counts))
        _fill(self.left, closing.left_to_do(day))
        _fill_money(self.money, day)
        self.expected.show_pence(day.expected_pence)
        self.model.show_rows(day.unfinished)
        seen = min(len(day.unfinished), ROWS_SEEN)
        self.list.setFixedHeight(theme.px(SIZE.row) * seen + theme.px(SIZE.row + 12))
        self.list.setVisible(bool(day.unfinished))
        self.before.setText(_before(day.closed) if day.closed is not None else "")
        self.before.setVisible(day.closed is not None)
        self._show_difference()

    def _show_difference(self) -> None:
        """Say what the counted cash is beyond what should be there."""
        problem, over = "", None
        try:
            counted = pence_typed(self.counted.text())
        except ValueError as wrong:
            problem = str(wrong)
        else:
            if counted is not None and self._day is not None:
                over = counted - self._day.expected_pence
        set_role(self.difference, tone="stop" if problem else "warn" if over else "ok")
        self.difference.setText(problem or ("" if over is None else _over(over).capitalize()))

    def _lay_out(self) -> None:
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        head = row(back, self.heading, self.close_desk, gap=SPACE.m)
        head.setStretch(1, 1)
        done, left = Card("The day"), Card("Left to do")
        done.body.addLayout(self.counts)
        left.body.addLayout(self.left)
        left.body.addStretch(1)
        done.body.addStretch(1)
        money = Card("Money")
        money.body.addLayout(self.money)
        money.body.addWidget(self.expected)
        label = words("Counted, without the float")
        label.setBuddy(self.counted)
        name(self.counted, "Counted, without the float")
        self.counted.setMaxLength(12)
        theme.hold_width(self.counted, 120)
        self.counted.setAlignment(RIGHT)
        money.body.addLayout(row(label, self.counted, self.difference, 1))
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        halves = row(done, left, gap=SPACE.m)
        halves.setStretch(0, 1)
        halves.setStretch(1, 1)
        whole: QVBoxLayout = column(head, self.before, money, self.list, halves, 1, gap=SPACE.m)
        self.setLayout(whole)
        self.before.hide()
        self.list.hide()

    def _columns(self) -> tuple[Column[Unfinished], ...]:
        return (
            Column("Not finished", lambda each: each.title),
            Column("Instruments", lambda each: each.items, align=Align.RIGHT, chars=12),
            Column("Since", lambda each: each.since, clock, chars=8, drop=1),
            ActionColumn(
                "",
                lambda _each: "Open",
                align=Align.CENTRE,
                chars=8,
                act=self._finish,
                about=lambda each: each.title,
            ),
            ActionColumn(
                "",
                lambda _each: "Put back",
                align=Align.CENTRE,
                chars=10,
                act=self._put_back,
                about=lambda each: each.title,
            ),
        )


def _fill(grid: QGridLayout, rows: tuple[tuple[str, int], ...]) -> None:
    empty(grid)
    for at, (what, number) in enumerate(rows):
        grid.addWidget(words(what), at, 0)
        grid.addWidget(words(f"{number:,}", "strong"), at, 1, RIGHT)
    grid.setColumnStretch(0, 1)


def _fill_money(grid: QGridLayout, day: Day) -> None:
    empty(grid)
    heads = ("Taken", "Given back", "Left") if day.money else ()
    for at, head in enumerate(heads, start=1):
        grid.addWidget(words(head, "meta"), 0, at, RIGHT)
    if not day.money:
        grid.addWidget(words("No money was taken or given back.", "soft"), 0, 0)
    for at, each in enumerate(day.money, start=1):
        grid.addWidget(words(papers.METHODS[each.method]), at, 0)
        sums = (each.taken_pence, each.given_back_pence, each.left_pence)
        for place, pence in enumerate(sums, start=1):
            role = "strong" if place == len(sums) else ""
            grid.addWidget(words(pounds(pence), role), at, place, RIGHT)
    grid.setColumnStretch(0, 1)
    theme.space(grid, 0, SPACE.m)


def _over(pence: int) -> str:
    if not pence:
        return "nothing is missing"
    return f"{pounds(pence)} too much" if pence > 0 else f"{pounds(-pence)} is missing"


def _before(closed: Closed) -> str:
    when = f"This desk was closed at {clock(closed.at)} by {closed.who}."
    if closed.is_all:
        return f"{when} Nothing was done since."
    done = [
        f"{what.lower()} {number}"
        for what, number in closing.counted(closed.since)
        if number and "," not in what
    ]
    done += [
        f"{pounds(each.left_pence)} {papers.METHODS[each.method].lower()}"
        for each in closed.money_since
    ]
    return f"{when} Since then: {listed(done)}."


def _spoken(each: Unfinished) -> str:
    return f"{each.title}, {count(each.items, 'instrument')}, since {clock(each.since)}"
