"""A term as the office lives it, in the window; every sum is added up again in a spreadsheet.

The prices are the starting policy's, and from September another one for strings.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from loanmgr.services import accounts, awards
from tests import factories
from tests.cli.conftest import CommandLine
from tests.e2e.clerk import Clerk

NAMES = ("Ngozi Okafor", "Sade Bello", "Ann Carter", "Lan Nguyen", "Rhys Price")
SPRING = date(2026, 4, 18)
TO_BE_SENT = "Reference: line_reference\nPayer: account_name\nAmount: amount"
TO_COME_BACK = "Reference: reference\nAmount: amount\nDate: date\nPayment: payment"
AGREED = {
    "okafor": "12.00 -12.00 26.00 -26.00 -13.00 13.00",
    "bello": "30.00 -30.00 30.00 -10.00 -20.00",
    "carter": "36.00 -36.00 36.00 -20.00",
    "nguyen": "30.00 -30.00 30.00 -30.00 -30.00 30.00",
    "price": "30.00 -30.00 30.00 -30.00",
}
"""What was agreed with each family, one after the other: the office's own sheet."""
TO_PAY = {
    "okafor": "Nothing to pay",
    "bello": "Nothing to pay",
    "carter": "To pay £16.00",
    "nguyen": "Nothing to pay",
    "price": "Nothing to pay",
}


@dataclass(frozen=True)
class Town:
    """Cards and labels of who was there before the summer, and of what they hire."""

    okafor: str
    bello: str
    carter: str
    nguyen: str
    price: str
    clarinet: str
    minh: str


def fill(url):
    """Five families hire from the spring on, and one of them at half the price."""
    desk = factories.open_desk(url, factories.Clock(SPRING), "Office")
    cards = [factories.family(desk, name) for name in NAMES]
    players = ("Amira Okafor", "Tunde Bello", "Lily Carter", "Minh Nguyen", "Ella Price")
    pupils = [
        factories.pupil(desk, name, of=card, year="4")
        for name, card in zip(players, cards, strict=True)
    ]
    desk.run(awards.award, awards.Award(pupils[0], "reduced-50", "letter"))
    things = [factories.violin(desk)]
    things += [factories.instrument(desk, kind) for kind in ("flute", "cello", "clarinet", "oboe")]
    for code, pupil, card in zip(things, pupils, cards, strict=True):
        factories.lend(desk, code, pupil)
        owed = desk.look(accounts.account, card).balance_pence
        desk.run(accounts.pay, accounts.Pay(card, owed, "bank"))
    desk.close()
    return Town(*cards, things[3], pupils[3])


@pytest.fixture
def town(register_url):
    """Who and what is there before the summer."""
    return fill(register_url)


@pytest.fixture
def on_day(sit_down, clock):
    """Come in on another day: the window was closed since."""
    before = []

    def come_in(day):
        clock.go_to(date.fromisoformat(day))
        while before:
            before.pop().loses_power()
        before.append(sit_down("Office 1", person=Clerk))
        before[0].window.resize(1366, 768)
        before[0].sees("Today at this desk")
        return before[0]

    return come_in


@pytest.fixture
def cli(register_url, tmp_path, capsys):
    """The command line on the same register, on the last day."""
    before = ["--data", str(tmp_path / "data"), "--database", register_url]
    return CommandLine([*before, "--today", "2026-09-08"], capsys)


def test_a_term(on_day, town, cli, tmp_path):
    prices_for_september(on_day("2026-06-20"))
    renewals(on_day("2026-07-04"))
    somebody_applies(on_day("2026-08-25"))
    the_billing_run(on_day("2026-09-05"))
    joan = on_day("2026-09-08")
    payments_come_in(joan, tmp_path)
    refunds(joan)
    leavers(joan, town)
    written_off(joan)
    the_desk_is_closed(joan)
    everything_adds_up(joan, town, cli, tmp_path)
    print(f"{joan.clicks} clicks and {joan.keys} keys on the last day")


def prices_for_september(joan):
    """Strings are dearer, tried before it is saved and looked back at; the year is copied."""
    joan.goes_to_place(5)
    joan.clicks_on("Prices")
    joan.opens_row("Prices", "Strings")
    joan.clicks_on("Try it")
    joan.sees("Violin, autumn term £24.00")
    joan.clicks_on("New version from a day on…")
    joan.comes_to("First day")
    joan.types("1 Sep 2026")
    joan.puts(("Price", "26"))
    joan.sees("Violin, autumn term £26.00")
    joan.sees("Violin, autumn term £24.00")
    joan.clicks_on("Save")
    joan.reads("Saved: Strings from 1 Sep 2026: new, Price £26.00; what holds before ends on")
    joan.clicks_on("History")
    assert [row[1:4:2] for row in joan.rows_when_there("History")] == [["Sam Mills", "Undo"]]
    joan.clicks_on("Back")
    joan.clicks_on("Back")
    joan.clicks_on("Terms and dates")
    joan.clicks_on("Copy last year…")
    joan.sees("Autumn term 2027: new")
    joan.clicks_on("Copy the year")
    joan.reads("The year is copied: 3 entries changed.")
    a_rate_and_a_limit(joan)
    another_system(joan)


