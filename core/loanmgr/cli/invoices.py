"""Commands about numbered papers: invoices, one or a run of them, credit notes, statements."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from loanmgr.cli import files, output, previews
from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import pounds
from loanmgr.domain.papers import CREDIT_NOTE, INVOICE, NOUNS, STATEMENT, number_read, number_words
from loanmgr.domain.words import long_date
from loanmgr.jobs import invoicing as jobs
from loanmgr.jobs.invoicing import Outcome, Plan
from loanmgr.services import papers
from loanmgr.services.papers import (
    CreditNote,
    InvoicesPage,
    Issued,
    IssueInvoice,
    IssueStatement,
    PaperRow,
)
from loanmgr.services.papers.run import BeginInvoices, PlannedInvoice


def invoice(session: Session, options: Namespace) -> Answer:
    """Issue an invoice, print one again by its number, or invoice everybody."""
    if options.all:
        return _run(session, options)
    if options.card is None:
        raise UsageError("Say whom to invoice: a card, the number of an invoice, or --all.")
    _only_with_all(options)
    if number_read(options.card):
        return _again(session, options, INVOICE)
    if options.to:
        raise UsageError("--to goes with the number of an invoice that is printed again.")
    done = session.desk.run(papers.issue_invoice, IssueInvoice(options.card)).result
    return _issued(session, options, (done,))


def credit_note(session: Session, options: Namespace) -> Answer:
    """Answer an invoice, or all of an account's, with what has lowered it since."""
    read = number_read(options.what)
    if read and read[0] == CREDIT_NOTE:
        options.card, options.to = options.what, None
        return _again(session, options, CREDIT_NOTE)
    numbers = (options.what,) if read else session.desk.look(papers.credits_due, options.what)
    if not numbers:
        message = "Nothing has lowered an invoice of theirs since, so there is nothing to credit."
        raise RuleError(message, "nothing_to_credit", "what")
    done = [
        session.desk.run(papers.issue_credit_note, CreditNote(number)).result for number in numbers
    ]
    return _issued(session, options, done)


def statement(session: Session, options: Namespace) -> Answer:
    """Issue a statement of an account, or print one again by its number."""
    if number_read(options.card):
        if options.from_on or options.to_on:
            raise UsageError("A statement that is printed again says what it said.")
        options.to = None
        return _again(session, options, STATEMENT)
    request = IssueStatement(options.card, options.from_on, options.to_on)
    done = session.desk.run(papers.issue_statement, request).result
    return _issued(session, options, (done,))


def listed(session: Session, options: Namespace) -> Answer:
    """List every invoice, the newest first, or what is not paid, the oldest first."""
    found: list[PaperRow] = []
    while True:
        after = found[-1].number if found else ""
        page = session.desk.look(papers.invoices, InvoicesPage(options.unpaid, after))
        found += page
        if not page:
            break
    rows = [
        (
            *(each.number, each.issued_on, each.card, each.payer, each.due_on),
            *(pounds(each.total_pence), pounds(each.unpaid_pence) if each.unpaid_pence else "paid"),
        )
        for each in found
    ]
    head = ("Invoice", "Date", "Card", "Who pays", "Due", "Total", "Still to pay")
    nothing = "Every invoice is paid." if options.unpaid else "No invoice has been issued yet."
    return Answer({"invoices": [_row(each) for each in found]}, table(head, rows) or [nothing])


def _row(each: PaperRow) -> dict[str, Any]:
    said = asdict(each)
    for name in ("id", "kind", "answers"):
        del said[name]
    return said


def _again(session: Session, options: Namespace, kind: str) -> Answer:
    """Write papers that were issued before."""
    if not options.output:
        raise UsageError("Say where to write it: -o FILE.pdf.")
    first = number_read(options.card)
    last = number_read(options.to) if options.to else first
    if first is None or last is None or not first[0] == last[0] == kind:
        raise UsageError(f"{options.to or options.card} is not the number of such a paper.")
    numbers = tuple(number_words(kind, at) for at in range(first[1], last[1] + 1))
    count = _write(session, options.output, numbers)
    return Answer({"papers": count, "numbers": numbers}, [_written(count, kind, options.output)])


