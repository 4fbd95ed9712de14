"""The invoice run: everybody once, stopped and gone on with, at two desks, killed, never a gap."""

import pytest

from loanmgr.db.sql import Connection
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.jobs import invoicing as jobs
from loanmgr.services import accounts, papers, undo
from loanmgr.services.papers import IssueInvoice
from loanmgr.services.papers import run as runs
from loanmgr.services.papers.run import BeginInvoices
from tests import factories
from tests.factories import lend, pupil, violin
from tests.services.racing import at_once, split
from tests.tables import count, meddle, one, rows

RACES = 6
"""The drill (python -m tests.drills numbers) has two hundred."""


def go_on(_done, _of, _what):
    return True


def run(desk, only="everybody", **more):
    return jobs.run(desk, BeginInvoices(only, **more), go_on)


def plan(desk, only="everybody"):
    return jobs.preview(desk, only, go_on)


def numbers(desk, kind="invoice"):
    found = rows(desk, "SELECT number FROM document WHERE kind = :kind ORDER BY id", kind=kind)
    return [row.number for row in found]


@pytest.fixture
def hirers(desk):
    """Three families and a school that each have a violin."""
    cards = [pupil(desk, f"Child {at}") for at in range(3)]
    for card in cards:
        lend(desk, violin(desk), card)
    school = factories.school(desk, address="Church Road", postcode="AB1 2CD")
    lend(desk, violin(desk), school)
    return [*cards, school]


def test_everybody_is_invoiced_once(desk, hirers):
    shown = plan(desk)
    assert [(line.payer_kind, line.total_pence) for line in shown.lines] == [
        *[("family", 2400)] * 3,
        ("school", 1500),
    ]
    assert [each.case for each in shown.exceptions] == ["no_address"] * 3

    done = run(desk)

    assert (len(done.invoices), done.total_pence) == (4, shown.total_pence)
    assert numbers(desk) == [1, 2, 3, 4]
    assert plan(desk).lines == ()
    assert run(desk).invoices == ()
    assert desk.look(runs.numbers_of, done.run) == done.invoices


@pytest.mark.parametrize(("only", "number"), [("families", 3), ("schools", 1), ("others", 0)])
def test_a_run_can_be_for_some(desk, hirers, only, number):
    assert len(plan(desk, only).lines) == number
    assert len(run(desk, only).invoices) == number


def test_who_has_paid_is_left_out_and_who_is_in_credit_is_said(desk, hirers):
    for card, pence in zip(hirers[:2], (2400, 3000), strict=True):
        desk.run(accounts.pay, accounts.Pay(card, pence, "card"))
    shown = plan(desk, "families")
    assert len(shown.lines) == 1
    said = {each.case: each for each in shown.exceptions}
    assert set(said) == {"in_credit", "no_address"}
    assert said["in_credit"].message == "£6.00 in credit: nothing is asked for."
    assert not said["in_credit"].is_invoiced


def test_each_account_is_priced_once_and_the_act_alone_refuses(desk, hirers, monkeypatch):
    """A run asks nothing but whom there may be something for; what changes meanwhile is seen."""
    priced = []
    sort = runs.rules.sort
    monkeypatch.setattr(runs.rules, "sort", lambda rows: priced.append(1) or sort(rows))
    desk.run(accounts.pay, accounts.Pay(hirers[0], 2400, "card"))

    def meanwhile(done, _of, _what):
        if done == 0:  # the newest payment is of the last one, when the first is being invoiced
            desk.run(accounts.pay, accounts.Pay(hirers[2], 2400, "card"))
        return True

    done = jobs.run(desk, BeginInvoices("families"), meanwhile)
    assert (len(done.invoices), done.failed, numbers(desk)) == (1, (), [1])
    assert len(priced) == 2  # of whoever had something to pay when it began


def test_by_hand_who_has_paid_may_have_an_invoice(desk, hirers):
    desk.run(accounts.pay, accounts.Pay(hirers[0], 3000, "card"))
    assert hirers[0] not in [line.account for line in plan(desk).lines]
    assert len(run(desk, "families").invoices) == 2
    issued = desk.run(papers.issue_invoice, IssueInvoice(hirers[0])).result
    assert (issued.total_pence, issued.to_pay_pence) == (2400, 0)


