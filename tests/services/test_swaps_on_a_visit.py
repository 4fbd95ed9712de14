"""One comes back and one of its type is lent on the same visit: the hire goes on by itself."""

import functools
from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    accounts,
    agreements,
    baskets,
    history,
    instruments,
    places,
    policy,
    returns,
    scanning,
    swaps,
    undo,
)
from loanmgr.services.baskets import AddLine, Choose, Finish, HireAnew, OpenBasket
from loanmgr.services.payers import SchoolPays
from loanmgr.services.returns import Return
from tests.factories import (
    borrower,
    family,
    half_price,
    instrument,
    lend,
    on_the_counter,
    pupil,
    school,
    violin,
)
from tests.services.racing import at_once, split
from tests.services.test_swaps import DEARER_FULL_SIZE
from tests.tables import count, rows

WITH_DEPOSIT = """
[[tariffs]]
code = "flutes"
name = "Flutes with a deposit"
types = ["flute"]
basis = "term"
price_pence = 2400
deposit_pence = 2500
"""

DEARER_FOR_SCHOOLS = """
[[tariffs]]
code = "school-full-size"
name = "Full-size violins for schools"
types = ["violin"]
sizes = ["4/4"]
borrowers = ["school"]
basis = "term"
price_pence = 2000
"""

FIRST_WEEK = date(2026, 9, 5)
"""Within the days in which a return takes the term's charge off."""


@pytest.fixture
def child(desk):
    return pupil(desk)


@pytest.fixture
def small(desk, child):
    """A 1/2 violin that Amira has for the autumn term."""
    return out(desk, child, "1/2")


@pytest.fixture
def dearer(desk):
    """Full-size violins cost £30.00 a term, the others £24.00."""
    desk.run(policy.bring_in, policy.BringIn(DEARER_FULL_SIZE))


def out(desk, to, size="3/4"):
    code = violin(desk, size)
    lend(desk, code, to)
    return code


def give_back(desk, code, **more):
    return desk.run(returns.return_one, Return(code, **more)).result


def seen(desk):
    return desk.look(baskets.current, None)


def finish(desk, **more):
    return desk.run(baskets.finish, Finish(seen(desk).basket, **more)).result


def swapped(desk, child, old, new):
    """Return one, put the other on the counter and finish."""
    give_back(desk, old)
    on_the_counter(desk, child, new)
    return finish(desk)


