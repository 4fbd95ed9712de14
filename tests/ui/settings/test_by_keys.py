"""Every page of Settings worked by keyboard alone: no pointer, and nothing called behind its back.

What is looked at to see whether a step was right is the policy, and what stands on the screen.
"""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from tests.tables import count

MOST_STOPS = 150
SPACE, ENTER, DOWN, HOME = Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Home
NONE = Qt.KeyboardModifier.NoModifier


class Keys:
    """Hands on a keyboard, in front of the settings."""

    def __init__(self, office):
        self.office, self.page = office, office.page

    @property
    def focus(self):
        return QApplication.focusWidget()

    def press(self, *keys, modifier=NONE):
        for key in keys:
            QTest.keyClick(QGuiApplication.focusWindow(), key, modifier)
            QApplication.processEvents()

    def to(self, name):
        """Go on by Tab to what is called so; Tab comes round to everything."""
        passed = []
        for _stop in range(MOST_STOPS):
            if self.focus is not None and self.focus.objectName() == name:
                return self
            self.press(Qt.Key.Key_Tab)
            passed.append(self.focus.objectName() if self.focus is not None else None)
        pytest.fail(f"Tab never comes to {name}: {list(dict.fromkeys(passed))}")

    def push(self, name):
        """Go to a button, or a box to tick, and press it."""
        self.to(name).press(SPACE)

    def write(self, name, text):
        """Go to a field and type over what stands there."""
        self.to(name).press(Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
        self.type(text)

    def type(self, text):
        for letter in text:
            if letter == "\n":
                self.press(ENTER)
            else:
                QTest.keyClicks(self.focus, letter)
        QApplication.processEvents()

    def choose(self, name, text):
        """Go to a list of choices and take one by the arrows."""
        box = self.to(name).focus
        self.press(HOME)
        for _choice in range(box.count()):
            if box.currentText() == text:
                return
            self.press(DOWN)
        pytest.fail(f"{text} is not among the choices of {name}")

    def go(self, page):
        """Go by Tab to the pages at the left, by the arrows to one of them, and open it."""
        buttons = self.page.contents.buttons
        self._until(lambda: self.focus in buttons.values(), Qt.Key.Key_Tab, "the pages")
        titles = list(buttons)
        here = next(title for title, each in buttons.items() if each is self.focus)
        way = DOWN if titles.index(here) <= titles.index(page) else Qt.Key.Key_Up
        self._until(lambda: self.focus is buttons[page], way, page)
        self.press(SPACE)
        return next((each for each in self.page.lists.values() if each.entries.title == page), None)

    def open(self, page, entry):
        """Go to a page, down its list to an entry, and open that."""
        part = self.go(page)
        self._until(lambda: self.focus is part.entries.list, Qt.Key.Key_Tab, f"the list of {page}")
        names = [row.name for row in part.entries.model.rows]
        self.press(HOME, modifier=Qt.KeyboardModifier.ControlModifier)
        for _row in range(names.index(entry)):
            self.press(DOWN)
        self.press(ENTER)
        return part

    def _until(self, is_there, key, what):
        for _stop in range(MOST_STOPS):
            if is_there():
                return
            self.press(key)
        pytest.fail(f"The keyboard never comes to {what}")


@pytest.fixture
def keys(office, qtbot):
    office.page.activateWindow()
    qtbot.waitUntil(office.page.isActiveWindow)
    return Keys(office)


def policy(desk):
    return desk.look(lambda look, _: look.policy(), None)


def test_a_term_is_moved_and_the_list_has_the_cursor_again(keys, desk):
    part = keys.open("Terms and dates", "Spring term 2027")
    keys.write("First day", "11 Jan 2027")
    keys.push("Save")
    assert date(2027, 1, 11) in [term.from_on for term in policy(desk).terms]
    keys.push("Back")
    assert keys.focus is part.entries.list
    assert part.entries.list.current_row().name == "Spring term 2027"


def test_last_year_is_copied_with_dearer_prices(keys, desk):
    before = count(desk, "tariff")
    keys.go("Prices")
    keys.push("Copy last year…")
    keys.write("Dearer by per cent", "3.5")
    keys.choose("Rounded to", "10 p")
    part = keys.page.lists["tariffs"]
    part.copy.ask()  # what a pause in typing does
    QApplication.processEvents()
    assert keys.office.sees("entries would be changed:")
    keys.push("Copy the year")
    assert count(desk, "tariff") > before
    assert "2027-autumn" in [term.code for term in policy(desk).terms]
    assert keys.focus is part.entries.list


def test_a_new_version_of_a_price_is_saved_tried_and_undone_in_the_history(keys, desk):
    part = keys.open("Prices", "Strings")
    keys.push("New version from a day on…")
    keys.write("First day", "1 Jan 2027")
    keys.write("Price", "26")
    keys.push("Try it")
    keys.choose("Borrower", "school")
    part.editor.try_part.ask()  # what a pause in typing does
    QApplication.processEvents()
    assert keys.office.sees("As it is saved now")
    keys.push("Save")
    assert [t.price_pence for t in policy(desk).tariffs if t.code == "strings"] == [2400, 2600]

    keys.push("History")
    assert keys.focus is part.history.list
    keys.press(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, SPACE)
    assert [t.price_pence for t in policy(desk).tariffs if t.code == "strings"] == [2400]
    keys.push("Back")  # past the version, which is no more
    assert keys.focus is part.entries.list


def test_what_is_not_saved_is_asked_about_and_answered(keys, desk):
    part = keys.open("Reduced rates", next(s.name for s in policy(desk).schemes))
    keys.write("Takes off per cent", "25")
    keys.push("Back")
    assert keys.focus.objectName() == "Save it"
    keys.push("Go on writing")
    assert part.editor.isAncestorOf(keys.focus)
    keys.push("Back")
    keys.press(SPACE)
    assert 25 in [scheme.percent for scheme in policy(desk).schemes]
    assert keys.focus is part.entries.list


def test_a_new_limit_with_ticks_and_lines_is_saved_and_taken_out(keys, desk):
    keys.go("Limits")
    keys.push("New limit")
    keys.write("Name", "Teachers")
    keys.push("teachers")
    keys.write("Instruments at once", "4")
    keys.write("Further conditions", "Bring it back whole.\nOne named player.")
    keys.push("Save")
    [made] = [each for each in policy(desk).limits if each.code == "teachers"]
    assert (made.borrowers, made.instruments) == (("teacher",), 4)
    assert made.conditions == ("Bring it back whole.", "One named player.")
    keys.push("Take it out")
    assert "teachers" not in [each.code for each in policy(desk).limits]
    assert keys.focus is keys.page.lists["limits"].entries.list


def test_a_refusal_is_led_to_and_mended(keys, desk):
    part = keys.open("Prices", "Strings")
    keys.write("Price", "lots")
    keys.push("Save")
    assert keys.office.sees("lots is not a sum in pounds")
    assert part.editor.isAncestorOf(keys.focus)
    keys.write("Price", "25")
    keys.push("Save")
    assert 2500 in [t.price_pence for t in policy(desk).tariffs]


def test_another_system_is_added_with_its_columns(keys, desk):
    keys.go("Other systems")
    keys.push("New system")
    keys.write("Name", "Council finance")
    keys.push("schools")
    keys.write("Columns", "REF: reference\nSUM: amount")
    keys.push("Save")
    [made] = policy(desk).systems
    assert (made.name, made.accounts) == ("Council finance", ("school",))
    assert [column.heading for column in made.columns] == ["REF", "SUM"]


@pytest.mark.parametrize("page", ["Checks", "Types of instruments"])
def test_a_list_without_prices_opens_and_comes_back(keys, page):
    part = next(each for each in keys.page.lists.values() if each.entries.title == page)
    keys.open(page, part.entries.model.rows[0].name)
    assert part.editor.isAncestorOf(keys.focus)
    keys.push("Back")
    assert keys.focus is part.entries.list


def test_a_price_is_tried(keys):
    keys.go("Try a price")
    keys.choose("Instrument", "Cello")
    keys.choose("Borrower", "school")
    keys.write("Lent on", "5 Jan 2027")
    keys.push("Plays in an ensemble")
    keys.to("Which instrument").press(Qt.Key.Key_Up)
    keys.page.try_part.ask()  # what a pause in typing does
    QApplication.processEvents()
    assert keys.office.sees("To pay")


def test_the_search_goes_to_an_entry(keys):
    keys.write("Search settings", "cello")
    keys.press(DOWN, ENTER)
    editor = keys.page.lists["tariffs"].editor
    assert editor is not None
    assert editor.version.code == "large-strings"
    assert editor.isAncestorOf(keys.focus)


def test_what_is_only_read_is_scrolled(keys):
    keys.page.resize(700, 320)
    keys.go("At a glance")
    area = keys.to("What holds now").focus
    assert isinstance(area, QScrollArea)
    bar = area.verticalScrollBar()
    assert bar.maximum() > 0
    keys.press(Qt.Key.Key_PageDown)
    assert bar.value() > 0
    keys.press(*[Qt.Key.Key_PageDown] * 12)
    assert bar.value() == bar.maximum()


def test_the_history_of_a_list_and_its_way_back(keys):
    keys.go("Limits")
    keys.push("History")
    assert keys.office.sees("Nothing was changed yet.")
    keys.push("Back")
    assert keys.focus is not None
    assert keys.page.lists["limits"].isAncestorOf(keys.focus)


def test_this_laptop_and_the_policy_file_are_reached(keys):
    keys.go("This laptop")
    for name in ("Desk name", "Theme", "Text size", "Play sounds", "Open another register…"):
        keys.to(name)
    keys.go("Policy file")
    keys.to("Save the policy as a file…")
    keys.to("Bring in a policy file…")