def a_rate_and_a_limit(joan):
    """A reduced rate is new and a limit is another, each at the second attempt."""
    joan.clicks_on("Reduced rates")
    joan.clicks_on("New reduced rate")
    joan.comes_to("Name for the office")
    joan.types("Second child")
    joan.puts(("Public name", "Family rate"), ("Kind", "family"), ("Takes off per cent", "lots"))
    joan.clicks_on("Save")
    joan.sees("lots is not a percentage, such as 50 or 33.33.")
    joan.puts(("Takes off per cent", "10"))
    joan.clicks_on("Save")
    joan.reads("Saved: Second child: new, Takes off per cent 10 %.")
    joan.clicks_on("Limits")
    joan.opens_row("Limits", "Owed before we ask")
    joan.puts(("Owed", "ten"))
    joan.clicks_on("Save")
    joan.sees("ten is not a sum in pounds, such as 12.50.")
    joan.puts(("Owed", "10"))
    joan.clicks_on("Save")
    joan.reads("Saved: Owed before we ask: Owed £5.00, now £10.00.")


def another_system(joan):
    """The council's ledger is told what is charged, and says what it was paid."""
    joan.clicks_on("Other systems")
    joan.clicks_on("New system")
    joan.comes_to("Name")
    joan.types("Council ledger")
    joan.clicks_on("families")
    for not_told in ("deposits", "write offs", "payments"):
        joan.clicks_on(not_told)
    joan.writes("Columns", TO_BE_SENT)
    joan.writes("Columns that come back", TO_COME_BACK)
    joan.puts(("Ledger code", "MUS-100"))
    joan.clicks_on("Save")
    joan.reads("Saved: Council ledger: new")


def renewals(joan):
    """Whose reduced rate ends is written to."""
    joan.opens("To look at")
    joan.clicks_on("Ending")
    joan.row_of("Reduced rates that end", "Amira Okafor")
    joan.clicks_on("Write to them")
    joan.reads("Written to 1 payer. 1 letter on paper.")
    assert joan.papers[-1].read_bytes().startswith(b"%PDF-")


def somebody_applies(joan):
    """One family asks anew, and nobody decides yet."""
    joan.opens_family("Ngozi Okafor")
    joan.clicks_on("Change reduced rate")
    joan.clicks_on("Applied for")
    joan.reads("Applied for: Amira Okafor.")


def the_billing_run(joan):
    """The run asks about what is not decided; it is taken back once, and then invoiced."""
    joan.opens("Billing run")
    joan.row_of("What is charged", "Amira Okafor")
    joan.clicks_on("To look at")
    assert joan.rows("What to look at first")[0][2].startswith("Amira Okafor's reduced rate is not")
    joan.chooses("Reduced rates not decided yet", "At the full price")
    joan.sees("Charge £152.00")
    joan.clicks_on("Charge")
    joan.reads("Charged £152.00 for 5 periods to 5 accounts.")
    joan.clicks_on("Take the run back")
    joan.reads("Taken back: the charges of 5 accounts.")
    joan.sees("Charge £152.00")
    joan.clicks_on("Charge")
    joan.reads("Charged £152.00 for 5 periods to 5 accounts.")
    joan.opens("Invoices")
    joan.sees("Issue 5 invoices")
    joan.clicks_on("Issue invoices")
    joan.reads("Issued 5 invoices of £290.00.")


def payments_come_in(joan, folder):
    """In two parts, by bank, and through the council, which is told of everything first."""
    joan.opens_family("Sade Bello")
    joan.takes("10", "Cash")
    joan.reads("Paid: £10.00 in cash. Still to pay £20.00.")
    joan.takes("20", "Card")
    joan.reads("Paid: £20.00 by card. Nothing left to pay.")
    joan.opens_family("Ngozi Okafor")
    joan.takes("26", "Bank transfer")
    joan.reads("Paid: £26.00 by bank transfer.")
    joan.opens("Other systems")
    joan.sees("Send 11 lines…")
    joan.in_a_file(folder / "sent.csv", "Send")
    joan.reads("Sent to Council ledger: 11 lines, £290.00.")
    sent = read(folder / "sent.csv")
    assert sum(Decimal(row["Amount"]) for row in sent) == Decimal("290.00")
    theirs = [row["Reference"] for row in sent if row["Payer"] == "Ann Carter"][-1]
    paid = f"Reference,Amount,Date,Payment\n{theirs.partition('/')[0]},20.00,2026-09-07,BACS-1\n"
    (folder / "paid.csv").write_text(paid, encoding="utf-8")
    joan.in_a_file(folder / "paid.csv", "Bring in what was paid…")
    joan.clicks_on("Take in")
    joan.reads("Taken in from Council ledger: 1 payment, £20.00.")


