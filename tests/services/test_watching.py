"""What a window is told of other desks' work, with two real desks on both engines."""

import pytest

from loanmgr.db.models import Base
from loanmgr.services import baskets, imports, people, returns, undo, watching
from loanmgr.services.baskets import AddLine, RemoveLine
from loanmgr.services.imports import ImportList
from loanmgr.services.watching import News, Since
from tests.factories import family, lend, on_the_counter, pupil, violin


class Watcher:
    """Asks again and again, as a window does, and remembers what it has done itself."""

    def __init__(self, desk):
        self.desk = desk
        self.seen = desk.look(watching.seen, None)
        self.own = frozenset()

    def ask(self):
        """The tables that others have changed since the last time."""
        found: News = self.desk.look(watching.since, Since(self.seen, self.own))
        self.seen = found.seen
        self.own -= found.met
        return found.tables


@pytest.fixture
def other(another_desk):
    return another_desk("Ashby 2")


@pytest.fixture
def watcher(desk):
    return Watcher(desk)


def test_nothing_is_told_while_nothing_happens(watcher, other):
    assert watcher.ask() == frozenset()
    other.look(baskets.parked, None)
    assert watcher.ask() == frozenset()


def test_an_act_of_another_desk_is_told_once_by_its_tables(watcher, other):
    family(other)
    assert {"family", "account", "code"} <= watcher.ask()
    assert watcher.ask() == frozenset()


def test_lending_and_returning_tell_of_loans_and_money(desk, other):
    code, child = violin(desk), pupil(desk)
    watcher = Watcher(desk)
    lend(other, code, child)
    assert {"loan_line", "ledger"} <= watcher.ask()
    other.run(returns.return_one, returns.Return(code))
    assert "loan_line" in watcher.ask()
    other.run(undo.undo, undo.Undo())
    assert "loan_line" in watcher.ask()


def test_own_acts_are_no_news_with_or_without_anothers(watcher, desk, other):
    own = desk.run(people.add_family, people.AddFamily("Ngozi Okafor"))
    watcher.own = frozenset({own.act})
    assert watcher.ask() == frozenset()
    assert watcher.own == frozenset()
    own = desk.run(people.add_family, people.AddFamily("Jo Patel"))
    watcher.own = frozenset({own.act})
    violin(other)
    assert "instrument" in watcher.ask()


def test_own_finishing_with_its_parts_is_no_news(desk):
    basket = on_the_counter(desk, pupil(desk), violin(desk), violin(desk))
    watcher = Watcher(desk)
    own = desk.run(baskets.finish, baskets.Finish(basket, paying="cash"))
    watcher.own = frozenset({own.act})
    assert watcher.ask() == watching.BASKETS  # which a window looks at itself after Finish


def test_a_second_window_of_the_same_desk_is_another(watcher, another_desk):
    family(another_desk("Ashby 1"))
    assert "family" in watcher.ask()


def test_a_desk_that_is_new_is_told_of_too(watcher, another_desk):
    family(another_desk("Brook 1"))
    assert "family" in watcher.ask()


@pytest.mark.parametrize("change", ["add", "remove", "park", "resume", "put_back"])
def test_every_change_of_a_basket_is_told(desk, other, change):
    child, code = pupil(desk), violin(desk)
    basket = on_the_counter(other, child, code)
    if change == "resume":
        other.draft(baskets.park, basket)
    watcher = Watcher(desk)
    drafts = {
        "add": (baskets.add_line, AddLine(violin(other))),
        "remove": (baskets.remove_line, RemoveLine(code)),
        "park": (baskets.park, basket),
        "resume": (baskets.resume, basket),
        "put_back": (baskets.put_back, basket),
    }
    watcher.ask()
    other.draft(*drafts[change])
    assert watcher.ask() == watching.BASKETS
    assert watcher.ask() == frozenset()


def test_a_basket_that_is_taken_over_is_told_to_who_had_it(desk, other):
    basket = on_the_counter(desk, pupil(desk), violin(desk))
    watcher = Watcher(desk)
    other.draft(baskets.resume, basket)
    assert watcher.ask() == watching.BASKETS


def test_of_many_acts_and_of_large_ones_everything_may_have_changed(watcher, other):
    for n in range(watching.FEW_ACTS + 1):
        family(other, f"Family {n}")
    assert watcher.ask() == watching.EVERYTHING
    lines = "\n".join(f"Violin,3/4,SN{n:05d}" for n in range(400))
    request = ImportList.of("instruments", f"type,size,serial\n{lines}\n".encode())
    other.run(imports.import_list, request)
    assert watcher.ask() == watching.EVERYTHING


def test_everything_names_each_table_whose_rows_are_shown(desk):
    hidden = {"act", "act_body", "act_thing", "desk", "number_block", "number_range"}
    hidden |= {"search_entry"}
    named = watching.EVERYTHING - {"policy"}
    assert named == set(Base.metadata.tables) - hidden
