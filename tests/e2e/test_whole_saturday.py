"""A whole Saturday at Ashby, in one run: what a desk meets from the first family to closing."""

from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import Qt

from loanmgr.documents.cards import COMMANDS
from loanmgr.services import accounts, attention, awards, baskets, scanning
from loanmgr.services.scanning import Scan
from tests import factories
from tests.ashby import TODAY

ENTER, SPACE, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Tab
DOWN = Qt.Key.Key_Down
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SEPTEMBER = date(2026, 9, 12)
CARDS = {command.word: command.code for command in COMMANDS}


@dataclass
class Town:
    """Who comes today and what they have: codes."""

    ashby: object
    small: str
    """A 1/4 violin that Amira grew out of."""
    next: str
    faulty: str
    """Lent to Ben; a peg slips."""
    tablet: str
    clarinets: list
    lee: str
    """A teacher, who has the last clarinet."""
    late: str
    """The school's, due last week."""
    fixed: str
    """Mia's, with an end."""
    big: str
    shelf: list
    fox: str
    """An adult."""
    band: str
    """A partner."""


class Office:
    """Another desk at the same register: fills it beforehand, and sees what was really kept."""

    def __init__(self, register_url):
        self.url = register_url
        self.desk = factories.open_desk(register_url, name="Office")

    def state(self, code):
        return self.found(code).status

    def found(self, code):
        return self.desk.look(scanning.scan, Scan(code)).instrument

    def balance_pence(self, card):
        return self.desk.look(accounts.account, card).balance_pence

    def fill(self, ashby):
        early = factories.open_desk(self.url, factories.Clock(SEPTEMBER), "Office")
        small = factories.violin(early, "1/4")
        late = factories.violin(early)
        fixed = factories.instrument(early, "oboe")
        faulty = factories.violin(early, parts=("bow", "case"))
        for code, who in ((small, ashby.amira), (faulty, ashby.ben)):
            factories.lend(early, code, who)
        factories.lend(early, late, ashby.school, until_on=date(2026, 11, 14))
        factories.lend(early, fixed, ashby.mia, until_on=TODAY)
        early.close()
        desk = self.desk
        for card in (ashby.okafor, ashby.carter, ashby.school):
            if (owed := self.balance_pence(card)) > 0:
                desk.run(accounts.pay, accounts.Pay(card, owed, "bank"))
        desk.run(awards.award, awards.Award(ashby.mia, "reduced-50", "letter"))
        tablet = factories.instrument(desk, "tablet", size="iPad", parts=())
        factories.lend(desk, tablet, ashby.amira)
        clarinets = [factories.instrument(desk, "clarinet", size="Bb") for _ in range(11)]
        lee = factories.borrower(desk, "teacher", "Ann Lee")
        factories.lend(desk, clarinets[10], lee)
        big = factories.violin(desk, size="4/4")
        shelf = [factories.violin(desk, size="1/2") for _ in range(4)]
        return Town(
            ashby,
            small,
            factories.violin(desk, "1/2"),
            faulty,
            tablet,
            clarinets,
            lee,
            late,
            fixed,
            big,
            shelf,
            factories.borrower(desk, "adult", "Tom Fox"),
            factories.borrower(desk, "partner", "Youth Orchestra"),
        )


@pytest.fixture
def office(register_url, town):
    office = Office(register_url)
    yield office
    office.desk.close()


@pytest.fixture
def people(office, town):
    return office.fill(town)


def test_a_whole_saturday(sit_down, office, people):
    joan = sit_down()
    joan.sees("Today at this desk")
    what_comes_back(joan, office, people)
    brother_and_sister_in_one_basket(joan, office, people)
    a_parent_without_a_card(joan, office, people)
    a_family_nobody_knows_yet(joan, office, people)
    the_next_size(joan, office, people)
    a_school_and_a_teacher(joan, office, people)
    several_questions_at_once(joan, office, people)
    somebody_waits(joan, office, people)
    joan.loses_power()
    joan = after(joan, sit_down())
    the_laptop_goes_dark(joan, office, people)
    cards_instead_of_keys(joan, office, people)
    it_was_paid_and_is_undone(joan, office, people)
    nobody_sees_it(joan, office, people)
    the_lead_looks(joan, office, people)
    the_desk_is_closed(joan, office)
    print(f"{joan.scans} scans, {joan.keys} keys, {joan.clicks} clicks")


