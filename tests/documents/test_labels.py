"""Sheets of labels: every label reads back, lies where it should, and says what it was given."""

import io
import itertools
import re
import time
from collections.abc import Callable

import pypdf
import pytest
from PIL import ImageOps
from reportlab.graphics.barcode import code128
from reportlab.pdfgen.canvas import Canvas

from loanmgr.documents import stocks
from loanmgr.documents.barcodes import aloud, readability
from loanmgr.documents.labels import AssetLabel, layout, sheet
from loanmgr.documents.stocks import Stock
from loanmgr.domain import codes
from loanmgr.domain.errors import RuleError
from tests.documents.reading import (
    Box,
    boxes,
    cropped,
    decoded,
    lines_of,
    one_bit,
    pictures,
    text_of,
)

NAMES = (
    "Violin 3/4",
    "Clarinet Bb",
    "Zoë's Nguyễn viol",
    "Double bass 1/4, left-handed, German bow",
)
SHEETS = stocks.every_stock().sheets
each_stock = pytest.mark.parametrize("stock", SHEETS, ids=lambda stock: stock.code)

NARROW = Stock("L4731", "Narrow", 25.4, 10.0, 7, 27, 8.6, 13.5, 2.5)
"""Too narrow for bars of 0.25 mm, so it takes squares."""


def labels(count: int, *, grant: str = "") -> list[AssetLabel]:
    return [
        AssetLabel(codes.make("M", 7_919 * n % 999_983), NAMES[n % 4], "Ashby Music Service", grant)
        for n in range(1, count + 1)
    ]


def label_boxes(stock: Stock) -> list[Box]:
    return [
        Box(left, top, left + stock.label_width_mm, top + stock.label_height_mm)
        for left, top in stocks.positions(stock)
    ]


def codes_read(pdf: bytes, stock: Stock, dpi: int, *, grey: bool = True) -> list[list[str]]:
    """Return what is read from each label of the first page, in the order of the sheet."""
    page = pictures(pdf, dpi)[0]
    seen = page if grey else one_bit(page)
    return [decoded(cropped(seen, box, dpi)) for box in label_boxes(stock)]


@each_stock
@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("grey", [True, False], ids=["grey", "1-bit"])
def test_every_label_of_a_full_sheet_reads_back_in_the_order_given(
    stock: Stock, dpi: int, grey: bool
) -> None:
    given = labels(stock.per_sheet, grant="Music Hub capital grant 2025")

    read = codes_read(sheet(given, stock), stock, dpi, grey=grey)

    assert read == [[label.code] for label in given]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("grant", ["", "Hub grant 2025"])
def test_a_label_too_narrow_for_bars_carries_a_square_code_that_reads(dpi: int, grant: str) -> None:
    given = labels(NARROW.per_sheet, grant=grant)

    read = codes_read(sheet(given, NARROW), NARROW, dpi, grey=False)

    assert read == [[label.code] for label in given]


@each_stock
def test_bars_are_centred_on_their_label_to_a_tenth_of_a_millimetre(stock: Stock) -> None:
    drawn = boxes(sheet(labels(stock.per_sheet), stock))

    for bar_box, label_box in zip(drawn, label_boxes(stock), strict=True):
        before_mm = bar_box.left_mm - label_box.left_mm
        after_mm = label_box.right_mm - bar_box.right_mm
        assert (before_mm - after_mm) / 2 == pytest.approx(0, abs=0.1)
        assert label_box.top_mm < bar_box.top_mm < bar_box.bottom_mm < label_box.bottom_mm


@pytest.mark.parametrize(("code", "width_mm"), [("L7160", 37.875), ("L7651", 25.25)])
def test_bars_are_as_wide_as_101_modules_of_whole_dots(code: str, width_mm: float) -> None:
    stock = stocks.stock(code)

    for box in boxes(sheet(labels(stock.per_sheet), stock)):
        assert box.right_mm - box.left_mm == pytest.approx(width_mm, abs=0.01)


