"""Lists from and to the command line: what a script gets for each outcome, on both engines."""

import csv
from uuid import UUID

import pytest

STOCK = """type,size,make,serial,old codes,value
violin,1/2,Stentor,ST-1001,TAG 1,120.00
violin,3/4,Stentor,ST-1002,TAG 2,"£1,200.50"
flute,,Yamaha,YF-77,,
"""
PEOPLE = """family,contact,postcode,child,school,year
Ngozi Okafor,07700 900123,AB1 2CD,Amira Okafor,St Anne's Primary,4
Ngozi Okafor,07700 900123,AB1 2CD,Ben Okafor,St Anne's Primary,6
Joe Carter,+44 7700 900456,AB1 3EF,,,
"""


@pytest.fixture
def stock(here):
    (here / "stock.csv").write_text(STOCK, encoding="utf-8")
    return "stock.csv"


@pytest.fixture
def people(here):
    (here / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return "people.csv"


def bring_in(cli, kind, file, *more):
    said = cli.json("import", kind, file, *more)
    assert said.status == 0, said.err
    return said.data


def results(cli, text):
    return cli.json("find", text).data["results"]


def test_a_list_comes_in_and_says_how_much_it_was(cli, stock):
    brought = bring_in(cli, "instruments", stock)
    assert UUID(brought["import"])
    assert (brought["new"], brought["updated"], brought["skipped"]) == (3, 0, 0)
    assert brought["problems"] == []
    assert [hit["name"] for hit in results(cli, "TAG1")] == ["Violin 1/2"]


def test_a_dry_run_says_the_same_and_changes_nothing(cli, stock):
    tried = bring_in(cli, "instruments", stock, "--dry-run")
    assert (tried["import"], tried["new"]) == (None, 3)
    assert results(cli, "violin") == []
    assert cli.json("undo").refused["code"] == "nothing_to_undo"


@pytest.mark.parametrize("kind", ["instruments", "families"])
def test_the_same_file_twice_changes_nothing(cli, stock, people, kind):
    file = stock if kind == "instruments" else people
    bring_in(cli, kind, file)
    again = bring_in(cli, kind, file)
    assert (again["import"], again["new"], again["updated"]) == (None, 0, 0)
    assert again["skipped"] == (3 if kind == "instruments" else 4)
    assert "changed" in cli("import", kind, file).out


def test_an_import_is_taken_back_by_its_id(cli, stock):
    brought = bring_in(cli, "instruments", stock)
    undone = cli.json("import", "undo", brought["import"]).data
    assert undone["undid_act"] == brought["import"]
    assert results(cli, "violin") == []
    assert bring_in(cli, "instruments", stock)["new"] == 3
    assert [hit["name"] for hit in results(cli, "TAG2")] == ["Violin 3/4"]


def test_an_import_that_is_in_use_is_not_taken_back(cli, town, stock):
    brought = bring_in(cli, "instruments", stock)
    assert cli("lend", "TAG1", "--to", town.pupil).status == 0
    refused = cli.json("import", "undo", brought["import"]).refused
    assert refused["code"] == "later_act"


def test_what_is_wrong_is_told_by_row_and_column_and_nothing_comes_in(cli, here):
    (here / "wrong.csv").write_text(
        "type,size,value\nviolin,1/2,120\ndragon,,\nviolin,9/4,lots\n", encoding="utf-8"
    )
    said = cli.json("import", "instruments", "wrong.csv")
    assert said.status == 1
    assert said.refused["code"] == "import_problems"
    places = {(problem["row"], problem["column"]) for problem in said.data["problems"]}
    assert places >= {(3, "type"), (4, "value")}
    assert all(problem["message"].endswith((".", "?")) for problem in said.data["problems"])
    assert "Row 3, type: " in said.err
    assert results(cli, "violin") == []
    assert cli("import", "instruments", "wrong.csv", "--dry-run").status == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("type,make\nviolin,Müller\n".encode("cp1252"), "UTF-8"),
        (b"PK\x03\x04 and so on", "CSV"),
        (b"type,make\nviolin,\x00\n", "CSV"),
        (b"dragons,type\nx,violin\n", "dragons"),
    ],
)
def test_files_that_are_no_list_are_refused_in_words(cli, here, content, words):
    (here / "list.csv").write_bytes(content)
    said = cli.json("import", "instruments", "list.csv")
    assert said.status == 1
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_spreadsheet_of_another_country_is_read(cli, here):
    text = "Type;Size;Make;Serial\nviolin;1/2;Müller; S1\n"
    (here / "list.csv").write_bytes("\ufeff".encode() + text.encode())
    assert bring_in(cli, "instruments", "list.csv")["new"] == 1


