"""A computer that is pretence but for its shell: Python, apt and sudo only note what is asked.

What is under test, `./loanmgr` with its requirement files, is the real thing, in a folder with a
space in its name.
"""

import shutil
import subprocess
from pathlib import Path

from tests.shape.tree import ROOT

REAL_TOOLS = (
    "sh",
    "cat",
    "cmp",
    "sed",
    "sort",
    "tr",
    "mkdir",
    "rm",
    "readlink",
    "flock",
    "env",
    "cp",
    "grep",
)

PYTHON3 = """
case $1 in
    -c) [ -e "$HOUSE/no-venv-module" ] && exit 1; echo "$0" ;;
    -m) echo "venv" >>"$HOUSE/log"
        rm -rf "$4"; mkdir -p "$4/bin"; cp "$HOUSE/venv-python" "$4/bin/python" ;;
esac
"""
VENV_PYTHON = """
[ "$1" = -c ] && exit 0
if [ "$2" = pip ]; then
    for last; do :; done
    echo "pip ${last##*/}" >>"$HOUSE/log"
    [ -e "$HOUSE/off-line" ] && exit 1
    [ -e "$HOUSE/power-cut" ] && kill -9 "$PPID"
    exit 0
fi
echo "$PWD: $*" >>"$HOUSE/log"
"""
DPKG_QUERY = """
echo "dpkg-query" >>"$HOUSE/log"
grep -qx "$4" "$HOUSE/packages" 2>/dev/null && echo installed
"""
APT_GET = """
[ "$1" = update ] || echo "apt-get $*" >>"$HOUSE/log"
"""


class House:
    """One pretended computer and what has been asked of it."""

    def __init__(self, folder: Path, *, root: bool = True) -> None:
        self.folder = folder
        self.program = folder / "loan manager"
        self.bin = folder / "bin"
        (self.program / "installer").mkdir(parents=True)
        shutil.copy(ROOT / "loanmgr", self.program / "loanmgr")
        shutil.copytree(ROOT / "installer/requirements", self.program / "installer/requirements")
        self.bin.mkdir()
        for tool in REAL_TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        self.pretend("id", f"echo {0 if root else 1000}")
        self.pretend("python3", PYTHON3)
        _write(folder / "venv-python", VENV_PYTHON)

    def pretend(self, tool: str, script: str) -> None:
        """Give the computer a tool that does as this shell script says."""
        _write(self.bin / tool, script)

    def has_apt(self, *packages: str) -> None:
        """Make it a Debian with these packages installed."""
        self.pretend("apt-get", APT_GET)
        self.pretend("dpkg-query", DPKG_QUERY)
        (self.folder / "packages").write_text("\n".join(packages), encoding="utf-8")

    def now(self, state: str) -> None:
        """Bring about a state: off-line, power-cut, no-venv-module."""
        (self.folder / state).touch()

    def no_longer(self, state: str) -> None:
        """End a state."""
        (self.folder / state).unlink()

    def begin(self, *words: str, by: Path | None = None) -> subprocess.Popen[str]:
        """Type `./loanmgr` and some words, in the folder above, and do not wait."""
        return subprocess.Popen(
            [by or self.program / "loanmgr", *words],
            cwd=self.folder,
            env={"PATH": str(self.bin), "HOUSE": str(self.folder)},
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def type(self, *words: str, by: Path | None = None) -> tuple[int, str]:
        """Type `./loanmgr` and some words; return the exit status and what it said."""
        started = self.begin(*words, by=by)
        _, said = started.communicate()
        return started.returncode, said

    def asked(self) -> list[str]:
        """Return what has been asked of this computer since the last look."""
        log = self.folder / "log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    def started(self, *words: str) -> str:
        """Say how Python is asked to start a module, in the folder the person is in."""
        return f"{self.folder}: -P -m {' '.join(words)}"


def _write(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script.lstrip()}", encoding="utf-8")
    path.chmod(0o755)
