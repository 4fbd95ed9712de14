"""Who is reminded, what each letter says, and that it was sent."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.words import count, long_date
from loanmgr.services import attention
from loanmgr.services.papers import reading
from loanmgr.services.posting import Sent
from loanmgr.services.reminders import late, leavers
from loanmgr.services.reminders.newest import newest
from loanmgr.services.reminders.said import LATE, LEAVERS, ROLES, Reminder
from loanmgr.services.work import Look, Work

RUN = Sql("SELECT no FROM act WHERE uuid = :id")
ABOUT = {LEAVERS: "what is still out", LATE: "what is past its day"}


@dataclass(frozen=True)
class AskReminders:
    """Ask for letters of a kind: to whom at all, or what those to some accounts say."""

    kind: str
    """leavers or late."""
    again: bool = False
    """To those too who were written to lately."""
    accounts: tuple[int, ...] = ()


@dataclass(frozen=True)
class BeginReminders:
    """Begin to note that letters were written; who got one follows in parts."""

    kind: str
    until_on: date
    """The day the letters name."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class RemindersSent:
    """Note on their timelines that some were written to."""

    run: UUID
    kind: str
    accounts: tuple[int, ...]
    until_on: date
    id: UUID
    by_post: bool = True
    """Their letters are on paper; otherwise somebody writes to them as they like it."""
    newest: tuple[int, ...] | None = None
    """Of each account the newest letter that stood when these were drawn; older ones don't say."""


def accounts(look: Look, request: AskReminders) -> tuple[int, ...]:
    """Return the accounts that letters of a kind may be about.

    Raises:
        RuleError: whoever asks is no lead, or there is no such kind.
    """
    attention.check_lead(look)
    _check_kind(request.kind)
    if request.kind == LEAVERS:
        return leavers.accounts(look, again=request.again)
    return late.accounts(look, again=request.again)


def reminders(look: Look, request: AskReminders) -> tuple[Reminder, ...]:
    """Return the letters of a kind about some accounts; fewer where nothing is open any more.

    Raises:
        RuleError: whoever asks is no lead, or there is no such kind.
    """
    attention.check_lead(look)
    _check_kind(request.kind)
    if request.kind == LEAVERS:
        found = leavers.letters(look, request.accounts, again=request.again)
    else:
        found = late.letters(look, request.accounts)
    before = newest(look, request.kind, request.accounts)
    return tuple(replace(each, newest=before.get(each.account, 0)) for each in found)


def begin(work: Work, request: BeginReminders) -> Sent:
    """Begin to note that letters were written.

    Raises:
        RuleError: the day they name is over, or whoever does it is no lead.
    """
    attention.check_lead(work)
    _check_kind(request.kind)
    if request.until_on < work.on:
        message = f"{long_date(request.until_on)} is before today; say a later day."
        raise RuleError(message, "until_in_the_past", "until_on")
    work.what = f"Letters about {ABOUT[request.kind]}, by {long_date(request.until_on)}"
    return Sent(request.id, 0)


def sent(work: Work, request: RemindersSent) -> Sent:
    """Note on their timelines that some were written to.

    Whom another desk wrote to since these letters were drawn is left out, and said.

    Raises:
        RuleError: whoever does it is no lead.
    """
    attention.check_lead(work)
    _check_kind(request.kind)
    work.belongs_to = work.one(RUN, id=request.run).no
    theirs = _written_to_since(work, request)
    ours = [account for account in request.accounts if account not in theirs]
    role, wanted = ROLES[request.kind], set(ours)
    things = {late.holder(work, account) for account in ours}
    if request.kind == LEAVERS:
        rows = (row for group in leavers.groups(work) for row in group.rows)
        # Not of their family, where another pays: it may not know, and is not written to.
        things |= {("borrower", row.borrower) for row in rows if row.account_id in wanted}
    for whose, key in sorted(things):
        work.about(whose, key, role)
    about = f"about {ABOUT[request.kind]}, by {long_date(request.until_on)}"
    wrote = "Wrote to" if request.by_post else "To be written to, not on paper:"
    who = _who(work, ours) + ("" if request.by_post else ",")
    work.what = f"{wrote} {who} {about}"
    return Sent(request.id, len(ours), tuple(_named(work, each) for each in theirs))


def _written_to_since(work: Work, request: RemindersSent) -> list[int]:
    """Return whom another desk wrote to since letters were drawn; nobody writes to any meanwhile.

    The desk that comes second waits here for the first, and sees its letters after that.
    """
    if request.newest is None:
        return []
    for account in sorted(request.accounts):
        work.lock("account", account)
    now = newest(work, request.kind, request.accounts)
    drawn = zip(request.accounts, request.newest, strict=True)
    return [account for account, before in drawn if now.get(account, 0) > before]


def _who(look: Look, wanted: list[int]) -> str:
    if len(wanted) == 1:
        return reading.payer_of(look, wanted[0]).name
    return count(len(wanted), "payer") if wanted else "nobody"


def _named(look: Look, account: int) -> str:
    payer = reading.payer_of(look, account)
    return f"{payer.name} {payer.card}"


def _check_kind(kind: str) -> None:
    if kind not in ROLES:
        raise RuleError("Letters go to leavers, or to who pays late.", "kind", "kind")
