"""Note and School pays belong to whom they were opened for, whoever else comes meanwhile."""

import pytest
from PySide6.QtCore import Qt

from loanmgr.services.payers import SchoolPays
from tests.ui.desk.test_paying import balance, pay_by


@pytest.fixture
def served(eyes, town):
    """Amira Okafor with a violin on the counter."""
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    return eyes


class TestNote:
    @pytest.fixture
    def noting(self, served):
        """Somebody writes a note about the Okafors."""
        served.press(Qt.Key.Key_F7)
        served.program.desk.note.text.setPlainText("Grandma collects")
        return served

    def test_it_goes_with_them_and_comes_back_with_them(self, noting, town):
        noting.scan(town.carter)
        assert not noting.sees("Note for the agreement")
        assert noting.focus != "Note for the agreement"
        assert noting.view.note == ""
        noting.come_back()
        assert noting.widget("Note for the agreement").toPlainText() == "Grandma collects"
        noting.click("Save note")
        assert (noting.view.title, noting.view.note) == ("Amira Okafor", "Grandma collects")

    def test_left_by_esc_it_does_not_come_back(self, noting, town):
        noting.press(Qt.Key.Key_Escape)
        noting.scan(town.carter)
        noting.come_back()
        assert not noting.sees("Note for the agreement")

    def test_a_scan_for_the_same_family_leaves_it_open(self, noting, town):
        noting.scan(town.cello)
        assert noting.widget("Note for the agreement").toPlainText() == "Grandma collects"

    def test_saved_just_after_the_next_card_it_waits_for_them(self, noting, town):
        desk = noting.program.desk
        basket = noting.view.basket
        noting.scan(town.carter)
        desk.note.saved.emit(basket, "Grandma collects")
        assert noting.view.note == ""
        noting.come_back()
        assert noting.widget("Note for the agreement").toPlainText() == "Grandma collects"


class TestSchool:
    @pytest.fixture
    def agreeing(self, served):
        """Somebody writes who at the school agreed for the Okafors."""
        pay_by(served, "School pays")
        served.type("Mr Ali")
        return served

    def test_the_next_family_is_not_charged_to_it(self, agreeing, town, desk):
        agreeing.scan(town.mia)
        agreeing.scan(town.cello)
        assert not agreeing.sees("Agreed by")
        agreeing.window.focus_scan()
        agreeing.enter()
        assert balance(desk, town.school) == 0

    def test_it_comes_back_with_them(self, agreeing, town, desk):
        agreeing.scan(town.mia)
        agreeing.come_back()
        assert agreeing.widget("Agreed by").text() == "Mr Ali"
        assert agreeing.widget("School").text() == "St Anne's Primary"
        agreeing.widget("Agreed by").setFocus()
        agreeing.enter()
        assert agreeing.view.charged_to == "St Anne's Primary"
        agreeing.window.focus_scan()
        agreeing.enter()
        assert balance(desk, town.school) == 1500

    def test_put_on_the_account_just_after_the_next_card_it_is_theirs(self, agreeing, town):
        panel = agreeing.program.desk.money.school
        basket = panel.basket
        agreeing.scan(town.mia)
        panel.agreed.emit(basket, SchoolPays(town.school, "", "Mr Ali"))
        assert agreeing.view.charged_to == ""
        agreeing.come_back()
        assert agreeing.view.charged_to == "St Anne's Primary"
