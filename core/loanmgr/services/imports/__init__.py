"""Lists that a centre keeps itself, brought in from a CSV file: whole or not at all, one act."""

from loanmgr.services.imports.bring import Imported, ImportList, import_list, try_list
from loanmgr.services.imports.table import ImportProblems, Problem

__all__ = [
    "ImportList",
    "ImportProblems",
    "Imported",
    "Problem",
    "import_list",
    "try_list",
]
