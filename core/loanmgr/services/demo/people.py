"""Made-up families, schools, teachers and others who borrow, and their accounts."""

from bisect import bisect
from collections.abc import Iterable
from random import Random

from loanmgr.domain.words import fold
from loanmgr.domain.words import surname as surname_of
from loanmgr.services.demo import names, shapes, sheets
from loanmgr.services.demo.acts import Acts, DemoDesk, Labels
from loanmgr.services.demo.sheets import Sheets
from loanmgr.services.demo.stock import CENTRE_SHARES, Variants
from loanmgr.services.demo.terms import first_year
from loanmgr.services.search import CODE, LATER_WORD, SCHOOL, WHOLE

CHILDREN = (1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 4)
"""How many children families have, as often as they do."""

LAST_YEAR = 13
UNUSUAL = 3
"""Which family has a name that tries every text box."""

MAY_PAY_LESS = 0.27
_FOLDED: dict[str, str] = {}


class Accounts:
    """Accounts by their keys (which begin at 1): who pays, and what is owed."""

    def __init__(self) -> None:
        self.card = [""]
        self.name = [""]
        self.family: list[int | None] = [None]
        self.borrower: list[int | None] = [None]
        """Who pays for themself, where no family does."""
        self.balance = [0]
        self.awaits_payment = bytearray(1)
        self.agreement: dict[int, tuple[str, int, bool]] = {}
        """By account: year, key and whether it is signed, of the newest agreement."""

    def add(self, card: str, name: str, family: int | None, borrower: int | None) -> int:
        """Add an account and return its key."""
        self.card.append(card)
        self.name.append(name)
        self.family.append(family)
        self.borrower.append(borrower)
        self.balance.append(0)
        self.awaits_payment.append(0)
        return len(self.card) - 1


class Borrowers:
    """Borrowers by their keys (which begin at 1)."""

    def __init__(self) -> None:
        self.code = [""]
        self.name = [""]
        self.kind = [""]
        self.account = [0]
        self.centre = [0]
        self.entry = [0]
        """The year in which a pupil's Reception began."""
        self.wish = [0]
        """The type of instrument they would like to play."""
        self.out = bytearray(1)
        self.scheme: dict[int, str] = {}
        """Pupils whose family may pay less, with the scheme."""
        self.award: dict[int, tuple[int, str, int, int, int]] = {}
        """By pupil: key and scheme of the newest award, its first day, the last on which it
        lowers a charge, and its last."""
        self.pupils: list[list[int]] = [[] for _ in names.CENTRES]
        self.schools: list[list[int]] = [[] for _ in names.CENTRES]
        self.others: list[list[int]] = [[] for _ in names.CENTRES]
        """Teachers, adult learners and partners."""

    def add(self, code: str, kind: str, name: str, account: int, centre: int) -> int:
        """Add a borrower and return the key."""
        self.code.append(code)
        self.kind.append(kind)
        self.name.append(name)
        self.account.append(account)
        self.centre.append(centre)
        self.entry.append(0)
        self.wish.append(0)
        self.out.append(0)
        return len(self.code) - 1


