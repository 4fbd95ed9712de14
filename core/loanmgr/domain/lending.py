"""The rules of lending: what an instrument's state is, and whether it may go to a borrower.

Sums are whole pence, ``_on`` is a date. Every rule is a pure function on plain facts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from loanmgr.domain.discounts import AWARDED, EVIDENCE_AWAITED, AwardHeld, year_allows
from loanmgr.domain.money import pounds
from loanmgr.domain.policy import LimitsHeld, Scheme, Size
from loanmgr.domain.verdicts import Choice, Level, Verdict
from loanmgr.domain.words import day_month, first_name, listed, long_date

HOLDS_STOCK = ("school", "teacher", "partner")
"""Kinds of borrower that hold instruments for others: who collects is kept, and they pass on."""


class InstrumentFacts(NamedTuple):
    """What is known of an instrument before it is lent or returned."""

    code: str
    type_name: str
    name: str
    """Type and size: Violin 3/4."""
    size: Size | None = None
    holder: str = ""
    """Who has it now; empty when nobody does."""
    on_counter: bool = False
    fault: str = ""
    fault_on: date | None = None
    missing_on: date | None = None
    missing_parts: tuple[str, ...] = ()
    retired_on: date | None = None
    unready: str = ""
    """What must be done before the next person may have it: wiped, signed out."""
    kept_for: str = ""
    """Whom it is kept for on this day; empty when for nobody."""
    kept_card: str = ""
    kept_until_on: date | None = None


@dataclass(frozen=True)
class Overdue:
    """An instrument a borrower should have brought back."""

    name: str
    code: str
    due_on: date


class OpenPart(NamedTuple):
    """A part that a borrower still has of an instrument that came back without it."""

    instrument: str
    """Code of the instrument."""
    name: str
    """Type and size of the instrument."""
    part: str
    since_on: date
    borrower_name: str

    @property
    def key(self) -> str:
        """Return what tells it apart from all others."""
        return f"{self.instrument} {self.part}"


@dataclass(frozen=True)
class BorrowerFacts:
    """What is known of a borrower before they are lent something."""

    name: str
    kind: str
    year: str = ""
    out: int = 0
    """Instruments they have that count towards the limit, those on the counter for them too."""
    overdue: tuple[Overdue, ...] = ()
    owed_pence: int = 0
    """Past its due date."""
    owed_since_on: date | None = None
    signed: bool = False
    """This year's agreement is signed."""
    year_name: str = ""
    left_on: date | None = None
    awards: tuple[AwardHeld, ...] = ()
    code: str = ""
    schemes: tuple[Scheme, ...] = ()
    """The schemes of their awards, as they are in force on the day of lending."""
    open_parts: tuple[OpenPart, ...] = ()


def status_of(facts: InstrumentFacts) -> str:
    """Return the one word for an instrument's state (contracts.md); the gravest first."""
    states = (
        (facts.retired_on is not None, "retired"),
        (bool(facts.holder), "on_loan"),
        (facts.on_counter, "on_counter"),
        (facts.missing_on is not None, "missing"),
        (bool(facts.fault), "needs_repair"),
        # There is no word of its own for what waits to be wiped. It is here, is nobody's, and
        # is not quite ready to go: to a script that is `incomplete`, never `available`.
        (bool(facts.unready or facts.missing_parts), "incomplete"),
        (bool(facts.kept_for), "kept"),
    )
    return next((word for holds, word in states if holds), "available")


def about_instrument(facts: InstrumentFacts, card: str = "") -> tuple[Verdict, ...]:
    """Say what stands against lending an instrument to whoever has a card, if that is known."""
    noun = facts.type_name.lower()
    found: list[Verdict] = []
    if facts.retired_on is not None:
        found.append(_retired(facts))
    if facts.holder:
        found.append(
            Verdict(
                Level.STOP,
                "on_loan_elsewhere",
                f"This {noun} is on loan to {facts.holder}.",
                choices=(Choice("return", "Just return it"),),
                about=facts.code,
            )
        )
    if facts.fault:
        noted = f", noted {day_month(facts.fault_on)}" if facts.fault_on else ""
        found.append(
            Verdict(
                Level.STOP,
                "needs_repair",
                f"This {noun} needs repair ({facts.fault}{noted}).",
                choices=(Choice("another", "Choose another"), _LEND_ANYWAY),
                may_override=True,
                about=facts.code,
            )
        )
    if facts.unready:
        found.append(_unready(facts))
    if facts.missing_parts:
        parts = listed(part.lower() for part in facts.missing_parts)
        found.append(
            Verdict(
                Level.ASK,
                "incomplete",
                f"This {noun} has no {parts}.",
                choices=(Choice("another", "Choose another"), Choice("go_on", "Lend it as it is")),
                about=facts.code,
            )
        )
    if facts.kept_for and facts.kept_card != card:
        found.append(_kept(facts))
    return tuple(found)


