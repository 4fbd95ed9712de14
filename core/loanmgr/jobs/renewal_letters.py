"""Letters about reduced rates that end, as a job: drawn payer by payer, then noted as sent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.desk import Desk
from loanmgr.documents.agreement import Service
from loanmgr.documents.renewal import MOST_CHILDREN, Child, RenewalLetter, renewal_letters
from loanmgr.domain.errors import RuleError
from loanmgr.domain.posting import POST
from loanmgr.domain.words import listed, long_date
from loanmgr.jobs import letters
from loanmgr.jobs.billing import PAGE, Progress
from loanmgr.jobs.letters import Drawn, Noted
from loanmgr.services import award_renewals, register
from loanmgr.services.award_renewals import AskLetters, BeginLetters, Letter, LettersSent
from loanmgr.services.posting import Sent
from loanmgr.services.work import Look

take_back = letters.take_back


def draw(desk: Desk, until_on: date, progress: Progress, *, again: bool = False) -> Drawn | None:
    """Draw the letters to all who were not written to this year; None where it was stopped.

    Raises:
        RuleError: nobody is to be written to, or the day to answer by is over.
    """
    on = desk.look(lambda look, _: look.on, None)
    if until_on < on:
        raise RuleError("The day to answer by is over already.", "until_in_the_past", "until_on")
    wanted = desk.look(award_renewals.addressees, again)
    if not wanted:
        message = "Nobody is to be written to: no reduced rate ends, or all of them were."
        raise RuleError(message, "nothing_to_write", "until_on")
    service = desk.look(_service, None)
    found: list[Letter] = []
    for done in range(0, len(wanted), PAGE):
        if not progress(done, len(wanted), "Writing letters"):
            return None
        some = desk.look(award_renewals.letters, AskLetters(wanted[done : done + PAGE]))
        found += (page for each in some for page in _pages(each))

    def paper(places: list[int]) -> bytes:
        return renewal_letters(_letter(service, on, until_on, found[at]) for at in places)

    asked = [(each.to, each.post, _about(each, until_on)) for each in found]
    drawn = letters.sorted_out(asked, paper, until_on)
    progress(len(wanted), len(wanted), "Ready")
    return replace(drawn, pupils=sum(len(each.children) for each in found))


def note(desk: Desk, request: BeginLetters, drawn: Drawn, progress: Progress) -> Noted:
    """Note that letters were sent, on the timeline of everybody they went to."""
    desk.run(award_renewals.begin, request)

    def send(some: tuple[Any, ...], by_post: bool, act: UUID) -> Sent:  # noqa: FBT001 - as `note` asks
        asked = LettersSent(request.id, some, drawn.until_on, act, by_post)
        return desk.run(award_renewals.sent, asked).result

    return letters.note(request.id, drawn, send, progress)


def _service(look: Look, _request: None) -> Service:
    held = look.policy().papers_on("pupil", look.on)
    return Service(register.about(look).service, held.address, held.contact)


def _pages(letter: Letter) -> Iterator[Letter]:
    """Return a letter on paper as so many that each names all of its children."""
    if letter.post.way != POST:
        yield letter
        return
    for start in range(0, len(letter.children), MOST_CHILDREN):
        yield replace(letter, children=letter.children[start : start + MOST_CHILDREN])


def _letter(service: Service, on: date, until_on: date, letter: Letter) -> RenewalLetter:
    children = tuple(
        Child(each.name, each.pupil, each.year, each.public_name, each.has, each.evidence)
        for each in letter.children
    )
    return RenewalLetter(service, on, until_on, letter.ends_on, letter.post.to, children)


def _about(letter: Letter, until_on: date) -> str:
    """Say in short what a letter says, for who writes it otherwise."""
    names = listed(each.name for each in letter.children)
    ends = long_date(letter.ends_on)
    return f"Reduced rate of {names} ends on {ends}: ask anew by {long_date(until_on)}."
