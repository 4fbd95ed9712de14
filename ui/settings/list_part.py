"""One list of the policy with everything that can be done to it: read, change, copy, look back."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from loanmgr.domain.policy import compare
from loanmgr.domain.policy.changing import Version
from loanmgr.domain.policy.compare import EntryChange
from loanmgr.domain.policy.keys import Shape
from loanmgr.services.policy_changes import Changed
from ui.runner import Runner
from ui.settings.copy_part import CopyPart
from ui.settings.editor import EntryEditor
from ui.settings.entries import EntriesPart
from ui.settings.history_part import HistoryPart
from ui.settings.known import Known

ALONE, WITH_TRY = 1000, 1400
"""Widths of the page below which what is opened from a list is shown by itself."""


class ListPart(QWidget):
    """The list in front, or what was opened from it."""

    did = Signal(str, object)
    """Something was changed: a sentence, and the act."""
    undo_wanted = Signal(object)
    try_wanted = Signal()
    failed = Signal(object)
    detail_changed = Signal()
    """Something else than the list is in front now, or the list again."""

    def __init__(self, runner: Runner, shape: Shape) -> None:
        super().__init__()
        self._runner, self.shape = runner, shape
        self._known: Known | None = None
        self.entries = EntriesPart(shape)
        self.editor: EntryEditor | None = None
        self.copy: CopyPart | None = None
        self.history: HistoryPart | None = None
        self._before: QWidget = self.entries
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.entries)
        self.entries.opened.connect(self.open)
        self.entries.new_wanted.connect(lambda: self.open(None))
        self.entries.copy_wanted.connect(self.open_copy)
        self.entries.history_wanted.connect(lambda: self.open_history(None))
        self.entries.try_wanted.connect(self.try_wanted)

    @property
    def room_wanted(self) -> int:
        """How wide the page must be for the pages at the left to be seen beside this."""
        if self._stack.currentWidget() is self.entries:
            return 0
        tries = self.editor is not None and self.editor.tries
        return WITH_TRY if tries and self._stack.currentWidget() is self.editor else ALONE

    @property
    def is_dirty(self) -> bool:
        """Say whether something is typed that is not saved."""
        return self.editor is not None and self.editor.is_dirty

    def show_known(self, now: Known) -> None:
        """Take in the policy as it is; what is typed stays."""
        self._known = now
        self.entries.show_known(now)
        if self.editor is not None and self._stack.currentWidget() is self.editor:
            self.editor.follow(now)
        if self.history is not None and self._stack.currentWidget() is self.history:
            self.history.load()

    def open(self, version: Version | None) -> None:
        """Open an entry, or a form for a new one; what is typed elsewhere is not lost."""
        if self._known is None:
            return
        if self.editor is None:
            self.editor = EntryEditor(self._runner, self.shape, self._known)
            self.editor.left.connect(self._back)
            self.editor.saved.connect(self._saved)
            self.editor.history_wanted.connect(self.open_history)
            self.editor.failed.connect(self.failed)
            self.editor.room_changed.connect(self.detail_changed)
            self._stack.addWidget(self.editor)
        self._front(self.editor)
        if self.editor.is_dirty:
            self.editor.leave()  # asks about what is not saved first
            return
        self.editor.open(self._known, version)

    def open_copy(self) -> None:
        """Open *Copy last year*."""
        if self._known is None:
            return
        if self.copy is None:
            self.copy = CopyPart(self._runner)
            self.copy.left.connect(lambda: self._back(None))
            self.copy.copied.connect(self._copied)
            self.copy.failed.connect(self.failed)
            self._stack.addWidget(self.copy)
        self._front(self.copy)
        self.copy.open(self._known)

    def open_history(self, version: Version | None) -> None:
        """Open the history of an entry, or of the list."""
        if self.history is None:
            self.history = HistoryPart(self._runner)
            self.history.undo_wanted.connect(self.undo_wanted)
            self.history.left.connect(self._leave_history)
            self._stack.addWidget(self.history)
        self._before = self._stack.currentWidget() or self.entries
        self._front(self.history)
        self.history.show_of(self.shape.array, version)

    def _leave_history(self) -> None:
        self._front(self._before)
        if self.editor is not None and self._before is self.editor and self._known is not None:
            self.editor.follow(self._known)

    def _front(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)
        self.detail_changed.emit()

    def _back(self, version: Version | None) -> None:
        self._front(self.entries)
        if version is not None:
            self.entries.choose(version)
        else:
            self.entries.list.setFocus()

    def _saved(self, changed: Changed, act: UUID) -> None:
        self.did.emit(_told(changed.entries), act)

    def _copied(self, changed: Changed, act: UUID) -> None:
        self._back(None)
        self.did.emit(f"The year is copied: {len(changed.entries)} entries changed.", act)


def _told(entries: tuple[EntryChange, ...]) -> str:
    said = compare.told(entries)
    return f"Saved: {said}." if said else "Nothing was otherwise; it is as it was."
