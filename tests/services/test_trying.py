"""A price tried out: by the functions that charge, on the saved policy and on an unsaved one."""

from datetime import date

import pytest

from loanmgr.domain.policy import PolicyProblems
from loanmgr.domain.policy.changing import Version
from loanmgr.jobs import billing
from loanmgr.services import awards, quotes, trying
from loanmgr.services.billing import Bill
from loanmgr.services.policy_changes import SaveEntry
from loanmgr.services.quotes import Ask
from loanmgr.services.trying import Someone, Try
from tests.factories import lend, pupil, violin
from tests.tables import count, rows

ON = date(2026, 11, 21)
STRINGS = {
    "code": "strings",
    "name": "Strings",
    "families": ["strings"],
    "basis": "term",
    "price_pence": 2600,
}


def tried(desk, **more):
    return desk.look(trying.try_price, Try("violin", "3/4", ON, **more))


def test_it_is_what_lending_and_the_billing_run_charge(desk, clock):
    child = pupil(desk)
    desk.run(awards.award, awards.Award(child, "reduced-50", "letter"))
    found = tried(desk, who=Someone(scheme="reduced-50")).saved
    ask = Ask("violin", "3/4", ON, None, child)
    assert found.first.steps == desk.look(quotes.price, ask).steps
    lend(desk, violin(desk), child)
    clock.go_to(date(2027, 8, 30))
    billing.run(desk, Bill(clock.today(), "reduced"), lambda *_: True)
    charged = [row.due_pence for row in rows(desk, "SELECT due_pence FROM charge ORDER BY id")]
    of_the_year = [q.due_pence for q in found.later if q.charge_on <= clock.today()]
    assert charged == [found.first.due_pence, *of_the_year] == [1200, 1200, 1200]


def test_nothing_is_kept(desk):
    tried(desk)
    assert (count(desk, "act"), count(desk, "charge")) == (0, 0)


def test_the_unsaved_policy_stands_beside_the_saved_one(desk):
    unsaved = SaveEntry("tariffs", STRINGS, Version("tariffs", "strings"))
    found = tried(desk, unsaved=unsaved)
    assert (found.saved.first.due_pence, found.unsaved.first.due_pence) == (2400, 2600)
    assert "£26.00" in found.unsaved.first.steps[0].what
    assert found.unsaved.year_pence == 2600 * (1 + len(found.unsaved.later))


def test_a_new_price_beginning_next_term_shows_in_what_follows(desk):
    later = {**STRINGS, "from": "2027-01-01"}
    found = tried(desk, unsaved=SaveEntry("tariffs", later, follows=True))
    assert found.unsaved.first.due_pence == 2400
    assert found.unsaved.later[0].due_pence == 2600
    assert found.saved.later[0].due_pence == 2400


def test_a_whole_file_can_be_tried(desk):
    text = '[[limits]]\ncode = "x"\nname = "X"\nborrowers = ["adult"]\nrenewals = 2\n'
    assert tried(desk, text=text).unsaved == tried(desk).saved


def test_an_unsaved_policy_that_contradicts_is_told(desk):
    wrong = {**STRINGS, "basis": "free"}
    with pytest.raises(PolicyProblems, match="free and has a price"):
        tried(desk, unsaved=SaveEntry("tariffs", wrong, Version("tariffs", "strings")))


def test_circumstances_count(desk):
    dear = {**STRINGS, "code": "away", "name": "Away", "residents": False, "price_pence": 5000}
    found = tried(desk, who=Someone(in_area=False), unsaved=SaveEntry("tariffs", dear))
    assert (found.saved.first.due_pence, found.unsaved.first.due_pence) == (2400, 5000)


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (Someone(scheme="dragon"), "There is no discount scheme called dragon"),
        (Someone(kind="wizard"), "There is no borrower called wizard"),
        (Someone(scheme="reduced-50", year="44"), "44 is not a school year"),
    ],
)
def test_what_is_not_known_is_told_beside_the_other_policy(desk, who, told):
    found = tried(desk, who=who).saved
    assert (found.first, found.later) == (None, ())
    assert told in found.refused


def test_a_reduced_rate_for_older_pupils_does_not_count(desk):
    scheme = {
        "code": "older",
        "name": "For older pupils",
        "public_name": "Help",
        "percent": 50,
        "from_year": "3",
    }
    ask = SaveEntry("schemes", scheme)
    young = tried(desk, who=Someone(scheme="older", year="2"), unsaved=ask)
    assert "no discount scheme called older" in young.saved.refused
    assert young.unsaved.first.due_pence == 2400
    assert "from Year 3 on" in young.unsaved.note
    older = tried(desk, who=Someone(scheme="older", year="3"), unsaved=ask)
    assert older.unsaved.first.due_pence == 1200


def test_grace_runs_out_over_the_year(desk):
    found = tried(desk, who=Someone(scheme="reduced-50", is_awaited=True)).saved
    assert (found.first.due_pence, found.later[0].due_pence) == (1200, 2400)


def test_beyond_the_terms_that_are_known_it_says_which_are_missing(desk):
    found = desk.look(trying.try_price, Try("violin", "3/4", date(2027, 5, 1))).saved
    assert "2027/28" in found.note
