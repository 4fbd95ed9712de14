"""What every test of the windows needs: a dressed application, work done at once, a scanner."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from ui import theme


@pytest.fixture(autouse=True)
def _dressed(qapp):
    """Start each test in light colours at 100 % text, dressing again only after a change."""
    if (theme.scheme(), theme.scale()) != (theme.Scheme.LIGHT, 1.0) or not qapp.styleSheet():
        theme.apply(qapp, theme.Scheme.LIGHT)
