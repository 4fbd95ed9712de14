"""Labels for a Zebra-like thermal printer, in its own language. Lengths are dots at 203 dpi."""

import unicodedata
from collections.abc import Sequence

from loanmgr.documents.barcodes import DOTS_PER_MM, Readability, aloud, readability
from loanmgr.documents.labels import AssetLabel
from loanmgr.documents.lettering import CAP_HEIGHT, MM, fitted
from loanmgr.documents.stocks import Roll, roll
from loanmgr.domain.errors import RuleError

USUAL_ROLL = "51x25"
EDGE = 12
GAP = 7
SERVICE, NAME, CODE, GRANT = 18, 28, 28, 16
"""Heights of the letters; the printer's font 0 is narrower than the one we measure with."""

PRINTER_LETTERS = "cp1252"

RESERVED = {"^": "_5E", "~": "_7E", "_": "_5F", "\\": "/"}
"""Signs the printer would obey rather than print, as ``^FH_`` escapes them."""


def zpl(labels: Sequence[AssetLabel], on: Roll | None = None) -> bytes:
    """Return labels as ZPL, one after the other, for a roll in a 203 dpi printer."""
    stock = on or roll(USUAL_ROLL)
    if not labels:
        raise RuleError("There are no labels to print.", "nothing_to_print", "codes")
    return "".join(_label(each, stock) for each in labels).encode()


def _label(label: AssetLabel, stock: Roll) -> str:
    """Return one label: service, name, bars, code and grant from the top down."""
    width = round(stock.label_width_mm * DOTS_PER_MM)
    height = round(stock.label_height_mm * DOTS_PER_MM)
    way = readability(stock, label.code)
    if way.kind == "qr":
        raise RuleError(
            f"Bars don't fit on {stock.name}. Choose a wider roll.", "label_too_small", "stock"
        )
    bottom = height - EDGE - (GRANT + GAP if label.grant.strip() else 0)
    code_top = bottom - CODE
    name_top = EDGE + SERVICE + GAP // 2
    bars_top = name_top + NAME + GAP
    lines = (
        "^XA",
        "^CI28",
        f"^PW{width}",
        f"^LL{height}",
        "^LH0,0",
        _words(label.service, EDGE, SERVICE, width),
        _words(label.name, name_top, NAME, width),
        _bars(label.code, way, (width, bars_top, code_top - GAP - bars_top)),
        _words(aloud(label.code), code_top, CODE, width),
        _words(label.grant, height - EDGE - GRANT, GRANT, width),
        "^XZ",
    )
    return "".join(f"{each}\n" for each in lines if each)


def _bars(code: str, way: Readability, room: tuple[int, int, int]) -> str:
    """Return Code 128 centred in the label; in mode A the printer packs digits as our sheets do."""
    width, top, height = room
    left = (width - way.modules * way.dots) // 2
    return f"^FO{left},{top}^BY{way.dots}^BCN,{height},N,N,N,A^FH_^FD{_escaped(code)}^FS"


def _words(text: str, top: int, size: int, width: int) -> str:
    """Return one centred line, cut so that it cannot run into a second one."""
    room_mm = (width - 2 * EDGE) / DOTS_PER_MM
    size_pt = size / DOTS_PER_MM * MM * CAP_HEIGHT
    line = fitted(_known(text), size_pt, room_mm, bold=True)
    if not line.text:
        return ""
    letters = round(size * line.size_pt / size_pt)
    return f"^FO0,{top}^A0N,{letters},{letters}^FB{width},1,0,C,0^FH_^FD{_escaped(line.text)}^FS"


def _escaped(text: str) -> str:
    return "".join(RESERVED.get(letter, letter) for letter in text)


def _known(text: str) -> str:
    """Return a text in letters the printer's own font has; any other loses its marks."""
    letters = (
        letter
        if letter.encode(PRINTER_LETTERS, "ignore")
        else unicodedata.normalize("NFKD", letter)
        for letter in unicodedata.normalize("NFC", text)
    )
    return "".join(letters).encode(PRINTER_LETTERS, "ignore").decode(PRINTER_LETTERS)
