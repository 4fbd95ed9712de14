"""The tree that a screen reader sees: what is in a window, by role, name and place, over AT-SPI.

Speaks the D-Bus protocol of the accessibility bus; see docs/decisions/0007-robot.md.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

PATIENCE_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.2
"""A change that sends no event is seen after this long."""

BUS = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
REGISTRY = "org.a11y.atspi.Registry"
REGISTRY_PATH = "/org/a11y/atspi/registry"
ROOT = "/org/a11y/atspi/accessible/root"
ACCESSIBLE, ACTION = "org.a11y.atspi.Accessible", "org.a11y.atspi.Action"
TABLE = "org.a11y.atspi.Table"
PROPERTIES = "org.freedesktop.DBus.Properties"
EVENTS = ("object", "window", "focus")
ANNOUNCEMENT = "Announcement"
LABELLED_BY = 2

ENABLED, FOCUSABLE, FOCUSED, SHOWING, CHECKED = 8, 11, 12, 25, 4
"""Numbers of states, as AT-SPI counts them."""

Found = TypeVar("Found")


class TreeError(Exception):
    """The tree can't be read, or never showed what was waited for; the message says which."""


@dataclass
class Node:
    """One thing in the window, as a screen reader is told of it."""

    bus: str
    path: str
    name: str = ""
    role: str = ""
    where: str = ""
    """The objectNames from the window down to this, with dots between them."""
    states: frozenset[int] = frozenset()
    children: list["Node"] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The last name of the path."""
        return self.where.rpartition(".")[2]

    def all(self) -> Iterator["Node"]:
        """Yield this and everything inside it, as it is read."""
        yield self
        for child in self.children:
            yield from child.all()

    def is_(self, state: int) -> bool:
        """Say whether it is in a state."""
        return state in self.states

    def __str__(self) -> str:
        return f"{self.role} {self.name!r} ({self.where})"


class Tree:
    """Reads the one program on an accessibility bus, and hears what it tells of itself."""

    def __init__(self, session_bus: str) -> None:
        self._bus = open_dbus_connection(_address_of_the_tree(session_bus))
        self._refused = ""
        self.heard: list[str] = []
        """What a screen reader was given to say, in order."""
        for kind in EVENTS:
            self._ask(REGISTRY, REGISTRY_PATH, REGISTRY, "RegisterEvent", kind)
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object")
        self._bus.send_and_get_reply(message_bus.AddMatch(rule))

    def close(self) -> None:
        """Hang up."""
        self._bus.close()

    def look(self) -> Node:
        """Return everything that is shown now."""
        top = Node(REGISTRY, ROOT)
        level = [top]
        while level:
            self._fill(level)
            self._describe([child for node in level for child in node.children])
            for node in level:
                node.children = [child for child in node.children if child.is_(SHOWING)]
            level = [child for node in level for child in node.children]
        return top

    def wait_for(
        self, what: str, look: Callable[[Node], Found | None], alive: Callable[[], str]
    ) -> Found:
        """Look until something is found, each time the program has told of a change.

        `alive` returns why the program is not there any more, or nothing.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            seen = self.look()
            found = look(seen)
            if found is not None:
                return found
            if (gone := alive()) or time.monotonic() > until:
                told = "\n".join(str(node) for node in seen.all() if node.name)
                raise TreeError(f"{what}: never seen. {gone}\nThere is:\n{told}")
            self._listen()

    def press(self, node: Node) -> None:
        """Do the first thing that can be done with a node, as a screen reader's user would."""
        self._ask(node.bus, node.path, ACTION, "DoAction", 0)

    def label_of(self, node: Node) -> str:
        """Return the words that stand as the label of a node, where they are not its name."""
        [relations] = self._ask(node.bus, node.path, ACCESSIBLE, "GetRelationSet")
        names = [
            self._ask(bus, path, PROPERTIES, "Get", ACCESSIBLE, "Name")[0][1]
            for kind, targets in relations
            if kind == LABELLED_BY
            for bus, path in targets
        ]
        return " ".join(names)

    def rows(self, table: Node) -> list[str]:
        """Return what each row of a table is read as: its first cell says all of it."""
        [(_kind, count)] = self._ask(table.bus, table.path, PROPERTIES, "Get", TABLE, "NRows")
        places = [
            self._ask(table.bus, table.path, TABLE, "GetAccessibleAt", row, 0)[0]
            for row in range(count)
        ]
        return [
            self._ask(bus, path, PROPERTIES, "Get", ACCESSIBLE, "Name")[0][1]
            for bus, path in places
        ]

    def text_of(self, node: Node) -> str:
        """Return what stands in a field."""
        interface = "org.a11y.atspi.Text"
        return str(self._ask(node.bus, node.path, interface, "GetText", 0, -1)[0])

    # Asking.

    def _fill(self, level: list[Node]) -> None:
        """Find the children of each node."""
        answers = self._ask_all([(n, ACCESSIBLE, "GetChildren", ()) for n in level])
        for node, answer in zip(level, answers, strict=True):
            node.children = [Node(bus, path) for bus, path in answer[0]] if answer else []

    def _describe(self, level: list[Node]) -> None:
        """Find out what each node is; what has gone meanwhile has no states."""
        questions = [
            question
            for node in level
            for question in (
                (node, PROPERTIES, "Get", (ACCESSIBLE, "Name")),
                (node, ACCESSIBLE, "GetRoleName", ()),
                (node, PROPERTIES, "Get", (ACCESSIBLE, "AccessibleId")),
                (node, ACCESSIBLE, "GetState", ()),
            )
        ]
        answers = iter(self._ask_all(questions))
        for node in level:
            name, role, where, states = (next(answers) for _each in range(4))
            if not (name and role and where and states):
                continue
            node.name, node.role, node.where = name[0][1], role[0], where[0][1]
            low, high = states[0]
            bits = low | high << 32
            node.states = frozenset(each for each in range(64) if bits >> each & 1)

    def _ask(self, bus: str, path: str, interface: str, method: str, *given: Any) -> Any:
        [answer] = self._ask_all([(Node(bus, path), interface, method, given)])
        if answer is None:
            raise TreeError(f"The accessibility bus refused {method}: {self._refused}")
        return answer

    def _ask_all(self, questions: list[tuple[Node, str, str, tuple[Any, ...]]]) -> list[Any]:
        """Ask many things at once; None is the answer of what is not there any more."""
        sent = {}
        for place, (node, interface, method, given) in enumerate(questions):
            signature = "".join("s" if isinstance(each, str) else "i" for each in given)
            target = DBusAddress(node.path, node.bus, interface)
            message = new_method_call(target, method, signature or None, given)
            serial = next(self._bus.outgoing_serial)
            self._bus.send(message, serial=serial)
            sent[serial] = place
        answers: list[Any] = [None] * len(questions)
        while sent:
            message = self._bus.receive(timeout=PATIENCE_SECONDS)
            place = sent.pop(message.header.fields.get(HeaderFields.reply_serial), None)
            if place is None:
                self._hear(message)
            elif message.header.message_type is MessageType.method_return:
                answers[place] = message.body
            else:
                self._refused = str(message.body)
        return answers

    # Hearing.

    def _listen(self) -> None:
        """Wait for something to be told."""
        try:
            self._hear(self._bus.receive(timeout=LOOK_AGAIN_SECONDS))
        except TimeoutError:
            return

    def _hear(self, message: Any) -> None:
        if message.header.message_type is not MessageType.signal:
            return
        if message.header.fields.get(HeaderFields.member) == ANNOUNCEMENT:
            self.heard.append(message.body[3][1])


def _address_of_the_tree(session_bus: str) -> str:
    connection: DBusConnection = open_dbus_connection(session_bus)
    try:
        reply = connection.send_and_get_reply(new_method_call(BUS, "GetAddress"))
    finally:
        connection.close()
    if reply.header.message_type is MessageType.error:
        raise TreeError(
            "The accessibility bus does not start: is the Debian package at-spi2-core there? "
            f"It says: {reply.body}"
        )
    return str(reply.body[0])
