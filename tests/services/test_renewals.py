"""Renewing: a loan with a day to be back by goes on for its next period, billed for it once."""

from datetime import date
from pathlib import Path

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, history, policy, renewals, returns, undo
from loanmgr.services.renewals import Renew
from tests.factories import borrower, family, half_price, instrument, lend, pupil, school, violin
from tests.tables import count, rows

PUBLISHED = Path(__file__).parents[1] / "published"
ONE_RENEWAL = """
[[limits]]
code = "renewals"
name = "Renewals of a school"
borrowers = ["school"]
renewals = 1
"""


@pytest.fixture
def at_school(desk):
    """A violin that a school has until the end of the autumn term."""
    code = violin(desk)
    lend(desk, code, school(desk))
    return code


def renew(desk, *codes):
    return desk.run(renewals.renew, Renew(codes)).result


def due(desk, code):
    sql = (
        "SELECT due_on FROM loan_line JOIN instrument ON instrument.id = loan_line.instrument_id"
        " WHERE instrument.code = :code AND loan_line.returned_at IS NULL"
    )
    return rows(desk, sql, code=code)[0].due_on


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def test_a_school_loan_goes_on_to_the_end_of_the_next_term(desk, at_school):
    renewed = renew(desk, at_school)

    (line,) = renewed.lines
    assert line.due_on == due(desk, at_school) == date(2027, 3, 25)
    assert (line.charge.due_pence, renewed.total_due_pence) == (1500, 1500)
    assert line.next_charge_on is None


def test_renewed_early_it_is_charged_when_the_new_term_begins(desk, at_school):
    renew(desk, at_school)
    (charge,) = rows(desk, "SELECT charge_on FROM charge WHERE period_from_on > '2026-12-31'")
    (line,) = rows(desk, "SELECT due_on FROM ledger WHERE due_on > '2027-01-04'")
    assert charge.charge_on == date(2027, 1, 5)
    assert line.due_on == date(2027, 2, 4)


def test_a_second_renewal_of_the_same_period_is_refused_naming_the_day(desk, at_school):
    renew(desk, at_school)
    with pytest.raises(RuleError, match="25 March 2027") as refused:
        renew(desk, at_school)
    assert refused.value.code == "renewed_already"
    assert count(desk, "charge") == 2


def test_once_the_new_term_has_begun_it_can_be_renewed_again(desk, clock, at_school):
    renew(desk, at_school)
    clock.go_to(date(2027, 1, 9))
    assert renew(desk, at_school).lines[0].due_on == date(2027, 7, 21)


def test_loughborough_lends_an_oboe_for_three_terms_at_most(desk, clock):
    clock.go_to(date(2025, 9, 13))
    text = (PUBLISHED / "others.toml").read_text(encoding="utf-8")
    limit = text[text.index('[[limits]]\ncode = "three-terms"') :].split("\n\n")[0]
    tariff = text[text.index('[[tariffs]]\ncode = "loughborough"') :].split("\n\n")[0]
    desk.run(policy.bring_in, policy.BringIn(f"{tariff}\n\n{limit}\n"))
    code, child = instrument(desk, "oboe"), pupil(desk)
    lend(desk, code, child)
    for day in (date(2026, 1, 10), date(2026, 4, 25)):
        clock.go_to(day)
        renew(desk, code)
    assert balance(desk, child) == 3 * 4000
    clock.go_to(date(2026, 9, 12))
    with pytest.raises(RuleError) as refused:
        renew(desk, code)
    assert refused.value.code == "renewals"


def test_a_hire_that_runs_until_returned_needs_no_renewal(desk):
    code = violin(desk)
    lend(desk, code, pupil(desk))
    with pytest.raises(RuleError, match="the next charge is on 5 January 2027") as refused:
        renew(desk, code)
    assert refused.value.code == "runs_until_returned"


def test_what_costs_nothing_says_only_that_it_runs_on(desk):
    code = violin(desk)
    lend(desk, code, borrower(desk, "teacher", "Mel Okoro"))
    with pytest.raises(RuleError, match=r"runs until it is returned\.$"):
        renew(desk, code)


def test_a_day_inside_the_paid_term_is_put_off_to_its_end_for_nothing(desk):
    code = violin(desk)
    lend(desk, code, school(desk), until_on=date(2026, 12, 1))

    (line,) = renew(desk, code).lines
    assert line.due_on == date(2026, 12, 18)
    assert line.charge.due_pence == 0
    assert count(desk, "charge") == 1


