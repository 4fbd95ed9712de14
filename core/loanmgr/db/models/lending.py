"""Agreements, loans, their lines for life, and what is on the counter."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loanmgr.db.models.base import (
    BIG,
    NOT_STRUCK,
    Base,
    Id,
    Key,
    PublicId,
    act_reference,
    only_where,
    refers,
)


class Agreement(Base):
    """What an account signs once per academic year."""

    __tablename__ = "agreement"
    __table_args__ = (
        Index(
            "uq_agreement_account_year",
            "account_id",
            "year",
            unique=True,
            **only_where(NOT_STRUCK),
        ),
        # A lead goes through those that nobody signed.
        Index("ix_agreement_unsigned", "year", **only_where("signed_on IS NULL")),
    )

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    account_id: Mapped[int] = refers("account.id", index=False)
    year: Mapped[str]
    """Academic year, such as 2026/27."""
    terms_version: Mapped[int]
    signed_on: Mapped[date | None]
    signed_how: Mapped[str | None]
    act_no: Mapped[int] = act_reference()
    struck_act: Mapped[int | None] = act_reference(nullable=True)


class Loan(Base):
    """What one borrower takes at one visit."""

    __tablename__ = "loan"

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    borrower_id: Mapped[int] = refers("borrower.id")
    account_id: Mapped[int] = refers("account.id")
    agreement_id: Mapped[int] = refers("agreement.id")
    lent_on: Mapped[date]
    collected_by: Mapped[str]
    act_no: Mapped[int] = act_reference()
    struck_act: Mapped[int | None] = act_reference(nullable=True)


class LoanLine(Base):
    """One instrument on a loan, from going out to coming back.

    The holder is the line with neither `returned_at` nor `passed_on_at`.
    """

    __tablename__ = "loan_line"
    __table_args__ = (
        UniqueConstraint("id", "instrument_id"),
        ForeignKeyConstraint(
            ["parent_line_id", "instrument_id"],
            ["loan_line.id", "loan_line.instrument_id"],
            name="fk_loan_line_parent_has_same_instrument",
        ),
        Index(
            "uq_loan_line_holder",
            "instrument_id",
            unique=True,
            **only_where("returned_at IS NULL AND passed_on_at IS NULL"),
        ),
        Index(
            "uq_loan_line_open_root",
            "instrument_id",
            unique=True,
            **only_where("returned_at IS NULL AND parent_line_id IS NULL"),
        ),
        Index(
            "uq_loan_line_open_child",
            "parent_line_id",
            unique=True,
            **only_where("returned_at IS NULL AND parent_line_id IS NOT NULL"),
        ),
        Index("ix_loan_line_instrument_id_id", "instrument_id", "id"),
        # What the billing run has before it.
        Index(
            "ix_loan_line_next_charge",
            "next_charge_on",
            **only_where("returned_at IS NULL AND next_charge_on IS NOT NULL"),
        ),
        Index(
            "ix_loan_line_no_next_charge",
            "borrower_id",
            **only_where("returned_at IS NULL AND next_charge_on IS NULL AND due_on IS NULL"),
        ),
        Index(
            "ix_loan_line_open_borrower",
            "borrower_id",
            "due_on",
            **only_where("returned_at IS NULL AND passed_on_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    loan_id: Mapped[int] = refers("loan.id")
    instrument_id: Mapped[int] = refers("instrument.id", index=False)
    borrower_id: Mapped[int] = refers("borrower.id")
    hire_id: Mapped[int | None] = refers("loan_line.id", index=False)
    """The line this one took over from by a swap: charges belong to that first line's hire."""
    parent_line_id: Mapped[int | None] = mapped_column(BIG)
    """The school's line this one was passed on from."""
    lent_at: Mapped[datetime]
    lent_on: Mapped[date]
    due_on: Mapped[date | None]
    """Bring back by; empty where the hire runs until returned."""
    next_charge_on: Mapped[date | None]
    passed_on_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    returned_on: Mapped[date | None]
    """The day it was handed in, which may be earlier than the day it was recorded."""
    act_no: Mapped[int] = act_reference()
    struck_act: Mapped[int | None] = act_reference(nullable=True)


class Reservation(Base):
    """An instrument that is kept for somebody. After its last day it counts no more by itself."""

    __tablename__ = "reservation"
    __table_args__ = (
        Index(
            "uq_reservation_instrument_id", "instrument_id", unique=True, **only_where(NOT_STRUCK)
        ),
        # Those that still count are listed by their last day, without those that have lapsed.
        Index("ix_reservation_until_on", "until_on", **only_where(NOT_STRUCK)),
    )

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    instrument_id: Mapped[int] = refers("instrument.id", index=False)
    borrower_id: Mapped[int] = refers("borrower.id")
    from_on: Mapped[date]
    until_on: Mapped[date]
    """The last day it is kept."""
    act_no: Mapped[int] = act_reference()
    struck_act: Mapped[int | None] = act_reference(nullable=True)
    """The act that ended it: lent to whom it was kept for, no longer kept, kept anew, or undone."""


class Basket(Base):
    """A family (or other borrower) being served: unfinished work that no crash loses."""

    __tablename__ = "basket"

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    """Also the id of the act that finishing it will send."""
    desk_id: Mapped[int] = refers("desk.id")
    family_id: Mapped[int | None] = refers("family.id")
    borrower_id: Mapped[int | None] = refers("borrower.id")
    """The child (or other borrower) that the next instrument is for."""
    opened_at: Mapped[datetime]
    parked_at: Mapped[datetime | None]
    paying: Mapped[str]
    """How they will pay: account, cash, card, or empty when not chosen."""
    signed: Mapped[str]
    """How the agreement was signed on this visit: paper, or empty."""
    note: Mapped[str]
    settled: Mapped[str]
    """JSON: the questions answered on this visit, which are not asked again."""
    override: Mapped[str]
    """Why a lead lends in spite of a stop, or empty."""
    collected_by: Mapped[str | None]
    """Who takes it along, where that is not the borrower."""
    until_on: Mapped[date | None]
    """The day to bring everything back by, where one was chosen."""
    pays_pence: Mapped[int | None]
    """How much of what is due is paid now; all of it where empty."""
    charged_to: Mapped[str | None]
    """Card of the school that pays, where that is not the borrower's own account."""
    order_no: Mapped[str | None]
    """The paying school's order number, or empty."""
    agreed_by: Mapped[str | None]
    """Who at the paying school agreed."""
    typed: Mapped[str | None]
    """JSON: what is half typed about it, by field."""


class BasketLine(Base):
    """One instrument on the counter."""

    __tablename__ = "basket_line"

    id: Mapped[Key]
    uuid: Mapped[UUID] = mapped_column(Id(), unique=True)
    """The id of the act that lending it will be."""
    basket_id: Mapped[int] = refers("basket.id")
    instrument_id: Mapped[int] = refers("instrument.id", index=False, unique=True)
    borrower_id: Mapped[int | None] = refers("borrower.id")
    added_at: Mapped[datetime]
    is_new_hire: Mapped[int | None]
    """1 where it is a hire of its own although it could take the place of one returned."""
