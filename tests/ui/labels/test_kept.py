"""What this computer remembers of label sheets from one start of the program to the next."""

from functools import partial

import pytest
from PySide6.QtCore import QSettings

from loanmgr import settings as settings_file
from loanmgr.services import labels
from loanmgr.services.labels import MarkPrinted
from tests import factories
from tests.ui.inline import inline_lanes
from ui.app import LABELS, Program, Surroundings
from ui.labels.badge import LabelsBadge
from ui.settings.kept import Kept
from ui.sounds import Sounds


@pytest.fixture
def start(qtbot, tmp_path, codes):
    """Start the program on the register of the labels, with what the folder remembers."""
    url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    assert codes
    programs = []

    def one():
        memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        around = Surroundings(
            inline_lanes(), Sounds(on=False), memory, open_file=lambda _path: True
        )
        program = Program(
            partial(factories.open_desk, url), Kept(settings_file.load(tmp_path)), around
        )
        programs.append(program)
        qtbot.addWidget(program.window)
        program.window.show()
        program.open()
        return program

    yield one
    for program in programs:
        program.close()


def labels_page(program):
    program.window.go(LABELS)
    return program._later[LABELS].page


def test_the_sheet_last_used_is_there_at_the_next_start(start, tmp_path):
    page = labels_page(start())
    page.parts.options.stock_chosen.emit()
    before = page.parts.options.stock.code
    page._computer.keep_stock("L7651")
    assert settings_file.load(tmp_path).label_stock == "L7651" != before
    assert labels_page(start()).parts.options.stock.code == "L7651"


def test_so_is_the_first_free_label_of_a_part_used_sheet(start):
    page = labels_page(start())
    page.print_labels()
    page.press.all_right()
    first = page.parts.options.first
    assert first == 5
    assert labels_page(start()).parts.options.first == first


def test_the_navigation_counts_what_was_never_printed_before_anybody_goes_there(start, desk, codes):
    program = start()
    navigation = program.window.navigation
    assert navigation._buttons[LABELS].number == 4
    desk.run(labels.mark_printed, MarkPrinted(tuple(codes[:1])))
    program.runner.ask_others()
    program.findChild(LabelsBadge)._quiet.timeout.emit()
    assert navigation._buttons[LABELS].number == 3
