"""Several questions in the real window: by keys alone, readable in the smallest, nothing hidden."""

from datetime import date

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication

from loanmgr.services import awards, instruments, returns, scanning
from tests import factories
from tests.ui.audit import audit
from ui import theme

NOVEMBER = date(2026, 11, 21)


@pytest.fixture
def busy(town, desk, clock):
    """A big violin with a fault; Mia, who is small, owes, and whose rate ran out."""
    clock.go_to(date(2026, 9, 10))
    factories.lend(desk, factories.violin(desk), town.mia)
    desk.run(awards.award, awards.Award(town.mia, "reduced-50", "letter", to_on=date(2026, 10, 31)))
    clock.go_to(NOVEMBER)
    code = factories.violin(desk, size="4/4")
    desk.run(instruments.needs_repair, instruments.NeedsRepair(code, "peg slips"))
    return code


def test_all_of_it_is_answered_by_number_keys(eyes, town, busy):
    eyes.scan(town.mia)
    assert eyes.scan(busy).startswith("This violin needs repair")
    assert (
        "Then: Full size is usually for age 12 and over. Mia is in Year 3."
        " £24.00 owed since October. Reduced rate ended on 31 Oct."
    ) in eyes.words()
    eyes.answer(2)
    assert eyes.answer(1).startswith("Full size is usually")
    assert eyes.answer(2).startswith("£24.00 owed")
    assert "Then: Reduced rate ended on 31 Oct." in eyes.words()
    eyes.answer(2)
    assert eyes.answer(4).startswith("Reduced rate ended on 31 Oct.")
    assert "Then:" not in eyes.words()
    assert eyes.answer(1) == "Reduced rate for Mia until 31 August 2027. To pay now: £12.00."
    assert eyes.focus == "Scan"
    assert eyes.enter().startswith("Lent: Violin 4/4 to Mia Carter")


@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK])
def test_they_fit_the_smallest_window_and_can_be_read(eyes, town, qapp, busy, scheme):
    theme.apply(qapp, scheme)
    eyes.window.setMinimumSize(QSize(0, 0))
    eyes.window.resize(1093, 580)
    eyes.scan(town.mia)
    eyes.scan(busy)
    QApplication.processEvents()
    assert audit(eyes.window) == []
    finish = eyes.widget("Finish and next")
    assert eyes.window.rect().contains(finish.mapTo(eyes.window, finish.rect().bottomRight()))


def test_a_part_is_handed_in_by_one_key_after_the_card(eyes, town, desk):
    violin = factories.violin(desk, parts=("bow",))
    factories.lend(desk, violin, town.amira)
    desk.run(returns.return_one, returns.Return(violin, missing=("bow",)))
    assert eyes.scan(town.okafor) == "Amira still has the bow of Violin 3/4, from 21 Nov."
    assert eyes.focus == "Bow handed in"
    eyes.answer(1)
    assert eyes.band == "Bow handed in: Violin 3/4. Was with Amira Okafor."
    assert eyes.keys == 1
    found = desk.look(scanning.scan, scanning.Scan(violin)).instrument
    assert found.status == "available"


def test_escape_is_the_answer_that_goes_on_where_somebody_is_asked_about(eyes, town, busy, desk):
    eyes.scan(town.mia)
    eyes.scan(town.violin)
    eyes.answer(2)
    eyes.answer(1)
    assert eyes.band.startswith("Reduced rate ended on 31 Oct.")
    assert eyes.press(Qt.Key.Key_Escape).startswith("Added: Violin 1/2")
    assert "£24.00" in eyes.words()


def test_a_brother_and_a_sister_are_shown_each_with_their_own_rate(eyes, town, desk):
    desk.run(awards.award, awards.Award(town.ben, "reduced-50", "letter"))
    desk.run(awards.award, awards.Award(town.mia, "reduced-100", "awaited"))
    second = factories.violin(desk, size="1/2")
    eyes.scan(town.carter)
    eyes.scan(town.violin)
    eyes.answer(2)
    eyes.click("Change")
    eyes.answer(1)
    eyes.scan(town.cello)
    eyes.click("Change")
    eyes.answer(2)
    eyes.scan(second)
    rows = eyes.rows("On the counter")
    assert [row[0] for row in rows][:3] == ["Mia: Violin 1/2", "Mia: Violin 1/2", "Ben: Cello 1/2"]
    assert "Reduced rate: Mia to 19 Dec, Ben to 31 Aug" in eyes.words()
    assert eyes.program.desk.session.view.total_pence == rows_pence(rows)


def rows_pence(rows):
    """Add up what the rows say each instrument costs."""
    sums = [cell for row in rows for cell in row if cell.startswith("£")]
    return sum(round(float(each.removeprefix("£")) * 100) for each in sums)
