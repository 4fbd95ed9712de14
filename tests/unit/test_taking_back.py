"""What a line says that takes another back, or enters it once more."""

import pytest

from loanmgr.domain import taking_back

HIRE = "Violin 3/4 hire, autumn term"


def test_to_and_fro_it_says_one_of_two_things():
    said = [HIRE]
    for _ in range(4):
        said.append(taking_back.opposite(said[-1]))
    taken, again = f"Taken back: {HIRE}", f"Done again: {HIRE}"
    assert said == [HIRE, taken, again, taken, again]
    assert {taking_back.itself(each) for each in said} == {HIRE}


@pytest.mark.parametrize(
    ("backs", "shown", "printed"),
    [
        (0, HIRE, HIRE),
        (1, f"Taken back: {HIRE}", f"Taken back: {HIRE}"),
        (2, f"Done again: {HIRE}", HIRE),
        (3, f"Taken back: {HIRE}", f"Taken back: {HIRE}"),
        (4, f"Done again: {HIRE}", HIRE),
    ],
)
def test_lines_of_older_registers_read_the_same(backs, shown, printed):
    older = "Taken back: " * backs + HIRE
    assert taking_back.in_short(older) == shown
    assert taking_back.on_paper(older) == taking_back.on_paper(shown) == printed
    assert taking_back.opposite(older) == taking_back.opposite(shown)
