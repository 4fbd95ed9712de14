"""Commands about money: paying, giving back, and closing the desk with its cash."""

from argparse import Namespace
from typing import Any

from loanmgr.cli import files
from loanmgr.cli.counter import act_id
from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.desk import Done
from loanmgr.domain.money import pounds
from loanmgr.domain.words import clock
from loanmgr.services import accounts, closing, settling
from loanmgr.services.accounts import HOW, Paid, Pay, Refund, Refunded
from loanmgr.services.closing import CloseDesk, Counts, DeskClosed, Money
from loanmgr.services.settling import Allocate, WriteOff


def pay(session: Session, options: Namespace) -> Answer:
    """Record money that came in."""
    request = Pay(
        options.code, options.sum, options.method, options.reference or "", again=options.again
    )
    done = session.desk.run(accounts.pay, request)
    return _moved(done, f"Paid: {pounds(done.result.amount_pence)} {HOW[options.method]}.")


def refund(session: Session, options: Namespace) -> Answer:
    """Give back what an account is in credit."""
    request = Refund(
        options.sum,
        None,
        options.code,
        options.method or "",
        options.paid_for or "",
        line=act_id(options.line),
        agreed_by=options.agreed_by or "",
    )
    done = session.desk.run(accounts.refund, request)
    back = done.result
    return _moved(done, f"Given back: {pounds(back.amount_pence)} {HOW[back.method]}.")


def _moved(done: Done[Paid] | Done[Refunded], said: str) -> Answer:
    moved = done.result
    data = {
        "payment": moved.payment,
        "amount_pence": moved.amount_pence,
        "balance_pence": moved.balance_pence,
        "act": done.act,
    }
    return Answer(data, [f"{said} {_balance(moved.balance_pence)}"])


def allocate(session: Session, options: Namespace) -> Answer:
    """Put what came in to a line of the same account."""
    paid, charged = act_id(options.paid), act_id(options.charged)
    assert paid is not None and charged is not None  # noqa: S101, PT018 - both are needed
    done = session.desk.run(settling.allocate, Allocate(paid, charged, options.sum)).result
    data = {
        "act": done.act,
        "amount_pence": done.amount_pence,
        "unpaid_pence": done.unpaid_pence,
        "left_pence": done.left_pence,
    }
    line = f"Put there: {pounds(done.amount_pence)}. Of that line, {pounds(done.unpaid_pence)}"
    return Answer(data, [f"{line} is unpaid."])


def write_off(session: Session, options: Namespace) -> Answer:
    """Give up what an account, or a line of it, owes."""
    request = WriteOff(options.code, options.reason, options.sum, act_id(options.line))
    done = session.desk.run(settling.write_off, request).result
    data = {
        "act": done.act,
        "amount_pence": done.amount_pence,
        "balance_pence": done.balance_pence,
    }
    line = f"Written off: {pounds(done.amount_pence)} of {done.payer}."
    return Answer(data, [f"{line} {_balance(done.balance_pence)}"])


def close(session: Session, options: Namespace) -> Answer:
    """Close this command line's desk for the day, and write its page where one is wanted."""
    if options.output and not options.output.lower().endswith(".pdf"):
        raise UsageError("The page is written to a file that ends in .pdf.")
    done = session.desk.run(closing.close_desk, CloseDesk(options.counted)).result
    if options.output:
        files.write(options.output, _page(done))
    day, before = done.day, done.day.closed
    data = {
        "desk": day.desk,
        "on": day.on,
        **_counts(day.counts),
        "money": [_sums(each) for each in day.money],
        "expected_pence": day.expected_pence,
        "counted_pence": done.counted_pence,
        "difference_pence": done.difference_pence,
        "to_check": day.to_check,
        "unsigned": day.unsigned,
        "unfinished": [{"title": each.title, "items": each.items} for each in day.unfinished],
        "closed_before": None
        if before is None
        else {
            "act": before.act,
            "at": before.at,
            "who": before.who,
            "since": {
                **_counts(before.since),
                "money": [_sums(each) for each in before.money_since],
            },
        },
        "act": done.act,
    }
    return Answer(data, _lines(done))


def _page(done: DeskClosed) -> bytes:
    from loanmgr.documents import closing as paper  # noqa: PLC0415 - a page is rarely wanted
    from loanmgr.documents.agreement import Service  # noqa: PLC0415

    day = done.day
    return paper.closing(
        paper.ClosingSheet(
            Service(day.service),
            day.desk,
            day.centre,
            day.on,
            f"{clock(done.at)} by {day.person}",
            closing.counted(day.counts),
            tuple(
                paper.MoneyLine(each.method, each.taken_pence, each.given_back_pence)
                for each in day.money
            ),
            day.expected_pence,
            done.counted_pence,
            closing.left_to_do(day),
            tuple(closing.waiting(each) for each in day.unfinished),
        )
    )


def _lines(done: DeskClosed) -> list[str]:
    day = done.day
    lines = [f"{what}: {number}" for what, number in closing.counted(day.counts)]
    rows = [
        (each.method, pounds(each.taken_pence), pounds(each.given_back_pence)) for each in day.money
    ]
    lines += table(("Way to pay", "Taken", "Given back"), rows)
    lines.append(f"Expected in the cash box: {pounds(day.expected_pence)}")
    over = done.difference_pence
    if over is not None:
        word = "nothing missing" if not over else f"{pounds(abs(over))} too much"
        word = f"{pounds(-over)} missing" if over < 0 else word
        lines.append(f"Counted: {pounds(done.counted_pence or 0)}, {word}")
    lines += [f"{what}: {number}" for what, number in closing.left_to_do(day)]
    if day.closed is not None:
        lines.append(f"Closed before at {clock(day.closed.at)} by {day.closed.who}.")
    return [f"Closed: {day.desk}", *lines]


def _counts(counts: Counts) -> dict[str, int]:
    return {
        "returned": counts.returned,
        "lent": counts.lent,
        "renewed": counts.renewed,
        "swapped": counts.swapped,
        "to_repair": counts.to_repair,
    }


def _sums(money: Money) -> dict[str, Any]:
    return {
        "method": money.method,
        "taken_pence": money.taken_pence,
        "given_back_pence": money.given_back_pence,
    }


def _balance(pence: int) -> str:
    if pence < 0:
        return f"In credit {pounds(-pence)}."
    return f"Still to pay {pounds(pence)}." if pence else "Nothing left to pay."
