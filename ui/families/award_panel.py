"""The panel that changes a pupil's reduced rate: apply, award, decide, end, and how it is."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import applications, award_choices, awards, circumstances
from loanmgr.services.applications import Apply, Decide, EndAward
from loanmgr.services.award_choices import PupilAwards, SchemeChoice
from loanmgr.services.awards import Award
from loanmgr.services.circumstances import Circumstances
from loanmgr.services.records import Child
from ui.runner import Runner
from ui.text import day_typed, long_date, pounds, short_date
from ui.tokens import SPACE
from ui.widgets.form import Form
from ui.widgets.parts import button, column, name, row, words
from ui.widgets.side_panel import SidePanel

EVIDENCE = {
    "awaited": "Will bring it",
    "letter": "Letter seen",
    "school": "School confirms",
    "none": "Not needed",
}
WAITS = {
    "applied": "Applied for",
    "evidence_awaited": "Evidence awaited",
    "waiting_list": "On the waiting list",
}


class AwardPanel(SidePanel):
    """One child at a time; what has been done is said on the page, with its Undo."""

    done = Signal(str, str, UUID)
    """What was done, more about it, and the act."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("Reduced rate", over)
        self._runner = runner
        self._today = date.min
        self._shown: PupilAwards | None = None
        self.pupil = QComboBox()
        self.now = words("", "soft", wrap=True)
        self._decide_form, self._ask_form, self._how_form = Form(), Form(), Form()
        self._make_fields()
        self._fill()

    def begin(self, children: tuple[Child, ...], on: date, chosen: str = "") -> None:
        """Ask about the children of a family, one of them first."""
        self._today = on
        self._shown = None
        with QSignalBlocker(self.pupil):
            self.pupil.clear()
            for child in children:
                self.pupil.addItem(child.name, child.code)
            self.pupil.setCurrentIndex(max(0, self.pupil.findData(chosen)))
        self.open()
        self.load()
        self.pupil.setFocus()

    def load(self) -> None:
        """Ask how it is with the child that is chosen."""
        card = self.pupil.currentData()
        # What stands there of somebody else is not to be pressed on.
        self._let(may=self._shown is not None and self._shown.pupil == card)
        if card:
            self._runner.look(self, award_choices.of_pupil, card, self._show, self._refused)

    # What can be done.

    def apply(self) -> None:
        """Note that it was applied for."""
        found = self._asked()
        if found is None:
            return
        scheme, evidence, reason, received_on = found
        request = Apply(self._card(), scheme.code, evidence, received_on, reason)
        self._run(applications.apply, request, lambda d: (f"Applied for: {d.pupil_name}.", ""))

    def award(self) -> None:
        """Award it at once."""
        found = self._asked()
        if found is None:
            return
        scheme, evidence, reason, _ = found
        request = Award(self._card(), scheme.code, evidence, reason=reason)

        def said(done: awards.Awarded) -> tuple[str, str]:
            if done.state == "waiting_list":
                return f"On the waiting list: {done.pupil_name}.", "This year's budget is spent."
            return f"Reduced rate: {done.pupil_name}.", f"Until {long_date(done.to_on)}."

        self._run(awards.award, request, said)

    def decide(self, decision: str) -> None:
        """Decide on what was applied for."""
        evidence = self.seen.currentData() or ""
        request = Decide(self._card(), decision, evidence if decision == "awarded" else "")
        self._run(applications.decide, request, decided_words)

    def end(self) -> None:
        """End what runs."""
        try:
            last_on = day_typed(self.last.text(), self._today)
        except ValueError as problem:
            self._decide_form.show_problems({"last_on": str(problem)})
            return
        request = EndAward(self._card(), last_on)

        def said(done: applications.Decided) -> tuple[str, str]:
            return f"Ended: {done.pupil_name}.", f"The last day is {long_date(done.to_on)}."

        self._run(applications.end_award, request, said)

    def keep_circumstances(self) -> None:
        """Keep where they live, their lessons and ensembles."""
        shown = self._shown
        if shown is None:
            return
        try:
            until_on = day_typed(self.until.text(), self._today)
        except ValueError as problem:
            self._how_form.show_problems({"lessons_until_on": str(problem)})
            return
        has_lessons = self.lessons.isChecked()
        request = Circumstances(
            shown.pupil,
            self.area.isChecked(),
            None if has_lessons and until_on is not None else has_lessons,
            until_on if has_lessons else None,
            self.ensemble.isChecked(),
        )

        def said(now: circumstances.HowItIs) -> tuple[str, str]:
            return f"Noted: {now.name}.", f"{', '.join(circumstances.words(now))}."

        self._run(circumstances.note, request, said)

    # Inside.

    def _make_fields(self) -> None:
        self.seen, self.last = QComboBox(), QLineEdit()
        self.scheme, self.ground, self.evidence = QComboBox(), QComboBox(), QComboBox()
        self.received = QLineEdit()
        self.area, self.lessons = QCheckBox("From the area"), QCheckBox("Has lessons with us")
        self.ensemble, self.until = QCheckBox("Plays in an ensemble of ours"), QLineEdit()
        self.decisions = {
            "awarded": button("Award", lambda: self.decide("awarded"), kind="primary"),
            "waiting_list": button("Waiting list", lambda: self.decide("waiting_list")),
            "refused": button("Refuse", lambda: self.decide("refused")),
        }
        self.ends = button("End it", self.end)
        self.applies = button("Applied for", self.apply)
        self.gives = button("Award now", self.award)
        self.keeps = button("Keep this", self.keep_circumstances)

    def _fill(self) -> None:
        name(self.pupil, "Child")
        self._decide_form.add("evidence", "Evidence seen now", self.seen)
        self._decide_form.add("last_on", "Last day it counts", self.last, hint="Yesterday if empty")
        self._ask_form.add("scheme", "Reduced rate", self.scheme)
        self._ask_form.add("reason", "Ground", self.ground)
        self._ask_form.add("evidence", "Evidence", self.evidence)
        self._ask_form.add("received_on", "Came in on", self.received, hint="Today if empty")
        for each in (self.area, self.lessons, self.ensemble):
            name(each, each.text())
        self._how_form.add("lessons_until_on", "Lessons until", self.until, hint="If known")
        self.deciding, self.asking, self.how = QWidget(), QWidget(), QWidget()
        self.deciding.setLayout(
            column(self._decide_form, row(*self.decisions.values(), self.ends, 1), gap=SPACE.s)
        )
        self.asking.setLayout(
            column(
                words("Ask for one", "strong"),
                self._ask_form,
                row(self.applies, self.gives, 1),
                gap=SPACE.s,
            )
        )
        self.how.setLayout(
            column(
                words("How it is with them", "strong"),
                self.area,
                self.ensemble,
                self.lessons,
                self._how_form,
                row(self.keeps, 1),
                gap=SPACE.s,
            )
        )
        for part in (self.pupil, self.now, self.deciding, self.asking, self.how):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.pupil.currentIndexChanged.connect(lambda _at: self.load())
        self.scheme.currentIndexChanged.connect(lambda _at: self._offer())
        self.lessons.toggled.connect(self.until.setEnabled)

    def _let(self, *, may: bool) -> None:
        """Let the parts be used, or not."""
        for part in (self.deciding, self.asking, self.how):
            part.setEnabled(may)

    def _show(self, found: PupilAwards) -> None:
        self._shown = found
        self._let(may=True)
        for form in (self._decide_form, self._ask_form, self._how_form):
            form.clear_problems()
        self.now.setText(_now(found))
        waits, runs = found.waits, found.runs
        self.seen.clear()
        for kind in waits.evidence if waits else ():
            self.seen.addItem(EVIDENCE.get(kind, kind.replace("_", " ")), kind)
        self.deciding.setVisible((waits is not None and waits.may_decide) or runs is not None)
        self._decide_form.show_field(
            "evidence", visible=waits is not None and self.seen.count() > 0
        )
        self._decide_form.show_field("last_on", visible=waits is None)
        for each in self.decisions.values():
            each.setVisible(waits is not None)
        self.ends.setVisible(waits is None and runs is not None)
        self.last.clear()
        self.received.clear()
        self.asking.setVisible(waits is None)
        self.scheme.clear()
        for scheme in found.schemes:
            self.scheme.addItem(scheme.name, scheme)
        self._offer()
        how = found.circumstances
        self.area.setChecked(how.in_area)
        self.lessons.setChecked(how.has_lessons)
        self.until.setEnabled(how.has_lessons)
        self.until.setText(short_date(how.lessons_until_on) if how.lessons_until_on else "")
        self.ensemble.setChecked(how.in_ensemble)

    def _offer(self) -> None:
        """Offer the grounds and kinds of evidence of the scheme that is chosen."""
        scheme = self.scheme.currentData()
        self.ground.clear()
        self.evidence.clear()
        if not isinstance(scheme, SchemeChoice):
            return
        self.ground.addItem("Not said", "")
        for reason in scheme.reasons:
            self.ground.addItem(reason, reason)
        self._ask_form.show_field("reason", visible=bool(scheme.reasons))
        for kind in scheme.evidence:
            self.evidence.addItem(EVIDENCE.get(kind, kind.replace("_", " ")), kind)
        self.gives.setVisible(scheme.may_award)

    def _asked(self) -> tuple[SchemeChoice, str, str, date | None] | None:
        scheme = self.scheme.currentData()
        if not isinstance(scheme, SchemeChoice):
            return None
        try:
            received_on = _day_gone(self.received.text(), self._today)
        except ValueError as problem:
            self._ask_form.show_problems({"received_on": str(problem)})
            return None
        return scheme, self.evidence.currentData(), self.ground.currentData() or "", received_on

    def _card(self) -> str:
        return str(self.pupil.currentData() or "")

    def _run(self, use_case: Any, request: Any, said: Callable[[Any], tuple[str, str]]) -> None:
        def told(result: Any) -> None:
            self.done.emit(*said(result), request.id)
            self.load()

        self._runner.run(self, use_case, request, told, self._refused)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, RuleError | StoreError):
            raise error
        where = error.field if isinstance(error, RuleError) else ""
        form = self._decide_form if where in ("decision", "last_on") else self._ask_form
        if where == "lessons_until_on":
            form = self._how_form
        if self.asking.isHidden() and form is self._ask_form:
            form = self._decide_form
        form.show_problems({where: error.message})


