"""Reminders to leavers and to who pays late, as a job: drawn page by page, then noted as sent."""

from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.desk import Desk
from loanmgr.documents.agreement import Service
from loanmgr.documents.reminders import Letter, Out, Unpaid
from loanmgr.documents.reminders import reminders as drawn_letters
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import pounds
from loanmgr.domain.posting import ROUND_DAYS
from loanmgr.domain.words import listed, long_date
from loanmgr.jobs import letters
from loanmgr.jobs.billing import PAGE, Progress
from loanmgr.jobs.letters import Drawn, Noted
from loanmgr.services import register, reminders
from loanmgr.services.posting import Sent
from loanmgr.services.reminders import (
    LEAVERS,
    AskReminders,
    BeginReminders,
    Reminder,
    RemindersSent,
)

take_back = letters.take_back
TITLES = {LEAVERS: "What is still out", "late": "Reminders to pay"}
NOBODY = {
    LEAVERS: "Nobody who left has anything out",
    "late": "Nobody owes anything past its day",
}


def draw(
    desk: Desk, kind: str, until_on: date, progress: Progress, *, again: bool = False
) -> Drawn | None:
    """Draw the letters of a kind to who was not written to lately; None where it was stopped.

    Raises:
        RuleError: nobody is to be written to, or the day is over.
    """
    on = desk.look(lambda look, _: look.on, None)
    if until_on < on:
        raise RuleError("That day is over already.", "until_in_the_past", "until_on")
    accounts = desk.look(reminders.accounts, AskReminders(kind, again))
    found: list[Reminder] = []
    for done in range(0, len(accounts), PAGE):
        if not progress(done, len(accounts), "Writing letters"):
            return None
        asked = AskReminders(kind, again, accounts[done : done + PAGE])
        found += desk.look(reminders.reminders, asked)
    if not found:
        lately = f", or they were written to in the last {ROUND_DAYS} days."
        raise RuleError(NOBODY[kind] + lately, "nothing_to_write", "kind")
    service = desk.look(register.about, None).service

    def paper(places: list[int]) -> bytes:
        wanted = (_letter(service, on, until_on, found[at]) for at in places)
        return drawn_letters(wanted, TITLES[kind])

    drawn = letters.sorted_out(
        [((each.account, each.newest), each.post, _about(each, until_on)) for each in found],
        paper,
        until_on,
    )
    progress(len(accounts), len(accounts), "Ready")
    return drawn


def note(desk: Desk, request: BeginReminders, drawn: Drawn, progress: Progress) -> Noted:
    """Note that letters were sent, on the timeline of everybody they were about."""
    desk.run(reminders.begin, request)

    def send(some: tuple[Any, ...], by_post: bool, act: UUID) -> Sent:  # noqa: FBT001 - as `note` asks
        accounts, newest = zip(*some, strict=True)
        asked = RemindersSent(
            request.id, request.kind, accounts, drawn.until_on, act, by_post, newest
        )
        return desk.run(reminders.sent, asked).result

    return letters.note(request.id, drawn, send, progress)


def _letter(service: str, on: date, until_on: date, of: Reminder) -> Letter:
    papers = of.papers
    return Letter(
        Service(service, papers.address, papers.contact),
        on,
        until_on,
        of.post.to,
        of.post.card,
        of.left_on,
        tuple(Out(each.who, each.what, each.code, each.lent_on) for each in of.has),
        tuple(
            Unpaid(each.what, each.who, each.invoice, each.due_on, each.pence) for each in of.owes
        ),
        of.may_recall,
        pay_to=papers.pay_to,
        late_note=papers.late_note,
    )


def _about(of: Reminder, until_on: date) -> str:
    """Say in short what a letter says, for who writes it otherwise."""
    until, said = long_date(until_on), []
    if of.left_on is not None:
        has = listed(f"{each.what} {each.code} ({each.who})" for each in of.has)
        said.append(f"Bring back by {until}: {has}.")
    if of.owes:
        numbers = listed(dict.fromkeys(each.invoice for each in of.owes if each.invoice))
        on = f", {numbers}" if numbers else ""
        said.append(f"Pay by {until}: {pounds(of.owed_pence)}{on}.")
    if of.may_recall:
        has = listed(f"{each.what} {each.code}" for each in of.has)
        said.append(f"May be called back: {has}.")
    return " ".join(said)
