"""What is in the repository: papers every project needs, and no word of where it was made."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shape.tree import ENVIRONMENT, ROOT

FOLDERS = ("core", "ui", "resources", "tests", "installer", "docs", ".ci")
PAPERS = ("README.md", "CHANGELOG.md", "GLOSSARY.md", "LICENSE", "CONTRIBUTING.md")
LOCKS_WITH_HOSTS = ("uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "package-lock.json")
# Joined from halves, so that this file does not hold what it looks for.
WHERE_PACKAGES_LIVE = ("index" + "-url", "find" + "-links", "pypi" + ".org", "python" + "hosted")
SOMEBODYS_MACHINE = re.compile(
    r"file:/" + r"//|(?<![\w.}$*/-])/(?:root|home/\w+|work|Users/\w+|mnt|opt|srv)" + r"/[\w.]"
)

PIN = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [a-zA-Z_'\" =!<>.0-9]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def test_no_file_says_where_packages_come_from():
    offences = [
        f"{path.relative_to(ROOT)}: {word}"
        for path, text in _texts()
        for word in WHERE_PACKAGES_LIVE
        if word in text
    ]
    assert offences == []


def test_no_file_names_a_folder_of_somebodys_machine():
    offences = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path, text in _texts()
        for found in SOMEBODYS_MACHINE.finditer(text)
    ]
    assert offences == []


def test_no_lock_file_with_hosts_is_kept():
    assert [name for name in LOCKS_WITH_HOSTS if (ROOT / name).exists()] == []


@pytest.mark.parametrize("kind", ["app", "test"])
def test_pinned_requirements_hold_versions_and_hashes_alone(kind):
    lines = _requirements(kind).splitlines()
    assert [line for line in lines if not (PIN.fullmatch(line) or HASH.fullmatch(line))] == []


@pytest.mark.parametrize("kind", ["app", "test"])
def test_every_dependency_is_pinned_within_its_bounds(kind):
    pins = _pins(kind)
    wanted = [Requirement(text) for text in _dependencies(kind)]
    assert [str(need) for need in wanted if not need.specifier.contains(pins[_name(need)])] == []


def test_the_tests_run_on_the_versions_that_people_run():
    assert _pins("app").items() <= _pins("test").items()


@pytest.mark.parametrize("name", PAPERS)
def test_the_papers_of_the_project_are_there(name):
    assert (ROOT / name).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("command", ["$ ./loanmgr", "$ ./loanmgr test"])
def test_the_readme_shows_each_of_the_two_commands_on_a_line_of_its_own(command):
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert command in [line.strip() for line in lines]


def _texts():
    top = [path for path in ROOT.iterdir() if path.is_file()]
    for path in [*top, *(p for folder in FOLDERS for p in (ROOT / folder).rglob("*"))]:
        if path.is_file() and not ENVIRONMENT & set(path.parts):
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture, a font or a database


def _requirements(kind):
    return (ROOT / "installer" / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")


def _pins(kind):
    found = re.findall(r"^([a-z0-9-]+)==(\S+)", _requirements(kind), re.MULTILINE)
    return dict(found)


def _dependencies(kind):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    more = project["optional-dependencies"]["test"] if kind == "test" else []
    return [*project["dependencies"], *more]


def _name(requirement):
    return canonicalize_name(requirement.name)
