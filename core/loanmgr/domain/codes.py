"""Label codes: a letter, six (or eight) digits and two check digits by ISO 7064 MOD 97-10.

Letters count as in an IBAN (A = 10 … Z = 35); a whole code reads as 1 modulo 97.
"""

import re

from stdnum.iso7064 import mod_97_10

from loanmgr.domain.errors import RuleError

SHAPE = re.compile(r"[A-Z](?:[0-9]{8}|[0-9]{10})")

LETTERS = {
    "M": "instrument or part",
    "S": "class set",
    "B": "borrower card",
    "R": "repair ticket",
    "L": "place",
    "D": "order or delivery",
    "P": "workshop part",
    "C": "command card",
}


def make(letter: str, number: int) -> str:
    """Return the label code of a running number; more than 999,999 take eight digits."""
    body = f"{letter}{number:06d}" if number <= 999_999 else f"{letter}{number:08d}"
    return body + str(mod_97_10.calc_check_digits(body))


def normalise(text: str) -> str:
    """Return what was scanned or typed as codes are compared: capitals, no spaces or controls."""
    code = "".join(text.split()).upper()
    return code if code.isprintable() else "".join(filter(str.isprintable, code))


def has_shape(code: str) -> bool:
    """Say whether a normalised text is built like one of our codes, check digits aside."""
    return SHAPE.fullmatch(code) is not None and code[0] in LETTERS


def is_ours(code: str) -> bool:
    """Say whether a normalised text is one of our codes with right check digits."""
    # The sum of MOD 97-10 written out, because every scan and every row of an import pays for it.
    return has_shape(code) and int(f"{int(code[0], 36)}{code[1:]}") % 97 == 1


def number_of(code: str) -> int:
    """Return the running number inside a code of ours."""
    return int(code[1:-2])


def grouped(code: str) -> str:
    """Return a code as people read it aloud: ``M 0042 1721``."""
    digits = code[1:]
    return " ".join((code[0], *(digits[i : i + 4] for i in range(0, len(digits), 4))))


def checked(text: str, field: str = "code") -> str:
    """Return the normalised code, or refuse one that did not read properly."""
    code = normalise(text)
    if not code:
        raise RuleError("Say which label.", "no_label", field)
    if has_shape(code) and not is_ours(code):
        raise RuleError(
            f"The label {text.strip()[:40]} didn't read properly."
            " Scan again, or type the number under it.",
            "damaged_label",
            field,
        )
    return code
