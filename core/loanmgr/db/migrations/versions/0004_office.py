"""What an office needs: papers with numbers, money to and from other systems, losses, contacts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID_BYTES = sa.LargeBinary(16)

COLUMNS = {
    "adult": (("prefers", sa.Text()),),
    "basket": (("typed", sa.Text()),),
    "borrower": (
        ("letters_to", sa.Text()),
        ("address", sa.Text()),
        ("postcode", sa.Text()),
        ("year_on", sa.Date()),
    ),
    "charge": (("kind", sa.Text()),),
    "payment": (("external", sa.Text()),),
    "school": (
        ("local_authority", sa.Text()),
        ("phase", sa.Text()),
        ("state", sa.Text()),
        ("head", sa.Text()),
        ("telephone", sa.Text()),
        ("website", sa.Text()),
        ("trust", sa.Text()),
        ("from_age", BIG),
        ("to_age", BIG),
        ("pupil_count", BIG),
        ("closed_on", sa.Date()),
    ),
}
"""All may be empty, so that rows made before need nothing."""

YEARS_WERE_SO = """
UPDATE borrower SET year_on = (SELECT MAX(act.business_on) FROM act_thing
  JOIN act ON act.no = act_thing.act_no
  WHERE act_thing.kind = 'borrower' AND act_thing.thing = borrower.id
  AND act_thing.role IN ('added', 'imported'))
WHERE year <> ''
"""
"""A pupil's school year goes on from the day it was written down."""

SERIES = ("invoice", "credit_note", "statement")


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.execute(YEARS_WERE_SO)
    _papers()
    _late()
    _other_systems()
    _contacts()
    _reservations()
    _indexes()


