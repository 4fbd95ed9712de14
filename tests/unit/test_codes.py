"""Label codes: check digits, shapes, and reading whatever a scanner or a person gives."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10

from loanmgr.domain import codes
from loanmgr.domain.errors import RuleError

letters = st.sampled_from(sorted(codes.LETTERS))
numbers = st.one_of(st.integers(0, 999_999), st.integers(1_000_000, 99_999_999))


def test_the_example_of_the_contract():
    assert codes.make("M", 4217) == "M00421721"
    assert codes.grouped("M00421721") == "M 0042 1721"


@given(letters, numbers)
def test_what_is_made_is_ours_and_reads_as_one_modulo_97(letter, number):
    code = codes.make(letter, number)
    assert codes.is_ours(code)
    assert int(f"{int(letter, 36)}{code[1:]}") % 97 == 1
    assert mod_97_10.is_valid(code)
    assert codes.number_of(code) == number
    assert re.fullmatch(r"[A-Z][0-9]{8}([0-9]{2})?", code)


@given(letters, numbers, st.data())
def test_any_one_wrong_character_is_noticed(letter, number, data):
    code = codes.make(letter, number)
    place = data.draw(st.integers(0, len(code) - 1))
    wanted = sorted(codes.LETTERS) if place == 0 else "0123456789"
    wrong = data.draw(st.sampled_from([c for c in wanted if c != code[place]]))
    assert not codes.is_ours(code[:place] + wrong + code[place + 1 :])


@given(letters, numbers, st.data())
def test_any_two_swapped_digits_are_noticed(letter, number, data):
    code = codes.make(letter, number)
    place = data.draw(st.integers(1, len(code) - 2))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or not codes.is_ours(swapped)


@given(letters, numbers, st.data())
def test_spaces_capitals_and_controls_do_not_matter(letter, number, data):
    code = codes.make(letter, number)
    loose = "".join(
        char + data.draw(st.sampled_from(("", " ", "\t", "\r\n", "\x00", "\x1d", "\u00a0")))
        for char in data.draw(st.sampled_from((code, code.lower(), codes.grouped(code))))
    )
    assert codes.normalise(loose) == code
    assert codes.checked(loose) == code


@given(st.text())
@example("\ud800")
@example("ﬁ")
@example("ß")
def test_normalising_twice_changes_nothing_more(text):
    once = codes.normalise(text)
    assert codes.normalise(once) == once
    assert once.isprintable()
    once.encode()


@given(st.text())
def test_no_text_makes_the_rules_stumble(text):
    code = codes.normalise(text)
    assert codes.is_ours(code) <= codes.has_shape(code)
    if code and (codes.is_ours(code) or not codes.has_shape(code)):
        assert codes.checked(text) == code
    else:
        with pytest.raises(RuleError, match=r"didn't read properly|Say which label"):
            codes.checked(text)


@pytest.mark.parametrize(
    "text", ["A00000183", "M0000018", "M000001830", "M٠٠٠٠٠١٨٣", "MM0000183", ""]
)
def test_other_shapes_are_not_ours(text):
    assert not codes.has_shape(text)


def test_a_damaged_label_is_told_with_what_to_do():
    with pytest.raises(RuleError, match="M00421722 didn't read properly") as refusal:
        codes.checked("M0042 1722".replace(" ", ""), "instruments")
    assert refusal.value.field == "instruments"
    assert "type the number under it" in refusal.value.message


def test_a_foreign_label_passes_for_what_it_is():
    assert codes.checked("hms/0042") == "HMS/0042"


@pytest.mark.parametrize("text", ["", "   ", "\x00\r\n"])
def test_nothing_at_all_is_told(text):
    with pytest.raises(RuleError, match="Say which label"):
        codes.checked(text)
