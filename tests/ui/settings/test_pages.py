"""Prices, terms and reduced rates changed, tried out, undone and looked back at in the window."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from loanmgr.domain.policy.changing import Version
from loanmgr.services import policy_changes, policy_history
from loanmgr.services.policy_changes import SaveEntry
from tests import factories
from tests.tables import count, meddle
from tests.ui.audit import audit
from ui import theme
from ui.widgets.wrapped_link import WrappedLink


def in_force(desk):
    return desk.look(lambda look, _: look.policy(), None)


def tariffs(desk, code):
    return [each for each in in_force(desk).tariffs if each.code == code]


def test_a_price_for_cellos_from_january(office, desk):
    editor = office.open("Prices", "Cello, double bass and harp")
    office.press("New version from a day on…")
    office.type(editor, since="1 Jan 2027", price_pence="38")
    office.press("Save")
    old, new = tariffs(desk, "large-strings")
    assert (old.to_on, new.from_on, new.price_pence) == (
        date(2026, 12, 31),
        date(2027, 1, 1),
        3800,
    )
    assert "£38.00" in office.said[-1].words
    office.page.chosen("undo")
    assert [each.price_pence for each in tariffs(desk, "large-strings")] == [3600]


def test_a_changed_percentage_is_tried_saved_and_undone(office, desk):
    name = next(s.name for s in in_force(desk).schemes if s.code == "reduced-50")
    editor = office.open("Reduced rates", name)
    office.press("Try it")
    editor.try_part.scheme.setCurrentIndex(editor.try_part.scheme.findData("reduced-50"))
    office.type(editor, percent="25")
    editor.try_part.ask()
    assert office.sees("Reduced rate takes off 25 %, £6.00")
    assert office.sees("Reduced rate takes off half, £12.00")
    assert count(desk, "act") == count(desk, "act_body")
    office.press("Save")
    assert in_force(desk).scheme_named("reduced-50").percent == 25
    office.page.chosen("undo")
    assert in_force(desk).scheme_named("reduced-50").percent == 50
    QApplication.processEvents()
    assert editor.form.controls["percent"].raw() == "50"


def test_last_years_terms_are_copied(office, desk):
    part = office.go("Terms and dates")
    office.press("Copy last year…")
    assert office.sees("3 entries would be changed:")
    office.press("Copy the year")
    assert "2027-autumn" in [each.code for each in in_force(desk).terms]
    assert "Autumn term 2027" in [row.name for row in part.entries.model.rows]
    assert "2027/28: Autumn term 2027 1 Sep 2027" in part.entries.strip.said()


def test_prices_are_raised_with_the_copy(office, desk):
    part = office.go("Prices")
    office.press("Copy last year…")
    part.copy.percent.setText("3.5")
    part.copy.ask()
    assert office.sees("Strings from 1 Sep 2027: new, Price £24.85")
    part.copy.from_on.setText("")
    part.copy.ask()
    assert office.sees("New prices need the first day they hold from.")
    assert not part.copy.copy.isEnabled()
    assert count(desk, "tariff") == len(in_force(desk).tariffs)


def test_a_new_entry_gets_its_short_name_from_its_name(office, desk):
    part = office.go("Limits")
    office.press("New limit")
    office.type(part.editor, name="Adults owe", owed_pence="£9")
    part.editor.form.controls["borrowers"].show_value(("adult",))
    office.press("Save")
    assert [each.owed_pence for each in in_force(desk).limits if each.code == "adults-owe"] == [900]


def test_conditions_of_agreements_stand_one_under_the_other(office, desk):
    part = office.go("Limits")
    office.press("New limit")
    office.type(part.editor, name="Agreed")
    conditions = part.editor.form.controls["conditions"]
    conditions.part.setPlainText("Do not write on it.\n\nOne named  student only, in Year 3.\n")
    part.editor.form.controls["teacher_signs"].show_value(value=True)
    office.press("Save")
    [said] = [each for each in in_force(desk).limits if each.code == "agreed"]
    assert said.conditions == ("Do not write on it.", "One named student only, in Year 3.")
    assert said.teacher_signs
    conditions.part.setPlainText("x" * 601)
    office.press("Save")
    assert office.sees("at most 600 letters")


def test_who_insures_is_chosen_in_words(office, desk):
    editor = office.open("Types of instruments", "Bassoon")
    editor.form.controls["insure"].show_value("advised")
    office.press("Save")
    assert in_force(desk).type_by_code["bassoon"].insure == "advised"


def test_what_can_not_be_is_said_at_its_field_and_typing_stays(office, desk):
    editor = office.open("Prices", "Strings")
    office.type(editor, price_pence="lots")
    office.press("Save")
    assert office.sees("lots is not a sum in pounds, such as 12.50.")
    office.type(editor, price_pence="0")
    office.press("Save")
    assert office.sees("The price Strings has no “Price”")
    assert editor.form.controls["price_pence"].raw() == "0"
    assert tariffs(desk, "strings")[0].price_pence == 2400


def test_an_overlapping_term_names_both(office):
    editor = office.open("Terms and dates", "Spring term 2027")
    office.type(editor, since="1 Dec 2026")
    office.press("Save")
    assert office.sees("The term Spring term 2027 begins on 1 Dec 2026, while Autumn term 2026")


def test_what_is_not_saved_is_asked_about(office, desk):
    editor = office.open("Prices", "Strings")
    office.type(editor, price_pence="26")
    office.press("Back")
    assert office.sees("What you changed here is not saved.")
    office.press("Go on writing")
    assert editor.form.controls["price_pence"].raw() == "26"
    office.press("Back")
    office.press("Throw it away")
    assert office.sees("What hiring costs.")
    editor = office.open("Prices", "Strings")
    assert editor.form.controls["price_pence"].raw() == "24.00"
    office.type(editor, price_pence="26")
    office.press("Back")
    office.press("Save it")
    assert tariffs(desk, "strings")[0].price_pence == 2600
    assert not office.page.is_dirty


@pytest.fixture
def other(register_url, clock):
    opened = factories.open_desk(register_url, clock, "Ashby 2")
    yield opened
    opened.close()


def change_elsewhere(other, office, pence):
    version = Version("tariffs", "strings")
    now = in_force(other)
    said = policy_changes.table(
        policy_changes.changing.find(now, version), policy_changes.changing.shape_named("tariffs")
    )
    other.run(policy_changes.save, SaveEntry("tariffs", {**said, "price_pence": pence}, version))
    office.page.runner.changed.emit(frozenset({"tariff", "register"}))
    QApplication.processEvents()


def test_another_desk_changes_it_while_i_read(office, other):
    editor = office.open("Prices", "Strings")
    change_elsewhere(other, office, 2500)
    assert editor.form.controls["price_pence"].raw() == "25.00"
    assert not office.page.is_dirty


@pytest.mark.parametrize(("answer", "pence"), [("Keep mine", 2600), ("Show theirs", 2500)])
def test_another_desk_changes_it_while_i_write(office, desk, other, answer, pence):
    editor = office.open("Prices", "Strings")
    office.type(editor, price_pence="26")
    change_elsewhere(other, office, 2500)
    assert office.sees("Another desk has changed this price: Strings: Price £24.00, now £25.00.")
    assert editor.form.controls["price_pence"].raw() == "26"
    office.press(answer)
    if answer == "Keep mine":
        office.press("Save")
    assert tariffs(desk, "strings")[0].price_pence == pence


def test_the_history_tells_and_undoes(office, desk):
    editor = office.open("Prices", "Strings")
    office.type(editor, price_pence="26")
    office.press("Save")
    office.press("History")
    part = office.page.lists["tariffs"]
    assert office.sees("Strings: Price £24.00, now £26.00.")
    part.history.model.columns[3].act(part.history.model.rows[0])
    assert tariffs(desk, "strings")[0].price_pence == 2400
    QApplication.processEvents()
    assert [row.is_undone for row in part.history.model.rows] == [False, True]
    office.press("Back")
    assert editor.form.controls["price_pence"].raw() == "24.00"


def test_what_was_never_used_is_taken_out(office, desk):
    part = office.go("Limits")
    row = next(row for row in part.entries.model.rows if row.version.code == "adult")
    part.entries.list.opened.emit(row)
    office.press("Take it out")
    assert "adult" not in [each.code for each in in_force(desk).limits]
    office.page.chosen("undo")
    assert "adult" in [each.code for each in in_force(desk).limits]


def test_the_search_finds_pages_entries_and_keys(office):
    finds = office.page._find
    assert [each.text for each in finds("limits")][:1] == ["Limits"]
    (cello,) = [each for each in finds("cello") if each.detail == "Prices"]
    office.page.contents.found.emit(cello.value)
    assert office.page.lists["tariffs"].editor.version.code == "large-strings"
    assert any(each.text == "Deposit" for each in finds("deposit"))
    assert finds("dragon") == []


def test_a_volunteer_looks_and_is_told_who_may(page_for, register_url, clock, desk):
    meddle(register_url, "UPDATE staff_role SET role = 'volunteer'")
    by = factories.open_desk(register_url, clock, "Ashby 3", staff=desk.identity.staff_name)
    office = page_for(by)
    part = office.go("Reduced rates")
    assert office.sees("Only the office and the service lead can change this.")
    assert not office.sees_it(part.entries.new)
    assert {row.name for row in part.entries.model.rows} == {"Reduced rate"}
    part.entries.list.opened.emit(part.entries.model.rows[0])
    assert not office.sees_it(part.editor.save_button)
    assert "name" not in part.editor.form.controls
    assert not part.editor.form.controls["percent"].part.isEnabled()
    assert not any("income" in each.text.casefold() for each in office.page._find("reduced"))
    by.close()


@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK])
def test_every_page_can_be_read_reached_and_named(qapp, office, scheme):
    theme.apply(qapp, scheme)
    office.page.resize(1118, 2600)
    for title in office.page.parts:
        office.press(title)
        assert audit(office.page) == [], title
    editor = office.open("Prices", "Strings")
    editor.show_try()
    qapp.processEvents()
    assert audit(office.page) == []


def test_a_new_version_tells_itself_from_the_one_that_holds(office, desk):
    office.open("Prices", "Strings")
    office.press("New version from a day on…")
    editor = office.page.lists["tariffs"].editor
    office.type(editor, since="1 Jan 2027", price_pence="26")
    office.press("Save")
    wanted = "Strings from 1 Jan 2027: new, Price £26.00; what holds before ends on 31 Dec 2026"
    assert office.said[-1].words == f"Saved: {wanted}."
    assert office.sees("Strings from 1 Jan 2027")
    assert office.sees("It does not hold yet.")
    done = desk.look(policy_history.history_of, policy_history.HistoryOf("tariffs", "strings"))
    assert done[0].what == f"Policy changed: {wanted}"


def test_a_long_refusal_is_read_to_its_end_in_a_narrow_window(office):
    office.page.resize(700, 600)
    part = office.go("Limits")
    office.press("New limit")
    office.type(part.editor, name="Owing")
    office.press("Save")
    assert office.sees("The limit Owing limits nothing")
    (link,) = part.editor.form.findChildren(WrappedLink)
    assert "\n" in link.text()
    assert link.text().replace("\n", " ") == link.objectName()
    wide = link.fontMetrics().size(0, link.text()).width()
    assert wide <= link.width() <= part.editor.width()


def test_save_by_keyboard_leaves_the_cursor_in_the_form(office):
    editor = office.open("Prices", "Strings")
    office.type(editor, price_pence="26")
    editor.save_button.setFocus()
    office.press("Save")
    assert QApplication.focusWidget() is editor.form.controls["price_pence"].part
