"""Records that look alike are found by walking an index, however many people there are."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

STANDING = "struck_act IS NULL"
INDEXES = (
    (
        "ix_family_alike",
        "family",
        ("LOWER(name)", "REPLACE(postcode, ' ', '')"),
        f"{STANDING} AND postcode <> ''",
        ("id", "name", "postcode"),
    ),
    (
        "ix_adult_alike",
        "adult",
        ("REPLACE(LOWER(contact), ' ', '')", "family_id"),
        f"{STANDING} AND contact <> ''",
        ("contact",),
    ),
    (
        "ix_borrower_alike",
        "borrower",
        ("kind", "school_id", "LOWER(name)"),
        STANDING,
        ("id", "name"),
    ),
)
"""What PostgreSQL includes besides lets it answer from the index alone."""


def upgrade() -> None:
    for name, table, columns, where, along in INDEXES:
        only = sa.text(where)
        keys = [sa.text(column) for column in columns]
        op.create_index(
            name,
            table,
            keys,
            sqlite_where=only,
            postgresql_where=only,
            postgresql_include=list(along),
        )
