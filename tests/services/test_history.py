"""History: timelines by page, and what was done at a desk today."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, history, instruments, returns, undo
from loanmgr.services.history import TimelineOf
from tests import factories
from tests.factories import lend, pupil, violin


def timeline(desk, code, **more):
    return desk.look(history.timeline, TimelineOf(code, **more))


def test_newest_first_with_who_when_and_what(desk, clock):
    code = violin(desk)
    lend(desk, code, pupil(desk))
    clock.go_to(date(2026, 11, 28))
    desk.run(returns.return_one, returns.Return(code))

    events = timeline(desk, code)

    assert [(event.on, event.who, event.use_case) for event in events] == [
        (date(2026, 11, 28), "Pat Lead", "return_one"),
        (date(2026, 11, 21), "Pat Lead", "lend"),
        (date(2026, 11, 21), "Pat Lead", "add_instrument"),
    ]
    assert events[0].what == f"Returned: Violin 3/4 {code}, was with Amira Okafor"


def test_page_by_page_nothing_is_left_out_or_told_twice(desk):
    home = factories.family(desk)
    for n in range(11):
        desk.run(accounts.pay, accounts.Pay(home, n + 1, "cash"))
    whole = timeline(desk, home)
    paged, before = [], None
    while page := timeline(desk, home, before=before, page=5):
        paged += page
        before = page[-1].number
    assert tuple(paged) == whole
    assert len(whole) == 12


def test_by_an_old_label_too(desk):
    code = violin(desk, aliases=("OLD-1",))
    assert timeline(desk, "old-1") == timeline(desk, code)


@pytest.mark.parametrize("code", ["NONE", "M00000158", "", "\x00"])
def test_of_nothing(desk, code):
    with pytest.raises(RuleError):
        timeline(desk, code)


class TestToday:
    def test_what_was_done_here_today_and_how_much(self, desk, another_desk, clock):
        child, codes = pupil(desk), [violin(desk) for _ in range(3)]
        for code in codes[:2]:
            lend(desk, code, child)
        lend(another_desk(), codes[2], factories.school(desk))
        desk.run(returns.return_one, returns.Return(codes[0]))
        desk.run(instruments.needs_repair, instruments.NeedsRepair(codes[0], "crack"))

        today = desk.look(history.today, None)

        assert (today.lent, today.returned, today.to_repair) == (2, 1, 1)
        assert today.events[0].what.startswith("Needs repair")
        clock.go_to(date(2026, 11, 22))
        assert desk.look(history.today, None).lent == 0

    def test_what_was_undone_is_shown_as_such_and_not_counted(self, desk):
        lend(desk, violin(desk), pupil(desk))
        desk.run(undo.undo, undo.Undo())
        today = desk.look(history.today, None)
        assert today.lent == 0
        assert [event.is_undone for event in today.events if event.use_case == "lend"] == [True]

    def test_returned_and_undone_and_done_again_counts_once(self, desk):
        code = violin(desk)
        lend(desk, code, pupil(desk))
        desk.run(returns.return_one, returns.Return(code))
        for _ in range(2):
            act = desk.run(undo.undo, undo.Undo()).result.act
        assert desk.look(history.today, None).returned == 0
        desk.run(undo.undo, undo.Undo(act))
