"""Getting ready: five steps on the idle desk of a new register, each ticked when it is done."""

import pytest

from loanmgr.services import labels
from loanmgr.services.labels import MarkPrinted
from loanmgr.settings import Settings, load
from tests import factories
from tests.ui.audit import audit
from tests.ui.desk.conftest import open_window, opened
from ui.first_run import ready
from ui.first_run.ready import CARDS, LABELS, LIST, PRICES, SCANNER, STEPS, GettingReady
from ui.settings.kept import Kept

__all__ = ["open_window", "opened"]


@pytest.fixture
def empty_desk(started_sqlite_url, clock):
    """The desk of a register that was just started."""
    desk = factories.open_desk(started_sqlite_url, clock)
    yield desk
    desk.close()


@pytest.fixture
def kept(tmp_path):
    return Kept(Settings(tmp_path, getting_ready=True))


@pytest.fixture
def went():
    return []


@pytest.fixture
def card(qtbot, runner_on, empty_desk, kept, went):
    ways = {step: (lambda at=step: went.append(at)) for step in STEPS}
    card = GettingReady(runner_on(empty_desk), kept, ways)
    qtbot.addWidget(card)
    card.resize(900, 200)
    card.show()
    card.load()
    return card


def test_nothing_is_done_at_first(card):
    assert card.done() == frozenset()
    assert card.count.text() == "0 of 5 done"
    assert card.steps[LIST].accessibleName() == "Bring in your list, to do"
    assert audit(card) == []


def test_each_button_goes_there(card, went):
    for step in STEPS:
        card.steps[step].click()
    assert went == list(STEPS)
    assert card.done() == {PRICES}


def test_what_the_register_has_is_ticked(card, empty_desk):
    code = factories.violin(empty_desk)
    empty_desk.run(labels.mark_printed, MarkPrinted((code,)))
    card.load()
    assert card.done() == {LIST, LABELS}
    assert card.steps[LIST].accessibleName() == "Bring in your list, done"


def test_what_was_done_on_this_laptop_is_kept(card, kept, tmp_path):
    ready.note(kept, SCANNER)
    ready.note(kept, CARDS)
    ready.note(kept, CARDS)
    assert load(tmp_path).ready_steps == "scanner cards"
    assert card.done() == {SCANNER, CARDS}


def test_closed_for_good_it_stays_away_on_this_laptop(card, kept, tmp_path):
    card.close_for_good()
    assert not card.isVisible()
    assert not load(tmp_path).getting_ready
    ready.note(kept, SCANNER)
    assert load(tmp_path).ready_steps == ""


def test_when_all_is_done_it_goes_by_itself(card, kept, empty_desk):
    code = factories.violin(empty_desk)
    empty_desk.run(labels.mark_printed, MarkPrinted((code,)))
    for step in (SCANNER, CARDS, PRICES):
        ready.note(kept, step)
    card.load()
    assert not card.isVisible()


class TestInTheWindow:
    @pytest.fixture
    def eyes(self, open_window):
        return open_window(getting_ready=True)

    def test_it_stands_on_the_idle_desk_and_leads_everywhere(self, eyes):
        for words, place in (
            ("Print the first labels", "Labels"),
            ("Read the prices", "Settings"),
            ("Test the scanner", "Settings"),
            ("Print the command cards", "Labels"),
        ):
            eyes.window.go("Desk")
            eyes.click(words)
            assert eyes.window.place == place
        eyes.window.go("Desk")
        eyes.click("Bring in your list")
        assert eyes.window.page.topic.title == "Your own list"

    def test_the_button_that_is_meant_has_the_keyboard(self, eyes):
        eyes.click("Test the scanner")
        assert eyes.focus == "Test my scanner"

    def test_printing_the_command_cards_ticks_them(self, eyes):
        eyes.window.go("Labels")
        eyes.click("Print command cards")
        assert "cards" in eyes.program.kept.settings.ready_steps

    def test_other_laptops_do_not_have_it(self, open_window):
        assert not open_window().sees("Getting ready")
