"""This computer's settings: which register it opens, what it is called, how its window looks.

They live in ``settings.toml`` beside the embedded register, in the platform's own place for data.
What the service decides (prices, terms, limits) is policy and lives in the register.
"""

import os
import platform
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from loanmgr.domain.errors import StoreError

FILE = "settings.toml"
REGISTER = "register.sqlite"
THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Settings:
    """What is true of this computer only."""

    folder: Path
    """Where the embedded register and these settings live."""
    database: str = ""
    """SQLAlchemy URL of a shared register; empty for the embedded one."""
    desk_name: str = ""
    theme: str = "system"
    text_percent: int = 100
    """Size of text, 90 to 150."""
    scanner_gap_ms: int = 35
    """Keys faster than this are a scanner's."""
    sound_on: bool = True
    sound_percent: int = 60
    """How loud, 0 to 100."""
    lock_minutes: int = 10
    """The screen hides itself when nobody has touched anything for so long."""
    label_stock: str = "L7160"
    printer: str = ""
    getting_ready: bool = False
    """Show what a register that was started here still needs."""
    ready_steps: str = ""
    """Which of that was done on this computer, one word each."""

    @property
    def url(self) -> str:
        """Return the URL of the register this computer opens."""
        return self.database or f"sqlite:///{self.folder / REGISTER}"

    @property
    def desk(self) -> str:
        """Return the name of this desk, for people."""
        return self.desk_name or f"{platform.node() or 'this computer'}"

    @property
    def command_line_desk(self) -> str:
        """Return the name of the desk that the command line is."""
        return f"{self.desk} (command line)"


def load(folder: Path | None = None, database: str | None = None) -> Settings:
    """Read this computer's settings; options win over the environment, that over the file.

    Raises:
        StoreError: the settings file cannot be read.
    """
    place = folder or _from_environment() or _usual_folder()
    found = _read(place / FILE)
    settings = replace(Settings(place.absolute()), **found)
    url = database or os.environ.get("LOANMGR_DATABASE")
    return replace(settings, database=url) if url else settings


def save(settings: Settings) -> None:
    """Write this computer's settings, whole or not at all."""
    import tomli_w  # noqa: PLC0415 - only needed when something was changed

    values = {name: value for name, value in asdict(settings).items() if name != "folder"}
    settings.folder.mkdir(parents=True, exist_ok=True)
    fresh = settings.folder / f"{FILE}.new"
    fresh.write_text(tomli_w.dumps(values), encoding="utf-8")
    fresh.replace(settings.folder / FILE)


def change(settings: Settings, **values: Any) -> Settings:
    """Write some settings and return them all; what was only said for this run is not written."""
    kept = replace(Settings(settings.folder), **_read(settings.folder / FILE))
    save(replace(kept, **values))
    return replace(settings, **values)


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    kinds = {field.name: field.type for field in fields(Settings) if field.name != "folder"}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StoreError(f"The settings in {file} can't be read: {error}.", "settings") from error
    return {
        name: value
        for name, value in found.items()
        if name in kinds and type(value).__name__ == getattr(kinds[name], "__name__", kinds[name])
    }


def _from_environment() -> Path | None:
    named = os.environ.get("LOANMGR_DATA")
    return Path(named) if named else None


def _usual_folder() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed when a folder is given

    return user_data_path("loanmgr", appauthor=False)
