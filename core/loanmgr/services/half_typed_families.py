"""A new family that is half typed is kept for its desk, until it is saved or dropped.

It is kept in a basket put aside that is for nobody and in which nothing lies, so that no list of
baskets shows it. The basket bears the id of the act that saving the family will be; that act drops
it in its own transaction, so a program that dies leaves the family half typed or saved.

Two windows of one computer are one desk, and show the same. Whoever saves first has saved it; the
other is told (`saved`), and may save what stands there as a family of its own.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.services import history
from loanmgr.services.baskets import rows
from loanmgr.services.new_family import NewFamily
from loanmgr.services.work import Draft, Look

NOBODYS = """
FROM basket WHERE desk_id = :desk AND family_id IS NULL AND borrower_id IS NULL
  AND parked_at IS NOT NULL AND typed IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM basket_line WHERE basket_line.basket_id = basket.id)
"""
OURS = Sql(f"SELECT id, typed {NOBODYS} ORDER BY id")
OF_ID = Sql(f"SELECT id {NOBODYS} AND uuid = :id")
SAVED = Sql("SELECT 1 FROM act WHERE uuid = :id")
SAVED_AS = Sql(
    "SELECT body.what, back.no AS undone_by, family.code, family.struck_act FROM act"
    " JOIN act_body AS body ON body.act_no = act.no"
    " JOIN act_thing AS added ON added.act_no = act.no AND added.kind = 'family'"
    " AND added.role = 'added' JOIN family ON family.id = added.thing"
    " LEFT JOIN act AS back ON back.undoes = act.no WHERE act.uuid = :id"
)
SET_TYPED = Sql("UPDATE basket SET typed = :typed WHERE id = :key")


@dataclass(frozen=True)
class HalfTypedFamily:
    """What stands in the panel for a new family, or for another child of one that is here."""

    request: NewFamily
    """As it would be saved now."""
    title: str = ""
    """The name of the family that is here already."""
    schools: tuple[str, ...] = ()
    """What stands in the field for the school of each child; the request may have its card."""

    @property
    def name(self) -> str:
        """Return whom it is about: the grown-up, or the child that a family here already gets."""
        children = tuple(child.name for child in self.request.children)
        adult, title = self.request.adult, self.title
        said = (*children, title) if self.request.family else (adult, *children)
        return next((name.strip() for name in said if name.strip()), "")


@dataclass(frozen=True)
class SavedAlready:
    """What was half typed was saved, perhaps in another window of this computer."""

    code: str
    """The card of the family."""
    what: str
    """One sentence about what was saved."""
    is_undone: bool
    """It was taken back since."""


def keep_half_typed(draft: Draft, typed: HalfTypedFamily) -> None:
    """Keep what is half typed, in the place of what was kept of the same family before.

    What was saved meanwhile is not kept again.

    Raises:
        RuleError: a text is longer than can be kept.
    """
    for text in _texts(typed):
        texts.note(text, "typed")
    request = typed.request
    written = msgspec.json.encode(typed).decode()
    there = draft.one(OF_ID, desk=draft.identity.desk, id=request.id)
    if there is not None:
        draft.do("basket", SET_TYPED, key=there.id, typed=written)
    elif draft.one(SAVED, id=request.id) is None:
        draft.put(
            "basket",
            uuid=request.id,
            desk_id=draft.identity.desk,
            opened_at=draft.now,
            parked_at=draft.now,
            paying="",
            signed="",
            note="",
            settled="[]",
            override="",
            typed=written,
        )


def drop_half_typed(draft: Draft, family: UUID) -> None:
    """Keep what was half typed no longer; nothing where it was not kept."""
    there = draft.one(OF_ID, desk=draft.identity.desk, id=family)
    if there is not None:
        draft.do("basket", rows.DROP, key=there.id)


def half_typed(look: Look, _request: None = None) -> tuple[HalfTypedFamily, ...]:
    """Return what is half typed at this desk, the oldest first."""
    return tuple(
        msgspec.json.decode(row.typed, type=HalfTypedFamily)
        for row in look.rows(OURS, desk=look.identity.desk)
    )


def saved(look: Look, family: UUID) -> SavedAlready | None:
    """Return what was half typed under this id as it was saved; None where it was not."""
    row = look.one(SAVED_AS, id=family)
    if row is None:
        return None
    is_undone = row.struck_act is not None or history.is_undone(look, row.undone_by)
    return SavedAlready(row.code, row.what, is_undone)


def _texts(typed: HalfTypedFamily) -> tuple[Any, ...]:
    request = typed.request
    children = [(child.name, child.school, child.year) for child in request.children]
    carers = [(carer.name, carer.contact) for carer in request.carers]
    own = (request.adult, request.contact, request.address, request.postcode, typed.title)
    return (*own, *typed.schools, *(text for each in (*children, *carers) for text in each))
