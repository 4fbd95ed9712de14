"""Pressed twice, or too early, while the desk is still at it: done once, and never for nothing."""

from concurrent.futures import Executor, Future

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from loanmgr.services import accounts, closing, lists, records
from tests.ui.inline import inline_lanes
from ui.desk.closing_page import ClosingPage
from ui.families.award_panel import AwardPanel
from ui.families.new_others import NewSchool
from ui.families.payment import PaymentPanel
from ui.instruments.new_instrument import NewInstrumentPanel
from ui.runner import Lanes, Runner


class Slow(Executor):
    """Does nothing until it is told to, like a desk on another computer."""

    def __init__(self):
        self._waiting = []

    def submit(self, fn, /, *args, **kwargs):
        self._waiting.append(lambda: fn(*args, **kwargs))
        return Future()

    def catch_up(self):
        while self._waiting:
            self._waiting.pop(0)()

    def shutdown(self, *_args, **_kwargs):
        self.catch_up()


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def runner(slow, desk, town, errors):
    at_once = inline_lanes()
    lanes = Lanes(desk=slow, jobs=at_once.jobs, documents=at_once.documents, watch=at_once.watch)
    made = Runner(lambda: desk, lambda _owner, error: errors.append(error), lanes)
    yield made
    made.close()


@pytest.fixture
def over(qtbot, qapp):
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    return page


def enter_twice(field, slow):
    for _each in range(2):
        QTest.keyClick(field, Qt.Key.Key_Return)
    slow.catch_up()


def payments(desk, card):
    lines = desk.look(accounts.account, card).lines
    return [line.amount_pence for line in lines if line.kind == "payment"]


def test_a_payment(over, runner, slow, desk, town):
    panel = PaymentPanel(over, runner, town.okafor)
    panel.begin(1200)
    enter_twice(panel.amount, slow)
    assert payments(desk, town.okafor) == [-1200]


def test_a_payment_that_was_refused_can_be_taken_after_all(over, runner, slow, desk, town):
    panel = PaymentPanel(over, runner, town.okafor)
    panel.begin(0)
    enter_twice(panel.amount, slow)
    assert "how much" in panel.amount.accessibleDescription()
    panel.amount.setText("5")
    enter_twice(panel.amount, slow)
    assert payments(desk, town.okafor) == [-500]


def test_a_new_school(over, runner, slow, desk):
    panel = NewSchool(over, runner)
    panel.begin()
    panel.name.setText("Brook Infants")
    enter_twice(panel.name, slow)
    found = desk.look(lists.people, lists.PeoplePage("school"))
    assert [each.name for each in found].count("Brook Infants") == 1


def test_a_new_instrument(over, runner, slow, desk):
    panel = NewInstrumentPanel(over, runner)
    slow.catch_up()
    panel.begin()
    panel.serial.setText("TWICE 7")
    before = desk.look(lists.instruments, lists.InstrumentsPage())
    enter_twice(panel.serial, slow)
    after = desk.look(lists.instruments, lists.InstrumentsPage())
    assert len(after) == len(before) + 1


def test_a_reduced_rate_cannot_be_asked_for_before_it_is_known_how_it_is(
    over, runner, slow, desk, town
):
    panel = AwardPanel(over, runner)
    done = []
    panel.done.connect(lambda *said: done.append(said[0]))
    people = [desk.look(records.person, card) for card in (town.okafor, town.carter)]
    children = tuple(person.children[0] for person in people)
    panel.begin(children, people[0].on)
    assert not panel.applies.isEnabled()
    panel.applies.click()
    slow.catch_up()
    assert panel.applies.isEnabled()
    panel.pupil.setCurrentIndex(1)
    assert not panel.applies.isEnabled()
    slow.catch_up()
    panel.applies.click()
    slow.catch_up()
    assert done == [f"Applied for: {children[1].name}."]


def test_closing_the_desk(qtbot, runner, slow, desk):
    page = ClosingPage(runner, "Ashby 1")
    qtbot.addWidget(page)
    page.show()
    page.shown()
    slow.catch_up()
    page.said = []
    page.say.connect(page.said.append)
    enter_twice(page.counted, slow)
    assert [said.words for said in page.said] == ["Closed: Ashby 1."]
    assert desk.look(closing.day, None).closed is not None
