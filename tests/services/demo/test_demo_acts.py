"""The acts of made-up data are as desks write them: read back, shown and undone like any other."""

import hashlib
import json
import re

import msgspec
import pytest

from loanmgr.db.sql import Sql
from loanmgr.desk import Desk
from loanmgr.services import (
    accounts,
    awards,
    history,
    instruments,
    lending,
    people,
    returns,
    search,
    undo,
)
from loanmgr.services.demo import DESK, shapes
from tests.services.demo.made import NOON, TODAY, made_at, sqlite_file
from tests.tables import one, rows

REQUESTS = {
    "add_borrower": (people.AddBorrower, people.Added),
    "add_family": (people.AddFamily, people.Added),
    "add_instrument": (instruments.AddInstrument, people.Added),
    "add_pupil": (people.AddPupil, people.Added),
    "add_school": (people.AddSchool, people.Added),
    "award": (awards.Award, awards.Awarded),
    "charge_term": (shapes.ChargeTerm, shapes.TermCharged),
    "lend": (lending.Lend, lending.Lent),
    "lend_line": (lending.LendLine, lending.LentPart),
    "needs_repair": (instruments.NeedsRepair, instruments.Noted),
    "part_missing": (instruments.PartMissing, instruments.Noted),
    "pay": (accounts.Pay, accounts.Paid),
    "return_one": (returns.Return, returns.Returned),
    "sign_agreement": (accounts.SignAgreement, accounts.Signed),
}
"""What each use case of the history is asked and answers."""


def test_every_act_reads_back_as_what_the_desk_would_have_written(ashby):
    found = rows(
        ashby,
        "SELECT act.uuid, act.use_case, body.what, body.request, body.result, body.effects,"
        " body.digest FROM act JOIN act_body AS body ON body.act_no = act.no",
    )
    assert len(found) > 700
    for act in found:
        request, result = REQUESTS[act.use_case]
        asked = msgspec.json.decode(act.request, type=request)
        assert msgspec.json.encode(asked).decode() == act.request
        assert asked.id == act.uuid
        answered = msgspec.json.decode(act.result, type=result)
        assert msgspec.json.encode(answered).decode() == act.result
        effects = msgspec.json.decode(act.effects)
        assert msgspec.json.encode(effects).decode() == act.effects
        assert bytes(act.digest) == hashlib.sha256(act.request.encode()).digest()[:16]
        assert act.what


def test_every_row_an_act_made_is_there(ashby):
    made = {}
    bodies = rows(ashby, "SELECT act_no, effects FROM act_body")
    for body in bodies:
        for effect in json.loads(body.effects):
            if effect[0] == "+":
                assert made.setdefault((effect[1], effect[2]), body.act_no) == body.act_no
    for table in ("loan", "loan_line", "charge", "ledger", "payment", "award", "agreement"):
        keys = {row.id: row.act_no for row in rows(ashby, f"SELECT id, act_no FROM {table}")}
        assert keys == {key: act for (name, key), act in made.items() if name == table}
    for table in ("family", "borrower", "adult", "instrument", "account"):
        keys = {row.id for row in rows(ashby, f"SELECT id FROM {table}")}
        assert keys == {key for name, key in made if name == table}


def test_the_last_change_of_a_row_is_how_it_is_now(ashby):
    now = {}
    bodies = rows(ashby, "SELECT effects FROM act_body ORDER BY act_no")
    for body in bodies:
        for effect in json.loads(body.effects):
            if effect[0] == "~":
                _, table, key, before, after = effect
                held = now.setdefault((table, key), {})
                assert all(held.get(name, value) == value for name, value in before.items())
                held.update(after)
    assert {table for table, _ in now} >= {"loan_line", "charge", "agreement", "instrument"}
    for (table, key), held in now.items():
        (row,) = rows(ashby, f"SELECT * FROM {table} WHERE id = :key", key=key)
        stored = msgspec.json.decode(msgspec.json.encode(row._asdict(), enc_hook=str))
        lost = {"missing_on", "retired_on"} if table == "instrument" else set()
        assert {name: stored[name] for name in held.keys() - lost} == {
            name: held[name] for name in held.keys() - lost
        }


def test_a_lend_of_the_history_is_like_one_of_today(tmp_path):
    url = sqlite_file(tmp_path)
    made_at(url)
    desk = Desk.open(url, desk_name=DESK, today=lambda: TODAY, now=lambda: NOON)
    (earlier, *_) = rows(
        desk,
        "SELECT act.no, body.request, desk.name FROM act"
        " JOIN desk ON desk.id = act.desk_id JOIN act_body AS body ON body.act_no = act.no"
        " WHERE act.use_case = 'lend' AND act.business_on = :on AND NOT EXISTS"
        " (SELECT 1 FROM act AS part WHERE part.part_of = act.no)"
        " AND body.result NOT LIKE :asked ORDER BY act.no DESC",
        on=TODAY,
        asked='%"asks":[{%',
    )
    asked = msgspec.json.decode(earlier.request, type=lending.Lend)
    shape = _shape_of(desk, earlier.no)
    desk.close()
    desk = Desk.open(url, desk_name=earlier.name, today=lambda: TODAY, now=lambda: NOON)
    desk.run(returns.return_one, returns.Return(asked.instruments[0]))
    lent = desk.run(lending.lend, lending.Lend(asked.instruments, asked.borrower))
    no = one(desk, "SELECT MAX(no) FROM act")
    assert lent.result.lines[0].charge.full_pence >= 0
    assert _shape_of(desk, no) == shape
    desk.close()


