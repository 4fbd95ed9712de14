"""To look at: who left with something open, and records that look alike."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from loanmgr.services import accounts, carers, leaving, records, reminders, returns
from loanmgr.services.carers import ChangeCarer
from loanmgr.services.leaving import Leave
from tests import factories
from tests.ui.audit import audit
from ui.attention.page import ALIKE, FINISHED, LEFT, OWING, ToLookAt


@pytest.fixture
def page(qtbot, runner_on, desk, clock, town):
    """The page, with what it says and opens."""
    opened = []

    def open_file(path):
        opened.append(path)
        return True

    shown = ToLookAt(runner_on(desk), today=clock.today, open_file=open_file)
    shown.files = opened
    qtbot.addWidget(shown)
    shown.resize(1100, 560)
    shown.told, shown.opened = [], []
    shown.say.connect(shown.told.append)
    shown.opens_record.connect(shown.opened.append)
    shown.show()
    shown.shown()
    return shown


def press_action(page, row=0):
    view = page.lists[page.which]
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, view.model().columnCount() - 1))
    QTest.keyClick(view, Qt.Key.Key_Space)
    QApplication.processEvents()


def test_who_left_is_listed_until_all_is_settled(page, desk):
    home = factories.family(desk, "Gone Away")
    code = factories.violin(desk)
    factories.lend(desk, code, factories.pupil(desk, "Al Away", of=home))
    desk.run(leaving.leave, Leave(home))
    page.load()
    page.show_list(LEFT)
    [row] = page.models[LEFT].rows
    assert (row.card, row.out, row.balance_pence) == (home, 1, 2400)
    assert page.choices[LEFT].text() == "Left  1"
    assert audit(page) == []
    page.lists[LEFT].opened.emit(row)
    assert page.opened == [home]
    desk.run(accounts.pay, accounts.Pay(home, 2500, "cash"))
    page.load()
    assert page.models[LEFT].rows[0].balance_pence == -100


def test_who_is_beyond_year_13_has_left_with_one_key(page, desk, clock):
    home = factories.family(desk, "Ida Old")
    child = factories.pupil(desk, "Al Old", of=home, year="13")
    factories.lend(desk, factories.violin(desk), child)
    clock.go_to(date(2027, 9, 4))
    page.load()
    page.show_list(FINISHED)
    [row] = page.models[FINISHED].rows
    assert (row.pupil, row.card, row.out) == (child, home, 1)
    assert page.choices[FINISHED].text() == "Finished  1"
    assert audit(page) == []
    page.lists[FINISHED].opened.emit(row)
    assert page.opened == [home]
    press_action(page)
    assert page.told[-1].words == "Left: Al Old."
    assert page.told[-1].detail == "Still has 1 instrument."
    assert page.models[FINISHED].rows == []
    assert [each.card for each in page.models[LEFT].rows] == [child]
    page.chosen("undo")
    assert [each.pupil for each in page.models[FINISHED].rows] == [child]


def test_two_that_look_alike_are_joined_from_the_list(page, desk):
    first = factories.family(desk, "Joe Twin", contact="07700 900111")
    second = factories.family(desk, "Joseph Twin", contact="07700900111")
    page.load()
    page.show_list(ALIKE)
    assert [(r.keep, r.drop) for r in page.models[ALIKE].rows] == [(first, second)]
    press_action(page)
    panel = page.joining
    assert panel.isVisible()
    assert f"Joseph Twin {second} goes into Joe Twin {first}." in panel.along.text()
    assert audit(panel) == []
    panel.save.click()
    assert page.told[-1].words == "Joined: Joseph Twin into Joe Twin."
    assert page.models[ALIKE].rows == []
    page.chosen("undo")
    assert desk.look(records.person, second).code == second
    assert len(page.models[ALIKE].rows) == 1


def test_a_child_who_is_there_twice_is_joined_with_the_child(page, desk):
    there = factories.school(desk, "Hill School")
    first = factories.pupil(desk, "Ana Lee", school=there)
    second = factories.pupil(desk, "ana lee", school=there)
    page.load()
    page.show_list(ALIKE)
    press_action(page)
    assert page.joining.which.currentData() == first
    page.joining.save.click()
    assert desk.look(records.person, second).asked == first


def test_each_of_the_lists_says_so_where_it_is_empty(page):
    for which, said in (
        (FINISHED, "Every pupil who"),
        (LEFT, "Nobody left with anything"),
        (OWING, "Nobody owes anything"),
        (ALIKE, "No two records"),
    ):
        page.show_list(which)
        assert page.empty.sentence.text().startswith(said)


def test_leavers_with_something_out_are_written_to_once(page, desk):
    home = factories.family(desk, "Gone Away", address="1 Far Road", postcode="AB1 2CD")
    factories.lend(desk, factories.violin(desk), factories.pupil(desk, "Al Away", of=home))
    page.load()
    page.show_list(LEFT)
    assert not page.letters.isVisible()
    desk.run(leaving.leave, Leave(home))
    page.load()
    assert page.letters.isVisible()
    page.letters.preview.click()
    assert (page.told[-1].words, page.told[-1].detail) == (
        "1 letter on paper.",
        "Print them from the window that has opened. Nothing is noted as sent.",
    )
    assert page.models[LEFT].rows[0].sent_on is None
    page.letters.write.click()
    assert page.told[-1].words == "Written to 1 payer."
    assert "To be brought back by 5 December 2026." in page.told[-1].detail
    assert [path.suffix for path in page.files] == [".pdf", ".pdf"]
    assert page.models[LEFT].rows[0].sent_on == date(2026, 11, 21)
    assert audit(page) == []
    page.letters.write.click()
    assert "in the last 28 days" in page.told[-1].words
    assert page.letters.write.isEnabled()


def test_who_has_only_money_to_settle_gets_no_letter_from_the_list_of_leavers(page, desk):
    home = factories.family(desk, "Gone Away")
    factories.lend(desk, code := factories.violin(desk), factories.pupil(desk, "Al", of=home))
    desk.run(returns.return_one, returns.Return(code))
    desk.run(leaving.leave, Leave(home))
    page.load()
    page.show_list(LEFT)
    assert [row.card for row in page.models[LEFT].rows] == [home]
    assert not page.letters.isVisible()


def test_who_pays_late_is_reminded_as_they_like_it_and_that_can_be_taken_back(page, desk, clock):
    home = factories.family(desk, "Joe Fry")
    desk.run(carers.change_carer, ChangeCarer(home, "Joe Fry", None, "joe@example.org", "email"))
    factories.lend(desk, factories.violin(desk), factories.pupil(desk, "Al Fry", of=home))
    clock.go_to(date(2027, 1, 9))
    for row in desk.look(reminders.owing, None):
        if row.card != home:
            desk.run(accounts.pay, accounts.Pay(row.card, row.owed_pence, "bank"))
    page.show_list(OWING)
    [row] = page.models[OWING].rows
    assert (row.card, row.owed_pence, row.way, row.sent_on) == (home, 2400, "email", None)
    assert page.choices[OWING].text() == "Owing  1"
    page.letters.write.click()
    assert page.told[-1].words == "Written to 1 payer."
    assert page.told[-1].detail.startswith("1 is to be told by e-mail.")
    assert page.files == []
    assert page.models[OWING].rows[0].sent_on == date(2027, 1, 9)
    assert audit(page) == []
    page.chosen("others")
    [path] = page.files
    assert "joe@example.org" in path.read_text(encoding="utf-8-sig")
    page.chosen("not_sent")
    assert page.told[-1].words.startswith("Taken back")
    assert page.models[OWING].rows[0].sent_on is None
    page.lists[OWING].opened.emit(page.models[OWING].rows[0])
    assert page.opened == [home]
