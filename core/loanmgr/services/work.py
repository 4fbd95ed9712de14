"""What a question or a use case is handed by the desk."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from loanmgr.db.faults import RowChangedError
from loanmgr.db.many import SqlIn, next_keys
from loanmgr.db.sql import Connection, Sql
from loanmgr.domain import codes
from loanmgr.domain.policy import Policy

Request = TypeVar("Request")
Result = TypeVar("Result")

BLOCK = 100
"""Label numbers a desk takes at a time."""

TAKE_NUMBER = Sql(
    "UPDATE number_block SET next = next + 1 WHERE id = (SELECT id FROM number_block"
    " WHERE letter = :letter AND desk_id = :desk AND next <= last ORDER BY id LIMIT 1)"
    " RETURNING next - 1 AS number"
)
LOCKS = {
    table: Sql(f"SELECT id FROM {table} WHERE id = :key FOR NO KEY UPDATE")  # noqa: S608
    for table in ("register", "instrument", "borrower", "account", "scheme", "document_series")
} | {
    # A basket goes when it is finished, so nothing may be put into it meanwhile.
    "basket": Sql("SELECT id FROM basket WHERE id = :key FOR UPDATE")
}
NUMBERS_LEFT = Sql(
    "SELECT CAST(COALESCE(SUM(last - next + 1), 0) AS BIGINT) AS count_left FROM number_block"
    " WHERE letter = :letter AND desk_id = :desk"
)
CODE_TAKEN = Sql("SELECT id FROM code WHERE text = :text")
CODES_TAKEN = SqlIn("SELECT text FROM code WHERE text IN ({values})")
BLOCKS = Sql(
    "SELECT id, next, last FROM number_block WHERE letter = :letter AND desk_id = :desk"
    " AND next <= last ORDER BY id"
)
RAISE_RANGE = Sql("UPDATE number_range SET next = :next WHERE letter = :letter AND next < :next")
TAKE_TO = Sql("UPDATE number_block SET next = :next WHERE id = :key")


@dataclass(frozen=True)
class Identity:
    """At which desk, and by whom, something is done."""

    desk: int
    """Key of the desk."""
    desk_name: str
    place: int
    """Key of the desk's centre."""
    place_name: str
    staff: int
    """Key of the person."""
    staff_name: str
    role: str


class PolicySource(Protocol):
    """Gives the policy of a version, reading it only when it has changed."""

    def __call__(self, look: "Look") -> tuple[int, Policy]:
        """Return the version and the policy."""


class NumbersRunOutError(Exception):
    """The desk's block of label numbers is used up; the desk tops up and tries again."""

    def __init__(self, letter: str, wanted: int) -> None:
        super().__init__(letter, wanted)
        self.letter = letter
        self.wanted = wanted


class Look:
    """Reads, and nothing else: what a question is handed."""

    def __init__(
        self,
        connection: Connection,
        identity: Identity,
        on: date,
        now: datetime,
        policy: PolicySource,
    ) -> None:
        self.connection = connection
        self.identity = identity
        self.on = on
        """The business date."""
        self.now = now
        """The instant, in UTC."""
        self.policy_seen: int | None = None
        """The policy's version, where a statement has brought it along."""
        self._policy_source = policy
        self._policy: tuple[int, Policy] | None = None

    def rows(self, sql: Sql, **params: Any) -> list[Any]:
        """Return all rows of a statement."""
        return self.connection.rows(sql, params)

    def one(self, sql: Sql, **params: Any) -> Any:
        """Return the first row of a statement, or None."""
        return self.connection.one(sql, params)

    def policy(self) -> Policy:
        """Return the policy in force in this transaction."""
        return self._with_version()[1]

    @property
    def policy_version(self) -> int:
        """Return the number of the policy in force in this transaction."""
        return self._with_version()[0]

    def _with_version(self) -> tuple[int, Policy]:
        if self._policy is None:
            self._policy = self._policy_source(self)
        return self._policy


