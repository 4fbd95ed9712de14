"""What the billing run charges besides hire: the value of what is not back, and lasting parts."""

from datetime import date

import pytest

from loanmgr.domain.ids import new_id
from loanmgr.services import accounts, circumstances, parts, policy, returns, undo
from loanmgr.services.billing import Bill
from loanmgr.services.circumstances import Circumstances
from loanmgr.services.instruments import PartMissing, part_missing
from loanmgr.services.parts import PartIn
from loanmgr.services.returns import Return
from tests.factories import instrument, lend, pupil, school, violin
from tests.services.racing import at_once
from tests.services.test_billing import go_on, jobs, owed, plan, run
from tests.tables import one

HIRE = 2400
RACES = 5
PARTS = ("bow", "case")
WILTSHIRE = """
[[tariffs]]
code = "strings"
name = "Strings, with lessons"
families = ["strings"]
basis = "term"
price_pence = 2400
replacement_after_days = 1
ends_with_lessons = true

[[tariffs]]
code = "school"
name = "School price"
borrowers = ["school", "partner"]
basis = "term"
price_pence = 1500
ends = "fixed"
replacement_after_days = 14
parts_after_days = 28
"""
TERM_ENDS, AFTER, SPRING = date(2026, 12, 18), date(2026, 12, 19), date(2027, 1, 5)


@pytest.fixture
def wiltshire(desk):
    desk.run(policy.bring_in, policy.BringIn(WILTSHIRE))


@pytest.fixture
def stopped(desk, wiltshire):
    """A child whose lessons stop in the autumn term, and the violin they have."""
    child, code = pupil(desk), violin(desk, value_pence=18_000)
    lend(desk, code, child)
    asked = Circumstances(child, has_lessons=True, lessons_until_on=date(2026, 12, 4))
    desk.run(circumstances.note, asked)
    return child, code


def kinds(shown):
    return [(line.kind, line.due_pence) for line in shown.lines]


class TestNotBack:
    def test_its_value_is_charged_after_the_term_in_which_lessons_stop(self, desk, clock, stopped):
        child, _ = stopped
        clock.go_to(TERM_ENDS)
        assert plan(desk, TERM_ENDS).lines == ()
        clock.go_to(AFTER)
        shown = plan(desk, AFTER)
        assert kinds(shown) == [("loss", 18_000)]
        assert shown.lines[0].period == "replacement value"
        assert shown.lines[0].because == (
            "Violin 3/4 not back (was to be back after lessons by 18 Dec):"
            " replacement value £180.00"
        )
        [told] = [each for each in shown.exceptions if each.case == "not_back"]
        assert told.message.endswith("£180.00 is charged for it.")
        assert told.is_charged

        done = run(desk, AFTER)
        assert (done.charges, done.due_pence) == (1, 18_000)
        assert owed(desk, child) == HIRE + 18_000
        assert (
            desk.look(accounts.account, child)
            .lines[-1]
            .what.endswith("not brought back, replacement value")
        )

    def test_once_however_often_the_run_comes_and_hire_ends_with_it(self, desk, clock, stopped):
        child, _ = stopped
        clock.go_to(SPRING)
        assert kinds(plan(desk, SPRING)) == [("loss", 18_000)]
        run(desk, SPRING)
        run(desk, SPRING)
        clock.go_to(date(2027, 4, 12))
        assert plan(desk, date(2027, 4, 12)).lines == ()
        assert owed(desk, child) == HIRE + 18_000

    def test_brought_back_after_all_it_is_taken_off(self, desk, clock, stopped):
        child, code = stopped
        clock.go_to(AFTER)
        run(desk, AFTER)
        back = desk.run(returns.return_one, Return(code)).result
        assert back.loss_off_pence == 18_000
        assert owed(desk, child) == HIRE

    def test_the_run_is_undone_as_a_whole(self, desk, clock, stopped):
        child, _ = stopped
        clock.go_to(AFTER)
        done = run(desk, AFTER)
        back = jobs.take_back(desk, done.run, go_on)
        assert back.failed == ()
        assert owed(desk, child) == HIRE
        assert kinds(plan(desk, AFTER)) == [("loss", 18_000)]

    @pytest.mark.usefixtures("wiltshire")
    def test_without_a_value_it_is_an_exception_and_the_hire_goes_on(self, desk, clock):
        child, code = pupil(desk), violin(desk)
        lend(desk, code, child)
        desk.run(
            circumstances.note,
            Circumstances(child, has_lessons=True, lessons_until_on=date(2026, 12, 4)),
        )
        clock.go_to(SPRING)
        shown = plan(desk, SPRING)
        assert kinds(shown) == [("hire", HIRE)]
        [told] = [each for each in shown.exceptions if each.case == "no_price"]
        assert told.message == (
            f"Amira Okafor: Violin 3/4 {code} has no value: put one in its record."
        )
        assert not told.is_charged

    @pytest.mark.usefixtures("wiltshire")
    def test_while_lessons_go_on_it_is_billed_until_returned(self, desk, clock):
        lend(desk, violin(desk, value_pence=18_000), pupil(desk))
        clock.go_to(SPRING)
        assert kinds(plan(desk, SPRING)) == [("hire", HIRE)]

    @pytest.mark.usefixtures("wiltshire")
    def test_a_school_has_fourteen_days_after_its_date(self, desk, clock):
        st_annes = school(desk)
        lend(desk, violin(desk, value_pence=9000), st_annes, until_on=date(2026, 12, 1))
        clock.go_to(date(2026, 12, 14))
        assert plan(desk, date(2026, 12, 14)).lines == ()
        clock.go_to(date(2026, 12, 15))
        assert kinds(plan(desk, date(2026, 12, 15))) == [("loss", 9000)]
        run(desk, date(2026, 12, 15))
        assert owed(desk, st_annes) == 1500 + 9000

    def test_without_such_a_rule_nobody_is_charged(self, desk, clock):
        lend(desk, violin(desk, value_pence=9000), school(desk), until_on=date(2026, 12, 1))
        clock.go_to(AFTER)
        assert plan(desk, AFTER).lines == ()


