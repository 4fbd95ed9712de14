"""Swapping: the hire goes on with another instrument, and costs more only where the price does."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, history, instruments, policy, returns, scanning, swaps, undo
from loanmgr.services.swaps import Swap
from tests.factories import (
    half_price,
    instrument,
    lend,
    on_the_counter,
    open_desk,
    pupil,
    school,
    violin,
)
from tests.tables import count, rows

DEARER_FULL_SIZE = """
[[tariffs]]
code = "full-size"
name = "Full-size violins"
types = ["violin"]
sizes = ["4/4"]
basis = "term"
price_pence = 3000

[[tariffs]]
code = "part-term"
name = "Cellos by the half term"
types = ["cello"]
sizes = ["3/4"]
basis = "term"
price_pence = 2000
part_period = "half_term"

[[tariffs]]
code = "part-term-full"
name = "Full-size cellos by the half term"
types = ["cello"]
sizes = ["4/4"]
basis = "term"
price_pence = 4000
part_period = "half_term"
"""


@pytest.fixture
def child(desk):
    desk.run(policy.bring_in, policy.BringIn(DEARER_FULL_SIZE))
    return pupil(desk)


@pytest.fixture
def small(desk, child):
    """A 3/4 violin that Amira has for the autumn term."""
    code = violin(desk)
    lend(desk, code, child)
    return code


def swap(desk, old, new, **more):
    return desk.run(swaps.swap, Swap(old, new, **more)).result


def status(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument.status


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def test_one_comes_back_and_the_other_goes_out_on_the_same_loan(desk, small):
    new = violin(desk)
    swapped = swap(desk, small, new)

    assert (status(desk, small), status(desk, new)) == ("available", "on_loan")
    assert (swapped.back.was_with, swapped.line.borrower_name) == ("Amira Okafor", "Amira Okafor")
    assert swapped.line.next_charge_on == date(2027, 1, 5)
    first, second = rows(desk, "SELECT id, loan_id, hire_id FROM loan_line ORDER BY id")
    assert (second.loan_id, second.hire_id) == (first.loan_id, first.id)
    assert count(desk, "loan") == count(desk, "agreement") == 1


def test_one_of_the_same_price_costs_nothing_more(desk, child, small):
    swapped = swap(desk, small, violin(desk))
    assert swapped.line.charge.due_pence == 0
    assert (balance(desk, child), count(desk, "charge")) == (2400, 1)


def test_a_half_size_grown_out_of_in_mid_term_is_swapped_for_a_three_quarter_for_nothing(
    desk, clock, child
):
    clock.go_to(date(2026, 9, 12))
    half = violin(desk, "1/2")
    lend(desk, half, child)
    charged = balance(desk, child)
    clock.go_to(date(2026, 11, 14))
    assert swap(desk, half, violin(desk)).line.charge.due_pence == 0
    assert (balance(desk, child), count(desk, "charge")) == (charged, 1)
    assert charged > 0


def test_a_dearer_one_charges_the_difference(desk, child, small):
    swapped = swap(desk, small, violin(desk, "4/4"))
    charge = swapped.line.charge
    assert (charge.full_pence, charge.due_pence) == (600, 600)
    assert charge.because == "Violin 4/4 instead of Violin 3/4, difference £6.00"
    assert sum(step.pence for step in charge.steps) == 600
    assert balance(desk, child) == 3000


def test_a_cheaper_one_gives_nothing_back(desk, child):
    large = violin(desk, "4/4")
    lend(desk, large, child)
    swapped = swap(desk, large, violin(desk))
    assert swapped.line.charge.due_pence == 0
    assert balance(desk, child) == 3000


def test_the_difference_is_only_for_what_is_left_of_the_term(desk, clock, child):
    clock.go_to(date(2026, 9, 10))
    cello = instrument(desk, "cello", size="3/4")
    lend(desk, cello, child)
    clock.go_to(date(2026, 11, 21))
    swapped = swap(desk, cello, instrument(desk, "cello", size="4/4"))
    assert swapped.line.charge.due_pence == 1000
    assert balance(desk, child) == 3000


def test_a_reduced_rate_lowers_the_difference(desk, child):
    half_price(desk, child)
    small = violin(desk)
    lend(desk, small, child)
    charge = swap(desk, small, violin(desk, "4/4")).line.charge
    assert (charge.full_pence, charge.discount_pence, charge.due_pence) == (600, 300, 300)
    assert balance(desk, child) == 1500


def test_in_the_last_days_of_a_term_nothing_is_left_to_charge_for(desk, clock, child, small):
    clock.go_to(date(2026, 12, 12))
    assert swap(desk, small, violin(desk, "4/4")).line.charge.due_pence == 0
    assert balance(desk, child) == 2400


def test_a_term_paid_ahead_is_charged_the_difference_once(desk, clock, child):
    clock.go_to(date(2026, 12, 12))
    small = violin(desk)
    lend(desk, small, child)
    swap(desk, small, violin(desk, "4/4"))
    assert balance(desk, child) == 3000
    assert len(rows(desk, "SELECT id FROM charge WHERE ended_act IS NULL")) == 1


def test_two_swaps_on_one_day_charge_the_difference_once(desk, child, small):
    large, other, back_again = violin(desk, "4/4"), violin(desk), violin(desk, "4/4")
    swap(desk, small, large)
    swap(desk, large, other)
    swap(desk, other, back_again)
    assert balance(desk, child) == 3600
    assert len(rows(desk, "SELECT id FROM charge WHERE ended_act IS NULL")) == 2


def test_each_step_is_undone_and_done_again(desk, child, small):
    large = violin(desk, "4/4")
    swap(desk, small, large)
    undone = desk.run(undo.undo, undo.Undo()).result
    assert (status(desk, small), status(desk, large)) == ("on_loan", "available")
    assert balance(desk, child) == 2400

    desk.run(undo.undo, undo.Undo(undone.act))
    assert (status(desk, small), status(desk, large)) == ("available", "on_loan")
    assert balance(desk, child) == 3000


def test_a_swap_that_replaced_a_charge_is_undone_to_the_penny(desk, clock, child):
    clock.go_to(date(2026, 12, 12))
    small = violin(desk)
    lend(desk, small, child)
    swap(desk, small, violin(desk, "4/4"))
    desk.run(undo.undo, undo.Undo())
    assert balance(desk, child) == 2400
    (live,) = rows(desk, "SELECT due_pence FROM charge WHERE ended_act IS NULL")
    assert live.due_pence == 2400


def test_returning_the_new_one_ends_the_hire_like_any_other(desk, clock, child):
    clock.go_to(date(2026, 9, 3))
    small, large = violin(desk), violin(desk, "4/4")
    lend(desk, small, child)
    clock.go_to(date(2026, 9, 5))
    swap(desk, small, large)
    clock.go_to(date(2026, 9, 8))
    assert desk.run(returns.return_one, returns.Return(large)).result.credit_pence == 3000
    assert balance(desk, child) == 0


def test_within_the_first_week_the_hire_still_keeps_its_charge(desk, clock, child):
    clock.go_to(date(2026, 9, 3))
    small = violin(desk)
    lend(desk, small, child)
    assert swap(desk, small, violin(desk)).back.credit_pence == 0
    assert balance(desk, child) == 2400


def test_a_swap_under_a_later_return_is_not_undone(desk, small):
    new = violin(desk)
    act = swap(desk, small, new).act
    desk.run(returns.return_one, returns.Return(new))
    with pytest.raises(undo.StandsInTheWayError, match="Returned: Violin"):
        desk.run(undo.undo, undo.Undo(act))


def test_parts_and_faults_of_the_old_one_are_kept(desk, small):
    swapped = swap(desk, small, violin(desk), missing=("bow",), fault="Peg slips")
    assert swapped.back.missing == ("bow",)
    assert status(desk, small) == "needs_repair"


def test_another_type_is_another_hire(desk, small):
    with pytest.raises(RuleError, match="Return one and lend the other") as refused:
        swap(desk, small, instrument(desk, "flute"))
    assert refused.value.code == "other_type"


def test_both_labels_are_of_two_instruments(desk, small):
    with pytest.raises(RuleError, match="same instrument"):
        swap(desk, small, small)


def test_the_old_one_has_to_be_out_and_the_new_one_in(desk, small):
    with pytest.raises(RuleError, match="is not on loan"):
        swap(desk, violin(desk), violin(desk))
    other = violin(desk)
    lend(desk, other, pupil(desk, "Ben Carter"))
    with pytest.raises(RuleError, match="on loan to Ben Carter"):
        swap(desk, small, other)


def test_a_faulty_one_goes_out_only_with_a_reason(desk, small):
    new = violin(desk)
    desk.run(instruments.needs_repair, instruments.NeedsRepair(new, "Bridge fallen"))
    with pytest.raises(RuleError, match="needs repair"):
        swap(desk, small, new)
    swap(desk, small, new, override="Mended on the spot")
    (act,) = rows(desk, "SELECT override_reason FROM act WHERE use_case = 'swap'")
    assert act.override_reason == "Mended on the spot"


def test_a_size_that_is_not_usual_is_asked_about(desk, small):
    swapped = swap(desk, small, violin(desk, "1/16"))
    assert [asked.case for asked in swapped.asks] == ["size"]


def test_a_school_keeps_its_day_to_be_back_by(desk):
    code = violin(desk)
    lend(desk, code, school(desk))
    assert swap(desk, code, violin(desk)).line.due_on == date(2026, 12, 18)


def test_the_new_one_leaves_the_counter_it_lay_on(desk, register_url, clock, small):
    new = violin(desk)
    other = open_desk(register_url, clock, "Ashby 2")
    on_the_counter(other, pupil(desk, "Ben Carter"), new)
    swap(desk, small, new)
    assert count(desk, "basket_line") == 0
    other.close()


def test_it_stands_on_both_timelines_and_the_borrowers(desk, child, small):
    new = violin(desk)
    swap(desk, small, new)
    for code in (small, new, child):
        newest = desk.look(history.timeline, history.TimelineOf(code))[0]
        assert newest.what == f"Swapped: Violin 3/4 {small} for Violin 3/4 {new}, Amira Okafor"
