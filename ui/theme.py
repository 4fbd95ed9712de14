"""Dresses the whole program: palette, type and the one style sheet, at any text size."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTemporaryDir
from PySide6.QtGui import QAccessibilityHints, QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from ui.drawing import svg
from ui.sheet import build_qss
from ui.tokens import DARK, LARGEST_SCALE, LIGHT, SMALLEST_SCALE, TYPE, Tokens, contrast


class Scheme(Enum):
    """What the user chose."""

    SYSTEM = "System"
    LIGHT = "Light"
    DARK = "Dark"


@dataclass
class _Now:
    tokens: Tokens = LIGHT
    scale: float = 1.0
    scheme: Scheme = Scheme.SYSTEM
    following: QObject | None = None
    system: QPalette | None = None
    images: QTemporaryDir | None = None
    listeners: list[Callable[[], None]] = field(default_factory=list)


_now = _Now()
_COLOUR_SCHEMES = {
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
}


def apply(app: QApplication, scheme: Scheme = Scheme.SYSTEM, scale: float = 1.0) -> None:
    """Dress every window of the program, open or still to come."""
    if _now.following is not app:
        _now.system = app.palette()
        app.setStyle("Fusion")
        hints = app.styleHints()  # a chained call without a name of its own loses the object
        hints.colorSchemeChanged.connect(lambda _scheme: _follow(app))
        _now.following = app
    if _now.scheme is not scheme:
        _now.scheme = scheme
        app.styleHints().setColorScheme(_COLOUR_SCHEMES[scheme])
    _now.scale = min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
    _dress(app)


def tokens() -> Tokens:
    """Return the colours shown now, for widgets that paint themselves."""
    return _now.tokens


def colour(name: str) -> QColor:
    """Return one colour shown now, by its token or tone: `colour("stop_bg")`."""
    return QColor(_now.tokens.colour(name))


def scale() -> float:
    """Return the text size shown now, 1.0 being 100 %."""
    return _now.scale


def scheme() -> Scheme:
    """Return what the user chose."""
    return _now.scheme


def px(length: float) -> int:
    """Return a length of the 100 % design in logical pixels at the text size shown now."""
    return round(length * _now.scale)


def font(size: float = TYPE.body, weight: int = TYPE.regular) -> QFont:
    """Return the system's own font in a size of `TYPE`, with figures of one width."""
    return QFont(_font(size * _now.scale, weight))


def on_change(listener: Callable[[], None]) -> None:
    """Call a module's function after each change of theme; widgets get StyleChange anyway."""
    _now.listeners.append(listener)


def space(layout: QLayout, edge: int | tuple[int, int] = 0, gap: int = 8) -> None:
    """Give a layout its edges (sides, top and bottom) and gaps; they grow with the text."""
    sides, ends = edge if isinstance(edge, tuple) else (edge, edge)
    layout.setProperty("design", [sides, ends, gap])
    _space(layout)


def hold_width(widget: QWidget, width: int) -> None:
    """Keep a widget as wide as a length of the 100 % design; it grows with the text."""
    widget.setProperty("width_held", width)
    _hold(widget)


def build_palette(shown: Tokens) -> QPalette:
    """Return the palette that delegates, placeholders and disabled controls read."""
    palette = QPalette()
    for role, name in _PALETTE.items():
        palette.setColor(role, QColor(shown.colour(name)))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(shown.disabled))
    return palette


def system_tokens(palette: QPalette) -> Tokens:
    """Return tokens made of the system's own colours, for people who asked for high contrast."""

    def of(role: QPalette.ColorRole) -> str:
        return palette.color(role).name().upper()

    role = QPalette.ColorRole
    back, text = of(role.Window), of(role.WindowText)
    dark = contrast(back, LIGHT.surface) > contrast(back, LIGHT.text)
    plain = dict.fromkeys(LIGHT.names(), text)
    grounds = dict.fromkeys((n for n in LIGHT.names() if n.endswith("_bg") or n == "bg"), back)
    grounds |= {"surface": back, "surface2": back}
    marks = {"accent": of(role.Highlight), "selection": of(role.Highlight)}
    on = {"on_accent": of(role.HighlightedText), "on_selection": of(role.HighlightedText)}
    marks["accent_hover"] = marks["accent"]
    return replace(
        DARK if dark else LIGHT, **(plain | grounds | marks | on), chart=(text,), dark=dark
    )


@lru_cache(maxsize=64)
def _font(points: float, weight: int) -> QFont:
    result = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    result.setPointSizeF(points)
    result.setWeight(QFont.Weight(weight))
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def _follow(app: QApplication) -> None:
    if _now.scheme is Scheme.SYSTEM:
        _dress(app)


def _dress(app: QApplication) -> None:
    heavy = _wants_contrast(app)
    _now.tokens = system_tokens(_now.system or app.palette()) if heavy else _chosen(app)
    app.setFont(font())
    app.setPalette(build_palette(_now.tokens))
    app.setStyleSheet(build_qss(_now.tokens, _now.scale, _image, heavy=heavy))
    for window in app.topLevelWidgets():
        for layout in window.findChildren(QLayout):
            _space(layout)
        for widget in window.findChildren(QWidget):
            _hold(widget)
    for listener in _now.listeners:
        listener()


def _chosen(app: QApplication) -> Tokens:
    if _now.scheme is Scheme.SYSTEM:
        hints = app.styleHints()
        return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
    return DARK if _now.scheme is Scheme.DARK else LIGHT


def _wants_contrast(app: QApplication) -> bool:
    hints = app.styleHints()
    if not hasattr(hints, "accessibility"):  # Qt before 6.10 cannot tell
        return False
    accessibility: QAccessibilityHints = hints.accessibility()
    return accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast


def _image(name: str, colour_name: str) -> str:
    """Write a drawing in one colour to a file: a style sheet takes pictures from nowhere else."""
    if _now.images is None:
        _now.images = QTemporaryDir()
    path = Path(_now.images.path()) / f"{name}-{colour_name[1:]}.svg"
    if not path.exists():
        path.write_bytes(svg(name, colour_name))
    return path.as_posix()


def _space(layout: QLayout) -> None:
    design = layout.property("design")
    if design is not None:
        sides, ends, gap = (px(length) for length in design)
        layout.setContentsMargins(sides, ends, sides, ends)
        layout.setSpacing(gap)


def _hold(widget: QWidget) -> None:
    width = widget.property("width_held")
    if width is not None:
        widget.setFixedWidth(px(width))


_role = QPalette.ColorRole
_DISABLED = (_role.Text, _role.WindowText, _role.ButtonText, _role.HighlightedText)
_PALETTE = {
    _role.Window: "bg",
    _role.WindowText: "text",
    _role.Base: "surface",
    _role.AlternateBase: "bg",
    _role.Text: "text",
    _role.PlaceholderText: "text2",
    _role.Button: "surface",
    _role.ButtonText: "text",
    _role.BrightText: "stop",
    _role.Highlight: "selection",
    _role.HighlightedText: "on_selection",
    _role.Link: "accent",
    _role.LinkVisited: "accent",
    _role.Accent: "accent",
    _role.ToolTipBase: "surface2",
    _role.ToolTipText: "text",
    _role.Light: "surface",
    _role.Midlight: "surface2",
    _role.Mid: "border",
    _role.Dark: "border_strong",
    _role.Shadow: "border_strong",
}
