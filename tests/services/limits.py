"""Two desks at the last unit of a limit, as often as one likes: exactly one of them gets it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from loanmgr.desk import Desk
from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    accounts,
    applications,
    awards,
    baskets,
    lending,
    parts,
    policy,
    returns,
    settling,
    swaps,
    undo,
)
from loanmgr.services.applications import Apply, Decide
from loanmgr.services.settling import Allocate
from tests.factories import family, lend, on_the_counter, pupil, violin
from tests.services.racing import at_once, split
from tests.tables import one

POT = 1200
GIVEN = "SELECT COALESCE(SUM(discount_pence), 0) FROM charge WHERE ended_act IS NULL"
DEPOSITS = "SELECT COALESCE(SUM(amount_pence), 0) FROM ledger WHERE kind IN ('deposit', 'reversal')"
SCHEMES = """
[[schemes]]
code = "pot"
name = "Hardship"
public_name = "Reduced rate"
percent = 50
budget_pence = 1200
grace_days = 0

[[schemes]]
code = "capped"
name = "Brothers and sisters"
public_name = "Family rate"
percent = 50
cap_per_family_term_pence = 1000
"""
DEPOSIT = """
[[tariffs]]
code = "deposit"
name = "Violin with a deposit"
types = ["violin"]
basis = "term"
price_pence = 2400
deposit_pence = 2500
"""

Desks = Sequence[Desk]


def pots(desks: Desks, races: int) -> None:
    """Two families lend under a scheme with a budget for one of them."""
    desk = desks[0]
    desk.run(policy.bring_in, policy.BringIn(SCHEMES))
    children, codes = _two(desk, "pot"), (violin(desk), violin(desk))
    for _ in range(races):
        answers = at_once(desks, *map(_lending, codes, children))
        given = sorted(answer.lines[0].charge.discount_pence for answer in answers)
        assert given == [0, POT], given
        assert one(desk, GIVEN) == POT
        for answer in answers:
            desk.run(undo.undo, undo.Undo(answer.lines[0].act))


def counters(desks: Desks, races: int) -> None:
    """Both finish what they were shown: the second is asked again, and nothing of it is done."""
    desk = desks[0]
    desk.run(policy.bring_in, policy.BringIn(SCHEMES))
    children, codes = _two(desk, "pot"), (violin(desk), violin(desk))
    for _ in range(races):
        lying = [
            on_the_counter(at, child, code)
            for at, child, code in zip(desks, children, codes, strict=True)
        ]
        answers = at_once(desks, *map(partial(_finishing, 1200), lying))
        (winner,), (loser,) = split(answers)
        assert loser.code == "quote_changed", loser.message
        assert one(desk, GIVEN) == winner.result.total_due_pence == POT
        for at, basket in zip(desks, lying, strict=True):
            if at.look(baskets.current, None) is not None:
                at.draft(baskets.put_back, basket)
        desk.run(undo.undo, undo.Undo(winner.act))


def decisions(desks: Desks, races: int) -> None:
    """One desk decides late, the other lends: together they give no more than there is."""
    desk = desks[0]
    desk.run(policy.bring_in, policy.BringIn(SCHEMES))
    late, child = pupil(desk, "Ben Carter"), pupil(desk, "Amira Okafor")
    desk.run(awards.award, awards.Award(child, "pot"))
    desk.run(applications.apply, Apply(late, "pot"))
    lend(desk, violin(desk), late)
    code = violin(desk)
    for _ in range(races):
        deed = Decide(late, "awarded", "letter")
        decided, lent = at_once(
            desks,
            lambda at, d=deed: at.run(applications.decide, d).result,
            _lending(code, child),
        )
        is_decided = not isinstance(decided, RuleError)
        off = (decided.less_pence if is_decided else 0, lent.lines[0].charge.discount_pence)
        assert sorted(off) == [0, POT], off
        assert one(desk, GIVEN) == POT
        desk.run(undo.undo, undo.Undo(lent.lines[0].act))
        if is_decided:
            desk.run(undo.undo, undo.Undo(deed.id))


def limits(desks: Desks, races: int) -> None:
    """A pupil who may have two and has one gets one more."""
    desk = desks[0]
    child = pupil(desk)
    lend(desk, violin(desk), child)
    codes = violin(desk), violin(desk)
    for _ in range(races):
        answers = at_once(desks, *(_lending(code, child) for code in codes))
        (winner,), (loser,) = split(answers)
        assert loser.message == "Limit is 2 instruments; Amira has 2."
        desk.run(undo.undo, undo.Undo(winner.lines[0].act))


def caps(desks: Desks, races: int) -> None:
    """Two children of a family with a cap for all of them."""
    desk = desks[0]
    desk.run(policy.bring_in, policy.BringIn(SCHEMES))
    children, codes = _two(desk, "capped", family(desk)), (violin(desk), violin(desk))
    for _ in range(races):
        answers = at_once(desks, *map(_lending, codes, children))
        given = sorted(answer.lines[0].charge.discount_pence for answer in answers)
        assert given == [0, 1000], given
        for answer in answers:
            desk.run(undo.undo, undo.Undo(answer.lines[0].act))


def deposits(desks: Desks, races: int) -> None:
    """The last of a hire comes in at two desks: the deposit goes back once, and does go back."""
    desk = desks[0]
    desk.run(policy.bring_in, policy.BringIn(DEPOSIT))
    child = pupil(desk)
    for _ in range(races):
        first, second = violin(desk, parts=("bow",)), violin(desk, parts=())
        lend(desk, first, child)
        desk.run(swaps.swap, swaps.Swap(first, second, ("bow",)))
        assert one(desk, DEPOSITS) == 2500
        at_once(
            desks,
            lambda at, c=first: at.run(parts.part_in, parts.PartIn(c, "bow")),
            lambda at, c=second: at.run(returns.return_one, returns.Return(c)),
        )
        assert one(desk, DEPOSITS) == 0


def lines(desks: Desks, races: int) -> None:
    """Two payments for the last penny of one line, and one payment for the last penny of two."""
    desk = desks[0]
    child = pupil(desk)
    lend(desk, violin(desk), child)
    lend(desk, violin(desk, parts=()), child)
    first, second = (each.line for each in desk.look(accounts.account, child).lines)
    most = _paid(desk, child, 2399)
    desk.run(settling.allocate, Allocate(most, first, 2399))
    one_penny, other = _paid(desk, child, 1), _paid(desk, child, 1)
    for put in (((one_penny, first), (other, first)), ((one_penny, first), (one_penny, second))):
        for _ in range(races):
            answers = at_once(desks, *(_putting(*each) for each in put))
            (winner,), (loser,) = split(answers)
            assert loser.code == "amount", loser.message
            assert winner.amount_pence == 1
            desk.run(undo.undo, undo.Undo(winner.act))


def _paid(desk: Desk, card: str, pence: int) -> Any:
    desk.run(accounts.pay, accounts.Pay(card, pence, "cash"))
    return desk.look(accounts.account, card).lines[-1].line


def _putting(paid: Any, to: Any) -> Callable[[Desk], Any]:
    return lambda at: at.run(settling.allocate, Allocate(paid, to, 1)).result


def _two(desk: Desk, scheme: str, of: str = "") -> list[str]:
    cards = [pupil(desk, name, of=of) for name in ("Amira Okafor", "Tunde Bello")]
    for card in cards:
        desk.run(awards.award, awards.Award(card, scheme))
    return cards


def _lending(code: str, child: str) -> Callable[[Desk], Any]:
    return lambda at: at.run(lending.lend, lending.Lend((code,), child)).result


def _finishing(quoted_pence: int, basket: Any) -> Callable[[Desk], Any]:
    request = baskets.Finish(basket, paying="cash", quoted_pence=quoted_pence)
    return lambda at: at.run(baskets.finish, request)


RACES: dict[str, Callable[[Desks, int], None]] = {
    "pots": pots,
    "counters": counters,
    "decisions": decisions,
    "limits": limits,
    "caps": caps,
    "deposits": deposits,
    "lines": lines,
}
