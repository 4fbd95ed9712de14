"""The button More of a record: grown-ups, leavers, one record of two, households, who pays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from loanmgr.services import accounts, lending, people, records, their_numbers
from loanmgr.services.lending import Lend
from loanmgr.services.people import AddBorrower, AddFamily, AddPupil
from tests.ui.audit import audit
from ui.families import more
from ui.families.record_page import PersonPage


@pytest.fixture
def page(runner_on, qtbot, desk, town):
    """The Okafors' page, with what it says."""
    shown = PersonPage(town.okafor, runner_on(desk))
    qtbot.addWidget(shown)
    shown.said = []
    shown.say.connect(shown.said.append)
    shown.resize(1100, 700)
    shown.show()
    shown.shown()
    return shown


@pytest.fixture
def council(desk):
    """A council that pays for children in care."""
    asked = AddBorrower("partner", "Ashby County Council")
    return desk.run(people.add_borrower, asked).result.code


def press(panel, words):
    QApplication.processEvents()
    found = [b for b in panel.findChildren(QPushButton) if b.accessibleName() == words]
    QTest.mouseClick(next(b for b in found if b.isVisible()), Qt.MouseButton.LeftButton)


def take(field, text):
    """Type into a field that suggests, and take the first suggestion."""
    field.setFocus()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def shows(page):
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def offered(page):
    return [each for each, action in page.more.actions.items() if action.isVisible()]


def test_what_a_record_can_is_offered(page, runner_on, qtbot, desk, town):
    assert offered(page) == [
        more.GROWN_UPS,
        more.LEFT,
        more.JOIN,
        more.MOVE,
        more.PAYS,
        more.NUMBER,
    ]
    school = PersonPage(town.school, page.runner)
    qtbot.addWidget(school)
    school.shown()
    assert offered(school) == [more.LEFT, more.JOIN]


def test_every_panel_can_be_read_and_reached(page):
    for each in offered(page):
        panel = page.more.open(each)
        QApplication.processEvents()
        assert panel.isVisible()
        assert audit(panel) == [], each
        panel.close_panel()


def test_a_grown_up_is_changed_added_made_to_sign_and_taken_off(page, desk, town):
    panel = page.more.open(more.GROWN_UPS)
    first = desk.look(records.person, town.okafor).adults[0].name
    panel.contact.setText("07700 900777")
    panel.prefers.setCurrentIndex(panel.prefers.findData("text"))
    press(panel, "Save")
    assert "07700 900777" in shows(page)
    assert "Prefers text" in shows(page)

    page.more.open(more.GROWN_UPS)
    panel.who.setCurrentIndex(panel.who.count() - 1)
    panel.name.setText("Chidi Okafor")
    QTest.keyClick(panel.name, Qt.Key.Key_Return)
    page.more.open(more.GROWN_UPS)
    panel.who.setCurrentIndex(1)
    panel.signs.setChecked(True)
    press(panel, "Save")
    assert page.said[-1].words == "Changed: Chidi Okafor signs."
    page.more.open(more.GROWN_UPS)
    panel.who.setCurrentIndex(1)
    press(panel, "Take off the record")
    names = [each.name for each in desk.look(records.person, town.okafor).adults]
    assert (names, first in names) == (["Chidi Okafor"], False)


def test_a_grown_up_needs_a_name(page):
    panel = page.more.open(more.GROWN_UPS)
    panel.name.clear()
    press(panel, "Save")
    assert "Say the parent's or carer's name." in shows(panel)
    assert panel.isVisible()


def test_a_family_leaves_and_comes_back(page, desk, town):
    panel = page.more.open(more.LEFT)
    panel.on.setText("20 nov")
    panel.because.setText("moved away")
    press(panel, "They have left")
    assert "left on 20 November 2026." in page.said[-1].words
    assert "Left on 20 Nov" in shows(page)
    assert not page.serve.isVisible()
    page.more.open(more.LEFT)
    assert not panel.save.isEnabled()
    press(panel, "They are back")
    assert page.said[-1].words.endswith("is back.")
    assert page.serve.isVisible()
    page.chosen("undo")
    assert desk.look(records.person, town.okafor).left_on is not None


