"""Two records made one where lines are on issued papers, or were sent to another system."""

from datetime import timedelta

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.jobs import systems as jobs
from loanmgr.services import accounts, applications, joining, lending, papers, undo
from loanmgr.services.accounts import Pay
from loanmgr.services.applications import Apply, Decide
from loanmgr.services.joining import Join
from loanmgr.services.papers import CreditNote, IssueInvoice, IssueStatement
from loanmgr.services.undo import Undo
from tests.factories import family, lend, pupil, violin
from tests.services.other_systems import PUPILS, go_on, pence, plan, send, set_up, sheet, take


def join(desk, drop, keep):
    return desk.run(joining.join_records, Join(drop, keep)).result


def invoice(desk, card):
    return desk.run(papers.issue_invoice, IssueInvoice(card)).result


def shown(desk, number):
    return desk.look(papers.paper, number)


def unpaid(desk, card):
    """Return what is unpaid of each invoice."""
    rows = desk.look(papers.papers_of, card)
    return {row.number: row.unpaid_pence for row in rows if row.kind == "invoice"}


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


@pytest.fixture
def two(desk):
    """A family and its twin record, each with a child who has a violin."""
    keep, drop = family(desk, "Ngozi Okafor"), family(desk, "N. Okafor", address="1 Mill Lane")
    children = pupil(desk, of=keep), pupil(desk, "Dele Okafor", of=drop)
    acts = [desk.run(lending.lend, lending.Lend((violin(desk),), each)).act for each in children]
    return keep, drop, acts


class TestIssued:
    def test_a_paper_keeps_its_number_and_whom_it_names(self, desk, clock, two):
        keep, drop, _ = two
        issued, own = invoice(desk, drop), invoice(desk, keep)
        before = shown(desk, issued.number)
        clock.go_to(clock.on + timedelta(days=1))

        join(desk, drop, keep)

        assert shown(desk, issued.number) == before
        assert (before.to.name, before.said.card) == ("N. Okafor", drop)
        assert unpaid(desk, keep) == unpaid(desk, drop) == {issued.number: 2400, own.number: 2400}
        with pytest.raises(RuleError, match="nothing to invoice"):
            invoice(desk, keep)
        desk.run(accounts.pay, Pay(keep, 3000, "bank"))
        assert sum(unpaid(desk, keep).values()) == balance(desk, keep) == 1800

    def test_a_new_statement_shows_all(self, desk, two):
        keep, drop, _ = two
        invoice(desk, drop)
        desk.run(accounts.pay, Pay(drop, 1000, "cash"))
        join(desk, drop, keep)
        done = desk.run(papers.issue_statement, IssueStatement(keep)).result
        said = shown(desk, done.number)
        assert (done.total_pence, said.total_pence) == (3800, 3800)
        lines = [(line.pence, line.who) for line in said.said.lines]
        assert sorted(lines) == [(-1000, ""), (2400, "Amira Okafor"), (2400, "Dele Okafor")]

    def test_what_is_taken_back_afterwards_is_credited_to_that_invoice(self, desk, two):
        keep, drop, acts = two
        issued = invoice(desk, drop)
        join(desk, drop, keep)
        desk.run(undo.undo, Undo(acts[1]))
        assert desk.look(papers.credits_due, keep) == (issued.number,)
        note = desk.run(papers.issue_credit_note, CreditNote(issued.number)).result
        assert (note.total_pence, note.card) == (2400, keep)
        assert shown(desk, note.number).to.name == "Ngozi Okafor"
        assert unpaid(desk, keep) == {issued.number: 0}

    def test_what_a_decision_lowers_afterwards_is_credited_too(self, desk):
        keep, drop = family(desk), family(desk, "N. Okafor")
        child = pupil(desk, of=drop)
        desk.run(applications.apply, Apply(child, "reduced-50"))
        desk.run(applications.decide, Decide(child, "waiting_list"))
        lend(desk, violin(desk), child)
        issued = invoice(desk, drop)
        join(desk, drop, keep)
        desk.run(applications.decide, Decide(child, "awarded", evidence="letter"))
        assert desk.look(papers.credits_due, keep) == (issued.number,)
        assert unpaid(desk, keep) == {issued.number: 1200}

    def test_a_credit_note_goes_along_and_is_not_issued_again(self, desk, two):
        keep, drop, acts = two
        issued = invoice(desk, drop)
        desk.run(undo.undo, Undo(acts[1]))
        desk.run(papers.issue_credit_note, CreditNote(issued.number))
        join(desk, drop, keep)
        assert desk.look(papers.credits_due, keep) == ()
        assert unpaid(desk, keep) == {issued.number: 0}
        assert invoice(desk, keep).total_pence == 2400

    def test_a_credit_note_that_is_due_comes_first(self, desk, two):
        keep, drop, acts = two
        issued = invoice(desk, drop)
        desk.run(undo.undo, Undo(acts[1]))
        for ask in (desk.look, desk.run):
            use_case = joining.preview if ask == desk.look else joining.join_records
            with pytest.raises(RuleError, match="credit note is due for INV-00001") as refused:
                ask(use_case, Join(drop, keep))
            assert refused.value.code == "credit_due"
        note = desk.run(papers.issue_credit_note, CreditNote(issued.number)).result
        assert shown(desk, note.number).to.name == "N. Okafor"
        join(desk, drop, keep)
        assert unpaid(desk, keep) == {issued.number: 0}

    def test_what_was_taken_back_and_done_again_is_still_unpaid(self, desk, two):
        _, drop, acts = two
        issued = invoice(desk, drop)
        back = desk.run(undo.undo, Undo(acts[1])).result.act
        desk.run(undo.undo, Undo(back))
        assert unpaid(desk, drop) == {issued.number: 2400}

    def test_undo_gives_the_papers_back(self, desk, two):
        keep, drop, _ = two
        issued = invoice(desk, drop)
        done = join(desk, drop, keep)
        desk.run(undo.undo, Undo(done.act))
        assert (unpaid(desk, keep), unpaid(desk, drop)) == ({}, {issued.number: 2400})
        with pytest.raises(RuleError, match="nothing to invoice"):
            invoice(desk, drop)
        again = join(desk, drop, keep)
        later = invoice(desk, keep)
        desk.run(undo.undo, Undo(again.act))
        assert (unpaid(desk, keep), unpaid(desk, drop)) == (
            {later.number: 2400},
            {issued.number: 2400},
        )

    def test_undo_after_an_invoice_for_both_credits_what_is_not_theirs(self, desk, two):
        keep, drop, _ = two
        done = join(desk, drop, keep)
        issued = invoice(desk, keep)
        assert issued.total_pence == 4800
        desk.run(undo.undo, Undo(done.act))
        assert desk.look(papers.credits_due, keep) == (issued.number,)
        note = desk.run(papers.issue_credit_note, CreditNote(issued.number)).result
        own = invoice(desk, drop)
        assert (note.total_pence, own.total_pence) == (2400, 2400)
        assert (unpaid(desk, keep), unpaid(desk, drop)) == (
            {issued.number: 2400},
            {own.number: 2400},
        )

    def test_twice_joined_is_as_once(self, desk, two):
        keep, drop, acts = two
        third = family(desk, "Ngozi O.")
        issued = invoice(desk, drop)
        join(desk, drop, third)
        join(desk, third, keep)
        assert unpaid(desk, keep) == {issued.number: 2400}
        desk.run(undo.undo, Undo(acts[1]))
        assert desk.look(papers.credits_due, keep) == (issued.number,)
        assert invoice(desk, keep).total_pence == 2400


