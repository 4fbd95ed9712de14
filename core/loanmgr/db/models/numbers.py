"""Label codes and aliases, the blocks they are taken from, and what the scan box searches."""

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loanmgr.db.models.base import BIG, EXACT_TEXT, Base, Key, refers


class Code(Base):
    """What a scan is looked up in: every label code and every alias, each for one thing."""

    __tablename__ = "code"
    __table_args__ = (Index("ix_code_kind_thing", "kind", "thing"),)

    id: Mapped[Key]
    text: Mapped[str] = mapped_column(EXACT_TEXT, unique=True)
    kind: Mapped[str]
    """instrument, part, family, borrower or place: the table `thing` is a key of."""
    thing: Mapped[int]
    is_alias: Mapped[int]


class NumberRange(Base):
    """The next label number of a letter that no block has been cut from yet."""

    __tablename__ = "number_range"

    letter: Mapped[str] = mapped_column(primary_key=True)
    next: Mapped[int]


class NumberBlock(Base):
    """Label numbers one desk may give out by itself."""

    __tablename__ = "number_block"
    __table_args__ = (UniqueConstraint("letter", "first"),)

    id: Mapped[Key]
    letter: Mapped[str]
    desk_id: Mapped[int] = refers("desk.id")
    first: Mapped[int]
    last: Mapped[int]
    next: Mapped[int]


class SearchEntry(Base):
    """One way to find a thing: its folded text from some word on.

    Rank 0 is a code, serial or alias, 1 the whole text, 2 the text from a later word on. Ranks up
    to 1 are also in the index that matches anywhere. Nothing that a loan changes is in here.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("ix_search_entry_kind_text", "kind", "text"),
        Index("ix_search_entry_thing_kind", "thing", "kind"),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    thing: Mapped[int] = mapped_column(BIG)
    rank: Mapped[int]
    text: Mapped[str] = mapped_column(EXACT_TEXT)
