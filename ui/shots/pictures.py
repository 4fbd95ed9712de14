"""Pictures of every state in both themes and three sizes, on made-up data; sizes are logical."""

import json
import os
import sys
import tempfile
from collections import Counter
from itertools import product
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.focusring import FocusRings
from ui.shots.stage import Stage
from ui.shots.states import HELP_PICTURES, SHOTS, SIZES
from ui.shots.story import prepare

THEMES = ("light", "dark")
SCREEN = QSize(1920, 1200)
HELP_WIDTH = 620
HELP_COLOURS = 96


def _words_of(size: QSize) -> str:
    return f"{size.width()}x{size.height()}"


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
