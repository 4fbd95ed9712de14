"""Commands about other systems: what they are told, and what they say was paid."""

from argparse import Namespace
from typing import Any
from uuid import UUID

from loanmgr.cli import files, output
from loanmgr.cli.counter import act_id
from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import pounds
from loanmgr.domain.words import short_date
from loanmgr.jobs import systems as jobs
from loanmgr.jobs.systems import Plan
from loanmgr.services import systems
from loanmgr.services.imports import ImportProblems
from loanmgr.services.systems import TakeIn, TakenIn

LISTED = 40


def send(session: Session, options: Namespace) -> Answer:
    """Tell a system what is new, write a file again, or list what was sent."""
    if options.system == "again":
        return _again(session, options)
    if options.transfer:
        raise UsageError("Only `send again` is followed by the id of a transfer.")
    if options.system is None:
        return _listed(session)
    if not options.output and not options.dry_run:
        raise UsageError("Say where the file is to be written: -o FILE.csv.")
    plan = jobs.preview(session.desk, options.system, _progress)
    output.progress("")
    assert plan is not None  # noqa: S101 - nobody stops it but by ending the program
    data = {**_planned(plan), "transfer": None}
    if options.dry_run or not plan.lines:
        return Answer(data, _told(plan, "It would send"))
    files.check_writable(options.output)
    transfer = new_id()
    sent = jobs.send(session.desk, plan, transfer)
    try:
        _write(session, transfer, options.output)
    except UsageError as fault:
        again = f"loanmgr send again {transfer} -o FILE.csv"
        raise UsageError(
            f"{fault} The lines are marked as sent; write them with: {again}"
        ) from fault
    data |= {"lines": sent.lines, "total_pence": sent.total_pence, "transfer": transfer}
    lines = _told(plan, "Sent")
    return Answer(data, [*lines, f"To take it back: loanmgr undo {transfer}"])


def _again(session: Session, options: Namespace) -> Answer:
    transfer = act_id(options.transfer) if options.transfer else None
    if transfer is None or not options.output:
        raise UsageError("Say which file, and where to write it: send again ID -o FILE.csv.")
    found = session.desk.look(systems.transfer_of, transfer)
    _write(session, transfer, options.output)
    data = {
        "system": found.system,
        "transfer": found.transfer,
        "lines": found.lines,
        "total_pence": found.total_pence,
    }
    return Answer(data, [f"Written again: {_counted(found.lines, found.total_pence)}."])


def _write(session: Session, transfer: UUID, name: str) -> None:
    text = jobs.file_of(session.desk, transfer, _progress)
    output.progress("")
    assert text is not None  # noqa: S101 - nobody stops it but by ending the program
    files.write(name, text.encode())


def _listed(session: Session) -> Answer:
    found = session.desk.look(systems.transfers, LISTED)
    rows = [
        (
            short_date(each.made_on),
            each.name,
            f"{each.lines:,}",
            pounds(each.total_pence),
            "taken back" if each.is_taken_back else "",
            each.transfer,
        )
        for each in found
    ]
    data = [
        {
            "transfer": each.transfer,
            "system": each.system,
            "made_on": each.made_on,
            "lines": each.lines,
            "total_pence": each.total_pence,
            "is_taken_back": each.is_taken_back,
        }
        for each in found
    ]
    lines = table(("Day", "System", "Lines", "Sum", "", "Transfer"), rows)
    return Answer({"transfers": data}, lines or ["Nothing was sent to another system yet."])


def _planned(plan: Plan) -> dict[str, Any]:
    return {
        "system": plan.system,
        "lines": len(plan.lines),
        "total_pence": plan.total_pence,
        "left_out": plan.left_out,
        "is_all": plan.is_all,
    }


def _told(plan: Plan, did: str) -> list[str]:
    if not plan.lines:
        return [f"There is nothing new to send to {plan.name}."]
    said = [f"{did} to {plan.name}: {_counted(len(plan.lines), plan.total_pence)}."]
    if not plan.is_all:
        said.append("That is as much as one file takes. Send again for the rest.")
    return said


def _counted(lines: int, pence: int) -> str:
    words = "1 line" if lines == 1 else f"{lines:,} lines"
    return f"{words}, {pounds(pence)}"


def _progress(done: int, whole: int, doing: str) -> bool:
    output.progress(f"{100 * done // max(1, whole)} % {doing}")
    return True


def payments(session: Session, options: Namespace) -> Answer:
    """Take in what a system says was paid, whole or not at all."""
    request = TakeIn.of(options.system, files.read(options.file))
    output.progress("Reading the file …")
    found = session.desk.look(systems.try_in, request)
    output.progress("")
    if found.problem_count:
        return _refused(found, ImportProblems(found.problems, found.problem_count))
    is_nothing = not found.payments and not found.unpaid
    if options.dry_run or is_nothing:
        word = "Everything in the file is here already" if is_nothing else "It would take in"
        line = f"{word}; nothing is changed." if is_nothing else f"{word} {_paid(found)}."
        return Answer(_taken(found, None), [line, *found.notes])
    try:
        done = session.desk.run(systems.take_in, request).result
    except ImportProblems as refusal:
        # Somebody changed the register between the two.
        return _refused(found, refusal)
    line = f"Taken in from {done.name}: {_paid(done)}."
    back = f"To take it back: loanmgr undo {done.act}"
    return Answer(_taken(done, done.act), [line, *done.notes, back])


def _paid(found: TakenIn) -> str:
    words = "1 payment" if found.payments == 1 else f"{found.payments:,} payments"
    said = f"{words}, {pounds(found.total_pence)}"
    if found.unpaid:
        said += f"; what is unpaid, of {found.unpaid:,}"
    return f"{said}; {found.skipped:,} were here already" if found.skipped else said


def _taken(found: TakenIn, act: UUID | None) -> dict[str, Any]:
    return {
        "import": act,
        "system": found.system,
        "payments": found.payments,
        "total_pence": found.total_pence,
        "skipped": found.skipped,
        "unpaid": found.unpaid,
        "notes": list(found.notes),
        "lines": [
            {
                "row": each.row,
                "reference": each.reference,
                "account": each.card,
                "name": each.payer,
                "amount_pence": each.pence,
                "received_on": each.on,
            }
            for each in found.listed
        ],
        "problems": [],
    }


def _refused(found: TakenIn, refusal: ImportProblems) -> Answer:
    problems = [
        {"row": problem.row, "column": problem.column, "message": problem.message}
        for problem in refusal.problems
    ]
    first = refusal.message.splitlines()[0]
    refused = {"code": refusal.code, "message": first, "field": refusal.field}
    data = {**_taken(found, None), "problems": problems, "refused": refused}
    return Answer(data, notes=refusal.message.splitlines(), status=1)
