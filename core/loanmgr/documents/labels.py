"""Sheets of labels in exact millimetres: bars, the code to read aloud, the instrument's name.

A label never carries a child's name. Bars are drawn on the dot grid of a 203 dpi printer, so every
bar of a sheet is a whole number of dots wide wherever it stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.pdfgen.pathobject import PDFPathObject

from loanmgr.documents.barcodes import (
    DOT_MM,
    DOTS_PER_MM,
    QR_QUIET_MODULES,
    Readability,
    aloud,
    bars,
    qr,
    readability,
)
from loanmgr.documents.lettering import CAP_HEIGHT, MM, fitted
from loanmgr.documents.paper import Pen, bar_rectangles, blank, describe
from loanmgr.documents.stocks import Stock, check_first_free, positions
from loanmgr.domain.errors import RuleError

PT_MM = 1 / MM
FULL_HEIGHT_MM = 38.1
"""Height of the label the sizes below were drawn for; lower labels scale them down."""


@dataclass(frozen=True)
class AssetLabel:
    """What one label says: its code, the instrument's name, whose it is, what paid for it."""

    code: str
    name: str
    service: str
    grant: str = ""


@dataclass(frozen=True)
class Place:
    """Where one line of a label stands, from the label's top left corner."""

    x_mm: float
    baseline_mm: float
    width_mm: float
    size_pt: float
    bold: bool = False
    centred: bool = True


@dataclass(frozen=True)
class Layout:
    """Where everything on a label of one kind stands, from its top left corner."""

    mark_left_mm: float
    mark_top_mm: float
    mark_height_mm: float
    service: Place
    name: Place
    code: Place
    grant: Place


def sheet(labels: Sequence[AssetLabel], stock: Stock, first_free: int = 1) -> bytes:
    """Draw instrument labels as a PDF, beginning at the first free label of a part-used sheet."""
    return draw(labels, stock, first_free, title="Instrument labels")


def draw(labels: Sequence[AssetLabel], stock: Stock, first_free: int, *, title: str) -> bytes:
    """Draw labels of any kind as a PDF with this title."""
    check_first_free(stock, first_free)
    if not labels:
        raise RuleError("There are no labels to print.", "nothing_to_print", "codes")
    canvas, pdf = blank(stock.page_width_mm, stock.page_height_mm)
    describe(canvas, f"{title} ({stock.code})", labels[0].service)
    corners = positions(stock)
    for page in _pages(labels, stock, first_free):
        _draw_page(canvas, stock, [(*corners[place], label) for place, label in page])
        canvas.showPage()
    canvas.save()
    return pdf.getvalue()


@lru_cache(maxsize=256)
def layout(stock: Stock, way: Readability, *, has_grant: bool) -> Layout:
    """Return where things stand on a label of this stock."""
    return (
        _bars_layout(stock, way, has_grant=has_grant)
        if way.kind == "bars"
        else _qr_layout(stock, way, has_grant=has_grant)
    )


def _pages(
    labels: Sequence[AssetLabel], stock: Stock, first_free: int
) -> Iterable[list[tuple[int, AssetLabel]]]:
    """Yield each page's labels with their places on the sheet, counted from 0."""
    used = first_free - 1
    for start in range(-used, len(labels), stock.per_sheet):
        page = labels[max(start, 0) : start + stock.per_sheet]
        yield list(enumerate(page, start=max(-start, 0)))


def _draw_page(canvas: Any, stock: Stock, page: list[tuple[float, float, AssetLabel]]) -> None:
    """Draw all bars of a page in the units of the dot grid, then all its words."""
    pen = Pen(canvas)
    canvas.saveState()
    canvas.scale(DOT_MM * MM, DOT_MM * MM)
    for left_mm, top_mm, label in page:
        corner = (left_mm, stock.page_height_mm - top_mm)
        way = readability(stock, label.code)
        places = layout(stock, way, has_grant=bool(label.grant.strip()))
        _draw_mark(canvas, corner, places, way, label.code)
        _write_words(pen, corner, places, label)
    canvas.restoreState()
    pen.put_down()


