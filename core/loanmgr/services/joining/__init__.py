"""Two records of the same people made one: everything goes to the one that is kept.

The other record is struck; its card goes on working and names the one that is kept. Its account's
lines get their opposites there and stand again on the account that is kept, so that nothing in the
ledger is changed and both accounts can still be explained. Undo brings both records back.
"""

from loanmgr.services.joining.joined import Joined, join_records
from loanmgr.services.joining.pairs import Join, Joining, preview

__all__ = ["Join", "Joined", "Joining", "join_records", "preview"]
