"""Pictures: every state is reached, in the sizes that were asked for, the same each time."""

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from ui.help.topics import FOLDER
from ui.shots.pictures import THEMES, main, take
from ui.shots.states import HELP_PICTURES, SHOTS

SIZE = QSize(1024, 700)


@pytest.fixture(scope="module")
def taken(qapp, tmp_path_factory):
    """All pictures of one size."""
    folder = tmp_path_factory.mktemp("shots")
    return {file.name: QImage(str(file)) for file in take(folder, (SIZE,))}


def test_every_state_has_a_picture_in_both_themes(taken):
    wanted = [shot.name for shot in SHOTS if shot.only in (None, SIZE)]
    assert sorted(taken) == sorted(
        f"{name}-{theme}-1024x700.png" for name in wanted for theme in THEMES
    )


def test_every_picture_is_as_large_as_its_name_says(taken):
    assert {picture.size().toTuple() for picture in taken.values()} == {(1024, 700)}


def test_every_state_looks_different(taken):
    drawn = [bytes(picture.constBits()) for picture in taken.values()]
    assert len(set(drawn)) == len(drawn)


def test_dark_pictures_are_dark_and_light_ones_light(taken):
    for name, picture in taken.items():
        ground = picture.pixelColor(1018, 400).lightness()
        assert (ground < 128) is ("-dark-" in name), name


def test_what_the_help_shows_is_among_them(taken):
    assert all(f"{shot}-light-1024x700.png" in taken for shot in HELP_PICTURES.values())
    pages = " ".join(page.read_text(encoding="utf-8") for page in FOLDER.glob("*.md"))
    assert set(re.findall(r"pictures/(\S+)\.png", pages)) == set(HELP_PICTURES)


def test_a_command_without_a_folder_is_told_how_it_goes(capsys):
    assert main([]) == 2
    assert "usage: loanmgr shots DIR" in capsys.readouterr().err
