"""The one style sheet, built from tokens and the text size (points and logical pixels)."""

from collections.abc import Callable
from string import Template

from ui.tokens import SIZE, TONES, TYPE, Tokens

Image = Callable[[str, str], str]
"""Gives the path of a drawing in a colour: `image("tick", tokens.on_accent)`."""

# $name is a colour, $p_6 is 6 px and $t_section a type size, both times the text size.
_BASE = """
* { outline: none; }
QMainWindow, QDialog, QFrame[area="page"] { background: $bg; }
QFrame[area="top"], QFrame[area="nav"], QFrame[area="status"] { background: $surface; border: 0; }
QFrame[area="top"] { border-bottom: $line solid $border; }
QFrame[area="nav"] { border-right: $line solid $border; }
QFrame[area="status"] { border-top: $line solid $border; }
QFrame[area="panel"] { background: $surface; border: 0; border-left: $line solid $border_strong; }
QFrame[area="curtain"] { background: $bg; border: 0; }
QFrame[area="popup"] { background: $surface; border: $line solid $border_strong;
    border-radius: $p_6; }
QFrame[card="true"] { background: $surface; border: $line solid $border; border-radius: $p_8; }
QFrame[rule="true"] { background: $border; border: 0; min-height: 1px; max-height: 1px; }
QScrollArea, QScrollArea > QWidget > QWidget[area="body"] { background: transparent; border: 0; }
QLabel { background: transparent; }
QLabel[role="h1"] { font-size: $t_page; font-weight: 600; }
QLabel[role="h2"] { font-size: $t_section; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="meta"] { font-size: $t_meta; color: $text2; }
QLabel[role="soft"] { color: $text2; }
QLabel[field_label="true"] { min-height: $p_36; }
QLabel[role="total"] { font-size: $t_amount; font-weight: 600; }
QToolTip { background: $surface2; color: $text; border: $line solid $border_strong;
    padding: $p_4; }
"""

_BUTTONS = """
QPushButton { background: $surface; color: $text; border: $line solid $border_strong;
    border-radius: $p_6; padding: $p_6 $p_12; min-height: $p_22; font-weight: 600; }
QPushButton:hover { background: $surface2; }
QPushButton:pressed { background: $selection; color: $on_selection; }
QPushButton:disabled { color: $disabled; background: $surface; border-color: $border; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {
    background: $accent_hover; color: $on_accent; border-color: $accent_hover; }
QPushButton[kind="primary"]:disabled { background: $surface2; color: $disabled;
    border-color: $border; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent;
    padding: $p_6 $p_8; text-align: left; }
QPushButton[kind="link"][flush="true"] { padding-left: 0; }
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:pressed { background: $surface2;
    color: $accent; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent;
    padding: $p_6 $p_8; }
QPushButton[kind="quiet"]:hover { background: $surface2; }
QPushButton[kind="quiet"]:checked { background: $selection; color: $on_selection;
    border-color: $accent; }
QPushButton[kind="status"] { background: transparent; border-color: transparent; color: $text2;
    font-size: $t_meta; font-weight: 400; padding: $p_2 $p_8; min-height: $p_20; }
QPushButton[kind="status"]:hover { background: $surface2; }
QPushButton[kind="small"] { padding: $p_2 $p_8; min-height: $p_18; font-size: $t_meta; }
QPushButton[kind="icon"] { padding: $p_6; min-width: $p_22; }
QPushButton[kind="nav"] { text-align: left; background: transparent; border: 0;
    border-left: $p_4 solid transparent; border-radius: 0; padding: $p_6 $p_8; min-height: $p_24;
    font-weight: 400; }
QPushButton[kind="nav"]:hover { background: $surface2; }
QPushButton[kind="nav"]:checked { background: $selection; color: $on_selection; font-weight: 600;
    border-left-color: $accent; }
QPushButton[menu="true"] { padding-right: $p_24; }
QPushButton::menu-indicator { image: url("$img_down"); width: $p_16; height: $p_16;
    subcontrol-origin: padding; subcontrol-position: center right; right: $p_4; }
QCheckBox, QRadioButton { min-height: $p_24; spacing: $p_8; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: $p_16; height: $p_16;
    background: $surface; border: $line solid $border_strong; border-radius: $p_4; }
QRadioButton::indicator { border-radius: $r_radio; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
    image: url("$img_tick"); }
QRadioButton::indicator:checked { background: $surface; border-color: $accent;
    image: url("$img_dot"); }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
"""

_FIELDS = """
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit {
    background: $surface; color: $text; border: $line solid $border_strong;
    border-radius: $p_6; padding: $p_6 $p_8; min-height: $p_22;
    selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $text2; }
QSpinBox, QDoubleSpinBox, QDateEdit { max-height: $p_22; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $bg; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDateEdit:disabled {
    color: $disabled; border-color: $border; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QComboBox[problem="true"],
QSpinBox[problem="true"], QDateEdit[problem="true"] { border: 2px solid $stop; color: $stop; }
QLineEdit[box="scan"] { font-size: $t_section; min-height: $p_32; padding: $p_6 $p_12;
    border: 2px solid $border_strong; }
QLineEdit[box="scan"][flash="true"] { border-color: $accent; background: $selection; }
QComboBox::drop-down, QDateEdit::drop-down { border: 0; width: $p_28; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$img_down"); width: $p_16;
    height: $p_16; }
QComboBox QAbstractItemView { background: $surface; border: $line solid $border_strong;
    selection-background-color: $selection; selection-color: $on_selection; }
QComboBox QAbstractItemView::item { min-height: $p_28; padding: 0 $p_8; }
QSpinBox QLineEdit, QDoubleSpinBox QLineEdit, QDateEdit QLineEdit { border: 0; padding: 0 $p_4;
    min-height: 0; background: transparent; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button,
QDoubleSpinBox::down-button { border: 0; background: transparent; width: $p_24; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$img_up"); width: $p_12; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$img_down"); width: $p_12; }
"""

