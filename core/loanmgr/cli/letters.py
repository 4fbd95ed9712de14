"""Commands that write letters to many: reduced rates that end, leavers, who pays late."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from loanmgr.cli import files, output
from loanmgr.cli.counter import act_id
from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain import posting
from loanmgr.domain.money import pounds
from loanmgr.domain.words import count, long_date
from loanmgr.jobs import letters as jobs
from loanmgr.jobs import reminder_letters, renewal_letters
from loanmgr.jobs.letters import Drawn, Noted
from loanmgr.services import award_renewals
from loanmgr.services import reminders as reminding
from loanmgr.services.award_renewals import BeginLetters
from loanmgr.services.reminders import BeginReminders

Note = Callable[[Drawn], Noted]


def renewals(session: Session, options: Namespace) -> Answer:
    """Write the letters about reduced rates that end, or take back that they were sent."""
    if options.undo:
        return _back(session, options.run, "renewal-letters")
    if options.run:
        raise UsageError("Only `renewal-letters undo` is followed by an id.")
    _check_output(options)
    until_on = options.until or award_renewals.usual_deadline(session.today)
    drawn = renewal_letters.draw(session.desk, until_on, _progress, again=options.again)

    def note(drawn: Drawn) -> Noted:
        return renewal_letters.note(session.desk, BeginLetters(until_on), drawn, _progress)

    said = f"answers by {long_date(until_on)}"
    return _written(options, drawn, note, ("renewal-letters", said))


def reminders(session: Session, options: Namespace) -> Answer:
    """Write reminders to leavers or to who pays late, or take back that they were sent."""
    if options.kind == "undo":
        return _back(session, options.run, "reminder-letters")
    if options.run:
        raise UsageError("Only `reminder-letters undo` is followed by an id.")
    _check_output(options)
    until_on = options.until or posting.usual_deadline(session.today)
    asked = (session.desk, options.kind, until_on, _progress)
    drawn = reminder_letters.draw(*asked, again=options.again)

    def note(drawn: Drawn) -> Noted:
        begin = BeginReminders(options.kind, until_on)
        return reminder_letters.note(session.desk, begin, drawn, _progress)

    return _written(options, drawn, note, ("reminder-letters", f"by {long_date(until_on)}"))


def owing(session: Session, _options: Namespace) -> Answer:
    """Say who owes past its day; where another system sends the invoices, that one says it."""
    found = session.desk.look(reminding.owing, None)
    rows = [
        (
            *(each.card, each.payer, pounds(each.owed_pence), each.since_on, each.out),
            *(posting.BY[each.way], each.sent_on),
        )
        for each in found
    ]
    heads = ("Card", "Who pays", "Owed", "Since", "Out", "Told", "Reminded")
    data = {"owing": [asdict(each) for each in found]}
    return Answer(data, table(heads, rows) or ["Nobody owes anything past its day."])


def _check_output(options: Namespace) -> None:
    if options.output is None and options.dry_run:
        return
    if not options.output or Path(options.output).suffix.lower() != ".pdf":
        raise UsageError("Letters are written to a file that ends in .pdf: -o FILE.pdf.")
    files.check_writable(options.output)


def _written(options: Namespace, drawn: Drawn | None, note: Note, said: tuple[str, str]) -> Answer:
    assert drawn is not None  # noqa: S101 - nobody stops it but by ending the program
    command, by = said
    lines = [*_files(options.output, drawn, by), jobs.said(drawn)]
    run: UUID | None = None
    noted: Noted | None = None
    if options.dry_run:
        lines.append("Nothing is noted as sent.")
    else:
        noted = note(drawn)
        run = noted.run
        lines += filter(None, [jobs.twice(noted)])
        lines.append(f"They were not sent after all? loanmgr {command} undo {run}")
    output.progress("")
    by_others = list(noted.by_others) if noted else []
    return Answer({**_data(drawn, run), "by_others": by_others}, lines)


def _files(name: str | None, drawn: Drawn, by: str) -> list[str]:
    """Write the letters, and beside them the list of who is told otherwise.

    What an earlier run left there under these names is written over or taken away, so that the two
    are never of two runs; a file of somebody's own is not touched.

    Raises:
        UsageError: a file of somebody's own is where the list would stand.
    """
    if not name:
        return []
    lines, beside = [], str(Path(name).with_suffix(".csv"))
    is_there = Path(beside).exists()
    is_ours = Path(beside).is_file() and jobs.is_others_sheet(files.read(beside))
    if is_there and not is_ours and drawn.others:
        message = f"{beside} is something else, and who gets no letter would be listed there."
        raise UsageError(f"{message} Give the letters another name.")
    if drawn.pdf:
        files.write(name, drawn.pdf)
        lines.append(f"{count(drawn.pages, 'letter')} written to {name}, {by}.")
    elif Path(name).exists():
        lines.append(f"Nobody gets a letter on paper; {name} stays as it was.")
    if drawn.others:
        files.write(beside, jobs.others_sheet(drawn))
        lines.append(f"Who is not written to on paper is in {beside}.")
    elif is_ours:
        files.remove(beside)
        lines.append(f"Everybody gets a letter; the list in {beside} was of an earlier run.")
    return lines


def _data(drawn: Drawn, run: UUID | None) -> dict[str, Any]:
    until_on: date = drawn.until_on
    return {
        "letters": drawn.pages,
        "pupils": drawn.pupils,
        "others": [asdict(each) for each in drawn.others],
        "without_address": drawn.without_address,
        "until_on": until_on,
        "run": run,
    }


def _back(session: Session, run_id: str | None, command: str) -> Answer:
    run = act_id(run_id) if run_id else None
    if run is None:
        raise UsageError(f"Say which letters: the id stands below what `{command}` said.")
    back = jobs.take_back(session.desk, run, _progress)
    output.progress("")
    line = "Taken back: those letters count as not sent."
    return Answer({"run": back.run, "left": list(back.failed)}, [line, *back.failed])


def _progress(done: int, whole: int, doing: str) -> bool:
    output.progress(f"{100 * done // max(1, whole)} % {doing}")
    return True
