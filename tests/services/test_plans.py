"""Plans: every statement of a visit finds its rows by an index, however many there will be."""

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest

from loanmgr.db.sql import Connection, Sql
from loanmgr.services import (
    accounts,
    attention,
    awards,
    baskets,
    contacts,
    counter,
    details,
    duplicates,
    find,
    handing_in,
    history,
    instruments,
    lending,
    lists,
    papers,
    records,
    reservations,
    returns,
    scanning,
    twins,
    undo,
)
from loanmgr.services.schools.listing import SchoolsPage, schools_page
from loanmgr.services.schools.record import organisation
from tests import factories
from tests.factories import lend, on_the_counter, pupil, violin
from tests.services import other_systems as other
from tests.tables import connected

SHORT = {"ix_award_awaited"}
"""Indexes of few rows, which a list of just those reads whole."""
LARGE = Path(__file__).with_name("large_register.csv")
SMALL = {
    *("register", "staff", "staff_role", "desk", "place", "owner", "number_block", "number_range"),
    *("basket", "basket_line", "term", "tariff", "scheme", "borrowing_limit", "service_interval"),
    *("instrument_type", "instrument_size", "billing_system", "transfer"),
}
"""Tables that stay small enough to be read whole."""


@pytest.fixture
def statements(monkeypatch):
    """All statements that are run while a test lasts, each once."""
    found: dict[Sql, None] = {}
    execute = Connection.execute

    def noting(connection, sql, params):
        found[sql] = None
        return execute(connection, sql, params)

    monkeypatch.setattr(Connection, "execute", noting)
    return found


def visit(desk, clock):
    """Do everything that is done at a desk on a Saturday."""
    home = factories.family(desk, "Ngozi Okafor")
    school = factories.school(desk, "St Anne's", urn="123456")
    child = pupil(desk, of=home, school=school)
    codes = [violin(desk, aliases=(f"OLD-{n}",)) for n in range(4)]
    desk.run(awards.award, awards.Award(child, "reduced-50"))
    for label in (*codes, "OLD-1", home, child, "unknown"):
        desk.look(scanning.scan, scanning.Scan(label))
    lend(desk, codes[0], child)
    promises(desk, codes[1], (child, school))
    desk.look(lending.preview, lending.Lend((codes[1],), child))
    basket = on_the_counter(desk, home, codes[1])
    desk.look(baskets.current, None)
    desk.look(counter.counter, None)
    desk.run(baskets.finish, baskets.Finish(basket, paying="cash", signed="paper"))
    without = returns.Return(codes[0], missing=("bow",), fault="peg")
    back = desk.run(returns.return_one, without).result.act
    desk.run(instruments.part_missing, instruments.PartMissing(codes[0], "bow", is_missing=False))
    desk.run(instruments.part_missing, instruments.PartMissing(codes[0], "bow", returned_by=back))
    desk.run(undo.undo, undo.Undo())
    desk.run(returns.return_all, returns.ReturnAll((codes[1],)))
    desk.run(undo.undo, undo.Undo())
    desk.run(undo.undo, undo.Undo())
    for text in ("okafor", "ok", "tento", codes[0]):
        desk.look(find.find, text)
    for card in (codes[0], home, child):
        desk.look(history.timeline, history.TimelineOf(card))
    desk.look(history.today, None)
    desk.look(accounts.account, child)
    desk.run(accounts.pay, accounts.Pay(child, 100, "cash"))
    desk.look(twins.twins, twins.FamilyLike("okafor", "07700 900123"))
    organisations(desk, school, codes[2])
    strays(desk, clock, child, codes[3])


