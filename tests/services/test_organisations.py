"""What a school's page shows besides: the register's facts, prices, pupils with loans; its list."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import lending, passing, records, schools
from loanmgr.services.lending import Lend
from loanmgr.services.passing import PassOn
from loanmgr.services.schools import LoadSchools
from loanmgr.services.schools.listing import SchoolsPage, phases, schools_page
from loanmgr.services.schools.offered import Offered
from loanmgr.services.schools.record import organisation
from tests import factories

SCHOOLS = (
    Offered(2, "Ford Primary", "110001", columns={"phase": "Primary", "state": "Open"}),
    Offered(3, "Brook High", "110002", columns={"phase": "Secondary", "state": "Open"}),
    Offered(4, "Ash Infants", "110003", columns={"phase": "Primary", "state": "Open"}),
)


@pytest.fixture
def cards(desk):
    """Three schools of the national register, by the first word of their names."""
    desk.run(schools.load_schools, LoadSchools(SCHOOLS, ("Hertfordshire",), national=True))
    return {row.name.split()[0]: row.code for row in desk.look(schools_page, SchoolsPage())}


def listed(desk, **asked):
    return [row.name for row in desk.look(schools_page, SchoolsPage(**asked))]


def test_schools_are_listed_by_name_and_narrowed(desk, cards):
    factories.school(desk, "Zebra School")
    assert listed(desk) == ["Ash Infants", "Brook High", "Ford Primary", "Zebra School"]
    assert listed(desk, descending=True)[0] == "Zebra School"
    assert listed(desk, phase="Primary") == ["Ash Infants", "Ford Primary"]
    assert listed(desk, text="bro") == ["Brook High"]
    assert listed(desk, text="f") == ["Ford Primary"]
    assert desk.look(phases, None) == ("Primary", "Secondary")
    with pytest.raises(RuleError, match="open, closed or closing"):
        listed(desk, state="shut")


def test_a_page_goes_on_after_the_last_row(desk, cards):
    assert listed(desk, count=2) == ["Ash Infants", "Brook High"]
    assert listed(desk, count=2, after=cards["Brook"]) == ["Ford Primary"]
    assert listed(desk, descending=True, after=cards["Brook"]) == ["Ash Infants"]


def test_a_closed_school_that_holds_something_is_on_a_list(desk, cards):
    violin = factories.violin(desk)
    factories.lend(desk, violin, cards["Ford"])
    shut = {"phase": "Primary", "state": "Closed", "closed_on": date(2026, 8, 31)}
    gone = tuple(Offered(each.row, each.name, each.urn, columns=shut) for each in SCHOOLS[::2])
    desk.run(schools.load_schools, LoadSchools(gone, ("Hertfordshire",), national=True))
    assert listed(desk, state="closed") == ["Ash Infants", "Ford Primary"]
    assert listed(desk, state="open") == ["Brook High"]
    [row] = desk.look(schools_page, SchoolsPage(state="closed", holds=True))
    assert (row.name, row.out, row.with_pupils, row.closed_on) == (
        "Ford Primary",
        1,
        0,
        date(2026, 8, 31),
    )
    assert row.state == "Closed"


def test_what_a_school_passed_on_counts_as_held(desk, cards):
    violin = factories.violin(desk)
    factories.lend(desk, violin, cards["Ford"])
    child = factories.pupil(desk, school=cards["Ford"])
    desk.run(passing.pass_on, PassOn(violin, child))
    [row] = desk.look(schools_page, SchoolsPage(holds=True))
    assert (row.name, row.out, row.with_pupils) == ("Ford Primary", 0, 1)
    [line] = desk.look(records.person, cards["Ford"]).out
    assert (line.code, line.is_passed_on) == (violin, True)


def test_a_school_shows_prices_and_its_pupils_with_loans(desk, cards):
    child = factories.pupil(desk, "Amira Okafor", school=cards["Ford"], year="4")
    factories.pupil(desk, "Ben Carter", school=cards["Ford"])
    desk.run(lending.lend, Lend((factories.violin(desk),), child))
    shown = desk.look(organisation, cards["Ford"])
    assert (shown.school.phase, shown.school.state, shown.school.urn) == (
        "Primary",
        "Open",
        "110001",
    )
    assert [(pupil.name, pupil.year, pupil.out) for pupil in shown.pupils] == [
        ("Amira Okafor", "Year 4", 1)
    ]
    prices = {price.name: price for price in shown.prices}
    assert prices["School price"].how_much == "£15.00 a term"
    assert prices["School price"].ends == "until a fixed day"
    assert prices["School price"].what == "for every instrument, to schools and partners"
    assert prices["Parts for schools"].how_much == "free"
    assert "Strings" not in prices


def test_a_teacher_has_prices_and_no_pupils(desk):
    shown = desk.look(organisation, factories.borrower(desk, "teacher", "Bela Moor"))
    assert shown.prices[0].name == "Teachers' stock"
    assert (shown.school, shown.pupils) == (None, ())


def test_a_family_is_no_organisation(desk):
    with pytest.raises(RuleError, match="not the card of a school"):
        desk.look(organisation, factories.family(desk))
