"""What this computer remembers about label sheets, and what it opens and saves papers with."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QSettings, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from loanmgr.documents.stocks import Stock, every_stock

Pixels = tuple[int, int, int, bytes]
"""Width, height, bytes to a line, and the greys of a picture."""


def view(path: Path) -> bool:
    """Open a paper with the platform's own viewer; say whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def ask_where(parent: QWidget, name: str) -> str:
    """Ask where to save a PDF; nothing when the user thinks better of it."""
    chosen, _kind = QFileDialog.getSaveFileName(parent, "Save as PDF", name, "PDF (*.pdf)")
    return chosen


@dataclass(frozen=True)
class ThisComputer:
    """What the Labels place is told about the computer it runs on."""

    stock: str = ""
    """Code of the label sheet last used."""
    keep_stock: Callable[[str], object] = lambda _code: None
    memory: QSettings | None = None
    """Keeps where each part-used sheet stopped."""
    view: Callable[[Path], bool] = view
    ask_where: Callable[[QWidget, str], str] = ask_where

    @property
    def sheet(self) -> Stock:
        """The label sheet last used, or the first there is."""
        sheets = every_stock().sheets
        return next((each for each in sheets if each.code == self.stock), sheets[0])

    def next_free(self, stock: Stock) -> int:
        """Return where the last part-used sheet of this stock stopped."""
        if self.memory is None:
            return 1
        kept = str(self.memory.value(_key(stock), 1))
        return int(kept) if kept.isdigit() and 1 <= int(kept) <= stock.per_sheet else 1

    def keep_next_free(self, stock: Stock, first: int) -> None:
        """Remember where a part-used sheet stopped."""
        if self.memory is not None:
            self.memory.setValue(_key(stock), first)


def put_aside(pdf: bytes, name: str) -> Path:
    """Write a paper where the viewer can open it, until the program ends."""
    path = Path(tempfile.mkdtemp(dir=_folder().name)) / name
    path.write_bytes(pdf)
    return path


def picture(pdf: bytes, dots_to_mm: float) -> Pixels:
    """Draw the first page of a paper in greys."""
    import pypdfium2  # noqa: PLC0415 - only where something is shown as it will be printed

    with pypdfium2.PdfDocument(pdf) as document:
        drawn = document[0].render(scale=dots_to_mm * 25.4 / 72, grayscale=True)
        return drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer)


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="labels-", ignore_cleanup_errors=True)


def _key(stock: Stock) -> str:
    return f"labels/next_free/{stock.code}"
