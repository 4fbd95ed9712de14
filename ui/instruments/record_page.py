"""The record of one instrument: its state, what can be done with it, its parts, its timeline."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from loanmgr.services import (
    instruments,
    liabilities,
    moves,
    records,
    renewals,
    returns,
    waiving,
)
from loanmgr.services.damaging import DamageNoted
from loanmgr.services.instruments import (
    Found,
    FoundAgain,
    NeedsRepair,
    Noted,
    PartMissing,
    Ready,
)
from loanmgr.services.liabilities import OfInstrument
from loanmgr.services.losing import Reported
from loanmgr.services.moves import Put, PutHere
from loanmgr.services.records import InstrumentRecord, PartOf
from loanmgr.services.renewals import Renew, Renewed
from loanmgr.services.returns import Return, Returned
from loanmgr.services.waiving import KeepLoss, Waived
from ui import icons, status, theme
from ui.acting import ActingPage
from ui.desk import messages
from ui.desk.day_panel import DayPanel
from ui.history import History
from ui.instruments.damaged_panel import DamagedPanel
from ui.instruments.facts_card import FactsCard
from ui.instruments.fault_panel import FaultPanel
from ui.instruments.keeping import Keeping, kept_words
from ui.instruments.lost_panel import LostPanel
from ui.roles import set_role
from ui.runner import Runner
from ui.status import State
from ui.text import day_and_month, long_date, pounds, short_date
from ui.tokens import SIZE, SPACE
from ui.widgets.band import Choice
from ui.widgets.chip import StatusChip
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, Elided, button, column, empty, row, words
from ui.widgets.side_panel import SidePanel

LEFT, LEFT_NARROW, NARROW = 300, 270, 960
Panel = TypeVar("Panel", bound=SidePanel)


class InstrumentPage(ActingPage):
    """Opens in place; Back returns to where it was opened from."""

    takes_scans = False
    tables = frozenset(
        {"instrument", "loan_line", "basket_line", "part", "charge", "ledger", "reservation"}
    )
    lends = Signal(str)
    """Go to the desk with this instrument on the counter."""
    prints_label = Signal(str)
    """Put this instrument's label on the list to print."""

    def __init__(self, code: str, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__("Instrument", runner, parent)
        self.code = code
        self.record: InstrumentRecord | None = None
        self.heading, self.make = words("", "h1"), Elided("", "soft")
        self.chip, self.holder = StatusChip(), button("", self._open_holder, kind="link")
        self.passed = words("", "soft", wrap=True)
        self.until = words("", "soft", wrap=True)
        self.facts, self.history = FactsCard(), History(runner, code)
        self.parts = _PartsCard(self._note_part)
        self.why_not = words("", "soft", wrap=True)
        self._actions = FlowLayout()
        self.faults: FaultPanel | None = None
        self.lost: LostPanel | None = None
        self.damage: DamagedPanel | None = None
        self.money: OfInstrument | None = None
        self.charged = words("", tone="warn", wrap=True)
        self.day: DayPanel | None = None
        self.keeping = Keeping(self)
        self._lay_out()

    def load(self) -> None:
        self.look(records.instrument, self.code, self._show)
        self.look(liabilities.of_instrument, self.code, self._show_money)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        record = self.record
        offered: dict[str, Callable[[], object]] = {}
        if record is None:
            return offered
        offered["print"] = lambda: self.prints_label.emit(record.code)
        if record.status != "retired":
            offered["needs_repair"] = self.ask_fault
        if record.status == "on_loan" and record.due_on is not None:
            offered["renew"] = self.renew
        return offered

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(NARROW)
        self._left.setFixedWidth(theme.px(LEFT_NARROW if narrow else LEFT))

    # What can be done.

    def lend(self) -> None:
        """Go to the desk with it on the counter."""
        if self.record is not None:
            self.lends.emit(self.record.code)

    def take_back(self) -> None:
        """Return it."""
        self.run(returns.return_one, Return(self.code), self._returned)

    def ask_day(self) -> None:
        """Ask on which day it was handed in, then return it as of that day."""
        record = self.record
        if record is None:
            return
        if self.day is None:
            self.day = DayPanel(self)
            self.day.told.connect(self._return_on)
            self.day.closed.connect(self.finished)
        about = f"{record.name} is with {record.holder}"
        self.day.begin(about, record.lent_on, record.on, now=record.on)

    def _return_on(self, on: date) -> None:
        self.run(returns.return_one, Return(self.code, on), self._returned)

    def ready(self) -> None:
        """Note that it is ready for the next person."""
        self.run(instruments.ready, Ready(self.code), self._ready)

    def renew(self) -> None:
        """Lend it on for its next period."""
        due_on = self.record.due_on if self.record is not None else None
        seen = ((self.code, due_on),) if due_on is not None else ()
        self.run(renewals.renew, Renew((self.code,), seen), self._renewed)

    def ask_fault(self) -> None:
        """Ask what needs repair."""
        if self.record is None:
            return
        if self.faults is None:
            self.faults = FaultPanel(self, self.record.family)
            self.faults.told.connect(self._note_fault)
            self.faults.closed.connect(self.finished)
        self.faults.begin()

    def ask_lost(self) -> None:
        """Ask since when it is lost, and say what that costs."""
        if self.record is None:
            return
        self.lost = _instead_of(self.lost, LostPanel(self, self.runner, self.record))
        self.lost.reported.connect(self._lost)
        self.lost.closed.connect(self.finished)
        self.lost.begin()

    def ask_damage(self) -> None:
        """Ask what is broken, and say what that costs."""
        record = self.record
        if record is None:
            return
        of = (record.code, record.name, record.family)
        self.damage = _instead_of(self.damage, DamagedPanel(self, self.runner, of))
        self.damage.noted.connect(self._damaged)
        self.damage.closed.connect(self.finished)
        self.damage.begin()

    def keep_charge(self) -> None:
        """Let what was charged for its loss stand after all."""
        self.run(waiving.keep_loss, KeepLoss(self.code), self._kept)

    def mended(self) -> None:
        """Note that nothing is wrong with it any more."""
        self.run(instruments.needs_repair, NeedsRepair(self.code, ""), self._mended)

    def turned_up(self) -> None:
        """Note that it is not missing any more."""
        self.run(instruments.found, Found(self.code), self._found)

    def put_here(self, *, stays: bool) -> None:
        """Note that it stands at this centre now, or from now on."""
        self.run(moves.put_here, PutHere(self.code, stays=stays), self._put)

    # What was done.

    def _returned(self, done: Returned) -> None:
        late = f", {done.late_days} days late" if done.late_days else ""
        detail = f"Was with {done.was_with}. Put it in {done.put}."
        if done.unready:
            detail += f" Not ready for the next person: {done.unready}."
        if done.credit_pence:
            detail += f" Credit {pounds(done.credit_pence)}."
        detail = f"{detail} {messages.loss_taken_off(done.loss_off_pence)}".rstrip()
        more = self._keeping(done.loss_off_pence)
        self.tell(f"Returned: {done.name}{late}.", detail, act=done.act, more=more)

    def _renewed(self, done: Renewed) -> None:
        [line] = done.lines
        until = f", back by {long_date(line.due_on)}" if line.due_on else ""
        due = f"Charge {pounds(done.total_due_pence)}." if done.total_due_pence else ""
        self.tell(f"Renewed: {line.name}{until}.", due, act=line.act)

    def _note_fault(self, fault: str) -> None:
        def noted(done: Noted) -> None:
            self.tell(f"Needs repair: {done.name} ({fault}).", act=done.act)

        self.run(instruments.needs_repair, NeedsRepair(self.code, fault), noted)

    def _ready(self, done: Noted) -> None:
        self.tell(f"Ready: {done.name}.", "It can be lent again.", act=done.act)

    def _mended(self, done: Noted) -> None:
        self.tell(f"Mended: {done.name}.", "It can be lent again.", act=done.act)

    def _found(self, done: FoundAgain) -> None:
        since = short_date(done.missing_since_on)
        off = messages.loss_taken_off(done.loss_off_pence)
        detail = f"It was missing since {since}. {off}".rstrip()
        more = self._keeping(done.loss_off_pence)
        self.tell(f"Found: {done.name}.", detail, act=done.act, more=more)

    def _keeping(self, off_pence: int) -> list[tuple[Choice, Callable[[], object]]]:
        """Offer to keep a charge that was taken off, where one was."""
        return [(messages.KEEP_CHARGE, self.keep_charge)] if off_pence else []

    def _lost(self, done: Reported) -> None:
        said = messages.reported_lost(done)
        self.tell(said.words, said.detail, act=done.act)

    def _damaged(self, done: DamageNoted) -> None:
        said = messages.damage_noted(done)
        self.tell(said.words, said.detail, act=done.act)

    def _kept(self, done: Waived) -> None:
        said = messages.charge_kept(done)
        self.tell(said.words, said.detail, act=done.act)

    def _put(self, done: Put) -> None:
        self.tell(f"{done.name} is in {done.place}.", act=done.act)

    def _note_part(self, part: PartOf) -> None:
        missing = part.missing_on is None

        def noted(done: Noted) -> None:
            said = "is missing" if missing else "is here again"
            self.tell(f"The {part.name.lower()} of {done.name} {said}.", act=done.act)

        request = PartMissing(self.code, part.name, is_missing=missing)
        self.run(instruments.part_missing, request, noted)

    def _open_holder(self) -> None:
        code = self.record.holder_code or self.record.kept_card if self.record is not None else ""
        if code:
            self.opens_record.emit(code)

    # Showing.

    def _lay_out(self) -> None:
        theme.space(self._actions, 0, SPACE.s)
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        head = row(back, self.heading, self.make, 1, self.chip, gap=SPACE.m)
        head.setStretch(2, 1)
        self.make.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        actions = Card()
        self._with = words("With", "soft")
        actions.body.addLayout(row(self._with, self.holder, 1, gap=0))
        actions.body.addWidget(self.passed)
        actions.body.addWidget(self.until)
        actions.body.addWidget(self.charged)
        actions.body.addLayout(self._actions)
        actions.body.addWidget(self.why_not)
        left, right = QWidget(), QWidget()
        left_column: QVBoxLayout = column(self.facts, self.parts, 1, gap=SPACE.m)
        left.setLayout(left_column)
        self._left = left
        right_column = column(actions, self.history, gap=SPACE.m)
        right_column.setStretch(1, 1)
        right.setLayout(right_column)
        halves: QHBoxLayout = row(left, right, gap=SPACE.m)
        halves.setStretch(1, 1)
        whole = column(head, halves, gap=SPACE.m)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _show(self, record: InstrumentRecord) -> None:
        if record != self.record:
            with self.keeping_focus():
                self._show_record(record)
        self.history.load(f"{record.name} {record.code}")
        self.commands_changed.emit()

    def _show_money(self, money: OfInstrument) -> None:
        self.money = money
        self.charged.setText("\n".join(_charged_words(money)))
        self.charged.setVisible(bool(self.charged.text()))

    def _show_record(self, record: InstrumentRecord) -> None:
        self.record = record
        self.title = f"{record.name} {record.code}"
        self.setAccessibleName(self.title)
        self.heading.setText(record.name)
        self.make.show_text(record.make)
        since = record.missing_on or record.retired_on
        found = status.shown(
            State(
                record.status,
                record.on,
                record.holder,
                record.holder_kind,
                record.due_on,
                since,
                bool(record.unready),
                record.kept_for,
                record.kept_kind,
            )
        )
        self.chip.show_status(found.icon, found.words, found.tone, outlined=found.outlined)
        whose = record.holder or record.kept_for
        self.holder.setText(whose)
        self.holder.setObjectName(whose)
        self.holder.setAccessibleName(whose)
        self.holder.setVisible(bool(whose))
        self._with.setText("With" if record.holder else "Kept for")
        self._with.setVisible(bool(whose))
        self.passed.setText(f"{record.passed_by}'s, passed on" if record.passed_by else "")
        self.passed.setVisible(bool(record.passed_by))
        self.until.setText(f"{_story(record)} {kept_words(record)}".strip())
        self.until.setVisible(bool(self.until.text()))
        self.why_not.setText(_why_not(record))
        self.why_not.setVisible(bool(self.why_not.text()))
        self.facts.show_record(record)
        self.parts.show_parts(record.parts, open_=record.status != "retired")
        self._show_actions(record)

    def _show_actions(self, record: InstrumentRecord) -> None:
        self._actions.clear()
        for part in self._offers(record):
            self._actions.addWidget(part)

    def _offers(self, record: InstrumentRecord) -> list[QWidget]:
        found, state = self._offers_of_lending(record), record.status
        if record.fault:
            kind = "primary" if state == "needs_repair" else ""
            found.append(button("It's mended", self.mended, kind=kind))
        elif state != "retired":
            found.append(button("Needs repair", self.ask_fault, icon="spanner", keys="F9"))
        label = button("Print label", partial(self.prints_label.emit, record.code), icon="label")
        found += [label, *self.keeping.offers(record)]
        if state not in ("retired", "on_counter"):
            found.append(self._more(state))
        return found

    def _offers_of_lending(self, record: InstrumentRecord) -> list[QWidget]:
        found: list[QWidget] = []
        state = record.status
        waits = bool(record.unready) and state in ("incomplete", "needs_repair")
        if waits:
            kind = "primary" if state == "incomplete" else ""
            found.append(button("It's ready", self.ready, kind=kind))
        if state in ("available", "incomplete", "kept"):
            found.append(button("Lend", self.lend, kind="" if waits else "primary"))
        if state == "on_loan":
            found.append(button("Return", self.take_back, kind="primary"))
            found.append(button("Handed in on\N{HORIZONTAL ELLIPSIS}", self.ask_day))
            if record.due_on is not None:
                found.append(button("Renew", self.renew, keys="F6"))
        if state == "missing":
            found.append(button("It has turned up", self.turned_up, kind="primary"))
        return found

    def _more(self, state: str) -> QWidget:
        result = button("More")
        set_role(result, menu=True)
        menu = QMenu(result)
        if state != "missing":
            menu.addAction("Lost or stolen\N{HORIZONTAL ELLIPSIS}", self.ask_lost)
        menu.addAction("Damaged\N{HORIZONTAL ELLIPSIS}", self.ask_damage)
        if state == "on_loan":
            result.setMenu(menu)
            return result
        menu.addAction("It stands at this centre now", lambda: self.put_here(stays=False))
        menu.addAction("It belongs to this centre from now on", lambda: self.put_here(stays=True))
        result.setMenu(menu)
        return result


def _instead_of(old: Panel | None, new: Panel) -> Panel:
    if old is not None:
        old.hide()
        old.deleteLater()
    return new


class _PartsCard(Card):
    """The parts of an instrument; each can be noted as missing, or as here again."""

    def __init__(self, noted: Callable[[PartOf], None]) -> None:
        super().__init__("Parts")
        self._noted = noted
        self._rows = column(gap=SPACE.xs)
        self.body.addLayout(self._rows)

    def show_parts(self, parts: tuple[PartOf, ...], *, open_: bool) -> None:
        """Show these parts."""
        empty(self._rows)
        for part in parts:
            self._rows.addWidget(self._row(part, open_=open_))
        self.setVisible(bool(parts))

    def _row(self, part: PartOf, *, open_: bool) -> QWidget:
        result, mark = QWidget(), QLabel()
        missing = part.missing_on is not None
        icon, tone = ("missing", "warn") if missing else ("tick", "ok")
        icons.wear(mark, icon, tone, SIZE.icon_table)
        text = words(_part_words(part), wrap=True, tone="warn" if missing else "")
        across = row(mark, text, gap=SPACE.s)
        across.setAlignment(mark, Qt.AlignmentFlag.AlignVCenter)
        across.setStretch(1, 1)
        if open_:
            said = "Here again" if missing else "Mark as missing"
            act = button(said, partial(self._noted, part), kind="small")
            act.setAccessibleName(f"{said}: {part.name}")
            act.setObjectName(f"{said}: {part.name}")
            across.addWidget(act)
        result.setLayout(across)
        return result


def _part_words(part: PartOf) -> str:
    name = part.name[:1].upper() + part.name[1:]
    if part.missing_on is None:
        return name
    since = f"missing since {day_and_month(part.missing_on)}"
    return f"{name}, with {part.left_with}" if part.left_with else f"{name}, {since}"


def _story(record: InstrumentRecord) -> str:
    if record.status == "on_loan" and record.lent_on is not None:
        until = "until returned"
        if record.due_on is not None:
            until = f"back by {long_date(record.due_on)}"
        elif record.next_charge_on is not None:
            until = f"until returned, next charge {long_date(record.next_charge_on)}"
        return f"Since {long_date(record.lent_on)}, {until}."
    if record.status == "on_counter":
        return f"On the counter at {record.counter_of}."
    if record.fault:
        noted = f", noted {day_and_month(record.fault_on)}" if record.fault_on else ""
        return f"Needs repair: {record.fault}{noted}."
    if record.unready:
        return f"Not ready for the next person: {record.unready}."
    return ""


def _charged_words(money: OfInstrument) -> list[str]:
    """Say what is charged for it, and what will be unless it comes back."""
    found = [
        f"{charge.what}: {pounds(charge.due_pence)} charged to {charge.borrower_name}."
        for charge in money.charges
    ]
    if money.charged_on is not None:
        value = f" {pounds(money.value_pence)}" if money.value_pence is not None else ""
        on = day_and_month(money.charged_on)
        found.append(f"Replacement value{value} is charged on {on} unless it is back.")
    found += [f"The {name.lower()} is charged on {day_and_month(on)}." for name, on in money.parts]
    return found


def _why_not(record: InstrumentRecord) -> str:
    reasons = {
        "needs_repair": "It can't be lent until it is mended.",
        "missing": "It can't be lent while it is missing.",
        "retired": "It is retired and should not be lent.",
        "on_counter": "It is being lent at that desk now.",
        "incomplete": "Lending it will ask first, because a part is missing.",
        "kept": "Lending it to anybody else will ask first.",
    }
    if record.unready and record.status == "incomplete":
        return "It can't be lent until somebody says that it is ready."
    return reasons.get(record.status, "")
