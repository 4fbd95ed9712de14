"""What every test of the windows needs: a dressed application, work done at once, a scanner."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from tests.ui.inline import inline_lanes
from ui import theme
from ui.runner import Runner


@pytest.fixture(autouse=True)
def _dressed(qapp):
    """Start each test in light colours at 100 % text, dressing again only after a change."""
    if (theme.scheme(), theme.scale()) != (theme.Scheme.LIGHT, 1.0) or not qapp.styleSheet():
        theme.apply(qapp, theme.Scheme.LIGHT)


@pytest.fixture
def errors():
    """Collect what would be shown to staff as an error."""
    return []


@pytest.fixture
def runner_on(qapp, errors):
    """Make a runner without threads over a given desk; errors go to the fixture of that name."""
    made = []

    def make(desk):
        runner = Runner(lambda: desk, lambda _owner, error: errors.append(error), inline_lanes())
        made.append(runner)
        return runner

    yield make
    for runner in made:
        runner.close()
