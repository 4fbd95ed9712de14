"""Which way money goes back: as it came, the newest first, as far as anything is left of it."""

from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.giving_back import Came, Left, Moved, left, way, ways

METHODS = ("cash", "card", "bank")


def moved(*each):
    return [Moved(key, method, pence) for key, (method, pence) in enumerate(each)]


def there(*each):
    return [(paid.method, paid.pence) for paid in left(moved(*each))]


def test_the_newest_comes_first_and_what_went_back_is_gone():
    assert there(("cash", 1000), ("card", 500)) == [("card", 500), ("cash", 1000)]
    assert there(("cash", 1000), ("card", 0)) == [("cash", 1000)]
    assert there(("cash", 1000), ("card", 500), ("card", -500)) == [("cash", 1000)]


def test_what_went_back_was_of_what_came_the_same_way():
    assert there(("cash", 1000), ("card", 500), ("cash", -400)) == [("card", 500), ("cash", 600)]


def test_of_no_such_way_it_was_of_the_newest():
    assert there(("cash", 1000), ("card", 500), ("bank", -700)) == [("cash", 800)]
    assert there(("cash", 300), ("card", 500), ("cash", -400)) == [("card", 400)]


def test_what_went_back_was_of_no_later_payment():
    assert there(("cash", 1000), ("cash", -1000), ("cash", 200)) == [("cash", 200)]
    assert there(("cash", -1000), ("cash", 200)) == [("cash", 200)]


def test_a_sum_has_one_way_only_where_all_of_it_came_so():
    found = [Left("cash", 500, 3), Left("card", 1000, 2), Left("cash", 2000, 1)]
    for pence, method in ((1, "cash"), (500, "cash"), (501, ""), (3500, ""), (3501, "")):
        assert way(ways(found, pence), pence) == method
    assert ways(found, 1700) == (Came("cash", 700), Came("card", 1000))
    assert ways(found, 0) == ways([], 500) == ()
    assert way((), 500) == ""
    assert way(ways(found[:1], 501), 501) == ""


@given(st.lists(st.tuples(st.sampled_from(METHODS), st.integers(-3000, 3000)), max_size=12))
def test_no_more_is_left_than_came_and_of_each_no_more_than_it_was(each):
    found = left(moved(*each))
    came = sum(pence for _, pence in each if pence > 0)
    back = -sum(pence for _, pence in each if pence < 0)
    assert max(0, came - back) <= sum(paid.pence for paid in found) <= came
    assert all(0 < paid.pence <= each[paid.key][1] for paid in found)
    assert [paid.key for paid in found] == sorted((paid.key for paid in found), reverse=True)
