"""The pages of instruments and families as they look: named, readable, nothing cut off."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication

from loanmgr.services import instruments, lending
from tests.ui.audit import audit
from ui import theme
from ui.families.list_page import FamiliesList
from ui.families.record_page import PersonPage
from ui.instruments.list_page import InstrumentsList
from ui.instruments.record_page import InstrumentPage
from ui.place import Place
from ui.shell import MainWindow, Start
from ui.sounds import Sounds

SIZES = ((1366, 768), (1024, 700), (1093, 580))
LOOKS = [*((size, scheme, 1.0) for size in SIZES for scheme in ("Light", "Dark"))]
LOOKS.append(((1366, 768), "Light", 1.5))


def named(look):
    (width, height), scheme, scale = look
    return f"{width}x{height} {scheme} {scale:.0%}"


@pytest.fixture(params=LOOKS, ids=named)
def window(request, qapp, runner_on, desk):
    """A window of one size, theme and text size with both places."""
    size, scheme, scale = request.param
    theme.apply(qapp, theme.Scheme(scheme), scale)
    runner = runner_on(desk)
    places = [
        Place("Instruments", "Instruments", "instrument", lambda: InstrumentsList(runner)),
        Place("Families and schools", "Families", "people", lambda: FamiliesList(runner)),
    ]
    quiet = Sounds(on=False, player=lambda _cue: None)
    shown = MainWindow(places, Start("Ashby", "Pat Lead", sounds=quiet, available=QSize(*size)))
    shown.runner = runner
    shown.resize(*size)
    shown.show()
    yield shown
    # A window that is only asked to go would be dressed again with every one after it.
    shown.close()
    shown.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.apply(qapp, theme.Scheme.LIGHT)


def faults(window):
    for _ in range(5):  # a layout in a layout in a scrolling page settles from the inside out
        QApplication.processEvents()
    return audit(window)


def test_the_lists_can_be_read_and_reached(window):
    for place in ("Instruments", "Families and schools"):
        window.go(place)
        assert faults(window) == []


def test_the_panels_can_be_read_and_reached(window):
    window.page.open_new()
    assert faults(window.page.panel) == []
    window.go("Families and schools")
    window.page.add_school()
    assert faults(window.page.school) == []
    window.page.school.close_panel()
    window.page.add_other()
    assert faults(window.page.other) == []


def test_the_record_of_an_instrument_can_be_read_and_reached(window, desk, town):
    desk.run(instruments.needs_repair, instruments.NeedsRepair(town.cello, "bridge is cracked"))
    for code in (town.violin, town.cello, town.flute):
        window.open_page(InstrumentPage(code, window.runner))
        assert faults(window) == []


def test_the_record_of_a_family_can_be_read_and_reached(window, desk, town):
    desk.run(lending.lend, lending.Lend((town.violin,), town.school))
    for code in (town.okafor, town.carter, town.school):
        page = PersonPage(code, window.runner)
        window.open_page(page)
        assert faults(window) == []
    page.take_payment()
    assert faults(page.payment) == []
