"""The small parts pages are made of."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from ui import theme
from ui.roles import set_role
from ui.runner import Job
from ui.tokens import LIGHT, TONES
from ui.widgets.band import SHAPES, Band, Choice, Message, NoticeStrip
from ui.widgets.chip import ProgressChip, StatusChip
from ui.widgets.flow import FlowLayout, flowing
from ui.widgets.form import Form
from ui.widgets.parts import (
    EmptyState,
    MoneyRow,
    button,
    column,
    icon_button,
    number_field,
    set_words,
    words,
)
from ui.widgets.side_panel import SidePanel
from ui.widgets.striped import StripedBand
from ui.widgets.suggestions import Suggestion
from ui.widgets.timeline import Happening, Timeline
from ui.widgets.type_ahead import TypeAhead

STOP = Message(
    "stop",
    "This violin is on loan to Ben Carter.",
    choices=(
        Choice("swap", "Return it from Ben and lend it to Amira"),
        Choice("return", "Just return it"),
        Choice("aside", "Put it aside", "Esc"),
    ),
    must_answer=True,
)
RETURNED = Message(
    "ok",
    "Returned: Violin 3/4.",
    "Was with Amira Okafor. Shelf B2.",
    (Choice("undo", "Undo"), Choice("repair", "Needs repair", "F9")),
)


@pytest.fixture
def page(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.setLayout(column(edge=16))
    with qtbot.waitActive(page):
        page.show()
    return page


def on(page, part):
    page.layout().addWidget(part)
    part.show()
    return part


def seen(part):
    return [w.text() for w in part.findChildren(QLabel) if w.isVisibleTo(part) and w.text()]


def pressable(part):
    return [b for b in part.findChildren(QPushButton) if b.isVisibleTo(part)]


class TestBand:
    @pytest.fixture
    def band(self, page):
        band = on(page, Band())
        band.chosen_keys = []
        band.chosen.connect(band.chosen_keys.append)
        return band

    def test_after_an_answer_the_keyboard_is_not_on_whatever_comes_next(self, page, band):
        on(page, QPushButton("Start with your own")).setFocus()
        band.show_message(STOP)
        band.focus_first()
        assert band.choose("aside")
        assert QApplication.focusWidget() is band

    def test_it_says_what_happened_and_what_to_do(self, band):
        band.show_message(RETURNED)
        assert band.objectName() == "Last action"
        assert seen(band) == ["Returned: Violin 3/4.", "Was with Amira Okafor. Shelf B2."]
        assert [b.accessibleName() for b in pressable(band)] == ["Undo", "Needs repair"]
        assert [b.text() for b in pressable(band)] == ["Undo", "Needs repair   F9"]

    def test_what_hands_need_to_know_stands_out(self, band):
        band.show_message(Message("ok", "Returned: Violin 3/4.", big="Goes to Shelf B2"))
        [big] = [w for w in band.findChildren(QLabel) if w.text() == "Goes to Shelf B2"]
        assert big.property("role") == "h1"
        band.show_message(RETURNED)
        assert "Goes to Shelf B2" not in seen(band)

    def test_choices_that_go_on_in_a_new_line_are_all_in_sight(self, band, page):
        page.layout().addWidget(QWidget(), 1)
        page.resize(520, 400)
        band.show_message(STOP)
        for _ in range(5):
            QApplication.processEvents()
        assert len({choice.y() for choice in band.findChildren(QPushButton)}) > 1
        for choice in band.findChildren(QPushButton):
            assert choice.visibleRegion().boundingRect().size() == choice.size()

    def test_keys_are_shown_where_they_cost_no_line_of_their_own(self, band, page):
        choices = tuple(Choice(f"{n}", "Needs repair", f"F{n}") for n in range(1, 4))
        band.show_message(Message("ok", "Returned: Flute.", choices=choices))
        assert pressable(band)[0].text() == "Needs repair   F1"
        words_alone = pressable(band)[0].fontMetrics().horizontalAdvance("Needs repair   ")
        for width in range(900, words_alone, -10):
            page.resize(width, 600)
            QApplication.processEvents()
            if not pressable(band)[0].text().endswith("F1"):
                break
        shown = pressable(band)
        assert {b.text() for b in shown} == {"Needs repair"}
        assert len({b.y() for b in shown}) == 1, "on one line, which their keys would not be"
        assert [b.accessibleName() for b in shown] == ["Needs repair"] * 3
        page.resize(900, 600)
        QApplication.processEvents()
        assert pressable(band)[0].text() == "Needs repair   F1"

    def test_choices_have_the_whole_width_below_what_hands_need_to_know(self, band, page):
        choices = tuple(Choice(f"{n}", "Wrong instrument") for n in range(4))
        band.show_message(Message("ok", "Returned: Flute.", "", choices, big="Goes to the van box"))
        page.grab()
        [big] = [w for w in band.findChildren(QLabel) if w.text() == "Goes to the van box"]
        last = pressable(band)[-1]
        ends = last.mapTo(band, last.rect().bottomRight()).x()
        assert ends > big.mapTo(band, QPoint(0, 0)).x()

    def test_it_stays_until_the_next_message_takes_its_place(self, band):
        band.show_message(STOP)
        band.show_message(RETURNED)
        assert seen(band)[0] == "Returned: Violin 3/4."
        assert len(pressable(band)) == 2

    def test_a_question_numbers_its_choices_and_names_them_by_their_words(self, band):
        band.show_message(STOP)
        assert [b.text() for b in pressable(band)] == [
            "1   Return it from Ben and lend it to Amira",
            "2   Just return it",
            "Put it aside   Esc",
        ]
        assert pressable(band)[1].objectName() == "Just return it"

    def test_a_number_chooses_while_the_band_has_the_focus(self, band):
        band.show_message(STOP)
        band.focus_first()
        QTest.keyClick(band.focusWidget(), "2")
        assert band.chosen_keys == ["return"]

    @pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
    def test_the_choice_with_the_focus_is_pressed_by_enter_and_space(self, band, key):
        band.show_message(STOP)
        band.focus_first()
        band.focusNextChild()
        QTest.keyClick(band.focusWidget(), key)
        assert band.chosen_keys == ["return"]

    def test_a_number_typed_elsewhere_chooses_nothing(self, band, page):
        field = on(page, QLineEdit())
        band.show_message(STOP)
        field.setFocus()
        QTest.keyClick(field, "2")
        assert field.text() == "2"
        assert band.chosen_keys == []

    def test_numbers_mean_nothing_where_nothing_is_asked(self, band):
        band.show_message(RETURNED)
        band.focus_first()
        QTest.keyClick(band.focusWidget(), "1")
        QTest.keyClick(band.focusWidget(), "9")
        assert band.chosen_keys == []

    def test_escape_takes_the_choice_that_says_so(self, band):
        band.show_message(STOP)
        band.focus_first()
        QTest.keyClick(band.focusWidget(), Qt.Key.Key_Escape)
        assert band.chosen_keys == ["aside"]

    def test_a_question_is_answered_once(self, band):
        band.show_message(STOP)
        assert band.choose("swap")
        assert not band.choose("swap")
        assert band.chosen_keys == ["swap"]

    def test_it_holds_scans_until_another_message_takes_the_questions_place(self, band):
        held = []
        band.needs_answer.connect(held.append)
        band.show_message(STOP)
        band.choose("return")
        assert held == [True], "until the answer's result is there"
        band.show_message(RETURNED)
        assert held == [True, False]

    def test_a_scan_meanwhile_is_told_to_be_kept(self, band):
        band.show_message(STOP)
        band.remind(1)
        assert "Answer this first. The scan is kept." in seen(band)
        band.remind(2)
        assert "Answer this first. 2 scans are kept." in seen(band)
        band.show_message(RETURNED)
        assert len(seen(band)) == 2

    @pytest.mark.parametrize("tone", TONES)
    def test_every_tone_has_a_shape_and_a_ground_of_its_own(self, band, tone):
        band.show_message(Message(tone, "Violin 3/4."))
        assert SHAPES[tone]
        image = band.grab().toImage()
        ground = image.pixelColor(image.width() // 2, image.height() - 3).name().upper()
        assert ground == LIGHT.colour(f"{tone}_bg")

    def test_long_choices_wrap_instead_of_being_cut(self, band, page):
        page.resize(400, 600)
        band.show_message(STOP)
        QTest.qWaitForWindowExposed(page)
        page.layout().activate()
        tops = {b.mapTo(band, QPoint(0, 0)).y() for b in pressable(band)}
        assert len(tops) > 1


class Moves(QObject):
    """Counts how often a widget gets another place."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched, event):  # noqa: N802
        self.count += event.type() in (QEvent.Type.Move, QEvent.Type.Resize)
        return False


