"""The letter about reduced rates that end: a page a family, its lower part to send back.

What an envelope's window shows is a name and an address. Nothing says why a rate is reduced.
Lengths are millimetres from the top of the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
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
from loanmgr.documents.paper import Pen, blank, describe
from loanmgr.documents.setting import (
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    RULE,
    SIDE_MM,
    TEXT_WIDTH_MM,
)
from loanmgr.domain.words import listed, long_date

TITLE_PT, BODY_PT, SMALL_PT = 15.0, 10.0, 8.5
LINE_MM, SMALL_MM = 5.0, 4.2
TITLE_MM, BODY_MM, TEAR_MM = 94.0, 104.0, 196.0
"""Where the title, the text and the part to send back begin."""
MOST_CHILDREN = 8
"""More than fit on the page are counted; they are rare, and told on a second letter."""
BOX_MM = 3.4
COLUMNS_MM = (0.0, 58.0, 86.0, 122.0)
ANSWER_MM = (0.0, 66.0, 98.0, 136.0)
EVIDENCE = {
    "letter": "a letter or notice that shows it",
    "school": "the school's word",
}


@dataclass(frozen=True)
class Child:
    """What is said of a child."""

    name: str
    card: str
    year: str
    rate: str
    """The public name of the reduced rate."""
    has: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class RenewalLetter:
    """Everything a letter says."""

    service: Service
    written_on: date
    until_on: date
    ends_on: date
    to: tuple[str, ...]
    children: tuple[Child, ...]


def renewal_letters(letters: Iterable[RenewalLetter]) -> bytes:
    """Draw letters into one PDF, a page each."""
    canvas, pdf = blank(PAGE_WIDTH_MM, PAGE_HEIGHT_MM)
    for number, letter in enumerate(letters):
        if number == 0:
            title = "Reduced rates that end"
            describe(canvas, title, letter.service.name, letter.written_on)
        _Page(canvas, letter).draw()
    canvas.save()
    return pdf.getvalue()


class _Page:
    """One letter on its way onto the page."""

    def __init__(self, canvas: Any, letter: RenewalLetter) -> None:
        self._canvas, self._letter, self._pen = canvas, letter, Pen(canvas)

    def draw(self) -> None:
        """Put the page on the canvas."""
        self._head()
        self._text()
        self._answer()
        self._pen.put_down()
        self._canvas.showPage()

    def _head(self) -> None:
        letter = self._letter
        self._write(letter.service.name, SIDE_MM, 20, 13, bold=True)
        for at, text in enumerate((*letter.service.address, letter.service.contact)):
            self._write(text, FACTS_MM, 20 + at * SMALL_MM, SMALL_PT)
        to = [each for text in letter.to for each in wrapped(text, BODY_PT, WINDOW_WIDTH_MM)]
        for at, words in enumerate(to[:MOST_ADDRESS_LINES]):
            self._pen.write(words, WINDOW_LEFT_MM, self._up(WINDOW_TOP_MM + at * LINE_MM))
        self._write(long_date(letter.written_on), FACTS_MM, WINDOW_TOP_MM, BODY_PT)
        rate = self._rate()
        year = letter.ends_on.year
        title = f"{rate}: to be asked for anew for {year}/{(year + 1) % 100:02d}"
        self._write(title, SIDE_MM, TITLE_MM, TITLE_PT, bold=True)

    def _text(self) -> None:
        letter, rate = self._letter, self._rate().lower()
        next_on = letter.ends_on + timedelta(days=1)
        top_mm = self._paragraph(
            f"The {rate} below ends on {long_date(letter.ends_on)} and does not go on by itself. "
            f"To ask for it anew, fill in the lower part of this letter and let us have it by "
            f"{long_date(letter.until_on)}. Without it the full price applies from "
            f"{long_date(next_on)}; what is asked for later counts from the day we receive it.",
            BODY_MM,
        )
        top_mm += 3
        heads = ("Child", "School year", "Ends", "Has from us now")
        self._row(heads, COLUMNS_MM, top_mm, bold=True)
        self._rule(top_mm + 1.6)
        for child in letter.children[:MOST_CHILDREN]:
            top_mm += LINE_MM + 0.8
            has = listed(child.has) if child.has else "lessons"
            cells = (child.name, child.year or "–", long_date(letter.ends_on), has)
            self._row(cells, COLUMNS_MM, top_mm)
        more = len(letter.children) - MOST_CHILDREN
        if more > 0:
            top_mm += LINE_MM
            self._write(f"and {more} more", SIDE_MM, top_mm, SMALL_PT)
        kinds = dict.fromkeys(kind for child in letter.children for kind in child.evidence)
        if kinds:
            said = " or ".join(EVIDENCE.get(kind, kind.replace("_", " ")) for kind in kinds)
            self._paragraph(
                f"What we have to see: {said}. Bring it, or put a copy in with your answer; we "
                "look at it, note that we did, and keep no copy.",
                top_mm + 8,
            )

    def _answer(self) -> None:
        letter, canvas = self._letter, self._canvas
        canvas.setDash(4, 3)
        canvas.setStrokeColor(RULE)
        canvas.line(
            10 * MM, self._up(TEAR_MM) * MM, (PAGE_WIDTH_MM - 10) * MM, self._up(TEAR_MM) * MM
        )
        canvas.setDash()
        self._write("Please send back this part", SIDE_MM, TEAR_MM - 2, SMALL_PT)
        top_mm = TEAR_MM + 8
        back = f"Answer to {letter.service.name}, by {long_date(letter.until_on)}"
        self._write(back, SIDE_MM, top_mm, 11.5, bold=True)
        top_mm += 7
        heads = ("Child", "Ask for it anew", "Not needed any more", "What shows it is")
        self._row(heads, ANSWER_MM, top_mm, size_pt=SMALL_PT, bold=True)
        self._rule(top_mm + 1.6)
        for child in letter.children[:MOST_CHILDREN]:
            top_mm += LINE_MM + 1.4
            self._pen.write(fitted(child.name, BODY_PT, 44), SIDE_MM, self._up(top_mm))
            self._write(child.card, SIDE_MM + 46, top_mm, SMALL_PT)
            for left_mm in ANSWER_MM[1:3]:
                self._box(SIDE_MM + left_mm, top_mm)
            for at, said in enumerate(("with this", "to follow")):
                left_mm = SIDE_MM + ANSWER_MM[3] + at * 21
                self._box(left_mm, top_mm)
                self._write(said, left_mm + BOX_MM + 1, top_mm, SMALL_PT)
        top_mm += 13
        for at, said in enumerate(("Name", "Signature", "Date")):
            left_mm = SIDE_MM + (0, 70, 136)[at]
            right_mm = SIDE_MM + (64, 130, TEXT_WIDTH_MM)[at]
            self._rule(top_mm, left_mm, right_mm)
            self._write(said, left_mm, top_mm + 4, SMALL_PT)

    def _rate(self) -> str:
        """Return the public name of what ends; several are called by a common word."""
        names = {child.rate for child in self._letter.children}
        return names.pop() if len(names) == 1 else "Reduced rate"

    def _row(
        self,
        cells: tuple[str, ...],
        lefts_mm: tuple[float, ...],
        top_mm: float,
        *,
        size_pt: float = BODY_PT,
        bold: bool = False,
    ) -> None:
        rights_mm = (*lefts_mm[1:], TEXT_WIDTH_MM)
        for text, left_mm, right_mm in zip(cells, lefts_mm, rights_mm, strict=True):
            words = fitted(text, size_pt, right_mm - left_mm - 2, bold=bold)
            self._pen.write(words, SIDE_MM + left_mm, self._up(top_mm))

    def _paragraph(self, text: str, top_mm: float) -> float:
        for words in wrapped(text, BODY_PT, TEXT_WIDTH_MM):
            self._pen.write(words, SIDE_MM, self._up(top_mm))
            top_mm += LINE_MM
        return top_mm

    def _write(
        self, text: str, left_mm: float, top_mm: float, size_pt: float, *, bold: bool = False
    ) -> None:
        room_mm = PAGE_WIDTH_MM - SIDE_MM - left_mm
        words = line(text, size_pt, bold=bold)
        if words.width_pt > room_mm * MM:
            words = fitted(text, size_pt, room_mm, bold=bold)
        self._pen.write(words, left_mm, self._up(top_mm))

    def _box(self, left_mm: float, top_mm: float) -> None:
        self._canvas.setStrokeGray(0.2)
        self._canvas.setLineWidth(0.7)
        self._canvas.rect(left_mm * MM, (self._up(top_mm) - 0.3) * MM, BOX_MM * MM, BOX_MM * MM)

    def _rule(self, top_mm: float, left_mm: float = SIDE_MM, right_mm: float = 0.0) -> None:
        right_mm = right_mm or PAGE_WIDTH_MM - SIDE_MM
        self._canvas.setStrokeColor(RULE)
        self._canvas.setLineWidth(0.6)
        self._canvas.line(left_mm * MM, self._up(top_mm) * MM, right_mm * MM, self._up(top_mm) * MM)

    @staticmethod
    def _up(top_mm: float) -> float:
        return PAGE_HEIGHT_MM - top_mm
