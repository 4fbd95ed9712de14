"""Schools, teachers and partners at the counter: who collects, when it is due, at whose price."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, agreements, baskets, history, lending, policy, returns
from loanmgr.services.baskets import Details, Finish, Paying
from loanmgr.services.payers import SchoolPays
from tests import factories
from tests.factories import borrower, instrument, on_the_counter, pupil, school
from tests.services.test_swaps import DEARER_FULL_SIZE
from tests.tables import one

MARCH = date(2027, 3, 1)


def current(desk):
    return desk.look(baskets.current, None)


def keep(desk, basket, **more):
    return desk.draft(baskets.keep_details, Details(basket, **more))


def finish(desk, basket):
    return desk.run(baskets.finish, Finish(basket)).result


def said_of(desk, code):
    return desk.look(history.timeline, history.TimelineOf(code))[0].what


@pytest.fixture
def clarinets(desk):
    return [instrument(desk, "clarinet", size="Bb") for _ in range(10)]


class TestTenClarinetsForASchool:
    def test_they_are_lent_at_the_schools_price_until_the_end_of_term(self, desk, clarinets):
        card = school(desk)
        basket = on_the_counter(desk, card, *clarinets)
        view = current(desk)
        assert (view.kind, view.title, view.total_pence) == ("school", "St Anne's Primary", 15000)
        assert {line.quote.due_on for line in view.lines} == {date(2026, 12, 18)}
        finished = finish(desk, basket)
        assert len(finished.lines) == 10
        assert {line.due_on for line in finished.lines} == {date(2026, 12, 18)}
        assert desk.look(accounts.account, card).balance_pence == 15000

    def test_a_day_to_bring_them_back_by_holds_for_all_and_prices_follow(self, desk, clarinets):
        basket = on_the_counter(desk, school(desk), *clarinets)
        keep(desk, basket, until_on=MARCH)
        view = current(desk)
        assert view.until_on == MARCH
        assert {line.quote.due_on for line in view.lines} == {MARCH}
        assert {line.quote.next_charge_on for line in view.lines} == {date(2027, 1, 5)}
        assert {line.due_on for line in finish(desk, basket).lines} == {MARCH}

    def test_back_before_the_next_term_begins_costs_nothing(self, desk, clock, clarinets):
        clock.go_to(date(2026, 12, 12))
        basket = on_the_counter(desk, school(desk), *clarinets)
        assert current(desk).total_pence == 15000
        keep(desk, basket, until_on=date(2026, 12, 16))
        assert current(desk).total_pence == 0
        assert finish(desk, basket).total_due_pence == 0

    @pytest.mark.parametrize(
        ("until_on", "words"),
        [
            (date(2026, 11, 20), "20 November 2026 is before today; say a later day"),
            (date(2031, 1, 1), "The term dates after Summer term 2027, which ends on 21 Jul 2027"),
            (date(2027, 9, 1), "Put the terms of 2027/28 in Settings"),
        ],
    )
    def test_a_day_that_cannot_be_is_refused_in_words(self, desk, clarinets, until_on, words):
        basket = on_the_counter(desk, school(desk), *clarinets)
        with pytest.raises(RuleError) as refusal:
            keep(desk, basket, until_on=until_on)
        assert words in refusal.value.message
        assert refusal.value.field == "until_on"
        assert current(desk).until_on is None

    def test_the_summer_after_the_last_known_term_is_known(self, desk, clarinets):
        basket = on_the_counter(desk, school(desk), *clarinets)
        keep(desk, basket, until_on=date(2027, 8, 31))
        assert current(desk).until_on == date(2027, 8, 31)

    def test_a_day_that_has_passed_meanwhile_says_so_and_stops_nothing_else(
        self, desk, clock, clarinets
    ):
        basket = on_the_counter(desk, school(desk), *clarinets)
        keep(desk, basket, until_on=date(2026, 11, 21))
        clock.go_to(date(2026, 11, 22))
        keep(desk, basket, until_on=date(2026, 11, 21), note="Kept overnight")
        [verdict] = {v for line in current(desk).lines for v in line.verdicts}
        assert verdict.title.startswith("21 November 2026 is before today")
        with pytest.raises(RuleError):
            finish(desk, basket)
        keep(desk, basket)
        assert len(finish(desk, basket).lines) == 10

    def test_the_command_line_refuses_the_same(self, desk, clarinets):
        with pytest.raises(RuleError) as refusal:
            factories.lend(desk, clarinets[0], school(desk), until_on=date(2031, 1, 1))
        assert refusal.value.field == "until_on"


class TestCollectedBy:
    def test_it_is_kept_with_the_loan_and_told_on_every_timeline(self, desk, clarinets):
        card = school(desk)
        basket = on_the_counter(desk, card, *clarinets[:2])
        keep(desk, basket, collected_by="  Jo   Lee ")
        assert current(desk).collected_by == "Jo Lee"
        finish(desk, basket)
        assert one(desk, "SELECT collected_by FROM loan") == "Jo Lee"
        lent = f"Lent: Clarinet Bb {clarinets[0]} to St Anne's Primary, back by 18 Dec"
        assert said_of(desk, clarinets[0]) == f"{lent}; collected by Jo Lee"
        said = [event.what for event in desk.look(history.timeline, history.TimelineOf(card))]
        assert "Lent: 2 instruments to St Anne's Primary; collected by Jo Lee" in said

    def test_the_paper_says_it_before_and_after(self, desk, clarinets):
        card = school(desk)
        basket = on_the_counter(desk, card, *clarinets[:2])
        keep(desk, basket, collected_by="Jo Lee")
        asked = agreements.AgreementOf(card, with_basket=True)
        assert desk.look(agreements.agreement_of, asked).collected_by == "Jo Lee"
        finish(desk, basket)
        asked = agreements.AgreementOf(card)
        assert desk.look(agreements.agreement_of, asked).collected_by == "Jo Lee"

    def test_who_came_before_is_offered_the_newest_first(self, desk, clarinets):
        card = school(desk)
        for code, name in zip(clarinets, ("Jo Lee", "Max Roe", "Jo Lee"), strict=False):
            desk.run(lending.lend, lending.Lend((code,), card, collected_by=name))
        on_the_counter(desk, card)
        assert current(desk).collectors == ("Jo Lee", "Max Roe")

    def test_a_teacher_is_offered_first_and_nobody_for_a_family(self, desk):
        on_the_counter(desk, borrower(desk, "teacher", "Ann Lee"))
        assert current(desk).collectors == ("Ann Lee",)
        on_the_counter(desk, pupil(desk))
        assert current(desk).collectors == ()

    def test_a_name_too_long_to_keep_is_refused(self, desk, clarinets):
        basket = on_the_counter(desk, school(desk), *clarinets[:1])
        with pytest.raises(RuleError) as refusal:
            keep(desk, basket, collected_by="x" * 301)
        assert refusal.value.field == "collected_by"

    def test_a_basket_left_alone_has_neither(self, desk, clarinets):
        basket = on_the_counter(desk, school(desk), *clarinets[:1])
        keep(desk, basket, collected_by="Jo Lee", until_on=MARCH)
        keep(desk, basket)
        assert (current(desk).collected_by, current(desk).until_on) == ("", None)


def test_a_look_at_sixty_instruments_reads_no_more_often_than_at_one(desk):
    def reads(look, _request):
        before = look.connection.reads
        baskets.current(look)
        return look.connection.reads - before

    on_the_counter(desk, school(desk), instrument(desk))
    at_one = desk.look(reads, None)
    for _ in range(59):
        desk.draft(baskets.add_line, baskets.AddLine(instrument(desk)))
    assert len(current(desk).lines) == 60
    assert desk.look(reads, None) == at_one


class TestOtherBorrowers:
    def test_teachers_and_adults_have_the_price_and_limit_of_their_kind(self, desk):
        teacher, adult = borrower(desk, "teacher", "Ann Lee"), borrower(desk, "adult", "Tom Fox")
        partner = borrower(desk, "partner", "Youth Orchestra")
        due = {}
        for card in (teacher, adult, partner):
            basket = on_the_counter(desk, card, instrument(desk))
            due[card] = (finish(desk, basket).lines[0].due_on, _balance(desk, card))
        assert due[teacher] == (None, 0)
        assert due[adult] == (None, 3000)
        assert due[partner] == (date(2026, 12, 18), 1500)

    def test_an_adult_has_one_and_a_teacher_as_many_as_they_need(self, desk):
        adult, teacher = borrower(desk, "adult", "Tom Fox"), borrower(desk, "teacher", "Ann Lee")
        factories.lend(desk, instrument(desk), adult)
        with pytest.raises(RuleError) as refusal:
            factories.lend(desk, instrument(desk), adult)
        assert refusal.value.message == "Limit is 1 instrument; Tom has 1."
        for _ in range(4):
            factories.lend(desk, instrument(desk), teacher)

    @pytest.mark.parametrize("said", ["", "Home-educated", "no school", " HOME EDUCATED "])
    def test_a_child_may_be_at_no_school(self, desk, said):
        card = pupil(desk, "Ida Berg", school=said, year="Reception")
        basket = on_the_counter(desk, card, instrument(desk))
        assert current(desk).detail == "Reception"
        assert len(finish(desk, basket).lines) == 1

    def test_a_policy_may_give_partners_a_limit(self, desk):
        limit = '[[limits]]\ncode = "p"\nname = "P"\nborrowers = ["partner"]\ninstruments = 1\n'
        desk.run(policy.bring_in, policy.BringIn(limit))
        partner = borrower(desk, "partner", "Youth Orchestra")
        factories.lend(desk, instrument(desk), partner)
        with pytest.raises(RuleError, match="Limit is 1 instrument; Youth Orchestra has 1"):
            factories.lend(desk, instrument(desk), partner)


def _balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


class TestASwapWhenASchoolIsToPay:
    """The same hire goes on, with the same charge, so what more it costs is with who pays that."""

    @pytest.fixture
    def swap(self, desk):
        """A dearer violin on the counter instead of a family's own, and a school to pay."""
        desk.run(policy.bring_in, policy.BringIn(DEARER_FULL_SIZE))
        card = school(desk)
        child, old = pupil(desk, school=card), factories.violin(desk)
        factories.lend(desk, old, child)
        desk.run(returns.return_one, returns.Return(old))
        basket = on_the_counter(desk, child, factories.violin(desk, "4/4"))
        pays = SchoolPays(card, "4711", "Mr Ali")
        desk.draft(baskets.keep_paying, Paying(basket, "school", school=pays))
        return basket, child, pays

    def test_that_it_stays_with_the_family_is_said_before_and_after(self, desk, swap):
        basket, child, pays = swap
        (line,) = current(desk).lines
        words = "St Anne's Primary, as a swap stays with who pays for the hire"
        assert line.quote.because.endswith(f"not paid by {words}")
        assert line.quote.steps[-1].what.startswith("Not paid by St Anne's Primary: a swap stays")
        assert (current(desk).to_pay_pence, current(desk).school_pence) == (600, 0)

        done = desk.run(baskets.finish, Finish(basket, paying="school", school_pays=pays)).result

        assert done.stays == (
            "£6.00 is not paid by St Anne's Primary: a swap stays with who pays for the hire."
        )
        assert desk.look(accounts.account, child).balance_pence == 3000
        assert desk.look(accounts.account, pays.school).balance_pence == 0

    def test_what_is_lent_beside_it_the_school_pays(self, desk, swap):
        basket, _child, pays = swap
        desk.draft(baskets.add_line, baskets.AddLine(instrument(desk, "flute")))
        finish = Finish(basket, paying="school", school_pays=pays)
        done = desk.run(baskets.finish, finish).result
        assert (done.total_due_pence, done.charged_to) == (600, "St Anne's Primary")
        assert done.charged_pence == desk.look(accounts.account, pays.school).balance_pence > 0
        assert done.stays.startswith("£6.00 is not paid")

    def test_nothing_is_said_where_nothing_more_is_to_pay(self, desk):
        card = school(desk)
        child, old = pupil(desk, school=card), factories.violin(desk)
        factories.lend(desk, old, child)
        desk.run(returns.return_one, returns.Return(old))
        basket = on_the_counter(desk, child, factories.violin(desk))
        pays = SchoolPays(card, "", "Mr Ali")
        desk.draft(baskets.keep_paying, Paying(basket, "school", school=pays))
        assert "not paid" not in current(desk).lines[0].quote.because
        finish = Finish(basket, paying="school", school_pays=pays)
        assert desk.run(baskets.finish, finish).result.stays == ""
