"""A deposit at the desk: the band says whether it goes back or is kept, and why."""

from datetime import UTC, date, datetime

import pytest

from loanmgr.services import policy
from tests import factories
from tests.services.test_paying import WITH_DEPOSIT


@pytest.fixture
def lent(hands, town, desk, clock):
    """Ben's violin, with a deposit of £25.00, for a week."""
    desk.run(policy.bring_in, policy.BringIn(WITH_DEPOSIT))
    clock.go_to(date(2026, 11, 14))
    code = factories.violin(desk)
    factories.lend(desk, code, town.ben)
    clock.go_to(date(2026, 11, 21))
    return code


def test_what_comes_back_whole_gives_it_back(hands, lent):
    assert "Deposit £25.00 goes back." in hands.scan(lent)


def test_with_a_fault_it_is_kept_until_mended(hands, lent):
    hands.scan(lent)
    hands.session.do(hands.returns.ask_fault)
    hands.session.chosen(hands.message.choices[0].key)
    assert hands.words.startswith("Needs repair: Violin 3/4")
    assert hands.words.endswith("Deposit £25.00 is kept until it is mended.")


def test_without_a_part_it_is_kept_until_the_part_is_here(hands, lent):
    hands.scan(lent)
    hands.session.do(hands.returns.ask_parts)
    hands.session.chosen("missing:bow")
    assert hands.words.endswith("Deposit £25.00 is kept until it is here.")


def test_a_fault_seen_on_the_day_after_does_not_keep_it(hands, lent, clock):
    hands.scan(lent)
    clock.go_to(date(2026, 11, 22))
    hands.session.do(hands.returns.ask_fault)
    hands.session.chosen(hands.message.choices[0].key)
    assert hands.words.endswith("Put it in the workshop box.")


def test_past_midnight_in_utc_it_is_still_the_same_day_in_summer(hands, lent, clock):
    """At half past midnight in June it is half past eleven of the day before in UTC."""
    clock.on, clock.at = date(2027, 6, 20), datetime(2027, 6, 19, 23, 30, tzinfo=UTC)
    hands.scan(lent)
    clock.pass_by(hours=1)
    hands.session.do(hands.returns.ask_fault)
    hands.session.chosen(hands.message.choices[0].key)
    assert hands.words.endswith("Deposit £25.00 is kept until it is mended.")


def test_without_one_nothing_is_said_of_it(hands, town, desk):
    assert "Deposit" not in hands.scan(town.flute)
