"""Who borrows and who pays."""

from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from loanmgr.db.models.base import NOT_STRUCK, Base, Key, act_reference, only_where, refers


class Account(Base):
    """Who pays: a family, a school, or a borrower who pays for themself."""

    __tablename__ = "account"

    id: Mapped[Key]
    kind: Mapped[str]
    """family, school, adult, teacher or partner."""
    struck_act: Mapped[int | None] = act_reference(nullable=True)


class Family(Base):
    """A payer with a card; its children are pupils."""

    __tablename__ = "family"
    __table_args__ = (
        Index(
            "ix_family_alike",
            text("LOWER(name)"),
            text("REPLACE(postcode, ' ', '')"),
            postgresql_include=["id", "name", "postcode"],
            **only_where(f"{NOT_STRUCK} AND postcode <> ''"),
        ),
    )
    """Indexes for what looks alike hold what is compared, in the words the question uses."""

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    account_id: Mapped[int] = refers("account.id", index=False, unique=True)
    address: Mapped[str]
    postcode: Mapped[str]
    note: Mapped[str]
    left_on: Mapped[date | None]
    struck_act: Mapped[int | None] = act_reference(nullable=True)


class Adult(Base):
    """A grown-up of a family: the first is who signs."""

    __tablename__ = "adult"
    __table_args__ = (
        Index(
            "ix_adult_alike",
            text("REPLACE(LOWER(contact), ' ', '')"),
            text("family_id"),
            postgresql_include=["contact"],
            **only_where(f"{NOT_STRUCK} AND contact <> ''"),
        ),
    )

    id: Mapped[Key]
    family_id: Mapped[int] = refers("family.id")
    name: Mapped[str]
    contact: Mapped[str]
    """Telephone number or e-mail address, as given."""
    position: Mapped[int]
    struck_act: Mapped[int | None] = act_reference(nullable=True)
    prefers: Mapped[str | None]
    """How they like to be written to: email, text, phone or post."""


class Borrower(Base):
    """A pupil, adult learner, school, teacher or partner: whoever may hold an instrument."""

    __tablename__ = "borrower"
    __table_args__ = (
        Index("ix_borrower_kind", "kind"),
        Index(
            "ix_borrower_alike",
            *map(text, ("kind", "school_id", "LOWER(name)")),
            postgresql_include=["id", "name"],
            **only_where(NOT_STRUCK),
        ),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    """pupil, adult, school, teacher or partner."""
    name: Mapped[str]
    account_id: Mapped[int] = refers("account.id")
    family_id: Mapped[int | None] = refers("family.id")
    school_id: Mapped[int | None] = refers("borrower.id")
    """The school a pupil attends or a teacher works at; that school is a borrower too."""
    year: Mapped[str]
    """School year of a pupil: N, R or 1 to 13; empty when not known."""
    contact: Mapped[str]
    left_on: Mapped[date | None]
    struck_act: Mapped[int | None] = act_reference(nullable=True)
    outside_area: Mapped[int | None]
    """1 where they neither live nor go to school in the service's area."""
    has_lessons: Mapped[int | None]
    """1 where they have lessons with the service."""
    lessons_until_on: Mapped[date | None]
    """The last day of those lessons, where it is known."""
    in_ensemble: Mapped[int | None]
    """1 where they play in an ensemble of the service."""
    letters_to: Mapped[str | None]
    """To whom at the paying organisation letters about them go, where that is named."""
    address: Mapped[str | None]
    """Of an adult learner, a teacher or a partner; families and schools keep theirs apart."""
    postcode: Mapped[str | None]
    year_on: Mapped[date | None]
    """The day on which `year` was so; from each 1 September after it they are a year further."""


class School(Base):
    """What is known of a borrower that is a school."""

    __tablename__ = "school"
    __table_args__ = (Index("uq_school_urn", "urn", unique=True, **only_where(NOT_STRUCK)),)

    borrower_id: Mapped[int] = refers("borrower.id", index=False, primary_key=True)
    urn: Mapped[str | None]
    """The Department for Education's number of the school."""
    address: Mapped[str]
    postcode: Mapped[str]
    struck_act: Mapped[int | None] = act_reference(nullable=True)
    local_authority: Mapped[str | None]
    phase: Mapped[str | None]
    """Primary, Secondary and so on, in the national register's words, as all that follows."""
    state: Mapped[str | None]
    """Open, Closed, Open, but proposed to close, or Proposed to open."""
    head: Mapped[str | None]
    telephone: Mapped[str | None]
    website: Mapped[str | None]
    trust: Mapped[str | None]
    from_age: Mapped[int | None]
    to_age: Mapped[int | None]
    pupil_count: Mapped[int | None]
    closed_on: Mapped[date | None]


class ContactPerson(Base):
    """Somebody to write to at a school, partner or other organisation."""

    __tablename__ = "contact_person"

    id: Mapped[Key]
    borrower_id: Mapped[int] = refers("borrower.id")
    name: Mapped[str]
    role: Mapped[str]
    contact: Mapped[str]
    prefers: Mapped[str]
    position: Mapped[int]
    struck_act: Mapped[int | None] = act_reference(nullable=True)
