"""Gives a widget its part in the style sheet, such as the primary button or a warning's colours."""

from PySide6.QtWidgets import QWidget


def set_role(widget: QWidget, **properties: str | bool) -> None:
    """Set style properties (`kind="primary"`, `tone="warn"`, `role="h1"`) and show them at once.

    Qt does not look at a property again by itself; nobody else has to know that.
    """
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
