"""To look at: what is kept for somebody, and giving it up."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from loanmgr.services import lending, reservations
from loanmgr.services.reservations import KeepFor
from tests.ui.attention.test_people_lists import page, press_action
from tests.ui.audit import audit
from ui.attention.page import KEPT

__all__ = ["page"]


def cells(page):
    model = page.lists[KEPT].model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_it_is_listed_by_its_last_day_and_given_up_with_one_key(page, desk, town):
    desk.run(reservations.keep_for, KeepFor(town.violin, town.amira))
    page.load()
    page.show_list(KEPT)
    assert page.choices[KEPT].text() == "Kept for somebody  1"
    [row] = cells(page)
    assert row[1:4] == [town.violin, "Ashby Music Centre", "Amira Okafor"]
    assert row[4:] == ["27 Nov 2026", "No longer kept"]
    assert audit(page) == []
    page.lists[KEPT].setFocus()
    page.lists[KEPT].setCurrentIndex(page.lists[KEPT].model().index(0, 0))
    QTest.keyClick(page.lists[KEPT], Qt.Key.Key_Return)
    QApplication.processEvents()
    assert page.opened == [town.violin]
    press_action(page)
    assert page.told[-1].words == "No longer kept: Violin 1/2 for Amira Okafor."
    assert page.models[KEPT].rows == []
    assert page.choices[KEPT].text() == "Kept for somebody  0"
    page.chosen("undo")
    assert [each.instrument for each in page.models[KEPT].rows] == [town.violin]


def test_nothing_kept_says_how_it_is_done(page):
    page.show_list(KEPT)
    said = page.empty.sentence.text()
    assert page.empty.isVisible()
    assert said == "Nothing is kept. Keep for… in an instrument's record does it."
    assert audit(page) == []


def test_who_has_it_meanwhile_stands_where_it_would_lie(page, desk, town):
    desk.run(reservations.keep_for, KeepFor(town.cello, town.amira))
    desk.run(lending.lend, lending.Lend((town.cello,), town.mia, override="recital"))
    page.load()
    page.show_list(KEPT)
    assert cells(page)[0][2] == "with Mia Carter"
