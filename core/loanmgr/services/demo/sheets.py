"""Rows on their way into the register: collected by table, written many at a time."""

from typing import Any

from loanmgr.db.bulk import Bulk, Columns

ENOUGH = 6_000
"""Acts after which rows are written; more would only take memory."""

PLACE = Columns("place", ("id", "code", "kind", "name", "centre_id"))
OWNER = Columns("owner", ("id", "name"))
STAFF = Columns("staff", ("id", "uuid", "name", "left_on"))
ROLE = Columns("staff_role", ("id", "staff_id", "role", "place_id"))
DESK = Columns("desk", ("id", "uuid", "name", "place_id", "seq"))
BLOCK = Columns("number_block", ("letter", "desk_id", "first", "last", "next"))

ACCOUNT = Columns("account", ("id", "kind"))
FAMILY = Columns(
    "family", ("id", "code", "name", "account_id", "address", "postcode"), {"note": ""}
)
ADULT = Columns("adult", ("id", "family_id", "name", "contact", "position"))
BORROWER = Columns(
    "borrower",
    (
        *("id", "code", "kind", "name", "account_id", "family_id"),
        *("school_id", "year", "year_on", "contact", "left_on"),
    ),
)
SCHOOL = Columns("school", ("borrower_id", "urn", "address", "postcode"))
INSTRUMENT = Columns(
    "instrument",
    (
        *("id", "code", "type_id", "size_id", "make", "model", "serial", "owner_id"),
        *("home_place_id", "value_pence", "bought_on", "labelled_at"),
    ),
    {"note": ""},
    {"here_place_id": "home_place_id"},
)
PART = Columns("part", ("id", "instrument_id", "code", "name", "value_pence"))
CODE = Columns("code", ("id", "text", "kind", "thing", "is_alias"))
SEARCH = Columns("search_entry", ("kind", "thing", "rank", "text"))
AGREEMENT = Columns(
    "agreement",
    ("id", "uuid", "account_id", "year", "signed_on", "signed_how", "act_no"),
    {"terms_version": 1},
)
LOAN = Columns(
    "loan",
    (
        *("id", "uuid", "borrower_id", "account_id", "agreement_id"),
        *("lent_on", "collected_by", "act_no"),
    ),
)
LINE = Columns(
    "loan_line",
    (
        *("id", "uuid", "loan_id", "instrument_id", "borrower_id", "lent_at", "lent_on"),
        *("due_on", "next_charge_on", "returned_at", "returned_on", "act_no"),
    ),
)
AWARD = Columns(
    "award",
    (
        *("id", "uuid", "borrower_id", "scheme", "scheme_kind", "state", "evidence"),
        *("seen_by_id", "seen_on", "received_on", "from_on", "to_on", "grace_until_on", "act_no"),
    ),
)
CHARGE = Columns(
    "charge",
    (
        *("id", "uuid", "hire_id", "account_id", "borrower_id", "period", "period_from_on"),
        *("period_to_on", "charge_on", "full_pence", "discount_pence", "due_pence", "tariff"),
        *("scheme", "award_id", "because", "steps", "act_no"),
    ),
    {"policy_version": 1},
)
PAYMENT = Columns(
    "payment",
    (
        *("id", "uuid", "account_id", "method", "amount_pence", "received_on"),
        *("reference", "act_no"),
    ),
)
OWED = Columns(
    "ledger",
    (
        *("id", "uuid", "account_id", "kind", "entered_on", "due_on", "amount_pence"),
        *("vat_code", "charge_id", "what", "act_no"),
    ),
)
PAID = Columns(
    "ledger",
    (
        *("id", "uuid", "account_id", "entered_on", "amount_pence", "payment_id"),
        *("what", "act_no"),
    ),
    {"kind": "payment", "vat_code": ""},
)
TAKEN_BACK = Columns(
    "ledger",
    (
        *("id", "uuid", "account_id", "entered_on", "due_on", "amount_pence", "vat_code"),
        *("charge_id", "reverses_id", "what", "act_no"),
    ),
    {"kind": "reversal"},
)
ACT = Columns(
    "act",
    (
        *("no", "uuid", "desk_id", "seq", "recorded_at", "business_on", "staff_id"),
        *("place_id", "use_case", "part_of"),
    ),
    {"version": 1},
    {"made_at": "recorded_at"},
)
BODY = Columns("act_body", ("act_no", "what", "request", "result", "effects", "digest"))
ABOUT = Columns("act_about", ("act_no", "use_case", "instrument", "borrower", "family"))
"""What acts are about, in a table of passage: `act_thing` is made of it in its own order."""

IN_ORDER = (
    *(PLACE, OWNER, STAFF, ROLE, DESK, BLOCK, ACCOUNT, FAMILY, ADULT, BORROWER, SCHOOL),
    *(INSTRUMENT, PART, CODE, SEARCH, AGREEMENT, LOAN, LINE, AWARD, CHARGE, PAYMENT),
    *(OWED, PAID, TAKEN_BACK, ACT, BODY, ABOUT),
)
"""What is referred to comes first."""


class Sheets:
    """Rows by table, and the keys that come next."""

    def __init__(self, bulk: Bulk) -> None:
        self._bulk = bulk
        self._rows: dict[int, list[tuple[Any, ...]]] = {id(columns): [] for columns in IN_ORDER}
        self._acts = self.of(ACT)
        self.keys: dict[str, int] = {}

    def of(self, columns: Columns) -> list[tuple[Any, ...]]:
        """Return the list that rows for a table are put on; it stays the same list."""
        return self._rows[id(columns)]

    def write_if_enough(self) -> bool:
        """Write what has been collected, when it is worth while; say whether it was."""
        if len(self._acts) < ENOUGH:
            return False
        self.write()
        return True

    def write(self) -> None:
        """Write what has been collected."""
        for columns in IN_ORDER:
            rows = self._rows[id(columns)]
            self._bulk.add(columns, rows)
            rows.clear()
