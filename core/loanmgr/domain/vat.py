"""VAT: what a code means, and how much of a sum that somebody pays is tax.

A code is a word of `KNOWN`, words that end in a rate (``standard 20``), or a word of one's own for
what has no VAT (``insurance``). Prices are what the
payer pays, so the tax is taken out of them, rounded half-up once for each rate of a paper.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from loanmgr.domain.money import half_up

HUNDRED = 10_000
"""Hundred per cent, in the hundredths of a percent that rates are kept in."""

KNOWN: dict[str, int | None] = {
    "": None,
    "non-business": None,
    "exempt": None,
    "zero": 0,
    "reduced": 500,
    "standard": 2000,
}
"""Rates in hundredths of a percent; None where there is no VAT at all."""


@dataclass(frozen=True)
class Taxed:
    """What of a paper is taxed at one rate."""

    hundredths: int
    gross_pence: int

    @property
    def vat_pence(self) -> int:
        """The tax in it."""
        sign = -1 if self.gross_pence < 0 else 1
        return sign * half_up(abs(self.gross_pence) * self.hundredths, HUNDRED + self.hundredths)

    @property
    def net_pence(self) -> int:
        """What is left of it without the tax."""
        return self.gross_pence - self.vat_pence


def is_code(text: str) -> bool:
    """Say whether a text is a VAT code: what looks like a rate at its end must be one."""
    *before, last = text.removesuffix("%").split() or [""]
    is_rated = any(letter.isdigit() for letter in last) or text.endswith("%")
    return not is_rated or (bool(before) and _rate_at_end(text) is not None)


def rate(code: str) -> int | None:
    """Return the rate of a code in hundredths of a percent, or None where it has no VAT."""
    known = code.casefold()
    return KNOWN[known] if known in KNOWN else _rate_at_end(code)


def percent(hundredths: int) -> str:
    """Write a rate as people read it: ``20 %``, ``17.5 %``."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}{f'.{rest:02d}'.rstrip('0') if rest else ''} %"


def taxed(lines: Iterable[tuple[str, int]]) -> tuple[Taxed, ...]:
    """Sum lines, each a code and what is paid for it, by rate; what has no VAT is left out."""
    sums: dict[int, int] = {}
    for code, pence in lines:
        hundredths = rate(code)
        if hundredths is not None:
            sums[hundredths] = sums.get(hundredths, 0) + pence
    return tuple(Taxed(hundredths, sums[hundredths]) for hundredths in sorted(sums))


def _rate_at_end(text: str) -> int | None:
    words = text.removesuffix("%").split()
    if len(words) < 2:
        return None
    whole, _, part = words[-1].partition(".")
    digits = whole.isascii() and whole.isdigit() and len(whole) <= 3
    if not digits or len(part) > 2 or (part and not (part.isascii() and part.isdigit())):
        return None
    hundredths = int(whole) * 100 + int(part.ljust(2, "0") or 0)
    return hundredths if hundredths <= HUNDRED else None
