"""The Labels place: what is printed, how it came out, scans, and the sheet that is begun."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from loanmgr.documents.stocks import stock
from loanmgr.domain.codes import grouped, make
from loanmgr.services import instruments, labels
from loanmgr.services.instruments import AddInstrument
from tests import factories
from tests.documents.reading import decoded, pictures, text_of
from tests.ui.inline import Inline
from tests.ui.labels.place import DPI, answer, needing, on_sheet, open_page, press
from ui.labels.badge import LabelsBadge
from ui.labels.order import Source
from ui.runner import Lanes, Runner
from ui.scan import Kind, Scan
from ui.widgets.suggestions import Suggestion

LARGE, SMALL = stock("L7160"), stock("L7651")


class TestPrinting:
    def test_what_was_never_printed_is_printed_from_the_first_free_label_on(
        self, page, codes, computer
    ):
        page.parts.options.show_first(20)
        press(page, "Print 4 labels")

        [pdf] = computer.viewed
        assert on_sheet(pdf, LARGE) == {20: codes[0], 21: codes[1]}
        assert on_sheet(pdf, LARGE, page=1) == {1: codes[2], 2: codes[3]}

    def test_the_narrow_sheet_reads_too_and_warns(self, page, codes, computer):
        page.parts.options._stock.setCurrentIndex(1)
        assert "only 0.25 mm" in page.parts.one.said
        page.print_labels()

        assert on_sheet(computer.viewed[0], SMALL) == dict(enumerate(codes, start=1))
        assert computer.kept == ["L7651"]

    def test_each_label_comes_as_often_as_is_said(self, page, codes, computer):
        page.parts.options._copies.setValue(2)
        press(page, "Print 8 labels")

        in_order = [code for code in codes for _ in range(2)]
        assert on_sheet(computer.viewed[0], LARGE) == dict(enumerate(in_order, start=1))

    def test_the_services_name_can_be_left_off(self, page, computer):
        page.print_labels()
        answer(page, "Not printed after all")
        page.parts.options._service.setChecked(False)
        page.print_labels()

        with_name, without = (text_of(pdf) for pdf in computer.viewed)
        assert "Ashby Music Service" in with_name
        assert "Ashby Music Service" not in without

    def test_labels_are_saved_where_the_user_says(self, page, codes, computer, tmp_path):
        computer.where = str(tmp_path / "four")
        press(page, "Save as PDF")

        saved = tmp_path / "four.pdf"
        assert on_sheet(saved.read_bytes(), LARGE) == dict(enumerate(codes, start=1))
        assert str(saved) in page.told[-1].detail

    def test_thinking_better_of_saving_does_nothing(self, page):
        press(page, "Save as PDF")
        assert page.told == []

    def test_a_file_that_cannot_be_written_is_said(self, page, desk, codes, computer, tmp_path):
        computer.where = str(tmp_path / "no such folder" / "four.pdf")
        press(page, "Save as PDF")

        assert page.told[-1].words == "We couldn't save that: No such file or directory."
        assert needing(desk) == codes
        assert page.parts.print.isEnabled()

    def test_a_fault_of_ours_is_shown_and_printing_can_be_tried_again(self, page, errors):
        page.press._make(lambda: 1 / 0, lambda _nothing: None)
        assert [type(error) for error in errors] == [ZeroDivisionError]
        assert page.parts.print.isEnabled()

    def test_without_a_viewer_the_sheet_is_kept_and_can_be_saved(self, page, computer):
        computer.has_viewer = False
        page.print_labels()

        said = page.told[-1]
        assert said.words == "No program on this computer opens a PDF."
        assert Path(said.detail.partition(" are kept in ")[2].rstrip(".")).exists()
        assert [choice.words for choice in said.choices] == ["Save as PDF"]
        assert page.parts.options.first == 1

    def test_more_labels_than_are_listed_are_all_printed(self, page, desk, computer):
        for number in range(220):
            desk.run(instruments.add_instrument, AddInstrument("flute", serial=f"YF-{number}"))
        page.reload()
        press(page, "Print 224 labels")

        printed = [c for n in range(11) for c in on_sheet(computer.viewed[0], LARGE, n).values()]
        assert printed == [r.code for r in desk.look(labels.every_unprinted, None)]

    def test_the_command_cards_are_a_sheet_of_their_own(self, page, computer):
        press(page, "Print command cards")
        assert make("C", 1) in decoded(pictures(computer.viewed[0], DPI)[0])

    @pytest.mark.usefixtures("codes")
    def test_sheets_are_made_off_the_gui_thread(self, qtbot, desk, computer):
        made_on = []

        class Noting(ThreadPoolExecutor):
            def submit(self, fn, /, *args, **kwargs):
                def noting():
                    made_on.append(threading.current_thread().name)
                    return fn(*args, **kwargs)

                return super().submit(noting)

        papers = Noting(1, thread_name_prefix="documents")
        lanes = Lanes(desk=Inline(), jobs=Inline(), documents=papers)
        runner = Runner(lambda: desk, lambda _owner, error: None, lanes)
        page = open_page(qtbot, runner, computer)
        page.print_labels()
        assert (page.parts.print.text().strip(), page.parts.print.isEnabled()) == (
            "Making 4 labels…",
            False,
        )
        qtbot.waitUntil(lambda: bool(computer.viewed))
        assert set(made_on) == {"documents_0"}
        assert threading.current_thread().name != "documents_0"
        runner.close()


class TestHowItCameOut:
    def test_yes_notes_them_as_printed(self, page, desk):
        page.print_labels()
        assert page.told[-1].words == "Did the 4 labels come out right?"
        answer(page, "Yes")

        assert page.told[-1].words == "4 labels marked as printed."
        assert needing(desk) == []
        assert page.parts.print.text().strip() == "Print labels"
        assert "Every instrument has a label." in [x.text() for x in page.findChildren(QLabel)]

    def test_they_can_be_marked_as_not_printed_again(self, page, desk, codes):
        page.print_labels()
        answer(page, "Yes")
        answer(page, "Mark as not printed")

        assert page.told[-1].words == "4 labels marked as not printed."
        assert needing(desk) == codes

    def test_nothing_is_noted_before_the_answer_and_no_sheet_is_printed_twice(
        self, page, desk, codes, computer
    ):
        page.print_labels()
        page.print_labels()

        assert needing(desk) == codes
        assert len(computer.viewed) == 1
        assert page.told[-1].words == "Did the 4 labels come out right?"

    def test_the_question_is_asked_again_on_coming_back(self, page):
        page.print_labels()
        page.told.clear()
        page.shown()
        assert [said.words for said in page.told] == ["Did the 4 labels come out right?"]

    def test_a_sheet_that_was_not_printed_is_free_again(self, page, desk, codes, computer):
        page.print_labels()
        assert page.parts.options.first == 5
        answer(page, "Not printed after all")

        assert (page.parts.options.first, needing(desk)) == (1, codes)
        page.print_labels()
        assert on_sheet(computer.viewed[1], LARGE) == dict(enumerate(codes, start=1))

    def test_some_are_printed_again_on_the_next_free_labels(self, page, desk, codes, computer):
        page.print_labels()
        answer(page, "Reprint some")
        panel = page._panel
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Return):
            QTest.keyClick(panel.list, key)
        press(panel, "Print again")

        assert needing(desk) == codes[1:3]
        assert page.source is Source.REPRINTS
        press(page, "Print 2 labels")
        assert on_sheet(computer.viewed[1], LARGE) == {5: codes[1], 6: codes[2]}
        answer(page, "Yes")
        assert needing(desk) == []
        assert page.source is Source.UNPRINTED

    def test_after_a_jam_all_from_one_on_are_printed_again(self, page, codes):
        page.print_labels()
        answer(page, "Reprint some")
        panel = page._panel
        QTest.keyClick(panel.list, Qt.Key.Key_Down)
        press(panel, "This one and all after it")
        assert [row.code for row in panel.again()] == codes[1:]
        assert panel._go.text() == "Print 3 labels again"

    def test_where_the_sheet_stopped_is_remembered_for_each_kind_of_sheet(
        self, qtbot, runner_on, desk, page, computer
    ):
        page.parts.options.show_first(10)
        page.print_labels()
        answer(page, "Yes")

        page.parts.options._stock.setCurrentIndex(1)
        assert page.parts.options.first == 1
        page.parts.options._stock.setCurrentIndex(0)
        assert page.parts.options.first == 14
        assert open_page(qtbot, runner_on(desk), computer).parts.options.first == 14


class TestTheList:
    @pytest.mark.parametrize("width", [1134, 852])
    def test_what_is_printed_is_in_sight_and_whole(self, page, width):
        page.resize(width, 460)
        QApplication.processEvents()
        shown = page.parts.wanted.list
        assert shown.visibleRegion().boundingRect().height() > 4 * shown.rowHeight(0)
        assert shown.isColumnHidden(4)
        assert shown.columnWidth(1) > shown.fontMetrics().horizontalAdvance("Clarinet Bb")

    @pytest.mark.parametrize("width", [1134, 921, 852])
    def test_in_a_low_window_the_buttons_stay_in_sight(self, page, width):
        page.resize(width, 260)
        QApplication.processEvents()
        assert page.layout().minimumHeightForWidth(width) <= 260
        assert page.parts.print.geometry().bottom() < 260

    def test_the_button_to_leave_out_shows_where_it_does_something(self, page, codes):
        page.add(codes)
        page.resize(900, 460)
        assert not page.parts.wanted.list.isColumnHidden(4)


class TestChoosing:
    def test_a_scan_adds_the_instrument_to_what_is_printed(self, page, codes, computer):
        done = []
        for code in (codes[2], codes[0], codes[2]):
            page.handle_scan(Scan(code), lambda: done.append(True))

        assert len(done) == 3
        assert page.told[-1].words == f"Added: Violin 3/4, {grouped(codes[0])}."
        assert page.ticks == ["Already among the labels to print"]
        press(page, "Print 2 labels")
        assert on_sheet(computer.viewed[0], LARGE) == {1: codes[2], 2: codes[0]}

    def test_a_record_and_the_scan_box_add_too(self, page, codes):
        @dataclass
        class Hit:
            kind: str
            code: str

        page.add(codes[:2])
        assert page.picked(Suggestion("Flute", Hit("instrument", codes[2])))
        assert not page.picked(Suggestion("Ashby", Hit("place", make("L", 1))))
        assert [row.code for row in page.order.rows] == codes[:3]

    def test_a_chosen_one_is_left_out_again(self, page, codes):
        page.add(codes[:2])
        rows = page.parts.wanted.list
        rows.setCurrentIndex(rows.model().index(0, 4))
        QTest.keyClick(rows, Qt.Key.Key_Return)
        assert [row.code for row in page.order.rows] == [codes[1]]

    def test_a_label_nobody_knows_is_said_and_the_next_scan_can_come(self, page):
        done = []
        page.handle_scan(Scan("5012345678900", Kind.FOREIGN), lambda: done.append(True))
        page.handle_scan(Scan("M00000000", Kind.UNREADABLE), lambda: done.append(True))
        assert [said.words for said in page.told] == [
            "We don't know label 5012345678900.",
            "That label didn't read properly.",
        ]
        assert (len(done), page.source) == (2, Source.UNPRINTED)

    def test_a_familys_card_is_printed_with_the_familys_name(self, page, desk, computer):
        family = factories.family(desk, "Ngozi Okafor")
        child = factories.pupil(desk, "Amira Okafor", of=family)
        page.handle_scan(Scan(child), lambda: None)
        page.handle_scan(Scan(family), lambda: None)
        press(page, "Print 2 cards")

        assert on_sheet(computer.viewed[0], LARGE) == {1: child, 2: family}
        assert "Amira" not in text_of(computer.viewed[0])
        answer(page, "Yes")
        assert page.told[-1].words == "2 cards printed."

    def test_a_first_label_that_the_sheet_does_not_have_is_refused_in_words(self, page, computer):
        field = page.parts.options._first
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "99")
        assert field.value() == 99
        assert "a number from 1 to 21" in field.accessibleDescription()
        page.print_labels()
        assert "a number from 1 to 21" in page.told[-1].words
        assert computer.viewed == []

        QTest.keyClick(field, Qt.Key.Key_Down)
        assert (field.value(), field.accessibleDescription()) == (21, "")
        QTest.keyClick(field, Qt.Key.Key_Up)
        assert field.value() == 21

    def test_a_new_instrument_shows_at_once_and_is_counted_for_the_navigation(self, page, qtbot):
        counted = []
        told = []
        page.waiting_changed.connect(told.append)
        badge = LabelsBadge(page._runner, counted.append, page)
        page._runner.run(page, instruments.add_instrument, AddInstrument("flute"), lambda _r: None)
        assert page.parts.sources.button(Source.UNPRINTED).text() == "Not yet printed (5)"
        assert told == [5]
        with qtbot.waitSignal(badge._quiet.timeout):
            assert counted == [4]
        assert counted == [4, 5]