def test_what_lies_below_the_band_is_moved_once_for_a_message(page):
    band, below = on(page, Band()), on(page, QLabel("Today at this desk"))
    page.layout().setStretchFactor(below, 1)
    band.show_message(Message("ok", "Undone."))
    page.layout().activate()
    moves, top = Moves(below), below.y()

    band.show_message(
        Message("ask", "Who is it for?", "Ben or Amira?", STOP.choices, big="B2", then=("Pay.",))
    )

    assert below.y() > top
    assert band.geometry().bottom() < below.y()
    assert moves.count == 2  # to another place, and less high


def test_a_part_that_was_not_shown_yet_wears_its_role_when_it_is(page):
    label = words("", "h1")
    on(page, label)
    assert label.font().pointSizeF() > QLabel().font().pointSizeF()


def test_a_strip_shows_with_words_and_hides_without(page):
    strip = on(page, NoticeStrip("Waiting families", "Open"))
    strip.show_words("1 family waiting: Patel (2 items)")
    assert strip.isVisible()
    assert seen(strip) == ["1 family waiting: Patel (2 items)"]
    strip.show_words("")
    assert not strip.isVisible()


def test_a_status_is_a_shape_a_word_and_a_tone(page, qtbot):
    chip = on(page, StatusChip())
    chip.show_status("warning", "Overdue 12 days", "warn")
    qtbot.waitUntil(lambda: chip.width() == chip.sizeHint().width())
    assert chip.text() == "Overdue 12 days"
    assert chip.property("chip") == "warn"
    icon, label = chip.findChildren(QLabel)
    assert not icon.pixmap().isNull()
    assert label.text() == "Overdue 12 days"
    chip.show_status("tick-circle", "Available", "ok")
    assert label.palette().color(label.foregroundRole()).name().upper() == LIGHT.ok


