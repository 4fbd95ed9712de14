"""The record of a family, a school or another borrower: people, what is out, account, awards."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from loanmgr.domain.words import surname
from loanmgr.services import accounts, agreements, liabilities, records, renewals, returns
from loanmgr.services.accounts import Paid, SignAgreement, Signed
from loanmgr.services.agreements import AgreementFacts, AgreementOf, ReceiptFacts, ReceiptOf
from loanmgr.services.details import Changed
from loanmgr.services.records import OutNow, PersonRecord
from loanmgr.services.renewals import Renew, Renewed
from loanmgr.services.returns import Return, Returned
from ui import theme
from ui.acting import ActingPage
from ui.desk import papers
from ui.families.account_card import AccountCard
from ui.families.award_panel import AwardPanel
from ui.families.correcting import CorrectPanel
from ui.families.details_panel import DetailsPanel
from ui.families.more import More
from ui.families.new_others import NewChild
from ui.families.organisation_part import OrganisationPart
from ui.families.out_card import OutCard
from ui.families.papers_card import PapersCard
from ui.families.payment import PaymentPanel
from ui.families.people_cards import AgreementCard, AwardsCard, ChildrenCard, ContactCard
from ui.history import History
from ui.runner import Runner
from ui.text import listed, pounds, short_date
from ui.tokens import SPACE
from ui.widgets.band import Choice
from ui.widgets.chip import StatusChip
from ui.widgets.flow import flowing
from ui.widgets.parts import button, column, row, set_words, words

LEFT, LEFT_NARROW, NARROW = 320, 284, 960
STANDS = 600
"""Narrower than this, which is for large text, the right half is below the left one."""
TABLES = frozenset(
    {
        "family",
        "borrower",
        "adult",
        "school",
        "loan_line",
        "ledger",
        "agreement",
        "award",
        "part",
        "document",
        "contact_person",
        "reservation",
    }
)
CORRECT, GIVE_BACK = "Correct a line…", "Give money back…"
"""One panel does both; where the account is in credit, that is what it is opened for."""
KIND_WORDS = {
    "family": "Family",
    "school": "School",
    "teacher": "Teacher",
    "adult": "Adult learner",
    "partner": "Partner",
}


class PersonPage(ActingPage):
    """Opens in place; a child's card opens the family."""

    takes_scans = False
    tables = TABLES
    serves = Signal(str)
    """Go to the desk and serve whoever has this card."""

    def __init__(
        self,
        code: str,
        runner: Runner,
        parent: QWidget | None = None,
        *,
        open_file: papers.OpenFile = papers.open_in_viewer,
    ) -> None:
        super().__init__("Family", runner, parent)
        self.code = code
        self.record: PersonRecord | None = None
        self._open_file = open_file
        self.heading, self.kind = words("", "h1"), words("", "soft")
        self.chip = StatusChip()
        self.serve = button("Lend to them", self._serve, kind="primary")
        self.contact, self.players = ContactCard(self.correct), ChildrenCard(self._add_child)
        self.organisation = OrganisationPart(self)
        self.agreement = AgreementCard(self.sign, self.print_agreement)
        self.awards = AwardsCard(self.change_award)
        self.out = OutCard(self.take_back, self.renew)
        self.issued = PapersCard(self, open_file)
        self.correct_a_line = button(CORRECT, self.correct_line)
        self.account = AccountCard(self.take_payment, self.correct_a_line, *self.issued.buttons)
        self.history = History(runner, code, ("all", "loans", "money"))
        self.more = More(self)
        self.payment: PaymentPanel | None = None
        self.correcting: CorrectPanel | None = None
        self.child: NewChild | None = None
        self.details: DetailsPanel | None = None
        self.rate: AwardPanel | None = None
        self._lay_out()

    def load(self) -> None:
        self.look(records.person, self.code, self._show)
        self.look(liabilities.of_account, self.code, self.out.show_coming)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        offered: dict[str, Callable[[], object]] = {}
        if self.record is not None and self.record.has_agreement:
            offered["agreement"] = self.print_agreement
        if self.record is not None and self._due():
            offered["renew"] = lambda: self.renew(self._due())
        return offered

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow, stands = (self.width() < theme.px(width) for width in (NARROW, STANDS))
        way = QBoxLayout.Direction.TopToBottom if stands else QBoxLayout.Direction.LeftToRight
        self._halves.setDirection(way)
        left = theme.px(LEFT_NARROW if narrow else LEFT)
        self._left.setMinimumWidth(0 if stands else left)
        self._left.setMaximumWidth(self.maximumWidth() if stands else left)

    # What can be done.

    def take_back(self, line: OutNow) -> None:
        """Return one instrument."""
        self.run(returns.return_one, Return(line.code), self._returned)

    def renew(self, lines: tuple[OutNow, ...]) -> None:
        """Lend on what has a day to be back by."""
        seen = tuple((line.code, line.due_on) for line in lines if line.due_on is not None)
        request = Renew(tuple(line.code for line in lines), seen)
        self.run(renewals.renew, request, self._renewed)

    def sign(self) -> None:
        """Note that the year's agreement was signed on paper."""
        self.run(accounts.sign_agreement, SignAgreement(self._card()), self._signed)

    def take_payment(self) -> None:
        """Ask how much was paid, and how."""
        if self.record is None:
            return
        if self.payment is None:
            self.payment = PaymentPanel(self, self.runner, self.record.code)
            self.payment.paid.connect(self._paid)
            self.payment.closed.connect(self.finished)
        self.payment.begin(self.record.account.balance_pence)

    def correct(self) -> None:
        """Open what is known of them, to be put right."""
        if self.details is None:
            self.details = DetailsPanel(self, self.runner, self._card())
            self.details.done.connect(self._corrected)
            self.details.closed.connect(self.finished)
        self.details.begin()

    def change_award(self) -> None:
        """Change the reduced rate of one of the children."""
        if self.record is None:
            return
        if self.rate is None:
            self.rate = AwardPanel(self, self.runner)
            self.rate.done.connect(lambda said, more, act: self.tell(said, more, act=act))
            self.rate.closed.connect(self.finished)
        self.rate.begin(self.record.children, self.record.on, self.record.asked)

    def correct_line(self) -> None:
        """Ask what is to be done about a line: the one in front, unless another is chosen."""
        if self.record is None:
            return
        if self.correcting is None:
            self.correcting = CorrectPanel(self, self.runner, self.record.code)
            self.correcting.done.connect(lambda said, act: self.tell(said, act=act))
            self.correcting.closed.connect(self.finished)
        self.correcting.begin(self.record.account, self.account.list.current_row())

    def print_agreement(self) -> None:
        """Draw the agreement and open it."""

        def draw(given: AgreementFacts) -> None:
            self._make(partial(papers.write_agreement, given))

        self.look(agreements.agreement_of, AgreementOf(self._card()), draw)

    def print_receipt(self, paid: Paid) -> None:
        """Draw the receipt of a payment and open it."""

        def draw(given: ReceiptFacts) -> None:
            self._make(partial(papers.write_receipt, given))

        self.look(agreements.receipt_of, ReceiptOf(paid.payment), draw)

    # What was done.

    def _returned(self, done: Returned) -> None:
        detail = f"Was with {done.was_with}. Put it in {done.put}."
        if done.credit_pence:
            detail += f" Credit {pounds(done.credit_pence)}."
        self.tell(f"Returned: {done.name}.", detail, act=done.act)

    def _renewed(self, done: Renewed) -> None:
        names = ", ".join(line.name for line in done.lines)
        pence = sum(line.charge.due_pence for line in done.lines if not line.paid_by)
        due = f"Charge {pounds(pence)}." if pence else ""
        act = done.lines[0].act if len(done.lines) == 1 else None
        self.tell(f"Renewed: {names}.", due, act=act)

    def _signed(self, done: Signed) -> None:
        self.tell(f"Signed: agreement for {done.year}.", act=done.act)

    def _corrected(self, done: Changed) -> None:
        twins = f"Another one has that name: {listed(list(done.alike))}." if done.alike else ""
        self.tell(f"Corrected: {listed(list(done.changed))}.", twins, act=done.act)

    def _paid(self, paid: Paid, how: str) -> None:
        left = f"Still to pay {pounds(paid.balance_pence)}." if paid.balance_pence > 0 else ""
        self.tell(
            f"Paid: {pounds(paid.amount_pence)} {how}.",
            left or "Nothing left to pay.",
            act=paid.payment,
            more=[(Choice("receipt", "Print receipt"), partial(self.print_receipt, paid))],
        )

    def _make(self, write: Callable[[Path], Path]) -> None:
        self.runner.document(self, lambda: write(papers.folder()), self._made, self.refused)

    def _made(self, path: Path) -> None:
        shown = self._open_file(path)
        where = "Print it from the window that has opened." if shown else f"It is in {path}."
        self.tell(f"{path.stem} is ready.", where)

    def _serve(self) -> None:
        if self.record is not None:
            self.serves.emit(self.record.asked or self.record.code)

    def _add_child(self) -> None:
        if self.child is None:
            self.child = NewChild(self, self.runner, self._card())
            self.child.saved.connect(lambda code, said: self.tell(said, f"Card {code}."))
            self.child.known.connect(self.opens_record)
            self.child.closed.connect(self.finished)
        self.child.begin()

    def _card(self) -> str:
        return self.record.code if self.record is not None else self.code

    def _due(self) -> tuple[OutNow, ...]:
        out = self.record.out if self.record is not None else ()
        return tuple(line for line in out if line.due_on is not None)

    # Showing.

    def _lay_out(self) -> None:
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        acts = (self.more.button, self.serve)
        head = flowing(back, self.heading, self.kind, self.chip, right=acts, gap=SPACE.m)
        left, right = QWidget(), QWidget()
        people: QVBoxLayout = column(
            self.contact,
            self.players,
            self.organisation.left,
            self.agreement,
            self.awards,
            1,
            gap=SPACE.m,
        )
        left.setLayout(people)
        self._left = left
        self.history.timeline.setMinimumHeight(theme.px(220))
        money = column(
            self.out,
            self.organisation.right,
            self.account,
            self.issued,
            self.history,
            gap=SPACE.m,
        )
        money.setStretch(4, 1)
        right.setLayout(money)
        self._halves: QBoxLayout = row(left, right, gap=SPACE.m)
        self._halves.setStretch(1, 1)
        whole = column(head, self._halves, gap=SPACE.m)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setMinimumWidth(1)  # never to be moved sideways: its halves stand instead
        self.chip.hide()

    def _show(self, record: PersonRecord) -> None:
        if record != self.record:
            with self.keeping_focus():
                self._show_record(record)
        self.issued.load(self._card())
        self.organisation.show_record(record)
        self.history.load()
        self.commands_changed.emit()

    def _show_record(self, record: PersonRecord) -> None:
        self.record = record
        self.title = title_of(record)
        self.setAccessibleName(self.title)
        self.heading.setText(self.title)
        self.kind.setText(KIND_WORDS[record.kind] if record.kind != "family" else "")
        self._show_chip(record)
        self.serve.setVisible(record.left_on is None)
        self.contact.show_record(record)
        self.players.show_record(record)
        self.agreement.show_record(record)
        self.awards.show_record(record)
        self.out.show_record(record)
        self.account.show_record(record)
        self.more.show_record(record)
        is_charged = any(line.unpaid_pence is not None for line in record.account.lines)
        self.correct_a_line.setVisible(is_charged)
        is_in_credit = record.account.balance_pence < 0
        set_words(self.correct_a_line, GIVE_BACK if is_in_credit else CORRECT)

    def _show_chip(self, record: PersonRecord) -> None:
        """Say that a reduced rate holds; why is nobody's business here."""
        until = [award.to_on for award in record.awards if award.holds]
        self.chip.setVisible(bool(until) or record.left_on is not None)
        if record.left_on is not None:
            gone = "Closed" if record.kind == "school" else "Left"
            done = not record.out and not record.account.balance_pence
            said = f"{gone} on {short_date(record.left_on)}{', account closed' if done else ''}"
            self.chip.show_status("box", said, "neutral")
        elif until:
            public = next(award.public_name for award in record.awards if award.holds)
            self.chip.show_status("tick-circle", f"{public} to {short_date(max(until))}", "ok")


def title_of(record: PersonRecord) -> str:
    """Return how a record is headed: the Okafor family, or the borrower's own name."""
    if record.kind != "family" or record.name.casefold().endswith("family"):
        return record.name
    return f"{surname(record.name)} family"
