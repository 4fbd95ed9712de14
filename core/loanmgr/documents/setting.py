"""Setting pages of text: paragraphs, tables and a foot with the page count. Sizes are points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any, Literal

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from loanmgr.documents.lettering import MM, fitted, font_name, markup
from loanmgr.documents.paper import LANGUAGE, Pen, describe

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
SIDE_MM, TOP_MM, BOTTOM_MM = 18.0, 15.0, 18.0
TEXT_WIDTH_MM = PAGE_WIDTH_MM - 2 * SIDE_MM

HEADED_MM = 32.0
"""Height a heading wants below it, itself included, or it goes to the next page."""

INK = Color(0.1, 0.1, 0.12)
QUIET = Color(0.35, 0.35, 0.38)
RULE = Color(0.72, 0.72, 0.75)
SHADE = Color(0.93, 0.93, 0.94)

Look = Literal["body", "small", "quiet", "label", "bold", "heading", "title", "service"]
LOOKS: dict[Look, tuple[float, bool, Color]] = {
    "body": (9.0, False, INK),
    "small": (7.8, False, INK),
    "quiet": (8.0, False, QUIET),
    "label": (9.0, False, QUIET),
    "bold": (9.0, True, INK),
    "heading": (10.5, True, INK),
    "title": (17.0, True, INK),
    "service": (13.0, True, INK),
}


@dataclass(frozen=True)
class Paper:
    """What a document is called, whose it is, its date, and the words at the foot of each page."""

    title: str
    service: str
    dated_on: date
    foot: str


def words(text: str, look: Look = "body", *, right: bool = False) -> Paragraph:
    """Return a paragraph of plain words."""
    return Paragraph(markup(text, bold=LOOKS[look][1]), _style(look, right=right))


def block(text: str, look: Look = "body") -> list[Flowable]:
    """Return a text of several lines as a paragraph each, empty lines left out."""
    return [words(line, look) for line in text.splitlines() if line.strip()]


def space(height_mm: float) -> Spacer:
    """Return empty height."""
    return Spacer(1, height_mm * MM)


def heading(text: str) -> list[Flowable]:
    """Return a heading with the beginning of what follows it on the same page."""
    return [CondPageBreak(HEADED_MM * MM), words(text, "heading")]


def grid(rows: Sequence[Sequence[Any]], widths_mm: Sequence[float], styles: list[Any]) -> Table:
    """Return a table as wide as the text whose rows may run over pages."""
    return Table(
        [list(row) for row in rows],
        colWidths=[width * MM for width in widths_mm],
        style=[
            ("FONTNAME", (0, 0), (-1, -1), font_name()),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
            *styles,
        ],
        splitInRow=1,
        hAlign="LEFT",
    )


def listing(
    head: Sequence[Any], rows: Sequence[Sequence[Any]], widths_mm: Sequence[float]
) -> Table:
    """Return a table with a shaded head, repeated on each page, and a rule under each row."""
    table = grid(
        [head, *rows],
        widths_mm,
        [
            ("BACKGROUND", (0, 0), (-1, 0), SHADE),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
            ("LINEABOVE", (0, 0), (-1, 0), 0.5, RULE),
        ],
    )
    table.repeatRows = 1
    return table


def build(paper: Paper, story: Callable[[], list[Flowable]]) -> bytes:
    """Set a story on A4; it is set twice when it has several pages, to say how many there are."""
    pages, pdf = _set(paper, story(), 1)
    if pages > 1:
        _, pdf = _set(paper, story(), pages)
    return pdf


def _set(paper: Paper, story: list[Flowable], of_pages: int) -> tuple[int, bytes]:
    pdf = BytesIO()
    document = BaseDocTemplate(
        pdf,
        pagesize=(PAGE_WIDTH_MM * MM, PAGE_HEIGHT_MM * MM),
        invariant=1,
        lang=LANGUAGE,
        initialFontName=font_name(),
    )

    def finish(canvas: Any, _document: Any) -> None:
        describe(canvas, paper.title, paper.service, paper.dated_on)
        _foot(canvas, paper.foot, f"Page {canvas.getPageNumber()} of {of_pages}")

    document.addPageTemplates(PageTemplate(frames=[_frame()], onPage=finish))
    document.build(story)
    return int(document.page), pdf.getvalue()


def _frame() -> Frame:
    """Return the room for text on a page: what lies inside the margins, without padding."""
    height_mm = PAGE_HEIGHT_MM - TOP_MM - BOTTOM_MM
    room = (SIDE_MM * MM, BOTTOM_MM * MM, TEXT_WIDTH_MM * MM, height_mm * MM)
    return Frame(*room, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def _foot(canvas: Any, left: str, right: str) -> None:
    canvas.saveState()
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    rule_pt = 14 * MM
    canvas.line(SIDE_MM * MM, rule_pt, (PAGE_WIDTH_MM - SIDE_MM) * MM, rule_pt)
    canvas.setFillColor(QUIET)
    pen = Pen(canvas)
    count = fitted(right, 7.5, 40)
    pen.write(fitted(left, 7.5, TEXT_WIDTH_MM - 45), SIDE_MM, 10)
    pen.write(count, PAGE_WIDTH_MM - SIDE_MM - count.width_pt / MM, 10)
    pen.put_down()
    canvas.restoreState()


@cache
def _style(look: Look, *, right: bool) -> ParagraphStyle:
    size, bold, colour = LOOKS[look]
    is_heading = look == "heading"
    return ParagraphStyle(
        f"{look}{right}",
        fontName=font_name(bold=bold),
        fontSize=size,
        leading=size * 1.28,
        textColor=colour,
        alignment=TA_RIGHT if right else TA_LEFT,
        spaceBefore=8 if is_heading else 0,
        spaceAfter=3 if is_heading else 0,
        splitLongWords=1,
    )
