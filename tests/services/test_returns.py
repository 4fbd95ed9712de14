"""Returning: never blocked by a rule of lending, and telling where to put what came back."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, baskets, instruments, returns, scanning, undo
from loanmgr.services.lending import Lend
from loanmgr.services.lending import lend as lend_several
from loanmgr.services.returns import Return, ReturnAll, return_all, return_one
from tests import factories
from tests.factories import lend, on_the_counter, pupil, violin
from tests.tables import LEDGER_SUM, count, counts, meddle, one, rows


@pytest.fixture
def out(desk):
    """A violin that Amira has."""
    code = violin(desk)
    lend(desk, code, pupil(desk))
    return code


def back(desk, code, **more):
    return desk.run(return_one, Return(code, **more)).result


def shown(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument


def test_it_says_who_had_it_and_where_to_put_it(desk, out):
    returned = back(desk, out)

    assert (returned.was_with, returned.put, returned.late_days) == (
        "Amira Okafor",
        "Ashby Music Centre",
        0,
    )
    assert returned.parts == ("bow", "case")
    assert shown(desk, out).status == "available"


def test_an_early_return_gives_nothing_back(desk, out):
    assert back(desk, out).credit_pence == 0
    assert one(desk, LEDGER_SUM) == 2400


def test_back_within_a_week_of_the_periods_start_takes_the_charge_off(desk, clock):
    clock.go_to(date(2026, 9, 3))
    child, code = pupil(desk), violin(desk)
    factories.half_price(desk, child)
    lend(desk, code, child)
    clock.go_to(date(2026, 9, 9))

    assert back(desk, code).credit_pence == 1200
    lines = desk.look(accounts.account, child).lines
    assert [line.amount_pence for line in lines] == [2400, -1200, -2400, 1200]
    assert [line.is_reversed for line in lines] == [True, True, False, False]
    assert desk.look(accounts.account, child).balance_pence == 0


def test_eight_days_are_too_late_for_that(desk, clock):
    clock.go_to(date(2026, 9, 2))
    code = violin(desk)
    lend(desk, code, pupil(desk))
    clock.go_to(date(2026, 9, 10))

    assert back(desk, code).credit_pence == 0


def test_late_days_go_by_the_day_it_was_handed_in(desk, clock):
    code = violin(desk)
    lend(desk, code, pupil(desk), until_on=date(2026, 12, 1))
    clock.go_to(date(2026, 12, 10))

    assert back(desk, code, on=date(2026, 12, 3)).late_days == 2
    act = rows(desk, "SELECT what FROM act_body ORDER BY act_no DESC")[0]
    assert act.what.endswith("was with Amira Okafor, 2 days late; handed in on 3 Dec")


def test_it_cannot_have_been_handed_in_before_it_went_out(desk, out):
    with pytest.raises(RuleError, match="It went out on 21 November 2026") as refusal:
        back(desk, out, on=date(2026, 11, 20))
    assert refusal.value.field == "on"


def test_it_cannot_be_handed_in_tomorrow(desk, out):
    with pytest.raises(RuleError, match="22 November 2026 has not come yet"):
        back(desk, out, on=date(2026, 11, 22))


def test_a_clock_set_back_does_not_stop_a_return(desk, clock, out):
    clock.go_to(date(2026, 11, 18))

    back(desk, out)

    line = rows(desk, "SELECT lent_on, returned_on FROM loan_line")[0]
    assert line.returned_on == line.lent_on == date(2026, 11, 21)


def test_it_is_not_returned_twice(desk, out):
    back(desk, out)

    with pytest.raises(RuleError) as refusal:
        back(desk, out)
    assert refusal.value.code == "already_returned"


def test_the_second_desk_is_told_where_and_by_whom_it_was_returned(desk, another_desk, out, clock):
    clock.pass_by(minutes=14)
    back(another_desk("Ashby 2"), out)

    with pytest.raises(RuleError) as refusal:
        back(desk, out)
    at = f"{clock.at.astimezone():%H:%M}"
    told = f"Violin 3/4 {out} was already returned at Ashby 2 at {at} by Pat Lead."
    assert refusal.value.message == told


def test_a_day_later_it_is_simply_not_on_loan(desk, clock, out):
    back(desk, out)
    clock.go_to(date(2026, 11, 23))

    with pytest.raises(RuleError, match=f"Violin 3/4 {out} is not on loan") as refusal:
        back(desk, out)
    assert refusal.value.code == "not_on_loan"


def test_a_return_that_was_undone_is_not_told(desk, out):
    desk.run(undo.undo, undo.Undo(back(desk, out).act))
    desk.run(undo.undo, undo.Undo())  # the loan itself

    with pytest.raises(RuleError, match="is not on loan"):
        back(desk, out)


def test_what_it_is_comes_with_it_so_that_a_wrong_label_is_seen(desk):
    code = violin(desk, make="Stentor", model="Student II", serial="ST-9")
    lend(desk, code, pupil(desk))
    returned = back(desk, code)
    assert (returned.make, returned.serial) == ("Stentor Student II", "ST-9")


def test_a_missing_part_stays_open_against_who_had_it(desk, out):
    returned = back(desk, out, missing=("Bow",))

    assert returned.missing == ("bow",)
    assert shown(desk, out).status == "incomplete"
    part = rows(desk, "SELECT name, missing_on, left_with_line_id FROM part ORDER BY id")[0]
    assert (part.name, part.missing_on, part.left_with_line_id) == ("bow", date(2026, 11, 21), 1)


def test_a_part_named_twice_is_missing_once(desk, out):
    assert back(desk, out, missing=("bow", " BOW ")).missing == ("bow",)


def test_a_part_it_does_not_have_is_told_with_those_it_has(desk, out):
    with pytest.raises(RuleError, match="no part called mute; it has bow and case"):
        back(desk, out, missing=("mute",))
    assert shown(desk, out).status == "on_loan"


def test_a_part_that_comes_later_is_here_again(desk, out):
    back(desk, out, missing=("bow",))

    desk.run(instruments.part_missing, instruments.PartMissing(out, "bow", is_missing=False))

    assert shown(desk, out).status == "available"


def test_a_fault_goes_with_it_to_the_bench(desk, out):
    assert back(desk, out, fault=" peg slips ").fault == "peg slips"

    assert (shown(desk, out).status, shown(desk, out).fault) == ("needs_repair", "peg slips")


@pytest.mark.parametrize(
    "rule",
    [
        "UPDATE instrument SET fault = 'crack', fault_on = :on",
        "UPDATE instrument SET retired_on = :on",
        "UPDATE borrower SET left_on = :on",
    ],
)
def test_no_rule_of_lending_blocks_it(desk, register_url, clock, out, rule):
    meddle(register_url, rule, on=date(2026, 11, 1))
    clock.go_to(date(2031, 3, 1))

    assert back(desk, out).was_with == "Amira Okafor"


def test_a_missing_instrument_handed_in_is_found(desk, register_url):
    code = violin(desk)
    meddle(register_url, "UPDATE instrument SET missing_on = :on", on=date(2026, 10, 3))

    returned = back(desk, code)

    assert returned.found
    assert returned.missing_since_on == date(2026, 10, 3)
    assert shown(desk, code).status == "available"


def test_what_lies_in_a_basket_can_be_returned(desk):
    code = violin(desk)
    basket = on_the_counter(desk, pupil(desk), code)

    back(desk, code)

    assert shown(desk, code).status == "available"
    assert desk.look(baskets.current, None).basket == basket
    assert desk.look(baskets.current, None).lines == ()


def test_what_belongs_to_another_centre_goes_into_the_van_box(desk, register_url, out):
    other = "INSERT INTO place (code, kind, name) VALUES ('L00000294', 'centre', 'Dorley')"
    meddle(register_url, other)
    meddle(register_url, "UPDATE instrument SET home_place_id = 2")

    returned = back(desk, out)

    assert (returned.put, returned.belongs_to) == ("the van box", "Dorley")
    assert one(desk, "SELECT here_place_id FROM instrument") == 1


class TestSeveralAtOnce:
    def test_each_is_an_act_of_its_own(self, desk):
        codes = (violin(desk), violin(desk))
        desk.run(lend_several, Lend(codes, pupil(desk)))

        returned = desk.run(return_all, ReturnAll(codes)).result

        assert [line.instrument for line in returned] == list(codes)
        assert one(desk, "SELECT COUNT(*) FROM act WHERE part_of IS NOT NULL") == 4

    def test_all_or_none(self, desk, out):
        before = counts(desk)
        with pytest.raises(RuleError, match="is not on loan"):
            desk.run(return_all, ReturnAll((out, violin(desk))))
        assert count(desk, "act") == before["act"] + 1
        assert shown(desk, out).status == "on_loan"

    def test_the_same_one_twice_by_label_and_by_alias_is_told(self, desk):
        code = violin(desk, aliases=("OLD-7",))
        lend(desk, code, pupil(desk))

        with pytest.raises(RuleError, match="named twice"):
            desk.run(return_all, ReturnAll((code, "old-7")))

    def test_none_at_all_is_told(self, desk):
        with pytest.raises(RuleError, match="Say which instrument"):
            desk.run(return_all, ReturnAll(()))


def test_a_fault_longer_than_we_keep_is_refused(desk, out):
    with pytest.raises(RuleError, match="longer than 5000 characters"):
        back(desk, out, fault="x" * 5001)
    assert back(desk, out, fault="x" * 5000).fault == "x" * 5000


@pytest.mark.parametrize("fault", ["peg\x00slips", "peg \ud800 slips"])
def test_a_character_that_no_database_keeps_is_refused(desk, out, fault):
    with pytest.raises(RuleError, match="a character that can't be kept"):
        back(desk, out, fault=fault)


def test_the_request_may_be_named_by_the_result(desk, out):
    request = returns.Return(out)
    assert desk.run(return_one, request).result.act == request.id
