"""Every state there is a picture of, looked over: words, names, edges, rings, the way by Tab.

The states are those of `ui.shots`: each place and each thing the desk says, in the order in which
a Saturday brings them.
"""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from tests.ui.audit import audit
from tests.ui.keyboard import rings, walk
from ui.focusring import FocusRings
from ui.reading_order import stops
from ui.shots.stage import Stage, settle
from ui.shots.states import SHOTS
from ui.shots.story import prepare
from ui.theme import apply, scheme
from ui.widgets.parts import column

WIDE, LOW = QSize(1366, 768), QSize(1093, 580)


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """The register of the pictures, and who and what is in it."""
    file = tmp_path_factory.mktemp("states") / "made-up.sqlite"
    return file, prepare(file)


@pytest.fixture
def states(qapp, register, tmp_path):
    """Go through every state in a theme, at a size and with a text size; yield each window."""
    focus, stages = FocusRings(qapp), []

    def go(theme, size, percent):
        stage = Stage(tmp_path / "stage", *register, (theme, size))
        stages.append(stage)
        stage.show_text_at(percent)
        for shot in SHOTS:
            if shot.percent == 100 and shot.only in (None, size):
                shot.reach(stage)
                stage.count()
                stage.front.activateWindow()
                settle()
                yield shot.name, stage.front

    yield go
    for stage in stages:
        stage.leave()
    focus.deleteLater()
    apply(qapp, scheme())  # once nothing is left that would have to be dressed anew


def test_everything_is_read_named_seen_and_reached_by_keyboard(states):
    wrong = []
    for name, window in states("light", WIDE, 100):
        wrong += [(name, finding) for finding in audit(window) + named_values(window)]
        wrong += [(name, finding) for finding in walk(window)]
    assert wrong == []


def test_everything_is_seen_in_the_dark(states):
    wrong = []
    for name, window in states("dark", WIDE, 100):
        wrong += [(name, finding) for finding in audit(window) + rings(window, stops(window))]
    assert wrong == []


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", LOW)])
def test_large_text_is_neither_cut_nor_lies_over_anything(states, theme, size):
    found = [(name, f) for name, window in states(theme, size, 150) for f in audit(window)]
    assert found == []


def test_a_page_that_has_to_be_moved_sideways_is_found(qtbot):
    window, area = QWidget(), QScrollArea()
    qtbot.addWidget(window)
    window.setLayout(column(area))
    page = QWidget()
    page.setMinimumSize(500, 20)
    area.setWidget(page)
    window.resize(300, 100)
    window.show()
    qtbot.waitUntil(area.horizontalScrollBar().isVisible)
    assert "scrolls sideways" in {finding.rule for finding in audit(window)}


def named_values(window):
    """Find labels with a name of their own: a screen reader would say it instead of the value."""
    return [label.objectName() for label in window.findChildren(QLabel) if label.accessibleName()]