def test_a_job_shows_its_count_and_can_be_stopped(page):
    job = Job("Making 30 labels", page)
    chip = on(page, ProgressChip(job))
    job.progressed.emit(12, 30)
    assert seen(chip) == ["Making 30 labels 12/30"]
    QTest.mouseClick(chip.stop, Qt.MouseButton.LeftButton)
    assert job.stopped
    assert not chip.stop.isEnabled()


def test_money_is_written_in_pounds_beside_what_it_is_for(page):
    part = on(page, MoneyRow("Reduced rate (half price)", -1200))
    assert seen(part) == ["Reduced rate (half price)", "−£12.00"]
    part.show_pence(None)
    assert seen(part) == ["Reduced rate (half price)"]


def test_an_empty_place_says_one_sentence_and_offers_one_action(page):
    pressed = []
    part = on(
        page, EmptyState("Every instrument has a label.", "Reprint", lambda: pressed.append(1))
    )
    QTest.mouseClick(part.action, Qt.MouseButton.LeftButton)
    assert pressed == [1]
    assert seen(part) == ["Every instrument has a label."]


def test_a_button_is_named_by_its_words_and_an_ampersand_is_one(page):
    part = on(page, button("Smith & Sons", keys="F4"))
    assert part.accessibleName() == part.objectName() == "Smith & Sons"
    assert part.text() == "Smith && Sons   F4"
    assert not part.autoDefault()


def test_a_button_without_words_has_a_name_and_a_large_enough_target(page):
    part = on(page, icon_button("Close", "close", lambda: None))
    assert part.accessibleName() == part.toolTip() == "Close"
    assert min(part.width(), part.height()) >= 32


