"""The commands of numbered papers: invoices, credit notes and statements."""

from loanmgr.cli import values
from loanmgr.cli.arguments import Argument, Command, flag, option, output, word

_FILE = Argument(
    ("-o", "--output"),
    {"help": "the PDF file to write it to", "metavar": "FILE", "type": values.text},
)

PAPERS = (
    Command(
        "invoice",
        "loanmgr.cli.invoices",
        "invoice",
        "ask an account for what is on no invoice yet, or --all accounts; a number prints again",
        (
            word(
                "card", "a card of the account, or an invoice's number", metavar="CARD", nargs="?"
            ),
            option("--to", "print again all from that number to this one", metavar="NUMBER"),
            Argument(
                ("-o", "--output"),
                {
                    "help": "the PDF file to write; with --all a CSV file of what is invoiced",
                    "metavar": "FILE",
                    "type": values.text,
                },
            ),
            flag("--all", "everybody who has something on no invoice yet"),
            option(
                "--only",
                "with --all: families, schools or others",
                choices=("families", "schools", "others"),
                metavar="WHOM",
            ),
            flag("--dry-run", "with --all: only say what would be invoiced"),
            option("--pdf", "with --all: write all of them to one PDF file", metavar="FILE.pdf"),
        ),
    ),
    Command(
        "credit-note",
        "loanmgr.cli.invoices",
        "credit_note",
        "answer an invoice with what has lowered it since; a credit note's number prints it again",
        (word("what", "the invoice's number, or a card of the account", metavar="NUMBER"), _FILE),
    ),
    Command(
        "statement",
        "loanmgr.cli.invoices",
        "statement",
        "what was charged and paid on an account, and the balance; a number prints again",
        (
            word("card", "a card of the account, or a statement's number", metavar="CARD"),
            Argument(
                ("--from",),
                {
                    "help": "its first day; the beginning of the school year unless said",
                    "type": values.day,
                    "metavar": "DATE",
                    "dest": "from_on",
                },
            ),
            Argument(
                ("--to",),
                {
                    "help": "its last day; today unless said",
                    "type": values.day,
                    "metavar": "DATE",
                    "dest": "to_on",
                },
            ),
            _FILE,
        ),
    ),
    Command(
        "agreement",
        "loanmgr.cli.papers",
        "agreement",
        "write the year's loan agreement of a card, with what is out, to sign",
        (word("card", "a card of the account", metavar="CARD"), output("the PDF file to write")),
    ),
    Command(
        "list invoices",
        "loanmgr.cli.invoices",
        "listed",
        "every invoice and what is still to pay of it",
        (flag("--unpaid", "only those that are not paid, the oldest first"),),
    ),
)