def refunds(joan):
    """The rate is decided after it was paid in full: a credit note, and the money goes back."""
    joan.opens("To look at")
    joan.clicks_on("Applications")
    joan.picks_row("Applications to decide on", "Amira Okafor")
    joan.clicks_on("Award")
    joan.reads("Awarded: Amira Okafor. Until 31 August 2027. £13.00 less is due.")
    joan.opens_family("Ngozi Okafor")
    joan.sees("In credit £13.00")
    joan.clicks_on("Credit note")
    joan.reads("Credit note CN-00001 issued: £13.00.")
    joan.gives_back("Bank transfer")
    joan.reads("Given back: £13.00 by bank transfer.")


def leavers(joan, town):
    """One leaves with a cello and a debt; one brings it back in the first days, and is paid."""
    joan.opens_family("Ann Carter")
    joan.has_left()
    joan.reads("Ann Carter left on 8 September 2026. Still out: 1 instrument. To pay £16.00.")
    joan.opens_family("Lan Nguyen")
    joan.takes("30", "Card")
    joan.reads("Paid: £30.00 by card.")
    joan.presses_in("Out now", 0, "Return", "Returned: Clarinet.")
    joan.sees("In credit £30.00")
    joan.gives_back("Card")
    joan.reads("Given back: £30.00 by card.")
    joan.has_left()
    joan.reads("Lan Nguyen left on 8 September 2026. Nothing is out and nothing to pay:")
    joan.opens("To look at")
    joan.clicks_on("Left")
    joan.row_of("Who has left", "Ann Carter")
    assert [row[2:4] for row in joan.rows("Who has left")] == [["1 instrument", "£16.00"]]


def written_off(joan):
    """What will never come is written off, for a reason."""
    joan.opens_family("Rhys Price")
    joan.clicks_on("Correct a line…")
    joan.clicks_on("Write it off")
    joan.puts(("Reason", "moved abroad"))
    joan.press(joan.ENTER, "Written off: £30.00.")


def the_desk_is_closed(joan):
    """The cash is counted: what one family paid in notes."""
    joan.opens("Close the desk")
    joan.sees("Expected in the cash box")
    joan.puts(("Counted, without the float", "10"))
    joan.sees("Nothing is missing")
    joan.press(joan.ENTER, "Closed: Office 1. £10.00 in cash, nothing is missing.")


def everything_adds_up(joan, town, cli, folder):
    """The sheet, the file of the whole ledger, the window and the command line say the same."""
    joan.chooses_in_menu("Save the ledger…", folder / "ledger.csv")
    joan.reads("The ledger is saved:")
    lines = read(folder / "ledger.csv")
    assert cli("export", "ledger", "-o", folder / "again.csv", "--excel").status == 0
    assert (folder / "again.csv").read_bytes() == (folder / "ledger.csv").read_bytes()
    by_card = defaultdict(list)
    for row in lines:
        by_card[row["card"]].append(Decimal(row["amount"]))
    names = dict(zip(AGREED, NAMES, strict=True))
    for who, agreed in AGREED.items():
        card, by_hand = getattr(town, who), [Decimal(each) for each in agreed.split()]
        added = sum(by_card[card])
        assert added == sum(by_hand), (who, by_card[card])
        told = cli.json("account", card).data
        assert told["balance_pence"] == added * 100
        assert [each["amount_pence"] for each in told["lines"]] == [p * 100 for p in by_card[card]]
        stated = cli.json("statement", card, "-o", folder / f"{who}.pdf").data
        assert stated["total_pence"] == added * 100
        joan.opens_family(names[who])
        joan.sees(TO_PAY[who])
    invoices_add_up(joan, cli, lines)


def invoices_add_up(joan, cli, lines):
    """Every numbered paper is the sum of its own lines."""
    by_paper = defaultdict(Decimal)
    for row in lines:
        if row["paper"]:
            by_paper[row["paper"]] += Decimal(row["amount"])
    joan.opens("Invoices")
    joan.clicks_on("All invoices")
    joan.row_of("Every invoice", "INV-00001")
    seen = {row[0]: Decimal(row[5].strip("£")) for row in joan.rows("Every invoice")}
    assert seen == {number: pence for number, pence in by_paper.items() if number in seen}
    assert sum(seen.values()) == Decimal("290.00")
    assert by_paper["CN-00001"] == Decimal("-13.00")
    said = cli.json("list", "invoices").data["invoices"]
    assert {each["number"]: Decimal(each["total_pence"]) / 100 for each in said} == seen


def read(file):
    with file.open(newline="", encoding="utf-8-sig") as rows:
        return list(csv.DictReader(rows))
