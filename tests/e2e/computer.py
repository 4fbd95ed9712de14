"""A computer for a robot: a screen without glass, a bus for screen readers, the program itself."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.tree import Tree
from tests.e2e.xkeys import Scanner

SCREEN = "1366x768x24"
PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "dbus-daemon": "dbus-daemon"}
"""What is run, and the Debian package that has it."""


class NoScreenError(Exception):
    """A screen can't be had here; the message says what to install."""


class Computer:
    """One screen with one program on it."""

    def __init__(self, display: str, session_bus: str, folder: Path) -> None:
        self._folder = folder
        self._bus = session_bus
        self._env = {
            **os.environ,
            "DISPLAY": display,
            "DBUS_SESSION_BUS_ADDRESS": session_bus,
            "XDG_RUNTIME_DIR": str(folder),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        self._program: subprocess.Popen[bytes] | None = None
        self.tree = Tree(session_bus)
        self.scanner = Scanner(display)

    def start(self, *options: str) -> None:
        """Start the program, as ./loanmgr run does."""
        with (self._folder / "said").open("wb") as said:
            self._program = subprocess.Popen(
                [sys.executable, "-P", "-m", "ui", *options], env=self._env, stderr=said
            )

    def why_gone(self) -> str:
        """Say why the program has ended, or nothing while it runs."""
        if self._program is None or self._program.poll() is None:
            return ""
        said = (self._folder / "said").read_text(encoding="utf-8", errors="replace")
        return f"The program ended with {self._program.returncode}: {said}"

    def worked(self) -> float:
        """Return for how many seconds the program has worked; what others took is not in it."""
        assert self._program is not None
        told = Path(f"/proc/{self._program.pid}/stat").read_text(encoding="utf-8")
        user, system = told.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def type_keys(self, *words: str) -> None:
        """Have real keys pressed."""
        subprocess.run(["xdotool", *words], env=self._env, check=True, timeout=60)

    def give_keyboard(self, title: str) -> None:
        """Let a window that is shown have the keyboard, as a window manager does by itself."""
        self.type_keys("search", "--onlyvisible", "--name", f"^{title}$", "windowfocus", "--sync")

    def lose_power(self) -> None:
        """Kill the program as `kill -9` does: it hears nothing of it and says nothing."""
        assert self._program is not None
        self._program.kill()
        self._program.wait()

    def switch_off(self) -> None:
        """End the program."""
        self.tree.close()
        self.scanner.close()
        if self._program is not None:
            _end(self._program)


@contextlib.contextmanager
def computer() -> Iterator[Computer]:
    """Switch a computer on, and off again."""
    missing = [package for name, package in PROGRAMS.items() if shutil.which(name) is None]
    if missing:
        raise NoScreenError(f"The robot needs Debian packages: apt-get install {' '.join(missing)}")
    # A short name, because a socket's path may have no more than 100 letters.
    with tempfile.TemporaryDirectory(prefix="robot-") as place, contextlib.ExitStack() as running:
        folder = Path(place)
        display = _start_screen(running)
        bus = _start_bus(running, display, folder)
        machine = Computer(display, bus, folder)
        running.callback(machine.switch_off)
        yield machine


def _start_screen(running: contextlib.ExitStack) -> str:
    read_end, write_end = os.pipe()
    screen = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write_end),
            "-screen",
            "0",
            SCREEN,
            "-noreset",
            "-nolisten",
            "tcp",
        ],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    running.callback(_end, screen)
    os.close(write_end)
    with os.fdopen(read_end) as told:
        number = told.readline().strip()
    if not number:
        raise NoScreenError("Xvfb ended without giving a screen.")
    return f":{number}"


def _start_bus(running: contextlib.ExitStack, display: str, folder: Path) -> str:
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nosyslog", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "DISPLAY": display, "XDG_RUNTIME_DIR": str(folder)},
    )
    running.callback(_end, bus)
    assert bus.stdout is not None
    return bus.stdout.readline().strip()


def _end(process: "subprocess.Popen[bytes] | subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