def after(before, again):
    """Go on counting where the laptop went dark."""
    again.scans, again.keys, again.clicks = before.scans, before.keys, before.clicks
    return again


def what_comes_back(joan, office, people):
    """Late, of last Saturday, incomplete, damaged, not recorded as out, not ready, mislabelled."""
    town = people.ashby
    joan.scan(people.late, "Returned: Violin 3/4, 7 days late.")
    joan.presses("Handed in on…")
    joan.presses("Last Saturday, 14 November", "Handed in on 14 Nov: Violin 3/4")

    joan.scan(people.faulty, "Returned: Violin 3/4. Was with Ben Carter.")
    joan.press(Qt.Key.Key_F9, "Returned: Violin 3/4. The bow and case should be with it.", SHIFT)
    joan.answers(2, "The bow of Violin 3/4 is missing.")
    joan.press(Qt.Key.Key_F9, "What is wrong with Violin 3/4?")
    joan.answers(1, "Needs repair: Violin 3/4")
    assert office.state(people.faulty) == "needs_repair"

    joan.scan(town.cello, "Cello 1/2 is on the counter. Who is it for?")
    joan.presses("It's being handed in", "Handed in: Cello 1/2.")

    joan.scan(people.tablet, "Returned: Tablet iPad.")
    assert office.state(people.tablet) == "incomplete"
    joan.presses("It's ready", "Ready: Tablet iPad.")

    joan.scan(town.flute, "Returned: Flute. Was with Ben Carter.")
    joan.presses("Wrong instrument", "Taken back: Flute.")
    assert office.state(town.flute) == "on_loan"
    joan.scan(town.carter, "Ben still has the bow")
    joan.answers(1, "Bow handed in: Violin 3/4.")


def brother_and_sister_in_one_basket(joan, office, people):
    """Ben's broken one is swapped for nothing; Mia's is at half the price; one payment."""
    town = people.ashby
    joan.scan(people.shelf[0], "Who plays it?")
    joan.answers(1, "Swap: Violin 1/2")
    joan.presses("Change", "Who is the next one for?")
    joan.answers(2, "Mia Carter is at the desk.")
    joan.scan(town.cello, "Added: Cello 1/2")
    assert [row[3] for row in joan.rows("On the counter")][:2] == ["£0.00", "£18.00"]
    joan.chooses("How they will pay", "Cash")
    joan.goes_to("Given")
    joan.types("20")
    joan.press(ENTER, "Added: Cello 1/2")
    joan.sees("Change £2.00")
    joan.press(ENTER, "Lent: 2 instruments to Ben Carter and Mia Carter: Violin 1/2 and Cello 1/2.")
    assert "Paid £18.00 in cash." in joan.band
    assert office.balance_pence(town.carter) == 0


def a_parent_without_a_card(joan, office, people):
    """Three letters of the name; then all of theirs with an end is renewed with one key."""
    joan.types("car")
    joan.press(ENTER, "The Carter family is at the desk.")
    joan.press(Qt.Key.Key_F6, "Renewed: Oboe")
    assert office.found(people.fixed).due_on == date(2026, 12, 18)


def a_family_nobody_knows_yet(joan, office, people):
    """Typed by keyboard alone, with a second child and a second adult; rate A will follow."""
    joan.press(Qt.Key.Key_F4, "Renewed: Oboe")
    joan.comes_to("Parent or carer's full name")
    joan.types("Ngozi Ok")
    joan.sees("Ngozi Okafor, 14 Mill Lane, already here.")
    joan.one("Parent or carer's full name").clear()
    joan.fills_in(
        ("Parent or carer's full name", "Grace Bello"),
        ("Phone or email", "07700 900456"),
        ("Address", "3 High Street"),
        ("Postcode", "AB1 3EF"),
        ("Child's full name", "Tobi Bello"),
    )
    joan.goes_to("School year")
    joan.types("4")
    joan.chooses("Reduced rate?", "A")
    joan.chooses("Evidence", "Will bring it")
    joan.presses("Another child")
    joan.comes_to("Child's full name 2")
    joan.one("Child's full name 2").clear()
    joan.types("Uche Bello")
    joan.presses("Another adult")
    joan.comes_to("Parent or carer's full name 2")
    joan.types("Ike Eze")
    joan.presses("Save and lend", "The Bello family is at the desk.")
    joan.scan(people.shelf[2], "Who plays it?")
    joan.answers(1, "Added: Violin 1/2")
    joan.sees("£12.00")
    joan.press(ENTER, "Lent: Violin 1/2 to Tobi Bello")


