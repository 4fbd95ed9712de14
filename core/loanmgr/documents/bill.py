"""A4 papers with an address in the window of an envelope and lines of money over many pages.

Pages end with what is carried forward and begin with what was brought forward. Several papers may
go into one file, each with page numbers of its own. Lengths are millimetres, sizes are points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

from reportlab.lib.colors import Color

from loanmgr.documents.lettering import MM, Line, fitted, line
from loanmgr.documents.paper import blank, describe
from loanmgr.documents.setting import (
    BOTTOM_MM,
    INK,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    QUIET,
    RULE,
    SHADE,
    SIDE_MM,
    TEXT_WIDTH_MM,
)

RIGHT_MM = PAGE_WIDTH_MM - SIDE_MM
WINDOW_LEFT_MM, WINDOW_TOP_MM, WINDOW_WIDTH_MM = 22.0, 50.0, 80.0
"""Where the first line of the address stands: inside the window of a DL envelope."""
MOST_ADDRESS_LINES = 7
FACTS_MM = 118.0
"""How far from the left what is said beside the address begins."""
TITLE_MM, FIRST_MM, NEXT_MM = 94.0, 104.0, 30.0
"""From the top: the title, and where lines begin on the first page and on the others."""
BODY, SMALL, LEADING_MM, SMALL_LEADING_MM, PAD_MM = 9.0, 7.8, 4.2, 3.6, 1.6
LOWEST_MM = BOTTOM_MM + 4
CARRIED, BROUGHT = "Carried forward", "Brought forward"


@dataclass(frozen=True)
class Column:
    """A column of lines; those of sums stand on the right."""

    title: str
    width_mm: float
    is_sum: bool = False


@dataclass(frozen=True)
class Row:
    """One line: what stands in its columns, small words under it, and the sum so far."""

    cells: tuple[str, ...]
    under: str = ""
    so_far: str = ""


@dataclass(frozen=True)
class Sum:
    """A sum below the lines."""

    what: str
    pounds: str
    is_bold: bool = False


@dataclass(frozen=True)
class Bill:
    """Everything a paper of an account says, in the words it says it."""

    title: str
    service: str
    address: tuple[str, ...]
    """The service's own, with how to reach it."""
    to: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sums: tuple[Sum, ...]
    table: tuple[tuple[str, ...], ...] = ()
    """What VAT there is, under a head."""
    notes: tuple[tuple[str, str], ...] = ()
    """Sentences below, each under a few bold words, or none."""
    dated_on: date = date.min
    foot: str = ""


def bills(papers: Sequence[Bill]) -> bytes:
    """Draw papers one after the other into one PDF."""
    canvas, pdf = blank(PAGE_WIDTH_MM, PAGE_HEIGHT_MM)
    first = papers[0]
    title = first.title if len(papers) == 1 else f"{first.title} and {len(papers) - 1} more"
    describe(canvas, title, first.service, first.dated_on)
    for paper in papers:
        _Paper(canvas, paper).draw()
    canvas.save()
    return pdf.getvalue()


def wrapped(text: str, size_pt: float, width_mm: float) -> list[Line]:
    """Break a text into lines no wider than this; a word that is longer is cut."""
    whole = line(text, size_pt)
    if whole.width_pt <= width_mm * MM:
        return [whole]
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and line(longer, size_pt).width_pt <= width_mm * MM:
            found[-1] = longer
        else:
            found.append(word)
    return [fitted(each, size_pt, width_mm) for each in found]


class _Placed(NamedTuple):
    """A line of text and where its baseline begins."""

    line: Line
    x_mm: float
    y_mm: float
    colour: Color


