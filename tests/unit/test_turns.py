"""Turns at writing: in the order they were asked for, and never lost."""

import threading
import time

import pytest

from loanmgr.db.turns import Turns, turns_at
from loanmgr.domain.errors import StoreError


def test_they_come_in_the_order_they_were_asked_for():
    turns, came, threads = Turns(5), [], []

    def take(number):
        with turns:
            came.append(number)

    with turns:
        for number in range(8):
            threads.append(threading.Thread(target=take, args=[number]))
            threads[-1].start()
            while len(turns._waiting) <= number:
                pass
    for thread in threads:
        thread.join()
    assert came == list(range(8))


def test_one_that_does_not_come_in_time_is_told_and_the_next_still_comes():
    turns = Turns(0.05)
    with turns, pytest.raises(StoreError) as refusal:
        threading_result(turns)
    assert refusal.value.code == "busy"
    with turns:
        pass


def threading_result(turns):
    """Ask for a turn in another thread and raise here what it raised there."""
    raised = []

    def ask():
        try:
            with turns:
                pass
        except StoreError as refusal:
            raised.append(refusal)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    raise raised[0]


def test_a_turn_that_ends_badly_is_passed_on():
    turns = Turns(0.05)
    with pytest.raises(ZeroDivisionError), turns:
        raise ZeroDivisionError
    with turns:
        pass


def test_nobody_waits_for_who_writes_without_a_pause():
    turns, over = Turns(5), threading.Event()

    def writes_without_a_pause():
        while not over.is_set():
            with turns:
                time.monotonic()

    busy = threading.Thread(target=writes_without_a_pause)
    busy.start()
    for _ in range(200):
        with turns:
            pass
    over.set()
    busy.join()


def test_two_desks_at_one_file_share_a_queue(tmp_path):
    assert turns_at(tmp_path / "a", 1) is turns_at(tmp_path / "a", 1)
    assert turns_at(tmp_path / "a", 1) is not turns_at(tmp_path / "b", 1)
