"""The outline drawings in resources/icons as SVG text in any colour."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "icons"


@cache
def _plain(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def svg(name: str, colour: str) -> bytes:
    """Return a drawing with its lines in a colour such as #1B2430."""
    return _plain(name).replace("currentColor", colour).encode()


def names() -> list[str]:
    """Return the names of all drawings."""
    return sorted(path.stem for path in FOLDER.glob("*.svg"))
