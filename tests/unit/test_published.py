"""What English music services publish, each as a policy file that gives the published figure."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from loanmgr.domain.charges import Hire, quote, renewal
from loanmgr.domain.discounts import AWARDED, AwardHeld, Given, counts_from, year_allows
from loanmgr.domain.ending import Charged, credit, periods_still_owed
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import merge
from tests.unit.test_starting_policy import STARTING

FILES = Path(__file__).parents[1] / "published"
BARE = replace(STARTING, tariffs=(), schemes=(), limits=())
NOVEMBER, DECEMBER = date(2026, 11, 20), date(2026, 12, 3)
LAST_DAY = date(2026, 12, 18)
EVER = (date(2019, 1, 1), None)


def published(name):
    return merge(BARE, (FILES / f"{name}.toml").read_text(encoding="utf-8")).policy


def hire(kind="violin", on=NOVEMBER, **more):
    family = STARTING.type_by_code[kind].family
    return Hire(kind, family, more.pop("size", ""), more.pop("borrower", "pupil"), on, **more)


def held(scheme, ends_on=None):
    return AwardHeld(None, scheme, AWARDED, EVER[0], ends_on)


def due(name, *schemes, **asked):
    return quote(published(name), hire(**asked), [held(scheme) for scheme in schemes]).due_pence


@pytest.mark.parametrize(
    ("name", "schemes", "asked", "pence"),
    [
        ("worcestershire", [], {"on": DECEMBER}, 3640),
        ("worcestershire", ["half"], {"on": DECEMBER}, 1820),
        ("worcestershire", ["fsm"], {}, 0),
        ("worcestershire", [], {"borrower": "school"}, 3640),
        ("worcestershire", [], {"is_resident": False}, 6000),
        ("devon", [], {}, 3000),
        ("devon", ["fsm"], {}, 3000),
        ("devon", ["in-care"], {}, 0),
        ("devon", [], {"child_no": 2}, 2500),
        ("devon", [], {"in_ensemble": True}, 1500),
        ("herefordshire", [], {}, 700),
        ("herefordshire", [], {"kind": "flute"}, 1050),
        ("herefordshire", ["fsm"], {"kind": "clarinet"}, 0),
        ("doncaster", [], {}, 0),
        ("doncaster", [], {"first_on": date(2025, 9, 10)}, 1600),
        ("slough", [], {}, 3000),
        ("slough", ["low-income"], {}, 1000),
        ("slough", ["fsm"], {}, 500),
        ("slough", ["low-income", "fsm"], {}, 500),
        ("coventry", [], {"on": date(2027, 6, 1)}, 10_000),
        ("coventry", [], {"on": LAST_DAY, "has_lessons": True}, 3500),
        ("coventry_groups", [], {"on": LAST_DAY}, 3500),
        ("others", [], {}, 1500),
        ("others", [], {"kind": "ukulele"}, 200),
        ("others", [], {"kind": "ukulele", "has_lessons": True}, 100),
        ("others", [], {"kind": "trumpet"}, 0),
        ("others", [], {"kind": "trumpet", "instrument_no": 2}, 750),
        ("others", [], {"kind": "flute"}, 0),
        ("others", [], {"kind": "oboe"}, 4000),
        ("others", [], {"kind": "oboe", "on": LAST_DAY}, 4000),
        ("others", [], {"kind": "bassoon"}, 0),
        ("concessions", ["kingston"], {}, 5200),
        ("concessions", ["half"], {}, 6500),
        ("concessions", ["suffolk"], {}, 0),
        ("concessions", ["shropshire"], {}, 0),
        ("concessions", ["shropshire-low-income"], {}, 10_500),
        ("concessions", ["shropshire-meals"], {}, 8000),
        ("concessions", ["hms-25"], {"on": date(2021, 11, 1)}, 9750),
        ("concessions", ["hms-old"], {"on": date(2019, 11, 1)}, 2000),
        ("concessions", ["grounds"], {}, 0),
        ("concessions", ["beat"], {}, 8000),
        ("concessions", ["lincolnshire"], {}, 6500),
        ("concessions", ["half", "kingston"], {}, 5200),
        ("first_access", [], {"kind": "djembe", "borrower": "school"}, 150_000),
        ("first_access", [], {"kind": "keyboard", "borrower": "school"}, 145_000),
        ("first_access", ["subsidy-a"], {"kind": "recorder", "borrower": "school"}, 4160),
        ("first_access", ["subsidy-b"], {"kind": "recorder", "borrower": "school"}, 3640),
    ],
)
def test_a_published_figure(name, schemes, asked, pence):
    assert due(name, *schemes, **asked) == pence


def test_a_class_over_three_terms_costs_the_school_1144_pounds():
    policy, award = published("first_access"), [held("subsidy-a")]
    lent = hire("ukulele", date(2026, 9, 10), borrower="school")
    first = quote(policy, lent, award)
    second = renewal(policy, lent, first.period_to_on, award)
    third = renewal(policy, lent, second.period_to_on, award)
    terms = [first.due_pence, second.due_pence, third.due_pence]
    assert terms == [45_760, 40_040, 28_600]
    assert sum(terms) == 114_400


def test_herefordshire_charges_on_the_first_whatever_the_start_and_two_months_at_least():
    policy = published("herefordshire")
    april = quote(policy, hire(on=date(2027, 4, 15)))
    assert (april.period_label, april.charge_on) == ("May 2027", date(2027, 5, 1))
    for kind, least in (("violin", 2), ("flute", 2), ("drum_kit", 4), ("digital_piano", 4)):
        tariff = policy.tariff_on(quote(policy, hire(kind)).tariff_code, NOVEMBER)
        assert periods_still_owed(tariff, 0) == least


def test_herefordshire_asks_a_deposit_of_25_pounds_of_who_pays_nothing_and_of_nobody_else():
    policy, award = published("herefordshire"), [held("fsm")]
    for kind in ("violin", "clarinet", "drum_kit"):
        assert quote(policy, hire(kind)).deposit_pence == 0
        free = quote(policy, hire(kind), award)
        assert (free.due_pence, free.deposit_pence) == (0, 2500)
        assert renewal(policy, hire(kind), free.period_to_on, award).deposit_pence == 0
    ended = [held("fsm", NOVEMBER)]
    assert quote(policy, hire(on=DECEMBER), ended).deposit_pence == 0


def test_a_full_term_is_charged_on_its_last_day_where_nothing_else_is_said():
    """The charge is for the term that is ending, not for the one to come."""
    for name, kind in (("worcestershire", "violin"), ("coventry_groups", "violin")):
        assert quote(published(name), hire(kind, LAST_DAY)).charge_on == LAST_DAY
    assert quote(published("others"), hire("oboe", LAST_DAY)).charge_on == LAST_DAY


def test_lincolnshire_lowers_the_first_instrument_only():
    first = Given(NOVEMBER, 6500, 6500, "lincolnshire", hire="first")
    assert due("concessions", "lincolnshire", given=(first,)) == 13_000


def test_devons_price_for_the_year_is_paid_once():
    policy, award = published("devon"), [held("fsm")]
    paid = Given(date(2026, 9, 10), 3000)
    lent = hire(on=date(2026, 9, 10), given=(paid,))
    assert renewal(policy, lent, date(2026, 12, 18), award).due_pence == 0


def test_doncaster_lends_no_recorders_and_charges_from_the_second_year():
    with pytest.raises(RuleError, match="No price covers Recorder"):
        due("doncaster", kind="recorder")
    second_year = hire(on=date(2027, 1, 20), first_on=date(2025, 11, 1))
    assert quote(published("doncaster"), second_year).due_pence == 1600


def test_no_family_of_coventry_pays_more_than_80_pounds_a_term():
    before = tuple(Given(date(2026, 9, 10), 3500, is_own=False, hire=str(n)) for n in range(2))
    assert due("coventry_groups", given=before) == 1000


def test_durham_charges_nothing_with_fewer_than_eight_lessons_left():
    policy = published("others")
    begun_late = quote(policy, hire("clarinet", date(2026, 11, 10)))
    assert begun_late.charge_on == date(2027, 1, 5)
    assert quote(policy, hire("clarinet", date(2026, 10, 1))).charge_on == date(2026, 10, 1)


def test_wiltshire_charges_another_year_without_notice_by_1_july():
    policy = published("others")
    tariff = policy.tariff_on("wiltshire", NOVEMBER)
    following = Charged("2027/28", date(2027, 9, 1), date(2028, 8, 31), 9000)
    assert credit(policy, tariff, (following,), 0, date(2027, 6, 30)).is_whole
    assert credit(policy, tariff, (following,), 0, date(2027, 7, 2)).pence == 0


def test_lincolnshires_deadline_and_the_year_groups():
    policy = published("concessions")
    scheme = policy.scheme_on("lincolnshire", NOVEMBER)
    assert counts_from(policy, scheme, date(2026, 11, 20)) == date(2027, 1, 5)
    kingston = policy.scheme_on("kingston", NOVEMBER)
    assert [year for year in ("R", "1", "2", "3") if year_allows(kingston, year)] == ["3"]


def test_a_scheme_changes_its_test_on_a_date():
    policy = published("concessions")
    before, after = (policy.scheme_on("uc", on) for on in (date(2026, 8, 31), date(2026, 9, 1)))
    assert (before.reasons, after.reasons) == (
        ("Universal Credit under £7,400",),
        ("Universal Credit",),
    )


def test_hertfordshires_old_rules_held_for_their_years():
    policy = published("concessions")
    assert policy.scheme_on("hms-25", date(2021, 10, 1)).percent == 25
    assert policy.scheme_on("hms-25", NOVEMBER) is None
    assert policy.scheme_on("hms-old", date(2019, 10, 1)).set_price_pence == 2000


@pytest.mark.parametrize("file", sorted(FILES.glob("*.toml")), ids=lambda file: file.stem)
def test_each_file_can_be_brought_in(file):
    assert merge(BARE, file.read_text(encoding="utf-8")).policy.tariffs
