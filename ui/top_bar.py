"""The bar at the top: centre, scan box, what the next scan does, Undo, and who is at the desk."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QWidget

from loanmgr.domain.codes import has_shape, is_ours, normalise
from ui import theme
from ui.roles import set_role
from ui.scan import Kind, Scan
from ui.tokens import SPACE
from ui.widgets.parts import Elided, button, row, words
from ui.widgets.type_ahead import TypeAhead

_WIDE_HINT = "Scan a label, or type a name or number   (Ctrl+F)"
_NARROW_HINT = "Scan, or type a name or number"
_UNDO_CHARS = 34


class ScanBox(TypeAhead):
    """Where everything is typed. A label's number typed with Enter is a scan like any other."""

    typed_code = Signal(Scan)

    def __init__(self) -> None:
        super().__init__("Scan")
        set_role(self, box="scan")

    def event(self, event: QEvent) -> bool:
        # An empty scan box has nothing of its own to undo: Ctrl+Z is for the desk.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = event.matches(QKeySequence.StandardKey.Undo) or event.matches(
                QKeySequence.StandardKey.Redo
            )
            if ours and not self.text():
                event.ignore()
                return False
        return super().event(event)

    def _enter(self) -> None:
        code = normalise(self.text())
        if has_shape(code):
            self._pause.stop()
            self.clear()
            self.close_list()
            self.typed_code.emit(Scan(code, Kind.OURS if is_ours(code) else Kind.UNREADABLE))
        else:
            super()._enter()


class TopBar(QFrame):
    """Everything that is always in sight while something is scanned."""

    undo_pressed = Signal()

    def __init__(self, centre: str, staff: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, area="top")
        self.scan = ScanBox()
        self.centre = words(centre, "h2", wrap=True)
        self.centre.setObjectName("Centre")
        self.staff = Elided(staff, "soft")
        self.staff.setObjectName("Staff")
        self.next_scan = words("", "soft")
        self.next_scan.setObjectName("Next scan")
        self.next_scan.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        kept = self.next_scan.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.next_scan.setSizePolicy(kept)
        self.undo = button("Undo", self.undo_pressed.emit, icon="undo")
        self._target = ""
        self._narrow = False
        self._lay_out()
        self.show_undo("")

    def show_next_scan(self, sentence: str) -> None:
        """Say what the next scan will do."""
        self.next_scan.setText(f"Next scan: {sentence}")
        self.scan.setAccessibleDescription(self.next_scan.text())

    def show_undo(self, target: str) -> None:
        """Name what Undo would take back ("return of Violin 3/4"); nothing disables it."""
        self._target = target
        whole = f"Undo {target}" if target else "Undo"
        brief = whole if len(whole) <= _UNDO_CHARS else f"{whole[: _UNDO_CHARS - 1].rstrip()}…"
        self.undo.setText(" Undo" if self._narrow else f" {brief}".replace("&", "&&"))
        self.undo.setAccessibleName(whole)
        self.undo.setToolTip(f"{whole} (Ctrl+Z)")
        self.undo.setEnabled(bool(target))

    def set_narrow(self, *, narrow: bool, beside: int) -> None:
        """Take less room in a narrow window; the scan box begins where what is below it does."""
        self._narrow = narrow
        self.scan.setPlaceholderText(_NARROW_HINT if narrow else _WIDE_HINT)
        self.centre.setFixedWidth(beside - theme.px(SPACE.l))
        self.staff.setMaximumWidth(theme.px(120 if narrow else 180))
        self.show_undo(self._target)

    def cover(self, *, covered: bool) -> None:
        """Leave only the scan box in sight."""
        for part in (self.next_scan, self.undo, self.staff):
            part.setVisible(not covered)
        self.scan.close_list()

    def _lay_out(self) -> None:
        self.undo.setObjectName("Undo")
        grid = QGridLayout()
        theme.space(grid, (SPACE.l, SPACE.s), SPACE.xs)
        grid.addWidget(self.centre, 0, 0)
        grid.addWidget(self.scan, 0, 1)
        grid.addLayout(row(self.undo, self.staff, edge=(SPACE.s, 0), gap=SPACE.m), 0, 2)
        grid.addWidget(self.next_scan, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        self.setLayout(grid)
