"""What is wanted from the printer, and what a sheet says about it. Lengths are millimetres."""

from dataclasses import dataclass, replace
from enum import Enum

from loanmgr.documents import stocks
from loanmgr.documents.stocks import Stock
from loanmgr.services.labels import LabelRow
from ui.text import count


class Source(Enum):
    """Where the labels to print come from."""

    UNPRINTED = "Not yet printed"
    CHOSEN = "Chosen"
    REPRINTS = "Reprints"
    CARDS = "Family cards"

    @property
    def noun(self) -> str:
        """What one of them is called."""
        return "card" if self is Source.CARDS else "label"


@dataclass(frozen=True)
class Order:
    """Labels for the printer: each row so many times, from the first free label of a sheet on."""

    rows: tuple[LabelRow, ...]
    source: Source
    stock: Stock
    first: int
    copies: int = 1
    service: str = ""
    """Empty to leave the service's name off."""

    @property
    def labels(self) -> int:
        """How many labels that makes."""
        return len(self.rows) * self.copies

    @property
    def words(self) -> str:
        """How many labels, in words."""
        return count(self.labels, self.source.noun)

    @property
    def next_free(self) -> int:
        """The first free label of the last sheet when all is printed."""
        return stocks.next_free(self.labels, self.stock, self.first)

    def pdf(self) -> bytes:
        """Draw the sheets; long enough to be done off the GUI thread."""
        # The library that draws is read when something is first drawn, not with the window.
        from loanmgr.documents import cards, labels  # noqa: PLC0415

        rows = [row for row in self.rows for _ in range(self.copies)]
        if self.source is Source.CARDS:
            wanted = [cards.BorrowerCard(row.code, row.name, self.service) for row in rows]
            return cards.cards(wanted, self.stock, self.first)
        drawn = [labels.AssetLabel(row.code, row.name, self.service) for row in rows]
        return labels.sheet(drawn, self.stock, self.first)


def sheet_words(labels: int, stock: Stock, first: int) -> str:
    """Say what is free on the sheet, and what is left of it after so many labels."""
    free = stock.per_sheet - first + 1
    now = f"{free} free on this sheet"
    if labels == 0:
        return now
    left = stocks.free_after(labels, stock, first)
    if labels <= free:
        return f"{now}; {left or 'none'} left after {_these(labels)}"
    sheets = stocks.sheets_needed(labels, stock, first)
    return f"{now}; {_these(labels)} take {sheets:,} sheets, {left or 'none'} left on the last"


def one_label(stock: Stock) -> Stock:
    """Return a page that is one label of this stock, to be shown by itself."""
    return replace(
        stock,
        columns=1,
        rows=1,
        left_mm=0.0,
        top_mm=0.0,
        page_width_mm=stock.label_width_mm,
        page_height_mm=stock.label_height_mm,
    )


def _these(labels: int) -> str:
    return "this one" if labels == 1 else f"these {labels:,}"