_VIEWS = """
QAbstractItemView { background: $surface; alternate-background-color: $bg; color: $text;
    border: $line solid $border; border-radius: $p_6; gridline-color: transparent;
    selection-background-color: $selection; selection-color: $on_selection; }
QTableView::item { padding: 0 5px; border: 0; }
QTableView::item:selected, QListView::item:selected { background: $selection;
    color: $on_selection; }
QListWidget[role="topics"]::item { padding: 0 $p_8; border-left: $p_4 solid transparent; }
QListWidget[role="topics"]::item:selected { border-left-color: $accent; }
QHeaderView { background: $surface2; border: 0; border-top-left-radius: $p_6;
    border-top-right-radius: $p_6; }
QHeaderView::section { background: $surface2; color: $text2; border: 0;
    border-bottom: $line solid $border_strong; padding: $p_6 $p_8; font-weight: 600; }
QHeaderView::up-arrow { image: url("$img_sort_up"); width: $p_12; height: $p_12;
    subcontrol-position: center right; }
QHeaderView::down-arrow { image: url("$img_sort_down"); width: $p_12; height: $p_12;
    subcontrol-position: center right; }
QTableCornerButton::section { background: $surface2; border: 0; }
QAbstractScrollArea::corner { background: $surface; border: 0; }
QScrollArea::corner { background: $bg; }
QFrame[area="popup"] QListView { border: 0; background: transparent; }
QScrollBar:vertical { background: transparent; width: $p_14; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $p_14; margin: 0; }
QScrollBar::handle { background: $border_strong; border: $p_4 solid transparent;
    border-radius: $p_6; }
QScrollBar::handle:vertical { min-height: $p_32; }
QScrollBar::handle:horizontal { min-width: $p_32; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenuBar { background: $surface; color: $text; border-bottom: $line solid $border; }
QMenuBar::item { padding: $p_4 $p_12; background: transparent; }
QMenuBar::item:selected { background: $selection; color: $on_selection; }
QMenu { background: $surface; color: $text; border: $line solid $border_strong;
    padding: $p_4; }
QMenu::item { padding: $p_6 $p_24 $p_6 $p_12; min-height: $p_16; }
QMenu::item:selected { background: $selection; color: $on_selection; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $border; margin: $p_4 $p_8; }
QProgressBar { background: $surface2; border: 0; border-radius: $p_4; min-height: $p_8;
    max-height: $p_8; }
QProgressBar::chunk { background: $accent; border-radius: $p_4; }
QTabBar::tab { background: transparent; color: $text2; padding: $p_8 $p_12;
    border-bottom: $p_4 solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabWidget::pane { border: 0; }
"""

_TONE = """
QLabel[tone="$tone"] { color: $fore; }
QFrame[chip="$tone"] { background: $back; border: 0; border-radius: $r_chip; }
QFrame[chip="$tone"] QLabel { color: $fore; font-weight: 600; }
QFrame[chip="$tone"][outlined="true"] { background: transparent; border: $line solid $fore; }
QFrame[band="$tone"] { background: $back; border: 0; border-radius: $p_6; }
QFrame[bar="$tone"] { background: $fore; border: 0; border-top-left-radius: $p_6;
    border-bottom-left-radius: $p_6; }
QFrame[band="$tone"] QLabel[role="meta"], QFrame[band="$tone"] QLabel[role="soft"] {
    color: $text; }
QFrame[band="$tone"] QPushButton[kind="choice"] { border-color: $fore; }
"""


def build_qss(tokens: Tokens, scale: float, image: Image, *, heavy: bool = False) -> str:
    """Return the whole sheet; `heavy` draws every edge 2 px wide, for high contrast."""
    words = _words(tokens, scale, heavy=heavy) | _images(tokens, image)
    parts = [Template(part).substitute(words) for part in (_BASE, _BUTTONS, _FIELDS, _VIEWS)]
    for tone in TONES:
        own = {"tone": tone, "fore": tokens.colour(tone), "back": tokens.colour(f"{tone}_bg")}
        parts.append(Template(_TONE).substitute(words | own))
    return "".join(parts)


def _words(tokens: Tokens, scale: float, *, heavy: bool) -> dict[str, str]:
    colours = {name: tokens.colour(name) for name in tokens.names()}
    pixels = {f"p_{n}": f"{round(n * scale)}px" for n in (2, 4, 6, 8, *range(12, 38, 2))}
    sizes = {f"t_{name}": f"{getattr(TYPE, name) * scale:.2f}pt" for name in _SIZES}
    radii = {
        # Under half the height drawn: with a larger radius Qt draws square corners.
        "r_chip": f"{round(SIZE.table_control * scale * 3 / 8)}px",
        "r_radio": f"{(round(16 * scale) + 2) // 2}px",
    }
    return colours | pixels | sizes | radii | {"line": "2px" if heavy else "1px"}


_SIZES = ("meta", "body", "section", "page", "amount")


def _images(tokens: Tokens, image: Image) -> dict[str, str]:
    return {
        "img_down": image("chevron-down", tokens.text2),
        "img_up": image("chevron-up", tokens.text2),
        "img_tick": image("tick", tokens.on_accent),
        "img_dot": image("dot", tokens.accent),
        "img_sort_up": image("sort-up", tokens.text2),
        "img_sort_down": image("sort-down", tokens.text2),
    }
