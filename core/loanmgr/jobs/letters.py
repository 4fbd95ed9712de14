"""Letters to many, of whatever kind: on paper for most, listed for who likes it otherwise.

Letters are drawn first, and noted as sent after that, some at a time; noting is taken back as a
whole.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from loanmgr.domain.posting import BY, EMAIL, PHONE, POST, TEXT
from loanmgr.domain.words import count, listed
from loanmgr.jobs import billing
from loanmgr.jobs.billing import PAGE, Progress
from loanmgr.services.imports.table import guarded
from loanmgr.services.posting import Post, Sent

MARK = "\ufeff"
"""By this Excel knows that a file is in UTF-8."""
HEAD = ("card", "name", "person", "for", "how", "contact", "about")
OLDER_HEAD = ("card", "name", "how", "contact", "about")

MOST_NAMED = 20
"""So many are named of those whom another desk wrote to; of more it is said how many."""

take_back = partial(billing.take_back, use_case="begin")
"""Take back that letters were sent: they are listed as not written to."""


@dataclass(frozen=True)
class Other:
    """Somebody who is written to otherwise than on paper."""

    card: str
    name: str
    """Who pays."""
    person: str
    """Whom one writes to there."""
    role: str
    """What that person is for at an organisation: Finance, Music."""
    way: str
    contact: str
    about: str
    """What is to be written, in short."""


@dataclass(frozen=True)
class Drawn:
    """Letters, ready to be printed, and who is written to otherwise."""

    pdf: bytes
    """Empty where nobody gets one on paper."""
    on_paper: tuple[Any, ...]
    """By what they are noted: a card or an account for each letter in the file."""
    not_on_paper: tuple[Any, ...]
    others: tuple[Other, ...]
    without_address: int
    """Letters whose envelope shows a name alone."""
    until_on: date
    pages: int
    """Letters in the file."""
    pupils: int = 0

    @property
    def letters(self) -> int:
        """How many are written to, in whatever way."""
        return self.pages + len(self.others)


@dataclass(frozen=True)
class Noted:
    """What was noted as sent."""

    run: UUID
    letters: int
    is_whole: bool = True
    """It was not stopped."""
    by_others: tuple[str, ...] = ()
    """Whom another desk wrote to meanwhile, by name and card: that was not noted twice."""


def sorted_out(
    letters: Sequence[tuple[Any, Post, str]], draw: Callable[[list[int]], bytes], until_on: date
) -> Drawn:
    """Share letters out by how each is sent, and draw those that go on paper.

    Args:
        letters: by what each is noted, to whom it goes, and what it says in short.
        draw: draws the letters of these places into one file.
        until_on: the day they name.
    """
    at_post = [at for at, (_, post, _) in enumerate(letters) if post.way == POST]
    paper = set(at_post)
    rest = [each for at, each in enumerate(letters) if at not in paper]
    noted = dict.fromkeys(key for key, _, _ in rest)
    on_paper = dict.fromkeys(letters[at][0] for at in at_post)
    return Drawn(
        draw(at_post) if at_post else b"",
        tuple(on_paper),
        tuple(key for key in noted if key not in on_paper),
        tuple(
            Other(p.card, p.payer, p.person, p.role, p.way, p.contact, about)
            for _, p, about in rest
        ),
        sum(not letters[at][1].has_address for at in at_post),
        until_on,
        len(at_post),
    )


def note(
    run: UUID,
    drawn: Drawn,
    send: Callable[[tuple[Any, ...], bool, UUID], Sent],
    progress: Progress,
) -> Noted:
    """Note some at a time that they were written to; `send` notes some, by post or not."""
    noted, done = Noted(run, 0), 0
    whole = len(drawn.on_paper) + len(drawn.not_on_paper)
    for keys, by_post in ((drawn.on_paper, True), (drawn.not_on_paper, False)):
        for start in range(0, len(keys), PAGE):
            if not progress(done, whole, "Noting who was written to"):
                return replace(noted, is_whole=False)
            some = keys[start : start + PAGE]
            act = uuid5(run, f"{'page' if by_post else 'others'} {start}")
            sent = send(some, by_post, act)
            by_others = noted.by_others + sent.by_others
            noted = replace(noted, letters=noted.letters + sent.letters, by_others=by_others)
            done += len(some)
    progress(whole, whole, "Ready")
    return noted


def others_sheet(drawn: Drawn) -> bytes:
    """Return who is written to otherwise, as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEAD)
    for each in drawn.others:
        cells = (each.card, each.name, each.person, each.role, each.way, each.contact, each.about)
        writer.writerow([guarded(cell) for cell in cells])
    return (MARK + text.getvalue()).encode()


def is_others_sheet(content: bytes) -> bool:
    """Say whether a file is a list that letters left, rather than somebody's own."""
    heads = (f"{MARK}{','.join(head)}\r\n".encode() for head in (HEAD, OLDER_HEAD))
    return content.startswith(tuple(heads))


def said(drawn: Drawn) -> str:
    """Say how many letters go which way, in a sentence or two."""
    parts = [f"{count(drawn.pages, 'letter')} on paper"] if drawn.pages else []
    for way in (EMAIL, TEXT, PHONE):
        told = sum(each.way == way for each in drawn.others)
        verb = "is" if told == 1 else "are"
        parts += [f"{told:,} {verb} to be told {BY[way]}"] if told else []
    sentence = f"{'; '.join(parts)}."
    if drawn.without_address:
        them = "it" if drawn.without_address == 1 else "them"
        sentence += (
            f" {count(drawn.without_address, 'letter')} without an address: see to {them} by hand."
        )
    return sentence


def twice(noted: Noted) -> str:
    """Say whom another desk wrote to meanwhile; empty where it wrote to nobody."""
    if not noted.by_others:
        return ""
    named = noted.by_others[:MOST_NAMED]
    more = len(noted.by_others) - len(named)
    who = listed((*named, f"{more:,} more") if more else named)
    is_one = len(noted.by_others) == 1
    are, them = ("letter is", "it") if is_one else ("letters are", "them")
    said = f"Another desk wrote to {who} a moment ago."
    return f"{said} Their {are} here too, but not noted twice: don't send {them}."
