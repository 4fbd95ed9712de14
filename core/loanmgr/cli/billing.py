"""Commands about billing: the run, taking it back, and what prices ask of a borrower."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any
from uuid import UUID

from loanmgr.cli import files, output, previews
from loanmgr.cli.counter import act_id
from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.money import pounds
from loanmgr.domain.words import count, long_date
from loanmgr.jobs import billing as jobs
from loanmgr.jobs.billing import Outcome, Plan
from loanmgr.services import circumstances as borrowers
from loanmgr.services import papers, runs
from loanmgr.services.billing import Bill, Planned
from loanmgr.services.circumstances import Circumstances
from loanmgr.services.runs import PastRun, PastRuns, left_words


def bill(session: Session, options: Namespace) -> Answer:
    """Charge what has come due, say what that would be, or take a run back."""
    if options.undo:
        return _take_back(session, options)
    if options.run:
        raise UsageError("Only `bill undo` is followed by the id of a run.")
    on = options.on or session.today
    undecided = options.undecided or "reduced"
    if options.late and options.undecided:
        raise UsageError("--undecided is about reduced rates; paying late has none.")
    if options.late:
        plan = jobs.preview_late(session.desk, on, _progress)
    else:
        plan = jobs.preview(session.desk, on, undecided, _progress)
    output.progress("")
    assert plan is not None  # noqa: S101 - nobody stops it but by ending the program
    if options.output:
        files.write(options.output, previews.sheet(plan.lines, Planned))
    if options.dry_run or not plan.lines:
        return Answer(_planned(plan), [*_told(plan), *_excepted(plan)])
    done = jobs.run(session.desk, Bill(on, undecided, is_late=options.late), _progress)
    output.progress("")
    data = {**_planned(plan), **_did(done)}
    took = f"To take it back: loanmgr bill undo {done.run}"
    return Answer(data, [_charged(done, plan), *_excepted(plan), *done.failed, took])


def circumstances(session: Session, options: Namespace) -> Answer:
    """Note what prices ask of a borrower, or say it where nothing is to be noted."""
    request = Circumstances(
        options.borrower,
        _flag(options.in_area),
        _flag(options.lessons),
        options.lessons_until,
        _flag(options.ensemble),
    )
    said = (options.in_area, options.lessons, options.lessons_until, options.ensemble)
    if any(each is not None for each in said):
        now = session.desk.run(borrowers.note, request).result
    else:
        now = session.desk.look(borrowers.known, options.borrower)
    return Answer(asdict(now), [f"{now.name}: {', '.join(borrowers.words(now))}."])


def recall(session: Session, _options: Namespace) -> Answer:
    """Say what is still with borrowers whose lessons have ended, or who pay too late."""
    found = session.desk.look(borrowers.to_recall, None)
    rows = [
        (each.borrower, each.name, each.lessons_until_on, each.instrument, each.what)
        for each in found
    ]
    lines = table(("Card", "Name", "Lessons until", "Label", "Instrument"), rows)
    late = session.desk.look(papers.late_out, None)
    behind = [
        (each.account, each.payer, pounds(each.owed_pence), each.since_on, each.instrument)
        for each in late
    ]
    lines += table(("Card", "Pays late", "Owed", "Since", "Label"), behind)
    nobody = "Nobody has anything whose lessons have ended, or pays so late."
    data = {"recall": [asdict(each) for each in found], "late": [asdict(each) for each in late]}
    return Answer(data, lines or [nobody])


def listed(session: Session, _options: Namespace) -> Answer:
    """List the billing runs that were done, the newest first, with their ids."""
    found: list[PastRun] = []
    while page := session.desk.look(runs.past, PastRuns(found[-1].number if found else None)):
        found += page
    rows = [
        (each.on, each.what, each.who, f"{each.accounts:,}", left_words(each), str(each.run))
        for each in found
    ]
    head = ("Day", "What", "By", "Accounts", "State", "Id")
    said = [{**asdict(each), "state": left_words(each)} for each in found]
    for each in said:
        del each["number"]
    return Answer({"runs": said}, table(head, rows) or ["There was no billing run yet."])


def take_back_run(session: Session, run: UUID, what: str = "", use_case: str = "") -> Answer:
    """Take a run back, part by part, so that no other desk waits for all of it."""
    back = jobs.take_back(session.desk, run, _progress, use_case)
    output.progress("")
    charges = f"Taken back: the charges of {count(back.accounts, 'account')}."
    line = f"Undone: {what}." if what else charges
    if back.failed:
        stays = "1 stays as it is" if len(back.failed) == 1 else f"{len(back.failed):,} stay"
        line += f" {stays}:"
    data = {"run": back.run, "accounts": back.accounts, "left": list(back.failed)}
    return Answer(data, [line, *back.failed])


def _take_back(session: Session, options: Namespace) -> Answer:
    run = act_id(options.run) if options.run else None
    if run is None:
        raise UsageError("Say which run: its id stands below what `bill` said.")
    return take_back_run(session, run, use_case="bill")


def _progress(done: int, whole: int, doing: str) -> bool:
    output.progress(f"{100 * done // max(1, whole)} % {doing}")
    return True


def _planned(plan: Plan) -> dict[str, Any]:
    return {
        "on": plan.on,
        "lines": [asdict(line) for line in plan.lines],
        "exceptions": [asdict(each) for each in plan.exceptions],
        "full_pence": plan.full_pence,
        "due_pence": plan.due_pence,
        "run": None,
    }


def _did(done: Outcome) -> dict[str, Any]:
    return {
        "run": done.run,
        "accounts": done.accounts,
        "charges": done.charges,
        "due_pence": done.due_pence,
        "left": list(done.failed),
    }


def _told(plan: Plan) -> list[str]:
    if not plan.lines and plan.is_late:
        return [plan.note or f"Nothing is unpaid by {long_date(plan.on)} that was not charged for."]
    if not plan.lines:
        return [f"Nothing has come due by {long_date(plan.on)}."]
    whom = count(len({line.account for line in plan.lines}), "account")
    off = plan.full_pence - plan.due_pence
    if plan.is_late:
        said = [
            f"{line.payer} {line.account}: {line.because}, {pounds(line.due_pence)}."
            for line in plan.lines
        ]
        return [*said, f"It would charge {pounds(plan.due_pence)} for paying late to {whom}."]
    return [
        f"It would charge {pounds(plan.due_pence)} for {count(len(plan.lines), 'period')} to"
        f" {whom}: {pounds(plan.full_pence)} less {pounds(off)} of reduced rates."
    ]


def _charged(done: Outcome, plan: Plan) -> str:
    whom = count(done.accounts, "account")
    if plan.is_late:
        return f"Charged {pounds(done.due_pence)} for paying late to {whom}."
    return f"Charged {pounds(done.due_pence)} for {count(done.charges, 'period')} to {whom}."


def _excepted(plan: Plan) -> list[str]:
    return previews.to_look_at(
        [
            f"{', '.join(filter(None, (f'{each.payer} {each.account}', each.instrument)))}:"
            f" {each.message}"
            for each in plan.exceptions
        ]
    )


def _flag(said: str | None) -> bool | None:
    return None if said is None else said == "yes"
