"""Names, dates and lists as people say them; text as it is searched."""

from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from loanmgr.domain import texts, words
from loanmgr.domain.errors import RuleError


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zoë O'Neill-Nguyễn", "zoe o'neill-nguyen"),
        ("Zoë O’Neill-Nguyễn", "zoe o'neill-nguyen"),
        ("  Łukasz\tĐorđe \n Øster ", "lukasz dorde oster"),
        ("STRASSE Straße", "strasse strasse"),
        ("ﬁddle ½ ①", "fiddle 1⁄2 1"),
        ("İstanbul", "istanbul"),
        ("a\x00b", "a b"),
        ("\ud800x", "x"),
        ("", ""),
    ],
)
def test_text_is_searched_without_marks_capitals_and_controls(text, folded):
    assert words.fold(text) == folded


@given(st.text())
@example("ŉ")
@example("ᾳ")
@example("ͅΑ")
@example("ẞ\u0345")
def test_folding_twice_changes_nothing_more(text):
    once = words.fold(text)
    assert words.fold(once) == once
    assert once == once.strip()
    once.encode()


@given(st.text(), st.text())
def test_a_text_is_found_in_any_capitals(before, after):
    text = f"{before} Okafor {after}"
    assert "okafor" in words.fold(text)
    assert "okafor" in words.fold(text.upper())


def test_dates():
    on = date(2026, 12, 8)
    assert words.long_date(on) == "8 December 2026"
    assert words.short_date(on) == "8 Dec 2026"
    assert words.day_month(on) == "8 Dec"


@pytest.mark.parametrize(
    ("name", "first", "short", "last"),
    [
        ("Amira Okafor", "Amira", "Amira O.", "Okafor"),
        ("Zoë Anne O'Neill-Nguyễn", "Zoë", "Zoë O.", "O'Neill-Nguyễn"),
        ("Madonna", "Madonna", "Madonna", "Madonna"),
        ("", "", "", ""),
    ],
)
def test_names(name, first, short, last):
    assert words.first_name(name) == first
    assert words.short_name(name) == short
    assert words.surname(name) == last


@pytest.mark.parametrize(
    ("several", "said"),
    [([], ""), (["bow"], "bow"), (["bow", "case"], "bow and case"), (list("abc"), "a, b and c")],
)
def test_lists(several, said):
    assert words.listed(several) == said
    assert words.listed(iter(several)) == said


@given(st.text(max_size=400))
def test_a_line_that_is_kept_is_one_line_that_both_engines_take(text):
    bad = "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)
    assume(not bad and len(text) <= texts.MAX_LINE)
    kept = texts.line(text, "name")
    assert len(kept) <= texts.MAX_LINE
    assert kept == " ".join(kept.split())
    kept.encode()


def test_the_longest_note_fits_and_one_letter_more_does_not():
    assert len(texts.note("x" * 5000)) == 5000
    with pytest.raises(RuleError, match="longer than 5000 characters") as refusal:
        texts.note("x" * 5001)
    assert (refusal.value.code, refusal.value.field) == ("too_long", "note")


def test_a_note_keeps_its_lines():
    assert texts.note(" one\r\ntwo \n") == "one\ntwo"


def test_what_must_be_there_is_asked_for():
    with pytest.raises(RuleError, match="Say the child's name"):
        texts.required(" \t", "name", "the child's name")