def test_a_list_of_loans_is_not_brought_in_yet(cli, stock):
    assert cli.json("import", "loans", stock).refused["code"] == "kind"


@pytest.mark.parametrize("kind", ["instruments", "families", "schools", "loans"])
def test_every_list_is_written_with_its_headings(cli, town, here, kind):
    cli("lend", town.violin, "--to", town.pupil)
    said = cli.json("export", kind, "-o", "list.csv")
    assert said.data == {"kind": kind, "rows": 1}
    with (here / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1]) > 3


@pytest.mark.parametrize("kind", ["instruments", "families", "schools"])
def test_a_list_that_was_written_changes_nothing_when_it_is_brought_in(cli, town, kind):
    cli("export", kind, "-o", "list.csv")
    again = bring_in(cli, kind, "list.csv")
    assert (again["new"], again["updated"]) == (0, 0)
    assert again["skipped"] >= 1


def test_cells_that_a_spreadsheet_would_run_are_written_as_text(cli, here):
    code = cli.code("add", "instrument", "--type", "violin", "--make", "=1+1", "--serial", "-7")
    cli("export", "instruments", "-o", "list.csv")
    text = (here / "list.csv").read_text(encoding="utf-8")
    assert "'=1+1" in text
    assert bring_in(cli, "instruments", "list.csv")["updated"] == 0
    assert cli.json("show", code).data["make"] == "=1+1"


def test_for_excel_the_file_begins_with_its_mark(cli, town, here):
    cli("export", "families", "-o", "list.csv", "--excel")
    assert (here / "list.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert bring_in(cli, "families", "list.csv")["updated"] == 0


def test_a_person_is_told_how_to_take_it_back(cli, people):
    lines = cli("import", "families", people).out.splitlines()
    assert lines[0] == "Brought in: 4 new, 0 changed, 0 as they were."
    assert "St Anne's Primary" in lines[1]
    assert lines[-1].startswith("To take it back: loanmgr import undo ")


def ledger(cli, here, *more):
    said = cli.json("export", "ledger", "-o", "ledger.csv", *more)
    with (here / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert said.data == {"kind": "ledger", "rows": len(rows)}
    return rows


def test_the_whole_ledger_is_written_line_by_line_and_adds_up(cli, town, here):
    assert ledger(cli, here) == []
    assert (here / "ledger.csv").read_text(encoding="utf-8").startswith("date,card,account,kind,")
    cli("lend", town.violin, "--to", town.pupil)
    assert cli.json("invoice", town.family).data["number"] == "INV-00001"
    cli("pay", town.family, "10.05", "--method", "bank", "--reference", "=1+1")

    hire, paid = ledger(cli, here)
    assert (hire["date"], hire["card"], hire["account"]) == (
        "2026-11-21",
        town.family,
        "Ngozi Okafor",
    )
    assert (hire["kind"], hire["amount"], hire["paper"]) == ("charge", "24.00", "INV-00001")
    assert (paid["kind"], paid["amount"], paid["paid by"]) == ("payment", "-10.05", "bank")
    assert paid["reference"] == "'=1+1"
    for row in (hire, paid):
        assert UUID(row["line"])
    told = cli.json("account", town.family).data["balance_pence"]
    assert sum(round(100 * float(row["amount"])) for row in (hire, paid)) == told == 1395
    assert ledger(cli, here, "--excel") == [hire, paid]
    assert (here / "ledger.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_ledger_that_cannot_be_written_is_said(cli, town):
    said = cli("export", "ledger", "-o", "nowhere/ledger.csv")
    assert said.status == 2
    assert "nowhere/ledger.csv" in said.err
