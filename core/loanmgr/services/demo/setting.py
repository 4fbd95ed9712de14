"""The made-up service itself: centres with rooms and shelves, owners, staff and desks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from loanmgr.db.bulk import Bulk
from loanmgr.db.sql import Sql
from loanmgr.domain import policy as rules
from loanmgr.domain.policy import Policy
from loanmgr.services.demo import names, sheets
from loanmgr.services.demo.acts import DemoDesk, label
from loanmgr.services.demo.sheets import Sheets
from loanmgr.services.register import StartRegister, start
from loanmgr.services.work import Draft, Identity, Look

DESK = f"{names.CENTRES[0]} 1"
"""The desk whose list of today is full."""

ROOMS = ("Store", "Band room", "Strings room")
SHELVES = tuple(f"Shelf {letter}{number}" for letter in "ABC" for number in (1, 2, 3))
OFFICE = 3
TECHNICIANS = 2
PER_CENTRE = 3

RENAME_REGISTER = Sql("UPDATE register SET uuid = :uuid")
RENAME_LEAD = Sql("UPDATE staff SET uuid = :uuid")
NEXT_LABELS = Sql("UPDATE number_range SET next = :next WHERE letter = :letter")


@dataclass(frozen=True)
class Shelf:
    """A place where instruments belong."""

    key: int
    code: str
    name: str


@dataclass(frozen=True)
class Setting:
    """What a history happens in."""

    desks: tuple[DemoDesk, ...]
    """One for each centre."""
    office: DemoDesk
    shelves: tuple[tuple[Shelf, ...], ...]
    """By centre."""


def begin(bulk: Bulk, policy: Policy, on: date) -> None:
    """Start the register as `init` does, with ids that are the same each time."""
    nobody = Identity(0, "", 0, "", 0, "", "")
    now = datetime.combine(on, time(8), UTC)
    draft = Draft(bulk.connection, nobody, on, now, _no_policy)
    request = StartRegister(
        names.SERVICE, names.CENTRES[0], names.LEAD, rules.export(policy), made_up=True
    )
    start(draft, request)
    draft.do("register", RENAME_REGISTER, uuid=_id(on, 0, 1))
    draft.do("staff", RENAME_LEAD, uuid=_id(on, 1, 1))


def furnish(rows: Sheets, on: date) -> Setting:
    """Add everything a service has before its first family."""
    shelves = _places(rows)
    owners = rows.of(sheets.OWNER)
    owners += [(key, name) for key, name in enumerate(names.OWNERS[1:], start=2)]
    people = _staff(rows, on)
    desks = []
    for centre, name in enumerate(names.CENTRES):
        first = OFFICE + TECHNICIANS + centre * PER_CENTRE
        staff = tuple(people[(first + place) % len(people)] for place in range(PER_CENTRE))
        desks.append(DemoDesk(centre + 1, f"{name} 1", centre, _centre_key(centre), staff))
    last = len(desks) + 1
    office = DemoDesk(last, "Office", 0, _centre_key(0), tuple(people[: OFFICE + TECHNICIANS]))
    rows.of(sheets.DESK).extend(
        (desk.key, _id(on, 2, desk.key).bytes, desk.name, desk.place, 0)
        for desk in (*desks, office)
    )
    return Setting(tuple(desks), office, shelves)


def desk_seqs(setting: Setting) -> list[tuple[int, int]]:
    """Return how many acts each desk has recorded, and its key."""
    return [(desk.seq, desk.key) for desk in (*setting.desks, setting.office)]


def _no_policy(_look: Look) -> tuple[int, Policy]:
    return 0, Policy()


def _id(on: date, kind: int, number: int) -> UUID:
    milliseconds = int(datetime.combine(on, time(8), UTC).timestamp()) * 1000
    return UUID(int=milliseconds << 80 | 0x7 << 76 | kind << 64 | 0x8 << 60 | number)


def _centre_key(centre: int) -> int:
    """Return the key of a centre's place: the first is there, the others come next."""
    return centre + 1


def _places(rows: Sheets) -> tuple[tuple[Shelf, ...], ...]:
    places, codes = rows.of(sheets.PLACE), rows.of(sheets.CODE)
    rows.keys["place"] = rows.keys["code"] = 1

    def add(kind: str, name: str, centre: int | None) -> Shelf:
        key = rows.keys["place"] = rows.keys["place"] + 1
        rows.keys["code"] += 1
        code = label("L", key)
        places.append((key, code, kind, name, centre))
        codes.append((rows.keys["code"], code, "place", key, 0))
        return Shelf(key, code, name)

    for name in names.CENTRES[1:]:
        add("centre", name, None)
    shelves = []
    for centre in range(len(names.CENTRES)):
        for room in ROOMS:
            add("room", room, _centre_key(centre))
        shelves.append(tuple(add("cupboard", name, _centre_key(centre)) for name in SHELVES))
    add("workshop", "Workshop", _centre_key(0))
    add("van", "Van", _centre_key(0))
    return tuple(shelves)


def _staff(rows: Sheets, on: date) -> list[int]:
    """Add the staff: the office, technicians, then for each centre a lead and volunteers."""
    staff, roles = rows.of(sheets.STAFF), rows.of(sheets.ROLE)
    staff_keys = []
    for place, name in enumerate(names.STAFF):
        key = place + 2
        staff.append((key, _id(on, 1, key).bytes, name, None))
        roles.append((key, key, *_role(place)))
        staff_keys.append(key)
    return staff_keys


def _role(place: int) -> tuple[str, int | None]:
    if place < OFFICE:
        return "office", None
    if place < OFFICE + TECHNICIANS:
        return "technician", None
    centre, within = divmod(place - OFFICE - TECHNICIANS, PER_CENTRE)
    role = "desk_lead" if within == 0 else "volunteer"
    return role, _centre_key(centre % len(names.CENTRES))
