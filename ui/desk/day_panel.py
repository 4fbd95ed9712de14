"""The panel that asks on which day something was handed in."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QWidget

from ui import theme
from ui.text import long_date
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Form
from ui.widgets.parts import button, set_words, words
from ui.widgets.side_panel import SidePanel

SATURDAY = 5
LIKELY = 4
"""Days offered by a button each."""


class DayPanel(SidePanel):
    """One press on a likely day sets it; any other from its going out to today is chosen."""

    told = Signal(object)
    """The day, as a date."""

    def __init__(self, over: QWidget) -> None:
        super().__init__("Which day was it handed in?", over)
        self.about = words("", wrap=True)
        self._likely = [button("", partial(self._tell_likely, at)) for at in range(LIKELY)]
        self._days: list[date] = []
        likely = FlowLayout()
        theme.space(likely, 0, SPACE.s)
        for each in self._likely:
            likely.addWidget(each)
        self.form, self.day = Form(), QDateEdit()
        self.day.setDisplayFormat("d MMMM yyyy")
        self.day.setCalendarPopup(True)
        self.form.add("day", "Another day", self.day)
        self.body.addWidget(self.about)
        self.body.addLayout(likely)
        self.body.addWidget(self.form)
        hint = "How late it was, and what was charged, go by this day."
        self.body.addWidget(words(hint, "meta", wrap=True))
        self.footer.addWidget(button("Set the day", self._save, kind="primary"))

    def begin(self, about: str, lent_on: date | None, today: date, *, now: date | None) -> None:
        """Ask about one instrument, which is down as handed in on `now`."""
        self.about.setText(about)
        found = [(on, said) for on, said in likely_days(today, lent_on) if on != now]
        self._days = [on for on, _ in found]
        for at, each in enumerate(self._likely):
            each.setVisible(at < len(found))
            if at < len(found):
                set_words(each, found[at][1])
        first = lent_on or today - timedelta(days=366)
        self.day.setDateRange(_shown(first), _shown(today))
        self.day.setDate(_shown(now or today))
        self.open()

    def _save(self) -> None:
        day = self.day.date()
        self._tell(date(day.year(), day.month(), day.day()))

    def _tell_likely(self, at: int) -> None:
        self._tell(self._days[at])

    def _tell(self, on: date) -> None:
        self.close_panel()
        self.told.emit(on)


def likely_days(today: date, lent_on: date | None) -> Iterable[tuple[date, str]]:
    """Return the days people mean most often, each in words, none before it went out."""
    since_saturday = (today.weekday() - SATURDAY) % 7 or 7
    last = today - timedelta(days=since_saturday)
    before = last - timedelta(days=7)
    yesterday = today - timedelta(days=1)
    named = {today: "Today", yesterday: f"Yesterday, {yesterday:%A} {_day(yesterday)}"}
    named.setdefault(last, f"Last Saturday, {_day(last)}")
    named.setdefault(before, f"The Saturday before, {_day(before)}")
    return [(on, said) for on, said in named.items() if lent_on is None or on >= lent_on]


def _day(on: date) -> str:
    return long_date(on).rpartition(" ")[0]


def _shown(on: date) -> QDate:
    return QDate(on.year, on.month, on.day)
