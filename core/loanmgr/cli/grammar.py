"""Every command with its arguments, as data: nothing of the register is loaded to read them."""

from loanmgr.cli import values
from loanmgr.cli.arguments import Argument, Command, codes, flag, option, output, word
from loanmgr.cli.letters_grammar import LETTERS
from loanmgr.cli.office_grammar import OFFICE
from loanmgr.cli.organisations_grammar import ORGANISATIONS
from loanmgr.cli.papers_grammar import PAPERS
from loanmgr.cli.people_grammar import PEOPLE
from loanmgr.cli.policy_grammar import POLICY
from loanmgr.cli.systems_grammar import SYSTEMS

KINDS_OF_LIST = ("instruments", "families", "schools", "loans")
KINDS_WRITTEN = (*KINDS_OF_LIST, "ledger")

LATER = {
    "set": "Class sets come",
    "repair": "The workshop comes",
    "order": "Buying comes",
    "grant": "Grants come",
    "check": "Stock checks come",
    "report": "Reports come",
    "backup": "Backups come",
    "restore": "Backups come",
    "doctor": "A look over database, policy, printer and disk comes",
}
"""Commands that scripts may look for and that do not exist yet."""


_OVERRIDE = option("--override", "why it may be done all the same; for leads", metavar="REASON")
_UNTIL = option("--until", "the day to bring it back by", values.day)
_MISSING = option(
    "--missing", "a part that did not come back; may be said again", action="append", metavar="PART"
)
_FAULT = option("--fault", "what needs repair")
_METHODS = ("cash", "card", "bank", "cheque")
_METHOD = option("--method", "how it was paid", required=True, choices=_METHODS)
_GOES_BACK = option(
    "--method", "how it goes back; the way it was paid unless said", choices=_METHODS
)