def _day_gone(text: str, today: date) -> date | None:
    """Read a day that is not to come: without its year it is the last such day."""
    on = day_typed(text, today)
    return on.replace(year=on.year - 1) if on is not None and on > today else on


def decided_words(done: applications.Decided) -> tuple[str, str]:
    """Return what was decided, and what it changes."""
    words_of = {
        "awarded": "Awarded",
        "refused": "Refused",
        "waiting_list": "On the waiting list",
    }
    less = done.less_pence
    detail = f"Until {long_date(done.to_on)}." if done.state == "awarded" else ""
    if less:
        detail += f" {pounds(abs(less))} {'less' if less > 0 else 'more'} is due."
    return f"{words_of[done.state]}: {done.pupil_name}.", detail.strip()


def _now(found: PupilAwards) -> str:
    told = []
    if found.runs is not None:
        told.append(f"{found.runs.name}, until {short_date(found.runs.to_on)}.")
    if found.waits is not None:
        waits = found.waits
        seen = "evidence seen" if waits.is_seen else "no evidence seen yet"
        ground = f", {waits.reason}" if waits.reason else ""
        came = short_date(waits.received_on)
        state = WAITS.get(waits.state, waits.state)
        told.append(f"{state}: {waits.name}{ground}, came in {came}, {seen}.")
    return " ".join(told) or "No reduced rate now, and none applied for."
