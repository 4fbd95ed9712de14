"""The panel that changes a reduced rate from a family's record."""

import pytest
from PySide6.QtWidgets import QPushButton

from loanmgr.services import accounts, applications, award_choices, policy
from loanmgr.services.applications import Apply
from tests import factories
from tests.ui.audit import audit
from ui.families.record_page import PersonPage

GROUNDS = """
[[schemes]]
code = "fsm"
name = "Free school meals"
public_name = "Reduced rate"
percent = 50
reasons = ["free school meals", "young carer"]
"""


@pytest.fixture
def page_of(qtbot, runner_on, desk, town):
    """Open a family's record with the panel of its reduced rates."""
    desk.run(policy.bring_in, policy.BringIn(GROUNDS))

    def open_it(card):
        page = PersonPage(card, runner_on(desk))
        qtbot.addWidget(page)
        page.resize(1200, 800)
        page.told = []
        page.say.connect(page.told.append)
        page.show()
        page.shown()
        page.awards.change.click()
        return page

    return open_it


def choose(combo, words):
    at = combo.findText(words)
    assert at >= 0, [combo.itemText(n) for n in range(combo.count())]
    combo.setCurrentIndex(at)


def test_apply_decide_and_end_from_the_record(page_of, desk, town):
    page = page_of(town.carter)
    panel = page.rate
    choose(panel.pupil, "Ben Carter")
    assert panel.now.text() == "No reduced rate now, and none applied for."
    choose(panel.scheme, "Free school meals")
    choose(panel.ground, "young carer")
    choose(panel.evidence, "Letter seen")
    assert audit(panel) == []
    panel.applies.click()
    assert page.told[-1].words == "Applied for: Ben Carter."
    assert "Applied for: Free school meals, young carer" in panel.now.text()
    assert panel.asking.isHidden()
    panel.decisions["awarded"].click()
    assert page.told[-1].words == "Awarded: Ben Carter."
    assert "Free school meals, until 31 Aug 2027." in panel.now.text()
    assert audit(panel) == []
    panel.last.setText("30 Nov")
    panel.ends.click()
    assert page.told[-1].words == "Ended: Ben Carter."
    assert [award.state for award in page.record.awards if award.pupil == "Ben Carter"] == ["ended"]


def test_award_at_once_lowers_what_is_lent_next_and_can_be_undone(page_of, desk, town):
    page = page_of(town.carter)
    choose(page.rate.pupil, "Mia Carter")
    choose(page.rate.scheme, "Low income, half price")
    choose(page.rate.evidence, "School confirms")
    page.rate.gives.click()
    assert page.told[-1].words == "Reduced rate: Mia Carter."
    assert factories.lend(desk, factories.violin(desk), town.mia).total_due_pence == 1200
    assert desk.look(accounts.account, town.mia).balance_pence


def test_what_is_wrong_is_said_at_the_field(page_of, desk, town):
    page = page_of(town.okafor)
    page.rate.received.setText("somewhen")
    page.rate.applies.click()
    assert "is not a day" in page.rate.received.accessibleDescription()
    page.rate.received.clear()
    choose(page.rate.scheme, "Low income, half price")
    page.rate.applies.click()  # she has one already
    shown = page.rate.scheme.accessibleDescription()
    assert "already has a reduced rate" in shown


def test_circumstances_are_kept_and_said(page_of, desk, town):
    page = page_of(town.carter)
    choose(page.rate.pupil, "Ben Carter")
    page.rate.lessons.setChecked(True)
    page.rate.until.setText("18 Dec 2026")
    page.rate.ensemble.setChecked(True)
    page.rate.keeps.click()
    assert page.told[-1].detail == (
        "from the area, with lessons until 18 December 2026, in an ensemble."
    )
    found = desk.look(award_choices.of_pupil, town.ben).circumstances
    assert (found.has_lessons, found.in_ensemble) == (True, True)


def test_a_spent_budget_puts_it_on_the_waiting_list(page_of, desk, town):
    spent = GROUNDS.replace("percent = 50", "percent = 50\nbudget_pence = 0")
    page = page_of(town.carter)
    desk.run(policy.bring_in, policy.BringIn(spent))
    choose(page.rate.pupil, "Ben Carter")
    choose(page.rate.scheme, "Free school meals")
    choose(page.rate.evidence, "Letter seen")
    page.rate.gives.click()
    assert page.told[-1].detail == "This year's budget is spent."
    assert "On the waiting list" in page.rate.now.text()


@pytest.fixture
def lead(desk, register_url, clock, runner_on):
    """The runner of a desk lead, who is not of the office."""
    staff = factories.joins(desk, "desk_lead")
    other = factories.open_desk(register_url, clock, "Ashby 2", staff=staff)
    yield runner_on(other)
    other.close()


def test_who_is_not_of_the_office_has_no_way_to_it(qtbot, lead, desk, town):
    desk.run(applications.apply, Apply(town.ben, "reduced-50"))
    page = PersonPage(town.carter, lead)
    qtbot.addWidget(page)
    page.show()
    page.shown()
    assert page.awards.findChild(QPushButton, "Change reduced rate").isHidden()
    labels = page.awards.findChildren(type(page.heading))
    assert "Low income" not in " ".join(label.text() for label in labels)
