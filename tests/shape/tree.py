"""The files of this project, as the rules of the house read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {".venv", ".git", "__pycache__"}
"""Folders that are no part of the project, besides the tools' caches."""


@cache
def code(*folders: str) -> tuple[Path, ...]:
    """List the Python files in these folders; "loanmgr" is found wherever it lives."""
    return tuple(
        path
        for folder in folders
        for path in sorted(_folder(folder).rglob("*.py"))
        if not ENVIRONMENT & set(path.parts)
    )


@cache
def parsed(path: Path) -> ast.Module:
    """Read one Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def nodes(path: Path) -> Iterator[ast.AST]:
    """Walk through everything that is written in one Python file."""
    return ast.walk(parsed(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Name a file, or a line in it, as `file:line`."""
    name = path.relative_to(ROOT).as_posix()
    return name if node is None else f"{name}:{getattr(node, 'lineno', 1)}"


def dotted(node: ast.AST) -> str:
    """Return the last two words of a name: `time.sleep`, `wait`, or nothing."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value).rpartition(".")[2]
        return f"{before}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _folder(name: str) -> Path:
    return next(p for p in (ROOT / "core" / name, ROOT / name) if p.is_dir())
