"""The form of one entry, made from the keys of its list; hints say what each of them means."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loanmgr.domain.policy import wording
from loanmgr.domain.policy.entries import Entry
from loanmgr.domain.policy.keys import Key, Shape
from loanmgr.domain.policy.problems import PolicyProblems
from loanmgr.domain.policy.words import folded
from ui.settings import fields
from ui.settings.fields import Control
from ui.settings.known import HIDDEN, Known
from ui.widgets.form import Form
from ui.widgets.parts import column

NAMED_BY = {"types": "types", "checks": "intervals"}
"""Keys that hold codes and are read and typed by the names those codes have."""


class EntryForm(QWidget):
    """Shows an entry, and gives what was typed as the policy file has it."""

    changed = Signal()

    def __init__(self, shape: Shape, *, may_change: bool) -> None:
        super().__init__()
        self.shape = shape
        self.form = Form()
        self._today = date.today()  # noqa: DTZ011 - the desk's own day comes with the policy
        self._known: Known | None = None
        hidden = frozenset() if may_change else HIDDEN.get(shape.array, frozenset())
        self.controls: dict[str, Control] = {}
        for section, keys in wording.sections(shape):
            shown = [key for key in keys if key.name not in hidden]
            if shown:
                self.form.add_heading(section)
            for key in shown:
                self._add(key)
        self.setLayout(column(self.form, 1))
        self._before = self.raw()
        if not may_change:
            for control in self.controls.values():
                control.part.setEnabled(False)

    def show_entry(self, now: Known, entry: Entry | None) -> None:
        """Show an entry, or an empty form for a new one."""
        self._known, self._today = now, now.on
        for key in self.shape.keys:
            control = self.controls.get(key.name)
            if control is None:
                continue
            if entry is None:
                control.show_value(fields.default_of(self.shape, key))
            else:
                control.show_value(self._named(key, getattr(entry, key.field)))
        self.form.clear_problems()
        self.settle()

    def settle(self) -> None:
        """Take what stands here as not changed."""
        self._before = self.raw()

    @property
    def is_changed(self) -> bool:
        """Say whether somebody has typed something."""
        return self.raw() != self._before

    def raw(self) -> dict[str, str]:
        """Return what stands in every field."""
        return {name: control.raw() for name, control in self.controls.items()}

    def typed(self, code: str, *, quietly: bool = False) -> dict[str, Any] | None:
        """Return the entry as the policy file has it; what can't be read is said at its field.

        `code` is the short name that is kept; a new entry without one is named by its name.
        Said quietly, nobody is told, nor the cursor moved.
        """
        said: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for name, control in self.controls.items():
            try:
                value = control.typed()
            except ValueError as fault:
                wrong[name] = str(fault)
                continue
            if value is not None:
                said[name] = value
        if wrong and not quietly:
            self.form.show_problems(wrong)
        if wrong:
            return None
        if not quietly:
            self.form.clear_problems()
        said["code"] = code or said.get("code") or self._short_name(str(said.get("name", "")))
        return {key: value for key, value in said.items() if value != ""}

    def show_problems(self, fault: PolicyProblems) -> None:
        """Say what is wrong with it, at the fields and in their words."""
        told: dict[str, str] = {}
        for problem in fault.problems:
            words = wording.plain(self.shape.array, problem.message)
            field = problem.key if problem.key in self.controls else ""
            told[field] = f"{told[field]} {words}" if field in told else words
        self.form.show_problems(told)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show other values in some fields."""
        for name, value in values.items():
            self.controls[name].show_value(value)

    def _add(self, key: Key) -> None:
        control = fields.make(self.shape, key, lambda: self._today)
        words = wording.key_words(self.shape.array, key.name)
        control.changed.connect(self.changed)
        self.controls[key.name] = control
        control.setParent(self)
        self.form.add(key.name, words.label, control.part, hint=words.help)

    def _named(self, key: Key, value: Any) -> Any:
        array = NAMED_BY.get(key.name)
        if array is None or self._known is None or not value:
            return value
        names = {each.code: each.name for each in getattr(self._known.policy, array)}
        return tuple(names.get(code, code) for code in value)

    def _short_name(self, name: str) -> str:
        """Return a short name that no entry of the list has."""
        plain = "-".join("".join(c if c.isalnum() else " " for c in folded(name)).split())[:60]
        entries = () if self._known is None else getattr(self._known.policy, self.shape.array)
        taken = {folded(entry.code) for entry in entries}
        tried, number = plain, 1
        while folded(tried) in taken:
            number += 1
            tried = f"{plain}-{number}"
        return tried
