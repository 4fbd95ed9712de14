"""Commands of the office: the billing run, and what prices ask of a borrower."""

import csv

import pytest

NOBODY = "Nobody has anything whose lessons have ended, or pays so late.\n"


def balance(cli, card):
    return cli.json("account", card).data["balance_pence"]


@pytest.fixture
def january(cli, town):
    """A violin that went out in November, on a day of January."""
    cli("lend", town.violin, "--to", town.pupil)
    return ("--today", "2027-01-05")


def test_a_run_is_shown_done_and_taken_back(cli, town, january, here):
    shown = cli.json(*january, "bill", "--dry-run", "--output", "run.csv").data
    assert (shown["due_pence"], shown["run"], balance(cli, town.family)) == (2400, None, 2400)
    with (here / "run.csv").open(newline="", encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert (row["borrower_name"], row["period"], row["due_pence"]) == (
        "Amira Okafor",
        "spring term",
        "2400",
    )

    done = cli.json(*january, "bill").data
    assert (done["accounts"], done["charges"], done["due_pence"]) == (1, 1, 2400)
    assert balance(cli, town.family) == 4800
    assert cli(*january, "bill").out == "Nothing has come due by 5 January 2027.\n"

    back = cli.json(*january, "bill", "undo", done["run"]).data
    assert (back["accounts"], back["left"]) == (1, [])
    assert balance(cli, town.family) == 2400


def test_a_run_is_found_later_and_taken_back(cli, town, january):
    assert cli("list", "runs").out == "There was no billing run yet.\n"
    run = cli.json(*january, "bill").data["run"]
    [found] = cli.json("list", "runs").data["runs"]
    assert (found["run"], found["what"]) == (run, "Billing run for 5 January 2027")
    assert (found["accounts"], found["standing"], found["state"]) == (1, 1, "charged")
    assert run in cli("list", "runs").out

    cli(*january, "bill", "undo", run)
    assert [each["state"] for each in cli.json("list", "runs").data["runs"]] == ["taken back"]
    refused = cli.json(*january, "bill", "undo", run).refused
    assert refused["message"] == "That was already undone."


def test_a_bare_undo_takes_a_run_back_account_by_account(cli, town, january):
    run = cli.json(*january, "bill").data["run"]
    back = cli.json(*january, "undo").data
    assert back == {"run": run, "accounts": 1, "left": []}
    assert balance(cli, town.family) == 2400
    cli(*january, "bill")
    run = cli.json("list", "runs").data["runs"][0]["run"]
    assert cli(*january, "undo", run).out == "Undone: Billing run for 5 January 2027.\n"


def test_an_invoice_run_is_not_undone_and_says_what_is_done_instead(cli, town, january):
    cli.json(*january, "invoice", "--all")
    refused = cli.json(*january, "undo").refused
    assert refused["code"] == "issued"
    assert refused["message"] == (
        "Invoice run. Invoices keep their numbers and are not undone. Where one is wrong, take back"
        " what was charged, and issue a credit note on the page of who pays, which answers the"
        " invoice."
    )


def test_a_run_says_in_words_what_it_did(cli, town, january):
    cli(*january, "award", town.pupil, "--scheme", "reduced-50", "--evidence", "awaited")
    would = cli(*january, "bill", "--dry-run").out
    assert would.startswith(
        "It would charge £12.00 for 1 period to 1 account: £24.00 less £12.00 of reduced rates.\n"
        "To look at: 1\n"
    )
    held = cli.json(*january, "bill", "--undecided", "held", "--dry-run").data
    assert (held["lines"], held["exceptions"][0]["case"]) == ([], "undecided")
    said = cli(*january, "bill").out
    assert said.startswith("Charged £12.00 for 1 period to 1 account.\n")
    assert "loanmgr bill undo " in said


@pytest.mark.parametrize(
    "typed",
    [("--undecided", "perhaps"), ("undo",), ("--on", "soon"), ("undo", "nothing"), ("redo", "1")],
)
def test_nonsense_charges_nobody(cli, town, january, typed):
    assert cli(*january, "bill", *typed).status in (1, 2)
    assert balance(cli, town.family) == 2400


def test_a_day_to_come_is_refused(cli, town, january):
    refused = cli.json("bill", "--on", "2027-01-05").refused
    assert (refused["code"], balance(cli, town.family)) == ("in_the_future", 2400)


def test_what_prices_ask_is_noted_and_said(cli, town):
    noted = cli.json(
        *("circumstances", town.pupil, "--in-area", "no", "--lessons-until", "2026-12-01"),
        *("--ensemble", "yes"),
    ).data
    assert (noted["in_area"], noted["has_lessons"], noted["in_ensemble"]) == (False, True, True)
    assert cli("circumstances", town.pupil).out == (
        "Amira Okafor: from outside the area, with lessons until 1 December 2026, in an ensemble.\n"
    )
    refused = cli.json("circumstances", town.pupil, "--ensemble", "yes").refused
    assert refused["code"] == "nothing_changed"


def test_what_is_still_out_after_the_lessons_is_listed(cli, town):
    cli("circumstances", town.pupil, "--lessons-until", "2026-12-01")
    cli("lend", town.violin, "--to", town.pupil)
    assert cli("list", "recall").out == NOBODY
    [out] = cli.json("--today", "2026-12-02", "list", "recall").data["recall"]
    assert (out["borrower"], out["instrument"]) == (town.pupil, town.violin)


LATE = """
[[limits]]
code = "late"
name = "Late"
borrowers = ["pupil"]
late_fee_pence = 500
late_percent = 9
"""


@pytest.fixture
def unpaid(cli, town, here):
    """An invoice of £24.00 that was due on 21 December, on a day of January."""
    (here / "late.toml").write_text(LATE, encoding="utf-8")
    assert cli("policy", "import", "late.toml").status == 0
    cli("lend", town.violin, "--to", town.pupil)
    assert cli.json("invoice", town.family).data["due_on"] == "2026-12-21"
    return ("--today", "2027-01-24")


def test_paying_late_is_shown_charged_once_and_taken_back(cli, town, unpaid, here):
    shown = cli.json(*unpaid, "bill", "--late", "--dry-run", "--output", "late.csv").data
    assert [(line["kind"], line["name"], line["due_pence"]) for line in shown["lines"]] == [
        ("fee", "INV-00001", 500),
        ("interest", "INV-00001", 20),
    ]
    assert (shown["run"], balance(cli, town.family)) == (None, 2400)
    with (here / "late.csv").open(newline="", encoding="utf-8") as file:
        assert [row["because"] for row in csv.DictReader(file)] == [
            "Late fee on invoice INV-00001, due 21 Dec 2026",
            "Interest on £24.00 of invoice INV-00001, 34 days at 9 %",
        ]
    said = cli(*unpaid, "bill", "--late", "--dry-run").out
    assert "Interest on £24.00 of invoice INV-00001, 34 days at 9 %, £0.20." in said
    assert said.endswith("It would charge £5.20 for paying late to 1 account.\n")

    done = cli.json(*unpaid, "bill", "--late").data
    assert (done["accounts"], done["charges"], done["due_pence"]) == (1, 2, 520)
    assert balance(cli, town.family) == 2920
    assert cli(*unpaid, "bill", "--late").out.startswith("Nothing is unpaid by 24 January 2027")
    assert cli.json(*unpaid, "bill", "undo", done["run"]).data["accounts"] == 1
    assert balance(cli, town.family) == 2400
    assert cli(*unpaid, "bill", "--late").out.startswith("Charged £5.20 for paying late to 1 acc")


def test_without_a_rule_paying_late_costs_nothing(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    cli("invoice", town.family)
    later = ("--today", "2027-03-01")
    said = cli(*later, "bill", "--late").out
    assert said.startswith("The policy charges nothing for paying late.")
    assert cli(*later, "bill", "--late", "--undecided", "full").status == 2
    assert balance(cli, town.family) == 2400


SERVICE = """
[[intervals]]
code = "service"
name = "Yearly service"
every_months = 12
blocks_lending = false
charge_pence = 3500

[[tariffs]]
code = "free"
name = "Free"
types = ["violin"]
basis = "free"

[[types]]
code = "violin"
name = "Violin"
family = "strings"
checks = ["service"]
"""


def test_a_yearly_service_is_shown_charged_once_a_year_and_taken_back(cli, town, here):
    (here / "service.toml").write_text(SERVICE, encoding="utf-8")
    assert cli("policy", "import", "service.toml").status == 0
    cli("lend", town.violin, "--to", town.pupil)
    assert cli.json("--today", "2027-11-20", "bill", "--dry-run").data["lines"] == []

    due = ("--today", "2027-11-21")
    [line] = cli.json(*due, "bill", "--dry-run").data["lines"]
    assert (line["kind"], line["period"], line["charge_on"], line["due_pence"]) == (
        "service",
        "Yearly service",
        "2027-11-21",
        3500,
    )
    assert line["because"].startswith("Yearly service of Violin 3/4, every 12 months of a hire")
    done = cli.json(*due, "bill").data
    assert (done["accounts"], done["charges"], balance(cli, town.family)) == (1, 1, 3500)
    assert cli(*due, "bill").out == "Nothing has come due by 21 November 2027.\n"
    assert cli.json("--today", "2028-11-21", "bill", "--dry-run").data["due_pence"] == 3500
    assert cli.json(*due, "bill", "undo", done["run"]).data["accounts"] == 1
    assert balance(cli, town.family) == 0
