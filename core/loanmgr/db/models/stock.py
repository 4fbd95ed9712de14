"""Instruments, their parts, where they belong and whose they are."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from loanmgr.db.models.base import NOT_STRUCK, Base, Key, act_reference, only_where, refers


class Place(Base):
    """A centre, or a room, cupboard, trolley, van or workshop of one."""

    __tablename__ = "place"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    centre_id: Mapped[int | None] = refers("place.id", index=False)
    """The centre it stands in; empty for a centre itself."""
    closed_on: Mapped[date | None]


class Owner(Base):
    """Whose property an instrument is, which is not who holds it."""

    __tablename__ = "owner"
    __table_args__ = (Index("uq_owner_name", "name", unique=True, **only_where(NOT_STRUCK)),)

    id: Mapped[Key]
    name: Mapped[str]
    struck_act: Mapped[int | None] = act_reference(nullable=True)


class Instrument(Base):
    """One physical thing with its own label. On loan and on the counter are derived, not stored."""

    __tablename__ = "instrument"
    __table_args__ = (
        Index("ix_instrument_type_id_code", "type_id", "code"),
        # The few that somebody must do something about are listed without going through the rest.
        Index("ix_instrument_fault", "code", **only_where("fault IS NOT NULL")),
        Index("ix_instrument_missing", "code", **only_where("missing_on IS NOT NULL")),
        Index("ix_instrument_retired", "code", **only_where("retired_on IS NOT NULL")),
        Index("ix_instrument_unready", "code", **only_where("unready IS NOT NULL")),
        Index("ix_instrument_unlabelled", "code", **only_where("labelled_at IS NULL")),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    type_id: Mapped[int] = refers("instrument_type.id", index=False)
    size_id: Mapped[int | None] = refers("instrument_size.id")
    make: Mapped[str]
    model: Mapped[str]
    serial: Mapped[str]
    owner_id: Mapped[int] = refers("owner.id")
    home_place_id: Mapped[int] = refers("place.id")
    """Where it belongs."""
    here_place_id: Mapped[int] = refers("place.id")
    """Where it was last put down."""
    value_pence: Mapped[int | None]
    bought_on: Mapped[date | None]
    note: Mapped[str]
    fault: Mapped[str | None]
    """What needs repair, in words; empty when nothing does."""
    fault_on: Mapped[date | None]
    missing_on: Mapped[date | None]
    retired_on: Mapped[date | None]
    labelled_at: Mapped[datetime | None]
    """When its label was last printed."""
    struck_act: Mapped[int | None] = act_reference(nullable=True)
    unready: Mapped[str | None]
    """Code of the check that must be done before the next person may have it; empty when none."""
    unready_on: Mapped[date | None]


class Part(Base):
    """Something that belongs with an instrument and must come back with it."""

    __tablename__ = "part"
    __table_args__ = (
        Index(
            "uq_part_instrument_id_name",
            "instrument_id",
            "name",
            unique=True,
            **only_where(NOT_STRUCK),
        ),
        # Nearly all are with their instrument: among so many empty ones SQLite reads them all.
        Index(
            "ix_part_left_with", "left_with_line_id", **only_where("left_with_line_id IS NOT NULL")
        ),
    )

    id: Mapped[Key]
    instrument_id: Mapped[int] = refers("instrument.id", index=False)
    code: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    value_pence: Mapped[int | None]
    missing_on: Mapped[date | None]
    left_with_line_id: Mapped[int | None] = refers("loan_line.id", index=False)
    """The loan line it did not come back from; empty when it is here or nobody has it."""
    struck_act: Mapped[int | None] = act_reference(nullable=True)
