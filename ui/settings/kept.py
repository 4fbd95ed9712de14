"""This computer's settings while the window is open: changed here, written at once."""

from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from loanmgr import settings as settings_file
from loanmgr.settings import Settings
from ui import theme
from ui.shell import MainWindow


class Kept(QObject):
    """Holds the settings and writes every change of them."""

    changed = Signal(Settings)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings

    def change(self, **values: Any) -> None:
        """Change settings by name, such as `theme="dark"`, and write them."""
        if all(getattr(self.settings, name) == value for name, value in values.items()):
            return
        self.settings = settings_file.change(self.settings, **values)
        self.changed.emit(self.settings)

    def wear(self) -> None:
        """Dress the program as the settings say."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - there are no settings pages without one
        scheme = theme.Scheme(self.settings.theme.capitalize())
        wanted = scheme, self.settings.text_percent / 100
        if not app.styleSheet() or wanted != (theme.scheme(), theme.scale()):
            theme.apply(app, *wanted)

    def follow(self, window: MainWindow) -> None:
        """Keep a window and the settings of one mind, whichever is changed."""
        window.text_size_changed.connect(lambda scale: self.change(text_percent=round(scale * 100)))
        window.sound_switched.connect(lambda on: self.change(sound_on=on))
        window.set_lock(self.settings.lock_minutes)
        self.changed.connect(lambda _settings: self._show_in(window))

    def _show_in(self, window: MainWindow) -> None:
        if shiboken6.isValid(window):  # the settings outlive the window of one register
            self.wear()
            window.fit()
            window.set_sound(on=self.settings.sound_on, percent=self.settings.sound_percent)
            window.set_lock(self.settings.lock_minutes)
            window.scans.gap_ms = self.settings.scanner_gap_ms
