"""Schools, teachers and partners in the window: the list, a record's own cards, corrections."""

from datetime import date

import pytest

from loanmgr.domain.ids import new_id
from loanmgr.services import contacts, details, lending, people, records, schools
from loanmgr.services.contacts import AddContact
from loanmgr.services.lending import Lend
from loanmgr.services.schools import LoadSchools
from loanmgr.services.schools.offered import Offered
from tests import factories
from tests.ui.families_hands import press, shows
from ui.families.list_page import FamiliesList
from ui.families.record_page import PersonPage

FACTS = {
    "phase": "Primary",
    "state": "Open",
    "local_authority": "Hertfordshire",
    "from_age": 4,
    "to_age": 11,
    "pupil_count": 1210,
}


@pytest.fixture
def runner(runner_on, desk, town):
    return runner_on(desk)


@pytest.fixture
def load(desk):
    def bring_in(urn, name, **columns):
        offered = Offered(2, name, urn, columns=FACTS | columns)
        desk.run(schools.load_schools, LoadSchools((offered,), ("Hertfordshire",), national=True))

    return bring_in


@pytest.fixture
def listed(runner, qtbot):
    page = FamiliesList(runner)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    page.shown()
    press(page, "Schools")
    return page


@pytest.fixture
def record(runner, qtbot):
    def opened(code):
        page = PersonPage(code, runner)
        qtbot.addWidget(page)
        page.said = []
        page.say.connect(page.said.append)
        page.resize(1100, 700)
        page.show()
        page.shown()
        return page

    return opened


def names(page):
    return [row.name for row in page.models["school"].rows]


def choose(box, data):
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def test_the_list_is_narrowed_by_phase_state_and_what_they_have(listed, load, desk, town, qtbot):
    load("110001", "Ford High", phase="Secondary")
    load("110002", "Brook Infants")
    press(listed, "Families")
    assert not listed.schools.isVisible()
    press(listed, "Schools")
    assert names(listed) == ["Brook Infants", "Ford High", "St Anne's Primary"]
    choose(listed.schools.phase, "Secondary")
    assert names(listed) == ["Ford High"]
    choose(listed.schools.phase, "")
    choose(listed.schools.state, "closed")
    assert names(listed) == []
    assert listed.empty.isVisible()
    choose(listed.schools.state, "")
    listed.schools.holds.click()
    assert names(listed) == []
    desk.run(lending.lend, Lend((town.violin,), town.school))
    listed.load()
    assert names(listed) == ["St Anne's Primary"]


def test_the_way_to_load_schools_stands_by_the_schools(listed, qtbot):
    with qtbot.waitSignal(listed.load_schools_wanted):
        press(listed, "Load schools…")


def test_a_school_shows_what_the_register_says_its_prices_and_its_pupils(record, load, town, desk):
    load("123456", "St Anne's Primary", head="Mrs A Fry")
    desk.run(lending.lend, Lend((town.violin,), town.amira))
    page = record(town.school)
    said = shows(page)
    for words in ("Mrs A Fry", "4 to 11", "1,210", "School price: £15.00 a term"):
        assert words in said
    assert page.organisation.register.chip.text() == "Open"
    assert [pupil.name for pupil in page.organisation.shown.pupils] == [
        "Amira Okafor",
        "Ben Carter",
    ]
    opened = []
    page.opens_record.connect(opened.append)
    press(page, "Amira Okafor")
    assert opened == [town.amira]


def test_a_closed_school_says_so_and_is_lent_nothing(record, load, town):
    load("123456", "St Anne's Primary")
    load("123456", "St Anne's Primary", state="Closed", closed_on=date(2026, 8, 31))
    page = record(town.school)
    assert page.chip.text().startswith("Closed on 31 Aug 2026")
    assert page.organisation.register.chip.text() == "Closed 31 Aug 2026"
    assert not page.serve.isVisible()


def test_somebody_to_write_to_is_added_changed_taken_off_and_undone(record, desk, town):
    page = record(town.school)
    press(page, "Add a person")
    panel = page.organisation.panel
    panel.name.setText("Jo Field")
    panel.role.setCurrentText("Music")
    panel.send()
    assert page.said[-1].words == "Added: Jo Field."
    assert "Jo Field" in shows(page.organisation.contacts)

    press(page, "Change Jo Field")
    panel.contact.setText("jo@example.org")
    panel.prefers.setCurrentIndex(panel.prefers.findData("email"))
    panel.send()
    assert "Prefers email" in shows(page.organisation.contacts)

    press(page, "Change Jo Field")
    panel.take_off()
    assert desk.look(contacts.contacts, town.school) == ()
    page.chosen("undo")
    [jo] = desk.look(contacts.contacts, town.school)
    assert (jo.contact, jo.prefers) == ("jo@example.org", "email")
    assert "Jo Field" in shows(page.organisation.contacts)


def test_a_name_that_is_there_already_is_said_at_its_field(record, desk, town):
    desk.run(contacts.add_contact, AddContact(town.school, "Jo Field"))
    page = record(town.school)
    press(page, "Add a person")
    page.organisation.panel.name.setText("jo field")
    page.organisation.panel.send()
    assert "is there already" in page.organisation.panel.name.accessibleDescription()


def test_a_family_has_none_of_it(record, town):
    page = record(town.okafor)
    assert not page.organisation.left.isVisible()
    assert not page.organisation.right.isVisible()


@pytest.mark.parametrize("kind", ["teacher", "partner", "adult"])
def test_a_teacher_a_partner_and_an_adult_are_corrected_and_undone(record, desk, kind):
    card = factories.borrower(desk, kind, "Bela Moor")
    page = record(card)
    press(page, "Correct…")
    panel = page.details
    panel.fields["name"].setText("Bela Moore")
    panel.fields["address"].setText("1 Mill Lane")
    panel.send()
    assert page.said[-1].words == "Corrected: name and address."
    assert page.heading.text() == "Bela Moore"
    assert "1 Mill Lane" in shows(page)
    page.chosen("undo")
    assert page.heading.text() == "Bela Moor"


def test_a_family_and_a_school_are_corrected(record, desk, town):
    page = record(town.okafor)
    press(page, "Correct…")
    assert page.details.fields["address"].text() == "14 Mill Lane"
    page.details.fields["address"].setText("2 New Lane")
    page.details.send()
    assert desk.look(details.details, town.okafor).address == "2 New Lane"

    page = record(town.school)
    press(page, "Correct…")
    page.details.fields["urn"].setText("12")
    page.details.send()
    assert "six digits" in page.details.fields["urn"].accessibleDescription()
    page.details.fields["urn"].setText("123457")
    page.details.send()
    assert desk.look(records.person, town.school).urn == "123457"


def test_a_twin_is_told_of(record, desk, town):
    other = desk.run(people.add_school, people.AddSchool("Ford School")).result.code
    page = record(town.school)
    press(page, "Correct…")
    page.details.fields["name"].setText("Ford School")
    page.details.send()
    assert page.said[-1].detail == f"Another one has that name: Ford School {other}."


def test_a_volunteer_sees_no_address_in_the_form(desk, town, register_url, clock):
    def join(draft, _request):
        person = draft.put("staff", uuid=new_id(), name="Joan Field")
        draft.put("staff_role", staff_id=person, role="volunteer")

    desk.draft(join, None)
    volunteer = factories.open_desk(register_url, clock, "Ashby 2", staff="Joan Field")
    assert volunteer.look(details.details, town.okafor).address == ""
    volunteer.close()
