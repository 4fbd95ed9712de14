"""Reporting from the desk that something somebody has at home is lost: which one, what it costs."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from loanmgr.services import records
from loanmgr.services.losing import Reported
from loanmgr.services.records import InstrumentRecord
from ui.desk import messages
from ui.desk.session import DeskSession
from ui.instruments.lost_panel import LostPanel
from ui.runner import Runner

Answers = dict[str, Callable[[], None]]


class LostAtDesk(QObject):
    """Asks which of what they have is lost, and has it reported as its record does."""

    closed = Signal()

    def __init__(self, over: QWidget, session: DeskSession, runner: Runner) -> None:
        super().__init__(over)
        self._over, self._session, self._runner = over, session, runner
        self.panel: LostPanel | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the panel is in front."""
        return self.panel is not None and self.panel.isVisible()

    def ask(self, chosen: str = "") -> None:
        """Ask since when it is lost; of several at home, which one, unless one is chosen."""
        session, view = self._session, self._session.view
        out = view.out if view is not None else ()
        wanted = [each for each in out if each.instrument == chosen] or list(out)
        if not wanted:
            session.end()
        elif len(wanted) == 1:
            self._look(wanted[0].instrument)
        else:
            answers: Answers = {
                f"lost:{each.instrument}": partial(self._look, each.instrument) for each in wanted
            }
            answers["leave"] = partial(session.ask, messages.left_as_it_was(), {})
            session.ask(messages.which_is_lost(wanted), answers)

    def _look(self, code: str) -> None:
        def show(record: InstrumentRecord) -> None:
            self._open(record)
            self._session.end()

        self._session.look(records.instrument, code, show)

    def _open(self, record: InstrumentRecord) -> None:
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
        self.panel = LostPanel(self._over, self._runner, record)
        self.panel.reported.connect(self._reported)
        self.panel.closed.connect(self.closed)
        self.panel.begin()

    def _reported(self, done: Reported) -> None:
        self._session.do(partial(self._say, done))

    def _say(self, done: Reported) -> None:
        session = self._session
        answers: Answers = {} if done.act is None else {"undo": session.undoing.of(done.act)}
        message = messages.reported_lost(done)
        session.refresh(partial(session.ask, message, answers))
