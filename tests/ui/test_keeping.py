"""Keeping an instrument for somebody, from its record; and where everybody sees it."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from loanmgr.services import find, lending, policy, records, reservations
from loanmgr.services.reservations import KeepFor
from tests import factories
from tests.ui.audit import audit
from ui import found
from ui.desk import deeds
from ui.families.record_page import PersonPage
from ui.instruments.list_page import InstrumentsList
from ui.instruments.record_page import InstrumentPage

KEEP = "Keep for…"
NEVER = '[[limits]]\ncode = "kept"\nname = "Kept"\nkept_working_days = 0\n'


@pytest.fixture
def show(runner_on, desk, town, qtbot):
    """Open a page, which notes what it says and opens."""

    def opened(page):
        qtbot.addWidget(page)
        page.said, page.opened = [], []
        page.say.connect(page.said.append)
        page.opens_record.connect(page.opened.append)
        page.resize(1100, 700)
        page.show()
        page.shown()
        return page

    return opened


@pytest.fixture
def page(show, runner_on, desk, town):
    """The record of a violin that is in."""
    return show(InstrumentPage(town.violin, runner_on(desk)))


def button(page, words):
    QApplication.processEvents()
    found = [b for b in page.findChildren(QPushButton) if b.accessibleName() == words]
    return next((b for b in found if not b.isHidden()), None)


def press(page, words):
    QTest.mouseClick(button(page, words), Qt.MouseButton.LeftButton)


def asked(page):
    press(page, KEEP)
    return page.keeping.panel


def shows(panel):
    QApplication.processEvents()
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]


def kept_for(desk, code):
    return desk.look(records.instrument, code).kept_for


def test_it_is_kept_by_keyboard_alone_and_undone(page, desk, town):
    panel = asked(page)
    assert panel.focusWidget() is panel.who
    QTest.keyClicks(panel.who, "amira")
    QTest.keyClick(panel.who, Qt.Key.Key_Return)
    assert panel.who.value == town.amira
    QTest.keyClick(panel.who, Qt.Key.Key_Return)
    assert not panel.isVisible()
    assert page.said[-1].words == "Kept: Violin 1/2 for Amira Okafor."
    assert page.said[-1].detail == "Until 27 November 2026; then anybody can have it."
    assert page.chip.text() == "Kept for Amira O."
    assert page.until.text() == "Until 27 November 2026."
    assert page.why_not.text() == "Lending it to anybody else will ask first."
    assert button(page, "Lend") is not None
    press(page, "Amira Okafor")
    assert page.opened == [town.amira]

    page.chosen("undo")
    assert kept_for(desk, town.violin) == ""
    assert page.chip.text() == "Available"
    assert button(page, KEEP) is not None


def test_no_longer_kept_is_one_press_with_an_undo(page, desk, town):
    desk.run(reservations.keep_for, KeepFor(town.violin, town.school))
    page.load()
    assert button(page, KEEP) is None
    press(page, "No longer kept")
    assert page.said[-1].words.startswith("No longer kept: Violin 1/2 for ")
    assert button(page, "No longer kept") is None
    page.chosen("undo")
    assert kept_for(desk, town.violin) != ""


def test_a_last_day_is_typed_and_what_is_wrong_stands_at_its_field(page, desk, town):
    panel = asked(page)
    press(panel, "Keep it")
    assert "Say who it is for." in shows(panel)
    QTest.keyClicks(panel.who, town.amira)
    QTest.keyClicks(panel.until, "soon")
    QTest.keyClick(panel.until, Qt.Key.Key_Return)
    assert "soon is not a day, such as 18 Dec or 18/12/2026." in shows(panel)
    panel.until.setText("18 Dec")
    press(panel, "Keep it")
    late = "It can be kept for 5 working days at most, until 27 November 2026."
    assert late in shows(panel)
    assert panel.save.isEnabled()
    panel.until.setText("24 Nov")
    press(panel, "Keep it")
    assert desk.look(records.instrument, town.violin).kept_until_on.day == 24


def test_a_card_that_is_typed_does_as_well(page, desk, town):
    panel = asked(page)
    QTest.keyClicks(panel.who, town.okafor.lower())
    QTest.keyClick(panel.who, Qt.Key.Key_Return)
    QTest.keyClick(panel.who, Qt.Key.Key_Return)
    assert kept_for(desk, town.violin) == "Amira Okafor"


def test_a_family_with_several_children_is_asked_which(page, desk, town):
    factories.pupil(desk, "Ike Okafor", of=town.okafor)
    panel = asked(page)
    QTest.keyClicks(panel.who, town.okafor)
    QTest.keyClick(panel.who, Qt.Key.Key_Return)
    press(panel, "Keep it")
    assert any(text.startswith("This family has 2 children.") for text in shows(panel))


def test_another_desk_was_faster(page, desk, town):
    panel = asked(page)
    QTest.keyClicks(panel.who, town.school)
    desk.run(reservations.keep_for, KeepFor(town.violin, town.amira))
    QTest.keyClick(panel.who, Qt.Key.Key_Return)
    press(panel, "Keep it")
    assert any(
        text.endswith(" is kept for Amira Okafor until 27 Nov already.") for text in shows(panel)
    )


def test_it_is_only_offered_where_it_can_be(page, show, runner_on, desk, town):
    out = show(InstrumentPage(town.flute, page.runner))
    assert button(out, KEEP) is None
    desk.run(policy.bring_in, policy.BringIn(NEVER))
    never = show(InstrumentPage(town.cello, page.runner))
    assert button(never, KEEP) is None


def test_the_panel_is_named_and_begins_anew(page):
    panel = asked(page)
    assert audit(page) == []
    panel.until.setText("24 Nov")
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert asked(page).until.text() == ""


def test_lists_and_the_scan_box_say_for_whom(show, runner_on, desk, town, clock):
    desk.run(reservations.keep_for, KeepFor(town.violin, town.amira))
    page = show(InstrumentsList(runner_on(desk), today=clock.today))
    assert page.model.index(0, 3).data() == "Kept for Amira O."
    page.show_only("kept")
    assert [row.code for row in page.model.rows] == [town.violin]
    page.show_only("available")
    assert town.violin not in [row.code for row in page.model.rows]
    (hit,) = desk.look(find.find, town.violin)
    (line,) = found.suggestions((hit,), clock.on)
    assert (line.icon, line.detail.split(" · ")[0]) == ("bookmark", "Kept for Amira O.")


def test_it_is_on_the_page_of_whoever_it_is_kept_for(show, runner_on, desk, town, clock):
    runner = runner_on(desk)
    family = show(PersonPage(town.okafor, runner))
    assert not family.out.kept.isVisible()
    family.run(reservations.keep_for, KeepFor(town.violin, town.amira), family.said.append)
    assert family.out.kept.text() == (
        f"Kept for Amira until 27 Nov 2026: Violin 1/2 {town.violin}."
    )
    desk.run(lending.lend, lending.Lend((town.violin,), town.school))
    family.load()
    assert family.out.kept.text().endswith("; it is on loan now.")
    clock.go_to(clock.on + timedelta(days=7))
    family.load()
    assert not family.out.kept.isVisible()


@pytest.mark.parametrize(
    ("what", "target"),
    [
        ("Kept: Violin 3/4 M10001234 for Amira Okafor, until 27 Nov", "keeping of Violin 3/4"),
        ("No longer kept: Violin 3/4 M10001234 for Amira Okafor", "giving up of Violin 3/4"),
    ],
)
def test_undo_names_the_instrument_and_nobody(what, target):
    assert deeds.undo_target(what) == target