@each_stock
def test_the_first_and_last_label_lie_where_the_maker_cut_them(stock: Stock) -> None:
    """Measured on the paper from the bars, whose place within a label is known."""
    given = labels(stock.per_sheet)
    drawn = boxes(sheet(given, stock))
    way = readability(stock, given[0].code)
    within = layout(stock, way, has_grant=False)

    for box, (left_mm, top_mm) in zip(drawn, stocks.positions(stock), strict=True):
        assert box.left_mm - within.mark_left_mm == pytest.approx(left_mm, abs=0.1)
        assert box.top_mm - within.mark_top_mm == pytest.approx(top_mm, abs=0.1)


@each_stock
@pytest.mark.parametrize("dpi", [203, 300])
def test_ten_modules_beside_the_bars_stay_white_on_paper(stock: Stock, dpi: int) -> None:
    given = labels(stock.per_sheet, grant="Grant")
    page = one_bit(pictures(sheet(given, stock), dpi)[0])
    quiet_mm = readability(stock, given[0].code).quiet_mm

    for box in boxes(sheet(given, stock)):
        middle_mm = (box.top_mm + box.bottom_mm) / 2
        stripe = Box(
            box.left_mm - 6 * quiet_mm / 5,
            middle_mm - 1,
            box.right_mm + 6 * quiet_mm / 5,
            middle_mm,
        )
        seen = ImageOps.invert(cropped(page, stripe, dpi))
        left, _, right, _ = seen.getbbox()
        quiet_px = quiet_mm * dpi / 25.4
        assert left >= quiet_px - 1
        assert seen.width - right >= quiet_px - 1


@pytest.mark.parametrize("grant", ["", "Hub grant 2025"])
def test_words_beside_a_square_code_stay_on_their_label(grant: str) -> None:
    pdf = sheet(labels(NARROW.per_sheet, grant=grant), NARROW)
    words = boxes(pdf, of_text=True)

    for label_box in label_boxes(NARROW):
        inside = [word for word in words if _centre_is_in(word, label_box)]
        assert len(_lines(inside)) == (4 if grant else 3)
        for word in inside:
            assert label_box.left_mm + 7 < word.left_mm and word.right_mm < label_box.right_mm
            assert label_box.top_mm < word.top_mm and word.bottom_mm < label_box.bottom_mm


@each_stock
def test_no_word_leaves_its_label_or_touches_another_line(stock: Stock) -> None:
    pdf = sheet(
        labels(stock.per_sheet, grant="A grant with a name that is far too long " * 3), stock
    )
    words, drawn = boxes(pdf, of_text=True), boxes(pdf)

    for label_box, bar_box in zip(label_boxes(stock), drawn, strict=True):
        inside = sorted(
            (word for word in words if _centre_is_in(word, label_box)), key=lambda word: word.top_mm
        )
        stacked = _lines([*inside, bar_box])
        assert len(stacked) == 5
        for box in stacked:
            assert label_box.left_mm < box.left_mm and box.right_mm < label_box.right_mm
            assert label_box.top_mm < box.top_mm and box.bottom_mm < label_box.bottom_mm
        for upper, lower in itertools.pairwise(stacked):
            assert upper.bottom_mm <= lower.top_mm + 0.05


def test_a_name_too_long_is_cut_with_an_ellipsis() -> None:
    stock = stocks.stock("L7651")

    words = text_of(sheet([AssetLabel("M00421721", "Double bass " * 20, "Ashby " * 40)], stock))

    assert "Double bass" in words and words.count("…") == 2


def test_a_label_says_service_name_code_in_groups_and_grant() -> None:
    label = AssetLabel("M00421721", "Viola 15½″ — Nguyễn", "Ashby Music Service", "Hub grant")

    words = text_of(sheet([label], stocks.stock("L7160")))

    for said in ("Ashby Music Service", "Viola 15½″ — Nguyễn", "M 0042 1721", "Hub grant"):
        assert said in words


@each_stock
def test_the_first_free_label_is_where_printing_starts(stock: Stock) -> None:
    first_free = stock.per_sheet - 2
    given = labels(5)

    pdf = sheet(given, stock, first_free)

    assert [box.left_mm for box in boxes(pdf, 0)] == sorted(box.left_mm for box in boxes(pdf, 0))
    read = codes_read(pdf, stock, 300)
    assert read == [[]] * (first_free - 1) + [[label.code] for label in given[:3]]
    assert len(boxes(pdf, 1)) == 2


