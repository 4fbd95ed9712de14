"""Who did what, when: the register itself, staff, desks, and the acts they recorded."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from loanmgr.db.models.base import BIG, Base, Key, PublicId, act_reference, only_where, refers


class Register(Base):
    """The one row about this register as a whole."""

    __tablename__ = "register"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    name: Mapped[str]
    """Name of the music service, printed on agreements and labels."""
    policy_version: Mapped[int]
    """Counts up with every change of policy, so that desks know when to read it again."""
    made_up: Mapped[int]
    """1 while the register holds made-up data, else 0."""
    created_at: Mapped[datetime]


class Staff(Base):
    """A person who acts."""

    __tablename__ = "staff"

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    name: Mapped[str]
    left_on: Mapped[date | None]


class StaffRole(Base):
    """A role a person has, at one centre or (no place) at all of them."""

    __tablename__ = "staff_role"

    id: Mapped[Key]
    staff_id: Mapped[int] = refers("staff.id")
    role: Mapped[str]
    """volunteer, desk_lead, technician, office or service_lead."""
    place_id: Mapped[int | None] = refers("place.id", index=False)


class Desk(Base):
    """A computer (or its command line) that acts on the register."""

    __tablename__ = "desk"

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    name: Mapped[str] = mapped_column(unique=True)
    place_id: Mapped[int] = refers("place.id", index=False)
    seq: Mapped[int]
    """The running number of this desk's newest act."""


class Act(Base):
    """One use case having run. Small, and never changed."""

    __tablename__ = "act"
    __table_args__ = (
        UniqueConstraint("desk_id", "seq"),
        Index(
            "uq_act_undoes",
            "undoes",
            unique=True,
            **only_where("undoes IS NOT NULL"),
        ),
        Index("ix_act_part_of", "part_of", **only_where("part_of IS NOT NULL")),
        # What turned up without having been on record as out: few, and listed for the lead.
        Index("ix_act_hand_in", "business_on", **only_where("use_case = 'hand_in'")),
    )

    no: Mapped[int] = mapped_column(BIG, primary_key=True)
    uuid: Mapped[PublicId]
    desk_id: Mapped[int] = refers("desk.id", index=False)
    seq: Mapped[int]
    recorded_at: Mapped[datetime]
    made_at: Mapped[datetime]
    """When the person acted; before `recorded_at` for a desk that was cut off."""
    business_on: Mapped[date]
    staff_id: Mapped[int] = refers("staff.id", index=False)
    signed_by_id: Mapped[int | None] = refers("staff.id", index=False)
    overridden_by_id: Mapped[int | None] = refers("staff.id", index=False)
    override_reason: Mapped[str | None]
    place_id: Mapped[int] = refers("place.id", index=False)
    use_case: Mapped[str]
    version: Mapped[int]
    part_of: Mapped[int | None] = act_reference(nullable=True)
    undoes: Mapped[int | None] = act_reference(nullable=True)


class ActBody(Base):
    """What an act was asked, answered and changed; can be emptied without touching the act."""

    __tablename__ = "act_body"

    act_no: Mapped[int] = act_reference(primary_key=True)
    what: Mapped[str]
    """One sentence in the past tense, as timelines and the desk's list show it."""
    request: Mapped[str]
    result: Mapped[str]
    effects: Mapped[str]
    digest: Mapped[bytes]
    """The first 16 bytes of SHA-256 of the request."""


class ActThing(Base):
    """Which things an act was about: the only source of timelines."""

    __tablename__ = "act_thing"
    __table_args__ = (
        PrimaryKeyConstraint("kind", "thing", "act_no", "role"),
        # Undo asks what an act was about.
        Index("ix_act_thing_act_no", "act_no"),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str]
    thing: Mapped[int] = mapped_column(BIG)
    act_no: Mapped[int] = act_reference()
    role: Mapped[str]