def test_a_hire_billed_term_by_term_has_only_its_end_put_off(desk):
    code, child = violin(desk), pupil(desk)
    lend(desk, code, child, until_on=date(2027, 3, 1))

    (line,) = renew(desk, code).lines
    assert (line.due_on, line.next_charge_on) == (date(2027, 7, 21), date(2027, 1, 5))
    assert balance(desk, child) == 2400


def test_a_free_loan_goes_on_for_a_term_and_then_waits_for_it(desk):
    code = instrument(desk, "shoulder_rest")
    lend(desk, code, school(desk))
    assert renew(desk, code).lines[0].due_on == date(2027, 3, 25)
    with pytest.raises(RuleError, match="renewed already at Ashby 1, until 25 March 2027"):
        renew(desk, code)
    assert count(desk, "charge") == 0


def test_a_late_loan_is_renewed_for_the_term_after_the_one_it_was_lent_for(desk, clock, at_school):
    clock.go_to(date(2027, 1, 16))
    renewed = renew(desk, at_school)
    assert renewed.lines[0].due_on == date(2027, 3, 25)
    assert "overdue_item" not in {asked.case for asked in renewed.asks}


def test_something_else_that_is_late_is_asked_about(desk, clock, at_school):
    card = rows(desk, "SELECT code FROM borrower WHERE kind = 'school'")[0].code
    other = violin(desk)
    lend(desk, other, card)
    clock.go_to(date(2027, 1, 16))
    asks = {asked.case: asked.message for asked in renew(desk, at_school).asks}
    assert other in asks["overdue_item"]


def test_a_policy_may_limit_how_often(desk, clock, at_school):
    desk.run(policy.bring_in, policy.BringIn(ONE_RENEWAL))
    renew(desk, at_school)
    clock.go_to(date(2027, 1, 9))
    with pytest.raises(RuleError, match="was renewed once already") as refused:
        renew(desk, at_school)
    assert refused.value.code == "renewals"


def test_a_reduced_rate_counts_for_the_new_period_too(desk):
    code, child = violin(desk), pupil(desk)
    half_price(desk, child)
    lend(desk, code, child, until_on=date(2026, 12, 18))
    (line,) = renew(desk, code).lines
    assert (line.charge.full_pence, line.charge.due_pence) == (2400, 1200)


def test_several_are_renewed_in_one_go_or_not_at_all(desk, at_school):
    card = rows(desk, "SELECT code FROM borrower WHERE kind = 'school'")[0].code
    second, at_home = violin(desk), violin(desk)
    lend(desk, second, card)
    lend(desk, at_home, pupil(desk))
    with pytest.raises(RuleError, match="runs until it is returned"):
        renew(desk, at_school, second, at_home)
    assert due(desk, second) == date(2026, 12, 18)

    renewed = renew(desk, at_school, second)
    assert renewed.total_due_pence == 3000
    assert {due(desk, code) for code in (at_school, second)} == {date(2027, 3, 25)}
    desk.run(undo.undo, undo.Undo())
    assert {due(desk, code) for code in (at_school, second)} == {date(2026, 12, 18)}


@pytest.mark.parametrize(("codes", "code"), [((), "nothing_to_renew"), (("x", "x"), "named_twice")])
def test_each_is_named_once(desk, at_school, codes, code):
    with pytest.raises(RuleError) as refused:
        renew(desk, *(at_school for _ in codes))
    assert refused.value.code == code


def test_what_is_not_out_is_not_renewed(desk):
    with pytest.raises(RuleError, match="is not on loan"):
        renew(desk, violin(desk))


def test_a_card_stands_for_everything_that_has_an_end(desk):
    home = family(desk)
    amira, ben = pupil(desk, of=home), pupil(desk, "Ben Okafor", of=home)
    codes = [violin(desk) for _ in range(3)]
    lend(desk, codes[0], amira, until_on=date(2026, 12, 1))
    lend(desk, codes[1], ben, until_on=date(2026, 12, 1))
    lend(desk, codes[2], ben)
    renewed = renew(desk, home)
    assert [line.instrument for line in renewed.lines] == codes[:2]
    assert due(desk, codes[0]) == due(desk, codes[1]) == date(2026, 12, 18)
    assert due(desk, codes[2]) is None

    desk.run(undo.undo, undo.Undo())
    assert [line.instrument for line in renew(desk, ben).lines] == [codes[1]]


