"""Reminders to leavers and to who pays late: who gets one, what it says, that it was sent."""

import csv
import io
from datetime import date, timedelta

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.jobs import letters, renewal_letters
from loanmgr.jobs import reminder_letters as jobs
from loanmgr.services import (
    accounts,
    awards,
    carers,
    contacts,
    history,
    households,
    leaving,
    papers,
    policy,
    reminders,
    returns,
    undo,
)
from loanmgr.services.accounts import Pay
from loanmgr.services.awards import Award
from loanmgr.services.carers import ChangeCarer
from loanmgr.services.contacts import AddContact
from loanmgr.services.households import Pays
from loanmgr.services.leaving import Leave
from loanmgr.services.papers import IssueInvoice
from loanmgr.services.reminders import LATE, LEAVERS, BeginReminders
from loanmgr.services.undo import Undo
from tests.documents.reading import lines_of, text_of
from tests.factories import (
    A_SATURDAY,
    borrower,
    family,
    half_price,
    joins,
    lend,
    pupil,
    school,
    violin,
)
from tests.services.test_award_renewals import HIDDEN

RULES = """
[[limits]]
code = "papers"
name = "Papers"
address = ["1 High Street", "Ashby"]
contact = "office@example.org"
pay_to = ["Bank 20-30-40, account 12345678"]
late_note = "Who pays late may have to bring it back."
recall_after_days = 30
"""
LATER = date(2027, 1, 9)
UNTIL = LATER + timedelta(days=14)


def going_on(*_):
    return True


def today(desk):
    return desk.look(lambda look, _: look.on, None)


def draw(desk, kind, **more):
    return jobs.draw(desk, kind, today(desk) + timedelta(days=14), going_on, **more)


def send(desk, kind, **more):
    drawn = draw(desk, kind, **more)
    return jobs.note(desk, BeginReminders(kind, drawn.until_on), drawn, going_on)


def prefers(desk, home, way, contact):
    name = desk.look(carers.carers, home)[0].name
    desk.run(carers.change_carer, ChangeCarer(home, name, contact=contact, prefers=way))


@pytest.fixture
def gone(desk):
    """A family that left with a violin and with its hire to pay."""
    desk.run(policy.bring_in, policy.BringIn(RULES))
    home = family(desk, "Ngozi Okafor", address="14 Mill Lane", postcode="AB1 2CD")
    child = pupil(desk, "Amira Okafor", of=home)
    lend(desk, code := violin(desk), child)
    desk.run(leaving.leave, Leave(home))
    return home, child, code


@pytest.fixture
def late(desk, clock):
    """A family that owes the hire of a violin, by an invoice whose day is over."""
    desk.run(policy.bring_in, policy.BringIn(RULES))
    home = family(desk, "Joe Carter", address="3 Low Road", postcode="AB1 9ZZ")
    child = pupil(desk, "Ben Carter", of=home)
    lend(desk, code := violin(desk), child)
    number = desk.run(papers.issue_invoice, IssueInvoice(home)).result.number
    clock.go_to(LATER)
    return home, number, code


