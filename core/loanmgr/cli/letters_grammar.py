"""The commands that write letters to many, and say to whom they go."""

from loanmgr.cli import values
from loanmgr.cli.arguments import Argument, Command, flag, option, word

HOW = (
    Argument(
        ("-o", "--output"),
        {"help": "where the letters go", "metavar": "FILE.pdf", "type": values.text},
    ),
    flag("--dry-run", "write or say what would go out, and note nothing as sent"),
)

LETTERS = (
    Command(
        "renewal-letters",
        "loanmgr.cli.letters",
        "renewals",
        "write to families whose reduced rate ends, or `renewal-letters undo ID`",
        (
            word("undo", "count them as not sent", metavar="undo", nargs="?", choices=("undo",)),
            word("run", "the id of those letters", metavar="ID", nargs="?"),
            *HOW,
            option("--until", "the day to answer by; in four weeks unless said", values.day),
            flag("--again", "write to those too who were written to this year"),
        ),
    ),
    Command(
        "reminder-letters",
        "loanmgr.cli.letters",
        "reminders",
        "write to who left with something out, or who owes past its day, or `... undo ID`",
        (
            word(
                "kind",
                "leavers, late, or undo to count letters as not sent",
                metavar="KIND",
                choices=("leavers", "late", "undo"),
            ),
            word("run", "the id of the letters that were not sent", metavar="ID", nargs="?"),
            *HOW,
            option("--until", "the day they name; in two weeks unless said", values.day),
            flag("--again", "write to those too who were written to in the last 28 days"),
        ),
    ),
    Command(
        "list owing",
        "loanmgr.cli.letters",
        "owing",
        "who owes past its day, since when, and who was reminded",
    ),
)
