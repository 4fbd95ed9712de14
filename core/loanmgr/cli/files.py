"""The files a command reads and writes: read whole, written whole or not at all."""

import os
import tempfile
from pathlib import Path

from loanmgr.cli.usage import UsageError
from loanmgr.jobs import saving


def read(name: str) -> bytes:
    """Return what is in a file.

    Raises:
        UsageError: it is not there, or cannot be read.
    """
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as fault:
        raise UsageError(f"{name} can't be read: {_why(fault)}.") from fault


def write(name: str, content: bytes) -> None:
    """Write a file, replacing one of that name only when all of it is there.

    Raises:
        UsageError: it cannot be written there.
    """
    target = Path(name)
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)  # a device or a pipe has no name of its own to replace
            return
        saving.save(target, content)
    except (OSError, ValueError) as fault:
        raise UsageError(f"{name} can't be written: {_why(fault)}.") from fault


def remove(name: str) -> None:
    """Take a file away.

    Raises:
        UsageError: it cannot be taken away.
    """
    try:
        Path(name).unlink(missing_ok=True)
    except OSError as fault:
        raise UsageError(f"{name} can't be taken away: {_why(fault)}.") from fault


def check_writable(name: str) -> None:
    """Refuse a place that can't be written to, before anything is done that needs it.

    Raises:
        UsageError: there is no such folder, or nothing may be written there.
    """
    try:
        target = Path(name)
        if target.is_dir():
            raise UsageError(f"{name} can't be written: it is a folder.")
        if not target.exists():
            handle, fresh = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
            os.close(handle)
            Path(fresh).unlink()
        elif not os.access(target, os.W_OK):
            raise UsageError(f"{name} can't be written: it is read-only.")
    except (OSError, ValueError) as fault:
        raise UsageError(f"{name} can't be written: {_why(fault)}.") from fault


def _why(fault: OSError | ValueError) -> str:
    text = getattr(fault, "strerror", None) or str(fault)
    return text[:1].lower() + text[1:]
