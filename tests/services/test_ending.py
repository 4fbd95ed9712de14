"""The end of a hire as the policy has it: given back in part, and the least that is paid."""

from datetime import date

import pytest

from loanmgr.services import accounts, handing_in, policy, returns, undo
from tests.factories import lend, pupil, violin
from tests.tables import LEDGER_SUM, one

MONTHLY = """
[[tariffs]]
code = "strings"
name = "Strings by the month"
families = ["strings"]
basis = "month"
price_pence = 700
least_periods = 2
"""
HALVES = """
[[tariffs]]
code = "strings"
name = "Strings"
families = ["strings"]
basis = "term"
price_pence = 2401
gives_back = "half_term"
"""


def bring_in(desk, text):
    desk.run(policy.bring_in, policy.BringIn(text))


def back(desk, code, on=None):
    return desk.run(returns.return_one, returns.Return(code, on)).result


def owed(desk, card):
    return desk.look(accounts.account, card).balance_pence


def test_back_before_the_first_month_pays_two_all_the_same(desk, clock):
    bring_in(desk, MONTHLY)
    clock.go_to(date(2026, 11, 10))
    child, code = pupil(desk), violin(desk)
    lend(desk, code, child)
    clock.go_to(date(2026, 11, 20))

    returned = back(desk, code)

    assert (returned.credit_pence, returned.least_pence) == (0, 700)
    assert owed(desk, child) == 1400
    desk.run(undo.undo, undo.Undo())
    assert owed(desk, child) == 700


@pytest.mark.parametrize(("on", "credit"), [(date(2026, 10, 20), 1200), (date(2026, 11, 9), 0)])
def test_half_a_term_that_was_not_used_is_given_back(desk, clock, on, credit):
    bring_in(desk, HALVES)
    clock.go_to(date(2026, 9, 14))
    child, code = pupil(desk), violin(desk)
    lend(desk, code, child)
    clock.go_to(on)

    assert back(desk, code).credit_pence == credit
    assert owed(desk, child) == 2401 - credit

    desk.run(undo.undo, undo.Undo())
    assert owed(desk, child) == one(desk, LEDGER_SUM) == 2401


def test_another_day_handed_in_gives_back_by_that_day(desk, clock):
    bring_in(desk, HALVES)
    clock.go_to(date(2026, 9, 14))
    child, code = pupil(desk), violin(desk)
    lend(desk, code, child)
    clock.go_to(date(2026, 11, 9))
    back(desk, code)

    for day, left in ((date(2026, 10, 20), 1201), (date(2026, 11, 5), 2401)):
        desk.run(handing_in.handed_in_on, handing_in.HandedInOn(code, day))
        assert owed(desk, child) == left
