"""The window of the desk's own tests, for the billing run."""

from tests.ui.desk.conftest import open_window, opened

__all__ = ["open_window", "opened"]
