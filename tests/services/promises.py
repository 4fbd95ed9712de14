"""Two desks and one instrument that is, or is to be, kept for somebody, as often as one likes."""

from collections.abc import Callable, Sequence
from typing import Any

from loanmgr.desk import Desk
from loanmgr.domain.errors import RuleError
from loanmgr.services import lending, reservations, undo
from loanmgr.services.reservations import KeepFor, KeepNoLonger
from tests.factories import pupil, school, violin
from tests.services.racing import Deed, at_once, split
from tests.tables import one

LIVE = "SELECT COUNT(*) FROM reservation WHERE struck_act IS NULL"
OUT = "SELECT COUNT(*) FROM loan_line WHERE returned_at IS NULL"

Desks = Sequence[Desk]


def both_keep(desks: Desks, races: int) -> None:
    """Each desk keeps it for somebody else: one does, and the other is told for whom."""
    desk = desks[0]
    children = [pupil(desk, name) for name in ("Amira Okafor", "Tunde Bello")]
    for race in range(1, races + 1):
        code = violin(desk, parts=())
        answers = at_once(desks, *(_keeps(code, child) for child in children))
        (winner,), (loser,) = split(answers)
        assert f" is kept for {winner.borrower_name} until " in loser.message, loser.message
        assert one(desk, LIVE) == race


def keep_and_lend(desks: Desks, races: int) -> None:
    """One keeps it, the other lends it to somebody else: the later of the two is told."""
    desk = desks[0]
    child, other = pupil(desk), school(desk)
    for race in range(1, races + 1):
        code = violin(desk, parts=())
        kept, lent = at_once(desks, _keeps(code, child), _lends(code, other))
        asked = "kept" in [each.case for each in lent.asks]
        if isinstance(kept, RuleError):
            assert kept.code == "on_loan", kept.message
        assert isinstance(kept, RuleError) is not asked, (kept, lent.asks)
        assert one(desk, OUT) == race


def keep_and_lend_to_them(desks: Desks, races: int) -> None:
    """One keeps it for whom the other lends it to: in the end they have it, and no promise."""
    desk = desks[0]
    child = school(desk)
    for race in range(1, races + 1):
        code = violin(desk, parts=())
        kept, lent = at_once(desks, _keeps(code, child), _lends(code, child))
        assert "kept" not in [each.case for each in lent.asks]
        assert not isinstance(kept, RuleError) or kept.code == "on_loan", kept
        assert (one(desk, LIVE), one(desk, OUT)) == (0, race)


def lend_to_them_and_end(desks: Desks, races: int) -> None:
    """It is lent to whom it is kept for, and given up at the same instant."""
    desk = desks[0]
    child = school(desk)
    for race in range(1, races + 1):
        code = violin(desk, parts=())
        _keeps(code, child)(desk)
        ended, _lent = at_once(desks, lambda at, c=code: _end(at, c), _lends(code, child))
        assert not isinstance(ended, RuleError) or ended.code == "not_kept", ended
        assert (one(desk, LIVE), one(desk, OUT)) == (0, race)


def keep_and_undo(desks: Desks, races: int) -> None:
    """What was given up is brought back by Undo while another desk keeps it for somebody else."""
    desk = desks[0]
    children = [pupil(desk, name) for name in ("Amira Okafor", "Tunde Bello")]
    for race in range(1, races + 1):
        code = violin(desk, parts=())
        _keeps(code, children[0])(desk)
        act = _end(desk, code).act
        back, kept = at_once(
            desks,
            lambda at, a=act: at.run(undo.undo, undo.Undo(a)).result,
            _keeps(code, children[1]),
        )
        (refused,) = [each for each in (back, kept) if isinstance(each, RuleError)]
        assert refused.code in ("place_taken", "kept_already"), refused.message
        assert one(desk, LIVE) == race


def _keeps(code: str, card: str) -> Deed:
    return lambda at: at.run(reservations.keep_for, KeepFor(code, card)).result


def _lends(code: str, card: str) -> Deed:
    return lambda at: at.run(lending.lend, lending.Lend((code,), card)).result


def _end(desk: Desk, code: str) -> Any:
    return desk.run(reservations.keep_no_longer, KeepNoLonger(code)).result


RACES: dict[str, Callable[[Desks, int], None]] = {
    "keep and keep": both_keep,
    "keep and lend": keep_and_lend,
    "keep and lend to them": keep_and_lend_to_them,
    "lend to them and end": lend_to_them_and_end,
    "keep and undo": keep_and_undo,
}
