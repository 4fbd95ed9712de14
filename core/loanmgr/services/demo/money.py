"""What made-up hires cost and what was paid: charges, the lines of accounts, payments."""

from random import Random
from typing import NamedTuple

from loanmgr.domain.money import pounds
from loanmgr.services.accounts import HOW
from loanmgr.services.demo import shapes, sheets
from loanmgr.services.demo.acts import CHARGE, DISCOUNT, FULL, PAID, Act, Acts, DemoDesk
from loanmgr.services.demo.people import Accounts
from loanmgr.services.demo.prices import Price
from loanmgr.services.demo.sheets import Sheets

AT_THE_DESK = ("card", "card", "cash")
BY_POST = ("bank", "bank", "bank", "bank", "card", "cheque")
_TAGS = (b"\x80\x10", b"\x80\x11")


class Charge(NamedTuple):
    """A charge that stands, and what is needed to take it back."""

    key: int
    price: Price
    line: int
    """Key of the first of its lines in the ledger."""
    name: str


class Money:
    """Writes charges and payments, and knows every balance."""

    def __init__(self, rows: Sheets, acts: Acts, accounts: Accounts, seed: Random) -> None:
        self._acts = acts
        self._accounts = accounts
        self._random = seed.random
        self._charges = rows.of(sheets.CHARGE)
        self._owed = rows.of(sheets.OWED)
        self._paid = rows.of(sheets.PAID)
        self._back = rows.of(sheets.TAKEN_BACK)
        self._payments = rows.of(sheets.PAYMENT)
        self._charge = 0
        self._line = 0
        self._payment = 0
        self.ended: list[tuple[int, int]] = []
        """Acts that took charges back, and which."""

    def charge(
        self, act: Act, price: Price, hire: tuple[int, int, int, int | None], name: str
    ) -> tuple[Charge, str]:
        """Charge a hire's period; return the charge and the effects."""
        line, account, borrower, award = hire
        self._charge = key = self._charge + 1
        self._line = first = self._line + 1
        no, iso, at_start, at_end = act.no, self._acts.iso, act.start, act.end
        hired = (key, at_start + CHARGE + at_end, line, account, borrower)
        why = (award, price.because, price.steps, no)
        self._charges.append(hired + price.period + why)
        what = f"{name} hire, {price.label}"
        owed = (first, at_start + FULL + at_end, account, "charge", iso, price.pay_by)
        details = (price.full, price.vat, key, what, no)
        self._owed.append(owed + details)
        self._accounts.balance[account] += price.due
        effects = f',["+","charge",{key}],["+","ledger",{first}]'
        if price.discount:
            self._line = first + 1
            off = (first + 1, at_start + DISCOUNT + at_end, account, "discount", iso)
            how_much = (price.pay_by, -price.discount, price.vat, key, price.public_name, no)
            self._owed.append(off + how_much)
            effects += f',["+","ledger",{first + 1}]'
        return Charge(key, price, first, what), effects

    def take_back(self, act: Act, charge: Charge, account: int) -> str:
        """Take a charge back; return the effects."""
        self.ended.append((act.no, charge.key))
        price, iso = charge.price, self._acts.iso
        effects = f',["~","charge",{charge.key},{{"ended_act":null}},{{"ended_act":{act.no}}}]'
        lines = [(price.full, charge.name), (-price.discount, price.public_name)]
        for place, (pence, what) in enumerate(lines[: 2 if price.discount else 1]):
            self._line = line = self._line + 1
            self._back.append(
                (
                    *(line, act.named(_TAGS[place]), account, iso, price.pay_by, -pence),
                    *(price.vat, charge.key, charge.line + place, f"Taken back: {what}", act.no),
                )
            )
            effects += f',["+","ledger",{line}]'
        self._accounts.balance[account] -= price.due
        return effects

    def pay(self, desk: DemoDesk, account: int, *, at_the_desk: bool) -> None:
        """Pay all that an account owes."""
        accounts = self._accounts
        pence = accounts.balance[account]
        if pence <= 0:
            return
        methods = AT_THE_DESK if at_the_desk else BY_POST
        method = methods[int(self._random() * len(methods))]
        reference = "" if at_the_desk else accounts.card[account]
        act = self._acts.begin(desk)
        self._payment = key = self._payment + 1
        self._line = line = self._line + 1
        accounts.balance[account] = 0
        iso, no = self._acts.iso, act.no
        self._payments.append((key, act.named(), account, method, pence, iso, reference, no))
        what = f"Paid {HOW[method]}"
        self._paid.append((line, act.named(PAID), account, iso, -pence, key, what, no))
        texts = (
            f"Paid: {pounds(pence)} {HOW[method]}",
            shapes.PAY % (accounts.card[account], pence, method, reference, act.id),
            shapes.PAID % (act.id, pence, 0, accounts.name[account], accounts.card[account]),
            f'[["+","payment",{key}],["+","ledger",{line}]]',
        )
        about = (None, accounts.borrower[account], accounts.family[account])
        self._acts.end(act, "pay", texts, about)
