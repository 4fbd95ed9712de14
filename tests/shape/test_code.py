"""The code keeps its shape: each concern in its one place, files and functions a mind can hold."""

import ast
import re
import sys

from tests.shape.tree import ROOT, code, dotted, nodes, parsed, place

LONGEST_FILE, LONGEST_TESTS, LONGEST_FUNCTION = 500, 650, 60
LOOKS = {"theme.py", "tokens.py"}
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b")
DOMAIN_MAY_IMPORT = sys.stdlib_module_names | {"loanmgr", "msgspec", "stdnum", "tomli_w"}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
NOT_IN_MESSAGES = re.compile(r"\b(please|successful(ly)?|invalid|error)\b", re.IGNORECASE)
WAITS_FOR_TIME = {"time.sleep", "qtbot.wait", "QTest.qWait", "QThread.sleep", "QThread.msleep"}
HANDS = {"scanner.py"}
"""Keys struck at a typist's or a scanner's pace: there, time is what is tested."""
LOOKS_AWAY = {"pytest.skip", "pytest.xfail", "mark.skip", "mark.skipif", "mark.xfail"}


def test_looks_are_decided_in_the_theme_alone():
    offences = [
        place(path, node)
        for path in code("ui")
        if path.relative_to(ROOT / "ui").as_posix() not in LOOKS
        for node in nodes(path)
        if _decides_looks(node) and node not in _comments(path)
    ]
    assert offences == []


def test_only_the_desk_ends_a_transaction():
    offences = [
        place(path, node)
        for path in code("loanmgr", "ui")
        if path.name != "desk.py" and "db" not in path.parts
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    ]
    assert offences == []


def test_rules_need_the_standard_library_and_little_else():
    offences = [
        f"{place(path)} imports {module}"
        for path in code("loanmgr")
        if "domain" in path.parts
        for module in _imported(path)
        if module.partition(".")[0] not in DOMAIN_MAY_IMPORT
        or (module.startswith("loanmgr.") and not module.startswith("loanmgr.domain"))
    ]
    assert offences == []


def test_nothing_is_called_by_a_name_that_says_nothing():
    offences = [place(p) for p in code("loanmgr", "ui", "tests") if p.stem in EMPTY_NAMES]
    assert offences == []


def test_files_and_functions_are_short():
    offences = []
    for path in code("loanmgr", "ui", "tests"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        # A migration is a list of statements from the past, read once and never changed.
        if "versions" not in path.parts:
            longest = LONGEST_TESTS if "tests" in path.parts else LONGEST_FILE
            offences += [f"{place(path)} has {lines} lines"] if lines > longest else []
            offences += [f"{place(path, n)} {n.name} is long" for n in nodes(path) if _is_long(n)]
    assert offences == []


def test_refusals_are_in_plain_words():
    offences = [
        f"{place(path, part)} {part.value!r}"
        for path in code("loanmgr", "ui")
        for node in nodes(path)
        if isinstance(node, ast.Call) and dotted(node.func) in {"RuleError", "StoreError"}
        for part in ast.walk(node.args[0] if node.args else node)
        if isinstance(part, ast.Constant) and NOT_IN_MESSAGES.search(str(part.value))
    ]
    assert offences == []


def test_tests_wait_for_signals_and_never_for_time():
    assert _used_in_tests(WAITS_FOR_TIME) == []


def test_no_test_looks_away():
    assert _used_in_tests(LOOKS_AWAY) == []


def _used_in_tests(names):
    return [
        place(path, node)
        for path in code("tests")
        if "bench" not in path.parts and path.name not in HANDS
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and dotted(node) in names
    ]


def _decides_looks(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return COLOUR.search(node.value) is not None
    if isinstance(node, ast.Attribute) and node.attr == "setStyleSheet":
        return True
    if not isinstance(node, ast.Call):
        return False
    made = dotted(node.func).rpartition(".")[2]
    literal = any(isinstance(argument, ast.Constant) for argument in node.args)
    return made == "QFont" or (made == "QColor" and literal)


def _comments(path):
    return [node.value for node in nodes(path) if isinstance(node, ast.Expr)]


def _imported(path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def _is_long(node):
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
