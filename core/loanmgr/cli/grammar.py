"""Every command with its arguments, as data: nothing of the register is loaded to read them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from loanmgr.cli import values


@dataclass(frozen=True)
class Argument:
    """One argument of a command, as argparse wants it."""

    names: tuple[str, ...]
    options: dict[str, Any]


@dataclass(frozen=True)
class Command:
    """A command, the module and function that answer it, and what may follow it."""

    name: str
    room: str
    function: str
    does: str
    arguments: tuple[Argument, ...] = ()


KINDS_OF_LIST = ("instruments", "families", "schools", "loans")

LATER = {
    "set": "Class sets come",
    "repair": "The workshop comes",
    "order": "Buying comes",
    "grant": "Grants come",
    "check": "Stock checks come",
    "report": "Reports come",
    "backup": "Backups come",
    "restore": "Backups come",
}
"""Commands that scripts may look for and that do not exist yet."""


METAVARS: dict[Callable[[str], Any], str] = {
    values.text: "TEXT",
    values.day: "DATE",
    values.pence: "PENCE",
    values.pounds: "POUNDS",
    values.count: "N",
}


def _word(name: str, does: str, **options: Any) -> Argument:
    return Argument((name,), {"help": does, "type": values.text, **options})


def _codes(does: str, **options: Any) -> Argument:
    return _word("codes", does, metavar="CODE", nargs="+", **options)


def _option(
    name: str, does: str, kind: Callable[[str], Any] = values.text, **options: Any
) -> Argument:
    return Argument((name,), {"help": does, "type": kind, "metavar": METAVARS[kind], **options})


def _flag(name: str, does: str) -> Argument:
    return Argument((name,), {"help": does, "action": "store_true"})


def _output(does: str) -> Argument:
    return Argument(
        ("-o", "--output"),
        {"help": does, "required": True, "metavar": "FILE", "type": values.text},
    )


_OVERRIDE = _option("--override", "why it may be done all the same; for leads", metavar="REASON")
_UNTIL = _option("--until", "the day to bring it back by", values.day)
_MISSING = _option(
    "--missing", "a part that did not come back; may be said again", action="append", metavar="PART"
)
_FAULT = _option("--fault", "what needs repair")
_METHOD = _option(
    "--method", "how it was paid", required=True, choices=("cash", "card", "bank", "cheque")
)

COMMANDS = (
    Command(
        "init",
        "loanmgr.cli.register",
        "init",
        "make a new register",
        (
            _flag("--demo", "fill it with made-up data that ends at --today"),
            _option("--seed", "same seed, size and day: same made-up data", values.count),
            _option("--instruments", "how many made-up instruments", values.count),
            _option("--families", "how many made-up families", values.count),
            _option("--loans", "how many made-up past loans", values.count),
            _option("--service", "name of the music service"),
            _option("--centre", "name of its first centre"),
            _option("--person", "name of the first lead; else whoever is at the keyboard"),
        ),
    ),
    Command(
        "find",
        "loanmgr.cli.counter",
        "find",
        "find what the scan box finds",
        (_word("text", "a code, a name or a part of one", metavar="TEXT", nargs="+"),),
    ),
    Command(
        "lend",
        "loanmgr.cli.counter",
        "lend",
        "lend instruments to a borrower, on the account",
        (
            _codes("labels of the instruments"),
            _option("--to", "the borrower's card", required=True, metavar="BORROWER"),
            _UNTIL,
            _OVERRIDE,
            _option("--collected-by", "who takes it away for a school", metavar="NAME"),
            _option("--school-pays", "card of the school that pays for a pupil", metavar="SCHOOL"),
            _option("--order", "that school's order number", metavar="NO"),
            _option("--agreed-by", "who at that school agreed", metavar="NAME"),
        ),
    ),
    Command(
        "return",
        "loanmgr.cli.counter",
        "take_back",
        "take instruments back",
        (
            _codes("labels of the instruments"),
            _option("--on", "the day they were handed in; today unless said", values.day),
            _MISSING,
            _FAULT,
            _flag("--not-recorded-out", "take in one that the register does not have as out"),
            _flag("--to-holder", "back to the school or teacher who passed it on, not to us"),
        ),
    ),
    Command(
        "pass",
        "loanmgr.cli.counter",
        "pass_on",
        "pass on to a pupil what a school, a teacher or a partner has",
        (
            _word("code", "label of the instrument", metavar="CODE"),
            _option("--to", "the pupil's card", required=True, metavar="PUPIL"),
            _OVERRIDE,
        ),
    ),
    Command(
        "ready",
        "loanmgr.cli.counter",
        "ready",
        "say that an instrument is ready for the next person",
        (_word("code", "its label", metavar="CODE"),),
    ),
    Command(
        "renew",
        "loanmgr.cli.counter",
        "renew",
        "lend on for the next period what has a day to be back by",
        (_codes("labels of the instruments, or a card for everything its owner has"),),
    ),
    Command(
        "swap",
        "loanmgr.cli.counter",
        "swap",
        "take one instrument back and lend another on the same hire",
        (
            _word("old", "label of what comes back", metavar="OLD"),
            _word("new", "label of what goes out", metavar="NEW"),
            _MISSING,
            _FAULT,
            _OVERRIDE,
        ),
    ),
    Command(
        "undo",
        "loanmgr.cli.counter",
        "undo",
        "take back an act, or this command line's newest one",
        (
            _word(
                "act", "the act's id, as answers and timelines give it", metavar="ACT", nargs="?"
            ),
            _flag("--give-back", "give back what was paid for it; else it stays as credit"),
        ),
    ),
    Command(
        "quote",
        "loanmgr.cli.counter",
        "quote",
        "say what hiring something would cost, and why",
        (
            _option("--type", "type of instrument, such as violin", required=True),
            _option("--size", "its size"),
            _option("--from", "the day it would go out", values.day, required=True, dest="from_on"),
            _UNTIL,
            _option("--for", "the borrower's card", required=True, dest="who", metavar="BORROWER"),
        ),
    ),
    Command(
        "show",
        "loanmgr.cli.records",
        "show",
        "everything about one thing, with its timeline",
        (_word("code", "its label, card or old code", metavar="CODE"),),
    ),
    Command(
        "add family",
        "loanmgr.cli.records",
        "add_family",
        "add a family with its card",
        (
            _option("--name", "the family's name", required=True),
            _option("--adult", "full name of the parent or carer, if that is another"),
            _option("--contact", "telephone number or e-mail address"),
            _option("--address", "where they live"),
            _option("--postcode", "its postcode"),
            _option("--note", "anything else"),
        ),
    ),
    Command(
        "add carer",
        "loanmgr.cli.records",
        "add_carer",
        "add another grown-up to a family",
        (
            _option("--family", "the family's card", required=True, metavar="CODE"),
            _option("--name", "full name", required=True),
            _option("--contact", "telephone number or e-mail address"),
        ),
    ),
    Command(
        "add pupil",
        "loanmgr.cli.records",
        "add_pupil",
        "add a child to a family",
        (
            _option("--family", "the family's card", required=True, metavar="CODE"),
            _option("--name", "the child's name", required=True),
            _option("--school", "the school's card, or its name", metavar="CODE"),
            _option("--year", "school year: N, R or 1 to 13", metavar="Y"),
        ),
    ),
    Command(
        "add school",
        "loanmgr.cli.records",
        "add_school",
        "add a school, which borrows and pays",
        (
            _option("--name", "the school's name", required=True),
            _option("--urn", "its six-digit reference number"),
            _option("--contact", "telephone number or e-mail address"),
            _option("--address", "where it is"),
            _option("--postcode", "its postcode"),
        ),
    ),
    *(
        Command(
            f"add {kind}",
            "loanmgr.cli.records",
            f"add_{kind}",
            f"add {who}, who pays for themself",
            (
                _option("--name", "their name", required=True),
                _option("--contact", "telephone number or e-mail address"),
                _option("--school", "where they work, if at a school", metavar="CODE"),
            ),
        )
        for kind, who in (
            ("teacher", "a teacher"),
            ("adult", "an adult learner"),
            ("partner", "a partner organisation"),
        )
    ),
    Command(
        "add instrument",
        "loanmgr.cli.records",
        "add_instrument",
        "add an instrument with its label code",
        (
            _option("--type", "type of instrument, such as violin", required=True),
            _option("--size", "its size"),
            _option("--make", "who made it"),
            _option("--model", "the maker's name for it"),
            _option("--serial", "the maker's number"),
            _option("--place", "where it belongs; the first centre unless said", metavar="CODE"),
            _option("--value-pence", "what it is worth", values.pence),
            _option(
                "--alias", "an old label that goes on working", action="append", metavar="CODE"
            ),
            _option("--note", "anything else"),
        ),
    ),
    Command(
        "add place",
        "loanmgr.cli.records",
        "add_place",
        "add a room, cupboard, trolley, van, workshop or centre",
        (
            _option("--name", "the place's name", required=True),
            _option("--kind", "centre, room, cupboard, trolley, van or workshop"),
            _option("--in", "the centre it stands in", dest="inside", metavar="CODE"),
        ),
    ),
    Command(
        "award",
        "loanmgr.cli.records",
        "award",
        "put a pupil on a discount scheme",
        (
            _word("pupil", "the pupil's card", metavar="PUPIL"),
            _option("--scheme", "the scheme's code or name", required=True),
            _option("--evidence", "letter, school, awaited, none …", required=True, metavar="KIND"),
            _option("--from", "first day; today unless said", values.day, dest="from_on"),
            _option("--to", "last day; 31 August unless said", values.day, dest="to_on"),
        ),
    ),
    Command(
        "evidence",
        "loanmgr.cli.records",
        "evidence",
        "note that awaited evidence was seen today",
        (
            _word("pupil", "the pupil's card", metavar="PUPIL"),
            _option("--kind", "letter, school …; the scheme's usual one unless said"),
        ),
    ),
    Command(
        "part",
        "loanmgr.cli.records",
        "part",
        "note that a part is missing, or that it is here again",
        (
            _word("code", "the instrument's label, or the part's own", metavar="CODE"),
            _word("part", "the part's name, after the instrument's label", nargs="?"),
            _flag("--here", "it was handed in; else it is missing"),
        ),
    ),
    Command(
        "account",
        "loanmgr.cli.records",
        "account",
        "what a family, school or other borrower owes",
        (_word("code", "a card of the account", metavar="BORROWER"),),
    ),
    Command(
        "pay",
        "loanmgr.cli.money",
        "pay",
        "record money that came in",
        (
            _word("code", "a card of the account", metavar="ACCOUNT"),
            _word("sum", "the sum, such as 12 or 12.50", type=values.pounds, metavar="POUNDS"),
            _METHOD,
            _option("--reference", "a cheque's or transfer's number"),
        ),
    ),
    Command(
        "refund",
        "loanmgr.cli.money",
        "refund",
        "give back what an account is in credit",
        (
            _word("code", "a card of the account", metavar="ACCOUNT"),
            _word("sum", "the sum, such as 12 or 12.50", type=values.pounds, metavar="POUNDS"),
            _METHOD,
            _option("--for", "what it had been paid for", dest="paid_for"),
        ),
    ),
    Command(
        "close",
        "loanmgr.cli.money",
        "close",
        "close this desk for the day: counts, money, what is left to do",
        (
            _option("--counted", "cash counted in the box, without the float", values.pence),
            Argument(
                ("-o", "--output"),
                {"help": "the PDF file to write", "metavar": "FILE", "type": values.text},
            ),
        ),
    ),
    Command(
        "policy export",
        "loanmgr.cli.register",
        "policy_export",
        "write prices, terms, discounts and limits to a file",
        (_output("the TOML file to write"),),
    ),
    Command(
        "policy import",
        "loanmgr.cli.register",
        "policy_import",
        "bring in prices, terms, discounts and limits from a file",
        (
            _word("file", "the TOML file", metavar="FILE"),
            _flag("--dry-run", "only say what would change"),
        ),
    ),
    Command(
        "labels",
        "loanmgr.cli.papers",
        "labels",
        "print labels for instruments and places",
        (
            _word("codes", "what to print labels for", metavar="CODE", nargs="*"),
            _flag("--unprinted", "every instrument whose label was never printed"),
            _option("--stock", "the sheet or roll, such as L7160"),
            _option("--first", "the first free label of a part-used sheet", values.count),
            _output("the .pdf or .zpl file to write"),
        ),
    ),
    Command(
        "cards",
        "loanmgr.cli.papers",
        "cards",
        "print cards of families and schools, or those that lie on a desk",
        (
            _word("codes", "whose cards to print", metavar="CODE", nargs="*"),
            _flag("--commands", "the sheet of six cards that press the desk's keys"),
            _flag("--reminder", "the card for a volunteer: scan, scan, Enter"),
            _option("--stock", "the sheet of labels, such as L7160"),
            _option("--first", "the first free label of a part-used sheet", values.count),
            _output("the .pdf file to write"),
        ),
    ),
    Command(
        "list counter",
        "loanmgr.cli.attention",
        "counter",
        "what lies on the counter at every desk of the centre",
    ),
    Command(
        "list turned-up",
        "loanmgr.cli.attention",
        "turned_up",
        "what was handed in lately without having been recorded as out",
    ),
    Command(
        "list unsigned",
        "loanmgr.cli.attention",
        "unsigned",
        "this year's agreements that nobody has signed",
    ),
    Command(
        "list evidence",
        "loanmgr.cli.attention",
        "evidence",
        "whose reduced rate waits for evidence, and until when",
    ),
    Command(
        "import",
        "loanmgr.cli.lists",
        "bring_in",
        "bring in a list, or `import undo ID` to take an import back",
        (
            _word("kind", "what is listed", metavar="KIND", choices=("undo", *KINDS_OF_LIST)),
            _word("file", "the CSV file, or the import's id", metavar="FILE"),
            _flag("--dry-run", "only say what would change, and what is wrong"),
            _option("--map", "which of your columns is which of ours", metavar="FILE"),
        ),
    ),
    Command(
        "export",
        "loanmgr.cli.lists",
        "export",
        "write a list to a file that can be brought in again",
        (
            _word("kind", "what to list", metavar="KIND", choices=KINDS_OF_LIST),
            _output("the CSV file to write"),
            _flag("--excel", "begin it with a mark by which Excel knows the letters"),
        ),
    ),
)

FAMILIES = tuple(dict.fromkeys(c.name.split()[0] for c in COMMANDS if " " in c.name))
"""Words that say nothing without a second one: add, list, policy."""