def promises(desk, code, people):
    """Keep an instrument for somebody, give that up, and keep it again."""
    for _ in range(2):
        desk.run(reservations.keep_for, reservations.KeepFor(code, people[0]))
        desk.look(reservations.kept_now, None)
        desk.look(reservations.kept_first, 500)
        for card in people:
            desk.look(records.person, card)
        desk.run(reservations.keep_no_longer, reservations.KeepNoLonger(code))
        desk.run(undo.undo, undo.Undo())
        desk.run(undo.undo, undo.Undo())
    desk.run(reservations.keep_for, reservations.KeepFor(code, people[0]))


def organisations(desk, school, code):
    """Do what an office does with schools: look through them, correct one, keep its people."""
    lend(desk, code, school)
    for narrowed in ({}, {"state": "closed", "holds": True}, {"phase": "Primary", "text": "anne"}):
        desk.look(schools_page, SchoolsPage(**narrowed))
        desk.look(schools_page, SchoolsPage(**narrowed, after=school, descending=True))
    desk.run(contacts.add_contact, contacts.AddContact(school, "Jo Field", "Music"))
    desk.run(contacts.change_contact, contacts.ChangeContact(school, "Jo", role="Finance"))
    desk.run(contacts.remove_contact, contacts.RemoveContact(school, "Jo"))
    desk.run(details.change_details, details.ChangeDetails(school, name="St Anne", urn="123457"))
    desk.run(undo.undo, undo.Undo())
    desk.look(organisation, school)


def strays(desk, clock, child, stray):
    """Do what is done with what nobody had as out, and with what came back earlier."""
    tablet = factories.instrument(desk, "tablet", size="iPad")
    lend(desk, tablet, child)
    clock.go_to(clock.on + timedelta(days=7))
    returned = desk.run(returns.return_one, returns.Return(tablet)).result.act
    desk.look(scanning.scan, scanning.Scan(tablet))
    desk.look(returns.returned_today, tablet)
    day = handing_in.HandedInOn(tablet, clock.on - timedelta(days=2))
    desk.run(handing_in.handed_in_on, day)
    desk.run(undo.undo, undo.Undo())
    desk.run(instruments.ready, instruments.Ready(tablet))
    desk.run(undo.undo, undo.Undo())
    desk.run(instruments.wrong_label, instruments.WrongLabel(tablet, returned))
    desk.run(handing_in.hand_in, handing_in.HandIn(stray))
    desk.look(attention.turned_up, None)
    desk.look(attention.unsigned, None)
    desk.look(attention.evidence, None)
    desk.look(attention.waiting, None)
    desk.run(attention.looked_into, attention.LookedInto(stray))


def exchange(desk):
    """Tell another system, make the file again, take in what was paid, and take it back."""
    text = other.PUPILS.replace("invoices = true", "invoices = true\nsince = 2026-01-01")
    other.set_up(desk, text)
    child = pupil(desk)
    for _ in range(2):
        lend(desk, violin(desk), child)
    desk.run(undo.undo, undo.Undo())
    sent = other.send(desk)
    desk.run(undo.undo, undo.Undo(sent.transfer))
    [row] = other.sheet(desk, other.send(desk).transfer)
    other.take(
        desk,
        (row["Invoice reference"], "P-1", "", "5.00", "19.00"),
        (child, "P-2", "", "1.00", ""),
    )
    desk.run(undo.undo, undo.Undo())
    desk.look(lists.people, lists.PeoplePage("pupil"))


def letters(desk):
    """Issue every kind of paper, and look at them."""
    home = factories.family(desk, "Ngozi Okafor")
    done = desk.run(lending.lend, lending.Lend((violin(desk),), pupil(desk, of=home)))
    desk.run(papers.issue_invoice, papers.IssueInvoice(home))
    desk.run(undo.undo, undo.Undo(done.act))
    desk.look(papers.account_papers, home)
    desk.run(papers.issue_credit_note, papers.CreditNote("INV-1"))
    desk.run(papers.issue_statement, papers.IssueStatement(home))
    desk.look(papers.paper, "ST-1")
    desk.look(papers.invoices, papers.InvoicesPage())
    desk.look(papers.invoices, papers.InvoicesPage(after="INV-1"))


