"""What very many texts have is found among some of them, on PostgreSQL."""

from alembic import op

from loanmgr.db.models.guards import looked_through

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for statement in getattr(looked_through(), op.get_bind().dialect.name):
        op.execute(statement)
