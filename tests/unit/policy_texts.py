"""A whole policy as a file, and the ways tests spoil it."""

import json

import pytest

from loanmgr.domain.policy import (
    PolicyProblems,
    parse,
)

WHOLE = """\
[[terms]]
code = "2026-autumn"
name = "Autumn term 2026"
from = 2026-09-02
to = 2026-12-18

[[tariffs]]
code = "strings"
name = "Strings"
types = ["Violin"]
basis = "term"
price_pence = 2400

[[schemes]]
code = "half"
name = "Low income"
public_name = "Reduced rate"
percent = 50

[[limits]]
code = "pupil"
name = "Instruments of a pupil"
borrowers = ["pupil"]
instruments = 2

[[intervals]]
code = "hygiene"
name = "Hygiene clean"
after_loan = true

[[types]]
code = "violin"
name = "Violin"
family = "strings"
sizes = ["1/2", { code = "4/4", name = "Full size", from_age = 12 }]
checks = ["Hygiene clean"]
"""


def problems(text):
    with pytest.raises(PolicyProblems) as refused:
        parse(text)
    return [(problem.line, problem.message) for problem in refused.value.problems]


def only_problem(text):
    (found,) = problems(text)
    return found


def tariff(code, **keys):
    """A tariff as TOML."""
    said = {"code": code, "name": code.title(), "basis": "term", "price_pence": 100, **keys}
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in said.items())
    return f"[[tariffs]]\n{lines}".replace('"D', "").replace('D"', "")
