"""Which letter of a kind was the last to each payer, so that no two desks write the same one."""

from collections.abc import Iterable

from loanmgr.db.many import SqlIn
from loanmgr.services.reminders.said import ROLES
from loanmgr.services.standing import STANDS
from loanmgr.services.work import Look

NEWEST = f"""
SELECT payer.account_id, MAX(act.no) AS no FROM {{payer}} AS payer
JOIN act_thing AS t ON t.kind = '{{payer}}' AND t.thing = payer.id AND t.role = :role
JOIN act ON act.no = t.act_no
WHERE payer.account_id IN ({{{{values}}}}) {{of_their_own}} AND {STANDS}
GROUP BY payer.account_id
"""  # noqa: S608
OF_FAMILIES = SqlIn(NEWEST.format(payer="family", of_their_own=""))
OF_OTHERS = SqlIn(NEWEST.format(payer="borrower", of_their_own="AND payer.family_id IS NULL"))


def newest(look: Look, kind: str, accounts: Iterable[int]) -> dict[int, int]:
    """Return the act of the newest letter of a kind to who pays each account, where one stands."""
    wanted = list(accounts)
    return {
        row.account_id: row.no
        for payers in (OF_FAMILIES, OF_OTHERS)
        for row in payers.rows(look.connection, wanted, role=ROLES[kind])
    }
