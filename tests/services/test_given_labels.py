"""Old and foreign labels: one may be given to an instrument, and taken off it again."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.routing import Move
from loanmgr.services import find, instruments, scanning, undo
from loanmgr.services.instruments import GiveAlias
from loanmgr.services.scanning import Scan
from tests import ashby

EAN = "5012345678900"


@pytest.fixture
def town(desk):
    return ashby.fill(desk)


def test_an_unknown_label_given_to_an_instrument_is_scanned_as_that_instrument(desk, town):
    assert desk.look(scanning.scan, Scan(EAN)).move is Move.UNKNOWN
    desk.run(instruments.give_alias, GiveAlias(town.violin, EAN))
    assert desk.look(scanning.scan, Scan(EAN)).instrument.code == town.violin
    assert [hit.code for hit in desk.look(find.find, "50123456")] == [town.violin]


def test_a_label_that_is_in_use_is_not_given_again(desk, town):
    desk.run(instruments.give_alias, GiveAlias(town.violin, EAN))
    with pytest.raises(RuleError, match="in use already"):
        desk.run(instruments.give_alias, GiveAlias(town.cello, EAN))


def test_undoing_it_frees_the_label_for_another_instrument(desk, town):
    desk.run(instruments.give_alias, GiveAlias(town.violin, EAN))
    undone = desk.run(undo.undo, undo.Undo()).result
    assert desk.look(scanning.scan, Scan(EAN)).move is Move.UNKNOWN
    assert desk.look(find.find, "50123456") == ()
    desk.run(undo.undo, undo.Undo(undone.act))
    assert desk.look(scanning.scan, Scan(EAN)).instrument.code == town.violin
    desk.run(undo.undo, undo.Undo())
    desk.run(instruments.give_alias, GiveAlias(town.cello, EAN))
    assert desk.look(scanning.scan, Scan(EAN)).instrument.code == town.cello
