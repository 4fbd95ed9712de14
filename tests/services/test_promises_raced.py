"""Two desks keeping, lending and giving up one instrument, a few times; the drill has 200."""

import pytest

from tests.services.promises import RACES

TIMES = 4


@pytest.mark.parametrize("race", RACES)
def test_one_desk_is_first_and_the_other_is_told(desk, another_desk, race):
    RACES[race]((desk, another_desk()), TIMES)