def about_borrower(facts: BorrowerFacts, limits: LimitsHeld, on: date) -> tuple[Verdict, ...]:
    """Say what stands against lending anything to a borrower."""
    first = first_name(facts.name) if facts.kind in ("pupil", "adult", "teacher") else facts.name
    found: list[Verdict] = []
    if facts.left_on is not None and facts.left_on <= on:
        gone = "closed" if facts.kind == "school" else "left"
        found.append(
            Verdict(
                Level.STOP,
                "left",
                f"{facts.name} {gone} on {long_date(facts.left_on)}.",
                "Nothing new is lent to them; what they have can be returned.",
                about=facts.code,
            )
        )
    if limits.instruments is not None and facts.out >= limits.instruments:
        found.append(
            Verdict(
                Level.STOP,
                "limit_reached",
                f"Limit is {_instruments(limits.instruments)}; {first} has {facts.out}.",
                choices=(Choice("return_one", "Return one"), _LEND_ANYWAY),
                may_override=True,
                about=facts.code,
            )
        )
    found += [_still_has(first, late) for late in facts.overdue]
    found += [part_open(part) for part in facts.open_parts]
    if facts.owed_pence > (limits.owed_pence or 0):
        found.append(_owes(facts))
    found += _about_awards(facts, on)
    if not facts.signed:
        found.append(
            Verdict(
                Level.ASK,
                "unsigned",
                f"Agreement for {facts.year_name} not signed.",
                choices=(
                    Choice("print_agreement", "Print it"),
                    Choice("signed_on_paper", "Signed on paper"),
                ),
            )
        )
    return tuple(found)


def about_size(
    size: Size | None, borrower: BorrowerFacts, sizes: Sequence[Size] = ()
) -> tuple[Verdict, ...]:
    """Ask when a size is not usual for a pupil's school year, and name one of `sizes` that is."""
    ages = ages_in_year(borrower.year)
    if size is None or ages is None or borrower.kind != "pupil":
        return ()
    youngest, oldest = ages
    too_big = size.from_age is not None and size.from_age > oldest
    too_small = size.to_age is not None and size.to_age < youngest
    if not too_big and not too_small:
        return ()
    usual = (
        f"age {size.from_age} and over"
        if size.to_age is None
        else f"age {size.to_age} and under"
        if size.from_age is None
        else f"ages {size.from_age} to {size.to_age}"
    )
    name = size.words[:1].upper() + size.words[1:]
    whose = f"{first_name(borrower.name)} is in {year_words(borrower.year)}."
    return (
        Verdict(
            Level.ASK,
            "size",
            f"{name} is usually for {usual}. {whose}",
            choices=(
                Choice("another", f"Choose {_nearest_that_fits(size, sizes, ages)}"),
                Choice("go_on", "It's right"),
            ),
            about=f"{borrower.code} {size.words}".strip(),
        ),
    )


def _nearest_that_fits(size: Size, sizes: Sequence[Size], ages: tuple[int, int]) -> str:
    """Return the usual size next to this one in the policy's order; no age says nothing of it."""
    youngest, oldest = ages
    fitting = [
        (abs(place - sizes.index(size)), each.words)
        for place, each in enumerate(sizes)
        if (each.from_age is not None or each.to_age is not None)
        and (each.from_age is None or each.from_age <= oldest)
        and (each.to_age is None or each.to_age >= youngest)
    ]
    return min(fitting, default=(0, "another"))[1]


def part_open(left: OpenPart) -> Verdict:
    """Say that somebody still has a part of what came back."""
    part = left.part.lower()
    return Verdict(
        Level.ASK,
        "part_open",
        f"{first_name(left.borrower_name)} still has the {part} of {left.name},"
        f" from {day_month(left.since_on)}.",
        choices=(
            Choice("part_in", f"{part.capitalize()} handed in"),
            Choice("go_on", "Not today"),
        ),
        about=left.key,
    )


def late_days(due_on: date | None, returned_on: date) -> int:
    """Return how many days late something came back; 0 when in time or not due."""
    return max(0, (returned_on - due_on).days) if due_on else 0


def ages_in_year(year: str) -> tuple[int, int] | None:
    """Return the youngest and oldest age in a school year of England, or None."""
    if year == "N":
        return 3, 4
    if year == "R":
        return 4, 5
    return (int(year) + 4, int(year) + 5) if year.isdigit() else None


def year_words(year: str) -> str:
    """Return a school year as people say it."""
    return {"N": "Nursery", "R": "Reception", "": ""}.get(year, f"Year {year}")


