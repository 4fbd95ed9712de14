"""What is wrong with a policy file is told in whole sentences, each by its line."""

import tomllib

import pytest

from loanmgr.domain.policy import (
    PolicyProblems,
    parse,
)
from loanmgr.domain.policy.lines import find_lines, line_of
from tests.unit.policy_texts import WHOLE, only_problem, problems


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
            "set_price_pence, set_price_per_year_pence, family_price_per_term_pence or free.",
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
            "percent = 50",
            'percent = 50\ndeposit_pence = 2500\napplies_to = ["hire", "deposit"]',
            19,
            "The scheme Low income asks for a deposit, so it has to lower hires and no deposits: "
            'applies_to has "hire" and not "deposit".',
        ),
        (
            "percent = 50",
            "percent = 50\ndeposit_pence = -1",
            19,
            "The scheme Low income has deposit_pence = -1; it must be whole pence from 0 up, "
            "such as 2400 for £24.00.",
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
            '"year", "fixed", "free", "loss", "damage" or "part_loss".',
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
            "give it instruments, owed_pence, renewals, kept_working_days, payment_days, "
            "recall_after_days, late_note, late_fee_pence, late_percent, address, contact, pay_to, "
            "vat_number, invoices_since, conditions or teacher_signs.",
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
            "What there is: terms, tariffs, schemes, limits, intervals, systems and types.",
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
