"""Other systems in the policy: what is refused, by line, and who sends whose invoices."""

from datetime import date

import pytest

from loanmgr.domain.policy import parse
from tests.unit.policy_texts import WHOLE, only_problem

SYSTEM = """
[[systems]]
code = "pupils"
name = "Pupil system"
kind = "pupils"
accounts = ["family", "adult"]
invoices = true
columns = [
  { heading = "Ref", field = "reference" },
  { heading = "Sum", field = "amount" },
]
paid_columns = [
  { heading = "Ref", field = "reference" },
  { heading = "Payment", field = "payment" },
  { heading = "Paid", field = "amount" },
]
"""
FIRST = WHOLE.count("\n") + 2
ON = date(2026, 11, 21)


def test_another_system_is_read_and_found():
    policy = parse(WHOLE + SYSTEM)
    system = policy.system_named("pupil SYSTEM")
    assert [column.field for column in system.columns] == ["reference", "amount"]
    assert policy.invoicer_of("family", ON) == system
    assert policy.invoicer_of("school", ON) is None
    assert policy.system_on("pupils", ON) == system


def test_one_that_sends_no_invoices_or_is_not_in_use_invoices_nobody():
    quiet = SYSTEM.replace("invoices = true", "invoices = false")
    assert parse(WHOLE + quiet).invoicer_of("family", ON) is None
    later = parse(WHOLE + SYSTEM.replace("kind =", "from = 2026-12-01\nkind ="))
    assert later.invoicer_of("family", ON) is None
    assert later.invoicer_of("family", date(2026, 12, 1)) is not None


def test_a_ledger_code_is_the_first_that_fits():
    codes = """ledger_code = "R1"
ledger_codes = [
  { code = "D1", kind = "deposit" },
  { code = "S1", family = "strings" },
  { code = "V1", vat = "standard" },
]
"""
    system = parse(WHOLE + SYSTEM + codes).systems[0]
    assert system.code_for("deposit", "strings", "") == "D1"
    assert system.code_for("charge", "strings", "standard") == "S1"
    assert system.code_for("charge", "brass", "standard") == "V1"
    assert system.code_for("charge", "brass", "") == "R1"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            '"reference" },\n  { heading = "Sum"',
            '"number" },\n  { heading = "Sum"',
            6,
            "The system ",
        ),
        ('["family", "adult"]', '["families"]', 4, "The system Pupil system has accounts = "),
        (
            '{ heading = "Ref", field = "reference" },\n  { heading = "Sum"',
            '{ heading = "Sum"',
            6,
            'The system Pupil system has no column with field = "reference", so nobody could say',
        ),
        (
            '"Sum", field = "amount"',
            '"Sum", field = "what"',
            6,
            'The system Pupil system has no column with field = "amount", nor the two with',
        ),
        (
            '{ heading = "Sum", ',
            '{ heading = "REF", ',
            6,
            "The system Pupil system has the column REF twice.",
        ),
        (
            '"Sum", field = "amount"',
            '"Sum", field = "amount", text = "x"',
            6,
            "The system Pupil system has a column Sum that needs one of field and text, and not",
        ),
        (
            '  { heading = "Payment", field = "payment" },\n',
            "",
            10,
            'The system Pupil system has no paid column with field = "payment", its own number',
        ),
        (
            '"Payment", field = "payment"',
            '"Payment", field = "unpaid"',
            10,
            'The system Pupil system has no paid column with field = "payment"',
        ),
        (
            '"Paid", field = "amount"',
            '"Payment", field = "amount"',
            10,
            "The system Pupil system has a paid column or its field twice.",
        ),
        (
            "invoices = true",
            'ledger_codes = [{ code = "S", family = "wind" }]',
            5,
            "The system Pupil system has a ledger code for a family wind that no type belongs to.",
        ),
        ('kind = "pupils"', 'kind = "school"', 3, 'The system Pupil system has kind = "school"'),
        ("invoices = true", "invoice = true", 5, "The system Pupil system has a key invoice"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_line(old, new, line, message):
    assert old in SYSTEM
    at, said = only_problem(WHOLE + SYSTEM.replace(old, new, 1))
    assert (at, said[: len(message)]) == (FIRST + line, message)


def test_two_systems_cannot_send_the_same_invoices():
    other = SYSTEM.replace('"pupils"\nname', '"other"\nname').replace("Pupil system", "Another")
    line, message = only_problem(WHOLE + SYSTEM + other)
    assert message == (
        "The systems Pupil system and Another both send the invoices of family accounts at the "
        "same time; only one can."
    )
    assert line > FIRST + 16
    apart = SYSTEM.replace("kind =", "to = 2026-12-31\nkind =", 1)
    after = other.replace("kind =", "from = 2027-01-01\nkind =", 1)
    assert len(parse(WHOLE + apart + after).systems) == 2
