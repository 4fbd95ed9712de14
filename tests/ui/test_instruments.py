"""The Instruments place: the list and its filters, a record with its acts, a new instrument."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from loanmgr.services import instruments, lending, lists, records, returns
from tests import factories
from ui.instruments.list_page import InstrumentsList
from ui.instruments.record_page import InstrumentPage
from ui.records import Asks, Records


@pytest.fixture
def runner(runner_on, desk, town):
    return runner_on(desk)


@pytest.fixture
def listed(runner, qtbot, clock):
    page = InstrumentsList(runner, today=clock.today)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    page.shown()
    return page


@pytest.fixture
def record(runner, qtbot):
    def opened(code):
        page = InstrumentPage(code, runner)
        qtbot.addWidget(page)
        page.resize(1100, 600)
        page.said = []
        page.say.connect(page.said.append)
        page.show()
        page.shown()
        return page

    return opened


def codes(page):
    return [row.code for row in page.model.rows]


def cell(page, row, title):
    column = next(i for i, c in enumerate(page.model.columns) if c.title == title)
    return page.model.index(row, column).data()


def offered(page):
    """Return the buttons of a record that do something to the instrument, by their words."""
    QApplication.processEvents()
    return [
        each.accessibleName()
        for each in page.findChildren(QPushButton)
        if not each.isHidden() and each.accessibleName() in ACTS
    ]


ACTS = (
    *("Lend", "Return", "Renew", "Needs repair", "It's mended", "It has turned up", "Print label"),
    "It's ready",
)


def press(page, words):
    QApplication.processEvents()  # what was put into a layout is shown by the next event
    found = [b for b in page.findChildren(QPushButton) if b.accessibleName() == words]
    button = next(b for b in found if not b.isHidden())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# The list.


def test_each_row_answers_where_an_instrument_is_and_who_has_it(listed, town):
    assert codes(listed) == [town.violin, town.cello, town.flute]
    assert [cell(listed, row, "State") for row in range(3)] == ["Available"] * 2 + ["On loan"]
    assert cell(listed, 0, "Where") == "Ashby Music Centre"
    assert cell(listed, 2, "Where") == "Ben C."


def test_filters_narrow_the_list(listed, town, qtbot):
    listed.show_only("on_loan")
    assert codes(listed) == [town.flute]

    listed.show_only("")
    with qtbot.waitSignal(listed.model.modelReset):
        listed.wanted.setText("stentor")
    assert codes(listed) == [town.violin]


def test_a_list_without_rows_says_so_and_shows_everything_again(listed, town):
    listed.show_only("retired")
    assert listed.empty.isVisible()

    press(listed, "Show every instrument")
    assert len(codes(listed)) == 3
    assert not listed.empty.isVisible()


def test_an_overdue_instrument_says_for_how_long(listed, desk, town, clock):
    due_on = clock.on + timedelta(days=3)
    desk.run(lending.lend, lending.Lend((town.violin,), town.amira, until_on=due_on))
    listed.load()
    assert cell(listed, 0, "State") == "Due 24 Nov"

    clock.go_to(clock.on + timedelta(days=15))
    listed.load()
    assert cell(listed, 0, "State") == "Overdue 12 days"


def test_what_another_page_changed_is_shown_at_once(listed, runner, town):
    runner.run(listed, returns.return_one, returns.Return(town.flute), lambda _done: None)

    assert cell(listed, 2, "State") == "Available"


def test_enter_on_a_row_opens_its_record(listed, town, qtbot):
    listed.list.setFocus()
    listed.list.show_first()
    with qtbot.waitSignal(listed.opens_record) as opened:
        QTest.keyClick(listed.list, Qt.Key.Key_Return)

    assert opened.args == [town.violin]


# A new instrument.


def test_a_new_instrument_is_saved_from_the_keyboard_with_its_old_label(listed, desk, qtbot):
    listed.open_new("OLD 55")
    panel = listed.panel
    panel.type.setCurrentIndex(panel.type.findData("violin"))
    panel.sizes.setCurrentIndex(panel.sizes.findData("3/4"))
    panel.make.setText("Stentor")
    panel.value.setText("129.50")
    with qtbot.waitSignal(listed.opens_record) as opened:
        QTest.keyClick(panel.make, Qt.Key.Key_Return)

    found = desk.look(records.instrument, opened.args[0])
    assert (found.name, found.make, found.value_pence) == ("Violin 3/4", "Stentor", 12_950)
    assert found.old_codes == ("OLD55",)
    assert not panel.isVisible()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("value", "a lot", "not a sum in pounds"),
        ("old_label", "M00000159", "built like our own codes"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(listed, desk, field, typed, said):
    before = len(desk.look(lists.instruments, lists.InstrumentsPage()))
    listed.open_new()
    getattr(listed.panel, field).setText(typed)
    listed.panel.save_instrument()

    control = getattr(listed.panel, field)
    assert said in control.accessibleDescription()
    assert control.text() == typed
    assert len(desk.look(lists.instruments, lists.InstrumentsPage())) == before


# A record.


@pytest.mark.parametrize(
    ("which", "acts"),
    [
        ("violin", ["Lend", "Needs repair", "Print label"]),
        ("flute", ["Return", "Needs repair", "Print label"]),
    ],
)
def test_a_record_offers_what_applies_and_nothing_else(record, town, which, acts):
    assert offered(record(getattr(town, which))) == acts


def test_a_loan_with_an_end_can_be_renewed(record, desk, town, clock):
    lend = lending.Lend((town.violin,), town.school)
    desk.run(lending.lend, lend)
    page = record(town.violin)

    assert "Renew" in offered(page)
    assert page.until.text() == "Since 21 November 2026, back by 18 December 2026."
    assert page.holder.text() == "St Anne's Primary"


def test_returning_from_a_record_says_so_and_can_be_undone(record, desk, town):
    page = record(town.flute)
    press(page, "Return")

    assert page.said[-1].words == "Returned: Flute."
    assert page.chip.text() == "Available"

    page.chosen("undo")
    assert page.chip.text() == "On loan · Ben C."
    assert desk.look(records.instrument, town.flute).holder == "Ben Carter"


def test_it_is_returned_as_of_the_day_it_was_handed_in(record, desk, town, clock):
    clock.go_to(clock.on + timedelta(days=7))
    page = record(town.flute)
    press(page, "Handed in on\N{HORIZONTAL ELLIPSIS}")
    assert QApplication.focusWidget().accessibleName() == "Yesterday, Friday 27 November"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert page.said[-1].words == "Returned: Flute."
    [newest, *_] = desk.look(records.happenings, records.Events(town.flute))
    assert newest.what.endswith("handed in on 27 Nov")


def test_a_tablet_waits_until_it_is_said_to_be_ready(record, listed, desk, town):
    tablet = factories.instrument(desk, "tablet", size="iPad")
    factories.lend(desk, tablet, town.amira)
    page = record(tablet)
    press(page, "Return")
    waits = "Not ready for the next person: wiped, signed out, charger back."
    assert page.said[-1].detail.endswith(waits)
    assert offered(page) == ["It's ready", "Lend", "Needs repair", "Print label"]
    listed.state.setCurrentIndex(listed.state.findText("Not ready"))
    assert (codes(listed), cell(listed, 0, "State")) == ([tablet], "Not ready")
    press(page, "It's ready")
    assert page.said[-1].words == "Ready: Tablet iPad."
    assert offered(page) == ["Lend", "Needs repair", "Print label"]
    page.chosen("undo")
    assert "It's ready" in offered(page)


def test_a_fault_is_noted_by_one_press_and_mended_by_another(record, town):
    page = record(town.violin)
    page.ask_fault()
    common = page.faults.findChildren(QPushButton)
    fault = next(
        b.text() for b in common if b.text() not in ("", "Close") and "Note" not in b.text()
    )
    press(page.faults, fault)

    assert page.chip.text() == "Needs repair"
    assert fault in page.until.text()
    assert "Lend" not in offered(page)
    assert page.why_not.text() == "It can't be lent until it is mended."

    press(page, "It's mended")
    assert page.chip.text() == "Available"


def test_a_missing_part_is_noted_and_comes_back(record, town):
    page = record(town.violin)
    press(page, "Mark as missing: bow")
    assert page.chip.text() == "Incomplete"

    press(page, "Here again: bow")
    assert page.chip.text() == "Available"


def test_the_timeline_leaves_out_what_the_page_says_and_can_be_narrowed(record, desk, town):
    desk.run(instruments.needs_repair, instruments.NeedsRepair(town.flute, "pad loose"))
    page = record(town.flute)
    model = page.history.timeline.model()
    said = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert said[0] == "2026"
    assert "Needs repair (pad loose)" in said[1]
    assert "Lent to Ben Carter" in said[2]

    press(page.history, "Repairs")
    assert model.rowCount() == 2


def test_lend_goes_to_the_desk_and_print_label_to_the_labels(record, town, qtbot):
    page = record(town.violin)
    with qtbot.waitSignals([page.lends, page.prints_label]):
        press(page, "Lend")
        press(page, "Print label")


def test_a_record_of_nothing_says_why(record):
    page = record("M00000062")

    assert page.said[-1].tone == "stop"


# Opening records.


@pytest.mark.parametrize(
    ("which", "title"),
    [("violin", "Violin 1/2"), ("okafor", "Okafor family"), ("ben", "Carter family")],
)
def test_a_code_opens_the_record_of_what_it_names(runner, town, qtbot, which, title):
    asks = Asks(*([lambda _code: None] * 4))
    opener, opened = Records(runner, asks), []
    opener.opens.connect(opened.append)
    opener.open(getattr(town, which))
    [page] = opened
    qtbot.addWidget(page)
    page.shown()

    assert page.heading.text() == title


def test_a_place_has_no_page_and_says_so(runner, qtbot):
    opener = Records(runner, Asks(*([lambda _code: None] * 4)))
    with qtbot.waitSignal(opener.missing) as told:
        opener.open(runner_place(runner))

    assert "no page" in told.args[0].message


def runner_place(runner):
    found = []
    runner.look(runner, lists.places, None, found.extend)
    return found[0].code
