"""Awards, charges and the add-only ledger. All sums are whole pence; owed to us is positive."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from loanmgr.db.models.base import (
    NOT_STRUCK,
    Base,
    Key,
    PublicId,
    act_reference,
    only_where,
    refers,
)


class Award(Base):
    """One pupil's place on a discount scheme. The evidence itself is never stored."""

    __tablename__ = "award"
    __table_args__ = (
        Index("ix_award_borrower_id_from_on", "borrower_id", "from_on"),
        Index("ix_award_awaited", "grace_until_on", **only_where("state = 'evidence_awaited'")),
    )

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    borrower_id: Mapped[int] = refers("borrower.id", index=False)
    scheme: Mapped[str]
    """Code of the scheme."""
    scheme_kind: Mapped[str]
    """A borrower holds one award of a kind at a time."""
    state: Mapped[str]
    """applied, awarded, evidence_awaited, waiting_list, refused or ended."""
    evidence: Mapped[str]
    seen_by_id: Mapped[int | None] = refers("staff.id", index=False)
    seen_on: Mapped[date | None]
    received_on: Mapped[date]
    from_on: Mapped[date]
    to_on: Mapped[date]
    grace_until_on: Mapped[date | None]
    """Until when the reduced rate holds although the evidence has not come."""
    act_no: Mapped[int] = act_reference()
    struck_act: Mapped[int | None] = act_reference(nullable=True)
    reason: Mapped[str | None]
    """On which ground, where the scheme tells grounds apart."""
    decided_on: Mapped[date | None]
    """When it was awarded or refused, where that was not at once."""


class Charge(Base):
    """What a hire costs for a period, or what was lost or broken costs, explained to the penny."""

    __tablename__ = "charge"
    __table_args__ = (
        Index(
            "uq_charge_live_period",
            "hire_id",
            "period_from_on",
            unique=True,
            **only_where("ended_act IS NULL AND kind IS NULL"),
        ),
        Index(
            "uq_charge_live_loss",
            "hire_id",
            unique=True,
            **only_where("ended_act IS NULL AND kind = 'loss'"),
        ),
        # Holds all that the sum of a scheme's budget needs, so that it reads only the index.
        Index(
            "ix_charge_given",
            "scheme",
            "charge_on",
            "discount_pence",
            **only_where("ended_act IS NULL AND scheme IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    hire_id: Mapped[int] = refers("loan_line.id")
    """The first loan line of the hire; a swap goes on under the same one."""
    account_id: Mapped[int] = refers("account.id")
    borrower_id: Mapped[int] = refers("borrower.id")
    period: Mapped[str]
    period_from_on: Mapped[date]
    period_to_on: Mapped[date]
    charge_on: Mapped[date]
    full_pence: Mapped[int]
    discount_pence: Mapped[int]
    due_pence: Mapped[int]
    tariff: Mapped[str]
    scheme: Mapped[str | None]
    award_id: Mapped[int | None] = refers("award.id")
    because: Mapped[str]
    steps: Mapped[str]
    """JSON: [[what, pence], …], which add up to `due_pence`."""
    policy_version: Mapped[int]
    act_no: Mapped[int] = act_reference()
    ended_act: Mapped[int | None] = act_reference(nullable=True)
    """The act that took the charge back; empty while it stands."""
    order_no: Mapped[str | None]
    """Order number of the school that pays for a pupil."""
    agreed_by: Mapped[str | None]
    """Who at that school agreed."""
    kind: Mapped[str | None]
    """loss, damage or part; empty where it is hire."""


class Payment(Base):
    """Money that came in (or went back, when negative)."""

    __tablename__ = "payment"
    __table_args__ = (
        Index(
            "uq_payment_external",
            "external",
            unique=True,
            **only_where(f"external IS NOT NULL AND {NOT_STRUCK}"),
        ),
    )

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    account_id: Mapped[int] = refers("account.id")
    method: Mapped[str]
    amount_pence: Mapped[int]
    received_on: Mapped[date]
    reference: Mapped[str]
    act_no: Mapped[int] = act_reference()
    struck_act: Mapped[int | None] = act_reference(nullable=True)
    external: Mapped[str | None]
    """What the system it came from calls it, so that it is not taken in twice."""


class Ledger(Base):
    """A line of an account. Only ever added: the database refuses to change or remove one."""

    __tablename__ = "ledger"
    __table_args__ = (
        # Holds all that a balance needs, so that summing an account reads only the index.
        Index("ix_ledger_account_id_due_on_amount_pence", "account_id", "due_on", "amount_pence"),
        Index(
            "uq_ledger_reverses_id",
            "reverses_id",
            unique=True,
            **only_where("reverses_id IS NOT NULL"),
        ),
        Index("ix_ledger_entered_on", "entered_on"),
    )

    id: Mapped[Key]
    uuid: Mapped[PublicId]
    account_id: Mapped[int] = refers("account.id", index=False)
    kind: Mapped[str]
    """charge, discount, deposit, payment, refund, write_off or reversal."""
    entered_on: Mapped[date]
    due_on: Mapped[date | None]
    """The day after which it counts as owed."""
    amount_pence: Mapped[int]
    vat_code: Mapped[str]
    charge_id: Mapped[int | None] = refers("charge.id")
    payment_id: Mapped[int | None] = refers("payment.id")
    reverses_id: Mapped[int | None] = refers("ledger.id", index=False)
    what: Mapped[str]
    act_no: Mapped[int] = act_reference()
