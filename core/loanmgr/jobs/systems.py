"""Telling another system as a job: look through the ledger, mark, and make the file."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from loanmgr.desk import Desk
from loanmgr.domain.errors import RuleError
from loanmgr.services import systems
from loanmgr.services.systems import AskRows, AskUnsent, SendLines, Sent

Progress = Callable[[int, int, str], bool]
"""Told how much is done, of how much, and what is being done; says whether to go on."""

STRETCH = 10_000
"""Lines of the ledger that one look goes through."""


@dataclass(frozen=True)
class Plan:
    """What a system is to be told, before it is."""

    system: str
    """Its code."""
    name: str
    lines: tuple[int, ...]
    total_pence: int
    left_out: int
    """Lines that stay here with what took them back."""
    looked_to: int
    is_all: bool
    """Nothing is left for a further file."""


@dataclass(frozen=True)
class File:
    """A transfer's file."""

    sent: Sent
    text: str


def preview(desk: Desk, system: str, progress: Progress) -> Plan | None:
    """Find what a system has not been told of; None where it was stopped."""
    named = desk.look(systems.system_now, system)
    window = desk.look(systems.window, system)
    found: list[tuple[int, int]] = []
    left_out, after = 0, window.after
    while after < window.upto and len(found) < systems.MOST_LINES:
        if not progress(after - window.after, window.upto - window.after, "Looking for lines"):
            return None
        upto = min(after + STRETCH, window.upto)
        page = desk.look(systems.unsent, AskUnsent(named.code, after, upto))
        found += page.lines
        left_out += page.left_out
        after = upto
    is_all = after == window.upto and len(found) <= systems.MOST_LINES
    found = found[: systems.MOST_LINES]
    progress(1, 1, "Ready")
    return Plan(
        named.code,
        named.name,
        tuple(key for key, _ in found),
        sum(pence for _, pence in found),
        left_out,
        after if is_all or not found else found[-1][0],
        is_all,
    )


def send(desk: Desk, plan: Plan, transfer: UUID) -> Sent:
    """Mark what was planned as sent; the same id again marks nothing more.

    Raises:
        RuleError: nothing is left to send, or whoever is at the desk may not.
    """
    request = SendLines(plan.system, plan.lines, plan.looked_to, transfer)
    return desk.run(systems.send_lines, request).result


def file_of(desk: Desk, transfer: UUID, progress: Progress) -> str | None:
    """Make a transfer's file, for the first time or again; None where it was stopped."""
    whole = desk.look(systems.transfer_of, transfer).lines
    parts = [desk.look(systems.head, transfer)]
    after: int | None = 0
    done = 0
    while after is not None:
        if not progress(done, whole, "Writing the file"):
            return None
        page = desk.look(systems.rows, AskRows(transfer, after))
        parts.append(page.text)
        done, after = done + page.count, page.after
    if done != whole:
        message = f"The file should have {whole:,} lines and has {done:,}; nothing was written."
        raise RuleError(message, "incomplete", "transfer")
    return "".join(parts)
