"""What comes back, as it comes: of another day, not on record, not ready, damaged, mislabelled."""

from datetime import date

import pytest

from loanmgr.services import attention, history, returns, scanning, show
from loanmgr.services.handing_in import HandIn, hand_in
from tests import factories
from ui.desk import deeds

WIPED = "wiped, signed out, charger back"
TAKEN_IN = "It was not recorded as out. No loan, no charge."


def shown(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument


def timeline(desk, code):
    return [event.what for event in desk.look(history.timeline, history.TimelineOf(code))]


@pytest.fixture
def asked(hands):
    """What is asked by a panel: of which instrument on which day, or what is wrong with it."""
    found = []
    hands.session.asks_day.connect(lambda result: found.append(("day", result.instrument)))
    hands.session.asks_fault.connect(lambda result, family: found.append((family, result.name)))
    return found


class TestAnotherDay:
    @pytest.fixture
    def late(self, hands, town, desk, clock):
        """A violin that the school brings back a week too late."""
        code = factories.violin(desk)
        factories.lend(desk, code, town.school, until_on=date(2026, 12, 5))
        clock.go_to(date(2026, 12, 12))
        assert hands.scan(code).startswith("Returned: Violin 3/4, 7 days late.")
        return code

    def test_it_is_asked_for_and_lateness_goes_by_it(self, hands, late, asked):
        hands.choose("Handed in on…")
        assert asked == [("day", late)]
        hands.session.do(lambda: hands.returns.set_day(late, date(2026, 12, 7)))
        assert hands.words == (
            "Handed in on 7 Dec: Violin 3/4, 2 days late. Was with St Anne's Primary."
            " No late charge at Ashby Music Centre."
        )
        assert hands.choose("Undo") == "Undone: day of the return of Violin 3/4."

    def test_a_day_that_cannot_be_is_refused_in_words(self, hands, late):
        hands.session.do(lambda: hands.returns.set_day(late, date(2026, 12, 13)))
        assert hands.words == "13 December 2026 has not come yet."

    def test_a_fault_can_still_be_noted_after_it(self, hands, late):
        hands.session.do(lambda: hands.returns.set_day(late, date(2026, 12, 7)))
        assert hands.command("needs_repair") == "What is wrong with Violin 3/4?"


class TestNotRecordedAsOut:
    def test_it_is_taken_in_and_the_lead_is_told(self, hands, town, desk):
        hands.scan(town.cello)
        assert hands.choices == ["It's being handed in", "Wrong instrument"]
        said = hands.choose("It's being handed in")
        assert said.startswith(f"Handed in: Cello 1/2. {TAKEN_IN} Look over: strings")
        assert hands.view is None
        assert [found.instrument for found in desk.look(attention.turned_up, None)] == [town.cello]
        assert hands.choose("Undo") == "Undone: handing in of Cello 1/2."
        assert desk.look(attention.turned_up, None) == ()

    def test_with_a_family_here_it_comes_off_the_basket(self, hands, town):
        hands.scan(town.okafor)
        hands.scan(town.violin)
        hands.scan(town.cello)
        assert "It's being handed in" in hands.choices
        assert hands.choose("It's being handed in").startswith("Handed in: Cello 1/2.")
        assert hands.lying == [town.violin]
        assert hands.enter().startswith("Lent: Violin 1/2 to Amira")

    def test_its_label_scanned_again_does_not_lend_it(self, hands, town):
        hands.scan(town.okafor)
        hands.scan(town.cello)
        hands.choose("It's being handed in")
        hands.scan(town.cello)
        assert hands.ticks == ["Already returned, put it on the shelf"]
        assert hands.lying == []

    def test_one_that_needs_repair_can_be_handed_in_too(self, hands, town):
        hands.scan(town.flute)
        hands.command("needs_repair")
        hands.choose("Pad leaks")
        hands.scan(town.flute)
        assert hands.choices == ["Open its record", "It's being handed in"]

    def test_a_fault_of_it_can_be_noted(self, hands, town):
        hands.scan(town.cello)
        hands.choose("It's being handed in")
        hands.command("needs_repair")
        assert hands.choose("Peg slips").startswith("Needs repair: Cello 1/2 (Peg slips).")

    def test_what_another_desk_returned_today_is_no_news(self, hands, town, volunteer, desk):
        volunteer.scan(town.flute)
        hands.scan(town.flute)
        at = f"{hands.clock.at.astimezone():%H:%M}"
        assert hands.choose("It's being handed in") == (
            f"Flute was already returned at Ashby 2 at {at} by Joan Volunteer."
            " Nothing was changed. Put it on the shelf."
        )
        assert (hands.message.tone, hands.view) == ("info", None)
        assert desk.look(attention.turned_up, None) == ()


class TestNotReady:
    @pytest.fixture
    def tablet(self, desk, town):
        """A tablet that Amira has."""
        code = factories.instrument(desk, "tablet", size="iPad", parts=())
        factories.lend(desk, code, town.amira)
        return code

    def test_the_return_offers_that_it_is_ready_at_once(self, hands, desk, tablet):
        assert f"Not ready for the next person: {WIPED}." in hands.scan(tablet)
        assert hands.choices[:2] == ["Undo", "It's ready"]
        assert hands.choose("It's ready") == "Ready: Tablet iPad."
        assert shown(desk, tablet).status == "available"
        assert hands.choose("Undo") == "Undone: ready note of Tablet iPad."
        assert shown(desk, tablet).status == "incomplete"

    def test_scanned_with_nobody_here_it_says_so(self, hands, tablet):
        hands.scan(tablet)
        hands.clock.pass_by(minutes=5)
        words = f"This tablet is not ready for the next person ({WIPED})."
        assert hands.scan(tablet) == words
        assert hands.choices == ["It's ready", "Open its record", "It's being handed in"]
        assert hands.choose("It's ready") == "Ready: Tablet iPad."

    def test_with_a_family_here_it_is_made_ready_and_lent(self, hands, town, tablet):
        hands.scan(tablet)
        hands.scan(town.mia)
        hands.scan(tablet)
        assert hands.choices[:3] == ["It's ready", "Choose another", "Lend anyway: lead only"]
        assert hands.choose("It's ready") == "Ready: Tablet iPad."
        assert hands.enter().startswith("Lent: Tablet iPad")

    def test_on_loan_to_somebody_else_it_is_returned_and_then_waits(self, hands, town, tablet):
        hands.scan(town.ben)
        hands.scan(tablet)
        said = hands.choose("Return it from Amira and lend it to Ben")
        assert said == f"This tablet is not ready for the next person ({WIPED})."

    def test_what_blocks_nothing_is_only_said(self, hands, town):
        assert "To check: hygiene clean." in hands.scan(town.flute)
        assert "It's ready" not in hands.choices


class TestDamaged:
    def test_one_scan_f9_and_one_answer(self, hands, town, desk):
        hands.scan(town.flute)
        assert hands.command("needs_repair") == "What is wrong with Flute?"
        assert hands.choices == [
            *deeds.FAULTS["woodwind"],
            "Something else",
            "Damaged, to be paid…",
            "Nothing is wrong Esc",
        ]
        words = "Needs repair: Flute (Pad leaks). Put it in the workshop box."
        assert hands.choose("Pad leaks") == words
        assert shown(desk, town.flute).status == "needs_repair"

    def test_something_else_is_typed(self, hands, town, asked):
        hands.scan(town.flute)
        hands.command("needs_repair")
        assert hands.choose("Something else").startswith("Say what is wrong with Flute.")
        assert asked == [("woodwind", "Flute")]
        assert not hands.session.asks
        hands.session.do(lambda: hands.returns.note_fault(town.flute, "Smells of soup"))
        assert hands.words.startswith("Needs repair: Flute (Smells of soup).")

    def test_nothing_is_wrong_after_all(self, hands, town, desk):
        said = hands.scan(town.flute)
        hands.command("needs_repair")
        assert hands.choose("Nothing is wrong") == said
        assert shown(desk, town.flute).status == "available"

    def test_lending_it_is_then_stopped(self, hands, town):
        hands.scan(town.flute)
        hands.command("needs_repair")
        hands.choose("Pad leaks")
        hands.scan(town.okafor)
        assert hands.scan(town.flute) == "This flute needs repair (Pad leaks, noted 21 Nov)."

    def test_of_several_parts_each_can_be_missing(self, hands, town, desk):
        violin = factories.violin(desk, parts=("bow", "case", "shoulder rest"))
        factories.lend(desk, violin, town.amira)
        hands.scan(violin)
        hands.choose("Parts missing")
        assert hands.choices == [
            "All are here",
            "Bow is missing Shift+F9",
            "Case is missing",
            "Shoulder rest is missing",
        ]
        assert hands.choose("Case is missing").startswith("The case of Violin 3/4 is missing.")
        hands.choose("Parts missing")
        assert hands.choices[1:] == ["Bow is missing Shift+F9", "Shoulder rest is missing"]
        hands.choose("Shoulder rest is missing")
        missing = [p["name"] for p in desk.look(show.show, violin).more["parts"] if p["missing_on"]]
        assert missing == ["case", "shoulder rest"]


class TestTheLabelOnAnother:
    def test_after_a_return_it_is_taken_back_and_noted(self, hands, town, desk):
        assert hands.scan(town.flute).endswith("Yamaha YFL-212, serial YF-77.")
        assert hands.choose("Wrong instrument") == (
            f"Taken back: Flute. Label {town.flute} belongs to Flute: Yamaha YFL-212, serial YF-77."
            " Put this one aside for the lead; it is noted on the timeline."
        )
        assert shown(desk, town.flute).status == "on_loan"
        note = f"Wrong instrument: the label of Flute {town.flute} is on another"
        assert note in timeline(desk, town.flute)
        hands.choose("Undo")
        assert shown(desk, town.flute).status == "available"

    def test_after_adding_it_comes_off_the_counter(self, hands, town, desk):
        hands.scan(town.okafor)
        assert hands.scan(town.violin).endswith("Serial ST-1001.")
        assert hands.choose("Wrong instrument").startswith("Taken back: Violin 1/2.")
        assert hands.lying == []
        note = f"Wrong instrument: the label of Violin 1/2 {town.violin} is on another"
        assert note in timeline(desk, town.violin)

    def test_waiting_for_somebody_too(self, hands, town):
        hands.scan(town.violin)
        hands.choose("Wrong instrument")
        assert hands.view is None

    def test_scanned_again_it_is_looked_at_anew(self, hands, town):
        hands.scan(town.flute)
        hands.choose("Wrong instrument")
        assert hands.scan(town.flute).startswith("Returned: Flute.")


class TestTwoDesks:
    def test_the_second_to_return_it_is_told_who_was_first(self, hands, town, desk):
        scanned = desk.look(scanning.scan, scanning.Scan(town.flute)).instrument
        desk.run(returns.return_one, returns.Return(town.flute))
        hands.session.do(lambda: hands.returns.take_back(scanned))
        at = f"{hands.clock.at.astimezone():%H:%M}"
        assert hands.words == (
            f"Flute {town.flute} was already returned at Ashby 1 at {at} by Sam Mills."
            " Nothing was changed. Put it on the shelf."
        )
        assert hands.message.tone == "info"

    def test_what_lies_on_another_counter_is_not_taken_from_it(self, hands, town, volunteer):
        volunteer.scan(town.okafor)
        volunteer.scan(town.violin)
        hands.session.do(lambda: hands.returns.hand_in(town.violin))
        assert hands.words.endswith("is on the counter at Ashby 2. Take it off there first.")
        assert volunteer.enter().startswith("Lent: Violin 1/2")

    def test_handed_in_at_two_desks_it_turned_up_once(self, hands, town, volunteer, desk):
        volunteer.desk.run(hand_in, HandIn(town.cello))
        hands.session.do(lambda: hands.returns.hand_in(town.cello))
        assert hands.words.startswith("It was already handed in at Ashby 2 at ")
        assert len(desk.look(attention.turned_up, None)) == 1
