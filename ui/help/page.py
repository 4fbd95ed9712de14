"""The help page: what there is on the left, searchable, and one page of it on the right."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QResizeEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QTextBrowser,
    QWidget,
)

from ui import announce, theme
from ui.help.topics import FOLDER, TOPICS, Topic, topic_in, topic_of
from ui.place import Page
from ui.roles import set_role
from ui.text import count
from ui.tokens import SIZE, SPACE, TYPE
from ui.widgets.parts import button, column, name, row, words

INDEX_WIDTH, PICTURE_WIDTH = 220, 620
NOTHING = "Nothing about that. Try another word."


class HelpPage(Page):
    """One page for the place that was in front; F1 or Esc leads back to it."""

    takes_scans = False
    card_wanted = Signal()
    """Print the card that lies beside the scanner."""

    def __init__(self, about: str) -> None:
        super().__init__("Help")
        self.topic = topic_of(about)
        self.search = QLineEdit(placeholderText="Search help", clearButtonEnabled=False)
        self.index = QListWidget()
        self.none = words(NOTHING, "soft", wrap=True)
        self.sheet = Sheet()
        self._lay_out()
        self._fill(TOPICS)
        self.search.textChanged.connect(self._search)
        self.index.currentItemChanged.connect(self._picked)
        self.sheet.anchorClicked.connect(self._follow)
        self.show_topic(self.topic)

    def show_topic(self, topic: Topic) -> None:
        """Show a page."""
        self.topic = topic
        self.sheet.show_topic(topic)
        for at in range(self.index.count()):
            item = self.index.item(at)
            if item.text() == topic.title and self.index.currentItem() is not item:
                self.index.setCurrentItem(item)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return what this page can do; F1 again leads back."""
        return {
            "help": self.leaves.emit,
            "keyboard": lambda: self.show_topic(topic_of("Keyboard map")),
            "about": lambda: self.show_topic(topic_of("About this program")),
        }

    def shown(self) -> None:
        """Let the keyboard turn the page at once."""
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.sheet.show_topic(self.topic)

    def _lay_out(self) -> None:
        name(self.search, "Search help")
        name(self.index, "Help topics")
        set_role(self.index, role="topics")
        self.none.hide()
        left = QWidget()
        left.setLayout(column(self.search, self.none, self.index, gap=SPACE.s))
        theme.hold_width(left, INDEX_WIDTH)
        self.index.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        card = button("Print the card for volunteers", self.card_wanted.emit, icon="printer")
        across = row(left, self.sheet, gap=SPACE.m)
        across.setStretch(1, 1)
        head = row(back, words("Help", "h1"), 1, card)
        whole = column(head, across, gap=SPACE.m)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _fill(self, topics: tuple[Topic, ...]) -> None:
        self.index.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.index.clear()
        for topic in topics:
            item = QListWidgetItem(topic.title)
            item.setSizeHint(QSize(0, theme.px(SIZE.row)))
            self.index.addItem(item)
        self.index.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self.none.setVisible(not topics)
        self.index.setVisible(bool(topics))

    def _search(self, text: str) -> None:
        found = tuple(topic for topic in TOPICS if topic.tells_of(text))
        self._fill(found)
        if found:
            self.show_topic(self.topic if self.topic in found else found[0])
        announce.say(self, count(len(found), "page") if found else NOTHING)

    def _picked(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.text() != self.topic.title:
            self.show_topic(topic_of(item.text()))

    def _follow(self, link: QUrl) -> None:
        topic = topic_in(link.fileName())
        if topic is not None:
            self.search.clear()
            self.show_topic(topic)


class Sheet(QTextBrowser):
    """Shows Markdown in the theme's colours, with the pictures of the theme."""

    def __init__(self) -> None:
        super().__init__()
        name(self, "Help page")
        self.setOpenLinks(False)
        self.setReadOnly(True)
        self.document().setDocumentMargin(SPACE.l)
        self._topic: Topic | None = None
        self._drawn_for = 0

    def show_topic(self, topic: Topic) -> None:
        """Show a page from its beginning."""
        self._topic, self._drawn_for = topic, self._picture_width()
        self.document().clear()  # with it go the pictures, which were as wide as the window then
        self.document().setBaseUrl(QUrl.fromLocalFile(f"{FOLDER}/"))
        self.setMarkdown(topic.text)
        _size_headings(self.document())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._topic is not None and self._drawn_for != self._picture_width():
            bar = self.verticalScrollBar()
            read = bar.value() / max(1, bar.maximum())
            self.show_topic(self._topic)
            bar.setValue(round(read * bar.maximum()))

    def _picture_width(self) -> int:
        """Return how wide a picture may be: it is never cut, and never larger than it was taken."""
        edges = round(2 * self.document().documentMargin())
        bar = 0 if self.verticalScrollBar().isVisible() else self.verticalScrollBar().width()
        return max(1, min(theme.px(PICTURE_WIDTH), self.viewport().width() - edges - bar))

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """Give the picture that goes with the theme, as large as the text is."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, QUrl(url))
        return _picture(Path(QUrl(url).path()).name, self._picture_width())


def _size_headings(document: QTextDocument) -> None:
    """Give headings the sizes of the windows: none is larger than the title of the page."""
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        if level:
            look = QTextCharFormat()
            size = TYPE.page if level == 1 else TYPE.section if level == 2 else TYPE.body
            look.setFont(theme.font(size, TYPE.strong))
            cursor = QTextCursor(block)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.setCharFormat(look)
        block = block.next()


def _picture(file: str, width: int) -> QImage:
    wanted = FOLDER / "pictures" / file
    if theme.tokens().dark:
        wanted = wanted.with_stem(f"{wanted.stem}-dark")
    image = QImage(str(wanted))
    if image.isNull():
        return image
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaledToWidth(min(image.width(), width), smooth)
