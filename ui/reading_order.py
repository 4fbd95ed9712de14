"""Where Tab stops in a window, in the order in which it is read: as things are laid out."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from ui.widgets.side_panel import SidePanel


def stops(within: QWidget) -> list[QWidget]:
    """Return what Tab stops at in a widget; what a panel lies over is passed by."""
    return [widget for widget in _in_order(within) if _can_stop(widget)]


def beside(within: QWidget, focus: QWidget | None, *, forward: bool) -> QWidget | None:
    """Return the stop after (or before) what has the keyboard, coming round at the end."""
    order = stops(within)
    if not order:
        return None
    here = next((at for at, each in enumerate(order) if _has(each, focus)), None)
    if here is None:
        return order[0 if forward else -1]
    return order[(here + (1 if forward else -1)) % len(order)]


def _in_order(widget: QWidget) -> Iterator[QWidget]:
    yield widget
    if _can_stop(widget):
        return  # what lies inside a list or a field is its own business
    inside = [each for each in _laid_out(widget) if each.isVisible()]
    panel = next((each for each in inside if isinstance(each, SidePanel)), None)
    for child in inside if panel is None else [panel]:
        yield from _in_order(child)


def _laid_out(widget: QWidget) -> list[QWidget]:
    """Return the children of a widget as its layout has them, then those that lie over them."""
    if isinstance(widget, QScrollArea):
        page, ground = widget.widget(), widget.viewport()
        over = [each for each in _over(ground) if each is not page]
        return over if page is None else [page, *over]
    layout = widget.layout()
    in_layout = list(_of(layout)) if layout is not None else []
    return in_layout + [each for each in _over(widget) if each not in in_layout]


def _over(widget: QWidget) -> list[QWidget]:
    found = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [each for each in found if not each.isWindow()]


def _of(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None:
            yield from _of(inner)


def _can_stop(widget: QWidget) -> bool:
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(by_tab) and widget.isVisible() and widget.isEnabled()


def _has(stop: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (stop is focus or stop.isAncestorOf(focus))
