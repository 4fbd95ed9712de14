"""What the desk asks of a small window: nothing that is hidden takes room from what is seen."""

from itertools import product

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from tests.ui.audit import audit

SMALL, LOW, WIDE = QSize(1024, 700), QSize(1093, 580), QSize(1366, 768)


@pytest.fixture
def sized(eyes):
    """Make the window so large, and let it lay itself out."""

    def resize(size):
        eyes.window.setMinimumSize(1, 1)
        eyes.window.resize(size)
        for _each in range(3):
            QApplication.processEvents()
        return eyes

    return resize


def bars(eyes):
    """The scroll bars in sight on the page and what stands on it."""
    areas = [each for each in eyes.window.stack.findChildren(QScrollArea) if each.isVisible()]
    both = [bar for a in areas for bar in (a.horizontalScrollBar(), a.verticalScrollBar())]
    return [bar for bar in both if bar.isVisible()]


def test_the_list_of_today_does_not_ask_for_the_room_of_lending(sized, town):
    eyes = sized(SMALL)
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press_cell("On the counter", 0, "Remove")
    eyes.enter()
    assert eyes.view is None
    sized(SMALL)
    assert bars(eyes) == []


@pytest.mark.parametrize("card", ["carter", "mia", "school"])
def test_a_low_window_shows_what_there_is_to_pay_without_scrolling(sized, town, card):
    eyes = sized(LOW)
    eyes.scan(getattr(town, card))
    eyes.scan(town.violin)
    sized(LOW)
    assert eyes.window.band.message.must_answer == (card == "carter")
    assert bars(eyes) == []


def test_a_panel_lies_on_what_is_seen_of_the_page(sized, town):
    eyes = sized(LOW)
    eyes.scan(town.flute)
    eyes.click("Handed in on…")
    sized(LOW)
    button = eyes.widget("Set the day")
    there = QRect(button.mapTo(eyes.window, QPoint(0, 0)), button.size())
    strip = eyes.window.status.geometry()
    assert there.bottom() < eyes.window.status.mapTo(eyes.window, QPoint(0, 0)).y(), strip
    assert button.visibleRegion().boundingRect().size() == button.size()


def test_nothing_to_print_or_sign_is_offered_while_nothing_lies_there(eyes, town):
    eyes.scan(town.okafor)
    assert not eyes.sees("Print agreement")
    assert not eyes.sees("Agreement signed on paper")
    eyes.scan(town.violin)
    assert eyes.sees("Print agreement")
    assert eyes.sees("Agreement signed on paper")


@pytest.fixture
def large(eyes):
    """Show everything half as large again."""
    eyes.window.set_text_size(1.5)
    yield
    eyes.window.set_text_size(1.0)


@pytest.mark.usefixtures("large")
def test_finish_stays_in_sight_of_large_text_while_something_is_asked(sized, town):
    eyes = sized(WIDE)
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press(Qt.Key.Key_F8)
    eyes.scan(town.carter)
    eyes.scan(town.cello)
    sized(WIDE)
    assert eyes.window.band.message.must_answer
    assert eyes.window.strip.isVisible()
    finish = eyes.program.desk.checkout.finish
    assert finish.visibleRegion().boundingRect().size() == finish.size()


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    ("card", "size"),
    # In the lowest window a question leaves no room for it; nobody can finish before the answer.
    [*product(["okafor", "school"], [SMALL, LOW, WIDE]), ("carter", SMALL), ("carter", WIDE)],
)
def test_the_sum_and_finish_stay_in_sight_of_large_text(sized, town, card, size):
    eyes = sized(size)
    eyes.scan(getattr(town, card))
    eyes.scan(town.violin)
    sized(size)
    checkout = eyes.program.desk.checkout
    for each in (checkout.total.amount, checkout.finish, checkout.park):
        assert each.visibleRegion().boundingRect().size() == each.size(), each.accessibleName()
    assert audit(eyes.window) == []


@pytest.mark.usefixtures("large")
def test_the_bar_goes_where_there_is_room_for_both_halves_again(sized, town):
    eyes = sized(SMALL)
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    checkout = eyes.program.desk.checkout
    assert checkout.bar.isAncestorOf(checkout.finish)
    eyes.window.set_text_size(1.0)
    sized(WIDE)
    assert not checkout.bar.isVisible()
    for each in (checkout.total.amount, checkout.finish, checkout.park):
        assert checkout.isAncestorOf(each)
        assert each.visibleRegion().boundingRect().size() == each.size()
    assert checkout.finish.text().startswith("Finish and next")
    assert eyes.enter().startswith("Lent: Violin 1/2")


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("card", ["okafor", "school"])
def test_nothing_has_to_be_moved_sideways_to_be_read(sized, town, card):
    eyes = sized(LOW)
    eyes.scan(getattr(town, card))
    eyes.scan(town.violin)
    sized(LOW)
    assert [bar for bar in bars(eyes) if bar.orientation() is Qt.Orientation.Horizontal] == []
    finish = eyes.program.desk.checkout.finish
    assert eyes.program.desk.rect().contains(finish.mapTo(eyes.program.desk, QPoint(0, 0)))
    if card == "school":
        return  # the day and who collects it need more room than the widest window has
    sized(WIDE)
    basket = eyes.program.desk.basket
    tops = [e.mapTo(eyes.window, QPoint(0, 0)).y() for e in (basket, eyes.program.desk.checkout)]
    assert tops[0] == tops[1], "side by side again where there is room"


def test_the_whole_sum_stays_in_sight_below_the_working(sized, town):
    eyes = sized(LOW)
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.scan(town.cello)
    to_pay = eyes.program.desk.checkout.total.amount.text()
    eyes.click("Why this price?")
    sized(LOW)
    total = eyes.program.desk.why.total
    assert total.amount.text() == to_pay != ""
    assert total.visibleRegion().boundingRect().size() == total.size()
