"""What a new register begins with, and the examples and tables of the policy's page."""

import re
from datetime import date
from pathlib import Path

import pytest

from loanmgr.domain.charges import AwardHeld, Hire, quote
from loanmgr.domain.discounts import AWARDED
from loanmgr.domain.policy import (
    BORROWERS,
    LOSSES,
    LimitsHeld,
    export,
    from_rows,
    merge,
    parse,
    rows,
)
from loanmgr.domain.policy.keys import SHAPES

ROOT = Path(__file__).parents[2]
STARTING = parse((ROOT / "resources/policy/starting.toml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs/policy.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)

SIZES = {
    "violin": "1/32 1/16 1/10 1/8 1/4 1/2 3/4 4/4",
    "viola": "12 13 14 15 15.5 16",
    "cello": "1/16 1/10 1/8 1/4 1/2 3/4 7/8 4/4",
    "double bass": "1/4 1/2 3/4",
    "harp": "lever pedal",
    "flute": "straight fife",
    "piccolo": "",
    "clarinet": "C Eb Bb A bass",
    "oboe": "",
    "bassoon": "full short-reach mini",
    "saxophone": "soprano alto tenor baritone plastic",
    "recorder": "descant treble tenor",
    "cornet": "",
    "trumpet": "pTrumpet",
    "pBuzz": "",
    "flugel": "",
    "tenor horn": "",
    "French horn": "Bb double mini",
    "baritone": "",
    "euphonium": "",
    "trombone": "pBone tenor Bb/F",
    "tuba": "Eb Bb",
    "classical guitar": "1/4 1/2 3/4 4/4",
    "acoustic guitar": "1/4 1/2 3/4 4/4",
    "electric guitar": "1/4 1/2 3/4 4/4",
    "bass guitar": "",
    "ukulele": "soprano concert tenor baritone",
    "keyboard": "61 76 88",
    "digital piano": "",
    "upright piano": "",
    "accordion": "",
    "drum kit": "junior electronic",
    "cajón": "",
    "djembe": "",
    "samba kit": "",
    "steel pan": "tenor cello bass",
    "taiko": "",
    "gamelan": "",
    "tabla": "",
    "dhol": "",
    "tablet": "iPad",
    "laptop": "",
    "MIDI controller": "",
    "interface": "",
    "microphone": "",
    "PA system": "",
    "DJ deck": "",
    "synth": "",
    "DAW licence": "",
    "bow": "",
    "case": "",
    "stand": "",
    "amp": "",
    "stool": "",
    "mouthpiece": "",
    "lead": "",
    "shoulder rest": "",
}


def price(kind, borrower="pupil", size="", day=date(2026, 11, 20), *, scheme=""):
    found = STARTING.type_named(kind)
    hire = Hire(found.code, found.family, size, borrower, day)
    held = AwardHeld(None, scheme, AWARDED, date(2026, 9, 1), date(2027, 8, 31))
    return quote(STARTING, hire, [held] if scheme else [])


@pytest.mark.parametrize("kind", SIZES)
def test_every_type_comes_in_its_sizes(kind):
    found = STARTING.type_named(kind)
    assert [size for size in SIZES[kind].split() if found.size(size) is None] == []


def test_three_years_of_terms_are_there_and_only_the_last_is_estimated():
    assert [(term.code, term.estimated) for term in STARTING.terms] == [
        ("2024-autumn", False),
        ("2025-spring", False),
        ("2025-summer", False),
        ("2025-autumn", False),
        ("2026-spring", False),
        ("2026-summer", False),
        ("2026-autumn", True),
        ("2027-spring", True),
        ("2027-summer", True),
    ]
    assert all(term.from_on.weekday() < 5 and term.to_on.weekday() < 5 for term in STARTING.terms)


@pytest.mark.parametrize(
    ("kind", "borrower", "due_pence"),
    [
        ("violin", "pupil", 2400),
        ("viola", "adult", 2400),
        ("cello", "pupil", 3600),
        ("double bass", "pupil", 3600),
        ("clarinet", "pupil", 3000),
        ("trumpet", "pupil", 3000),
        ("keyboard", "adult", 3000),
        ("shoulder rest", "pupil", 0),
        ("cello", "school", 1500),
        ("clarinet", "partner", 1500),
        ("stand", "school", 0),
        ("cello", "teacher", 0),
    ],
)
def test_what_things_cost(kind, borrower, due_pence):
    assert price(kind, borrower).due_pence == due_pence


def test_families_hire_until_returned_and_schools_until_the_end_of_term():
    family, school = price("violin"), price("violin", "school")
    assert (family.due_on, family.next_charge_on) == (None, date(2027, 1, 5))
    assert (school.due_on, school.next_charge_on) == (date(2026, 12, 18), None)
    assert price("stand", "school").due_on == date(2026, 12, 18)


def test_nothing_asks_for_a_deposit_and_parts_are_free_for_everybody():
    assert {tariff.deposit_pence for tariff in STARTING.tariffs} == {0}
    for borrower in BORROWERS:
        part = Hire("violin", "strings", "", borrower, date(2026, 11, 20), is_part=True)
        assert quote(STARTING, part).due_pence == 0


def test_the_two_reduced_rates_take_off_half_and_all_under_one_public_name():
    half, full = STARTING.schemes
    assert {scheme.public_name for scheme in STARTING.schemes} == {"Reduced rate"}
    assert half.kind == full.kind
    assert price("violin", scheme=half.code).due_pence == 1200
    assert price("violin", scheme=full.code).due_pence == 0
    assert {scheme.grace_days for scheme in STARTING.schemes} == {28}


def test_every_price_is_marked_as_an_example():
    assert [tariff.code for tariff in STARTING.tariffs if tariff.price_pence] == [
        tariff.code for tariff in STARTING.tariffs if tariff.example
    ]


def test_limits_are_two_instruments_one_for_adults_five_pounds_owed_and_five_days_kept():
    on = date(2026, 11, 20)
    assert {kind: STARTING.limits_on(kind, on) for kind in BORROWERS} == {
        "pupil": LimitsHeld(2, 500, None, 5),
        "adult": LimitsHeld(1, 500, None, 5),
        "teacher": LimitsHeld(None, 500, None, 5),
        "school": LimitsHeld(None, 500, None, 5),
        "partner": LimitsHeld(None, 500, None, 5),
    }
    assert {kind.family for kind in STARTING.types if not kind.counts} == {"accessories"}


@pytest.mark.parametrize(
    ("kind", "checks"),
    [
        ("clarinet", ["hygiene"]),
        ("tablet", ["ready_for_next_person", "pat"]),
        ("interface", ["ready_for_next_person", "pat"]),
        ("violin", ["return_check"]),
        ("keyboard", ["pat"]),
    ],
)
def test_what_is_checked_between_loans(kind, checks):
    found = STARTING.checks_for(STARTING.type_named(kind).code, date(2026, 11, 20))
    assert [check.code for check in found] == checks


def test_the_starting_policy_survives_export_and_rows():
    assert parse(export(STARTING)) == STARTING
    assert from_rows(rows(STARTING)) == STARTING


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split('"')[1])
def test_every_example_of_the_page_can_be_brought_in(example):
    found = merge(STARTING, example)
    assert sum(found.brought.values()) == example.count("[[")
    assert parse(export(found.policy)) == found.policy


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.array)
def test_the_page_explains_every_key_and_no_other(shape):
    (section,) = (part for part in PAGE.split("\n## ") if part.startswith(f"`[[{shape.array}]]`"))
    explained = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert explained == [key.name for key in shape.keys]


def test_the_page_has_an_example_of_every_basis_effect_and_part_period():
    examples = "\n".join(EXAMPLES)
    for words in ("term", "half_term", "month", "year", "fixed", "free", *LOSSES):
        assert f'basis = "{words}"' in examples
    for key in ("percent", "fixed_pence", "set_price_pence", "free", "cap_per_term_pence"):
        assert f"\n{key} = " in examples
    for rule in ("half_term", "weeks", "months"):
        assert f'part_period = "{rule}"' in examples
