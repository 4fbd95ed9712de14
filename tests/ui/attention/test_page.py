"""The page To look at: three lists, each with its one action, worked by keyboard."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from loanmgr.services import accounts, attention, awards, handing_in, lending, places
from tests import factories
from tests.tables import meddle, one
from tests.ui.audit import audit
from ui import theme
from ui.attention.page import EVIDENCE, TURNED_UP, UNSIGNED, ToLookAt


@pytest.fixture
def runner(runner_on, desk, town):
    desk.run(accounts.sign_agreement, accounts.SignAgreement(town.carter))
    return runner_on(desk)


@pytest.fixture
def unsigned(desk, town):
    """A family that took a violin and did not sign."""
    home = factories.family(desk, "Joe Fry")
    factories.lend(desk, factories.violin(desk), factories.pupil(desk, "Al Fry", of=home))
    return home


@pytest.fixture
def stray(desk, town):
    """A violin that was handed in although it was here."""
    code = factories.violin(desk, make="Stentor")
    desk.run(handing_in.hand_in, handing_in.HandIn(code))
    return code


@pytest.fixture
def awaited(desk, town):
    """A child whose letter is to follow."""
    child = factories.pupil(desk, "Mo Bell")
    desk.run(awards.award, awards.Award(child, "reduced-50", "awaited"))
    return child


@pytest.fixture
def open_page(qtbot, runner, clock):
    def open_it(which=UNSIGNED):
        page = ToLookAt(runner, today=clock.today)
        qtbot.addWidget(page)
        page.resize(1100, 560)
        page.told, page.opened = [], []
        page.say.connect(page.told.append)
        page.opens_record.connect(page.opened.append)
        page.show()
        page.shown()
        page.show_list(which)
        return page

    return open_it


def front(page):
    return page._switch.stack.currentWidget()


def cells(page):
    model = page.models[page.which]
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def press_action(page, row=0):
    """Press the button of a row by keyboard."""
    view = page.lists[page.which]
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, view.model().columnCount() - 1))
    QTest.keyClick(view, Qt.Key.Key_Space)


def tabs(page):
    return [page.choices[each].text() for each in (UNSIGNED, TURNED_UP, EVIDENCE)]


def test_the_headings_count_what_is_on_each_list(open_page, unsigned, stray, awaited):
    assert tabs(open_page()) == ["Unsigned  1", "Turned up  1", "Evidence to check  1"]


def test_each_list_says_so_where_it_is_empty(open_page):
    page = open_page()
    said = []
    for which in (UNSIGNED, TURNED_UP, EVIDENCE):
        page.show_list(which)
        assert front(page) is page.empty
        said.append(page.empty.sentence.text())
    assert said[0] == "Every agreement of this year is signed."
    assert len(set(said)) == 3


class TestUnsigned:
    def test_signed_on_paper_takes_them_off_and_undo_puts_them_back(self, open_page, unsigned):
        page = open_page()
        assert cells(page) == [
            ["Joe Fry", "21 Nov 2026", "1 instrument", unsigned, "Agreement signed on paper"]
        ]
        press_action(page)
        assert page.told[-1].words == "Signed: Joe Fry, agreement for 2026/27."
        assert front(page) is page.empty
        page.chosen("undo")
        assert [row[0] for row in cells(page)] == ["Joe Fry"]

    def test_enter_opens_the_record(self, open_page, unsigned):
        page = open_page()
        view = page.lists[UNSIGNED]
        view.setFocus()
        view.show_first()
        QTest.keyClick(view, Qt.Key.Key_Return)
        assert page.opened == [unsigned]

    def test_signed_at_another_desk_meanwhile_is_said(self, open_page, unsigned, desk):
        page = open_page()
        desk.run(accounts.sign_agreement, accounts.SignAgreement(unsigned))
        press_action(page)
        assert page.told[-1].tone == "stop"
        assert "signed already" in page.told[-1].words


class TestTurnedUp:
    @pytest.mark.usefixtures("stray")
    def test_leave_it_takes_it_off_and_undo_puts_it_back(self, open_page):
        page = open_page(TURNED_UP)
        assert cells(page)[0][0] == "Violin 3/4, Stentor"
        assert cells(page)[0][-1] == "Leave it"
        press_action(page)
        assert page.told[-1].words == "Left where it is: Violin 3/4."
        assert cells(page) == []
        page.chosen("undo")
        assert len(cells(page)) == 1

    def test_put_back_puts_it_where_it_belongs(self, open_page, stray, desk, register_url):
        brook = desk.run(places.add_place, places.AddPlace("Brook", "centre")).result.code
        belongs = "UPDATE instrument SET home_place_id = (SELECT id FROM place WHERE code = :brook)"
        meddle(register_url, f"{belongs} WHERE code = :code", brook=brook, code=stray)
        page = open_page(TURNED_UP)
        assert cells(page)[0][-1] == "Put back"
        press_action(page)
        assert (page.told[-1].words, page.told[-1].detail) == (
            "Put back: Violin 3/4.",
            "It is in Brook.",
        )
        here = "SELECT place.code FROM instrument JOIN place ON place.id = here_place_id"
        assert one(desk, f"{here} WHERE instrument.code = :code", code=stray) == brook

    def test_enter_opens_the_instrument(self, open_page, stray):
        page = open_page(TURNED_UP)
        page.lists[TURNED_UP].opened.emit(page.models[TURNED_UP].rows[0])
        assert page.opened == [stray]


class TestEvidence:
    def test_seen_today_takes_it_off_and_undo_puts_it_back(self, open_page, awaited):
        page = open_page(EVIDENCE)
        assert cells(page) == [
            [
                "Mo Bell",
                "Parent of Mo Bell",
                "21 Nov 2026",
                "19 Dec 2026",
                awaited,
                "Seen it today",
            ]
        ]
        press_action(page)
        assert page.told[-1].words == "Evidence seen: Mo Bell."
        assert page.told[-1].detail == "Reduced rate until 31 August 2027."
        assert cells(page) == []
        page.chosen("undo")
        assert len(cells(page)) == 1

    @pytest.mark.usefixtures("awaited")
    def test_when_grace_is_over_the_row_says_so(self, open_page, clock):
        clock.go_to(date(2027, 1, 9))
        assert cells(open_page(EVIDENCE))[0][3] == "Ended 19 Dec 2026"

    @pytest.mark.usefixtures("awaited")
    def test_nothing_says_why(self, open_page):
        page = open_page(EVIDENCE)
        words = " ".join(label.text() for label in page.findChildren(QLabel)) + str(cells(page))
        assert "income" not in words.casefold()


def test_it_shows_what_the_desk_does_meanwhile(open_page, unsigned, runner, desk):
    page = open_page()
    child = factories.pupil(desk, "Una Gray")
    request = lending.Lend((factories.violin(desk),), child)
    runner.run(page, lending.lend, request, lambda _lent: None)
    assert [row[0] for row in cells(page)] == ["Joe Fry", "Parent of Una Gray"]


def test_a_full_list_says_that_there_are_more(open_page, unsigned, monkeypatch):
    monkeypatch.setattr("ui.attention.page.MOST", 1)
    page = open_page()
    assert page.more.text() == "The first 1 are shown."
    assert attention.MOST == 500


@pytest.mark.parametrize("width", [1134, 852])
@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK])
@pytest.mark.parametrize("which", [UNSIGNED, TURNED_UP, EVIDENCE])
@pytest.mark.usefixtures("unsigned", "stray", "awaited")
def test_everything_can_be_read_reached_and_named(qapp, open_page, width, scheme, which):
    theme.apply(qapp, scheme)
    page = open_page(which)
    page.resize(width, 430)
    qapp.processEvents()
    assert audit(page) == []
