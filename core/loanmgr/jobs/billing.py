"""The billing run as a job: preview, charge, and take back, with progress and Stop."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from loanmgr.desk import Desk
from loanmgr.domain.errors import RuleError
from loanmgr.services import applications, billing, runs, undo
from loanmgr.services.applications import EndGrace
from loanmgr.services.billing import AskPlan, Bill, BillAccount, Excepted, Planned, PlanPage
from loanmgr.services.billing.due import REDUCED
from loanmgr.services.pots import Taken
from loanmgr.services.runs import TakeBack
from loanmgr.services.undo import Undo
from loanmgr.services.work import Look

Progress = Callable[[int, int, str], bool]
"""Told how much is done, of how much, and what is being done; says whether to go on."""

NO_RULE = (
    "The policy charges nothing for paying late. A late fee, or interest, stands in Settings under"
    " Limits."
)
CHANGED = frozenset({"act", "charge", "late_charge", "ledger", "loan_line"})
"""Tables that a run changes, and the taking back of one."""
END_GRACE = "end_grace"
"""A part of a run that charges no account for a period."""
PAGE = 50
"""Accounts that one look prices."""


@dataclass(frozen=True)
class Plan:
    """What a run of a day charges."""

    on: date
    undecided: str
    lines: tuple[Planned, ...]
    exceptions: tuple[Excepted, ...]
    is_late: bool = False
    """It is what paying late costs."""
    note: str = ""
    """Why there can be nothing."""

    @property
    def full_pence(self) -> int:
        """What it would be without reduced rates."""
        return sum(line.full_pence for line in self.lines)

    @property
    def due_pence(self) -> int:
        """What is charged."""
        return sum(line.due_pence for line in self.lines)


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    run: UUID
    accounts: int
    charges: int
    due_pence: int
    failed: tuple[str, ...] = ()
    """Why an account was not charged, or an act not taken back."""
    is_whole: bool = True
    """It was not stopped."""


def preview_late(desk: Desk, on: date, progress: Progress) -> Plan | None:
    """Work out what paying late costs by a day; None where it was stopped."""
    note = "" if desk.look(_charges_late, None) else NO_RULE
    cards = desk.look(billing.cards_late, on)
    found = _priced(desk, AskPlan(on, cards, is_late=True), "Reading the accounts", progress)
    if found is None:
        return None
    return Plan(on, REDUCED, found.lines, found.exceptions, is_late=True, note=note)


def _charges_late(look: Look, _request: None) -> bool:
    return look.policy().charges_late


def preview(desk: Desk, on: date, undecided: str, progress: Progress) -> Plan | None:
    """Price everything that has come due by a day; None where it was stopped."""
    cards = desk.look(billing.cards_due, on)
    found = _priced(desk, AskPlan(on, cards, undecided), "Pricing what is out", progress)
    return None if found is None else Plan(on, undecided, found.lines, found.exceptions)


def _priced(desk: Desk, asked: AskPlan, what: str, progress: Progress) -> PlanPage | None:
    """Ask about all cards, a page at a time, so that nobody waits behind a long look."""
    cards = asked.cards
    lines: list[Planned] = []
    exceptions: list[Excepted] = []
    taken: tuple[Taken, ...] = ()
    for done in range(0, len(cards), PAGE):
        if not progress(done, len(cards), what):
            return None
        some = replace(asked, cards=cards[done : done + PAGE], taken=taken)
        page = desk.look(billing.plan_page, some)
        taken = page.taken
        lines += page.lines
        exceptions += page.exceptions
    progress(len(cards), len(cards), "Ready")
    return PlanPage(tuple(lines), tuple(exceptions), taken)


def run(desk: Desk, request: Bill, progress: Progress) -> Outcome:
    """Charge everything that has come due; the same request again goes on where it was stopped.

    Raises:
        RuleError: the run may not be begun.
    """
    desk.run(billing.bill, request)
    if desk.look(billing.is_taken_back, request.id):
        raise RuleError(billing.TAKEN_BACK, billing.RUN_UNDONE, "id")
    with desk.many_acts():
        return _charge_all(desk, request, progress)


def _charge_all(desk: Desk, request: Bill, progress: Progress) -> Outcome:
    outcome = Outcome(request.id, 0, 0, 0)
    if not request.is_late:
        outcome = _end_grace(desk, request, outcome)
    cards = _cards(desk, request)
    for done, card in enumerate(cards):
        if not progress(done, len(cards), "Charging"):
            return replace(outcome, is_whole=False)
        outcome = _charge(desk, request, card, outcome)
    progress(len(cards), len(cards), "Ready")
    return outcome


def _cards(desk: Desk, request: Bill) -> tuple[str, ...]:
    """Return the cards of those whom a run charges; who pays late stays so after it was charged."""
    if not request.is_late:
        return desk.look(billing.cards_due, request.on)
    asked = AskPlan(request.on, desk.look(billing.cards_late, request.on), is_late=True)
    found = _priced(desk, asked, "", lambda *_: True)
    return tuple(dict.fromkeys(line.account for line in found.lines)) if found else ()


def _end_grace(desk: Desk, request: Bill, outcome: Outcome) -> Outcome:
    """Take back first what was reduced on evidence that never came."""
    for card in desk.look(applications.run_out, None):
        asked = EndGrace(card, request.id, uuid5(request.id, f"grace {card}"))
        try:
            desk.run(applications.end_grace, asked)
        except RuleError as refusal:
            outcome = replace(outcome, failed=(*outcome.failed, refusal.message))
    return outcome


def _charge(desk: Desk, request: Bill, card: str, outcome: Outcome) -> Outcome:
    act = uuid5(request.id, f"account {card}")
    of = (request.id, card, request.on, request.undecided, act)
    asked = BillAccount(*of, is_late=request.is_late)
    try:
        billed = desk.run(billing.bill_account, asked).result
    except RuleError as refusal:
        if refusal.code == billing.NOTHING:
            return outcome
        if refusal.code == billing.RUN_UNDONE:  # somebody takes it back meanwhile
            raise
        return replace(outcome, failed=(*outcome.failed, refusal.message))
    return replace(
        outcome,
        accounts=outcome.accounts + 1,
        charges=outcome.charges + billed.charges,
        due_pence=outcome.due_pence + billed.due_pence,
    )


def take_back(desk: Desk, run_id: UUID, progress: Progress, use_case: str = "") -> Outcome:
    """Undo a run, account by account from the last; what stands in the way is listed and stays.

    Stopped, or with something in the way, it goes on with the rest when it is asked for again.

    Raises:
        RuleError: it is no run, or not of that use case, or nothing of it stands any more, or
            whoever asks is no lead.
    """
    back = uuid5(run_id, "take back")
    asked = TakeBack(run_id, back, use_case)
    parts = desk.look(runs.standing, asked)
    desk.run(runs.take_back, asked)
    failed: list[str] = []
    accounts = 0
    with desk.many_acts():
        for done, part in enumerate(parts):
            if not progress(done, len(parts), "Taking back"):
                return Outcome(run_id, accounts, 0, 0, tuple(failed), is_whole=False)
            try:
                desk.run(undo.undo, Undo(part.act, id=uuid5(back, str(part.act)), of=back))
            except RuleError as refusal:
                failed.append(f"{part.what}: {refusal.message}")
            else:
                accounts += part.use_case != END_GRACE
    progress(len(parts), len(parts), "Ready")
    return Outcome(run_id, accounts, 0, 0, tuple(failed))
