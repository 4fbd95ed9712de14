"""The billing run in the window: shown, charged, stopped, taken back."""

from datetime import date

import pytest

from loanmgr.jobs import billing as jobs
from loanmgr.services import accounts, awards, papers, places, policy, returns
from loanmgr.services.billing import Bill
from tests import factories

SPRING = date(2027, 1, 5)


@pytest.fixture
def players(desk, clock, town):
    """Two pupils whose violins went out in the autumn; it is January, and one has applied."""
    desk.run(returns.return_one, returns.Return(town.flute))
    cards = [factories.pupil(desk, name) for name in ("Al Fry", "Una Gray")]
    for card in cards:
        factories.lend(desk, factories.violin(desk), card)
    clock.go_to(date(2026, 12, 20))
    desk.run(awards.award, awards.Award(cards[0], "reduced-50", "awaited"))
    clock.go_to(SPRING)
    return cards


@pytest.fixture
def eyes(open_window, qtbot, players):
    eyes = open_window()
    qtbot.waitUntil(lambda: "billing" in eyes.window.page.commands())
    eyes.window.menu.actions["billing"].trigger()
    qtbot.waitUntil(lambda: eyes.window.page.plan is not None)
    return eyes


def owed(desk, cards):
    return [desk.look(accounts.account, card).balance_pence for card in cards]


def test_what_has_come_due_is_shown_and_nothing_is_charged(eyes, desk, players):
    page = eyes.window.page
    assert page.title == "Billing run"
    assert [(line.payer, line.due_pence) for line in page.plan.lines] == [
        ("Parent of Al Fry", 1200),
        ("Parent of Una Gray", 2400),
    ]
    assert page.charge.text() == "Charge £36.00"
    assert page.choices["To look at"].text() == "To look at  1"
    assert owed(desk, players) == [2400, 2400]


def test_the_button_charges_and_says_how_much(eyes, desk, players):
    eyes.click("Charge")
    assert "Charged £36.00 for 2 periods to 2 accounts." in eyes.band
    assert owed(desk, players) == [3600, 4800]
    page = eyes.window.page
    assert (page.plan.lines, page.charge.isEnabled()) == ((), False)
    assert page.empty.sentence.text() == "Nothing has come due by 5 January 2027."


def test_a_run_is_taken_back(eyes, desk, players):
    eyes.click("Charge")
    eyes.click("Take the run back")
    assert "Taken back: the charges of 2 accounts." in eyes.band
    assert owed(desk, players) == [2400, 2400]
    assert eyes.window.page.charge.text() == "Charge £36.00"
    assert not eyes.sees("Take the run back")


def past(page):
    return [(run.what, run.accounts, run.standing) for run in page.models["Past runs"].rows]


def test_a_run_is_found_and_taken_back_on_another_day(eyes, desk, players, clock):
    run = jobs.run(desk, Bill(SPRING), lambda *_: True).run
    clock.go_to(date(2027, 2, 1))
    eyes.window.back()
    eyes.window.menu.actions["billing"].trigger()
    page = eyes.window.page
    assert not eyes.sees("Take the run back")
    page.show_list("Past runs")
    assert past(page) == [("Billing run for 5 January 2027", 2, 2)]
    [row] = page.models["Past runs"].rows
    words = [column.words(row) for column in page.models["Past runs"].columns]
    assert (words[0], words[-2:]) == ("5 Jan 2027", ["Charged", "Take back"])
    page.take_run_back(row)
    assert "Taken back: the charges of 2 accounts." in eyes.band
    assert owed(desk, players) == [2400, 2400]
    assert past(page) == [("Billing run for 5 January 2027", 2, 0)]
    [row] = page.models["Past runs"].rows
    words = [column.words(row) for column in page.models["Past runs"].columns]
    assert (row.run, words[-2:]) == (run, ["Taken back", ""])


def test_before_the_first_run_the_list_says_so(eyes):
    page = eyes.window.page
    page.show_list("Past runs")
    assert page.empty.sentence.text() == "There was no billing run yet."
    assert page.empty.isVisibleTo(page)


def test_stopped_while_it_is_taken_back_the_rest_can_be_taken_back(
    eyes, desk, players, monkeypatch
):
    eyes.click("Charge")
    page, back = eyes.window.page, jobs.take_back

    def back_and_stop(at, run, progress):
        return back(at, run, lambda done, of, what: progress(done, of, what) and done < 1)

    monkeypatch.setattr(jobs, "take_back", back_and_stop)
    eyes.click("Take the run back")
    assert eyes.window.band.message.detail.startswith("Stopped. The rest stays charged until")
    assert owed(desk, players) == [3600, 2400]
    monkeypatch.setattr(jobs, "take_back", back)
    page.show_list("Past runs")
    [row] = page.models["Past runs"].rows
    assert page.models["Past runs"].columns[-1].words(row) == "Take the rest"
    page.take_run_back(row)
    assert owed(desk, players) == [2400, 2400]


def test_undo_at_the_top_takes_a_run_back_as_a_job(eyes, desk, players, qtbot):
    eyes.click("Charge")
    titles = []
    eyes.program.runner.started.connect(lambda job: titles.append(job.title))
    top = eyes.window.top.undo
    qtbot.waitUntil(lambda: "Billing run" in top.accessibleName() + top.text() + top.toolTip())
    eyes.window.menu.actions["undo"].trigger()
    assert "Undone: “Billing run for 5 January 2027”." in eyes.band
    assert titles == ["Undoing “Billing run for 5 January 2027”"]
    assert owed(desk, players) == [2400, 2400]
    page = eyes.window.page
    assert page.is_old
    eyes.click("Look again")
    assert not page.is_old
    assert page.charge.text() == "Charge £36.00"