class TestLeavers:
    def test_a_letter_says_what_is_out_and_owed_and_how_to_pay(self, desk, clock, gone):
        _, _, code = gone
        clock.go_to(LATER)
        drawn = draw(desk, LEAVERS)
        text = text_of(drawn.pdf)
        for said in ("Ngozi Okafor", "14 Mill Lane", "Amira Okafor", "Violin 3/4", code):
            assert said in text
        for said in ("23 January 2027", "left us on 21 November 2026", "£24.00", "Bank 20-30-40"):
            assert said in text
        assert letters.said(drawn) == "1 letter on paper."

    @pytest.mark.usefixtures("gone")
    def test_what_is_not_past_its_day_yet_is_not_asked_for(self, desk):
        text = text_of(draw(desk, LEAVERS).pdf)
        assert "£24.00" not in text
        assert "should have been paid" not in text

    def test_back_is_back(self, desk, gone):
        desk.run(returns.return_one, returns.Return(gone[2]))
        with pytest.raises(RuleError, match="Nobody who left has anything out"):
            draw(desk, LEAVERS)

    def test_nobody_gets_two_in_a_round(self, desk, clock, gone):
        home, child, _ = gone
        done = send(desk, LEAVERS)
        assert (done.letters, done.is_whole) == (1, True)
        [row] = desk.look(leaving.leavers, None)
        assert (row.card, row.sent_on) == (home, A_SATURDAY)
        assert any("Wrote to Ngozi Okafor" in each.what for each in shown(desk, home))
        assert any("Wrote to Ngozi Okafor" in each.what for each in shown(desk, child))
        clock.go_to(A_SATURDAY + timedelta(days=27))
        with pytest.raises(RuleError, match="in the last 28 days"):
            draw(desk, LEAVERS)
        assert draw(desk, LEAVERS, again=True).letters == 1
        clock.go_to(A_SATURDAY + timedelta(days=28))
        assert draw(desk, LEAVERS).letters == 1

    @pytest.mark.usefixtures("gone")
    def test_not_sent_after_all(self, desk):
        done = send(desk, LEAVERS)
        assert jobs.take_back(desk, done.run, going_on).failed == ()
        assert desk.look(leaving.leavers, None)[0].sent_on is None
        assert draw(desk, LEAVERS).letters == 1

    @pytest.mark.usefixtures("gone")
    def test_what_counts_as_sent_again_is_not_written_twice(self, desk):
        send(desk, LEAVERS)
        home = desk.look(leaving.leavers, None)[0].card
        [act] = [each.act for each in shown(desk, home) if "Wrote to" in each.what]
        sent = []
        for _ in range(3):
            act = desk.run(undo.undo, Undo(act)).result.act
            sent.append(desk.look(leaving.leavers, None)[0].sent_on)
        assert sent == [None, A_SATURDAY, None]

    def test_who_leaves_after_a_letter_gets_one_of_their_own(self, desk, clock):
        home = family(desk)
        first, second = pupil(desk, "Amira Okafor", of=home), pupil(desk, "Dele Okafor", of=home)
        for child in (first, second):
            lend(desk, violin(desk), child)
        desk.run(leaving.leave, Leave(first))
        assert "Dele" not in text_of(draw(desk, LEAVERS).pdf)
        send(desk, LEAVERS)
        clock.go_to(A_SATURDAY + timedelta(days=7))
        desk.run(leaving.leave, Leave(second))
        assert "Dele" in text_of(draw(desk, LEAVERS).pdf)

    @pytest.mark.usefixtures("gone")
    def test_of_a_child_who_left_alone_no_debt_of_the_family_is_said(self, desk, clock):
        home = family(desk, "Una Gray")
        first, second = pupil(desk, "Al Gray", of=home), pupil(desk, "Bo Gray", of=home)
        for child in (first, second):
            lend(desk, violin(desk), child)
        desk.run(leaving.leave, Leave(first))
        clock.go_to(LATER)
        [text] = [page for page in pages(draw(desk, LEAVERS)) if "Una Gray" in page]
        assert "Al Gray" in text
        assert "£" not in text
        assert [each.card for each in desk.look(reminders.owing, None)] == [home]

    @pytest.mark.usefixtures("gone")
    def test_a_council_gets_the_letter_for_who_sees_to_the_child(self, desk, clock):
        home = family(desk, "Kim Carer", address="9 Hidden Way", postcode="AB1 2CD")
        child = pupil(desk, "Mo Bell", of=home)
        council = borrower(desk, "partner", "Ashby County Council")
        desk.run(households.pays, Pays(child, council, letters_to="Jo Hall"))
        lend(desk, violin(desk), child)
        desk.run(leaving.leave, Leave(child))
        clock.go_to(LATER)
        [text] = [page for page in pages(draw(desk, LEAVERS)) if "Mo Bell" in page]
        assert "Ashby County Council, for Jo Hall" in text
        for secret in ("Hidden Way", "Kim Carer", "£"):
            assert secret not in text
        send(desk, LEAVERS)
        for card in (council, child):
            assert any("about what is still out" in each.what for each in shown(desk, card))
        assert not any("about what is still out" in each.what for each in shown(desk, home))


