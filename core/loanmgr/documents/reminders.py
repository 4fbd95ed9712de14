"""Reminders as letters: what who left still has of ours, and what is past its day. A page each.

What an envelope's window shows is a name and an address. Nothing says why a rate is reduced.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from loanmgr.documents.agreement import Service
from loanmgr.documents.letter_page import BODY_MM, LINE_MM, SMALL_PT, LetterPage
from loanmgr.documents.paper import blank, describe
from loanmgr.documents.setting import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, SIDE_MM, TEXT_WIDTH_MM
from loanmgr.domain.money import pounds
from loanmgr.domain.words import listed, long_date, short_date

MOST_ROWS = 16
"""More than fit are counted, with what they come to."""
ROW_MM, GAP_MM = 5.6, 4.0
HAS_MM = (0.0, 54.0, 114.0, 146.0)
OWES_MM = (0.0, 80.0, 109.0, 131.0, 154.0)
RIGHT_MM = SIDE_MM + TEXT_WIDTH_MM


@dataclass(frozen=True)
class Out:
    """Something of ours that somebody has."""

    who: str
    what: str
    code: str
    lent_on: date


@dataclass(frozen=True)
class Unpaid:
    """Something that is past its day."""

    what: str
    who: str
    invoice: str
    due_on: date
    pence: int


@dataclass(frozen=True)
class Letter:
    """Everything that a reminder says."""

    service: Service
    written_on: date
    until_on: date
    to: tuple[str, ...]
    card: str
    """Of who pays, to be quoted."""
    left_on: date | None = None
    """The day they left, of a letter about what leavers still have."""
    has: tuple[Out, ...] = ()
    owes: tuple[Unpaid, ...] = ()
    may_recall: bool = False
    pay_to: tuple[str, ...] = field(default=(), kw_only=True)
    late_note: str = field(default="", kw_only=True)

    @property
    def owed_pence(self) -> int:
        """What is past its day, all in all."""
        return sum(each.pence for each in self.owes)


def reminders(letters: Iterable[Letter], title: str) -> bytes:
    """Draw letters into one PDF, a page each."""
    canvas, pdf = blank(PAGE_WIDTH_MM, PAGE_HEIGHT_MM)
    for number, letter in enumerate(letters):
        if number == 0:
            describe(canvas, title, letter.service.name, letter.written_on)
        _Page(canvas, letter).draw()
    canvas.save()
    return pdf.getvalue()


class _Page(LetterPage):
    """One letter on its way onto the page."""

    def __init__(self, canvas: Any, letter: Letter) -> None:
        super().__init__(canvas)
        self._letter = letter
        self._top_mm = BODY_MM

    def draw(self) -> None:
        """Put the page on the canvas."""
        letter = self._letter
        is_back = letter.left_on is not None
        title = "Please bring back what is still out" if is_back else self._reminder()
        self.head(letter.service, letter.to, long_date(letter.written_on), title)
        if is_back:
            self._about_out()
        else:
            self._about_owed()
        self.done()

    def _about_out(self) -> None:
        letter = self._letter
        names = listed(dict.fromkeys(each.who for each in letter.has))
        left, until = long_date(letter.left_on or letter.written_on), long_date(letter.until_on)
        self._say(
            f"We have noted that {names} left us on {left}. By our records this is still out:"
        )
        self._out()
        self._say(
            f"Please bring it back by {until}, with everything that belongs to it. If that is not "
            f"possible, or somebody goes on playing it, please tell us{self._how()}."
        )
        if letter.owes:
            owed = pounds(letter.owed_pence)
            self._say(f"Besides, {owed} on your account should have been paid by now:")
            self._owed()
            self._paying()
        self._say("If you have brought it back already, please tell us where and when.")

    def _about_owed(self) -> None:
        letter = self._letter
        self._say("By our records this should have been paid by now:")
        self._owed()
        self._say(f"Please pay it by {long_date(letter.until_on)}.")
        self._paying()
        if letter.may_recall:
            self._say("As it has been owed for so long, what you have from us may be called back:")
            self._out()
        self._say(
            f"If it can't be paid at once, please tell us{self._how()}. If you have paid it "
            "already, thank you; nothing more is to be done."
        )

    def _reminder(self) -> str:
        return f"Reminder: {pounds(self._letter.owed_pence)} to pay"

    def _how(self) -> str:
        contact = self._letter.service.contact
        return f": {contact}" if contact else ""

    def _out(self) -> None:
        rows = [
            ((each.who, each.what, each.code, short_date(each.lent_on)), 0)
            for each in self._letter.has
        ]
        self._table(("Who has it", "Instrument", "Label", "Since"), HAS_MM, rows)

    def _owed(self) -> None:
        rows = [
            ((each.what, each.who, each.invoice, short_date(each.due_on), ""), each.pence)
            for each in self._letter.owes
        ]
        self._table(("What", "For", "Invoice", "Due", "To pay"), OWES_MM, rows)
        if len(rows) > 1:
            self.write("Together", SIDE_MM, self._top_mm, SMALL_PT + 1.5, bold=True)
            self.write_right(pounds(self._letter.owed_pence), RIGHT_MM, self._top_mm, bold=True)
            self._top_mm += LINE_MM + GAP_MM

    def _paying(self) -> None:
        letter = self._letter
        if letter.pay_to:
            how = " · ".join((*letter.pay_to, f"Quote {letter.card}"))
            self._say(f"How to pay: {how}.")
        if letter.late_note:
            self._say(letter.late_note)

    def _table(
        self,
        heads: tuple[str, ...],
        lefts_mm: tuple[float, ...],
        rows: Sequence[tuple[tuple[str, ...], int]],
    ) -> None:
        """Write rows under a head, and count those that do not fit; sums stand on the right."""
        most = MOST_ROWS if not (self._letter.has and self._letter.owes) else MOST_ROWS // 2
        top_mm = self._top_mm + 1
        has_sums = heads[-1] == "To pay"
        self.row((*heads[:-1], "" if has_sums else heads[-1]), lefts_mm, top_mm, bold=True)
        if has_sums:
            self.write_right(heads[-1], RIGHT_MM, top_mm, bold=True)
        self.rule(top_mm + 1.6)
        for cells, pence in rows[:most]:
            top_mm += ROW_MM
            self.row(cells, lefts_mm, top_mm)
            if has_sums:
                self.write_right(pounds(pence), RIGHT_MM, top_mm)
        more = rows[most:]
        if more:
            top_mm += ROW_MM
            come_to = f", {pounds(sum(pence for _, pence in more))}" if has_sums else ""
            self.write(f"and {len(more)} more{come_to}", SIDE_MM, top_mm, SMALL_PT)
        self.rule(top_mm + 1.8)
        self._top_mm = top_mm + LINE_MM + GAP_MM

    def _say(self, text: str) -> None:
        self._top_mm = self.paragraph(text, self._top_mm) + 2
