"""What the window shows the lead: a line on the idle desk, a number, the menu."""

import pytest

from loanmgr.domain.ids import new_id
from loanmgr.services import awards, handing_in
from tests import factories
from tests.tables import meddle


@pytest.fixture
def waits(desk, town):
    """Three families that did not sign, a violin that turned up, and a letter that is to follow."""
    for name in ("Al Fry", "Una Gray"):
        factories.lend(desk, factories.violin(desk), factories.pupil(desk, name))
    desk.run(handing_in.hand_in, handing_in.HandIn(factories.violin(desk)))
    child = factories.pupil(desk, "Mo Bell")
    desk.run(awards.award, awards.Award(child, "reduced-50", "awaited"))


@pytest.fixture
def eyes(open_window, qtbot, waits):
    eyes = open_window()
    qtbot.waitUntil(lambda: eyes.sees("For the lead"))
    return eyes


def test_a_line_on_the_idle_desk_says_how_many_wait(eyes):
    line = "For the lead: 3 unsigned, 1 turned up and 1 evidence to check."
    assert line in eyes.words()


def test_it_is_out_of_the_way_while_somebody_is_served(eyes, town):
    eyes.scan(town.okafor)
    assert not eyes.sees("For the lead")


def test_its_button_opens_the_lists_and_escape_leads_back(eyes):
    eyes.click("Look at them")
    assert eyes.window.page.title == "To look at"
    eyes.window.back()
    assert eyes.sees("For the lead")


def test_the_menu_leads_there_from_every_place(eyes):
    eyes.window.go("Labels")
    eyes.window.menu.actions["to_look_at"].trigger()
    assert eyes.window.page.title == "To look at"


def test_families_have_a_number_and_a_way_to_the_list(eyes):
    entry = eyes.window.navigation._buttons["Families and schools"]
    assert (entry.number, entry.accessibleDescription()) == (1, "1 waiting")
    eyes.window.go("Families and schools")
    eyes.click("Evidence to check")
    assert eyes.window.page.which == "Evidence to check"


def test_what_is_dealt_with_is_counted_out(eyes, qtbot):
    eyes.click("Look at them")
    page = eyes.window.page
    page.note_seen(page.models["Evidence to check"].rows[0])
    eyes.window.back()
    qtbot.waitUntil(lambda: "3 unsigned and 1 turned up" in eyes.words())


def test_undone_from_the_desk_it_is_on_the_page_again(eyes, qtbot):
    eyes.click("Look at them")
    page = eyes.window.page
    page.settle(page.models["Turned up"].rows[0])
    assert not page.models["Turned up"].rows
    eyes.program.desk.undo()
    qtbot.waitUntil(lambda: len(page.models["Turned up"].rows) == 1)


@pytest.mark.usefixtures("waits")
def test_a_volunteer_sees_none_of_it(open_window, register_url, monkeypatch):
    staff = "INSERT INTO staff (uuid, name) VALUES (:uuid, 'Joan Volunteer')"
    meddle(register_url, staff, uuid=new_id())
    opens = factories.open_desk
    monkeypatch.setattr(
        factories,
        "open_desk",
        lambda url, clock: opens(url, clock, "Ashby 2", staff="Joan Volunteer"),
    )
    eyes = open_window()
    assert eyes.program.lead is None
    assert not eyes.sees("For the lead")
    assert not eyes.window.menu.actions["to_look_at"].isEnabled()
