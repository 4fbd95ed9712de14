"""Letters about reduced rates that end, as a job: drawn family by family, then noted as sent."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from loanmgr.desk import Desk
from loanmgr.documents.agreement import Service
from loanmgr.documents.renewal import Child, RenewalLetter, renewal_letters
from loanmgr.domain.errors import RuleError
from loanmgr.jobs import billing
from loanmgr.jobs.billing import PAGE, Progress
from loanmgr.services import award_renewals, register
from loanmgr.services.award_renewals import AskLetters, BeginLetters, Letter, LettersSent

take_back = billing.take_back
"""Take back that letters were sent: they are listed as not written to again."""


@dataclass(frozen=True)
class Drawn:
    """Letters, ready to be printed."""

    pdf: bytes
    cards: tuple[str, ...]
    pupils: int
    until_on: date


@dataclass(frozen=True)
class Noted:
    """What was noted as sent."""

    run: UUID
    letters: int
    is_whole: bool = True
    """It was not stopped."""


def draw(desk: Desk, until_on: date, progress: Progress, *, again: bool = False) -> Drawn | None:
    """Draw the letters to all who were not written to this year; None where it was stopped.

    Raises:
        RuleError: nobody is to be written to, or the day to answer by is over.
    """
    on = desk.look(lambda look, _: look.on, None)
    if until_on < on:
        raise RuleError("The day to answer by is over already.", "until_in_the_past", "until_on")
    cards = desk.look(award_renewals.cards, again)
    if not cards:
        message = "Nobody is to be written to: no reduced rate ends, or all of them were."
        raise RuleError(message, "nothing_to_write", "until_on")
    service = Service(desk.look(register.about, None).service)
    letters: list[RenewalLetter] = []
    for done in range(0, len(cards), PAGE):
        if not progress(done, len(cards), "Writing letters"):
            return None
        found = desk.look(award_renewals.letters, AskLetters(cards[done : done + PAGE]))
        letters += [_letter(service, on, until_on, each) for each in found]
    pdf = renewal_letters(letters)
    progress(len(cards), len(cards), "Ready")
    return Drawn(pdf, cards, sum(len(each.children) for each in letters), until_on)


def note(desk: Desk, request: BeginLetters, drawn: Drawn, progress: Progress) -> Noted:
    """Note that letters were sent, on the timeline of everybody they went to."""
    desk.run(award_renewals.begin, request)
    noted = Noted(request.id, 0)
    for done in range(0, len(drawn.cards), PAGE):
        if not progress(done, len(drawn.cards), "Noting who was written to"):
            return replace(noted, is_whole=False)
        some = drawn.cards[done : done + PAGE]
        asked = LettersSent(request.id, some, drawn.until_on, uuid5(request.id, f"page {done}"))
        sent = desk.run(award_renewals.sent, asked).result
        noted = replace(noted, letters=noted.letters + sent.cards)
    progress(len(drawn.cards), len(drawn.cards), "Ready")
    return noted


def _letter(service: Service, on: date, until_on: date, letter: Letter) -> RenewalLetter:
    children = tuple(
        Child(each.name, each.pupil, each.year, each.public_name, each.has, each.evidence)
        for each in letter.children
    )
    return RenewalLetter(service, on, until_on, letter.ends_on, letter.to, children)
