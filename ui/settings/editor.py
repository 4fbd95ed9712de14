"""One entry of the policy to change: its form, what hangs on it, and what another desk did."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.domain.policy import PolicyProblems, changing, compare, wording
from loanmgr.domain.policy.changing import Version
from loanmgr.domain.policy.keys import Shape
from loanmgr.domain.policy.write import table
from loanmgr.services import policy_changes
from loanmgr.services.policy_changes import Changed, InUse, RemoveEntry, SaveEntry
from ui import announce
from ui.roles import set_role
from ui.runner import Runner
from ui.settings.entry_form import EntryForm
from ui.settings.known import Known, name_of
from ui.settings.scrolling import scrolling
from ui.settings.try_part import TryPart
from ui.text import count, short_date
from ui.tokens import SPACE
from ui.widgets.parts import Elided, button, column, row, words

FORM_PART, TRY_PART = 5, 4
NOT_SAVED = "What you changed here is not saved."


class Asked(QFrame):
    """A question or a remark above the form, with its answers."""

    def __init__(self, tone: str, *answers: QWidget) -> None:
        super().__init__()
        set_role(self, band=tone)
        self.text = words("", "strong", wrap=True)
        self.setLayout(column(self.text, row(*answers, 1), edge=(SPACE.m, SPACE.s), gap=SPACE.s))
        self.hide()

    def ask(self, text: str) -> None:
        """Say it, and go to the first answer."""
        self.text.setText(text)
        self.show()
        announce.say(self, text, at_once=True)


class EntryEditor(QWidget):
    """Shows one entry at a time; what is typed stays until it is saved or thrown away."""

    left = Signal(object)
    """Back to the list, at this `Version` if there is one."""
    saved = Signal(object, object)
    """What was changed, and the act."""
    history_wanted = Signal(object)
    room_changed = Signal()
    failed = Signal(object)
    """It was not done, for a reason that no field has."""

    def __init__(self, runner: Runner, shape: Shape, now: Known) -> None:
        super().__init__()
        self._runner, self.shape, self._known = runner, shape, now
        self._noun = wording.page(shape.array).noun
        self.version: Version | None = None
        self._seen: dict[str, Any] | None = None
        self._follows = False
        self._title = ""
        self._after: Callable[[], object] = lambda: None
        self.form = EntryForm(shape, may_change=now.may_change)
        self.heading = Elided("", "h1")
        self.note = words("", "soft", wrap=True)
        self.save_button = button("Save", self.save, kind="primary")
        self.version_button = button("New version from a day on…", self.begin_version)
        self.remove_button = button("Take it out", self._remove)
        self.history = button("History", lambda: self.history_wanted.emit(self.version))
        self.try_button = button("Try it", self.show_try)
        self.guard = Asked(
            "ask",
            button("Save it", self._save_and_leave),
            button("Throw it away", self._throw_away),
            button("Go on writing", self._go_on),
        )
        self.elsewhere = Asked(
            "warn",
            button("Keep mine", self._keep_mine),
            button("Show theirs", self._show_theirs),
        )
        self.try_part = TryPart(runner)
        self._lay_out()
        self.form.changed.connect(self._typed)

    @property
    def is_dirty(self) -> bool:
        """Say whether something is typed that is not saved."""
        return self._known.may_change and self.form.is_changed

    @property
    def tries(self) -> bool:
        """Say whether *Try it* stands beside the form."""
        return not self.try_part.isHidden()

    def open(self, now: Known, version: Version | None) -> None:
        """Show an entry, or a form for a new one."""
        self._known, self.version = now, version
        self._follows = False
        for each in (self.guard, self.elsewhere):
            each.hide()
        self._show_entry()
        self.show_try(shown=False)
        self.try_part.show_known(now)
        control = self._first()
        (control if now.may_change else self.try_button).setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(control)

    def _first(self) -> QWidget:
        """Return what is most likely to be changed: the price of what has one."""
        controls = self.form.controls
        if self.version is not None and "price_pence" in controls:
            return controls["price_pence"].part
        return next(iter(controls.values())).part

    def begin_version(self) -> None:
        """Make a new version of this entry, which begins on a day that is typed next."""
        self._follows, self.version, self._seen = True, None, None
        since = dict.fromkeys({"from", "running_from"} & self.form.controls.keys())
        self.form.show_values(since)
        self.heading.show_text(f"{self._title}: a new version")
        self._say_note("The version that holds now ends the day before.")
        self._offer()
        self.form.controls["from"].part.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(self.form.controls["from"].part)

    def leave(self) -> None:
        """Go back to the list, unless something is not saved: that is asked about first."""
        if self.is_dirty:
            self.guard.ask(NOT_SAVED)
            self.guard.findChildren(QWidget, "Save it")[0].setFocus()
            return
        self.left.emit(self.version)

    def follow(self, now: Known) -> None:
        """Take in what has become of the policy; what is typed here stays."""
        before, self._known = self._known, now
        self.try_part.show_known(now)
        if self.version is None:
            return
        try:
            entry = changing.find(now.policy, self.version)
        except RuleError:
            self._was_taken_out()
            return
        if not self.form.is_changed:
            if table(entry, self.shape) != self._seen:
                self._show_entry()
        elif self._seen is None:  # just saved, and somebody types on
            self._seen = table(entry, self.shape)
        elif table(entry, self.shape) != self._seen:
            old = changing.find(before.policy, self.version)
            told = compare.of_entry(self.shape, old, entry).words
            self.elsewhere.ask(
                f"Another desk has changed this {self._noun}: {told}. Your typing is kept."
            )

    def _was_taken_out(self) -> None:
        if not self.form.is_changed:
            self.left.emit(None)
            return
        self.elsewhere.ask(f"Another desk has taken out this {self._noun}. Your typing is here.")

    def request(self, *, quietly: bool = False) -> SaveEntry | None:
        """Return what would be saved; None where a field can't be read."""
        code = "" if self.version is None else self.version.code
        if self._follows:
            code = self._code
        said = self.form.typed(code, quietly=quietly)
        if said is None:
            return None
        return SaveEntry(self.shape.array, said, self.version, self._seen, self._follows)

    def save(self) -> None:
        """Save what is typed."""
        self._after = lambda: None
        self._save()

    def show_try(self, *, shown: bool | None = None) -> None:
        """Show what a price would be with what is typed here, or put it away."""
        on = self.try_part.isHidden() if shown is None else shown
        self.try_part.setVisible(on)
        self.room_changed.emit()
        if on:
            self.try_part.compare_with(self._unsaved)

    def _unsaved(self) -> tuple[bool, SaveEntry | None]:
        """Say whether something is not saved, and what, where it can be read."""
        if not (self.is_dirty or self._follows):
            return False, None
        return True, self.request(quietly=True)

    def _show_entry(self) -> None:
        entry = None
        if self.version is not None:
            entry = changing.find(self._known.policy, self.version)
        self._seen = None if entry is None else table(entry, self.shape)
        self._code = "" if entry is None else entry.code
        self.form.show_entry(self._known, entry)
        title = (
            f"New {self._noun}"
            if entry is None
            else name_of(self.shape, entry, may_change=self._known.may_change)
        )
        self._title = title
        self.heading.show_text(f"{title}{self._since()}")
        self._say_note("")
        self._offer()
        if self.version is not None:
            self._runner.look(self, policy_changes.in_use, self.version, self._show_use)

    def _offer(self) -> None:
        may, is_old = self._known.may_change, self.version is not None
        self.save_button.setVisible(may)
        self.version_button.setVisible(may and is_old and changing.is_dated(self.shape))
        self.remove_button.setVisible(may and is_old)
        self.history.setVisible(may and is_old)
        self.try_button.setVisible(self.shape.array in ("terms", "tariffs", "schemes"))
        code = self.form.controls.get("code")
        if code is not None:
            code.part.setEnabled(may and not is_old and not self._follows)
        self._typed()

    def _show_use(self, found: InUse) -> None:
        told = ""
        if self._is_to_come():
            told = "It does not hold yet."
        elif found.hires:
            hires = count(found.hires, "hire runs", "hires run")
            told = (
                f"{hires} at this price now. A new price counts for them from their next period,"
                " or from the day you give below; what was charged stays."
            )
        elif found.awards:
            told = f"{count(found.awards, 'pupil has', 'pupils have')} it now."
        self._say_note(told)

    def _say_note(self, text: str) -> None:
        """Say something below the heading; nothing takes no room."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _since(self) -> str:
        """Say from when a version holds, to tell it from the others of its name."""
        begins_on = None if self.version is None else self.version.from_on
        return f" from {short_date(begins_on)}" if begins_on else ""

    def _is_to_come(self) -> bool:
        begins_on = None if self.version is None else self.version.from_on
        return begins_on is not None and begins_on > self._known.on

    def _typed(self) -> None:
        self.save_button.setEnabled(self.form.is_changed)
        if not self.is_dirty:
            self.guard.hide()
        if self.try_part.isVisible():
            self.try_part.soon()

    def _save(self) -> None:
        request = self.request()
        if request is None:
            return
        if self.save_button.hasFocus():  # else it would be lost to the scan box
            self._first().setFocus(Qt.FocusReason.OtherFocusReason)
        self.save_button.setEnabled(False)
        done = partial(self._saved, request)
        self._runner.run(self, policy_changes.save, request, done, self._refused)

    def _saved(self, request: SaveEntry, changed: Changed) -> None:
        self.guard.hide()
        self.elsewhere.hide()
        shape = self.shape
        since = request.entry.get("from") if changing.is_dated(shape) else None
        day = changing.as_day(since)
        self.version = Version(shape.array, request.entry["code"], day)
        self._seen, self._follows = None, False
        self.form.settle()
        self.saved.emit(changed, request.id)
        self._after()

    def _refused(self, error: Exception) -> None:
        self._typed()
        if isinstance(error, PolicyProblems):
            self.form.show_problems(error)
            self._area.verticalScrollBar().setValue(0)
        elif isinstance(error, RuleError) and error.code == "changed_elsewhere":
            self.elsewhere.ask(f"{error.message} Your typing is kept.")
        elif isinstance(error, RuleError | StoreError):
            self.form.form.show_problems({"": error.message})
            self._area.verticalScrollBar().setValue(0)
        else:
            self.failed.emit(error)

    def _remove(self) -> None:
        if self.version is None:
            return
        request = RemoveEntry(self.version)

        def done(changed: Changed) -> None:
            self.version = None
            self.form.settle()
            self.saved.emit(changed, request.id)
            self.left.emit(None)

        self._runner.run(self, policy_changes.remove, request, done, self._refused)

    def _save_and_leave(self) -> None:
        self._after = lambda: self.left.emit(self.version)
        self._save()

    def _throw_away(self) -> None:
        self.guard.hide()
        self.form.settle()
        self.left.emit(self.version)

    def _go_on(self) -> None:
        self.guard.hide()
        next(iter(self.form.controls.values())).part.setFocus()

    def _keep_mine(self) -> None:
        """Save over what another desk did, which the history keeps."""
        self.elsewhere.hide()
        if self.version is not None:
            try:
                entry = changing.find(self._known.policy, self.version)
                self._seen = table(entry, self.shape)
            except RuleError:
                self.version, self._seen = None, None
        self._offer()

    def _show_theirs(self) -> None:
        self.elsewhere.hide()
        try:
            self._show_entry()
        except RuleError:
            self.form.settle()
            self.left.emit(None)

    def _lay_out(self) -> None:
        back = button("Back", self.leave, kind="quiet", icon="chevron-left")
        head = row(back, self.heading)
        head.setStretch(1, 1)
        self._area = scrolling(column(self.form, 1))
        sides = row(self._area, self.try_part, gap=SPACE.l)
        sides.setStretch(0, FORM_PART)
        sides.setStretch(1, TRY_PART)
        acts = row(
            self.save_button,
            self.version_button,
            self.remove_button,
            1,
            self.history,
            self.try_button,
        )
        layout = column(head, self.note, self.guard, self.elsewhere, sides, acts, gap=SPACE.m)
        layout.setStretch(4, 1)
        self.setLayout(layout)
