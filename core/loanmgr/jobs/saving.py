"""Saving a file whole or not at all, over one of that name only when all of it is there."""

import contextlib
import os
import tempfile
from pathlib import Path


def save(target: Path, content: bytes) -> None:
    """Write a file beside its place, then put it there.

    Raises:
        OSError: it cannot be written there; what was there is as it was.
    """
    target = target.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, fresh = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).chmod(mode)
        Path(fresh).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(fresh).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
