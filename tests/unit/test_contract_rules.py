"""What contracts say of insurance, signatures and conditions, from a policy file."""

from datetime import date
from itertools import pairwise

import pytest

from loanmgr.domain import insurance
from loanmgr.domain.charges import quote
from loanmgr.domain.policy import PolicyProblems, export, parse
from tests.unit.test_published import NOVEMBER, hire, published

POLICY = published("contracts")


def insured(kind, **who):
    """Say who insures what is hired, and for how much, as the agreement does."""
    tariff = None
    if kind == "flute":
        tariff = POLICY.tariff_on(quote(POLICY, hire(kind, **who)).tariff_code, NOVEMBER)
    return insurance.words(POLICY.insured_by(kind, tariff), POLICY.type_by_code[kind].value_pence)


def test_essex_advises_to_insure_a_bassoon_and_says_what_it_is_worth():
    assert insured("bassoon") == "We advise the hirer to insure it for £3,500.00."


def test_essex_is_asked_for_the_value_of_what_has_none_yet():
    assert insured("oboe") == "We advise the hirer to insure it; ask us for its value."


def test_wema_has_the_hirer_insure():
    assert insured("euphonium") == "To be insured by the hirer for £2,400.00."


def test_worcestershire_insures_but_not_for_who_lives_elsewhere():
    assert insured("flute") == "Insured by the service."
    assert insured("flute", is_resident=False).startswith("To be insured by the hirer")


def test_of_other_types_nothing_is_said():
    assert insured("violin") == ""


def test_ne_lincs_has_a_teacher_sign_and_wema_adds_conditions_for_pupils_only():
    said = POLICY.papers_on("pupil", NOVEMBER)
    assert said.teacher_signs
    assert said.conditions[-1] == "It is for one named student only."
    school = POLICY.papers_on("school", NOVEMBER)
    assert (school.teacher_signs, school.conditions) == (False, ())


def test_another_version_says_something_else_from_its_day():
    text = export(parse(LIMIT)) + LIMIT.replace("2026-12-31", "2027-12-31").replace(
        "to =", "from = 2027-01-01\nto ="
    ).replace("Dry rooms", "Warm rooms")
    policy = parse(text)
    days = (date(2026, 12, 31), date(2027, 1, 1), date(2028, 1, 1))
    said = [policy.papers_on("adult", on).conditions for on in days]
    assert said == [("Dry rooms only.",), ("Warm rooms only.",), ()]
    assert all(one != two for one, two in pairwise(said))


def test_it_is_written_out_and_read_back_the_same():
    assert parse(export(POLICY)) == POLICY


LIMIT = """
[[limits]]
code = "agreed"
name = "Agreed"
to = 2026-12-31
conditions = ["Dry rooms only."]
"""


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            '[[types]]\ncode = "tuba"\nname = "Tuba"\nfamily = "brass"\ninsure = "us"\n',
            5,
            'has insure = "us"; it must be "hirer", "advised" or "service".',
        ),
        (
            '[[tariffs]]\ncode = "loss"\nname = "Loss"\nbasis = "loss"\ninsure = "hirer"\n',
            5,
            'The tariff Loss is for what is lost or broken, with basis = "loss"; it has no insure.',
        ),
        (LIMIT.replace('["Dry rooms only."]', '"Dry rooms only."'), 6, "a list of sentences"),
        (LIMIT.replace("Dry rooms only.", "x" * 601), 6, "at most 600 letters"),
        (LIMIT.replace("Dry rooms only.", "one\\ntwo"), 6, "on one line"),
        (LIMIT.replace('"Dry rooms only."', '"a", "a"'), 6, "each once"),
        (LIMIT.replace('["Dry rooms only."]', "[]"), 6, "a list of sentences"),
        (
            LIMIT.replace('conditions = ["Dry rooms only."]', "teacher_signs = 1"),
            6,
            "it must be true or false",
        ),
        (
            LIMIT.replace('conditions = ["Dry rooms only."]', "teacher_signs = false"),
            4,
            "The limit Agreed limits nothing",
        ),
        (
            LIMIT + LIMIT.replace('"agreed"', '"too"').replace('"Agreed"', '"Too"'),
            12,
            "The limits Agreed and Too both say conditions.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_line(text, line, message):
    with pytest.raises(PolicyProblems) as refused:
        parse(text)
    [problem] = refused.value.problems
    assert message in problem.message
    assert problem.line == line
