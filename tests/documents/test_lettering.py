"""Fonts: names from anywhere print right, on machines with and without DejaVu Sans."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loanmgr.documents import lettering
from loanmgr.documents.lettering import MM, fitted, line, markup, runs

NAME = "Zoë O'Neill-Nguyễn"


@pytest.fixture
def fresh_fonts() -> Iterator[None]:
    _forget()
    yield
    _forget()


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, fresh_fonts: None) -> None:
    """A computer with no fonts of its own."""
    monkeypatch.setattr(lettering, "font_folders", list)


@pytest.fixture
def only_vera(monkeypatch: pytest.MonkeyPatch, bare_machine: None) -> None:
    """A computer where nothing but Bitstream Vera can be read, which has no Vietnamese."""
    monkeypatch.setattr(lettering, "MONO", lettering.VERA / "not there.ttf")


def _forget() -> None:
    for remembered in (
        lettering.runs,
        lettering.line,
        lettering.fitted,
        lettering.font_name,
        lettering._font_for,
        lettering._paths,
    ):
        remembered.cache_clear()


def said(text: str) -> str:
    return "".join(run.text for run in runs(text))


def test_a_vietnamese_name_prints_as_it_is_written() -> None:
    assert said(NAME) == NAME


def test_marks_typed_apart_from_their_letter_print_as_one() -> None:
    assert said("Nguyễn") == "Nguyễn"


def test_without_dejavu_the_fonts_of_our_packages_share_a_name_between_them(
    bare_machine: None,
) -> None:
    fonts = {run.font for run in runs("Siân Ŵyn-Nguyệt")}

    assert said("Siân Ŵyn-Nguyệt") == "Siân Ŵyn-Nguyệt"
    assert fonts == {"Vera", "DejaVuSansMono"}


def test_a_letter_keeps_the_marks_that_can_be_printed(bare_machine: None) -> None:
    assert said(NAME) == "Zoë O'Neill-Nguyên"


def test_a_letter_no_font_has_loses_its_marks_rather_than_turn_black(only_vera: None) -> None:
    assert said("Ŵyn Nguyệt") == "Wyn Nguyet"


def test_a_sign_no_font_has_becomes_a_question_mark(only_vera: None) -> None:
    assert said("Zoë 🎻") == "Zoë ?"


def test_a_damaged_font_file_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_fonts: None
) -> None:
    (tmp_path / "DejaVuSans.ttf").write_bytes(b"not a font at all")
    monkeypatch.setattr(lettering, "font_folders", lambda: [tmp_path])

    assert [run.font for run in runs("Zoë")] == ["Vera"]


def test_line_ends_tabs_and_invisible_signs_become_single_spaces_or_nothing() -> None:
    assert said(" Violin\n\t3/4\u200b \x07") == "Violin 3/4 "


@pytest.mark.parametrize("text", ["Double bass 1/4, left-handed, with a German bow", "W" * 5_000])
@pytest.mark.parametrize("width_mm", [8.0, 30.0, 60.0])
def test_a_line_is_never_wider_than_its_room(text: str, width_mm: float) -> None:
    assert fitted(text, 11, width_mm, bold=True).width_pt <= width_mm * MM


def test_a_line_a_little_too_long_is_set_smaller_before_it_is_cut() -> None:
    text = "Bass clarinet Bb"
    whole = line(text, 10)

    smaller = fitted(text, 10, whole.width_pt / MM * 0.9)

    assert smaller.text == text
    assert 8.5 <= smaller.size_pt < 10


def test_a_line_far_too_long_ends_in_an_ellipsis_after_a_whole_word_or_letter() -> None:
    cut = fitted("Bass clarinet, low C, Buffet", 10, 25)

    assert cut.text.endswith("…")
    assert "Bass clarinet, low C, Buffet".startswith(cut.text[:-1])
    assert cut.text[-2] not in " ,"


def test_markup_signs_in_a_name_are_printed_not_obeyed() -> None:
    assert markup("<b>Tom & Jerry</b>") == "&lt;b&gt;Tom &amp; Jerry&lt;/b&gt;"


def test_markup_names_the_font_of_a_borrowed_letter(bare_machine: None) -> None:
    assert markup("Ŵyn") == '<font name="DejaVuSansMono">Ŵ</font>yn'
