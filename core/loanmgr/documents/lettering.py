"""Fonts: names from anywhere print right, or degrade to their base letters. Sizes are points.

DejaVu Sans is used where it is installed. A machine without it still prints: Bitstream Vera comes
with reportlab and has the same shapes, and DejaVu Sans Mono, which comes with python-barcode, lends
most letters Vera lacks. A letter that no font has keeps the marks that can be printed.
"""

import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from xml.sax.saxutils import escape

import barcode
import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

MM = 72 / 25.4
"""Points in a millimetre."""

ELLIPSIS = "…"
UNKNOWN = "?"
INVISIBLE = frozenset({"Cc", "Cf"})
CAP_HEIGHT = 0.73
"""Height of a capital as a share of the size, in DejaVu and Vera alike."""

VERA = Path(reportlab.__file__).parent / "fonts"
MONO = Path(barcode.__file__).parent / "fonts" / "DejaVuSansMono.ttf"
LAST_RESORT = ("DroidSansFallbackFull.ttf", "Arial Unicode.ttf", "arial.ttf")


@dataclass(frozen=True)
class Run:
    """A stretch of text that one font can print."""

    font: str
    text: str
    width_pt: float = 0.0


@dataclass(frozen=True)
class Line:
    """One line of text, measured."""

    runs: tuple[Run, ...]
    size_pt: float
    width_pt: float

    @property
    def text(self) -> str:
        """The words of the line."""
        return "".join(run.text for run in self.runs)


def font_folders() -> list[Path]:
    """Return the folders where this kind of computer keeps fonts."""
    home = Path.home()
    if sys.platform == "win32":
        return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
    if sys.platform == "darwin":
        system = Path("/System/Library/Fonts")
        return [home / "Library/Fonts", Path("/Library/Fonts"), system, system / "Supplemental"]
    shared = Path("/usr/share/fonts")
    inside = ("truetype/dejavu", "truetype/droid", "dejavu", "dejavu-sans-fonts", "TTF")
    return [*(shared / name for name in inside), home / ".local/share/fonts", home / ".fonts"]


@cache
def font_name(*, bold: bool = False) -> str:
    """Return the registered name of the first font of the chain, for styles and tables."""
    return next(_chain(bold=bold)).name


@lru_cache(maxsize=8192)
def runs(text: str, *, bold: bool = False) -> tuple[Run, ...]:
    """Split a text by the fonts that have its letters; spaces and line ends become one space."""
    tidy = unicodedata.normalize("NFC", " ".join(text.split()))
    if tidy.isascii() and tidy.isprintable():
        return (Run(font_name(bold=bold), tidy),) if tidy else ()
    letters = [placed for letter in tidy for placed in _place(letter, bold=bold)]
    return tuple(
        Run(font, "".join(letter for _, letter in group))
        for font, group in groupby(letters, key=itemgetter(0))
    )


@lru_cache(maxsize=8192)
def line(text: str, size_pt: float, *, bold: bool = False) -> Line:
    """Return a text set in one line."""
    parts = tuple(
        Run(run.font, run.text, float(pdfmetrics.stringWidth(run.text, run.font, size_pt)))
        for run in runs(text, bold=bold)
    )
    return Line(parts, size_pt, sum(run.width_pt for run in parts))


@lru_cache(maxsize=8192)
def fitted(text: str, size_pt: float, width_mm: float, *, bold: bool = False) -> Line:
    """Return a text in one line no wider than this: a little smaller, then cut with an ellipsis."""
    whole = line(text, size_pt, bold=bold)
    room_pt = width_mm * MM
    if whole.width_pt <= room_pt:
        return whole
    smaller_pt = max(size_pt * 0.85, size_pt * room_pt / whole.width_pt * 0.999)
    smaller = line(text, smaller_pt, bold=bold)
    return smaller if smaller.width_pt <= room_pt else _cut(smaller, room_pt, bold=bold)


def markup(text: str, *, bold: bool = False) -> str:
    """Return a text as paragraph markup, with other fonts named where the first lacks a letter."""
    first = font_name(bold=bold)
    return "".join(
        escape(run.text)
        if run.font == first
        else f'<font name="{run.font}">{escape(run.text)}</font>'
        for run in runs(text, bold=bold)
    )


def _cut(whole: Line, room_pt: float, *, bold: bool) -> Line:
    """Return the longest beginning of a line that leaves room for an ellipsis."""
    text = whole.text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if line(text[:middle] + ELLIPSIS, whole.size_pt, bold=bold).width_pt <= room_pt:
            fits = middle
        else:
            too_long = middle
    return line(text[:fits].rstrip(" ,.-–") + ELLIPSIS, whole.size_pt, bold=bold)


@dataclass(frozen=True, eq=False)
class _Font:
    name: str
    glyphs: Mapping[int, int]


def _place(letter: str, *, bold: bool) -> list[tuple[str, str]]:
    """Return a letter with its font, or the nearest letters there are, or a question mark."""
    if unicodedata.category(letter) in INVISIBLE:
        return []
    font = _font_for(letter, bold=bold)
    if font:
        return [(font, letter)]
    near = [
        (font, part) for part in _nearest(letter, bold=bold) if (font := _font_for(part, bold=bold))
    ]
    if near or unicodedata.combining(letter):
        return near
    return [(font_name(bold=bold), UNKNOWN)]


def _nearest(letter: str, *, bold: bool) -> str:
    """Return a letter with as many of its marks as can be printed: ê for ễ, failing that e."""
    apart = unicodedata.normalize("NFKD", letter)
    for end in range(len(apart) - 1, 0, -1):
        nearer = unicodedata.normalize("NFC", apart[:end])
        if all(_font_for(part, bold=bold) for part in nearer):
            return nearer
    return ""


@lru_cache(maxsize=4096)
def _font_for(letter: str, *, bold: bool) -> str:
    for font in _chain(bold=bold):
        if ord(letter) in font.glyphs:
            return font.name
    return ""


def _chain(*, bold: bool) -> Iterator[_Font]:
    """Yield the fonts to try, best first; later ones are only read when a letter needs them."""
    for path in _paths(bold=bold):
        font = _registered(path)
        if font:
            yield font


@cache
def _paths(*, bold: bool) -> tuple[Path, ...]:
    best = _installed("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    vera = VERA / ("VeraBd.ttf" if bold else "Vera.ttf")
    last = [path for name in LAST_RESORT for path in _installed(name)]
    return tuple(path for path in (*best, vera, MONO, *last) if path.is_file())


def _installed(name: str) -> list[Path]:
    return [path for folder in font_folders() if (path := folder / name).is_file()][:1]


@cache
def _registered(path: Path) -> _Font | None:
    """Read a font file and make it known to reportlab; a file it can't use is passed over."""
    try:
        font = TTFont(path.stem, str(path))
    except (TTFError, OSError):
        return None
    pdfmetrics.registerFont(font)
    return _Font(path.stem, font.face.charToGlyph)
