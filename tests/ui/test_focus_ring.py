"""The ring shows where the keyboard is, on every widget, in both themes."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.focusring import FocusRings, ring_of
from ui.roles import set_role
from ui.tokens import DARK, LIGHT, SIZE


@pytest.fixture
def window(qtbot, qapp):
    rings = FocusRings(qapp)
    window = QFrame()
    set_role(window, area="page")
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(20, 20, 20, 20)
    layout.setSpacing(20)
    window.first, window.second = QLineEdit(), QPushButton("Finish")
    set_role(window.second, kind="primary")
    layout.addWidget(window.first)
    layout.addWidget(window.second)
    with qtbot.waitActive(window):
        window.show()
    yield window
    rings.deleteLater()


def where(widget):
    top_left = widget.mapTo(widget.window(), QPoint(0, 0))
    return QRect(top_left, widget.size()).adjusted(*(s * SIZE.ring_gap for s in (-1, -1, 1, 1)))


def test_the_ring_goes_with_the_focus(window):
    window.first.setFocus()
    assert ring_of(window).geometry() == where(window.first)
    window.second.setFocus()
    assert ring_of(window).geometry() == where(window.second)
    assert ring_of(window).isVisible()


def test_the_ring_follows_a_widget_that_moves_and_grows(window):
    window.second.setFocus()
    window.resize(900, 400)
    QApplication.processEvents()
    assert ring_of(window).geometry() == where(window.second)


def test_the_ring_survives_the_deletion_of_what_it_was_round(window, qtbot):
    window.second.setFocus()
    with qtbot.waitSignal(window.second.destroyed):
        window.second.deleteLater()
    window.first.setFocus()
    assert ring_of(window).geometry() == where(window.first)


def test_the_ring_hides_with_its_widget(window):
    window.second.setFocus()
    window.second.hide()
    ring = ring_of(window)
    assert not ring.isVisible() or ring.geometry() == where(window.first)


@pytest.mark.parametrize("scheme", ["LIGHT", "DARK"])
def test_the_ring_has_two_colours_round_a_primary_button(window, qapp, scheme):
    theme.apply(qapp, theme.Scheme[scheme])
    tokens = LIGHT if scheme == "LIGHT" else DARK
    window.second.setFocus()
    image = window.grab().toImage()
    ring = ring_of(window).geometry()
    middle = ring.center().y()
    across = [image.pixelColor(ring.left() + x, middle).name().upper() for x in range(6)]
    assert across[0] == across[1] == tokens.focus
    assert across[2] == across[3] == tokens.surface
    assert across[5] == tokens.accent


def test_a_dialog_has_a_ring_of_its_own(window, qtbot):
    dialog = QDialog(window)
    field = QLineEdit(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    field.setFocus()
    assert ring_of(dialog).isVisible()
    assert ring_of(dialog).geometry() == where(field)


def test_what_gets_the_focus_is_scrolled_into_sight_and_its_ring_stays_inside(window, qtbot):
    area, body = QScrollArea(), QWidget()
    area.setWidgetResizable(True)
    rows = QVBoxLayout(body)
    fields = [QLineEdit() for _ in range(40)]
    for field in fields:
        rows.addWidget(field)
    area.setWidget(body)
    window.layout().addWidget(area)
    window.resize(400, 400)
    QApplication.processEvents()
    fields[-1].setFocus()
    view = QRect(area.viewport().mapTo(window, QPoint(0, 0)), area.viewport().size())
    assert view.contains(ring_of(window).geometry().center())
    assert where(fields[-1]).intersects(view)
    area.verticalScrollBar().setValue(0)
    assert not ring_of(window).isVisible()
