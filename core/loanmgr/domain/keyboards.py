"""Label codes typed by a scanner that is set to another keyboard than the computer's.

A scanner presses keys by their place. Where computer and scanner disagree about what stands there,
other characters come; as long as each of ours comes as one of its own, the code can be read back.
Layouts that only exchange Y and Z, such as the German one, change nothing: no code has them.
"""

from dataclasses import dataclass

from loanmgr.domain.codes import is_ours, normalise

FIGURES = "0123456789"


@dataclass(frozen=True)
class Mismatch:
    """What comes instead of the ten figures and of M; all other letters we use stay themselves."""

    name: str
    figures: str
    m: str = "Mm"

    def read(self, text: str) -> str:
        """Return what was meant, or nothing where a figure came that cannot come this way."""
        if set(text) & set(FIGURES) - set(self.figures):
            return ""
        meant = dict(zip(self.figures, FIGURES, strict=True)) | dict.fromkeys(self.m, "M")
        return "".join(meant.get(character, character) for character in text)


MISMATCHES = (
    Mismatch("the scanner to a French keyboard", ')!"£$%^&*(', ":;"),
    Mismatch("the scanner to a French keyboard", ")!@#$%^&*(", ":;"),
    Mismatch("the computer to a French keyboard", "à&é\"'(-è_ç", "?,"),
    Mismatch("the computer to a Belgian keyboard", "à&é\"'(§è!ç", "?,"),
    Mismatch("the computer to a Czech keyboard", "é+ěščřžýáí"),
    Mismatch("the computer to a Slovak keyboard", "é+ľščťžýáí"),
    Mismatch("the computer to a Hungarian keyboard", "ö123456789"),
)
"""Figures from 0 to 9. Where a scanner is set to a French keyboard, they come shifted."""


def meant(text: str) -> tuple[str, str] | None:
    """Return the code of ours that was meant, and what is set to another keyboard; or None.

    Check digits decide: of texts that are no code of ours hardly any fits a layout at all, and of
    those one in a hundred would pass.
    """
    if text.isascii() and text.isalnum():
        return None
    for mismatch in MISMATCHES:
        # Caps Lock turns capitals round, and of these letters with marks too.
        for typed in (text, text.lower()):
            code = normalise(mismatch.read(typed))
            if is_ours(code):
                return code, mismatch.name
    return None
