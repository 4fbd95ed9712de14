"""What a page needs that acts: the desk asked, what was done said with its Undo, refusals said."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services.undo import PaidFor, Undo, Undone, paid_for, undo
from ui.desk import messages
from ui.place import Page
from ui.runner import Runner
from ui.text import pounds
from ui.widgets.band import Choice, Message

Result = TypeVar("Result")
UNDO = Choice("undo", "Undo", "Ctrl+Z")


class ActingPage(Page):
    """A page whose acts are said in the band, each with an Undo of its own."""

    opens_record = Signal(str)
    """Open the record of this label or card."""
    faulted = Signal(object)
    """Something went wrong that is our fault."""
    tables: frozenset[str] = frozenset()
    """Tables this page shows; it loads again when one of them has changed."""

    def __init__(self, title: str, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.runner = runner
        self._act: UUID | None = None
        self._answers: dict[str, Callable[[], object]] = {}
        self._stale = True
        runner.changed.connect(self._changed)

    def load(self) -> None:
        """Ask for what is shown."""

    def load_again(self) -> None:
        """Ask again for what is shown, because some of it has changed; the eye stays in place."""
        self.load()

    @contextmanager
    def keeping_focus(self) -> Iterator[None]:
        """Make parts of the page anew; the cursor goes to the one that took its place."""
        focus = QApplication.focusWidget()
        ours = focus is not None and self.isAncestorOf(focus)
        named = focus.objectName() if focus is not None and ours else ""
        yield
        if focus is None or not named or (isValid(focus) and focus.isVisibleTo(self)):
            return
        hidden = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        heirs = [w for w in self.findChildren(QWidget, named) if not w.testAttribute(hidden)]
        if heirs:
            heirs[0].show()  # what was just made would show a moment later
            heirs[0].setFocus()
        else:
            self.finished.emit()

    def shown(self) -> None:
        if self._stale:
            self._stale = False
            self.load()

    def look(self, question: Any, request: Any, then: Callable[[Any], None]) -> None:
        """Read something and show it."""
        self.runner.look(self, question, request, then, self.refused)

    def run(self, use_case: Any, request: Any, then: Callable[[Any], None]) -> None:
        """Do something; what refuses it is said in the band."""
        self.runner.run(self, use_case, request, then, self.refused)

    def tell(
        self,
        words: str,
        detail: str = "",
        *,
        act: UUID | None = None,
        more: Iterable[tuple[Choice, Callable[[], object]]] = (),
    ) -> None:
        """Say what was done; the act can be undone from the band."""
        self._act = act
        offered = list(more)
        self._answers = {choice.key: answer for choice, answer in offered}
        choices = (*(choice for choice, _ in offered), *((UNDO,) if act else ()))
        self.say.emit(Message("ok", words, detail, choices))

    def chosen(self, key: str) -> None:
        if key == UNDO.key and self._act is not None:
            self.look(paid_for, Undo(self._act), partial(self._decide, self._act))
        elif key in self._answers:
            self._answers[key]()

    def _decide(self, act: UUID, found: PaidFor | None) -> None:
        """Undo, unless money came in for it: then somebody decides about that first."""
        if found is None:
            self.run(undo, Undo(act), self._undone)
            return
        self._answers = {
            "give_back": lambda: self.run(undo, Undo(act, give_back=True), self._undone),
            "keep_credit": lambda: self.run(undo, Undo(act), self._undone),
            "leave": lambda: self.say.emit(messages.nothing_undone()),
        }
        self.say.emit(messages.was_paid(found))

    def refused(self, error: Exception) -> None:
        """Say why something was not done."""
        if isinstance(error, RuleError | StoreError):
            self.say.emit(Message("stop", error.message))
        else:
            self.faulted.emit(error)

    def _undone(self, done: Undone) -> None:
        self._act = None
        back = f"{pounds(done.given_back_pence)} goes back {done.given_back}."
        self.say.emit(Message("ok", done.said, back if done.given_back_pence else ""))

    def _changed(self, tables: frozenset[str]) -> None:
        if not tables & self.tables:
            return
        if self.isVisible():
            self.load_again()
        else:
            self._stale = True
