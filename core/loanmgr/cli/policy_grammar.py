"""The commands that change the policy an entry at a time, tell its history, and try a price out."""

from loanmgr.cli import values
from loanmgr.cli.arguments import Command, flag, option, word

LISTS = "terms, tariffs, schemes, limits …"
_LIST = word("array", f"which list: {LISTS}", metavar="LIST")
_CODE = word("code", "the entry's code", metavar="CODE")
_VERSION = option("--version-from", "the version that begins on this day", values.day)
_DRY_RUN = flag("--dry-run", "only say what would change")

POLICY = (
    Command(
        "policy set",
        "loanmgr.cli.policy",
        "set_entry",
        "change one entry of the policy, or add one",
        (
            _LIST,
            _CODE,
            word("pairs", "keys as in the policy file", metavar="KEY=VALUE", nargs="+"),
            option("--new-from", "add a version that begins on this day", values.day),
            _VERSION,
            _DRY_RUN,
        ),
    ),
    Command(
        "policy end",
        "loanmgr.cli.policy",
        "end",
        "let an entry hold up to a day and no longer",
        (
            _LIST,
            _CODE,
            word("last_on", "its last day", type=values.day, metavar="DATE"),
            _VERSION,
        ),
    ),
    Command(
        "policy remove",
        "loanmgr.cli.policy",
        "remove",
        "take an entry out that was never used",
        (_LIST, _CODE, _VERSION),
    ),
    Command(
        "policy copy-year",
        "loanmgr.cli.policy",
        "copy_year",
        "copy the terms of a school year to the next, and carry on what ends with it",
        (
            word("year", "the year that is copied", metavar="2026/27"),
            option("--rise", "dearer by so many per cent", metavar="PERCENT"),
            option("--rise-pence", "dearer by so many pence", values.pence),
            option("--round", "to a multiple of so many pence; 5 unless said", values.count),
            option("--from", "the first day of the new prices", values.day, dest="from_on"),
            option("--running-from", "for hires that run already, from this day", values.day),
            _DRY_RUN,
        ),
    ),
    Command(
        "policy history",
        "loanmgr.cli.policy",
        "history",
        "who changed what in the policy, when, from what to what",
        (
            word("code", "only this entry, by its code or name", metavar="CODE", nargs="?"),
            option("--list", f"only this list: {LISTS}", dest="array", metavar="LIST"),
        ),
    ),
    Command(
        "try",
        "loanmgr.cli.policy",
        "try_out",
        "say what somebody would pay over a year, by the policy as it is and as a file has it",
        (
            option("--type", "type of instrument, such as violin", required=True),
            option("--size", "its size"),
            option("--on", "the day of lending; today unless said", values.day),
            option("--until", "the day to bring it back by", values.day),
            option("--borrower", "pupil, adult, teacher, school or partner", metavar="KIND"),
            option("--year", "school year: N, R or 1 to 13", metavar="Y"),
            flag("--outside-area", "lives and goes to school elsewhere"),
            flag("--lessons", "has lessons with the service"),
            flag("--ensemble", "plays in an ensemble of the service"),
            option("--nth", "which of their instruments it is", values.count),
            option("--child", "which of the family's children that hire", values.count),
            option("--first", "the day they first hired anything", values.day),
            option("--scheme", "the reduced rate they have, by code or name"),
            option("--award-from", "the day it holds from", values.day),
            flag("--awaited", "the evidence for it is still awaited"),
            option("--file", "a policy file that is not brought in", metavar="FILE.toml"),
        ),
    ),
)
