"""What an instrument is and where it belongs, as labels with their values."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from loanmgr.domain.codes import grouped
from loanmgr.services.records import InstrumentRecord
from ui import theme
from ui.text import count, long_date, pounds, short_date
from ui.tokens import SPACE
from ui.widgets.parts import Card, empty, words

BESIDE_WIDTH = 105
"""Room beside a label where the card is narrow; a longer word goes below."""


class Facts(QWidget):
    """A column of labels and values; those without a value are left out."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout()
        theme.space(self._grid, 0, SPACE.xs)
        self._grid.setHorizontalSpacing(SPACE.m)
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show other facts."""
        empty(self._grid)
        at = 0
        for label, value in (fact for fact in facts if fact[1]):
            title, text = words(label, "soft"), words(value, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(title, at, 0, top)
            if _longest_word(text) > theme.px(BESIDE_WIDTH):  # an address of the mail, most often
                at += 1
                self._grid.addWidget(text, at, 0, 1, 2, top)
            else:
                self._grid.addWidget(text, at, 1, top)
            at += 1

    def values(self) -> dict[str, str]:
        """Return what is shown, by label."""
        labels = [w for w in self.findChildren(QLabel) if not w.isHidden()]
        return dict(
            zip((w.text() for w in labels[::2]), (w.text() for w in labels[1::2]), strict=True)
        )


class FactsCard(Card):
    """What is known of one instrument."""

    def __init__(self) -> None:
        super().__init__()
        self.number = words("", "h2")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts = Facts()
        self.body.addWidget(self.number)
        self.body.addWidget(self.facts)

    def show_record(self, record: InstrumentRecord) -> None:
        """Show another instrument."""
        self.number.setText(grouped(record.code))
        self.facts.show_facts(_facts(record))


def _facts(record: InstrumentRecord) -> Iterable[tuple[str, str]]:
    bought = long_date(record.bought_on) if record.bought_on else ""
    return (
        ("Serial", record.serial),
        ("Old labels", ", ".join(record.old_codes)),
        ("Belongs in", _place(record.home, record.home_centre)),
        ("Last put in", record.here if record.here != record.home else ""),
        ("Owner", record.owner),
        ("Size", record.usual_ages),
        ("Value", pounds(record.value_pence) if record.value_pence is not None else ""),
        ("Insurance", record.insurance),
        ("Bought", bought),
        ("Lent", count(record.loans, "time") if record.loans else "Never yet"),
        (
            "Label",
            f"Printed {short_date(record.labelled_at.date())}"
            if record.labelled_at
            else "Not printed yet",
        ),
        ("Note", record.note),
    )


def _longest_word(label: QLabel) -> int:
    metrics = label.fontMetrics()
    return max((metrics.horizontalAdvance(word) for word in label.text().split()), default=0)


def _place(name: str, centre: str) -> str:
    return name if name == centre else f"{name}, {centre}"


def _printed(record: InstrumentRecord) -> str:
    if record.labelled_at is None:
        return "Not printed yet"
    return f"Printed {short_date(record.labelled_at.astimezone().date())}"
