"""From one summer to the next autumn as an office lives it, and every sum added up again by hand.

The prices are the starting policy's, and from September another one for strings.
"""

import csv
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

FINANCE = """
[[systems]]
code = "ledger"
name = "Council ledger"
kind = "finance"
accounts = ["family", "school"]
sends = ["charges"]
ledger_code = "MUS-100"
columns = [
  { heading = "Reference", field = "line_reference" },
  { heading = "Payer", field = "account_name" },
  { heading = "Amount", field = "amount" },
]
paid_columns = [
  { heading = "Reference", field = "reference" },
  { heading = "Amount", field = "amount" },
  { heading = "Date", field = "date" },
  { heading = "Payment", field = "payment" },
]
"""


PLAYERS = ("Amira Okafor", "Tunde Bello", "Lily Carter", "Minh Nguyen")
SUMMER = (1200, 3000, 2400, 3600)
"""A violin at half price, a flute, a violin and a cello."""
AUTUMN = (2600, 3000, 2600, 3600)


@dataclass
class Office:
    """Does one thing after another, on the days they are done."""

    cli: object
    sheet: list[tuple[str, str, int]] = field(default_factory=list)
    """Day, account and pence of everything that was agreed: the office's own spreadsheet."""

    def on(self, day, *words):
        """Do something on a day; it must be done."""
        said = self.cli.json("--today", day, *words)
        assert said.status == 0, (day, words, said.out, said.err)
        return said.data

    def code(self, day, *words):
        return self.on(day, *words)["code"]

    def expect(self, day, account, pence):
        self.sheet.append((day, account, pence))

    def owes(self, day, account):
        """Return what an account owes, which must be what the spreadsheet says."""
        told = self.on(day, "account", account)
        assert sum(line["amount_pence"] for line in told["lines"]) == told["balance_pence"]
        by_hand = sum(pence for _, whose, pence in self.sheet if whose == account)
        assert told["balance_pence"] == by_hand, (account, told["lines"])
        return told["balance_pence"]


@pytest.fixture
def office(cli):
    return Office(cli)


@dataclass(frozen=True)
class Cards:
    """Who there is, and what they hire."""

    okafor: str
    bello: str
    carter: str
    nguyen: str
    amira: str
    minh: str
    cello: str
    clarinet: str
    school: str


def summer(office):
    """A reduced rate until the end of the school year, and four hires; one is paid."""
    day = "2026-06-15"
    names = ("Ngozi Okafor", "Sade Bello", "Ann Carter", "Lan Nguyen")
    families = [office.code(day, "add", "family", "--name", name) for name in names]
    names = ("Amira Okafor", "Tunde Bello", "Lily Carter", "Minh Nguyen")
    pupils = [
        office.code(day, "add", "pupil", "--family", card, "--name", name, "--year", "5")
        for card, name in zip(families, names, strict=True)
    ]
    school = office.code(day, "add", "school", "--name", "St Anne's Primary")
    things = [
        office.code(day, "add", "instrument", "--type", kind)
        for kind in ("violin", "flute", "violin", "cello", "clarinet")
    ]
    office.on(day, "award", pupils[0], "--scheme", "reduced-50", "--evidence", "letter")
    for code, card, payer, pence in zip(things, pupils, families, SUMMER, strict=False):
        assert office.on(day, "lend", code, "--to", card)["total_due_pence"] == pence
        office.expect(day, payer, pence)
    office.on(day, "pay", families[1], "30", "--method", "bank")
    office.expect(day, families[1], -3000)
    return Cards(*families, pupils[0], pupils[3], *things[3:], school)


def prices_and_the_run(office, cards, here):
    """Strings are dearer from September; who applied in August waits, and the run asks."""
    office.on(
        "2026-06-20",
        *("policy", "set", "tariffs", "strings", "price_pence=2600"),
        *("running_from=2026-09-01", "--new-from", "2026-09-01"),
    )
    office.on("2026-08-25", "apply", cards.amira, "--scheme", "reduced-50")
    run = ("2026-09-02", "bill", "--undecided", "full")
    shown = office.on(*run, "--dry-run", "--output", "run.csv")
    assert {each["case"] for each in shown["exceptions"]} == {"undecided"}
    due = {row["borrower_name"]: int(row["due_pence"]) for row in read(here / "run.csv")}
    assert due == dict(zip(PLAYERS, AUTUMN, strict=True))
    assert sum(due.values()) == shown["due_pence"]
    assert office.on(*run)["due_pence"] == shown["due_pence"]
    assert office.on(*run)["due_pence"] == 0
    for payer, pence in zip(cards_of(cards), AUTUMN, strict=True):
        office.expect("2026-09-02", payer, pence)


