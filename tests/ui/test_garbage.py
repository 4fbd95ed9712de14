"""Garbage: what takes part in a circle is destroyed on the GUI thread, never on a worker's."""

import gc
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui import garbage


class Circle(QWidget):
    """A widget that only the search for circles can find dead."""

    def __init__(self, ends):
        super().__init__()
        self.itself = [self]
        self.destroyed.connect(
            lambda: ends.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
        )


@pytest.fixture
def ends():
    """The threads on which widgets were destroyed."""
    return []


def ask_for_much_memory():
    assert len([[] for _ in range(200_000)]) == 200_000


@pytest.mark.usefixtures("qapp")
class TestSweeping:
    def test_a_worker_that_asks_for_much_memory_destroys_nothing(self, ends):
        Circle(ends)
        worker = threading.Thread(target=ask_for_much_memory)
        worker.start()
        worker.join()
        assert ends == []

    def test_a_sweep_destroys_it_here(self, ends):
        Circle(ends)
        kept = [[] for _ in range(2_000)]
        garbage.sweep()
        assert kept
        assert ends == [threading.main_thread()]

    def test_a_sweep_with_nothing_to_do_looks_at_nothing(self, ends):
        gc.collect()
        Circle(ends)
        garbage.sweep()
        assert ends == []


class TestTheSweeper:
    def test_it_has_no_thread_collect_and_sweeps_by_itself(self, qtbot, ends):
        gc.enable()
        sweeper = garbage.Sweeper()
        assert not gc.isenabled()
        Circle(ends)
        kept = [[] for _ in range(2_000)]
        qtbot.waitUntil(lambda: ends == [threading.main_thread()])
        assert kept
        sweeper.deleteLater()
