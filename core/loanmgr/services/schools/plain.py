"""A list of schools in columns of our own, the very ones that an export writes."""

from loanmgr.domain import codes
from loanmgr.services.imports.table import Problem, Row, read
from loanmgr.services.schools.offered import Cells, Offered, Value

TEXTS = {
    "address": "address",
    "postcode": "postcode",
    "contact": "contact",
    "local authority": "local_authority",
    "phase": "phase",
    "head": "head",
    "telephone": "telephone",
    "website": "website",
    "trust": "trust",
}
NUMBERS = {"from age": "from_age", "to age": "to_age", "pupils": "pupil_count"}
COLUMNS = (
    *("code", "name", "urn", "address", "postcode", "contact"),
    *("local authority", "phase", "state", "from age", "to age", "pupils"),
    *("head", "telephone", "website", "trust", "closed"),
)


def read_plain(data: bytes) -> tuple[list[Offered], list[Problem]]:
    """Return the schools of a list, and what is wrong with it.

    Raises:
        RuleError: it cannot be read as a list.
        ImportProblems: it has columns that are not known.
    """
    problems: list[Problem] = []
    rows = read(data, COLUMNS, ("name",))
    return [_school(row, problems) for row in rows], problems


def _school(row: Row, problems: list[Problem]) -> Offered:
    cells = Cells(row.number, row.text, problems)
    columns: dict[str, Value] = {
        kept: cells.line(name) for name, kept in TEXTS.items() if row.has(name)
    }
    columns |= {kept: cells.whole(name) for name, kept in NUMBERS.items() if row.has(name)}
    if row.has("state"):
        columns["state"] = cells.state("state")
    if row.has("closed"):
        columns["closed_on"] = row.day("closed")
        problems += row.problems
    if "postcode" in columns:
        columns["postcode"] = str(columns["postcode"]).upper()
    code = codes.normalise(row.text("code"))
    if code and not (codes.is_ours(code) and code.startswith("B")):
        cells.wrong("code", f"“{row.text('code')[:40]}” is not one of our cards.")
    name, urn = cells.name("name"), cells.urn("urn", needed=False)
    return Offered(row.number, name, urn, code, columns)
