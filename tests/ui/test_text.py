"""Values in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ui import text


@pytest.mark.parametrize(
    ("pence", "words"),
    [(0, "£0.00"), (5, "£0.05"), (2400, "£24.00"), (101250, "£1,012.50"), (-1205, "−£12.05")],
)
def test_money_has_two_decimals_and_a_real_minus_sign(pence, words):
    assert text.pounds(pence) == words


def test_dates_name_their_month():
    on = date(2026, 12, 18)
    assert text.long_date(on) == "18 December 2026"
    assert text.short_date(on) == "18 Dec 2026"
    assert text.day_and_month(on) == "18 Dec"
    assert text.day_and_date(on) == "Friday 18 December 2026"
    assert text.short_date(date(2027, 9, 3)) == "3 Sep 2027"


def test_an_instant_is_told_by_the_clock_on_the_wall():
    at = datetime(2026, 11, 21, 10, 58, tzinfo=UTC)
    assert text.clock(at) == f"{at.astimezone():%H:%M}"


def test_counts_have_a_noun():
    assert text.count(1, "label") == "1 label"
    assert text.count(30, "label") == "30 labels"
    assert text.count(2, "family", "families") == "2 families"
    assert text.count(1204, "loan") == "1,204 loans"
    assert text.count(0, "loan") == "0 loans"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "just now"), (4, "4 min"), (60, "1 hour"), (150, "2 hours"), (60 * 24 * 3, "3 days")],
)
def test_ages_are_told_in_the_largest_whole_unit(minutes, words):
    assert text.since(timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Amira Okafor", "Amira O."),
        ("Zoë O'Neill-Nguyễn", "Zoë O."),
        ("Prince", "Prince"),
        ("", ""),
    ],
)
def test_the_queue_sees_a_first_name_and_an_initial(name, short):
    assert text.short_name(name) == short


def test_a_list_reads_as_part_of_a_sentence():
    assert text.listed(["bow"]) == "bow"
    assert text.listed(["bow", "case", "rosin"]) == "bow, case and rosin"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["Violin 1/2", "Cello 1/2"], "Violin 1/2 and Cello 1/2"),
        (["Violin 1/2"] * 60, "60 × Violin 1/2"),
        (["Violin 1/2", "Flute", "Violin 1/2"], "2 × Violin 1/2 and Flute"),
        ([*"abcdefgh", "h"], "a, b, c, d, e, f and 3 more"),
    ],
)
def test_things_of_one_name_are_named_once(names, words):
    assert text.listed_by_name(names) == words
