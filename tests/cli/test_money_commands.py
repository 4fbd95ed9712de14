"""Commands about money: paying, giving back, a school that pays, and closing the desk."""

import io

import pypdf
import pytest


def balance(cli, card):
    return cli.json("account", card).data["balance_pence"]


def test_a_sum_is_paid_in_pounds(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    paid = cli.json("pay", town.family, "10.50", "--method", "card").data
    assert (paid["amount_pence"], paid["balance_pence"]) == (1050, 1350)
    said = cli("pay", town.family, "£13.5", "--method", "cash").out
    assert said == "Paid: £13.50 in cash. Nothing left to pay.\n"


@pytest.mark.parametrize("typed", ["0", "-5", "ten", "1.234", "12.", "1e3", "", "10000000", "٣"])
def test_what_is_no_sum_is_refused(cli, town, typed):
    said = cli("pay", "--method", "cash", "--", town.family, typed)
    assert said.status in (1, 2)
    assert balance(cli, town.family) == 0


def test_a_way_to_pay_that_is_none(cli, town):
    assert cli("pay", town.family, "5", "--method", "cowrie").status == 2


def test_no_more_goes_back_than_is_in_credit(cli, town):
    cli("pay", town.family, "10", "--method", "cash")
    assert cli.json("refund", town.family, "10.01", "--method", "cash").refused["code"] == "amount"
    back = cli.json("refund", town.family, "4", "--method", "cash", "--for", "a strap").data
    assert (back["amount_pence"], back["balance_pence"]) == (400, -600)
    line = cli.json("account", town.family).data["lines"][-1]
    assert line["what"] == "Given back in cash, paid for a strap; agreed by Pat Lead"


def test_what_goes_back_goes_the_way_it_was_paid_unless_said(cli, town):
    assert cli.json("refund", town.family, "4").refused["code"] == "method"
    cli("pay", town.family, "10", "--method", "bank")
    line = cli.json("account", town.family).data["lines"][-1]
    assert line["what"] == "Paid by bank transfer"
    assert cli("refund", town.family, "4").out.startswith("Given back: £4.00 by bank transfer.")
    said = cli("refund", town.family, "1", "--method", "cash").out
    assert said.startswith("Given back: £1.00 in cash.")


def test_what_came_in_two_ways_is_asked_about(cli, town):
    for method in ("card", "cash"):
        cli("pay", town.family, "10", "--method", method)
    said = cli("refund", town.family, "15")
    assert said.err == "Say how £15.00 is given back: £10.00 came in cash and £5.00 by card.\n"
    assert cli("refund", town.family, "10").out.startswith("Given back: £10.00 in cash.")
    assert cli("refund", town.family, "5").out.startswith("Given back: £5.00 by card.")


def test_undo_keeps_a_payment_as_it_says(cli, town):
    cli("pay", town.family, "10", "--method", "cash")
    back = cli.json("undo", "--give-back").data
    assert (back["given_back_pence"], back["kept_pence"]) == (1000, 0)
    assert balance(cli, town.family) == 0
    cli("undo", back["act"])
    assert balance(cli, town.family) == -1000


def test_a_school_pays_its_own_price(cli, town):
    cli("award", town.pupil, "--scheme", "reduced-50", "--evidence", "letter")
    lent = cli.json(
        *("lend", town.violin, "--to", town.pupil, "--school-pays", town.school),
        *("--order", "4711", "--agreed-by", "Mr Ali"),
    ).data
    assert lent["lines"][0]["charge"]["due_pence"] == 1500
    assert lent["lines"][0]["charge"]["because"].endswith("paid by St Anne's Primary")
    assert (balance(cli, town.school), balance(cli, town.family)) == (1500, 0)


def test_a_school_pays_only_when_somebody_agreed(cli, town):
    lend = ("lend", town.violin, "--to", town.pupil)
    assert cli.json(*lend, "--school-pays", town.school).refused["field"] == "agreed_by"
    assert cli(*lend, "--order", "4711").status == 2


def test_closing_counts_the_day_and_writes_a_page(cli, town, here):
    cli("lend", town.violin, "--to", town.pupil)
    cli("pay", town.family, "24", "--method", "cash")
    closed = cli.json("close", "--counted", "2300", "-o", "day.pdf").data
    assert (closed["lent"], closed["returned"], closed["unsigned"]) == (1, 0, 1)
    assert closed["money"] == [{"method": "cash", "taken_pence": 2400, "given_back_pence": 0}]
    assert (closed["expected_pence"], closed["difference_pence"]) == (2400, -100)
    assert closed["closed_before"] is None
    [page] = pypdf.PdfReader(io.BytesIO((here / "day.pdf").read_bytes())).pages
    assert "Missing from the box" in page.extract_text()


def test_closing_again_says_what_came_since(cli, town):
    first = cli.json("close").data
    cli("lend", town.violin, "--to", town.pupil)
    again = cli.json("close").data
    assert again["closed_before"]["act"] == first["act"]
    assert again["closed_before"]["since"]["lent"] == 1
    assert "Closed before at" in cli("close").out


def test_a_page_that_is_no_pdf_closes_nothing(cli, town):
    assert cli("close", "-o", "day.txt").status == 2
    assert cli.json("close").data["closed_before"] is None