class TestParts:
    @pytest.fixture
    def bowless(self, desk):
        """A violin that came back without its bow, and whose it was; charged after 28 days."""
        child, code = pupil(desk), violin(desk, parts=PARTS)
        lend(desk, code, child)
        desk.run(returns.return_one, Return(code, missing=("bow",)))
        return child, code

    def test_one_that_stays_away_is_charged_after_its_days_and_once(self, desk, clock, bowless):
        child, code = bowless
        before = owed(desk, child)
        clock.go_to(TERM_ENDS)
        assert plan(desk, TERM_ENDS).lines == ()
        clock.go_to(AFTER)
        [line] = plan(desk, AFTER).lines
        assert (line.kind, line.period, line.due_pence) == ("part", "part not handed in", 1000)
        run(desk, AFTER)
        run(desk, AFTER)
        assert owed(desk, child) == before + 1000
        what = desk.look(accounts.account, child).lines[-1].what
        assert what == f"Bow of Violin 3/4 {code} not handed in"

    @pytest.mark.parametrize("how", ["handed in", "noted"])
    def test_here_again_it_is_taken_off_and_undone_it_is_not(self, desk, clock, bowless, how):
        child, code = bowless
        clock.go_to(AFTER)
        before = owed(desk, child)
        run(desk, AFTER)
        if how == "handed in":
            done = desk.run(parts.part_in, PartIn(code, "bow"))
            assert done.result.charge_off_pence == 1000
        else:
            done = desk.run(part_missing, PartMissing(code, "bow", is_missing=False))
        assert owed(desk, child) == before
        desk.run(undo.undo, undo.Undo(done.act))
        assert owed(desk, child) == before + 1000

    @pytest.mark.usefixtures("wiltshire")
    def test_a_school_pays_for_the_parts_of_what_it_has(self, desk, clock):
        st_annes, code = school(desk), violin(desk, parts=PARTS)
        lend(desk, code, st_annes)
        desk.run(returns.return_one, Return(code, missing=PARTS))
        before = owed(desk, st_annes)
        clock.go_to(AFTER)
        assert kinds(plan(desk, AFTER)) == [("part", 1000), ("part", 1000)]
        run(desk, AFTER)
        assert owed(desk, st_annes) == before + 2000

    def test_handed_in_while_the_run_charges_it_nothing_stands(self, desk, clock, another_desk):
        other = another_desk()
        children = []
        for n in range(RACES):
            child, code = pupil(desk, f"Child {n}"), instrument(desk, "flute", parts=("rod",))
            lend(desk, code, child)
            desk.run(returns.return_one, Return(code, missing=("rod",)))
            children.append((child, code))
        clock.go_to(AFTER)
        for _, code in children:
            at_once(
                (desk, other),
                lambda at: jobs.run(at, Bill(AFTER, id=new_id()), go_on),
                lambda at, c=code: at.run(parts.part_in, PartIn(c, "rod")),
            )
        assert (
            one(desk, "SELECT COUNT(*) FROM charge WHERE kind = 'part' AND ended_act IS NULL") == 0
        )