def _shape_of(desk, no):
    """Return an act without what differs from one to the next: keys, ids and sentences stay out."""
    (body,) = rows(desk, "SELECT * FROM act_body WHERE act_no = :no", no=no)
    things = rows(desk, "SELECT kind, thing, role FROM act_thing WHERE act_no = :no", no=no)
    (act,) = rows(desk, "SELECT * FROM act WHERE no = :no", no=no)
    line = rows(desk, "SELECT * FROM loan_line WHERE act_no = :no", no=no)[0]._asdict()
    charged = [
        {n: v for n, v in row._asdict().items() if n not in ("id", "uuid", "hire_id", "act_no")}
        for row in rows(desk, "SELECT * FROM charge WHERE act_no = :no", no=no)
    ]
    ledger = [
        (row.kind, row.amount_pence, row.due_on, row.what, row.vat_code)
        for row in rows(desk, "SELECT * FROM ledger WHERE act_no = :no ORDER BY id", no=no)
    ]
    own = ("id", "uuid", "loan_id", "lent_at", "act_no", "returned_at", "returned_on")
    return (
        sorted((row.kind, row.thing, row.role) for row in things),
        [effect[:2] for effect in json.loads(body.effects)],
        {name: value for name, value in line.items() if name not in own},
        charged,
        ledger,
        body.what,
        re.sub(r"[0-9a-f-]{36}", "", body.request + body.result),
        (act.desk_id, act.place_id, act.use_case, act.version, act.part_of, act.undoes),
    )


def test_search_finds_what_use_cases_would_have_written(ashby):
    kept = "SELECT kind, thing, rank, text FROM search_entry WHERE kind = :kind ORDER BY id"

    def again(look, kind):
        makers = {"instrument": search._instrument, "family": search._family}
        maker = makers.get(kind, search._borrower)
        table = kind if kind in makers else "borrower"
        keys = look.rows(Sql(f"SELECT id FROM {table} ORDER BY id"))
        return [entry for row in keys for entry in maker(look, row.id) if entry[0] == kind]

    for kind in ("instrument", "family", "borrower", "school"):
        found = [tuple(row) for row in rows(ashby, kept, kind=kind)]
        assert found
        assert sorted(found) == sorted(ashby.look(again, kind))


def test_the_list_of_today_at_the_first_desk_is_full(ashby):
    found = ashby.look(history.today, None)
    assert found.events
    assert found.lent > 0
    assert found.returned > 0
    assert all(event.at < NOON for event in found.events)


def test_the_timeline_of_an_instrument_tells_its_life(ashby):
    (busiest, *_) = rows(
        ashby,
        "SELECT instrument.code FROM loan_line JOIN instrument"
        " ON instrument.id = loan_line.instrument_id WHERE loan_line.returned_at IS NOT NULL"
        " GROUP BY instrument.code ORDER BY COUNT(*) DESC, instrument.code",
    )
    events = ashby.look(history.timeline, history.TimelineOf(busiest.code))
    told = [event.use_case for event in reversed(events)]
    assert told[0] == "add_instrument"
    assert {"return_one"} < set(told)
    assert [event.at for event in events] == sorted((e.at for e in events), reverse=True)


@pytest.mark.parametrize("use_case", ["lend", "return_one"])
def test_the_newest_of_the_history_can_be_undone(empty_database_url, use_case):
    made_at(empty_database_url)
    desk = Desk.open(empty_database_url, desk_name=DESK, today=lambda: TODAY, now=lambda: NOON)
    (newest, *_) = rows(
        desk,
        "SELECT act.uuid, body.request FROM act JOIN act_body AS body ON body.act_no = act.no"
        " JOIN act_thing AS about ON about.act_no = act.no AND about.kind = 'instrument'"
        " WHERE act.use_case = :use_case AND NOT EXISTS (SELECT 1 FROM act_thing AS later"
        "   WHERE later.kind = 'instrument' AND later.thing = about.thing"
        "   AND later.act_no > act.no) ORDER BY act.no DESC",
        use_case=use_case,
    )
    asked = json.loads(newest.request)
    code = asked["instruments"][0] if use_case == "lend" else asked["instrument"]
    out = (
        "SELECT COUNT(*) FROM loan_line JOIN instrument ON instrument.id = loan_line.instrument_id"
        " WHERE instrument.code = :code AND returned_at IS NULL"
    )
    assert one(desk, out, code=code) == (use_case == "lend")
    undone = desk.run(undo.undo, undo.Undo(newest.uuid)).result
    assert undone.undid_act == newest.uuid
    assert one(desk, out, code=code) == (use_case != "lend")
    desk.close()


def test_desks_go_on_where_the_history_ends(empty_database_url):
    made_at(empty_database_url)
    desk = Desk.open(empty_database_url, desk_name=DESK, today=lambda: TODAY, now=lambda: NOON)
    code = desk.run(people.add_family, people.AddFamily("Ngozi Okafor")).result.code
    pupil = desk.run(people.add_pupil, people.AddPupil(code, "Amira Okafor", year="6")).result
    request = instruments.AddInstrument("flute", place="Brook", aliases=("OLD-1",))
    flute = desk.run(instruments.add_instrument, request).result
    lent = desk.run(lending.lend, lending.Lend((flute.code,), pupil.code)).result
    assert lent.lines[0].charge.full_pence > 0
    fresh = Desk.open(empty_database_url, desk_name="Brook 2", today=lambda: TODAY)
    assert fresh.run(people.add_family, people.AddFamily("Ben Carter")).result.code != code
    for each in (desk, fresh):
        each.close()
