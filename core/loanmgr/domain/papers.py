"""Papers of an account: their numbers, which lines they take, and which invoices are paid.

Whole pence; what is owed to us is positive. Lines are those of the ledger, oldest first.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from loanmgr.domain import applied as rules
from loanmgr.domain.applied import DEPOSIT, Applied

INVOICE, CREDIT_NOTE, STATEMENT = "invoice", "credit_note", "statement"
PREFIXES = {INVOICE: "INV", CREDIT_NOTE: "CN", STATEMENT: "ST"}
NOUNS = {INVOICE: "Invoice", CREDIT_NOTE: "Credit note", STATEMENT: "Statement"}
_KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}
_NUMBER = re.compile(rf"({'|'.join(_KINDS)})[\s-]*(\d{{1,15}})", re.IGNORECASE)

MONEY_KINDS = ("payment", "refund", "write_off")
"""Lines that are about money that moved, or never will: no invoice asks for them."""


@dataclass(frozen=True)
class Entry:
    """A line of the ledger, as far as papers ask."""

    id: int
    kind: str
    pence: int
    due_on: date | None = None
    charge: int | None = None
    payment: int | None = None
    reverses: int | None = None
    document: int | None = None
    """The invoice or credit note it is on."""
    invoice: int | None = None
    """The invoice it is on, or that its credit note answers."""
    is_old: bool = False
    """It was entered before we sent invoices at all."""
    what: str = ""


@dataclass(frozen=True)
class Sorted:
    """What becomes of lines that are on no paper yet."""

    to_invoice: tuple[Entry, ...]
    to_credit: Mapping[int, tuple[Entry, ...]]
    """By the invoice that a credit note would answer."""


def number_words(kind: str, number: int) -> str:
    """Return a number as it is printed: INV-00042."""
    return f"{PREFIXES[kind]}-{number:05d}"


def number_read(text: str) -> tuple[str, int] | None:
    """Read a printed number, however it was typed; None where it is none."""
    found = _NUMBER.fullmatch(text.strip())
    return (_KINDS[found[1].upper()], int(found[2])) if found else None


def sort(entries: Sequence[Entry]) -> Sorted:
    """Say which lines the next invoice asks for, and which a credit note gives.

    A line and what takes it back are both left out while neither is on a paper, and a deposit that
    went back before it was on one. What lowers a line that was invoiced answers that invoice;
    everything else goes on the next one.
    """
    by_id = {entry.id: entry for entry in entries}
    gone = _returned(entries, by_id)
    fresh = {
        each.id: each
        for each in entries
        if each.document is None
        and not each.is_old
        and is_invoiced(each, by_id)
        and _root(each, by_id).id not in gone
    }
    for key in _cancelled(fresh):
        del fresh[key]
    charged = _invoices_of_charges(entries)
    to_invoice: list[Entry] = []
    to_credit: dict[int, tuple[Entry, ...]] = {}
    for entry in fresh.values():
        answers = answered(entry, by_id, charged)
        if answers is None:
            to_invoice.append(entry)
        else:
            to_credit[answers] = (*to_credit.get(answers, ()), entry)
    return Sorted(tuple(to_invoice), to_credit)


def _cancelled(fresh: Mapping[int, Entry]) -> set[int]:
    """Return which of the lines that are on no paper take each other back."""
    gone: set[int] = set()
    for entry in sorted(fresh.values(), key=lambda each: -each.id):
        of = entry.reverses
        if entry.id not in gone and of is not None and of in fresh:
            gone |= {entry.id, of}
    return gone


def is_invoiced(entry: Entry, by_id: Mapping[int, Entry]) -> bool:
    """Say whether a line is one that papers ask for or give: no payment, and none taken back.

    A deposit that goes back, or that was kept for a loss, is money: it pays what it is put to, and
    lowers no invoice by itself.
    """
    root = _root(entry, by_id)
    is_money = root.kind in MONEY_KINDS or (root.kind == DEPOSIT and root.pence < 0)
    return entry.payment is None and not is_money


def answered(entry: Entry, by_id: Mapping[int, Entry], charged: Mapping[int, int]) -> int | None:
    """Return the invoice that a line on no paper lowers, if it lowers one."""
    if entry.pence >= 0:
        return None
    before: Entry | None = entry
    while before is not None and before.reverses is not None:
        before = by_id.get(before.reverses)
        if before is not None and before.invoice is not None:
            return before.invoice
    return None if entry.charge is None else charged.get(entry.charge)


def unpaid(entries: Sequence[Entry], applied: Applied) -> dict[int, int]:
    """Return what is still to pay of each invoice of an account.

    What a debt has unpaid is unpaid of the newest paper that asks for a part of it; what lowers an
    invoice, on a credit note or on none yet, is taken off that one.
    """
    by_id = {entry.id: entry for entry in entries}
    charged = _invoices_of_charges(entries)
    gone = _cancelled({entry.id: entry for entry in entries if entry.document is None})
    found = {entry.invoice: 0 for entry in entries if entry.invoice is not None}
    parts: dict[int, dict[int | None, int]] = {}
    for entry in entries:
        if entry.id not in gone and is_invoiced(entry, by_id):
            on = entry.invoice if entry.invoice is not None else answered(entry, by_id, charged)
            shares = parts.setdefault(applied.of[entry.id], {})
            shares[on] = shares.get(on, 0) + entry.pence
    for debt, left in applied.unpaid.items():
        rest = left
        for on, pence in reversed(parts.get(debt, {}).items()):
            share = max(0, min(rest, pence))
            rest -= share
            if on is not None:
                found[on] += share
    return found


def on_paper(entries: Iterable[Entry], taken: Iterable[Entry], document: int) -> list[Entry]:
    """Return lines as they are once some of them are on an invoice."""
    ids = {entry.id for entry in taken}
    return [
        replace(entry, document=document, invoice=document) if entry.id in ids else entry
        for entry in entries
    ]


def deposits_held(entries: Sequence[Entry]) -> int:
    """Return the deposits that were taken and not given back."""
    by_id = {entry.id: entry for entry in entries}
    return sum(entry.pence for entry in entries if _root(entry, by_id).kind == "deposit")


def _returned(entries: Sequence[Entry], by_id: Mapping[int, Entry]) -> set[int]:
    """Return the deposits that went back, by the lines they began with."""
    pence: dict[int, int] = {}
    for entry in entries:
        root = _root(entry, by_id)
        if root.kind == DEPOSIT:
            pence[root.id] = pence.get(root.id, 0) + entry.pence
    standing = ((key, by_id[key].what) for key, left in pence.items() if left)
    return set(rules.deposits_of(standing).values())


def _root(entry: Entry, by_id: Mapping[int, Entry]) -> Entry:
    """Return the line that a row of reversals began with."""
    while entry.reverses is not None and entry.reverses in by_id:
        entry = by_id[entry.reverses]
    return entry


def _invoices_of_charges(entries: Iterable[Entry]) -> dict[int, int]:
    """Return the newest invoice that each charge is on."""
    return {
        entry.charge: entry.invoice
        for entry in entries
        if entry.charge is not None and entry.invoice is not None and entry.pence > 0
    }
