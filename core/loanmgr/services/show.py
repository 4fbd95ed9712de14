"""Everything about one thing, whatever its code names, with its whole timeline."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.lending import HOLDS_STOCK, status_of, year_words
from loanmgr.domain.money import pounds
from loanmgr.domain.school_years import year_of
from loanmgr.domain.words import listed, long_date
from loanmgr.services import (
    accounts,
    contacts,
    facts,
    history,
    insured,
    passing,
    sight,
    waiving,
)
from loanmgr.services.contacts import Contact
from loanmgr.services.facts import named
from loanmgr.services.history import Event, TimelineOf
from loanmgr.services.schools.record import SchoolFacts, school_facts
from loanmgr.services.work import Look

INSTRUMENT = Sql("""
SELECT i.model, i.bought_on, i.note, i.labelled_at, owner.name AS owner, here.name AS here,
  here.code AS here_code, home.code AS home_code
FROM instrument AS i JOIN owner ON owner.id = i.owner_id
JOIN place AS here ON here.id = i.here_place_id JOIN place AS home ON home.id = i.home_place_id
WHERE i.id = :key
""")
ALIASES = Sql(
    "SELECT text FROM code WHERE kind = :kind AND thing = :key AND is_alias = 1"
    " AND text NOT LIKE '% %' ORDER BY text"
)
FAMILY = Sql(
    "SELECT id, code, name, address, postcode, note, left_on, struck_act FROM family"
    " WHERE id = :key"
)
ADULTS = Sql(
    "SELECT name, contact FROM adult WHERE family_id = :key AND struck_act IS NULL"
    " ORDER BY position, id"
)
CHILDREN = Sql(
    "SELECT b.code, b.name, b.year, b.year_on, school.name AS school FROM borrower AS b"
    " LEFT JOIN borrower AS school ON school.id = b.school_id"
    " WHERE b.family_id = :key AND b.struck_act IS NULL ORDER BY b.id"
)
BORROWER = Sql("""
SELECT b.id, b.code, b.kind, b.name, b.year, b.year_on, b.contact, b.left_on, b.struck_act,
  family.code AS family_code, family.name AS family_name, school.code AS school_code,
  school.name AS school_name, own.urn, COALESCE(own.address, b.address) AS address,
  COALESCE(own.postcode, b.postcode) AS postcode
FROM borrower AS b LEFT JOIN family ON family.id = b.family_id
LEFT JOIN borrower AS school ON school.id = b.school_id
LEFT JOIN school AS own ON own.borrower_id = b.id
WHERE b.id = :key
""")
OUT = """
SELECT i.code, t.name AS type_name, s.code AS size_code, b.code AS borrower_code, b.name,
  line.lent_on, line.due_on, line.next_charge_on, passer.name AS passed_by
