"""Every counter of the centre in the window: taken over, taken back, and told of at once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from loanmgr.services import baskets
from loanmgr.services.baskets import AddLine
from tests import factories
from tests.factories import on_the_counter
from tests.ui.audit import audit

CTRL = Qt.KeyboardModifier.ControlModifier
TABLE = "On every counter"


@pytest.fixture
def other(register_url, clock, town):
    """Another desk at the same register."""
    desk = factories.open_desk(register_url, clock, "Ashby 2")
    yield desk
    desk.close()


@pytest.fixture
def carters(other, town):
    """Ben Carter at the other desk, with a cello on the counter."""
    return on_the_counter(other, town.ben, town.cello)


def tick(eyes):
    """Let the second pass after which the window asks what others do."""
    eyes.program.runner.ask_others()
    QApplication.processEvents()
    return eyes.band


def gone_here(eyes):
    return eyes.program.desk.session.view is None


class TestTheList:
    @pytest.mark.usefixtures("carters")
    def test_it_tells_who_how_many_where_and_how_long(self, eyes, clock):
        clock.pass_by(minutes=12)
        eyes.press(Qt.Key.Key_K, CTRL)
        [told] = eyes.rows(TABLE)
        assert told == ["Carter family", "1", "Ashby 2", "Being served, 12 min", "Bring it here"]
        assert "On every counter at Ashby Music Centre" in eyes.words()
        assert audit(eyes.window) == []

    def test_it_follows_what_other_desks_do(self, eyes, other, town, carters):
        eyes.press(Qt.Key.Key_K, CTRL)
        other.draft(baskets.add_line, AddLine(town.violin))
        tick(eyes)
        assert [row[1] for row in eyes.rows(TABLE)] == ["2"]
        other.draft(baskets.put_back, carters)
        tick(eyes)
        assert "Nothing lies on any counter." in eyes.words()

    def test_who_waits_is_marked_after_ten_minutes_and_not_before(self, eyes, town, clock):
        eyes.scan(town.okafor)
        eyes.scan(town.violin)
        eyes.press(Qt.Key.Key_F8)
        eyes.press(Qt.Key.Key_K, CTRL)
        page = eyes.window.page
        marks = [page.model.columns[0].mark(row) for row in page.model.rows]
        clock.pass_by(minutes=11)
        page.load()
        QApplication.processEvents()
        marks += [page.model.columns[0].mark(row) for row in page.model.rows]
        assert marks == [("hourglass", "info"), ("hourglass", "warn")]

    def test_own_waiting_families_are_opened_from_it(self, eyes, town):
        for card, code in ((town.okafor, town.violin), (town.ben, town.cello)):
            eyes.scan(card)
            eyes.scan(code)
            eyes.press(Qt.Key.Key_F8)
        eyes.click("Open")
        assert [row[::4] for row in eyes.rows(TABLE)] == [
            ["Okafor family", "Open"],
            ["Carter family", "Open"],
        ]
        eyes.press_cell(TABLE, 1, "Open")
        assert eyes.band.startswith("Ben Carter")
        assert eyes.window.place == "Desk"

    @pytest.mark.usefixtures("carters")
    def test_the_row_is_read_as_a_sentence(self, eyes):
        eyes.press(Qt.Key.Key_K, CTRL)
        model = eyes.widget(TABLE).model()
        said = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert said == "Carter family, 1 instrument, Ashby 2, Being served, just now"


class TestTakingOver:
    @pytest.mark.usefixtures("carters")
    def test_it_goes_on_at_this_desk_and_lends_there(self, eyes, other):
        eyes.press(Qt.Key.Key_K, CTRL)
        eyes.press_cell(TABLE, 0, "Bring it here")
        assert eyes.window.page.title == "Desk"
        assert eyes.rows("On the counter")[0][0] == "Ben: Cello 1/2"
        eyes.enter()
        assert other.look(baskets.current, None) is None

    def test_the_desk_that_had_it_is_told_within_a_tick(self, eyes, other, town):
        eyes.scan(town.okafor)
        eyes.scan(town.violin)
        basket = eyes.program.desk.session.view.basket
        other.draft(baskets.resume, basket)
        assert tick(eyes) == (
            "The Okafor family was taken over by Ashby 2. 1 instrument went along; nothing is lost."
        )
        assert gone_here(eyes)

    def test_it_can_be_brought_back_from_the_band(self, eyes, other, town):
        eyes.scan(town.okafor)
        eyes.scan(town.violin)
        other.draft(baskets.resume, eyes.program.desk.session.view.basket)
        tick(eyes)
        eyes.click("Bring it back here")
        assert [line.instrument for line in eyes.program.desk.session.view.lines] == [town.violin]
        assert other.look(baskets.current, None) is None

    def test_enter_before_the_tick_lends_nothing_and_says_who_has_it(self, eyes, other, town):
        eyes.scan(town.okafor)
        eyes.scan(town.violin)
        other.draft(baskets.resume, eyes.program.desk.session.view.basket)
        assert eyes.enter() == "The Okafor family was taken over by Ashby 2."
        assert gone_here(eyes)
        assert len(other.look(baskets.current, None).lines) == 1

    def test_a_waiting_one_that_goes_is_said_in_the_status_bar(self, eyes, other, town):
        eyes.scan(town.okafor)
        eyes.scan(town.violin)
        basket = eyes.program.desk.session.view.basket
        eyes.press(Qt.Key.Key_F8)
        other.draft(baskets.resume, basket)
        tick(eyes)
        assert not eyes.sees("Waiting families")
        assert "Okafor family: taken over by Ashby 2" in eyes.words()

    def test_a_question_of_the_band_gives_way_when_its_family_goes(self, eyes, other, town):
        factories.pupil(other, "Tunde Okafor", of=town.okafor)
        eyes.scan(town.okafor)
        eyes.scan(town.violin)
        assert eyes.window.band.message.must_answer
        other.draft(baskets.resume, eyes.program.desk.session.view.basket)
        tick(eyes)
        assert not eyes.window.band.message.must_answer
        assert eyes.scan(town.flute).startswith("Returned: Flute")


def test_the_strip_turns_amber_by_itself_while_nobody_touches_anything(eyes, town, clock):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press(Qt.Key.Key_F8)
    clock.pass_by(minutes=11)
    eyes.program.desk._strip.timeout.emit()
    assert eyes.widget("Waiting families").property("band") == "warn"
    assert "11 min" in eyes.words()


def test_three_families_are_gone_through_with_ctrl_tab(eyes, town, clock, desk):
    third = factories.pupil(desk, "Jo Patel")
    codes = [factories.violin(desk) for _ in range(3)]
    for card, code in zip((town.amira, town.ben, third), codes, strict=True):
        eyes.scan(card)
        eyes.scan(code)
        clock.pass_by(minutes=1)
        eyes.press(Qt.Key.Key_F8)
    seen = []
    for _ in range(4):
        eyes.press(Qt.Key.Key_Tab, CTRL)
        clock.pass_by(minutes=1)
        seen.append(eyes.program.desk.session.view.title)
    assert seen == ["Amira Okafor", "Ben Carter", "Jo Patel", "Amira Okafor"]
