"""Tells results to screen readers, in words; for the four short sounds see `ui.sounds`."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announcement(
    widget: QWidget, words: str, *, at_once: bool = False
) -> QAccessibleAnnouncementEvent:
    """Return what a screen reader is sent."""
    event = QAccessibleAnnouncementEvent(widget, words)
    event.setPoliteness(
        QAccessible.AnnouncementPoliteness.Assertive
        if at_once
        else QAccessible.AnnouncementPoliteness.Polite
    )
    return event


def say(widget: QWidget, words: str, *, at_once: bool = False) -> None:
    """Have a screen reader say something that happened; `at_once` interrupts what it is saying."""
    QAccessible.updateAccessibility(announcement(widget, words, at_once=at_once))
