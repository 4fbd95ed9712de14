"""What the band says, word for word as in ux.md 2.10, each on a real register; by their numbers."""

from datetime import date

import pytest

from loanmgr.domain.errors import StoreError
from loanmgr.services import accounts, baskets, instruments, places, reservations, returns
from loanmgr.services.reservations import KeepFor
from tests import factories
from tests.tables import one
from ui.desk import messages
from ui.scan import Kind


def test_1_returned_fine(hands, town, desk):
    shelf = desk.run(places.add_place, places.AddPlace("Shelf B2", "cupboard")).result.code
    horn = factories.instrument(
        desk, "french_horn", place=shelf, parts=(), make="Holton", model="H602", serial="H-7"
    )
    factories.lend(desk, horn, town.amira)
    assert hands.scan(horn) == (
        "Returned: French horn. Was with Amira Okafor. Shelf B2. To check: hygiene clean."
        " Holton H602, serial H-7."
    )
    assert hands.choices == ["Undo", "Needs repair F9", "Handed in on…", "Wrong instrument"]
    assert hands.message.big == "Goes to Shelf B2"


def test_2_returned_late(hands, town, desk, clock):
    horn = factories.instrument(desk, "french_horn", parts=())
    factories.lend(desk, horn, town.school, until_on=date(2026, 11, 30))
    clock.go_to(date(2026, 12, 12))
    words = "Returned: French horn, 12 days late. No late charge at Ashby Music Centre."
    assert hands.scan(horn).startswith(words)


def test_3_returned_at_another_centre(hands, town, desk, brook):
    flute = factories.instrument(desk, "flute", place=brook, parts=())
    factories.lend(desk, flute, town.amira)
    words = "Returned: Flute. It belongs to Brook. Put it in the van box."
    assert hands.scan(flute).startswith(words)
    assert "Keep it here" in hands.choices
    assert hands.choose("Keep it here") == "Put in Ashby Music Centre: Flute."


def test_4_a_return_leaves_something_behind(hands, town, desk):
    violin = factories.violin(desk, parts=("bow",))
    factories.lend(desk, violin, town.amira)
    hands.scan(violin)
    assert hands.choices[:3] == ["Undo", "Needs repair F9", "Parts missing Shift+F9"]
    assert hands.choose("Parts missing") == "Returned: Violin 3/4. The bow should be with it."
    assert hands.choices == ["Bow is here", "Bow is missing Shift+F9"]
    missing = "The bow of Violin 3/4 is missing. It stays open with Amira Okafor."
    assert hands.choose("Bow is missing") == missing


def test_4_the_part_may_be_here_after_all(hands, town, desk):
    violin = factories.violin(desk, parts=("bow",))
    factories.lend(desk, violin, town.amira)
    hands.scan(violin)
    hands.choose("Parts missing")
    words = "Returned: Violin 3/4. Was with Amira Okafor. Should have: bow."
    assert hands.choose("Bow is here").startswith(words)


def test_5_on_loan_to_someone_else(hands, town):
    hands.scan(town.okafor)
    assert hands.scan(town.flute) == "This flute is on loan to Ben Carter."
    assert hands.choices == [
        "Return it from Ben and lend it to Amira",
        "Just return it",
        "Put it aside Esc",
    ]
    assert (hands.message.tone, hands.message.must_answer) == ("stop", True)


@pytest.fixture
def kept(town, desk):
    """A violin that is kept for a school."""
    school = factories.school(desk, "St Anne's")
    desk.run(reservations.keep_for, KeepFor(town.violin, school))
    return school


def test_7_kept_for_somebody_else(hands, town, kept):
    hands.scan(town.okafor)
    assert hands.scan(town.violin) == "Kept for St Anne's until 27 Nov."
    assert hands.choices == ["Choose another", "Lend anyway: lead only"]
    assert (hands.message.tone, hands.message.must_answer) == ("ask", True)
    hands.choose("Choose another")
    assert hands.lying == []