def who_leaves(office, cards):
    """A family leaves in the first week and is given back what it had paid for it."""
    payer = cards.nguyen
    office.on("2026-09-03", "pay", payer, "72", "--method", "bank", "--reference", "NG-1")
    office.expect("2026-09-03", payer, -7200)
    office.on("2026-09-05", "return", cards.cello)
    office.expect("2026-09-05", payer, -3600)
    assert office.owes("2026-09-05", payer) == -3600
    office.on("2026-09-05", "refund", payer, "36", "--method", "bank", "--for", "the autumn term")
    office.expect("2026-09-05", payer, 3600)
    office.on("2026-09-05", "leave", payer, "--because", "moved to York")
    refused = office.cli.json("--today", "2026-09-06", "lend", cards.cello, "--to", cards.minh)
    assert refused.status == 1, refused.out


def who_is_awarded_late(office, cards):
    """The rate is decided after it was paid in full: the difference goes back."""
    payer = cards.okafor
    office.on("2026-09-10", "pay", payer, "38", "--method", "card")
    office.expect("2026-09-10", payer, -3800)
    office.on("2026-09-20", "decide", cards.amira, "awarded", "--evidence", "letter")
    office.expect("2026-09-20", payer, -1300)
    assert office.owes("2026-09-20", payer) == -1300
    office.on("2026-09-21", "refund", payer, "13", "--method", "card", "--for", "the violin")
    office.expect("2026-09-21", payer, 1300)


def the_school_and_the_ledger(office, cards, here):
    """The school is invoiced; the council's ledger is told, and says what was paid."""
    day, card = "2026-09-22", cards.school
    office.on(day, "lend", cards.clarinet, "--to", card, "--until", "2026-12-18")
    office.expect(day, card, 1500)
    (here / "ledger.toml").write_text(FINANCE, encoding="utf-8")
    office.on(day, "policy", "import", "ledger.toml")
    assert office.on(day, "invoice", card, "-o", "invoice.pdf")["total_pence"] == 1500
    assert (here / "invoice.pdf").read_bytes().startswith(b"%PDF-")
    office.on("2026-09-23", "send", "ledger", "-o", "sent.csv")
    sent = read(here / "sent.csv")
    # What was charged, less what was lowered; a charge taken off before it was sent is not in it.
    charged = sum(SUMMER) + sum(AUTUMN) - 3600 - 1300 + 1500
    assert sum(Decimal(row["Amount"]) for row in sent) == Decimal(charged) / 100
    assert office.on("2026-09-23", "send", "ledger", "-o", "again.csv")["lines"] == 0
    theirs = next(row["Reference"] for row in sent if row["Payer"] == "St Anne's Primary")
    paid = f"Reference,Amount,Date,Payment\n{theirs.partition('/')[0]},15.00,2026-10-01,BACS-1\n"
    (here / "paid.csv").write_text(paid, encoding="utf-8")
    bring = ("2026-10-02", "payments", "paid.csv", "--system", "ledger")
    assert [office.on(*bring)["payments"] for _ in range(2)] == [1, 0]
    office.expect("2026-10-02", card, -1500)


def test_a_year(office, here):
    cards = summer(office)
    prices_and_the_run(office, cards, here)
    who_leaves(office, cards)
    who_is_awarded_late(office, cards)
    the_school_and_the_ledger(office, cards, here)

    day, ends = "2026-10-03", (*zip(cards_of(cards), (0, 3000, 5000, 0), strict=True),)
    assert [(card, office.owes(day, card)) for card, _ in ends] == list(ends)
    assert office.owes(day, cards.school) == 0
    statement = office.on(day, "statement", cards.okafor, "-o", "statement.pdf")
    assert statement["total_pence"] == 0
    assert office.on(day, "list", "leavers")["leavers"] == []


def cards_of(cards):
    return cards.okafor, cards.bello, cards.carter, cards.nguyen


def read(file):
    with file.open(newline="", encoding="utf-8") as rows:
        return list(csv.DictReader(rows))
