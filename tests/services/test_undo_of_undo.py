"""Taking back what was done again: nothing that somebody uses meanwhile is taken away."""

import pytest

from loanmgr.services import accounts, history, people, undo
from tests.factories import lend, pupil, violin


@pytest.fixture
def there_again(desk):
    """A violin that was added, undone and added again by undoing that."""

    def make():
        code = violin(desk)
        undone = desk.run(undo.undo, undo.Undo()).result
        return code, desk.run(undo.undo, undo.Undo(undone.act)).result.act

    return make


def test_what_is_there_again_and_lent_is_not_taken_away(desk, there_again):
    code, again = there_again()
    lend(desk, code, pupil(desk))
    with pytest.raises(undo.StandsInTheWayError, match="Lent: Violin"):
        desk.run(undo.undo, undo.Undo(again))


def test_unused_it_is_taken_away_again(desk, there_again):
    _, again = there_again()
    assert desk.run(undo.undo, undo.Undo(again)).result.undid.startswith("Done again: Added")


def test_a_family_that_is_there_again_keeps_the_child_it_has_since(desk):
    card = desk.run(people.add_family, people.AddFamily("Ngozi Okafor")).result.code
    undone = desk.run(undo.undo, undo.Undo()).result
    again = desk.run(undo.undo, undo.Undo(undone.act)).result.act
    pupil(desk, of=card)
    with pytest.raises(undo.StandsInTheWayError, match="Added Amira Okafor"):
        desk.run(undo.undo, undo.Undo(again))


def test_it_is_said_that_it_was_done_again_wherever_it_is_said(desk):
    lend(desk, violin(desk), child := pupil(desk))
    said, act = [], None
    for _ in range(4):
        undone = desk.run(undo.undo, undo.Undo(act)).result
        said.append(undone.said.partition(": ")[0])
        act = undone.act
        line = desk.look(accounts.account, child).lines[-1].what
        shown = desk.look(history.timeline, history.TimelineOf(child))[0].what
        assert shown == undone.said
        words = {"Undone": "Taken back", "Done again": "Done again"}[said[-1]]
        assert line == f"{words}: Violin 3/4 hire, autumn term"
    assert said == ["Undone", "Done again"] * 2
