"""The policy as a file: saved for an editor, and brought in again after a look at what changes."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import PolicyProblems
from loanmgr.services import policy
from loanmgr.services.policy import BringIn, BroughtIn
from ui import theme
from ui.runner import Runner
from ui.text import count
from ui.tokens import SPACE
from ui.widgets.band import Choice, Message
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, button, column, row, words

HINT = (
    "Change these in any editor: save them as a file, change the file, bring it in again. From a"
    " command line: loanmgr policy export -o FILE.toml, then loanmgr policy import FILE.toml."
)
KINDS = "Policy (*.toml)"
SHOWN_PROBLEMS = 8
WHO_MAY = "Only the office and the service lead can bring one in."

Asks = Callable[[QWidget], str]
"""Asks for a file; nothing where none is chosen."""


def ask_where(parent: QWidget) -> str:
    """Ask where to save."""
    return QFileDialog.getSaveFileName(parent, "Save the policy", "policy.toml", KINDS)[0]


def ask_which(parent: QWidget) -> str:
    """Ask which file to bring in."""
    return QFileDialog.getOpenFileName(parent, "Bring in a policy file", "", KINDS)[0]


class PolicyFileCard(Card):
    """Two buttons, and below them what a file would change, before it changes anything."""

    said = Signal(Message)
    brought_in = Signal(object)
    """The act that changed the policy."""

    def __init__(self, runner: Runner, where: Asks = ask_where, which: Asks = ask_which) -> None:
        super().__init__("Changing the policy")
        self._runner = runner
        self._where, self._which = where, which
        self._request: BringIn | None = None
        self._found = words("", "strong", wrap=True)
        self._problems = words("", wrap=True)
        self._bring = button("Bring it in", self._bring_in, kind="primary")
        self._leave = button("Leave it as it is", self._forget)
        self._lay_out()
        self._forget()

    def _lay_out(self) -> None:
        self.body.addWidget(words(HINT, "soft", wrap=True))
        save = button("Save the policy as a file…", self._ask_where, icon="export")
        self.bring = button("Bring in a policy file…", self._ask_which, icon="import")
        self.who_may = words(WHO_MAY, "soft", wrap=True)
        self.who_may.hide()
        beside = FlowLayout()
        theme.space(beside, 0, SPACE.s)
        beside.addWidget(save)
        beside.addWidget(self.bring)
        self.body.addLayout(beside)
        self.body.addWidget(self.who_may)
        self._answer = QWidget()
        self._answer.setLayout(
            column(self._found, self._problems, row(self._bring, self._leave, 1), gap=SPACE.s)
        )
        self.body.addWidget(self._answer)

    def show_may_change(self, *, may: bool) -> None:
        """Offer to bring a file in to who may."""
        self.bring.setVisible(may)
        self.who_may.setVisible(not may)

    # Saving.

    def _ask_where(self) -> None:
        if path := self._where(self):
            self._runner.look(self, policy.export, None, partial(self._save, Path(path)))

    def _save(self, path: Path, text: str) -> None:
        self._runner.document(
            self,
            lambda: path.write_text(text, encoding="utf-8", newline="\n"),
            lambda _written: self.said.emit(Message("ok", f"The policy is saved in {path.name}.")),
            lambda error: self.said.emit(_refused(f"{path.name} couldn't be written", error)),
        )

    # Bringing in.

    def _ask_which(self) -> None:
        if path := self._which(self):
            self._runner.document(
                self,
                lambda: Path(path).read_text(encoding="utf-8-sig"),
                self._try_in,
                lambda error: self._show_problems(_unread(Path(path).name, error), ()),
            )

    def _try_in(self, text: str) -> None:
        self._request = BringIn(text)
        self._runner.look(self, policy.try_in, self._request, self._show_difference, self._refused)

    def _show_difference(self, found: BroughtIn) -> None:
        if not found.changed:
            self._show_problems("That file says what already holds. Nothing would change.", ())
            return
        entries = count(found.changed, "entry", "entries")
        self._show(f"{entries} of the policy would be new or changed.", "", may_bring=True)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, PolicyProblems):
            words_ = "That file can't be brought in. Nothing is changed."
            self._show_problems(words_, [str(problem) for problem in error.problems])
        elif isinstance(error, RuleError):
            self._show_problems(error.message, ())
        else:
            raise error

    def _show_problems(self, sentence: str, lines: Sequence[str]) -> None:
        shown = list(lines[:SHOWN_PROBLEMS])
        if len(lines) > SHOWN_PROBLEMS:
            shown.append(f"And {len(lines) - SHOWN_PROBLEMS} more.")
        self._show(sentence, "\n".join(shown), may_bring=False)

    def _show(self, sentence: str, lines: str, *, may_bring: bool) -> None:
        self._found.setText(sentence)
        self._problems.setText(lines)
        self._problems.setVisible(bool(lines))
        self._bring.setVisible(may_bring)
        self._leave.setVisible(may_bring)
        self._answer.show()

    def _bring_in(self) -> None:
        if self._request is None:
            return
        self._bring.setEnabled(False)
        self._runner.run(self, policy.bring_in, self._request, self._brought, self._refused)

    def _brought(self, found: BroughtIn) -> None:
        request = self._request
        self._forget()
        entries = count(found.changed, "entry is", "entries are")
        undo = (Choice("undo", "Undo", "Ctrl+Z"),)
        sentence = f"The policy is brought in: {entries} new or changed."
        self.said.emit(Message("ok", sentence, choices=undo))
        if request is not None:
            self.brought_in.emit(request.id)

    def _forget(self) -> None:
        self._request = None
        self._answer.hide()
        self._bring.setEnabled(True)


def _unread(name: str, error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"{name} is not a text file in UTF-8."
    return f"{name} couldn't be read: {getattr(error, 'strerror', None) or error}."


def _refused(what: str, error: Exception) -> Message:
    why = getattr(error, "strerror", None) or error
    return Message("stop", f"{what}: {why}.", "Choose another place to save it.")
