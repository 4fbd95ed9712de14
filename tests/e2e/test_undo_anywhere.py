"""Ctrl+Z takes back what was done last, on whichever page that was."""

from PySide6.QtCore import Qt

from tests.e2e.clerk import Clerk

CTRL = Qt.KeyboardModifier.ControlModifier


def test_undo_is_for_what_was_done_last_wherever_that_was(sit_down, town):
    joan = sit_down(person=Clerk)
    joan.sees("Today at this desk")
    joan.scan(town.flute, "Returned: Flute. Was with Ben Carter.")
    joan.goes_to_place(5)
    joan.clicks_on("Limits")
    joan.opens_row("Limits", "Owed before we ask")
    joan.puts(("Owed", "10"))
    joan.clicks_on("Save")
    joan.reads("Saved: Owed before we ask: Owed £5.00, now £10.00.")
    joan.key(Qt.Key.Key_Z, CTRL)
    joan.reads("Undone: “Policy changed: Owed before we ask: Owed £5.00, now £10.00”.")
    joan.key(Qt.Key.Key_Z, CTRL)
    joan.reads("Undone: return of Flute.")
