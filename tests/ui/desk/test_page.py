"""The Desk place in the real window: scans and keys, focus, names, and what a queue may read."""

from datetime import date

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from loanmgr.services import scanning
from tests import factories
from tests.ui.audit import audit
from tests.ui.desk.window import TODAY
from ui import theme
from ui.desk import deeds

SIZES = [(1366, 768), (1024, 700), (1093, 580)]


def status(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument.status


def test_returning_is_one_scan_without_key_or_click(eyes, town, desk):
    assert eyes.scan(town.flute).startswith("Returned: Flute. Was with Ben Carter.")
    assert (eyes.keys, eyes.focus) == (0, "Scan")
    assert status(desk, town.flute) == "available"


def test_lending_is_two_scans_and_enter_at_the_reduced_rate(eyes, town, desk):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    assert "£12.00" in eyes.words()
    assert eyes.enter().startswith("Lent: Violin 1/2 to Amira Okafor, until returned")
    assert (eyes.keys, eyes.focus) == (1, "Scan")
    assert status(desk, town.violin) == "on_loan"


def test_the_same_label_twice_at_once_is_one_scan(eyes, town, desk):
    eyes.shoot(town.flute)
    eyes.shoot(town.flute)
    QApplication.processEvents()
    QApplication.processEvents()
    assert eyes.band.startswith("Returned: Flute.")
    assert status(desk, town.flute) == "available"


@pytest.mark.parametrize(
    "where", ["How they will pay", "Agreement signed on paper", "On the counter", "Finish and next"]
)
def test_a_scan_works_wherever_the_cursor_is_and_presses_nothing(eyes, town, desk, where):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.widget(where).setFocus()
    assert eyes.scan(town.cello).startswith("Added: Cello 1/2")
    assert eyes.program.desk.session.view.signed == ""
    assert [row[0] for row in eyes.rows("On the counter")] == ["Violin 1/2", "Cello 1/2"]


def test_a_scan_during_a_question_is_kept_and_used_after_the_answer(eyes, town, desk):
    eyes.scan(town.carter)
    assert eyes.scan(town.violin) == "Who plays it? Violin 1/2."
    assert eyes.focus == "Ben Carter, Year 6"
    eyes.shoot(town.flute)
    assert eyes.band == "Who plays it? Violin 1/2."
    assert "Answer this first. The scan is kept." in eyes.words()
    eyes.answer(2)
    eyes.qtbot.waitUntil(lambda: eyes.band.startswith("Returned: Flute."))
    assert [row[0] for row in eyes.rows("On the counter")] == ["Mia: Violin 1/2"]


def test_number_keys_answer_only_while_the_band_has_the_keyboard(eyes, town):
    eyes.scan("5012345678900")
    assert eyes.focus == "Scan"
    eyes.type("1")
    assert eyes.band == "We don't know label 5012345678900."


def test_escape_puts_it_aside_and_goes_back_to_the_scan_box(eyes, town, desk):
    eyes.scan(town.okafor)
    eyes.scan(town.flute)
    assert eyes.press(Qt.Key.Key_Escape).startswith("Put aside: Flute.")
    assert eyes.focus == "Scan"
    assert status(desk, town.flute) == "on_loan"


def test_a_question_is_not_finished_over(eyes, town, desk):
    eyes.scan(town.okafor)
    eyes.scan(town.flute)
    eyes.window.focus_scan()
    assert eyes.enter() == "This flute is on loan to Ben Carter."
    assert eyes.focus == "Return it from Ben and lend it to Amira"


def test_three_letters_and_enter_open_a_family_at_the_desk(eyes, town):
    eyes.type("oka")
    eyes.enter()
    assert eyes.band == "Amira Okafor is at the desk. Has nothing out."
    assert (eyes.focus, eyes.window.top.scan.text()) == ("Scan", "")


def test_what_is_found_answers_by_itself_and_names_are_short(eyes, town):
    eyes.type("flu")
    eyes.qtbot.waitUntil(lambda: bool(eyes.window.top.scan.suggestions))
    [found] = eyes.window.top.scan.suggestions
    assert (found.group, found.text) == ("Instruments", f"Flute · {town.flute}")
    assert found.detail == "On loan · Ben C. · Yamaha YFL-212"


def test_an_instrument_found_by_typing_opens_its_record_and_escape_comes_back(eyes, town):
    eyes.scan(town.okafor)
    eyes.type("flute")
    eyes.enter()
    assert eyes.window.page.title != "Desk"
    eyes.press(Qt.Key.Key_Escape)
    assert eyes.window.page.title == "Desk"
    assert eyes.program.desk.session.view.title == "Amira Okafor"


def test_without_scanning_an_instrument_is_added_by_its_name(eyes, town):
    eyes.scan(town.okafor)
    eyes.click("Add without scanning")
    assert eyes.focus == "Scan"
    eyes.type("ST-1001")
    eyes.enter()
    assert eyes.band.startswith("Added: Violin 1/2")


def test_next_scan_is_always_said_and_right(eyes, town):
    assert eyes.next_scan == "Next scan: returns it, or asks who it is for"
    eyes.scan(town.carter)
    assert eyes.next_scan == "Next scan: asks who plays it (or returns something they brought)"
    eyes.scan(town.violin)
    assert eyes.next_scan == "Next scan: is kept until you answer"
    eyes.answer(1)
    assert eyes.next_scan == "Next scan: adds to Ben Carter (or returns something they brought)"


def test_remove_takes_it_off_the_counter_and_the_cursor_goes_home(eyes, town):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    assert eyes.press_cell("On the counter", 0, "Remove") == (
        "Put back: Violin 1/2. Nothing was lent."
    )
    assert eyes.focus == "Scan"


def test_undo_takes_back_what_was_added_then_what_was_done_before(eyes, town, desk):
    eyes.scan(town.flute)
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.program.desk.session.do(lambda: eyes.program.desk.at.checkout.pay_by("cash"))
    assert eyes.window.top.undo.accessibleName() == "Undo adding of Violin 1/2"
    ctrl = Qt.KeyboardModifier.ControlModifier
    assert eyes.press(Qt.Key.Key_Z, ctrl).startswith("Put back: Violin 1/2.")
    assert eyes.window.top.undo.accessibleName() == "Undo return of Flute"
    assert eyes.press(Qt.Key.Key_Z, ctrl) == "Undone: return of Flute."
    assert status(desk, town.flute) == "on_loan"
    assert eyes.press(Qt.Key.Key_Y, ctrl) == "Done again: return of Flute."
    assert status(desk, town.flute) == "available"


def test_each_line_of_today_has_its_own_undo(eyes, town, desk):
    eyes.scan(town.flute)
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.enter()
    words = [(row[1], row[2], row[4]) for row in eyes.rows(TODAY)]
    assert words[:2] == [("Lent", "Violin 1/2", "Amira O."), ("Returned", "Flute", "Ben C.")]
    assert eyes.press_cell(TODAY, 1, "Undo") == "Undone: return of Flute."
    assert eyes.focus == "Scan"
    assert (status(desk, town.flute), status(desk, town.violin)) == ("on_loan", "on_loan")
    assert eyes.rows(TODAY)[1][5:] == ["Undone", ""]


def test_undoing_what_something_later_stands_on_offers_that_one(eyes, town, desk):
    eyes.scan(town.flute)
    eyes.scan(town.okafor)
    eyes.scan(town.flute)
    eyes.enter()
    band = eyes.press_cell(TODAY, 1, "Undo")
    assert band.startswith("Something later stands on it.")
    assert eyes.window.band.message.choices[0].words == "Undo loan of Flute to Amira Okafor"


def test_counts_of_today_are_shown(eyes, town):
    eyes.scan(town.flute)
    assert "Returned 1 – Lent 1 – To repair 0" in eyes.words()


def test_a_return_with_damage_is_a_scan_and_two_keys(eyes, town, desk):
    eyes.scan(town.flute)
    eyes.press(Qt.Key.Key_F9)
    assert eyes.answer(1) == "Needs repair: Flute (Key sticks). Put it in the workshop box."
    assert eyes.keys == 2
    assert status(desk, town.flute) == "needs_repair"


def test_parts_missing_twice_takes_the_first_one(eyes, town, desk):
    eyes.scan(town.flute)
    eyes.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    eyes.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    assert eyes.band == "The case of Flute is missing. It stays open with Ben Carter."


def test_a_family_is_kept_for_later_and_cycled_back(eyes, town):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    assert eyes.press(Qt.Key.Key_F8).startswith("Kept for later: Amira Okafor.")
    assert "1 waiting: Okafor family (1 item, not finished, just now)" in eyes.words()
    eyes.come_back()
    assert eyes.band == "Amira Okafor is at the desk. Has nothing out."
    assert not eyes.sees("Waiting families")


def test_a_wait_of_ten_minutes_turns_the_strip_amber(eyes, town, clock):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press(Qt.Key.Key_F8)
    clock.pass_by(minutes=11)
    eyes.scan(town.flute)
    assert eyes.widget("Waiting families").property("band") == "warn"
    assert "11 min" in eyes.words()


def test_a_basket_comes_back_after_a_crash(open_window, town):
    before = open_window()
    before.scan(town.okafor)
    before.scan(town.violin)
    after = open_window()
    assert after.band == "We kept this for you. Amira Okafor: 1 instrument, not finished."
    assert after.enter().startswith("Lent: Violin 1/2")


def test_why_this_price_is_to_the_penny_and_never_the_reason(eyes, town):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.click("Why this price?")
    said = eyes.words()
    assert "Strings: £24.00 a term" in said
    assert "for strings" not in said
    assert "Reduced rate takes off half, £12.00" in said
    assert "income" not in said.casefold()


def test_a_queue_reads_no_address_and_no_reason(eyes, town):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    said = eyes.words()
    assert "Reduced rate to 31 Aug 2027" in said
    for private in ("Mill Lane", "AB1", "07700", "income", "reduced-50"):
        assert private not in said


def test_paying_signing_and_a_note_are_kept_with_the_basket(open_window, town):
    eyes = open_window()
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.widget("How they will pay").setFocus()
    eyes.widget("How they will pay").setCurrentIndex(1)
    eyes.widget("How they will pay").activated.emit(1)
    eyes.click("Agreement signed on paper")
    eyes.press(Qt.Key.Key_F7)
    eyes.widget("Note for the agreement").setPlainText("Brings its own rosin")
    eyes.click("Save note")
    view = open_window().view
    assert (view.paying, view.signed, view.note) == ("cash", "paper", "Brings its own rosin")


def test_f5_makes_the_agreement_of_who_is_here(eyes, town, opened):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press(Qt.Key.Key_F5)
    assert opened[0].read_bytes().startswith(b"%PDF")
    assert eyes.band.startswith(f"Agreement {town.okafor} 2026-27 is open in another window.")


def test_a_paper_is_saved_where_one_says(eyes, town, opened, tmp_path):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press(Qt.Key.Key_F5)
    assert "Saved: Okafor.pdf" in eyes.save_as(tmp_path / "Okafor.pdf")
    assert (tmp_path / "Okafor.pdf").read_bytes() == opened[0].read_bytes()


def test_what_was_paid_has_a_receipt(eyes, town, opened):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.widget("How they will pay").activated.emit(1)
    eyes.enter()
    eyes.click("Print receipt")
    assert opened[0].name.startswith("Receipt Ashby 1")
    assert opened[0].read_bytes().startswith(b"%PDF")


def test_nothing_done_yet_says_what_to_do(open_window, town, clock):
    clock.go_to(clock.on.replace(day=28))
    eyes = open_window()
    assert "Scan an instrument to return it, or a card to lend." in eyes.words()
    assert not eyes.sees(TODAY)


@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_nameless_or_too_faint(eyes, town, qapp, scheme, size):
    theme.apply(qapp, scheme)
    eyes.window.setMinimumSize(QSize(0, 0))
    eyes.window.resize(*size)
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    QApplication.processEvents()
    assert audit(eyes.window) == []
    finish = eyes.widget("Finish and next")
    assert eyes.window.rect().contains(finish.mapTo(eyes.window, finish.rect().bottomRight()))
    eyes.enter()
    QApplication.processEvents()
    assert audit(eyes.window) == []


def test_hands_at_another_desk_change_what_is_shown_after_the_next_act(eyes, town, desk):
    factories.lend(desk, town.violin, town.amira)
    assert eyes.scan(town.violin).startswith("Returned: Violin 1/2.")
    assert QGuiApplication.focusWindow() is not None


def test_f6_renews_what_the_question_is_about(eyes, town, desk, clock):
    recorder = factories.instrument(desk, "recorder", size="descant")
    factories.lend(desk, recorder, town.amira, until_on=date(2026, 11, 25))
    clock.go_to(date(2026, 12, 5))
    eyes.scan(town.okafor)
    assert eyes.scan(town.violin).startswith("Amira still has Recorder descant")
    assert eyes.press(Qt.Key.Key_F6).startswith("Added: Violin 1/2")
    assert "Already has: Recorder descant" in [row[0] for row in eyes.rows("On the counter")]


def test_f6_renews_everything_with_an_end_that_a_borrower_has(eyes, town, desk):
    for _ in range(2):
        factories.lend(desk, factories.violin(desk), town.school)
    eyes.scan(town.school)
    assert eyes.press(Qt.Key.Key_F6).startswith("Renewed: 2 instruments")


def test_questions_and_panels_are_readable_and_named_too(eyes, town):
    eyes.window.setMinimumSize(QSize(0, 0))
    eyes.window.resize(1024, 700)
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press(Qt.Key.Key_F8)
    eyes.scan(town.carter)
    eyes.scan(town.cello)
    QApplication.processEvents()
    assert audit(eyes.window) == []
    eyes.answer(2)
    eyes.press(Qt.Key.Key_F4)
    QApplication.processEvents()
    assert audit(eyes.program.desk.new_family) == []


def test_what_is_taken_into_the_register_is_not_what_is_put_on_the_counter():
    assert deeds.undo_target("Added: Violin 3/4 M10001234") == "taking in of Violin 3/4"


def test_a_sisters_card_goes_on_with_the_same_family(hands, town, desk):
    hands.scan(town.ben)
    hands.scan(town.violin)
    said = hands.scan(town.mia)
    assert said.startswith("Mia Carter is at the desk.")
    hands.scan(town.cello)
    assert [line.borrower_name for line in hands.view.lines] == ["Ben Carter", "Mia Carter"]
    assert not hands.session.shown.parked
    assert hands.enter().startswith("Lent: 2 instruments to Ben Carter and Mia Carter")
