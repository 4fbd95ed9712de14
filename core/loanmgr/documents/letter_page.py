"""A page of a letter: who writes, whom the envelope's window shows, paragraphs and rows.

Lengths are millimetres from the top of the page, sizes are points.
"""

from typing import Any

from loanmgr.documents.agreement import Service
from loanmgr.documents.bill import (
    FACTS_MM,
    MOST_ADDRESS_LINES,
    WINDOW_LEFT_MM,
    WINDOW_TOP_MM,
    WINDOW_WIDTH_MM,
    wrapped,
)
from loanmgr.documents.lettering import MM, fitted, line
from loanmgr.documents.paper import Pen
from loanmgr.documents.setting import (
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    RULE,
    SIDE_MM,
    TEXT_WIDTH_MM,
)

TITLE_PT, BODY_PT, SMALL_PT = 15.0, 10.0, 8.5
LINE_MM, SMALL_MM = 5.0, 4.2
TITLE_MM, BODY_MM = 94.0, 104.0
"""Where the title and the text begin."""


class LetterPage:
    """A page on its way onto the canvas."""

    def __init__(self, canvas: Any) -> None:
        self.canvas, self._pen = canvas, Pen(canvas)

    def head(self, service: Service, to: tuple[str, ...], dated: str, title: str) -> None:
        """Write who writes, to whom, when and about what."""
        self.write(service.name, SIDE_MM, 20, 13, bold=True)
        beside = [text for text in (*service.address, service.contact) if text]
        for at, text in enumerate(beside):
            self.write(text, FACTS_MM, 20 + at * SMALL_MM, SMALL_PT)
        lines = [each for text in to for each in wrapped(text, BODY_PT, WINDOW_WIDTH_MM)]
        for at, words in enumerate(lines[:MOST_ADDRESS_LINES]):
            self._pen.write(words, WINDOW_LEFT_MM, self.up(WINDOW_TOP_MM + at * LINE_MM))
        self.write(dated, FACTS_MM, WINDOW_TOP_MM, BODY_PT)
        self.write(title, SIDE_MM, TITLE_MM, TITLE_PT, bold=True)

    def paragraph(self, text: str, top_mm: float) -> float:
        """Write a text over the width of the page; return where the next one begins."""
        for words in wrapped(text, BODY_PT, TEXT_WIDTH_MM):
            self._pen.write(words, SIDE_MM, self.up(top_mm))
            top_mm += LINE_MM
        return top_mm

    def row(
        self,
        cells: tuple[str, ...],
        lefts_mm: tuple[float, ...],
        top_mm: float,
        *,
        size_pt: float = BODY_PT,
        bold: bool = False,
    ) -> None:
        """Write cells beside each other, each cut to its column."""
        rights_mm = (*lefts_mm[1:], TEXT_WIDTH_MM)
        for text, left_mm, end_mm in zip(cells, lefts_mm, rights_mm, strict=True):
            words = fitted(text, size_pt, end_mm - left_mm - 2, bold=bold)
            self._pen.write(words, SIDE_MM + left_mm, self.up(top_mm))

    def write(
        self, text: str, left_mm: float, top_mm: float, size_pt: float, *, bold: bool = False
    ) -> None:
        """Write words up to the right margin."""
        room_mm = PAGE_WIDTH_MM - SIDE_MM - left_mm
        words = line(text, size_pt, bold=bold)
        if words.width_pt > room_mm * MM:
            words = fitted(text, size_pt, room_mm, bold=bold)
        self._pen.write(words, left_mm, self.up(top_mm))

    def write_right(self, text: str, right_mm: float, top_mm: float, *, bold: bool = False) -> None:
        """Write words that end at a place."""
        words = line(text, BODY_PT, bold=bold)
        self._pen.write(words, right_mm - words.width_pt / MM, self.up(top_mm))

    def rule(self, top_mm: float, left_mm: float = SIDE_MM, right_mm: float = 0.0) -> None:
        """Draw a thin line, over the width of the text unless said."""
        right_mm = right_mm or PAGE_WIDTH_MM - SIDE_MM
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(left_mm * MM, self.up(top_mm) * MM, right_mm * MM, self.up(top_mm) * MM)

    def done(self) -> None:
        """Put the page on the canvas."""
        self._pen.put_down()
        self.canvas.showPage()

    @staticmethod
    def up(top_mm: float) -> float:
        """Return a height from the bottom of the page."""
        return PAGE_HEIGHT_MM - top_mm
