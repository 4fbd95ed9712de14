"""Numbered papers, and what goes to and comes back from other systems. Sums are whole pence."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loanmgr.db.models.base import (
    NOT_STRUCK,
    Base,
    Key,
    PublicId,
    act_reference,
    only_where,
    refers,
)


class DocumentSeries(Base):
    """The next number of a kind of paper: locked last and briefly, so that none is left out."""

    __tablename__ = "document_series"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(unique=True)
    """invoice, credit_note or statement."""
    next: Mapped[int]


class Document(Base):
    """A paper that was issued. It is never changed or taken back: a credit note answers it."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    kind: Mapped[str]
    """invoice, credit_note or statement."""
    number: Mapped[int]
    account_id: Mapped[int] = refers("account.id")
    issued_on: Mapped[date]
    due_on: Mapped[date | None]
    """Until when an invoice is to be paid."""
    from_on: Mapped[date | None]
    """The first day a statement is about."""
    to_on: Mapped[date | None]
    """The last day a statement is about."""
    opening_pence: Mapped[int]
    """What was owed before a statement's first day."""
    total_pence: Mapped[int]
    """What an invoice asks for or a credit note gives; a statement's balance."""
    addressed: Mapped[str]
    """JSON: the name and address lines it was sent to."""
    body: Mapped[str]
    """JSON: its lines as they were printed."""
    answers_id: Mapped[int | None] = refers("document.id")
    """The invoice that a credit note answers."""
    act_no: Mapped[int] = act_reference()


class DocumentLine(Base):
    """A line of the ledger on an invoice or a credit note, once and never again."""

    __tablename__ = "document_line"

    id: Mapped[Key]
    document_id: Mapped[int] = refers("document.id")
    ledger_id: Mapped[int] = refers("ledger.id", index=False, unique=True)


class LateCharge(Base):
    """What an invoice that was not paid in time has cost: a fee, or interest for a span of days."""

    __tablename__ = "late_charge"
    __table_args__ = (
        Index(
            "uq_late_charge_document_id_kind_from_on",
            "document_id",
            "kind",
            "from_on",
            unique=True,
            **only_where(NOT_STRUCK),
        ),
        Index(
            "uq_late_charge_fee",
            "document_id",
            unique=True,
            **only_where(f"{NOT_STRUCK} AND kind = 'fee'"),
        ),
    )

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    document_id: Mapped[int] = refers("document.id", index=False)
    """The invoice that was late."""
    kind: Mapped[str]
    """fee or interest."""
    from_on: Mapped[date]
    """The first late day that is charged for."""
    to_on: Mapped[date]
    ledger_id: Mapped[int] = refers("ledger.id")
    act_no: Mapped[int] = act_reference()
    struck_act: Mapped[int | None] = act_reference(nullable=True)


class Transfer(Base):
    """Lines that went to another system together, in one file."""

    __tablename__ = "transfer"

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    system: Mapped[str]
    """Code of the billing system in the policy."""
    made_on: Mapped[date]
    line_count: Mapped[int]
    total_pence: Mapped[int]
    scope: Mapped[str]
    """JSON: what the system was told of when it was made."""
    looked_to: Mapped[int]
    """Key of the last line of the ledger that was looked at for it."""
    act_no: Mapped[int] = act_reference()
    struck_act: Mapped[int | None] = act_reference(nullable=True)


class SentLine(Base):
    """A line of the ledger that went to another system, once."""

    __tablename__ = "sent_line"
    __table_args__ = (
        Index(
            "uq_sent_line_system_ledger_id",
            "system",
            "ledger_id",
            unique=True,
            **only_where(NOT_STRUCK),
        ),
        Index("ix_sent_line_reference", "reference"),
        Index("ix_sent_line_unpaid", "account_id", **only_where("unpaid_pence IS NOT NULL")),
    )

    id: Mapped[Key]
    transfer_id: Mapped[int] = refers("transfer.id")
    system: Mapped[str]
    ledger_id: Mapped[int] = refers("ledger.id", index=False)
    account_id: Mapped[int] = refers("account.id", index=False)
    reference: Mapped[str]
    """What the other system calls it by when it tells us that it was paid."""
    unpaid_pence: Mapped[int | None]
    """What that system says is past its day and unpaid; empty until it says so."""
    struck_act: Mapped[int | None] = act_reference(nullable=True)


class Allocation(Base):
    """A part of a payment that somebody put to a certain line; the rest pays the oldest first."""

    __tablename__ = "allocation"

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    account_id: Mapped[int] = refers("account.id")
    paid_line_id: Mapped[int] = refers("ledger.id", index=False)
    charged_line_id: Mapped[int] = refers("ledger.id", index=False)
    amount_pence: Mapped[int]
    act_no: Mapped[int] = act_reference()
    struck_act: Mapped[int | None] = act_reference(nullable=True)
