"""Telling another system: each line once, with its reference for ever, credits after sending."""

from datetime import date

import pytest

from loanmgr.domain import references
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.jobs import systems as jobs
from loanmgr.services import accounts, lending, systems, undo
from loanmgr.services.systems import SendLines
from tests import factories
from tests.factories import half_price, instrument, lend, pupil, violin
from tests.services.other_systems import LEDGER, PUPILS, go_on, pence, plan, send, set_up, sheet
from tests.services.racing import at_once, split
from tests.tables import count, meddle, one

BALANCES = "SELECT SUM(amount_pence) FROM ledger JOIN account ON account.id = account_id"


@pytest.fixture
def systems_set_up(desk):
    set_up(desk, PUPILS, LEDGER)


@pytest.fixture
def hired(desk, systems_set_up):
    """A pupil at half price with a violin, and a school with another; the pupil's card."""
    child = pupil(desk)
    half_price(desk, child)
    lend(desk, violin(desk), child)
    lend(desk, violin(desk), factories.school(desk))
    return child


def lent_to(desk, child):
    """Lend a flute and return the act."""
    return desk.run(lending.lend, lending.Lend((instrument(desk, "flute"),), child)).act


def test_each_line_is_sent_once_charge_and_discount_apart(desk, hired):
    sent = send(desk)
    rows = sheet(desk, sent.transfer)

    assert [(row["Kind"], row["Amount"]) for row in rows] == [
        ("charge", "24.00"),
        ("discount", "-12.00"),
    ]
    assert {row["Student ID"] for row in rows} == {hired}
    assert {row["Date"] for row in rows} == {"21/11/2026"}
    [reference] = {row["Invoice reference"] for row in rows}
    assert references.is_reference(reference)
    assert [row["Line"] for row in rows] == [f"{reference}/1", f"{reference}/2"]
    assert (sent.lines, sent.total_pence) == (2, pence(rows)) == (2, 1200)

    assert plan(desk).lines == ()
    lent_to(desk, hired)
    later = sheet(desk, send(desk).transfer)
    assert [row["Description"] for row in later][:1] == ["Flute hire, autumn term"]
    assert not {row["Line"] for row in rows} & {row["Line"] for row in later}


def test_only_the_accounts_of_a_system_go_to_it(desk, hired):
    [row] = sheet(desk, send(desk, "ledger").transfer, "|")
    assert (row["COMPANY"], row["GL"], row["CREDIT"]) == ("MUS", "S1", "")
    assert row["DEBIT"] == str(one(desk, f"{BALANCES} WHERE account.kind = 'school'"))
    assert row["DUE"] == "21/12/26"
    assert plan(desk).total_pence == 1200


def test_the_file_can_be_made_again_and_is_the_same(desk, hired, another_desk):
    sent = send(desk)
    first = jobs.file_of(desk, sent.transfer, go_on)
    lent_to(desk, hired)
    assert jobs.file_of(another_desk(), sent.transfer, go_on) == first
    assert jobs.file_of(desk, sent.transfer, lambda *_: False) is None


def test_killed_after_marking_nothing_is_lost_and_nothing_goes_twice(desk, hired):
    ready, transfer = plan(desk), new_id()
    first = jobs.send(desk, ready, transfer)
    again = jobs.send(desk, ready, transfer)
    assert (again, count(desk, "sent_line")) == (first, 2)
    with pytest.raises(RuleError, match="nothing to send to Pupil system"):
        jobs.send(desk, ready, new_id())
    assert count(desk, "transfer") == 1


def test_what_is_taken_back_before_it_was_sent_is_left_out_with_what_takes_it_back(desk, hired):
    lent = lent_to(desk, hired)
    desk.run(undo.undo, undo.Undo(lent))
    found = plan(desk)
    assert (found.total_pence, len(found.lines), found.left_out) == (1200, 2, 4)
    send(desk)
    assert plan(desk).lines == ()


def test_done_again_it_is_sent_once(desk, hired):
    lent = lent_to(desk, hired)
    back = desk.run(undo.undo, undo.Undo(lent)).act
    desk.run(undo.undo, undo.Undo(back))
    rows = sheet(desk, send(desk).transfer)
    assert pence(rows) == one(desk, f"{BALANCES} WHERE account.kind = 'family'")
    assert len(rows) == 4


def test_a_reversal_after_sending_is_a_credit_under_the_same_reference(desk, hired):
    lent = lent_to(desk, hired)
    rows = sheet(desk, send(desk).transfer)
    [flute] = {r["Invoice reference"] for r in rows if "Flute" in r["Description"]}
    told = {r["Line"]: r for r in rows if r["Invoice reference"] == flute}
    back = desk.run(undo.undo, undo.Undo(lent)).act
    credit = sheet(desk, send(desk).transfer)
    assert pence(credit) == -pence(told.values())
    assert {r["Invoice reference"] for r in credit} == {
        r["Invoice reference"] for r in told.values()
    }
    assert {r["Kind"] for r in credit} == {"reversal"}
    desk.run(undo.undo, undo.Undo(back))
    again = sheet(desk, send(desk).transfer)
    assert pence(again) == pence(told.values())
    everything = {r["Line"] for rows in (told.values(), credit, again) for r in rows}
    assert len(everything) == 6


def test_a_long_chain_of_taking_back_comes_to_the_balance(desk, hired):
    act, total = lent_to(desk, hired), 0
    for turn in range(8):
        if turn in (1, 2, 5):
            total += send(desk).total_pence
        act = desk.run(undo.undo, undo.Undo(act)).result.act
    total += send(desk).total_pence
    assert total == one(desk, f"{BALANCES} WHERE account.kind = 'family'")
    assert plan(desk).lines == ()


