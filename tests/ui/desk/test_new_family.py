"""A new family over the desk: by keyboard alone, twins offered, opened when it is saved."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from loanmgr.services import find, scanning

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(eyes):
    eyes.press(Qt.Key.Key_F4)
    return eyes.program.desk.new_family


def fill(eyes, *texts):
    """Type one text after another, with Tab between them."""
    for text in texts:
        if text:
            eyes.type(text)
        eyes.press(Qt.Key.Key_Tab)


def test_f4_opens_it_with_the_cursor_in_the_first_field(eyes, panel):
    assert eyes.focus == "Parent or carer's full name"


def test_a_family_typed_with_one_child_is_opened_at_the_desk_ready_to_lend(eyes, town, desk, panel):
    fill(eyes, "Grace Bello", "07700 900456", "3 High Street", "AB1 3EF", "Tobi Bello")
    eyes.type("St A")
    eyes.qtbot.waitUntil(lambda: bool(panel.form.control("school_1").suggestions))
    eyes.enter()
    eyes.press(Qt.Key.Key_Tab)
    fill(eyes, "4")
    eyes.press(Qt.Key.Key_Down)
    eyes.press(Qt.Key.Key_Tab)
    eyes.click("Save and lend")
    assert eyes.band == "Tobi Bello is at the desk. Has nothing out."
    assert eyes.program.desk.session.view.detail == "Year 4 · St Anne's Primary"
    assert "Reduced rate to 31 Aug 2027" in eyes.words()
    assert eyes.focus == "Scan"
    eyes.scan(town.violin)
    assert eyes.enter().startswith("Lent: Violin 1/2 to Tobi Bello")
    holder = desk.look(scanning.scan, scanning.Scan(town.violin)).instrument.holder
    assert holder == "Tobi Bello"


def test_enter_in_the_last_field_saves_as_in_every_other(eyes, panel):
    fill(eyes, "Grace Bello", "07700 900456", "3 High Street", "AB1 3EF", "Tobi Bello", "", "4")
    assert eyes.focus == "Reduced rate?"
    eyes.enter()
    assert eyes.band == "Tobi Bello is at the desk. Has nothing out."


def test_reduced_rate_is_asked_for_by_letters_and_evidence_follows(eyes, town, panel):
    scheme, evidence = panel.form.control("scheme_1"), panel.form.control("evidence_1")
    assert [scheme.itemText(at) for at in range(scheme.count())] == ["None", "A", "B"]
    assert (evidence.currentText(), evidence.isEnabled()) == ("Not needed", False)
    scheme.setCurrentText("A")
    offered = [evidence.itemText(at) for at in range(evidence.count())]
    assert offered == ["Seen today", "School confirms", "Will bring it", "Not needed"]
    assert "income" not in eyes.words().casefold()


def test_somebody_who_is_here_already_is_offered_while_typing(eyes, town, panel):
    eyes.type("Ngozi Ok")
    eyes.qtbot.waitUntil(lambda: eyes.sees("Use their record"))
    assert "Ngozi Okafor, 14 Mill Lane, already here." in eyes.words()
    eyes.click("Use their record")
    assert eyes.band == "Amira Okafor is at the desk. Has nothing out."
    assert not panel.isVisible()


@pytest.mark.parametrize("number", ["07700900123", "+44 7700-900123"])
def test_who_has_the_number_already_is_offered_however_it_is_written(eyes, town, panel, number):
    fill(eyes, "Grace Bello", number)
    eyes.qtbot.waitUntil(lambda: eyes.sees("Use their record"))
    assert "Ngozi Okafor, 14 Mill Lane, already here with this phone or email." in eyes.words()


def test_another_child_has_school_and_surname_carried_over(eyes, town, panel):
    panel.form.control("name_1").setText("Tobi Bello")
    panel.form.control("school_1").setText("St Anne's Primary")
    eyes.click("Another child")
    assert eyes.focus == "Child's full name 2"
    assert panel.form.control("name_2").text() == " Bello"
    assert panel.form.control("school_2").text() == "St Anne's Primary"


def test_what_is_missing_is_said_at_its_field_and_kept(eyes, town, desk, panel):
    eyes.type("Grace Bello")
    eyes.enter()
    assert "Say the child's name." in eyes.words()
    assert eyes.focus == "Child's full name"
    assert panel.form.control("adult").text() == "Grace Bello"
    assert desk.look(find.find, "Bello") == ()
    panel.form.control("name_1").setText("Tobi Bello")
    eyes.click("Save and lend")
    assert eyes.band == "Tobi Bello is at the desk. Has nothing out."


def test_escape_closes_it_and_what_was_typed_is_there_again(eyes, town, panel):
    eyes.type("Grace")
    eyes.press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    eyes.press(Qt.Key.Key_F4)
    assert eyes.program.desk.new_family.form.control("adult").text() == "Grace"


def test_f4_goes_back_to_the_field_where_it_was_left(eyes, town, panel):
    eyes.type("Grace")
    eyes.program.window.focus_scan()  # as after an answer
    eyes.press(Qt.Key.Key_F4)
    eyes.type(" Bello")
    assert panel.form.control("adult").text() == "Grace Bello"


def test_leaving_for_another_place_nothing_typed_presses_a_button(eyes, town, panel):
    eyes.type("Grace")
    window = eyes.program.window
    window.go("Instruments")
    assert window.focusWidget() is window.top.scan


def test_a_scan_while_it_is_open_is_dealt_with_and_types_nothing(eyes, town, panel):
    eyes.type("Grace")
    assert eyes.scan(town.flute).startswith("Returned: Flute.")
    assert panel.isVisible()
    assert panel.form.control("adult").text() == "Grace"


def test_another_child_of_a_family_that_is_here_joins_it(eyes, town, desk):
    eyes.scan(town.okafor)
    eyes.click("Add a child")
    panel = eyes.program.desk.new_family
    assert eyes.focus == "Child's full name"
    panel.form.control("name_1").setText("Ada Okafor")
    eyes.click("Save and lend")
    QApplication.processEvents()
    names = [child.name for child in eyes.program.desk.session.view.children]
    assert names == ["Amira Okafor", "Ada Okafor"]


def test_another_adult_is_kept_and_found_by_name_without_a_card(eyes, town, desk, panel):
    fill(eyes, "Grace Bello", "07700 900456")
    panel.form.control("name_1").setText("Tobi Bello")
    eyes.click("Another adult")
    assert eyes.focus == "Parent or carer's full name 2"
    fill(eyes, "Uche Eze", "uche@example.org")
    eyes.click("Save and lend")
    assert eyes.band == "Tobi Bello is at the desk. Has nothing out."
    card = eyes.program.desk.session.view.card
    assert [hit.code for hit in desk.look(find.find, "eze")] == [card]


def test_an_adult_asked_for_and_left_empty_is_nobody(eyes, town, desk, panel):
    fill(eyes, "Grace Bello")
    panel.form.control("name_1").setText("Tobi Bello")
    eyes.click("Another adult")
    eyes.click("Another child")
    eyes.click("Save and lend")
    view = eyes.view
    assert [child.name for child in view.children] == ["Tobi Bello"]


def test_an_adult_without_a_name_is_asked_for_it(eyes, town, panel):
    fill(eyes, "Grace Bello")
    panel.form.control("name_1").setText("Tobi Bello")
    eyes.click("Another adult")
    panel.form.control("contact_2").setText("uche@example.org")
    eyes.click("Save and lend")
    assert "Say the parent's or carer's name." in eyes.words()
    assert eyes.focus == "Parent or carer's full name 2"


def test_a_family_that_is_here_gets_another_adult_alone(eyes, town, desk):
    eyes.scan(town.okafor)
    eyes.click("Add a child")
    eyes.click("Another adult")
    eyes.type("Uche Okafor")
    eyes.click("Save and lend")
    QApplication.processEvents()
    assert [child.name for child in eyes.program.desk.session.view.children] == ["Amira Okafor"]
    assert [hit.code for hit in desk.look(find.find, "uche")] == [town.okafor]


def test_two_children_each_with_a_reduced_rate_of_their_own(eyes, town, desk, panel):
    fill(eyes, "Grace Bello", "07700 900456")
    panel.form.control("name_1").setText("Tobi Bello")
    panel.form.control("scheme_1").setCurrentText("A")
    eyes.click("Another child")
    eyes.type("Ada")
    panel.form.control("scheme_2").setCurrentText("B")
    panel.form.control("evidence_2").setCurrentText("Will bring it")
    eyes.click("Save and lend")
    assert eyes.band == "The Bello family is at the desk. Has nothing out."
    assert eyes.scan(town.violin) == "Who plays it? Violin 1/2."
    eyes.click("Tobi Bello")
    eyes.click("Change")
    eyes.click("Ada Bello")
    eyes.scan(town.cello)
    assert [row[0] for row in eyes.rows("On the counter")] == [
        "Tobi: Violin 1/2",
        "Ada: Cello 1/2",
    ]
    half, free = (line.quote for line in eyes.program.desk.session.view.lines)
    assert (half.full_pence, half.due_pence) == (2400, 1200)
    assert free.due_pence == 0