_LEND_ANYWAY = Choice("override", "Lend anyway", lead_only=True)
_GO_ON_IF_LEAD = Choice("go_on", "Lend anyway", lead_only=True)


def _retired(facts: InstrumentFacts) -> Verdict:
    when = long_date(facts.retired_on) if facts.retired_on else ""
    return Verdict(
        Level.STOP,
        "retired",
        f"Retired on {when}.",
        "It should not be lent.",
        (Choice("open", "Open its record"),),
        about=facts.code,
    )


def _unready(facts: InstrumentFacts) -> Verdict:
    return Verdict(
        Level.STOP,
        "unready",
        f"This {facts.type_name.lower()} is not ready for the next person ({facts.unready}).",
        choices=(Choice("ready", "It's ready"), Choice("another", "Choose another"), _LEND_ANYWAY),
        may_override=True,
        about=facts.code,
    )


def _kept(facts: InstrumentFacts) -> Verdict:
    until = f" until {day_month(facts.kept_until_on)}" if facts.kept_until_on else ""
    return Verdict(
        Level.ASK,
        "kept",
        f"Kept for {facts.kept_for}{until}.",
        choices=(
            Choice("another", "Choose another"),
            _GO_ON_IF_LEAD,
        ),
        about=facts.code,
    )


def _still_has(first: str, late: Overdue) -> Verdict:
    return Verdict(
        Level.ASK,
        "overdue_item",
        f"{first} still has {late.name} {late.code}, due {day_month(late.due_on)}.",
        choices=(
            Choice("brought", "They've brought it: scan it"),
            Choice("go_on", "Lend anyway"),
        ),
        about=late.code,
    )


def _owes(facts: BorrowerFacts) -> Verdict:
    since = f" since {facts.owed_since_on:%B}" if facts.owed_since_on else ""
    return Verdict(
        Level.ASK,
        "money_owed",
        f"{pounds(facts.owed_pence)} owed{since}.",
        choices=(
            Choice("take_payment", "Take payment"),
            _GO_ON_IF_LEAD,
        ),
    )


def _about_awards(facts: BorrowerFacts, on: date) -> list[Verdict]:
    held = [a for a in facts.awards if a.state in (AWARDED, EVIDENCE_AWAITED)]
    if any(in_force(award, on) for award in held):
        return []
    lapsed = [award for award in held if is_lapsed(award, on)]
    if lapsed:
        return [_not_received(facts, lapsed[0].grace_until_on or on)]
    ended = last_ended(held, on)
    return [_run_out(facts, ended, ended.to_on or on)] if ended is not None else []


def is_lapsed(award: AwardHeld, on: date) -> bool:
    """Say whether an award that would still run counts no more, as its evidence never came."""
    waits = award.state == EVIDENCE_AWAITED and award.grace_until_on is not None
    return waits and (award.grace_until_on or on) < on <= (award.to_on or on)


def last_ended(awards: Iterable[AwardHeld], on: date) -> AwardHeld | None:
    """Return the award that ended last, within the year before a day."""
    since = on - timedelta(days=366)
    ended = [award for award in awards if award.to_on and since <= award.to_on < on]
    return max(ended, key=lambda award: award.to_on or since, default=None)


def _not_received(facts: BorrowerFacts, due_on: date) -> Verdict:
    return Verdict(
        Level.ASK,
        "evidence_not_received",
        f"Evidence not received (due {day_month(due_on)}).",
        "Full price now applies.",
        (Choice("evidence_seen", "Seen it today"), Choice("go_on", "Ask the office")),
        about=facts.code,
    )


def _run_out(facts: BorrowerFacts, ended: AwardHeld, ended_on: date) -> Verdict:
    scheme = next((held for held in facts.schemes if held.code == ended.scheme_code), None)
    choices = [Choice("go_on", "Full price")]
    if scheme is not None and year_allows(scheme, facts.year):
        bring = f"Bring it within {scheme.grace_days} days"
        offers = [(True, "award_seen", "Seen new evidence")]
        offers.append((scheme.grace_days > 0, "award_awaited", bring))
        choices = [Choice(key, label) for holds, key, label in offers if holds] + choices
    return Verdict(
        Level.ASK,
        "evidence_run_out",
        f"Reduced rate ended on {day_month(ended_on)}.",
        "Full price applies today.",
        tuple(choices),
        about=facts.code,
    )


def in_force(award: AwardHeld, on: date) -> bool:
    """Say whether an award lowers a charge of a day."""
    if award.from_on > on or (award.to_on is not None and award.to_on < on):
        return False
    if award.state == AWARDED:
        return True
    waiting = award.state == EVIDENCE_AWAITED
    return waiting and award.grace_until_on is not None and on <= award.grace_until_on


def _instruments(count: int) -> str:
    return "1 instrument" if count == 1 else f"{count} instruments"
