"""What a desk shows in one look, and putting things down."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    accounts,
    awards,
    baskets,
    counter,
    handing_in,
    instruments,
    lending,
    moves,
    renewals,
    returns,
    scanning,
    undo,
)
from loanmgr.services.handing_in import HandedInOn, HandIn
from loanmgr.services.lending import Lend
from loanmgr.services.moves import PutHere
from loanmgr.services.returns import Return
from loanmgr.services.scanning import Scan
from tests import ashby, factories


@pytest.fixture
def town(desk):
    return ashby.fill(desk)


def test_what_was_done_today_is_listed_newest_first_with_who_and_where(desk, town):
    desk.run(returns.return_one, Return(town.flute))
    basket = factories.on_the_counter(desk, town.okafor, town.violin)
    desk.run(baskets.finish, baskets.Finish(basket))
    shown = desk.look(counter.counter, None)
    lent, returned = shown.deeds[:2]
    assert (lent.use_case, lent.thing, lent.who) == ("lend_line", "Violin 1/2", "Amira Okafor")
    assert (lent.note, lent.is_person) == ("until returned", True)
    assert (returned.thing, returned.who, returned.note) == (
        "Flute",
        "Ben Carter",
        "Ashby Music Centre",
    )
    assert (shown.returned, shown.lent) == (1, 2)


def test_what_was_taken_back_is_marked_and_not_counted(desk, town):
    desk.run(returns.return_one, Return(town.flute))
    desk.run(undo.undo, undo.Undo())
    shown = desk.look(counter.counter, None)
    assert shown.deeds[0].is_undone
    assert shown.returned == 0


def test_a_fault_noted_is_shown_with_its_instrument(desk, town):
    desk.run(instruments.needs_repair, instruments.NeedsRepair(town.violin, "peg slips"))
    shown = desk.look(counter.counter, None)
    assert (shown.deeds[0].thing, shown.deeds[0].note) == ("Violin 1/2", "peg slips")
    assert shown.to_repair == 1


def test_several_lent_at_once_are_listed_one_by_one(desk, town):
    desk.run(lending.lend, Lend((town.violin, town.cello), town.amira))
    deeds = desk.look(counter.counter, None).deeds
    assert [deed.thing for deed in deeds[:2]] == ["Cello 1/2", "Violin 1/2"]
    assert {deed.use_case for deed in deeds[:2]} == {"lend_line"}


def test_what_lies_on_the_counter_counts_towards_the_limit_of_the_next(desk, town):
    more = [factories.violin(desk) for _ in range(3)]
    factories.on_the_counter(desk, town.amira, *more[:2])
    cases = [v.case for v in desk.look(baskets.current, None).verdicts]
    assert "limit_reached" not in cases
    desk.draft(baskets.add_line, baskets.AddLine(more[2]))
    titles = [v.title for v in desk.look(baskets.current, None).verdicts]
    assert "Limit is 2 instruments; Amira has 2." in titles


def test_a_line_without_a_price_says_so_and_the_desk_goes_on(register_url, clock):
    clock.go_to(clock.on.replace(year=2029))
    desk = factories.open_desk(register_url, clock)
    factories.on_the_counter(desk, factories.pupil(desk), factories.violin(desk))
    line = desk.look(baskets.current, None).lines[0]
    assert (line.quote, [v.case for v in line.verdicts]) == (None, ["no_price"])
    desk.close()


def test_an_instrument_is_put_down_at_a_place_and_undo_puts_it_back(desk, town):
    other = desk.run(returns.return_one, Return(town.flute)).result
    here = desk.look(scanning.scan, Scan(town.flute)).instrument.put
    assert other.put == here == "Ashby Music Centre"
    with pytest.raises(RuleError, match="already"):
        desk.run(moves.put_here, PutHere(town.flute))


def test_what_is_out_is_not_put_anywhere(desk, town):
    with pytest.raises(RuleError, match="on loan to Ben Carter"):
        desk.run(moves.put_here, PutHere(town.flute))


def test_only_a_place_is_a_place(desk, town):
    with pytest.raises(RuleError, match="not a place"):
        desk.run(moves.put_here, PutHere(town.violin, town.okafor))


def test_what_came_back_in_other_ways_is_listed_too(desk, town, clock):
    tablet = factories.instrument(desk, "tablet", size="iPad")
    factories.lend(desk, tablet, town.amira)
    clock.go_to(date(2026, 11, 28))
    act = desk.run(returns.return_one, Return(tablet)).result.act
    desk.run(handing_in.handed_in_on, HandedInOn(tablet, date(2026, 11, 26)))
    desk.run(instruments.ready, instruments.Ready(tablet))
    desk.run(handing_in.hand_in, HandIn(town.cello))
    deeds = desk.look(counter.counter, None).deeds
    assert [(d.use_case, d.thing, d.who, d.note) for d in deeds] == [
        ("hand_in", "Cello 1/2", "", "Ashby Music Centre"),
        ("ready", "Tablet iPad", "", ""),
        ("handed_in_on", "Tablet iPad", "Amira Okafor", "26 Nov"),
        ("return_one", "Tablet iPad", "Amira Okafor", "Ashby Music Centre"),
    ]
    assert deeds[2].is_person
    for deed in deeds[:3]:
        desk.run(undo.undo, undo.Undo(deed.act))
    desk.run(instruments.wrong_label, instruments.WrongLabel(tablet, act))
    shown = desk.look(counter.counter, None)
    assert [d.is_undone for d in shown.deeds] == [False, True, True, True, True]
    assert shown.deeds[0].use_case == "wrong_label"
    assert shown.returned == 0


def test_what_was_renewed_or_awarded_is_listed_with_whose_it_is(desk, town):
    factories.lend(desk, town.violin, town.amira, until_on=date(2026, 12, 18))
    desk.run(renewals.renew, renewals.Renew((town.violin,)))
    desk.run(awards.award, awards.Award(town.ben, "reduced-50", "letter"))
    awarded, renewed = desk.look(counter.counter, None).deeds[:2]
    assert (renewed.use_case, renewed.thing, renewed.who) == ("renew", "Violin 1/2", "Amira Okafor")
    assert (awarded.use_case, awarded.who) == ("award", "Ben Carter")


def test_what_was_paid_or_signed_is_listed_with_whose_account_it_is(desk, town):
    paid = desk.run(accounts.pay, accounts.Pay(town.ben, 6600, "cash")).result.payment
    desk.run(accounts.refund, accounts.Refund(600, paid))
    desk.run(accounts.sign_agreement, accounts.SignAgreement(town.amira))
    desk.run(accounts.pay, accounts.Pay(town.school, 1000, "bank"))
    deeds = desk.look(counter.counter, None).deeds[:4]
    assert [(deed.thing, deed.who, deed.is_person) for deed in deeds] == [
        ("£10.00 by bank transfer", "St Anne's Primary", False),
        ("Agreement for 2026/27", "Ngozi Okafor", True),
        ("£6.00 in cash", "Joe Carter", True),
        ("£66.00 in cash", "Joe Carter", True),
    ]
    assert {deed.note for deed in deeds} == {""}
