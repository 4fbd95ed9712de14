"""The loan agreement on A4. Money is whole pence.

A family sees this paper, so it has no place for why a charge is reduced, and none for an address of
the family's: a parent may have to keep theirs from someone who sees the agreement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.platypus import Flowable, KeepTogether

from loanmgr.documents.barcodes import aloud
from loanmgr.documents.setting import (
    INK,
    RULE,
    SHADE,
    TEXT_WIDTH_MM,
    Paper,
    block,
    build,
    grid,
    heading,
    listing,
    space,
    words,
)
from loanmgr.domain.money import pounds
from loanmgr.domain.words import listed, short_date

REDUCED = "Reduced rate"


@dataclass(frozen=True)
class Service:
    """Who lends: its name, its address line by line, and how to reach it."""

    name: str
    address: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True)
class AgreedInstrument:
    """One instrument of an agreement, with what goes along and when it is due or charged again.

    A hire with ``bring_back_by`` has a fixed end; without one it runs until returned.
    """

    code: str
    name: str
    out_on: date
    player: str = ""
    make: str = ""
    serial: str = ""
    parts: tuple[str, ...] = ()
    value_pence: int | None = None
    bring_back_by: date | None = None
    next_charge_on: date | None = None
    insurance: str = ""
    """Who insures it, in a sentence."""


@dataclass(frozen=True)
class Charge:
    """One charge: what for, the full price, and what the reduced rate takes off it."""

    item: str
    full_pence: int
    reduction_pence: int = 0
    period: str = ""

    @property
    def due_pence(self) -> int:
        """What is to be paid."""
        return self.full_pence - self.reduction_pence


@dataclass(frozen=True)
class Agreement:
    """Everything a loan agreement says.

    ``borrower`` is the payer, a family or a school; ``players`` are the pupils it is for. ``terms``
    are the numbered conditions, ``privacy`` says how personal data is used, ``notes`` is what the
    desk added for this loan.
    """

    service: Service
    number: str
    year: str
    agreed_on: date
    borrower: str
    instruments: tuple[AgreedInstrument, ...]
    players: tuple[str, ...] = ()
    borrower_code: str = ""
    charges: tuple[Charge, ...] = ()
    deposit_pence: int = 0
    terms: tuple[str, ...] = ()
    privacy: str = ""
    notes: str = ""
    collected_by: str = ""
    teacher_signs: bool = False
    """A teacher of the players signs too."""

    @property
    def due_pence(self) -> int:
        """What is to be paid for all charges, without the deposit."""
        return sum(charge.due_pence for charge in self.charges)


def agreement(given: Agreement) -> bytes:
    """Draw a loan agreement as a PDF."""
    paper = Paper(
        title=f"Loan agreement {given.number}",
        service=given.service.name,
        dated_on=given.agreed_on,
        foot=f"{given.service.name}  ·  Loan agreement {given.number}  ·  {given.borrower}",
    )
    return build(paper, lambda: _story(given))


def letterhead(service: Service) -> Flowable:
    """Return the service's name on the left and its address on the right, above a rule."""
    lines = [words(line, "quiet", right=True) for line in (*service.address, service.contact)]
    return grid(
        [[words(service.name, "service"), [line for line in lines if line.text]]],
        (TEXT_WIDTH_MM * 0.55, TEXT_WIDTH_MM * 0.45),
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ("LINEBELOW", (0, 0), (-1, 0), 1.5, INK),
        ],
    )


def _story(given: Agreement) -> list[Flowable]:
    return [
        letterhead(given.service),
        space(5),
        words("Instrument loan agreement", "title"),
        space(3),
        _facts(given),
        *heading("What is lent"),
        _instruments(given.instruments),
        *_charges(given),
        *_notes(given.notes),
        *_terms(given.terms),
        *_privacy(given.privacy),
        _signatures(given),
    ]


def _facts(given: Agreement) -> Flowable:
    """Return number, year and date above the two parties."""
    borrower = given.borrower
    if given.borrower_code:
        borrower += f" (card {aloud(given.borrower_code)})"
    rows = [
        ("Agreement", given.number, "Lent by", given.service.name),
        ("School year", given.year, "Lent to", borrower),
        ("Date", short_date(given.agreed_on), "Played by", listed(given.players)),
    ]
    cells = [
        [words(text, "label" if at % 2 == 0 else "bold") for at, text in enumerate(row)]
        for row in rows
    ]
    if not given.players:
        cells[2][2:] = [words(""), words("")]
    if given.collected_by:
        collected = [words("Collected by", "label"), words(given.collected_by, "bold")]
        cells.append([words(""), words(""), *collected])
    return grid(
        cells,
        (23, 45, 21, TEXT_WIDTH_MM - 89),
        [
            ("BOX", (0, 0), (-1, -1), 0.5, RULE),
            ("LINEAFTER", (1, 0), (1, -1), 0.5, RULE),
            ("LEFTPADDING", (0, 0), (-1, -1), 7),
            ("TOPPADDING", (0, 0), (-1, 0), 5),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 6),
        ],
    )


