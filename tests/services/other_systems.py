"""A pupil system and a general ledger for the tests, and how their files are written and read."""

import csv
import io

from loanmgr.domain.ids import new_id
from loanmgr.jobs import systems as jobs
from loanmgr.services import policy
from loanmgr.services.policy import BringIn
from loanmgr.services.systems import TakeIn, take_in

PUPILS = """
[[systems]]
code = "pupils"
name = "Pupil system"
kind = "pupils"
accounts = ["family", "adult"]
invoices = true
columns = [
  { heading = "Student ID", field = "pupil_number" },
  { heading = "Student", field = "pupil_name" },
  { heading = "Product", text = "Instrument hire" },
  { heading = "Account", field = "account_code" },
  { heading = "Kind", field = "kind" },
  { heading = "Description", field = "what" },
  { heading = "Invoice reference", field = "reference" },
  { heading = "Line", field = "line_reference" },
  { heading = "Date", field = "entered" },
  { heading = "Amount", field = "amount" },
]
date_format = "DD/MM/YYYY"
paid_columns = [
  { heading = "Invoice reference", field = "reference" },
  { heading = "Payment ID", field = "payment" },
  { heading = "Paid on", field = "date" },
  { heading = "Paid", field = "amount" },
  { heading = "Outstanding", field = "unpaid" },
]
"""
LEDGER = """
[[systems]]
code = "ledger"
name = "Council finance"
kind = "finance"
accounts = ["school"]
sends = ["charges"]
columns = [
  { heading = "COMPANY", text = "MUS" },
  { heading = "CUSTOMER", field = "account_code" },
  { heading = "REF", field = "reference" },
  { heading = "GL", field = "ledger_code" },
  { heading = "DEBIT", field = "debit" },
  { heading = "CREDIT", field = "credit" },
  { heading = "NARRATIVE", field = "what" },
  { heading = "DUE", field = "due" },
]
date_format = "DD/MM/YY"
money = "pence"
separator = "bar"
ledger_code = "R1"
ledger_codes = [{ code = "S1", family = "strings" }]
"""


def go_on(_done, _whole, _what):
    return True


def set_up(desk, *texts):
    """Bring other systems into the policy."""
    desk.run(policy.bring_in, BringIn("".join(texts)))


def plan(desk, system="pupils"):
    """Return what would be sent."""
    return jobs.preview(desk, system, go_on)


def send(desk, system="pupils"):
    """Send what is new and return its transfer."""
    return jobs.send(desk, plan(desk, system), new_id())


def sheet(desk, transfer, delimiter=","):
    """Return the rows of a transfer's file as a spreadsheet reads them."""
    text = jobs.file_of(desk, transfer, go_on)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def pence(rows, column="Amount"):
    """Add up a column of pounds."""
    return sum(round(float(row[column]) * 100) for row in rows)


def paid_file(*rows):
    """Write a file of what was paid: reference, payment, date, sum, outstanding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        ("Invoice reference", "Payment ID", "Paid on", "Paid", "Outstanding", "Their own remark")
    )
    writer.writerows((*row, "of no matter") for row in rows)
    return text.getvalue().encode()


def take(desk, *rows, system="pupils"):
    """Take in what was paid."""
    return desk.run(take_in, TakeIn.of(system, paid_file(*rows))).result
