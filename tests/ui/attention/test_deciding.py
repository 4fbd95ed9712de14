"""Reduced rates on the page To look at: decided one after another, budgets, letters."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar

from loanmgr.services import accounts, applications, award_renewals, policy
from loanmgr.services.applications import Apply
from tests import factories
from tests.ui.audit import audit
from ui.attention.page import APPLICATIONS, RENEWALS, ToLookAt

POT = """
[[schemes]]
code = "pot"
name = "Hardship fund"
public_name = "Reduced rate"
percent = 50
reasons = ["young carer"]
evidence = ["letter", "school"]
budget_pence = 10000
"""


@pytest.fixture
def opened():
    return []


@pytest.fixture
def applied(desk, town):
    """Two children who applied, one of them with a letter, the other with a violin."""
    desk.run(policy.bring_in, policy.BringIn(POT))
    mo, zoe = (factories.pupil(desk, name) for name in ("Mo Bell", "Zoe Ward"))
    desk.run(applications.apply, Apply(mo, "pot", "letter", reason="young carer"))
    desk.run(applications.apply, Apply(zoe, "pot"))
    factories.lend(desk, factories.violin(desk), zoe)
    return mo, zoe


@pytest.fixture
def runner(runner_on, desk):
    return runner_on(desk)


@pytest.fixture
def open_page(qtbot, runner, clock, opened):
    def open_file(path):
        opened.append(path)
        return True

    def open_it(which):
        page = ToLookAt(runner, today=clock.today, open_file=open_file)
        qtbot.addWidget(page)
        page.resize(1100, 560)
        page.told = []
        page.say.connect(page.told.append)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.shown()
        page.show_list(which)
        return page

    return open_it


def test_applications_are_decided_one_after_another_by_keyboard(open_page, desk, applied):
    mo, zoe = applied
    page = open_page(APPLICATIONS)
    assert [row.pupil_name for row in page.models[APPLICATIONS].rows] == ["Mo Bell", "Zoe Ward"]
    listed = page.lists[APPLICATIONS]
    listed.setFocus()
    QTest.keyClick(listed, Qt.Key.Key_Home)
    assert page.deciding.about.text() == "Mo Bell"
    QTest.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert page.told[-1].words == "Awarded: Mo Bell."
    assert [row.pupil_name for row in page.models[APPLICATIONS].rows] == ["Zoe Ward"]
    assert page.deciding.about.text() == "Zoe Ward"
    QTest.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert page.told[-1].words == "Refused: Zoe Ward."
    assert page.told[-1].detail == "£12.00 more is due."
    assert not page.models[APPLICATIONS].rows
    assert desk.look(accounts.account, zoe).balance_pence == 2400
    page.chosen("undo")
    assert desk.look(accounts.account, zoe).balance_pence == 1200
    assert mo


def test_what_is_left_of_a_budget_is_a_bar_with_words(open_page, applied):
    page = open_page(APPLICATIONS)
    [bar] = page.pots.findChildren(QProgressBar)
    assert bar.accessibleName() == "Budget of Hardship fund"
    assert (bar.value(), bar.maximum()) == (120, 1000)
    assert page.pots.isVisible()
    assert page.grab().width() > 0
    assert audit(page) == []


def test_a_spent_budget_is_said_and_the_waiting_list_is_one_key_away(open_page, desk, applied):
    desk.run(policy.bring_in, policy.BringIn(POT.replace("10000", "1200")))
    page = open_page(APPLICATIONS)
    QTest.keyClick(page.lists[APPLICATIONS], Qt.Key.Key_Home)
    QTest.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert "is spent: £12.00 of £12.00 this year. Put it on the waiting list." in (
        page.told[-1].words
    )
    QTest.keyClick(page, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert page.told[-1].words == "On the waiting list: Mo Bell."


def test_letters_are_written_opened_and_can_be_taken_back(open_page, desk, clock, town, opened):
    clock.go_to(date(2027, 6, 14))
    factories.lend(desk, factories.violin(desk), town.amira)
    page = open_page(RENEWALS)
    assert [row.pupil_name for row in page.models[RENEWALS].rows] == ["Amira Okafor"]
    assert audit(page) == []
    page.letters.write.click()
    assert page.told[-1].words == "Written to 1 payer."
    assert [path.suffix for path in opened] == [".pdf"]
    assert page.models[RENEWALS].rows[0].sent_on == date(2027, 6, 14)
    page.letters.write.click()
    assert page.told[-1].words.startswith("Nobody is to be written to")
    page.letters.write.click()
    assert page.letters.write.isEnabled()


def test_letters_that_were_not_sent_are_taken_back(open_page, desk, clock, town):
    clock.go_to(date(2027, 6, 14))
    factories.lend(desk, factories.violin(desk), town.amira)
    page = open_page(RENEWALS)
    page.letters.write.click()
    page.chosen("not_sent")
    assert page.told[-1].words.startswith("Taken back")
    assert desk.look(award_renewals.ending, None)[0].sent_on is None