def test_undoing_a_transfer_frees_its_lines_and_not_while_later_ones_stand(desk, hired):
    first = send(desk)
    lent_to(desk, hired)
    second = send(desk)
    with pytest.raises(RuleError, match="More was sent to that system since"):
        desk.run(undo.undo, undo.Undo(first.transfer))
    back = desk.run(undo.undo, undo.Undo(second.transfer)).act
    assert plan(desk).total_pence == second.total_pence
    with pytest.raises(RuleError, match="was taken back; its lines are sent anew"):
        jobs.file_of(desk, second.transfer, go_on)
    with pytest.raises(RuleError, match="is not sent anew by itself"):
        desk.run(undo.undo, undo.Undo(back))
    desk.run(undo.undo, undo.Undo(first.transfer))
    assert send(desk).total_pence == first.total_pence + second.total_pence
    assert [t.is_taken_back for t in desk.look(systems.transfers, 10)] == [False, True, True]


def test_a_payment_taken_here_is_told_and_the_words_say_which_lines_go(desk, hired):
    desk.run(accounts.pay, accounts.Pay(hired, 500, "cash"))
    assert plan(desk).total_pence == 700
    quiet = PUPILS.replace("invoices = true", 'invoices = true\nsends = ["charges"]')
    set_up(desk, quiet)
    assert plan(desk).total_pence == 1200
    send(desk)
    set_up(desk, PUPILS)
    assert plan(desk).total_pence == -500


def test_lines_entered_before_a_day_are_never_sent(desk, hired, clock):
    set_up(desk, PUPILS.replace("invoices = true", "invoices = true\nsince = 2026-11-22"))
    assert plan(desk).lines == ()
    clock.go_to(date(2026, 11, 23))
    lent_to(desk, hired)
    found = plan(desk)
    assert (len(found.lines), found.total_pence) == (2, 1500)


def test_who_may_not_and_what_is_not_in_use_is_refused(desk, hired, another_desk):
    with pytest.raises(RuleError, match="There is no other system called speedy"):
        plan(desk, "speedy")
    ready = plan(desk)
    set_up(desk, PUPILS.replace('kind = "pupils"', 'kind = "pupils"\nto = 2026-11-01'))
    with pytest.raises(RuleError, match="Pupil system is not in use on 21 November 2026"):
        plan(desk)
    set_up(desk, PUPILS)
    meddle(desk.url, "UPDATE staff_role SET role = 'volunteer'")
    volunteer = another_desk(staff="Pat Lead")
    with pytest.raises(RuleError, match="Only a lead or the office"):
        jobs.send(volunteer, ready, new_id())
    assert count(desk, "sent_line") == 0


def test_a_look_that_was_stopped_finds_nothing(desk, hired):
    assert jobs.preview(desk, "pupils", lambda *_: False) is None


def test_a_file_takes_so_many_lines_and_the_rest_goes_with_the_next(desk, hired, monkeypatch):
    lent_to(desk, hired)
    monkeypatch.setattr(systems, "MOST_LINES", 3)
    first = plan(desk)
    assert (len(first.lines), first.is_all) == (3, False)
    jobs.send(desk, first, new_id())
    rest = plan(desk)
    assert (len(rest.lines), rest.is_all) == (1, True)
    assert first.total_pence + rest.total_pence == 1200 + 1500


def test_two_desks_that_send_at_once_send_each_line_once(desk, hired, another_desk):
    desks = [desk, another_desk()]
    ready = plan(desk)
    answers = at_once(desks, lambda at: jobs.send(at, ready, new_id()))
    (sent,), (refusal,) = split(answers)
    assert (sent.lines, refusal.code) == (2, "nothing_to_send")
    assert count(desk, "sent_line") == 2


def test_lines_that_came_while_another_desk_sent_go_with_whoever_is_next(desk, hired, another_desk):
    mine = plan(desk)
    other = another_desk()
    lent_to(other, hired)
    theirs = plan(other)
    jobs.send(desk, mine, new_id())
    sent = jobs.send(other, theirs, new_id())
    assert sent.total_pence == 1500
    assert (count(desk, "sent_line"), plan(desk).lines) == (4, ())


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(desk, systems_set_up):
    child = pupil(desk, "=HYPERLINK(A1)")
    lend(desk, violin(desk), child)
    [row] = sheet(desk, send(desk).transfer)
    assert row["Student"] == "'=HYPERLINK(A1)"


def test_a_request_that_names_a_line_twice_marks_it_once(desk, hired):
    keys = plan(desk).lines
    request = SendLines("pupils", keys + keys, max(keys))
    assert desk.run(systems.send_lines, request).result.lines == 2


def test_what_is_given_back_of_a_charge_goes_under_its_reference(desk, hired):
    rows = sheet(desk, send(desk).transfer)
    meddle(
        desk.url,
        "INSERT INTO ledger (uuid, account_id, kind, entered_on, amount_pence, vat_code,"
        " charge_id, what, act_no) SELECT act.uuid, account_id, 'credit', entered_on, -100, '',"
        " charge_id, 'Credit: given back early', act_no FROM ledger"
        " JOIN act ON act.no = act_no WHERE ledger.kind = 'discount'",
    )
    [credit] = sheet(desk, send(desk).transfer)
    assert (credit["Kind"], credit["Amount"]) == ("credit", "-1.00")
    assert credit["Line"] == rows[0]["Invoice reference"] + "/3"
