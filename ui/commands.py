"""The menu bar: every command with its menu, its words and its keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

MENUS = ("File", "Edit", "Go", "Instrument", "Print", "Help")


@dataclass(frozen=True)
class Command:
    """One line of a menu. Keys never include Alt with a figure, F10, or a single letter."""

    key: str
    menu: str
    words: str
    keys: tuple[str, ...] = ()
    rule_before: bool = False


COMMANDS = (
    Command("new", "File", "New", ("Ctrl+N",)),
    Command("close_desk", "File", "Close the desk"),
    Command("save_ledger", "File", "Save the ledger…"),
    Command("hide", "File", "Hide the screen", ("Ctrl+L",), rule_before=True),
    Command("quit", "File", "Quit", ("Ctrl+Q",), rule_before=True),
    Command("undo", "Edit", "Undo", ("Ctrl+Z",)),
    Command("redo", "Edit", "Redo", ("Ctrl+Y",)),
    Command("larger", "Edit", "Larger text", ("Ctrl++", "Ctrl+="), rule_before=True),
    Command("smaller", "Edit", "Smaller text", ("Ctrl+-",)),
    Command("usual", "Edit", "Text at 100 %", ("Ctrl+0",)),
    Command("scan_box", "Go", "Scan box", ("Ctrl+F", "F3")),
    Command("back", "Go", "Back", ("Alt+Left",), rule_before=True),
    Command("forward", "Go", "Forward", ("Alt+Right",)),
    Command("next_waiting", "Go", "Next waiting family", ("Ctrl+Tab",)),
    Command("counters", "Go", "On every counter", ("Ctrl+K",)),
    Command("to_look_at", "Go", "To look at"),
    Command("billing", "Go", "Billing run"),
    Command("invoices", "Go", "Invoices"),
    Command("systems", "Go", "Other systems"),
    Command("new_family", "Instrument", "New family", ("F4",)),
    Command("renew", "Instrument", "Renew", ("F6",)),
    Command("note", "Instrument", "Add a note", ("F7",)),
    Command("keep", "Instrument", "Keep for later", ("F8",)),
    Command("needs_repair", "Instrument", "Needs repair", ("F9",)),
    Command("parts_missing", "Instrument", "Parts missing", ("Shift+F9",)),
    Command("agreement", "Print", "Agreement or receipt", ("F5",)),
    Command("print", "Print", "What I'm looking at", ("Ctrl+P",)),
    Command("command_cards", "Print", "Command cards", rule_before=True),
    Command("help", "Help", "Help for this place", ("F1",)),
    Command("keyboard", "Help", "Keyboard map"),
    Command("about", "Help", "About this program"),
)

Offers = Mapping[str, Callable[[], object]]


class MenuBar:
    """Makes the menus, and does what the window or the page in front offers for each command."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._offers: dict[str, Callable[[], object]] = {}
        self._menus: dict[str, QMenu] = {}
        self.actions: dict[str, QAction] = {}
        bar = window.menuBar()
        bar.setNativeMenuBar(False)
        bar.setObjectName("Menu")
        for title in MENUS:
            menu = QMenu(title, window)
            menu.setObjectName(title)
            bar.addMenu(menu)
            self._menus[title] = menu
        for command in COMMANDS:
            self._add(command)

    def add_places(self, names: list[str], go: Callable[[str], object]) -> None:
        """Add the places to Go, with Ctrl+1 … Ctrl+9, and F2 for the first."""
        menu = self._menus["Go"]
        first = menu.actions()[0]
        for number, name in enumerate(names, start=1):
            action = QAction(name, self._window)
            keys = [f"Ctrl+{number}"] if number <= 9 else []
            action.setShortcuts([QKeySequence(k) for k in (["F2", *keys] if number == 1 else keys)])
            action.triggered.connect(lambda _checked, n=name: go(n))
            menu.insertAction(first, action)
        menu.insertSeparator(first)

    def offer(self, offers: Offers) -> None:
        """Say what can be done now; everything else stands grey in its menu."""
        self._offers = dict(offers)
        for key, action in self.actions.items():
            action.setEnabled(key in self._offers)

    def rename(self, key: str, words: str) -> None:
        """Give a command other words, such as what Undo would take back."""
        self.actions[key].setText(words.replace("&", "&&"))

    def _add(self, command: Command) -> None:
        menu = self._menus[command.menu]
        if command.rule_before:
            menu.addSeparator()
        action = QAction(command.words, self._window)
        action.setObjectName(command.words)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.triggered.connect(lambda _checked, key=command.key: self._do(key))
        menu.addAction(action)
        self.actions[command.key] = action

    def _do(self, key: str) -> None:
        if key in self._offers:
            self._offers[key]()