def _draw_mark(
    canvas: Any, corner: tuple[float, float], places: Layout, way: Readability, code: str
) -> None:
    """Draw one code as one path of rectangles, its corner on the dot grid."""
    left = round((corner[0] + places.mark_left_mm) * DOTS_PER_MM)
    top = round((corner[1] - places.mark_top_mm) * DOTS_PER_MM)
    if way.kind == "bars":
        height = round(places.mark_height_mm * DOTS_PER_MM)
        rectangles = bar_rectangles(bars(code), (left, top - height), way.dots, height)
    else:
        rectangles = [
            rectangle
            for row, pattern in enumerate(qr(code), start=1)
            for rectangle in bar_rectangles(
                pattern, (left, top - row * way.dots), way.dots, way.dots
            )
        ]
    canvas.drawPath(PDFPathObject(rectangles), stroke=0, fill=1)


def _write_words(pen: Pen, corner: tuple[float, float], places: Layout, label: AssetLabel) -> None:
    """Write the words of one label, each cut to its own width; the corner is from the bottom."""
    words = (
        (places.service, label.service),
        (places.name, label.name),
        (places.code, aloud(label.code)),
        (places.grant, label.grant),
    )
    for place, said in words:
        line = fitted(said, place.size_pt, place.width_mm, bold=place.bold)
        x_mm, y_mm = corner[0] + place.x_mm, corner[1] - place.baseline_mm
        pen.write(line, x_mm, y_mm, centred=place.centred)


def _bars_layout(stock: Stock, way: Readability, *, has_grant: bool) -> Layout:
    """Stack service, name, bars, code and grant, and give the bars what height is left."""
    share = min(1.0, stock.label_height_mm / FULL_HEIGHT_MM)
    service, name, code, grant = (
        max(least, size * share)
        for size, least in ((7.0, 5.0), (11.0, 6.5), (11.0, 7.0), (6.5, 4.5))
    )
    edge_mm = max(1.6, 2.8 * share)
    gap_mm = max(0.8, 1.5 * share)
    middle_mm, width_mm = stock.label_width_mm / 2, stock.label_width_mm - 2 * edge_mm
    service_mm = edge_mm + _cap_mm(service)
    name_mm = service_mm + gap_mm + _cap_mm(name)
    top_mm = name_mm + gap_mm + _cap_mm(name) * 0.2
    grant_mm = stock.label_height_mm - edge_mm
    code_mm = grant_mm - (_cap_mm(grant) + gap_mm if has_grant else 0)
    bottom_mm = code_mm - _cap_mm(code) - gap_mm
    return Layout(
        mark_left_mm=middle_mm - way.width_mm / 2,
        mark_top_mm=top_mm,
        mark_height_mm=bottom_mm - top_mm,
        service=Place(middle_mm, service_mm, width_mm, service),
        name=Place(middle_mm, name_mm, width_mm, name, bold=True),
        code=Place(middle_mm, code_mm, width_mm, code),
        grant=Place(middle_mm, grant_mm, width_mm, grant),
    )


def _qr_layout(stock: Stock, way: Readability, *, has_grant: bool) -> Layout:
    """Stand the square on the left and the words to its right, one under the other."""
    quiet_mm = QR_QUIET_MODULES * way.module_mm
    left_mm = way.width_mm + 2 * quiet_mm
    room_mm = stock.label_width_mm - left_mm - 1.0
    share = min(1.0, stock.label_height_mm / FULL_HEIGHT_MM)
    sizes = [
        max(least, 11 * share * part) for least, part in ((4.5, 1), (5, 1), (4, 0.7), (4, 0.6))
    ]
    rows_mm = [size * PT_MM * 1.3 for size in sizes]
    bottom_mm = stock.label_height_mm / 2 - sum(rows_mm[: 4 if has_grant else 3]) / 2
    places: list[Place] = []
    for size, row_mm in zip(sizes, rows_mm, strict=True):
        bottom_mm += row_mm
        baseline_mm = bottom_mm - row_mm * 0.25
        places.append(Place(left_mm, baseline_mm, room_mm, size, bold=not places, centred=False))
    return Layout(
        mark_left_mm=quiet_mm,
        mark_top_mm=(stock.label_height_mm - way.width_mm) / 2,
        mark_height_mm=way.width_mm,
        name=places[0],
        code=places[1],
        service=places[2],
        grant=places[3],
    )


def _cap_mm(size_pt: float) -> float:
    return size_pt * CAP_HEIGHT * PT_MM
