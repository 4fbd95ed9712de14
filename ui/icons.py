"""Icons: the outline drawings in the colour of a tone, at 16, 20 or 24 logical pixels."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from ui import theme
from ui.drawing import svg
from ui.tokens import SIZE


def icon(name: str, tone: str = "text") -> QIcon:
    """Return an icon in a tone or colour token as shown now (a button keeps up by `wear`)."""
    shown = theme.tokens()
    return _icon(name, shown.colour(tone), shown.disabled, theme.scale(), _ratio())


def pixmap(name: str, tone: str = "text", size: int = SIZE.icon) -> QPixmap:
    """Return a drawing for painting; `size` in logical pixels at 100 % text."""
    return _pixmap(name, theme.tokens().colour(tone), theme.px(size), _ratio())


def wear(widget: QAbstractButton | QLabel, name: str, tone: str = "text", size: int = 20) -> None:
    """Show an icon on a button or label, and keep it right when the theme or text size changes."""
    widget.setProperty("icon_name", name)
    widget.setProperty("icon_tone", tone)
    widget.setProperty("icon_size", size)
    _show(widget)


def take_off(button: QAbstractButton) -> None:
    """Show a button without its icon."""
    button.setProperty("icon_name", "")
    button.setIcon(QIcon())


def _show(widget: QAbstractButton | QLabel) -> None:
    name, tone = widget.property("icon_name"), widget.property("icon_tone")
    size = widget.property("icon_size")
    if isinstance(widget, QLabel):
        widget.setPixmap(pixmap(name, tone, size))
        widget.setFixedSize(theme.px(size), theme.px(size))
    else:
        widget.setIcon(icon(name, tone))
        widget.setIconSize(QSize(theme.px(size), theme.px(size)))


def _refresh() -> None:
    for widget in QApplication.allWidgets():
        if widget.property("icon_name") and isinstance(widget, QAbstractButton | QLabel):
            _show(widget)


def _ratio() -> float:
    app = QApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QApplication) else 1.0


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, disabled: str, scale: float, ratio: float) -> QIcon:
    result = QIcon()
    for size in (SIZE.icon_table, SIZE.icon, SIZE.icon_band):
        drawn = round(size * scale)
        result.addPixmap(_pixmap(name, colour, drawn, ratio))
        result.addPixmap(_pixmap(name, disabled, drawn, ratio), QIcon.Mode.Disabled)
        # Without one of its own, Qt tints the picture of a selected row.
        result.addPixmap(_pixmap(name, colour, drawn, ratio), QIcon.Mode.Selected)
    return result


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    side = round(size * ratio)
    result = QPixmap(side, side)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    QSvgRenderer(QByteArray(svg(name, colour))).render(painter, QRectF(0, 0, side, side))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


theme.on_change(_refresh)
