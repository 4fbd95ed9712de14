"""The keys of a policy file: for each list, what an entry may say and what each value must be.

One table drives reading, writing and the stored rows, so none of them can know a key the others
do not. ``docs/policy.md`` explains every key; a test holds the two together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from loanmgr.domain.policy.entries import (
    BASES,
    BORROWERS,
    ENDS,
    FREE_FIRST,
    GIVES_BACK,
    INSURES,
    LASTS,
    PART_PERIODS,
    ROLES,
    InstrumentType,
    Interval,
    Limit,
    Scheme,
    Size,
    Tariff,
    Term,
)
from loanmgr.domain.policy.systems import (
    ACCOUNT_KINDS,
    DATE_FORMATS,
    DECIMALS,
    FIELDS,
    LINE_KINDS,
    MONEY,
    PAID_FIELDS,
    SENDS,
    SEPARATORS,
    SYSTEM_KINDS,
    LedgerCode,
    System,
    SystemColumn,
)
from loanmgr.domain.policy.words import listed
from loanmgr.domain.vat import is_code

MOST_PENCE = 100_000_000
"""A million pounds: anything dearer is a slip of the keyboard."""

LONGEST_TEXT = 120
LONGEST_NOTE = 600

SCHOOL_YEARS = ("N", "R", *(str(year) for year in range(1, 14)))
"""School years, youngest first."""

APPLIES_TO = ("hire", "deposit", "class_set", "loss")
"""What a scheme may lower."""


@dataclass(frozen=True)
class Value:
    """What a key's value must be, in words and as a function that raises ValueError."""

    must: str
    read: Callable[[Any], Any]
    kind: str = ""
    """How it is typed: text, texts, day, flag, pence, percent, number, choice, choices or sizes;
    what has none of its own is typed as the file has it."""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """One key of an entry."""

    name: str
    value: Value
    required: bool = False
    attribute: str = ""
    """The entry's attribute, where it is not called like the key."""

    @property
    def field(self) -> str:
        """The attribute of the entry that holds the value."""
        return self.attribute or self.name


@dataclass(frozen=True)
class Shape:
    """One list of the policy: its name, what one entry is called, its class and its keys."""

    array: str
    noun: str
    makes: type[Any]
    keys: tuple[Key, ...]


def _fit(value: Any, *, fits: bool) -> Any:
    if not fits:
        raise ValueError(value)
    return value


def _text(value: Any) -> str:
    text = str(_fit(value, fits=isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT))
    _fit(value, fits=text.isprintable() and text == " ".join(text.split()))
    return text


def _note(value: Any) -> str:
    text = str(_fit(value, fits=isinstance(value, str) and 0 < len(value) <= LONGEST_NOTE))
    return str(_fit(text, fits=text.isprintable() and text == " ".join(text.split())))


def _vat(value: Any) -> str:
    text = _text(value)
    return str(_fit(text, fits=is_code(text)))


def _date(value: Any) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    day: date = _fit(value, fits=isinstance(value, date) and not isinstance(value, datetime))
    return day


def _flag(value: Any) -> bool:
    return bool(_fit(value, fits=isinstance(value, bool)))


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        return int(_fit(value, fits=type(value) is int and least <= value <= most))

    return read


def _percent(value: Any) -> Decimal:
    _fit(value, fits=isinstance(value, int | float | Decimal) and not isinstance(value, bool))
    percent = Decimal(str(value))
    _fit(value, fits=percent.is_finite() and 0 < percent <= 100)
    return Decimal(_fit(percent, fits=percent == percent.quantize(Decimal("0.01"))))


