"""One run from the words typed to the exit status: nothing leaves here but a plain sentence.

0 done · 1 refused · 2 wrong usage · 3 database busy or sick · 70 our own fault · 74 done, but the
answer could not be written · 130 stopped by the person.
"""

import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from loanmgr.cli import output, usage
from loanmgr.cli.output import Answer, UnwrittenError
from loanmgr.cli.usage import UsageError
from loanmgr.domain.errors import RuleError, StoreError

DONE, REFUSED, WRONG_USAGE, SICK = 0, 1, 2, 3
OUR_FAULT, UNWRITTEN, STOPPED = 70, 74, 130
"""As the shell's own programs say them (sysexits.h, and 128 + SIGINT)."""

FAULT_FILE = "last-fault.txt"


def main(typed: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if typed is None else typed)
    as_json = "--json" in usage.split(words)[0]
    try:
        answer = _answered(words)
        output.give(answer, as_json=as_json)
    except SystemExit as end:
        # Help and version were asked for, and were given.
        return int(end.code or 0)
    except KeyboardInterrupt:
        return _say(STOPPED, "stopped", {"message": "Stopped."}, as_json=as_json)
    except UnwrittenError as fault:
        output.note(f"It was done, but the answer could not be written: {fault}.")
        return UNWRITTEN
    except Exception as fault:  # noqa: BLE001 - the outermost place: a person is told, in words
        return _told(fault, as_json=as_json)
    return answer.status


def _answered(words: Sequence[str]) -> Answer:
    before, after = usage.split(words)
    options = usage.options(before)
    command, arguments = usage.command(after)
    # Only now is anything of the register loaded, and only what this command needs.
    session = import_module("loanmgr.cli.session").Session(options)
    try:
        function = getattr(import_module(command.room), command.function)
        answer: Answer = function(session, arguments)
    finally:
        session.close()
    return answer


def _told(fault: Exception, *, as_json: bool) -> int:
    """Tell what went wrong in a sentence, and return the exit status."""
    if isinstance(fault, UsageError):
        return _say(WRONG_USAGE, "usage", {"message": str(fault)}, as_json=as_json)
    if isinstance(fault, RuleError):
        refused = {"code": fault.code, "message": fault.message, "field": fault.field}
        return _say(REFUSED, "refused", refused, as_json=as_json)
    if isinstance(fault, StoreError):
        failed = {"code": fault.code, "message": fault.message}
        return _say(SICK, "failed", failed, as_json=as_json)
    details = _written_down(fault)
    message = f"Something went wrong in the program itself. The details are in {details}."
    return _say(OUR_FAULT, "fault", {"message": message, "details": details}, as_json=as_json)


def _say(status: int, key: str, said: Mapping[str, Any], *, as_json: bool) -> int:
    for line in said["message"].splitlines():
        output.note(line)
    if as_json:
        try:
            output.give(Answer({key: said}), as_json=True)
        except UnwrittenError:
            output.note("The answer could not be written.")
    return status


def _written_down(fault: Exception) -> str:
    """Keep what we need to find our fault, in a folder that only this person can read."""
    text = "".join(traceback.format_exception(fault))
    try:
        file = Path(tempfile.mkdtemp(prefix="loanmgr-")) / FAULT_FILE
        file.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError:
        output.note(text)
        return "the lines above"
    return str(file)
