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
)
