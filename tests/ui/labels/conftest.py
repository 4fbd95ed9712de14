"""A register with four instruments that need labels, and the Labels place over it."""

import pytest
from PySide6.QtCore import QSettings

from loanmgr.services import instruments
from loanmgr.services.instruments import AddInstrument
from tests import factories
from tests.ui.labels.place import Computer, open_page


@pytest.fixture
def desk(room, tmp_path):
    opened = factories.open_desk(room.sqlite(tmp_path / "register.sqlite", "started"))
    yield opened
    opened.close()


@pytest.fixture
def codes(desk):
    """The labels of four instruments that were never printed."""
    kinds = (("violin", "3/4"), ("cello", "1/2"), ("flute", ""), ("trumpet", ""))
    return [
        desk.run(instruments.add_instrument, AddInstrument(kind, size, "Stentor")).result.code
        for kind, size in kinds
    ]


@pytest.fixture
def computer(tmp_path):
    return Computer(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def page(qtbot, runner_on, desk, codes, computer):
    return open_page(qtbot, runner_on(desk), computer)