@pytest.mark.parametrize(
    ("count", "first_free", "pages"), [(1, 1, 1), (21, 1, 1), (22, 1, 2), (30, 8, 2)]
)
def test_a_sheet_is_a_page(count: int, first_free: int, pages: int) -> None:
    stock = stocks.stock("L7160")

    assert len(lines_of(sheet(labels(count), stock, first_free))) == pages
    assert stocks.sheets_needed(count, stock, first_free) == pages


def test_labels_over_several_sheets_keep_their_order() -> None:
    stock = stocks.stock("L7160")
    given = labels(50)

    said = re.findall(r"M \d{4} \d{4}", text_of(sheet(given, stock, 4)))

    assert said == [aloud(label.code) for label in given]


def test_the_paper_asks_to_be_printed_at_its_true_size_and_says_what_it_is() -> None:
    reader = pypdf.PdfReader(io.BytesIO(sheet(labels(1), stocks.stock("L7160"))))
    asked = reader.trailer["/Root"]["/ViewerPreferences"]

    assert asked["/PrintScaling"] == "/None"
    assert reader.metadata.title == "Instrument labels (L7160)"
    assert reader.metadata.author == "Ashby Music Service"
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx(
        [210 / 25.4 * 72, 297 / 25.4 * 72], abs=0.01
    )


def test_the_same_labels_give_the_same_bytes() -> None:
    stock = stocks.stock("L7651")

    assert sheet(labels(70), stock, 3) == sheet(labels(70), stock, 3)


@pytest.mark.parametrize("first_free", [0, 22])
def test_a_first_label_the_sheet_does_not_have_is_refused(first_free: int) -> None:
    with pytest.raises(RuleError, match="a number from 1 to 21"):
        sheet(labels(1), stocks.stock("L7160"), first_free)


def test_no_labels_is_said_rather_than_printed() -> None:
    with pytest.raises(RuleError, match="There are no labels to print"):
        sheet([], stocks.stock("L7160"))


def test_labels_are_drawn_about_as_fast_as_a_drawing_library_draws_bare_bars() -> None:
    """Ours with all their words against reportlab's own bars; pictures take far longer."""
    stock = stocks.stock("L7160")
    many = labels(210)
    sheet(many, stock)

    assert _seconds(lambda: sheet(many, stock)) < 3 * _seconds(lambda: _bare_bars(many))


def _bare_bars(many: list[AssetLabel]) -> None:
    canvas = Canvas(io.BytesIO())
    for label in many:
        code128.Code128(label.code, barWidth=1, barHeight=40).drawOn(canvas, 50, 50)
    canvas.save()


def _seconds(job: Callable[[], object]) -> float:
    def once() -> float:
        start = time.process_time()  # what others do on this computer meanwhile does not count
        job()
        return time.process_time() - start

    return min(once() for _ in range(3))


def _centre_is_in(box: Box, label: Box) -> bool:
    across_mm, down_mm = (box.left_mm + box.right_mm) / 2, (box.top_mm + box.bottom_mm) / 2
    return label.left_mm < across_mm < label.right_mm and label.top_mm < down_mm < label.bottom_mm


def _lines(found: list[Box]) -> list[Box]:
    """Join boxes that stand on one line, such as the parts of a name set in two fonts."""
    lines: list[Box] = []
    for box in sorted(found, key=lambda each: each.top_mm):
        if lines and box.top_mm < (lines[-1].top_mm + lines[-1].bottom_mm) / 2:
            lines.append(_joined(lines.pop(), box))
        else:
            lines.append(box)
    return lines


def _joined(one: Box, other: Box) -> Box:
    return Box(
        min(one.left_mm, other.left_mm),
        min(one.top_mm, other.top_mm),
        max(one.right_mm, other.right_mm),
        max(one.bottom_mm, other.bottom_mm),
    )