def test_names_of_people_are_never_read_as_markup(page):
    label = on(page, words("<b>Zoë</b> O'Neill"))
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_the_striped_band_keeps_its_words_on_plain_ground(page):
    band = on(page, StripedBand("Made-up data", "Start our own register"))
    image = band.grab().toImage()
    beside = {image.pixelColor(5, y).name().upper() for y in range(image.height())}
    assert len(beside) > 1
    left = band.findChild(QLabel).geometry().left() - 3
    assert {image.pixelColor(left, y).name().upper() for y in range(image.height())} == {
        LIGHT.warn_bg
    }


def test_a_flow_goes_on_in_a_new_line(page):
    part = QWidget()
    flow = FlowLayout()
    part.setLayout(flow)
    for word in ("Bring it within 28 days", "Seen new evidence", "Full price"):
        flow.addWidget(button(word))
    on(page, part)
    assert flow.heightForWidth(1000) < flow.heightForWidth(300)
    assert flow.count() == 3
    assert flow.minimumSize().width() < flow.sizeHint().width()


def test_a_flow_measures_again_what_has_changed(page):
    flow, row = FlowLayout(), QWidget()
    row.setLayout(flow)
    theme.space(flow, 0, 8)
    first, second = button("Undo"), button("Needs repair")
    flow.addWidget(first)
    flow.addWidget(second)
    on(page, row)
    before = flow.sizeHint().width(), flow.heightForWidth(300)
    first.setText("It is missing what it was lent with")
    assert flow.sizeHint().width() > before[0]
    assert flow.heightForWidth(300) > before[1]
    second.hide()
    assert flow.heightForWidth(300) == before[1]


def test_what_stands_at_the_right_does_so_on_every_line(page):
    title, some, more = words("Invoices", "h1"), button("Take it back"), button("Issue 27 invoices")
    part = QWidget()
    part.setLayout(flowing(title, right=(some, more)))
    on(page, part)
    for width, lines in ((900, 1), (title.width() + some.width() + more.width(), 2)):
        part.setFixedWidth(width)
        page.grab()
        assert more.geometry().right() + 1 == width
        assert len({more.geometry().center().y(), title.geometry().center().y()}) == lines
    some.hide()
    page.grab()
    assert more.geometry().right() + 1 == part.width()


def test_a_button_that_gets_other_words_keeps_them_clear_of_its_icon(page):
    part = on(page, button("Test my scanner", icon="scan"))
    before = part.text()
    set_words(part, "Stop the test")
    assert (before[0], part.text()) == (" ", " Stop the test")
    assert part.accessibleName() == "Stop the test"


class TestForm:
    @pytest.fixture
    def form(self, page):
        form = on(page, Form())
        form.add("payer", "Parent or carer's full name", QLineEdit("Ngozi Okafor"))
        form.add("contact", "Phone or email", QLineEdit("0770"), hint="One is enough.")
        form.add("address", "Address", QLineEdit())
        form.add("postcode", "Postcode", QLineEdit(), beside="address")
        form.add("year", "School year", number_field(0, 13))
        return form

    def test_every_field_is_named_by_its_label(self, form):
        names = [form.control(f).accessibleName() for f in ("payer", "postcode", "year")]
        assert names == ["Parent or carer's full name", "Postcode", "School year"]
        buddies = {b.buddy() for b in form.findChildren(QLabel) if b.buddy() is not None}
        assert form.control("payer") in buddies
        assert form.control("contact").accessibleDescription() == "One is enough."

    def test_a_label_stands_level_with_plain_text_and_with_a_field(self, form, page):
        form.add_row("Academic year", words("Autumn term 2026"), is_text=True)
        page.grab()
        titles = {label.text(): label for label in form.findChildren(QLabel)}
        year, text = titles["Academic year"], titles["Autumn term 2026"]
        assert (year.y(), year.height()) == (text.y(), text.height())
        number = form.control("year")
        assert number.height() == form.control("payer").height()

    def test_problems_are_said_at_the_field_and_listed_at_the_top(self, form):
        problem = "That phone number is too short."
        form.show_problems({"contact": problem, "": "Ngozi Okafor is here already."})
        assert form.control("contact").hasFocus()
        assert form.control("contact").accessibleDescription() == problem
        assert form.control("contact").text() == "0770", "what was typed is kept"
        assert seen(form).count(problem) == 1
        assert "Ngozi Okafor is here already." in seen(form)
        [link] = pressable(form)
        form.control("payer").setFocus()
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
        assert form.control("contact").hasFocus()

    def test_problems_go_when_they_are_put_right(self, form):
        form.show_problems({"contact": "That phone number is too short."})
        form.clear_problems()
        assert pressable(form) == []
        assert form.control("contact").accessibleDescription() == "One is enough."
        assert form.control("contact").property("problem") is False

    def test_a_field_beside_another_shares_its_row(self, form):
        address, postcode = form.control("address"), form.control("postcode")
        assert address.y() == postcode.y()
        assert address.x() < postcode.x()


