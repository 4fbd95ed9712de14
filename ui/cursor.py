"""Where the cursor goes: home to the scan box, or back to where somebody was typing."""

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QWidget

from ui.widgets.band import Band
from ui.widgets.type_ahead import TypeAhead


class Cursor(QObject):
    """Remembers which field a question in the band, or the hidden screen, took the cursor from."""

    def __init__(self, scan: TypeAhead, band: Band, parent: QObject) -> None:
        super().__init__(parent)
        self._scan, self._band = scan, band
        self._field: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - there are no windows without one
        app.focusChanged.connect(self._moved)

    @property
    def is_in_band(self) -> bool:
        """Say whether the cursor is in the band."""
        return self._in_band(QApplication.focusWidget())

    @property
    def is_home(self) -> bool:
        """Say whether the cursor is in the scan box."""
        return self._scan.hasFocus()

    def go_home(self) -> None:
        """Go to the scan box, its text selected."""
        self._scan.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scan.selectAll()

    def go_back(self) -> None:
        """Go back to the field as it was left; home where nobody was typing or it is gone."""
        field, self._field = self._field, None
        if field is not None and shiboken6.isValid(field) and _is_there(field):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.go_home()

    def hide(self) -> None:
        """Wait in the scan box until the screen is shown again."""
        before = QApplication.focusWidget()
        if not self._in_band(before):
            self._remember(before)
        self._scan.setFocus(Qt.FocusReason.OtherFocusReason)

    def come_back(self) -> None:
        """Go to the question that is open, else to where somebody was typing."""
        message, field = self._band.message, self._field
        if message is not None and message.must_answer:
            self._band.focus_first()
            self._field = field  # it is to be gone back to when the question is answered
        else:
            self.go_back()

    def _moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if self._in_band(now) and not self._in_band(before):
            self._remember(before)

    def _remember(self, field: QWidget | None) -> None:
        self._field = field if field is not self._scan and _is_typed_into(field) else None

    def _in_band(self, widget: QWidget | None) -> bool:
        return widget is not None and self._band.isAncestorOf(widget)


def _is_typed_into(widget: QWidget | None) -> bool:
    if isinstance(widget, QComboBox | QAbstractSpinBox):
        return True
    return widget is not None and widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def _is_there(field: QWidget) -> bool:
    return field.isVisible() and field.isEnabled()
