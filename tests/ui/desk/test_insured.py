"""Who insures what goes out is said when it is put on the counter, beside the sums, on its page."""

import pytest

from loanmgr.services import policy
from tests import factories
from ui.desk.checkout_panel import CheckoutPanel

RULE = """
[[types]]
code = "bassoon"
name = "Bassoon"
family = "woodwind"
value_pence = 350000
insure = "advised"
"""
SAID = "We advise the hirer to insure it for £3,500.00."


@pytest.fixture
def bassoon(desk, town):
    desk.run(policy.bring_in, policy.BringIn(RULE))
    return factories.instrument(desk, "bassoon")


def test_the_band_and_the_sums_say_it(eyes, town, bassoon):
    eyes.scan(town.ben)
    assert SAID in eyes.scan(bassoon)
    [panel] = eyes.window.findChildren(CheckoutPanel)
    assert panel.insurance.isVisible()
    assert panel.insurance.text() == f"Bassoon: {SAID}"


def test_where_nothing_is_said_there_is_no_room_for_it(eyes, town, bassoon):
    eyes.scan(town.ben)
    assert "insure" not in eyes.scan(town.cello)
    [panel] = eyes.window.findChildren(CheckoutPanel)
    assert not panel.insurance.isVisible()
