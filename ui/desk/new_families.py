"""New families at the desk: the panel they are typed into, and what of them is half typed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from loanmgr.services import half_typed_families
from loanmgr.services.half_typed_families import HalfTypedFamily
from ui.desk import messages
from ui.desk.new_family import NewFamilyPanel
from ui.desk.session import DeskSession
from ui.runner import Runner
from ui.text import short_name
from ui.widgets.band import Message, NoticeStrip

GO_ON, DROP, BRING_BACK = "go_on", "drop_half_typed", "half_typed_again"


class NewFamilies(QObject):
    """Keeps a panel for a new family, and one for each family that gets another child.

    What stands in them outlives the program: it is kept with every pause in typing, and is here
    again when the window opens, until it is saved or dropped.
    """

    saved = Signal(str)
    """The card of the family."""
    known = Signal(str)
    """The card of a family that was here already."""

    def __init__(self, over: QWidget, session: DeskSession, runner: Runner) -> None:
        super().__init__(over)
        self._over, self._session, self._runner = over, session, runner
        self._panels: dict[str, NewFamilyPanel] = {}
        self._kept: set[str] = set()
        """The families, by card, of which something half typed is kept."""
        self.panel: NewFamilyPanel | None = None
        """The one that was opened last."""
        self._said: Message | None = None
        """What the band says of them, if it does."""
        self.strip = NoticeStrip("Half typed", "Go on")
        self.strip.pressed.connect(self.go_on)
        session.said.connect(lambda _message: self._show_strip())

    def begin(self) -> None:
        """Bring back what is kept, and say so."""
        self._session.do(
            partial(self._session.look, half_typed_families.half_typed, None, self._came)
        )

    def open(self, card: str = "", title: str = "") -> None:
        """Open the panel for a new family, or for another child of one that is here already."""
        panel = self._panels.get(card)
        if panel is None:
            panel = self._make(card)
            panel.open()
            if card:
                panel.for_family(card, title)
        elif panel.isHidden():
            panel.open()
        else:
            panel.take_focus()  # a scan or an answer may have led it elsewhere
        self.panel = panel
        self._show_strip()

    def go_on(self) -> None:
        """Open what is half typed, the oldest first."""
        card = next((each for each in self._panels if each in self._kept), "")
        self.open(card)

    @property
    def is_open(self) -> bool:
        """Say whether somebody is typing a family."""
        return any(panel.isVisible() for panel in self._panels.values())

    # What is kept.

    def _came(self, found: tuple[HalfTypedFamily, ...]) -> None:
        for typed in found:
            if typed.request.family not in self._panels:
                self._bring_back(typed)
        self._show_strip()
        before = self._session.message
        if found and (before is None or not before.choices):
            names = [short_name(typed.name) for typed in found if typed.name]
            answers: dict[str, Callable[[], None]] = {GO_ON: self._answer(self.go_on)}
            if len(names) < 2:
                answers[DROP] = self._answer(partial(self._drop, found[0].request.family))
            is_new = not found[0].request.family
            self._said = messages.half_typed_again(names, before, is_new=is_new)
            self._session.say(self._said, answers)
        self._session.end()

    def _bring_back(self, typed: HalfTypedFamily) -> None:
        card = typed.request.family
        panel = self._make(card)
        self._kept.add(card)
        panel.type_again(typed)

    def _answer(self, deed: Callable[[], None]) -> Callable[[], None]:
        def answer() -> None:
            deed()
            self._session.end()

        return answer

    def _drop(self, card: str) -> None:
        """Forget what was typed; it can be brought back while the band says so."""
        panel = self._panels[card]
        was = panel.half_typed_now()
        self._forget(card)
        self._session.half_typed.drop_family(was.request.id)

        def again() -> None:
            if card not in self._panels or self._panels[card].is_blank:
                self._forget(card)
                self._bring_back(was)
                self._session.half_typed.keep_family(was)
            self.open(card)

        dropped = messages.half_typed_dropped(short_name(was.name))
        self._session.say(dropped, {BRING_BACK: self._answer(again)})

    def _typed(self, card: str, typed: HalfTypedFamily) -> None:
        panel = self._panels[card]
        if not panel.is_blank:
            self._kept.add(card)
            self._session.half_typed.keep_family(typed)
        elif card in self._kept:
            self._kept.discard(card)
            self._session.half_typed.drop_family(typed.request.id)

    # The panels.

    def _make(self, card: str) -> NewFamilyPanel:
        panel = self._panels[card] = NewFamilyPanel(self._over, self._runner)
        panel.saved.connect(partial(self._saved, card))
        panel.known.connect(partial(self._was_known, card))
        panel.half_typed.connect(partial(self._typed, card))
        panel.dropped.connect(partial(self._drop, card))
        panel.closed.connect(self._show_strip)
        return panel

    def _forget(self, card: str) -> None:
        panel = self._panels.pop(card, None)
        self._kept.discard(card)
        if panel is not None:
            panel.close_panel()
            panel.deleteLater()
            if self.panel is panel:
                self.panel = None
        self._show_strip()

    def _saved(self, card: str, family: str) -> None:
        self._session.half_typed.forget_family(self._panels[card].half_typed_now().request.id)
        self._forget(card)
        self.saved.emit(family)

    def _was_known(self, card: str, family: str) -> None:
        """Drop the name that was typed where the record of the same people is used instead."""
        panel = self._panels[card]
        if panel.is_about_nobody_else:
            kept = panel.half_typed_now().request.id
            self._forget(card)
            self._session.half_typed.drop_family(kept)
        self.known.emit(family)

    def _show_strip(self) -> None:
        """Say what is half typed and not on the screen, unless the band says it."""
        waiting = [card for card in self._panels if card in self._kept]
        hidden = [self._panels[card] for card in waiting if self._panels[card].isHidden()]
        names = [short_name(panel.half_typed_now().name) for panel in hidden]
        in_band = self._said is not None and self._session.message == self._said
        self.strip.show_words(
            messages.half_typed_waits(names) if hidden and not in_band else "", "info"
        )