def test_every_statement_about_papers_uses_an_index(desk, register_url, statements):
    letters(desk)
    assert scanned(register_url, statements) == {}


def test_every_statement_of_a_visit_uses_an_index(desk, clock, register_url, statements):
    visit(desk, clock)
    assert len(statements) > 60
    assert scanned(register_url, statements) == {}


def test_every_statement_about_other_systems_uses_an_index(desk, register_url, statements):
    exchange(desk)
    assert scanned(register_url, statements) == {}


def scanned(register_url, statements):
    """Return the statements that read a large table from end to end, with those tables."""
    with connected(register_url) as connection:
        plan_of = _sqlite if connection.engine == "sqlite" else _postgresql
        if connection.engine == "sqlite":
            _believe_it_is_large(connection)
        return {sql.text: tables for sql in statements if (tables := plan_of(connection, sql))}


def _believe_it_is_large(connection):
    """Let SQLite plan by what it counted in a register of 100,000 instruments."""
    with LARGE.open(encoding="utf-8", newline="") as file:
        counted = [(table, index or None, stat) for table, index, stat in csv.reader(file)]
    connection.driver.execute("ANALYZE")
    connection.driver.execute("DELETE FROM sqlite_stat1")
    connection.driver.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", counted)
    connection.driver.execute("ANALYZE sqlite_schema")


def _names(sql):
    return dict.fromkeys(re.findall(r"(?<![:\w]):(\w+)", sql.text), None)


def _sqlite(connection, sql):
    """Return the large tables that SQLite would read from end to end."""
    plan = connection.driver.execute(f"EXPLAIN QUERY PLAN {sql.text}", _names(sql)).fetchall()
    tables = {name for (name,) in connection.driver.execute("SELECT name FROM sqlite_master")}
    scans = [
        re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", line[-1]) for line in plan
    ]
    read = {scan.group(1) for scan in scans if scan and scan.group(2) not in SHORT}
    named = dict(re.findall(r"(?i)(?:from|join)\s+(\w+)\s+as\s+(\w+)", sql.text))
    aliases = {alias: table for table, alias in named.items()}
    return sorted({aliases.get(name, name) for name in read} & tables - SMALL - {"search_text"})


def _postgresql(connection, sql):
    """Return the large tables for which PostgreSQL has no index that serves."""
    if not sql.text.lstrip().upper().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
        return []
    connection.driver.execute("SET enable_seqscan = off")
    connection.driver.execute("SET plan_cache_mode = force_generic_plan")
    connection.driver.execute(f"PREPARE visit AS {_numbered(sql)}")
    values = ", ".join("NULL" for _ in _names(sql))
    execute = f"EXPLAIN EXECUTE visit({values})" if values else "EXPLAIN EXECUTE visit"
    lines = [line for (line,) in connection.driver.execute(execute).fetchall()]
    connection.driver.execute("DEALLOCATE visit")
    return sorted({m for line in lines for m in re.findall(r"Seq Scan on (\w+)", line)} - SMALL)


def _numbered(sql):
    order = {name: place for place, name in enumerate(_names(sql), start=1)}
    return re.sub(r"(?<![:\w]):(\w+)", lambda match: f"${order[match.group(1)]}", sql.text)


def test_what_looks_alike_is_read_in_the_order_of_indexes_that_have_it(started_sqlite_url):
    with connected(started_sqlite_url) as connection:
        asked = f"EXPLAIN QUERY PLAN {duplicates.PAIRS.text}"
        plan = [line[-1] for line in connection.driver.execute(asked, {"most": 500})]
    for index in ("ix_family_alike", "ix_adult_alike", "ix_borrower_alike"):
        assert any(index in line for line in plan), plan
    # The few others and the schools are sorted to be grouped; nobody else is.
    assert sum("GROUP BY" in line for line in plan) == 2, plan
