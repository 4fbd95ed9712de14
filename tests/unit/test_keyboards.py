"""Codes read back where scanner and computer disagree about the keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain import codes
from loanmgr.domain.keyboards import FIGURES, MISMATCHES, meant

LETTERS = sorted(codes.LETTERS)


def typed(code, mismatch):
    """What the computer gets when the scanner presses the keys of a code."""
    comes = dict(zip(FIGURES, mismatch.figures, strict=True)) | {"M": mismatch.m[0]}
    return "".join(comes.get(character, character) for character in code)


@given(st.sampled_from(MISMATCHES), st.sampled_from(LETTERS), st.integers(1, 99_999_999))
def test_every_code_is_read_back(mismatch, letter, number):
    code = codes.make(letter, number)
    came = typed(code, mismatch)
    assert came == code or meant(came)[0] == code


@given(st.sampled_from(MISMATCHES), st.sampled_from(LETTERS), st.integers(1, 999_999))
def test_and_with_caps_lock_on(mismatch, letter, number):
    code = codes.make(letter, number)
    came = typed(code, mismatch).swapcase()
    assert codes.normalise(came) == code or meant(came)[0] == code


@pytest.mark.parametrize(
    "text", ["", "M00421721", "5012345678900", "violin", "M0042-1721", "HMS/1(a)", "Zoë O'Neill"]
)
def test_what_is_read_as_it_is_stays_so(text):
    assert meant(text) is None


def test_a_code_that_was_read_wrongly_is_not_guessed():
    assert meant(":))$@!&@@") is None


@given(st.text(min_size=1, max_size=14))
def test_whatever_is_read_back_is_a_code_of_ours(text):
    found = meant(text)
    assert found is None or codes.is_ours(found[0])
