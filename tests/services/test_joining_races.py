"""Two desks at one family at the same instant: one record in the end, and nothing lost."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, joining, people, records, returns, undo
from loanmgr.services.accounts import Pay
from loanmgr.services.joining import Join
from loanmgr.services.people import AddPupil
from loanmgr.services.returns import Return
from loanmgr.services.undo import Undo
from tests.factories import family, lend, pupil, violin
from tests.services.racing import at_once, split
from tests.tables import LEDGER_SUM, one

ROUNDS = 4


@pytest.fixture
def desks(desk, another_desk):
    """Two desks of one register."""
    return desk, another_desk()


def two(desk):
    keep, drop = family(desk, "Joe Twin"), family(desk, "Joseph Twin")
    return keep, drop, pupil(desk, "Al Twin", of=drop)


def does(use_case, request):
    """Return a deed of a desk: the use case with this request."""
    return lambda at: at.run(use_case, request).result


def joins(drop, keep):
    return does(joining.join_records, Join(drop, keep))


def lends(code, child):
    return lambda at: lend(at, code, child)


def test_both_join_the_same_two_either_way_round(desk, desks):
    for _ in range(ROUNDS):
        keep, drop, child = two(desk)
        lend(desk, violin(desk), child)
        answers = at_once(desks, joins(drop, keep), joins(keep, drop))
        (won,), (lost,) = split(answers)
        assert "one record already" in lost.message
        assert won.balance_pence == 2400
        assert desk.look(accounts.account, drop).balance_pence == 2400
        assert len(desk.look(records.person, child).out) == 1


def test_one_joins_and_the_other_lends(desk, desks):
    for _ in range(ROUNDS):
        keep, drop, child = two(desk)
        code = violin(desk)
        _, refused = split(at_once(desks, joins(drop, keep), lends(code, child)))
        assert refused == []
        page = desk.look(records.person, keep)
        assert [line.code for line in page.out] == [code]
        assert page.account.balance_pence == 2400


def test_one_joins_and_the_other_takes_money_or_takes_it_in(desk, desks):
    for _ in range(ROUNDS):
        keep, drop, child = two(desk)
        lend(desk, code := violin(desk), child)
        answers = at_once(
            desks,
            joins(drop, keep),
            does(accounts.pay, Pay(drop, 1000, "cash")),
        )
        assert split(answers)[1] == []
        assert desk.look(accounts.account, keep).balance_pence == 1400
        before = one(desk, LEDGER_SUM)
        third = family(desk, "Third Twin")
        answers = at_once(
            desks,
            joins(keep, third),
            does(returns.return_one, Return(code)),
        )
        joined, refused = split(answers)
        assert refused == []
        back = next(each for each in joined if hasattr(each, "credit_pence"))
        assert desk.look(accounts.account, third).balance_pence == 1400 - back.credit_pence
        assert one(desk, LEDGER_SUM) == before - back.credit_pence


def test_one_joins_and_the_other_adds_a_child(desk, desks):
    for _ in range(ROUNDS):
        keep, drop, _ = two(desk)
        answers = at_once(
            desks,
            joins(drop, keep),
            does(people.add_pupil, AddPupil(drop, "Bo Twin")),
        )
        assert split(answers)[1] == []
        names = [child.name for child in desk.look(records.person, keep).children]
        assert sorted(names) == ["Al Twin", "Bo Twin"]


def test_one_takes_it_apart_and_the_other_lends(desk, desks):
    for _ in range(ROUNDS):
        keep, drop, child = two(desk)
        act = desk.run(joining.join_records, Join(drop, keep)).act
        code = violin(desk)
        answers = at_once(
            desks,
            does(undo.undo, Undo(act)),
            lends(code, child),
        )
        refused = [each for each in answers if isinstance(each, RuleError)]
        home = desk.look(records.person, child)
        assert [line.code for line in home.out] == [code]
        assert home.code == (keep if refused else drop)
        assert home.account.balance_pence == 2400
