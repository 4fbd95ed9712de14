"""Runs of many acts: found again later, taken back part by part, never in one go."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.jobs import billing as jobs
from loanmgr.jobs import invoicing, letters
from loanmgr.services import accounts, returns, runs, undo
from loanmgr.services.billing import Bill
from loanmgr.services.papers.run import BeginInvoices
from loanmgr.services.runs import PastRuns, TakeBack, left_words
from loanmgr.services.undo import Undo
from loanmgr.services.undo_checks import TakenBackInPartsError
from tests.factories import lend, pupil, violin
from tests.services.racing import at_once, split
from tests.tables import LEDGER_SUM, count, meddle, one

SPRING = date(2027, 1, 5)
HIRE = 2400
UNDOINGS = "SELECT COUNT(*) FROM act WHERE undoes IS NOT NULL"


def go_on(_done, _of, _what):
    return True


def past(desk, **more):
    return desk.look(runs.past, PastRuns(**more))


@pytest.fixture
def hirers(desk, clock):
    """Three pupils of families of their own, and the labels of their violins; it is spring."""
    found = []
    for at in range(3):
        child, code = pupil(desk, f"Child {at}"), violin(desk)
        lend(desk, code, child)
        found.append((child, code))
    clock.go_to(SPRING)
    return found


@pytest.fixture
def done(desk, hirers):
    return jobs.run(desk, Bill(SPRING), go_on)


def owed(desk, hirers):
    return [desk.look(accounts.account, child).balance_pence for child, _ in hirers]


def test_undo_never_takes_a_run_back_in_one_transaction(desk, hirers, done):
    assert desk.look(undo.newest, None) == "Billing run for 5 January 2027"
    for act in (None, done.run):
        with pytest.raises(TakenBackInPartsError, match="under Past runs on the page") as refusal:
            desk.run(undo.undo, Undo(act))
        assert (refusal.value.act, refusal.value.code) == (done.run, "in_parts")
        assert refusal.value.what == "Billing run for 5 January 2027"
    assert owed(desk, hirers) == [2 * HIRE] * 3


def test_taken_back_each_account_is_an_act_of_the_undoing(desk, hirers, done):
    back = jobs.take_back(desk, done.run, go_on)
    assert (back.accounts, back.failed, back.is_whole) == (3, (), True)
    assert owed(desk, hirers) == [HIRE] * 3
    assert one(desk, UNDOINGS) == 4
    parts = "SELECT COUNT(*) FROM act AS part JOIN act AS whole ON whole.no = part.part_of"
    assert one(desk, f"{parts} WHERE whole.undoes IS NOT NULL") == 3
    # What was done before the run is what Undo is about again.
    assert desk.look(undo.newest, None).startswith("Lent: ")


def test_a_run_is_found_later_with_what_is_left_of_it(desk, hirers, done, clock):
    [found] = past(desk)
    assert (found.run, found.what) == (done.run, "Billing run for 5 January 2027")
    assert (found.on, found.accounts, found.standing) == (SPRING, 3, 3)
    desk.run(undo.undo, Undo(desk.look(runs.standing, TakeBack(done.run))[0].act))
    assert [each.standing for each in past(desk)] == [2]

    clock.go_to(date(2027, 4, 12))
    later = jobs.run(desk, Bill(date(2027, 4, 12)), go_on)
    late = jobs.run(desk, Bill(date(2027, 4, 12), is_late=True), go_on)
    assert [each.run for each in past(desk)] == [late.run, later.run, done.run]
    assert [each.accounts for each in past(desk)] == [0, 3, 3]
    first, second = past(desk, page=1), past(desk, before=past(desk, page=1)[0].number, page=1)
    assert [each.run for each in (*first, *second)] == [late.run, later.run]

    # Each hire's next charge stands on the one before, so the later run goes first.
    assert all("Undo this first" in each for each in jobs.take_back(desk, done.run, go_on).failed)
    assert [each.standing for each in past(desk)] == [0, 3, 2]
    for run in (later.run, done.run):
        assert jobs.take_back(desk, run, go_on).failed == ()
    assert [each.standing for each in past(desk)] == [0, 0, 0]


def test_an_account_that_was_undone_and_done_again_is_taken_back_with_the_rest(desk, hirers, done):
    part = desk.look(runs.standing, TakeBack(done.run))[0].act
    undone = desk.run(undo.undo, Undo(part)).act
    assert left_words(*past(desk)) == "charged, but for 1 taken back"
    desk.run(undo.undo, Undo(undone))
    assert left_words(*past(desk)) == "charged"

    back = jobs.take_back(desk, done.run, go_on)
    assert (back.accounts, back.failed) == (3, ())
    assert owed(desk, hirers) == [HIRE] * 3
    assert left_words(*past(desk)) == "taken back"


def test_nothing_of_a_run_that_was_taken_back_is_done_again(desk, hirers, done):
    undone = desk.run(undo.undo, Undo(desk.look(runs.standing, TakeBack(done.run))[0].act)).act
    jobs.take_back(desk, done.run, go_on)
    with pytest.raises(RuleError, match="was taken back, and nothing of it is done again"):
        desk.run(undo.undo, Undo(undone))
    assert owed(desk, hirers) == [HIRE] * 3


def test_a_billing_run_is_no_letters(desk, hirers, done):
    with pytest.raises(RuleError, match="that is something else"):
        letters.take_back(desk, done.run, go_on)
    assert owed(desk, hirers) == [2 * HIRE] * 3


def test_what_stays_says_whose_it_is(desk, hirers, done):
    desk.run(returns.return_one, returns.Return(hirers[1][1]))
    [stays] = jobs.take_back(desk, done.run, go_on).failed
    assert stays.startswith("Billed: Parent of Child 1, £24.00")


def test_stopped_it_goes_on_with_the_rest(desk, hirers, done):
    stopped = jobs.take_back(desk, done.run, lambda at, _of, _what: at < 1)
    assert (stopped.accounts, stopped.is_whole) == (1, False)
    assert owed(desk, hirers) == [2 * HIRE, 2 * HIRE, HIRE]
    assert [each.standing for each in past(desk)] == [2]
    rest = jobs.take_back(desk, done.run, go_on)
    assert (rest.accounts, rest.is_whole) == (2, True)
    assert owed(desk, hirers) == [HIRE] * 3
    with pytest.raises(RuleError, match="already undone"):
        jobs.take_back(desk, done.run, go_on)


def test_what_stood_in_the_way_can_be_taken_back_when_it_no_more_does(desk, hirers, done, clock):
    (child, code), *_ = hirers
    clock.go_to(date(2027, 2, 1))
    desk.run(returns.return_one, returns.Return(code))
    back = jobs.take_back(desk, done.run, go_on)
    assert (back.accounts, len(back.failed)) == (2, 1)
    assert [each.standing for each in past(desk)] == [1]
    desk.run(undo.undo, Undo())
    assert jobs.take_back(desk, done.run, go_on).accounts == 1
    assert desk.look(accounts.account, child).balance_pence == HIRE


def test_a_run_that_is_taken_back_charges_nobody_any_more(desk, another_desk, hirers):
    other, request = another_desk("Office 2"), Bill(SPRING)

    def meanwhile(done, _of, what):
        if what == "Charging" and done == 2:
            jobs.take_back(other, request.id, go_on)
        return True

    with pytest.raises(RuleError, match="was taken back"):
        jobs.run(desk, request, meanwhile)
    assert owed(desk, hirers) == [HIRE] * 3
    assert one(desk, LEDGER_SUM) == 3 * HIRE


def test_two_desks_that_take_it_back_at_once_do_so_once(desk, another_desk, hirers, done):
    both = desk, another_desk("Office 2")
    answers, _refused = split(at_once(both, lambda at: jobs.take_back(at, done.run, go_on)))
    assert answers and all(answer.failed == () for answer in answers)
    assert owed(desk, hirers) == [HIRE] * 3
    assert one(desk, UNDOINGS) == 4


def test_a_run_that_was_taken_back_is_not_done_again(desk, hirers, done):
    jobs.take_back(desk, done.run, go_on)
    back = one(desk, "SELECT uuid FROM act WHERE use_case = 'take_back'")
    with pytest.raises(RuleError, match="5 January 2027: it was taken back, and is not done again"):
        desk.run(undo.undo, Undo(back))
    assert jobs.run(desk, Bill(SPRING), go_on).charges == 3


def test_only_a_lead_takes_a_run_back_and_only_a_run(desk, another_desk, hirers, done):
    meddle(desk.url, "INSERT INTO staff (uuid, name) VALUES (:id, 'Vic')", id=new_id())
    with pytest.raises(RuleError, match="Only a lead or the office can take a run back"):
        jobs.take_back(another_desk("Ashby 9", staff="Vic"), done.run, go_on)
    with pytest.raises(RuleError, match="don't know that act"):
        jobs.take_back(desk, new_id(), go_on)
    lent = one(desk, "SELECT uuid FROM act WHERE use_case = 'lend' ORDER BY no LIMIT 1")
    with pytest.raises(RuleError, match="that is not a run"):
        jobs.take_back(desk, lent, go_on)
    assert owed(desk, hirers) == [2 * HIRE] * 3


def test_an_invoice_run_is_not_undone_unless_it_issued_nothing(desk, hirers):
    empty = invoicing.run(desk, BeginInvoices("schools"), go_on)
    desk.run(undo.undo, Undo(empty.run))
    issued = invoicing.run(desk, BeginInvoices(), go_on)
    for act in (None, issued.run):
        with pytest.raises(RuleError, match="Invoices keep their numbers") as refusal:
            desk.run(undo.undo, Undo(act))
        assert "credit note" in refusal.value.message
    assert count(desk, "document") == 3
