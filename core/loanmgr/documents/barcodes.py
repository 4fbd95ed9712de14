"""Codes as bars and squares, and how well they will read. Lengths are millimetres and modules.

A module is the narrowest bar. It is always a whole number of dots of a 203 dpi printer, taken as
8 dots to the millimetre (nominally 203.2 dpi), because bars that fall between dots come out uneven.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import segno
from barcode.codex import Code128
from barcode.errors import BarcodeError

from loanmgr.documents.stocks import LabelSize
from loanmgr.domain import codes
from loanmgr.domain.errors import RuleError

DOTS_PER_MM = 8
DOT_MM = 1 / DOTS_PER_MM

WIDEST_DOTS = 3
"""0.375 mm still reads after blur and rotation; wider only takes more room."""

NARROWEST_DOTS = 2
"""0.25 mm reads from a sharp print; one dot does not read at all."""

QUIET_MODULES = 10
"""Clear space Code 128 needs at each end."""

QR_QUIET_MODULES = 4
"""Clear space a QR code needs on each side."""

LOWEST_LABEL_MM = 15.0
"""A label lower than this has no height left for bars once its words are on it."""

BLACK = re.compile("1+")

NARROW_WARNING = (
    "The bars are only 0.25 mm wide on this label. A good scanner reads them; "
    "a poor one reads them less surely. A wider label is safer."
)
QR_WARNING = (
    "This label is too small for bars that read, so it carries a square code. "
    "A scanner that reads only bars can't read it."
)


@dataclass(frozen=True)
class Readability:
    """How a code will stand on a label: the module, the clear space at each end, and a warning."""

    kind: Literal["bars", "qr"]
    module_mm: float
    quiet_mm: float
    modules: int
    warning: str = ""

    @property
    def width_mm(self) -> float:
        """Width of the code without its clear space."""
        return self.modules * self.module_mm

    @property
    def dots(self) -> int:
        """Dots of a 203 dpi printer in one module."""
        return round(self.module_mm * DOTS_PER_MM)

    @property
    def words(self) -> str:
        """What the preview says about it."""
        what = "Bars" if self.kind == "bars" else "Squares"
        return f"{what} {self.module_mm:g} mm, clear ends {self.quiet_mm:g} mm"


@lru_cache(maxsize=8192)
def bars(code: str) -> str:
    """Return the Code 128 pattern, one character a module: 1 is black, 0 is white.

    A letter and eight digits come to 101 modules, because the digits are packed two to a symbol.
    """
    try:
        [pattern] = Code128(code).build()
    except (BarcodeError, IndexError) as fault:
        raise RuleError(
            f"“{code}” can't be printed as bars: only plain letters, digits and signs can.",
            "unprintable_code",
            "code",
        ) from fault
    return str(pattern)


def aloud(code: str) -> str:
    """Return a code as it is printed under its bars: ours in groups, any other as it is."""
    return codes.grouped(code) if codes.has_shape(code) else code


@lru_cache(maxsize=8192)
def runs(pattern: str) -> tuple[tuple[int, int], ...]:
    """Return the black runs of a pattern as (first module, how many)."""
    return tuple((run.start(), run.end() - run.start()) for run in BLACK.finditer(pattern))


@lru_cache(maxsize=1024)
def qr(code: str) -> tuple[str, ...]:
    """Return the rows of the smallest QR code, top to bottom, without its clear space."""
    symbol = segno.make_qr(code, error="m")
    return tuple("".join("1" if dark else "0" for dark in row) for row in symbol.matrix)


def readability(size: LabelSize, code: str) -> Readability:
    """Return the surest way to print a code on a label of this size, and what to warn about."""
    pattern = len(bars(code))
    for dots in range(WIDEST_DOTS, NARROWEST_DOTS - 1, -1):
        if _bars_fit(size, pattern, dots):
            warning = NARROW_WARNING if dots == NARROWEST_DOTS else ""
            return _way("bars", dots, pattern, QUIET_MODULES, warning)
    side = len(qr(code))
    for dots in range(WIDEST_DOTS, NARROWEST_DOTS - 1, -1):
        if _qr_fits(size, side, dots):
            return _way("qr", dots, side, QR_QUIET_MODULES, QR_WARNING)
    raise RuleError(
        "A code doesn't fit on a label this small. Choose a larger one.", "label_too_small", "stock"
    )


def _way(
    kind: Literal["bars", "qr"], dots: int, modules: int, quiet: int, warning: str
) -> Readability:
    return Readability(kind, dots * DOT_MM, quiet * dots * DOT_MM, modules, warning)


def _bars_fit(size: LabelSize, modules: int, dots: int) -> bool:
    width_mm = (modules + 2 * QUIET_MODULES) * dots * DOT_MM
    return size.label_height_mm >= LOWEST_LABEL_MM and width_mm <= size.label_width_mm


def _qr_fits(size: LabelSize, side: int, dots: int) -> bool:
    side_mm = (side + 2 * QR_QUIET_MODULES) * dots * DOT_MM
    return side_mm <= min(size.label_height_mm, size.label_width_mm)
