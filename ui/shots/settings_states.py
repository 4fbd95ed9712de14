"""The settings pages as the pictures show them, each reached from the one before."""

from ui.settings.page import SettingsPage
from ui.shots.stage import Stage, settle


def _page(stage: Stage) -> SettingsPage:
    (page,) = stage.window.findChildren(SettingsPage)
    return page


def laptop(stage: Stage) -> None:
    """This laptop."""
    stage.go("Settings")
    _page(stage).show_part("This laptop")
    settle()


def terms(stage: Stage) -> None:
    """Terms and dates, with their calendar."""
    _page(stage).open_list("terms")
    settle()


def copy(stage: Stage) -> None:
    """Copy last year, with a rise."""
    part = _page(stage).open_list("terms")
    part.open_copy()
    assert part.copy is not None  # noqa: S101 - it was just opened
    part.copy.percent.setText("3.5")
    part.copy.ask()
    settle()


def prices(stage: Stage) -> None:
    """The list of prices."""
    part = _page(stage).lists["terms"]
    assert part.copy is not None  # noqa: S101 - it was opened before
    part.copy.left.emit()
    _page(stage).open_list("tariffs")
    settle()


def price(stage: Stage) -> None:
    """One price, changed and tried out."""
    part = _page(stage).lists["tariffs"]
    part.open(part.entries.model.rows[0].version)
    editor = part.editor
    assert editor is not None  # noqa: S101 - it was just opened
    editor.form.show_values({"price_pence": 2600})
    editor.show_try()
    settle()


def unsaved(stage: Stage) -> None:
    """Leaving without having saved."""
    editor = _page(stage).lists["tariffs"].editor
    assert editor is not None  # noqa: S101 - it was opened before
    editor.leave()
    settle()


def rates(stage: Stage) -> None:
    """The reduced rates."""
    stage.press("Throw it away")
    _page(stage).open_list("schemes")
    settle()


def rate(stage: Stage) -> None:
    """One reduced rate."""
    part = _page(stage).lists["schemes"]
    part.open(part.entries.model.rows[0].version)
    settle()


def limits(stage: Stage) -> None:
    """The limits."""
    _page(stage).open_list("limits")
    settle()


def systems(stage: Stage) -> None:
    """Other systems, of which there is none yet."""
    _page(stage).open_list("systems")
    settle()


def tried(stage: Stage) -> None:
    """A price tried out."""
    _page(stage).show_part("Try a price")
    settle()


def glance(stage: Stage) -> None:
    """What holds today, at a glance."""
    _page(stage).show_part("At a glance")
    settle()
