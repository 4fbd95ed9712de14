"""What a borrower pays for what is lost, comes back broken, or stays away; and from when on.

Amounts are whole pence; ``_on`` is a date.
"""

from datetime import date, timedelta
from typing import NamedTuple

from loanmgr.domain import calendar, charges
from loanmgr.domain.charges import NO_DISCOUNT, Hire, Quote, Step
from loanmgr.domain.discounts import AwardHeld, Sum
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import PARTS, half_up, parts_of, pounds
from loanmgr.domain.policy import Policy, Tariff

LOSS, DAMAGE, PART = "loss", "damage", "part"
BASIS = {LOSS: "loss", DAMAGE: "damage", PART: "part_loss"}
"""The tariffs that price each kind of charge."""


class Asked(NamedTuple):
    """What is to be charged."""

    kind: str
    """loss, damage or part, as the charge is marked."""
    name: str
    """What it is about, at the start of a sentence: Violin 3/4, or Bow of Violin 3/4."""
    happened: str
    """What became of it: lost, damaged (peg slips), not handed in."""
    on: date
    value_pence: int | None = None
    cost_pence: int | None = None
    """What mending it costs."""
    part: str = ""
    had_days: int | None = None
    """How long the hire had run, of damage."""


class _Left(NamedTuple):
    """A sum on its way from the value to the full price, with the working so far."""

    parts: int
    steps: tuple[Step, ...]
    words: tuple[str, ...]

    @property
    def pence(self) -> int:
        return half_up(self.parts, PARTS)

    def to(self, parts: int, words: str) -> "_Left":
        """Return what is left after a rule that changes the sum."""
        after = half_up(parts, PARTS)
        step = Step(words[:1].upper() + words[1:], after - self.pence)
        return _Left(parts, (*self.steps, step), (*self.words, words))

    def at_most(self, pence: int | None, words: str) -> "_Left":
        """Return what is left after a rule that says the most."""
        if pence is None or pence * PARTS >= self.parts:
            return self
        return self.to(pence * PARTS, words)


def price(
    policy: Policy, hire: Hire, asked: Asked, awards: tuple[AwardHeld, ...] = ()
) -> Quote | None:
    """Price a loss for whoever had it; None where the policy charges nothing for such a thing.

    Raises:
        RuleError: it goes by a value, or by what mending costs, that nobody has said.
    """
    of = (hire.type_code, hire.family, hire.size)
    basis = BASIS[asked.kind]
    tariff = policy.loss_tariff(basis, of, hire.hirer(asked.on), asked.on, asked.part)
    if tariff is None:
        return None
    if _is_free_yet(tariff, asked):
        return _free(tariff, asked)
    left = _bounded(tariff, asked, _begun(tariff, asked))
    exact = Sum(left.parts, PARTS)
    less = charges.reduced(policy, awards, charges.lowered_of(hire, asked.on, exact, "loss"))
    main = less.discounts[0] if less.discounts else NO_DISCOUNT
    return Quote(
        full_pence=left.pence,
        discount_pence=left.pence - less.due_pence,
        due_pence=less.due_pence,
        because=f"{asked.name} {asked.happened}: {'; '.join((*left.words, *less.words))}",
        steps=(*left.steps, *less.steps),
        tariff_code=tariff.code,
        charge_on=asked.on,
        period_label=asked.happened,
        period_from_on=asked.on,
        period_to_on=asked.on,
        scheme_code=main.scheme_code,
        public_name=main.public_name,
        award=main.award,
        discounts=less.discounts,
        vat_code=tariff.vat,
        pay_within_days=tariff.pay_within_days,
    )


def _is_free_yet(tariff: Tariff, asked: Asked) -> bool:
    """Say whether a hire is so young that its hirer pays for no damage yet."""
    return asked.had_days is not None and asked.had_days < tariff.free_days


def _free(tariff: Tariff, asked: Asked) -> Quote:
    words = f"nothing to pay in the first {tariff.free_days} days of a hire"
    because = f"{asked.name} {asked.happened}: {words}"
    return Quote(0, 0, 0, because, (), tariff.code, asked.on, vat_code=tariff.vat)