FROM loan_line AS line JOIN borrower AS b ON b.id = line.borrower_id
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id LEFT JOIN instrument_size AS s ON s.id = i.size_id
LEFT JOIN loan_line AS above ON above.id = line.parent_line_id
LEFT JOIN borrower AS passer ON passer.id = above.borrower_id
WHERE {who} = :key AND line.returned_at IS NULL AND line.passed_on_at IS NULL ORDER BY line.id
"""
OUT_WITH = {
    "family": Sql(OUT.format(who="b.family_id")),
    "borrower": Sql(OUT.format(who="line.borrower_id")),
}
HIDDEN = ("address", "postcode", "note", "contact")
AWARDS = Sql(
    "SELECT uuid, scheme, state, from_on, to_on, grace_until_on FROM award"
    " WHERE borrower_id = :key AND struck_act IS NULL ORDER BY from_on"
)
PLACE = Sql(
    "SELECT place.code, place.kind, place.name, place.closed_on, centre.name AS centre,"
    " (SELECT COUNT(*) FROM instrument WHERE instrument.here_place_id = place.id"
    " AND instrument.struck_act IS NULL) AS instruments"
    " FROM place LEFT JOIN place AS centre ON centre.id = place.centre_id WHERE place.id = :key"
)

PAGE = 1000


@dataclass(frozen=True)
class Shown:
    """One thing: what every thing has, more for programs, and the same in words for people."""

    code: str
    kind: str
    name: str
    status: str | None
    """The state of an instrument; nothing else has one."""
    more: dict[str, Any]
    facts: tuple[tuple[str, str], ...]
    """Labels and values, as a person reads them."""
    timeline: tuple[Event, ...]


def show(look: Look, code: str) -> Shown:
    """Return everything about the thing that a code names.

    Raises:
        RuleError: the code is unknown, did not read properly, or its record was taken back.
    """
    kind, key = facts.thing_of(look, code)
    return MAKERS[kind](look, key)


def _instrument(look: Look, key: int) -> Shown:
    known = facts.instrument(look, key)
    row, also = known.row, look.one(INSTRUMENT, key=key)
    parts = look.rows(facts.PARTS, key=key)
    aliases = [alias.text for alias in look.rows(ALIASES, kind="instrument", key=key)]
    more = {
        "type": row.type_code,
        "size": row.size_code,
        "make": row.make,
        "model": also.model,
        "serial": row.serial,
        "aliases": aliases,
        "parts": [{"name": part.name, "missing_on": part.missing_on} for part in parts],
        "owner": also.owner,
        "place": {"code": also.home_code, "name": row.home_name},
        "here": {"code": also.here_code, "name": also.here},
        "value_pence": row.value_pence,
        "bought_on": also.bought_on,
        "note": also.note,
        "holder": row.holder_name,
        "holder_code": row.holder_code,
        "passed_by": row.passed_by_code,
        "lent_on": row.lent_on,
        "due_on": row.due_on,
        "next_charge_on": row.next_charge_on,
        "fault": row.fault,
        "fault_on": row.fault_on,
        "unready": known.facts.unready or None,
        "unready_on": row.unready_on,
        "missing_on": row.missing_on,
        "retired_on": row.retired_on,
        "kept_for": known.facts.kept_for or None,
        "kept_for_code": known.facts.kept_card or None,
        "kept_until_on": known.facts.kept_until_on,
        "labelled_at": also.labelled_at,
    }
    charged = waiving.charges_of(look, row.code)
    more["charges"] = [asdict(charge) for charge in charged]
    more["insurance"] = insured.of_instrument(look, known) or None
    status = status_of(known.facts)
    words = (
        ("Is", _state_words(status, row)),
        ("Before it is lent", known.facts.unready),
        ("Make", f"{row.make} {also.model}".strip()),
        ("Serial", row.serial),
        ("Old labels", listed(aliases)),
        ("Parts", listed(_part_words(part) for part in parts)),
        ("Belongs in", row.home_name),
        ("Last put in", also.here if also.here != row.home_name else ""),
        ("Owner", also.owner),
        ("Value", pounds(row.value_pence) if row.value_pence is not None else ""),
        ("Insurance", more["insurance"] or ""),
        ("Bought", long_date(also.bought_on) if also.bought_on else ""),
        ("Note", also.note),
        *(("Charged", f"{c.what}: {pounds(c.due_pence)} to {c.borrower_name}") for c in charged),
    )
    return Shown(row.code, "instrument", known.name, status, more, words, _timeline(look, row.code))


def _family(look: Look, key: int) -> Shown:
    row = _seen(look, "family", _standing(look.one(FAMILY, key=key)))
    adults, children = look.rows(ADULTS, key=key), look.rows(CHILDREN, key=key)
    out = look.rows(OUT_WITH["family"], key=key)
    money = accounts.account(look, row.code)
    more: dict[str, Any] = {
        "adults": [
            {"name": adult.name, "contact": "" if row.is_hidden else adult.contact}
            for adult in adults
        ],
        "address": row.address,
        "postcode": row.postcode,
        "note": row.note,
        "children": [_child(child, look.on) for child in children],
        "out": [_out(line) for line in out],
        "balance_pence": money.balance_pence,
        "owed_pence": money.owed_pence,
    }
    words = (
        *(("Adult", f"{each['name']}  {each['contact']}".strip()) for each in more["adults"]),
        ("Address", f"{row.address} {row.postcode}".strip()),
        *(("Child", _child_words(child, look.on)) for child in children),
        *(("Has", _out_words(line)) for line in out),
        ("Balance", pounds(money.balance_pence)),
        ("Note", row.note),
    )
    return Shown(row.code, "family", row.name, None, more, words, _timeline(look, row.code))


def _borrower(look: Look, key: int) -> Shown:
    row = _seen(look, "borrower", _standing(look.one(BORROWER, key=key)))
    out = look.rows(OUT_WITH["borrower"], key=key)
    passed_on = look.rows(passing.PASSED_ON, key=key) if row.kind in HOLDS_STOCK else []
    people = contacts.of_borrower(look, key)
    known = school_facts(look, key)
    awards = [_award(look, held) for held in look.rows(AWARDS, key=key)]
    money = accounts.account(look, row.code)
    more = {
        "family": row.family_code,
        "school": row.school_code,
        "year": year_of(row, look.on),
        "contact": row.contact,
        "urn": row.urn,
        "address": row.address,
        "postcode": row.postcode,
        "contacts": [asdict(each) for each in people],
        "national_register": asdict(known) if known else None,
        "left_on": row.left_on,
        "out": [_out(line) for line in out],
        "passed_on": [{"instrument": p.code, "to": p.borrower_code} for p in passed_on],
        "awards": awards,
        "balance_pence": money.balance_pence,
        "owed_pence": money.owed_pence,
    }
    words = (
        ("Is", row.kind),
        ("Family", f"{row.family_name} {row.family_code}" if row.family_code else ""),
        ("School", row.school_name or ""),
        ("Year", year_words(year_of(row, look.on))),
        ("URN", row.urn or ""),
        ("Address", f"{row.address or ''} {row.postcode or ''}".strip()),
        ("Contact", row.contact),
        *_school_words(known),
        *((each.role or "Write to", _contact_words(each)) for each in people),
        *((held["public_name"], _award_words(held)) for held in awards),
        *(("Has", _out_words(line)) for line in out),
        *(("Passed on", _passed_words(line)) for line in passed_on),
        ("Balance", pounds(money.balance_pence)),
    )
    return Shown(row.code, row.kind, row.name, None, more, words, _timeline(look, row.code))


def _contact_words(each: Contact) -> str:
    prefers = f"(by {each.prefers})" if each.prefers else ""
    return "  ".join(filter(None, (each.name, each.contact, prefers)))


def _school_words(known: SchoolFacts | None) -> tuple[tuple[str, str], ...]:
    if known is None:
        return ()
    closed = f", on {long_date(known.closed_on)}" if known.closed_on else ""
    return (
        ("State", f"{known.state}{closed}"),
        ("Phase", known.phase),
        ("Ages", known.ages),
        ("Pupils", "" if known.pupil_count is None else f"{known.pupil_count:,}"),
        ("Head", known.head),
        ("Telephone", known.telephone),
        ("Website", known.website),
        ("Trust", known.trust),
        ("Authority", known.local_authority),
    )


def _place(look: Look, key: int) -> Shown:
    row = look.one(PLACE, key=key)
    more = {
        "place_kind": row.kind,
        "centre": row.centre,
        "closed_on": row.closed_on,
        "instruments": row.instruments,
    }
    words = (
        ("Is a", row.kind),
        ("In", row.centre or ""),
        ("Instruments", str(row.instruments)),
        ("Closed", long_date(row.closed_on) if row.closed_on else ""),
    )
    return Shown(row.code, "place", row.name, None, more, words, _timeline(look, row.code))


MAKERS: dict[str, Callable[[Look, int], Shown]] = {
    "instrument": _instrument,
    "family": _family,
    "borrower": _borrower,
    "place": _place,
}


def _standing(row: Any) -> Any:
    if row is None or row.struck_act is not None:
        raise RuleError("That record was taken back.", "unknown_label", "code")
    return row


def _timeline(look: Look, code: str) -> tuple[Event, ...]:
    events: tuple[Event, ...] = ()
    page = history.timeline(look, TimelineOf(code, None, PAGE))
    while page:
        events += page
        page = history.timeline(look, TimelineOf(code, page[-1].number, PAGE))
    return events


def _state_words(status: str, row: Any) -> str:
    words = status.replace("_", " ")
    if status == "on_loan":
        until = facts.until_words(row.due_on, row.next_charge_on)
        by = f", passed on by {row.passed_by_name}" if row.passed_by_name else ""
        return f"{words} to {row.holder_name} {row.holder_code}{by}, {until}"
    if status == "kept":
        return f"kept for {row.kept_name} {row.kept_card} until {long_date(row.kept_until_on)}"
    return f"{words}: {row.fault}" if row.fault else words


def _part_words(part: Any) -> str:
    return f"{part.name} (missing)" if part.missing_on else str(part.name)


def _child(child: Any, on: date) -> dict[str, Any]:
    year = year_of(child, on)
    return {"code": child.code, "name": child.name, "year": year, "school": child.school}


def _child_words(child: Any, on: date) -> str:
    more = ", ".join(filter(None, (year_words(year_of(child, on)), child.school)))
    return f"{child.name} {child.code}" + (f" ({more})" if more else "")


def _out(line: Any) -> dict[str, Any]:
    return {
        "instrument": line.code,
        "name": named(line.type_name, line.size_code),
        "borrower": line.borrower_code,
        "lent_on": line.lent_on,
        "due_on": line.due_on,
        "next_charge_on": line.next_charge_on,
    }


def _out_words(line: Any) -> str:
    until = facts.until_words(line.due_on, line.next_charge_on)
    by = f", passed on by {line.passed_by}" if line.passed_by else ""
    return f"{named(line.type_name, line.size_code)} {line.code}, {line.name}{by}, {until}"


def _passed_words(line: Any) -> str:
    return f"{named(line.type_name, line.size_code)} {line.code} to {line.borrower}"


class _Seen:
    """A row without what is kept from whoever asks."""

    def __init__(self, row: Any, *, is_hidden: bool) -> None:
        self._row = row
        self.is_hidden = is_hidden

    def __getattr__(self, name: str) -> Any:
        if self.is_hidden and name in HIDDEN:
            return ""
        return getattr(self._row, name)


def _seen(look: Look, kind: str, row: Any) -> _Seen:
    return _Seen(row, is_hidden=sight.is_hidden(look, kind, row.id))


def _award(look: Look, held: Any) -> dict[str, Any]:
    seen = sight.of_award(look, held.scheme, held.from_on)
    return {
        "award": held.uuid,
        # The scheme's own name tells the reason, which not everybody may see.
        "public_name": seen.public_name,
        "state": held.state,
        "from_on": held.from_on,
        "to_on": held.to_on,
        "grace_until_on": held.grace_until_on,
    }


def _award_words(held: dict[str, Any]) -> str:
    days = f"{long_date(held['from_on'])} to {long_date(held['to_on'])}"
    return f"{held['state'].replace('_', ' ')}, {days}"
