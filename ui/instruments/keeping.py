"""Keeping an instrument for somebody, from its record: who it is for, and until when."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.domain.policy import BORROWERS
from loanmgr.services import find, reservations
from loanmgr.services.find import Hit
from loanmgr.services.records import InstrumentRecord
from loanmgr.services.reservations import KeepFor, KeepNoLonger, Kept
from ui.acting import ActingPage
from ui.families.act_panel import chosen
from ui.runner import Runner
from ui.text import day_typed, long_date
from ui.widgets.form import Form
from ui.widgets.parts import button, words
from ui.widgets.side_panel import SidePanel
from ui.widgets.suggestions import Suggestion
from ui.widgets.type_ahead import TypeAhead

FOR = frozenset((*BORROWERS, "family"))
"""Kinds of records that something is kept for; a family stands for its only child."""
IS_IN = ("available", "incomplete")


class KeepPanel(SidePanel):
    """Asks for whom; the last day may be left to the policy."""

    kept = Signal(Kept)

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("Keep for somebody", over)
        self._runner = runner
        self._record: InstrumentRecord | None = None
        self.form, self.about = Form(), words("", wrap=True)
        self.who, self.until = TypeAhead("Who it is for"), QLineEdit()
        self.save = button("Keep it", self.keep, kind="primary", keys="Enter")
        self.form.add("borrower", "Who it is for", self.who, hint="A name, or a card")
        self.form.add(
            "until_on", "Last day", self.until, hint="As long as the policy allows if empty"
        )
        self.body.addWidget(self.about)
        self.body.addWidget(self.form)
        self.footer.addWidget(self.save)
        self.who.typed.connect(self._search)
        self.who.entered.connect(lambda _text: self.save.click())
        self.until.returnPressed.connect(self.save.click)

    def begin(self, record: InstrumentRecord) -> None:
        """Ask about an instrument."""
        self._record = record
        self.about.setText(f"{record.name} {record.code}")
        self.who.clear()
        self.who.value = None
        self.until.clear()
        self.form.clear_problems()
        self.save.setEnabled(True)
        self.open()

    def keep(self) -> None:
        """Keep it; until that is done the button does nothing."""
        record, card = self._record, chosen(self.who)
        if record is None:
            return
        if not card:
            self.form.show_problems({"borrower": "Say who it is for."})
            return
        try:
            until_on = day_typed(self.until.text(), record.on)
        except ValueError as problem:
            self.form.show_problems({"until_on": str(problem)})
            return
        self.save.setEnabled(False)
        request = KeepFor(record.code, card, until_on)
        self._runner.run(self, reservations.keep_for, request, self._done, self._refused)

    def _search(self, text: str) -> None:
        def show(hits: tuple[Hit, ...]) -> None:
            people = [hit for hit in hits if hit.kind in FOR]
            found = [Suggestion(h.name, h.code, _told(h), icon="people") for h in people]
            self.who.offer(text, found)

        self._runner.look(self, find.find, text, show)

    def _done(self, done: Kept) -> None:
        self.close_panel()
        self.kept.emit(done)

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, RuleError | StoreError):
            raise error
        where = error.field if isinstance(error, RuleError) else ""
        self.form.show_problems({where: error.message})


class Keeping:
    """What the page of an instrument offers of it."""

    def __init__(self, page: ActingPage) -> None:
        self._page = page
        self._record: InstrumentRecord | None = None
        self.panel: KeepPanel | None = None

    def offers(self, record: InstrumentRecord) -> list[QWidget]:
        """Return the button that fits: keep it, or keep it no longer."""
        self._record = record
        if record.kept_for:
            return [button("No longer kept", self.end, icon="bookmark")]
        if record.can_be_kept and record.status in IS_IN:
            return [button("Keep for\N{HORIZONTAL ELLIPSIS}", self.ask, icon="bookmark")]
        return []

    def ask(self) -> None:
        """Ask whom it is to be kept for."""
        if self._record is None:
            return
        if self.panel is None:
            self.panel = KeepPanel(self._page, self._page.runner)
            self.panel.kept.connect(self._kept)
            self.panel.closed.connect(self._page.finished)
        self.panel.begin(self._record)

    def end(self) -> None:
        """Keep it for nobody any more."""
        if self._record is not None:
            request = KeepNoLonger(self._record.code)
            self._page.run(reservations.keep_no_longer, request, self._ended)

    def _kept(self, done: Kept) -> None:
        until = f"Until {long_date(done.until_on)}; then anybody can have it."
        self._page.tell(f"Kept: {done.name} for {done.borrower_name}.", until, act=done.act)

    def _ended(self, done: Kept) -> None:
        self._page.tell(f"No longer kept: {done.name} for {done.borrower_name}.", act=done.act)


def kept_words(record: InstrumentRecord) -> str:
    """Return until when it is kept, and for whom where its holder stands before that."""
    if not record.kept_for or record.kept_until_on is None:
        return ""
    until = long_date(record.kept_until_on)
    return f"Kept for {record.kept_for} until {until}." if record.holder else f"Until {until}."


def _told(hit: Hit) -> str:
    return hit.detail or hit.status
