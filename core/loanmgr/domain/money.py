"""Money: whole pence, rounded half-up once, and how sums are written.

Until that one rounding a sum is exact: so many equal parts of a penny.
"""

from decimal import Decimal
from functools import lru_cache

PARTS = 10_000
"""Parts of a penny in which a percentage with two decimals of whole pence is exact."""

MOST_PENCE = 1_000_000_000
"""A sum above this is a slip of the finger; it also fits every column."""

MINUS = "−"


def half_up(parts: int, per_penny: int) -> int:
    """Round an exact sum to the penny, halves upwards."""
    return (2 * parts + per_penny) // (2 * per_penny)


def parts_of(parts: int, hundredths: int) -> int:
    """Take hundredths of a percent of a sum; exact for a multiple of ``PARTS``."""
    return parts * hundredths // PARTS


def due_pence(full_pence: int, percent: Decimal) -> int:
    """Return what is due after a percentage is off; the discount is what is left.

    50 % of £36.45 is £18.23 due and £18.22 off.
    """
    parts = full_pence * PARTS
    return half_up(parts - parts_of(parts, int(percent * 100)), PARTS)


@lru_cache(maxsize=4096)
def pounds(pence: int) -> str:
    """Write a sum as people read it: ``£18.23``, ``−£12.00``, ``£1,144.00``."""
    whole, rest = divmod(abs(pence), 100)
    return f"{MINUS if pence < 0 else ''}£{whole:,}.{rest:02d}"
