"""The acts of a made-up history: numbered, timed, named and noted as the desk itself does."""

import hashlib
from datetime import date, timedelta
from typing import NamedTuple

from loanmgr.db.bulk import Bulk
from loanmgr.services.demo import sheets
from loanmgr.services.demo.sheets import Sheets
from loanmgr.services.demo.terms import first_year
from loanmgr.services.work import BLOCK

ABOUT_TABLE = (
    "CREATE TEMPORARY TABLE act_about (act_no BIGINT, use_case BIGINT, instrument BIGINT,"
    " borrower BIGINT, family BIGINT)"
)
ROLES = {
    "lend": ("lent", "borrower", "payer"),
    "lend_line": ("lent", "borrower", "payer"),
    "return_one": ("returned", "borrower", "payer"),
    "charge_term": ("charged", "borrower", "payer"),
    "pay": ("", "payer", "payer"),
    "award": ("", "award", "award"),
    "sign_agreement": ("", "signed", "signed"),
    "add_family": ("", "", "added"),
    "add_pupil": ("", "added", "family"),
    "add_school": ("", "added", ""),
    "add_borrower": ("", "added", ""),
    "add_instrument": ("added", "", ""),
    "needs_repair": ("repair", "", ""),
    "part_missing": ("part", "", ""),
}
"""What a use case says of an instrument, a borrower and a family it is about."""

_NUMBERS = {use_case: number for number, use_case in enumerate(ROLES)}
EPOCH = date(1970, 1, 1).toordinal() * 86_400_000
_SPREAD = 0x9E3779B97F4B
_LOW = (1 << 48) - 1


class DemoDesk:
    """A desk of the made-up service, with those who work at it."""

    __slots__ = ("blocks", "centre", "key", "name", "place", "seq", "staff")

    def __init__(
        self, key: int, name: str, centre: int, place: int, staff: tuple[int, ...]
    ) -> None:
        self.key = key
        self.name = name
        self.centre = centre
        """Which of the centres, from 0."""
        self.place = place
        """Key of the centre's place."""
        self.staff = staff
        self.seq = 0
        self.blocks: dict[str, list[int]] = {}
        """By letter: next and last number of the block in use."""


class Act(NamedTuple):
    """An act that is being written."""

    no: int
    id: str
    start: bytes
    end: bytes
    desk: DemoDesk
    seq: int
    staff: int
    part_of: int | None

    def named(self, tag: bytes = b"\x80\x00") -> bytes:
        """Return the id of the act or, by a tag, of a row it makes."""
        return self.start + tag + self.end


LOAN, CHARGE, FULL, DISCOUNT, AGREEMENT, PAID = (b"\x80" + bytes((n,)) for n in range(1, 7))
"""Tags of the rows an act makes one of."""


