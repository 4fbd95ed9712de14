"""Try it: who hires what when, and what they would pay, as it is and with what is not saved."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.domain.policy import BORROWERS, SCHOOL_YEARS, PolicyProblems, wording
from loanmgr.services import trying
from loanmgr.services.policy_changes import SaveEntry
from loanmgr.services.trying import Priced, Someone, Tried, Try
from ui import announce, theme
from ui.runner import Runner
from ui.settings.fields import short
from ui.settings.known import Known, name_of
from ui.settings.scrolling import scrolling
from ui.text import day_typed, pounds, short_date
from ui.tokens import SPACE
from ui.widgets.form import Form
from ui.widgets.parts import Card, column, empty, name, number_field, row, words

PAUSE_MS = 200
HERE = "Try it"
SHOWN_LATER = 12
BESIDE_FROM = 620
NOTHING: tuple[bool, SaveEntry | None] = (False, None)
CANT_READ = "Put right what is marked in the form, then it is tried too."
SCHEMES = wording.SHAPE_OF["schemes"]


class TryPart(QWidget):
    """Answers by itself whenever something is chosen; nothing of it is kept."""

    def __init__(self, runner: Runner, *, title: str = HERE) -> None:
        super().__init__()
        self._runner = runner
        self._known: Known | None = None
        self._unsaved: Callable[[], tuple[bool, SaveEntry | None]] = lambda: NOTHING
        self._asked = 0
        self.kind, self.size_box = short(QComboBox()), short(QComboBox())
        self.borrower = short(QComboBox())
        self.year, self.scheme = short(QComboBox()), short(QComboBox())
        self.lent, self.until = QLineEdit(), QLineEdit()
        self.in_area = QCheckBox("Lives or goes to school here")
        self.lessons, self.ensemble = (
            QCheckBox("Lessons with us"),
            QCheckBox("Plays in an ensemble"),
        )
        self.nth, self.child = number_field(1, 9), number_field(1, 9)
        self.awaited = QCheckBox("Evidence still to come")
        self.form = Form()
        self.answers: QVBoxLayout = column(gap=SPACE.m)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.ask)
        self._fill()
        self._lay_out(title)
        self._connect()

    def show_known(self, now: Known) -> None:
        """Offer the types and reduced rates there are now."""
        is_first, self._known = self._known is None, now
        types = [(kind.name, kind.code) for kind in now.policy.types]
        _offer(self.kind, sorted(types, key=lambda each: each[0].casefold()))
        schemes: dict[str, str] = {}
        for scheme in now.policy.schemes:
            if not scheme.automatic:
                schemes[scheme.code] = name_of(SCHEMES, scheme, may_change=now.may_change)
        _offer(self.scheme, [("none", ""), *((said, code) for code, said in schemes.items())])
        if is_first:
            self.lent.setText(short_date(now.on))
            violin = self.kind.findData("violin")
            self.kind.setCurrentIndex(max(0, violin))
        self._sizes()
        if self.isVisible():
            self.soon()

    def compare_with(self, unsaved: Callable[[], tuple[bool, SaveEntry | None]]) -> None:
        """Show beside it what it would be with something that is not saved."""
        self._unsaved = unsaved
        self.ask()

    def soon(self) -> None:
        """Ask when nobody has typed for a moment."""
        self._pause.start()

    def ask(self) -> None:
        """Ask what they would pay."""
        self._pause.stop()
        if self._known is None or self._known.policy.types == ():
            return
        is_unsaved, unsaved = self._unsaved()
        request = self._request(unsaved)
        if request is None:
            return
        self._asked += 1
        asked = self._asked
        unread = is_unsaved and unsaved is None

        def show(found: Tried) -> None:
            if asked == self._asked:  # else something else was asked meanwhile
                self._show(found, unread=unread)

        def refused(error: Exception) -> None:
            if asked == self._asked:
                self._refused(error, request)

        self._runner.look(self, trying.try_price, request, show, refused)

    def _request(self, unsaved: SaveEntry | None) -> Try | None:
        assert self._known is not None  # noqa: S101 - asked only once it is known
        days: dict[str, date | None] = {}
        wrong = {}
        for field, box in (("on", self.lent), ("until", self.until)):
            try:
                days[field] = day_typed(box.text(), self._known.on)
            except ValueError as fault:
                wrong[field] = str(fault)
        if wrong:
            self.form.show_problems(wrong)
            return None
        self.form.clear_problems()
        who = Someone(
            self.borrower.currentData(),
            self.year.currentData(),
            self.in_area.isChecked(),
            self.lessons.isChecked(),
            self.ensemble.isChecked(),
            self.nth.value(),
            self.child.value(),
            scheme=self.scheme.currentData() or "",
            is_awaited=self.awaited.isChecked(),
        )
        on = days["on"] or self._known.on
        kind, size = self.kind.currentData(), self.size_box.currentData() or ""
        return Try(kind, size, on, days["until"], who, unsaved)

    def _refused(self, error: Exception, request: Try) -> None:
        if isinstance(error, PolicyProblems) and request.unsaved is not None:
            array = request.unsaved.array
            self._said([wording.plain(array, each.message) for each in error.problems])
        elif isinstance(error, RuleError | StoreError):
            self._said([error.message])
        else:
            raise error

    def _said(self, sentences: list[str]) -> None:
        empty(self.answers)
        card = Card("With your changes it can't be saved yet")
        for sentence in sentences:
            card.body.addWidget(words(sentence, tone="stop", wrap=True))
        self.answers.addWidget(card)

    def _show(self, found: Tried, *, unread: bool) -> None:
        empty(self.answers)
        beside = found.unsaved is not None
        if found.unsaved is not None:
            self.answers.addWidget(PricedCard("With your changes", found.unsaved))
        self.answers.addWidget(PricedCard("As it is saved now" if beside else "", found.saved))
        if unread:
            self.answers.addWidget(words(CANT_READ, tone="stop", wrap=True))
        for card in self.findChildren(PricedCard):
            card.show()
        self._measure_anew()
        announce.say(self, _aloud(found))

    def _measure_anew(self) -> None:
        """Let words go on in a new line: layouts within layouts are measured by laying them out."""
        for each in (self.answers, self._told, self._sides, self._inside):
            each.invalidate()
        self._inside.activate()

    def _sizes(self) -> None:
        if self._known is None:
            return
        kind = self._known.policy.type_by_code.get(self.kind.currentData())
        sizes = kind.sizes if kind else ()
        offered = [(size.words, size.code) for size in sizes] or [("comes in one", "")]
        kept = self.size_box.currentData()
        _offer(self.size_box, offered)
        if kept not in [code for _, code in offered]:
            self.size_box.setCurrentIndex(len(offered) - 1)  # the full size stands last

    def _fill(self) -> None:
        _offer(self.borrower, [(_one(code), code) for code in BORROWERS])
        years = [(wording.choice("from_year", year), year) for year in SCHOOL_YEARS]
        _offer(self.year, [("not known", ""), *years])
        self.in_area.setChecked(True)
        self.until.setPlaceholderText("runs until returned")

    def _lay_out(self, title: str) -> None:
        self.form.add("type", "Instrument", self.kind)
        self.form.add("size", "Size", self.size_box)
        self.form.add("on", "Lent on", self.lent)
        self.form.add("until", "Bring back by", self.until)
        self.form.add("borrower", "Borrower", self.borrower)
        self.form.add("year", "School year", self.year)
        self.form.add("scheme", "Reduced rate", self.scheme)
        self.form.add("nth", "Which instrument", self.nth)
        self.form.add("child", "Which child", self.child)
        ticks = column(self.in_area, self.lessons, self.ensemble, self.awaited, gap=SPACE.xs)
        for box in (self.in_area, self.lessons, self.ensemble, self.awaited):
            name(box, box.text())
        asked = column(self.form, ticks, 1, gap=SPACE.m)
        self._told = column(self.answers, 1, gap=SPACE.m)
        self._sides: QBoxLayout = row(asked, self._told, gap=SPACE.l)
        self._sides.setStretch(0, 1)
        self._sides.setStretch(1, 1)
        self._inside = column(self._sides, 1)
        area = scrolling(self._inside)
        layout = column(words(title, "h2" if title == HERE else "h1"), area, gap=SPACE.s)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(BESIDE_FROM)
        # The answers are seen first, above what is asked, where there is no room beside it.
        way = QBoxLayout.Direction.BottomToTop if narrow else QBoxLayout.Direction.LeftToRight
        self._sides.setDirection(way)
        self._measure_anew()

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _at: self._sizes())
        boxes = (self.kind, self.size_box, self.borrower, self.year, self.scheme)
        for box in boxes:
            box.currentIndexChanged.connect(lambda _at: self.soon())
        for tick in (self.in_area, self.lessons, self.ensemble, self.awaited):
            tick.toggled.connect(lambda _on: self.soon())
        for number in (self.nth, self.child):
            number.valueChanged.connect(lambda _value: self.soon())
        for line in (self.lent, self.until):
            line.textEdited.connect(lambda _text: self.soon())


class PricedCard(Card):
    """What one policy makes of it, step by step, and what follows within a year."""

    def __init__(self, title: str, priced: Priced) -> None:
        super().__init__(title)
        self.setObjectName(title or "What they would pay")
        self._grid = QGridLayout()
        theme.space(self._grid, 0, SPACE.xs)
        self._grid.setColumnStretch(0, 1)
        self.body.addLayout(self._grid)
        if priced.first is None:
            self.body.addWidget(words(priced.refused, tone="stop", wrap=True))
            return
        self._steps(priced.first)
        for quote in priced.later[:SHOWN_LATER]:
            self._add(f"{short_date(quote.charge_on)}: {quote.because}", quote.due_pence)
        more = len(priced.later) - SHOWN_LATER
        if more > 0:
            self._add(f"and {more} more", None)
        if priced.later:
            self._add("Within a year", priced.year_pence, role="strong")
        if priced.note:
            self.body.addWidget(words(priced.note, "soft", wrap=True))

    def _steps(self, quote: Quote) -> None:
        for step in quote.steps:
            self._add(step.what, step.pence or None)
        self._add("To pay", quote.due_pence, role="strong")
        if quote.deposit_pence:
            self._add("Deposit", quote.deposit_pence)
        if quote.due_on is not None:
            self._add(f"To bring back by {short_date(quote.due_on)}", None)

    def _add(self, what: str, pence: int | None, *, role: str = "") -> None:
        at = self._grid.rowCount()
        self._grid.addWidget(words(what, role, wrap=True), at, 0)
        amount = words("" if pence is None else pounds(pence), role)
        amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(amount, at, 1)


def _one(code: str) -> str:
    return {"adult": "adult learner", "partner": "partner organisation"}.get(code, code)


def _aloud(found: Tried) -> str:
    def told(priced: Priced) -> str:
        return (
            priced.refused if priced.first is None else f"{pounds(priced.first.due_pence)} to pay"
        )

    if found.unsaved is None:
        return told(found.saved)
    return f"With your changes {told(found.unsaved)}; as saved now {told(found.saved)}"


def _offer(box: QComboBox, found: list[tuple[str, Any]]) -> None:
    """Offer other choices; what was chosen stays so while it is there."""
    now = [(box.itemText(at), box.itemData(at)) for at in range(box.count())]
    if now == found:
        return
    kept = box.currentData()
    box.blockSignals(True)  # noqa: FBT003 - Qt's own signature
    box.clear()
    for said, data in found:
        box.addItem(said, data)
    box.setCurrentIndex(max(0, box.findData(kept)))
    box.blockSignals(False)  # noqa: FBT003 - Qt's own signature
