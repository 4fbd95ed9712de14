"""The service's policy as dated data: what hires cost, who pays less, what limits them.

Read from and written to the TOML of ``docs/policy.md``, or the rows of the database.
"""

from loanmgr.domain.policy.check import check
from loanmgr.domain.policy.entries import (
    BASES,
    BORROWERS,
    ENDS,
    FREE_FIRST,
    GIVES_BACK,
    LASTS,
    LOSSES,
    NON_BUSINESS,
    PART_PERIODS,
    TAKE_OFF_DAYS,
    Hirer,
    InstrumentType,
    Interval,
    Limit,
    Scheme,
    Size,
    Tariff,
    Term,
)
from loanmgr.domain.policy.keys import SCHOOL_YEARS
from loanmgr.domain.policy.problems import Contradiction, PolicyProblem, PolicyProblems
from loanmgr.domain.policy.read import Merged, from_rows, merge, parse
from loanmgr.domain.policy.systems import (
    ACCOUNT_KINDS,
    LINE_KINDS,
    LedgerCode,
    System,
    SystemColumn,
)
from loanmgr.domain.policy.whole import PAYMENT_DAYS, LimitsHeld, PapersHeld, Policy
from loanmgr.domain.policy.write import export, rows

__all__ = [
    "ACCOUNT_KINDS",
    "BASES",
    "BORROWERS",
    "ENDS",
    "FREE_FIRST",
    "GIVES_BACK",
    "LASTS",
    "LINE_KINDS",
    "LOSSES",
    "NON_BUSINESS",
    "PART_PERIODS",
    "PAYMENT_DAYS",
    "SCHOOL_YEARS",
    "TAKE_OFF_DAYS",
    "Contradiction",
    "Hirer",
    "InstrumentType",
    "Interval",
    "LedgerCode",
    "Limit",
    "LimitsHeld",
    "Merged",
    "PapersHeld",
    "Policy",
    "PolicyProblem",
    "PolicyProblems",
    "Scheme",
    "Size",
    "System",
    "SystemColumn",
    "Tariff",
    "Term",
    "check",
    "export",
    "from_rows",
    "merge",
    "parse",
    "rows",
]
