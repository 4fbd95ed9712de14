"""Bars and squares: how wide, how clear, and what to warn about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.documents import stocks
from loanmgr.documents.barcodes import aloud, bars, qr, readability
from loanmgr.documents.stocks import Stock
from loanmgr.domain import codes
from loanmgr.domain.errors import RuleError


def label(width_mm: float, height_mm: float) -> Stock:
    return Stock("X", "Made up", width_mm, height_mm, 1, 1, 0, 0)


@given(st.sampled_from(sorted(codes.LETTERS)), st.integers(0, 999_999))
def test_a_code_of_ours_packs_into_101_modules(letter: str, number: int) -> None:
    pattern = bars(codes.make(letter, number))

    assert len(pattern) == 101
    assert pattern.startswith("11010010000") and pattern.endswith("1100011101011")


def test_a_code_with_two_more_digits_takes_one_symbol_more() -> None:
    assert len(bars(codes.make("M", 1_234_567))) == 112


@pytest.mark.parametrize(
    ("stock", "module_mm", "quiet_mm"), [("L7160", 0.375, 3.75), ("L7651", 0.25, 2.5)]
)
def test_the_widest_module_of_whole_dots_that_fits_is_used(
    stock: str, module_mm: float, quiet_mm: float
) -> None:
    way = readability(stocks.stock(stock), "M00421721")

    assert (way.kind, way.module_mm, way.quiet_mm) == ("bars", module_mm, quiet_mm)
    assert way.module_mm * 8 == way.dots


@pytest.mark.parametrize(
    ("width_mm", "kind", "module_mm"),
    [
        (200.0, "bars", 0.375),
        (45.375, "bars", 0.375),
        (45.37, "bars", 0.25),
        (30.25, "bars", 0.25),
        (30.24, "qr", 0.375),
    ],
)
def test_bars_and_their_clear_ends_stay_inside_the_label(
    width_mm: float, kind: str, module_mm: float
) -> None:
    way = readability(label(width_mm, 25.0), "M00421721")

    assert (way.kind, way.module_mm) == (kind, module_mm)
    assert way.width_mm + 2 * way.quiet_mm <= width_mm


def test_narrow_bars_come_with_a_warning_and_wide_ones_without() -> None:
    assert readability(stocks.stock("L7160"), "M00421721").warning == ""
    assert "0.25 mm" in readability(stocks.stock("L7651"), "M00421721").warning
    assert "less surely" in readability(stocks.stock("L7651"), "M00421721").warning


def test_a_square_code_comes_with_a_warning_about_plain_scanners() -> None:
    way = readability(label(25.4, 10.0), "M00421721")

    assert (way.kind, way.module_mm, way.modules) == ("qr", 0.25, 21)
    assert "square code" in way.warning


def test_a_low_label_takes_a_square_however_wide_it_is() -> None:
    assert readability(label(90.0, 12.0), "M00421721").kind == "qr"


def test_a_label_too_small_for_any_code_is_refused() -> None:
    with pytest.raises(RuleError, match="doesn't fit on a label this small"):
        readability(label(7.0, 7.0), "M00421721")


def test_the_preview_says_how_wide_and_how_clear_in_words() -> None:
    assert readability(stocks.stock("L7651"), "M00421721").words == (
        "Bars 0.25 mm, clear ends 2.5 mm"
    )


@pytest.mark.parametrize("code", ["", "Bösendorfer 7", "漢字"])
def test_a_code_that_has_no_bars_is_refused_in_words(code: str) -> None:
    with pytest.raises(RuleError, match="can't be printed as bars"):
        bars(code)


def test_a_square_code_is_square_and_has_its_three_corners() -> None:
    rows = qr("M00421721")

    assert {len(row) for row in rows} == {len(rows)} == {21}
    assert rows[0].startswith("1111111") and rows[0].endswith("1111111")
    assert rows[-1].startswith("1111111")


def test_our_codes_are_grouped_and_others_left_as_they_are() -> None:
    assert aloud("M00421721") == "M 0042 1721"
    assert aloud("HMS-0017") == "HMS-0017"
