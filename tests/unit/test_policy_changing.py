"""One entry changed at a time: whatever is saved so reads, writes and compares as what was said."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import (
    Policy,
    PolicyProblems,
    changing,
    check,
    compare,
    export,
    from_rows,
    merge,
    parse,
    rows,
    wording,
)
from loanmgr.domain.policy.changing import Version
from loanmgr.domain.policy.keys import SHAPES
from loanmgr.domain.policy.write import table
from tests.unit.test_policy_always import policies

STARTING = parse(
    (Path(__file__).parents[2] / "resources/policy/starting.toml").read_text(encoding="utf-8")
)
KEYS = [(shape.array, key.name) for shape in SHAPES for key in shape.keys]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies())
def test_every_entry_saved_as_it_is_changes_nothing(policy):
    assume(check(policy) == ())
    for shape in SHAPES:
        for entry in getattr(policy, shape.array)[:1]:
            version = changing.version_of(shape, entry)
            said = table(entry, shape)
            again = changing.put(policy, shape.array, said, version, follows=False)
            assert compare.between(policy, again) == ()
            assert from_rows(rows(again)) == again
            assert merge(again, export(again)).policy == again


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies(), st.randoms(use_true_random=False))
def test_an_entry_put_alone_is_the_same_as_one_in_a_file(policy, random):
    assume(check(policy) == ())
    entries = [(shape, entry) for shape in SHAPES for entry in getattr(policy, shape.array)]
    shape, entry = random.choice(entries) if entries else (SHAPES[0], None)
    if entry is None or shape.array in ("types", "intervals"):
        return  # others need them
    version = changing.version_of(shape, entry)
    without = changing.remove(policy, version)
    (gone,) = compare.between(policy, without)
    assert (gone.how, gone.code) == ("removed", entry.code)
    back = changing.put(without, shape.array, table(entry, shape), None, follows=False)
    assert compare.between(policy, back) == ()


def values(kind, must):
    return {
        "text": "some words",
        "texts": ["one", "two"],
        "day": "2030-02-01",
        "flag": True,
        "pence": 1200,
        "percent": 12.5,
        "number": 12,
        "sizes": ["1", {"code": "2", "name": "Two", "from_age": 3}],
    }.get(kind, must)


@pytest.mark.parametrize(("array", "name"), KEYS)
def test_every_key_is_written_read_and_said(array, name):
    """Of the table of keys: one that is added tomorrow is held to the same."""
    shape = wording.SHAPE_OF[array]
    key = next(each for each in shape.keys if each.name == name)
    value = values(key.value.kind, key.value.must)
    if key.value.kind in ("choice", "choices"):
        value = key.value.choices[-1] if key.value.kind == "choice" else [key.value.choices[-1]]
    if not key.value.kind:
        return  # typed as the file has it; what it may be is its own affair
    read = key.value.read(value)
    assert wording.said(key, read)
    words = wording.key_words(array, name)
    assert words.label
    assert "_" not in words.label + words.help
    assert words.section
    for code in key.value.choices:
        assert "_" not in wording.choice(name, code)


def test_every_list_has_a_name_for_people():
    for shape in SHAPES:
        page = wording.page(shape.array)
        assert page.title
        assert page.noun
        named = [key for _, keys in wording.sections(shape) for key in keys]
        assert sorted(key.name for key in named) == sorted(key.name for key in shape.keys)


@pytest.mark.parametrize(
    ("array", "said", "told"),
    [
        (
            "tariffs",
            {"basis": "month", "part_period": "weeks", "price_pence": 900},
            "The price T has “The price is for: a month”, for which “Begun in the middle” can only"
            " be “the whole period”, not “the weeks left”.",
        ),
        (
            "tariffs",
            {"basis": "term"},
            "The price T has no “Price”; a free hire has “The price is for: nothing, it is free”.",
        ),
        (
            "tariffs",
            {"basis": "free", "notice_days": 3},
            "The price T has “Days of notice”, and “The price is for: nothing, it is free” has no"
            " periods.",
        ),
    ],
)
def test_a_refusal_has_the_words_of_the_form(array, said, told):
    entry = {"code": "t", "name": "T", "borrowers": ["partner"], "sizes": ["4/4"], **said}
    with pytest.raises(PolicyProblems) as refused:
        changing.put(STARTING, array, entry, None, follows=False)
    assert told in [wording.plain(array, each.message) for each in refused.value.problems]


def test_no_refusal_of_a_form_has_a_code_word():
    wrong = {
        "code": "t",
        "name": "T",
        "public_name": "T",
        "percent": 50,
        "fixed_pence": 0,
        "cap_per_family_term_pence": 0,
        "set_price_per_year_pence": 5,
    }
    with pytest.raises(PolicyProblems) as refused:
        changing.put(STARTING, "schemes", wrong, None, follows=False)
    for each in refused.value.problems:
        assert not re.search(r"\w_\w", wording.plain("schemes", each.message))


def test_which_version_is_meant_on_a_day():
    strings = table(STARTING.tariff_named("strings"), wording.SHAPE_OF["tariffs"])
    later = {**strings, "from": "2027-01-01"}
    policy = changing.put(STARTING, "tariffs", later, None, follows=True)
    on = changing.in_force_on(policy, "tariffs", "strings", date(2026, 11, 21))
    assert on == Version("tariffs", "strings")
    on = changing.in_force_on(policy, "tariffs", "strings", date(2027, 1, 1))
    assert on == Version("tariffs", "strings", date(2027, 1, 1))
    with pytest.raises(RuleError, match="has no version from 2 Feb 2027"):
        changing.find(policy, Version("tariffs", "strings", date(2027, 2, 2)))
    assert changing.versions(Policy(), "tariffs", "strings") == ()