def _issued(session: Session, options: Namespace, done: Sequence[Issued]) -> Answer:
    lines = [
        f"{NOUNS[each.kind]} {each.number} to {each.payer}: {pounds(each.total_pence)}"
        + (
            f", to pay {pounds(each.to_pay_pence)} by {long_date(each.due_on)}"
            if each.due_on
            else ""
        )
        + "."
        for each in done
    ]
    if options.output:
        count = _write(session, options.output, tuple(each.number for each in done))
        lines.append(_written(count, done[0].kind, options.output))
    said = [asdict(each) for each in done]
    return Answer({"issued": said} if len(said) != 1 else said[0], lines)


def _run(session: Session, options: Namespace) -> Answer:
    if options.card or options.to:
        raise UsageError("--all is for everybody; a card or a number is not said with it.")
    only = options.only or "everybody"
    plan = jobs.preview(session.desk, only, _progress)
    output.progress("")
    assert plan is not None  # noqa: S101 - nobody stops it but by ending the program
    if options.output:
        files.write(options.output, previews.sheet(plan.lines, PlannedInvoice))
    if options.dry_run or not plan.lines:
        return Answer(_planned(plan), [*_told(plan), *_excepted(plan)])
    done = jobs.run(session.desk, BeginInvoices(only), _progress)
    output.progress("")
    lines = [_did(done), *_excepted(plan), *done.failed]
    if options.pdf and done.invoices:
        count = _write(session, options.pdf, done.invoices)
        lines.append(_written(count, INVOICE, options.pdf))
    data = {
        **_planned(plan),
        "run": done.run,
        "invoices": done.invoices,
        "issued_pence": done.total_pence,
        "left": done.failed,
    }
    return Answer(data, lines)


def _only_with_all(options: Namespace) -> None:
    for name in ("dry_run", "only", "pdf"):
        if getattr(options, name):
            raise UsageError(f"--{name.replace('_', '-')} goes with --all.")


def _write(session: Session, name: str, numbers: tuple[str, ...]) -> int:
    """Draw papers into a file; they are issued already, so say how to try again."""
    from loanmgr.jobs.printing import pdf  # noqa: PLC0415 - drawing is rarely wanted

    found = jobs.printed(session.desk, numbers, _progress)
    output.progress("")
    try:
        files.write(name, pdf(found))
    except UsageError as fault:
        noun = number_read(numbers[0])
        command = {INVOICE: "invoice", CREDIT_NOTE: "credit-note"}.get(
            noun[0] if noun else "", "statement"
        )
        again = f"loanmgr {command} {numbers[0]} -o FILE.pdf"
        raise UsageError(f"{fault} What was issued is kept: {again} prints it.") from fault
    return len(found)


def _written(count: int, kind: str, name: str) -> str:
    noun = NOUNS[kind].lower()
    return f"{f'1 {noun}' if count == 1 else f'{count:,} {noun}s'} written to {name}."


def _progress(done: int, whole: int, doing: str) -> bool:
    output.progress(f"{100 * done // max(1, whole)} % {doing}")
    return True


def _planned(plan: Plan) -> dict[str, Any]:
    return {
        "lines": [asdict(line) for line in plan.lines],
        "exceptions": [asdict(each) for each in plan.exceptions],
        "total_pence": plan.total_pence,
        "to_pay_pence": plan.to_pay_pence,
        "run": None,
    }


def _told(plan: Plan) -> list[str]:
    if not plan.lines:
        return ["There is nothing to invoice that is not on an invoice already."]
    count = "1 invoice" if len(plan.lines) == 1 else f"{len(plan.lines):,} invoices"
    return [
        f"It would issue {count} of {pounds(plan.total_pence)},"
        f" {pounds(plan.to_pay_pence)} of it to pay."
    ]


def _did(done: Outcome) -> str:
    if not done.invoices:
        return "Nothing was issued: another desk has invoiced everybody meanwhile."
    first, last = done.invoices[0], done.invoices[-1]
    numbers = first if first == last else f"{first} to {last}"
    count = len(done.invoices)
    return f"{count:,} issued, {numbers}: {pounds(done.total_pence)}."


def _excepted(plan: Plan) -> list[str]:
    return previews.to_look_at(
        [f"{each.payer} {each.account}: {each.message}" for each in plan.exceptions]
    )
