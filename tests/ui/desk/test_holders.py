"""Schools, teachers, adults and partners at the counter, in the real window, by scans and keys."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from loanmgr.services import accounts, passing, scanning
from tests import factories
from tests.tables import one


def shown(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


@pytest.fixture
def clarinets(desk):
    return [factories.instrument(desk, "clarinet", size="Bb") for _ in range(10)]


@pytest.fixture
def lee(desk):
    """The card of a teacher."""
    return factories.borrower(desk, "teacher", "Ann Lee")


def lay(eyes, card, codes):
    eyes.scan(card)
    for code in codes:
        eyes.scan(code)


class TestTenClarinets:
    def test_are_eleven_scans_and_two_keys(self, eyes, town, desk, clarinets):
        lay(eyes, town.school, clarinets)
        assert "£150.00" in eyes.words()
        assert eyes.enter() == (
            "Who collects it? It is kept with the loan and printed on the agreement."
        )
        eyes.answer(2)  # Not said
        assert eyes.band.startswith("Lent: 10 instruments to St Anne's Primary")
        assert (eyes.keys, eyes.focus) == (2, "Scan")
        assert balance(desk, town.school) == 15000

    def test_who_collected_last_is_one_key(self, eyes, town, desk, clarinets):
        factories.lend(desk, clarinets[0], town.school, collected_by="Jo Lee")
        lay(eyes, town.school, clarinets[1:])
        eyes.enter()
        eyes.answer(1)
        assert eyes.band.startswith("Lent: 9 instruments")
        assert one(desk, "SELECT collected_by FROM loan ORDER BY id DESC LIMIT 1") == "Jo Lee"

    def test_a_name_is_typed_and_enter_goes_on(self, eyes, town, desk, clarinets):
        lay(eyes, town.school, clarinets[:1])
        eyes.enter()
        eyes.answer(1)
        assert eyes.band.startswith("Type who collects it")
        assert eyes.focus == "Collected by"
        eyes.type("Max Roe")
        assert eyes.enter() == "Collected by Max Roe."
        assert eyes.focus == "Scan"
        assert eyes.enter().startswith("Lent: Clarinet Bb to St Anne's Primary")
        assert one(desk, "SELECT MAX(collected_by) FROM loan") == "Max Roe"

    def test_the_day_to_bring_them_back_is_typed_and_prices_follow(
        self, eyes, town, clock, desk, clarinets
    ):
        clock.go_to(date(2026, 12, 12))
        lay(eyes, town.school, clarinets[:2])
        assert eyes.widget("Bring back by").placeholderText() == "25 Mar 2027"
        eyes.widget("Bring back by").setFocus()
        eyes.type("16 dec")
        assert eyes.enter() == "Bring back by 16 December 2026. Nothing to pay."
        assert eyes.widget("Bring back by").text() == "16 Dec 2026"
        assert {row[2] for row in eyes.rows("On the counter")} == {"16 Dec 2026"}
        eyes.enter()
        eyes.answer(2)
        assert balance(desk, town.school) == 0

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("soon", "soon is not a day, such as 18 Dec or 18/12/2026."),
            ("31/2/2027", "31/2/2027 is not a day, such as 18 Dec or 18/12/2026."),
            ("1/11/2026", "1 November 2026 is before today; say a later day to bring it back by."),
            ("1/9/2031", "The term dates after Summer term 2027"),
        ],
    )
    def test_what_is_no_day_to_bring_them_back_is_said(self, eyes, town, clarinets, typed, said):
        lay(eyes, town.school, clarinets[:1])
        eyes.widget("Bring back by").setFocus()
        eyes.type(typed)
        assert eyes.enter().startswith(said)
        assert eyes.program.desk.session.view.until_on is None

    def test_a_scan_into_a_field_adds_the_instrument_and_keeps_what_was_kept(
        self, eyes, town, clarinets
    ):
        lay(eyes, town.school, clarinets[:1])
        eyes.widget("Collected by").setFocus()
        eyes.type("Max Roe")
        eyes.enter()
        eyes.widget("Collected by").setFocus()
        assert eyes.scan(clarinets[1]).startswith("Added: Clarinet Bb")
        eyes.program.desk.session.do(lambda: eyes.program.desk.at.checkout.note("By van"))
        assert eyes.program.desk.session.view.collected_by == "Max Roe"

    def test_sixty_lie_there_and_are_lent(self, eyes, town, desk):
        codes = [factories.instrument(desk) for _ in range(60)]
        lay(eyes, town.school, codes)
        assert len(eyes.rows("On the counter")) == 60
        eyes.enter()
        eyes.answer(2)
        assert eyes.band.startswith("Lent: 60 instruments")

    def test_a_family_is_asked_neither(self, eyes, town):
        lay(eyes, town.okafor, [town.violin])
        assert not eyes.sees("Collected by")
        assert eyes.enter().startswith("Lent: Violin 1/2")


class TestPassingOn:
    @pytest.fixture
    def clarinet(self, desk, clarinets, lee):
        """A clarinet that Ann Lee has."""
        factories.lend(desk, clarinets[0], lee)
        return clarinets[0]

    def test_to_the_pupil_in_front_of_us(self, eyes, town, desk, clarinet):
        eyes.scan(town.amira)
        assert eyes.scan(clarinet) == "This clarinet is on loan to Ann Lee."
        assert eyes.sees("Ann passes it on to Amira")
        eyes.answer(3)
        assert eyes.band == (
            "Passed on: Clarinet Bb From Ann Lee to Amira Okafor, until returned; next charge"
            " 5 Jan. £15.00 goes on the account."
        )
        assert shown(desk, clarinet).passed_by == "Ann Lee"
        eyes.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert shown(desk, clarinet).holder == "Ann Lee"

    def test_a_family_is_asked_which_child(self, eyes, town, desk, clarinet):
        eyes.scan(town.carter)
        eyes.scan(clarinet)
        eyes.answer(3)
        assert eyes.band == "Who plays it? Clarinet Bb."
        eyes.answer(2)
        assert shown(desk, clarinet).holder == "Mia Carter"

    def test_a_school_pays_for_what_it_passes_on(self, eyes, town, desk, clarinets):
        factories.lend(desk, clarinets[0], town.school)
        eyes.scan(town.amira)
        eyes.scan(clarinets[0])
        eyes.answer(3)
        assert eyes.band == (
            "Passed on: Clarinet Bb From St Anne's Primary to Amira Okafor, back by 18 Dec."
            " St Anne's Primary pays for it."
        )

    @pytest.mark.parametrize("who", ["nobody", "teacher", "pupil"])
    def test_back_to_the_teacher_or_to_us_is_asked(self, eyes, town, clarinet, lee, who):
        eyes.scan(town.amira)
        eyes.scan(clarinet)
        eyes.answer(3)
        eyes.enter()  # Amira goes
        if who != "nobody":
            eyes.scan({"teacher": lee, "pupil": town.amira}[who])
        assert eyes.scan(clarinet) == "Ann Lee passed this clarinet on to Amira Okafor."
        eyes.answer(1)
        assert eyes.band == "Handed back: Clarinet Bb To Ann Lee, was with Amira Okafor."

    def test_it_can_be_returned_to_the_centre_instead(self, eyes, town, desk, clarinet):
        eyes.scan(town.amira)
        eyes.scan(clarinet)
        eyes.answer(3)
        eyes.enter()
        eyes.scan(clarinet)
        eyes.answer(2)
        assert eyes.band.startswith("Returned: Clarinet Bb. Was with Amira Okafor.")
        assert shown(desk, clarinet).status == "available"

    def test_another_desk_that_was_faster_is_named(self, eyes, town, desk, clarinet):
        eyes.scan(town.amira)
        eyes.scan(clarinet)
        desk.run(passing.pass_on, passing.PassOn(clarinet, town.ben))
        eyes.answer(3)
        assert eyes.band == f"Ann Lee passed on Clarinet Bb {clarinet} to Ben Carter already."

    def test_no_family_passes_on(self, eyes, town):
        eyes.scan(town.amira)
        eyes.scan(town.flute)
        assert not any("passes it on" in c.words for c in eyes.window.band.message.choices)


class TestOthers:
    def test_an_adult_pays_for_themself(self, eyes, desk, clarinets):
        card = factories.borrower(desk, "adult", "Tom Fox")
        assert eyes.scan(card) == "Tom Fox is at the desk. Has nothing out."
        eyes.scan(clarinets[0])
        assert eyes.enter().startswith("Lent: Clarinet Bb to Tom Fox, until returned")
        assert (eyes.keys, balance(desk, card)) == (1, 3000)
        eyes.scan(card)
        assert eyes.scan(clarinets[1]).startswith("Limit is 1 instrument; Tom has 1.")

    def test_a_teacher_collects_for_themself_with_one_key(self, eyes, desk, lee, clarinets):
        lay(eyes, lee, clarinets[:3])
        eyes.enter()
        eyes.answer(1)
        assert eyes.band.startswith("Lent: 3 instruments to Ann Lee")
        assert one(desk, "SELECT MAX(collected_by) FROM loan") == "Ann Lee"

    def test_a_partner_has_the_schools_price_and_a_day(self, eyes, desk, clarinets):
        card = factories.borrower(desk, "partner", "Youth Orchestra")
        lay(eyes, card, clarinets[:1])
        eyes.enter()
        eyes.answer(2)
        assert eyes.band.startswith("Lent: Clarinet Bb to Youth Orchestra, back by 18 Dec.")
        assert balance(desk, card) == 1500

    def test_a_pupil_at_no_school(self, eyes, desk, clarinets):
        card = factories.pupil(desk, "Ida Berg", year="R")
        eyes.scan(card)
        assert "Reception" in eyes.words()
        eyes.scan(clarinets[0])
        assert eyes.enter().startswith("Lent: Clarinet Bb to Ida Berg")
