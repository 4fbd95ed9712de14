"""An instrument that is kept for somebody: until its last day, or until they are lent it."""

from datetime import date, timedelta

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.routing import Move
from loanmgr.domain.verdicts import Level, Override
from loanmgr.services import (
    baskets,
    find,
    instruments,
    joining,
    leaving,
    lending,
    lists,
    losing,
    policy,
    records,
    reservations,
    returns,
    scanning,
    show,
    swaps,
    undo,
)
from loanmgr.services.baskets import Details, Finish
from loanmgr.services.reservations import KeepFor, KeepNoLonger
from tests import factories
from tests.factories import A_SATURDAY, family, lend, on_the_counter, pupil, school, violin
from tests.tables import count, one

FRIDAY = date(2026, 11, 27)
LIVE = "SELECT COUNT(*) FROM reservation WHERE struck_act IS NULL"


@pytest.fixture
def amira(desk):
    """The child that things are kept for."""
    return pupil(desk, "Amira Okafor")


@pytest.fixture
def kept(desk, amira):
    """A violin that is kept for Amira until Friday."""
    code = violin(desk)
    keep(desk, code, amira)
    return code


def keep(desk, code, card, until_on=None):
    return desk.run(reservations.keep_for, KeepFor(code, card, until_on)).result


def end(desk, code):
    return desk.run(reservations.keep_no_longer, KeepNoLonger(code)).result


def scan(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code))


def status(desk, code):
    """The state as scan, list, search, record and command line say it: always the same."""
    scanned = scan(desk, code).instrument.status
    [row] = desk.look(lists.instruments, lists.InstrumentsPage(text=code))
    [hit] = desk.look(find.find, code)
    shown = desk.look(show.show, code).status
    said = {scanned, row.status, hit.status, shown, desk.look(records.instrument, code).status}
    assert len(said) == 1, said
    for asked in ("kept", "available"):
        listed = desk.look(lists.instruments, lists.InstrumentsPage(text=code, status=asked))
        assert bool(listed) is (scanned == asked)
    return scanned


def refused(desk, code, card, until_on=None):
    with pytest.raises(RuleError) as refusal:
        keep(desk, code, card, until_on)
    return refusal.value


class TestKeeping:
    def test_it_is_kept_for_so_many_working_days(self, desk, amira):
        code = violin(desk)
        done = keep(desk, code, amira)
        assert (done.name, done.borrower_name, done.until_on) == (
            "Violin 3/4",
            "Amira Okafor",
            FRIDAY,
        )
        assert status(desk, code) == "kept"
        record = desk.look(records.instrument, code)
        assert (record.kept_for, record.kept_until_on) == ("Amira Okafor", FRIDAY)
        [now] = desk.look(reservations.kept_now, None)
        assert (now.instrument, now.borrower, now.until_on) == (code, amira, FRIDAY)

    def test_for_as_long_as_is_said_but_no_longer_than_the_policy_allows(self, desk, amira):
        code = violin(desk)
        late = refused(desk, code, amira, FRIDAY + timedelta(days=1))
        assert late.message == "It can be kept for 5 working days at most, until 27 November 2026."
        assert late.field == "until_on"
        gone = refused(desk, code, amira, A_SATURDAY - timedelta(days=1))
        assert gone.message == "20 November 2026 is before today; say a later day."
        assert keep(desk, code, amira, A_SATURDAY).until_on == A_SATURDAY

    def test_the_family_with_one_child_or_the_school_is_said_by_its_card(self, desk):
        home, other = family(desk), school(desk)
        pupil(desk, "Amira Okafor", of=home)
        codes = violin(desk), violin(desk)
        assert keep(desk, codes[0], home).borrower_name == "Amira Okafor"
        assert keep(desk, codes[1], other).borrower_name == "St Anne's Primary"
        (line,) = desk.look(records.person, home).kept
        assert (line.instrument, line.borrower_name) == (codes[0], "Amira Okafor")
        assert [each.instrument for each in desk.look(records.person, other).kept] == [codes[1]]

    def test_one_instrument_is_kept_for_one_borrower(self, desk, amira, kept):
        for card in (pupil(desk, "Ben Carter"), amira):
            again = refused(desk, kept, card)
            assert again.message.endswith(" is kept for Amira Okafor until 27 Nov already.")
        assert count(desk, "reservation") == 1

    def test_only_what_is_in_and_could_be_lent_is_kept(self, desk, amira):
        out, broken, lying = violin(desk), violin(desk), violin(desk)
        lend(desk, out, pupil(desk, "Ben Carter"))
        desk.run(instruments.needs_repair, instruments.NeedsRepair(broken, "peg slips"))
        on_the_counter(desk, pupil(desk, "Cal Dunn"), lying)
        said = [refused(desk, code, amira).message for code in (out, broken, lying)]
        assert said == [
            f"Violin 3/4 {out} is on loan to Ben Carter. It can be kept once it is back.",
            f"Violin 3/4 {broken} needs repair (peg slips). It can be kept once it is mended.",
            f"Violin 3/4 {lying} is on the counter at Ashby 1. Put it back there first.",
        ]
        assert count(desk, "reservation") == 0

    def test_what_lacks_a_part_is_kept_and_says_first_what_it_lacks(self, desk, amira):
        code = violin(desk, parts=("bow",))
        desk.run(instruments.part_missing, instruments.PartMissing(code, "bow"))
        keep(desk, code, amira)
        assert status(desk, code) == "incomplete"
        assert [v.case for v in scan(desk, code).verdicts] == ["incomplete", "kept"]

    def test_nothing_is_kept_for_those_the_policy_keeps_nothing_for(self, desk, amira):
        none = '[[limits]]\ncode = "kept"\nname = "Kept"\nkept_working_days = 0\n'
        desk.run(policy.bring_in, policy.BringIn(none))
        said = refused(desk, violin(desk), amira)
        assert said.code == "not_kept_for"
        assert said.message == (
            "Instruments are not kept for Amira Okafor: no limit in Settings says for how many"
            " working days."
        )

    def test_nothing_is_kept_for_who_has_left(self, desk):
        home = family(desk)
        child = pupil(desk, "Amira Okafor", of=home)
        desk.run(leaving.leave, leaving.Leave(child))
        assert refused(desk, violin(desk), child).message == (
            "Amira Okafor left on 21 November 2026."
        )

    def test_keeping_for_nobody_any_more(self, desk, kept):
        assert end(desk, kept).borrower_name == "Amira Okafor"
        assert status(desk, kept) == "available"
        with pytest.raises(RuleError, match="is not kept for anybody"):
            end(desk, kept)