def status(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument.status


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def live(desk):
    return [
        row.due_pence
        for row in rows(desk, "SELECT due_pence FROM charge WHERE ended_act IS NULL ORDER BY id")
    ]


def line_of(desk, code):
    (line,) = rows(
        desk,
        "SELECT line.* FROM loan_line AS line JOIN instrument AS i ON i.id = line.instrument_id"
        " WHERE i.code = :code AND line.returned_at IS NULL",
        code=code,
    )
    return line


def test_a_half_size_for_a_three_quarter_in_mid_term_costs_nothing_more(desk, child, small):
    new = violin(desk, "3/4")
    give_back(desk, small)
    on_the_counter(desk, child, new)

    (line,) = seen(desk).lines
    assert (line.instead_of.code, line.instead_of.name, line.is_swap) == (small, "Violin 1/2", True)
    assert (line.quote.full_pence, line.quote.due_pence, seen(desk).total_pence) == (0, 0, 0)
    assert line.quote.because == f"Swap for Violin 1/2 {small}, same hire; nothing more to pay"
    assert [step.what for step in line.quote.steps] == [
        f"Swap for Violin 1/2 {small}: the same hire goes on",
        "Charged already: Violin, autumn term £24.00",
    ]
    assert line.quote.next_charge_on == date(2027, 1, 5)

    done = finish(desk)
    (lent,) = done.lines
    assert (done.total_due_pence, lent.charge.due_pence, lent.instead_of) == (0, 0, small)
    assert lent.next_charge_on == date(2027, 1, 5)
    assert (status(desk, small), status(desk, new)) == ("available", "on_loan")
    assert (balance(desk, child), live(desk)) == (2400, [2400])
    first, second = rows(desk, "SELECT id, loan_id, hire_id FROM loan_line ORDER BY id")
    assert (second.loan_id, second.hire_id) == (first.loan_id, first.id)
    assert count(desk, "loan") == count(desk, "agreement") == 1


def test_the_card_may_be_scanned_before_or_after_what_comes_back(desk, child, small):
    desk.draft(baskets.open_basket, OpenBasket(child))
    give_back(desk, small)
    desk.draft(baskets.add_line, AddLine(violin(desk)))
    assert seen(desk).lines[0].is_swap


def test_what_came_back_long_before_is_no_swap(desk, clock, child, small):
    give_back(desk, small)
    clock.pass_by(minutes=16)
    on_the_counter(desk, child, violin(desk))
    (line,) = seen(desk).lines
    assert (line.instead_of, line.quote.due_pence) == (None, 2400)


def test_a_visit_lasts_as_long_as_the_family_is_at_the_desk(desk, clock, child, small):
    desk.draft(baskets.open_basket, OpenBasket(child))
    clock.pass_by(minutes=50)
    give_back(desk, small)
    clock.pass_by(minutes=50)
    desk.draft(baskets.add_line, AddLine(violin(desk)))
    assert seen(desk).lines[0].is_swap


def test_what_came_back_yesterday_is_no_swap_although_the_family_was_never_closed(
    desk, clock, child, small
):
    give_back(desk, small)
    on_the_counter(desk, child, violin(desk))
    clock.go_to(date(2026, 11, 22))
    assert seen(desk).lines[0].instead_of is None


def test_another_type_is_a_hire_of_its_own(desk, child, small):
    give_back(desk, small)
    on_the_counter(desk, child, instrument(desk, "flute"))
    assert seen(desk).lines[0].instead_of is None


def test_a_new_hire_instead_is_charged_and_can_be_taken_back(desk, child, small):
    new = violin(desk)
    give_back(desk, small)
    on_the_counter(desk, child, new)
    desk.draft(baskets.hire_anew, HireAnew(new))
    (line,) = seen(desk).lines
    assert (line.is_swap, line.is_new_hire, line.instead_of.code) == (False, True, small)
    assert seen(desk).total_pence == 2400

    desk.draft(baskets.hire_anew, HireAnew(new, is_new=False))
    assert (seen(desk).lines[0].is_swap, seen(desk).total_pence) == (True, 0)

    desk.draft(baskets.hire_anew, HireAnew(new))
    assert finish(desk).total_due_pence == 2400
    assert (line_of(desk, new).hire_id, balance(desk, child)) == (None, 4800)


def test_what_is_off_the_counter_is_neither_swap_nor_hire(desk, child):
    on_the_counter(desk, child)
    with pytest.raises(RuleError, match="not on this counter"):
        desk.draft(baskets.hire_anew, HireAnew(violin(desk)))


def test_a_dearer_one_charges_the_difference_and_says_so_before(desk, dearer, child, small):
    new = violin(desk, "4/4")
    give_back(desk, small)
    on_the_counter(desk, child, new)
    (line,) = seen(desk).lines
    assert (line.quote.full_pence, line.quote.due_pence) == (600, 600)
    assert sum(step.pence for step in line.quote.steps) == 600
    assert line.quote.because == (
        f"Swap for Violin 1/2 {small}, same hire;"
        " Violin 4/4 instead of Violin 1/2, difference £6.00"
    )
    done = finish(desk, paying="cash")
    assert (done.total_due_pence, done.paid_pence) == (600, 600)
    assert (balance(desk, child), live(desk)) == (2400, [2400, 600])


def test_a_dearer_one_at_half_price_charges_half_the_difference(desk, dearer, child):
    half_price(desk, child)
    small = out(desk, child)
    done = swapped(desk, child, small, violin(desk, "4/4"))
    assert (done.total_due_pence, balance(desk, child)) == (300, 1500)


def test_a_cheaper_one_gives_nothing_back(desk, dearer, child):
    large = out(desk, child, "4/4")
    done = swapped(desk, child, large, violin(desk))
    assert (done.total_due_pence, balance(desk, child), live(desk)) == (0, 3000, [3000])


def test_a_charge_that_the_return_took_off_stands_again_exactly_as_it_was(desk, clock, child):
    clock.go_to(FIRST_WEEK)
    half_price(desk, child)
    small, new = out(desk, child), violin(desk)
    before = rows(desk, "SELECT * FROM charge")[0]
    clock.go_to(date(2026, 9, 8))
    assert give_back(desk, small).credit_pence == 1200
    on_the_counter(desk, child, new)
    assert seen(desk).total_pence == 0
    assert "Charged already" in seen(desk).lines[0].quote.steps[1].what

    assert finish(desk).total_due_pence == 0
    assert (balance(desk, child), live(desk)) == (1200, [1200])
    again = rows(desk, "SELECT * FROM charge WHERE ended_act IS NULL")[0]
    own = {"id", "uuid", "act_no", "ended_act"}
    assert [v for k, v in again._asdict().items() if k not in own] == [
        v for k, v in before._asdict().items() if k not in own
    ]
    ledger = rows(desk, "SELECT * FROM ledger ORDER BY id")
    said = [(line.kind, line.amount_pence, line.what, line.due_on) for line in ledger]
    due = date(2026, 10, 5)
    first = [
        ("charge", 2400, "Violin 3/4 hire, autumn term", due),
        ("discount", -1200, "Reduced rate", due),
    ]
    taken = [("reversal", -pence, f"Taken back: {what}", on) for _, pence, what, on in first]
    assert said == [*first, *taken, *first]


def test_it_is_undone_and_done_again_in_order(desk, clock, dearer, child):
    clock.go_to(FIRST_WEEK)
    small, large = out(desk, child), violin(desk, "4/4")
    clock.go_to(date(2026, 9, 8))
    swapped(desk, child, small, large)
    assert (balance(desk, child), status(desk, large)) == (3000, "on_loan")

    finished = desk.run(undo.undo, undo.Undo()).result
    assert (balance(desk, child), status(desk, large)) == (0, "available")
    returned = desk.run(undo.undo, undo.Undo()).result
    assert (balance(desk, child), status(desk, small)) == (2400, "on_loan")

    with pytest.raises(RuleError, match="Undo that first"):
        desk.run(undo.undo, undo.Undo(finished.act))
    assert (balance(desk, child), status(desk, large)) == (2400, "available")

    desk.run(undo.undo, undo.Undo(returned.act))
    desk.run(undo.undo, undo.Undo(finished.act))
    assert (balance(desk, child), status(desk, large)) == (3000, "on_loan")


def test_the_return_under_a_swap_is_not_undone(desk, child, small):
    new = violin(desk)
    back = give_back(desk, small)
    on_the_counter(desk, child, new)
    finish(desk)
    with pytest.raises(undo.StandsInTheWayError, match=f"Swapped: Violin 1/2 {small} for Violin"):
        desk.run(undo.undo, undo.Undo(back.act))
    assert status(desk, new) == "on_loan"


def test_after_undo_it_can_be_lent_anew_or_swapped_for_another(desk, child, small):
    first, second = violin(desk), violin(desk)
    swapped(desk, child, small, first)
    desk.run(undo.undo, undo.Undo())
    on_the_counter(desk, child, second)
    assert seen(desk).lines[0].is_swap
    finish(desk)
    assert (live(desk), balance(desk, child)) == ([2400], 2400)


def test_two_for_two_are_paired_once_each_the_first_back_first(desk, clock, child):
    first, second = out(desk, child), out(desk, child, "1/2")
    give_back(desk, second)
    clock.pass_by(seconds=20)
    give_back(desk, first)
    on_the_counter(desk, child, violin(desk), violin(desk))
    assert [line.instead_of.code for line in seen(desk).lines] == [second, first]
    finish(desk)
    assert (live(desk), balance(desk, child)) == ([2400, 2400], 4800)
    assert count(desk, "loan") == 2


def test_one_back_and_two_out_is_one_swap_and_one_hire(desk, child, small):
    give_back(desk, small)
    swap, hire = violin(desk), violin(desk)
    on_the_counter(desk, child, swap, hire)
    assert [line.is_swap for line in seen(desk).lines] == [True, False]
    assert finish(desk).total_due_pence == 2400
    assert count(desk, "loan") == 2

    desk.run(undo.undo, undo.Undo())
    on_the_counter(desk, child, swap, hire)
    desk.draft(baskets.hire_anew, HireAnew(swap))
    assert [line.is_swap for line in seen(desk).lines] == [False, True]


def test_what_was_returned_by_mistake_goes_out_again_on_its_own_hire(desk, child, small):
    other = out(desk, child)
    give_back(desk, other)
    give_back(desk, small)
    on_the_counter(desk, child, small)
    assert seen(desk).lines[0].instead_of.code == small
    done = finish(desk)
    assert (done.lines[0].instead_of, balance(desk, child)) == ("", 4800)
    assert live(desk) == [2400, 2400]


def test_brothers_and_sisters_do_not_swap_with_each_other(desk):
    home = family(desk)
    amira, ben = pupil(desk, of=home), pupil(desk, "Ben Okafor", of=home)
    hers = out(desk, amira)
    give_back(desk, hers)
    desk.draft(baskets.open_basket, OpenBasket(home))
    new = violin(desk)
    desk.draft(baskets.add_line, AddLine(new, ben))
    assert seen(desk).lines[0].instead_of is None
    desk.draft(baskets.choose, Choose(seen(desk).basket, amira))
    desk.draft(baskets.add_line, AddLine(violin(desk)))
    assert [line.is_swap for line in seen(desk).lines] == [False, True]
    assert finish(desk).total_due_pence == 2400


def test_a_school_keeps_its_day_to_be_back_by(desk):
    card = school(desk)
    code = violin(desk)
    lend(desk, code, card, until_on=date(2026, 12, 1))
    done = swapped(desk, card, code, violin(desk))
    assert (done.lines[0].due_on, done.total_due_pence) == (date(2026, 12, 1), 0)


def test_a_teachers_stock_is_swapped_for_nothing(desk):
    card = borrower(desk, "teacher", "Mel Okoro")
    code = out(desk, card)
    done = swapped(desk, card, code, violin(desk))
    assert (done.total_due_pence, done.lines[0].instead_of, count(desk, "charge")) == (0, code, 0)


def test_an_adult_at_the_limit_swaps(desk):
    card = borrower(desk, "adult", "Kim Reid")
    code = out(desk, card)
    give_back(desk, code)
    on_the_counter(desk, card, violin(desk))
    assert {verdict.case for verdict in seen(desk).verdicts} == {"unsigned"}
    assert finish(desk).total_due_pence == 0


def test_what_came_back_at_another_desk_and_belongs_to_another_centre_is_swapped_too(
    desk, another_desk, child
):
    brook = desk.run(places.add_place, places.AddPlace("Brook", "centre")).result.code
    theirs = violin(desk, place=brook)
    lend(desk, theirs, child)
    assert give_back(another_desk("Ashby 2"), theirs).belongs_to == "Brook"
    on_the_counter(desk, child, violin(desk, place=brook))
    assert seen(desk).lines[0].is_swap
    assert finish(desk).total_due_pence == 0


def test_a_hire_is_not_swapped_while_it_goes_on_with_what_came_back(desk, child, small):
    """Undone, the return leaves nothing to swap; what lies there is a hire again."""
    back = give_back(desk, small)
    on_the_counter(desk, child, violin(desk))
    desk.run(undo.undo, undo.Undo(back.act))
    (line,) = seen(desk).lines
    assert (line.instead_of, line.quote.due_pence) == (None, 2400)


def test_undoing_a_swap_on_paper_is_not_done_again_beside_the_old_one(desk, child, small):
    swapped(desk, child, small, violin(desk))
    finished = desk.run(undo.undo, undo.Undo()).result
    desk.run(undo.undo, undo.Undo())
    with pytest.raises(undo.StandsInTheWayError):
        desk.run(undo.undo, undo.Undo(finished.act))
    assert live(desk) == [2400]


def test_a_receipt_says_what_the_difference_was_for(desk, dearer, child, small):
    half_price(desk, child)
    give_back(desk, small)
    on_the_counter(desk, child, violin(desk, "4/4"))
    done = finish(desk, paying="card")
    receipt = desk.look(agreements.receipt_of, agreements.ReceiptOf(done.act))
    assert receipt.lines == (("Violin 4/4 instead of Violin 1/2", 600), ("Reduced rate", -300))
    assert receipt.paid_pence == 300


def test_parts_that_did_not_come_back_stay_with_the_borrower(desk, child, small):
    give_back(desk, small, missing=("bow",))
    on_the_counter(desk, child, violin(desk))
    finish(desk)
    (part,) = rows(
        desk,
        "SELECT part.name, line.borrower_id FROM part JOIN loan_line AS line"
        " ON line.id = part.left_with_line_id WHERE part.missing_on IS NOT NULL",
    )
    assert (part.name, part.borrower_id) == ("bow", line_of(desk, seen_code(desk)).borrower_id)


def seen_code(desk):
    sql = (
        "SELECT i.code FROM instrument AS i JOIN loan_line AS line ON line.instrument_id = i.id"
        " WHERE line.returned_at IS NULL"
    )
    return rows(desk, sql)[0].code


def test_a_size_that_is_not_usual_is_asked_about(desk, child, small):
    give_back(desk, small)
    on_the_counter(desk, child, violin(desk, "1/16"))
    assert [verdict.case for verdict in seen(desk).lines[0].verdicts] == ["size"]
    assert "size" in [asked.case for asked in finish(desk).asks]


def test_a_faulty_one_goes_out_only_with_a_reason(desk, child, small):
    new = violin(desk)
    desk.run(instruments.needs_repair, instruments.NeedsRepair(new, "Bridge fallen"))
    give_back(desk, small)
    on_the_counter(desk, child, new)
    with pytest.raises(RuleError, match="needs repair"):
        finish(desk)
    finish(desk, override="Mended on the spot")
    assert status(desk, new) == "on_loan"


def test_two_desks_swap_the_same_one_once(desk, another_desk, child, small):
    """The slower desk sees the price of a new hire before it can finish."""
    other = another_desk("Ashby 2")
    give_back(desk, small)
    wanted = []
    for at in (desk, other):
        on_the_counter(at, child, violin(at))
        view = seen(at)
        shown = tuple(line.request for line in view.lines if line.is_swap)
        wanted.append(Finish(view.basket, swaps=shown))
    one, two = (functools.partial(_finish, request=request) for request in wanted)
    (done,), (refused,) = split(at_once((desk, other), one, two))
    assert (done.lines[0].instead_of, refused.code) == (small, "swap_changed")
    assert (live(desk), balance(desk, child)) == ([2400], 2400)

    slower = desk if seen(desk) is not None else other
    (line,) = seen(slower).lines
    assert (line.instead_of, line.quote.due_pence) == (None, 2400)
    assert finish(slower, swaps=()).total_due_pence == 2400


def _finish(desk, request):
    return desk.run(baskets.finish, request).result


def test_a_swap_stands_on_both_timelines_and_in_todays_list(desk, child, small):
    new = violin(desk)
    swapped(desk, child, small, new)
    for code in (small, new, child):
        newest = desk.look(history.timeline, history.TimelineOf(code))[0]
        assert newest.what == f"Swapped: Violin 1/2 {small} for Violin 3/4 {new}, Amira Okafor"
    today = desk.look(history.today, None)
    assert today.events[0].what.startswith("Swapped: ")
    assert (today.lent, today.returned) == (2, 1)


def test_on_the_command_line_what_was_returned_today_is_swapped(desk, child, small):
    new = violin(desk)
    give_back(desk, small)
    done = desk.run(swaps.swap, swaps.Swap(small, new)).result
    assert (done.back.was_with, done.line.instead_of) == ("Amira Okafor", small)
    assert (live(desk), line_of(desk, new).hire_id is not None) == ([2400], True)
    with pytest.raises(RuleError, match="is not on loan"):
        desk.run(swaps.swap, swaps.Swap(small, violin(desk)))


def test_what_was_returned_yesterday_is_not_swapped(desk, clock, child, small):
    give_back(desk, small)
    clock.go_to(date(2026, 11, 22))
    with pytest.raises(RuleError, match="is not on loan"):
        desk.run(swaps.swap, swaps.Swap(small, violin(desk)))


def test_what_is_wrong_with_a_returned_one_is_noted_by_itself(desk, child, small):
    give_back(desk, small)
    with pytest.raises(RuleError, match="noted by itself"):
        desk.run(swaps.swap, swaps.Swap(small, violin(desk), fault="Peg slips"))


def test_a_deposit_that_the_return_gave_back_stays_with_us(desk, child):
    """Returned, swapped, both undone, returned again: the deposit is there once or not at all."""
    desk.run(policy.bring_in, policy.BringIn(WITH_DEPOSIT))
    old, new = instrument(desk, "flute"), instrument(desk, "flute")
    lend(desk, old, child)
    assert balance(desk, child) == 4900
    give_back(desk, old)
    assert balance(desk, child) == 2400
    on_the_counter(desk, child, new)
    assert (seen(desk).total_pence, seen(desk).deposit_pence) == (0, 0)
    finish(desk)
    assert balance(desk, child) == 4900

    desk.run(undo.undo, undo.Undo())
    assert balance(desk, child) == 2400
    desk.run(undo.undo, undo.Undo())
    assert balance(desk, child) == 4900
    swapped(desk, child, old, new)
    assert balance(desk, child) == 4900
    give_back(desk, new)
    assert balance(desk, child) == 2400


def test_what_a_school_pays_for_it_goes_on_paying_for(desk, dearer):
    st_annes = school(desk)
    child = pupil(desk, school=st_annes)
    desk.run(policy.bring_in, policy.BringIn(DEARER_FOR_SCHOOLS))
    small, large = violin(desk), violin(desk, "4/4")
    pays = SchoolPays(st_annes, "4711", "Mr Ali")
    lend(desk, small, child, school_pays=pays)
    assert (balance(desk, child), balance(desk, st_annes)) == (0, 1500)
    give_back(desk, small)
    on_the_counter(desk, child, large)
    (line,) = seen(desk).lines
    assert (line.quote.due_pence, line.charged_to) == (500, "St Anne's Primary")
    assert seen(desk).to_pay_pence == 0
    done = finish(desk, paying="cash")
    assert (done.total_due_pence, done.paid_pence, done.charged_pence) == (0, 0, 500)
    assert (balance(desk, child), balance(desk, st_annes)) == (0, 2000)
    (charge,) = rows(desk, "SELECT order_no, agreed_by FROM charge WHERE due_pence = 500")
    assert (charge.order_no, charge.agreed_by) == ("4711", "Mr Ali")
