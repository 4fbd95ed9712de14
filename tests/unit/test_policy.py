"""The policy file: read whole or refused by line, written so that reading gives it back."""

import json
import tomllib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    check,
    export,
    from_rows,
    merge,
    parse,
    rows,
)
from loanmgr.domain.policy.lines import find_lines, line_of

WHOLE = """\
[[terms]]
code = "2026-autumn"
name = "Autumn term 2026"
from = 2026-09-02
to = 2026-12-18

[[tariffs]]
code = "strings"
name = "Strings"
types = ["Violin"]
basis = "term"
price_pence = 2400

[[schemes]]
code = "half"
name = "Low income"
public_name = "Reduced rate"
percent = 50

[[limits]]
code = "pupil"
name = "Instruments of a pupil"
borrowers = ["pupil"]
instruments = 2

[[intervals]]
code = "hygiene"
name = "Hygiene clean"
after_loan = true

[[types]]
code = "violin"
name = "Violin"
family = "strings"
sizes = ["1/2", { code = "4/4", name = "Full size", from_age = 12 }]
checks = ["Hygiene clean"]
"""


def problems(text):
    with pytest.raises(PolicyProblems) as refused:
        parse(text)
    return [(problem.line, problem.message) for problem in refused.value.problems]


def only_problem(text):
    (found,) = problems(text)
    return found


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


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            "price_pence",
            "prise_pence",
            12,
            "The tariff Strings has a key prise_pence, which no tariff has. "
            "Did you mean price_pence?",
        ),
        (
            "price_pence = 2400",
            "price_pence = -5",
            12,
            "The tariff Strings has price_pence = -5; it must be whole pence from 0 up, "
            "such as 2400 for £24.00.",
        ),
        (
            "price_pence = 2400",
            "price_pence = 24.00",
            12,
            "The tariff Strings has price_pence = 24.00; it must be whole pence from 0 up, "
            "such as 2400 for £24.00.",
        ),
        (
            "price_pence = 2400",
            "price_pence = true",
            12,
            "The tariff Strings has price_pence = true; it must be whole pence from 0 up, "
            "such as 2400 for £24.00.",
        ),
        (
            "percent = 50",
            "percent = 101",
            18,
            "The scheme Low income has percent = 101; it must be a number above 0 and up to 100 "
            "with at most two decimals, such as 50.",
        ),
        (
            "percent = 50",
            "percent = nan",
            18,
            "The scheme Low income has percent = NaN; it must be a number above 0 and up to 100 "
            "with at most two decimals, such as 50.",
        ),
        (
            "percent = 50",
            "percent = 33.333",
            18,
            "The scheme Low income has percent = 33.333; it must be a number above 0 and up to "
            "100 with at most two decimals, such as 50.",
        ),
        (
            "percent = 50\n",
            "",
            16,
            "The scheme Low income takes nothing off; give it percent, fixed_pence, "
            "set_price_pence or free.",
        ),
        (
            "percent = 50",
            "percent = 50\nfree = true",
            19,
            "The scheme Low income has percent and free; it can have only one.",
        ),
        (
            "percent = 50",
            "fixed_pence = 0",
            18,
            "The scheme Low income has fixed_pence = 0, so it would take nothing off.",
        ),
        (
            'public_name = "Reduced rate"\n',
            "",
            14,
            "The scheme Low income has no public_name; it must be a few words in quotes, "
            "at most 120 letters, on one line.",
        ),
        (
            '"Violin"]',
            '"Violine"]',
            10,
            "The tariff Strings is for a type Violine that is not known. Did you mean Violin?",
        ),
        (
            'types = ["Violin"]',
            'families = ["brass"]',
            10,
            "The tariff Strings is for a family brass that no type belongs to. "
            "What there is: strings.",
        ),
        (
            'types = ["Violin"]',
            'sizes = ["7/8"]',
            10,
            "The tariff Strings is for a size 7/8 that nothing in its scope comes in. "
            "What there is: 1/2 and 4/4.",
        ),
        (
            'types = ["Violin"]',
            'types = ["Violin"]\nfamilies = ["strings"]',
            11,
            "The tariff Strings names families and types; a type already has its family, "
            "so one of the two says nothing or rules everything out.",
        ),
        (
            'basis = "term"',
            'basis = "free"',
            12,
            "The tariff Strings is free and has a price; it can't be both.",
        ),
        (
            "price_pence = 2400\n",
            "",
            11,
            'The tariff Strings has no price_pence; a free hire has basis = "free".',
        ),
        (
            'basis = "term"',
            'basis = "month"\npart_period = "weeks"',
            12,
            'The tariff Strings has basis = "month", for which part_period can only be "full", '
            'not "weeks".',
        ),
        (
            'basis = "term"',
            'basis = "weekly"',
            11,
            'The tariff Strings has basis = "weekly"; it must be "term", "half_term", "month", '
            '"year", "fixed" or "free".',
        ),
        (
            "to = 2026-12-18",
            "to = 2026-08-18",
            5,
            "The term Autumn term 2026 ends on 18 Aug 2026, before it begins on 2 Sep 2026.",
        ),
        (
            "to = 2026-12-18",
            'to = "at Christmas"',
            5,
            'The term Autumn term 2026 has to = "at Christmas"; it must be a date such as '
            "2026-09-01, without quotes.",
        ),
        (
            "to = 2026-12-18",
            "to = 2026-12-18T10:00:00",
            5,
            "The term Autumn term 2026 has to = 2026-12-18 10:00:00; it must be a date such as "
            "2026-09-01, without quotes.",
        ),
        (
            "to = 2026-12-18",
            "to = 2026-12-18\nhalf_term_from = 2026-10-26",
            6,
            "The half term of Autumn term 2026 needs both half_term_from and half_term_to.",
        ),
        (
            "to = 2026-12-18",
            "to = 2026-12-18\nhalf_term_from = 2026-12-16\nhalf_term_to = 2026-12-20",
            6,
            "The half term of Autumn term 2026, 16 Dec 2026 to 20 Dec 2026, does not lie inside "
            "the term, 2 Sep 2026 to 18 Dec 2026.",
        ),
        (
            "instruments = 2\n",
            "",
            22,
            "The limit Instruments of a pupil limits nothing; "
            "give it instruments, owed_pence or renewals.",
        ),
        (
            'borrowers = ["pupil"]',
            'borrowers = ["pupils"]',
            23,
            'The limit Instruments of a pupil has borrowers = ["pupils"]; it must be a list of '
            '"pupil", "adult", "teacher", "school" or "partner", each once.',
        ),
        (
            "after_loan = true",
            "after_loan = true\nevery_months = 12",
            28,
            "The interval Hygiene clean needs one of after_loan = true and every_months, "
            "and not both.",
        ),
        (
            '["Hygiene clean"]',
            '["PAT test"]',
            36,
            "The type Violin has a check PAT test that no interval has. What there is: hygiene.",
        ),
        (
            '"1/2", {',
            '"4/4", {',
            35,
            "The type Violin has the size 4/4 twice.",
        ),
        (
            "from_age = 12",
            "from_age = 12, to_age = 8",
            35,
            "The size 4/4 of Violin is usual to age 8, which is below 12.",
        ),
        (
            "[[types]]",
            "[[instruments]]\n[[types]]",
            31,
            "A policy has no list called instruments. "
            "What there is: terms, tariffs, schemes, limits, intervals and types.",
        ),
        (
            "[[limits]]",
            "[limits]",
            20,
            "Each limit begins with a line [[limits]], in double brackets.",
        ),
    ],
)
def test_what_is_wrong_is_told_by_line(old, new, line, message):
    assert WHOLE.count(old) >= 1
    assert only_problem(WHOLE.replace(old, new, 1)) == (line, message)


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file():
    text = WHOLE.replace("price_pence", "price").replace("percent = 50", "percent = 500")
    with pytest.raises(PolicyProblems) as refused:
        parse(text.replace("to = 2026-12-18", "to = 18"))
    assert [problem.line for problem in refused.value.problems] == [5, 12, 18]
    assert refused.value.message.startswith("The policy has 3 problems; nothing was changed.\nLine")
    assert refused.value.code == "policy_problems"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[[terms]]\ncode = oops\n", 2),
        ('[[terms]]\ncode = "a"\ncode = "b"\n', 3),
        ('[[terms]]\ncode = "never ends\n', 2),
        ("[[terms]\n", 1),
        ("[[terms]]\nfrom = 2026-02-30\n", 2),
    ],
)
def test_what_is_no_toml_is_told_by_line(text, line):
    found, message = only_problem(text)
    assert found == line
    assert message.startswith("This line cannot be read as TOML (")


