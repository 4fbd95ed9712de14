"""How long a test waits at the most: nothing that passes ever waits so long, on any machine."""

from functools import partial

from pytestqt.qtbot import QtBot

PATIENCE_MS = 60_000
"""A bound for what never comes; a busy machine may take many times as long as an idle one."""
WAITS = ("waitActive", "waitCallback", "waitExposed", "waitSignal", "waitSignals", "waitUntil")


class PatientBot(QtBot):
    """Waits as pytest-qt does, but gives up late."""

    def __init__(self, request):
        super().__init__(request)
        for name in WAITS:
            setattr(self, name, partial(getattr(self, name), timeout=PATIENCE_MS))
