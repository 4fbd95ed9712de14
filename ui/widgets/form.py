"""Forms: labels beside their fields, problems said at the field and listed at the top."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import announce, icons, theme
from ui.roles import set_role
from ui.tokens import SIZE, SPACE
from ui.widgets.parts import column, empty, name, row, words
from ui.widgets.wrapped_link import WrappedLink

Link = tuple[str, Callable[[], object] | None]


@dataclass(frozen=True)
class _Field:
    """A control, the row it stands in, and the room under it for hint and problem."""

    control: QWidget
    across: QHBoxLayout
    under: QVBoxLayout
    problem: "_Problem"
    hint: str
    beside: tuple[QWidget, ...] = ()
    """What stands with it and is of no use without it: its label, its hint."""

    def show_problem(self, text: str) -> None:
        self.problem.show_text(text)
        self.control.setAccessibleDescription(text or self.hint)
        set_role(self.control, problem=bool(text))


class Form(QWidget):
    """A column of named fields. What is typed is kept whatever is wrong with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, _Field] = {}
        self._summary = _Summary()
        self._grid = QGridLayout()
        theme.space(self._grid, 0, SPACE.s)
        self._grid.setColumnStretch(1, 1)
        self.setLayout(column(self._summary, self._grid, gap=SPACE.m))

    def add(
        self, field: str, label: str, control: QWidget, *, hint: str = "", beside: str = ""
    ) -> None:
        """Add a control under the name its request gives the field.

        `hint` is shown under it; `beside` puts it in the row of an earlier field, whose label then
        speaks for both on the screen while each keeps its own name.
        """
        name(control, label)
        control.setAccessibleDescription(hint)
        with_it: list[QWidget] = []
        if beside:
            across, under = self._fields[beside].across, self._fields[beside].under
        else:
            across, under, title = self._new_row(label, control)
            with_it.append(title)
        across.addWidget(control)
        if hint:
            with_it.append(words(hint, "meta", wrap=True))
            under.addWidget(with_it[-1])
        problem = _Problem()
        under.addWidget(problem)
        if isinstance(control, QLineEdit):
            control.installEventFilter(self)
        self._fields[field] = _Field(control, across, under, problem, hint, tuple(with_it))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window where a field has nothing of its own to undo."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            typed = isinstance(watched, QLineEdit) and watched.isUndoAvailable()
            if event.matches(QKeySequence.StandardKey.Undo) and not typed:
                event.ignore()
                return True
        return False

    def add_heading(self, text: str) -> None:
        """Begin a part of the form under a heading of its own."""
        self._grid.addWidget(words(text, "h2"), self._grid.rowCount(), 0, 1, 2)

    def add_row(self, label: str, part: QWidget, *, is_text: bool = False) -> None:
        """Add something that is more than one control, such as a group of choices, or text."""
        at = self._grid.rowCount()
        if not is_text:  # a screen reader would say the name instead of the text
            part.setAccessibleName(label)
        title = words(label) if is_text else _label(label)
        self._grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(part, at, 1)

    def show_field(self, field: str, *, visible: bool) -> None:
        """Show a field with its label and hint, or leave it out for now."""
        shown = self._fields[field]
        for part in (shown.control, *shown.beside):
            part.setVisible(visible)

    def put_under(self, field: str, part: QWidget) -> None:
        """Put something under a field, such as what is known already of what is typed there."""
        self._fields[field].under.addWidget(part)

    def control(self, field: str) -> QWidget:
        """Return the control of a field."""
        return self._fields[field].control

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong, by field, and go to the first; a field of no name is only listed."""
        for field_name, field in self._fields.items():
            field.show_problem(problems.get(field_name, ""))
        self._summary.show_links([(text, self._way_to(each)) for each, text in problems.items()])
        self._put_links_first()
        wrong = [field for each, field in self._fields.items() if each in problems]
        if wrong:
            wrong[0].control.setFocus(Qt.FocusReason.OtherFocusReason)
        announce.say(self, " ".join(problems.values()), at_once=True)

    def _put_links_first(self) -> None:
        """Let Tab reach the problems where they stand: above the first field."""
        first = next(iter(self._fields.values()), None)
        before = first.control.previousInFocusChain() if first is not None else None
        while before is not None and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            before = before.previousInFocusChain()
        for link in self._summary.findChildren(QPushButton):
            if before is not None:
                QWidget.setTabOrder(before, link)
            before = link

    def clear_problems(self) -> None:
        """Forget what was wrong."""
        for field in self._fields.values():
            field.show_problem("")
        self._summary.show_links([])

    def _way_to(self, field: str) -> Callable[[], object] | None:
        if field not in self._fields:
            return None
        control = self._fields[field].control
        return lambda: control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_row(self, label: str, control: QWidget) -> tuple[QHBoxLayout, QVBoxLayout, QWidget]:
        at = self._grid.rowCount()
        title = _label(label)
        title.setBuddy(control)
        across, under = row(), column(gap=SPACE.xs)
        self._grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(column(across, under, gap=SPACE.xs), at, 1)
        return across, under, title


class _Problem(QWidget):
    """What is wrong with one field, in words beside a shape."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._words = QLabel(), words("", tone="stop", wrap=True)
        icons.wear(self._icon, "stop", "stop", SIZE.icon_table)
        layout = row(self._icon, self._words, gap=SPACE.xs)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.hide()

    def show_text(self, text: str) -> None:
        self._words.setText(text)
        self.setVisible(bool(text))


class _Summary(QFrame):
    """All problems at the top of the form, each a link to its field."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, band="stop")
        self._list = column(edge=(SPACE.m, SPACE.s), gap=SPACE.xs)
        self.setLayout(self._list)
        self.hide()

    def show_links(self, links: list[Link]) -> None:
        empty(self._list)
        for text, go in links:
            part = words(text, wrap=True) if go is None else WrappedLink(text, go)
            self._list.addWidget(part)
        self.setVisible(bool(links))


def _label(text: str) -> QLabel:
    """Return a label that stands level with the first line of its field."""
    result = words(text)
    result.setProperty("field_label", True)  # noqa: FBT003 - Qt's own signature
    return result