def test_a_day_that_is_none_is_said_at_its_field(page):
    panel = page.more.open(more.LEFT)
    panel.on.setText("never")
    press(panel, "They have left")
    assert panel.isVisible()
    assert "never" in shows(panel) or "day" in shows(panel)


def test_two_records_are_joined_after_a_look_at_what_goes_along(page, desk, town):
    other = desk.run(people.add_family, AddFamily("Ngozi Okafor-Bell")).result.code
    child = desk.run(people.add_pupil, AddPupil(other, "Zoe Okafor", year="3")).result.code
    desk.run(lending.lend, Lend((town.violin,), child))
    panel = page.more.open(more.JOIN)
    take(panel.other, "okafor-bell")
    assert "Children who come along: Zoe Okafor." in panel.along.text()
    assert "1 instrument out." in panel.along.text()
    press(panel, "Join")
    assert page.said[-1].words.startswith("Joined: Ngozi Okafor-Bell into ")
    assert "Zoe Okafor" in shows(page)
    page.chosen("undo")
    assert desk.look(records.person, other).children[0].code == child


def test_the_other_record_can_be_the_one_that_is_kept(page, desk, town):
    other = desk.run(people.add_family, AddFamily("Ngozi Okafor-Bell")).result.code
    panel = page.more.open(more.JOIN)
    take(panel.other, "okafor-bell")
    panel.kept.setCurrentIndex(1)
    press(panel, "Join")
    assert desk.look(records.person, town.okafor).code == other
    assert page.record.code == other


def test_what_cannot_be_joined_is_said_before(page, town):
    panel = page.more.open(more.JOIN)
    panel.other.setText(town.school)
    press(panel, "Join")
    assert "they can't be one record" in shows(panel)


def test_a_child_goes_to_another_family(page, desk, town):
    panel = page.more.open(more.MOVE)
    name = panel.child.currentText()
    take(panel.to, "carter")
    press(panel, "Move")
    assert page.said[-1].words == f"Moved to another family: {name}."
    assert name in [each.name for each in desk.look(records.person, town.carter).children]


def test_an_organisation_pays_for_a_child(page, desk, town, council):
    panel = page.more.open(more.PAYS)
    child = panel.child.currentData()
    take(panel.payer, "ashby county")
    panel.letters.setText("Jo Hall")
    press(panel, "Save")
    assert page.said[-1].words.startswith("Ashby County Council pays for ")
    assert "Ashby County Council pays" in shows(page)
    desk.run(lending.lend, Lend((town.violin,), child))
    assert desk.look(accounts.account, council).balance_pence > 0
    page.more.open(more.PAYS)
    assert (panel.payer.text(), panel.letters.text()) == ("Ashby County Council", "Jo Hall")
    panel.payer.clear()
    panel.letters.clear()
    press(panel, "Save")
    assert "Ashby County Council pays" not in shows(page)


def test_the_number_of_another_system_is_typed_by_hand(page, desk):
    child = page.record.children[0]
    panel = page.more.open(more.NUMBER)
    QApplication.processEvents()
    assert audit(panel) == []
    assert (panel.who.currentData(), panel.number.text()) == (child.code, "")
    QTest.keyClicks(panel.number, "SA 4017")
    press(panel, "Save")
    assert page.said[-1].words == f"{child.name} has the number SA4017 elsewhere."
    panel = page.more.open(more.NUMBER)
    assert panel.number.text() == "SA4017"
    panel.number.setText("B00000177")
    press(panel, "Save")
    assert "built like our own cards" in shows(panel)
    assert desk.look(their_numbers.number_of, child.code).number == "SA4017"
    page.chosen("undo")
    assert desk.look(their_numbers.number_of, child.code).number == ""
