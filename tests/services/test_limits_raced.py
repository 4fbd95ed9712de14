"""Two desks at the last unit of each limit, a few times; the drill does it 200 times."""

import pytest

from tests.services.limits import RACES

TIMES = 4


@pytest.mark.parametrize("limit", RACES)
def test_the_last_unit_of_a_limit_goes_to_one_desk(desk, another_desk, limit):
    RACES[limit]((desk, another_desk()), TIMES)
