"""Made-up data is believable, adds up, and belongs to nobody."""

import json
import re
from datetime import timedelta

import pytest

from loanmgr.domain import charges, codes
from loanmgr.domain.charges import AwardHeld, Hire
from loanmgr.services import register
from loanmgr.services.demo.acts import label
from tests.services.demo.made import TODAY
from tests.tables import one, rows


def test_as_much_is_made_as_was_asked_for(ashby):
    counts = {
        table: one(ashby, f"SELECT COUNT(*) FROM {table}")
        for table in ("instrument", "family", "loan")
    }
    assert counts == {"instrument": 60, "family": 40, "loan": 150}


def test_the_register_says_that_it_is_made_up(ashby):
    about = ashby.look(register.about, None)
    assert (about.service, about.made_up) == ("Made-up County Music Service", True)
    assert (about.centre, about.desk) == ("Ashby", "Ashby 1")
    assert one(ashby, "SELECT COUNT(*) FROM place WHERE kind = 'centre'") == 12


def test_every_account_adds_up(ashby):
    found = rows(
        ashby,
        "SELECT account.id, (SELECT COALESCE(SUM(amount_pence), 0) FROM ledger"
        "   WHERE account_id = account.id) AS lines,"
        " (SELECT COALESCE(SUM(full_pence - discount_pence), 0) FROM charge"
        "   WHERE account_id = account.id AND ended_act IS NULL) AS charged,"
        " (SELECT COALESCE(SUM(amount_pence), 0) FROM payment"
        "   WHERE account_id = account.id) AS paid FROM account",
    )
    assert [row.id for row in found if row.lines != row.charged - row.paid] == []
    assert any(row.lines > 0 for row in found)
    assert any(row.paid for row in found)


def test_every_charge_explains_itself_as_the_price_rules_do(ashby):
    policy = ashby.look(lambda look, _: look.policy(), None)
    found = rows(
        ashby,
        "SELECT charge.*, line.lent_on, type.code AS type_code, size.code AS size_code,"
        " borrower.kind AS of_kind, award.scheme AS held, award.state,"
        " award.from_on AS held_from_on,"
        " award.to_on AS held_to_on, award.grace_until_on"
        " FROM charge JOIN loan_line AS line ON line.id = charge.hire_id"
        " JOIN instrument ON instrument.id = line.instrument_id"
        " JOIN instrument_type AS type ON type.id = instrument.type_id"
        " LEFT JOIN instrument_size AS size ON size.id = instrument.size_id"
        " JOIN borrower ON borrower.id = charge.borrower_id"
        " LEFT JOIN award ON award.id = charge.award_id ORDER BY charge.id",
    )
    assert any(row.discount_pence for row in found)
    seen = {}
    for row in found:
        steps = json.loads(row.steps)
        assert sum(pence for _, pence in steps) == row.due_pence
        first = seen.setdefault(row.hire_id, row.id) == row.id
        kind = policy.type_by_code[row.type_code]
        size = row.size_code or ""
        on = row.lent_on if first else row.period_from_on
        hire = Hire(kind.code, kind.family, size, row.of_kind, on, is_part=not kind.counts)
        held = ()
        if row.award_id:
            held = (
                AwardHeld(
                    *(None, row.held, row.state, row.held_from_on, row.held_to_on),
                    row.grace_until_on,
                ),
            )
        if first:
            quote = charges.quote(policy, hire, held)
        else:
            quote = charges.renewal(policy, hire, row.period_from_on - timedelta(days=1), held)
        assert (quote.full_pence, quote.due_pence) == (row.full_pence, row.due_pence)
        assert (quote.because, quote.period_code) == (row.because, row.period)
        assert steps == [[step.what, step.pence] for step in quote.steps]


def test_what_is_out_is_charged_up_to_today(ashby):
    late = "SELECT COUNT(*) FROM loan_line WHERE returned_at IS NULL AND next_charge_on <= :today"
    assert one(ashby, late, today=TODAY) == 0
    assert one(ashby, "SELECT COUNT(*) FROM act WHERE use_case = 'charge_term'") > 0


def test_about_a_third_is_out_and_schools_have_days_to_bring_things_back_by(ashby):
    out = one(ashby, "SELECT COUNT(*) FROM loan_line WHERE returned_at IS NULL")
    assert 60 * 0.2 < out < 60 * 0.5
    schools = rows(
        ashby,
        "SELECT due_on, returned_on FROM loan_line JOIN borrower"
        " ON borrower.id = loan_line.borrower_id WHERE borrower.kind = 'school'",
    )
    assert schools
    assert all(row.due_on for row in schools)
    assert any(row.returned_on is None and row.due_on < TODAY for row in schools)


def test_labels_are_ours_and_each_leads_to_its_thing(ashby):
    found = rows(ashby, "SELECT text, kind, thing, is_alias FROM code")
    assert all(codes.is_ours(row.text) != bool(row.is_alias) for row in found)
    by_kind = {"instrument": "instrument", "family": "family", "borrower": "borrower"}
    for kind, table in by_kind.items():
        own = {row.id: row.code for row in rows(ashby, f"SELECT id, code FROM {table}")}
        kept = {r.thing: r.text for r in found if r.kind == kind and not r.is_alias}
        assert own == kept
    aliases = [row for row in found if row.is_alias]
    assert len(found) > 100 and 5 < len(aliases) < 40
    assert all(re.fullmatch(r"HMS-\d{5}", row.text) for row in aliases)


@pytest.mark.parametrize("letter", "MBL")
@pytest.mark.parametrize("number", [1, 42, 4217, 99_999, 999_999, 1_000_000, 31_415_926])
def test_labels_are_made_as_the_rules_make_them(letter, number):
    assert label(letter, number) == codes.make(letter, number)


def test_nobody_is_real(ashby):
    contacts = [row.contact for row in rows(ashby, "SELECT contact FROM adult")]
    contacts += [row.contact for row in rows(ashby, "SELECT contact FROM borrower")]
    free = re.compile(r"(07700 900\d{3}|[a-z0-9.'-]+@example\.org)?")
    assert [each for each in contacts if not free.fullmatch(each)] == []
    postcodes = [row.postcode for row in rows(ashby, "SELECT postcode FROM family")]
    assert all(each.startswith("ZZ") for each in postcodes)
    urns = [row.urn for row in rows(ashby, "SELECT urn FROM school")]
    assert all(re.fullmatch(r"9\d{5}", urn) for urn in urns)


def test_a_name_that_tries_every_text_box_is_among_them(ashby):
    names = [row.name for row in rows(ashby, "SELECT name FROM borrower WHERE kind = 'pupil'")]
    assert "Zoë O'Neill-Nguyễn" in names


def test_everything_that_a_service_has_is_there(ashby):
    def some(sql):
        return one(ashby, f"SELECT COUNT(*) FROM {sql}") > 0

    assert some("part WHERE code IS NOT NULL")
    assert some("instrument WHERE labelled_at IS NULL")
    assert some("award WHERE state = 'awarded'")
    assert some("agreement WHERE signed_on IS NULL")
    assert some("charge WHERE ended_act IS NOT NULL")
    kinds = {row.kind for row in rows(ashby, "SELECT kind FROM borrower")}
    assert kinds == {"pupil", "school", "teacher", "adult", "partner"}
    roles = {row.role for row in rows(ashby, "SELECT role FROM staff_role")}
    assert roles == {"service_lead", "office", "technician", "desk_lead", "volunteer"}
    assert one(ashby, "SELECT COUNT(*) FROM owner") > 2
