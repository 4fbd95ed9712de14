"""Finish a basket in processes that are killed, each one statement later, until one got through.

Run as ``python -m tests.services.killed URL BASKET``; prints, a line of JSON each, what each killed
process left.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Connection
from loanmgr.desk import Desk
from loanmgr.services import baskets
from tests.factories import open_desk
from tests.tables import LEDGER_SUM, count, one

STATEMENTS = ("execute", "insert", "insert_many", "update", "commit")
STRIDE = 3
"""How many statements later each one dies."""

TABLES = ("act", "act_body", "act_thing", "basket", "basket_line", "charge", "loan", "loan_line")


def main(url: str, basket: str) -> None:
    """Kill one process after the other; each tells first what the one before it left."""
    open_desk(url).close()  # so that everything is loaded before the first fork
    after = 1
    while _died(url, UUID(basket), after):
        after += STRIDE


def _died(url: str, basket: UUID, after: int) -> bool:
    child = os.fork()
    if not child:
        _tell_finish_and_die(url, basket, after)
    _, status = os.waitpid(child, 0)
    if status and os.WTERMSIG(status) != signal.SIGKILL:
        sys.exit(f"It was not killed but ended with {status}")
    return status != 0


def _tell_finish_and_die(url: str, basket: UUID, after: int) -> None:
    desk = open_desk(url)
    found = _what_is_there(desk)
    print(json.dumps(found), flush=True)
    if not found["basket"]:
        os._exit(0)
    left = iter(range(after - 1))

    def deadly(method: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            answer = method(*args)
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return run

    for name in STATEMENTS:
        setattr(Connection, name, deadly(getattr(Connection, name)))
    desk.run(baskets.finish, baskets.Finish(basket, paying="cash", signed="paper"))
    os.kill(os.getpid(), signal.SIGKILL)


def _what_is_there(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = {table: count(desk, table) for table in TABLES}
    found["pence"] = one(desk, LEDGER_SUM)
    found["seq"] = one(desk, "SELECT seq FROM desk WHERE name = 'Ashby 1'")
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
