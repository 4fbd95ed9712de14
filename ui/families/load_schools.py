"""The page Load schools: a file is read, what it would do is looked through, then it is done."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from loanmgr.jobs import schools as jobs
from loanmgr.jobs.schools import Looked
from loanmgr.services import schools
from loanmgr.services.imports.table import ImportProblems, Problem
from loanmgr.services.schools import Line, Loaded
from ui.families.areas import Areas
from ui.job_page import JobPage
from ui.list_view import ListView
from ui.runner import Progress, Runner
from ui.table import Column, Mark, TableModel
from ui.text import count
from ui.tokens import SPACE
from ui.widgets.band import Message
from ui.widgets.flow import flowing
from ui.widgets.list_switch import ListSwitch
from ui.widgets.parts import EmptyState, button, column, name, set_words, words

if TYPE_CHECKING:
    from loanmgr.desk import Desk

HAPPENS, WRONG = "What happens", "Problems"
NAMES = {HAPPENS: "What happens to each school", WRONG: "What is wrong in the file"}
TOUCHED = frozenset({"act", "account", "borrower", "school", "code", "search_entry"})
KINDS: dict[str, tuple[str, Mark]] = {
    "new": ("New", ("plus", "info")),
    "changed": ("Changed", ("dot", "neutral")),
    "joined": ("Known now", ("tick-circle", "ok")),
    "closed": ("Closed", ("box", "warn")),
    "gone": ("Not in the file", ("missing", "warn")),
}
HINT = (
    "The national register of schools comes in as it is downloaded: all establishment data, all"
    " fields, one CSV file. A list of our own, as an export writes it, comes in too."
)

Asks = Callable[[QWidget], str]
"""Asks for a file; nothing where none is chosen."""


def ask_which(parent: QWidget) -> str:
    """Ask which file to read."""
    kinds = "Lists of schools (*.csv);;All files (*)"
    return QFileDialog.getOpenFileName(parent, "Load schools", "", kinds)[0]


class LoadSchoolsPage(JobPage):
    """Nothing is changed before the button says how many; all of it is undone at once."""

    takes_scans = False
    help_about = "Schools and teachers"
    tables = frozenset({"school"})

    def __init__(
        self, runner: Runner, parent: QWidget | None = None, *, which: Asks = ask_which
    ) -> None:
        super().__init__("Load schools", runner, parent)
        self.which = which
        self._file: Path | None = None
        self.found: Looked | None = None
        self.shown_list = HAPPENS
        self.models: dict[str, TableModel[Any]] = {
            HAPPENS: TableModel(_happens(), self, key=lambda r: (r.urn, r.code, r.name)),
            WRONG: TableModel(_wrong(), self, key=lambda r: (r.row, r.column, r.message)),
        }
        self.lists = {each: ListView(model, NAMES[each]) for each, model in self.models.items()}
        self.areas = Areas()
        self.choose = button("Choose file…", self.choose_file, icon="import")
        self.bring = button("Load", self.load_all, kind="primary")
        self.file_name = words("", "soft")
        self.empty = EmptyState("Choose a file: what it would do is shown here first.")
        self._switch = ListSwitch(self, self.lists, self.empty, self.show_list)
        self.choices = self._switch.choices
        self._lay_out()
        self.areas.changed.connect(lambda: self._read(tuple(self.areas.chosen)))
        self.lists[HAPPENS].opened.connect(self._open)
        self._show(None)

    def load(self) -> None:
        """Read the file anew: what is here may be otherwise by now."""
        if self._file is not None:
            self._read(tuple(self.areas.chosen) if self.found is not None else None)

    def choose_file(self) -> None:
        """Ask for a file and read it."""
        if path := self.which(self):
            self._file = Path(path)
            self.file_name.setText(self._file.name)
            self._read(None)

    def load_all(self) -> None:
        """Bring in everything that is shown, as one act."""
        found = self.found
        if found is None or self._is_busy:
            return

        def bring(desk: "Desk", progress: Progress) -> Loaded:
            progress.touched(TOUCHED)
            return desk.run(schools.load_schools, found.request).result

        self._begin("Loading schools", bring, self._loaded)

    def show_list(self, which: str) -> None:
        """Bring one of the lists to the front."""
        self.shown_list = which
        self._switch.choose(which, has_rows=bool(self.models[which].rows))

    def resting(self) -> Sequence[QWidget]:
        return self.bring, self.choose, self.areas

    def refused(self, error: Exception) -> None:
        self._ended()
        self._show(None)
        if isinstance(error, ImportProblems):
            self._show_problems(error.problems, error.count)
            self.say.emit(Message("stop", error.message.splitlines()[0]))
        elif isinstance(error, OSError):
            why = error.strerror or str(error)
            self.say.emit(Message("stop", f"The file can't be read: {why}."))
        else:
            super().refused(error)

    def _read(self, areas: tuple[str, ...] | None) -> None:
        file = self._file
        if file is None or self._is_busy:
            return

        def read(desk: "Desk", progress: Progress) -> Looked | None:
            return jobs.look_into(desk, file, areas, progress.goes_on)

        self._begin("Reading the schools", read, self._looked)

    def _looked(self, found: Looked | None) -> None:
        self._show(found)
        if found is None:
            self.detail.setText("Stopped. Choose the file again to read it; nothing is changed.")

    def _loaded(self, done: Loaded) -> None:
        closed = f", {done.closed:,} of them closed" if done.closed else ""
        said = f"Loaded: {count(done.new, 'new school')}, {done.updated:,} changed{closed}."
        gone = f"{count(len(done.gone), 'school')} of ours not in the file." if done.gone else ""
        self._show(None)
        self.tell(said, gone, act=done.act)

    def _open(self, line: Line) -> None:
        if line.code:
            self.opens_record.emit(line.code)

    # Showing.

    def _show(self, found: Looked | None) -> None:
        self.found = found
        for each in (self.choose, self.areas):
            each.setEnabled(True)
        lines = found.tried.lines if found is not None and not found.needs_area else ()
        self.models[HAPPENS].show_rows(lines)
        self.areas.setVisible(found is not None and found.request.national)
        if found is not None:
            self.areas.show_areas(found.areas, found.request.areas)
        self._show_problems(*((found.problems, found.problem_count) if found else ((), 0)))
        number = _number(found)
        set_words(self.bring, f"Load {count(number, 'school')}" if number else "Load")
        self.bring.setEnabled(bool(number))
        self.detail.setText(_about(found) or HINT)
        self.empty.sentence.setText(_empty(found))
        has_problems = found is not None and bool(found.problem_count)
        self.show_list(WRONG if has_problems else HAPPENS)

    def _show_problems(self, problems: tuple[Problem, ...], number: int) -> None:
        self.models[WRONG].show_rows(problems)
        for which, rows in ((HAPPENS, len(self.models[HAPPENS].rows)), (WRONG, number)):
            self._switch.show_count(which, f"{rows:,}")
        self.show_list(WRONG if problems else self.shown_list)

    def _lay_out(self) -> None:
        name(self.choose, "Choose file…")
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        title, file = words("Load schools", "h1"), (self.choose, self.file_name)
        head = flowing(back, title, *file, right=(self.bring,), gap=SPACE.m)
        lists = self._switch
        layout = column(head, self.areas, self.detail, lists.bar, lists.body, gap=SPACE.m)
        layout.setStretch(4, 1)
        self.setLayout(layout)


def _number(found: Looked | None) -> int:
    """Return how many schools would be new or changed; none while something is to be done first."""
    if found is None or found.needs_area or found.problem_count:
        return 0
    return found.tried.loaded.new + found.tried.loaded.updated


def _about(found: Looked | None) -> str:
    if found is None:
        return ""
    if found.needs_area:
        return f"The file has {count(len(found.areas), 'local authority', 'local authorities')}."
    if found.problem_count:
        return "Nothing can be loaded before the file, or what it meets here, is put right."
    loaded = found.tried.loaded
    if not _number(found) and not loaded.gone:
        return f"{count(loaded.skipped, 'school')} looked at. There is nothing to change."
    told = [
        f"{loaded.new:,} new",
        f"{loaded.updated:,} changed",
        f"{loaded.skipped:,} as they are",
    ]
    if loaded.closed:
        told.insert(2, f"{loaded.closed:,} of them closed")
    if loaded.joined:
        told.append(f"{len(loaded.joined):,} known now by URN")
    if loaded.gone:
        told.append(f"{len(loaded.gone):,} of ours not in the file")
    return f"{', '.join(told)}. Nothing is changed yet."


def _empty(found: Looked | None) -> str:
    if found is None:
        return "Choose a file: what it would do is shown here first."
    if found.needs_area:
        return "Say whose schools are yours: add a local authority above."
    return "Every school in the file is here already, just so."


def _happens() -> list[Column[Line]]:
    return [
        Column("School", lambda line: line.name),
        Column("What", lambda line: KINDS[line.kind][0], chars=16, mark=lambda x: KINDS[x.kind][1]),
        Column("About it", lambda line: line.detail or None, chars=34, drop=2),
        Column("URN", lambda line: line.urn or None, chars=9, drop=3),
        Column("Card", lambda line: line.code or None, chars=11, drop=4),
    ]


def _wrong() -> list[Column[Problem]]:
    return [
        Column("Row", lambda problem: f"{problem.row:,}", chars=8),
        Column("Column", lambda problem: problem.column or None, chars=20, drop=1),
        Column(
            "What is wrong", lambda problem: problem.message, mark=lambda _p: ("warning", "warn")
        ),
    ]
