"""The same telephone number, written as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.db.many import AT_ONCE
from loanmgr.domain.contacts import as_compared, ways_to_write

MOBILE = (
    "07700 900123",
    "07700900123",
    "+44 7700 900123",
    "0044 7700 900 123",
    "+44 (0)7700 900123",
    "44 7700 900123",
    "07700-900123",
    "07700-900-123",
    "+44-7700-900123",
    "07700.900123",
    "07700/900123",
    "(07700) 900123",
)
LANDLINE = ("020 7946 0018", "(020) 7946 0018", "020-7946-0018", "+44 20 7946 0018")


@pytest.mark.parametrize("ways", [MOBILE, LANDLINE])
def test_each_way_is_among_those_of_every_other(ways):
    for typed in ways:
        assert {as_compared(each) for each in ways} <= set(ways_to_write(typed)), typed


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("", ()),
        ("  ", ()),
        ("Grace@Example.org", ("grace@example.org",)),
        ("ask next door", ("asknextdoor",)),
        ("900123", ("900123",)),
        ("+33 1 23 45 67 89", ("+33123456789",)),
        ("0033 1 23 45 67 89", ("0033123456789",)),
        ("07700 900123 after six", ("07700900123aftersix",)),
    ],
)
def test_what_is_no_number_from_here_is_written_in_one_way(typed, ways):
    assert ways_to_write(typed) == ways


def test_another_number_is_another():
    assert not set(ways_to_write("07700 900123")) & set(ways_to_write("07700 900124"))


@given(st.from_regex(r"0[1-9][0-9]{8,9}", fullmatch=True))
def test_all_ways_are_asked_for_at_once_and_lead_to_the_same(digits):
    ways = ways_to_write(digits)
    assert digits in ways
    assert len(ways) <= AT_ONCE
    assert all(set(ways_to_write(way)) == set(ways) for way in ways)


@given(st.text(max_size=40))
def test_anything_typed_is_asked_for_as_it_is(text):
    ways = ways_to_write(text)
    assert len(ways) <= AT_ONCE
    assert all(way.isprintable() and way for way in ways)