class TestSent:
    @pytest.fixture(autouse=True)
    def _set_up(self, desk):
        set_up(desk, PUPILS)

    def test_nothing_goes_twice_and_the_file_stays(self, desk, clock, two):
        keep, drop, _ = two
        sent = send(desk)
        before = jobs.file_of(desk, sent.transfer, go_on)
        clock.go_to(clock.on + timedelta(days=1))
        join(desk, drop, keep)
        assert plan(desk).lines == ()
        assert jobs.file_of(desk, sent.transfer, go_on) == before

    def test_what_was_on_its_way_goes_once(self, desk, two):
        keep, drop, _ = two
        join(desk, drop, keep)
        rows = sheet(desk, send(desk).transfer)
        assert pence(rows) == 4800
        assert {row["Account"] for row in rows} == {keep}
        assert plan(desk).lines == ()

    def test_what_is_taken_back_afterwards_goes_as_a_credit_of_the_same_reference(self, desk, two):
        keep, drop, acts = two
        first = sheet(desk, send(desk).transfer)
        join(desk, drop, keep)
        desk.run(undo.undo, Undo(acts[1]))
        [row] = sheet(desk, send(desk).transfer)
        [charged] = [each for each in first if each["Student"] == "Dele Okafor"]
        assert (row["Amount"], row["Invoice reference"]) == ("-24.00", charged["Invoice reference"])
        assert row["Account"] == keep
        assert row["Line"] not in {each["Line"] for each in first}

    def test_what_is_paid_there_comes_in_on_the_kept_account(self, desk, two):
        keep, drop, _ = two
        first = sheet(desk, send(desk).transfer)
        [charged] = [each for each in first if each["Student"] == "Dele Okafor"]
        reference = charged["Invoice reference"]
        take(desk, (reference, "", "", "", "24.00"))
        join(desk, drop, keep)
        assert desk.look(accounts.account, keep).owed_pence == 2400
        take(desk, (reference, "P1", "21/11/2026", "10.00", "14.00"))
        view = desk.look(accounts.account, keep)
        assert (view.balance_pence, view.owed_pence) == (3800, 1400)
        assert plan(desk).lines == ()

    def test_a_credit_that_was_on_its_way_goes_under_the_card_that_was_charged(self, desk, two):
        keep, drop, acts = two
        send(desk)
        desk.run(undo.undo, Undo(acts[1]))
        join(desk, drop, keep)
        [row] = sheet(desk, send(desk).transfer)
        assert (row["Amount"], row["Account"]) == ("-24.00", drop)
        assert plan(desk).lines == ()

    def test_joined_twice_the_file_stays_too(self, desk, two):
        keep, drop, _ = two
        sent = send(desk)
        before = jobs.file_of(desk, sent.transfer, go_on)
        third = family(desk, "Ngozi O.")
        join(desk, drop, third)
        join(desk, third, keep)
        assert jobs.file_of(desk, sent.transfer, go_on) == before
        assert plan(desk).lines == ()

    def test_undo_lets_each_account_be_what_was_sent(self, desk, two):
        keep, drop, _ = two
        first = send(desk)
        before = jobs.file_of(desk, first.transfer, go_on)
        done = join(desk, drop, keep)
        desk.run(undo.undo, Undo(done.act))
        assert plan(desk).lines == ()
        assert jobs.file_of(desk, first.transfer, go_on) == before
        assert (balance(desk, keep), balance(desk, drop)) == (2400, 2400)
