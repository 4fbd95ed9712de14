"""Who acts, and at which desk: found by name when a desk is opened."""

from loanmgr.db.sql import Connection, Sql
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.domain.ids import new_id
from loanmgr.services.work import Identity

FIND_STAFF = Sql(
    "SELECT staff.id, staff.name, COALESCE(staff_role.role, 'volunteer') AS role FROM staff"
    " LEFT JOIN staff_role ON staff_role.staff_id = staff.id WHERE staff.left_on IS NULL"
    " AND LOWER(staff.name) = LOWER(:name) ORDER BY staff.id LIMIT 1"
)
FIRST_LEAD = Sql(
    "SELECT staff.id, staff.name, staff_role.role FROM staff"
    " JOIN staff_role ON staff_role.staff_id = staff.id WHERE staff.left_on IS NULL"
    " AND staff_role.role IN ('service_lead', 'desk_lead') ORDER BY staff.id LIMIT 1"
)
FIND_DESK = Sql(
    "SELECT desk.id, desk.name, place.id AS place, place.name AS place_name"
    " FROM desk JOIN place ON place.id = desk.place_id WHERE desk.name = :name"
)
FIRST_CENTRE = Sql("SELECT id FROM place WHERE kind = 'centre' ORDER BY id LIMIT 1")

LEADS = ("desk_lead", "office", "service_lead")
"""Roles that may override a stop."""


REGISTER = Sql("SELECT id FROM register")


def find(connection: Connection, desk_name: str, staff: str | None) -> Identity | None:
    """Find the person (by default the first lead) and the desk; None where there is no such desk.

    Raises:
        StoreError: nothing was put into these tables yet.
        RuleError: nobody of that name is on the staff.
    """
    if connection.one(REGISTER, {}) is None:
        raise StoreError("There is no register here yet.", "no_register")
    if staff is None:
        person = connection.one(FIRST_LEAD, {})
    else:
        person = connection.one(FIND_STAFF, {"name": staff.strip()})
    if person is None:
        name = "lead" if staff is None else staff.strip()[:80]
        raise RuleError(f"There is no {name} on the staff list.", "unknown_staff", "staff")
    desk = connection.one(FIND_DESK, {"name": desk_name})
    if desk is None:
        return None
    return Identity(
        desk.id, desk.name, desk.place, desk.place_name, person.id, person.name, person.role
    )


def add_desk(connection: Connection, desk_name: str) -> None:
    """Add a desk, at the first centre, at its first use."""
    centre = connection.one(FIRST_CENTRE, {}).id
    values = {"uuid": new_id(), "name": desk_name, "place_id": centre, "seq": 0}
    connection.insert("desk", values)
