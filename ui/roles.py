"""Gives a widget its part in the style sheet, such as the primary button or a warning's colours."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_role(widget: QWidget, **properties: str | bool) -> None:
    """Set style properties (`kind="primary"`, `tone="warn"`, `role="h1"`) and show them at once.

    Qt does not look at a property again by itself, neither for the widget nor for what lies in it;
    nobody else has to know that.
    """
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    for each in (widget, *widget.findChildren(QWidget)):
        if not each.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            continue  # it was never shown nor measured: Qt will look then
        style = each.style()
        style.unpolish(each)
        style.polish(each)
    widget.update()
