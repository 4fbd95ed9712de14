"""The card beside the scanner: read, looked at, and never taken for a label."""

from PIL import ImageFilter

from loanmgr.documents.reminder import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, STEPS, TITLE, reminder
from tests.documents.reading import boxes, decoded, fonts_of, one_bit, pictures, text_of

A_METRE_MM = 4.0
"""Capitals of this height are read from a metre away."""


def test_it_says_how_to_lend_and_little_else() -> None:
    words = text_of(reminder("Ashby Music Service"))

    assert f"{TITLE}." in words
    assert [words.index(step) for _number, step in STEPS]
    assert "Scan the instrument. Done." in words
    assert "Ctrl+Z" in words
    assert "Ashby Music Service" in words
    assert len(words.split()) < 40


def test_it_is_one_page_of_a5() -> None:
    [page] = pictures(reminder(), 100)

    assert page.size == (round(PAGE_WIDTH_MM / 0.254), round(PAGE_HEIGHT_MM / 0.254))


def test_all_but_the_name_of_the_service_is_read_from_a_metre_away() -> None:
    lines = boxes(reminder(), of_text=True)

    assert all(line.bottom_mm - line.top_mm >= A_METRE_MM for line in lines)


def test_nothing_runs_over_the_edge_and_every_picture_is_there() -> None:
    [page] = pictures(reminder("Ashby Music Service"), 72)
    dark = page.point(lambda grey: 255 if grey < 128 else 0)

    left, top, right, bottom = dark.getbbox()
    assert min(left, top, page.width - right, page.height - bottom) > 8
    third = page.width // 3
    for at in range(3):
        panel = dark.crop((at * third, page.height // 3, (at + 1) * third, page.height * 3 // 5))
        assert panel.histogram()[255] > 600


def test_no_scanner_takes_its_pictures_for_a_label() -> None:
    for dpi in (150, 203, 300):
        [page] = pictures(reminder(), dpi)
        for seen in (one_bit(page), page, page.filter(ImageFilter.GaussianBlur(2))):
            assert decoded(seen) == []


def test_it_prints_anywhere_and_the_same_each_time() -> None:
    assert all(fonts_of(reminder("Zoë O'Neill-Nguyễn")).values())
    assert reminder("Ashby") == reminder("Ashby")


def test_a_long_name_stays_on_the_page() -> None:
    pdf = reminder("The County Music Service of Ashby, Brook and Hill " * 6)
    assert max(box.right_mm for box in boxes(pdf, of_text=True)) < PAGE_WIDTH_MM - 5
