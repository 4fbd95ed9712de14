"""Light and dark, text size, roles and icons."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui import drawing, icons, theme
from ui.roles import set_role
from ui.tokens import DARK, LIGHT


def painted(widget):
    image = widget.grab().toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(x, y).name().upper() for x, y in points}


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_a_primary_button_wears_the_accent_of_the_theme_it_is_shown_in(qapp, window):
    button = QPushButton("Finish", window)
    set_role(button, kind="primary")
    theme.apply(qapp, theme.Scheme.LIGHT)
    assert LIGHT.accent in painted(button)
    theme.apply(qapp, theme.Scheme.DARK)
    assert DARK.accent in painted(button)
    assert LIGHT.accent not in painted(button)


def test_a_role_given_later_is_shown_at_once(qtbot, window):
    label = QLabel("£12.00 owed", window)
    qtbot.addWidget(label)
    assert LIGHT.stop not in painted(label)
    set_role(label, tone="stop")
    assert label.palette().color(label.foregroundRole()).name().upper() == LIGHT.stop


def test_the_system_decides_until_the_user_does(qapp):
    theme.apply(qapp, theme.Scheme.SYSTEM)
    system = qapp.styleHints().colorScheme()
    assert theme.tokens() is (DARK if system is Qt.ColorScheme.Dark else LIGHT)
    theme.apply(qapp, theme.Scheme.DARK)
    assert theme.tokens() is DARK
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.tokens() is DARK, "the user's choice holds whatever the system does"


def test_a_change_of_the_system_is_followed(qapp):
    theme.apply(qapp, theme.Scheme.SYSTEM)
    seen = []
    theme.on_change(lambda: seen.append(theme.tokens()))
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert seen == [theme.tokens()]


def test_text_size_multiplies_type_and_lengths_alike(qapp, window):
    button = QPushButton("Keep for later", window)
    button.ensurePolished()
    small_text, small_box = button.fontMetrics().height(), button.sizeHint().height()
    theme.apply(qapp, theme.Scheme.LIGHT, 1.5)
    assert button.fontMetrics().height() == pytest.approx(small_text * 1.5, abs=2)
    assert button.sizeHint().height() == pytest.approx(small_box * 1.5, abs=3)
    assert theme.px(12) == 18


@pytest.mark.parametrize(("asked", "given"), [(0.1, 0.9), (9.0, 1.5)])
def test_text_size_stays_between_90_and_150_percent(qapp, asked, given):
    theme.apply(qapp, theme.Scheme.LIGHT, asked)
    assert theme.scale() == given


def test_gaps_of_a_layout_grow_with_the_text(qapp, window):
    layout = QHBoxLayout(window)
    theme.space(layout, (16, 12), 8)
    theme.apply(qapp, theme.Scheme.LIGHT, 1.5)
    margins = layout.contentsMargins()
    assert (margins.left(), margins.top(), layout.spacing()) == (24, 18, 12)


def test_controls_are_at_least_36_pixels_high(window):
    assert QPushButton("Undo", window).sizeHint().height() >= 36


def test_figures_have_one_width_in_every_size(qapp, window):
    for role in ("h1", "total", "meta"):
        label = QLabel("0", window)
        set_role(label, role=role)
        label.ensurePolished()
        metrics = label.fontMetrics()
        assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def test_placeholders_and_disabled_text_keep_their_contrast():
    palette = theme.build_palette(DARK)
    group, role = QPalette.ColorGroup, QPalette.ColorRole
    assert palette.color(role.PlaceholderText).name().upper() == DARK.text2
    assert palette.color(group.Disabled, role.ButtonText).name().upper() == DARK.disabled


def test_high_contrast_takes_every_colour_from_the_system():
    black = theme.build_palette(DARK)
    black.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.black)
    black.setColor(QPalette.ColorRole.WindowText, Qt.GlobalColor.yellow)
    shown = theme.system_tokens(black)
    assert (shown.bg, shown.surface, shown.stop_bg) == ("#000000",) * 3
    assert (shown.text, shown.border, shown.stop) == ("#FFFF00",) * 3
    assert shown.dark


@pytest.mark.parametrize("name", drawing.names())
def test_every_drawing_is_drawn_in_the_colour_asked_for(qtbot, name):
    label = QLabel()
    qtbot.addWidget(label)
    icons.wear(label, name, "stop", 24)
    assert LIGHT.stop in painted(label)
    assert "currentColor" in (drawing.FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def test_an_icon_on_a_button_follows_the_theme(qapp, window):
    button = QPushButton("Undo", window)
    icons.wear(button, "undo")
    before = button.icon().cacheKey()
    theme.apply(qapp, theme.Scheme.DARK)
    assert button.icon().cacheKey() != before


def test_an_icon_is_drawn_once_for_a_colour_and_size():
    assert icons.icon("undo", "ok").cacheKey() == icons.icon("undo", "ok").cacheKey()
    assert icons.icon("undo", "ok").cacheKey() != icons.icon("undo", "stop").cacheKey()
