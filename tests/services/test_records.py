"""What the pages of an instrument and of a family, school or teacher show, and to whom."""

from datetime import date
from uuid import UUID

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, instruments, lending, lists, records, returns, undo
from loanmgr.services.records import Events
from tests import factories

STATEMENTS = 15
"""A page asks for no more than this, however much there is to show."""


def shown(desk, code):
    return desk.look(records.instrument, code)


def person(desk, code):
    return desk.look(records.person, code)


def happened(desk, code, about="all", **more):
    return [event.what for event in desk.look(records.happenings, Events(code, about, **more))]


def statements(desk, question, code):
    def counted(look, asked):
        before = look.connection.reads
        question(look, asked)
        return look.connection.reads - before

    return desk.look(counted, code)


# An instrument.


def test_an_instrument_shows_what_it_is_and_where_it_belongs(desk):
    code = factories.violin(
        desk, make="Stentor", model="Student II", aliases=("OLD 7",), value_pence=12_900
    )

    found = shown(desk, "old7")

    assert (found.code, found.name, found.make) == (code, "Violin 3/4", "Stentor Student II")
    assert (found.status, found.home, found.owner) == (
        "available",
        "Ashby Music Centre",
        "Ashby Music Service",
    )
    assert (found.old_codes, found.value_pence, found.loans) == (("OLD7",), 12_900, 0)
    assert [part.name for part in found.parts] == ["bow", "case"]


def test_a_lent_instrument_shows_who_has_it_and_until_when(desk):
    code, child = factories.violin(desk), factories.pupil(desk)
    factories.lend(desk, code, child)

    found = shown(desk, code)

    assert (found.status, found.holder, found.holder_code) == ("on_loan", "Amira Okafor", child)
    assert (found.due_on, found.next_charge_on) == (None, date(2027, 1, 5))
    assert found.loans == 1


def test_a_part_left_behind_shows_with_whom_it_is(desk):
    code, child = factories.violin(desk), factories.pupil(desk)
    factories.lend(desk, code, child)
    desk.run(returns.return_one, returns.Return(code, missing=("bow",)))

    bow = next(part for part in shown(desk, code).parts if part.name == "bow")
    [still_open] = person(desk, child).parts_open

    assert (bow.left_with, bow.missing_on) == ("Amira Okafor", date(2026, 11, 21))
    assert (still_open.part, still_open.instrument) == ("bow", code)


def test_the_page_of_an_instrument_takes_few_statements(desk):
    code = factories.violin(desk)
    factories.lend(desk, code, factories.pupil(desk))

    assert statements(desk, records.instrument, code) <= STATEMENTS


@pytest.mark.parametrize("question", [records.instrument, records.person])
def test_a_card_or_label_of_another_kind_is_refused(desk, question):
    card, label = factories.family(desk), factories.violin(desk)

    with pytest.raises(RuleError, match="is not"):
        desk.look(question, card if question is records.instrument else label)


# A family.


@pytest.fixture
def okafors(desk):
    home = factories.family(
        desk, "Ngozi Okafor", contact="07700 900123", address="14 Mill Lane", postcode="ab1 2cd"
    )
    school = factories.school(desk)
    children = [
        factories.pupil(desk, name, of=home, school=school, year=year)
        for name, year in (("Amira Okafor", "4"), ("Dele Okafor", "2"))
    ]
    return home, children


def test_a_family_shows_adults_children_and_what_is_out(desk, okafors):
    home, (amira, _dele) = okafors
    code = factories.violin(desk)
    factories.lend(desk, code, amira)

    found = person(desk, home)

    assert [(a.name, a.contact) for a in found.adults] == [("Ngozi Okafor", "07700 900123")]
    assert (found.address, found.postcode) == ("14 Mill Lane", "AB1 2CD")
    assert [(c.name, c.year, c.school, c.out) for c in found.children] == [
        ("Amira Okafor", "Year 4", "St Anne's Primary", 1),
        ("Dele Okafor", "Year 2", "St Anne's Primary", 0),
    ]
    assert [(line.code, line.borrower) for line in found.out] == [(code, "Amira Okafor")]
    assert [line.amount_pence for line in found.account.lines] == [2400]


def test_a_child_s_card_opens_the_family_and_says_which_child(desk, okafors):
    home, (_amira, dele) = okafors

    found = person(desk, dele)

    assert (found.code, found.asked) == (home, dele)


def test_the_agreement_of_the_year_shows_whether_it_is_signed(desk, okafors):
    home, (amira, _dele) = okafors
    before = person(desk, home)
    factories.lend(desk, factories.violin(desk), amira)
    unsigned = person(desk, home)
    desk.run(accounts.sign_agreement, accounts.SignAgreement(home))
    signed = person(desk, home)

    assert (before.has_agreement, before.agreement_year) == (False, "2026/27")
    assert (unsigned.has_agreement, unsigned.signed_on) == (True, None)
    assert (signed.signed_on, signed.signed_how) == (date(2026, 11, 21), "paper")