class _Paper:
    """One paper on its way onto a canvas: rows are laid out first, so that pages are counted."""

    def __init__(self, canvas: Any, paper: Bill) -> None:
        self._canvas = canvas
        self._paper = paper
        self._widths = _widths(paper.columns)
        self._lefts = list(accumulate(self._widths, initial=SIDE_MM))

    def draw(self) -> None:
        """Put every page on the canvas."""
        pages = self._pages()
        for number, rows in enumerate(pages, start=1):
            self._ink: list[_Placed] = []
            self._rules: list[tuple[float, float]] = []
            top_mm = self._head() if number == 1 else self._short_head()
            brought = pages[number - 2][-1].so_far if number > 1 else ""
            y_mm = self._lines(rows, top_mm, brought, is_last=number == len(pages))
            if number == len(pages):
                self._below(y_mm)
            self._foot(f"Page {number} of {len(pages)}")
            self._put_down()

    # Laying out.

    def _pages(self) -> list[list[Row]]:
        """Share the rows out over pages; the last one has room for what stands below them."""
        pages: list[list[Row]] = [[]]
        room = PAGE_HEIGHT_MM - FIRST_MM - LOWEST_MM - 2 * _row_mm(1, 0)
        left = room
        for row in self._paper.rows:
            height = self._height(row)
            if height > left and pages[-1]:
                pages.append([])
                left = PAGE_HEIGHT_MM - NEXT_MM - LOWEST_MM - 3 * _row_mm(1, 0)
            pages[-1].append(row)
            left -= height
        if self._below_mm() > left + _row_mm(1, 0) and len(pages[-1]) > 1:
            # What stands below goes to a page of its own, with the last line for company.
            pages.append([pages[-1].pop()])
        return pages

    def _height(self, row: Row) -> float:
        most = max(len(self._wrapped(row, at)) for at in range(len(row.cells)))
        under = len(wrapped(row.under, SMALL, self._width(1))) if row.under else 0
        return _row_mm(most, under)

    def _wrapped(self, row: Row, at: int) -> list[Line]:
        return wrapped(row.cells[at], BODY, self._width(at))

    def _width(self, at: int) -> float:
        return self._widths[at] - 2 * PAD_MM

    def _below_mm(self) -> float:
        notes = sum(
            LEADING_MM * (bool(head) + len(wrapped(text, BODY, TEXT_WIDTH_MM))) + 2.5
            for head, text in self._paper.notes
        )
        table = (len(self._paper.table) + 1) * LEADING_MM * 1.3 if self._paper.table else 0
        return len(self._paper.sums) * LEADING_MM * 1.4 + table + notes + 8

    # Drawing.

    def _head(self) -> float:
        paper = self._paper
        top = PAGE_HEIGHT_MM - 20
        self._write(fitted(paper.service, 13, 95, bold=True), SIDE_MM, top)
        for at, text in enumerate(paper.address[:6]):
            self._quiet_right(fitted(text, 8, 75), RIGHT_MM, top - at * 3.7)
        self._rule(PAGE_HEIGHT_MM - 42.5, 1.5)
        window = PAGE_HEIGHT_MM - WINDOW_TOP_MM
        for at, text in enumerate(paper.to[:MOST_ADDRESS_LINES]):
            self._write(fitted(text, 10, WINDOW_WIDTH_MM), WINDOW_LEFT_MM, window - at * 4.8)
        for at, (label, text) in enumerate(paper.facts):
            y_mm = window - at * 5
            self._write(line(label, BODY), FACTS_MM, y_mm, QUIET)
            value = fitted(text, BODY, RIGHT_MM - FACTS_MM - 28, bold=True)
            self._write(value, FACTS_MM + 28, y_mm)
        title = fitted(paper.title, 17, TEXT_WIDTH_MM, bold=True)
        self._write(title, SIDE_MM, PAGE_HEIGHT_MM - TITLE_MM)
        return PAGE_HEIGHT_MM - FIRST_MM

    def _short_head(self) -> float:
        y_mm = PAGE_HEIGHT_MM - 20
        self._write(fitted(self._paper.title, BODY, 90, bold=True), SIDE_MM, y_mm)
        name = fitted(self._paper.to[0], BODY, 80) if self._paper.to else line("", BODY)
        self._quiet_right(name, RIGHT_MM, y_mm)
        return PAGE_HEIGHT_MM - NEXT_MM

    def _lines(self, rows: Iterable[Row], top_mm: float, brought: str, *, is_last: bool) -> float:
        """Write the rows of a page below a head; return where they end."""
        head = _row_mm(1, 0)
        self._canvas.setFillColor(SHADE)
        self._canvas.rect(SIDE_MM * MM, (top_mm - head) * MM, TEXT_WIDTH_MM * MM, head * MM, 0, 1)
        titles = [each.title for each in self._paper.columns]
        y_mm = self._row(titles, "", top_mm, QUIET)
        if brought:
            y_mm = self._row(self._moved(BROUGHT, brought), "", y_mm)
        last = ""
        for row in rows:
            y_mm = self._row(row.cells, row.under, y_mm)
            last = row.so_far
        return y_mm if is_last else self._row(self._moved(CARRIED, last), "", y_mm)

    def _moved(self, what: str, pounds: str) -> list[str]:
        empty = [""] * len(self._paper.columns)
        empty[1], empty[-1] = what, pounds
        return empty

    def _row(self, cells: Sequence[str], under: str, top_mm: float, colour: Color = INK) -> float:
        most = 1
        for at, text in enumerate(cells):
            is_sum, left_mm = self._paper.columns[at].is_sum, self._lefts[at]
            lines = wrapped(text, BODY, self._width(at))
            most = max(most, len(lines))
            for number, each in enumerate(lines):
                y_mm = top_mm - LEADING_MM * (number + 1) - 0.4
                right_mm = self._lefts[at + 1] - PAD_MM - each.width_pt / MM
                self._write(each, right_mm if is_sum else left_mm + PAD_MM, y_mm, colour)
        small = wrapped(under, SMALL, self._width(1)) if under else []
        for number, each in enumerate(small):
            y_mm = top_mm - LEADING_MM * most - SMALL_LEADING_MM * (number + 1) - 0.2
            self._write(each, self._lefts[1] + PAD_MM, y_mm, QUIET)
        bottom_mm = top_mm - _row_mm(most, len(small))
        self._rule(bottom_mm, 0.5)
        return bottom_mm

    def _below(self, y_mm: float) -> None:
        """Write sums, the table of VAT and notes under the rows."""
        y_mm -= 1.5
        for each in self._paper.sums:
            y_mm -= LEADING_MM * 1.4
            value = line(each.pounds, BODY, bold=each.is_bold)
            label = fitted(each.what, BODY, 120, bold=each.is_bold)
            self._right(label, RIGHT_MM - 36, y_mm)
            self._right(value, RIGHT_MM - PAD_MM, y_mm)
        y_mm -= 5
        for at, cells in enumerate(self._paper.table):
            y_mm -= LEADING_MM * 1.3
            colour = INK if at else QUIET
            for place, text in enumerate(cells):
                cell = fitted(text, BODY, 33)
                right_mm = SIDE_MM + 36 * (place + 1)
                self._write(cell, right_mm - cell.width_pt / MM, y_mm, colour)
        y_mm -= 5 if self._paper.table else 0
        for head, text in self._paper.notes:
            if head:
                y_mm -= LEADING_MM
                self._write(fitted(head, BODY, TEXT_WIDTH_MM, bold=True), SIDE_MM, y_mm)
            for words in wrapped(text, BODY, TEXT_WIDTH_MM):
                y_mm -= LEADING_MM
                self._write(words, SIDE_MM, y_mm)
            y_mm -= 2.5

    def _foot(self, count: str) -> None:
        self._rule(14, 0.5)
        self._write(fitted(self._paper.foot, 7.5, TEXT_WIDTH_MM - 45), SIDE_MM, 10, QUIET)
        self._quiet_right(line(count, 7.5), RIGHT_MM, 10)

    def _put_down(self) -> None:
        """Write the page in the order in which it is read, aloud or by eye."""
        for width_pt, colour in ((1.5, INK), (0.5, RULE)):
            self._canvas.setStrokeColor(colour)
            self._canvas.setLineWidth(width_pt)
            ends_pt = SIDE_MM * MM, RIGHT_MM * MM
            heights = [y_mm * MM for y_mm, width in self._rules if width == width_pt]
            self._canvas.lines([(ends_pt[0], y_pt, ends_pt[1], y_pt) for y_pt in heights])
        text = self._canvas.beginText()
        colour, font = None, None
        for placed in self._ink:
            if placed.colour is not colour:
                colour = placed.colour
                text.setFillColor(colour)
            text.setTextOrigin(placed.x_mm * MM, placed.y_mm * MM)
            for run in placed.line.runs:
                if (run.font, placed.line.size_pt) != font:
                    font = run.font, placed.line.size_pt
                    text.setFont(*font)
                text.textOut(run.text)
        self._canvas.drawText(text)
        self._canvas.showPage()

    def _write(self, text: Line, x_mm: float, y_mm: float, colour: Color = INK) -> None:
        if text.runs:
            self._ink.append(_Placed(text, x_mm, y_mm, colour))

    def _right(self, text: Line, right_mm: float, y_mm: float) -> None:
        self._write(text, right_mm - text.width_pt / MM, y_mm)

    def _quiet_right(self, text: Line, right_mm: float, y_mm: float) -> None:
        self._write(text, right_mm - text.width_pt / MM, y_mm, QUIET)

    def _rule(self, y_mm: float, width_pt: float) -> None:
        self._rules.append((y_mm, width_pt))


def _widths(columns: tuple[Column, ...]) -> tuple[float, ...]:
    """Return the widths of columns; the one without a width takes what is left."""
    rest = TEXT_WIDTH_MM - sum(each.width_mm for each in columns)
    return tuple(each.width_mm or rest for each in columns)


def _row_mm(lines: int, small: int) -> float:
    return LEADING_MM * lines + SMALL_LEADING_MM * small + 2 * PAD_MM - 0.8
