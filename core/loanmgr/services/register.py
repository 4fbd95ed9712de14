"""Starting a register, and what it knows about itself."""

from dataclasses import dataclass
from datetime import datetime

from loanmgr.db.sql import Sql
from loanmgr.domain import codes
from loanmgr.domain.errors import StoreError
from loanmgr.domain.ids import new_id
from loanmgr.domain.policy import parse
from loanmgr.services import policy
from loanmgr.services.work import Draft, Look

EXISTS = Sql("SELECT id FROM register")
ABOUT = Sql("SELECT name, made_up, created_at FROM register")
BEGUN = Sql(
    "SELECT policy_version,"
    " EXISTS (SELECT 1 FROM instrument WHERE struck_act IS NULL) AS instruments,"
    " EXISTS (SELECT 1 FROM instrument WHERE labelled_at IS NOT NULL) AS labels FROM register"
)
SET_MADE_UP = Sql("UPDATE register SET made_up = 1")


@dataclass(frozen=True)
class StartRegister:
    """What a new register needs to know."""

    service: str
    centre: str
    person: str
    """The person at the keyboard, who becomes its first lead."""
    policy: str
    """The starting policy, as TOML."""
    owner: str = ""
    """Whose the instruments are; the service itself unless said."""
    made_up: bool = False


@dataclass(frozen=True)
class About:
    """What a window says about the register it shows."""

    service: str
    centre: str
    desk: str
    person: str
    role: str
    made_up: bool
    created_at: datetime


@dataclass(frozen=True)
class Begun:
    """How far a new register has come."""

    has_instruments: bool = False
    has_labels: bool = False
    """A label was printed."""
    has_own_policy: bool = False
    """The prices are not those it began with."""


def start(draft: Draft, request: StartRegister) -> None:
    """Fill an empty database with what every register has."""
    if draft.one(EXISTS) is not None:
        raise StoreError("There is a register here already.", "exists")
    draft.put(
        "register",
        id=1,
        uuid=new_id(),
        name=request.service,
        policy_version=1,
        made_up=int(request.made_up),
        created_at=draft.now,
    )
    for letter in codes.LETTERS:
        draft.put("number_range", letter=letter, next=2 if letter == "L" else 1)
    code = codes.make("L", 1)
    centre = draft.put("place", code=code, kind="centre", name=request.centre)
    draft.put("code", text=code, kind="place", thing=centre, is_alias=0)
    draft.put("owner", name=request.owner or request.service)
    person = draft.put("staff", uuid=new_id(), name=request.person)
    draft.put("staff_role", staff_id=person, role="service_lead")
    policy.put_first(draft, parse(request.policy))


def about(look: Look, _request: None = None) -> About:
    """Say which register this is, and who is at which desk."""
    row = look.one(ABOUT)
    who = look.identity
    return About(
        row.name,
        who.place_name,
        who.desk_name,
        who.staff_name,
        who.role,
        bool(row.made_up),
        row.created_at,
    )


def begun(look: Look, _request: None = None) -> Begun:
    """Say how far a new register has come."""
    row = look.one(BEGUN)
    return Begun(bool(row.instruments), bool(row.labels), row.policy_version > 1)
