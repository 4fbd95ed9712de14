"""The card beside the scanner: scan the card, scan the instrument, press Enter. One A5 page."""

from collections.abc import Callable
from typing import Any

from loanmgr.documents.lettering import MM, Line, fitted, line
from loanmgr.documents.paper import Pen, blank, describe

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 148.0
SIDE_MM, GAP_MM = 12.0, 9.0
PANEL_MM = (PAGE_WIDTH_MM - 2 * SIDE_MM - 2 * GAP_MM) / 3
PICTURES_MM = 58.0
"""Height of the foot of the three pictures above the foot of the page."""
PICTURE_HEIGHT_MM = 46.0
TITLE = "Scan the card, scan the instrument, press Enter"
TITLE_PT, STEP_PT, FOOT_PT = 22.0, 21.0, 19.0
"""Sizes that are read from a metre away."""
STEPS = (("1", "The card"), ("2", "The instrument"), ("3", "Enter"))
FOOT = (
    ("It comes back?", "Scan the instrument. Done."),
    ("It was wrong?", "Ctrl+Z takes it back."),
)
STRIPES = "2113122141132112311421211312"
"""Widths of black and white in turn: it looks like a code, and no scanner may take it for one."""
INK, LIGHT, PAPER = 0.1, 0.86, 1.0


def reminder(service: str = "") -> bytes:
    """Draw the card: three pictures, three short lines, and what to do otherwise."""
    canvas, pdf = blank(PAGE_WIDTH_MM, PAGE_HEIGHT_MM)
    describe(canvas, TITLE, service)
    pen = Pen(canvas)
    room_mm = PAGE_WIDTH_MM - 2 * SIDE_MM
    title = fitted(f"{TITLE}.", TITLE_PT, room_mm, bold=True)
    pen.write(title, PAGE_WIDTH_MM / 2, PAGE_HEIGHT_MM - 20, centred=True)
    pictures: tuple[Callable[[Any, float, float], None], ...] = (_card, _label, _enter)
    for at, draw in enumerate(pictures):
        left_mm = SIDE_MM + at * (PANEL_MM + GAP_MM)
        draw(canvas, left_mm, PICTURES_MM)
        _number(canvas, STEPS[at][0], left_mm)
        words = fitted(STEPS[at][1], STEP_PT, PANEL_MM + GAP_MM - 2, bold=True)
        pen.write(words, left_mm + PANEL_MM / 2, PICTURES_MM - 12, centred=True)
    for at in (0, 1):
        _arrow(canvas, SIDE_MM + (at + 1) * PANEL_MM + at * GAP_MM + GAP_MM / 2)
    _foot(canvas, pen, service)
    pen.put_down()
    canvas.showPage()
    canvas.save()
    return pdf.getvalue()


def _foot(canvas: Any, pen: Pen, service: str) -> None:
    canvas.setStrokeGray(INK)
    canvas.setLineWidth(1.2)
    rule_mm = PICTURES_MM - 20
    canvas.line(SIDE_MM * MM, rule_mm * MM, (PAGE_WIDTH_MM - SIDE_MM) * MM, rule_mm * MM)
    for at, (asked, answer) in enumerate(FOOT):
        y_mm = rule_mm - 11 - at * 10.5
        question = line(asked, FOOT_PT, bold=True)
        pen.write(question, SIDE_MM, y_mm)
        room_mm = PAGE_WIDTH_MM - 2 * SIDE_MM - 66
        pen.write(fitted(answer, FOOT_PT, room_mm), SIDE_MM + 66, y_mm)
    whose = fitted(service, 9, PAGE_WIDTH_MM - 2 * SIDE_MM)
    pen.write(whose, PAGE_WIDTH_MM - SIDE_MM - whose.width_pt / MM, 6)


def _card(canvas: Any, left_mm: float, bottom_mm: float) -> None:
    """A family's card: a person and bars, held upright."""
    _sheet(canvas, left_mm, bottom_mm, radius_mm=4)
    middle_mm, top_mm = left_mm + PANEL_MM / 2, bottom_mm + PICTURE_HEIGHT_MM
    canvas.setFillGray(INK)
    canvas.circle(middle_mm * MM, (top_mm - 11) * MM, 4.6 * MM, stroke=0, fill=1)
    shoulders = canvas.beginPath()
    shoulders.moveTo((middle_mm - 9) * MM, (top_mm - 25) * MM)
    low_mm, high_mm = top_mm - 25, top_mm - 14
    shoulders.curveTo(
        *((middle_mm - 9) * MM, high_mm * MM, (middle_mm + 9) * MM, high_mm * MM),
        *((middle_mm + 9) * MM, low_mm * MM),
    )
    shoulders.close()
    canvas.drawPath(shoulders, stroke=0, fill=1)
    _bars(canvas, middle_mm, bottom_mm + 6, 11)


def _label(canvas: Any, left_mm: float, bottom_mm: float) -> None:
    """An instrument's label stuck on its case: a violin with the label beside it."""
    _sheet(canvas, left_mm, bottom_mm, radius_mm=0)
    middle_mm = left_mm + PANEL_MM / 2
    _violin(canvas, middle_mm, bottom_mm + 33)
    canvas.setFillGray(PAPER)
    canvas.setStrokeGray(INK)
    canvas.setLineWidth(0.8)
    canvas.rect((left_mm + 4) * MM, (bottom_mm + 3) * MM, (PANEL_MM - 8) * MM, 17 * MM, fill=1)
    _bars(canvas, middle_mm, bottom_mm + 6, 11)


