"""Pictures of every page in both themes and three sizes, on made-up data: `python -m ui.shots DIR`.

The window is driven as a person would drive it, by scans, keys and buttons; everything it asks for
is done at once, so that nothing is waited for. Sizes are logical pixels.
"""

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton

from loanmgr.settings import Settings
from ui.app import Program, Surroundings
from ui.first_run.window import FirstRunWindow
from ui.focusring import FocusRings
from ui.runner import Lanes
from ui.settings.kept import Kept
from ui.shots_story import ON, Story, open_desk, prepare
from ui.sounds import Sounds
from ui.widgets.side_panel import SidePanel

SIZES = (QSize(1366, 768), QSize(1024, 700), QSize(1093, 580))
THEMES = ("light", "dark")
SCREEN = QSize(1920, 1200)
HELP_WIDTH = 620
HELP_COLOURS = 128


class AtOnce(Executor):
    """Does work where and when it is submitted: nothing has to be waited for."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        result: Future[Any] = Future()
        result.set_result(fn(*args, **kwargs))
        return result


class Stage:
    """One window of one size on a register of its own, and the hands that work it."""

    def __init__(
        self, folder: Path, register: Path, story: Story, looks: tuple[str, QSize]
    ) -> None:
        self.story = story
        self.folder = folder
        theme, size = looks
        self.size = size
        folder.mkdir()
        shutil.copy(register, folder / "register.sqlite")
        self.kept = Kept(Settings(folder, desk_name="Ashby 1", theme=theme))
        self.kept.wear()
        lanes = Lanes(AtOnce(), AtOnce(), AtOnce(), AtOnce())
        sounds = Sounds(player=lambda _cue: None)
        around = Surroundings(lanes=lanes, sounds=sounds, available=size, today=lambda: ON)
        self.program = Program(partial(open_desk, self.kept.settings.url), self.kept, around)
        self.window = self.program.window
        self.front: QMainWindow = self.window
        self.window.resize(size)
        self.window.show()
        self.program.open()
        settle()

    def scan(self, code: str) -> None:
        """Scan a label, and wait until the window has dealt with it."""
        self.window.scans.scanned.emit(code)
        settle()
        while self.window.queue.busy or self.window.top.scan.property("flash"):
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        settle()

    def go(self, place: str) -> None:
        """Go to a place by its name."""
        self.window.go(place)
        settle()

    def command(self, key: str) -> None:
        """Choose a command from the menus."""
        self.window.menu.actions[key].trigger()
        settle()

    def press(self, words: str) -> None:
        """Press the button with these words, wherever it is."""
        found = [each for each in self.front.findChildren(QPushButton, words) if each.isVisible()]
        if len(found) != 1:
            shown = sorted(b.objectName() for b in self.front.findChildren(QPushButton))
            raise LookupError(f"{len(found)} buttons are called {words}: {shown}")
        found[0].click()
        settle()

    def close_panels(self) -> None:
        """Close what lies over the page."""
        for panel in self.front.findChildren(SidePanel):
            panel.close_panel()
        settle()

    def answer(self, at: int) -> None:
        """Give one of the answers in the band, counted from 0."""
        message = self.window.band.message
        if message is not None:
            self.window.band.choose(message.choices[at].key)
        settle()

    def show_text_at(self, percent: int) -> None:
        """Show everything larger or smaller."""
        if percent != self.kept.settings.text_percent:
            self.kept.change(text_percent=percent)
            settle()

    def bring_to_front(self, window: QMainWindow) -> None:
        """Show another window instead of the main one."""
        self.front = window
        window.setMinimumSize(1, 1)
        window.resize(self.size)
        window.show()
        settle()

    def picture(self) -> QImage:
        """Return what is shown, which must be as large as it should be."""
        result = self.front.grab().toImage()
        if result.size() != self.size:
            raise ValueError(f"The picture is {result.size()}, not {self.size}")
        return result

    def leave(self) -> None:
        """Close everything."""
        for window in {self.front, self.window}:
            window.close()
            window.deleteLater()  # its scanner's filter would read the next window's keys
        self.program.close()
        self.program.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@dataclass(frozen=True)
class Shot:
    """One state worth a picture: its name, how it is reached from the one before, and its text."""

    name: str
    reach: Callable[[Stage], None]
    percent: int = 100
    only: QSize | None = None


# The states, in the order in which a Saturday brings them.


def _empty(stage: Stage) -> None:
    stage.go("Desk")


def _returned(stage: Stage) -> None:
    stage.scan(stage.story.flute)


def _children(stage: Stage) -> None:
    stage.scan(stage.story.carter)


def _basket(stage: Stage) -> None:
    _answer_safely(stage)
    stage.scan(stage.story.okafor)
    stage.scan(stage.story.violin)
    stage.scan(stage.story.cello)


def _why(stage: Stage) -> None:
    stage.press("Why this price?")


def _question(stage: Stage) -> None:
    stage.scan(stage.story.violin)


def _stop(stage: Stage) -> None:
    stage.close_panels()
    stage.scan(stage.story.clarinet)


def _waiting(stage: Stage) -> None:
    _answer_safely(stage)
    stage.command("keep")


def _several(stage: Stage) -> None:
    stage.scan(stage.story.mia)
    stage.scan(stage.story.big_violin)


def _new_family(stage: Stage) -> None:
    stage.answer(0)
    stage.command("new_family")


def _instruments(stage: Stage) -> None:
    stage.close_panels()
    stage.go("Instruments")


def _instrument(stage: Stage) -> None:
    stage.scan(stage.story.flute)


def _families(stage: Stage) -> None:
    stage.go("Families and schools")


def _family(stage: Stage) -> None:
    stage.scan(stage.story.carter)


def _help(stage: Stage) -> None:
    stage.go("Desk")
    stage.command("help")


def _first_run(stage: Stage) -> None:
    empty = Kept(Settings(stage.folder / "new"))
    stage.bring_to_front(FirstRunWindow(empty, today=lambda: ON))


def _start(stage: Stage) -> None:
    stage.press("Start our register")


SHOTS = (
    Shot("desk", _empty),
    Shot("desk-returned", _returned),
    Shot("desk-children", _children),
    Shot("desk-question", _question),
    Shot("desk-basket", _basket),
    Shot("desk-large-text", lambda _stage: None, percent=150, only=SIZES[0]),
    Shot("desk-why", _why),
    Shot("desk-stop", _stop),
    Shot("desk-waiting", _waiting),
    Shot("desk-several", _several),
    Shot("desk-new-family", _new_family),
    Shot("instruments", _instruments),
    Shot("instrument", _instrument),
    Shot("families", _families),
    Shot("family", _family),
    Shot("labels", lambda stage: stage.go("Labels")),
    Shot("settings", lambda stage: stage.go("Settings")),
    Shot("help", _help),
    Shot("first-run", _first_run),
    Shot("first-run-start", _start),
)

HELP_PICTURES = {
    "desk": "desk-basket",
    "instruments": "instruments",
    "families": "family",
    "labels": "labels",
    "first-run": "first-run",
}
"""Which of them stand in the help, under which names."""


def _answer_safely(stage: Stage) -> None:
    """Give the last answer, which is the one that changes nothing, if there is a question."""
    message = stage.window.band.message
    if message is not None and message.must_answer:
        stage.answer(-1)


def _words_of(size: QSize) -> str:
    return f"{size.width()}x{size.height()}"


def settle() -> None:
    """Let the windows lay themselves out."""
    for _each in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def take(folder: Path, sizes: tuple[QSize, ...] = SIZES) -> list[Path]:
    """Take every picture; return their files."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        register = Path(place) / "made-up.sqlite"
        story = prepare(register)
        taken = []
        for theme, size in product(THEMES, sizes):
            name = f"{theme}-{_words_of(size)}"
            stage = Stage(Path(place) / name, register, story, (theme, size))
            taken += _take_all(stage, folder, name)
            stage.leave()
    return taken


