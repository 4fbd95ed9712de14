"""Several desks doing something at the same instant, each in a thread with a desk of its own."""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from loanmgr.desk import Desk
from loanmgr.domain.errors import RuleError

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
"""For processes that do what a test does: they find the program where the test found it."""

Deed = Callable[[Desk], Any]


def at_once(desks: Sequence[Desk], *deeds: Deed) -> list[Any]:
    """Let each desk do its deed at the same instant; return answers, and refusals as they are.

    With a single deed all desks do the same.
    """
    together = threading.Barrier(len(desks))

    def do(desk: Desk, deed: Deed) -> Any:
        together.wait()
        try:
            return deed(desk)
        except RuleError as refusal:
            return refusal

    wanted = deeds if len(deeds) > 1 else deeds * len(desks)
    with ThreadPoolExecutor(len(desks)) as threads:
        return list(threads.map(do, desks, wanted))


def split(answers: Sequence[Any]) -> tuple[list[Any], list[RuleError]]:
    """Part answers from refusals."""
    refusals = [answer for answer in answers if isinstance(answer, RuleError)]
    return [answer for answer in answers if answer not in refusals], refusals
