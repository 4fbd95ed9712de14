"""A page that shows what would be done, and says so when the register has gone on since."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from loanmgr.services import watching
from loanmgr.services.watching import News, Seen, Since
from ui.job_page import JobPage
from ui.runner import Progress, Runner
from ui.widgets.band import NoticeStrip

if TYPE_CHECKING:
    from loanmgr.desk import Desk

OLD = "Something has changed since this was worked out, so the sums may be others by now."


class PlanPage(JobPage):
    """The plan stays as it is read, however often the register changes; its age is said.

    Whatever may have changed it, here or at another desk, is asked for from the moment before it
    was worked out.
    """

    plan_tables: frozenset[str] = frozenset()
    """Tables that a plan is worked out from."""

    def __init__(self, title: str, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(title, runner, parent)
        self.plan: Any = None
        self.old = NoticeStrip("The plan is old", "Look again")
        self.old.pressed.connect(self._look_again)
        self._seen: Seen | None = None
        self._is_asking = False

    def plan_again(self) -> None:
        """Work the plan out anew."""
        raise NotImplementedError

    @property
    def is_old(self) -> bool:
        """Say whether something has changed since the plan was worked out."""
        return not self.old.isHidden()

    def shown(self) -> None:
        if self._seen is None:
            super().shown()
            return
        if self._stale:
            self._stale = False
            self.load_again()
        self._ask_since()

    def _begin_plan(
        self, title: str, work: "Callable[[Desk, Progress], Any]", then: Callable[[Any], None]
    ) -> None:
        """Work a plan out, noting how far the register had come before."""

        def read(desk: "Desk", progress: Progress) -> Any:
            return desk.look(watching.seen, None), work(desk, progress)

        def show(found: Any) -> None:
            self._seen, plan = found
            self.old.show_words("")
            then(plan)
            self._ask_since()  # it may have taken long

        self._begin(title, read, show)

    def _changed(self, tables: frozenset[str]) -> None:
        super()._changed(tables)
        if tables & self.plan_tables and self.isVisible():
            self._ask_since()

    def _ask_since(self) -> None:
        idle = not (self._is_busy or self._is_asking or self.is_old)
        if idle and self._seen is not None and self.plan is not None:
            self._is_asking = True
            asked = self._seen
            self.look(watching.since, Since(asked), lambda news: self._heard(asked, news))

    def _heard(self, asked: Seen, news: News) -> None:
        self._is_asking = False
        if self._seen is not asked:  # it was worked out anew meanwhile
            self._ask_since()
            return
        self._seen = news.seen
        if news.tables & self.plan_tables and not self._is_busy:
            self.old.show_words(OLD)

    def refused(self, error: Exception) -> None:
        self._is_asking = False
        super().refused(error)

    def _look_again(self) -> None:
        self.finished.emit()
        self.plan_again()
