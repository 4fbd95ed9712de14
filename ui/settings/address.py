"""Where a register is: its database address as people may see it, and as files know it."""

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

KINDS = ("sqlite", "postgresql")
_SQLITE = "sqlite:///"


def is_address(text: str) -> bool:
    """Say whether a text can be the address of a register."""
    kind, found, rest = text.partition("://")
    return bool(found) and bool(rest.strip("/")) and kind.partition("+")[0] in KINDS


def file_of(url: str) -> Path | None:
    """Return the file a register is in, or None where a server keeps it."""
    if not url.startswith(_SQLITE):
        return None
    return Path(url.removeprefix(_SQLITE).partition("?")[0])


def address_of(file: Path) -> str:
    """Return the address of a register in a file."""
    return f"{_SQLITE}{file}"


def without_password(url: str) -> str:
    """Return an address that may be shown: a file's path, or a server's without the password."""
    file = file_of(url)
    if file is not None:
        return str(file)
    parts = urlsplit(url)
    who, found, server = parts.netloc.rpartition("@")
    place = f"{who.partition(':')[0]}@{server}" if found else server
    return urlunsplit((parts.scheme.partition("+")[0], place, parts.path, "", ""))