def test_7_a_lead_lends_it_anyway_with_a_reason(hands, town, desk, kept):
    hands.scan(town.okafor)
    hands.scan(town.violin)
    assert hands.choose("Lend anyway: lead only").startswith("Why lend it anyway?")
    assert hands.choose("Agreed with the office").startswith("Added: Violin 1/2")
    assert hands.enter().startswith("Lent: Violin 1/2")
    reason = "SELECT override_reason FROM act WHERE overridden_by_id IS NOT NULL"
    assert one(desk, reason) == "Agreed with the office"


def test_7_whoever_it_is_kept_for_is_asked_nothing(hands, town, desk, kept):
    hands.scan(kept)
    assert hands.scan(town.violin).startswith("Added: Violin 1/2")
    hands.enter()
    assert hands.choose("Not said").startswith("Lent: Violin 1/2")
    assert desk.look(reservations.kept_now, None) == ()


def test_7_it_is_said_before_anybody_is_there(hands, town, kept):
    assert hands.scan(town.violin).startswith(
        "Violin 1/2 is on the counter. Who is it for?"
        " Kept for St Anne's until 27 Nov. Scan a card or type a name."
    )
    assert hands.scan(town.okafor) == "Kept for St Anne's until 27 Nov."


def test_9_marked_missing(hands, missing):
    words = "Found. This was missing since 3 Sep. Violin 3/4: now available."
    assert hands.scan(missing) == words
    assert hands.choices == ["Undo"]


def test_10_retired(hands, retired):
    assert hands.scan(retired) == "Retired on 2 May 2025. It should not be lent."
    assert hands.choices == ["Open its record"]
    hands.choose("Open its record")
    assert hands.records == [retired]


def test_11_the_borrower_has_an_overdue_item(hands, town, desk, clock):
    recorder = factories.instrument(desk, "recorder", size="descant")
    factories.lend(desk, recorder, town.amira, until_on=date(2026, 11, 25))
    clock.go_to(date(2026, 12, 5))
    hands.scan(town.okafor)
    assert hands.scan(town.violin) == f"Amira still has Recorder descant {recorder}, due 25 Nov."
    assert hands.choices == [
        "They've brought it: scan it",
        "Renew it F6",
        "Lend anyway",
        "Put it back Esc",
    ]
    assert hands.choose("Lend anyway").startswith("Added: Violin 1/2")


def test_11_brought_it_is_scanned_and_asked_no_more(hands, town, desk, clock):
    recorder = factories.instrument(desk, "recorder", size="descant")
    factories.lend(desk, recorder, town.amira, until_on=date(2026, 11, 25))
    clock.go_to(date(2026, 12, 5))
    hands.scan(town.okafor)
    hands.scan(town.violin)
    assert hands.choose("They've brought it: scan it").startswith("Scan what comes back.")
    assert hands.scan(recorder).startswith("Returned: Recorder descant, 10 days late.")
    assert hands.enter().startswith("Lent: Violin 1/2")


@pytest.fixture
def full(hands, town, desk):
    """Amira, who has as many as she may, and a third on the counter."""
    for _ in range(2):
        factories.lend(desk, factories.violin(desk), town.amira)
    hands.scan(town.okafor)
    hands.scan(town.violin)


def test_12_limit_reached(hands, town, full):
    assert hands.words == "Limit is 2 instruments; Amira has 2."
    assert hands.choices == ["Return one", "Lend anyway: lead only", "Put it back Esc"]


def test_12_a_lead_lends_anyway_and_says_why(hands, town, desk, full):
    assert hands.choose("Lend anyway: lead only") == (
        "Why lend it anyway? Sam Mills answers for it; the reason is kept."
    )
    hands.choose("Their teacher asked for it")
    assert hands.words.startswith("Added: Violin 1/2")
    assert hands.enter().startswith("Lent: Violin 1/2 to Amira Okafor")


