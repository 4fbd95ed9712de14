"""A Labels place on a computer that notes what it is asked for, and hands that work it."""

from dataclasses import dataclass, field

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QPushButton

from loanmgr.documents.stocks import positions
from loanmgr.services import labels
from tests.documents.reading import Box, cropped, decoded, pictures
from ui.labels.computer import ThisComputer
from ui.labels.page import LabelsPage

DPI = 203


@dataclass
class Computer:
    """A computer that notes what it is asked to open, and answers where to save."""

    memory: QSettings
    viewed: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    where: str = ""
    has_viewer: bool = True

    def view(self, path):
        self.viewed.append(path.read_bytes())
        return self.has_viewer

    def described(self, stock="L7160"):
        return ThisComputer(
            stock, self.kept.append, self.memory, self.view, lambda _parent, _name: self.where
        )


def open_page(qtbot, runner, computer, stock="L7160"):
    page = LabelsPage(runner, computer.described(stock))
    page.told, page.ticks = [], []
    page.say.connect(page.told.append)
    page.tick.connect(page.ticks.append)
    qtbot.addWidget(page)
    page.resize(1134, 560)
    page.show()
    page.shown()
    return page


def needing(desk):
    return [row.code for row in desk.look(labels.unprinted, labels.UnprintedPage()).rows]


def on_sheet(pdf, sheet, page=0):
    """Return what a scanner reads, by the number of the label on the sheet."""
    picture = pictures(pdf, DPI)[page]
    found = {}
    for number, (left, top) in enumerate(positions(sheet), start=1):
        box = Box(left, top, left + sheet.label_width_mm, top + sheet.label_height_mm)
        for text in decoded(cropped(picture, box, DPI)):
            found[number] = text
    return found


def press(page, words):
    [found] = [b for b in page.findChildren(QPushButton) if b.objectName() == words]
    found.click()


def answer(page, words):
    key = next(c.key for c in page.told[-1].choices if c.words == words)
    page.chosen(key)
