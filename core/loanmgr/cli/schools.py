"""Bringing schools in from the national register's file, or from a list of our own."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from loanmgr.cli import output
from loanmgr.cli.output import Answer
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import listed
from loanmgr.jobs import schools as jobs
from loanmgr.jobs.schools import Looked
from loanmgr.services import schools
from loanmgr.services.imports.table import ImportProblems
from loanmgr.services.schools import Loaded

ON_SCREEN = 20
"""Problems and names that a person is shown at once; a script gets all of them."""


def bring_in(session: Session, options: Namespace) -> Answer:
    """Bring schools in, whole or not at all."""
    try:
        found = jobs.look_into(session.desk, Path(options.file), options.area, _progress)
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or str(fault)
        raise UsageError(f"{options.file} can't be read: {why[:1].lower() + why[1:]}.") from fault
    finally:
        output.progress("")
    assert found is not None  # noqa: S101 - nobody stops it but by ending the program
    if found.needs_area:
        raise _no_area(found)
    if found.problem_count:
        return _refused(found)
    tried = found.tried.loaded
    if options.dry_run or not tried.new + tried.updated:
        return _would(found, tried)
    output.progress(f"Bringing in {tried.new + tried.updated:,} …")
    try:
        done = session.desk.run(schools.load_schools, found.request).result
    finally:
        output.progress("")
    data = {**_data(done), "import": done.act}
    took = f"To take it back: loanmgr import undo {done.act}"
    return Answer(data, [f"Brought in: {_counted(done)}.", *_more(done), took])


def _no_area(found: Looked) -> RuleError:
    some = listed([f"“{area}”" for area, _ in found.areas[:3]])
    message = (
        'Say whose schools are yours, such as --area "Hertfordshire"; it may be said again and is'
        f" remembered. The file has {len(found.areas):,} local authorities, {some} among them."
    )
    return RuleError(message, "no_area", "area")


def _would(found: Looked, tried: Loaded) -> Answer:
    if tried.new + tried.updated:
        lines = [f"It would bring in {_counted(tried)}.", *_more(tried)]
    elif tried.skipped:
        same = "Every school in the file is here already; nothing is changed."
        lines = [same, *_more(tried)]
    else:
        lines = ["There is no school in the file."]
    each = [asdict(line) for line in found.tried.lines]
    return Answer({**_data(tried), "schools": each}, lines)


def _refused(found: Looked) -> Answer:
    refusal = ImportProblems(found.problems, found.problem_count)
    sentence = refusal.message.splitlines()[0]
    problems = [
        {"row": each.row, "column": each.column, "message": each.message}
        for each in refusal.problems
    ]
    refused = {"code": refusal.code, "message": sentence, "field": refusal.field}
    shown = refusal.problems[:ON_SCREEN] if output.notes_are_read() else refusal.problems
    notes = [sentence, *map(str, shown)]
    if refusal.count > len(shown):
        notes.append(f"… and {refusal.count - len(shown):,} more.")
    data = {**_data(found.tried.loaded), "problems": problems, "refused": refused}
    return Answer(data, notes=notes, status=1)


def _data(loaded: Loaded) -> dict[str, Any]:
    return {
        "import": None,
        "new": loaded.new,
        "updated": loaded.updated,
        "skipped": loaded.skipped,
        "problems": [],
        "closed": loaded.closed,
        "joined": list(loaded.joined),
        "gone": list(loaded.gone),
        "areas": list(loaded.areas),
    }


def _counted(loaded: Loaded) -> str:
    closed = f" ({loaded.closed:,} closed)" if loaded.closed else ""
    return (
        f"{loaded.new:,} new, {loaded.updated:,} changed{closed}, {loaded.skipped:,} as they were"
    )


def _more(loaded: Loaded) -> list[str]:
    lines = []
    if loaded.areas:
        lines.append(f"Schools of {listed(loaded.areas)}.")
    if loaded.joined:
        lines.append(f"Here already without a URN, and known now: {_some(loaded.joined)}.")
    if loaded.gone:
        lines.append(f"Not in the file any more, and left as they are: {_some(loaded.gone)}.")
    return lines


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - ON_SCREEN
    return ", ".join(names[:ON_SCREEN]) + (f" and {more:,} more" if more > 0 else "")


def _progress(done: int, whole: int, doing: str) -> bool:
    output.progress(f"{100 * done // max(1, whole)} % {doing}")
    return True
