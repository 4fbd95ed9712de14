"""The letter about reduced rates that end: a page a family, its lower part to send back.

What an envelope's window shows is a name and an address. Nothing says why a rate is reduced.
Lengths are millimetres from the top of the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from loanmgr.documents.agreement import Service
from loanmgr.documents.letter_page import BODY_MM, LINE_MM, SMALL_PT, LetterPage
from loanmgr.documents.lettering import MM
from loanmgr.documents.paper import blank, describe
from loanmgr.documents.setting import (
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    RULE,
    SIDE_MM,
    TEXT_WIDTH_MM,
)
from loanmgr.domain.words import listed, long_date

TEAR_MM = 196.0
"""Where the part to send back begins."""
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


class _Page(LetterPage):
    """One letter on its way onto the page."""

    def __init__(self, canvas: Any, letter: RenewalLetter) -> None:
        super().__init__(canvas)
        self._letter = letter

    def draw(self) -> None:
        """Put the page on the canvas."""
        letter, year = self._letter, self._letter.ends_on.year
        title = f"{self._rate()}: to be asked for anew for {year}/{(year + 1) % 100:02d}"
        self.head(letter.service, letter.to, long_date(letter.written_on), title)
        self._text()
        self._answer()
        self.done()

    def _text(self) -> None:
        letter, rate = self._letter, self._rate().lower()
        next_on = letter.ends_on + timedelta(days=1)
        top_mm = self.paragraph(
            f"The {rate} below ends on {long_date(letter.ends_on)} and does not go on by itself. "
            f"To ask for it anew, fill in the lower part of this letter and let us have it by "
            f"{long_date(letter.until_on)}. Without it the full price applies from "
            f"{long_date(next_on)}; what is asked for later counts from the day we receive it.",
            BODY_MM,
        )
        top_mm += 3
        heads = ("Child", "School year", "Ends", "Has from us now")
        self.row(heads, COLUMNS_MM, top_mm, bold=True)
        self.rule(top_mm + 1.6)
        for child in letter.children[:MOST_CHILDREN]:
            top_mm += LINE_MM + 0.8
            has = listed(child.has) if child.has else "lessons"
            cells = (child.name, child.year or "–", long_date(letter.ends_on), has)
            self.row(cells, COLUMNS_MM, top_mm)
        more = len(letter.children) - MOST_CHILDREN
        if more > 0:
            top_mm += LINE_MM
            self.write(f"and {more} more", SIDE_MM, top_mm, SMALL_PT)
        kinds = dict.fromkeys(kind for child in letter.children for kind in child.evidence)
        if kinds:
            said = " or ".join(EVIDENCE.get(kind, kind.replace("_", " ")) for kind in kinds)
            self.paragraph(
                f"What we have to see: {said}. Bring it, or put a copy in with your answer; we "
                "look at it, note that we did, and keep no copy.",
                top_mm + 8,
            )

    def _answer(self) -> None:
        letter, canvas = self._letter, self.canvas
        canvas.setDash(4, 3)
        canvas.setStrokeColor(RULE)
        canvas.line(
            10 * MM, self.up(TEAR_MM) * MM, (PAGE_WIDTH_MM - 10) * MM, self.up(TEAR_MM) * MM
        )
        canvas.setDash()
        self.write("Please send back this part", SIDE_MM, TEAR_MM - 2, SMALL_PT)
        top_mm = TEAR_MM + 8
        back = f"Answer to {letter.service.name}, by {long_date(letter.until_on)}"
        self.write(back, SIDE_MM, top_mm, 11.5, bold=True)
        top_mm += 7
        heads = ("Child", "Ask for it anew", "Not needed any more", "What shows it is")
        self.row(heads, ANSWER_MM, top_mm, size_pt=SMALL_PT, bold=True)
        self.rule(top_mm + 1.6)
        for child in letter.children[:MOST_CHILDREN]:
            top_mm += LINE_MM + 1.4
            self.row((child.name, ""), (0.0, 46.0), top_mm)
            self.write(child.card, SIDE_MM + 46, top_mm, SMALL_PT)
            for left_mm in ANSWER_MM[1:3]:
                self._box(SIDE_MM + left_mm, top_mm)
            for at, said in enumerate(("with this", "to follow")):
                left_mm = SIDE_MM + ANSWER_MM[3] + at * 21
                self._box(left_mm, top_mm)
                self.write(said, left_mm + BOX_MM + 1, top_mm, SMALL_PT)
        top_mm += 13
        for at, said in enumerate(("Name", "Signature", "Date")):
            left_mm = SIDE_MM + (0, 70, 136)[at]
            right_mm = SIDE_MM + (64, 130, TEXT_WIDTH_MM)[at]
            self.rule(top_mm, left_mm, right_mm)
            self.write(said, left_mm, top_mm + 4, SMALL_PT)

    def _rate(self) -> str:
        """Return the public name of what ends; several are called by a common word."""
        names = {child.rate for child in self._letter.children}
        return names.pop() if len(names) == 1 else "Reduced rate"

    def _box(self, left_mm: float, top_mm: float) -> None:
        self.canvas.setStrokeGray(0.2)
        self.canvas.setLineWidth(0.7)
        self.canvas.rect(left_mm * MM, (self.up(top_mm) - 0.3) * MM, BOX_MM * MM, BOX_MM * MM)
