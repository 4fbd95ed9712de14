"""What the policy adds to agreements and says of insurance, wherever somebody looks."""

import pytest

from loanmgr.services import (
    agreements,
    baskets,
    circumstances,
    policy,
    records,
    show,
)
from loanmgr.services.agreements import AgreementOf
from loanmgr.services.circumstances import Circumstances
from tests import factories
from tests.factories import instrument, lend, pupil, school
from tests.unit.test_published import FILES

ADVISED = "We advise the hirer to insure it for £3,500.00."
BY_US, BY_HIRER = "Insured by the service.", "To be insured by the hirer for £400.00."


@pytest.fixture
def child(desk):
    text = (FILES / "contracts.toml").read_text(encoding="utf-8")
    desk.run(policy.bring_in, policy.BringIn(text))
    return pupil(desk)


def agreed(desk, card, **more):
    return desk.look(agreements.agreement_of, AgreementOf(card, **more))


def test_a_familys_agreement_has_the_conditions_and_a_teacher_signs(desk, child):
    lend(desk, instrument(desk, "bassoon"), child)
    found = agreed(desk, child)
    assert found.teacher_signs
    assert len(found.conditions) == 3
    [line] = found.lines
    assert (line.insurance, line.value_pence) == (ADVISED, 350_000)


def test_a_schools_has_neither(desk, child):
    card = school(desk)
    lend(desk, instrument(desk, "bassoon"), card)
    found = agreed(desk, card)
    assert (found.teacher_signs, found.conditions) == (False, ())
    assert found.lines[0].insurance == ADVISED


def test_what_its_own_record_is_worth_goes_before_its_type(desk, child):
    lend(desk, instrument(desk, "bassoon", value_pence=199_900), child)
    assert agreed(desk, child).lines[0].insurance == ADVISED.replace("3,500.00", "1,999.00")


def test_the_price_that_somebody_pays_says_who_insures(desk, child):
    code = instrument(desk, "flute", value_pence=40_000)
    factories.on_the_counter(desk, child, code)
    assert agreed(desk, child, with_basket=True).lines[0].insurance == BY_US
    assert desk.look(baskets.current, None).lines[0].insurance == BY_US
    desk.run(circumstances.note, Circumstances(child, in_area=False))
    assert desk.look(baskets.current, None).lines[0].insurance == BY_HIRER
    assert agreed(desk, child, with_basket=True).lines[0].insurance == BY_HIRER


def test_a_hire_keeps_what_it_began_with(desk, child):
    code = instrument(desk, "flute", value_pence=40_000)
    assert desk.look(records.instrument, code).insurance == ""
    assert lend(desk, code, child).lines[0].insurance == BY_US
    desk.run(circumstances.note, Circumstances(child, in_area=False))
    assert agreed(desk, child).lines[0].insurance == BY_US
    assert desk.look(records.instrument, code).insurance == BY_US
    assert desk.look(show.show, code).more["insurance"] == BY_US


def test_its_record_says_it_while_it_is_here(desk, child):
    assert desk.look(records.instrument, instrument(desk, "bassoon")).insurance == ADVISED
    assert desk.look(show.show, instrument(desk, "tuba")).more["insurance"] is None


def test_the_starting_policy_says_nothing(desk):
    child, code = pupil(desk), instrument(desk, "bassoon")
    assert lend(desk, code, child).lines[0].insurance == ""
    found = agreed(desk, child)
    assert (found.conditions, found.teacher_signs, found.lines[0].insurance) == ((), False, "")


def test_a_file_with_a_wrong_value_is_refused_and_changes_nothing(desk, child):
    text = '[[types]]\ncode = "tuba"\nname = "Tuba"\nfamily = "brass"\ninsure = "we"\n'
    with pytest.raises(policy.PolicyProblems, match='"hirer", "advised" or "service"'):
        desk.run(policy.bring_in, policy.BringIn(text))
    assert desk.look(records.instrument, instrument(desk, "tuba")).insurance == ""


def test_it_is_exported_and_brought_in_again_the_same(desk, child):
    text = desk.look(policy.export, None)
    assert 'insure = "advised"' in text
    assert "teacher_signs = true" in text
    assert desk.run(policy.bring_in, policy.BringIn(text)).result.changed == 0
