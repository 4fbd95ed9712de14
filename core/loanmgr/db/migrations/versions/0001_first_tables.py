"""The first tables."""

import sqlalchemy as sa
from alembic import op

from loanmgr.db.models.base import Id, Instant
from loanmgr.db.models.guards import add_only, no_overlap, searchable

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

AWARD_COUNTS = "state IN ('applied', 'awarded', 'evidence_awaited') AND struck_act IS NULL"


def upgrade() -> None:
    make_tables()
    guards = (
        no_overlap("award_overlap", "award", ("borrower_id", "scheme_kind"), AWARD_COUNTS),
        add_only("ledger"),
        searchable(),
    )
    for guard in guards:
        for statement in getattr(guard, op.get_bind().dialect.name):
            op.get_bind().exec_driver_sql(statement)


def make_tables() -> None:
    op.create_table(
        "code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("text", EXACT_TEXT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing", BIG, nullable=False),
        sa.Column("is_alias", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sa.UniqueConstraint("text", name=op.f("uq_code_text")),
    )
    op.create_index("ix_code_kind_thing", "code", ["kind", "thing"], unique=False)
    op.create_table(
        "number_range",
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("next", BIG, nullable=False),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_number_range")),
    )
    op.create_table(
        "place",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("centre_id", BIG, nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["place.id"], name=op.f("fk_place_centre_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code", name=op.f("uq_place_code")),
    )
    op.create_table(
        "register",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("policy_version", BIG, nullable=False),
        sa.Column("made_up", BIG, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_register_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register")),
        sa.UniqueConstraint("uuid", name=op.f("uq_register_uuid")),
    )
    op.create_table(
        "search_entry",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing", BIG, nullable=False),
        sa.Column("rank", BIG, nullable=False),
        sa.Column("text", EXACT_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    op.create_index("ix_search_entry_kind_text", "search_entry", ["kind", "text"], unique=False)
    op.create_index("ix_search_entry_thing_kind", "search_entry", ["thing", "kind"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("uuid", name=op.f("uq_staff_uuid")),
    )
    op.create_table(
        "desk",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place_id", BIG, nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_desk_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
        sa.UniqueConstraint("name", name=op.f("uq_desk_name")),
        sa.UniqueConstraint("uuid", name=op.f("uq_desk_uuid")),
    )
    op.create_table(
        "staff_role",
        sa.Column("id", BIG, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_staff_role_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_role_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
    )
    op.create_index(op.f("ix_staff_role_staff_id"), "staff_role", ["staff_id"], unique=False)
    op.create_table(
        "act",
        sa.Column("no", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("desk_id", BIG, nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("business_on", sa.Date(), nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("signed_by_id", BIG, nullable=True),
        sa.Column("overridden_by_id", BIG, nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("place_id", BIG, nullable=False),
        sa.Column("use_case", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("part_of", BIG, nullable=True),
        sa.Column("undoes", BIG, nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_act_desk_id_desk")),
        sa.ForeignKeyConstraint(
            ["overridden_by_id"], ["staff.id"], name=op.f("fk_act_overridden_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["part_of"],
            ["act.no"],
            name=op.f("fk_act_part_of_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_act_place_id_place")),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["staff.id"], name=op.f("fk_act_signed_by_id_staff")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_act_staff_id_staff")),
        sa.ForeignKeyConstraint(
            ["undoes"],
            ["act.no"],
            name=op.f("fk_act_undoes_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_act")),
        sa.UniqueConstraint("desk_id", "seq", name=op.f("uq_act_desk_id_seq")),
        sa.UniqueConstraint("uuid", name=op.f("uq_act_uuid")),
    )
    op.create_index(
        "ix_act_part_of",
        "act",
        ["part_of"],
        unique=False,
        sqlite_where=sa.text("part_of IS NOT NULL"),
        postgresql_where=sa.text("part_of IS NOT NULL"),
    )
    op.create_index(
        "uq_act_undoes",
        "act",
        ["undoes"],
        unique=True,
        sqlite_where=sa.text("undoes IS NOT NULL"),
        postgresql_where=sa.text("undoes IS NOT NULL"),
    )
    op.create_table(
        "number_block",
        sa.Column("id", BIG, nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("desk_id", BIG, nullable=False),
        sa.Column("first", BIG, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.Column("next", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_number_block_desk_id_desk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_block")),
        sa.UniqueConstraint("letter", "first", name=op.f("uq_number_block_letter_first")),
    )
    op.create_index(op.f("ix_number_block_desk_id"), "number_block", ["desk_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_account_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_table(
        "act_body",
        sa.Column("act_no", BIG, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("effects", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_no"],
            ["act.no"],
            name=op.f("fk_act_body_act_no_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("act_no", name=op.f("pk_act_body")),
    )
    op.create_table(
        "act_thing",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing", BIG, nullable=False),
        sa.Column("act_no", BIG, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_no"],
            ["act.no"],
            name=op.f("fk_act_thing_act_no_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("kind", "thing", "act_no", "role", name=op.f("pk_act_thing")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_act_thing_act_no", "act_thing", ["act_no"], unique=False)
    op.create_table(
        "borrowing_limit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_borrowing_limit_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_borrowing_limit")),
    )
    op.create_table(
        "instrument_type",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_instrument_type_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_type")),
    )
    op.create_table(
        "owner",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_owner_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner")),
    )
    op.create_index(
        "uq_owner_name",
        "owner",
        ["name"],
        unique=True,
        sqlite_where=sa.text("struck_act IS NULL"),
        postgresql_where=sa.text("struck_act IS NULL"),
    )
    op.create_table(
        "scheme",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_scheme_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
    )
    op.create_table(
        "service_interval",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_service_interval_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_interval")),
    )
    op.create_table(
        "tariff",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_tariff_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff")),
    )
    op.create_table(
        "term",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_term_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
    )
    op.create_table(
        "agreement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("year", sa.Text(), nullable=False),
        sa.Column("terms_version", BIG, nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_how", sa.Text(), nullable=True),
        sa.Column("act_no", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_agreement_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["act_no"],
            ["act.no"],
            name=op.f("fk_agreement_act_no_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_agreement_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("uuid", name=op.f("uq_agreement_uuid")),
    )
    op.create_index(
        "uq_agreement_account_year",
        "agreement",
        ["account_id", "year"],
        unique=True,
        sqlite_where=sa.text("struck_act IS NULL"),
        postgresql_where=sa.text("struck_act IS NULL"),
    )
    op.create_table(
        "family",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_family_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_family_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
        sa.UniqueConstraint("account_id", name=op.f("uq_family_account_id")),
        sa.UniqueConstraint("code", name=op.f("uq_family_code")),
    )
    op.create_table(
        "instrument_size",
        sa.Column("id", BIG, nullable=False),
        sa.Column("type_id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_instrument_size_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["type_id"],
            ["instrument_type.id"],
            name=op.f("fk_instrument_size_type_id_instrument_type"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_size")),
    )
    op.create_index(
        "uq_instrument_size_type_id_code",
        "instrument_size",
        ["type_id", "code"],
        unique=True,
        sqlite_where=sa.text("struck_act IS NULL"),
        postgresql_where=sa.text("struck_act IS NULL"),
    )
    op.create_table(
        "payment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("amount_pence", BIG, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("act_no", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_payment_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["act_no"],
            ["act.no"],
            name=op.f("fk_payment_act_no_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_payment_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("uuid", name=op.f("uq_payment_uuid")),
    )
    op.create_index(op.f("ix_payment_account_id"), "payment", ["account_id"], unique=False)
    op.create_table(
        "adult",
        sa.Column("id", BIG, nullable=False),
        sa.Column("family_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_adult_family_id_family")
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_adult_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adult")),
    )
    op.create_index(op.f("ix_adult_family_id"), "adult", ["family_id"], unique=False)
    op.create_table(
        "borrower",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("family_id", BIG, nullable=True),
        sa.Column("school_id", BIG, nullable=True),
        sa.Column("year", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_borrower_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_borrower_family_id_family")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["borrower.id"], name=op.f("fk_borrower_school_id_borrower")
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_borrower_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_borrower")),
        sa.UniqueConstraint("code", name=op.f("uq_borrower_code")),
    )
    op.create_index(op.f("ix_borrower_account_id"), "borrower", ["account_id"], unique=False)
    op.create_index(op.f("ix_borrower_family_id"), "borrower", ["family_id"], unique=False)
    op.create_index("ix_borrower_kind", "borrower", ["kind"], unique=False)
    op.create_index(op.f("ix_borrower_school_id"), "borrower", ["school_id"], unique=False)
    op.create_table(
        "instrument",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("type_id", BIG, nullable=False),
        sa.Column("size_id", BIG, nullable=True),
        sa.Column("make", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("home_place_id", BIG, nullable=False),
        sa.Column("here_place_id", BIG, nullable=False),
        sa.Column("value_pence", BIG, nullable=True),
        sa.Column("bought_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("fault_on", sa.Date(), nullable=True),
        sa.Column("missing_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("labelled_at", Instant(), nullable=True),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["here_place_id"], ["place.id"], name=op.f("fk_instrument_here_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["home_place_id"], ["place.id"], name=op.f("fk_instrument_home_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.id"], name=op.f("fk_instrument_owner_id_owner")
        ),
        sa.ForeignKeyConstraint(
            ["size_id"], ["instrument_size.id"], name=op.f("fk_instrument_size_id_instrument_size")
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_instrument_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["instrument_type.id"], name=op.f("fk_instrument_type_id_instrument_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sa.UniqueConstraint("code", name=op.f("uq_instrument_code")),
    )
    op.create_index(
        "ix_instrument_fault",
        "instrument",
        ["code"],
        unique=False,
        sqlite_where=sa.text("fault IS NOT NULL"),
        postgresql_where=sa.text("fault IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_instrument_here_place_id"), "instrument", ["here_place_id"], unique=False
    )
    op.create_index(
        op.f("ix_instrument_home_place_id"), "instrument", ["home_place_id"], unique=False
    )
    op.create_index(
        "ix_instrument_missing",
        "instrument",
        ["code"],
        unique=False,
        sqlite_where=sa.text("missing_on IS NOT NULL"),
        postgresql_where=sa.text("missing_on IS NOT NULL"),
    )
    op.create_index(op.f("ix_instrument_owner_id"), "instrument", ["owner_id"], unique=False)
    op.create_index(
        "ix_instrument_retired",
        "instrument",
        ["code"],
        unique=False,
        sqlite_where=sa.text("retired_on IS NOT NULL"),
        postgresql_where=sa.text("retired_on IS NOT NULL"),
    )
    op.create_index(op.f("ix_instrument_size_id"), "instrument", ["size_id"], unique=False)
    op.create_index("ix_instrument_type_id_code", "instrument", ["type_id", "code"], unique=False)
    op.create_index(
        "ix_instrument_unlabelled",
        "instrument",
        ["code"],
        unique=False,
        sqlite_where=sa.text("labelled_at IS NULL"),
        postgresql_where=sa.text("labelled_at IS NULL"),
    )
    op.create_table(
        "award",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("borrower_id", BIG, nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("scheme_kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("seen_by_id", BIG, nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("grace_until_on", sa.Date(), nullable=True),
        sa.Column("act_no", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["act_no"],
            ["act.no"],
            name=op.f("fk_award_act_no_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["borrower.id"], name=op.f("fk_award_borrower_id_borrower")
        ),
        sa.ForeignKeyConstraint(
            ["seen_by_id"], ["staff.id"], name=op.f("fk_award_seen_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_award_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("uuid", name=op.f("uq_award_uuid")),
    )
    op.create_index(
        "ix_award_borrower_id_from_on", "award", ["borrower_id", "from_on"], unique=False
    )
    op.create_table(
        "basket",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("desk_id", BIG, nullable=False),
        sa.Column("family_id", BIG, nullable=True),
        sa.Column("borrower_id", BIG, nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("parked_at", Instant(), nullable=True),
        sa.Column("paying", sa.Text(), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settled", sa.Text(), nullable=False),
        sa.Column("override", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["borrower.id"], name=op.f("fk_basket_borrower_id_borrower")
        ),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_basket_desk_id_desk")),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_basket_family_id_family")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket")),
        sa.UniqueConstraint("uuid", name=op.f("uq_basket_uuid")),
    )
    op.create_index(op.f("ix_basket_borrower_id"), "basket", ["borrower_id"], unique=False)
    op.create_index(op.f("ix_basket_desk_id"), "basket", ["desk_id"], unique=False)
    op.create_index(op.f("ix_basket_family_id"), "basket", ["family_id"], unique=False)
    op.create_table(
        "loan",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("borrower_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("agreement_id", BIG, nullable=False),
        sa.Column("lent_on", sa.Date(), nullable=False),
        sa.Column("collected_by", sa.Text(), nullable=False),
        sa.Column("act_no", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_loan_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["act_no"],
            ["act.no"],
            name=op.f("fk_loan_act_no_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_loan_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["borrower.id"], name=op.f("fk_loan_borrower_id_borrower")
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_loan_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        sa.UniqueConstraint("uuid", name=op.f("uq_loan_uuid")),
    )
    op.create_index(op.f("ix_loan_account_id"), "loan", ["account_id"], unique=False)
    op.create_index(op.f("ix_loan_agreement_id"), "loan", ["agreement_id"], unique=False)
    op.create_index(op.f("ix_loan_borrower_id"), "loan", ["borrower_id"], unique=False)
    op.create_table(
        "school",
        sa.Column("borrower_id", BIG, nullable=False),
        sa.Column("urn", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["borrower.id"], name=op.f("fk_school_borrower_id_borrower")
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_school_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("borrower_id", name=op.f("pk_school")),
    )
    op.create_index(
        "uq_school_urn",
        "school",
        ["urn"],
        unique=True,
        sqlite_where=sa.text("struck_act IS NULL"),
        postgresql_where=sa.text("struck_act IS NULL"),
    )
    op.create_table(
        "basket_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("basket_id", BIG, nullable=False),
        sa.Column("instrument_id", BIG, nullable=False),
        sa.Column("borrower_id", BIG, nullable=True),
        sa.Column("added_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["basket_id"], ["basket.id"], name=op.f("fk_basket_line_basket_id_basket")
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["borrower.id"], name=op.f("fk_basket_line_borrower_id_borrower")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument.id"],
            name=op.f("fk_basket_line_instrument_id_instrument"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket_line")),
        sa.UniqueConstraint("instrument_id", name=op.f("uq_basket_line_instrument_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_basket_line_uuid")),
    )
    op.create_index(op.f("ix_basket_line_basket_id"), "basket_line", ["basket_id"], unique=False)
    op.create_index(
        op.f("ix_basket_line_borrower_id"), "basket_line", ["borrower_id"], unique=False
    )
    op.create_table(
        "loan_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("loan_id", BIG, nullable=False),
        sa.Column("instrument_id", BIG, nullable=False),
        sa.Column("borrower_id", BIG, nullable=False),
        sa.Column("hire_id", BIG, nullable=True),
        sa.Column("parent_line_id", BIG, nullable=True),
        sa.Column("lent_at", Instant(), nullable=False),
        sa.Column("lent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("next_charge_on", sa.Date(), nullable=True),
        sa.Column("passed_on_at", Instant(), nullable=True),
        sa.Column("returned_at", Instant(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("act_no", BIG, nullable=False),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["act_no"],
            ["act.no"],
            name=op.f("fk_loan_line_act_no_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["borrower.id"], name=op.f("fk_loan_line_borrower_id_borrower")
        ),
        sa.ForeignKeyConstraint(
            ["hire_id"], ["loan_line.id"], name=op.f("fk_loan_line_hire_id_loan_line")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_loan_line_instrument_id_instrument")
        ),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_loan_line_loan_id_loan")),
        sa.ForeignKeyConstraint(
            ["parent_line_id", "instrument_id"],
            ["loan_line.id", "loan_line.instrument_id"],
            name="fk_loan_line_parent_has_same_instrument",
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_loan_line_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_line")),
        sa.UniqueConstraint("id", "instrument_id", name=op.f("uq_loan_line_id_instrument_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_loan_line_uuid")),
    )
    op.create_index(
        "ix_loan_line_instrument_id_id", "loan_line", ["instrument_id", "id"], unique=False
    )
    op.create_index(op.f("ix_loan_line_loan_id"), "loan_line", ["loan_id"], unique=False)
    op.create_index(
        "ix_loan_line_open_borrower",
        "loan_line",
        ["borrower_id", "due_on"],
        unique=False,
        sqlite_where=sa.text("returned_at IS NULL AND passed_on_at IS NULL"),
        postgresql_where=sa.text("returned_at IS NULL AND passed_on_at IS NULL"),
    )
    op.create_index(
        "uq_loan_line_holder",
        "loan_line",
        ["instrument_id"],
        unique=True,
        sqlite_where=sa.text("returned_at IS NULL AND passed_on_at IS NULL"),
        postgresql_where=sa.text("returned_at IS NULL AND passed_on_at IS NULL"),
    )
    op.create_index(
        "uq_loan_line_open_child",
        "loan_line",
        ["parent_line_id"],
        unique=True,
        sqlite_where=sa.text("returned_at IS NULL AND parent_line_id IS NOT NULL"),
        postgresql_where=sa.text("returned_at IS NULL AND parent_line_id IS NOT NULL"),
    )
    op.create_index(
        "uq_loan_line_open_root",
        "loan_line",
        ["instrument_id"],
        unique=True,
        sqlite_where=sa.text("returned_at IS NULL AND parent_line_id IS NULL"),
        postgresql_where=sa.text("returned_at IS NULL AND parent_line_id IS NULL"),
    )
    op.create_table(
        "charge",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("hire_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("borrower_id", BIG, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("period_from_on", sa.Date(), nullable=False),
        sa.Column("period_to_on", sa.Date(), nullable=False),
        sa.Column("charge_on", sa.Date(), nullable=False),
        sa.Column("full_pence", BIG, nullable=False),
        sa.Column("discount_pence", BIG, nullable=False),
        sa.Column("due_pence", BIG, nullable=False),
        sa.Column("tariff", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=True),
        sa.Column("award_id", BIG, nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("policy_version", BIG, nullable=False),
        sa.Column("act_no", BIG, nullable=False),
        sa.Column("ended_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_charge_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["act_no"],
            ["act.no"],
            name=op.f("fk_charge_act_no_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_charge_award_id_award")),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["borrower.id"], name=op.f("fk_charge_borrower_id_borrower")
        ),
        sa.ForeignKeyConstraint(
            ["ended_act"],
            ["act.no"],
            name=op.f("fk_charge_ended_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["hire_id"], ["loan_line.id"], name=op.f("fk_charge_hire_id_loan_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
        sa.UniqueConstraint("uuid", name=op.f("uq_charge_uuid")),
    )
    op.create_index(op.f("ix_charge_account_id"), "charge", ["account_id"], unique=False)
    op.create_index(op.f("ix_charge_award_id"), "charge", ["award_id"], unique=False)
    op.create_index(op.f("ix_charge_borrower_id"), "charge", ["borrower_id"], unique=False)
    op.create_index(
        "uq_charge_live_period",
        "charge",
        ["hire_id", "period_from_on"],
        unique=True,
        sqlite_where=sa.text("ended_act IS NULL"),
        postgresql_where=sa.text("ended_act IS NULL"),
    )
    op.create_table(
        "part",
        sa.Column("id", BIG, nullable=False),
        sa.Column("instrument_id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value_pence", BIG, nullable=True),
        sa.Column("missing_on", sa.Date(), nullable=True),
        sa.Column("left_with_line_id", BIG, nullable=True),
        sa.Column("struck_act", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_part_instrument_id_instrument")
        ),
        sa.ForeignKeyConstraint(
            ["left_with_line_id"],
            ["loan_line.id"],
            name=op.f("fk_part_left_with_line_id_loan_line"),
        ),
        sa.ForeignKeyConstraint(
            ["struck_act"],
            ["act.no"],
            name=op.f("fk_part_struck_act_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("code", name=op.f("uq_part_code")),
    )
    op.create_index(op.f("ix_part_left_with_line_id"), "part", ["left_with_line_id"], unique=False)
    op.create_index(
        "uq_part_instrument_id_name",
        "part",
        ["instrument_id", "name"],
        unique=True,
        sqlite_where=sa.text("struck_act IS NULL"),
        postgresql_where=sa.text("struck_act IS NULL"),
    )
    op.create_table(
        "ledger",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", Id(), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("amount_pence", BIG, nullable=False),
        sa.Column("vat_code", sa.Text(), nullable=False),
        sa.Column("charge_id", BIG, nullable=True),
        sa.Column("payment_id", BIG, nullable=True),
        sa.Column("reverses_id", BIG, nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("act_no", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ledger_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["act_no"],
            ["act.no"],
            name=op.f("fk_ledger_act_no_act"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["charge.id"], name=op.f("fk_ledger_charge_id_charge")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_ledger_payment_id_payment")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["ledger.id"], name=op.f("fk_ledger_reverses_id_ledger")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sa.UniqueConstraint("uuid", name=op.f("uq_ledger_uuid")),
    )
    op.create_index(
        "ix_ledger_account_id_due_on_amount_pence",
        "ledger",
        ["account_id", "due_on", "amount_pence"],
        unique=False,
    )
    op.create_index(op.f("ix_ledger_charge_id"), "ledger", ["charge_id"], unique=False)
    op.create_index(op.f("ix_ledger_payment_id"), "ledger", ["payment_id"], unique=False)
    op.create_index(
        "uq_ledger_reverses_id",
        "ledger",
        ["reverses_id"],
        unique=True,
        sqlite_where=sa.text("reverses_id IS NOT NULL"),
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    # ### end Alembic commands ###
