"""Money: a price on the counter, a billing run with scans meanwhile, and a long statement.

There is no bare side: what is asked for are times a person waits.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from loanmgr.desk import Desk
from loanmgr.domain.ids import new_id
from loanmgr.jobs import billing as jobs
from loanmgr.jobs.printing import pdf
from loanmgr.services import baskets, papers
from loanmgr.services.baskets.views import current
from loanmgr.services.billing import Bill
from loanmgr.services.papers import IssueStatement
from loanmgr.services.returns import Return, return_one
from loanmgr.services.scanning import Scan, scan
from tests.bench.lend import request, things_to_lend
from tests.bench.measure import Line, Times, timed, times
from tests.bench.plan import Plan
from tests.bench.registers import DESK, SEED, TODAY
from tests.tables import copy_row, rows

PRICE_LIMIT_MS = 5.0
BILLING_LIMIT_SECONDS = 60.0
HIRES = 20_000
"""What the limit of the billing run is for."""
SCAN_LIMIT_MS = 100.0
STATEMENT_LIMIT_SECONDS = 0.2
BILLED_ON = date(2027, 1, 11)
"""In the first days of the spring term, so that all that is out has come due."""
YEARS, LINES = 10, 400
"""An account of ten years: four lines a month in term."""
SAMPLES_SHARE = 10
"""Waiting times are seen in fewer operations than ratios are."""

LARGEST = """
SELECT family.code, MAX(ledger.id) AS line
FROM ledger JOIN family ON family.account_id = ledger.account_id
GROUP BY family.id ORDER BY COUNT(*) DESC, family.id LIMIT 1
"""
OUT = """
SELECT i.code FROM loan_line AS line JOIN instrument AS i ON i.id = line.instrument_id
WHERE line.returned_at IS NULL AND line.passed_on_at IS NULL ORDER BY line.uuid LIMIT :count
"""


def run(plan: Plan) -> list[Line]:
    """Measure the three, each on its own copy of the register."""
    lines = []
    for measure in (_price, _billing, _statement):
        with plan.registers.copies(plan.size, 1) as [file]:
            lines += measure(plan, f"sqlite:///{file}")
    return lines


def _price(plan: Plan, url: str) -> list[Line]:
    """Price what lies on the counter: what the panel asks after each scan."""
    asked = [request(told) for told in things_to_lend(url, plan.operations // SAMPLES_SHARE)]
    seconds = []
    with _desk(url) as desk:
        for each in asked:
            basket = desk.draft(baskets.open_basket, baskets.OpenBasket(each.borrower)).result
            desk.draft(baskets.add_line, baskets.AddLine(each.instruments[0]))
            taken, shown = timed(lambda _number: desk.look(current, None), 0)
            assert shown is not None and len(shown.lines) == 1
            seconds.append(taken)
            desk.draft(baskets.put_back, basket)
    found = times(seconds)
    return [Line("Price on the counter, p50", found.median * 1e3, PRICE_LIMIT_MS, "ms", found)]


def _billing(plan: Plan, url: str) -> list[Line]:
    """Preview a run, then charge it while another desk scans and takes instruments in."""
    hires = HIRES if plan.operations >= SAMPLES_SHARE**3 else SAMPLES_SHARE
    scans = plan.operations // SAMPLES_SHARE
    with _desk(url, DESK, BILLED_ON) as desk, _desk(url, "Ashby 2", BILLED_ON) as other:
        labels = [code for (code,) in rows(other, OUT, count=4 * scans)]
        random.Random(SEED).shuffle(labels)
        alone = _scanned(other, labels[:scans])
        began = time.perf_counter()
        priced = jobs.preview(desk, BILLED_ON, "reduced", _go_on)
        preview = time.perf_counter() - began
        assert priced is not None
        charging = _Run(hires)
        worker = threading.Thread(target=charging.charge, args=(desk,))
        worker.start()
        meanwhile = _scanned(other, labels[scans : 2 * scans])
        worker.join()
    whole = HIRES * (preview / len(priced.lines) + charging.seconds / charging.charges)
    more = [
        Line(
            f"{what} while a run charges: at most slower by",
            max(0.0, (during.at(1.0) - before.median) * 1e3),
            SCAN_LIMIT_MS,
            "ms",
            during,
            before,
        )
        for what, before, during in zip(("Scan", "Return"), alone, meanwhile, strict=True)
    ]
    what = f"Billing run, preview and charging, for each {HIRES:,} hires"
    told = f"Charged meanwhile, of {len(priced.lines):,} hires that were previewed"
    counted = Line(told, charging.charges, None, "hires")
    return [Line(what, whole, BILLING_LIMIT_SECONDS, "s"), *more, counted]


def _statement(plan: Plan, url: str) -> list[Line]:
    """Issue and draw the statement of an account that is ten years old."""
    with _desk(url) as desk:
        [(card, key)] = rows(desk, LARGEST)
    first = TODAY - timedelta(days=365 * YEARS)
    for number in range(LINES if plan.operations >= SAMPLES_SHARE**3 else SAMPLES_SHARE):
        on = first + timedelta(days=365 * YEARS * number // LINES)
        copy_row(url, "ledger", key, uuid=new_id().bytes, entered_on=str(on))
    seconds = []
    with _desk(url) as desk:
        for _ in range(max(2, plan.operations // SAMPLES_SHARE**2)):
            taken, paper = timed(lambda _number: _drawn(desk, card, first), 0)
            assert paper.startswith(b"%PDF")
            seconds.append(taken)
    found = times(seconds)
    what = f"Statement of {YEARS} years, issued and drawn, p50"
    return [Line(what, found.median, STATEMENT_LIMIT_SECONDS, "s", found)]


def _drawn(desk: Desk, card: str, since: date) -> bytes:
    issued = desk.run(papers.issue_statement, IssueStatement(card, since)).result
    return pdf([desk.look(papers.paper, issued.number)])


class _Run:
    """A run that is stopped when it has looked at so many accounts."""

    def __init__(self, accounts: int) -> None:
        self._accounts = accounts
        self.seconds, self.charges = 0.0, 0

    def charge(self, desk: Desk) -> None:
        bill = Bill(BILLED_ON, "reduced")
        began = time.perf_counter()
        outcome = jobs.run(desk, bill, lambda at, _of, _what: at < self._accounts)
        self.seconds, self.charges = time.perf_counter() - began, outcome.charges


def _scanned(desk: Desk, labels: list[str]) -> tuple[Times, Times]:
    """Look at each label and bring what it names back: what one scan of a loan does."""
    looked, returned = [], []
    for label in labels:
        looked.append(timed(lambda _n, code=label: desk.look(scan, Scan(code)), 0)[0])
        returned.append(timed(lambda _n, code=label: desk.run(return_one, Return(code)), 0)[0])
        time.sleep(0.02)
    return times(looked), times(returned)


@contextmanager
def _desk(url: str, name: str = DESK, today: date = TODAY) -> Iterator[Desk]:
    desk = Desk.open(url, desk_name=name, today=lambda: today)
    try:
        yield desk
    finally:
        desk.close()


def _go_on(_done: int, _of: int, _what: str) -> bool:
    return True
