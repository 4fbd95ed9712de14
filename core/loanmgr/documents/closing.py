"""The closing of a desk on one A4 page: counts, money by method, the cash box, what is left to do.

Money is whole pence. Families are named as the parked strip names them, with no sums of theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.platypus import Flowable

from loanmgr.documents.agreement import Service, letterhead
from loanmgr.documents.setting import (
    INK,
    TEXT_WIDTH_MM,
    Look,
    Paper,
    build,
    grid,
    heading,
    listing,
    space,
    words,
)
from loanmgr.domain.money import pounds
from loanmgr.domain.words import long_date

SUM_MM = 30.0
HALF_MM, NUMBER_MM = TEXT_WIDTH_MM / 2 - 5, 18.0
MOST_LISTED, LONGEST = 18, 44
"""Unfinished families that fit on the page; of more, the rest is counted."""
METHODS = {"cash": "Cash", "card": "Card", "bank": "Bank transfer", "cheque": "Cheque"}


@dataclass(frozen=True)
class MoneyLine:
    """What came in and went back in one way."""

    method: str
    taken_pence: int
    given_back_pence: int


@dataclass(frozen=True)
class ClosingSheet:
    """Everything the page says. ``counted_pence`` is empty where nobody counted the cash."""

    service: Service
    desk: str
    centre: str
    on: date
    closed: str
    """When, and by whom: 12:10 by Sam Mills."""
    counts: tuple[tuple[str, int], ...]
    money: tuple[MoneyLine, ...]
    expected_pence: int
    counted_pence: int | None
    left: tuple[tuple[str, int], ...]
    """What is left to do, and how much of it."""
    unfinished: tuple[tuple[str, str, str], ...] = ()
    """Who is unfinished, how many things of theirs lie there, and since when."""


def closing(given: ClosingSheet) -> bytes:
    """Draw the closing of a desk as a PDF."""
    paper = Paper(
        title=f"Closing of {given.desk}, {long_date(given.on)}",
        service=given.service.name,
        dated_on=given.on,
        foot=f"{given.service.name}  ·  {given.desk}  ·  {long_date(given.on)}",
    )
    return build(paper, lambda: _story(given))


def _story(given: ClosingSheet) -> list[Flowable]:
    return [
        letterhead(given.service),
        space(5),
        words(f"{given.desk}, {long_date(given.on)}", "title"),
        space(3),
        words(f"{given.centre}  ·  Closed at {given.closed}", "label"),
        space(2),
        _numbers(given),
        *heading("Money"),
        _money(given.money),
        space(3),
        _box(given),
        *_unfinished(given.unfinished),
        space(16),
        _signature(),
    ]


def _numbers(given: ClosingSheet) -> Flowable:
    """Return what was done on the left, and what is left to do beside it."""
    done, left = _column(given.counts), _column(given.left)
    rows = [[words("The day", "heading"), "", "", words("Left to do", "heading"), ""]]
    blank = ["", ""]
    for at in range(max(len(done), len(left))):
        here = done[at] if at < len(done) else blank
        there = left[at] if at < len(left) else blank
        rows.append([*here, "", *there])
    widths = (HALF_MM - NUMBER_MM, NUMBER_MM, 10, HALF_MM - NUMBER_MM, NUMBER_MM)
    return grid(rows, widths, [("LEFTPADDING", (0, 0), (0, -1), 0)])


def _column(rows: Sequence[tuple[str, int]]) -> list[list[Any]]:
    return [[words(what), words(f"{number:,}", "bold", right=True)] for what, number in rows]


def _money(rows: Sequence[MoneyLine]) -> Flowable:
    if not rows:
        return words("No money was taken or given back.")
    heads = ("Way to pay", "Taken", "Given back", "Left")
    head = [words(each, "quiet", right=at > 0) for at, each in enumerate(heads)]
    lines = [
        [
            words(METHODS.get(row.method, row.method)),
            words(pounds(row.taken_pence), right=True),
            words(pounds(row.given_back_pence), right=True),
            words(pounds(row.taken_pence - row.given_back_pence), "bold", right=True),
        ]
        for row in rows
    ]
    return listing(head, lines, (TEXT_WIDTH_MM - 3 * SUM_MM, SUM_MM, SUM_MM, SUM_MM))


def _box(given: ClosingSheet) -> Flowable:
    rows: list[tuple[str, str, Look]] = [
        ("Expected in the cash box, without the float", pounds(given.expected_pence), "bold")
    ]
    if given.counted_pence is None:
        rows.append(("Counted", "not counted", "body"))
    else:
        over = given.counted_pence - given.expected_pence
        rows.append(("Counted", pounds(given.counted_pence), "body"))
        rows.append((_over(over), pounds(abs(over)), "bold"))
    return grid(
        [
            [words(what, look, right=True), words(value, look, right=True)]
            for what, value, look in rows
        ],
        (TEXT_WIDTH_MM - SUM_MM, SUM_MM),
        [("LINEBELOW", (1, -1), (1, -1), 1.2, INK)],
    )


def _over(pence: int) -> str:
    if not pence:
        return "Difference"
    return "Too much in the box" if pence > 0 else "Missing from the box"


def _unfinished(rows: Sequence[tuple[str, str, str]]) -> list[Flowable]:
    if not rows:
        return []
    head = [words(each, "quiet") for each in ("Not finished", "On the counter", "Since")]
    shown = [[words(_cut(cell)) for cell in row] for row in rows[:MOST_LISTED]]
    table = listing(head, shown, (TEXT_WIDTH_MM - 70, 40, 30))
    rest = len(rows) - MOST_LISTED
    more = [space(1), words(f"And {rest} more.", "quiet")] if rest > 0 else []
    return [space(4), table, *more]


def _cut(text: str) -> str:
    """Return words that stay on one line."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _signature() -> Flowable:
    return grid(
        [[words("Signed", "quiet"), "", words("Cash handed to", "quiet")]],
        (HALF_MM, 10, HALF_MM),
        [("LINEABOVE", (0, 0), (0, 0), 0.5, INK), ("LINEABOVE", (2, 0), (2, 0), 0.5, INK)],
    )
