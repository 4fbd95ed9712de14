"""The commands about people over time: grown-ups, leavers, households, payers, joined records."""

from loanmgr.cli import values
from loanmgr.cli.arguments import Command, flag, option, word

PEOPLE = (
    Command(
        "carer",
        "loanmgr.cli.people",
        "carer",
        "say who the grown-ups of a family are, change one, or take one off",
        (
            word("family", "the family's card", metavar="FAMILY"),
            word("carer", "the grown-up's name", metavar="NAME", nargs="?"),
            option("--name", "their full name from now on"),
            option("--contact", "telephone number or e-mail address"),
            option("--prefers", "write to them by email, text, phone or post", metavar="WAY"),
            flag("--signs", "they are the one who signs and gets letters"),
            flag("--remove", "take them off the record"),
        ),
    ),
    Command(
        "leave",
        "loanmgr.cli.people",
        "leave",
        "note that a family, a child or another borrower has left: nothing new is lent to them",
        (
            word("card", "their card", metavar="CARD"),
            option("--on", "the day they left; today unless said", values.day),
            option("--because", "why, in a few words"),
        ),
    ),
    Command(
        "come-back",
        "loanmgr.cli.people",
        "come_back",
        "note that somebody who had left is back",
        (word("card", "their card", metavar="CARD"),),
    ),
    Command(
        "list leavers",
        "loanmgr.cli.people",
        "leavers",
        "who left with something out, to pay or in credit",
    ),
    Command(
        "their-number",
        "loanmgr.cli.people",
        "their_number",
        "the number by which another system knows a pupil or other borrower: say it, or read it",
        (
            word("card", "their card", metavar="CARD"),
            word("number", "the number from now on", metavar="NUMBER", nargs="?"),
        ),
    ),
    Command(
        "merge",
        "loanmgr.cli.people",
        "merge",
        "make two records of the same people one; the card that goes works on",
        (
            word("drop", "card of the record that goes", metavar="DROP"),
            option("--into", "card of the record that is kept", required=True, metavar="KEEP"),
            flag("--dry-run", "only say what would go along"),
        ),
    ),
    Command(
        "list duplicates",
        "loanmgr.cli.people",
        "duplicates",
        "records that look alike: same name and postcode, phone, email, or child at a school",
    ),
    Command(
        "move-child",
        "loanmgr.cli.people",
        "move_child",
        "note that a child belongs to another family from now on",
        (
            word("pupil", "the child's card", metavar="PUPIL"),
            option("--to", "the other family's card", required=True, metavar="FAMILY"),
        ),
    ),
    Command(
        "pays",
        "loanmgr.cli.people",
        "pays",
        "note that an organisation pays for a child, or the family again",
        (
            word("pupil", "the child's card", metavar="PUPIL"),
            word("payer", "the partner's card, or family", metavar="PARTNER"),
            option("--letters-to", "who there gets letters about the child"),
        ),
    ),
)
