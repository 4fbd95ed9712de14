"""Looks over a window that is shown and lists what a person could not read, reach or name."""

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QWidget,
)

from ui.tokens import contrast

SMALLEST_TARGET = 24
LEAST_CONTRAST, LEAST_EDGE = 4.5, 3.0
WITHOUT_EDGE = ("link", "quiet", "nav", "icon", "status")
"""Kinds of buttons that are known by their words or their shape alone."""
_TARGETS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
_SOLID = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QLabel, QAbstractScrollArea)
_EDGED = (QPushButton, QLineEdit, QComboBox, QAbstractSpinBox)
_INNER = (QComboBox, QAbstractSpinBox)


@dataclass(frozen=True)
class Finding:
    rule: str
    widget: str
    detail: str


def audit(window):
    """Return everything wrong in the window as it is shown now."""
    shown = [w for w in window.findChildren(QWidget) if w.isVisible() and not _inner(w)]
    picture = window.grab().toImage()
    findings = []
    for widget in shown:
        findings += _names(widget) + _targets(widget) + _cut_off(widget) + _dressing(widget)
        findings += _sticks_out(widget) + _sideways(widget)
        findings += _contrast(widget, window, picture) + _edges(widget, window, picture)
    return findings + _overlaps(shown)


def _inner(widget):
    """Leave out the parts Qt makes inside its own widgets, headings and bars of lists included."""
    parents = list(_above(widget))
    if isinstance(widget, QScrollBar) and _scrolls_a_page(parents):
        return False
    return any(isinstance(p, _INNER) for p in parents) or any(
        isinstance(p, QAbstractScrollArea) and not _holds_a_page(p, [widget, *parents])
        for p in parents
    )


def _scrolls_a_page(parents):
    """Say whether a bar, two above which stands what it scrolls, belongs to a page or a panel."""
    return len(parents) > 1 and getattr(parents[1], "widget", lambda: None)() is not None


def _holds_a_page(area, chain):
    page = getattr(area, "widget", lambda: None)()
    return page is not None and page in chain


def _above(widget):
    while (widget := widget.parentWidget()) is not None:
        yield widget


def _text(widget):
    return widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""


def _who(widget):
    return f"{type(widget).__name__} {widget.objectName() or _text(widget)!r}"


def _found(rule, widget, detail=""):
    return [Finding(rule, _who(widget), str(detail))]


def _names(widget):
    reachable = widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.isEnabled()
    if not reachable or isinstance(widget, QLabel):
        return []
    said = widget.accessibleName() or (_text(widget) if isinstance(widget, QAbstractButton) else "")
    found = [] if said else _found("no accessible name", widget)
    return found + ([] if widget.objectName() else _found("no object name", widget))


def _targets(widget):
    small = min(widget.width(), widget.height())
    if isinstance(widget, _TARGETS) and small < SMALLEST_TARGET:
        return _found(f"target under {SMALLEST_TARGET} px", widget, widget.size().toTuple())
    return []


def _cut_off(widget):
    if isinstance(widget, QLineEdit):
        hint = widget.placeholderText()
        needs = widget.fontMetrics().horizontalAdvance(hint) + widget.height() // 2
        cut = not widget.text() and needs > widget.width()
        return _found("placeholder cut off", widget, hint) if cut else []
    text = _text(widget)
    if not text or "…" in text:
        return []
    if isinstance(widget, QLabel) and widget.wordWrap():
        needs = QRect(0, 0, 0, widget.heightForWidth(widget.width()))
    else:
        needs = QRect(QPoint(0, 0), widget.minimumSizeHint())
    if needs.width() > widget.width() + 1 or needs.height() > widget.height() + 1:
        sizes = f"has {widget.size().toTuple()}, needs {needs.size().toTuple()}"
        return _found("text cut off", widget, sizes)
    return []


def _sticks_out(widget):
    """Find what a window too small for it lets reach beyond what it lies in."""
    around = widget.parentWidget()
    if not isinstance(widget, _SOLID) or isinstance(around.parentWidget(), QAbstractScrollArea):
        return []
    beyond = not around.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())
    return _found("cut off by what it lies in", widget, widget.geometry()) if beyond else []


def _sideways(widget):
    """Find pages that have to be scrolled to and fro to be read."""
    is_bar = isinstance(widget, QScrollBar) and widget.orientation() is Qt.Orientation.Horizontal
    return _found("scrolls sideways", widget.parentWidget().parentWidget()) if is_bar else []


def _dressing(widget):
    return _found("a style sheet of its own", widget) if widget.styleSheet() else []


def _contrast(widget, window, picture):
    """Compare the ground of a text with its strongest ink, as painted."""
    if not _text(widget).strip() or not widget.isEnabled() or _is_hidden(widget, window):
        return []
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(2, 2, -2, -2)
    piece = picture.copy(place).convertToFormat(QImage.Format.Format_RGB32)
    best = _strongest(bytes(piece.constBits()))
    return _found("too little contrast", widget, f"{best:.2f}") if best < LEAST_CONTRAST else []


@lru_cache(maxsize=1 << 9)  # most of a window looks the same in most of its states
def _strongest(pixels):
    if not pixels:
        return math.inf
    colours = Counter(memoryview(pixels).cast("I"))
    ground = QColor(colours.most_common(1)[0][0]).name()
    return max(_shade(pixel, ground) for pixel in colours)


@lru_cache(maxsize=1 << 16)  # the same words in the same colours are looked at thousands of times
def _shade(pixel, ground):
    return contrast(QColor(pixel).name(), ground)


def _edges(widget, window, picture):
    """Compare the left edge of a field or a button with the ground it stands on, as painted."""
    plain = str(widget.property("kind") or "") in WITHOUT_EDGE or not isinstance(widget, _EDGED)
    if plain or not widget.isEnabled() or _is_hidden(widget, window):
        return []
    left = widget.mapTo(window, QPoint(0, widget.height() // 2))
    if left.x() < 2:
        return []
    ground = picture.pixelColor(left - QPoint(2, 0)).name()
    edge = [picture.pixelColor(left + QPoint(x, 0)).name() for x in range(3)]
    best = max(contrast(colour, ground) for colour in edge)
    return _found("edge not seen", widget, f"{best:.2f}") if best < LEAST_EDGE else []


def _is_hidden(widget, window):
    """Say whether a widget is scrolled away or covered by a panel, wholly or in part."""
    if widget.visibleRegion().boundingRect().size() != widget.size():
        return True
    for spot in (widget.rect().topLeft(), widget.rect().center(), widget.rect().bottomRight()):
        on_top = window.childAt(widget.mapTo(window, spot))
        if on_top is not None and on_top is not widget and not widget.isAncestorOf(on_top):
            return True
    return False


def _overlaps(shown):
    """Find solid neighbours that lie over one another because a window is too small for them."""
    found = []
    families = {}
    for widget in shown:
        if isinstance(widget, _SOLID):
            families.setdefault(widget.parentWidget(), []).append(widget)
    for children in families.values():
        for number, one in enumerate(children):
            for other in children[number + 1 :]:
                common = one.geometry() & other.geometry()
                if common.width() > 1 and common.height() > 1:
                    found += _found("lies over its neighbour", one, _who(other))
    return found
