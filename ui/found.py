"""What the scan box shows of what was found: grouped rows that answer by themselves.

The screen faces the queue, so people are shown by first name and initial until one is chosen.
"""

from collections.abc import Sequence

from loanmgr.services.find import Hit
from ui.text import short_name
from ui.widgets.suggestions import Suggestion

STATUS: dict[str, tuple[str, str, str]] = {
    "available": ("Available", "tick-circle", "ok"),
    "on_counter": ("On the counter", "hourglass", "info"),
    "on_loan": ("On loan", "arrow-out", "info"),
    "incomplete": ("Incomplete", "warning", "warn"),
    "needs_repair": ("Needs repair", "spanner", "repair"),
    "in_workshop": ("In the workshop", "spanner-solid", "repair"),
    "kept": ("Kept", "bookmark", "neutral"),
    "moving": ("On its way", "van", "neutral"),
    "missing": ("Missing", "missing", "stop"),
    "retired": ("Retired", "box", "neutral"),
}
"""Word, shape and tone of each state of an instrument."""

GROUPS = {
    "instrument": "Instruments",
    "pupil": "People",
    "adult": "People",
    "teacher": "People",
    "partner": "Schools and partners",
    "school": "Schools and partners",
    "family": "Families",
    "place": "Places",
}
ICONS = {"family": "people", "school": "school", "partner": "school", "place": "box"}
SHORTENED = ("pupil", "adult", "family")


def suggestions(hits: Sequence[Hit]) -> list[Suggestion]:
    """Return the rows for what was found, group by group, each in the order found."""
    order = list(dict.fromkeys(GROUPS.get(hit.kind, "Others") for hit in hits))
    grouped = sorted(hits, key=lambda hit: order.index(GROUPS.get(hit.kind, "Others")))
    return [_instrument(hit) if hit.kind == "instrument" else _other(hit) for hit in grouped]


def _instrument(hit: Hit) -> Suggestion:
    word, icon, tone = STATUS.get(hit.status, (hit.status, "info", "neutral"))
    holder = f" · {short_name(hit.holder)}" if hit.holder else ""
    detail = " · ".join(part for part in (f"{word}{holder}", hit.detail) if part)
    text = f"{hit.name} · {hit.code}"
    return Suggestion(text, hit, detail, GROUPS["instrument"], icon, tone)


def _other(hit: Hit) -> Suggestion:
    name = short_name(hit.name) if hit.kind in SHORTENED else hit.name
    detail = " · ".join(part for part in (hit.detail, hit.status) if part)
    icon = ICONS.get(hit.kind, "person")
    return Suggestion(name, hit, detail, GROUPS.get(hit.kind, "Others"), icon)
