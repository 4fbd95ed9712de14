"""Services and repairs at the hirer's cost: charged by the billing run, by a report of damage."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.jobs import billing
from loanmgr.services import accounts, damaging, policy, returns, runs, swaps, undo
from loanmgr.services.billing import Bill
from loanmgr.services.damaging import Damaged
from loanmgr.services.returns import Return
from loanmgr.services.swaps import Swap
from loanmgr.services.undo import Undo
from tests.factories import instrument, lend, pupil
from tests.services.racing import at_once
from tests.tables import count, one

LENT, ROUND = date(2026, 11, 21), date(2027, 11, 21)
RULES = """
[[intervals]]
code = "service"
name = "Yearly service"
every_months = 12
blocks_lending = false
charge_pence = 3500
vat = "standard"

[[tariffs]]
code = "free"
name = "Free"
types = ["flute"]
basis = "free"

[[tariffs]]
code = "repairs"
name = "Repairs"
families = ["woodwind"]
basis = "damage"
free_days = 30

[[types]]
code = "flute"
name = "Flute"
family = "woodwind"
checks = ["service"]
"""
LIVE = "SELECT COUNT(*) FROM charge WHERE kind = 'service' AND ended_act IS NULL"


@pytest.fixture
def hired(desk):
    """A flute that a pupil has for nothing, but for its service."""
    desk.run(policy.bring_in, policy.BringIn(RULES))
    child, code = pupil(desk), instrument(desk)
    lend(desk, code, child)
    return child, code


def preview(desk):
    return billing.preview(desk, today(desk), "reduced", _go_on)


def charge(desk):
    return billing.run(desk, Bill(today(desk)), _go_on)


def today(desk):
    return desk.look(lambda look, _: look.on, None)


def lines(desk, card):
    return [(each.what, each.amount_pence) for each in desk.look(accounts.account, card).lines]


def _go_on(_done, _of, _what):
    return True


class TestService:
    def test_it_is_charged_once_a_year_and_says_why(self, desk, clock, hired):
        card, code = hired
        clock.go_to(ROUND)
        [planned] = preview(desk).lines
        assert (planned.kind, planned.period, planned.due_pence) == (
            "service",
            "Yearly service",
            3500,
        )
        assert planned.because == (
            "Yearly service of Flute, every 12 months of a hire, since 21 Nov 2026: £35.00"
        )
        assert charge(desk).due_pence == 3500
        assert lines(desk, card) == [(f"Yearly service: Flute {code}", 3500)]
        assert preview(desk).lines == ()
        assert charge(desk).charges == 0
        clock.go_to(date(2028, 11, 20))
        assert preview(desk).lines == ()
        clock.go_to(date(2028, 11, 21))
        assert charge(desk).due_pence == 3500
        assert len(lines(desk, card)) == 2

    @pytest.mark.usefixtures("hired")
    def test_the_day_before_nothing_is_due(self, desk, clock):
        clock.go_to(date(2027, 11, 20))
        assert preview(desk).lines == ()

    def test_what_is_back_is_served_by_us(self, desk, clock, hired):
        clock.go_to(date(2027, 11, 20))
        desk.run(returns.return_one, Return(hired[1]))
        clock.go_to(ROUND)
        assert charge(desk).charges == 0

    def test_a_swap_goes_on_with_the_same_hire(self, desk, clock, hired):
        card, code = hired
        other = instrument(desk)
        clock.go_to(date(2027, 10, 2))
        desk.run(swaps.swap, Swap(code, other))
        clock.go_to(ROUND)
        charge(desk)
        assert lines(desk, card) == [(f"Yearly service: Flute {other}", 3500)]

    @pytest.mark.usefixtures("hired")
    def test_who_missed_years_of_it_pays_for_one(self, desk, clock):
        clock.go_to(date(2030, 1, 5))
        assert charge(desk).due_pence == 3500
        assert preview(desk).lines == ()

    def test_the_run_is_taken_back_and_charges_again(self, desk, clock, hired):
        card, _code = hired
        clock.go_to(ROUND)
        run = charge(desk).run
        billing.take_back(desk, run, _go_on)
        assert desk.look(accounts.account, card).balance_pence == 0
        again = charge(desk)
        assert desk.look(accounts.account, card).balance_pence == 3500
        billing.take_back(desk, again.run, _go_on)
        assert desk.look(accounts.account, card).balance_pence == 0

    @pytest.mark.usefixtures("hired")
    def test_a_run_taken_back_is_not_done_again_beside_another(self, desk, clock):
        clock.go_to(ROUND)
        run = charge(desk).run
        part = desk.look(runs.standing, runs.TakeBack(run))[0].act
        back = desk.run(undo.undo, Undo(part))
        charge(desk)
        with pytest.raises(RuleError, match="charged again since"):
            desk.run(undo.undo, Undo(back.act))
        assert count_live(desk) == 1

    @pytest.mark.usefixtures("hired")
    def test_two_desks_at_once_charge_it_once(self, desk, another_desk, clock):
        clock.go_to(ROUND)
        at_once((desk, another_desk()), charge)
        assert count_live(desk) == 1

    def test_the_starting_policy_charges_no_service(self, desk, clock):
        lend(desk, instrument(desk), pupil(desk))
        clock.go_to(ROUND)
        assert "service" not in [line.kind for line in preview(desk).lines]


class TestRepairs:
    def test_in_the_first_month_damage_is_noted_and_costs_nothing(self, desk, clock, hired):
        card, code = hired
        clock.go_to(date(2026, 12, 20))
        told = desk.run(damaging.damaged, Damaged(code, "Key bent", 4000)).result
        assert told.charge.due_pence == 0
        assert told.charge.because.endswith("nothing to pay in the first 30 days of a hire")
        assert lines(desk, card) == []

    def test_afterwards_the_hirer_pays(self, desk, clock, hired):
        card, code = hired
        clock.go_to(date(2026, 12, 21))
        assert desk.look(damaging.preview, Damaged(code, "Key bent", 4000)).charge.due_pence == 4000
        desk.run(damaging.damaged, Damaged(code, "Key bent", 4000))
        assert lines(desk, card) == [(f"Flute {code} damaged: Key bent", 4000)]

    def test_what_came_back_in_time_costs_nothing_however_late_it_is_seen(self, desk, clock, hired):
        clock.go_to(date(2026, 12, 1))
        desk.run(returns.return_one, Return(hired[1]))
        clock.go_to(date(2027, 1, 30))
        told = desk.run(damaging.damaged, Damaged(hired[1], "Key bent", 4000)).result
        assert told.charge.due_pence == 0


def count_live(desk):
    return one(desk, LIVE)


@pytest.mark.usefixtures("hired")
def test_nothing_else_is_charged(desk, clock):
    clock.go_to(ROUND)
    charge(desk)
    assert count(desk, "charge") == 1
