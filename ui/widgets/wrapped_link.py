"""A link whose words go on in a new line: Qt's own buttons are as wide as what they say."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui.roles import set_role
from ui.widgets.parts import set_words

LEAST_LETTERS = 20


class WrappedLink(QPushButton):
    """Says a whole sentence, however narrow the page is; `objectName` stays the sentence."""

    def __init__(self, text: str, pressed: Callable[[], object]) -> None:
        super().__init__()
        set_words(self, text)
        set_role(self, kind="link")
        self.setAutoDefault(False)
        self.clicked.connect(lambda _checked: pressed())
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        return self._height(len(self._lines(width)))

    def sizeHint(self) -> QSize:
        return QSize(self._around().width() + self._long(self.objectName()), self._height(1))

    def minimumSizeHint(self) -> QSize:
        least = self._around().width() + self._long("n" * LEAST_LETTERS)
        return QSize(min(least, self.sizeHint().width()), self._height(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = "\n".join(self._lines(self.width())).replace("&", "&&")
        if shown != self.text():
            self.setText(shown)
            self.updateGeometry()

    def _lines(self, width: int) -> list[str]:
        room = width - self._around().width()
        lines = [""]
        for word in self.objectName().split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self._long(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _around(self) -> QSize:
        """Return what the button takes beyond its words."""
        self.ensurePolished()
        words = self.fontMetrics().size(0, self.text())
        return super().sizeHint() - words

    def _height(self, lines: int) -> int:
        return self._around().height() + lines * self.fontMetrics().lineSpacing()

    def _long(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 1
