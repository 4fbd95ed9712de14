"""What a Saturday at the counter needs: who pays and collects, checks before the next person."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

COLUMNS = {
    "basket": (
        ("collected_by", sa.Text()),
        ("until_on", sa.Date()),
        ("pays_pence", BIG),
        ("charged_to", sa.Text()),
        ("order_no", sa.Text()),
        ("agreed_by", sa.Text()),
    ),
    "basket_line": (("is_new_hire", BIG),),
    "instrument": (("unready", sa.Text()), ("unready_on", sa.Date())),
    "charge": (("order_no", sa.Text()), ("agreed_by", sa.Text())),
}
"""All may be empty, so that rows made before need nothing."""

INDEXES = (
    ("ix_instrument_unready", "instrument", "code", "unready IS NOT NULL"),
    ("ix_agreement_unsigned", "agreement", "year", "signed_on IS NULL"),
    ("ix_award_awaited", "award", "grace_until_on", "state = 'evidence_awaited'"),
    ("ix_act_hand_in", "act", "business_on", "use_case = 'hand_in'"),
    ("ix_part_left_with", "part", "left_with_line_id", "left_with_line_id IS NOT NULL"),
)


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_index("ix_loan_line_borrower_id", "loan_line", ["borrower_id"])
    op.drop_index("ix_part_left_with_line_id", "part")
    for name, table, column, where in INDEXES:
        only = sa.text(where)
        op.create_index(name, table, [column], sqlite_where=only, postgresql_where=only)