def test_12_a_volunteer_is_asked_which_lead_allows_it(volunteer, town, desk):
    for _ in range(2):
        factories.lend(desk, factories.violin(desk), town.amira)
    volunteer.scan(town.okafor)
    volunteer.scan(town.violin)
    who = "Who allows it? Fetch a desk lead; their name is kept with it."
    assert volunteer.choose("Lend anyway: lead only") == who
    assert volunteer.choices == ["Sam Mills", "Go back to the question Esc"]
    assert volunteer.choose("Go back to the question") == "Limit is 2 instruments; Amira has 2."
    assert volunteer.choose("Put it back") == "Put back: Violin 1/2. Nothing was lent."
    assert volunteer.lying == []


def test_15_the_size_looks_wrong(hands, town, desk):
    full_size = factories.violin(desk, size="4/4")
    hands.scan(town.okafor)
    words = "Full size is usually for age 12 and over. Amira is in Year 4."
    assert hands.scan(full_size) == words
    assert hands.choices == ["Choose 3/4", "It's right"]
    assert hands.choose("It's right").startswith("Added: Violin 4/4")


def test_15_choosing_the_size_that_fits_leaves_the_counter_as_it_was(hands, town, desk):
    hands.scan(town.okafor)
    hands.scan(factories.violin(desk, size="4/4"))
    assert hands.choose("Choose 3/4") == "Put back: Violin 4/4. Nothing was lent."
    assert hands.lying == []


def test_15_an_answered_question_is_not_asked_again(hands, town, desk):
    hands.scan(town.okafor)
    hands.scan(factories.violin(desk, size="4/4"))
    hands.choose("It's right")
    assert hands.scan(factories.violin(desk, size="4/4")).startswith("Added: Violin 4/4")
    assert hands.enter().startswith("Lent: 2 instruments")


@pytest.fixture
def owing(hands, town, desk, clock):
    """Amira, whose family has owed since October."""
    clock.go_to(date(2026, 9, 10))
    factories.lend(desk, factories.violin(desk), town.mia)
    clock.go_to(date(2026, 11, 21))
    hands.scan(town.mia)
    hands.scan(town.violin)


def test_16_money_owed(hands, owing):
    assert hands.words == "£24.00 owed since October."
    assert hands.choices == ["Take payment", "Lend anyway: lead only", "Put it back Esc"]


def test_16_taking_payment_clears_what_is_owed(hands, town, desk, owing):
    assert hands.choose("Take payment") == "Take £24.00. How was it paid?"
    assert hands.choose("Cash") == "Paid: £24.00 in cash."
    assert desk.look(accounts.account, town.carter).owed_pence == 0
    assert hands.lying == [town.violin]


def test_17_the_agreement_is_not_signed(hands, town, desk):
    hands.scan(town.okafor)
    hands.scan(town.violin)
    assert hands.enter() == (
        "Lent: Violin 1/2 to Amira Okafor, until returned; next charge 5 Jan."
        " £12.00 goes on the account. Agreement for 2026/27 not signed."
    )
    assert hands.choices == ["Undo", "Print agreement F5", "Agreement signed on paper"]
    assert hands.choose("Agreement signed on paper") == "Signed: agreement for 2026/27."


def test_17_signed_at_checkout_is_not_asked_for_again(hands, town, desk):
    hands.scan(town.okafor)
    hands.scan(town.violin)
    hands.session.do(lambda: hands.checkout.sign_on_paper(signed=True))
    assert "not signed" not in hands.enter()


def test_18_unknown_label(hands):
    assert hands.scan("5012345678900", Kind.FOREIGN) == "We don't know label 5012345678900."
    assert hands.choices == ["Search for it", "Add to an instrument", "New instrument"]
    assert hands.message.tone == "stop"


def test_19_damaged_label(hands):
    words = "That label didn't read properly. Scan again, or type the number under it."
    assert hands.scan("M00421722", Kind.UNREADABLE) == words


def test_24_needs_repair(hands, town, desk):
    desk.run(instruments.needs_repair, instruments.NeedsRepair(town.violin, "peg slips"))
    hands.scan(town.okafor)
    assert hands.scan(town.violin) == "This violin needs repair (peg slips, noted 21 Nov)."
    assert hands.choices == ["Choose another", "Lend anyway: lead only"]


