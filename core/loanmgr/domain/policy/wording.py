"""Policy in the words of whoever changes it: names of keys, values, and refusals without codes."""

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from loanmgr.domain.money import pounds
from loanmgr.domain.policy.entries import Size
from loanmgr.domain.policy.key_words import (
    ANY_CHOICES,
    CHOICES,
    EVERY,
    KEYS,
    ORDER,
    PAGES,
    KeyWords,
    PageWords,
)
from loanmgr.domain.policy.keys import SHAPES, Key, Shape
from loanmgr.domain.policy.words import day, listed

SHAPE_OF = {shape.array: shape for shape in SHAPES}
MORE = "More"
"""The heading of keys that nobody has put under another one."""
NOT_SAID = "not said"


def page(array: str) -> PageWords:
    """Return what a list is called; one without words of its own by its name."""
    found = PAGES.get(array)
    if found is not None:
        return found
    return PageWords(_plain_name(array), SHAPE_OF[array].noun)


def key_words(array: str, name: str) -> KeyWords:
    """Return what a key is called; one without words of its own by its name."""
    found = KEYS.get(array, {}).get(name) or EVERY.get(name)
    if found is not None:
        return found._replace(section=found.section or MORE)
    value = next(key.value for key in SHAPE_OF[array].keys if key.name == name)
    help_line = "" if "_" in value.must else _sentence(value.must)
    return KeyWords(_plain_name(name.removesuffix("_pence")), help_line, MORE)


def label(array: str, name: str) -> str:
    """Return what a key is called."""
    return key_words(array, name).label


def sections(shape: Shape) -> tuple[tuple[str, tuple[Key, ...]], ...]:
    """Return the keys of a list under their headings; those without one come last."""
    found: dict[str, list[Key]] = {}
    for key in shape.keys:
        found.setdefault(key_words(shape.array, key.name).section, []).append(key)
    return tuple((section, tuple(found[section])) for section in (*ORDER, MORE) if section in found)


def choice(key: str, code: str) -> str:
    """Return what one of a key's choices is called."""
    said = CHOICES.get(key, {}).get(code) or ANY_CHOICES.get(code)
    return said or (_plain_name(code).lower() if code else NOT_SAID)


def said(key: Key, value: Any) -> str:
    """Return a value in words; nothing is *not said*."""
    if value is None or value in ("", ()):
        return choice(key.name, "") if key.name in CHOICES else NOT_SAID
    if key.value.kind == "pence":
        return pounds(value)
    if key.value.kind == "choice":
        return choice(key.name, str(value))
    if isinstance(value, list | tuple):
        return listed(_one(key, item) for item in value)
    return _plain(value, key)


def plain(array: str, message: str) -> str:
    """Return a refusal in the words of the form: keys by what they are called there."""
    shape = SHAPE_OF.get(array)
    if shape is None:
        return message
    for key in sorted(shape.keys, key=lambda key: -len(key.name)):
        for code in key.value.choices:
            message = re.sub(
                rf'\b{key.name} = "{re.escape(code)}"',
                f"“{label(array, key.name)}: {choice(key.name, code)}”",
                message,
            )
    for key in sorted(shape.keys, key=lambda key: -len(key.name)):
        if "_" in key.name or re.search(rf"\b{key.name} =", message):
            message = re.sub(
                rf"(?<![“\w]){key.name}(?! \w*”)\b", f"“{label(array, key.name)}”", message
            )
        for code in key.value.choices:
            if f'"{code}"' in message and f"“{label(array, key.name)}”" in message:
                message = message.replace(f'"{code}"', f"“{choice(key.name, code)}”")
    return message.replace(f"The {shape.noun} ", f"The {page(array).noun} ")


def names(keys: Iterable[str], array: str) -> str:
    """Return what several keys are called, in a sentence."""
    return listed(f"“{label(array, each)}”" for each in keys)


def _one(key: Key, item: Any) -> str:
    return choice(key.name, item) if key.value.kind == "choices" else _plain(item, key)


def _plain(value: Any, key: Key) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day(value)
    if is_dataclass(value):
        return _small_table(value)
    if isinstance(value, Decimal):
        text = f"{value.normalize():f}"
        return f"{text} %" if key.value.kind == "percent" else text
    return str(value)


def _small_table(value: Any) -> str:
    if isinstance(value, Size):
        return value.words
    told = (getattr(value, each.name) for each in fields(value))
    return " ".join(str(each) for each in told if each not in (None, ""))


def _plain_name(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
