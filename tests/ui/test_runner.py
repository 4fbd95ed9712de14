"""From a page to the desk and back, on real threads except where a test says otherwise."""

import threading
from typing import Any, NamedTuple

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tests.ui.inline import inline_lanes
from ui.runner import Lanes, Runner

A_DAY_MS = 24 * 60 * 60 * 1000


class Done(NamedTuple):
    result: Any
    changed: frozenset
    act: None


class RegisterDesk:
    """A desk without a database: a use case gets the name of the verb it was run by."""

    def __init__(self):
        self.thread = threading.current_thread()
        self.closed_on = None

    def look(self, question, request):
        return question("look", request)

    def run(self, use_case, request):
        return Done(use_case("run", request), frozenset({"loan_line"}), None)

    def draft(self, change, request):
        return Done(change("draft", request), frozenset({"basket"}), None)

    def close(self):
        self.closed_on = threading.current_thread()


def told(verb, request):
    return (verb, request, threading.current_thread())


class RefusedError(Exception):
    pass


def refuse(_verb, request):
    raise RefusedError(request)


@pytest.fixture
def desks():
    return []


@pytest.fixture
def threaded(qapp, desks, errors):
    def open_desk():
        desks.append(RegisterDesk())
        return desks[-1]

    runner = Runner(open_desk, lambda owner, error: errors.append((owner, error)))
    yield runner
    runner.close()


