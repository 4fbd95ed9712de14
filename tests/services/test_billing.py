"""The billing run: every hire once a period, whatever happened before; stopped, resumed, undone."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.jobs import billing as jobs
from loanmgr.services import accounts, awards, history, policy, returns
from loanmgr.services.billing import AskPlan, Bill, plan_page
from loanmgr.services.payers import SchoolPays
from tests import factories
from tests.factories import family, half_price, instrument, lend, pupil, violin
from tests.tables import LEDGER_SUM, count, meddle, one

SPRING = date(2027, 1, 5)
MONTHLY = """
[[tariffs]]
code = "strings"
name = "Strings by the month"
families = ["strings"]
basis = "month"
price_pence = 700
"""


def go_on(_done, _of, _what):
    return True


def run(desk, on, **more):
    return jobs.run(desk, Bill(on, **more), go_on)


def plan(desk, on, undecided="reduced"):
    return jobs.preview(desk, on, undecided, go_on)


def owed(desk, card):
    return desk.look(accounts.account, card).balance_pence


@pytest.fixture
def out(desk):
    """Lend a violin to a new pupil of an own family; return the pupil's card and the label."""

    def lend_one(name="Amira Okafor", **more):
        child, code = pupil(desk, name), violin(desk)
        lend(desk, code, child, **more)
        return child, code

    return lend_one


def test_what_is_out_is_charged_for_the_next_term_once(desk, clock, out):
    child, _ = out()
    clock.go_to(SPRING)
    shown = plan(desk, SPRING)
    [line] = shown.lines
    assert (line.borrower, line.period, line.due_pence) == (child, "spring term", 2400)

    first = run(desk, SPRING)
    again = run(desk, SPRING)

    assert (first.accounts, first.charges, first.due_pence) == (1, 1, shown.due_pence)
    assert (again.charges, again.due_pence) == (0, 0)
    assert owed(desk, child) == 4800
    assert plan(desk, SPRING).lines == ()


def test_a_price_reads_nothing_of_what_somebody_owes_or_may_borrow(desk, clock):
    home = family(desk)
    lend(desk, violin(desk), pupil(desk, of=home))
    clock.go_to(SPRING)

    def reads(look, request):
        look.policy()
        before = look.connection.reads
        found = plan_page(look, request)
        return len(found.lines), look.connection.reads - before

    # Who pays, parts and instruments out, who has them, awards, and until when it is paid for.
    assert desk.look(reads, AskPlan(SPRING, (home,))) == (1, 6)


def test_nothing_is_charged_before_its_day(desk, clock, out):
    out()
    clock.go_to(date(2027, 1, 4))
    assert plan(desk, date(2027, 1, 4)).lines == ()
    with pytest.raises(RuleError, match="has not come yet"):
        run(desk, SPRING)


def test_a_run_that_was_forgotten_charges_each_period_by_itself(desk, clock, out):
    child, _ = out()
    clock.go_to(date(2027, 5, 1))

    assert run(desk, date(2027, 5, 1)).charges == 2

    lines = desk.look(accounts.account, child).lines
    assert [line.what for line in lines if line.amount_pence > 0] == [
        "Violin 3/4 hire, autumn term",
        "Violin 3/4 hire, spring term",
        "Violin 3/4 hire, summer term",
    ]


def test_each_basis_is_charged_on_its_own_dates(desk, clock):
    desk.run(policy.bring_in, policy.BringIn(MONTHLY))
    child = pupil(desk)
    lend(desk, violin(desk), child)
    lend(desk, instrument(desk, "flute"), child)
    before = owed(desk, child)
    clock.go_to(SPRING)

    assert [line.period for line in plan(desk, SPRING).lines] == ["January 2027", "spring term"]
    run(desk, SPRING)
    assert owed(desk, child) - before == 700 + 3000


