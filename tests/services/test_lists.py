"""Pages of lists: everything once and in order, each status right, found by words, never slow."""

import re
from datetime import timedelta
from functools import partial
from itertools import count

import pytest

from loanmgr.db.sql import Sql
from loanmgr.domain import codes
from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    baskets,
    facts,
    instruments,
    lending,
    lists,
    places,
    reservations,
    returns,
    scanning,
)
from loanmgr.services.lists import STATUSES, InstrumentsPage, PeoplePage
from tests import factories
from tests.services.crowd import crowd

MANY = 100_000
MOST = 3
"""The last page of a list may ask so many times as much of the database as its first."""


@pytest.fixture
def violin(desk):
    def add(kind="violin", size="3/4", **more):
        request = instruments.AddInstrument(kind, size, **more)
        return desk.run(instruments.add_instrument, request).result.code

    return add


def listed(desk, **asked):
    return [row.code for row in desk.look(lists.instruments, InstrumentsPage(**asked))]


def people(desk, **asked):
    return [row.name for row in desk.look(lists.people, PeoplePage(**asked))]


def walked(desk, **asked):
    """Go through a list in pages of two."""
    found, after = [], ""
    while page := listed(desk, count=2, after=after, **asked):
        found += page
        after = page[-1]
    return found


# Order and pages.


def test_instruments_come_by_label_each_once_over_all_pages(desk, violin):
    added = [violin() for _ in range(5)]

    assert walked(desk) == added
    assert walked(desk, descending=True) == added[::-1]


def test_instruments_can_come_by_type_in_the_order_of_the_policy(desk, violin):
    flute, cello, one, two = (violin(k, "") for k in ("flute", "cello", "violin", "violin"))

    assert walked(desk, by="type") == [one, two, cello, flute]
    assert walked(desk, by="type", descending=True) == [flute, cello, two, one]


def test_families_come_by_name_whatever_their_capitals_and_accents(desk):
    for name in ("Zoë Ábel", "émile Duval", "Ben Carter", "Eva Okafor"):
        factories.family(desk, name)

    first = desk.look(lists.people, PeoplePage(count=3))
    rest = desk.look(lists.people, PeoplePage(after=first[-1].code))

    assert [row.name for row in first] == ["Ben Carter", "émile Duval", "Eva Okafor"]
    assert [row.name for row in rest] == ["Zoë Ábel"]
    assert people(desk, descending=True) == ["Zoë Ábel", "Eva Okafor", "émile Duval", "Ben Carter"]


def test_pupils_schools_and_others_have_lists_of_their_own(desk):
    home = factories.family(desk)
    school = factories.school(desk)
    factories.pupil(desk, of=home, school=school)
    factories.borrower(desk, "teacher", "Ms Grey", school=school)
    factories.borrower(desk, "partner", "Ashby Youth Orchestra")

    assert people(desk, kind="pupil") == ["Amira Okafor"]
    assert people(desk, kind="school") == ["St Anne's Primary"]
    assert people(desk, kind="other") == ["Ashby Youth Orchestra", "Ms Grey"]


# What a row says.


def test_a_lent_instrument_says_who_has_it_and_since_when_it_is_late(desk, violin, clock):
    code, child = violin(), factories.pupil(desk)
    due_on = clock.on + timedelta(days=7)
    desk.run(lending.lend, lending.Lend((code,), child, until_on=due_on))

    [row] = desk.look(lists.instruments, InstrumentsPage())

    assert (row.status, row.holder, row.holder_code, row.due_on) == (
        "on_loan",
        "Amira Okafor",
        child,
        due_on,
    )


def test_a_family_says_its_children_what_is_out_and_what_is_owed(desk, violin, clock):
    home = factories.family(desk)
    names = ("Amira Okafor", "Dele Okafor", "Ada Okafor")
    children = [factories.pupil(desk, name, of=home) for name in names]
    for child in children[:2]:
        desk.run(lending.lend, lending.Lend((violin(),), child))
    clock.go_to(clock.on + timedelta(days=60))

    [row] = desk.look(lists.people, PeoplePage())

    assert (row.children, row.more_children, row.out) == (names[:2], 1, 2)
    assert row.owed_pence == 2 * 2400


# Filters.


