"""The page To look at: who has not signed, what turned up, evidence, leavers, twins."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedLayout, QWidget

from loanmgr.services import accounts, attention, awards, duplicates, leaving, records
from loanmgr.services.accounts import SignAgreement, Signed
from loanmgr.services.attention import MOST, Evidence, LookedInto, Settled, TurnedUp, Unsigned
from loanmgr.services.awards import Awarded, EvidenceSeen
from loanmgr.services.duplicates import Duplicate
from loanmgr.services.joining import Joined
from loanmgr.services.records import PersonRecord
from ui import theme
from ui.acting import ActingPage
from ui.attention import columns
from ui.attention.waiting import how_many
from ui.families.join_panel import JoinPanel
from ui.list_view import ListView
from ui.runner import Runner
from ui.table import TableModel
from ui.text import long_date
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import EmptyState, button, column, row, words

UNSIGNED, TURNED_UP, EVIDENCE = "Unsigned", "Turned up", "Evidence to check"
LEFT, ALIKE = "Left", "Look alike"
LISTS = (UNSIGNED, TURNED_UP, EVIDENCE, LEFT, ALIKE)
NAMES = {
    UNSIGNED: "Agreements to sign",
    TURNED_UP: "What turned up",
    EVIDENCE: "Awaited evidence",
    LEFT: "Who has left",
    ALIKE: "Records that look alike",
}
EMPTY = {
    UNSIGNED: "Every agreement of this year is signed.",
    TURNED_UP: "Nothing turned up in the last four weeks that was not on record as out.",
    EVIDENCE: "No evidence is awaited.",
    LEFT: "Nobody left with anything out or to pay.",
    ALIKE: "No two records look alike.",
}
ABOUT = {
    UNSIGNED: "They took something this school year, and nobody has signed for it.",
    TURNED_UP: "Handed in, but not on record as out. Ask at the desk how it came there.",
    EVIDENCE: "They pay the reduced rate until that day, and the full price after it.",
    LEFT: "They left with something out, to pay or in credit. Settled, it is off this list.",
    ALIKE: "They may be the same people. Enter opens the older record.",
}


class ToLookAt(ActingPage):
    """Lists, one of them in front; Enter opens a record, the last column acts."""

    takes_scans = False
    help_about = "To look at"
    tables = frozenset(
        {"agreement", "award", "borrower", "family", "adult", "instrument", "loan_line", "ledger"}
    )

    def __init__(
        self,
        runner: Runner,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__("To look at", runner, parent)
        self.which = UNSIGNED
        self.choices: dict[str, QPushButton] = {}
        self.models: dict[str, TableModel[Any]] = {
            UNSIGNED: TableModel(columns.unsigned(self.sign), self, key=lambda r: r.code),
            TURNED_UP: TableModel(columns.turned_up(self.settle), self, key=lambda r: r.act),
            EVIDENCE: TableModel(
                columns.evidence(self.note_seen, today()), self, key=lambda r: r.pupil
            ),
            LEFT: TableModel(columns.leavers(), self, key=lambda r: r.card),
            ALIKE: TableModel(columns.alike(self.join), self, key=lambda r: (r.keep, r.drop)),
        }
        self.lists = {each: ListView(model, NAMES[each]) for each, model in self.models.items()}
        self.about, self.more = words("", "soft", wrap=True), words("", "soft", wrap=True)
        self.empty = EmptyState("")
        self._lay_out()
        self.lists[UNSIGNED].opened.connect(lambda r: self.opens_record.emit(r.code))
        self.lists[TURNED_UP].opened.connect(lambda r: self.opens_record.emit(r.instrument))
        self.lists[EVIDENCE].opened.connect(lambda r: self.opens_record.emit(r.card or r.pupil))
        self.lists[LEFT].opened.connect(lambda r: self.opens_record.emit(r.card))
        self.lists[ALIKE].opened.connect(lambda r: self.opens_record.emit(r.keep))
        self.joining: JoinPanel | None = None
        self.show_list(UNSIGNED)

    def load(self) -> None:
        for which, question in (
            (UNSIGNED, attention.unsigned),
            (TURNED_UP, attention.turned_up),
            (EVIDENCE, attention.evidence),
            (LEFT, leaving.leavers),
            (ALIKE, duplicates.duplicates),
        ):
            self.look(question, None, partial(self._came, which))

    def show_list(self, which: str) -> None:
        """Bring one of the lists to the front."""
        self.which = which
        self.choices[which].setChecked(True)
        self.about.setText(ABOUT[which])
        self.empty.sentence.setText(EMPTY[which])
        self._show_front()

    # What can be done.

    def sign(self, of: Unsigned) -> None:
        """Note that this year's agreement was signed on paper."""

        def signed(done: Signed) -> None:
            self.tell(f"Signed: {of.name}, agreement for {done.year}.", act=done.act)

        self._do(accounts.sign_agreement, SignAgreement(of.code), signed)

    def settle(self, found: TurnedUp) -> None:
        """Put what turned up where it belongs, or leave it; it is off the list then."""
        puts_back = columns.put_or_leave(found) == columns.PUT_BACK

        def settled(done: Settled) -> None:
            said = "Put back" if puts_back else "Left where it is"
            detail = f"It is in {done.place}." if not found.is_out else "Somebody has it again."
            self.tell(f"{said}: {done.name}.", detail, act=done.act)

        self._do(attention.looked_into, LookedInto(found.instrument, puts_back=puts_back), settled)

    def note_seen(self, of: Evidence) -> None:
        """Note that the evidence was seen today."""
        request = EvidenceSeen(of.pupil)

        def seen(done: Awarded) -> None:
            until = f"Reduced rate until {long_date(done.to_on)}."
            self.tell(f"Evidence seen: {of.pupil_name}.", until, act=request.id)

        self._do(awards.evidence_seen, request, seen)

    def join(self, of: Duplicate) -> None:
        """Say what would go along if two records were one, and join them if that is wanted."""

        def known(record: PersonRecord) -> None:
            if self.joining is None:
                self.joining = JoinPanel(self, self.runner)
                self.joining.done.connect(self._joined)
                self.joining.closed.connect(self.finished)
            self.joining.begin_with(record, of.drop, of.drop_name)

        self.look(records.person, of.keep, known)

    def _joined(self, done: Joined) -> None:
        words_said = f"Joined: {done.dropped_name} into {done.name}."
        self.tell(words_said, f"Card {done.dropped} works on.", act=done.act)
        self.load()

    def _do(self, use_case: Any, request: Any, then: Callable[[Any], None]) -> None:
        def done(result: Any) -> None:
            then(result)
            self.load()  # an act that changes no row tells nobody

        self.run(use_case, request, done)

    def _undone(self, done: Any) -> None:
        super()._undone(done)
        self.load()

    # Showing.

    def _came(self, which: str, rows: Sequence[Any]) -> None:
        self.models[which].show_rows(rows)
        self._name(which, len(rows))
        if which == self.which:
            self._show_front()

    def _name(self, which: str, number: int) -> None:
        shown = how_many(number)
        self.choices[which].setText(f"{which}  {shown}")
        self.choices[which].setAccessibleName(f"{which}, {shown}")

    def _show_front(self) -> None:
        rows = self.models[self.which].rows
        with self.keeping_focus():
            self._stack.setCurrentWidget(self.lists[self.which] if rows else self.empty)
        self.about.setVisible(bool(rows))
        self.more.setText(f"The first {MOST} are shown." if len(rows) >= MOST else "")
        self.more.setVisible(bool(self.more.text()))

    def _lay_out(self) -> None:
        group, choices = QButtonGroup(self), FlowLayout()
        theme.space(choices, 0, SPACE.s)
        for which in LISTS:
            self.choices[which] = button(which, partial(self.show_list, which), kind="quiet")
            self.choices[which].setCheckable(True)
            group.addButton(self.choices[which])
            choices.addWidget(self.choices[which])
            self._name(which, 0)
        body = QWidget()
        self._stack = QStackedLayout(body)
        for each in (*self.lists.values(), self.empty):
            self._stack.addWidget(each)
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        head = row(back, words("To look at", "h1"), 1)
        layout = column(head, choices, self.about, body, self.more, gap=SPACE.m)
        layout.setStretch(3, 1)
        self.setLayout(layout)
