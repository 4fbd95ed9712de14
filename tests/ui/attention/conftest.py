"""The window of the desk's own tests, for what it shows to the lead."""

from tests.ui.desk.conftest import open_window, opened

__all__ = ["open_window", "opened"]
