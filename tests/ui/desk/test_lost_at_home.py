"""Lost…: reported at the desk for what somebody has at home, priced before it is done."""

import pytest

from loanmgr.services import policy, records
from tests import factories
from tests.ui.audit import audit

LOSS = """
[[tariffs]]
code = "loss"
name = "Loss"
basis = "loss"
"""


@pytest.fixture
def out(desk, town):
    """A violin worth £180.00 that Ben has, beside what he has already."""
    desk.run(policy.bring_in, policy.BringIn(LOSS))
    code = factories.violin(desk, value_pence=18_000)
    factories.lend(desk, code, town.ben)
    return code


def report(eyes):
    panel = eyes.program.desk.lost.panel
    assert panel.isVisible()
    assert audit(panel) == []
    assert "£180.00" in panel.preview.sum.text()
    panel.save.click()


def status(desk, code):
    return desk.look(records.instrument, code).status


def test_the_only_one_at_home_is_asked_about_at_once(open_window, desk, town):
    desk.run(policy.bring_in, policy.BringIn(LOSS))
    home = factories.family(desk, "Una Gray")
    child = factories.pupil(desk, "Ida Gray", of=home)
    code = factories.violin(desk, value_pence=18_000)
    factories.lend(desk, code, child)
    eyes = open_window()
    eyes.scan(child)
    eyes.click("Lost…")
    report(eyes)
    assert eyes.band.startswith("Reported lost: Violin 3/4.")
    assert status(desk, code) == "missing"
    assert not eyes.sees("Lost…")
    eyes.program.desk.session.chosen("undo")
    assert status(desk, code) == "on_loan"
    assert eyes.sees("Lost…")


def test_of_several_it_asks_which_and_none_is_an_answer(open_window, desk, town, out):
    eyes = open_window()
    eyes.scan(town.ben)
    eyes.click("Lost…")
    assert eyes.band.startswith("Which one is lost?")
    eyes.program.desk.session.chosen("leave")
    assert eyes.band == "Nothing was changed."
    eyes.click("Lost…")
    eyes.program.desk.session.chosen(f"lost:{out}")
    report(eyes)
    assert status(desk, out) == "missing"
    assert [each.instrument != out for each in eyes.view.out] == [True]


def test_the_one_chosen_in_the_list_is_meant(open_window, desk, town, out):
    eyes = open_window()
    eyes.scan(town.ben)
    basket = eyes.program.desk.basket
    at = next(n for n, row in enumerate(basket.model.rows) if row.code == out)
    basket.list.selectRow(at)
    basket.lost.click()
    report(eyes)
    assert status(desk, out) == "missing"


def test_a_scan_goes_on_after_it_was_left(open_window, desk, town, out):
    eyes = open_window()
    eyes.scan(town.ben)
    page = eyes.program.desk
    page.lost.ask(out)
    page.lost.panel.close_panel()
    eyes.scan(out)
    assert eyes.band.startswith("Returned: Violin 3/4")
    assert status(desk, out) == "available"


def test_who_has_nothing_has_nothing_to_lose(open_window, desk, town):
    eyes = open_window()
    eyes.scan(factories.pupil(desk, "Ida Gray"))
    assert not eyes.sees("Lost…")
