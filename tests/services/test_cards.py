"""What a family's or a school's card says."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import cards, people, undo
from loanmgr.services.cards import CardsFor
from tests import factories


def names(desk, *codes):
    return [card.name for card in desk.look(cards.cards_for, CardsFor(codes))]


def test_a_card_says_whose_family_it_is_and_never_a_childs_name(desk):
    family = factories.family(desk, "Zoë O'Neill-Nguyễn")
    child = factories.pupil(desk, "Amira Okafor", of=family)
    school = factories.school(desk, "St Anne's Primary")

    assert names(desk, child, family, school) == [
        "Zoë O'Neill-Nguyễn",
        "Zoë O'Neill-Nguyễn",
        "St Anne's Primary",
    ]


def test_an_instrument_has_no_card(desk):
    with pytest.raises(RuleError, match="is not a borrower's card"):
        names(desk, factories.violin(desk))


def test_whoever_was_taken_back_has_no_card(desk):
    added = desk.run(people.add_family, people.AddFamily("Ngozi Okafor"))
    desk.run(undo.undo, undo.Undo(added.act))

    with pytest.raises(RuleError, match="taken back"):
        names(desk, added.result.code)
