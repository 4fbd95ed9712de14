"""The Labels place in its window: seen at every size, worked by keys, scanned at."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.audit import audit
from tests.ui.labels.place import answer
from tests.ui.scanner import burst
from ui import theme
from ui.labels.order import Source
from ui.place import Page, Place
from ui.shell import MainWindow, Start


@dataclass(frozen=True)
class Look:
    """A way to look at the window."""

    scheme: theme.Scheme
    size: tuple
    scale: float

    def __str__(self):
        return f"{self.scheme.value} {self.size} {self.scale}"


LOOKS = [
    *(
        Look(scheme, size, 1.0)
        for scheme in (theme.Scheme.LIGHT, theme.Scheme.DARK)
        for size in ((1366, 768), (1024, 700), (1093, 580))
    ),
    Look(theme.Scheme.LIGHT, (1024, 700), 1.5),
]


def settle():
    """Let the layouts come to rest: what one of them does may ask another for room."""
    for _ in range(5):
        QApplication.processEvents()


class TestSeeing:
    @pytest.mark.parametrize("look", LOOKS, ids=str)
    def test_everything_can_be_read_reached_and_named(self, qapp, window, page, codes, look):
        theme.apply(qapp, look.scheme, look.scale)
        window.resize(*look.size)
        for show in (
            lambda: None,
            lambda: page.parts.options._stock.setCurrentIndex(1),
            lambda: page.show_source(Source.CHOSEN),
            lambda: page.add(codes),
            page.print_labels,
            lambda: answer(page, "Yes"),
            lambda: page.parts.options._first.setValue(99),
        ):
            show()
            settle()
            assert audit(window) == []
            if look.scale == 1.0:
                button = page.parts.print
                assert button.visibleRegion().boundingRect().size() == button.size()

    def test_one_label_is_shown_in_its_real_size(self, page):
        settle()
        paper = page.parts.one.paper
        assert paper.has_picture()
        assert paper.width() / paper.height() == pytest.approx(63.5 / 38.1, abs=0.02)
        assert page.parts.one.said == "Reads well. Bars 0.375 mm, clear ends 3.75 mm."

    @pytest.mark.usefixtures("window")
    def test_what_to_print_is_chosen_with_the_arrow_keys(self, page):
        page.parts.sources.button(Source.UNPRINTED).setFocus()
        for _ in range(3):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        assert page.source is Source.CARDS
        assert QApplication.focusWidget().accessibleName() == "Family cards (0)"

    def test_everything_is_printed_by_keys_alone(self, window, page, computer):
        QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        assert len(computer.viewed) == 1
        window.band.focus_first()
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
        assert page.told[-1].words == "4 labels marked as printed."

    def test_a_scan_in_the_window_adds_it(self, window, page, codes):
        assert window.page.next_scan() == "adds it to the labels to print"
        window.focus_scan()
        burst(codes[1], window=window.windowHandle())
        assert [row.code for row in page.order.rows] == [codes[1]]

    @pytest.fixture
    def window(self, qtbot, page):
        places = [
            Place("Labels", "Labels", "label", lambda: page),
            Place("Settings", "Settings", "sliders", lambda: Page("Settings"), at_foot=True),
        ]
        window = MainWindow(places, Start("Ashby", "J. Mills", available=QSize(800, 500)))
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitUntil(lambda: QApplication.focusWindow() is window.windowHandle())
        return window