def _begun(tariff: Tariff, asked: Asked) -> _Left:
    """Return the sum that a loss begins with: a fixed price, the value, or what mending costs."""
    if tariff.price_pence:
        words = f"{tariff.name} {pounds(tariff.price_pence)}"
        return _first(tariff.price_pence, words)
    if asked.kind == DAMAGE:
        if asked.cost_pence is None:
            raise RuleError(
                f"Say what mending {asked.name} costs, so that it can be charged.",
                "no_cost",
                "cost_pence",
            )
        return _part_of(tariff, _first(asked.cost_pence, f"mending {pounds(asked.cost_pence)}"))
    if asked.value_pence is None:
        field = "part" if asked.kind == PART else "value_pence"
        raise RuleError(
            f"We don't know what {_the(asked)} is worth. Say its value first.", "no_value", field
        )
    value = _first(asked.value_pence, f"replacement value {pounds(asked.value_pence)}")
    return _part_of(tariff, value)


def _the(asked: Asked) -> str:
    return f"the {asked.name[:1].lower()}{asked.name[1:]}" if asked.kind == PART else asked.name


def _first(pence: int, words: str) -> _Left:
    return _Left(pence * PARTS, (Step(words[:1].upper() + words[1:], pence),), (words,))


def _part_of(tariff: Tariff, left: _Left) -> _Left:
    """Take the percentage that is charged."""
    if tariff.percent_of_value is None or tariff.percent_of_value == 100:
        return left
    parts = parts_of(left.parts, int(tariff.percent_of_value * 100))
    percent = f"{tariff.percent_of_value:f}"
    percent = percent.rstrip("0").rstrip(".") if "." in percent else percent
    return left.to(parts, f"{percent} % of that {pounds(half_up(parts, PARTS))}")


def _bounded(tariff: Tariff, asked: Asked, left: _Left) -> _Left:
    """Keep a sum within what the thing is worth, the excess and the cap."""
    if asked.value_pence is not None and (asked.kind == DAMAGE or tariff.excess_pence is not None):
        left = left.at_most(
            asked.value_pence, f"no more than it is worth, {pounds(asked.value_pence)}"
        )
    if tariff.excess_pence is not None:
        words = f"insured beyond an excess of {pounds(tariff.excess_pence)}"
        left = left.at_most(tariff.excess_pence, words)
    if tariff.cap_pence is not None:
        left = left.at_most(tariff.cap_pence, f"no more than {pounds(tariff.cap_pence)}")
    return left


class Ending(NamedTuple):
    """When a hire was to end, and what says so."""

    on: date
    why: str
    """to be back by 18 Dec."""


def ends_on(
    policy: Policy, tariff: Tariff, due_on: date | None, until: tuple[date | None, date | None]
) -> Ending | None:
    """Return the day on which a hire should have ended; None where it runs until returned.

    Args:
        policy: where the terms are.
        tariff: the price the hire pays.
        due_on: the day to bring it back by.
        until: the last day of the borrower's lessons, and the day they left.
    """
    lessons_on, left_on = until
    found: list[Ending] = []
    if due_on is not None:
        found.append(Ending(due_on, "was to be back"))
    if tariff.ends_with_lessons and lessons_on is not None:
        term = calendar.term_on(policy, lessons_on)
        found.append(Ending(term.to_on if term else lessons_on, "was to be back after lessons"))
    if left_on is not None:
        found.append(Ending(left_on, "was to be back on leaving"))
    return min(found, default=None)


def charged_from(tariff: Tariff, end: Ending | None) -> date | None:
    """Return the first day on which the value of what is not back is charged; None never."""
    if end is None or not tariff.replacement_after_days:
        return None
    return end.on + timedelta(days=tariff.replacement_after_days)


def part_charged_from(tariff: Tariff, missing_on: date) -> date | None:
    """Return the first day on which a part that stays away is charged; None never."""
    if not tariff.parts_after_days:
        return None
    return missing_on + timedelta(days=tariff.parts_after_days)


def tariff_words(tariff: Tariff) -> str:
    """Say what a tariff for losses charges: replacement value, no more than £50.00."""
    if tariff.price_pence:
        begins = pounds(tariff.price_pence)
    else:
        of = {"damage": "what mending costs", "loss": "replacement value"}
        begins = of.get(tariff.basis, "value of the part")
        if tariff.percent_of_value is not None and tariff.percent_of_value != 100:
            begins = f"{tariff.percent_of_value.normalize():f} % of the {begins}"
    most = [each for each in (tariff.excess_pence, tariff.cap_pence) if each is not None]
    said = f"{begins}, no more than {pounds(min(most))}" if most else begins
    return f"{said}, after {tariff.free_days} days" if tariff.free_days else said