def test_a_file_nested_out_of_all_reason_is_refused_like_any_other():
    for depth in (100, 300, 900, 50_000):
        nested = "[" * depth + "1" + "]" * depth
        assert problems(f"[[terms]]\ncode = {nested}")[0][0] in (1, 2)


@pytest.mark.parametrize("number", ["9" * 5000, "0x" + "f" * 5000, "1e999999999", "1e-999999999"])
def test_a_number_out_of_all_reason_is_refused_by_line(number):
    for old in ("price_pence = 2400", "percent = 50"):
        key = old.split(" = ", maxsplit=1)[0]
        lines = WHOLE.splitlines()
        assert only_problem(WHOLE.replace(old, f"{key} = {number}"))[0] == lines.index(old) + 1


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


def tariff(code, **keys):
    """A tariff as TOML."""
    said = {"code": code, "name": code.title(), "basis": "term", "price_pence": 100, **keys}
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in said.items())
    return f"[[tariffs]]\n{lines}".replace('"D', "").replace('D"', "")


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


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\n\n[[b]]\nc = 2\n[[b]]\nc = 3", ("b", 1, "c"), 6),
        ("b = [\n  { c = 1 },\n\n  { c = 2 }, # no, ] is a remark\n]", ("b", 1, "c"), 4),
        ('[[b]]\nd = """\n[[b]]\nc = 1"""\nc = 2', ("b", 0, "c"), 5),
        ('[[b]]\nd = """a "quote" \\""""\nc = 2', ("b", 0, "c"), 3),
        ("[[b]]\nd = '''x'''''\nc = 2", ("b", 0, "c"), 3),
        ('[["b"]] # x\n"c d" = "]]"\n', ("b", 0, "c d"), 2),
        ("[[b]]\n[[b.e]]\nf = 1\n[[b.e]]\nf = 2\n[[b]]\n[[b.e]]\nf = 3", ("b", 0, "e", 1, "f"), 5),
        ("[[b]]\n[[b.e]]\nf = 1\n[[b]]\n[[b.e]]\nf = 3", ("b", 1, "e", 0, "f"), 6),
        ("[[b]]\r\n[b.t]\r\nx.y = 1\r\n", ("b", 0, "t", "x", "y"), 3),
        ("[[b]]\nd = [1, [2,\n3]]", ("b", 0, "d", 1, 1), 3),
        ("[[b]]\nd = 1", ("b", 0, "missing"), 1),
        ("[[b]]\nd = 1", ("b", 7, "d"), 1),
    ],
)
def test_every_value_has_the_line_it_stands_on(text, path, line):
    tomllib.loads(text)
    assert line_of(find_lines(text), path) == line


WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" \"'\\#[]=é£"), min_size=1
).map(lambda text: " ".join(text.split())[:40].strip() or "x")
SOME_DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
PENCE = st.integers(1, 100_000)
FLAGS = st.booleans()


def dated(draw):
    first, last = draw(st.none() | SOME_DAYS), draw(st.none() | SOME_DAYS)
    return (last, first) if first and last and last < first else (first, last)


@st.composite
def terms(draw):
    days = sorted(draw(st.lists(SOME_DAYS, max_size=8, unique=True)))
    pairs = zip(days[::2], days[1::2], strict=False)
    return tuple(
        Term(f"term-{at}", f"Term number {at}", first, last, estimated=draw(FLAGS))
        for at, (first, last) in enumerate(pairs)
    )


@st.composite
def tariffs(draw, types):
    found = []
    for at, kind in enumerate(types):
        basis = draw(st.sampled_from(["term", "year", "month", "fixed", "free"]))
        from_on, to_on = dated(draw)
        price = {} if basis == "free" else {"price_pence": draw(PENCE)}
        found.append(
            Tariff(
                f"tariff-{at}",
                draw(WORDS) + f" tariff {at}",
                basis,
                from_on=from_on,
                to_on=to_on,
                types=(kind.code,),
                sizes=draw(st.sampled_from([(), tuple(size.code for size in kind.sizes)])),
                borrowers=draw(st.sampled_from([(), ("pupil",), ("school", "partner")])),
                parts=draw(FLAGS),
                part_period=draw(st.sampled_from(["full", "months"]))
                if basis in ("term", "year")
                else "full",
                last_days=draw(st.integers(0, 30)),
                ends=draw(st.sampled_from(["until_returned", "fixed"])),
                deposit_pence=draw(st.integers(0, 5000)),
                vat=draw(WORDS),
                example=draw(FLAGS),
                **price,
            )
        )
    return tuple(found)


