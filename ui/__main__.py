"""Opens the window: on the register the settings name, or on the first run where there is none."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication

from loanmgr import settings as settings_file
from loanmgr.domain.errors import StoreError
from loanmgr.settings import Settings
from ui.app import Program, Surroundings
from ui.fault import FaultWindow
from ui.focusring import FocusRings
from ui.garbage import Sweeper
from ui.settings.address import file_of
from ui.settings.kept import Kept

if TYPE_CHECKING:
    from loanmgr.desk import Desk
    from loanmgr.services.register import About
    from ui.first_run.window import FirstRunWindow


class Doors(QObject):
    """Shows the main window or the first run, one at a time, and goes from one to the other."""

    def __init__(
        self,
        kept: Kept,
        memory: QSettings | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.kept = kept
        self._memory = memory
        self._today = today
        self.program: Program | None = None
        self.first: FirstRunWindow | None = None

    def enter(self) -> None:
        """Open the register, or ask for one where there is no file."""
        file = file_of(self.kept.settings.url)
        if file is not None and not os.path.lexists(file):
            self.show_first()
        else:
            self.show_main()

    def show_main(self) -> None:
        """Show the window and open the register behind it."""
        around = Surroundings(memory=self._memory, today=self._today)
        open_desk = partial(_open_desk, self.kept.settings, self._today)
        program = Program(open_desk, self.kept, around)
        program.no_register.connect(self.show_first)
        program.other_wanted.connect(lambda: self.show_first(program.about))
        self.program = program
        program.window.show()
        program.open()
        self._leave_first()

    def show_first(self, current: "About | None" = None) -> None:
        """Ask which register to open; the one that is open is closed first."""
        from ui.first_run.window import FirstRunWindow  # noqa: PLC0415 - rarely wanted

        self.close()
        self.first = FirstRunWindow(self.kept, current, today=self._today)
        self.first.opened.connect(lambda _url: self.show_main())
        self.first.show()

    def close(self) -> None:
        """Close the register and its window."""
        program, self.program = self.program, None
        if program is not None:
            program.close()
            program.window.hide()
            program.window.deleteLater()
            program.deleteLater()

    def _leave_first(self) -> None:
        first, self.first = self.first, None
        if first is None:
            return
        first.close()
        first.deleteLater()
        if self.program is not None:
            self.program.window.activateWindow()


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window; return the exit status."""
    parser = ArgumentParser(prog="loanmgr run", description="Open the window.")
    parser.add_argument("--data", metavar="DIR", type=Path, help="folder of register and settings")
    parser.add_argument("--database", metavar="URL", help="a register that several desks share")
    parser.add_argument(
        "--today", metavar="DATE", type=date.fromisoformat, help="the day it counts for"
    )
    options = parser.parse_args(arguments)
    try:
        settings = settings_file.load(options.data, options.database)
    except StoreError as refusal:
        print(refusal.message, file=sys.stderr)  # noqa: T201 - there is no window yet
        return 3
    app = QApplication(sys.argv[:1])
    app.setApplicationName("loanmgr")
    return _show(app, Kept(settings), (lambda: options.today) if options.today else date.today)


def _show(app: QApplication, kept: Kept, today: Callable[[], date]) -> int:
    Sweeper(app)
    kept.wear()
    rings = FocusRings(app)
    folder = kept.settings.folder
    memory = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    doors = Doors(kept, memory, today)
    sys.excepthook = partial(_our_fault, doors)
    doors.enter()
    status = app.exec()
    doors.close()
    del rings
    return status


def _open_desk(settings: Settings, today: Callable[[], date]) -> "Desk":
    from loanmgr.desk import Desk  # noqa: PLC0415 - on the worker, after the window is there

    return Desk.open(settings.url, desk_name=settings.desk, today=today)


def _our_fault(
    doors: Doors, _kind: type[BaseException], fault: BaseException, _where: TracebackType | None
) -> None:
    sys.__excepthook__(type(fault), fault, fault.__traceback__)
    parent = doors.program.window if doors.program is not None else None
    if QApplication.instance() is not None:
        FaultWindow(fault, parent).open()


if __name__ == "__main__":
    sys.exit(main())