def _instruments(instruments: Sequence[AgreedInstrument]) -> Flowable:
    head = [
        words("Label", "quiet"),
        words("Instrument and what goes with it", "quiet"),
        words("Value", "quiet", right=True),
        words("Out", "quiet"),
        words("Back", "quiet"),
    ]
    rows = [
        [
            words(aloud(each.code)),
            _described(each),
            words("" if each.value_pence is None else pounds(each.value_pence), right=True),
            words(short_date(each.out_on)),
            _back(each),
        ]
        for each in instruments
    ]
    return listing(head, rows, (26, TEXT_WIDTH_MM - 112, 21, 25, 40))


def _described(each: AgreedInstrument) -> list[Flowable]:
    made = ", ".join(filter(None, (each.make, each.serial and f"serial {each.serial}")))
    lines = [words(each.name, "bold")]
    if made:
        lines.append(words(made, "small"))
    if each.parts:
        lines.append(words(f"With {listed(each.parts)}", "small"))
    if each.player:
        lines.append(words(f"Played by {each.player}", "small"))
    if each.insurance:
        lines.append(words(each.insurance, "small"))
    return lines


def _back(each: AgreedInstrument) -> list[Flowable]:
    if each.bring_back_by:
        return [words("Bring back by"), words(short_date(each.bring_back_by), "bold")]
    if each.next_charge_on:
        charged = f"next charge {short_date(each.next_charge_on)}"
        return [words("Until returned,"), words(charged, "small")]
    return [words("Until returned")]


def _charges(given: Agreement) -> list[Flowable]:
    if not given.charges and not given.deposit_pence:
        return [*heading("What it costs"), words("There is nothing to pay for this loan.")]
    reduced = any(charge.reduction_pence for charge in given.charges)
    columns = ("Full price", REDUCED, "To pay") if reduced else ("To pay",)
    head = [words("For", "quiet"), *(words(name, "quiet", right=True) for name in columns)]
    rows = [_charge(charge, reduced=reduced) for charge in given.charges]
    filler: list[Any] = [""] * (len(columns) - 1)
    if given.deposit_pence:
        deposit = words(pounds(given.deposit_pence), right=True)
        rows.append([words("Deposit, given back at the end"), *filler, deposit])
    if len(rows) > 1:
        total = pounds(given.due_pence + given.deposit_pence)
        rows.append([words("Total", "bold"), *filler, words(total, "bold", right=True)])
    widths = (TEXT_WIDTH_MM - 27 * len(columns), *(27 for _ in columns))
    return [*heading("What it costs"), listing(head, rows, widths)]


def _charge(charge: Charge, *, reduced: bool) -> list[Any]:
    what = ", ".join(filter(None, (charge.item, charge.period)))
    sums = [words(pounds(charge.due_pence), "bold", right=True)]
    if reduced:
        off = pounds(-charge.reduction_pence) if charge.reduction_pence else ""
        sums = [words(pounds(charge.full_pence), right=True), words(off, right=True), *sums]
    return [words(what), *sums]


def _notes(notes: str) -> list[Flowable]:
    return [*heading("Notes"), *block(notes)] if notes.strip() else []


def _terms(terms: Sequence[str]) -> list[Flowable]:
    if not terms:
        return []
    rows = [
        [words(f"{number}.", "small"), words(term, "small")] for number, term in enumerate(terms, 1)
    ]
    table = grid(
        rows,
        (8, TEXT_WIDTH_MM - 8),
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ],
    )
    return [*heading("Terms"), table]


def _privacy(privacy: str) -> list[Flowable]:
    return [*heading("How we use what you tell us"), *block(privacy, "small")] if privacy else []


def _signatures(given: Agreement) -> Flowable:
    """Return the boxes to sign in, side by side and kept on one page."""
    boxes = [
        (f"For {given.borrower}", "I have received what is listed and agree to the terms."),
        (f"For {given.service.name}", "What is listed was handed over."),
    ]
    if given.teacher_signs:
        who = "players" if len(given.players) > 1 else "player"
        boxes.insert(1, ("The teacher", f"I teach the {who} named here and know of this loan."))
    width_mm = TEXT_WIDTH_MM / len(boxes)
    drawn = grid(
        [
            [words(whose, "bold") for whose, _ in boxes],
            [words(says, "small") for _, says in boxes],
            *([_line(what, width_mm) for _ in boxes] for what in ("Name", "Signature", "Date")),
        ],
        [width_mm] * len(boxes),
        [
            *(("BOX", (at, 0), (at, -1), 0.5, RULE) for at in range(len(boxes))),
            ("LEFTPADDING", (0, 0), (-1, -1), 7),
            ("RIGHTPADDING", (0, 0), (-1, -1), 7),
            ("BACKGROUND", (0, 0), (-1, 0), SHADE),
            ("TOPPADDING", (0, 2), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 2), (-1, -1), 2),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 8),
        ],
    )
    return KeepTogether([words("Signed", "heading"), drawn])


def _line(what: str, width_mm: float) -> Flowable:
    """Return a word with a rule after it to write on."""
    return grid(
        [[words(what, "label"), ""]],
        (20, width_mm - 26),
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 9),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ("LINEBELOW", (1, 0), (1, 0), 0.7, INK),
        ],
    )
