"""The tools that read the code have nothing to say: lint, format, types, walls between layers."""

import os
import subprocess
import sys

from tests.shape.tree import ROOT

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"


def test_types_hold():
    run("-m", "mypy", "--no-error-summary")


def test_imports_run_one_way_through_the_layers():
    run("-c", LINT_IMPORTS)


def test_the_linter_has_nothing_to_say():
    run("-m", "ruff", "check", "--quiet", "--output-format", "concise", ".")


def test_every_file_is_formatted():
    run("-m", "ruff", "format", "--check", "--quiet", "--output-format", "concise", ".")


def run(*arguments):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'core'}", "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"