def _papers() -> None:
    series = op.create_table(
        "document_series",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("next", BIG, nullable=False),
        sa.UniqueConstraint("kind", name="uq_document_series_kind"),
    )
    op.bulk_insert(series, [{"kind": kind, "next": 1} for kind in SERIES])
    op.create_table(
        "document",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("uuid", UUID_BYTES, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        _refers("document", "account", "account_id"),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("opening_pence", BIG, nullable=False),
        sa.Column("total_pence", BIG, nullable=False),
        sa.Column("addressed", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _refers("document", "document", "answers_id", nullable=True),
        _act("document", "act_no"),
        sa.UniqueConstraint("uuid", name="uq_document_uuid"),
        sa.UniqueConstraint("kind", "number", name="uq_document_kind_number"),
    )
    op.create_index("ix_document_account_id", "document", ["account_id"])
    op.create_index("ix_document_answers_id", "document", ["answers_id"])
    op.create_table(
        "document_line",
        sa.Column("id", BIG, primary_key=True),
        _refers("document_line", "document", "document_id"),
        _refers("document_line", "ledger", "ledger_id"),
        sa.UniqueConstraint("ledger_id", name="uq_document_line_ledger_id"),
    )
    op.create_index("ix_document_line_document_id", "document_line", ["document_id"])


def _late() -> None:
    op.create_table(
        "late_charge",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("uuid", UUID_BYTES, nullable=False),
        _refers("late_charge", "document", "document_id"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        _refers("late_charge", "ledger", "ledger_id"),
        _act("late_charge", "act_no"),
        _act("late_charge", "struck_act", nullable=True),
        sa.UniqueConstraint("uuid", name="uq_late_charge_uuid"),
    )
    standing = "struck_act IS NULL"
    columns = ["document_id", "kind", "from_on"]
    _unique("uq_late_charge_document_id_kind_from_on", "late_charge", columns, standing)
    _unique("uq_late_charge_fee", "late_charge", ["document_id"], f"{standing} AND kind = 'fee'")
    op.create_index("ix_late_charge_ledger_id", "late_charge", ["ledger_id"])


def _other_systems() -> None:
    op.create_table(
        "billing_system",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        _act("billing_system", "struck_act", nullable=True),
    )
    op.create_table(
        "transfer",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("uuid", UUID_BYTES, nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("line_count", BIG, nullable=False),
        sa.Column("total_pence", BIG, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("looked_to", BIG, nullable=False),
        _act("transfer", "act_no"),
        _act("transfer", "struck_act", nullable=True),
        sa.UniqueConstraint("uuid", name="uq_transfer_uuid"),
    )
    op.create_table(
        "sent_line",
        sa.Column("id", BIG, primary_key=True),
        _refers("sent_line", "transfer", "transfer_id"),
        sa.Column("system", sa.Text(), nullable=False),
        _refers("sent_line", "ledger", "ledger_id"),
        _refers("sent_line", "account", "account_id"),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("unpaid_pence", BIG, nullable=True),
        _act("sent_line", "struck_act", nullable=True),
    )
    op.create_index("ix_sent_line_transfer_id", "sent_line", ["transfer_id"])
    op.create_index("ix_sent_line_reference", "sent_line", ["reference"])
    op.create_table(
        "allocation",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("uuid", UUID_BYTES, nullable=False),
        _refers("allocation", "account", "account_id"),
        _refers("allocation", "ledger", "paid_line_id"),
        _refers("allocation", "ledger", "charged_line_id"),
        sa.Column("amount_pence", BIG, nullable=False),
        _act("allocation", "act_no"),
        _act("allocation", "struck_act", nullable=True),
        sa.UniqueConstraint("uuid", name="uq_allocation_uuid"),
    )
    op.create_index("ix_allocation_account_id", "allocation", ["account_id"])


def _contacts() -> None:
    op.create_table(
        "contact_person",
        sa.Column("id", BIG, primary_key=True),
        _refers("contact_person", "borrower", "borrower_id"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("prefers", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        _act("contact_person", "struck_act", nullable=True),
    )
    op.create_index("ix_contact_person_borrower_id", "contact_person", ["borrower_id"])


def _reservations() -> None:
    op.create_table(
        "reservation",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("uuid", UUID_BYTES, nullable=False),
        _refers("reservation", "instrument", "instrument_id"),
        _refers("reservation", "borrower", "borrower_id"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        _act("reservation", "act_no"),
        _act("reservation", "struck_act", nullable=True),
        sa.UniqueConstraint("uuid", name="uq_reservation_uuid"),
    )
    standing = "struck_act IS NULL"
    _unique("uq_reservation_instrument_id", "reservation", ["instrument_id"], standing)
    op.create_index("ix_reservation_borrower_id", "reservation", ["borrower_id"])
    only = sa.text(standing)
    op.create_index(
        "ix_reservation_until_on",
        "reservation",
        ["until_on"],
        sqlite_where=only,
        postgresql_where=only,
    )


def _indexes() -> None:
    live = "ended_act IS NULL"
    op.drop_index("uq_charge_live_period", "charge")
    _unique(
        "uq_charge_live_period", "charge", ["hire_id", "period_from_on"], f"{live} AND kind IS NULL"
    )
    _unique("uq_charge_live_loss", "charge", ["hire_id"], f"{live} AND kind = 'loss'")
    standing = "struck_act IS NULL"
    _unique("uq_sent_line_system_ledger_id", "sent_line", ["system", "ledger_id"], standing)
    _unique("uq_payment_external", "payment", ["external"], f"external IS NOT NULL AND {standing}")
    only = sa.text("unpaid_pence IS NOT NULL")
    op.create_index(
        "ix_sent_line_unpaid", "sent_line", ["account_id"], sqlite_where=only, postgresql_where=only
    )
    op.create_index("ix_ledger_entered_on", "ledger", ["entered_on"])
    given = sa.text(f"{live} AND scheme IS NOT NULL")
    op.create_index(
        "ix_charge_given",
        "charge",
        ["scheme", "charge_on", "discount_pence"],
        sqlite_where=given,
        postgresql_where=given,
    )


def _refers(table: str, to: str, name: str, *, nullable: bool = False) -> sa.Column[Any]:
    key = sa.ForeignKey(f"{to}.id", name=f"fk_{table}_{name}_{to}")
    return sa.Column(name, BIG, key, nullable=nullable)


def _act(table: str, name: str, *, nullable: bool = False) -> sa.Column[Any]:
    key = sa.ForeignKey(
        "act.no", name=f"fk_{table}_{name}_act", deferrable=True, initially="DEFERRED"
    )
    return sa.Column(name, BIG, key, nullable=nullable)


def _unique(name: str, table: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=only, postgresql_where=only)
