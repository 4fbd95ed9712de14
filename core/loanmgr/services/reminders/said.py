"""What a reminder says, of either kind, and how it is noted that one was sent."""

from dataclasses import dataclass
from datetime import date

from loanmgr.domain.policy.whole import PapersHeld
from loanmgr.services.posting import Post
from loanmgr.services.standing import STANDS

LEAVERS, LATE = "leavers", "late"
"""Reminders to who left with something still out, and to who pays late."""
ROLES = {LEAVERS: "leaver_letter", LATE: "late_letter"}
"""What an act is called on the timeline of who was written to."""

SENT = f"""
(SELECT MAX(act.business_on) FROM act_thing AS t JOIN act ON act.no = t.act_no
  WHERE t.kind = '{{kind}}' AND t.thing = {{thing}} AND t.role = '{{role}}'
    AND {STANDS})
"""  # noqa: S608
"""The day of the newest letter that counts as sent; whom it is about is filled in later."""


@dataclass(frozen=True)
class Has:
    """Something of ours that is still out."""

    who: str
    """Who has it."""
    what: str
    """Type and size: Violin 3/4."""
    code: str
    lent_on: date


@dataclass(frozen=True)
class Owed:
    """Something that is past its day."""

    what: str
    who: str
    """The child it is for; empty where it is for nobody in particular."""
    invoice: str
    """The number of the invoice it is on; empty where it is on none."""
    due_on: date
    pence: int


@dataclass(frozen=True)
class Reminder:
    """A letter to who pays."""

    kind: str
    account: int
    post: Post
    left_on: date | None
    """The day they left, of a letter to leavers."""
    has: tuple[Has, ...]
    """What is still out, where the letter is about that."""
    owes: tuple[Owed, ...]
    may_recall: bool
    """They pay so late that what they have may be called back, by the service's own rule."""
    papers: PapersHeld
    """What our papers to them say: our address, how to pay, what paying late means."""
    newest: int = 0
    """The newest letter of this kind that stood when it was drawn, by its act; none is 0."""

    @property
    def owed_pence(self) -> int:
        """What is past its day, all in all."""
        return sum(each.pence for each in self.owes)