class People:
    """Adds families, schools and others, as acts of the desk they come to."""

    def __init__(
        self,
        rows: Sheets,
        acts: Acts,
        labels: Labels,
        variants: Variants,
        chance: tuple[Random, int, tuple[str, ...]],
    ) -> None:
        self._rows = rows
        self._acts = acts
        self._labels = labels
        self._variants = variants
        self._random, self._year_now, self._schemes = chance
        self._year_on = f"{self._year_now}-09-01"
        self.accounts = Accounts()
        self.borrowers = Borrowers()
        self.families = 0
        self._adults = 0

    def add_family(self, desk: DemoDesk) -> list[int]:
        """Add a family with its children; return the keys of those who may pay less."""
        random = self._random.random
        self.families = key = self.families + 1
        centre = bisect(CENTRE_SHARES, random() * CENTRE_SHARES[-1])
        people = names.people_of(self._random)
        surname = people.surnames[int(random() * len(people.surnames))]
        adult = f"{names.given_name(self._random, people)} {surname}"
        if key == UNUSUAL:
            adult = names.ONE_OF_A_KIND[0]
            surname = adult.partition(" ")[2]
        adults = [adult]
        if random() < 0.15:
            adults.append(f"{names.given_name(self._random, people)} {surname}")
        family = self._family(desk, key, centre, adults)
        scheme = ""
        if self._schemes and random() < MAY_PAY_LESS:
            scheme = self._schemes[0 if random() < 0.7 else -1]
        return self._children(desk, family, (people, surname, scheme), centre)

    def _family(
        self, desk: DemoDesk, key: int, centre: int, adults: list[str]
    ) -> tuple[int, str, str, int]:
        name, acts = adults[0], self._acts
        code = self._labels.take(desk, "B")
        account = self.accounts.add(code, name, key, None)
        address = names.address(self._random, names.CENTRES[centre])
        postcode = names.postcode(self._random, centre)
        contact = self._contact(name)
        self._rows.of(sheets.ACCOUNT).append((account, "family"))
        self._rows.of(sheets.FAMILY).append((key, code, name, account, address, postcode))
        made = "".join(self._adult(key, adult, contact, n) for n, adult in enumerate(adults))
        made += self._label(code, "family", key)
        self._find("family", key, " ".join(dict.fromkeys(adults)), code)
        act = acts.begin(desk)
        texts = (
            f"Added the {surname_of(name)} family, card {code}",
            shapes.ADD_FAMILY % (name, contact, address, postcode, act.id),
            shapes.ADDED % code,
            f'[["+","account",{account}],["+","family",{key}]{made}]',
        )
        acts.end(act, "add_family", texts, (None, None, key))
        return key, code, name, account

    def _children(
        self,
        desk: DemoDesk,
        family: tuple[int, str, str, int],
        kin: tuple[names.People, str, str],
        centre: int,
    ) -> list[int]:
        people, surname, scheme = kin
        random = self._random.random
        count = CHILDREN[int(random() * len(CHILDREN))]
        youngest = self._year_now - LAST_YEAR - 1 + int(random() * (LAST_YEAR + 1))
        poor = []
        for child in range(count):
            name = f"{names.given_name(self._random, people)} {surname}"
            if family[0] == UNUSUAL and child == 0:
                name = names.ONE_OF_A_KIND[1]
            entry = min(youngest + child * 2 + int(random() * 2), self._year_now)
            key = self._pupil(desk, family, (name, entry), centre)
            if scheme:
                self.borrowers.scheme[key] = scheme
                poor.append(key)
        return poor

    def _pupil(
        self,
        desk: DemoDesk,
        family: tuple[int, str, str, int],
        child: tuple[str, int],
        centre: int,
    ) -> int:
        name, entry = child
        borrowers, acts = self.borrowers, self._acts
        code = self._labels.take(desk, "B")
        key = borrowers.add(code, "pupil", name, family[3], centre)
        borrowers.entry[key] = entry
        borrowers.wish[key] = self._variants.wish(self._random)
        borrowers.pupils[centre].append(key)
        now = self._year_now - entry
        school = self._school_of(centre, now)
        left_on = f"{self._year_now}-08-31" if now > LAST_YEAR else None
        self._rows.of(sheets.BORROWER).append(
            (
                *(key, code, "pupil", name, family[3], family[0], school),
                *(year_text(min(now, LAST_YEAR)), self._year_on, "", left_on),
            )
        )
        made = self._label(code, "borrower", key)
        self._find("borrower", key, name, code)
        act = acts.begin(desk)
        then = year_text(first_year(acts.on) - entry)
        at = borrowers.code[school] if school else ""
        request = shapes.ADD_PUPIL % (family[1], name, at, then, act.id)
        texts = (
            f"Added {name} to the {surname_of(family[2])} family",
            request,
            shapes.ADDED % code,
            f'[["+","borrower",{key}]{made}]',
        )
        acts.end(act, "add_pupil", texts, (None, key, family[0]))
        return key

    def _school_of(self, centre: int, year: int) -> int | None:
        schools = self.borrowers.schools[centre]
        if not schools or self._random.random() < 0.04:
            return None
        # Schools come in turns: two primary, one secondary.
        wanted = [key for n, key in enumerate(schools) if (n % 3 == 2) == (year > 6)] or schools
        return wanted[int(self._random.random() * len(wanted))]

    def add_school(self, desk: DemoDesk, number: int) -> None:
        """Add a school."""
        centre = number % len(names.CENTRES)
        secondary = number // len(names.CENTRES) % 3 == 2
        name = names.school_name(number, self._random, secondary=secondary)
        code = self._labels.take(desk, "B")
        contact = f"office{number + 1}@example.org"
        account, key = self._payer("school", name, code, (centre, contact))
        urn = f"{900001 + number}"
        address = names.address(self._random, names.CENTRES[centre])
        postcode = names.postcode(self._random, centre)
        self._rows.of(sheets.SCHOOL).append((key, urn, address, postcode))
        self.borrowers.schools[centre].append(key)
        made = self._label(code, "borrower", key)
        self._find(SCHOOL, key, name, code)
        act = self._acts.begin(desk)
        request = shapes.ADD_SCHOOL % (name, urn, address, postcode, contact, act.id)
        effects = f'[["+","account",{account}],["+","borrower",{key}]{made},["+","school",{key}]]'
        texts = (f"Added {name}", request, shapes.ADDED % code, effects)
        self._acts.end(act, "add_school", texts, (None, key, None))

    def add_other(self, desk: DemoDesk, kind: str, centre: int) -> None:
        """Add a teacher, an adult learner or a partner."""
        people = names.people_of(self._random)
        surname = people.surnames[int(self._random.random() * len(people.surnames))]
        name = f"{names.given_name(self._random, people)} {surname}"
        if kind == "partner":
            name = f"{names.CENTRES[centre]} Youth Orchestra"
        code = self._labels.take(desk, "B")
        contact = self._contact(name)
        account, key = self._payer(kind, name, code, (centre, contact))
        self.borrowers.others[centre].append(key)
        made = self._label(code, "borrower", key)
        self._find("borrower", key, name, code)
        act = self._acts.begin(desk)
        request = shapes.ADD_BORROWER % (kind, name, contact, "", act.id)
        effects = f'[["+","account",{account}],["+","borrower",{key}]{made}]'
        texts = (f"Added {name} ({kind})", request, shapes.ADDED % code, effects)
        self._acts.end(act, "add_borrower", texts, (None, key, None))

    def _payer(self, kind: str, name: str, code: str, more: tuple[int, str]) -> tuple[int, int]:
        centre, contact = more
        key = self.borrowers.add(code, kind, name, len(self.accounts.card), centre)
        account = self.accounts.add(code, name, None, key)
        self._rows.of(sheets.ACCOUNT).append((account, kind))
        self._rows.of(sheets.BORROWER).append(
            (key, code, kind, name, account, None, None, "", None, contact, None)
        )
        return account, key

    def _adult(self, family: int, name: str, contact: str, position: int) -> str:
        self._adults += 1
        if position:
            contact = self._contact(name)
        self._rows.of(sheets.ADULT).append((self._adults, family, name, contact, position))
        return f',["+","adult",{self._adults}]'

    def _contact(self, name: str) -> str:
        if self._random.random() < 0.55:
            return names.phone(self._random)
        first, _, last = "".join(c for c in folded(name) if c.isascii()).partition(" ")
        plain = last.replace("'", "").replace(" ", "-")
        return f"{first}.{plain}@example.org"

    def _label(self, code: str, kind: str, key: int) -> str:
        self._rows.keys["code"] = made = self._rows.keys["code"] + 1
        self._rows.of(sheets.CODE).append((made, code, kind, key, 0))
        return f',["+","code",{made}]'

    def _find(self, kind: str, key: int, name: str, code: str) -> None:
        self._rows.of(sheets.SEARCH).extend(entries(kind, key, folded(name), code.lower()))


def entries(kind: str, key: int, whole: str, code: str) -> Iterable[tuple[str, int, int, str]]:
    """Return the search entries of a folded name and card, as `loanmgr.services.search` does."""
    yield kind, key, WHOLE, f"{whole} {code}"
    words = whole.split(" ")
    for start in range(1, len(words)):
        if len(words[start]) > 1:
            yield kind, key, LATER_WORD, " ".join(words[start:])
    yield kind, key, CODE, code


def folded(name: str) -> str:
    """Fold a name word by word; the words of made-up names come again and again."""
    words = []
    for word in name.split(" "):
        found = _FOLDED.get(word)
        if found is None:
            found = _FOLDED[word] = fold(word)
        words.append(found)
    return " ".join(words)


def year_text(year: int) -> str:
    """Write a school year as it is kept: N, R, 1 to 13; nothing for a child not yet at school."""
    if 1 <= year <= LAST_YEAR:
        return str(year)
    return {0: "R", -1: "N"}.get(year, "")