def test_a_credit_note_that_is_due_is_said(desk, hirers):
    run(desk)
    act = one(desk, "SELECT uuid FROM act WHERE use_case = 'lend' ORDER BY no LIMIT 1")
    desk.run(undo.undo, undo.Undo(act))
    lend(desk, violin(desk), hirers[0])
    [said] = [each for each in plan(desk).exceptions if each.case == "credit_due"]
    assert said.message.startswith("£24.00 of what was invoiced is lowered since")


def test_stopped_each_account_is_invoiced_or_not_and_it_goes_on_later(desk, hirers):
    request = BeginInvoices()
    stopped = jobs.run(desk, request, lambda done, _of, _what: done < 2)
    assert (stopped.is_whole, len(stopped.invoices)) == (False, 2)
    rest = jobs.run(desk, request, go_on)
    assert (rest.is_whole, len(rest.invoices)) == (True, 2)
    assert numbers(desk) == [1, 2, 3, 4]
    assert len(desk.look(runs.numbers_of, request.id)) == 4


def test_a_run_is_not_taken_back(desk, hirers):
    done = run(desk)
    with pytest.raises(RuleError, match="Invoices keep their numbers and are not undone"):
        desk.run(undo.undo, undo.Undo(done.run))
    part = one(desk, "SELECT uuid FROM act WHERE part_of IS NOT NULL ORDER BY no DESC LIMIT 1")
    with pytest.raises(RuleError, match="INV-00004"):
        desk.run(undo.undo, undo.Undo(part))
    assert count(desk, "document") == 4


def test_only_a_lead_invoices_everybody(desk, another_desk, hirers):
    meddle(desk.url, "INSERT INTO staff (uuid, name) VALUES (:id, 'Vic')", id=new_id())
    with pytest.raises(RuleError, match="lead"):
        run(another_desk("Ashby 9", staff="Vic"))
    with pytest.raises(RuleError, match="everybody, families, schools or others"):
        run(desk, "nobody")
    assert count(desk, "document") == 0


def test_two_desks_running_it_at_once_number_nothing_twice(desk, another_desk, hirers):
    both = desk, another_desk("Office 2")
    answers = at_once(both, run)
    assert sorted(len(answer.invoices) for answer in answers) != [0, 0]
    assert sum(len(answer.invoices) for answer in answers) == 4
    assert sorted(numbers(desk)) == [1, 2, 3, 4]
    assert all(answer.failed == () for answer in answers)


def test_two_desks_never_take_one_number_nor_leave_one_out(desk, another_desk):
    both = desk, another_desk("Office 2")
    for at in range(RACES):
        cards = [pupil(desk, f"Child {at} {side}") for side in "ab"]
        for card in cards:
            lend(desk, violin(desk), card)
        mine, yours = cards
        at_once(
            both,
            lambda at, card=mine: at.run(papers.issue_invoice, IssueInvoice(card)),
            lambda at, card=yours: at.run(papers.issue_invoice, IssueInvoice(card)),
        )
    assert sorted(numbers(desk)) == list(range(1, 2 * RACES + 1))


def test_two_desks_invoicing_one_account_invoice_it_once(desk, another_desk):
    both = desk, another_desk("Office 2")
    for at in range(RACES):
        card = pupil(desk, f"Child {at}")
        lend(desk, violin(desk), card)
        answers = at_once(
            both, lambda at, card=card: at.run(papers.issue_invoice, IssueInvoice(card))
        )
        (_,), (loser,) = split(answers)
        assert loser.code == papers.NOTHING
    assert numbers(desk) == list(range(1, RACES + 1))


def test_what_dies_at_any_statement_takes_no_number(desk, hirers, monkeypatch):
    """An act that breaks off at any of its writes leaves neither a paper nor a gap."""

    class PowerCutError(BaseException):
        pass

    whole = Connection.insert
    for survived in range(3):
        left = [survived]

        def dying(self, table, values, left=left):
            if left[0] == 0:
                raise PowerCutError
            left[0] -= 1
            return whole(self, table, values)

        with monkeypatch.context() as cut:
            cut.setattr(Connection, "insert", dying)
            with pytest.raises(PowerCutError):
                desk.run(papers.issue_invoice, IssueInvoice(hirers[0]))
        assert count(desk, "document") == 0
    with pytest.raises(RuleError):
        desk.run(papers.issue_invoice, IssueInvoice(factories.family(desk)))
    for card in hirers:
        desk.run(papers.issue_invoice, IssueInvoice(card))
    assert numbers(desk) == [1, 2, 3, 4]
    assert one(desk, "SELECT next FROM document_series WHERE kind = 'invoice'") == 5