def _violin(canvas: Any, x_mm: float, y_mm: float) -> None:
    """A violin lying on its side: two bouts, a neck and a scroll."""
    canvas.setFillGray(INK)
    for centre_mm, across_mm, up_mm in ((x_mm - 9, 7.5, 7.6), (x_mm + 2, 6.2, 6.2)):
        left, right = (centre_mm - across_mm) * MM, (centre_mm + across_mm) * MM
        low, high = (y_mm - up_mm) * MM, (y_mm + up_mm) * MM
        canvas.ellipse(left, low, right, high, stroke=0, fill=1)
    canvas.rect((x_mm + 6) * MM, (y_mm - 1.1) * MM, 12 * MM, 2.2 * MM, stroke=0, fill=1)
    canvas.circle((x_mm + 18.4) * MM, y_mm * MM, 2.1 * MM, stroke=0, fill=1)
    canvas.setFillGray(PAPER)
    canvas.rect((x_mm - 8) * MM, (y_mm - 0.7) * MM, 12 * MM, 1.4 * MM, stroke=0, fill=1)


def _enter(canvas: Any, left_mm: float, bottom_mm: float) -> None:
    """The Enter key with its bent arrow, in the shape it has on a British keyboard."""
    canvas.setStrokeGray(INK)
    canvas.setLineWidth(2)
    canvas.setFillGray(LIGHT)
    right_mm, top_mm = left_mm + PANEL_MM - 4, bottom_mm + PICTURE_HEIGHT_MM - 1
    key = canvas.beginPath()
    corners = (
        *((left_mm + 4, top_mm), (right_mm, top_mm), (right_mm, bottom_mm + 1)),
        *(
            (left_mm + 14, bottom_mm + 1),
            (left_mm + 14, bottom_mm + 23),
            (left_mm + 4, bottom_mm + 23),
        ),
    )
    key.moveTo(corners[0][0] * MM, corners[0][1] * MM)
    for x_mm, y_mm in corners[1:]:
        key.lineTo(x_mm * MM, y_mm * MM)
    key.close()
    canvas.setLineJoin(1)
    canvas.drawPath(key, stroke=1, fill=1)
    _bent_arrow(canvas, right_mm - 8, bottom_mm + 17)


def _bent_arrow(canvas: Any, right_mm: float, y_mm: float) -> None:
    canvas.setLineWidth(3.5)
    canvas.setLineCap(1)
    shaft = canvas.beginPath()
    shaft.moveTo(right_mm * MM, (y_mm + 14) * MM)
    shaft.lineTo(right_mm * MM, y_mm * MM)
    shaft.lineTo((right_mm - 20) * MM, y_mm * MM)
    canvas.drawPath(shaft, stroke=1, fill=0)
    canvas.setFillGray(INK)
    head = canvas.beginPath()
    head.moveTo((right_mm - 26) * MM, y_mm * MM)
    head.lineTo((right_mm - 18) * MM, (y_mm + 4.5) * MM)
    head.lineTo((right_mm - 18) * MM, (y_mm - 4.5) * MM)
    head.close()
    canvas.drawPath(head, stroke=0, fill=1)
    canvas.setLineCap(0)


def _sheet(canvas: Any, left_mm: float, bottom_mm: float, *, radius_mm: float) -> None:
    canvas.setStrokeGray(INK)
    canvas.setLineWidth(2)
    canvas.setFillGray(PAPER if radius_mm else LIGHT)
    room = (left_mm * MM, bottom_mm * MM, PANEL_MM * MM, PICTURE_HEIGHT_MM * MM)
    canvas.roundRect(*room, max(radius_mm, 1.5) * MM, stroke=1, fill=1)


def _bars(canvas: Any, middle_mm: float, bottom_mm: float, height_mm: float) -> None:
    """Draw the picture of a code."""
    widths = [int(width) for width in STRIPES]
    module_mm = 40 / sum(widths)
    x_mm = middle_mm - 20
    canvas.setFillGray(INK)
    for at, width in enumerate(widths):
        if at % 2 == 0:
            room = (x_mm * MM, bottom_mm * MM, width * module_mm * MM, height_mm * MM)
            canvas.rect(*room, stroke=0, fill=1)
        x_mm += width * module_mm


def _number(canvas: Any, number: str, left_mm: float) -> None:
    """Draw the number of a step in a black disc on the corner of its picture."""
    x_mm, y_mm = left_mm + 1, PICTURES_MM + PICTURE_HEIGHT_MM - 1
    canvas.setFillGray(INK)
    canvas.circle(x_mm * MM, y_mm * MM, 6 * MM, stroke=0, fill=1)
    canvas.setFillGray(PAPER)
    figure: Line = line(number, 22, bold=True)
    white = Pen(canvas)
    white.write(figure, x_mm, y_mm - 2.8, centred=True)
    white.put_down()
    canvas.setFillGray(INK)


def _arrow(canvas: Any, x_mm: float) -> None:
    """Draw the way from one picture to the next."""
    y_mm = PICTURES_MM + PICTURE_HEIGHT_MM / 2
    canvas.setFillGray(INK)
    head = canvas.beginPath()
    head.moveTo((x_mm + 2.6) * MM, y_mm * MM)
    head.lineTo((x_mm - 2.2) * MM, (y_mm + 4) * MM)
    head.lineTo((x_mm - 2.2) * MM, (y_mm - 4) * MM)
    head.close()
    canvas.drawPath(head, stroke=0, fill=1)