class Acts:
    """Numbers and times the acts, in their order."""

    def __init__(self, rows: Sheets, seed: str) -> None:
        self._acts = rows.of(sheets.ACT)
        self._bodies = rows.of(sheets.BODY)
        self._about = rows.of(sheets.ABOUT)
        mixed = hashlib.sha256(seed.encode()).digest()
        self._mark = f"7{int.from_bytes(mixed[:2], 'big') & 0xFFF:03x}"
        self._mix = int.from_bytes(mixed[2:8], "big")
        self._midnight = 0
        """In milliseconds since 1970."""
        self._behind = 0
        """Seconds by which UTC is behind the clocks."""
        self.no = 0
        self.on = date(2000, 1, 1)
        self.ordinal = 0
        self.iso = ""
        """The business date, in ISO text."""
        self.year = ""
        """The academic year."""
        self.at = ""
        """The instant, as SQLite keeps it."""
        self._second = -1
        self._words = ""
        self._start = b""

    def begin_day(self, on: date) -> None:
        """Go on to another day."""
        self.on, self.ordinal, self.iso = on, on.toordinal(), on.isoformat()
        self._behind = behind(on)
        self._midnight = (self.ordinal * 86_400 - self._behind) * 1000 - EPOCH
        year = first_year(on)
        self.year = f"{year}/{(year + 1) % 100:02d}"
        self._second = -1

    def go_to(self, second: int) -> None:
        """Let it be so many seconds after midnight, local time; never earlier than it was."""
        if second <= self._second:
            return
        self._second = second
        minutes, seconds = divmod(second - self._behind, 60)
        self.at = f"{self.iso}T{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}+00:00"
        text = f"{self._midnight + second * 1000:012x}{self._mark}"
        self._start = bytes.fromhex(text)
        self._words = f"{text[:8]}-{text[8:12]}-{text[12:]}-8000-"

    def begin(self, desk: DemoDesk, part_of: int | None = None) -> Act:
        """Begin an act at a desk."""
        self.no = no = self.no + 1
        desk.seq = seq = desk.seq + 1
        low = (no * _SPREAD + self._mix) & _LOW
        staff = desk.staff[(self.ordinal + (seq >> 4)) % len(desk.staff)]
        end = low.to_bytes(6, "big")
        return Act(no, self._words + f"{low:012x}", self._start, end, desk, seq, staff, part_of)

    def end(
        self,
        act: Act,
        use_case: str,
        texts: tuple[str, str, str, str],
        about: tuple[int | None, int | None, int | None],
    ) -> None:
        """Write an act.

        Args:
            act: what `begin` returned.
            use_case: the name of the use case.
            texts: the sentence about what was done, request, result and effects.
            about: keys of the instrument, the borrower and the family it is about.
        """
        # Tuples are put together with +, which takes a third of the time of unpacking.
        no, _, start, end, desk, seq, staff, part_of = act
        what, request, result, effects = texts
        when = (no, start + b"\x80\x00" + end, desk.key, seq, self.at, self.iso)
        who = (staff, desk.place, use_case, part_of)
        self._acts.append(when + who)
        digest = hashlib.sha256(request.encode()).digest()[:16]
        self._bodies.append((no, what, request, result, effects, digest))
        instrument, borrower, family = about
        self._about.append((no, _NUMBERS[use_case], instrument, borrower, family))


class Labels:
    """Label codes, from blocks that desks take as they need them."""

    def __init__(self) -> None:
        self.next = {"B": 1, "M": 1}
        """By letter: the first number that no block has."""
        self.blocks: list[list[object]] = []

    def take(self, desk: DemoDesk, letter: str) -> str:
        """Return the next code of a desk."""
        block = desk.blocks.get(letter)
        if block is None or block[0] > block[1]:
            first = self.next[letter]
            self.next[letter] = first + BLOCK
            block = desk.blocks[letter] = [first, first + BLOCK - 1]
            self.blocks.append([letter, desk.key, first, first + BLOCK - 1, block])
        number = block[0]
        block[0] = number + 1
        return label(letter, number)

    def rows(self) -> list[tuple[object, ...]]:
        """Return the blocks as they stand."""
        return [(*row[:4], row[4][0]) for row in self.blocks]  # type: ignore[index]


def label(letter: str, number: int) -> str:
    """Make a label code as `loanmgr.domain.codes` does, several times faster."""
    digits = f"{number:06d}" if number <= 999_999 else f"{number:08d}"
    check = 98 - int(f"{ord(letter) - 55}{digits}00") % 97
    return f"{letter}{digits}{check:02d}"


def behind(on: date) -> int:
    """Return by how many seconds UTC is behind English clocks: an hour from March to October."""
    return 3600 if _last_sunday(on.year, 3) < on <= _last_sunday(on.year, 10) else 0


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def put_on_timelines(bulk: Bulk) -> None:
    """Make `act_thing` of what the acts are about, in the order it is kept in."""
    for kind, place in (("borrower", 1), ("family", 2), ("instrument", 0)):
        cases = " ".join(
            f"WHEN {_NUMBERS[use_case]} THEN '{roles[place]}'"
            for use_case, roles in ROLES.items()
            if roles[place]
        )
        bulk.do(
            "INSERT INTO act_thing (kind, thing, act_no, role)"  # noqa: S608
            f" SELECT '{kind}', {kind}, act_no, CASE use_case {cases} END FROM act_about"
            f" WHERE {kind} IS NOT NULL ORDER BY {kind}, act_no"
        )
    bulk.do("DROP TABLE act_about")
