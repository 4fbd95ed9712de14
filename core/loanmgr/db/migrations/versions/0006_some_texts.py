"""What very many texts have, on PostgreSQL, and what a hire was charged before are found quickly."""

import sqlalchemy as sa
from alembic import op

from loanmgr.db.models.guards import looked_through

revision = "0006"
down_revision = "0005"

ENDED = sa.text("ended_act IS NOT NULL")


def upgrade() -> None:
    for statement in getattr(looked_through(), op.get_bind().dialect.name):
        op.execute(statement)
    op.create_index(
        "ix_charge_ended", "charge", ["hire_id"], sqlite_where=ENDED, postgresql_where=ENDED
    )
