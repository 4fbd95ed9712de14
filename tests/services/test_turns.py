"""What lies on the counter is priced as it will be charged, each line after those before it."""

from datetime import timedelta

import pytest

from loanmgr.services import awards, baskets, circumstances, policy, returns
from loanmgr.services.circumstances import Circumstances
from tests.factories import family, instrument, on_the_counter, pupil, violin

CAPPED = """
[[schemes]]
code = "capped"
name = "Half, up to £15.00"
public_name = "Reduced rate"
percent = 50
cap_per_term_pence = 1500
"""
ONE_ONLY = """
[[schemes]]
code = "capped"
name = "Half of one instrument"
public_name = "Reduced rate"
percent = 50
instruments = 1
"""
SECOND = """
[[tariffs]]
code = "second"
name = "Another instrument"
borrowers = ["pupil"]
from_instrument = 2
basis = "term"
price_pence = 750
"""
SIBLING = """
[[tariffs]]
code = "sibling"
name = "Second child"
borrowers = ["pupil"]
from_child = 2
basis = "term"
price_pence = 1000
"""
LESSONS = """
[[tariffs]]
code = "members"
name = "With lessons"
borrowers = ["pupil"]
lessons = true
basis = "term"
price_pence = 500
"""


@pytest.fixture
def rules(desk):
    def bring_in(text):
        desk.run(policy.bring_in, policy.BringIn(text))

    return bring_in


def shown_and_charged(desk, basket):
    """What the counter says each line costs, by instrument, which finishing must charge."""
    lines = desk.look(baskets.current, None).lines
    shown = {line.instrument: line.quote.due_pence for line in lines}
    done = desk.run(baskets.finish, baskets.Finish(basket)).result
    assert {line.instrument: line.charge.due_pence for line in done.lines} == shown
    return shown


def test_a_cap_is_used_up_by_the_line_before(desk, rules):
    rules(CAPPED)
    child = pupil(desk)
    desk.run(awards.award, awards.Award(child, "capped"))
    one, two = violin(desk), violin(desk)

    assert shown_and_charged(desk, on_the_counter(desk, child, one, two)) == {one: 1200, two: 2100}


def test_an_award_for_one_instrument_goes_to_the_dearest(desk, rules):
    rules(ONE_ONLY)
    child = pupil(desk)
    desk.run(awards.award, awards.Award(child, "capped"))
    small, large = violin(desk), instrument(desk, "cello", size="1/2")

    found = shown_and_charged(desk, on_the_counter(desk, child, small, large))

    assert found == {small: 2400, large: 1800}


def test_another_instrument_has_its_own_price(desk, rules, clock):
    rules(SECOND)
    child = pupil(desk)
    one, two = violin(desk), violin(desk)

    assert shown_and_charged(desk, on_the_counter(desk, child, one, two)) == {one: 2400, two: 750}

    three = violin(desk)
    desk.run(returns.return_one, returns.Return(one))
    clock.pass_by(minutes=20)  # or it would be a swap
    assert shown_and_charged(desk, on_the_counter(desk, child, three)) == {three: 750}


def test_a_second_child_has_its_own_price(desk, rules):
    rules(SIBLING)
    home = family(desk)
    elder, younger = pupil(desk, "Amira Okafor", of=home), pupil(desk, "Tunde Okafor", of=home)
    one, two = violin(desk), violin(desk)
    basket = desk.draft(baskets.open_basket, baskets.OpenBasket(home)).result
    desk.draft(baskets.add_line, baskets.AddLine(two, borrower=younger))
    desk.draft(baskets.add_line, baskets.AddLine(one, borrower=elder))

    assert shown_and_charged(desk, basket) == {one: 2400, two: 1000}


def test_lessons_make_it_cheaper_until_they_end(desk, rules, clock):
    rules(LESSONS)
    child, code = pupil(desk), violin(desk)
    noted = desk.run(circumstances.note, Circumstances(child, lessons_until_on=clock.today()))
    assert noted.result.has_lessons

    assert shown_and_charged(desk, on_the_counter(desk, child, code)) == {code: 500}

    assert desk.look(circumstances.to_recall, None) == ()
    clock.go_to(clock.today() + timedelta(days=1))
    [out] = desk.look(circumstances.to_recall, None)
    assert (out.borrower, out.instrument, out.what) == (child, code, "Violin 3/4")