class Draft(Look):
    """Keeps unfinished work: rows may come and go, and no act is written."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.changed: set[str] = set()
        """Names of the tables that were changed."""

    def put(self, table: str, **values: Any) -> int:
        """Add a row of unfinished work and return its key."""
        self.changed.add(table)
        return self.connection.insert(table, values)

    def do(self, table: str, sql: Sql, **params: Any) -> int:
        """Run a statement that changes or removes rows of `table`; return how many."""
        self.changed.add(table)
        return int(self.connection.execute(sql, params).rowcount)

    @property
    def is_alone(self) -> bool:
        """Whether no other desk can write before this is done, so that nothing is to be locked."""
        return self.connection.engine == "sqlite"

    def lock(self, table: str, key: int) -> None:
        """Keep other desks from deciding about a row until this is done.

        Lock in the order of data.md: basket, instruments by key, pupils, accounts, and last a
        series of numbers. What depends on other rows is read in later statements. On SQLite the
        transaction already waits its turn.
        """
        if not self.is_alone:
            self.one(LOCKS[table], key=key)


class Work(Draft):
    """Reads, and changes rows while noting the effects: what a use case is handed."""

    def __init__(self, *args: Any, act_no: int, run_part: "PartRunner") -> None:
        super().__init__(*args)
        self.act_no = act_no
        """The number the act of this use case will have."""
        self.what = ""
        """One sentence in the past tense about what was done, stored with the act."""
        self.effects: list[tuple[Any, ...]] = []
        self.things: dict[tuple[str, int, str], None] = {}
        self.undoes: int | None = None
        """The number of the act this one takes back."""
        self.belongs_to: int | None = None
        """The number of the job this act is one of the many of, each in its own transaction."""
        self.overridden_by: int | None = None
        self.override_reason: str | None = None
        self._run_part = run_part

    def add(self, table: str, **values: Any) -> int:
        """Add a row, note that it was made, and return its key."""
        key = self.connection.insert(table, values)
        self.changed.add(table)
        self.effects.append(("+", table, key))
        return key

    def add_many(
        self, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> list[int]:
        """Add many rows, in the order of `names`; note that they were made, return their keys."""
        keys = next_keys(self.connection, table, len(rows))
        keyed = [(key, *row) for key, row in zip(keys, rows, strict=True)]
        self.connection.insert_many(table, ("id", *names), keyed)
        self.changed.add(table)
        self.effects.extend(("+", table, key) for key in keys)
        return keys

    def add_under(self, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add many rows that stand and fall with one row already noted, whose undo sees to them."""
        self.connection.insert_many(table, names, rows)
        self.changed.add(table)

    def change(
        self, table: str, key: int, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> None:
        """Change columns of a row that are still as `before`, and note both.

        Raises:
            RowChangedError: another desk has changed it since it was read; the desk starts again.
        """
        if not self.connection.update(table, key, before, after):
            raise RowChangedError(table)
        self.changed.add(table)
        self.effects.append(("~", table, key, dict(before), dict(after)))

    def change_to(self, table: str, row: Any, wanted: Mapping[str, Any]) -> bool:
        """Change those columns of a row that are to be otherwise; say whether any was."""
        after = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        if after:
            self.change(table, row.id, {name: getattr(row, name) for name in after}, after)
        return bool(after)

    def about(self, kind: str, thing: int | None, role: str) -> None:
        """Put the act on the timeline of a thing."""
        if thing is not None:
            self.things[(kind, thing, role)] = None

    def part(self, use_case: "Callable[[Work, Request], Result]", request: Request) -> Result:
        """Run a use case as a part of this act, with an act of its own that can be undone alone."""
        return self._run_part(self, use_case, request)  # type: ignore[no-any-return]

    def override(self, reason: str, by: int | None = None) -> None:
        """Note that a lead (by default the person at the desk) overrode a stop, and why."""
        self.overridden_by = self.identity.staff if by is None else by
        self.override_reason = reason

    def need_numbers(self, letter: str, count: int) -> None:
        """Make sure that the desk's own numbers last for `count` more labels of a letter.

        Raises:
            NumbersRunOutError: they do not; the desk tops up once and starts again.
        """
        left = self.one(NUMBERS_LEFT, letter=letter, desk=self.identity.desk).count_left
        if left < count:
            raise NumbersRunOutError(letter, max(BLOCK, count - left))

    def numbers(self, letter: str, count: int) -> list[str]:
        """Return many label codes of a letter at once.

        Raises:
            NumbersRunOutError: this desk's blocks have too few; the desk tops up and tries again.
        """
        found: list[str] = []
        for block in self.rows(BLOCKS, letter=letter, desk=self.identity.desk):
            if len(found) == count:
                break
            last = min(block.last, block.next + count - len(found) - 1)
            made = [codes.make(letter, number) for number in range(block.next, last + 1)]
            # A code that came with an import is passed over here too.
            taken = {row.text for row in CODES_TAKEN.rows(self.connection, made)}
            found += [code for code in made if code not in taken]
            self.do("number_block", TAKE_TO, key=block.id, next=last + 1)
        if len(found) < count:
            raise NumbersRunOutError(letter, max(BLOCK, count - len(found)))
        return found

    def pass_over(self, given: Iterable[str]) -> None:
        """Let no desk give out a number up to those of codes that came from elsewhere."""
        last: dict[str, int] = {}
        for code in given:
            last[code[0]] = max(last.get(code[0], 0), codes.number_of(code))
        for letter, number in last.items():
            self.do("number_range", RAISE_RANGE, letter=letter, next=number + 1)

    def number(self, letter: str) -> str:
        """Return the next label code of a letter from this desk's block."""
        while True:
            found = self.one(TAKE_NUMBER, letter=letter, desk=self.identity.desk)
            if found is None:
                raise NumbersRunOutError(letter, BLOCK)
            code = codes.make(letter, found.number)
            # A code that came with an import is passed over: no number is given out twice.
            if self.one(CODE_TAKEN, text=code) is None:
                return code


PartRunner = Callable[["Work", Any, Any], Any]
Things = Sequence[tuple[str, int, str]]
UseCase = Callable[[Work, Request], Result]
Question = Callable[[Look, Request], Result]
Change = Callable[[Draft, Request], Result]


def request_id(request: Any) -> UUID:
    """Return the id a request carries."""
    return request.id  # type: ignore[no-any-return]