def _take_all(stage: Stage, folder: Path, name: str) -> list[Path]:
    taken = []
    for shot in SHOTS:
        if shot.only not in (None, stage.size):
            continue
        shot.reach(stage)
        stage.show_text_at(shot.percent)
        file = folder / f"{shot.name}-{name}.png"
        if not stage.picture().save(str(file)):
            raise OSError(f"{file} can't be written")
        taken.append(file)
        stage.show_text_at(100)
    return taken


def make_help_pictures(shots: Path, folder: Path) -> list[Path]:
    """Make the small pictures of the help from those of the middle size."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, shot in HELP_PICTURES.items():
        for theme in THEMES:
            picture = QImage(str(shots / f"{shot}-{theme}-{_words_of(SIZES[1])}.png"))
            smooth = Qt.TransformationMode.SmoothTransformation
            small = picture.scaledToWidth(HELP_WIDTH, smooth)
            ending = "-dark" if theme == "dark" else ""
            file = folder / f"{name}{ending}.png"
            _with_few_colours(small).save(str(file), quality=0)
            made.append(file)
    return made


def _with_few_colours(picture: QImage) -> QImage:
    """Leave only the commonest colours, so that the file is a few kilobytes."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(plain.constBits()).cast("I"))
    colours = [colour for colour, _times in counted.most_common(HELP_COLOURS)]
    return plain.convertToFormat(
        QImage.Format.Format_Indexed8,
        colours,
        Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither,
    )


def _screen_file(folder: Path) -> Path:
    """Tell Qt of a screen large enough for every size: its own is 800 by 800."""
    screen = {"name": "picture", "x": 0, "y": 0, "width": SCREEN.width(), "height": SCREEN.height()}
    file = folder / "screen.json"
    file.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return file


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; return the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1 or given[0].startswith("-"):
        print("usage: loanmgr shots DIR", file=sys.stderr)  # noqa: T201 - a command line answers
        return 2
    with tempfile.TemporaryDirectory() as place:
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_screen_file(Path(place))}"
        app = QApplication.instance() or QApplication(sys.argv[:1])
        rings = FocusRings(app) if isinstance(app, QApplication) else None
        folder = Path(given[0])
        taken = take(folder)
        taken += make_help_pictures(folder, folder / "help")
        del rings
    print(f"{len(taken)} pictures are in {given[0]}.")  # noqa: T201 - a command line answers
    return 0


if __name__ == "__main__":
    sys.exit(main())
