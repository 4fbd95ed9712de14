"""The Families and schools place: lists, a record with account and awards, adding, a payment."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton

from loanmgr.domain.ids import new_id
from loanmgr.services import accounts, lending, lists, records
from tests import factories
from ui.families.list_page import FamiliesList
from ui.families.record_page import PersonPage
from ui.table import ACTION_ROLE


@pytest.fixture
def runner(runner_on, desk, town):
    return runner_on(desk)


@pytest.fixture
def listed(runner, qtbot):
    page = FamiliesList(runner)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    page.shown()
    return page


@pytest.fixture
def record(runner, qtbot):
    def opened(code, by=runner):
        papers = []
        page = PersonPage(code, by, open_file=lambda path: papers.append(path) or True)
        qtbot.addWidget(page)
        page.papers, page.said = papers, []
        page.say.connect(page.said.append)
        page.resize(1100, 700)
        page.show()
        page.shown()
        return page

    return opened


@pytest.fixture
def volunteer(desk, town, register_url, clock, runner_on):
    """A runner at another desk, worked by somebody who is no lead and not of the office."""

    def join(draft, _request):
        person = draft.put("staff", uuid=new_id(), name="Joan Field")
        draft.put("staff_role", staff_id=person, role="volunteer")

    desk.draft(join, None)
    opened = factories.open_desk(register_url, clock, "Ashby 2", staff="Joan Field")
    yield runner_on(opened)
    opened.close()


def names(page):
    return [row.name for row in page.models[page.kind].rows]


def press(page, words):
    QApplication.processEvents()  # what was put into a layout is shown by the next event
    found = [b for b in page.findChildren(QPushButton) if b.accessibleName() == words]
    QTest.mouseClick(next(b for b in found if b.isVisible()), Qt.MouseButton.LeftButton)


def shows(page):
    """Return everything in words on a page."""
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


# Lists.


def test_families_come_with_children_what_is_out_and_what_is_owed(listed):
    assert names(listed) == ["Joe Carter", "Ngozi Okafor"]
    model = listed.models["family"]
    cells = [model.index(0, column).data() for column in range(4)]
    assert cells == ["Joe Carter", "Ben and Mia", "1 instrument", "–"]


def test_pupils_schools_and_others_are_one_press_away(listed):
    press(listed, "Pupils")
    assert names(listed) == ["Amira Okafor", "Ben Carter", "Mia Carter"]
    press(listed, "Schools")
    assert names(listed) == ["St Anne's Primary"]
    press(listed, "Teachers and others")
    assert listed.empty.isVisible()
    assert listed.empty.action.text() == "New adult, teacher or partner"


def test_a_family_is_found_by_a_child_s_name(listed, qtbot):
    with qtbot.waitSignal(listed.models["family"].modelReset):
        listed.wanted.setText("mia")

    assert names(listed) == ["Joe Carter"]


def test_new_family_is_the_desk_s_own_panel(listed, qtbot):
    with qtbot.waitSignal(listed.new_family_wanted):
        press(listed, "New family")


def test_a_school_is_added_from_the_keyboard(listed, desk, qtbot):
    listed.add_school()
    listed.school.name.setText("Brook Infants")
    listed.school.urn.setText("654321")
    with qtbot.waitSignal(listed.opens_record) as opened:
        QTest.keyClick(listed.school.urn, Qt.Key.Key_Return)

    found = desk.look(records.person, opened.args[0])
    assert (found.kind, found.name, found.urn) == ("school", "Brook Infants", "654321")


def test_a_wrong_number_is_said_at_its_field_and_nothing_is_added(listed, desk):
    listed.add_school()
    listed.school.name.setText("Brook Infants")
    listed.school.urn.setText("65")
    listed.school.send()

    assert "six digits" in listed.school.urn.accessibleDescription()
    assert len(desk.look(lists.people, lists.PeoplePage("school"))) == 1


def test_a_teacher_is_added_with_a_school_chosen_while_typing(listed, desk, town, qtbot):
    listed.add_other()
    panel = listed.other
    panel.name.setText("Ms Grey")
    panel.school.setFocus()
    with qtbot.waitSignal(panel.school.typed):
        QTest.keyClicks(panel.school, "anne")
    assert [line.text for line in panel.school.suggestions] == ["St Anne's Primary"]
    QTest.keyClick(panel.school, Qt.Key.Key_Return)
    with qtbot.waitSignal(listed.opens_record) as opened:
        panel.send()

    found = desk.look(records.person, opened.args[0])
    assert (found.kind, found.school) == ("teacher", "St Anne's Primary")


# A record.


def test_a_family_shows_its_people_and_what_is_out(record, town):
    page = record(town.carter)

    assert page.heading.text() == "Carter family"
    assert [line.code for line in page.out.model.rows] == [town.flute]
    assert "Mia Carter" in shows(page)
    assert "joe@example.org" in shows(page)


def test_a_reduced_rate_says_until_when_and_to_the_office_why(record, town):
    page = record(town.okafor)

    assert page.chip.text() == "Reduced rate to 31 Aug 2027"
    assert "Low income" in shows(page.awards)
    assert "letter seen 21 Nov 2026" in shows(page.awards)


def test_a_volunteer_sees_neither_reason_nor_address(record, town, volunteer):
    page = record(town.okafor, by=volunteer)

    assert page.chip.text() == "Reduced rate to 31 Aug 2027"
    assert "Low income" not in shows(page)
    assert "letter" not in shows(page)
    assert "14 Mill Lane" not in shows(page)


def test_a_payment_is_taken_undone_and_told_with_its_receipt(record, desk, town):
    page = record(town.carter)
    page.take_payment()
    assert page.payment.amount.text() == "30.00"
    page.payment.amount.setText("£12")
    page.payment.methods.findChild(QRadioButton, "Card").click()
    page.payment.take()

    assert page.said[-1].words == "Paid: £12.00 by card."
    assert desk.look(accounts.account, town.carter).balance_pence == 1800
    assert page.account.balance.text() == "To pay £18.00"

    page.chosen("receipt")
    [paper] = page.papers
    assert Path(paper).read_bytes().startswith(b"%PDF")


def test_a_payment_of_nothing_is_refused_at_its_field(record, desk, town):
    page = record(town.carter)
    page.take_payment()
    page.payment.amount.setText("")
    page.payment.take()

    assert "how much" in page.payment.amount.accessibleDescription()
    assert desk.look(accounts.account, town.carter).balance_pence == 3000


def test_a_payment_can_be_undone_from_the_band(record, desk, town):
    page = record(town.carter)
    page.take_payment()
    page.payment.take()
    page.chosen("undo")
    assert page.said[-1].words == "£30.00 was paid in cash."
    assert desk.look(accounts.account, town.carter).balance_pence == 0

    page.chosen("keep_credit")
    assert desk.look(accounts.account, town.carter).balance_pence == 3000


def test_the_agreement_is_signed_and_printed(record, desk, town):
    page = record(town.carter)
    assert page.agreement.chip.text() == "Not signed"

    press(page, "Agreement signed on paper")
    assert page.agreement.chip.text() == "Signed 21 Nov 2026"

    press(page, "Print agreement")
    assert page.papers[0].read_bytes().startswith(b"%PDF")


def test_an_instrument_is_returned_from_its_row(record, desk, town):
    page = record(town.carter)
    model = page.out.model
    column = next(
        c for c in range(model.columnCount()) if model.index(0, c).data(ACTION_ROLE) == "Return"
    )
    page.out.list.setCurrentIndex(model.index(0, column))
    QTest.keyClick(page.out.list, Qt.Key.Key_Space)

    assert page.said[-1].words == "Returned: Flute."
    assert page.out.nothing.isVisible()
    assert desk.look(records.instrument, town.flute).status == "available"


def test_what_a_school_has_can_be_renewed_together(record, desk, town):
    desk.run(lending.lend, lending.Lend((town.violin, town.cello), town.school))
    page = record(town.school)
    assert page.kind.text() == "School"

    press(page, "Renew all")
    assert page.said[-1].words == "Renewed: Violin 1/2, Cello 1/2."
    assert {str(line.due_on) for line in page.record.out} == {"2027-03-25"}


def test_a_child_is_added_to_the_family(record, town):
    page = record(town.okafor)
    press(page, "Add a child")
    page.child.name.setText("Dele Okafor")
    page.child.year.setText("2")
    page.child.send()

    assert [child.name for child in page.record.children] == ["Amira Okafor", "Dele Okafor"]


def test_lend_to_them_goes_to_the_desk_with_the_child_s_card(record, town, qtbot):
    page = record(town.mia)
    with qtbot.waitSignal(page.serves) as asked:
        press(page, "Lend to them")

    assert asked.args == [town.mia]


def test_what_is_owed_now_is_said_once(record, town):
    page = record(town.carter)
    account = replace(page.record.account, balance_pence=6000, owed_pence=6000)
    page.account.show_record(replace(page.record, account=account))
    assert (page.account.balance.text(), page.account.owed.text()) == ("", "Owed now £60.00")
    account = replace(account, owed_pence=3000)
    page.account.show_record(replace(page.record, account=account))
    assert page.account.balance.text() == "To pay £60.00"
    assert page.account.owed.text() == "Owed now £30.00"


def test_a_column_without_anything_in_it_takes_no_room(record, desk, town):
    page = record(town.carter)
    assert page.account.list.isColumnHidden(3)
    desk.run(accounts.pay, accounts.Pay(town.carter, 1200, "cash"))
    page.load()
    assert not page.account.list.isColumnHidden(3)
