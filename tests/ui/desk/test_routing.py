"""Where a scan goes at the desk: every row of the table in ux.md 2.4, on a real register."""

import pytest

from loanmgr.services import find, instruments, returns, scanning
from tests import factories
from ui.scan import Kind


def status(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument.status


def test_on_loan_and_nobody_here_it_is_returned_by_one_scan(hands, town, desk):
    assert hands.scan(town.flute).startswith("Returned: Flute. Was with Ben Carter.")
    assert status(desk, town.flute) == "available"


def test_the_same_label_within_two_seconds_is_one_scan(hands, town, desk):
    hands.scan_twice(town.violin)
    assert hands.ticks == ["Already read"]
    assert hands.lying == [town.violin]


def test_a_second_scan_after_a_return_does_not_lend(hands, town, desk):
    hands.scan(town.flute)
    hands.clock.pass_by(seconds=20)
    hands.scan(town.flute)
    assert hands.ticks == ["Already returned, put it on the shelf"]
    assert hands.view is None


def test_on_loan_to_the_family_that_is_here_it_is_returned(hands, town, desk):
    hands.scan(town.carter)
    assert hands.scan(town.flute).startswith("Returned: Flute.")
    assert status(desk, town.flute) == "available"


def test_with_a_fixed_end_and_its_family_here_renewing_instead_is_offered(hands, town, desk):
    violin = factories.violin(desk)
    factories.lend(desk, violin, town.school)
    hands.scan(town.school)
    hands.scan(violin)
    assert "Renew instead F6" in hands.choices
    assert hands.choose("Renew instead").startswith(
        "Renewed: Violin 3/4 St Anne's Primary, back by"
    )
    assert status(desk, violin) == "on_loan"


def test_on_loan_to_somebody_else_it_stops_and_may_go_on_to_who_is_here(hands, town, desk):
    hands.scan(town.okafor)
    assert hands.scan(town.flute) == "This flute is on loan to Ben Carter."
    assert hands.choose("Return it from Ben and lend it to Amira").startswith("Added: Flute")
    assert hands.lying == [town.flute]


def test_on_loan_to_somebody_else_it_may_just_be_returned(hands, town, desk):
    hands.scan(town.okafor)
    hands.scan(town.flute)
    assert hands.choose("Just return it").startswith("Returned: Flute.")
    assert (status(desk, town.flute), hands.lying) == ("available", [])


def test_available_and_a_family_here_it_is_added(hands, town):
    hands.scan(town.okafor)
    assert hands.scan(town.violin) == (
        f"Added: Violin 1/2, Stentor Student II — {town.violin}"
        " Goes to Amira Okafor when you finish. Until returned; next charge 5 January 2027."
        " Serial ST-1001."
    )


def test_several_children_it_is_asked_who_plays_and_stays_on_that_child(hands, town, desk):
    other = factories.violin(desk, size="1/2")
    hands.scan(town.carter)
    assert hands.scan(town.violin) == "Who plays it? Violin 1/2."
    assert hands.choices == ["Ben Carter, Year 6", "Mia Carter, Year 3", "Put it back Esc"]
    hands.choose("Mia Carter, Year 3")
    hands.scan(other)
    assert [line.borrower_name for line in hands.view.lines] == ["Mia Carter", "Mia Carter"]


def test_in_the_open_basket_already_nothing_changes(hands, town):
    hands.scan(town.okafor)
    hands.scan(town.violin)
    hands.scan(town.violin)
    assert hands.ticks == ["Already added"]
    assert hands.lying == [town.violin]


def test_on_another_counter_it_is_asked_whether_to_move_it(hands, town, desk, register_url):
    other = factories.open_desk(register_url, name="Brook 1")
    factories.on_the_counter(other, town.okafor, town.violin)
    other.close()
    hands.scan(town.ben)
    assert hands.scan(town.violin) == (
        "On the counter at Brook 1 for the Okafor family. Violin 1/2"
    )
    hands.choose("Leave it")
    assert hands.lying == []
    hands.scan(town.violin)
    hands.choose("Move it here")
    assert hands.lying == [town.violin]


def test_available_and_nobody_here_it_waits_for_somebody(hands, town):
    assert hands.scan(town.violin) == (
        "Violin 1/2 is on the counter. Who is it for? Scan a card or type a name."
        " Stentor Student II, serial ST-1001."
    )
    assert hands.session.next_scan == "a card takes what is on the counter"
    assert hands.scan(town.okafor).startswith("Added: Violin 1/2")
    assert [line.borrower_name for line in hands.view.lines] == ["Amira Okafor"]


def test_what_was_not_recorded_as_out_may_be_handed_in(hands, town, desk):
    hands.scan(town.violin)
    assert hands.choose("It's being handed in").startswith("Handed in: Violin 1/2.")
    assert (status(desk, town.violin), hands.view) == ("available", None)


def test_missing_and_nobody_here_it_is_found(hands, town, desk, missing):
    assert hands.scan(missing) == (
        "Found. This was missing since 3 Sep. Violin 3/4: now available."
    )
    assert status(desk, missing) == "available"


def test_a_card_with_nobody_here_opens_the_family(hands, town):
    assert hands.scan(town.okafor) == "Amira Okafor is at the desk. Has nothing out."


def test_a_card_says_who_of_a_family_has_what_at_home(hands, town, desk):
    def says(card):
        return hands.scan(card).partition("at the desk. ")[2]

    assert says(town.carter) == "The family has 1 instrument at home."
    assert says(town.ben) == "Ben has 1 instrument at home."
    assert says(town.mia) == "Mia has nothing out. The family has 1 instrument at home."
    for player in (town.mia, town.amira):
        factories.lend(desk, factories.violin(desk), player)
    assert says(town.mia) == "Mia has 1 instrument at home. The family has 2 instruments in all."
    assert says(town.okafor) == "Amira has 1 instrument at home."


def test_a_card_finishes_who_is_here_where_nothing_is_owed(hands, town, desk):
    rest = factories.instrument(desk, "shoulder_rest")
    hands.scan(town.okafor)
    hands.scan(rest)
    assert hands.scan(town.carter).startswith("Lent: Shoulder rest to Amira Okafor")
    assert status(desk, rest) == "on_loan"
    assert hands.view.title == "Carter family"


def test_a_card_parks_who_is_here_where_something_is_owed(hands, town, desk):
    hands.scan(town.okafor)
    hands.scan(town.violin)
    assert hands.scan(town.carter).startswith("Kept for later: Amira Okafor.")
    assert [each.title for each in hands.session.shown.parked] == ["Okafor family"]
    assert status(desk, town.violin) == "on_counter"


def test_a_place_gets_what_came_back_last(hands, town, desk, cupboard):
    hands.scan(town.flute)
    assert hands.scan(cupboard) == "Put in Cupboard 2: Flute."
    hands.choose("Undo")
    assert desk.look(scanning.scan, scanning.Scan(town.flute)).instrument is not None


def test_a_place_with_nothing_returned_says_what_it_is(hands, cupboard):
    assert hands.scan(cupboard).startswith("This is Cupboard 2.")


def test_a_part_opens_the_record_of_its_instrument(hands, town, bow):
    hands.scan(bow)
    assert hands.records == [town.violin]


def test_an_unknown_label_is_said_with_what_to_do(hands, town):
    assert hands.scan("5012345678900", Kind.FOREIGN) == "We don't know label 5012345678900."
    assert hands.choices == ["Search for it", "Add to an instrument", "New instrument"]


def test_an_unknown_label_is_given_to_the_instrument_scanned_next(hands, town, desk):
    hands.scan("5012345678900", Kind.FOREIGN)
    hands.choose("Add to an instrument")
    assert hands.session.next_scan == "is the instrument that gets label 5012345678900"
    hands.scan(town.violin)
    assert hands.message.words == "Label 5012345678900 now means Violin 1/2."
    assert hands.view is None
    assert [hit.code for hit in desk.look(find.find, "5012345678900")] == [town.violin]


def test_searching_for_an_unknown_label_types_it_into_the_scan_box(hands, town):
    searched = []
    hands.session.searches.connect(searched.append)
    hands.scan("ST-1001X", Kind.FOREIGN)
    hands.choose("Search for it")
    assert searched == ["ST-1001X"]


def test_a_damaged_label_is_said(hands):
    words = "That label didn't read properly. Scan again, or type the number under it."
    assert hands.scan("M00421722", Kind.UNREADABLE) == words


@pytest.fixture
def finished(hands, town):
    hands.scan(town.okafor)
    hands.scan(town.violin)


def test_the_finish_card_finishes(hands, town, desk, finished):
    assert hands.command("finish").startswith("Lent: Violin 1/2 to Amira Okafor")
    assert status(desk, town.violin) == "on_loan"


def test_the_undo_card_undoes(hands, town, desk):
    hands.scan(town.flute)
    assert hands.command("undo").startswith("Undone: return of Flute.")
    assert status(desk, town.flute) == "on_loan"


def test_the_keep_for_later_card_parks(hands, town, finished):
    assert hands.command("park").startswith("Kept for later: Amira Okafor.")
    assert hands.view is None


def test_the_needs_repair_card_asks_what_is_wrong(hands, town, desk):
    hands.scan(town.flute)
    assert hands.command("needs_repair").startswith("What is wrong with Flute?")
    hands.choose("Key sticks")
    assert status(desk, town.flute) == "needs_repair"


def test_the_parts_missing_card_asks_which(hands, town, desk):
    hands.scan(town.flute)
    assert hands.command("parts_missing").startswith("Returned: Flute. The case")


def test_the_print_card_prints_the_agreement(hands, town, finished):
    hands.command("print_agreement")
    assert [(paper.card, paper.with_basket) for paper in hands.printed] == [(town.okafor, True)]


def test_a_family_waits_and_comes_back_by_the_longest_wait(hands, town, desk, finished):
    hands.session.do(hands.checkout.park)
    hands.session.do(hands.checkout.resume)
    assert hands.view.title == "Amira Okafor"
    assert hands.lying == [town.violin]


def test_what_was_taken_off_the_counter_elsewhere_is_said_and_not_lent(hands, town, desk, finished):
    desk.run(returns.return_one, returns.Return(town.violin))
    assert hands.enter() == "There is nothing on the counter to lend."
    assert (hands.lying, status(desk, town.violin)) == ([], "available")


def test_two_desks_the_loser_is_told_who_has_it(hands, town, desk, register_url, finished):
    other = factories.open_desk(register_url, name="Brook 1")
    factories.lend(other, town.violin, town.ben)
    other.close()
    assert hands.enter().startswith("This violin is on loan to Ben Carter.")


def test_a_fault_noted_elsewhere_stops_lending(hands, town, desk):
    desk.run(instruments.needs_repair, instruments.NeedsRepair(town.violin, "peg slips"))
    assert hands.scan(town.violin).startswith("This violin needs repair (peg slips, noted 21 Nov).")
    assert hands.choices == ["Open its record", "It's being handed in"]