def the_next_size(joan, office, people):
    """Amira brings one and takes one: the same hire, nothing more to pay."""
    town = people.ashby
    before = office.balance_pence(town.okafor)
    joan.scan(people.small, "Returned: Violin 1/4. Was with Amira Okafor.")
    joan.scan(town.okafor, "Amira Okafor is at the desk.")
    joan.scan(town.flute, "This flute is on loan to Ben Carter.")
    joan.answers(2, "Returned: Flute. Was with Ben Carter.")
    joan.shoot(town.flute)
    joan.sees("Already read")
    joan.scan(people.next, "Swap: Violin 1/2")
    joan.presses("New hire instead", "New hire: Violin 1/2")
    joan.presses("Make it a swap", "Swap: Violin 1/2")
    joan.press(ENTER, "Swapped: Violin 1/4 for Violin 1/2")
    assert office.balance_pence(town.okafor) == before
    assert (office.state(people.small), office.state(people.next)) == ("available", "on_loan")


def a_school_and_a_teacher(joan, office, people):
    """Ten clarinets with who collects them; the teacher's is passed on and comes back."""
    town = people.ashby
    before = office.balance_pence(town.school)
    joan.scan(town.school, "St Anne's Primary is at the desk.")
    for code in people.clarinets[:10]:
        joan.scan(code, "Added: Clarinet Bb")
    joan.press(ENTER, "Who collects it?")
    joan.answers(1, "Type who collects it")
    joan.comes_to("Collected by")
    joan.types("Max Roe")
    joan.press(ENTER, "Collected by Max Roe.")
    joan.press(ENTER, "Lent: 10 instruments to St Anne's Primary")
    assert office.balance_pence(town.school) == before + 15000

    lees = people.clarinets[10]
    joan.scan(town.amira, "Amira Okafor is at the desk.")
    joan.scan(lees, "This clarinet is on loan to Ann Lee.")
    joan.answers(3, "Passed on: Clarinet Bb")
    assert office.found(lees).holder == "Amira Okafor"
    joan.scan(people.lee, "Ann Lee is at the desk.")
    joan.scan(lees, "Ann Lee passed this clarinet on to Amira Okafor.")
    joan.answers(1, "Handed back: Clarinet Bb To Ann Lee")


def several_questions_at_once(joan, office, people):
    """Too big, and in need of repair: each is answered once, and the lead says why."""
    town = people.ashby
    joan.scan(town.mia, "Mia Carter is at the desk.")
    joan.scan(people.faulty, "This violin needs repair")
    joan.answers(1, "Put back: Violin 3/4")
    joan.scan(people.big, "Limit is 2 instruments; Mia has 2.")
    joan.sees("Then: Full size is usually for age 12 and over. Mia is in Year 3.")
    joan.answers(2, "Why")
    joan.answers(1, "Full size is usually for age 12 and over.")
    joan.answers(2, "Added: Violin 4/4")


def somebody_waits(joan, office, people):
    """F8, the strip, Ctrl+Tab; another desk takes a family over, and they are brought back."""
    town = people.ashby
    joan.press(Qt.Key.Key_F8, "Kept for later: Mia Carter.")
    joan.sees("1 waiting: Carter family (1 item, not finished, just now)")
    joan.scan(town.okafor, "Amira Okafor is at the desk.")
    joan.scan(town.violin, "Added: Violin 1/2")
    joan.press(TAB, "Mia Carter is at the desk.", CTRL)
    joan.press(ENTER, "Lent: Violin 4/4 to Mia Carter")
    joan.sees("1 waiting: Okafor family (1 item, not finished, just now)")
    [waiting] = office.desk.look(baskets.on_counter, None).baskets
    office.desk.draft(baskets.resume, waiting.basket)
    joan.sees("Okafor family: taken over by Office")
    joan.press(Qt.Key.Key_K, "Lent: Violin 4/4 to Mia Carter", CTRL)
    joan.presses_in("On every counter", 0, "Bring it here", "Amira Okafor is at the desk.")
    assert [row[0] for row in joan.rows("On the counter")][:1] == ["Violin 1/2"]