class TestLapsing:
    def test_it_counts_to_the_end_of_its_last_day(self, desk, clock, kept):
        clock.go_to(FRIDAY)
        assert status(desk, kept) == "kept"
        clock.go_to(FRIDAY + timedelta(days=1))
        assert status(desk, kept) == "available"
        assert scan(desk, kept).verdicts == ()
        assert desk.look(reservations.kept_now, None) == ()
        assert one(desk, LIVE) == 1  # nothing has to be done for it

    def test_nobody_is_asked_then_and_it_can_be_kept_anew(self, desk, clock, kept):
        clock.go_to(FRIDAY + timedelta(days=1))
        ben = pupil(desk, "Ben Carter")
        act = desk.run(reservations.keep_for, KeepFor(kept, ben)).act
        assert one(desk, LIVE) == 1
        back = desk.run(undo.undo, undo.Undo(act)).act
        assert status(desk, kept) == "available"
        desk.run(undo.undo, undo.Undo(back))
        assert scan(desk, kept).instrument.kept_for == "Ben Carter"
        end(desk, kept)
        assert "kept" not in [each.case for each in lend(desk, kept, ben).asks]


class TestLending:
    def test_to_whom_it_is_kept_for_ends_it_and_undo_brings_it_back(self, desk, amira, kept):
        lent = lend(desk, kept, amira)
        assert "kept" not in [each.case for each in lent.asks]
        assert one(desk, LIVE) == 0
        desk.run(undo.undo, undo.Undo(lent.lines[0].act))
        assert status(desk, kept) == "kept"
        lend(desk, kept, amira)
        desk.run(returns.return_one, returns.Return(kept))
        assert status(desk, kept) == "available"

    def test_to_anybody_else_is_asked_first(self, desk, kept):
        ben = pupil(desk, "Ben Carter")
        preview = desk.look(lending.preview, lending.Lend((kept,), ben))
        about = next(v for v in preview.verdicts if v.case == "kept")
        assert (about.level, about.message) == (Level.ASK, "Kept for Amira Okafor until 27 Nov.")
        assert [(c.key, c.label, c.lead_only) for c in about.choices] == [
            ("another", "Choose another", False),
            ("go_on", "Lend anyway", True),
        ]

    def test_a_question_refuses_nothing_and_what_was_promised_stays(self, desk, kept):
        lent = lend(desk, kept, pupil(desk, "Ben Carter"))
        assert "Kept for Amira Okafor until 27 Nov." in [each.message for each in lent.asks]
        assert status(desk, kept) == "on_loan"
        [now] = desk.look(reservations.kept_now, None)
        assert now.holder == "Ben Carter"
        desk.run(returns.return_one, returns.Return(kept))
        assert status(desk, kept) == "kept"

    def test_at_the_counter_a_named_lead_lets_it_pass(self, desk, kept):
        ben = pupil(desk, "Ben Carter")
        assert scan(desk, kept).move is Move.WAIT_ON_COUNTER
        basket = on_the_counter(desk, ben, kept)
        [line] = desk.look(baskets.current, None).lines
        assert [v.case for v in line.verdicts] == ["kept"]
        passed = Override(line.verdicts[0].key, "They can have another")
        details = Details(basket, settled=(passed.key,), overrides=(passed,))
        desk.draft(baskets.keep_details, details)
        [line] = desk.look(baskets.current, None).lines
        assert line.verdicts == ()
        done = desk.run(baskets.finish, Finish(basket, settled=(passed.key,), overrides=(passed,)))
        assert "kept" not in [each.case for each in done.result.asks]
        assert one(desk, "SELECT COUNT(*) FROM act WHERE override_reason LIKE 'They can%'") == 1

    def test_whoever_it_is_kept_for_is_asked_nothing_at_the_counter(self, desk, amira, kept):
        basket = on_the_counter(desk, amira, kept)
        assert [v.case for v in scan(desk, kept).verdicts] == []
        [line] = desk.look(baskets.current, None).lines
        assert line.verdicts == ()
        desk.run(baskets.finish, Finish(basket))
        assert one(desk, LIVE) == 0

    def test_a_brother_is_somebody_else(self, desk):
        home = family(desk)
        amira, ben = (pupil(desk, name, of=home) for name in ("Amira Okafor", "Ben Okafor"))
        code = violin(desk)
        keep(desk, code, amira)
        asked = {v.case for v in desk.look(lending.preview, lending.Lend((code,), ben)).verdicts}
        assert "kept" in asked

    def test_a_swap_for_it_asks_or_ends_it_too(self, desk, amira, kept):
        old, ben = violin(desk), pupil(desk, "Ben Carter")
        other = violin(desk)
        lend(desk, old, amira)
        lend(desk, other, ben)
        asked = desk.run(swaps.swap, swaps.Swap(other, kept)).result
        assert "kept" in [each.case for each in asked.asks]
        desk.run(undo.undo, undo.Undo())
        done = desk.run(swaps.swap, swaps.Swap(old, kept))
        assert "kept" not in [each.case for each in done.result.asks]
        assert one(desk, LIVE) == 0
        desk.run(undo.undo, undo.Undo(done.act))
        assert status(desk, kept) == "kept"


