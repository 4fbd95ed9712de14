"""Policy as dated rows. What differs from rule to rule is JSON, in the words of the policy file."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from loanmgr.db.models.base import NOT_STRUCK, Base, Key, act_reference, only_where, refers


class DatedRule:
    """The columns every rule of the policy file has."""

    id: Mapped[Key]
    code: Mapped[str]
    """Several versions of a rule, one after the other in time, share a code."""
    name: Mapped[str]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    rule: Mapped[str]
    """JSON: the other keys, as in the policy file."""
    position: Mapped[int]
    struck_act: Mapped[int | None] = act_reference(nullable=True)


class Term(DatedRule, Base):
    """A school term; the gaps between terms are holidays."""

    __tablename__ = "term"


class Tariff(DatedRule, Base):
    """A price rule."""

    __tablename__ = "tariff"


class Scheme(DatedRule, Base):
    """A discount scheme."""

    __tablename__ = "scheme"


class BorrowingLimit(DatedRule, Base):
    """How much a kind of borrower may have."""

    __tablename__ = "borrowing_limit"


class ServiceInterval(DatedRule, Base):
    """What care is due when."""

    __tablename__ = "service_interval"


class BillingSystem(DatedRule, Base):
    """Another system that is told what to invoice or to book."""

    __tablename__ = "billing_system"


class InstrumentType(DatedRule, Base):
    """A kind of instrument, such as violin."""

    __tablename__ = "instrument_type"


class InstrumentSize(Base):
    """A size, pitch, voice or model a type comes in."""

    __tablename__ = "instrument_size"
    __table_args__ = (
        Index(
            "uq_instrument_size_type_id_code",
            "type_id",
            "code",
            unique=True,
            **only_where(NOT_STRUCK),
        ),
    )

    id: Mapped[Key]
    type_id: Mapped[int] = refers("instrument_type.id", index=False)
    code: Mapped[str]
    position: Mapped[int]
    struck_act: Mapped[int | None] = act_reference(nullable=True)
