"""Goes through a window by Tab as a person does, and lists what is wrong on the way."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from tests.ui.audit import _above, _found
from ui.focusring import ring_of
from ui.tokens import contrast
from ui.widgets.side_panel import SidePanel

MOST_STOPS = 200
LEAST_CONTRAST = 3.0
MARGIN = 4


def stops_by_tab(window):
    """Press Tab until it has come round; return where it stopped, each stop once."""
    stops = []
    for _press in range(MOST_STOPS):
        QTest.keyClick(QGuiApplication.focusWindow(), Qt.Key.Key_Tab)
        QApplication.processEvents()
        stop = QApplication.focusWidget()
        if stops and stop is stops[-1]:
            continue  # a page of text stops at each of its links
        if stop in stops:
            break
        stops.append(stop)
    return stops


def walk(window):
    """Return everything wrong on the way round the window by Tab."""
    stops = stops_by_tab(window)
    return rings(window, stops) + unreached(stops, window) + out_of_order(stops)


def rings(window, stops):
    """Give the focus to one stop after the other; return every ring that is not seen."""
    findings = []
    for stop in stops:
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        findings += ring(stop, window)
    return findings


def unreached(stops, window):
    """Find what Tab should stop at and does not: a trap, or a break in the chain."""
    panel = next((above for above in _above(stops[0]) if isinstance(above, SidePanel)), window)
    return [
        finding
        for widget in panel.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and (widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None)
        and widget not in stops
        for finding in _found("Tab never comes here", widget)
    ]


def out_of_order(stops):
    """Find steps backwards: up in the same column, or left in the same row. Coming round is one."""
    found = []
    places = [QRect(stop.mapToGlobal(QPoint(0, 0)), stop.size()) for stop in stops]
    tops = [seen_top(stop, place) for stop, place in zip(stops, places, strict=True)]
    first = min(range(len(stops)), key=lambda at: (tops[at] // 24, places[at].left()))
    for at, stop in enumerate(stops):
        after = (at + 1) % len(stops)
        is_back = _is_back(places[at], places[after]) and _is_back(
            in_sight(stop, places[at], stops[after]), in_sight(stops[after], places[after], stop)
        )
        if is_back and after != first:
            found += _found("the next stop is behind it", stop, stops[after].objectName())
    return found


def _is_back(here, there):
    up = there.bottom() <= here.top() and there.left() < here.right()
    level = there.top() < here.bottom() and here.top() < there.bottom()
    return up or (level and there.right() <= here.left())


def in_sight(stop, place, other):
    """Return where a stop comes into sight by Tab, in what scrolls without the other stop."""
    place = QRect(place)
    together = set(_above(other))
    for area in (above for above in _above(stop) if isinstance(above, QScrollArea)):
        if area in together:
            break
        window = QRect(area.viewport().mapToGlobal(QPoint(0, 0)), area.viewport().size())
        if place.top() < window.top():
            place.moveTop(window.top())
        elif place.bottom() > window.bottom():
            place.moveBottom(window.bottom())
    return place


def seen_top(stop, place):
    """Return where a stop begins; what a page has scrolled away is not above the page."""
    area = next((above for above in _above(stop) if isinstance(above, QScrollArea)), None)
    if area is None:
        return place.top()
    return max(place.top(), area.viewport().mapToGlobal(QPoint(0, 0)).y())


def ring(stop, window):
    """Look at the pixels round what has the focus: two bands, the outer one seen on the page."""
    shown = ring_of(stop.window())
    if not shown.isVisible():
        return _found("no ring", stop)
    place = shown.geometry()
    piece = place.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN) & window.rect()
    picture = window.grab(piece).toImage()
    seen = []
    for x, y, step in (
        (place.left(), place.center().y(), (1, 0)),
        (place.right(), place.center().y(), (-1, 0)),
        (place.center().x(), place.top(), (0, 1)),
        (place.center().x(), place.bottom(), (0, -1)),
    ):
        outside = QPoint(x - 3 * step[0], y - 3 * step[1])
        points = [QPoint(x + n * step[0], y + n * step[1]) for n in range(2)]
        if all(piece.contains(point) for point in (outside, *points)):
            ground, *band = (
                picture.pixelColor(p - piece.topLeft()).name() for p in (outside, *points)
            )
            seen.append(max(contrast(colour, ground) for colour in band))
    good = [each for each in seen if each >= LEAST_CONTRAST]
    # A side may lie outside the window or on a bar of the ring's own colour; two must be seen.
    return [] if len(good) >= 2 else _found("ring not seen", stop, [f"{s:.1f}" for s in seen])
