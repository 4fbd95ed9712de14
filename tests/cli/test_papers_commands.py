"""Commands that write something to print: the labels on the paper are read back."""

import io

import pypdf
import pytest

from loanmgr.documents.cards import COMMANDS
from tests.documents.reading import decoded, pictures


def words_on(path):
    return "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    )


def grouped(code):
    return f"{code[0]} {code[1:5]} {code[5:]}"


def test_labels_are_written_in_the_order_given(cli, town, violins, here):
    second = violins()
    said = cli.json("labels", second, town.violin, "-o", "labels.pdf")
    assert said.data == {"labels": 2, "sheets": 1}
    words = words_on(here / "labels.pdf")
    assert 0 <= words.index(grouped(second)) < words.index(grouped(town.violin))
    assert "Ashby Music Service" in words


def test_unprinted_ones_are_printed_once(cli, town, violins):
    violins()
    assert cli.json("labels", "--unprinted", "-o", "labels.pdf").data["labels"] == 2
    refused = cli.json("labels", "--unprinted", "-o", "labels.pdf").refused
    assert refused["code"] == "nothing_to_print"


def test_undo_says_that_they_were_not_printed_after_all(cli, town):
    cli("labels", "--unprinted", "-o", "labels.pdf")
    assert cli.json("undo").data["undid"] == "Printed: 1 label"
    assert cli.json("labels", "--unprinted", "-o", "labels.pdf").data["labels"] == 1


def test_a_part_used_sheet_is_begun_where_it_is_free(cli, town, violins):
    violins()
    asked = ("--unprinted", "--first", "21", "-o", "labels.pdf")
    assert cli.json("labels", *asked).data == {"labels": 2, "sheets": 2}
    again = cli.json("labels", town.violin, "--first", "22", "-o", "labels.pdf")
    assert again.refused["code"] == "first_label"


def test_a_thermal_printer_gets_its_own_language(cli, town, here):
    said = cli.json("labels", town.violin, "-o", "labels.zpl")
    assert said.data == {"labels": 1, "sheets": 0}
    text = (here / "labels.zpl").read_text(encoding="utf-8")
    assert text.startswith("^XA")
    assert town.violin in text


def test_a_label_with_narrow_bars_is_warned_about(cli, town):
    said = cli("labels", town.violin, "--stock", "L7651", "-o", "labels.pdf")
    assert (said.status, said.err.count("\n")) == (0, 1)
    assert "0.25 mm" in said.err
    assert cli("labels", town.violin, "-o", "labels.pdf").err == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("M00421721",), "unknown_label"),
        (("B00000177",), "wrong_kind"),
        (("M00000159", "--stock", "L9999"), "unknown_stock"),
    ],
)
def test_labels_that_cannot_be_are_refused_and_nothing_is_written(cli, town, here, words, code):
    assert cli.json("labels", *words, "-o", "labels.pdf").refused["code"] == code
    assert not (here / "labels.pdf").exists()
    assert cli.json("labels", "--unprinted", "-o", "labels.pdf").data["labels"] == 1


def test_the_sheet_of_command_cards_is_read_back_by_a_reader(cli, here):
    assert cli.json("cards", "--commands", "-o", "cards.pdf").data == {"cards": 6}
    [page] = pictures((here / "cards.pdf").read_bytes(), 300)
    assert sorted(decoded(page)) == sorted(command.code for command in COMMANDS)


def test_the_card_for_a_volunteer_is_one_page(cli, here):
    assert cli.json("cards", "--reminder", "-o", "card.pdf").data == {"cards": 1}
    words = words_on(here / "card.pdf")
    assert "Scan the card, scan the instrument, press Enter." in words
    assert "Ashby Music Service" in words
    for more in (("--commands",), ("B00000177",), ("--stock", "L7160")):
        assert cli("cards", "--reminder", *more, "-o", "card.pdf").status == 2


def test_cards_of_families_are_read_back_too(cli, town, here):
    said = cli.json("cards", town.family, "--stock", "L7160", "-o", "cards.pdf")
    assert said.data == {"cards": 1}
    [page] = pictures((here / "cards.pdf").read_bytes(), 300)
    assert decoded(page) == [town.family]


@pytest.mark.parametrize(
    "words",
    [
        ("-o", "cards.pdf"),
        ("--commands", "B00000274", "-o", "cards.pdf"),
        ("--commands", "-o", "cards.txt"),
        ("--commands", "--first", "2", "-o", "cards.pdf"),
    ],
)
def test_cards_that_cannot_be_meant_are_told(cli, here, words):
    assert cli("cards", *words).status == 2
    assert not (here / words[-1]).exists()


CONDITIONS = """
[[limits]]
code = "agreed"
name = "Agreed"
conditions = ["It is for one named student only."]
teacher_signs = true

[[types]]
code = "violin"
name = "Violin"
family = "strings"
sizes = ["3/4"]
value_pence = 18000
insure = "hirer"
"""


def test_an_agreement_is_written_with_what_the_policy_adds(cli, town, here):
    (here / "p.toml").write_text(CONDITIONS, encoding="utf-8")
    assert cli("policy", "import", "p.toml").status == 0
    lent = cli("lend", town.violin, "--to", town.pupil)
    assert "  To be insured by the hirer for £180.00." in lent.out.splitlines()
    said = cli.json("agreement", town.family, "-o", "agreement.pdf")
    assert said.data == {
        "card": town.family,
        "year": "2026/27",
        "lines": [
            {
                "instrument": town.violin,
                "value_pence": 18000,
                "insurance": "To be insured by the hirer for £180.00.",
            }
        ],
        "conditions": ["It is for one named student only."],
        "teacher_signs": True,
    }
    words = " ".join(words_on(here / "agreement.pdf").split())
    assert "8. It is for one named student only." in words
    assert "I teach the player named here" in words
    assert cli("show", town.violin).out.count("To be insured by the hirer") == 1


def test_an_agreement_is_a_pdf_of_a_borrower(cli, town, here):
    assert cli("agreement", town.family, "-o", "a.doc").status == 2
    assert cli.json("agreement", town.violin, "-o", "a.pdf").refused["code"] == "wrong_kind"
    assert not (here / "a.pdf").exists()