@pytest.fixture
def one_of_each(desk, violin, clock):
    """One instrument in each state, by its status."""
    made = {status: violin() for status in STATUSES}
    child, other = factories.pupil(desk), factories.pupil(desk, "Ben Carter", year="9")
    lend = lending.Lend((made["on_loan"],), child, until_on=clock.on + timedelta(days=30))
    desk.run(lending.lend, lend)
    late = lending.Lend((made["overdue"],), other, until_on=clock.on)
    desk.run(lending.lend, late)
    repair = instruments.NeedsRepair(made["needs_repair"], "peg slips")
    desk.run(instruments.needs_repair, repair)
    desk.run(instruments.part_missing, instruments.PartMissing(made["incomplete"], "bow"))
    desk.draft(baskets.add_line, baskets.AddLine(made["on_counter"]))
    desk.run(reservations.keep_for, reservations.KeepFor(made["kept"], child))
    _mark(desk, made["unready"], "unready", "hygiene")
    _mark(desk, made["missing"], "missing_on", clock.on)
    _mark(desk, made["retired"], "retired_on", clock.on)
    clock.go_to(clock.on + timedelta(days=1))
    return made


def _mark(desk, code, column, on):
    """Do what no use case of this version does: an instrument goes missing, or is retired."""

    def mark(work, request):
        key = facts.instrument_key(work, code)
        work.change("instrument", key, {column: None}, {column: on})

    desk.run(mark, instruments.Found(code))


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_lists_those_and_no_others(desk, one_of_each, status):
    wanted = {one_of_each[status]}
    if status == "on_loan":
        wanted.add(one_of_each["overdue"])
    if status == "incomplete":
        wanted.add(one_of_each["unready"])

    assert set(listed(desk, status=status)) == wanted


def test_a_row_says_the_status_it_is_listed_under(desk, one_of_each):
    shown = {row.code: row.status for row in desk.look(lists.instruments, InstrumentsPage())}
    scanned = {
        code: desk.look(scanning.scan, scanning.Scan(code)).instrument.status
        for code in one_of_each.values()
    }

    assert shown == scanned
    assert shown[one_of_each["overdue"]] == "on_loan"
    assert shown[one_of_each["unready"]] == "incomplete"
    assert set(shown.values()) == set(STATUSES) - {"overdue", "unready"}


def test_filters_of_type_and_place_narrow_one_another(desk, violin):
    brook = desk.run(places.add_place, places.AddPlace("Brook", "centre")).result.code
    shelf = desk.run(places.add_place, places.AddPlace("Shelf 1", inside=brook))
    here, there, on_shelf = violin(), violin(place=brook), violin(place=shelf.result.code)
    flute = violin("flute", "", place=brook)

    assert listed(desk, place=brook) == [there, on_shelf, flute]
    assert listed(desk, place=brook, type="violin") == [there, on_shelf]
    assert listed(desk, place=shelf.result.code) == [on_shelf]
    assert listed(desk, type="violin") == [here, there, on_shelf]


@pytest.mark.parametrize(
    "text", ["stentor", "STU", "3/4 vio", "vi", "st-88", "st-88231", "old 7", "100%"]
)
def test_words_find_an_instrument_by_what_is_on_it(desk, violin, text):
    wanted = violin(make="Stentor", model="100% Student", serial="ST-88231", aliases=("OLD 7",))
    violin("flute", "")

    assert listed(desk, text="old7" if text == "old 7" else text) == [wanted]


def test_a_family_is_found_by_its_child_and_a_child_in_its_own_list(desk):
    home = factories.family(desk, "Ngozi Okafor")
    factories.pupil(desk, "Dele Adeyemi", of=home)
    factories.pupil(desk, "Ben Carter")

    for text in ("dele", "ade", "ad", "okafor", home):
        assert people(desk, text=text) == ["Ngozi Okafor"]
    assert people(desk, kind="pupil", text="adey") == ["Dele Adeyemi"]
    assert people(desk, text="okafro") == []


def test_what_came_back_is_available_again(desk, violin):
    code = violin()
    desk.run(lending.lend, lending.Lend((code,), factories.pupil(desk)))
    desk.run(returns.return_one, returns.Return(code))

    assert listed(desk, status="available") == [code]


@pytest.mark.parametrize("asked", [{"status": "asleep"}, {"by": "colour"}], ids=["status", "order"])
def test_a_list_that_does_not_exist_is_refused(desk, asked):
    with pytest.raises(RuleError):
        listed(desk, **asked)


def test_a_kind_of_person_that_does_not_exist_is_refused(desk):
    with pytest.raises(RuleError, match="wizard"):
        people(desk, kind="wizard")


