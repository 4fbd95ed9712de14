"""Scanning: what a label means at the desk, in at most three reads."""

from datetime import date

import pytest

from loanmgr.domain import codes
from loanmgr.domain.routing import Before, Move
from loanmgr.services import baskets, instruments, returns, scanning, undo
from loanmgr.services.scanning import Scan
from tests import factories
from tests.factories import lend, on_the_counter, pupil, violin
from tests.tables import meddle


def scan(desk, code, **more):
    return desk.look(scanning.scan, Scan(code, **more))


class TestInstruments:
    def test_out_and_nobody_here_is_a_return(self, desk):
        code = violin(desk)
        lend(desk, code, pupil(desk))

        scanned = scan(desk, code)

        assert scanned.move is Move.RETURN
        assert (scanned.title, scanned.instrument.holder) == ("Violin 3/4", "Amira Okafor")
        assert scanned.instrument.next_charge_on == date(2027, 1, 5)

    def test_in_and_nobody_here_waits_on_the_counter(self, desk):
        assert scan(desk, violin(desk)).move is Move.WAIT_ON_COUNTER

    def test_in_and_a_child_here_is_added(self, desk):
        basket = on_the_counter(desk, pupil(desk))
        scanned = scan(desk, violin(desk))
        assert (scanned.move, scanned.basket) == (Move.ADD, basket)

    def test_in_and_a_family_with_nobody_chosen_asks_who_plays(self, desk):
        home = factories.family(desk)
        for name in ("Amira", "Tunde"):
            pupil(desk, name, of=home)
        on_the_counter(desk, home)
        assert scan(desk, violin(desk)).move is Move.WHO_PLAYS

    def test_out_to_who_is_here_returns_or_renews(self, desk):
        child, code = pupil(desk), violin(desk)
        lend(desk, code, child)
        on_the_counter(desk, child)
        assert scan(desk, code).move is Move.RETURN_OFFER_RENEW

    def test_out_to_a_brother_is_theirs_too(self, desk):
        home = factories.family(desk)
        amira, tunde = pupil(desk, of=home), pupil(desk, "Tunde", of=home)
        code = violin(desk)
        lend(desk, code, tunde)
        on_the_counter(desk, amira)
        assert scan(desk, code).move is Move.RETURN_OFFER_RENEW

    def test_out_to_somebody_else_is_told(self, desk):
        code = violin(desk)
        lend(desk, code, pupil(desk, "Tunde Bello"))
        on_the_counter(desk, pupil(desk))

        scanned = scan(desk, code)

        assert scanned.move is Move.ON_LOAN_ELSEWHERE
        assert scanned.verdicts[0].title == "This violin is on loan to Tunde Bello."

    def test_on_this_counter_already(self, desk):
        code = violin(desk)
        on_the_counter(desk, pupil(desk), code)
        assert scan(desk, code).move is Move.ALREADY_ADDED

    def test_on_another_counter(self, desk, another_desk):
        code = violin(desk)
        theirs = on_the_counter(another_desk(), pupil(desk), code)

        scanned = scan(desk, code)

        assert (scanned.move, scanned.other_basket) == (Move.ON_COUNTER_ELSEWHERE, theirs)
        assert (scanned.instrument.counter_of, scanned.instrument.counter_family) == (
            "Ashby 2",
            "Parent of Amira Okafor",
        )

    def test_damaged_is_stopped_whoever_is_here(self, desk):
        code = violin(desk)
        desk.run(instruments.needs_repair, instruments.NeedsRepair(code, "crack"))
        for _ in range(2):
            scanned = scan(desk, code)
            assert scanned.move is Move.STOPPED
            assert scanned.instrument.status == "needs_repair"
            on_the_counter(desk, pupil(desk))

    def test_missing_and_nobody_here_is_found(self, desk, register_url):
        code = violin(desk)
        meddle(register_url, "UPDATE instrument SET missing_on = :on", on=date(2026, 10, 3))
        scanned = scan(desk, code)
        assert scanned.move is Move.FOUND
        assert scanned.instrument.missing_on == date(2026, 10, 3)

    @pytest.mark.parametrize("spelling", ["{}", " {} ", "{lower}", "{grouped}", "\x1d{}\r"])
    def test_however_it_is_read(self, desk, spelling):
        code = violin(desk)
        text = spelling.format(code, lower=code.lower(), grouped=codes.grouped(code))
        assert scan(desk, text).code == code

    def test_by_an_old_label(self, desk):
        code = violin(desk, aliases=("HMS/0042",))
        assert scan(desk, "hms/0042").instrument.code == code


