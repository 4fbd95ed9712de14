"""What is wrong with a policy, all of it at once and each with its line."""

from collections.abc import Sequence
from dataclasses import dataclass

from loanmgr.domain.errors import RuleError


@dataclass(frozen=True)
class PolicyProblem:
    """One thing that is wrong, in a whole sentence; rows of the database have no line."""

    line: int | None
    message: str
    key: str = ""
    """Which key of the entry that is changed, where that is known."""

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}" if self.line else self.message


class PolicyProblems(RuleError):  # noqa: N818 -- it is the list of problems, not one fault
    """A policy cannot be used as it stands; nothing was changed.

    Attributes:
        problems: each thing that is wrong, in the order of the file.
    """

    def __init__(self, problems: Sequence[PolicyProblem]) -> None:
        lines = [str(problem) for problem in problems]
        if len(lines) > 1:
            lines.insert(0, f"The policy has {len(lines)} problems; nothing was changed.")
        field = next((problem.key for problem in problems if problem.key), "")
        super().__init__("\n".join(lines), "policy_problems", field)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Contradiction:
    """Something that a policy's entries cannot mean together.

    Attributes:
        array: the list, such as ``tariffs``.
        position: which entry of it, counted from 0.
        key: which key of the entry, or an empty string.
        message: a whole sentence.
    """

    array: str
    position: int
    key: str
    message: str
