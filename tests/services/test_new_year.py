"""The school year turns by itself: floors are reached, sizes asked anew, lists and cards follow."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    applications,
    awards,
    exports,
    find,
    finished,
    imports,
    lists,
    policy,
    records,
)
from loanmgr.services.applications import Apply
from loanmgr.services.exports import Export
from loanmgr.services.imports import ImportList
from tests.factories import family, lend, pupil, violin

FLOOR = """
[[schemes]]
code = "fsm"
name = "Free school meals"
public_name = "Reduced rate"
percent = 50
from_year = "3"
reasons = ["free school meals"]
"""
SEPTEMBER = date(2027, 9, 1)


def test_a_child_of_year_2_reaches_the_floor_when_the_year_turns(desk, clock):
    desk.run(policy.bring_in, policy.BringIn(FLOOR))
    child = pupil(desk, year="2")
    clock.go_to(date(2027, 8, 31))
    with pytest.raises(RuleError, match=r"begins with Year 3; Amira Okafor is not there yet"):
        desk.run(awards.award, awards.Award(child, "fsm"))
    clock.go_to(SEPTEMBER)
    assert desk.run(awards.award, awards.Award(child, "fsm")).result.state == "awarded"


def test_free_meals_of_infants_do_not_count(desk):
    desk.run(policy.bring_in, policy.BringIn(FLOOR))
    infant = pupil(desk, year="R")
    with pytest.raises(RuleError, match="begins with Year 3"):
        desk.run(applications.apply, Apply(infant, "fsm", reason="free school meals"))
    older = pupil(desk, "Tunde Bello", year="3")
    with pytest.raises(RuleError, match="is for free school meals"):
        desk.run(applications.apply, Apply(older, "fsm", reason="infant free school meals"))


def test_every_list_and_card_says_the_new_year(desk, clock):
    home = family(desk)
    child = pupil(desk, of=home, year="2")
    clock.go_to(SEPTEMBER)
    assert desk.look(records.person, home).children[0].year == "Year 3"
    assert desk.look(find.find, "amira")[0].detail == "Year 3"
    [row] = desk.look(lists.people, lists.PeoplePage(kind="pupil"))
    assert (row.code, row.year) == (child, "3")


def test_a_file_of_last_year_changes_a_year_and_one_of_now_changes_nothing(desk, clock):
    pupil(desk, year="2")
    before = desk.look(exports.export, Export("families"))
    clock.go_to(SEPTEMBER)
    now = desk.look(exports.export, Export("families"))
    assert before != now

    assert desk.look(imports.try_list, ImportList("families", now)).updated == 0
    done = desk.run(imports.import_list, ImportList("families", before)).result

    assert done.updated == 1
    assert desk.look(exports.export, Export("families")) == before
    clock.go_to(date(2028, 9, 1))
    assert desk.look(exports.export, Export("families")) == now


def test_after_year_13_no_year_is_said(desk, clock):
    child = pupil(desk, year="13")
    clock.go_to(SEPTEMBER)
    assert desk.look(records.person, child).children[0].year == ""


def test_who_is_beyond_year_13_is_listed_until_they_are_noted_as_having_left(desk, clock):
    last, younger = pupil(desk, year="13"), pupil(desk, "Ben Carter", year="12")
    lend(desk, violin(desk), last)
    assert desk.look(finished.finished, None) == ()
    clock.go_to(SEPTEMBER)
    [row] = desk.look(finished.finished, None)
    assert (row.pupil, row.out) == (last, 1)
    clock.go_to(date(2028, 9, 1))
    assert [each.pupil for each in desk.look(finished.finished, None)] == [last, younger]
