"""Labels for a thermal printer, in its own language."""

import re

import pytest

from loanmgr.documents import stocks
from loanmgr.documents.labels import AssetLabel
from loanmgr.documents.stocks import Roll
from loanmgr.documents.zpl import zpl
from loanmgr.domain import codes
from loanmgr.domain.errors import RuleError

VIOLIN = AssetLabel("M00421721", "Violin 3/4", "Ashby Music Service", "Hub grant 2025")


def fields(text: str) -> list[tuple[int, int, str]]:
    """Return every printed field as (left, top, words)."""
    found = re.findall(r"\^FO(\d+),(\d+).*?\^FD(.*?)\^FS", text)
    return [(int(left), int(top), words) for left, top, words in found]


def test_each_label_is_a_format_of_its_own_in_the_order_given() -> None:
    given = [AssetLabel(codes.make("M", n), f"Violin {n}", "Ashby") for n in range(1, 6)]

    text = zpl(given).decode()

    assert re.fullmatch(r"(\^XA\n(\^[^\n]+\n)+?\^XZ\n){5}", text)
    assert re.findall(r"\^BC[^\n]*\^FD(\w+)\^FS", text) == [label.code for label in given]


def test_the_label_is_51_by_25_mm_at_8_dots_and_in_utf_8() -> None:
    text = zpl([VIOLIN]).decode()

    assert "^PW408\n" in text and "^LL200\n" in text and "^CI28\n" in text


def test_bars_are_three_dots_wide_with_their_clear_ends_on_the_label() -> None:
    [(left, module)] = re.findall(r"\^FO(\d+),\d+\^BY(\d)\^BCN,", zpl([VIOLIN]).decode())

    assert module == "3"
    assert int(left) >= 30 and int(left) + 101 * 3 + 30 <= 408


def test_fields_go_down_the_label_without_overlapping_its_edge() -> None:
    found = fields(zpl([VIOLIN]).decode())

    assert [words for _, _, words in found] == [
        "Ashby Music Service",
        "Violin 3/4",
        "M00421721",
        "M 0042 1721",
        "Hub grant 2025",
    ]
    tops = [top for _, top, _ in found]
    assert tops == sorted(tops) and tops[0] > 0 and tops[-1] < 200 - 16


def test_the_bars_grow_where_there_is_no_grant() -> None:
    def height(label: AssetLabel) -> int:
        [found] = re.findall(r"\^BCN,(\d+),", zpl([label]).decode())
        return int(found)

    assert height(AssetLabel("M00421721", "Violin", "Ashby")) > height(VIOLIN) > 40


def test_signs_the_printer_would_obey_are_escaped() -> None:
    text = zpl([AssetLabel("M00421721", "Flute^XZ~JA_\\&", "Ashby")]).decode()

    assert "^FH_^FDFlute_5EXZ_7EJA_5F/&^FS" in text
    assert text.count("^XZ") == 1 and "~" not in text


def test_letters_the_printer_lacks_lose_their_marks() -> None:
    text = zpl([AssetLabel("M00421721", "Zoë’s Nguyễn viol 漢", "Ashby")]).decode()

    assert "Zoë’s Nguyen viol" in text and "漢" not in text


def test_a_long_name_is_cut_because_the_printer_would_print_it_over_itself() -> None:
    text = zpl([AssetLabel("M00421721", "Double bass " * 30, "Ashby")]).decode()

    [name] = [words for _, _, words in fields(text) if words.startswith("Double")]
    assert name.endswith("…") and len(name) < 50


def test_an_old_tag_keeps_its_own_code() -> None:
    assert "^FDHMS-0017^FS" in zpl([AssetLabel("HMS-0017", "Flute", "Ashby")]).decode()


def test_a_roll_too_narrow_for_bars_is_refused() -> None:
    with pytest.raises(RuleError, match=r"Bars don't fit on Tiny\. Choose a wider roll\."):
        zpl([VIOLIN], Roll("tiny", "Tiny", 25.0, 25.0))


def test_no_labels_is_said_rather_than_sent() -> None:
    with pytest.raises(RuleError, match="There are no labels to print"):
        zpl([])


def test_the_usual_roll_is_in_the_list_of_stocks() -> None:
    assert stocks.roll("51X25").label_width_mm == 51