class TestLate:
    def test_a_letter_says_what_is_owed_and_what_may_be_called_back(self, desk, late):
        home, number, _ = late
        [row] = desk.look(reminders.owing, None)
        assert (row.card, row.owed_pence, row.out, row.sent_on) == (home, 2400, 1, None)
        assert row.since_on == date(2026, 12, 21)
        text = text_of(draw(desk, LATE).pdf)
        for said in ("Reminder: £24.00 to pay", number, "21 Dec 2026", "Joe Carter", "3 Low Road"):
            assert said in text
        for said in ("Bank 20-30-40", f"Quote {home}", "Who pays late may have to bring it back."):
            assert said in text
        assert "called back" not in text  # 19 days are no 30

    def test_it_is_called_back_when_the_rule_says_so(self, desk, clock, late):
        clock.go_to(date(2027, 1, 21))
        text = text_of(draw(desk, LATE).pdf)
        assert "may be called back" in text
        assert late[2] in text

    def test_an_invoice_gives_the_time_that_it_says(self, desk, clock):
        home = family(desk)
        lend(desk, violin(desk), pupil(desk, of=home))
        clock.go_to(date(2026, 12, 12))
        due_on = desk.run(papers.issue_invoice, IssueInvoice(home)).result.due_on
        clock.go_to(due_on)
        assert desk.look(reminders.owing, None) == ()
        clock.go_to(due_on + timedelta(days=1))
        assert len(desk.look(reminders.owing, None)) == 1

    def test_paid_and_little_are_not_asked_for(self, desk, late):
        desk.run(accounts.pay, Pay(late[0], 1900, "bank"))
        assert desk.look(reminders.owing, None) == ()
        with pytest.raises(RuleError, match="Nobody owes anything past its day"):
            draw(desk, LATE)

    def test_leavers_are_asked_once_with_what_they_still_have(self, desk, clock, gone):
        clock.go_to(LATER)
        assert desk.look(reminders.owing, None) == ()
        desk.run(returns.return_one, returns.Return(gone[2]))
        assert [each.card for each in desk.look(reminders.owing, None)] == [gone[0]]

    def test_nobody_gets_two_in_a_round_and_it_can_be_taken_back(self, desk, late):
        done = send(desk, LATE)
        assert desk.look(reminders.owing, None)[0].sent_on == LATER
        assert any("past its day" in each.what for each in shown(desk, late[0]))
        with pytest.raises(RuleError, match="in the last 28 days"):
            draw(desk, LATE)
        jobs.take_back(desk, done.run, going_on)
        assert draw(desk, LATE).letters == 1

    def test_why_a_rate_is_reduced_and_a_protected_address_stay_off_paper(self, desk, clock):
        desk.run(policy.bring_in, policy.BringIn(RULES))
        home = family(desk, "Joe Carter", address="7 Refuge Lane", postcode="QX7 7XQ")
        child = pupil(desk, "Ben Carter", of=home)
        half_price(desk, child)
        lend(desk, violin(desk), child)
        desk.run(policy.bring_in, policy.BringIn(HIDDEN))
        brother = pupil(desk, "Al Carter", of=home)
        desk.run(awards.award, Award(brother, "in-care", "social_worker"))
        prefers(desk, home, "email", "joe@example.org")
        clock.go_to(LATER)
        drawn = draw(desk, LATE)
        text = text_of(drawn.pdf)
        for secret in ("Low income", "Looked after", "social", "Refuge", "QX7"):
            assert secret not in text
        assert drawn.others == ()
        assert letters.said(drawn) == (
            "1 letter on paper. 1 letter without an address: see to it by hand."
        )


