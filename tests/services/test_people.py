"""People: families, pupils, schools and others, each with a card of their own."""

import pytest

from loanmgr.domain import codes
from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, find, history, people
from loanmgr.services.people import AddBorrower, AddFamily, AddPupil, AddSchool
from tests import factories
from tests.factories import pupil
from tests.tables import count, counts, one, rows


def test_every_card_is_a_code_of_ours_and_no_two_alike(desk):
    home = factories.family(desk)
    cards = [home, pupil(desk, of=home), factories.school(desk)]
    cards += [
        factories.borrower(desk, kind, f"A {kind}") for kind in ("teacher", "adult", "partner")
    ]
    assert len(set(cards)) == 6
    assert all(codes.is_ours(card) and card[0] == "B" for card in cards)


def test_a_family_has_an_account_and_an_adult(desk):
    home = factories.family(
        desk, "Okafor", adult=" Ngozi  Okafor ", contact="07700 900123", postcode="ab1 2cd"
    )
    adult = rows(desk, "SELECT name, contact FROM adult")[0]
    assert tuple(adult) == ("Ngozi Okafor", "07700 900123")
    assert one(desk, "SELECT postcode FROM family") == "AB1 2CD"
    assert desk.look(accounts.account, home).balance_pence == 0


def test_a_familys_name_is_the_adults_unless_said(desk):
    factories.family(desk, "Ngozi Okafor")
    assert one(desk, "SELECT name FROM adult") == "Ngozi Okafor"


def test_children_share_the_familys_account(desk):
    home = factories.family(desk)
    amira, tunde = pupil(desk, of=home), pupil(desk, "Tunde", of=home)
    desk.run(accounts.pay, accounts.Pay(amira, 500, "cash"))
    for card in (home, amira, tunde):
        assert desk.look(accounts.account, card).balance_pence == -500


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4", "4"),
        ("Year 4", "4"),
        ("year13", "13"),
        ("r", "R"),
        ("N", "N"),
        ("Reception", "R"),
        ("", ""),
        (" 7 ", "7"),
    ],
)
def test_school_years(desk, typed, kept):
    pupil(desk, year=typed)
    assert one(desk, "SELECT year FROM borrower") == kept


@pytest.mark.parametrize("typed", ["0", "14", "Sixth form", "4a", "٤", "-1", "4.0"])
def test_other_school_years_are_refused(desk, typed):
    with pytest.raises(RuleError, match="A school year is N, R or 1 to 13") as refusal:
        pupil(desk, year=typed)
    assert refusal.value.field == "year"


class TestSchools:
    def test_a_pupils_school_by_card_or_by_name(self, desk):
        school = factories.school(desk, "St Anne's Primary")
        pupil(desk, "Amira", school=school)
        pupil(desk, "Tunde", school="st anne's primary")
        found = rows(desk, "SELECT school_id FROM borrower WHERE kind = 'pupil'")
        assert len({row.school_id for row in found}) == 1

    def test_one_that_is_not_here_is_told(self, desk):
        with pytest.raises(RuleError, match="There is no school called Nowhere") as refusal:
            pupil(desk, school="Nowhere")
        assert refusal.value.field == "school"

    def test_a_childs_card_is_no_school(self, desk):
        other = pupil(desk)
        with pytest.raises(RuleError, match="is not a school's card"):
            pupil(desk, "Tunde", school=other)

    @pytest.mark.parametrize("urn", ["12345", "1234567", "12345a", "１２３４５６", "²²²²²²"])
    def test_a_urn_is_six_digits(self, desk, urn):
        with pytest.raises(RuleError, match="A URN is six digits"):
            factories.school(desk, urn=urn)

    def test_two_without_a_urn_are_welcome(self, desk):
        for name in ("St Anne's", "St Bede's"):
            factories.school(desk, name)
        assert count(desk, "school") == 2

    def test_a_urn_is_given_once(self, desk):
        factories.school(desk, urn="123456")
        with pytest.raises(RuleError, match="The school with URN 123456 is here already"):
            factories.school(desk, "Another", urn="123456")


@pytest.mark.parametrize(
    ("use_case", "make"),
    [
        (people.add_family, AddFamily),
        (people.add_school, AddSchool),
        (people.add_borrower, lambda name: AddBorrower("teacher", name)),
    ],
)
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "missing"),
        (" \t ", "missing"),
        ("x" * 301, "too_long"),
        ("a\x00b", "character"),
        ("a\ud800", "character"),
    ],
)
def test_a_name_that_cannot_be_kept_is_refused(desk, use_case, make, name, code):
    before = counts(desk)
    with pytest.raises(RuleError) as refusal:
        desk.run(use_case, make(name))
    assert refusal.value.code == code
    assert counts(desk) == before


def test_names_of_all_sorts(desk):
    names = [
        "Zoë O'Neill-Nguyễn",
        "李小龍",
        "'; DROP TABLE family; --",
        "=HYPERLINK(1)",
        "%s :name ?",
    ]
    for name in names:
        factories.family(desk, name)
    assert [row.name for row in rows(desk, "SELECT name FROM family ORDER BY id")] == names
    for name in names:
        assert desk.look(find.find, name)[0].name == name


def test_a_pupil_needs_a_familys_card(desk):
    with pytest.raises(RuleError, match="is not a family's card"):
        desk.run(people.add_pupil, AddPupil(factories.school(desk), "Amira"))
    with pytest.raises(RuleError, match="We don't know label"):
        desk.run(people.add_pupil, AddPupil("NONE", "Amira"))


def test_a_kind_of_borrower_that_is_none(desk):
    with pytest.raises(RuleError, match="wizard is not a kind of borrower"):
        factories.borrower(desk, "wizard", "Merlin")


def test_the_familys_timeline_tells_of_its_children(desk):
    home = factories.family(desk)
    pupil(desk, of=home)
    told = [event.what for event in desk.look(history.timeline, history.TimelineOf(home))]
    assert told == [
        "Added Amira Okafor to the Okafor family",
        f"Added the Okafor family, card {home}",
    ]