def _each(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def read_all(value: Any) -> tuple[Any, ...]:
        _fit(value, fits=isinstance(value, list | tuple) and len(value) > 0)
        found = tuple(read(item) for item in value)
        _fit(value, fits=len(set(found)) == len(found))
        return found

    return read_all


def _one_of(choices: tuple[str, ...]) -> Value:
    def read(value: Any) -> str:
        return str(_fit(value, fits=value in choices))

    return Value(listed((f'"{choice}"' for choice in choices), "or"), read, "choice", choices)


def _some_of(choices: tuple[str, ...]) -> Value:
    one = _one_of(choices)
    return Value(f"a list of {one.must}, each once", _each(one.read), "choices", choices)


def _school_year(value: Any) -> str:
    return str(_fit(value, fits=str(value) in SCHOOL_YEARS))


def _sizes(value: Any) -> tuple[Size, ...]:
    _fit(value, fits=isinstance(value, list | tuple) and len(value) > 0)
    return tuple(_size(item) for item in value)


def _size(value: Any) -> Size:
    if isinstance(value, str):
        return Size(_text(value))
    known = {key.name: key for key in SIZE_KEYS}
    _fit(value, fits=isinstance(value, dict) and {"code"} <= value.keys() <= known.keys())
    return Size(**{name: known[name].value.read(item) for name, item in value.items()})


def _tables(makes: type[Any], keys: "Callable[[], tuple[Key, ...]]") -> Callable[[Any], Any]:
    """Return what reads a list of small tables of certain keys."""

    def read(value: Any) -> tuple[Any, ...]:
        _fit(value, fits=isinstance(value, list | tuple) and len(value) > 0)
        return tuple(one(item) for item in value)

    def one(item: Any) -> Any:
        known = {key.name: key for key in keys()}
        needed = {key.name for key in keys() if key.required}
        _fit(item, fits=isinstance(item, dict) and needed <= item.keys() <= known.keys())
        return makes(**{name: known[name].value.read(given) for name, given in item.items()})

    return read


TEXT = Value(f"a few words in quotes, at most {LONGEST_TEXT} letters, on one line", _text, "text")
NOTE = Value(f"sentences in quotes, at most {LONGEST_NOTE} letters, on one line", _note, "text")
VAT = Value(
    '"non-business", "exempt", "zero", "reduced", "standard", a word of your own for what has no '
    'VAT, or words that end in a rate, such as "standard 20"',
    _vat,
    "text",
)
TEXTS = Value("a list of words in quotes, each once", _each(_text), "texts")
NOTES = Value(
    f"a list of sentences in quotes, each once and of at most {LONGEST_NOTE} letters, on one line",
    _each(_note),
    "texts",
)
DAY = Value("a date such as 2026-09-01, without quotes", _date, "day")
FLAG = Value("true or false", _flag, "flag")
PENCE = Value("whole pence from 0 up, such as 2400 for £24.00", _whole(0, MOST_PENCE), "pence")
PERCENT = Value(
    "a number above 0 and up to 100 with at most two decimals, such as 50", _percent, "percent"
)
DAYS = Value("a whole number of days from 0 to 366", _whole(0, 366), "number")
COUNT = Value("a whole number from 0 to 9999", _whole(0, 9999), "number")
NUMBER = Value("a whole number from 1 to 99", _whole(1, 99), "number")
WEEKS = Value("a whole number of weeks from 0 to 52", _whole(0, 52), "number")
MONTHS = Value("a whole number of months from 1 to 600", _whole(1, 600), "number")
AGE = Value("an age in whole years from 0 to 120", _whole(0, 120), "number")
SCHOOL_YEAR = Value(
    '"N", "R" or a school year from "1" to "13"', _school_year, "choice", SCHOOL_YEARS
)
SIZES = Value(
    'a list of sizes such as "3/4" or { code = "3/4", from_age = 9, to_age = 12 }, '
    "with no keys but code, name, from_age and to_age",
    _sizes,
    "sizes",
)

SIZE_KEYS = (
    Key("code", TEXT, required=True),
    Key("name", TEXT),
    Key("from_age", AGE),
    Key("to_age", AGE),
)

COLUMN_KEYS = (
    Key("heading", TEXT, required=True),
    Key("field", _one_of(FIELDS)),
    Key("text", TEXT),
)
PAID_COLUMN_KEYS = (
    Key("heading", TEXT, required=True),
    Key("field", _one_of(PAID_FIELDS), required=True),
)
LEDGER_CODE_KEYS = (
    Key("code", TEXT, required=True),
    Key("kind", _one_of(LINE_KINDS)),
    Key("family", TEXT),
    Key("vat", TEXT),
)
COLUMNS = Value(
    'a list of columns such as { heading = "Student ID", field = "pupil_code" } or '
    '{ heading = "Company", text = "Music" }, with a field that docs/policy.md names',
    _tables(SystemColumn, lambda: COLUMN_KEYS),
)
PAID_COLUMNS = Value(
    'a list of columns such as { heading = "Invoice", field = "reference" }, with a field that '
    f"is {listed(PAID_FIELDS, 'or')}",
    _tables(SystemColumn, lambda: PAID_COLUMN_KEYS),
)
LEDGER_CODES = Value(
    'a list such as { code = "R4410", family = "strings" }, with no keys but code, kind, family '
    "and vat",
    _tables(LedgerCode, lambda: LEDGER_CODE_KEYS),
)

NESTED: dict[type[Any], tuple[Key, ...]] = {
    Size: SIZE_KEYS,
    SystemColumn: COLUMN_KEYS,
    LedgerCode: LEDGER_CODE_KEYS,
}
"""Small tables inside an entry, by their class."""

_CODE = Key("code", TEXT, required=True)
_NAME = Key("name", TEXT, required=True)
_FROM = Key("from", DAY, attribute="from_on")
_TO = Key("to", DAY, attribute="to_on")

SHAPES = (
    Shape(
        "terms",
        "term",
        Term,
        (
            _CODE,
            _NAME,
            Key("from", DAY, required=True, attribute="from_on"),
            Key("to", DAY, required=True, attribute="to_on"),
            Key("half_term_from", DAY, attribute="half_term_from_on"),
            Key("half_term_to", DAY, attribute="half_term_to_on"),
            Key("estimated", FLAG),
        ),
    ),
    Shape(
        "tariffs",
        "tariff",
        Tariff,
        (
            _CODE,
            _NAME,
            _FROM,
            _TO,
            Key("families", TEXTS),
            Key("types", TEXTS),
            Key("sizes", TEXTS),
            Key("borrowers", _some_of(BORROWERS)),
            Key("residents", FLAG),
            Key("lessons", FLAG),
            Key("ensemble", FLAG),
            Key("from_instrument", NUMBER),
            Key("from_child", NUMBER),
            Key("parts", FLAG),
            Key("basis", _one_of(BASES), required=True),
            Key("price_pence", PENCE),
            Key("part_period", _one_of(PART_PERIODS)),
            Key("last_days", DAYS),
            Key("least_weeks", WEEKS),
            Key("free_first", _one_of(FREE_FIRST)),
            Key("least_periods", COUNT),
            Key("ends", _one_of(ENDS)),
            Key("gives_back", _one_of(GIVES_BACK)),
            Key("take_off_days", DAYS),
            Key("notice_days", DAYS),
            Key("running_from", DAY, attribute="running_from_on"),
            Key("deposit_pence", PENCE),
            Key("vat", VAT),
            Key("ledger_code", TEXT),
            Key("pay_within_days", DAYS),
            Key("replacement_after_days", DAYS),
            Key("ends_with_lessons", FLAG),
            Key("parts_after_days", DAYS),
            Key("hire_stops_at_loss", FLAG),
            Key("part_names", TEXTS),
            Key("percent_of_value", PERCENT),
            Key("excess_pence", PENCE),
            Key("cap_pence", PENCE),
            Key("free_days", DAYS),
            Key("insure", _one_of(INSURES)),
            Key("example", FLAG),
        ),
    ),
    Shape(
        "schemes",
        "scheme",
        Scheme,
        (
            _CODE,
            _NAME,
            Key("public_name", TEXT, required=True),
            _FROM,
            _TO,
            Key("kind", TEXT),
            Key("percent", PERCENT),
            Key("fixed_pence", PENCE),
            Key("set_price_pence", PENCE),
            Key("set_price_per_year_pence", PENCE),
            Key("family_price_per_term_pence", PENCE),
            Key("free", FLAG),
            Key("cap_per_term_pence", PENCE),
            Key("cap_per_year_pence", PENCE),
            Key("cap_per_family_term_pence", PENCE),
            Key("deposit_pence", PENCE),
            Key("instruments", NUMBER),
            Key("automatic", FLAG),
            Key("confidential", FLAG),
            Key("seen_by", _some_of(ROLES)),
            Key("awarded_by", _some_of(ROLES)),
            Key("reasons", TEXTS),
            Key("apply_within_days", DAYS),
            Key("applies_to", _some_of(APPLIES_TO)),
            Key("stacks", FLAG),
            Key("evidence", TEXTS),
            Key("grace_days", DAYS),
            Key("lasts", _one_of(LASTS)),
            Key("from_year", SCHOOL_YEAR),
            Key("budget_pence", PENCE),
        ),
    ),
    Shape(
        "limits",
        "limit",
        Limit,
        (
            _CODE,
            _NAME,
            _FROM,
            _TO,
            Key("borrowers", _some_of(BORROWERS)),
            Key("instruments", COUNT),
            Key("owed_pence", PENCE),
            Key("renewals", COUNT),
            Key("kept_working_days", DAYS),
            Key("payment_days", DAYS),
            Key("recall_after_days", DAYS),
            Key("late_note", NOTE),
            Key("late_fee_pence", PENCE),
            Key("late_percent", PERCENT),
            Key("address", TEXTS),
            Key("contact", TEXT),
            Key("pay_to", TEXTS),
            Key("vat_number", TEXT),
            Key("invoices_since", DAY, attribute="invoices_since_on"),
            Key("conditions", NOTES),
            Key("teacher_signs", FLAG),
        ),
    ),
    Shape(
        "intervals",
        "interval",
        Interval,
        (
            _CODE,
            _NAME,
            _FROM,
            _TO,
            Key("after_loan", FLAG),
            Key("every_months", MONTHS),
            Key("blocks_lending", FLAG),
            Key("charge_pence", PENCE),
            Key("vat", VAT),
        ),
    ),
    Shape(
        "systems",
        "system",
        System,
        (
            _CODE,
            _NAME,
            _FROM,
            _TO,
            Key("kind", _one_of(SYSTEM_KINDS), required=True),
            Key("accounts", _some_of(ACCOUNT_KINDS), required=True),
            Key("invoices", FLAG),
            Key("sends", _some_of(SENDS)),
            Key("since", DAY, attribute="since_on"),
            Key("columns", COLUMNS, required=True),
            Key("date_format", _one_of(DATE_FORMATS)),
            Key("money", _one_of(MONEY)),
            Key("separator", _one_of(tuple(SEPARATORS))),
            Key("decimal", _one_of(tuple(DECIMALS))),
            Key("ledger_code", TEXT),
            Key("ledger_codes", LEDGER_CODES),
            Key("paid_columns", PAID_COLUMNS),
        ),
    ),
    Shape(
        "types",
        "type",
        InstrumentType,
        (
            _CODE,
            _NAME,
            Key("family", TEXT, required=True),
            Key("sizes", SIZES),
            Key("usual_parts", TEXTS),
            Key("checks", TEXTS),
            Key("value_pence", PENCE),
            Key("counts", FLAG),
            Key("insure", _one_of(INSURES)),
        ),
    ),
)