SCHOOLS = [
    Suggestion("St Anne's Primary", 1, "Ashby", "Schools"),
    Suggestion("St Andrew's", 2, "Brook", "Schools"),
    Suggestion("Stan Laurel", 3, "Year 4", "Families"),
]


class TestTypeAhead:
    @pytest.fixture
    def field(self, page):
        field = on(page, TypeAhead("School"))
        field.asked, field.picked, field.given = [], [], []
        field.typed.connect(field.asked.append)
        field.chosen.connect(lambda s: field.picked.append(s.value))
        field.entered.connect(field.given.append)
        field.setFocus()
        return field

    def test_two_letters_ask_once_the_typing_pauses(self, field, qtbot):
        QTest.keyClicks(field, "s")
        with qtbot.waitSignal(field.typed):
            QTest.keyClicks(field, "t a")
        assert field.asked == ["st a"]

    def test_the_first_is_ready_and_enter_takes_it(self, field):
        QTest.keyClicks(field, "st")
        field.offer("st", SCHOOLS)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.picked == [1]
        assert (field.text(), field.value) == ("St Anne's Primary", 1)
        assert field.suggestions == []

    @pytest.mark.parametrize(
        ("keys", "value"),
        [
            ([Qt.Key.Key_Down], 2),
            ([Qt.Key.Key_Down, Qt.Key.Key_Down], 3),
            ([Qt.Key.Key_Down, Qt.Key.Key_Up], 1),
            ([Qt.Key.Key_Up], 3),
        ],
    )
    def test_arrows_go_past_headings_and_round_the_ends(self, field, keys, value):
        QTest.keyClicks(field, "st")
        field.offer("st", SCHOOLS)
        for key in [*keys, Qt.Key.Key_Return]:
            QTest.keyClick(field, key)
        assert field.picked == [value]

    def test_escape_closes_the_list_and_keeps_the_text(self, field):
        QTest.keyClicks(field, "st")
        field.offer("st", SCHOOLS)
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert field.suggestions == []
        assert field.text() == "st"

    def test_enter_before_the_answer_takes_the_first_when_it_comes(self, field):
        QTest.keyClicks(field, "st an")
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.asked == ["st an"]
        field.offer("st an", SCHOOLS)
        assert field.picked == [1]

    def test_enter_where_nothing_is_known_says_what_was_typed(self, field):
        QTest.keyClicks(field, "okafro")
        QTest.keyClick(field, Qt.Key.Key_Return)
        field.offer("okafro", [])
        assert field.given == ["okafro"]

    def test_an_answer_to_what_was_typed_before_is_not_shown(self, field):
        QTest.keyClicks(field, "sta")
        field.offer("st", SCHOOLS)
        assert field.suggestions == []

    def test_a_change_forgets_what_was_chosen(self, field):
        QTest.keyClicks(field, "st")
        field.offer("st", SCHOOLS)
        QTest.keyClick(field, Qt.Key.Key_Return)
        QTest.keyClicks(field, "x")
        assert field.value is None

    def test_the_list_goes_when_the_field_is_left(self, field, page):
        other = on(page, QLineEdit())
        QTest.keyClicks(field, "st")
        field.offer("st", SCHOOLS)
        assert len(field.suggestions) == 3
        other.setFocus()
        assert field.suggestions == []

    def test_enter_in_an_empty_field_is_told(self, field):
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.given == [""]


