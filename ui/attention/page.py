"""The page To look at: lists for the lead: agreements, instruments, people, reduced rates."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from loanmgr.services import (
    accounts,
    applications,
    attention,
    award_renewals,
    awards,
    duplicates,
    finished,
    leaving,
    records,
    reminders,
    reservations,
)
from loanmgr.services.accounts import SignAgreement, Signed
from loanmgr.services.applications import Application, Decide, Decided, Pot
from loanmgr.services.attention import MOST, Evidence, LookedInto, Settled, TurnedUp, Unsigned
from loanmgr.services.awards import Awarded, EvidenceSeen
from loanmgr.services.duplicates import Duplicate
from loanmgr.services.finished import Finished
from loanmgr.services.joining import Joined
from loanmgr.services.leaving import Gone, Leave
from loanmgr.services.records import PersonRecord
from loanmgr.services.reservations import KeepNoLonger, Kept, KeptNow
from ui.acting import ActingPage
from ui.attention import columns
from ui.attention.deciding import Deciding
from ui.attention.letters import RENEWALS as RENEWAL_LETTERS
from ui.attention.letters import TO_LATE, TO_LEAVERS, LetterBar
from ui.attention.pots import Pots
from ui.attention.waiting import how_many
from ui.desk import papers
from ui.families.award_panel import decided_words
from ui.families.join_panel import JoinPanel
from ui.list_view import ListView
from ui.runner import Runner
from ui.table import TableModel
from ui.text import count, long_date
from ui.tokens import SPACE
from ui.widgets.list_switch import ListSwitch
from ui.widgets.parts import EmptyState, button, column, row, words

UNSIGNED, TURNED_UP, EVIDENCE = "Unsigned", "Turned up", "Evidence to check"
APPLICATIONS, RENEWALS = "Applications", "Ending"
FINISHED, LEFT, OWING, ALIKE = "Finished", "Left", "Owing", "Look alike"
KEPT = "Kept for somebody"
LISTS = (UNSIGNED, TURNED_UP, EVIDENCE, APPLICATIONS, RENEWALS, FINISHED, LEFT, OWING, ALIKE, KEPT)
NAMES = {
    UNSIGNED: "Agreements to sign",
    TURNED_UP: "What turned up",
    EVIDENCE: "Awaited evidence",
    FINISHED: "Pupils beyond Year 13",
    LEFT: "Who has left",
    OWING: "Who owes past its day",
    ALIKE: "Records that look alike",
    APPLICATIONS: "Applications to decide on",
    RENEWALS: "Reduced rates that end",
    KEPT: "Instruments kept for somebody",
}
EMPTY = {
    UNSIGNED: "Every agreement of this year is signed.",
    TURNED_UP: "Nothing turned up in the last four weeks that was not on record as out.",
    EVIDENCE: "No evidence is awaited.",
    FINISHED: "Every pupil who is beyond Year 13 is noted as having left.",
    LEFT: "Nobody left with anything out or to pay.",
    OWING: "Nobody owes anything past its day.",
    ALIKE: "No two records look alike.",
    APPLICATIONS: "Nothing waits for a decision.",
    RENEWALS: "No reduced rate ends with this school year that is still needed.",
    KEPT: "Nothing is kept. Keep for… in an instrument's record does it.",
}
ABOUT = {
    UNSIGNED: "They took something this school year, and nobody has signed for it.",
    TURNED_UP: "Handed in, but not on record as out. Ask at the desk how it came there.",
    EVIDENCE: "They pay the reduced rate until that day, and the full price after it.",
    FINISHED: "Their school years are over. Left, nothing new is lent to them; returns go on.",
    LEFT: "They left with something out, to pay or in credit. Settled, it is off this list.",
    OWING: "What they owe is past its day. Leavers who still have something are under Left.",
    ALIKE: "They may be the same people. Enter opens the older record.",
    APPLICATIONS: "Choose one, then Award, Waiting list or Refuse; the next one follows.",
    RENEWALS: "They still have an instrument or lessons, and have not asked anew.",
    KEPT: "Scanned after their card, it is theirs. After its last day anybody can have it.",
}

SOUGHT = {ALIKE: duplicates.duplicates, OWING: reminders.owing}
"""Lists that are found by going through everybody."""
LETTERS = {RENEWALS: RENEWAL_LETTERS, LEFT: TO_LEAVERS, OWING: TO_LATE}


class ToLookAt(ActingPage):
    """Lists, one of them in front; Enter opens a record, the last column acts."""

    takes_scans = False
    help_about = "To look at"
    tables = frozenset(
        {"agreement", "award", "borrower", "family", "adult", "instrument", "loan_line", "ledger"}
        | {"reservation"}
    )

    def __init__(
        self,
        runner: Runner,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
        open_file: papers.OpenFile = papers.open_in_viewer,
    ) -> None:
        super().__init__("To look at", runner, parent)
        self.which = UNSIGNED
        self._has_pots, self._place = False, 0
        self.models: dict[str, TableModel[Any]] = {
            UNSIGNED: TableModel(columns.unsigned(self.sign), self, key=lambda r: r.code),
            TURNED_UP: TableModel(columns.turned_up(self.settle), self, key=lambda r: r.act),
            EVIDENCE: TableModel(
                columns.evidence(self.note_seen, today()), self, key=lambda r: r.pupil
            ),
            FINISHED: TableModel(columns.finished(self.has_left), self, key=lambda r: r.pupil),
            LEFT: TableModel(columns.leavers(), self, key=lambda r: r.card),
            OWING: TableModel(columns.owing(), self, key=lambda r: r.card),
            ALIKE: TableModel(columns.alike(self.join), self, key=lambda r: (r.keep, r.drop)),
            APPLICATIONS: TableModel(columns.applications(), self, key=lambda r: r.pupil),
            RENEWALS: TableModel(columns.renewals(), self, key=lambda r: (r.pupil, r.ends_on)),
            KEPT: TableModel(columns.kept(self.keep_no_longer), self, key=lambda r: r.instrument),
        }
        self.pots, self.deciding = Pots(), Deciding(self.decide, self)
        self.letters = LetterBar(self, open_file, today)
        self.lists = {each: ListView(model, NAMES[each]) for each, model in self.models.items()}
        self.about, self.more = words("", "soft", wrap=True), words("", "soft", wrap=True)
        self.empty = EmptyState("")
        self._switch = ListSwitch(self, self.lists, self.empty, self.show_list)
        self.choices = self._switch.choices
        self._lay_out()
        self.lists[UNSIGNED].opened.connect(lambda r: self.opens_record.emit(r.code))
        self.lists[TURNED_UP].opened.connect(lambda r: self.opens_record.emit(r.instrument))
        self.lists[EVIDENCE].opened.connect(lambda r: self.opens_record.emit(r.card or r.pupil))
        self.lists[FINISHED].opened.connect(lambda r: self.opens_record.emit(r.card))
        for which in (LEFT, OWING):
            self.lists[which].opened.connect(lambda r: self.opens_record.emit(r.card))
        self.lists[ALIKE].opened.connect(lambda r: self.opens_record.emit(r.keep))
        self.lists[KEPT].opened.connect(lambda r: self.opens_record.emit(r.instrument))
        self.joining: JoinPanel | None = None
        for which in (APPLICATIONS, RENEWALS):
            self.lists[which].opened.connect(lambda r: self.opens_record.emit(r.card or r.pupil))
        self.lists[APPLICATIONS].selected.connect(self.deciding.show_row)
        self.show_list(UNSIGNED)

    def load(self) -> None:
        for which, question in (
            (UNSIGNED, attention.unsigned),
            (TURNED_UP, attention.turned_up),
            (EVIDENCE, attention.evidence),
            (FINISHED, finished.finished),
            (LEFT, leaving.leavers),
            (APPLICATIONS, applications.waiting),
            (RENEWALS, award_renewals.ending),
        ):
            self.look(question, None, partial(self._came, which))
        self.look(reservations.kept_first, MOST, partial(self._came, KEPT))
        self.look(applications.pots, None, self._pots_came)
        if self.which in SOUGHT:
            self._seek(self.which)

    def show_list(self, which: str) -> None:
        """Bring one of the lists to the front."""
        if which in SOUGHT and self.which != which:
            self._seek(which)
        self.which = which
        self.choices[which].setChecked(True)
        self.about.setText(ABOUT[which])
        self.empty.sentence.setText(EMPTY[which])
        self._show_front()

    def _seek(self, which: str) -> None:
        """Go through all records; that takes a moment, so only where somebody wants to see it."""
        self.look(SOUGHT[which], None, partial(self._came, which))

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

    def has_left(self, of: Finished) -> None:
        """Note that somebody whose school years are over has left."""

        def left(done: Gone) -> None:
            open_ = f"Still has {count(done.out, 'instrument')}." if done.out else ""
            self.tell(f"Left: {done.name}.", open_, act=done.act)

        self._do(leaving.leave, Leave(of.pupil, because="finished school"), left)

    def keep_no_longer(self, of: KeptNow) -> None:
        """Keep an instrument for nobody any more."""

        def ended(done: Kept) -> None:
            self.tell(f"No longer kept: {done.name} for {done.borrower_name}.", act=done.act)

        self._do(reservations.keep_no_longer, KeepNoLonger(of.instrument), ended)

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

    def decide(self, about: Application, decision: str, evidence: str) -> None:
        """Decide on an application; the list goes on with the next one."""
        request = Decide(about.pupil, decision, evidence if decision == "awarded" else "")
        self._place = max(0, self.lists[APPLICATIONS].currentIndex().row())

        def decided(done: Decided) -> None:
            said, detail = decided_words(done)
            self.tell(said, detail, act=request.id)

        self._do(applications.decide, request, decided)

    def refused(self, error: Exception) -> None:
        self.letters.rest()
        super().refused(error)

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
        if which == APPLICATIONS:
            self._choose_next(len(rows))
        if which == self.which:
            self._show_front()

    def _choose_next(self, number: int) -> None:
        """Be about the application that took the place of the one that was decided on."""
        chosen = self.lists[APPLICATIONS].current_row()
        if chosen is None and number:
            self.lists[APPLICATIONS].selectRow(min(self._place, number - 1))
            chosen = self.lists[APPLICATIONS].current_row()
        self.deciding.show_row(chosen)

    def _pots_came(self, pots: Sequence[Pot]) -> None:
        self._has_pots = bool(pots)
        self.pots.show_pots(pots)
        self._show_front()

    def _name(self, which: str, number: int | None) -> None:
        """Say how many wait on a list; nothing where nobody has counted yet."""
        shown = "" if number is None else how_many(number)
        self._switch.show_count(which, shown)

    def _show_front(self) -> None:
        rows = self.models[self.which].rows
        with self.keeping_focus():
            self._switch.bring_forward(self.which, has_rows=bool(rows))
        self.about.setVisible(bool(rows))
        self.deciding.setVisible(self.which == APPLICATIONS and bool(rows))
        self.pots.setVisible(self.which == APPLICATIONS and self._has_pots)
        self.letters.show_kind(LETTERS.get(self.which) if self._has_letters(rows) else None)
        self.more.setText(f"The first {MOST} are shown." if len(rows) >= MOST else "")
        self.more.setVisible(bool(self.more.text()))

    def _has_letters(self, rows: Sequence[Any]) -> bool:
        """Say whether there is anybody to write to: of who left, only who has something."""
        return any(each.out for each in rows) if self.which == LEFT else bool(rows)

    def _lay_out(self) -> None:
        for which in LISTS:
            self._name(which, None if which in SOUGHT else 0)
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        head = row(back, words("To look at", "h1"), self.about, 0, gap=SPACE.m)
        head.setStretch(2, 1)
        bar, body = self._switch.bar, self._switch.body
        parts = (head, bar, self.pots, body, self.deciding, self.letters, self.more)
        layout = column(*parts, gap=SPACE.m)
        layout.setStretch(3, 1)
        self.setLayout(layout)