def test_a_plan_from_before_a_change_at_another_desk_says_so(eyes, desk, players):
    page = eyes.window.page
    desk.run(returns.return_one, returns.Return(page.plan.lines[0].instrument))
    assert not page.is_old
    eyes.program.runner.ask_others()
    assert page.is_old
    assert page.charge.text() == "Charge £36.00"  # what is read stays as it is
    eyes.click("Look again")
    assert not page.is_old
    assert page.charge.text() == "Charge £24.00"
    eyes.program.runner.ask_others()
    assert not page.is_old


def test_what_a_plan_has_nothing_to_do_with_leaves_it(eyes, desk):
    desk.run(places.add_place, places.AddPlace("Shelf 9", "cupboard"))
    eyes.program.runner.ask_others()
    assert not eyes.window.page.is_old


def test_a_plan_that_was_left_for_a_record_says_that_it_is_old(eyes, desk, players):
    page = eyes.window.page
    page.lists["Charges"].opened.emit(page.plan.lines[0])
    desk.run(returns.return_one, returns.Return(page.plan.lines[1].instrument))
    eyes.program.runner.ask_others()
    assert not page.is_old
    eyes.window.back()
    assert eyes.window.page is page
    assert page.is_old


def test_what_is_not_decided_can_be_charged_in_full_or_left_out(eyes, desk, players):
    page = eyes.window.page
    page.undecided.setCurrentIndex(1)
    assert page.charge.text() == "Charge £48.00"
    page.undecided.setCurrentIndex(2)
    assert page.charge.text() == "Charge £24.00"
    page.show_list("To look at")
    assert [row.is_charged for row in page.models["To look at"].rows] == [False]
    eyes.click("Charge")
    assert owed(desk, players) == [2400, 4800]


def test_stopped_in_the_middle_the_rest_is_charged_later(eyes, desk, players, monkeypatch):
    page = eyes.window.page
    charged = jobs.run

    def run_and_stop(at, request, progress):
        return charged(at, request, lambda done, of, what: progress(done, of, what) and done < 1)

    monkeypatch.setattr(jobs, "run", run_and_stop)
    eyes.click("Charge")
    stopped = "Stopped: each account is charged wholly or not at all."
    assert eyes.window.band.message.detail == stopped
    assert owed(desk, players) == [3600, 2400]
    monkeypatch.setattr(jobs, "run", charged)
    assert page.charge.text() == "Charge £24.00"
    eyes.click("Charge")
    assert owed(desk, players) == [3600, 4800]


def test_enter_on_a_line_opens_the_record(eyes, players):
    page = eyes.window.page
    page.lists["Charges"].opened.emit(page.plan.lines[0])
    assert eyes.window.page.title != "Billing run"


def test_a_return_while_the_page_is_open_is_no_line_of_the_next_price(eyes, desk, players):
    [first, second] = [line.instrument for line in eyes.window.page.plan.lines]
    desk.run(returns.return_one, returns.Return(first))
    eyes.window.page.load()
    assert [line.instrument for line in eyes.window.page.plan.lines] == [second]


LATE = """
[[limits]]
code = "late"
name = "Late"
late_fee_pence = 500
late_percent = 9
"""


@pytest.fixture
def invoiced(players, desk, clock):
    """One of the two has an invoice that was due a month ago."""
    desk.run(papers.issue_invoice, papers.IssueInvoice(players[1]))
    clock.go_to(date(2027, 3, 8))
    desk.run(policy.bring_in, policy.BringIn(LATE))
    return players


def test_paying_late_is_shown_charged_and_taken_back(open_window, qtbot, desk, invoiced):
    eyes = open_window()
    qtbot.waitUntil(lambda: "billing" in eyes.window.page.commands())
    eyes.window.menu.actions["billing"].trigger()
    page = eyes.window.page
    qtbot.waitUntil(lambda: page.plan is not None)
    assert not page.is_late
    before = owed(desk, invoiced)
    page.what.setCurrentText("What is paid late")
    assert [(line.kind, line.name, line.due_pence) for line in page.plan.lines] == [
        ("fee", "INV-00001", 500),
        ("interest", "INV-00001", 19),
    ]
    assert page.detail.text() == (
        "Unpaid by 8 March 2027: 1 invoice of 1 account. Nothing is charged yet."
    )
    assert not page.undecided.isVisible()
    assert owed(desk, invoiced) == before
    eyes.click("Charge")
    assert "Charged £5.19 for paying late to 1 account." in eyes.band
    assert owed(desk, invoiced) == [before[0], before[1] + 519]
    assert page.empty.sentence.text().startswith("Nothing is unpaid after its day")
    eyes.click("Take the run back")
    assert owed(desk, invoiced) == before
    page.what.setCurrentText("What has come due")
    assert page.undecided.isVisible()
    assert {line.kind for line in page.plan.lines} == {"hire"}


def test_without_a_rule_for_paying_late_it_says_where_one_stands(eyes):
    page = eyes.window.page
    page.what.setCurrentText("What is paid late")
    assert page.plan.lines == ()
    assert page.empty.sentence.text().endswith("stands in Settings under Limits.")
