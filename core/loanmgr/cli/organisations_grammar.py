"""The commands about schools, teachers and partners: who to write to, and what is known of them."""

from loanmgr.cli.arguments import Command, flag, option, word

_CARD = word("card", "the card of a school, a teacher or a partner", metavar="CARD")
_WHO = word("who", "their name, or the beginning of it", metavar="NAME")
_ABOUT = (
    option("--role", "Finance, Music, Office or any other; papers are addressed by it"),
    option("--contact", "telephone number or e-mail address"),
    option("--prefers", "email, text, phone or post"),
)

ORGANISATIONS = (
    Command(
        "contact add",
        "loanmgr.cli.organisations",
        "contact_add",
        "add somebody to write to at a school or partner",
        (_CARD, option("--name", "full name", required=True), *_ABOUT),
    ),
    Command(
        "contact change",
        "loanmgr.cli.organisations",
        "contact_change",
        "change somebody to write to",
        (_CARD, _WHO, option("--name", "full name"), *_ABOUT),
    ),
    Command(
        "contact remove",
        "loanmgr.cli.organisations",
        "contact_remove",
        "take somebody off the people to write to",
        (_CARD, _WHO),
    ),
    Command(
        "change",
        "loanmgr.cli.organisations",
        "change",
        "correct a name, an address or how to reach somebody",
        (
            word("card", "whose card", metavar="CARD"),
            option("--name", "the right name"),
            option("--address", "where they are"),
            option("--postcode", "its postcode"),
            option("--contact", "telephone number or e-mail address"),
            option("--note", "of a family: anything else"),
            option("--school", "card, name or URN of their school; empty for none"),
            option("--year", "school year of a child: N, R or 1 to 13", metavar="Y"),
            option("--urn", "of a school: its six-digit reference number"),
        ),
    ),
    Command(
        "list schools",
        "loanmgr.cli.organisations",
        "list_schools",
        "schools by name, what they have and owe",
        (
            option("--name", "only those whose name has this in it"),
            option("--phase", "only these, such as Primary"),
            option("--state", "open, closed or closing", choices=("open", "closed", "closing")),
            flag("--holding", "only those that have something of ours"),
        ),
    ),
)
