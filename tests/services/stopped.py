"""A desk that is stopped in the middle of finishing, as by the lid of a laptop, and goes on later.

Run as ``python -m tests.services.stopped URL BASKET AFTER``: finishes the basket and stops itself
after that many statements; when it is continued it prints, as JSON, how it went.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Connection
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import baskets
from tests.factories import open_desk
from tests.services.killed import STATEMENTS


def main(url: str, basket: str, after: str) -> None:
    """Finish, and close the lid on the way."""
    desk = open_desk(url)
    left = iter(range(int(after) - 1))

    def stopping(method: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            answer = method(*args)
            if next(left, None) is None and not stopped:
                stopped.append(True)
                os.kill(os.getpid(), signal.SIGSTOP)
            return answer

        return run

    stopped: list[bool] = []
    for name in STATEMENTS:
        setattr(Connection, name, stopping(getattr(Connection, name)))
    request = baskets.Finish(UUID(basket), paying="cash", signed="paper")
    try:
        told = {"lines": len(desk.run(baskets.finish, request).result.lines)}
    except (RuleError, StoreError) as refusal:
        told = {"refused": refusal.code}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
