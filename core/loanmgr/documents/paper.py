"""What all our PDFs have in common: printed at true size, the same bytes every time."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from loanmgr.documents.barcodes import runs
from loanmgr.documents.lettering import MM, Line, font_name

CREATOR = "Loan manager"
LANGUAGE = "en-GB"

# Text-only streams are a quarter larger and cost a third of the time of a sheet of labels.
rl_config.useA85 = 0


def blank(page_width_mm: float, page_height_mm: float) -> tuple[Canvas, BytesIO]:
    """Return an empty document and where its bytes will be."""
    pdf = BytesIO()
    size = (page_width_mm * MM, page_height_mm * MM)
    font = font_name()
    return Canvas(pdf, size, invariant=1, lang=LANGUAGE, initialFontName=font), pdf


def describe(canvas: Any, title: str, author: str, made_on: date | None = None) -> None:
    """Give a document its title, and ask viewers to print it at its true size."""
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(title)
    canvas.setCreator(CREATOR)
    canvas.setViewerPreference("PrintScaling", "None")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    if made_on:
        canvas.setDateFormatter(_dated(made_on))


def bar_rectangles(pattern: str, corner: tuple[int, int], module: int, height: int) -> list[str]:
    """Return the black runs of a pattern as PDF rectangles from a bottom left corner, in dots."""
    left, bottom = corner
    return [
        f"{left + at * module} {bottom} {length * module} {height} re"
        for at, length in runs(pattern)
    ]


class Pen:
    """Collects the lines of a page and writes them font by font: changing fonts costs most."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._lines: dict[tuple[str, float], list[tuple[float, float, str]]] = {}

    def write(self, line: Line, x_mm: float, y_mm: float, *, centred: bool = False) -> None:
        """Write a line; ``y_mm`` is its baseline from the bottom of the page."""
        x_pt = x_mm * MM - (line.width_pt / 2 if centred else 0)
        for run in line.runs:
            of_this_font = self._lines.setdefault((run.font, line.size_pt), [])
            of_this_font.append((x_pt, y_mm * MM, run.text))
            x_pt += run.width_pt

    def put_down(self) -> None:
        """Put what was written on the page."""
        text = self._canvas.beginText()
        for font, lines in self._lines.items():
            text.setFont(*font)
            for x_pt, y_pt, words in lines:
                text.setTextOrigin(x_pt, y_pt)
                text.textOut(words)
        self._canvas.drawText(text)


def _dated(on: date) -> Callable[..., str]:
    return lambda *_: f"D:{on:%Y%m%d}000000Z"