class TestCards:
    def test_a_card_opens_who_it_belongs_to(self, desk):
        child = pupil(desk)
        scanned = scan(desk, child)
        assert (scanned.move, scanned.kind, scanned.title) == (
            Move.OPEN_CARD,
            "pupil",
            "Amira Okafor",
        )

    def test_a_familys_card(self, desk):
        assert scan(desk, factories.family(desk)).kind == "family"

    def test_a_card_takes_what_waits(self, desk):
        child = pupil(desk)
        desk.draft(baskets.add_line, baskets.AddLine(violin(desk)))
        assert scan(desk, child).move is Move.JOIN_WAITING

    def test_the_next_card_finishes_when_nothing_is_open(self, desk):
        teacher, child = factories.borrower(desk, "teacher", "Jo Marsh"), pupil(desk)
        on_the_counter(desk, teacher, violin(desk))
        assert scan(desk, child).move is Move.FINISH_AND_OPEN

    def test_the_next_card_parks_when_something_is_owed(self, desk):
        other = pupil(desk, "Tunde Bello")
        on_the_counter(desk, pupil(desk), violin(desk))
        assert scan(desk, other, unfinished_business=True).move is Move.PARK_AND_OPEN

    def test_the_same_card_again_does_neither(self, desk):
        child = pupil(desk)
        on_the_counter(desk, child, violin(desk))
        assert scan(desk, child, unfinished_business=True).move is Move.OPEN_CARD

    def test_a_sisters_card_belongs_to_the_same_basket(self, desk):
        home = factories.family(desk)
        brother, sister = (pupil(desk, name, of=home) for name in ("Ben Okafor", "Ada Okafor"))
        on_the_counter(desk, brother, violin(desk))
        for owing in (False, True):
            assert scan(desk, sister, unfinished_business=owing).move is Move.OPEN_CARD

    def test_one_that_was_never_given_out_after_all(self, desk):
        child = pupil(desk)
        desk.run(undo.undo, undo.Undo())
        assert scan(desk, child).move is Move.UNKNOWN

    def test_the_centres_own_label(self, desk):
        scanned = scan(desk, codes.make("L", 1))
        assert (scanned.move, scanned.title) == (Move.PUT_LAST_HERE, "Ashby Music Centre")

    @pytest.mark.parametrize(
        ("number", "command"),
        [(1, "finish"), (2, "undo"), (3, "park"), (6, "print_agreement")],
    )
    def test_command_cards(self, desk, number, command):
        scanned = scan(desk, codes.make("C", number))
        assert (scanned.move, scanned.command) == (Move.COMMAND, command)

    def test_a_command_card_that_means_nothing(self, desk):
        assert scan(desk, codes.make("C", 7)).move is Move.UNKNOWN


class TestOddities:
    def test_wrong_check_digits_are_a_damaged_label(self, desk):
        violin(desk)
        assert scan(desk, "M00000158").move is Move.DAMAGED

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "5012345678900",
            "https://example.org/?q='; DROP TABLE act;--",
            "M0000015",
            "\x00",
            "\ud800",
            "M٠٠٠٠٠١٥٩",
            "x" * 5000,
        ],
    )
    def test_foreign_labels_are_unknown_and_harm_nothing(self, desk, text):
        assert scan(desk, text).move is Move.UNKNOWN

    def test_the_same_label_at_once_is_one_scan(self, desk, clock):
        code = violin(desk)
        before = Before(last_code=code, last_at=clock.at)
        clock.pass_by(seconds=1)
        assert scan(desk, code, before=before).move is Move.ALREADY_READ
        clock.pass_by(seconds=2)
        assert scan(desk, code, before=before).move is Move.WAIT_ON_COUNTER

    def test_what_just_came_back_is_not_lent_by_a_second_scan(self, desk, clock):
        code = violin(desk)
        lend(desk, code, pupil(desk))
        desk.run(returns.return_one, returns.Return(code))
        before = Before(returned_code=code, returned_at=clock.at)
        clock.pass_by(seconds=30)
        assert scan(desk, code, before=before).move is Move.ALREADY_RETURNED

    def test_a_clock_set_back_is_not_just_now(self, desk, clock):
        code = violin(desk)
        before = Before(code, clock.at, code, clock.at)
        clock.pass_by(hours=-1)
        assert scan(desk, code, before=before).move is Move.WAIT_ON_COUNTER


class TestReads:
    """A scan is at most three reads, whatever was scanned and whoever is here."""

    def reads(self, desk, code):
        def counted(look, request):
            before = look.connection.reads
            scanning.scan(look, request)
            return look.connection.reads - before

        desk.look(scanning.scan, Scan(code))
        return desk.look(counted, Scan(code))

    def test_at_most_three(self, desk, register_url):
        home = factories.family(desk)
        child = pupil(desk, of=home)
        free, out, damaged, incomplete, missing, old = (violin(desk) for _ in range(6))
        violin(desk, aliases=("OLD-1",))
        lend(desk, out, child)
        desk.run(instruments.needs_repair, instruments.NeedsRepair(damaged, "crack"))
        for part in ("bow", "case"):
            desk.run(instruments.part_missing, instruments.PartMissing(incomplete, part))
        missing_on = "UPDATE instrument SET missing_on = :on WHERE code = :code"
        meddle(register_url, missing_on, on=date(2026, 10, 3), code=missing)
        labels = (free, out, damaged, incomplete, missing, old, "OLD-1", home, child)

        for _ in range(2):
            counted = {label: self.reads(desk, label) for label in (*labels, "none", "M00000158")}
            assert max(counted.values()) <= 3, counted
            on_the_counter(desk, child, free)
