"""What all tables share: the naming of constraints and the column types of both engines.

Column names tell the type of a value: ``_on`` is a date, ``_at`` a UTC instant, ``uuid`` a UUID in
16 bytes, ``_pence`` whole pence. `loanmgr.db.sql` relies on it.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.types import TypeEngine

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BIG = BigInteger().with_variant(Integer, "sqlite")
"""SQLite only counts rows by itself in a column typed INTEGER; its integers are 64 bits anyway."""

EXACT_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared byte by byte on both engines, so that an index serves a search by its start."""


class Instant(TypeDecorator[datetime]):
    """A UTC instant: ``timestamptz`` on PostgreSQL, ISO text on SQLite (sorts as time)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use text where the engine has no type for instants."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write an aware instant."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read an aware instant."""
        return datetime.fromisoformat(value) if isinstance(value, str) else value


class Id(TypeDecorator[UUID]):
    """A UUID in sixteen bytes on both engines."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Write sixteen bytes."""
        return None if value is None else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:  # noqa: ARG002
        """Read sixteen bytes."""
        return None if value is None else UUID(bytes=bytes(value))


class Base(DeclarativeBase):
    """Every table, with predictable constraint names so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: BIG,
        date: Date(),
        datetime: Instant(),
        UUID: Id(),
    }


Key = Annotated[int, mapped_column(BIG, primary_key=True)]
"""Used only for joins inside one database; never leaves it."""

PublicId = Annotated[UUID, mapped_column(Id(), unique=True)]
"""Names a thing without a label code outside the database."""


def refers(column: str, *, index: bool = True, **options: Any) -> MappedColumn[Any]:
    """Make a foreign key column, indexed unless nothing ever looks from that side."""
    return mapped_column(BIG, ForeignKey(column), index=index, **options)


def act_reference(*, primary_key: bool = False, nullable: bool = False) -> MappedColumn[Any]:
    """Make a reference to an act, which the desk writes last in the same transaction.

    Acts are never removed or looked up from this side, so there is no index.
    """
    key = ForeignKey("act.no", deferrable=True, initially="DEFERRED")
    return mapped_column(BIG, key, primary_key=primary_key, nullable=nullable)


NOT_STRUCK = "struck_act IS NULL"
"""Only rows that stand; one that was taken back leaves its place to another."""


def only_where(condition: str) -> dict[str, Any]:
    """Return the options that make an index partial on both engines."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
