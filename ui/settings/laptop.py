"""This laptop: its name, how its window looks, what it prints on, and which register it opens."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from loanmgr.documents.stocks import every_stock
from loanmgr.settings import THEMES, Settings
from ui.settings.address import without_password
from ui.settings.kept import Kept
from ui.widgets.form import Form
from ui.widgets.parts import Card, button, name, number_field, row, words

LATER = "Used from the next start of the program."
TWINS = "Four short sounds. Everything they tell is shown and read aloud as well."
LOCK = "When nobody touches anything. Families at the desk are kept."
TEXT_STEP = VOLUME_STEP = 10


class LaptopCard(Card):
    """Everything here is written as soon as it is changed."""

    sounds_tried = Signal()
    """Play every sound once."""

    def __init__(self, kept: Kept) -> None:
        super().__init__("This laptop")
        self._kept = kept
        self.form = Form()
        self.body.addWidget(self.form)
        self.desk = QLineEdit(maxLength=60)
        self.theme = _choices([each.capitalize() for each in THEMES])
        self.text_size = number_field(90, 150)
        self.text_size.setSuffix(" %")
        self.text_size.setSingleStep(TEXT_STEP)
        self.text_size.setKeyboardTracking(False)
        self.sound = QCheckBox("Play sounds")
        self.volume = number_field(5, 100)
        self.volume.setSuffix(" %")
        self.volume.setSingleStep(VOLUME_STEP)
        self.volume.setKeyboardTracking(False)
        self.lock = number_field(1, 60)
        self.lock.setSuffix(" min")
        self.lock.setKeyboardTracking(False)
        self._codes, names = _stocks()
        self.stock = _choices(names)
        self._fill()
        self._show(kept.settings)
        self._connect()

    def _fill(self) -> None:
        self.form.add("desk_name", "Desk name", self.desk, hint=LATER)
        self.form.add("theme", "Theme", self.theme)
        self.form.add("text_percent", "Text size", self.text_size)
        self.form.add("lock_minutes", "Hide the screen after", self.lock, hint=LOCK)
        self.form.add("label_stock", "Labels", self.stock)
        name(self.sound, self.sound.text())
        self.form.add("sound_percent", "Volume", self.volume, hint=TWINS)
        self.body.addLayout(row(self.sound, button("Hear them", self.sounds_tried.emit), 1))

    def _connect(self) -> None:
        change = self._kept.change
        self.desk.editingFinished.connect(lambda: change(desk_name=self.desk.text().strip()))
        self.theme.activated.connect(lambda at: change(theme=THEMES[at]))
        self.text_size.valueChanged.connect(lambda percent: change(text_percent=percent))
        self.lock.valueChanged.connect(lambda minutes: change(lock_minutes=minutes))
        self.stock.activated.connect(lambda at: change(label_stock=self._codes[at]))
        self.sound.toggled.connect(lambda on: change(sound_on=on))
        self.volume.valueChanged.connect(lambda percent: change(sound_percent=percent))
        self._kept.changed.connect(self._show)

    def _show(self, settings: Settings) -> None:
        if not self.desk.hasFocus():
            self.desk.setText(settings.desk_name)
        self.desk.setPlaceholderText(settings.desk)
        self.theme.setCurrentIndex(THEMES.index(settings.theme) if settings.theme in THEMES else 0)
        self.text_size.setValue(settings.text_percent)
        self.sound.setChecked(settings.sound_on)
        self.volume.setValue(settings.sound_percent)
        self.lock.setValue(settings.lock_minutes)
        if settings.label_stock in self._codes:
            self.stock.setCurrentIndex(self._codes.index(settings.label_stock))


class RegisterCard(Card):
    """Where the register is, and the way to another one."""

    another = Signal()

    def __init__(self, kept: Kept) -> None:
        super().__init__("Register")
        place = without_password(kept.settings.url)
        where = "In a file on this computer:" if not kept.settings.database else "It is at:"
        self.place = words(_breakable(place), wrap=True)
        self.place.setObjectName("Where the register is")
        self.body.addWidget(words(where, "soft"))
        self.body.addWidget(self.place)
        self.body.addLayout(row(button("Open another register…", self.another.emit), 1))


def _stocks() -> tuple[list[str], list[str]]:
    """Return the codes and the names of all label stock."""
    found = every_stock()
    named = [(stock.code, stock.name) for stock in found.sheets]
    named += [(roll.code, roll.name) for roll in found.rolls]
    return [code for code, _name in named], [said for _code, said in named]


def _breakable(place: str) -> str:
    """Let a long path go over to the next line after each of its folders."""
    return place.replace("/", "/\N{ZERO WIDTH SPACE}").replace("\\", "\\\N{ZERO WIDTH SPACE}")


def _choices(texts: list[str]) -> QComboBox:
    result = QComboBox()
    result.addItems(texts)
    return result
