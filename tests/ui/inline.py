"""Lanes that do their work at once, so that a test of a page needs no waiting."""

from concurrent.futures import Executor, Future

from ui.runner import Lanes


class Inline(Executor):
    """Runs work where and when it is submitted."""

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def inline_lanes():
    """Return lanes for a runner without threads."""
    return Lanes(desk=Inline(), jobs=Inline(), documents=Inline(), watch=Inline())
