"""What people type: the commonest and absent terms of each length, from the texts themselves."""

import random
import sqlite3
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.registers import SEED

LENGTHS = range(2, 9)
SAMPLE = 20_000
"""Texts whose terms are counted; the commonest of all are among them."""

SHORT = 2
"""Words this short are only found where a word or code starts."""

TEXTS = "SELECT text FROM search_entry WHERE rank <= 1 ORDER BY id"
STARTS = "SELECT text FROM search_entry WHERE text >= ? AND text < ? LIMIT 1"


@dataclass(frozen=True)
class Terms:
    """Terms of one length."""

    length: int
    common: tuple[str, ...]
    absent: tuple[str, ...]


def terms(file: Path, count: int) -> Iterator[Terms]:
    """Return the `count` commonest and `count` absent terms of each length."""
    connection = sqlite3.connect(file)
    texts = [text for (text,) in connection.execute(TEXTS)]
    chance = random.Random(SEED)
    sample = chance.sample(texts, min(SAMPLE, len(texts)))
    everything = "\n".join(texts)
    for length in LENGTHS:
        counted = Counter(term for text in sample for term in _terms(text, length))
        common = tuple(term for term, _ in counted.most_common(count))
        yield Terms(length, common, _absent(connection, everything, length, count))
    connection.close()


def _terms(text: str, length: int) -> set[str]:
    """Return the terms of a length that find a text."""
    found = set()
    for at in range(len(text) - length + 1):
        term = text[at : at + length]
        is_short = all(len(word) <= SHORT for word in term.split(" "))
        if at == 0 or not is_short or (length <= SHORT and text[at - 1] == " "):
            found.add(term)
    return {term for term in found if term == term.strip()}


def _absent(
    connection: sqlite3.Connection, everything: str, length: int, count: int
) -> tuple[str, ...]:
    """Return random terms that nothing has; of short ones there may be fewer."""
    chance = random.Random(SEED + length)
    found: dict[str, None] = {}
    for _ in range(count * 50):
        term = "".join(chance.choices(string.ascii_lowercase + string.digits, k=length))
        if length <= SHORT:
            row = connection.execute(STARTS, (term, term + "\U0010ffff")).fetchone()
            is_absent = row is None
        else:
            is_absent = term not in everything
        if is_absent:
            found[term] = None
        if len(found) == count:
            break
    return tuple(found)
