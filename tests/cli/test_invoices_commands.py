"""Numbered papers by command: issued, printed again, listed, and a whole run."""

import csv

import pytest

from tests.documents.reading import text_of


@pytest.fixture
def hired(cli, town):
    """A violin that went out in November."""
    cli("lend", town.violin, "--to", town.pupil)


def documents(cli):
    return cli.json("list", "invoices").data["invoices"]


def test_an_invoice_is_issued_written_and_written_again(cli, town, hired, here):
    done = cli.json("invoice", town.family, "-o", "one.pdf").data
    assert (done["number"], done["total_pence"], done["to_pay_pence"]) == ("INV-00001", 2400, 2400)
    words = text_of((here / "one.pdf").read_bytes())
    assert "Invoice INV-00001" in words and "Total £24.00" in words

    again = cli("invoice", "inv 1", "-o", "again.pdf")
    assert again.out == "1 invoice written to again.pdf.\n"
    assert (here / "again.pdf").read_bytes() == (here / "one.pdf").read_bytes()
    assert cli.json("invoice", town.family).refused["code"] == "nothing_to_invoice"
    [row] = documents(cli)
    assert (row["number"], row["unpaid_pence"], row["card"]) == ("INV-00001", 2400, town.family)


def test_undoing_an_invoice_says_what_to_do(cli, town, hired):
    cli("invoice", town.family)
    refused = cli.json("undo").refused
    assert refused["code"] == "issued"
    assert "credit note" in refused["message"]


def test_a_charge_taken_back_is_credited(cli, town, hired, here):
    lent = cli.json("show", town.violin).data["timeline"][0]["act"]
    cli("invoice", town.family)
    assert cli.json("credit-note", town.family).refused["code"] == "nothing_to_credit"
    cli("undo", lent)
    note = cli.json("credit-note", "INV-00001", "-o", "note.pdf").data
    assert (note["number"], note["total_pence"]) == ("CN-00001", 2400)
    assert "Credited to invoice INV-00001 £24.00" in text_of((here / "note.pdf").read_bytes())
    assert cli("credit-note", "CN-1", "-o", "again.pdf").out == (
        "1 credit note written to again.pdf.\n"
    )
    assert documents(cli)[0]["unpaid_pence"] == 0
    assert cli("list", "invoices", "--unpaid").out == "Every invoice is paid.\n"


def test_a_statement_goes_from_a_day_to_a_day(cli, town, hired, here):
    cli("pay", town.family, "10", "--method", "cash")
    done = cli.json("statement", town.family, "--from", "2026-11-01", "-o", "account.pdf").data
    assert (done["number"], done["total_pence"]) == ("ST-00001", 1400)
    words = text_of((here / "account.pdf").read_bytes())
    assert "To pay on this account £14.00" in words and "Statement ST-00001" in words
    assert cli.json("statement", town.family, "--to", "2027-01-01").refused["code"] == (
        "in_the_future"
    )


def test_a_run_is_shown_done_and_not_done_twice(cli, town, hired, here):
    shown = cli.json("invoice", "--all", "--dry-run", "--output", "plan.csv").data
    assert (shown["total_pence"], shown["run"]) == (2400, None)
    with (here / "plan.csv").open(newline="", encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert (row["account"], row["total_pence"]) == (town.family, "2400")
    assert documents(cli) == []

    done = cli.json("invoice", "--all", "--pdf", "all.pdf").data
    assert (done["invoices"], done["issued_pence"], done["left"]) == (["INV-00001"], 2400, [])
    assert "INV-00001" in text_of((here / "all.pdf").read_bytes())
    assert cli("invoice", "--all").out == (
        "There is nothing to invoice that is not on an invoice already.\n"
    )
    refused = cli.json("undo", done["run"]).refused
    assert "Invoices keep their numbers and are not undone." in refused["message"]


def test_a_run_can_be_for_schools_alone(cli, town, hired):
    assert cli.json("invoice", "--all", "--only", "schools").data["lines"] == []
    said = cli("invoice", "--all", "--only", "families").out
    assert said == "1 issued, INV-00001: £24.00.\n"


@pytest.mark.parametrize(
    "typed",
    [
        ("invoice",),
        ("invoice", "--only", "families"),
        ("invoice", "--all", "--only", "nobody"),
        ("invoice", "INV-1"),
        ("invoice", "INV-1", "--to", "CN-1", "-o", "x.pdf"),
        ("credit-note", "INV-7"),
        ("statement", "ST-1", "--from", "2026-01-01", "-o", "x.pdf"),
    ],
)
def test_nonsense_issues_nothing(cli, town, hired, typed):
    assert cli(*typed).status in (1, 2)
    assert documents(cli) == []


def test_what_cannot_be_written_was_issued_all_the_same(cli, town, hired):
    failed = cli("invoice", town.family, "-o", "no/such/folder.pdf")
    assert failed.status == 2
    assert "loanmgr invoice INV-00001 -o FILE.pdf prints it" in failed.err
    assert len(documents(cli)) == 1
