"""The commands about other systems: what they are told, and what they say was paid."""

from loanmgr.cli import values
from loanmgr.cli.arguments import Argument, Command, flag, option, word

SYSTEMS = (
    Command(
        "send",
        "loanmgr.cli.systems",
        "send",
        "tell another system what is new, or `send again ID`; alone, it lists what was sent",
        (
            word("system", "the system's code or name, or again", metavar="SYSTEM", nargs="?"),
            word("transfer", "which file again", metavar="ID", nargs="?"),
            Argument(
                ("-o", "--output"),
                {"help": "the CSV file to write", "metavar": "FILE", "type": values.text},
            ),
            flag("--dry-run", "only say what would be sent"),
        ),
    ),
    Command(
        "payments",
        "loanmgr.cli.systems",
        "payments",
        "take in what another system says was paid",
        (
            word("file", "the CSV file", metavar="FILE"),
            option("--system", "the system's code or name", required=True),
            flag("--dry-run", "only say what would be taken in, and what is wrong"),
        ),
    ),
    Command(
        "allocate",
        "loanmgr.cli.money",
        "allocate",
        "put a payment to a certain line; the rest pays the oldest first",
        (
            word("paid", "the payment's line, by its id as `account` says it", metavar="PAID"),
            word("charged", "the line to be paid, by its id", metavar="LINE"),
            word("sum", "how much; all it can", type=values.pounds, metavar="POUNDS", nargs="?"),
        ),
    ),
    Command(
        "write-off",
        "loanmgr.cli.money",
        "write_off",
        "give up what an account owes; for the office and the service lead",
        (
            word("code", "a card of the account", metavar="ACCOUNT"),
            word("sum", "how much; all of it", type=values.pounds, metavar="POUNDS", nargs="?"),
            option("--reason", "why; kept with the act and on no paper", required=True),
            option("--line", "one line of the account, by its id", metavar="ID"),
        ),
    ),
)