class TestUndo:
    def test_keeping_and_ending_are_taken_back_and_done_again(self, desk, amira):
        code = violin(desk)
        act = desk.run(reservations.keep_for, KeepFor(code, amira)).act
        back = desk.run(undo.undo, undo.Undo(act)).act
        assert status(desk, code) == "available"
        desk.run(undo.undo, undo.Undo(back))
        assert status(desk, code) == "kept"
        end(desk, code)
        assert status(desk, code) == "available"
        desk.run(undo.undo, undo.Undo())
        assert status(desk, code) == "kept"

    def test_what_came_later_stands_in_the_way(self, desk, amira):
        code = violin(desk)
        act = desk.run(reservations.keep_for, KeepFor(code, amira)).act
        lend(desk, code, amira)
        with pytest.raises(RuleError, match="Undo this first: Lent: Violin"):
            desk.run(undo.undo, undo.Undo(act))

    def test_nobody_loses_what_was_kept_for_them_since(self, desk, kept):
        ended = desk.run(reservations.keep_no_longer, KeepNoLonger(kept)).act
        keep(desk, kept, pupil(desk, "Ben Carter"))
        with pytest.raises(RuleError, match="kept for somebody else since"):
            desk.run(undo.undo, undo.Undo(ended))


def test_what_is_kept_goes_along_when_two_records_become_one(desk, amira):
    other, code = pupil(desk, "Amira Okafor"), violin(desk)
    keep(desk, code, other)
    desk.run(joining.join_records, joining.Join(other, amira))
    [now] = desk.look(reservations.kept_now, None)
    assert now.borrower == amira
    assert "kept" not in [each.case for each in lend(desk, code, amira).asks]


def test_its_timelines_say_so(desk, amira, kept):
    end(desk, kept)
    for code in (kept, amira):
        told = desk.look(records.happenings, records.Events(code, "loans"))
        assert [event.what for event in told] == [
            f"No longer kept: Violin 3/4 {kept} for Amira Okafor",
            f"Kept: Violin 3/4 {kept} for Amira Okafor, until 27 Nov",
        ]


def test_an_old_label_and_a_class_of_others_work_too(desk):
    code = violin(desk, aliases=("OLD-77",))
    teacher = factories.borrower(desk, "teacher", "Tess Vale")
    assert keep(desk, "old-77", teacher).instrument == code
    assert end(desk, "OLD-77").borrower_name == "Tess Vale"


class TestWhoItIsKeptForAtTheDesk:
    """The basket of whoever something is kept for says what lies where, until it lies there."""

    def test_what_is_kept_and_where_it_lies(self, desk, amira, kept):
        desk.draft(baskets.open_basket, baskets.OpenBasket(amira))
        [said] = desk.look(baskets.current, None).kept
        assert (said.instrument, said.place, said.until_on) == (kept, "Ashby Music Centre", FRIDAY)
        desk.draft(baskets.add_line, baskets.AddLine(kept))
        assert desk.look(baskets.current, None).kept == ()

    def test_of_what_is_missing_nobody_says_where_it_lies(self, desk, kept):
        desk.run(losing.lost, losing.Lost(kept))
        [said] = desk.look(reservations.kept_now, None)
        assert said.place == ""

    def test_those_that_lapse_first(self, desk, amira, kept):
        keep(desk, sooner := violin(desk), amira, A_SATURDAY)
        found = [desk.look(reservations.kept_first, most) for most in (1, 500)]
        assert [[e.instrument for e in each] for each in found] == [[sooner], [sooner, kept]]
