"""Reading a file of schools as a job: what it would do is shown before anything is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

from loanmgr.desk import Desk
from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import listed
from loanmgr.services import schools
from loanmgr.services.imports.table import Problem
from loanmgr.services.schools import LoadSchools
from loanmgr.services.schools.loading import Tried
from loanmgr.services.schools.national import Found, Wanted, is_national, read
from loanmgr.services.schools.plain import read_plain

Progress = Callable[[int, int, str], bool]
"""Told how much is done, of how much, and what is being done; says whether to go on."""

START = 16_384
READING = "Reading the file"


@dataclass(frozen=True)
class Looked:
    """What is in a file, and what bringing it in would do."""

    request: LoadSchools
    tried: Tried
    problems: tuple[Problem, ...]
    problem_count: int
    areas: tuple[tuple[str, int], ...] = ()
    """Every local authority in the national register's file, with how many schools it has."""

    @property
    def needs_area(self) -> bool:
        """Say whether somebody has to say first which local authorities are ours."""
        return self.request.national and not self.request.areas


def look_into(
    desk: Desk, file: Path, areas: Sequence[str] | None, progress: Progress
) -> Looked | None:
    """Read a file and say what it would do; None where it was stopped.

    Without `areas`, those of the last load count.

    Raises:
        RuleError: it is no file of schools, or has none of a local authority of that name.
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        if not is_national(stream.read(START)):
            stream.seek(0)
            return _plain(desk, stream, areas)
        stream.seek(0)
        return _national(desk, stream, file.stat().st_size, (areas, progress))


def _plain(desk: Desk, stream: BinaryIO, areas: Sequence[str] | None) -> Looked:
    if areas:
        message = (
            "A local authority can only be chosen from the national register's own file;"
            " of a list of our own, all schools come in."
        )
        raise RuleError(message, "area", "area")
    offered, problems = read_plain(stream.read())
    return _looked(desk, LoadSchools(tuple(offered)), problems, len(problems))


def _national(
    desk: Desk, stream: BinaryIO, size: int, how: tuple[Sequence[str] | None, Progress]
) -> Looked | None:
    areas, progress = how
    given = tuple(areas) if areas is not None else desk.look(schools.areas_before, None)
    wanted = Wanted(
        frozenset(area.strip().casefold() for area in given), desk.look(schools.urns_here, None)
    )
    found = read(stream, wanted, lambda done: progress(done, size, READING))
    if found is None:
        return None
    progress(size, size, READING)
    named = tuple(_area(found, area) for area in given)
    request = LoadSchools(tuple(found.schools), named, national=True)
    among = tuple(sorted(found.areas.items()))
    return _looked(desk, request, found.problems, found.wrong, among)


def _looked(
    desk: Desk,
    request: LoadSchools,
    problems: list[Problem],
    count: int,
    among: tuple[tuple[str, int], ...] = (),
) -> Looked:
    tried = desk.look(schools.try_schools, request)
    wrong = sorted([*problems, *tried.problems], key=lambda problem: problem.row)
    return Looked(request, tried, tuple(wrong), count + len(tried.problems), among)


def _area(found: Found, wanted: str) -> str:
    """Return a local authority as the file writes it."""
    names = {area.casefold(): area for area in found.areas if area}
    name = names.get(wanted.strip().casefold())
    if name is not None:
        return name
    near = get_close_matches(wanted.strip().casefold(), names, 3)
    hint = f" Did you mean {listed(names[each] for each in near)}?" if near else ""
    message = f"The file has no school of a local authority called “{wanted.strip()[:60]}”.{hint}"
    raise RuleError(message, "area", "area")
