"""Scans are dealt with one after another, and kept while a question is open."""

import pytest
from PySide6.QtWidgets import QLineEdit

from loanmgr.domain import codes
from tests.ui.scanner import burst
from ui.scan import Kind, Scan, ScanFilter, ScanQueue

ONE, TWO, THREE = (Scan(codes.make("M", number)) for number in (1, 2, 3))


class SlowDesk:
    """Takes a scan at once and is done with it when told."""

    def __init__(self):
        self.taken, self.finish = [], []

    def handle(self, scan, done):
        self.taken.append(scan)
        self.finish.append(done)


@pytest.fixture
def desk():
    return SlowDesk()


@pytest.fixture
def queue(qapp, desk):
    return ScanQueue(desk.handle)


def test_two_fast_scans_never_meet(queue, desk, qtbot):
    queue.add(ONE)
    queue.add(TWO)
    assert desk.taken == [ONE]
    assert queue.waiting == (TWO,)
    desk.finish[0]()
    qtbot.waitUntil(lambda: desk.taken == [ONE, TWO])


def test_an_older_scan_cannot_finish_a_newer_one(queue, desk, qtbot):
    for scan in (ONE, TWO, THREE):
        queue.add(scan)
    desk.finish[0]()
    qtbot.waitUntil(lambda: desk.taken == [ONE, TWO])
    desk.finish[0]()
    assert queue.busy
    assert queue.waiting == (THREE,)


def test_enter_does_not_overtake_scans_that_came_before_it(queue, desk, qtbot):
    entered = []
    queue.add(ONE)
    queue.add(TWO)
    queue.after_scans(lambda: entered.append(list(desk.taken)))
    assert (entered, queue.waiting) == ([], (TWO,))
    desk.finish[0]()
    qtbot.waitUntil(lambda: desk.taken == [ONE, TWO])
    desk.finish[1]()
    qtbot.waitUntil(lambda: entered == [[ONE, TWO]])


def test_what_answers_a_question_does_not_wait_for_the_scans_kept_behind_it(queue, desk):
    answered = []
    queue.hold()
    queue.add(ONE)
    queue.after_scans(lambda: answered.append(True))
    assert (answered, desk.taken) == ([True], [])


def test_while_a_question_is_open_scans_are_kept_in_order_and_told(queue, desk, qtbot):
    queue.add(ONE)
    queue.hold()
    desk.finish[0]()
    with qtbot.waitSignal(queue.kept) as kept:
        queue.add(TWO)
    queue.add(THREE)
    assert kept.args == [TWO]
    assert desk.taken == [ONE]
    queue.release()
    assert desk.taken == [ONE, TWO]
    desk.finish[1]()
    qtbot.waitUntil(lambda: desk.taken == [ONE, TWO, THREE])


def test_an_answer_does_not_hurry_the_scan_that_is_being_dealt_with(queue, desk):
    queue.add(ONE)
    queue.hold()
    queue.add(TWO)
    queue.release()
    assert desk.taken == [ONE]


def test_a_handler_that_breaks_does_not_stop_the_desk(qapp):
    taken = []

    def handle(scan, _done):
        taken.append(scan)
        if scan is ONE:
            raise ZeroDivisionError

    queue = ScanQueue(handle)
    with pytest.raises(ZeroDivisionError):
        queue.add(ONE)
    queue.add(TWO)
    assert taken == [ONE, TWO]


def test_ten_scans_in_a_row_arrive_in_order_through_the_filter(qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    scans, taken = ScanFilter(), []

    def handle(scan, done):
        taken.append(scan)
        done()

    queue = ScanQueue(handle)
    queue.listen_to(scans)
    with qtbot.waitActive(field):
        field.show()
    sent = [codes.make("M", number) for number in range(8)]
    for code in sent:
        burst(code)
    burst("M00421722")
    burst("5012345678900")
    qtbot.waitUntil(lambda: len(taken) == 10)
    assert [scan.text for scan in taken[:8]] == sent
    assert [scan.kind for scan in taken[8:]] == [Kind.UNREADABLE, Kind.FOREIGN]
