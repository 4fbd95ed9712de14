"""Reduced rates that end on 31 August: who is listed, what letters say, and that they were sent."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.jobs import renewal_letters as jobs
from loanmgr.services import (
    award_renewals,
    awards,
    baskets,
    carers,
    circumstances,
    history,
    households,
    policy,
    returns,
    undo,
)
from loanmgr.services.award_renewals import BeginLetters
from loanmgr.services.awards import Award
from loanmgr.services.carers import ChangeCarer
from loanmgr.services.circumstances import Circumstances
from loanmgr.services.households import Pays
from loanmgr.services.undo import Undo
from tests.factories import borrower, family, half_price, joins, lend, on_the_counter, pupil, violin

JUNE, DEADLINE = date(2027, 6, 14), date(2027, 7, 9)
HIDDEN = """
[[schemes]]
code = "in-care"
name = "Looked after by the council"
public_name = "Reduced rate"
percent = 100
confidential = true
evidence = ["social_worker"]
"""


def going_on(*_):
    return True


@pytest.fixture
def okafor(desk):
    """A family with two children at half price, of whom one has a violin, one only lessons."""
    home = family(desk, "Ngozi Okafor", address="14 Mill Lane", postcode="AB1 2CD")
    amira = pupil(desk, "Amira Okafor", of=home, year="4")
    dele = pupil(desk, "Dele Okafor", of=home, year="2")
    for child in (amira, dele):
        half_price(desk, child)
    lend(desk, violin(desk), amira)
    desk.run(circumstances.note, Circumstances(dele, has_lessons=True))
    return home, amira, dele


def listed(desk):
    return [row.pupil for row in desk.look(award_renewals.ending, None)]


def pages(drawn):
    return [page.extract_text() for page in PdfReader(BytesIO(drawn.pdf)).pages]


def test_listed_is_who_still_has_something_or_has_lessons(desk, clock, okafor):
    _, amira, dele = okafor
    gone = pupil(desk, "Ben Carter")
    half_price(desk, gone)
    code = violin(desk)
    lend(desk, code, gone)
    clock.go_to(JUNE)
    assert sorted(listed(desk)) == sorted([amira, dele, gone])
    desk.run(returns.return_one, returns.Return(code))
    lessons = Circumstances(dele, lessons_until_on=date(2027, 7, 16))
    desk.run(circumstances.note, lessons)
    assert listed(desk) == [amira]


def test_who_has_asked_anew_is_listed_no_more(desk, clock, okafor):
    _, amira, dele = okafor
    clock.go_to(JUNE)
    desk.run(awards.award, Award(amira, "reduced-50", from_on=date(2027, 9, 1)))
    assert listed(desk) == [dele]


def test_a_letter_is_one_page_a_family_with_all_its_children(desk, clock, okafor):
    other = pupil(desk, "Ben Carter")
    half_price(desk, other)
    lend(desk, violin(desk), other)
    clock.go_to(JUNE)

    drawn = jobs.draw(desk, DEADLINE, going_on)

    first, second = pages(drawn)
    assert (drawn.letters, drawn.pupils) == (2, 3)
    text = first if "Amira" in first else second
    assert text.count("Amira Okafor") == text.count("Dele Okafor") == 2
    for said in ("14 Mill Lane", "AB1 2CD", "31 August 2027", "9 July 2027", "1 September 2027"):
        assert said in text
    assert "Year 5" in text  # the year she comes into
    assert "Violin 3/4" in text
    assert "Please send back this part" in text
    assert "Low income" not in text


def test_a_letter_never_tells_the_reason_nor_a_protected_address(desk, clock):
    desk.run(policy.bring_in, policy.BringIn(HIDDEN))
    home = family(desk, "Joe Carter", address="7 Refuge Lane", postcode="QX7 7XQ")
    child = pupil(desk, "Ben Carter", of=home)
    desk.run(awards.award, Award(child, "in-care", "social_worker"))
    lend(desk, violin(desk), child)
    clock.go_to(JUNE)
    [text] = pages(jobs.draw(desk, DEADLINE, going_on))
    for secret in ("Looked after", "social", "Refuge", "QX7"):
        assert secret not in text
    assert "Joe Carter" in text


def test_what_was_sent_stands_on_the_timeline_and_can_be_taken_back(desk, clock, okafor):
    clock.go_to(JUNE)
    drawn = jobs.draw(desk, DEADLINE, going_on)
    done = jobs.note(desk, BeginLetters(DEADLINE), drawn, going_on)
    assert (done.letters, done.is_whole) == (1, True)
    assert {row.sent_on for row in desk.look(award_renewals.ending, None)} == {JUNE}
    with pytest.raises(RuleError, match="Nobody is to be written to"):
        jobs.draw(desk, DEADLINE, going_on)
    assert jobs.draw(desk, DEADLINE, going_on, again=True).pupils == 2

    back = jobs.take_back(desk, done.run, going_on)

    assert back.failed == ()
    assert {row.sent_on for row in desk.look(award_renewals.ending, None)} == {None}
    assert jobs.draw(desk, DEADLINE, going_on).pupils == 2


def test_letters_can_be_stopped_and_a_day_that_is_over_is_refused(desk, clock, okafor):
    clock.go_to(JUNE)
    assert jobs.draw(desk, DEADLINE, lambda *_: False) is None
    with pytest.raises(RuleError, match="over already"):
        jobs.draw(desk, date(2027, 6, 13), going_on)
    drawn = jobs.draw(desk, DEADLINE, going_on)
    stopped = jobs.note(desk, BeginLetters(DEADLINE), drawn, lambda *_: False)
    assert (stopped.letters, stopped.is_whole) == (0, False)


def test_a_renewal_on_1_september_is_full_price_and_the_question_comes_before_money(desk, clock):
    clock.go_to(date(2026, 6, 13))
    child = pupil(desk)
    half_price(desk, child)
    clock.go_to(date(2026, 9, 3))
    on_the_counter(desk, child, violin(desk))
    view = desk.look(baskets.current, None)
    [asked] = [each for each in view.verdicts if each.case == "evidence_run_out"]
    assert (asked.title, asked.text) == (
        "Reduced rate ended on 31 Aug.",
        "Charge today is £24.00.",
    )
    assert view.total_pence == 2400
    assert "award_seen" in [choice.key for choice in asked.choices]
    desk.run(awards.award_again, awards.AwardAgain(child))
    assert desk.look(baskets.current, None).total_pence == 1200


def test_the_usual_deadline_is_four_weeks_and_never_after_the_end():
    assert award_renewals.usual_deadline(JUNE) == date(2027, 7, 12)
    assert award_renewals.usual_deadline(date(2027, 8, 20)) == date(2027, 8, 31)


def test_only_a_lead_sees_the_list(desk, another_desk):
    volunteer = another_desk("Ashby 3", staff=joins(desk, "volunteer"))
    with pytest.raises(RuleError, match="for a desk lead"):
        volunteer.look(award_renewals.ending, None)
    with pytest.raises(RuleError, match="for a desk lead"):
        volunteer.run(award_renewals.begin, BeginLetters(date(2027, 8, 1)))


class TestInCare:
    """Of a family's children an organisation pays for some, and says who there gets letters."""

    @pytest.fixture
    def council(self, desk):
        return borrower(desk, "partner", "Ashby County Council")

    @pytest.fixture
    def in_care(self, desk, clock, okafor, council):
        home, amira, dele = okafor
        desk.run(households.pays, Pays(dele, council, letters_to="Jo Hall"))
        clock.go_to(JUNE)
        return home, amira, dele

    @pytest.mark.usefixtures("in_care")
    def test_nobody_s_letter_names_a_child_whose_letters_go_to_somebody_else(self, desk):
        texts = pages(jobs.draw(desk, DEADLINE, going_on))
        [to_council] = [text for text in texts if "Ashby County Council, for Jo Hall" in text]
        [to_family] = [text for text in texts if text != to_council]
        assert "Dele Okafor" in to_council
        for secret in ("Amira", "Ngozi", "Mill Lane"):
            assert secret not in to_council
        assert "Amira Okafor" in to_family
        assert "14 Mill Lane" in to_family
        for secret in ("Dele", "Ashby County Council", "Jo Hall"):
            assert secret not in to_family

    def test_nor_is_the_child_named_to_who_writes_an_e_mail(self, desk, in_care):
        name = desk.look(carers.carers, in_care[0])[0].name
        asked = ChangeCarer(in_care[0], name, contact="ngozi@example.org", prefers="email")
        desk.run(carers.change_carer, asked)
        drawn = jobs.draw(desk, DEADLINE, going_on)
        [other] = drawn.others
        assert (other.card, drawn.pages) == (in_care[0], 1)
        assert "Amira" in other.about
        assert "Dele" not in other.about

    def test_the_list_says_who_pays(self, desk, in_care, council):
        home, amira, dele = in_care
        rows = desk.look(award_renewals.ending, None)
        assert {row.pupil: row.card for row in rows} == {amira: home, dele: council}
        assert {row.payer for row in rows if row.pupil == dele} == {"Ashby County Council"}

    def test_siblings_of_whom_one_has_somebody_of_their_own_get_two_letters(
        self, desk, clock, okafor, council
    ):
        _, amira, dele = okafor
        desk.run(households.pays, Pays(amira, council))
        desk.run(households.pays, Pays(dele, council, letters_to="Jo Hall"))
        clock.go_to(JUNE)
        first, second = pages(drawn := jobs.draw(desk, DEADLINE, going_on))
        assert drawn.letters == 2
        for text in (first, second):
            assert ("for Jo Hall" in text) == ("Dele" in text) != ("Amira" in text)
        done = jobs.note(desk, BeginLetters(DEADLINE), drawn, going_on)
        assert done.letters == 2

    def test_a_letter_stands_on_the_timelines_of_those_it_is_about(self, desk, in_care, council):
        home, amira, dele = in_care
        desk.run(awards.award, Award(amira, "reduced-50", from_on=date(2027, 9, 1)))
        drawn = jobs.draw(desk, DEADLINE, going_on)
        done = jobs.note(desk, BeginLetters(DEADLINE), drawn, going_on)
        wrote = "Wrote to Ashby County Council about a reduced rate that ends"
        for card in (dele, council):
            assert any(wrote in each.what for each in shown(desk, card))
        assert not any("reduced rate that ends" in each.what for each in shown(desk, home))
        with pytest.raises(RuleError, match="Nobody is to be written to"):
            jobs.draw(desk, DEADLINE, going_on)
        jobs.take_back(desk, done.run, going_on)
        assert jobs.draw(desk, DEADLINE, going_on).pupils == 1

    def test_who_is_written_to_is_noted_though_the_other_letter_is_not(self, desk, in_care):
        _, amira, dele = in_care
        run = BeginLetters(DEADLINE)
        desk.run(award_renewals.begin, run)
        [to, *_] = desk.look(award_renewals.addressees, False)
        some = award_renewals.LettersSent(run.id, (to,), DEADLINE, new_id())
        assert desk.run(award_renewals.sent, some).result.letters == 1
        written = {row.pupil: row.sent_on for row in desk.look(award_renewals.ending, None)}
        assert sorted(written.values(), key=str) == [JUNE, None]
        [text] = pages(jobs.draw(desk, DEADLINE, going_on))
        assert ("Amira" in text) == (written[amira] is None)
        assert ("Dele" in text) == (written[dele] is None)

    def test_an_organisation_with_many_children_gets_as_many_pages_as_name_them_all(
        self, desk, clock, council
    ):
        names = [
            f"{name} Okafor" for name in ("Al", "Bo", "Cy", "Di", "Ed", "Fi", "Gi", "Hy", "Io")
        ]
        home = family(desk, "Ngozi Okafor")
        for name in names:
            half_price(desk, child := pupil(desk, name, of=home))
            desk.run(circumstances.note, Circumstances(child, has_lessons=True))
            desk.run(households.pays, Pays(child, council))
        clock.go_to(JUNE)
        drawn = jobs.draw(desk, DEADLINE, going_on)
        texts = pages(drawn)
        assert (len(texts), drawn.letters, drawn.pupils) == (2, 2, 9)
        assert all(any(name in text for text in texts) for name in names)


def test_letters_that_count_as_sent_again_are_not_written_twice(desk, clock, okafor):
    clock.go_to(JUNE)
    drawn = jobs.draw(desk, DEADLINE, going_on)
    jobs.note(desk, BeginLetters(DEADLINE), drawn, going_on)
    [sent] = [each for each in shown(desk, okafor[0]) if "Wrote to" in each.what]
    written = []
    act = sent.act
    for _ in range(3):
        act = desk.run(undo.undo, Undo(act)).result.act
        written.append({row.sent_on for row in desk.look(award_renewals.ending, None)})
    assert written == [{None}, {JUNE}, {None}]


def shown(desk, card):
    return desk.look(history.timeline, history.TimelineOf(card))
