"""Label stock: measures, which label comes where, and what is left on a sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.documents import stocks
from loanmgr.documents.stocks import Stock
from loanmgr.domain.errors import RuleError

SHEETS = stocks.every_stock().sheets


@st.composite
def jobs(draw: st.DrawFn) -> tuple[Stock, int, int]:
    stock = draw(st.sampled_from(SHEETS))
    return stock, draw(st.integers(1, stock.per_sheet)), draw(st.integers(0, 1_000))


@pytest.mark.parametrize(
    ("code", "labels", "last_mm"),
    [("L7160", 21, (139.25, 243.75)), ("L7651", 65, (167.15, 265.1))],
)
def test_the_grid_of_each_sheet_is_the_makers(code: str, labels: int, last_mm: tuple) -> None:
    stock = stocks.stock(code)
    corners = stocks.positions(stock)

    assert stock.per_sheet == len(corners) == labels
    assert corners[0] == (stock.left_mm, stock.top_mm)
    assert corners[-1] == pytest.approx(last_mm)


@pytest.mark.parametrize("stock", SHEETS, ids=lambda stock: stock.code)
def test_the_margins_of_a_sheet_are_the_same_on_opposite_sides(stock: Stock) -> None:
    right_mm, below_mm = stocks.positions(stock)[-1]

    assert right_mm + stock.label_width_mm + stock.left_mm == pytest.approx(stock.page_width_mm)
    assert below_mm + stock.label_height_mm + stock.top_mm == pytest.approx(stock.page_height_mm)


def test_labels_go_along_the_row_before_they_go_down() -> None:
    first, second, *_ = stocks.positions(stocks.stock("L7160"))

    assert second == (first[0] + 66.0, first[1])


@given(jobs())
def test_what_is_used_and_what_is_free_make_whole_sheets(job: tuple[Stock, int, int]) -> None:
    stock, first_free, count = job
    sheets = stocks.sheets_needed(count, stock, first_free)
    free = stocks.free_after(count, stock, first_free)

    assert (first_free - 1) + count + free == max(sheets, 1) * stock.per_sheet
    assert 0 <= free <= stock.per_sheet


@given(jobs(), st.integers(0, 300))
def test_printing_twice_uses_the_labels_that_printing_once_would(
    job: tuple[Stock, int, int], more: int
) -> None:
    stock, first_free, count = job
    then = stocks.next_free(count, stock, first_free)

    assert stocks.next_free(more, stock, then) == stocks.next_free(count + more, stock, first_free)


@pytest.mark.parametrize(
    ("count", "first_free", "sheets", "free", "following"),
    [
        (0, 1, 0, 21, 1),
        (0, 8, 0, 14, 8),
        (21, 1, 1, 0, 1),
        (22, 1, 2, 20, 2),
        (1, 21, 1, 0, 1),
        (2, 21, 2, 20, 2),
        (30, 8, 2, 5, 17),
    ],
)
def test_a_part_used_sheet_is_counted(
    count: int, first_free: int, sheets: int, free: int, following: int
) -> None:
    stock = stocks.stock("L7160")

    assert stocks.sheets_needed(count, stock, first_free) == sheets
    assert stocks.free_after(count, stock, first_free) == free
    assert stocks.next_free(count, stock, first_free) == following


@pytest.mark.parametrize("first_free", [0, -3, 22, 10_000])
def test_a_first_label_the_sheet_does_not_have_is_refused(first_free: int) -> None:
    with pytest.raises(RuleError) as refused:
        stocks.sheets_needed(5, stocks.stock("L7160"), first_free)

    assert refused.value.field == "first"
    assert refused.value.message == (
        "A sheet of L7160 has 21 labels: the first free label is a number from 1 to 21."
    )


def test_a_sheet_is_found_however_its_code_is_typed() -> None:
    assert stocks.stock(" l 7160") is stocks.stock("L7160")


def test_an_unknown_sheet_is_refused_by_naming_those_there_are() -> None:
    with pytest.raises(RuleError, match=r"no label sheet called L9999\. There is L7160 and L7651"):
        stocks.stock("L9999")


@pytest.mark.parametrize(
    "change",
    ["columns = 4", "left_mm = 20.0", "left_mm = -1.0", "rows = 0", "label_width_mm = 70.0"],
)
def test_a_sheet_whose_measures_cannot_be_right_is_refused(change: str) -> None:
    whole = stocks.STOCKS_FILE.read_text(encoding="utf-8")
    key = change.split(maxsplit=1)[0]
    changed = "\n".join(
        change if line.startswith(f"{key} =") else line for line in whole.splitlines()
    )

    with pytest.raises(RuleError, match="L7160 doesn't fit on its page"):
        stocks.read(changed)


def test_a_list_of_sheets_with_a_slip_in_it_is_refused_in_words() -> None:
    with pytest.raises(RuleError, match="list of label sheets can't be read"):
        stocks.read('[[sheets]]\ncode = "L7160"\nname = 5')