def test_the_page_of_a_family_takes_few_statements(desk, okafors):
    home, children = okafors
    for child in children:
        factories.lend(desk, factories.violin(desk), child)
        factories.half_price(desk, child)

    assert statements(desk, records.person, home) <= STATEMENTS


def test_an_award_shows_until_when_it_holds(desk, okafors, clock):
    home, (amira, dele) = okafors
    factories.half_price(desk, amira)

    now = person(desk, home)
    clock.go_to(date(2027, 9, 1))
    later = person(desk, home)

    until = {child.code: child.reduced_until_on for child in now.children}
    assert until == {amira: date(2027, 8, 31), dele: None}
    assert [award.holds for award in (*now.awards, *later.awards)] == [True, False]


def test_only_office_roles_get_the_reason_for_a_reduced_rate(desk, another_desk, okafors):
    home, (amira, _dele) = okafors
    factories.half_price(desk, amira)
    _give_role(desk, "Joan Field", "volunteer")
    volunteer = another_desk("Ashby 3", staff="Joan Field")

    [full], [bare] = person(desk, home).awards, person(volunteer, home).awards

    assert (full.public_name, full.evidence, full.seen_by) == ("Reduced rate", "letter", "Pat Lead")
    assert full.scheme != full.public_name
    assert (bare.public_name, bare.scheme, bare.evidence, bare.seen_by) == (
        "Reduced rate",
        "",
        "",
        "",
    )
    assert not person(volunteer, home).sees_reasons


def _give_role(desk, name, role):
    """Add somebody to the staff, which no use case of this version does."""

    def add(draft, _request):
        person = draft.put("staff", uuid=UUID(int=77), name=name)
        draft.put("staff_role", staff_id=person, role=role)

    desk.draft(add, None)


# Schools and teachers.


def test_a_school_shows_its_number_and_the_pupils_of_ours_who_go_there(desk, okafors):
    [school] = desk.look(lists.people, lists.PeoplePage("school"))
    ukulele = factories.instrument(desk, "ukulele")
    factories.lend(desk, ukulele, school.code)

    found = person(desk, school.code)

    assert (found.kind, found.pupils_here, found.children) == ("school", 2, ())
    assert [line.code for line in found.out] == [ukulele]


def test_a_teacher_shows_the_school_they_work_at(desk):
    school = factories.school(desk)
    card = factories.borrower(desk, "teacher", "Ms Grey", school=school, contact="grey@example.org")

    found = person(desk, card)

    assert (found.kind, found.school, found.contact) == (
        "teacher",
        "St Anne's Primary",
        "grey@example.org",
    )


# Timelines.


def test_a_timeline_can_show_loans_repairs_or_money_alone(desk):
    code, child = factories.violin(desk), factories.pupil(desk)
    factories.lend(desk, code, child)
    desk.run(returns.return_one, returns.Return(code))
    desk.run(instruments.needs_repair, instruments.NeedsRepair(code, "peg slips"))

    assert [what.split(":")[0] for what in happened(desk, code)] == [
        "Needs repair",
        "Returned",
        "Lent",
        "Added",
    ]
    assert [what.split(":")[0] for what in happened(desk, code, "loans")] == ["Returned", "Lent"]
    assert len(happened(desk, code, "repairs")) == 1
    with pytest.raises(RuleError, match="weather"):
        happened(desk, code, "weather")


def test_a_timeline_goes_on_after_its_last_line(desk):
    code = factories.violin(desk)
    for fault in ("peg slips", "", "bridge", ""):
        desk.run(instruments.needs_repair, instruments.NeedsRepair(code, fault))

    first = desk.look(records.happenings, Events(code, page=3))
    rest = desk.look(records.happenings, Events(code, before=first[-1].number))

    assert [event.what for event in (*first, *rest)] == happened(desk, code)
    assert len(happened(desk, code)) == 5


def test_what_was_undone_says_so(desk):
    code, child = factories.violin(desk), factories.pupil(desk)
    factories.lend(desk, code, child)
    desk.run(undo.undo, undo.Undo())

    lent = next(
        event
        for event in desk.look(records.happenings, Events(code))
        if event.what.startswith("Lent")
    )

    assert lent.is_undone


def test_a_family_s_visit_is_told_once_for_each_instrument(desk, okafors):
    home, (amira, _dele) = okafors
    codes = tuple(factories.violin(desk) for _ in range(2))
    desk.run(lending.lend, lending.Lend(codes, amira))

    lent = happened(desk, home, "loans")

    assert len(lent) == 2
    assert all(code in "".join(lent) for code in codes)
    assert happened(desk, home, "money") == lent