def test_notice_runs_ahead_for_its_own_price_and_for_one_period(desk, clock):
    desk.run(policy.bring_in, policy.BringIn(MONTHLY + "notice_days = 20\n"))
    child = pupil(desk)
    lend(desk, violin(desk), child)
    lend(desk, instrument(desk, "flute"), child)

    # The flute's term begins on 5 January and has no notice; nor is February told of yet.
    day = date(2026, 12, 31)
    clock.go_to(day)
    assert [line.period for line in plan(desk, day).lines] == ["January 2027"]
    assert run(desk, day).charges == 1

    day = date(2027, 1, 12)
    clock.go_to(day)
    assert [line.period for line in plan(desk, day).lines] == ["February 2027", "spring term"]


def test_an_award_lowers_what_is_charged_while_it_holds(desk, clock, out):
    child, _ = out()
    half_price(desk, child)
    clock.go_to(SPRING)
    run(desk, SPRING)
    assert owed(desk, child) == 2400 + 1200


def test_renewed_in_september_without_an_award_is_full_price_and_said_before(desk, clock):
    """An award that ended on 31 August; the hire goes on from 1 September at full price."""
    child, code = pupil(desk), violin(desk)
    half_price(desk, child)
    lend(desk, code, child)
    for on in (SPRING, date(2027, 4, 12)):
        clock.go_to(on)
        run(desk, on)
    clock.go_to(date(2027, 9, 2))
    desk.run(policy.bring_in, policy.BringIn(AUTUMN))

    shown = plan(desk, date(2027, 9, 2))

    assert [line.due_pence for line in shown.lines] == [2400]
    assert [(each.case, each.message) for each in shown.exceptions] == [
        ("ran_out", "Amira Okafor's reduced rate ended on 31 Aug: full price.")
    ]


BY_SCHOOLS = """
[[tariffs]]
code = "violins-of-schools"
name = "Violins that schools pay for"
types = ["violin"]
borrowers = ["school"]
basis = "term"
price_pence = 1500
"""
AUTUMN = """
[[terms]]
code = "2027-autumn"
name = "Autumn term 2027"
from = 2027-09-02
to = 2027-12-17
"""


@pytest.mark.parametrize(
    ("undecided", "due"), [("reduced", [1200]), ("full", [2400]), ("held", [])]
)
def test_what_is_not_decided_is_reduced_full_or_held(desk, clock, out, undecided, due):
    child, _ = out()
    clock.go_to(date(2026, 12, 20))
    desk.run(awards.award, awards.Award(child, "reduced-50", "awaited"))
    clock.go_to(SPRING)

    shown = plan(desk, SPRING, undecided)

    assert [line.due_pence for line in shown.lines] == due
    assert [each.case for each in shown.exceptions] == ["undecided"]
    assert run(desk, SPRING, undecided=undecided).due_pence == sum(due)


def test_a_school_goes_on_paying_for_its_pupil(desk, clock):
    desk.run(policy.bring_in, policy.BringIn(BY_SCHOOLS))
    school = factories.school(desk)
    child, code = pupil(desk), violin(desk)
    lend(desk, code, child, school_pays=SchoolPays(school, "4711", "Mr Ali"))
    clock.go_to(SPRING)

    run(desk, SPRING)

    assert (owed(desk, school), owed(desk, child)) == (3000, 0)


def test_two_children_of_a_family_are_one_account(desk, clock):
    home = family(desk)
    for name in ("Amira Okafor", "Tunde Okafor"):
        lend(desk, violin(desk), pupil(desk, name, of=home))
    clock.go_to(SPRING)

    done = run(desk, SPRING)

    assert (done.accounts, done.charges, done.due_pence) == (1, 2, 4800)


def test_what_came_back_is_not_charged(desk, clock, out):
    child, code = out()
    clock.go_to(date(2026, 12, 5))
    desk.run(returns.return_one, returns.Return(code))
    clock.go_to(SPRING)
    assert run(desk, SPRING).charges == 0
    assert owed(desk, child) == 2400


def test_back_in_the_first_week_takes_the_charge_of_the_run_off(desk, clock, out):
    child, code = out()
    clock.go_to(SPRING)
    run(desk, SPRING)
    clock.go_to(date(2027, 1, 9))
    assert desk.run(returns.return_one, returns.Return(code)).result.credit_pence == 2400
    assert owed(desk, child) == 2400


