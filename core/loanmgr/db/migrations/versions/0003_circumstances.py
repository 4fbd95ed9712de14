"""What a price may depend on: where a borrower lives, their lessons and ensembles; why awarded."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

COLUMNS = {
    "borrower": (
        ("outside_area", BIG),
        ("has_lessons", BIG),
        ("lessons_until_on", sa.Date()),
        ("in_ensemble", BIG),
    ),
    "award": (("reason", sa.Text()), ("decided_on", sa.Date())),
}
"""All may be empty, so that rows made before need nothing."""

RUNNING = (
    ("next_charge", "next_charge_on", "returned_at IS NULL AND next_charge_on IS NOT NULL"),
    (
        "no_next_charge",
        "borrower_id",
        "returned_at IS NULL AND next_charge_on IS NULL AND due_on IS NULL",
    ),
)


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    for name, column, where in RUNNING:
        only = sa.text(where)
        index = f"ix_loan_line_{name}"
        op.create_index(index, "loan_line", [column], sqlite_where=only, postgresql_where=only)