@pytest.fixture
def page(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    return page


def test_a_desk_is_opened_on_the_worker_and_only_when_needed(threaded, desks, page, qtbot):
    assert desks == []
    answers = []
    threaded.look(page, told, "violin", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    verb, request, thread = answers[0]
    assert (verb, request) == ("look", "violin")
    assert thread is desks[0].thread is not threading.current_thread()


def test_answers_come_on_the_gui_thread_in_the_order_of_the_questions(threaded, page, qtbot):
    answers = []
    for number in range(50):
        threaded.look(
            page, lambda _v, n: n, number, lambda n: answers.append((n, threading.current_thread()))
        )
    qtbot.waitUntil(lambda: len(answers) == 50)
    assert answers == [(n, threading.current_thread()) for n in range(50)]


def test_an_act_tells_every_page_what_it_changed_after_its_own_page_has_its_answer(
    threaded, page, qtbot
):
    order = []
    threaded.changed.connect(order.append)
    with qtbot.waitSignal(threaded.changed):
        threaded.run(page, told, "M00421721", lambda answer: order.append(answer[:2]))
    assert order == [("run", "M00421721"), frozenset({"loan_line", "act"})]


def test_a_draft_is_kept_and_told_like_an_act(threaded, page, qtbot):
    with qtbot.waitSignal(threaded.changed) as told_tables:
        threaded.draft(page, told, "basket", lambda _answer: None)
    assert told_tables.args == [frozenset({"basket"})]


def test_a_look_changes_nothing(threaded, page, qtbot):
    answers = []
    with qtbot.assertNotEmitted(threaded.changed):
        threaded.look(page, told, "", answers.append)
        qtbot.waitUntil(lambda: bool(answers))


def test_an_answer_for_a_page_that_has_gone_is_dropped(threaded, qtbot):
    gone, answers, go = QObject(), [], threading.Event()
    threaded.look(gone, lambda _v, _r: go.wait(10), None, answers.append)
    shiboken6.delete(gone)
    stays = QObject()
    go.set()
    threaded.look(stays, told, "", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert [verb for verb, *_ in answers] == ["look"]


def test_what_goes_wrong_goes_to_the_page_that_says_it_can_tell(threaded, page, errors, qtbot):
    told_errors = []
    threaded.run(page, refuse, "no", lambda _r: None, told_errors.append)
    qtbot.waitUntil(lambda: bool(told_errors))
    assert isinstance(told_errors[0], RefusedError)
    assert errors == []


def test_what_goes_wrong_is_shown_for_a_page_that_says_nothing(threaded, page, errors, qtbot):
    threaded.run(page, refuse, "no", lambda _r: None)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0][0] is page
    assert errors[0][1].args == ("no",)


def test_an_act_that_fails_after_its_page_has_gone_is_still_shown(threaded, errors, qtbot):
    gone, go = QObject(), threading.Event()

    def late(_verb, _request):
        go.wait(10)
        raise RefusedError

    threaded.run(gone, late, None, lambda _r: None, lambda _e: None)
    shiboken6.delete(gone)
    go.set()
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0][0] is None


def test_a_desk_that_could_not_be_opened_is_tried_again(qapp, page, errors):
    attempts = []

    def open_desk():
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError
        return RegisterDesk()

    runner = Runner(open_desk, lambda _owner, error: errors.append(error), inline_lanes())
    answers = []
    runner.look(page, told, "first", answers.append)
    runner.look(page, told, "second", answers.append)
    assert len(errors) == 1 and isinstance(errors[0], OSError)
    assert [request for _verb, request, _thread in answers] == ["second"]


def test_a_document_is_made_while_the_desk_is_busy(threaded, page, qtbot):
    go, papers = threading.Event(), []
    threaded.look(page, lambda _v, _r: go.wait(10), None, lambda _r: None)
    threaded.document(page, lambda: b"%PDF", papers.append)
    qtbot.waitUntil(lambda: papers == [b"%PDF"])
    go.set()


def test_a_job_works_on_a_desk_of_its_own_while_scans_go_on(threaded, desks, page, qtbot):
    go, answers, made, steps = threading.Event(), [], [], []

    def print_labels(_desk, progress):
        progress.step(12, 30)
        go.wait(10)
        progress.step(30, 30)
        progress.touched(frozenset({"label"}))
        return "30 labels"

    changes = []
    threaded.changed.connect(changes.append)
    threaded.started.connect(
        lambda job: job.progressed.connect(lambda done, total: steps.append((done, total)))
    )
    threaded.job(page, "Making 30 labels", print_labels, made.append)
    threaded.look(page, told, "", answers.append)
    qtbot.waitUntil(lambda: bool(answers and steps))
    assert made == []
    go.set()
    qtbot.waitUntil(lambda: bool(changes))
    assert made == ["30 labels"]
    assert steps == [(12, 30), (30, 30)]
    assert changes == [frozenset({"label"})]
    assert len(desks) == 2


def test_a_job_stops_when_asked_and_keeps_what_it_has_done(threaded, page, qtbot):
    made, started = [], threading.Event()

    def work(_desk, progress):
        done = 0
        while not progress.stopped:
            done += 1
            progress.step(done)
            started.set()
        return done

    with qtbot.waitSignal(threaded.started) as shown:
        job = threaded.job(page, "Making labels", work, made.append)
    assert shown.args == [job]
    assert started.wait(10)
    job.stop()
    with qtbot.waitSignal(job.ended):
        pass
    assert made and made[0] >= 1


def test_closing_finishes_what_was_asked_and_closes_the_desk_on_its_own_thread(qapp, page, desks):
    written = []

    def open_desk():
        desks.append(RegisterDesk())
        return desks[-1]

    runner = Runner(open_desk, lambda _owner, _error: None)
    for number in range(5):
        runner.run(page, lambda _v, n: written.append(n), number, lambda _r: None)
    runner.close()
    assert written == [0, 1, 2, 3, 4]
    assert desks[0].closed_on is desks[0].thread
    runner.run(page, lambda _v, n: written.append(n), 5, lambda _r: None)
    assert written == [0, 1, 2, 3, 4], "nothing is taken on after closing"


def test_waiting_is_shown_only_when_it_is_long(threaded, page, qtbot):
    go, shown = threading.Event(), []
    threaded.waiting.connect(shown.append)
    with qtbot.waitSignal(threaded.waiting):
        threaded.look(page, lambda _v, _r: go.wait(10), None, lambda _r: None)
    go.set()
    qtbot.waitUntil(lambda: shown == [True, False])
    answers = []
    threaded.look(page, told, "quick", answers.append)
    assert threaded._patience.isActive()
    threaded._patience.setInterval(A_DAY_MS)
    qtbot.waitUntil(lambda: bool(answers))
    assert not threaded._patience.isActive()
    assert shown == [True, False]


def test_lanes_can_be_given_so_that_tests_need_no_waiting(runner_on, page):
    answers = []
    runner_on(RegisterDesk()).look(page, told, "now", answers.append)
    assert answers[0][2] is threading.current_thread()
    assert isinstance(inline_lanes(), Lanes)
