"""What another system says was paid or is unpaid: whole or not at all, each payment once."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, closing, facts, lending, lists, papers, systems, undo
from loanmgr.services.imports import ImportProblems
from loanmgr.services.lists import PeoplePage
from loanmgr.services.systems import TakeIn
from tests import factories
from tests.factories import instrument, lend, pupil, violin
from tests.services.other_systems import LEDGER, PUPILS, paid_file, send, set_up, sheet, take
from tests.services.racing import at_once, split
from tests.tables import LEDGER_SUM, count, one

LATER = date(2027, 1, 20)
PAID_COLUMNS = """paid_columns = [
  { heading = "REF", field = "reference" },
  { heading = "ID", field = "payment" },
  { heading = "SUM", field = "amount" },
]
"""


@pytest.fixture
def sent(desk):
    """Two pupils whose hires went to the pupil system: their cards, with the reference of each."""
    set_up(desk, PUPILS, LEDGER)
    cards = [pupil(desk, name) for name in ("Al Fry", "Una Gray")]
    for card in cards:
        lend(desk, violin(desk), card)
    rows = sheet(desk, send(desk).transfer)
    by_pupil = {row["Student ID"]: row["Invoice reference"] for row in rows}
    return [(card, by_pupil[card]) for card in cards]


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def owed(desk, card):
    return desk.look(accounts.account, card).owed_pence


def problems(desk, *rows, system="pupils"):
    found = desk.look(systems.try_in, TakeIn.of(system, paid_file(*rows)))
    with pytest.raises(ImportProblems) as refused:
        take(desk, *rows, system=system)
    assert refused.value.problems == found.problems
    assert count(desk, "payment") == 0
    return [str(problem) for problem in found.problems]


def test_what_was_paid_comes_to_the_account_by_our_reference(desk, sent):
    (al, first), (una, second) = sent
    done = take(
        desk,
        (first, "P-1", "20/11/2026", "24.00", ""),
        (second.lower(), "P-2", "21/11/2026", "£10.50", ""),
    )
    assert (done.payments, done.total_pence, done.skipped, done.notes) == (2, 3450, 0, ())
    assert (balance(desk, al), balance(desk, una)) == (0, 1350)
    assert [(each.payer, each.pence, each.on) for each in done.listed] == [
        ("Parent of Al Fry", 2400, date(2026, 11, 20)),
        ("Parent of Una Gray", 1050, date(2026, 11, 21)),
    ]
    assert desk.look(accounts.account, al).lines[-1].what == "Paid through Pupil system"


def test_the_same_file_twice_changes_nothing_and_a_longer_one_brings_what_is_new(desk, sent):
    (_, first), (una, second) = sent
    rows = [(first, "P-1", "20/11/2026", "24.00", "")]
    take(desk, *rows)
    again = take(desk, *rows)
    assert (again.payments, again.skipped, count(desk, "payment")) == (0, 1, 1)
    more = take(desk, *rows, (second, "P-2", "20/11/2026", "4.00", ""))
    assert (more.payments, more.skipped, balance(desk, una)) == (1, 1, 2000)


def test_undone_as_one_it_can_be_taken_in_again(desk, sent):
    (al, first), (una, second) = sent
    before = one(desk, LEDGER_SUM)
    rows = [(first, "P-1", "", "24.00", "0"), (second, "P-2", "", "20.00", "4.00")]
    act = take(desk, *rows).act
    desk.run(undo.undo, undo.Undo(act))
    assert (one(desk, LEDGER_SUM), owed(desk, una)) == (before, 0)
    assert one(desk, "SELECT COUNT(*) FROM sent_line WHERE unpaid_pence IS NOT NULL") == 0
    assert take(desk, *rows).payments == 2
    assert balance(desk, al) == 0


def test_a_card_says_whose_payment_it_is_too(desk, sent):
    (al, _), _ = sent
    assert take(desk, (al, "P-1", "", "5", "")).payments == 1
    assert balance(desk, al) == 1900


def test_the_number_of_an_invoice_says_whose_payment_it_is(desk):
    set_up(desk, LEDGER + PAID_COLUMNS)
    school = factories.school(desk)
    lend(desk, violin(desk), school)
    number = desk.run(papers.issue_invoice, papers.IssueInvoice(school)).result.number
    text = f"REF|ID|SUM\r\n{number.lower()}|1|500\r\nCN-00001|2|500\r\n".encode()
    with pytest.raises(ImportProblems, match="nothing under “CN-00001”"):
        desk.run(systems.take_in, TakeIn.of("ledger", text))
    before = balance(desk, school)
    desk.run(systems.take_in, TakeIn.of("ledger", text.rpartition(b"CN")[0]))
    assert balance(desk, school) == before - 500


def test_everything_wrong_is_told_by_row_and_column_and_nothing_is_taken_in(desk, sent):
    (al, first), _ = sent
    school = factories.school(desk)
    found = problems(
        desk,
        (first, "P-1", "20/11/2026", "24.00", ""),
        ("LN0000000000", "P-2", "", "5.00", ""),
        (first, "P-3", "", "-5.00", ""),
        (first, "", "", "5.00", ""),
        (first, "P-1", "", "5.00", ""),
        (first, "P-6", "22/11/2026", "5.00", ""),
        (first, "P-7", "2026-11-20", "5.00", ""),
        (first, "P-8", "", "five", ""),
        ("", "P-9", "", "5.00", ""),
        (school, "P-10", "", "5.00", ""),
        (first, "", "", "", ""),
        (first, "", "", "", "30.00"),
        (al, "", "", "", "3.00"),
    )
    assert found == [
        "Row 3, Invoice reference: We have sent Pupil system nothing under “LN0000000000”.",
        "Row 4, Paid: Less than nothing can't be paid. Enter what was given back there as a refund"
        " here.",
        "Row 5, Payment ID: A payment needs the number that its system gave it.",
        "Row 6, Payment ID: The payment P-1 stands in row 2 already.",
        "Row 7, Paid on: 22 November 2026 has not come yet.",
        "Row 8, Paid on: “2026-11-20” is not a date written DD/MM/YYYY.",
        "Row 9, Paid: “five” is not a sum such as 12.50.",
        "Row 10, Invoice reference: Nothing says what was paid.",
        f"Row 11, Invoice reference: {school} is not an account that Pupil system is for.",
        "Row 12, Paid: This row says neither what was paid nor what is unpaid.",
        f"Row 13, Outstanding: £30.00 can't be unpaid: all that was sent under {first} comes to"
        " £24.00.",
        "Row 14, Outstanding: Only of our own references can it be said what is unpaid.",
    ]


def test_a_payment_that_is_here_with_another_sum_is_a_problem(desk, sent):
    (_, first), (_, second) = sent
    take(desk, (first, "P-1", "", "24.00", ""))
    for row in ((first, "P-1", "", "23.00", ""), (second, "P-1", "", "24.00", "")):
        with pytest.raises(ImportProblems, match=r"is here already, with £24\.00"):
            take(desk, row)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty"),
        (b"Reference,Sum\r\n", "Row 1, Invoice reference: This column is needed."),
        (b"PK\x03\x04workbook", "That is a workbook"),
        (b"\xff\xfe\x00", "breaks off"),
        (b'"Invoice reference\r\n', "never closed"),
        (b"Invoice reference,\xe9\r\n", "not in UTF-8"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(desk, sent, data, message):
    with pytest.raises(RuleError, match=message):
        desk.run(systems.take_in, TakeIn.of("pupils", data))


def test_a_system_without_such_columns_sends_no_payments(desk, sent):
    with pytest.raises(RuleError, match="doesn't say which columns Council finance has"):
        desk.run(systems.take_in, TakeIn.of("ledger", paid_file()))


def test_more_than_there_is_to_pay_is_said_and_stays_as_credit(desk, sent):
    (al, first), _ = sent
    done = take(desk, (first, "P-1", "", "20.00", ""), (first, "P-2", "", "10.00", ""))
    assert done.notes == (
        "Row 3: Parent of Al Fry pays £6.00 more than there is to pay; it stays on the account"
        " as credit.",
    )
    assert balance(desk, al) == -600


def test_what_another_system_invoices_is_owed_when_that_system_says_so(desk, sent, clock):
    (al, first), (una, second) = sent
    clock.go_to(LATER)
    assert (owed(desk, al), owed(desk, una), balance(desk, al)) == (0, 0, 2400)

    take(desk, (first, "", "", "", "24.00"), (second, "P-2", "01/12/2026", "14.00", "10.00"))
    assert (owed(desk, al), owed(desk, una)) == (2400, 1000)
    assert (known_owed(desk, al), known_owed(desk, una)) == (2400, 1000)
    rows = desk.look(lists.people, PeoplePage("pupil"))
    assert [row.owed_pence for row in rows] == [2400, 1000]

    take(desk, (first, "P-9", "15/01/2027", "20.00", ""), (second, "", "", "", "0"))
    assert (owed(desk, al), owed(desk, una)) == (400, 0)
    desk.run(accounts.pay, accounts.Pay(al, 300, "cash"))
    assert (owed(desk, al), known_owed(desk, al)) == (100, 100)


def known_owed(desk, card):
    """What the desk asks about before it lends."""

    def ask(look, code):
        return facts.borrower(look, facts.thing_of(look, code)[1]).facts.owed_pence

    return desk.look(ask, card)


def test_the_desk_asks_only_about_what_that_system_says_is_unpaid(desk, sent, clock):
    (al, first), _ = sent
    clock.go_to(LATER)
    flute = instrument(desk, "flute")

    def cases():
        found = desk.look(lending.preview, lending.Lend((flute,), al)).verdicts
        return [each.case for each in found if each.case == "money_owed"]

    assert cases() == []
    take(desk, (first, "", "", "", "24.00"))
    assert cases() == ["money_owed"]


def test_accounts_that_we_invoice_ourselves_are_owed_by_their_dates(desk, sent, clock):
    school = factories.school(desk)
    lend(desk, violin(desk), school)
    clock.go_to(LATER)
    assert owed(desk, school) == balance(desk, school) > 0


def test_a_transfer_that_was_spoken_of_is_not_taken_back(desk, sent):
    (_, first), _ = sent
    [transfer] = desk.look(systems.transfers, 10)
    act = take(desk, (first, "", "", "", "24.00")).act
    with pytest.raises(RuleError, match="said since what of it is unpaid"):
        desk.run(undo.undo, undo.Undo(transfer.transfer))
    desk.run(undo.undo, undo.Undo(act))
    desk.run(undo.undo, undo.Undo(transfer.transfer))


def test_what_was_paid_there_is_not_told_back_but_what_is_given_back_here_is(desk, sent):
    (al, first), _ = sent
    act = take(desk, (first, "P-1", "", "30.00", "")).act
    with pytest.raises(RuleError, match="nothing to send"):
        send(desk)
    desk.run(undo.undo, undo.Undo(act))
    with pytest.raises(RuleError, match="nothing to send"):
        send(desk)
    take(desk, (first, "P-1", "", "30.00", ""))
    desk.run(accounts.refund, accounts.Refund(600, account=al, method="cash"))
    assert send(desk).total_pence == 600


def test_it_is_no_money_of_this_desks_cash_box(desk, sent):
    (_, first), _ = sent
    take(desk, (first, "P-1", "", "24.00", ""))
    assert desk.look(closing.day, None).money == ()


def test_the_same_file_at_two_desks_at_once_is_taken_in_once(desk, sent, another_desk):
    (al, first), _ = sent
    desks = [desk, another_desk()]
    data = paid_file((first, "P-1", "", "24.00", ""))
    answers = at_once(desks, lambda at: at.run(systems.take_in, TakeIn.of("pupils", data)).result)
    done, refused = split(answers)
    assert refused == []
    assert sorted(each.payments for each in done) == [0, 1]
    assert (balance(desk, al), count(desk, "payment")) == (0, 1)
