"""Label stock: what a sheet or roll measures, which label comes where. Lengths are mm."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from loanmgr.domain.errors import RuleError

STOCKS_FILE = Path(__file__).resolve().parents[3] / "resources" / "stocks.toml"
ROUNDING_MM = 0.001


class LabelSize(Protocol):
    """Anything a label can be printed on."""

    @property
    def label_width_mm(self) -> float:
        """Width of one label."""

    @property
    def label_height_mm(self) -> float:
        """Height of one label."""


@dataclass(frozen=True)
class Stock:
    """A sheet of equal labels, filled row by row from the top left corner."""

    code: str
    name: str
    label_width_mm: float
    label_height_mm: float
    columns: int
    rows: int
    left_mm: float
    top_mm: float
    gap_x_mm: float = 0.0
    gap_y_mm: float = 0.0
    corner_radius_mm: float = 0.0
    page_width_mm: float = 210.0
    page_height_mm: float = 297.0

    @property
    def per_sheet(self) -> int:
        """How many labels one sheet has."""
        return self.columns * self.rows


@dataclass(frozen=True)
class Roll:
    """Labels one after the other in a thermal printer of 203 dpi."""

    code: str
    name: str
    label_width_mm: float
    label_height_mm: float


Kind = TypeVar("Kind", Stock, Roll)


@dataclass(frozen=True)
class Stocks:
    """What ``resources/stocks.toml`` holds."""

    sheets: tuple[Stock, ...]
    rolls: tuple[Roll, ...] = ()


def read(text: str) -> Stocks:
    """Return the stocks a TOML text describes, or refuse one whose measures cannot be right."""
    try:
        stocks = msgspec.convert(tomllib.loads(text), Stocks)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise RuleError(
            f"The list of label sheets can't be read: {fault}.", "bad_stocks", "stock"
        ) from fault
    for stock in stocks.sheets:
        _check(stock)
    return stocks


@cache
def every_stock() -> Stocks:
    """Return the stocks that come with the program."""
    return read(STOCKS_FILE.read_text(encoding="utf-8"))


def stock(code: str) -> Stock:
    """Return the sheet with this code; capitals and spaces don't matter."""
    return _named(code, every_stock().sheets, "label sheet")


def roll(code: str) -> Roll:
    """Return the roll with this code; capitals and spaces don't matter."""
    return _named(code, every_stock().rolls, "label roll")


def positions(stock: Stock) -> list[tuple[float, float]]:
    """Return the top left corner of each label as (from the left, from the top), first to last."""
    return [
        (
            stock.left_mm + column * (stock.label_width_mm + stock.gap_x_mm),
            stock.top_mm + row * (stock.label_height_mm + stock.gap_y_mm),
        )
        for row in range(stock.rows)
        for column in range(stock.columns)
    ]


def check_first_free(stock: Stock, first_free: int) -> None:
    """Refuse a first free label that the sheet doesn't have."""
    if not 1 <= first_free <= stock.per_sheet:
        raise RuleError(
            f"A sheet of {stock.code} has {stock.per_sheet} labels: "
            f"the first free label is a number from 1 to {stock.per_sheet}.",
            "first_label",
            "first",
        )


def sheets_needed(count: int, stock: Stock, first_free: int = 1) -> int:
    """Return how many sheets so many labels take, a part-used first one included."""
    check_first_free(stock, first_free)
    return -(-(first_free - 1 + count) // stock.per_sheet) if count else 0


def free_after(count: int, stock: Stock, first_free: int = 1) -> int:
    """Return how many labels are left on the last sheet after printing so many."""
    sheets = max(1, sheets_needed(count, stock, first_free))
    return sheets * stock.per_sheet - (first_free - 1) - count


def next_free(count: int, stock: Stock, first_free: int = 1) -> int:
    """Return the first free label after printing so many; 1 when the last sheet is used up."""
    check_first_free(stock, first_free)
    return (first_free - 1 + count) % stock.per_sheet + 1


def _named(code: str, known: tuple[Kind, ...], what: str) -> Kind:
    wanted = "".join(code.split()).upper()
    for each in known:
        if each.code.upper() == wanted:
            return each
    names = " and ".join(each.code for each in known)
    raise RuleError(
        f"There is no {what} called {code.strip() or 'nothing'}. There is {names}.",
        "unknown_stock",
        "stock",
    )


def _check(stock: Stock) -> None:
    lengths = (stock.label_width_mm, stock.label_height_mm, stock.columns, stock.rows)
    spaces = (stock.left_mm, stock.top_mm, stock.gap_x_mm, stock.gap_y_mm)
    right, below = positions(stock)[-1] if min(lengths) > 0 else (0.0, 0.0)
    fits = (
        min(lengths) > 0
        and min(spaces) >= 0
        and right + stock.label_width_mm <= stock.page_width_mm + ROUNDING_MM
        and below + stock.label_height_mm <= stock.page_height_mm + ROUNDING_MM
    )
    if not fits:
        raise RuleError(
            f"The label sheet {stock.code} doesn't fit on its page: check its measures.",
            "bad_stocks",
            "stock",
        )
