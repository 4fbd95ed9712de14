"""Lists one behind the other: a row of choices, and the one in front or what says it is empty."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedLayout, QWidget

from ui.tokens import SPACE
from ui.widgets.flow import flowing
from ui.widgets.parts import button


class ListSwitch:
    """Lay `bar` and `body` out where a page wants them; a choice pressed calls `show_list`.

    `before` is what stands in the bar before the choices, which saves a low window a line.
    """

    def __init__(
        self,
        page: QWidget,
        lists: Mapping[str, QWidget],
        empty: QWidget,
        show_list: Callable[[str], object],
        *,
        before: Iterable[QWidget] = (),
    ) -> None:
        self._lists, self._empty = lists, empty
        led = tuple(before)
        self.bar, self.body = flowing(*led, gap=SPACE.s if led else SPACE.xs), QWidget()
        self.choices: dict[str, QPushButton] = {}
        self.stack = QStackedLayout(self.body)
        group = QButtonGroup(page)
        for which in lists:
            choice = button(which, partial(show_list, which), kind="quiet")
            choice.setCheckable(True)
            group.addButton(choice)
            self.bar.addWidget(choice)
            self.choices[which] = choice
        for each in (*lists.values(), empty):
            self.stack.addWidget(each)

    def choose(self, which: str, *, has_rows: bool) -> None:
        """Mark a choice and bring its list to the front, or what says that it is empty."""
        self.choices[which].setChecked(True)
        self.bring_forward(which, has_rows=has_rows)

    def bring_forward(self, which: str, *, has_rows: bool) -> None:
        """Bring a list to the front, or what says that it is empty."""
        self.stack.setCurrentWidget(self._lists[which] if has_rows else self._empty)

    def show_count(self, which: str, shown: str) -> None:
        """Say on a choice how many rows its list has; nothing where nobody has counted yet."""
        self.choices[which].setText(f"{which}  {shown}".rstrip())
        self.choices[which].setAccessibleName(", ".join(filter(None, (which, shown))))
