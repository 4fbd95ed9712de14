"""Lists typed by people: words with commas between, and sizes one a line."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from loanmgr.domain.policy import Size, SystemColumn

_AGES = re.compile(r"(\d{1,3})?\s*(?:to|-|–)\s*(\d{1,3})?|from\s+(\d{1,3})", re.ASCII)


def words_typed(text: str) -> list[str]:
    """Read words with commas between; with a semicolon anywhere, commas belong to the words."""
    parts = text.split(";") if ";" in text else text.split(",")
    return [" ".join(part.split()) for part in parts if part.strip()]


def words_shown(words: Sequence[str]) -> str:
    """Write words so that `words_typed` reads the same ones."""
    if any("," in word for word in words):
        return "; ".join(words) + (";" if len(words) == 1 else "")
    return ", ".join(words)


def sizes_shown(sizes: Iterable[Size]) -> str:
    """Write sizes one a line: code; name; ages."""
    return "\n".join("; ".join(_told(size)).rstrip("; ") for size in sizes)


def sizes_typed(text: str) -> list[Any]:
    """Read sizes one a line.

    Raises:
        ValueError: a line can't be read, in words for the field.
    """
    return [_size(line) for line in text.splitlines() if line.strip()]


def columns_shown(columns: Iterable[SystemColumn]) -> str:
    """Write the columns of a file one a line: the heading, a colon, and what stands in it."""
    return "\n".join(
        f"{each.heading}: {each.field}" if each.field else f'{each.heading}: "{each.text}"'
        for each in columns
    )


def columns_typed(text: str) -> list[dict[str, str]]:
    """Read the columns of a file one a line.

    Raises:
        ValueError: a line can't be read, in words for the field.
    """
    return [_column(line) for line in text.splitlines() if line.strip()]


def _column(line: str) -> dict[str, str]:
    heading, colon, said = (part.strip() for part in line.rpartition(":")[:3])
    if not colon or not heading or not said:
        raise ValueError(f"{line.strip()[:40]} is not a column, such as Payer: account_name.")
    if said.startswith('"') and said.endswith('"') and len(said) > 1:
        return {"heading": heading, "text": said[1:-1]}
    return {"heading": heading, "field": said}


def _told(size: Size) -> list[str]:
    ages = ""
    if size.from_age is not None or size.to_age is not None:
        first = "" if size.from_age is None else f"{size.from_age} "
        last = "" if size.to_age is None else f" {size.to_age}"
        ages = f"{first}to{last}"
    return [size.code, size.name, ages]


def _size(line: str) -> Any:
    code, name, ages, *rest = [*(" ".join(part.split()) for part in line.split(";")), "", ""]
    if not code or any(rest):
        raise ValueError(f"{line.strip()[:30]} is not a size, such as 3/4; three-quarter; 9 to 12.")
    if not name and not ages:
        return code
    size: dict[str, Any] = {"code": code}
    if name:
        size["name"] = name
    if ages:
        found = _AGES.fullmatch(ages)
        if found is None:
            raise ValueError(f"{ages[:20]} is not an age, such as 9 to 12.")
        first, last = found[1] or found[3], found[2]
        size |= {"from_age": int(first)} if first else {}
        size |= {"to_age": int(last)} if last else {}
    return size