def test_what_has_no_price_is_listed_and_the_others_are_charged(desk, clock, out):
    child, _ = out()
    clock.go_to(date(2027, 9, 2))

    shown = plan(desk, date(2027, 9, 2))

    assert [line.period for line in shown.lines] == ["spring term", "summer term"]
    assert [each.case for each in shown.exceptions] == ["no_price"]
    assert "2027/28" in shown.exceptions[0].message
    run(desk, date(2027, 9, 2))
    assert owed(desk, child) == 3 * 2400


def test_stopped_each_account_is_billed_or_not_and_it_goes_on_later(desk, clock, out):
    children = [out(f"Child {n}")[0] for n in range(3)]
    clock.go_to(SPRING)
    request = Bill(SPRING)

    stopped = jobs.run(desk, request, lambda done, _of, _what: done < 2)

    assert (stopped.is_whole, stopped.accounts) == (False, 2)
    assert [owed(desk, child) for child in children] == [4800, 4800, 2400]
    rest = jobs.run(desk, request, go_on)
    assert (rest.is_whole, rest.accounts) == (True, 1)
    assert [owed(desk, child) for child in children] == [4800] * 3


def test_a_run_is_taken_back_as_a_whole(desk, clock, out):
    children = [out(f"Child {n}")[0] for n in range(3)]
    clock.go_to(SPRING)
    done = run(desk, SPRING)

    back = jobs.take_back(desk, done.run, go_on)

    assert (back.accounts, back.failed) == (3, ())
    assert [owed(desk, child) for child in children] == [2400] * 3
    assert one(desk, LEDGER_SUM) == 3 * 2400
    assert len(plan(desk, SPRING).lines) == 3
    with pytest.raises(RuleError, match="was taken back"):
        jobs.run(desk, Bill(SPRING, id=done.run), go_on)
    assert run(desk, SPRING).charges == 3


def test_what_stands_in_the_way_of_taking_back_is_listed(desk, clock, out):
    out("Child 1")
    _, code = out("Child 2")
    clock.go_to(SPRING)
    done = run(desk, SPRING)
    clock.go_to(date(2027, 2, 1))
    desk.run(returns.return_one, returns.Return(code))

    back = jobs.take_back(desk, done.run, go_on)

    assert (back.accounts, len(back.failed)) == (1, 1)


def test_only_a_lead_charges_everybody(desk, another_desk, clock, out):
    out()
    clock.go_to(SPRING)
    meddle(desk.url, "INSERT INTO staff (uuid, name) VALUES (:id, 'Vic')", id=new_id())
    with pytest.raises(RuleError, match="lead"):
        run(another_desk("Ashby 9", staff="Vic"), SPRING)
    assert count(desk, "charge") == 1


def test_two_desks_running_it_at_once_charge_once(desk, another_desk, clock, out):
    children = [out(f"Child {n}")[0] for n in range(4)]
    other = another_desk("Office 2")
    clock.go_to(SPRING)

    def meanwhile(done, _of, what):
        if what == "Charging" and done == 1:
            run(other, SPRING)
        return True

    jobs.run(desk, Bill(SPRING), meanwhile)

    assert [owed(desk, child) for child in children] == [4800] * 4


def test_a_dearer_price_is_charged_from_its_day(desk, clock, out):
    child, _ = out()
    dearer = """
[[tariffs]]
code = "strings"
name = "Strings"
families = ["strings"]
basis = "term"
price_pence = 2400
to = 2026-12-31

[[tariffs]]
code = "strings"
name = "Strings"
families = ["strings"]
basis = "term"
price_pence = 2550
from = 2027-01-01
running_from = 2027-04-01
"""
    desk.run(policy.bring_in, policy.BringIn(dearer))
    for on in (SPRING, date(2027, 4, 12)):
        clock.go_to(on)
        run(desk, on)
    assert owed(desk, child) == 2400 + 2400 + 2550


def test_it_stands_on_the_timelines(desk, clock, out):
    _, code = out()
    clock.go_to(SPRING)
    run(desk, SPRING)
    newest = desk.look(history.timeline, history.TimelineOf(code))[0]
    assert newest.what == "Billed: Parent of Amira Okafor, £24.00 for 1 of what is out"
