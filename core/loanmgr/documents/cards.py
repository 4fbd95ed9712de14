"""Cards to scan: a family's or school's own card, and the desk's sheet of command cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.pdfgen.pathobject import PDFPathObject

from loanmgr.documents.barcodes import DOT_MM, DOTS_PER_MM, WIDEST_DOTS, aloud, bars
from loanmgr.documents.labels import AssetLabel, draw
from loanmgr.documents.lettering import MM, fitted
from loanmgr.documents.paper import Pen, bar_rectangles, blank, describe
from loanmgr.documents.stocks import Stock
from loanmgr.domain import codes

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
CARD_WIDTH_MM, CARD_HEIGHT_MM = 84.0, 74.0
BARS_HEIGHT = 32 * DOTS_PER_MM
LEFT_MM, TOP_MM, GAP_MM = 18.0, 42.0, 6.0


@dataclass(frozen=True)
class BorrowerCard:
    """A family's or school's card: its B code and the family's name, never a child's."""

    code: str
    name: str
    service: str


@dataclass(frozen=True)
class Command:
    """What scanning a command card does, and the key that does the same."""

    number: int
    word: str
    does: str
    key: str

    @property
    def code(self) -> str:
        """The C code of the card."""
        return codes.make("C", self.number)


COMMANDS = (
    Command(1, "Finish", "Lends what is on the counter", "Enter"),
    Command(2, "Undo", "Takes back what was done last", "Ctrl+Z"),
    Command(3, "Keep for later", "Puts this family to one side", "F8"),
    Command(4, "Needs repair", "Says the last instrument needs repair", "F9"),
    Command(5, "Parts missing", "Says what did not come back", "Shift+F9"),
    Command(6, "Print agreement", "Prints the agreement or the receipt", "F5"),
)


def cards(borrowers: Sequence[BorrowerCard], stock: Stock, first_free: int = 1) -> bytes:
    """Draw borrower cards on a label sheet, from the first free label on."""
    labels = [AssetLabel(card.code, card.name, card.service) for card in borrowers]
    return draw(labels, stock, first_free, title="Borrower cards")


def command_cards(service: str = "") -> bytes:
    """Draw one A4 sheet with the desk's six command cards, to be laminated."""
    canvas, pdf = blank(PAGE_WIDTH_MM, PAGE_HEIGHT_MM)
    describe(canvas, "Command cards", service)
    pen = Pen(canvas)
    _head(pen, service)
    canvas.setStrokeGray(0.6)
    for place, command in enumerate(COMMANDS):
        row, column = divmod(place, 2)
        left_mm = LEFT_MM + column * (CARD_WIDTH_MM + GAP_MM)
        top_mm = PAGE_HEIGHT_MM - TOP_MM - row * (CARD_HEIGHT_MM + GAP_MM)
        _draw_card(canvas, pen, command, left_mm, top_mm)
    pen.put_down()
    canvas.showPage()
    canvas.save()
    return pdf.getvalue()


def _head(pen: Pen, service: str) -> None:
    width_mm = PAGE_WIDTH_MM - 2 * LEFT_MM
    title = fitted("Command cards", 20, width_mm, bold=True)
    pen.write(title, LEFT_MM, PAGE_HEIGHT_MM - 24)
    how = "Scan a card instead of pressing the key. Keep this sheet beside the scanner."
    pen.write(fitted(how, 10, width_mm), LEFT_MM, PAGE_HEIGHT_MM - 32)
    whose = fitted(service, 10, width_mm / 2)
    pen.write(whose, PAGE_WIDTH_MM - LEFT_MM - whose.width_pt / MM, PAGE_HEIGHT_MM - 24)


def _draw_card(canvas: Any, pen: Pen, command: Command, left_mm: float, top_mm: float) -> None:
    """Draw one card inside a thin frame; ``top_mm`` is from the bottom of the page."""
    middle_mm, width_mm = left_mm + CARD_WIDTH_MM / 2, CARD_WIDTH_MM - 10
    canvas.roundRect(
        left_mm * MM,
        (top_mm - CARD_HEIGHT_MM) * MM,
        CARD_WIDTH_MM * MM,
        CARD_HEIGHT_MM * MM,
        3 * MM,
    )
    _draw_bars(canvas, command.code, middle_mm, top_mm - 60)
    pen.write(fitted(command.word, 22, width_mm, bold=True), middle_mm, top_mm - 14, centred=True)
    pen.write(fitted(command.does, 10, width_mm), middle_mm, top_mm - 21.5, centred=True)
    pen.write(fitted(aloud(command.code), 11, 40), left_mm + 6, top_mm - 67.5)
    key = fitted(command.key, 11, 30, bold=True)
    pen.write(key, left_mm + CARD_WIDTH_MM - 6 - key.width_pt / MM, top_mm - 67.5)


def _draw_bars(canvas: Any, code: str, middle_mm: float, bottom_mm: float) -> None:
    """Draw bars of the widest module, and high: a command card has room."""
    pattern = bars(code)
    left = round(middle_mm * DOTS_PER_MM - len(pattern) * WIDEST_DOTS / 2)
    corner = (left, round(bottom_mm * DOTS_PER_MM))
    rectangles = bar_rectangles(pattern, corner, WIDEST_DOTS, BARS_HEIGHT)
    canvas.saveState()
    canvas.scale(DOT_MM * MM, DOT_MM * MM)
    canvas.drawPath(PDFPathObject(rectangles), stroke=0, fill=1)
    canvas.restoreState()
