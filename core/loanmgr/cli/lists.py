"""Commands about whole lists: bringing one in, taking that back, writing one out."""

import csv
import io
from argparse import Namespace

from loanmgr.cli import files, output, schools
from loanmgr.cli.counter import act_id, undo_act
from loanmgr.cli.output import Answer
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.jobs import ledger
from loanmgr.services import exports, imports
from loanmgr.services.exports import Export
from loanmgr.services.imports import Imported, ImportList, ImportProblems

ON_SCREEN = 20
"""Problems that a person is shown at once; a script and a log get all of them."""

MARK = "\ufeff"
"""By this Excel knows that a file is in UTF-8."""


def bring_in(session: Session, options: Namespace) -> Answer:
    """Bring a list in, whole or not at all, or take an import back."""
    if options.map is not None:
        raise UsageError("--map comes with a later version. Name the columns as we do for now.")
    if options.kind == "undo":
        return undo_act(session, act_id(options.file))
    if options.kind == "schools":
        return schools.bring_in(session, options)
    if options.area:
        raise UsageError("--area is for schools, from the national register's file.")
    return _bring_in(session, options)


def _bring_in(session: Session, options: Namespace) -> Answer:
    request = ImportList.of(options.kind, files.read(options.file))
    output.progress("Reading the list …")
    found = session.desk.look(imports.try_list, request)
    output.progress("")
    if found.problems:
        return _refused(found)
    is_nothing = not found.new and not found.updated
    if options.dry_run or is_nothing:
        return _would(found, is_nothing=is_nothing)
    output.progress(f"Bringing in {found.new + found.updated:,} …")
    try:
        done = session.desk.run(imports.import_list, request)
    except ImportProblems as refusal:
        # Somebody changed the register between the two.
        return _refused(found, refusal)
    finally:
        output.progress("")
    return _did(done.result)


def export(session: Session, options: Namespace) -> Answer:
    """Write a list to a file that can be brought in again, or the ledger to be added up."""
    text = _text(session, options.kind)
    rows = sum(1 for _ in csv.reader(io.StringIO(text, newline=""))) - 1
    files.write(options.output, (MARK + text if options.excel else text).encode())
    data = {"kind": options.kind, "rows": rows}
    words = "1 row" if rows == 1 else f"{rows:,} rows"
    return Answer(data, [f"{words} of {options.kind} written to {options.output}."])


def _text(session: Session, kind: str) -> str:
    if kind != "ledger":
        return session.desk.look(exports.export, Export(kind))

    def progress(done: int, whole: int, doing: str) -> bool:
        output.progress(f"{100 * done // max(1, whole)} % {doing}")
        return True

    found = ledger.text(session.desk, progress)
    output.progress("")
    assert found is not None  # noqa: S101 - nobody stops it but by ending the program
    return found[0]


def _would(found: Imported, *, is_nothing: bool) -> Answer:
    if not found.skipped and is_nothing:
        return Answer(_data(found), ["There is nothing in the list."])
    if is_nothing:
        return Answer(_data(found), ["Everything in the list is here already; nothing is changed."])
    return Answer(_data(found), [f"It would bring in {_counted(found)}.", *_made(found)])


def _did(found: Imported) -> Answer:
    data = {**_data(found), "import": found.act}
    lines = [f"Brought in: {_counted(found)}.", *_made(found)]
    return Answer(data, [*lines, f"To take it back: loanmgr import undo {found.act}"])


def _refused(found: Imported, refusal: ImportProblems | None = None) -> Answer:
    refusal = refusal or ImportProblems(found.problems, found.problem_count)
    problems = [
        {"row": problem.row, "column": problem.column, "message": problem.message}
        for problem in refusal.problems
    ]
    refused = {"code": refusal.code, "message": _first_line(refusal), "field": refusal.field}
    data = {**_data(found), "problems": problems, "refused": refused}
    shown = refusal.problems[:ON_SCREEN] if output.notes_are_read() else refusal.problems
    notes = [_first_line(refusal), *(str(problem) for problem in shown)]
    if refusal.count > len(shown):
        notes.append(f"… and {refusal.count - len(shown):,} more.")
    return Answer(data, notes=notes, status=1)


def _data(found: Imported) -> dict[str, object]:
    return {
        "import": None,
        "new": found.new,
        "updated": found.updated,
        "skipped": found.skipped,
        "problems": [],
        "made": list(found.made),
    }


def _counted(found: Imported) -> str:
    return f"{found.new:,} new, {found.updated:,} changed, {found.skipped:,} as they were"


def _made(found: Imported) -> list[str]:
    return [f"New with it: {', '.join(found.made)}."] if found.made else []


def _first_line(refusal: ImportProblems) -> str:
    return refusal.message.splitlines()[0]