def the_laptop_goes_dark(again, office, people):
    """What lay on the counter lies there again."""
    town = people.ashby
    again.reads("We kept this for you. Amira Okafor: 1 instrument, not finished.")
    again.press(ENTER, "Lent: Violin 1/2 to Amira Okafor")
    assert office.state(town.violin) == "on_loan"


def cards_instead_of_keys(joan, office, people):
    """Command cards do what keys do; the agreement is printed."""
    town = people.ashby
    joan.scan(CARDS["Undo"], "Undone: loan of Violin 1/2 to Amira Okafor.")
    joan.scan(town.okafor, "Amira Okafor is at the desk.")
    joan.scan(people.shelf[1], "Added: Violin 1/2")
    keys = joan.keys
    joan.scan(CARDS["Finish"], "Lent: Violin 1/2 to Amira Okafor")
    joan.scan(CARDS["Print agreement"], "")
    joan.qtbot.waitUntil(lambda: len(joan.papers) == 1)
    assert joan.keys == keys
    assert joan.papers[0].read_bytes().startswith(b"%PDF")


def it_was_paid_and_is_undone(joan, office, people):
    """A partner thinks again; an adult who paid by card does so too, and the money goes back."""
    joan.scan(people.band, "Youth Orchestra is at the desk.")
    joan.scan(people.shelf[3], "Added: Violin 1/2")
    joan.press(ENTER, "Who collects it?")
    joan.answers(2, "Lent: Violin 1/2 to Youth Orchestra, back by 18 Dec.")
    joan.press(Qt.Key.Key_Z, "Undone: loan of Violin 1/2 to Youth Orchestra.", CTRL)
    joan.scan(people.fox, "Tom Fox is at the desk.")
    joan.scan(people.shelf[3], "Added: Violin 1/2")
    joan.chooses("How they will pay", "Card")
    joan.press(ENTER, "Added: Violin 1/2")
    joan.press(ENTER, "Lent: Violin 1/2 to Tom Fox")
    assert office.balance_pence(people.fox) == 0
    joan.press(Qt.Key.Key_Z, "£24.00 was paid by card.", CTRL)
    joan.answers(1, "Undone: loan of Violin 1/2 to Tom Fox. £24.00 goes back")
    assert (office.state(people.shelf[3]), office.balance_pence(people.fox)) == ("available", 0)


def nobody_sees_it(joan, office, people):
    """Ctrl+L hides everything; a return is still read."""
    joan.press(Qt.Key.Key_L, "Undone", CTRL)
    joan.sees("The screen is hidden. Scans are still read.")
    joan.scan(people.clarinets[0], "Returned: Clarinet Bb. Was with St Anne's Primary.")
    joan.press(Qt.Key.Key_L, "Returned: Clarinet Bb.", CTRL)
    joan.sees("Today at this desk")


def the_lead_looks(joan, office, people):
    """Who did not sign, what turned up, whose evidence is to follow."""
    joan.presses("Look at them")
    unsigned = len(joan.rows_when_there("Agreements to sign"))
    joan.presses_in("Agreements to sign", 0, "Agreement signed on paper", "Signed: ")
    assert len(office.desk.look(attention.unsigned, None)) == unsigned - 1
    joan.presses("Turned up")
    joan.presses_in("What turned up", 0, "Leave it", "Left where it is: Cello 1/2.")
    assert office.desk.look(attention.turned_up, None) == ()
    joan.presses("Evidence to check")
    joan.presses_in("Awaited evidence", 0, "Seen it today", "Evidence seen: Tobi Bello.")
    assert office.desk.look(attention.evidence, None) == ()


def the_desk_is_closed(joan, office):
    """Counts and cash on one page."""
    joan.press(ESCAPE, "")
    joan.presses("Close the desk")
    joan.comes_to("Counted, without the float")
    joan.types("18")
    joan.press(ENTER, "Closed: Ashby 1. £18.00 in cash, nothing is missing.")
    joan.presses("Print the page")
    joan.qtbot.waitUntil(lambda: len(joan.papers) == 2)
    assert joan.papers[-1].name == "Closing Ashby 1 2026-11-21.pdf"