def test_places_come_by_centre(desk):
    brook = desk.run(places.add_place, places.AddPlace("Brook", "centre")).result.code
    desk.run(places.add_place, places.AddPlace("Van", "van"))
    desk.run(places.add_place, places.AddPlace("Cupboard 3", "cupboard", inside=brook))

    found = desk.look(lists.places, None)

    assert [place.name for place in found] == ["Ashby Music Centre", "Van", "Brook", "Cupboard 3"]


# One statement a page, and as quick at the end as at the beginning.


def test_a_page_is_one_statement(desk, violin):
    violin()
    factories.pupil(desk)
    for question, request in (
        (lists.instruments, InstrumentsPage(status="available", text="violin", type="violin")),
        (lists.people, PeoplePage(text="okafor")),
        (lists.people, PeoplePage("pupil")),
    ):
        assert desk.look(lambda look, r, q=question: _reads(look, q, r), request) == 1


def _reads(look, question, request):
    before = look.connection.reads
    question(look, request)
    return look.connection.reads - before


@pytest.fixture
def crowded(desk):
    """A register of 100,000 instruments, a third of them violins, and as many families."""
    crowd(desk, MANY)
    return desk


def test_every_list_of_a_hundred_thousand_walks_an_index_and_ends_as_it_began(crowded):
    end = codes.make("M", MANY - lists.PAGE)
    lists_asked = [
        (lists.instruments, InstrumentsPage(), {"after": end}),
        (lists.instruments, InstrumentsPage(by="type"), {"after": end}),
        (lists.instruments, InstrumentsPage(by="type", descending=True), {"after": end}),
        (lists.instruments, InstrumentsPage(type="violin"), {"after": end}),
        (lists.instruments, InstrumentsPage(status="available"), {"after": end}),
        (lists.instruments, InstrumentsPage(status="on_loan"), {"after": end}),
        (lists.instruments, InstrumentsPage(status="needs_repair"), {"after": end}),
        (lists.people, PeoplePage(), {"after": _last_card(crowded)}),
    ]
    for question, request, last in lists_asked:
        ending = type(request)(**{**vars(request), **last})
        plan = _plan(crowded, question, ending)
        assert _searches(plan), plan
        first, then = (_effort(crowded, question, page) for page in (request, ending))
        assert then <= MOST * first, (ending, first, then)


def _last_card(desk):
    page = desk.look(lists.people, PeoplePage(descending=True))
    assert len(page) == lists.PAGE
    return page[-1].code


def _effort(desk, question, request):
    """Return what a page asks of the database: SQLite's steps, or the blocks PostgreSQL reads.

    Counted rather than timed, so that a busy computer gives the same answer as an idle one.
    """
    connection_effort = partial(_work_of, *_statement(desk, question, request))
    return desk.look(lambda look, _: connection_effort(look.connection), None)


def _work_of(sql, params, connection):
    if connection.engine == "sqlite":
        return _steps_of(connection, sql, params)
    asked = Sql("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.text)
    [[[explained]]] = connection.rows(asked, params)
    return explained["Plan"]["Shared Hit Blocks"] + explained["Plan"]["Shared Read Blocks"]


def _steps_of(connection, sql, params):
    steps = count()
    connection.driver.set_progress_handler(lambda: next(steps) and None, 1)
    try:
        connection.rows(sql, params)
    finally:
        connection.driver.set_progress_handler(None, 1)
    return next(steps)


def _plan(desk, question, request):
    """Return the plan of the statement behind a page, with the first step first."""
    sql, params = _statement(desk, question, request)
    return desk.look(lambda look, _: _explained(look.connection, sql, params), None)


def _statement(desk, question, request):
    """Return the one statement a page asks, and its values."""
    asked = []

    def listen(look, request):
        look.rows = lambda sql, **params: asked.append((sql, params)) or []
        question(look, request)

    desk.look(listen, request)
    [statement] = asked
    return statement


def _explained(connection, sql, params):
    word = "EXPLAIN QUERY PLAN " if connection.engine == "sqlite" else "EXPLAIN "
    rows = connection.rows(Sql(word + sql.text), params)
    return [str(row[-1]) for row in rows]


def _searches(plan):
    """Say whether the list itself is found by an index, and in its order."""
    if any(line.startswith(("SEARCH i ", "SEARCH e ")) for line in plan):
        return not any(
            line.startswith(("SCAN i", "SCAN e", "USE TEMP B-TREE")) for line in plan[:3]
        )
    return not any(re.search(r"Seq Scan on (instrument|search_entry) ", line) for line in plan)
