"""Routing: every row of the scan table, and what is the same label read again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.routing import (
    Before,
    Counter,
    InstrumentScanned,
    Move,
    repeated,
    route_card,
    route_instrument,
)

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
NOBODY = Counter()
CHILD = Counter(is_open=True, has_chosen=True)
FAMILY = Counter(is_open=True)
WAITING = Counter(waiting=True, lines=1)
BUSY = Counter(is_open=True, has_chosen=True, lines=2)
OWING = Counter(is_open=True, has_chosen=True, lines=2, unfinished_business=True)


@pytest.mark.parametrize(
    ("scanned", "counter", "move"),
    [
        ({"on_loan": True}, NOBODY, Move.RETURN),
        ({"on_loan": True}, WAITING, Move.RETURN),
        ({"on_loan": True, "on_loan_to_open": True}, CHILD, Move.RETURN_OFFER_RENEW),
        ({"on_loan": True, "on_loan_to_open": True}, FAMILY, Move.RETURN_OFFER_RENEW),
        ({"on_loan": True}, CHILD, Move.ON_LOAN_ELSEWHERE),
        ({"on_loan": True, "stopped": True}, NOBODY, Move.RETURN),
        ({"in_this_basket": True}, CHILD, Move.ALREADY_ADDED),
        ({"in_this_basket": True}, WAITING, Move.ALREADY_ADDED),
        ({"in_other_basket": True}, NOBODY, Move.ON_COUNTER_ELSEWHERE),
        ({"in_other_basket": True}, CHILD, Move.ON_COUNTER_ELSEWHERE),
        ({"stopped": True}, NOBODY, Move.STOPPED),
        ({"stopped": True}, CHILD, Move.STOPPED),
        ({"missing": True}, NOBODY, Move.FOUND),
        ({"missing": True}, CHILD, Move.ADD),
        ({}, FAMILY, Move.WHO_PLAYS),
        ({}, CHILD, Move.ADD),
        ({}, NOBODY, Move.WAIT_ON_COUNTER),
        ({}, WAITING, Move.WAIT_ON_COUNTER),
    ],
)
def test_instruments(scanned, counter, move):
    assert route_instrument(InstrumentScanned(**scanned), counter) is move


@pytest.mark.parametrize(
    ("counter", "is_open_one", "move"),
    [
        (NOBODY, False, Move.OPEN_CARD),
        (WAITING, False, Move.JOIN_WAITING),
        (CHILD, False, Move.OPEN_CARD),
        (CHILD, True, Move.OPEN_CARD),
        (BUSY, True, Move.OPEN_CARD),
        (BUSY, False, Move.FINISH_AND_OPEN),
        (OWING, False, Move.PARK_AND_OPEN),
        (OWING, True, Move.OPEN_CARD),
    ],
)
def test_cards(counter, is_open_one, move):
    assert route_card(counter, is_open_one=is_open_one) is move


flags = st.booleans()


@given(st.builds(InstrumentScanned, flags, flags, flags, flags, flags, flags), st.builds(Counter))
def test_what_is_out_never_goes_out_again(scanned, counter):
    move = route_instrument(scanned, counter)
    if scanned.on_loan:
        assert move not in (Move.ADD, Move.WAIT_ON_COUNTER, Move.WHO_PLAYS, Move.FOUND)


@given(st.builds(Counter, flags, flags, flags, st.integers(0, 3), flags), flags)
def test_a_card_never_finishes_what_is_owed(counter, is_open_one):
    if counter.unfinished_business:
        assert route_card(counter, is_open_one=is_open_one) is not Move.FINISH_AND_OPEN


class TestReadAgain:
    @pytest.mark.parametrize(
        ("seconds", "move"),
        [(0, Move.ALREADY_READ), (2, Move.ALREADY_READ), (2.1, None), (-1, None), (-9999, None)],
    )
    def test_the_same_label_within_two_seconds_is_one_scan(self, seconds, move):
        before = Before(last_code="M1", last_at=NOW)
        assert repeated("M1", NOW + timedelta(seconds=seconds), before) is move
        assert repeated("M2", NOW + timedelta(seconds=seconds), before) is None

    @pytest.mark.parametrize(
        ("seconds", "move"),
        [(0, Move.ALREADY_RETURNED), (60, Move.ALREADY_RETURNED), (61, None), (-1, None)],
    )
    def test_what_came_back_within_a_minute_is_not_lent(self, seconds, move):
        before = Before(returned_code="M1", returned_at=NOW)
        assert repeated("M1", NOW + timedelta(seconds=seconds), before) is move

    def test_before_the_first_scan_nothing_is_again(self):
        assert repeated("M1", NOW, Before()) is None
