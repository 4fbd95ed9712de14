"""The commands of the office: billing, and what prices ask of a borrower."""

from loanmgr.cli import values
from loanmgr.cli.arguments import Command, flag, option, word

YES_OR_NO = ("yes", "no")

OFFICE = (
    Command(
        "bill",
        "loanmgr.cli.billing",
        "bill",
        "charge what is still out for its next period, or `bill undo ID` to take a run back",
        (
            word("undo", "take a run back", metavar="undo", nargs="?", choices=("undo",)),
            word("run", "the run's id", metavar="ID", nargs="?"),
            option("--on", "what has come due by this day; by today unless said", values.day),
            option(
                "--undecided",
                "reduced rates that nobody has decided on: reduced, full or held",
                choices=("reduced", "full", "held"),
                metavar="HOW",
            ),
            flag("--dry-run", "only say what would be charged"),
            option("--output", "write each charge to a CSV file too", metavar="FILE.csv"),
        ),
    ),
    Command(
        "circumstances",
        "loanmgr.cli.billing",
        "circumstances",
        "say, or note, what prices ask of a borrower",
        (
            word("borrower", "the borrower's card", metavar="BORROWER"),
            option("--in-area", "lives or goes to school in the area", choices=YES_OR_NO),
            option("--lessons", "has lessons with the service", choices=YES_OR_NO),
            option("--lessons-until", "the last day of the lessons", values.day),
            option("--ensemble", "plays in an ensemble of the service", choices=YES_OR_NO),
        ),
    ),
    Command(
        "list recall",
        "loanmgr.cli.billing",
        "recall",
        "what is still with borrowers whose lessons have ended",
    ),
)