def test_what_was_renewed_already_is_left_and_said(desk, at_school):
    card = rows(desk, "SELECT code FROM borrower WHERE kind = 'school'")[0].code
    more = [violin(desk) for _ in range(2)]
    for code in more:
        lend(desk, code, card)
    renew(desk, at_school)
    renewed = renew(desk, card)
    assert [line.instrument for line in renewed.lines] == more
    assert renewed.left == (
        f"Violin 3/4 {at_school} of St Anne's Primary was renewed already at Ashby 1,"
        " until 25 March 2027.",
    )
    assert balance(desk, card) == 6 * 1500


def test_twice_at_two_desks_is_charged_once(desk, another_desk):
    child, other = pupil(desk), another_desk("Ashby 2")
    code = violin(desk)
    lend(desk, code, child, until_on=date(2026, 12, 18))
    renew(other, child)
    for named in (child, code):
        with pytest.raises(RuleError) as refused:
            renew(desk, named)
        assert refused.value.code == "renewed_already"
        assert refused.value.message == (
            f"Amira's Violin 3/4 {code} was renewed already at Ashby 2, until 25 March 2027."
        )
    assert (count(desk, "charge"), balance(desk, child)) == (2, 4800)


def test_a_renewal_of_another_day_is_told_with_its_day(desk, clock, at_school):
    renew(desk, at_school)
    clock.go_to(date(2026, 11, 28))
    with pytest.raises(RuleError, match="renewed already at Ashby 1 on 21 Nov, until 25 March"):
        renew(desk, at_school)


def test_of_many_renewed_already_three_are_named(desk):
    card = school(desk)
    for _ in range(5):
        lend(desk, violin(desk), card)
    renew(desk, card)
    with pytest.raises(RuleError, match=r"So it is with 2 more\.$") as refused:
        renew(desk, card)
    assert refused.value.message.count("renewed already") == 3


def test_nothing_with_an_end_is_said(desk):
    child = pupil(desk)
    lend(desk, violin(desk), child)
    with pytest.raises(RuleError, match="nothing to renew") as refused:
        renew(desk, child)
    assert refused.value.code == "nothing_to_renew"


def test_a_card_and_a_label_of_the_same_are_one_renewal(desk, at_school):
    card = rows(desk, "SELECT code FROM borrower WHERE kind = 'school'")[0].code
    assert len(renew(desk, at_school, card).lines) == 1


def test_undo_puts_the_day_and_the_money_back(desk, at_school):
    card = rows(desk, "SELECT code FROM borrower WHERE kind = 'school'")[0].code
    renew(desk, at_school)
    undone = desk.run(undo.undo, undo.Undo()).result
    assert (due(desk, at_school), balance(desk, card)) == (date(2026, 12, 18), 1500)

    desk.run(undo.undo, undo.Undo(undone.act))
    assert (due(desk, at_school), balance(desk, card)) == (date(2027, 3, 25), 3000)


def test_a_renewal_is_not_undone_under_a_return(desk, clock, at_school):
    act = desk.run(renewals.renew, Renew((at_school,))).act
    clock.go_to(date(2027, 2, 6))
    desk.run(returns.return_one, returns.Return(at_school))
    with pytest.raises(undo.StandsInTheWayError, match="Returned: Violin"):
        desk.run(undo.undo, undo.Undo(act))


def test_it_stands_on_the_timelines_of_instrument_and_borrower(desk, at_school):
    card = rows(desk, "SELECT code FROM borrower WHERE kind = 'school'")[0].code
    renew(desk, at_school)
    for code in (at_school, card):
        newest = desk.look(history.timeline, history.TimelineOf(code))[0]
        assert newest.what.endswith("with St Anne's Primary, back by 25 March 2027")


def test_what_was_renewed_since_it_was_looked_at_is_not_renewed_again(desk):
    code, card = violin(desk), school(desk)
    lend(desk, code, card, until_on=date(2026, 12, 1))
    seen = ((code, date(2026, 12, 1)),)
    renew(desk, code)
    for named in (code, card):
        with pytest.raises(RuleError, match="renewed already at Ashby 1, until 18 December 2026"):
            desk.run(renewals.renew, Renew((named,), seen))
    assert due(desk, code) == date(2026, 12, 18)
    again = Renew((card,), ((code, date(2026, 12, 18)),))
    assert desk.run(renewals.renew, again).result.lines[0].due_on == date(2027, 3, 25)
