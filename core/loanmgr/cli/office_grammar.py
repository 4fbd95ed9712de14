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
            flag("--late", "charge for paying late, and not what has come due"),
            flag("--dry-run", "only say what would be charged"),
            option("--output", "write each charge to a CSV file too", metavar="FILE.csv"),
        ),
    ),
    Command(
        "list runs",
        "loanmgr.cli.billing",
        "listed",
        "billing runs that were done, with the ids that `bill undo` takes",
    ),
    Command(
        "apply",
        "loanmgr.cli.applications",
        "apply",
        "note that a pupil's reduced rate was applied for; somebody decides later",
        (
            word("pupil", "the pupil's card", metavar="PUPIL"),
            option("--scheme", "the scheme's code or name", required=True),
            option("--evidence", "what was seen with it; awaited unless said", metavar="KIND"),
            option("--received", "the day it came in; today unless said", values.day),
            option("--reason", "on which ground, where the scheme tells grounds apart"),
        ),
    ),
    Command(
        "decide",
        "loanmgr.cli.applications",
        "decide",
        "award what was applied for, refuse it, or put it on the waiting list",
        (
            word("pupil", "the pupil's card", metavar="PUPIL"),
            word(
                "decision",
                "awarded, refused or waiting_list",
                choices=("awarded", "refused", "waiting_list"),
                metavar="DECISION",
            ),
            option("--evidence", "what is seen with the decision", metavar="KIND"),
        ),
    ),
    Command(
        "end-award",
        "loanmgr.cli.applications",
        "end_award",
        "end a reduced rate that runs, as circumstances have changed",
        (
            word("pupil", "the pupil's card", metavar="PUPIL"),
            option("--last", "the last day it counts; yesterday unless said", values.day),
        ),
    ),
    Command(
        "list applications",
        "loanmgr.cli.applications",
        "waiting",
        "reduced rates that wait for a decision, and the waiting list",
    ),
    Command(
        "list finished",
        "loanmgr.cli.applications",
        "finished",
        "pupils beyond Year 13 who are not noted as having left",
    ),
    Command(
        "list renewals",
        "loanmgr.cli.applications",
        "renewals",
        "whose reduced rate ends on 31 August, and who was written to",
    ),
    Command(
        "list pots",
        "loanmgr.cli.applications",
        "pots",
        "what schemes with a budget have given this academic year, and what is left",
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
        "what is still with borrowers whose lessons have ended, or who pay too late",
    ),
    Command(
        "keep",
        "loanmgr.cli.keeping",
        "keep",
        "keep an instrument for somebody, or with --end for nobody any more",
        (
            word("code", "its label", metavar="CODE"),
            word("borrower", "the card of whoever it is for", metavar="BORROWER", nargs="?"),
            option("--until", "the last day; as late as the policy allows unless said", values.day),
            flag("--end", "it is no longer kept"),
        ),
    ),
    Command(
        "list kept",
        "loanmgr.cli.keeping",
        "kept",
        "what is kept for somebody, and until when",
    ),
    Command(
        "lost",
        "loanmgr.cli.losses",
        "lost",
        "report an instrument lost or stolen, and charge whoever has it",
        (
            word("code", "its label", metavar="CODE"),
            option("--on", "the day it was lost; today unless said", values.day),
            flag("--stolen", "it was stolen"),
            option("--crime-ref", "the police's number for it", metavar="R"),
            option("--value-pence", "what it is worth, if its record does not say", values.pence),
            flag("--use-deposit", "set the deposit against what is charged"),
            flag("--dry-run", "only say what it would cost"),
        ),
    ),
    Command(
        "found",
        "loanmgr.cli.losses",
        "found",
        "say that a missing instrument has turned up",
        (
            word("code", "its label", metavar="CODE"),
            flag("--keep-charge", "what was charged for its loss stays"),
        ),
    ),
    Command(
        "damaged",
        "loanmgr.cli.losses",
        "damaged",
        "note damage, and charge whoever has the instrument or had it last",
        (
            word("code", "its label", metavar="CODE"),
            option("--fault", "what is broken", required=True, metavar="TEXT"),
            option("--cost-pence", "what mending it costs", values.pence),
            flag("--dry-run", "only say what it would cost"),
        ),
    ),
    Command(
        "lower",
        "loanmgr.cli.losses",
        "lower",
        "lower a charge for loss, damage or a part; for a lead or the office",
        (
            word("code", "the instrument's label", metavar="CODE"),
            option("--reason", "why; kept with the act and on no paper", required=True),
            option("--to-pence", "what it is to come to; nothing unless said", values.pence),
            option("--charge", "which one, by its id, where there are several", metavar="ID"),
        ),
    ),
)
