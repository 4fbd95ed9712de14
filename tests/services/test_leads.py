"""What a lead lets pass: named, with a reason, and only for what it was asked for."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.verdicts import Override
from loanmgr.services import baskets, instruments, leads
from loanmgr.services.baskets import Details, Finish
from tests.factories import lend, on_the_counter, pupil, violin
from tests.tables import rows

ALLOWED = (
    "SELECT staff.name, act.override_reason FROM act JOIN staff ON staff.id = act.overridden_by_id"
)


@dataclass(frozen=True)
class Done:
    """The request of something done to a register that no window does yet."""

    id: UUID = field(default_factory=new_id)


@pytest.fixture
def staff(desk):
    """A lead besides the first one, a lead who has left, and a volunteer."""

    def join(work, _request):
        for name, role, left in (
            ("Ada Lead", "desk_lead", None),
            ("Gone Lead", "desk_lead", date(2026, 9, 1)),
            ("Vic", "volunteer", None),
        ):
            key = work.add("staff", uuid=new_id(), name=name, left_on=left)
            work.add("staff_role", staff_id=key, role=role)

    desk.run(join, Done())


@pytest.fixture
def volunteer(another_desk, staff):
    """The desk of a volunteer."""
    return another_desk("Ashby 2", staff="Vic")


@pytest.fixture
def ada(volunteer):
    """The id of a lead."""
    return next(lead.id for lead in volunteer.look(leads.leads, None) if lead.name == "Ada Lead")


def broken(desk):
    code = violin(desk)
    desk.run(instruments.needs_repair, instruments.NeedsRepair(code, "peg slips"))
    return code


def finish(desk, basket, *overrides):
    return desk.run(baskets.finish, Finish(basket, overrides=overrides)).result


def test_leads_are_named_without_those_who_left(volunteer):
    assert [lead.name for lead in volunteer.look(leads.leads, None)] == ["Ada Lead", "Pat Lead"]


def test_a_volunteer_lends_what_a_named_lead_let_pass(desk, volunteer, ada):
    code = broken(desk)
    basket = on_the_counter(volunteer, pupil(desk), code)
    passed = Override(f"needs_repair {code}", "Their teacher asked for it", ada)
    assert [line.instrument for line in finish(volunteer, basket, passed).lines] == [code]
    assert [tuple(row) for row in rows(desk, ALLOWED)] == [
        ("Ada Lead", "Their teacher asked for it")
    ]


@pytest.mark.parametrize("by", [None, new_id()])
def test_nobody_but_a_lead_lets_it_pass(desk, volunteer, by):
    code = broken(desk)
    basket = on_the_counter(volunteer, pupil(desk), code)
    with pytest.raises(RuleError, match="Only a desk lead"):
        finish(volunteer, basket, Override(f"needs_repair {code}", "Why not", by))
    assert rows(desk, ALLOWED) == []


def test_it_is_for_that_one_instrument_and_no_other(desk, staff):
    first, second = broken(desk), broken(desk)
    basket = on_the_counter(desk, pupil(desk), first, second)
    with pytest.raises(RuleError, match="needs repair"):
        finish(desk, basket, Override(f"needs_repair {first}", "It plays"))
    finish(
        desk,
        basket,
        Override(f"needs_repair {first}", "It plays"),
        Override(f"needs_repair {second}", "Agreed"),
    )
    assert [row.override_reason for row in rows(desk, f"{ALLOWED} ORDER BY act.no")] == [
        "It plays",
        "Agreed",
    ]


def test_what_no_lead_may_let_pass_stays_stopped(desk):
    code = violin(desk)
    basket = on_the_counter(desk, pupil(desk), code)
    other = pupil(desk, "Tunde Bello")
    lend(desk, code, other)
    with pytest.raises(RuleError, match="on loan to Tunde Bello"):
        finish(desk, basket, Override(f"on_loan_elsewhere {code}", "Because"))


def test_a_basket_keeps_it_over_a_crash(desk, staff):
    basket = on_the_counter(desk, pupil(desk), broken(desk))
    passed = Override("needs_repair M", "It plays", new_id())
    desk.draft(baskets.keep_details, Details(basket, overrides=(passed,)))
    assert desk.look(baskets.current, None).overrides == (passed,)


@pytest.mark.parametrize("reason", ["x" * 5001, "a\x00b"])
def test_a_reason_that_cannot_be_kept_is_refused(desk, reason):
    basket = on_the_counter(desk, pupil(desk), violin(desk))
    with pytest.raises(RuleError):
        desk.draft(baskets.keep_details, Details(basket, overrides=(Override("x", reason),)))


def test_an_answer_about_one_instrument_leaves_another_one_asked_about(desk):
    first, second = broken(desk), broken(desk)
    basket = on_the_counter(desk, pupil(desk), first, second)
    desk.draft(baskets.keep_details, Details(basket, settled=(f"needs_repair {first}",)))
    found = desk.look(baskets.current, None).lines
    assert [len(line.verdicts) for line in found] == [0, 1]
