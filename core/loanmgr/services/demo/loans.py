"""Made-up loans: what goes out to whom, and what is charged as it runs."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from random import Random
from typing import NamedTuple

from loanmgr.services.demo import names, shapes, sheets
from loanmgr.services.demo.acts import AGREEMENT, LOAN, Act, Acts, DemoDesk, behind
from loanmgr.services.demo.money import Charge, Money
from loanmgr.services.demo.people import People
from loanmgr.services.demo.prices import Price, Prices
from loanmgr.services.demo.setting import Setting
from loanmgr.services.demo.sheets import Sheets
from loanmgr.services.demo.stock import Stock

SIGNED = 0.92


class Back(NamedTuple):
    """When and where something will come back."""

    day: int
    """0 where it stays out."""
    second: int = 0
    centre: int = 0
    handed_in: int = 0
    """The day it was handed in, where that is earlier."""

    def moment(self) -> tuple[str | None, str | None]:
        """Return when it is recorded and the day it was handed in, as SQLite keeps them."""
        if not self.day:
            return None, None
        iso, earlier = _day(self.day)
        minutes, seconds = divmod(self.second - earlier, 60)
        at = f"{iso}T{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}+00:00"
        return at, _day(self.handed_in)[0] if self.handed_in else iso


STAYS = Back(0)


@cache
def _day(ordinal: int) -> tuple[str, int]:
    """Return a day in ISO text, and how many seconds UTC is behind the clocks then."""
    on = date.fromordinal(ordinal)
    return on.isoformat(), behind(on)


class Out:
    """An instrument that is out."""

    __slots__ = (
        "account",
        "back",
        "borrower",
        "charges",
        "instrument",
        "line",
        "price",
        "returned",
    )

    def __init__(
        self, line: int, who: tuple[int, int], instrument: int, price: Price, back: Back
    ) -> None:
        self.line = line
        self.borrower, self.account = who
        self.instrument = instrument
        self.price = price
        """Of the period that was charged last."""
        self.back = back
        self.returned = back.moment()
        """When its return is recorded and the day it is handed in, if it is."""
        self.charges: list[Charge] = []


class Loans:
    """Lends and charges, as acts of a desk, and keeps what is out."""

    def __init__(
        self,
        world: tuple[Sheets, Acts, Setting],
        people: People,
        stock: Stock,
        prices: Prices,
        seed: Random,
    ) -> None:
        self._sheets, self._acts, self._setting = world
        self._stock, self._prices = stock, prices
        self._accounts, self._borrowers = people.accounts, people.borrowers
        self.money = Money(self._sheets, self._acts, people.accounts, seed)
        self._random = seed.random
        self._loans = self._sheets.of(sheets.LOAN)
        self._lines = self._sheets.of(sheets.LINE)
        self._agreements = self._sheets.of(sheets.AGREEMENT)
        self.last = 0
        """The last day of the history."""
        self.made = 0
        self._line = 0
        self._agreement = 0
        self.billing: dict[int, list[Out]] = {}
        """By day: what is charged for its next period then."""
        self.coming: dict[int, list[Out]] = {}
        """By day: what comes back then, in order."""

    def lend(self, desk: DemoDesk, borrower: int, instruments: Sequence[tuple[int, Back]]) -> None:
        """Lend instruments to a borrower at a desk."""
        borrowers, acts = self._borrowers, self._acts
        account = borrowers.account[borrower]
        act = acts.begin(desk)
        self.made += 1
        signed_now, is_signed, begun = self._begin(act, borrower, account)
        year = acts.year
        asks = "[]" if is_signed else shapes.UNSIGNED % year
        card = borrowers.code[borrower]
        family = self._accounts.family[account]
        if len(instruments) == 1:
            (instrument, back) = instruments[0]
            what, line, effects, due = self._lend_one(act, borrower, instrument, back)
            request = shapes.LEND % (
                self._stock.code[instrument],
                card,
                self._collected_by(borrower),
                act.id,
            )
            result = shapes.LENT % (_loan_id(act), f"[{line}]", due, asks)
            texts = (what, request, result, f"[{begun}{effects}]")
            acts.end(act, "lend", texts, (instrument, borrower, family))
        else:
            total, lines = self._lend_many(act, borrower, instruments, asks)
            codes = shapes.encoded([self._stock.code[instrument] for instrument, _ in instruments])
            texts = (
                f"Lent {len(instruments)} instruments to {borrowers.name[borrower]}",
                shapes.LEND_MANY % (codes, card, self._collected_by(borrower), act.id),
                shapes.LENT % (_loan_id(act), lines, total, asks),
                f"[{begun}]",
            )
            acts.end(act, "lend", texts, (None, borrower, family))
        if signed_now:
            self._sign(desk, account, year)

    def _lend_many(
        self, act: Act, borrower: int, instruments: Sequence[tuple[int, Back]], asks: str
    ) -> tuple[int, str]:
        total, lines = 0, []
        family = self._accounts.family[self._borrowers.account[borrower]]
        card = self._borrowers.code[borrower]
        for instrument, back in instruments:
            part = self._acts.begin(act.desk, act.no)
            what, line, effects, due = self._lend_one(part, borrower, instrument, back)
            code = self._stock.code[instrument]
            request = shapes.LEND_LINE % (part.id, code, card, self.made)
            texts = (what, request, shapes.LENT_PART % (line, asks), f"[{effects[1:]}]")
            self._acts.end(part, "lend_line", texts, (instrument, borrower, family))
            lines.append(line)
            total += due
        return total, f"[{','.join(lines)}]"

    def _begin(self, act: Act, borrower: int, account: int) -> tuple[bool, bool, str]:
        """Add the loan, and the agreement of the year; say whether it is signed now, and was."""
        acts = self._acts
        year = acts.year
        held = self._accounts.agreement.get(account)
        effects, signed_now = "", False
        if held is None or held[0] != year:
            self._agreement = key = self._agreement + 1
            signed_now = self._random() < SIGNED
            self._accounts.agreement[account] = (year, key, signed_now)
            how = "paper" if signed_now else None
            signed_on = acts.iso if signed_now else None
            self._agreements.append(
                (
                    *(key, act.named(AGREEMENT), account, acts.year),
                    *(signed_on, how, act.no),
                )
            )
            effects = f'["+","agreement",{key}],'
            was_signed = False
        else:
            _, key, was_signed = held
        by = self._collected_by(borrower)
        self._loans.append(
            (self.made, act.named(LOAN), borrower, account, key, acts.iso, by, act.no)
        )
        return signed_now, was_signed, f'{effects}["+","loan",{self.made}]'

    def _collected_by(self, borrower: int) -> str:
        """Say who came for a school."""
        if self._borrowers.kind[borrower] != "school":
            return ""
        return names.STAFF[borrower % len(names.STAFF)]

    def _lend_one(
        self, act: Act, borrower: int, instrument: int, back: Back
    ) -> tuple[str, str, str, int]:
        """Add a line with its charge; return the sentence, its result, effects and what is due."""
        acts, stock, borrowers = self._acts, self._stock, self._borrowers
        variant = stock.variants.all[stock.variant[instrument]]
        kind = borrowers.kind[borrower]
        price, award = self._price(
            borrower, self._prices.first(variant.price, kind, acts.ordinal), None, variant.price
        )
        self._line = line = self._line + 1
        account = borrowers.account[borrower]
        out = Out(line, (borrower, account), instrument, price, back)
        returned_at, returned_on = out.returned
        next_on = self._runs_until(out, variant.price, kind)
        lent = (line, act.named(), self.made, instrument, borrower, acts.at, acts.iso)
        back_by = (price.due_on, next_on, returned_at, returned_on, act.no)
        self._lines.append(lent + back_by)
        effects = f',["+","loan_line",{line}]'
        if price.is_charged:
            hire = (line, account, borrower, award)
            charge, more = self.money.charge(act, price, hire, variant.name)
            out.charges.append(charge)
            effects += more
        borrowers.out[borrower] += 1
        stock.last_day[instrument] = acts.ordinal
        code, name = stock.code[instrument], borrowers.name[borrower]
        who = (act.id, code, variant.name, borrowers.code[borrower], name)
        result = shapes.LENT_LINE % (who + price.lent)
        if back.day:
            self.coming.setdefault(back.day, []).append(out)
        return f"Lent: {variant.name} {code} to {name}, {price.until}", result, effects, price.due

    def _price(
        self, borrower: int, price: Price, earlier: Price | None, kind: int
    ) -> tuple[Price, int | None]:
        """Return a price as it is under the award that is in force on its charge date."""
        award = self._borrowers.award.get(borrower)
        if award is None or not award[2] <= price.charge_ordinal <= award[3] or not price.full:
            return price, None
        who = self._borrowers.kind[borrower]
        if earlier is None:
            reduced = self._prices.first(kind, who, self._acts.ordinal, award[1])
        else:
            reduced = self._prices.following(kind, who, earlier, award[1])
        return reduced, award[0] if reduced.discount else None

    def _runs_until(self, out: Out, kind: int, who: str) -> str | None:
        """Put a hire down for billing; return its next charge after all that it will see."""
        price, end = out.price, out.back.day or self.last
        if price.next_ordinal and price.next_ordinal <= end:
            self.billing.setdefault(price.next_ordinal, []).append(out)
            while price.next_ordinal and price.next_ordinal <= end:
                price = self._prices.following(kind, who, price)
        return price.next_on

    def charge_next(self, out: Out) -> None:
        """Charge the next period of a hire that runs on."""
        stock, borrowers, acts = self._stock, self._borrowers, self._acts
        variant = stock.variants.all[stock.variant[out.instrument]]
        earlier, who = out.price, borrowers.kind[out.borrower]
        price, award = self._price(
            out.borrower,
            self._prices.following(variant.price, who, earlier),
            earlier,
            variant.price,
        )
        act = acts.begin(self._setting.office)
        effects = ""
        if price.is_charged:
            hire = (out.line, out.account, out.borrower, award)
            charge, effects = self.money.charge(act, price, hire, variant.name)
            out.charges.append(charge)
        before, after = shapes.day(earlier.next_on), shapes.day(price.next_on)
        effects += (
            f',["~","loan_line",{out.line},{{"next_charge_on":{before}}}'
            f',{{"next_charge_on":{after}}}]'
        )
        out.price = price
        code, name = stock.code[out.instrument], borrowers.name[out.borrower]
        card = borrowers.code[out.borrower]
        texts = (
            f"Charged: {variant.name} {code} of {name}, {price.label}",
            shapes.CHARGE_TERM % (code, card, act.id),
            shapes.TERM_CHARGED
            % (act.id, code, variant.name, card, name, price.next_json, price.charged),
            f"[{effects[1:]}]",
        )
        about = (out.instrument, out.borrower, self._accounts.family[out.account])
        acts.end(act, "charge_term", texts, about)
        if price.next_ordinal and price.next_ordinal <= (out.back.day or self.last):
            self.billing.setdefault(price.next_ordinal, []).append(out)

    def _sign(self, desk: DemoDesk, account: int, year: str) -> None:
        accounts = self._accounts
        _, key, _ = accounts.agreement[account]
        card, borrower, family = (
            accounts.card[account],
            accounts.borrower[account],
            accounts.family[account],
        )
        name = accounts.name[account]
        act = self._acts.begin(desk)
        effects = (
            f'[["~","agreement",{key},{{"signed_on":null,"signed_how":null}}'
            f',{{"signed_on":"{self._acts.iso}","signed_how":"paper"}}]]'
        )
        texts = (
            f"Signed: agreement for {year}, {name}",
            shapes.SIGN % (card, "paper", act.id),
            shapes.SIGNED % (act.id, year, name, card),
            effects,
        )
        self._acts.end(act, "sign_agreement", texts, (None, borrower, family))


def _loan_id(act: Act) -> str:
    """Return the id of the loan that an act made, in words."""
    return f"{act.id[:19]}8001{act.id[23:]}"
