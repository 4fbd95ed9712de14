"""Checks after a loan: what keeps an instrument from the next person until it is done."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import handing_in, instruments, lists, returns, scanning, show, swaps, undo
from loanmgr.services.handing_in import HandIn
from loanmgr.services.instruments import Ready
from loanmgr.services.returns import Return
from tests.factories import instrument, lend, pupil, violin
from tests.tables import meddle

WHAT = "wiped, signed out, charger back"
NOT_READY = f"This tablet is not ready for the next person ({WHAT})."


@pytest.fixture
def tablet(desk):
    """A tablet that Amira brought back."""
    code = instrument(desk, "tablet", size="iPad")
    lend(desk, code, pupil(desk))
    return code


def back(desk, code):
    return desk.run(returns.return_one, Return(code)).result


def scanned(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code))


def ready(desk, code):
    return desk.run(instruments.ready, Ready(code)).result


def test_a_tablet_that_comes_back_is_not_lent_before_it_is_ready(desk, tablet):
    assert back(desk, tablet).unready == WHAT

    [verdict] = scanned(desk, tablet).verdicts
    assert (verdict.case, verdict.title, verdict.may_override) == ("unready", NOT_READY, True)
    assert [c.label for c in verdict.choices] == ["It's ready", "Choose another", "Lend anyway"]
    assert scanned(desk, tablet).instrument.status == "incomplete"
    with pytest.raises(RuleError, match="is not ready for the next person"):
        lend(desk, tablet, pupil(desk, "Ben Carter"))


def test_a_lead_may_lend_it_anyway_and_it_waits_again_afterwards(desk, tablet):
    back(desk, tablet)
    lend(desk, tablet, pupil(desk, "Ben Carter"), override="wiped it myself")
    assert scanned(desk, tablet).instrument.status == "on_loan"
    back(desk, tablet)
    assert scanned(desk, tablet).instrument.status == "incomplete"


def test_when_it_is_ready_it_can_be_lent(desk, tablet):
    back(desk, tablet)
    assert ready(desk, tablet).name == "Tablet iPad"
    assert scanned(desk, tablet).instrument.status == "available"
    lend(desk, tablet, pupil(desk, "Ben Carter"))


def test_undo_lets_it_wait_again(desk, tablet):
    back(desk, tablet)
    desk.run(undo.undo, undo.Undo(ready(desk, tablet).act))
    assert scanned(desk, tablet).instrument.status == "incomplete"


def test_the_return_is_undone_with_what_it_waited_for(desk, tablet):
    returned = back(desk, tablet)
    done = ready(desk, tablet)
    with pytest.raises(RuleError, match="Undo this first: Ready: Tablet iPad"):
        desk.run(undo.undo, undo.Undo(returned.act))
    desk.run(undo.undo, undo.Undo(done.act))
    desk.run(undo.undo, undo.Undo(returned.act))
    assert desk.look(show.show, tablet).more["unready"] is None


def test_two_desks_say_so_and_the_second_is_told(desk, another_desk, tablet):
    back(desk, tablet)
    ready(another_desk("Ashby 2"), tablet)
    with pytest.raises(RuleError, match="is ready already") as refusal:
        ready(desk, tablet)
    assert refusal.value.code == "is_ready"


def test_checks_that_block_nothing_are_only_told(desk):
    clarinet, fiddle = instrument(desk, "clarinet", size="Bb"), violin(desk)
    lend(desk, clarinet, pupil(desk))
    lend(desk, fiddle, pupil(desk, "Ben Carter"))
    assert back(desk, clarinet).look_over == ("Hygiene clean",)
    assert back(desk, fiddle).look_over == ("Look over: strings, bridge, pegs, bow",)
    assert scanned(desk, clarinet).instrument.status == "available"


def test_one_handed_in_was_in_somebodys_hands_too(desk):
    code = instrument(desk, "tablet", size="iPad")
    assert desk.run(handing_in.hand_in, HandIn(code)).result.unready == WHAT
    assert scanned(desk, code).instrument.status == "incomplete"


def test_one_that_comes_back_by_a_swap_waits_too(desk, tablet):
    other = instrument(desk, "tablet", size="iPad")
    assert desk.run(swaps.swap, swaps.Swap(tablet, other)).result.back.unready == WHAT
    assert scanned(desk, tablet).instrument.status == "incomplete"


def test_lists_show_what_waits(desk, tablet):
    back(desk, tablet)
    for status in ("unready", "incomplete"):
        [row] = desk.look(lists.instruments, lists.InstrumentsPage(status=status))
        assert (row.code, row.status, row.is_unready) == (tablet, "incomplete", True)
    assert desk.look(lists.instruments, lists.InstrumentsPage(status="available")) == ()
    ready(desk, tablet)
    assert desk.look(lists.instruments, lists.InstrumentsPage(status="unready")) == ()


def test_a_check_that_the_policy_has_no_more_still_waits(desk, register_url, tablet):
    back(desk, tablet)
    meddle(register_url, "UPDATE instrument SET unready = 'cleaned_inside'")
    [verdict] = scanned(desk, tablet).verdicts
    assert verdict.title.endswith("(cleaned inside).")
    assert ready(desk, tablet).instrument == tablet


def test_what_came_back_before_a_check_was_asked_for_waits_for_nothing(desk, clock, tablet):
    clock.go_to(date(2026, 11, 22))
    fresh = instrument(desk, "tablet", size="iPad")
    assert scanned(desk, fresh).verdicts == ()
