"""The policy: read whole, looked up by name, and brought in entry by entry."""

from datetime import date
from decimal import Decimal

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import (
    InstrumentType,
    Interval,
    Limit,
    LimitsHeld,
    Policy,
    PolicyProblems,
    Scheme,
    Size,
    Tariff,
    Term,
    export,
    from_rows,
    merge,
    parse,
    rows,
)
from tests.unit.policy_texts import WHOLE, only_problem, problems, tariff


def test_a_whole_policy_is_read():
    assert parse(WHOLE) == Policy(
        terms=(Term("2026-autumn", "Autumn term 2026", date(2026, 9, 2), date(2026, 12, 18)),),
        tariffs=(Tariff("strings", "Strings", "term", 2400, types=("violin",)),),
        schemes=(Scheme("half", "Low income", "Reduced rate", percent=Decimal(50)),),
        limits=(Limit("pupil", "Instruments of a pupil", ("pupil",), instruments=2),),
        intervals=(Interval("hygiene", "Hygiene clean", after_loan=True),),
        types=(
            InstrumentType(
                "violin",
                "Violin",
                "strings",
                (Size("1/2"), Size("4/4", "Full size", from_age=12)),
                checks=("hygiene",),
            ),
        ),
    )


def test_an_empty_file_is_an_empty_policy():
    assert parse("") == parse("# nothing yet\n") == Policy()


def test_a_file_saved_with_a_byte_order_mark_and_windows_line_ends_is_read():
    assert parse("\ufeff" + WHOLE.replace("\n", "\r\n")) == parse(WHOLE)


def test_terms_never_overlap():
    again = WHOLE.split("\n\n", maxsplit=1)[0].replace("2026-autumn", "late")
    text = WHOLE + again.replace("Autumn term", "Late term").replace("2026-09-02", "2026-12-18")
    assert only_problem(text) == (
        40,
        "The term Late term 2026 begins on 18 Dec 2026, while Autumn term 2026 runs until "
        "18 Dec 2026; terms never overlap.",
    )


VIOLINS = tariff("violins", types=["violin"])


@pytest.mark.parametrize(
    "other",
    [
        tariff("fiddles", types=["violin", "cello"]),
        tariff("fiddles", types=["violin"], **{"from": "D2027-01-01D"}),
    ],
)
def test_two_tariffs_for_the_same_hire_are_a_contradiction(other):
    types = '[[types]]\ncode="violin"\nname="Violin"\nfamily="s"\n'
    types += '[[types]]\ncode="cello"\nname="Cello"\nfamily="s"\n'
    line, message = only_problem(types + VIOLINS + other)
    assert line == 17
    assert message.startswith("The tariffs Violins and Fiddles both hold for the same hire")


@pytest.mark.parametrize(
    "other",
    [
        tariff("all"),
        tariff("cellos", types=["cello"]),
        tariff("schools", types=["violin"], borrowers=["school"]),
        tariff("spares", types=["violin"], parts=True),
        tariff("later", types=["violin"], **{"from": "D2027-01-01D"}),
    ],
)
def test_tariffs_of_different_scopes_or_dates_live_side_by_side(other):
    types = '[[types]]\ncode="violin"\nname="Violin"\nfamily="s"\n'
    types += '[[types]]\ncode="cello"\nname="Cello"\nfamily="s"\n'
    first = tariff("violins", types=["violin"], to="D2026-12-31D")
    assert len(parse(types + first + other).tariffs) == 2


def test_versions_of_one_entry_share_code_and_name_while_their_dates_are_apart():
    old = tariff("price", to="D2026-12-31D")
    new = tariff("price", **{"from": "D2027-01-01D"})
    policy = parse(old + new)
    assert policy.tariff_named("PRICE").from_on == date(2027, 1, 1)
    messages = [message for _, message in problems(old + tariff("price"))]
    assert "Two tariffs are called price; each needs a code and name of its own." in messages


def test_a_name_is_used_once_even_as_the_code_of_another():
    text = WHOLE + '[[types]]\ncode = "fiddle"\nname = "VIOLIN"\nfamily = "strings"\n'
    assert only_problem(text) == (
        39,
        "Two types are called VIOLIN; each needs a code and name of its own.",
    )


def test_a_scheme_keeps_its_kind_over_its_versions():
    old = WHOLE.replace("percent = 50", "percent = 50\nto = 2026-08-31")
    new = '[[schemes]]\ncode = "half"\nname = "Low income"\npublic_name = "Reduced rate"\n'
    new += 'percent = 25\nfrom = 2026-09-01\nkind = "other"\n'
    assert only_problem(old + new)[0] == 44


def test_two_limits_of_one_thing_for_one_borrower_are_a_contradiction():
    text = WHOLE + '[[limits]]\ncode = "two"\nname = "Two"\nborrowers = ["pupil", "adult"]\n'
    assert only_problem(text + "instruments = 3\n") == (
        41,
        "The limits Instruments of a pupil and Two both say instruments.",
    )
    assert parse(text + "owed_pence = 500\n").limits_on("pupil", date(2026, 9, 1)) == LimitsHeld(
        instruments=2, owed_pence=500
    )