@st.composite
def schemes(draw):
    percent = st.integers(1, 10_000).map(lambda part: {"percent": Decimal(part) / 100})
    effects = st.one_of(
        percent,
        PENCE.map(lambda pence: {"fixed_pence": pence}),
        PENCE.map(lambda pence: {"set_price_pence": pence}),
        st.just({"free": True}),
    )
    found = []
    for at in range(draw(st.integers(0, 3))):
        from_on, to_on = dated(draw)
        found.append(
            Scheme(
                f"scheme-{at}",
                draw(WORDS) + f" scheme {at}",
                draw(WORDS),
                kind=draw(WORDS),
                from_on=from_on,
                to_on=to_on,
                cap_per_term_pence=draw(st.none() | PENCE),
                applies_to=draw(st.sampled_from([("hire",), ("deposit",), ("hire", "deposit")])),
                stacks=draw(FLAGS),
                evidence=draw(st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple)),
                grace_days=draw(st.integers(0, 366)),
                lasts=draw(st.sampled_from(["academic_year", "term", "until_ended"])),
                from_year=draw(st.sampled_from(["", "N", "R", "3", "13"])),
                budget_pence=draw(st.none() | PENCE),
                **draw(effects),
            )
        )
    return tuple(found)


@st.composite
def policies(draw):
    checks = tuple(
        Interval(f"check-{at}", f"Check {at}", every_months=at + 1, blocks_lending=draw(FLAGS))
        for at in range(draw(st.integers(0, 2)))
    )
    types = tuple(
        InstrumentType(
            f"type-{at}",
            draw(WORDS) + f" type {at}",
            draw(WORDS),
            sizes=tuple(
                Size(
                    f"size {number}",
                    draw(st.sampled_from(["", f"Size {number} in words"])),
                    from_age=draw(st.none() | st.integers(0, 20)),
                    to_age=draw(st.none() | st.integers(20, 120)),
                )
                for number in range(draw(st.integers(1, 3)))
            ),
            usual_parts=draw(st.lists(WORDS, max_size=3, unique=True).map(tuple)),
            checks=tuple(check.code for check in checks),
            value_pence=draw(st.none() | PENCE),
            counts=draw(FLAGS),
        )
        for at in range(draw(st.integers(0, 3)))
    )
    limit = Limit("limit", "Limit", owed_pence=draw(PENCE), renewals=draw(st.none() | PENCE))
    return Policy(
        terms=draw(terms()),
        tariffs=draw(tariffs(types)),
        schemes=draw(schemes()),
        limits=(limit,) if (limit.renewals or 0) <= 9999 else (),
        intervals=checks,
        types=types,
    )


@settings(max_examples=40)
@given(policies())
def test_what_is_exported_reads_back_as_it_was(policy):
    assert check(policy) == ()
    text = export(policy)
    assert parse(text) == policy
    assert export(parse(text)) == text
    assert merge(policy, text).policy == policy


@settings(max_examples=40)
@given(policies())
def test_what_is_stored_in_rows_reads_back_as_it_was(policy):
    stored = json.loads(json.dumps(rows(policy), default=str))
    for entries in stored.values():
        for entry in entries:
            for column in ("from_on", "to_on"):
                entry[column] = entry[column] and date.fromisoformat(entry[column])
    assert from_rows(stored) == policy


@settings(max_examples=40)
@given(policies(), st.data())
def test_every_key_of_an_exported_policy_has_its_own_line(policy, data):
    text = export(policy)
    lines = find_lines(text)
    keys = [
        (array, at, key)
        for array, entries in tomllib.loads(text).items()
        for at, entry in enumerate(entries)
        for key in entry
    ]
    path = data.draw(st.sampled_from(keys)) if keys else ()
    if path:
        assert text.splitlines()[lines[path] - 1].startswith(f"{path[-1]} = ")


@given(st.text(st.sampled_from("[]{}=\"'\n#., ab1\\\r\t"), max_size=60))
def test_no_text_at_all_makes_reading_fall_over(text):
    try:
        messages = [] if parse(text) == Policy() else ["something out of nothing"]
    except PolicyProblems as refused:
        messages = [problem.message for problem in refused.problems]
    assert all(message.endswith((".", "?")) for message in messages)