class TestHowTheyLikeIt:
    def test_at_a_school_the_list_names_the_person_and_what_they_are_for(self, desk):
        card = school(desk, "St Anne's")
        desk.run(contacts.add_contact, AddContact(card, "Jo Hall", "Finance", "jo@x.org", "email"))
        lend(desk, violin(desk), card)
        desk.run(leaving.leave, Leave(card))
        other = AddContact(card, "Mo Bell", "Music", "mo@x.org", "email")
        desk.run(contacts.add_contact, other)
        [row] = listed(draw(desk, LEAVERS))
        assert (row["name"], row["person"], row["for"]) == ("St Anne's", "Mo Bell", "Music")
        assert row["contact"] == "mo@x.org"

    @pytest.mark.parametrize(
        ("way", "contact"), [("email", "joe@example.org"), ("text", "07700 900111")]
    )
    def test_who_wants_none_on_paper_is_listed_instead(self, desk, late, way, contact):
        prefers(desk, late[0], way, contact)
        assert desk.look(reminders.owing, None)[0].way == way
        drawn = draw(desk, LATE)
        assert (drawn.pdf, drawn.pages) == (b"", 0)
        [row] = listed(drawn)
        assert (row["person"], row["for"]) == ("Joe Carter", "")
        assert (row["name"], row["how"], row["contact"]) == ("Joe Carter", way, contact)
        assert row["about"] == f"Pay by 23 January 2027: £24.00, {late[1]}."
        told = {"email": "by e-mail", "text": "by text message"}[way]
        assert letters.said(drawn) == f"1 is to be told {told}."

    def test_they_are_noted_as_written_to_all_the_same(self, desk, late):
        prefers(desk, late[0], "email", "joe@example.org")
        assert send(desk, LATE).letters == 1
        assert desk.look(reminders.owing, None)[0].sent_on == LATER
        assert any("not on paper: Joe Carter" in each.what for each in shown(desk, late[0]))

    @pytest.mark.parametrize(
        ("way", "contact"), [("email", "07700 900111"), ("phone", "joe@example.org"), ("post", "")]
    )
    def test_who_can_t_be_reached_so_gets_paper(self, desk, late, way, contact):
        prefers(desk, late[0], way, contact)
        assert letters.said(draw(desk, LATE)) == "1 letter on paper."

    def test_letters_about_reduced_rates_go_the_same_way(self, desk, clock):
        home = family(desk, "Ngozi Okafor")
        for name in ("Amira Okafor", "Dele Okafor"):
            half_price(desk, child := pupil(desk, name, of=home))
            lend(desk, violin(desk), child)
        prefers(desk, home, "email", "ngozi@example.org")
        clock.go_to(date(2027, 6, 14))
        drawn = renewal_letters.draw(desk, date(2027, 7, 9), going_on)
        assert (drawn.pages, drawn.letters, drawn.pupils) == (0, 1, 2)
        assert "Amira Okafor and Dele Okafor" in drawn.others[0].about
        assert "Low income" not in drawn.others[0].about


@pytest.mark.usefixtures("gone")
def test_letters_can_be_stopped_and_a_day_that_is_over_is_refused(desk):
    assert jobs.draw(desk, LEAVERS, UNTIL, lambda *_: False) is None
    with pytest.raises(RuleError, match="over already"):
        jobs.draw(desk, LEAVERS, A_SATURDAY - timedelta(days=1), going_on)
    stopped = jobs.note(desk, BeginReminders(LEAVERS, UNTIL), draw(desk, LEAVERS), lambda *_: False)
    assert (stopped.letters, stopped.is_whole) == (0, False)
    assert desk.look(leaving.leavers, None)[0].sent_on is None


def test_only_a_lead_writes_letters(desk, another_desk):
    volunteer = another_desk("Ashby 3", staff=joins(desk, "volunteer"))
    for kind in (LEAVERS, LATE):
        with pytest.raises(RuleError, match="for a desk lead"):
            draw(volunteer, kind)
        with pytest.raises(RuleError, match="for a desk lead"):
            volunteer.run(reminders.begin, BeginReminders(kind, UNTIL))
    with pytest.raises(RuleError, match="leavers, or to who pays late"):
        draw(desk, "everybody")


def shown(desk, card):
    return desk.look(history.timeline, history.TimelineOf(card))


def pages(drawn):
    return [" ".join(lines) for lines in lines_of(drawn.pdf)]


def listed(drawn):
    """Who gets no letter on paper, as the file beside the letters has it."""
    text = letters.others_sheet(drawn).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))
