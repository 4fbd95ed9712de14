"""What another desk does appears by itself, and nothing moves under the eye."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from loanmgr.domain.errors import StoreError
from loanmgr.services import people
from loanmgr.services.instruments import NeedsRepair, needs_repair
from loanmgr.services.people import AddFamily, AddSchool
from tests import factories
from tests.ui.inline import Inline, inline_lanes
from ui.families.list_page import FamiliesList
from ui.families.record_page import PersonPage
from ui.instruments.list_page import InstrumentsList
from ui.instruments.record_page import InstrumentPage
from ui.runner import Lanes, Runner


@pytest.fixture
def other(register_url, clock, town):
    """Another desk at the same register."""
    desk = factories.open_desk(register_url, clock, "Ashby 2")
    yield desk
    desk.close()


@pytest.fixture
def runner(runner_on, desk, town):
    runner = runner_on(desk)
    runner.watch()
    return runner


@pytest.fixture
def heard(runner):
    """What was told of other desks, tick by tick."""
    told = []
    runner.elsewhere.connect(told.append)
    return told


@pytest.fixture
def show(qtbot):
    def shown(page):
        qtbot.addWidget(page)
        page.resize(1000, 500)
        page.show()
        page.shown()
        QApplication.processEvents()
        return page

    return shown


def in_sight(view):
    """The keys of the rows in sight with their places, and how far the list is scrolled."""
    model = view.model()
    rows = range(view.rowAt(0), view.rowAt(view.viewport().height() - 1) + 1)
    return [(model.key(model.rows[n]), view.rowViewportPosition(n)) for n in rows]


class TestTheTick:
    def test_nothing_new_is_told_to_nobody(self, runner, heard):
        runner.ask_others()
        runner.ask_others()
        assert heard == []

    def test_the_timer_asks_once_a_second(self, runner):
        assert runner._ticks.isActive()
        assert runner._ticks.interval() == 1000

    def test_another_desks_act_is_told_once(self, runner, heard, other):
        factories.family(other)
        runner.ask_others()
        runner.ask_others()
        assert [tables >= {"family", "account"} for tables in heard] == [True]

    def test_what_this_window_did_is_no_news(self, runner, heard, qapp):
        runner.run(qapp, people.add_family, AddFamily("Ngozi Okafor"), lambda _done: None)
        runner.ask_others()
        assert heard == []

    def test_one_question_at_a_time(self, desk):
        asked = []

        class Slow(Inline):
            def submit(self, fn, /, *_args, **_kwargs):
                asked.append(fn)

        lanes = inline_lanes()
        lanes = Lanes(lanes.desk, lanes.jobs, lanes.documents, Slow())
        runner = Runner(lambda: desk, lambda *_: None, lanes)
        runner.watch()
        runner.ask_others()
        runner.ask_others()
        assert len(asked) == 1
        asked[0]()
        runner.ask_others()
        assert len(asked) == 2
        runner.close()

    def test_a_database_that_does_not_answer_is_asked_again_and_nobody_is_bothered(
        self, desk, errors, runner_on, other
    ):
        class Sick:
            is_sick = False

            def look(self, question, request):
                if self.is_sick:
                    raise StoreError("The database is not there.", "missing")
                return desk.look(question, request)

            def close(self):
                pass

        sick = Sick()
        runner, told = runner_on(sick), []
        runner.elsewhere.connect(told.append)
        runner.watch()
        sick.is_sick = True
        factories.family(other)
        runner.ask_others()
        assert (told, errors, runner._ticks.isActive()) == ([], [], True)
        sick.is_sick = False
        runner.ask_others()
        assert len(told) == 1

    def test_a_fault_of_ours_is_told_once_and_ends_the_asking(self, runner, errors):
        runner._others.news = lambda _desk: 1 / 0
        runner.ask_others()
        assert [type(error) for error in errors] == [ZeroDivisionError]
        assert not runner._ticks.isActive()

    def test_on_real_threads_it_never_stands_before_a_scan(self, qtbot, register_url, other):
        runner = Runner(lambda: factories.open_desk(register_url), lambda *_: None)
        with qtbot.waitSignal(runner._arrived):
            runner.watch()
        factories.family(other)
        with qtbot.waitSignal(runner.elsewhere) as told:
            runner.ask_others()
        assert "family" in told.args[0]
        runner.close()


class TestLists:
    @pytest.fixture(autouse=True)
    def _many(self, desk):
        for n in range(60):
            factories.violin(desk, make=f"Maker {n:02d}")

    @pytest.fixture
    def page(self, runner, show):
        return show(InstrumentsList(runner))

    def test_another_desks_lending_shows_without_moving_what_is_read(self, page, runner, other):
        view, rows = page.list, page.model.rows
        view.setCurrentIndex(page.model.index(30, 2))
        view.verticalScrollBar().setValue(20 * 36 + 11)
        before, chosen = in_sight(view), view.current_row().code
        lent = rows[25].code
        factories.lend(other, lent, factories.pupil(other))
        runner.ask_others()
        assert page.model.rows[25].status == "on_loan"
        assert in_sight(view) == before
        assert (view.current_row().code, view.currentIndex().column()) == (chosen, 2)

    def test_a_row_that_comes_in_above_moves_nothing_under_the_eye(self, show, runner, other):
        for n in range(60):
            factories.family(other, f"Robin Family{n:02d}")
        page = show(FamiliesList(runner))
        view = page.lists["family"]
        view.setFocus()
        view.setCurrentIndex(view.model().index(40, 0))
        view.verticalScrollBar().setValue(30 * 36)
        before = in_sight(view)
        factories.family(other, "Ada Aardvark")
        runner.ask_others()
        assert view.model().rows[0].name == "Ada Aardvark"
        assert in_sight(view) == before

    def test_the_row_that_was_at_the_top_may_go(self, page, runner, other):
        page.show_only("available")
        view = page.list
        view.verticalScrollBar().setValue(20 * 36)
        before = in_sight(view)
        factories.lend(other, before[0][0], factories.pupil(other))
        runner.ask_others()
        places = dict(in_sight(view))
        assert all(places.get(code) == y for code, y in before[1:])

    def test_what_stays_as_it_is_is_not_drawn_anew(self, page, runner, other, qtbot):
        with qtbot.assertNotEmitted(page.model.modelReset):
            other.run(people.add_school, AddSchool("St Anne's"))
            runner.ask_others()

    def test_words_half_typed_into_the_filter_stay(self, page, runner, other):
        page.wanted.setFocus()
        page.wanted.setText("Maker 0")
        page.wanted.setCursorPosition(3)
        factories.lend(other, page.model.rows[25].code, factories.pupil(other))
        runner.ask_others()
        assert (page.wanted.text(), page.wanted.cursorPosition()) == ("Maker 0", 3)

    def test_a_page_out_of_sight_reads_again_when_it_is_gone_to(self, page, runner, other):
        page.hide()
        code = page.model.rows[25].code
        factories.lend(other, code, factories.pupil(other))
        runner.ask_others()
        assert page.model.rows[25].status == "available"
        page.show()
        page.shown()
        assert page.model.rows[25].status == "on_loan"


class TestRecords:
    def test_an_instruments_record_tells_where_it_is_now(self, show, runner, other, town):
        page = show(InstrumentPage(town.violin, runner))
        factories.lend(other, town.violin, factories.pupil(other, "Ben Carter"))
        runner.ask_others()
        assert page.holder.text() == "Ben Carter"
        assert "Ben Carter" in page.history._events[0].what

    def test_the_cursor_stays_on_the_button_that_took_the_place(self, show, runner, other, town):
        page = show(InstrumentPage(town.violin, runner))
        button = next(b for b in page.findChildren(type(page.holder), "Print label"))
        button.setFocus(Qt.FocusReason.TabFocusReason)
        factories.lend(other, town.violin, factories.pupil(other, "Ben Carter"))
        runner.ask_others()
        focus = QApplication.focusWidget()
        assert focus is not button
        assert focus.objectName() == "Print label"

    def test_a_payment_half_typed_is_not_touched(self, show, runner, other, town):
        page = show(PersonPage(town.okafor, runner))
        page.take_payment()
        page.payment.amount.setText("12.3")
        factories.pupil(other, "Cara Okafor", of=town.okafor)
        runner.ask_others()
        assert [child.name for child in page.record.children][-1] == "Cara Okafor"
        assert (page.payment.amount.text(), page.payment.isVisible()) == ("12.3", True)

    def test_the_timeline_stays_where_it_is_read(self, show, runner, other, town):
        for n in range(30):
            other.run(needs_repair, NeedsRepair(town.violin, f"Peg {n} slips"))
        page = show(InstrumentPage(town.violin, runner))
        bar = page.history.timeline.verticalScrollBar()
        bar.setValue(200)
        runner.ask_others()
        before = bar.value()
        assert before == 200
        shown = page.history.timeline.indexAt(page.history.timeline.rect().center()).data()
        other.run(needs_repair, NeedsRepair(town.violin, ""))
        runner.ask_others()
        assert bar.value() > before
        now = page.history.timeline.indexAt(page.history.timeline.rect().center()).data()
        assert now == shown
