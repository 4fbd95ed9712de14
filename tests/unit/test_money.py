"""Sums are rounded once, half-up, and written as people read them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.money import PARTS, due_pence, half_up, parts_of, pounds

PENCE = st.integers(0, 100_000_000)
PERCENT = st.integers(1, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)


@pytest.mark.parametrize(
    ("full_pence", "percent", "due"),
    [
        (3645, 50, 1823),  # £36.45: £18.23 due, £18.22 off
        (3640, 50, 1820),
        (2400, 100, 0),
        (1, 50, 1),
        (3000, Decimal("33.33"), 2000),
        (0, 50, 0),
    ],
)
def test_the_amount_due_is_rounded_half_up(full_pence, percent, due):
    assert due_pence(full_pence, Decimal(percent)) == due


@given(PENCE, PERCENT)
def test_a_percentage_is_never_off_by_more_than_half_a_penny(full_pence, percent):
    exact = Fraction(full_pence) * (100 - Fraction(percent)) / 100
    assert Fraction(-1, 2) <= exact - due_pence(full_pence, percent) < Fraction(1, 2)


@given(PENCE, PERCENT)
def test_due_and_discount_make_the_full_price_and_neither_is_below_nothing(full_pence, percent):
    assert 0 <= due_pence(full_pence, percent) <= full_pence


@given(PENCE, st.integers(0, 10_000))
def test_a_share_of_whole_pence_is_exact(pence, hundredths):
    assert Fraction(parts_of(pence * PARTS, hundredths), PARTS) == Fraction(
        pence * hundredths, 10_000
    )


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_rounding_goes_to_the_nearest_and_halves_go_up(parts, per_penny):
    rounded = half_up(parts, per_penny)
    assert rounded - Fraction(1, 2) <= Fraction(parts, per_penny) < rounded + Fraction(1, 2)


@pytest.mark.parametrize(
    ("pence", "words"),
    [
        (1823, "£18.23"),
        (0, "£0.00"),
        (5, "£0.05"),
        (-1200, "−£12.00"),
        (-5, "−£0.05"),
        (114_400, "£1,144.00"),
    ],
)
def test_sums_are_written_as_people_read_them(pence, words):
    assert pounds(pence) == words