COMMANDS_OF_DESK = (
    Command(
        "init",
        "loanmgr.cli.register",
        "init",
        "make a new register",
        (
            flag("--demo", "fill it with made-up data that ends at --today"),
            option("--seed", "same seed, size and day: same made-up data", values.count),
            option("--instruments", "how many made-up instruments", values.count),
            option("--families", "how many made-up families", values.count),
            option("--loans", "how many made-up past loans", values.count),
            option("--service", "name of the music service"),
            option("--centre", "name of its first centre"),
            option("--person", "name of the first lead; else whoever is at the keyboard"),
        ),
    ),
    Command(
        "find",
        "loanmgr.cli.counter",
        "find",
        "find what the scan box finds",
        (word("text", "a code, a name or a part of one", metavar="TEXT", nargs="+"),),
    ),
    Command(
        "lend",
        "loanmgr.cli.counter",
        "lend",
        "lend instruments to a borrower, on the account",
        (
            codes("labels of the instruments"),
            option("--to", "the borrower's card", required=True, metavar="BORROWER"),
            _UNTIL,
            _OVERRIDE,
            option("--collected-by", "who takes it away for a school", metavar="NAME"),
            option("--school-pays", "card of the school that pays for a pupil", metavar="SCHOOL"),
            option("--order", "that school's order number", metavar="NO"),
            option("--agreed-by", "who at that school agreed", metavar="NAME"),
        ),
    ),
    Command(
        "return",
        "loanmgr.cli.counter",
        "take_back",
        "take instruments back",
        (
            codes("labels of the instruments"),
            option("--on", "the day they were handed in; today unless said", values.day),
            _MISSING,
            _FAULT,
            flag("--keep-charge", "what was charged for its loss stays"),
            flag("--not-recorded-out", "take in one that the register does not have as out"),
            flag("--to-holder", "back to the school or teacher who passed it on, not to us"),
        ),
    ),
    Command(
        "pass",
        "loanmgr.cli.counter",
        "pass_on",
        "pass on to a pupil what a school, a teacher or a partner has",
        (
            word("code", "label of the instrument", metavar="CODE"),
            option("--to", "the pupil's card", required=True, metavar="PUPIL"),
            _OVERRIDE,
        ),
    ),
    Command(
        "ready",
        "loanmgr.cli.counter",
        "ready",
        "say that an instrument is ready for the next person",
        (word("code", "its label", metavar="CODE"),),
    ),
    Command(
        "renew",
        "loanmgr.cli.counter",
        "renew",
        "lend on for the next period what has a day to be back by",
        (codes("labels of the instruments, or a card for everything its owner has"),),
    ),
    Command(
        "swap",
        "loanmgr.cli.counter",
        "swap",
        "take one instrument back and lend another on the same hire",
        (
            word("old", "label of what comes back", metavar="OLD"),
            word("new", "label of what goes out", metavar="NEW"),
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
            word("act", "the act's id, as answers and timelines give it", metavar="ACT", nargs="?"),
            flag("--give-back", "give back what was paid for it; else it stays as credit"),
        ),
    ),
    Command(
        "quote",
        "loanmgr.cli.counter",
        "quote",
        "say what hiring something would cost, and why",
        (
            option("--type", "type of instrument, such as violin", required=True),
            option("--size", "its size"),
            option("--from", "the day it would go out", values.day, required=True, dest="from_on"),
            _UNTIL,
            option("--for", "the borrower's card", required=True, dest="who", metavar="BORROWER"),
        ),
    ),
    Command(
        "show",
        "loanmgr.cli.records",
        "show",
        "everything about one thing, with its timeline",
        (word("code", "its label, card or old code", metavar="CODE"),),
    ),
    Command(
        "add family",
        "loanmgr.cli.records",
        "add_family",
        "add a family with its card",
        (
            option("--name", "the family's name", required=True),
            option("--adult", "full name of the parent or carer, if that is another"),
            option("--contact", "telephone number or e-mail address"),
            option("--address", "where they live"),
            option("--postcode", "its postcode"),
            option("--note", "anything else"),
        ),
    ),
    Command(
        "add carer",
        "loanmgr.cli.records",
        "add_carer",
        "add another grown-up to a family",
        (
            option("--family", "the family's card", required=True, metavar="CODE"),
            option("--name", "full name", required=True),
            option("--contact", "telephone number or e-mail address"),
            option("--prefers", "write to them by email, text, phone or post", metavar="WAY"),
        ),
    ),
    Command(
        "add pupil",
        "loanmgr.cli.records",
        "add_pupil",
        "add a child to a family",
        (
            option("--family", "the family's card", required=True, metavar="CODE"),
            option("--name", "the child's name", required=True),
            option("--school", "the school's card, or its name", metavar="CODE"),
            option("--year", "school year: N, R or 1 to 13", metavar="Y"),
        ),
    ),
    Command(
        "add school",
        "loanmgr.cli.records",
        "add_school",
        "add a school, which borrows and pays",
        (
            option("--name", "the school's name", required=True),
            option("--urn", "its six-digit reference number"),
            option("--contact", "telephone number or e-mail address"),
            option("--address", "where it is"),
            option("--postcode", "its postcode"),
        ),
    ),
    *(
        Command(
            f"add {kind}",
            "loanmgr.cli.records",
            f"add_{kind}",
            f"add {who}, who pays for themself",
            (
                option("--name", "their name", required=True),
                option("--contact", "telephone number or e-mail address"),
                option("--school", "where they work, if at a school", metavar="CODE"),
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
            option("--type", "type of instrument, such as violin", required=True),
            option("--size", "its size"),
            option("--make", "who made it"),
            option("--model", "the maker's name for it"),
            option("--serial", "the maker's number"),
            option("--place", "where it belongs; the first centre unless said", metavar="CODE"),
            option("--value-pence", "what it is worth", values.pence),
            option("--alias", "an old label that goes on working", action="append", metavar="CODE"),
            option("--note", "anything else"),
        ),
    ),
    Command(
        "add place",
        "loanmgr.cli.records",
        "add_place",
        "add a room, cupboard, trolley, van, workshop or centre",
        (
            option("--name", "the place's name", required=True),
            option("--kind", "centre, room, cupboard, trolley, van or workshop"),
            option("--in", "the centre it stands in", dest="inside", metavar="CODE"),
        ),
    ),
    Command(
        "award",
        "loanmgr.cli.records",
        "award",
        "put a pupil on a discount scheme",
        (
            word("pupil", "the pupil's card", metavar="PUPIL"),
            option("--scheme", "the scheme's code or name", required=True),
            option("--evidence", "letter, school, awaited, none …", required=True, metavar="KIND"),
            option("--from", "first day; today unless said", values.day, dest="from_on"),
            option("--to", "last day; 31 August unless said", values.day, dest="to_on"),
            option("--reason", "on which ground, where the scheme tells grounds apart"),
        ),
    ),
    Command(
        "evidence",
        "loanmgr.cli.records",
        "evidence",
        "note that awaited evidence was seen today",
        (
            word("pupil", "the pupil's card", metavar="PUPIL"),
            option("--kind", "letter, school …; the scheme's usual one unless said"),
        ),
    ),
    Command(
        "part",
        "loanmgr.cli.records",
        "part",
        "note that a part is missing, or that it is here again",
        (
            word("code", "the instrument's label, or the part's own", metavar="CODE"),
            word("part", "the part's name, after the instrument's label", nargs="?"),
            flag("--here", "it was handed in; else it is missing"),
        ),
    ),
    Command(
        "account",
        "loanmgr.cli.records",
        "account",
        "what a family, school or other borrower owes",
        (word("code", "a card of the account", metavar="BORROWER"),),
    ),
    Command(
        "pay",
        "loanmgr.cli.money",
        "pay",
        "record money that came in",
        (
            word("code", "a card of the account", metavar="ACCOUNT"),
            word("sum", "the sum, such as 12 or 12.50", type=values.pounds, metavar="POUNDS"),
            _METHOD,
            option("--reference", "a cheque's or transfer's number"),
            flag("--again", "it is another payment, although reference, sum and day are the same"),
        ),
    ),
    Command(
        "refund",
        "loanmgr.cli.money",
        "refund",
        "give back what an account is in credit",
        (
            word("code", "a card of the account", metavar="ACCOUNT"),
            word("sum", "the sum, such as 12 or 12.50", type=values.pounds, metavar="POUNDS"),
            _GOES_BACK,
            option("--for", "what it had been paid for", dest="paid_for"),
            option("--line", "the line it had been paid for, by its id", metavar="ID"),
            option("--agreed-by", "who agreed; whoever does it unless said"),
        ),
    ),
    Command(
        "close",
        "loanmgr.cli.money",
        "close",
        "close this desk for the day: counts, money, what is left to do",
        (
            option("--counted", "cash counted in the box, without the float", values.pence),
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
        (output("the TOML file to write"),),
    ),
    Command(
        "policy import",
        "loanmgr.cli.register",
        "policy_import",
        "bring in prices, terms, discounts and limits from a file",
        (
            word("file", "the TOML file", metavar="FILE"),
            flag("--dry-run", "only say what would change"),
        ),
    ),
    Command(
        "labels",
        "loanmgr.cli.papers",
        "labels",
        "print labels for instruments and places",
        (
            word("codes", "what to print labels for", metavar="CODE", nargs="*"),
            flag("--unprinted", "every instrument whose label was never printed"),
            option("--stock", "the sheet or roll, such as L7160"),
            option("--first", "the first free label of a part-used sheet", values.count),
            output("the .pdf or .zpl file to write"),
        ),
    ),
    Command(
        "cards",
        "loanmgr.cli.papers",
        "cards",
        "print cards of families and schools, or those that lie on a desk",
        (
            word("codes", "whose cards to print", metavar="CODE", nargs="*"),
            flag("--commands", "the sheet of six cards that press the desk's keys"),
            flag("--reminder", "the card for a volunteer: scan, scan, Enter"),
            option("--stock", "the sheet of labels, such as L7160"),
            option("--first", "the first free label of a part-used sheet", values.count),
            output("the .pdf file to write"),
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
            word("kind", "what is listed", metavar="KIND", choices=("undo", *KINDS_OF_LIST)),
            word("file", "the CSV file, or the import's id", metavar="FILE"),
            flag("--dry-run", "only say what would change, and what is wrong"),
            option("--map", "which of your columns is which of ours", metavar="FILE"),
            option("--area", "of schools, a local authority that is ours", action="append"),
        ),
    ),
    Command(
        "export",
        "loanmgr.cli.lists",
        "export",
        "write a list to a file that can be brought in again, or every line of every account",
        (
            word("kind", "what to list", metavar="KIND", choices=KINDS_WRITTEN),
            output("the CSV file to write"),
            flag("--excel", "begin it with a mark by which Excel knows the letters"),
        ),
    ),
)

COMMANDS = (
    *COMMANDS_OF_DESK,
    *LETTERS,
    *OFFICE,
    *ORGANISATIONS,
    *PAPERS,
    *PEOPLE,
    *POLICY,
    *SYSTEMS,
)

FAMILIES = tuple(dict.fromkeys(c.name.split()[0] for c in COMMANDS if " " in c.name))
"""Words that say nothing without a second one: add, list, policy."""