def test_a_borrowers_own_limit_goes_before_everybodys_and_the_rest_have_none():
    text = WHOLE + '[[limits]]\ncode = "all"\nname = "All"\ninstruments = 5\nto = 2026-12-31\n'
    policy = parse(text)
    assert policy.limits_on("pupil", date(2026, 9, 1)).instruments == 2
    assert policy.limits_on("school", date(2026, 9, 1)).instruments == 5
    assert policy.limits_on("school", date(2027, 1, 1)) == LimitsHeld()


def test_checks_of_a_type_are_those_in_force():
    text = WHOLE.replace("after_loan = true", "after_loan = true\nfrom = 2026-09-01")
    policy = parse(text)
    assert [check.code for check in policy.checks_for("violin", date(2026, 9, 1))] == ["hygiene"]
    assert policy.checks_for("violin", date(2026, 8, 31)) == ()
    assert policy.checks_for("kazoo", date(2026, 9, 1)) == ()


def test_things_are_found_by_code_or_name_whatever_the_capitals_and_marks():
    text = WHOLE + '[[types]]\ncode = "cajon"\nname = "Cajón"\nfamily = "percussion"\n'
    text += '[[types]]\ncode = "double_bass"\nname = "Double bass"\nfamily = "strings"\n'
    policy = parse(text)
    assert policy.type_named(" VIOLIN ").code == "violin"
    assert policy.type_named("cajón") is policy.type_named("Cajon")
    assert policy.type_named("double bass") is policy.type_named("Double-Bass")
    assert policy.term_named("autumn term 2026").code == "2026-autumn"
    assert policy.scheme_named("Low Income").code == policy.scheme_named("half").code == "half"
    full = policy.type_named("violin").size("FULL SIZE")
    assert full is not None
    assert (full.code, full.words) == ("4/4", "Full size")
    assert policy.type_named("violin").size("9/8") is None


@pytest.mark.parametrize(
    ("ask", "code", "message"),
    [
        (
            lambda policy: policy.type_named("violn"),
            "unknown_type",
            "There is no instrument type called violn. Did you mean Violin?",
        ),
        (
            lambda policy: policy.scheme_named("double"),
            "unknown_scheme",
            "There is no discount scheme called double. What there is: Low income.",
        ),
        (
            lambda policy: Policy().term_named("spring"),
            "unknown_term",
            "There is no term called spring. There are none yet.",
        ),
    ],
)
def test_what_is_not_found_is_refused_with_what_there_is(ask, code, message):
    with pytest.raises(RuleError) as refused:
        ask(parse(WHOLE))
    assert (refused.value.code, refused.value.message) == (code, message)


def test_the_evidence_kinds_are_the_contracts_and_what_schemes_add():
    text = WHOLE.replace("percent = 50", 'percent = 50\nevidence = ["letter", "card"]')
    assert parse(text).evidence_kinds == ("letter", "school", "awaited", "none", "card")


def test_a_file_of_one_entry_is_brought_into_a_policy():
    now = parse(WHOLE)
    dearer = tariff("strings", types=["violin"], price_pence=2600)
    found = merge(now, dearer)
    assert [entry.price_pence for entry in found.policy.tariffs] == [2600]
    assert found.brought["tariffs"] == 1
    assert found.brought["terms"] == 0
    assert found.policy.types == now.types


def test_bringing_in_what_was_exported_changes_nothing_and_keeps_the_order():
    now = parse(WHOLE + tariff("all") + tariff("schools", borrowers=["school"]))
    assert merge(now, export(now)).policy == now
    kept_order = merge(now, tariff("strings", types=["violin"], price_pence=1)).policy
    assert [entry.code for entry in kept_order.tariffs] == ["strings", "all", "schools"]


def test_what_does_not_fit_the_policy_there_is_told_by_the_line_of_the_file():
    with pytest.raises(PolicyProblems) as refused:
        merge(parse(WHOLE), "# a price\n" + tariff("fiddles", types=["violin"]))
    (problem,) = refused.value.problems
    assert problem.line == 4
    assert problem.message.startswith("The tariffs Strings and Fiddles both hold")


def test_rows_are_dated_columns_and_a_rule_that_json_can_hold():
    text = WHOLE.replace("percent = 50", "percent = 33.33\nfrom = 2026-09-01")
    found = rows(parse(text))
    assert found["schemes"] == [
        {
            "array": "schemes",
            "code": "half",
            "name": "Low income",
            "from_on": date(2026, 9, 1),
            "to_on": None,
            "rule": {"public_name": "Reduced rate", "percent": 33.33},
        }
    ]
    assert found["types"][0]["rule"]["sizes"] == [
        "1/2",
        {"code": "4/4", "name": "Full size", "from_age": 12},
    ]
    assert from_rows(found) == parse(text)


def test_rows_that_contradict_each_other_are_refused_without_a_line():
    found = rows(parse(WHOLE))
    found["terms"][0]["rule"]["half_term_from"] = "2026-10-26"
    with pytest.raises(PolicyProblems) as refused:
        from_rows(found)
    assert [problem.line for problem in refused.value.problems] == [None]
    assert refused.value.message.startswith("The half term of Autumn term 2026 needs both")


def test_a_scheme_with_a_budget_cannot_add_to_others():
    half = 'code = "half"\nname = "Half"\npublic_name = "Reduced rate"\npercent = 50'
    found = problems(f"[[schemes]]\n{half}\nstacks = true\nbudget_pence = 5000\n")
    assert found == [(7, "The scheme Half has a budget, so it can't add to other schemes.")]
