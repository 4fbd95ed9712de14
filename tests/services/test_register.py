"""Starting a register: what every new one has."""

import pytest

from loanmgr.domain import codes
from loanmgr.domain.errors import RuleError
from loanmgr.services import baskets, counter, policy, register, scanning, undo
from tests.factories import POLICY, open_desk, start, violin
from tests.tables import count, one, rows


def test_it_has_a_centre_a_lead_an_owner_and_a_policy(desk):
    about = desk.look(register.about, None)
    assert (about.centre, about.desk, about.role, about.made_up) == (
        "Ashby Music Centre",
        "Ashby 1",
        "service_lead",
        False,
    )
    assert one(desk, "SELECT name FROM owner") == "Ashby Music Service"
    assert one(desk, "SELECT code FROM place") == codes.make("L", 1)
    assert 'code = "reduced-50"' in desk.look(policy.export, None)


def test_nothing_has_happened_in_it(desk):
    assert count(desk, "act") == count(desk, "instrument") == count(desk, "borrower") == 0
    assert desk.look(baskets.current, None) is None
    shown = desk.look(counter.counter, None)
    assert (shown.deeds, shown.lent, shown.undo) == ((), 0, "")
    with pytest.raises(RuleError, match="nothing to undo"):
        desk.run(undo.undo, undo.Undo())


def test_its_first_numbers(desk):
    assert violin(desk) == codes.make("M", 1)
    ranges = {row.letter: row.next for row in rows(desk, "SELECT letter, next FROM number_range")}
    assert set(ranges) == set(codes.LETTERS)
    assert ranges["L"] == 2
    assert desk.look(scanning.scan, scanning.Scan(codes.make("L", 1))).title == "Ashby Music Centre"


def test_two_registers_know_nothing_of_each_other(empty_database_url, tmp_path):
    other = f"sqlite:///{tmp_path / 'other.sqlite'}"
    for url in (empty_database_url, other):
        start(url, POLICY)
    desks = [open_desk(url) for url in (empty_database_url, other)]
    violin(desks[0])
    assert [count(desk, "instrument") for desk in desks] == [1, 0]
    for desk in desks:
        desk.close()
