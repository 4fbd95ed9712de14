"""Every pair of colours that meets in a window can be told apart."""

import re
from pathlib import Path

import pytest

from ui.tokens import DARK, LIGHT, TONES, contrast

UI = Path(__file__).parents[2] / "ui"
TEXT, GRAPHICS = 4.5, 3.0

TEXT_PAIRS = [
    *((fore, back) for fore in ("text", "text2") for back in ("bg", "surface", "surface2")),
    ("disabled", "surface"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("accent", "surface"),
    ("accent", "bg"),
    ("accent", "surface2"),
    ("on_selection", "selection"),
    *((tone, f"{tone}_bg") for tone in TONES),
    *((tone, "surface") for tone in TONES),
    *(("text", f"{tone}_bg") for tone in TONES),
]
GRAPHIC_PAIRS = [
    ("border_strong", "surface"),
    ("border_strong", "bg"),
    ("focus", "surface"),
    ("focus", "bg"),
    ("focus", "surface2"),
    ("accent", "selection"),
]

both_themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


@both_themes
@pytest.mark.parametrize(("fore", "back"), TEXT_PAIRS)
def test_text_can_be_read(theme, fore, back):
    assert contrast(theme.colour(fore), theme.colour(back)) >= TEXT


@both_themes
@pytest.mark.parametrize(("fore", "back"), GRAPHIC_PAIRS)
def test_edges_marks_and_the_ring_can_be_seen(theme, fore, back):
    assert contrast(theme.colour(fore), theme.colour(back)) >= GRAPHICS


@both_themes
def test_every_series_of_a_chart_stands_out_from_its_card(theme):
    assert min(contrast(colour, theme.surface) for colour in theme.chart) >= GRAPHICS


@both_themes
def test_the_inner_band_of_the_ring_separates_it_from_a_primary_button(theme):
    assert contrast(theme.focus, theme.accent) < GRAPHICS, "else one colour would do"
    assert contrast(theme.focus, theme.surface) >= GRAPHICS
    assert contrast(theme.surface, theme.accent) >= GRAPHICS


@both_themes
def test_body_text_on_any_status_ground_is_far_above_the_limit(theme):
    assert min(contrast(theme.text, theme.colour(f"{tone}_bg")) for tone in TONES) >= 10


def test_the_formula_gives_the_known_ends_of_the_scale():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


def test_an_ask_wears_the_colours_of_a_warning():
    assert LIGHT.colour("ask") == LIGHT.warn
    assert DARK.colour("ask_bg") == DARK.warn_bg


DRESSING = re.compile(r"""setStyleSheet\(|QColor\(\s*["'(\d]|QFont\(|["']#[0-9A-Fa-f]{6}["']""")


@pytest.mark.parametrize(
    "path",
    sorted(p for p in UI.rglob("*.py") if p.name not in {"theme.py", "tokens.py"}),
    ids=lambda p: str(p.relative_to(UI)),
)
def test_only_the_theme_knows_colours_fonts_and_the_style_sheet(path):
    assert DRESSING.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", [UI / "theme.py", UI / "tokens.py"], ids=lambda p: p.name)
def test_the_search_for_colours_finds_them_where_they_are(path):
    assert DRESSING.search(path.read_text(encoding="utf-8"))
