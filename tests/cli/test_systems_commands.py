"""Commands about other systems: send, send again, payments."""

import csv
from pathlib import Path

import pytest

from tests.services.other_systems import PUPILS, paid_file


@pytest.fixture
def ready(cli, town, here):
    """A violin that went out, and a pupil system in the policy."""
    Path("systems.toml").write_text(PUPILS, encoding="utf-8")
    assert cli("policy", "import", "systems.toml").status == 0
    cli("lend", town.violin, "--to", town.pupil)
    return town


def sheet(name):
    with Path(name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_sent_once_and_written_again(cli, ready):
    would = cli.json("send", "pupils", "--dry-run").data
    assert (would["lines"], would["total_pence"], would["transfer"]) == (1, 2400, None)
    said = cli("send", "Pupil system", "-o", "out.csv")
    assert said.out.startswith("Sent to Pupil system: 1 line, £24.00.\nTo take it back: ")
    [row] = sheet("out.csv")
    assert (row["Student ID"], row["Amount"]) == (ready.pupil, "24.00")

    assert cli("send", "pupils", "-o", "none.csv").out == (
        "There is nothing new to send to Pupil system.\n"
    )
    assert not Path("none.csv").exists()

    [listed] = cli.json("send").data["transfers"]
    assert (listed["system"], listed["lines"], listed["is_taken_back"]) == ("pupils", 1, False)
    again = cli.json("send", "again", listed["transfer"], "-o", "again.csv").data
    assert again["lines"] == 1
    assert Path("again.csv").read_bytes() == Path("out.csv").read_bytes()

    assert cli("undo", listed["transfer"]).status == 0
    assert cli.json("send", "again", listed["transfer"], "-o", "x.csv").refused["code"] == (
        "taken_back"
    )
    assert cli.json("send", "pupils", "--dry-run").data["lines"] == 1


def test_a_place_that_cannot_be_written_to_is_told_before_anything_is_sent(cli, ready):
    said = cli("send", "pupils", "-o", "nowhere/out.csv")
    assert (said.status, said.err) == (
        2,
        "nowhere/out.csv can't be written: no such file or directory.\n",
    )
    assert cli.json("send").data["transfers"] == []


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        (("send", "pupils"), 2),
        (("send", "again", "-o", "x.csv"), 2),
        (("send", "again", "nothing", "-o", "x.csv"), 2),
        (("send", "pupils", "0198f3c2-5e1a-7c04-9d0b-3f6a2b1c4d5e", "-o", "x.csv"), 2),
        (("send", "again", "0198f3c2-5e1a-7c04-9d0b-3f6a2b1c4d5e", "-o", "x.csv"), 1),
        (("send", "speedy", "-o", "x.csv"), 1),
        (("payments", "none.csv", "--system", "pupils"), 2),
        (("payments", "none.csv"), 2),
    ],
)
def test_nonsense_sends_nothing(cli, ready, typed, status):
    assert cli(*typed).status == status
    assert cli.json("send").data["transfers"] == []


def test_what_was_paid_is_taken_in_and_taken_back(cli, ready):
    cli("send", "pupils", "-o", "out.csv")
    [row] = sheet("out.csv")
    rows = [(row["Invoice reference"], "P-1", "20/11/2026", "20.00", "4.00")]
    Path("paid.csv").write_bytes(paid_file(*rows))

    would = cli("payments", "paid.csv", "--system", "pupils", "--dry-run").out
    assert would == "It would take in 1 payment, £20.00; what is unpaid, of 1.\n"
    done = cli.json("payments", "paid.csv", "--system", "pupils").data
    assert (done["payments"], done["total_pence"], done["skipped"]) == (1, 2000, 0)
    assert done["lines"][0]["received_on"] == "2026-11-20"
    account = cli.json("account", ready.family).data
    assert (account["balance_pence"], account["owed_pence"]) == (400, 400)

    twice = cli("payments", "paid.csv", "--system", "pupils").out
    assert twice == "Everything in the file is here already; nothing is changed.\n"
    assert cli("undo", done["import"]).status == 0
    assert cli.json("account", ready.family).data["balance_pence"] == 2400


def test_problems_are_told_by_row_and_column(cli, ready):
    Path("paid.csv").write_bytes(paid_file(("LN1", "P-1", "", "20.00", "")))
    refused = cli.json("payments", "paid.csv", "--system", "pupils")
    assert refused.status == 1
    [problem] = refused.data["problems"]
    assert (problem["row"], problem["column"]) == (2, "Invoice reference")
    assert refused.data["refused"]["code"] == "import_problems"
    told = cli("payments", "paid.csv", "--system", "pupils").err
    assert "Row 2, Invoice reference: We have sent Pupil system nothing under" in told


def test_a_payment_is_put_to_a_line_and_the_rest_written_off(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    cli("pay", town.family, "10", "--method", "cash")
    charged, paid = cli.json("account", town.family).data["lines"]
    assert (charged["unpaid_pence"], paid["left_pence"]) == (1400, 0)

    put = cli.json("allocate", paid["line"], charged["line"], "6").data
    assert (put["amount_pence"], put["unpaid_pence"]) == (600, 1400)
    assert cli("allocate", paid["line"], charged["line"]).out == (
        "Put there: £4.00. Of that line, £14.00 is unpaid.\n"
    )
    assert cli.json("allocate", paid["line"], charged["line"]).refused["code"] == "amount"

    off = cli.json(
        "write-off", town.family, "4", "--reason", "Moved away", "--line", charged["line"]
    )
    assert (off.data["amount_pence"], off.data["balance_pence"]) == (400, 1000)
    said = cli("write-off", town.family, "--reason", "Moved away").out
    assert said == "Written off: £10.00 of Ngozi Okafor. Nothing left to pay.\n"
    assert "Moved away" not in cli("account", town.family).out


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        (("allocate", "x", "y"), 2),
        (("allocate", "0198f3c2-5e1a-7c04-9d0b-3f6a2b1c4d5e"), 2),
        (("allocate", *2 * ("0198f3c2-5e1a-7c04-9d0b-3f6a2b1c4d5e",)), 1),
        (("write-off", "B00000371"), 2),
    ],
)
def test_nonsense_about_lines_is_refused(cli, town, typed, status):
    assert cli(*typed).status == status


def test_the_same_payment_is_recorded_again_only_where_that_is_said(cli, town):
    pay = ("pay", town.family, "10", "--method", "cheque", "--reference", "100231")
    assert cli(*pay).status == 0
    assert cli.json(*pay).refused["code"] == "paid_before"
    assert cli(*pay, "--again").status == 0
    assert cli.json("account", town.family).data["balance_pence"] == -2000
    back = ("refund", town.family, "5", "--method", "cash", "--for", "lessons", "--agreed-by", "Mo")
    assert cli(*back).status == 0
    last = cli.json("account", town.family).data["lines"][-1]
    assert last["what"] == "Given back in cash, paid for lessons; agreed by Mo"
