"""Which keys of a tariff are for hiring, and which for what is lost or broken."""

from collections.abc import Iterator
from dataclasses import fields

from loanmgr.domain.policy.entries import Tariff

_OF_HIRES = (
    "parts",
    "last_days",
    "least_weeks",
    "free_first",
    "least_periods",
    "ends",
    "take_off_days",
    "notice_days",
    "running_from_on",
    "deposit_pence",
    "replacement_after_days",
    "ends_with_lessons",
    "parts_after_days",
    "hire_stops_at_loss",
    "insure",
)
_OF_LOSSES = ("part_names", "percent_of_value", "excess_pence", "cap_pence", "free_days")
_UNSAID = {field.name: field.default for field in fields(Tariff)}


def misplaced(tariff: Tariff) -> Iterator[tuple[str, str]]:
    """Find what a tariff says that its basis has no use for."""
    name = tariff.name
    wrong = _OF_HIRES if tariff.is_loss else _OF_LOSSES
    use = "is for what is lost or broken" if tariff.is_loss else "is for hiring"
    for field in wrong:
        if getattr(tariff, field) != _UNSAID[field]:
            key = field.removesuffix("_on")
            yield key, f'The tariff {name} {use}, with basis = "{tariff.basis}"; it has no {key}.'
    if tariff.part_names and tariff.is_loss and tariff.basis != "part_loss":
        message = f'The tariff {name} has part_names, which only basis = "part_loss" has.'
        yield "part_names", message
    if tariff.free_days and tariff.is_loss and tariff.basis != "damage":
        yield "free_days", f'The tariff {name} has free_days, which only basis = "damage" has.'
    if tariff.percent_of_value is not None and tariff.price_pence:
        message = f"The tariff {name} has price_pence and percent_of_value; it can have only one."
        yield "percent_of_value", message
    if tariff.ends_with_lessons and not tariff.replacement_after_days:
        message = (
            f"The tariff {name} has ends_with_lessons, which only says from when"
            " replacement_after_days counts; give it that too."
        )
        yield "ends_with_lessons", message


def together(one: Tariff, two: Tariff) -> bool:
    """Say whether two tariffs are asked for the same thing: hiring, or one kind of loss."""
    if one.is_loss or two.is_loss:
        return one.basis == two.basis
    return True
