"""What services publish of loss and damage, from a policy file that gives the published figure."""

from datetime import date

import pytest

from loanmgr.domain import losses
from loanmgr.domain.charges import quote
from loanmgr.domain.losses import DAMAGE, LOSS, PART, Asked
from tests.unit.test_published import NOVEMBER, hire, published

LESSONS_STOP, TERM_ENDS, AFTER = date(2026, 11, 20), date(2026, 12, 18), date(2026, 12, 19)


def loss(kind="violin", value=18_000, of=LOSS, cost=None, part="", **who):
    asked = Asked(of, kind.title(), "lost", NOVEMBER, value, cost, part)
    return losses.price(published("losses"), hire(kind, **who), asked)


def charged_from(kind, *, due_on=None, lessons_on=None, left_on=None):
    policy = published("losses")
    tariff = policy.tariff_on(quote(policy, hire(kind)).tariff_code, NOVEMBER)
    end = losses.ends_on(policy, tariff, due_on, (lessons_on, left_on))
    return losses.charged_from(tariff, end)


@pytest.mark.parametrize(("value", "pence"), [(18_000, 5000), (5000, 5000), (3500, 3500)])
def test_barking_and_dagenham_charges_50_pounds_or_the_value_if_lower(value, pence):
    assert loss(value=value).due_pence == pence
    assert loss(of=DAMAGE, cost=20_000, value=value).due_pence == pence
    assert loss(of=DAMAGE, cost=1200, value=value).due_pence == 1200


def test_brighton_charges_full_replacement_within_28_days():
    found = loss("trumpet", 21_000)
    assert (found.due_pence, found.pay_within_days) == (21_000, 28)


def test_brighton_wants_it_back_within_14_days():
    assert charged_from("trumpet", left_on=TERM_ENDS) == date(2027, 1, 1)
    assert charged_from("trumpet", due_on=TERM_ENDS) == date(2027, 1, 1)


def test_wiltshire_charges_the_value_of_what_is_not_back_when_the_term_of_the_lessons_ends():
    assert charged_from("clarinet", lessons_on=LESSONS_STOP) == AFTER
    assert charged_from("clarinet") is None
    assert loss("clarinet", 30_000).due_pence == 30_000


def test_worcestershires_schools_are_liable_for_the_parts():
    for part, pence in (("bow", 2500), ("mouthpiece", 1500), ("case", 4000)):
        assert loss(of=PART, value=None, part=part, borrower="school").due_pence == pence
        assert loss(of=PART, value=None, part=part) is None


def test_milton_keynes_bills_until_it_is_returned():
    assert charged_from("cajon", lessons_on=LESSONS_STOP, left_on=LESSONS_STOP) is None
