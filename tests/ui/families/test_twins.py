"""Whoever is here already is said while a name is typed, and their record can be used instead."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests import factories
from ui.families.list_page import FamiliesList
from ui.families.record_page import PersonPage


@pytest.fixture
def listed(runner_on, qtbot, desk, town):
    """The page of families and schools."""
    page = FamiliesList(runner_on(desk))
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    page.shown()
    page.opened = []
    page.opens_record.connect(page.opened.append)
    return page


def offers(panel):
    return [b for b in panel.findChildren(QPushButton, "Use their record") if b.isVisible()]


def test_a_school_of_that_name_is_offered(listed, qtbot, desk):
    card = factories.school(desk, "Twinfield Primary")
    listed.add_school()
    QTest.keyClicks(listed.school.name, "twinf")
    qtbot.waitUntil(lambda: len(offers(listed.school)) == 1)
    offers(listed.school)[0].click()
    assert listed.opened == [card]
    assert listed.school.isHidden()


def test_a_teacher_is_offered_where_a_teacher_is_typed(listed, qtbot, desk):
    factories.borrower(desk, "partner", "Tess Twin")
    card = factories.borrower(desk, "teacher", "Tess Twinning")
    listed.add_other()
    QTest.keyClicks(listed.other.name, "tess tw")
    qtbot.waitUntil(lambda: len(offers(listed.other)) == 1)
    offers(listed.other)[0].click()
    assert listed.opened == [card]


def test_a_child_of_that_name_is_offered_and_a_new_name_is_not(runner_on, qtbot, desk, town):
    page = PersonPage(town.okafor, runner_on(desk))
    qtbot.addWidget(page)
    page.show()
    page.shown()
    factories.pupil(desk, "Twila Bell")
    page._add_child()
    QTest.keyClicks(page.child.name, "twila b")
    qtbot.waitUntil(lambda: len(offers(page.child)) == 1)
    QTest.keyClicks(page.child.name, "aker")
    qtbot.waitUntil(lambda: offers(page.child) == [])