class TestSidePanel:
    @pytest.fixture
    def panel(self, page):
        self.under = on(page, QLineEdit())
        self.under.setFocus()
        panel = SidePanel("New family", page)
        panel.name, panel.save = QLineEdit(), button("Save and lend", kind="primary")
        panel.body.addWidget(panel.name)
        panel.footer.addWidget(panel.save)
        panel.open()
        return panel

    def test_it_covers_the_right_of_the_page_and_starts_at_its_first_field(self, panel, page):
        assert panel.geometry().right() == page.rect().right()
        assert panel.height() == page.height()
        assert panel.name.hasFocus()

    def test_escape_closes_it_and_goes_back_where_it_was(self, panel, qtbot):
        with qtbot.waitSignal(panel.closed):
            QTest.keyClick(panel.name, Qt.Key.Key_Escape)
        assert panel.isHidden()
        assert self.under.hasFocus()

    def test_tab_goes_round_inside_and_never_under_the_panel(self, panel, page):
        visited = []
        for _step in range(4):
            QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
            visited.append(page.focusWidget().objectName())
        assert visited == ["Save and lend", "Close", "", "Save and lend"]
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Backtab)
        assert panel.name.hasFocus()

    def test_it_follows_the_size_of_the_page(self, panel, page):
        page.resize(500, 400)
        assert panel.geometry().getRect() == (0, 0, 500, 400)


def test_a_timeline_puts_each_year_over_its_lines_and_reads_them_out(page):
    part = on(page, Timeline())
    part.show_happenings(
        [
            Happening("20 Nov 10:44", "2026", "Lent to Amira Okafor", "J. Mills"),
            Happening("12 Sep", "2026", "Stock check: seen, Shelf B2"),
            Happening("3 Mar", "2025", "Received, order D0000071"),
        ]
    )
    model = part.model()
    said = [model.index(n, 0).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(5)]
    assert said == [
        "2026",
        "20 Nov 10:44 2026, Lent to Amira Okafor, J. Mills",
        "12 Sep 2026, Stock check: seen, Shelf B2",
        "2025",
        "3 Mar 2025, Received, order D0000071",
    ]
    part.setFocus()
    QTest.keyClick(part, Qt.Key.Key_Home)
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_a_timeline_shows_whole_names_and_goes_on_in_another_line(page):
    part = on(page, Timeline())
    part.resize(480, 300)
    long = "Lent to Ben Carter, until returned; next charge 5 January 2027, collected by his aunt"
    part.show_happenings(
        [
            Happening("21 Nov 10:44", "2026", long, "Frances Adeyemi"),
            Happening("20 Nov 10:44", "2026", "Added", "Frances Adeyemi"),
        ]
    )
    metrics = part.fontMetrics()
    written = QFontMetrics(theme.font())
    cut = written.elidedText("Frances Adeyemi", Qt.TextElideMode.ElideRight, part.who_width())
    assert cut == "Frances Adeyemi"
    heights = [part.visualRect(part.model().index(row, 0)).height() for row in (1, 2)]
    assert heights[0] >= heights[1] + metrics.height()
    part.resize(1400, 300)
    heights = [part.visualRect(part.model().index(row, 0)).height() for row in (1, 2)]
    assert heights[0] == heights[1]


def test_what_is_new_above_a_long_line_leaves_what_was_in_sight_in_place(page):
    part = on(page, Timeline())
    part.resize(480, 150)
    lines = [Happening(f"{n} Nov", "2026", f"{n}. " + "word " * 30) for n in range(30)]
    part.show_happenings(lines[10:])
    QApplication.processEvents()
    part.verticalScrollBar().setValue(200)
    before = part.visualRect(part.model().index(5, 0)).top()
    part.show_happenings(lines)
    assert part.visualRect(part.model().index(15, 0)).top() == before


def test_a_role_that_is_there_already_costs_nothing(page):
    label = on(page, QLabel())
    set_role(label, role="h1")
    font = label.font()
    set_role(label, role="h1")
    assert label.font() == font
