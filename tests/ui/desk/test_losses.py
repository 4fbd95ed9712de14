"""Lost and damaged in the window: priced before anything is pressed, kept or taken off."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from loanmgr.services import accounts, losing, policy, records, returns
from loanmgr.services.losing import Lost
from tests import factories
from tests.services.test_unreturned import WILTSHIRE
from ui.billing import columns
from ui.families.record_page import PersonPage
from ui.instruments.damaged_panel import DamagedPanel
from ui.instruments.record_page import InstrumentPage

LOST, DAMAGED = "Lost or stolen\N{HORIZONTAL ELLIPSIS}", "Damaged\N{HORIZONTAL ELLIPSIS}"
DEPOSIT = """
[[tariffs]]
code = "strings"
name = "Strings"
families = ["strings"]
basis = "term"
price_pence = 2400
deposit_pence = 2500
"""


@pytest.fixture
def runner(runner_on, desk, town):
    return runner_on(desk)


@pytest.fixture
def out(desk, town):
    """A violin worth £180.00 that Ben has."""
    code = factories.violin(desk, value_pence=18_000)
    factories.lend(desk, code, town.ben)
    return code


@pytest.fixture
def record(runner, qtbot):
    def opened(code):
        page = InstrumentPage(code, runner)
        qtbot.addWidget(page)
        page.resize(1100, 640)
        page.said = []
        page.say.connect(page.said.append)
        page.show()
        page.shown()
        QApplication.processEvents()
        return page

    return opened


@pytest.fixture
def person(runner, qtbot):
    def opened(card):
        page = PersonPage(card, runner)
        qtbot.addWidget(page)
        page.show()
        page.shown()
        return page

    return opened


def menu(page):
    QApplication.processEvents()
    found = [b for b in page.findChildren(QPushButton) if b.accessibleName() == "More"]
    return {action.text(): action for action in found[-1].menu().actions()}


def shown(widget):
    QApplication.processEvents()  # what was put into a layout is shown by the next event
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def owed(desk, card):
    return desk.look(accounts.account, card).balance_pence


class TestLost:
    def test_it_is_priced_before_it_is_reported(self, desk, town, record, out):
        page = record(out)
        before = owed(desk, town.ben)
        menu(page)[LOST].trigger()
        panel = page.lost
        assert panel.isVisible()
        assert panel.preview.said == "£180.00 is charged to Ben Carter."
        assert "Replacement value £180.00" in shown(panel.preview)
        assert "The hire ends." in shown(panel)
        assert owed(desk, town.ben) == before

        panel.save.click()
        assert page.said[-1].words == "Reported lost: Violin 3/4."
        assert page.said[-1].detail == "Was with Ben Carter. £180.00 is charged to Ben Carter."
        assert owed(desk, town.ben) == before + 18_000
        assert page.record.status == "missing"
        assert f"Violin 3/4 {out} lost: £180.00 charged to Ben Carter." in page.charged.text()
        assert not panel.isVisible()

    def test_stolen_asks_for_the_crime_reference_by_keys_alone(self, desk, record, out, qtbot):
        page = record(out)
        page.ask_lost()
        panel = page.lost
        assert not panel.crime_ref.isEnabled()
        panel.stolen.setFocus()
        qtbot.keyClick(panel.stolen, Qt.Key.Key_Space)
        assert panel.crime_ref.isEnabled()
        qtbot.keyClicks(panel.crime_ref, "41/123/26")
        qtbot.keyClick(panel.crime_ref, Qt.Key.Key_Return)
        assert page.said[-1].words == "Reported stolen: Violin 3/4."
        shown_ = desk.look(records.happenings, records.Events(out))
        assert "crime reference 41/123/26" in shown_[0].what

    def test_a_value_nobody_knows_is_asked_for_in_the_panel(self, desk, town, record):
        code = factories.violin(desk)
        factories.lend(desk, code, town.ben)
        page = record(code)
        page.ask_lost()
        panel = page.lost
        assert panel.worth.isVisible()
        assert panel.preview.said.startswith("We don't know what Violin 3/4 is worth")
        panel.save.click()
        assert panel.isVisible()
        panel.value.setText("soon")
        assert "is not a sum in pounds" in panel.preview.said
        panel.value.setText("90")
        assert panel.preview.said == "£90.00 is charged to Ben Carter."
        panel.save.click()
        assert page.record.value_pence == 9000

    def test_what_nobody_has_costs_nobody_anything(self, town, record):
        page = record(town.violin)
        page.ask_lost()
        assert page.lost.preview.said == "Nothing is charged: nobody has it on loan."
        page.lost.save.click()
        assert page.record.status == "missing"
        assert LOST not in menu(page)

    def test_the_deposit_is_set_against_it_by_choice(self, desk, town, record):
        desk.run(policy.bring_in, policy.BringIn(DEPOSIT))
        code = factories.violin(desk, value_pence=18_000)
        factories.lend(desk, code, town.ben)
        page = record(code)
        page.ask_lost()
        panel = page.lost
        assert panel.deposit.text() == "Set the deposit of £25.00 against it"
        panel.deposit.setChecked(True)
        panel.save.click()
        assert page.said[-1].detail.endswith("Deposit £25.00 is set against it.")

    def test_another_desk_was_quicker(self, desk, record, out):
        page = record(out)
        page.ask_lost()
        desk.run(losing.lost, Lost(out))
        page.lost.save.click()
        assert page.lost.isVisible()
        [words] = [text for text in shown(page.lost.form) if "already" in text][:1]
        assert "is missing since" in words

    def test_escape_leaves_it_as_it_is(self, desk, town, record, out, qtbot):
        page = record(out)
        before = owed(desk, town.ben)
        page.ask_lost()
        qtbot.keyClick(page.lost, Qt.Key.Key_Escape)
        assert not page.lost.isVisible()
        assert owed(desk, town.ben) == before
        assert page.record.status == "on_loan"


class TestTurnedUp:
    def test_the_charge_is_taken_off_and_kept_by_one_press(self, desk, town, record, out):
        desk.run(losing.lost, Lost(out))
        before = owed(desk, town.ben)
        page = record(out)
        page.turned_up()
        said = page.said[-1]
        assert said.detail.endswith("£180.00 charged for its loss is taken off.")
        assert [choice.words for choice in said.choices] == ["Keep the charge", "Undo"]
        page.chosen("keep_charge")
        assert page.said[-1].words == "Charge kept: £180.00 for the loss of Violin 3/4 " + out + "."
        assert owed(desk, town.ben) == before

    def test_at_the_desk_it_is_said_and_can_be_kept(self, hands, desk, town, out):
        desk.run(losing.lost, Lost(out))
        before = owed(desk, town.ben)
        hands.scan(out)
        assert "£180.00 charged for its loss is taken off." in hands.words
        assert hands.choose("Keep the charge").startswith("Charge kept: £180.00")
        assert owed(desk, town.ben) == before


class TestDamaged:
    def test_it_is_priced_as_it_is_typed(self, desk, town, record, out, qtbot):
        page = record(out)
        before = owed(desk, town.ben)
        menu(page)[DAMAGED].trigger()
        panel = page.damage
        assert panel.preview.said.startswith("Nothing is charged: nobody has said")
        press(panel, "Peg slips")
        qtbot.keyClicks(panel.cost, "45")
        assert panel.preview.said == "£45.00 is charged to Ben Carter."
        qtbot.keyClick(panel.cost, Qt.Key.Key_Return)
        assert page.said[-1].words == "Damaged: Violin 3/4 (Peg slips)."
        assert owed(desk, town.ben) == before + 4500
        assert page.record.fault == "Peg slips"

    def test_nonsense_is_said_at_its_field_and_nothing_is_charged(self, desk, town, record, out):
        page = record(out)
        before = owed(desk, town.ben)
        page.ask_damage()
        panel = page.damage
        panel.cost.setText("a lot")
        panel.save.click()
        assert "is not a sum in pounds" in " ".join(shown(panel.form))
        panel.cost.setText("5")
        panel.save.click()
        assert "Say what is broken." in " ".join(shown(panel.form))
        assert owed(desk, town.ben) == before

    def test_what_came_back_damaged_is_charged_from_the_band(self, hands, out):
        asked = []
        hands.session.asks_damage.connect(lambda *of: asked.append(of))
        hands.scan(out)
        hands.session.do(hands.returns.ask_fault)
        hands.choose("Damaged, to be paid\N{HORIZONTAL ELLIPSIS}")
        [(result, family)] = asked
        assert (result.instrument, family) == (out, "strings")

    def test_in_the_window_it_is_charged_from_the_panel(self, eyes, desk, town, out):
        eyes.scan(out)
        before = owed(desk, town.ben)
        eyes.window.page.commands()["needs_repair"]()
        press(eyes.window.band, "Damaged, to be paid\N{HORIZONTAL ELLIPSIS}")
        panel = eyes.window.findChild(DamagedPanel)
        assert panel.isVisible()
        press(panel, "Bridge down")
        panel.cost.setText("12.50")
        panel.save.click()
        assert eyes.band.startswith("Damaged: Violin 3/4 (Bridge down). £12.50 is charged to Ben")
        assert owed(desk, town.ben) == before + 1250


def press(widget, words):
    QApplication.processEvents()
    found = [b for b in widget.findChildren(QPushButton) if b.accessibleName() == words]
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


class TestWhenItIsCharged:
    def test_a_record_says_when_the_value_of_what_is_late_is_charged(
        self, desk, record, person, clock
    ):
        desk.run(policy.bring_in, policy.BringIn(WILTSHIRE))
        st_annes = factories.school(desk, "Brook Primary")
        code = factories.violin(desk, value_pence=9000)
        factories.lend(desk, code, st_annes, until_on=date(2026, 12, 1))
        clock.go_to(date(2026, 12, 4))
        page = record(code)
        assert page.charged.text() == (
            "Replacement value £90.00 is charged on 15 Dec unless it is back."
        )
        family = person(st_annes)
        until = next(i for i, c in enumerate(family.out.model.columns) if c.title == "Until")
        assert family.out.model.index(0, until).data().endswith("; value charged 15 Dec")

    def test_a_missing_part_says_when_it_is_charged(self, desk, town, record, person):
        code = factories.violin(desk, parts=("bow",))
        factories.lend(desk, code, town.ben)
        desk.run(returns.return_one, returns.Return(code, missing=("bow",)))
        assert record(code).charged.text() == "The bow is charged on 19 Dec."
        family = person(town.ben)
        assert family.out.parts.text().endswith("from 21 Nov 2026, charged on 19 Dec 2026.")


def test_the_billing_page_says_what_each_charge_is_for():
    assert {"hire", "loss", "part", "service"} <= set(columns.KINDS)
    assert [column.title for column in columns.charges()][4] == "Kind"
