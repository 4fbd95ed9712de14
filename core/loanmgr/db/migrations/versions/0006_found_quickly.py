"""What very many texts have, on PostgreSQL, and all charges of a hire are found quickly."""

from alembic import op

from loanmgr.db.models.guards import looked_through

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for statement in getattr(looked_through(), op.get_bind().dialect.name):
        op.execute(statement)
    op.create_index("ix_charge_hire_id", "charge", ["hire_id"])