def test_24_lent_anyway_it_goes_out_with_a_named_reason(hands, town, desk):
    desk.run(instruments.needs_repair, instruments.NeedsRepair(town.violin, "peg slips"))
    hands.scan(town.okafor)
    hands.scan(town.violin)
    hands.choose("Lend anyway: lead only")
    assert hands.choose("It plays well enough for now").startswith("Added: Violin 1/2")
    [passed] = hands.view.overrides
    assert passed.reason == "It plays well enough for now"
    assert hands.enter().startswith("Lent: Violin 1/2")


def test_24_choosing_another_leaves_the_counter_as_it_was(hands, town, desk):
    desk.run(instruments.needs_repair, instruments.NeedsRepair(town.violin, "peg slips"))
    hands.scan(town.okafor)
    hands.scan(town.violin)
    assert hands.choose("Choose another") == "Put back: Violin 1/2. Nothing was lent."
    assert hands.lying == []


def test_25_lent_and_paid(hands, town, desk):
    hands.scan(town.okafor)
    hands.scan(town.violin)
    hands.session.do(lambda: hands.checkout.sign_on_paper(signed=True))
    hands.session.do(lambda: hands.checkout.pay_by("cash"))
    assert hands.enter() == (
        "Lent: Violin 1/2 to Amira Okafor, until returned; next charge 5 Jan. Paid £12.00 in cash."
    )
    assert hands.choices == ["Undo", "Print agreement F5", "Print receipt"]


def test_25_several_at_once_are_one_finish_and_one_undo(hands, town, desk):
    hands.scan(town.okafor)
    hands.scan(town.violin)
    hands.scan(town.cello)
    assert hands.enter().startswith(
        "Lent: 2 instruments to Amira Okafor: Violin 1/2 and Cello 1/2."
    )
    assert hands.choose("Undo").startswith("Undone:")
    assert desk.look(accounts.account, town.okafor).balance_pence == 0


def full_disk(_work, _request):
    raise StoreError("We couldn't save that: the disk is full.", "full")


def test_23_saving_a_return_failed(hands, town, monkeypatch):
    monkeypatch.setattr(returns, "return_one", full_disk)
    words = "We couldn't save that: the disk is full. Nothing was returned."
    assert hands.scan(town.flute) == words
    assert hands.choices == ["Try again", "Leave it Esc"]
    assert hands.message.must_answer


def test_23_saving_a_loan_failed_and_the_basket_is_still_there(hands, town, monkeypatch):
    hands.scan(town.okafor)
    hands.scan(town.violin)
    monkeypatch.setattr(baskets, "finish", full_disk)
    assert hands.enter() == "We couldn't save that: the disk is full. Nothing was lent."
    assert hands.lying == [town.violin]


def test_23_try_again_repeats_what_was_asked_for(hands, town, desk, monkeypatch):
    tries = []

    def sometimes(work, request):
        tries.append(request.id)
        if len(tries) == 1:
            raise StoreError("We couldn't save that: the disk is full.", "full")
        return lending_return(work, request)

    lending_return = returns.return_one
    monkeypatch.setattr(returns, "return_one", sometimes)
    hands.scan(town.flute)
    assert hands.choose("Try again").startswith("Returned: Flute.")
    assert tries[0] == tries[1]


def test_no_message_of_the_desk_uses_a_word_that_blames_or_begs(hands, town):
    spoken = [
        messages.damaged(),
        messages.unknown("X"),
        messages.who_allows(()),
        messages.put_aside("Violin"),
        messages.type_it(),
        messages.nothing_to_renew(),
        messages.scan_what_comes_back(),
    ]
    for message in spoken:
        said = f"{message.words} {message.detail}".casefold()
        assert not any(
            word in said for word in ("please", "invalid", "error", "success", "failed", "!")
        )


def test_thirty_of_a_kind_are_named_once(hands, town, desk):
    hands.scan(town.school)
    for _ in range(30):
        hands.scan(factories.violin(desk, "1/2"))
    hands.scan(town.violin)
    hands.enter()
    said = hands.choose("Not said")
    assert said.startswith("Lent: 31 instruments to St Anne's Primary: 31 × Violin 1/2.")
