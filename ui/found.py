"""What the scan box shows of what was found: grouped rows that answer by themselves.

The screen faces the queue, so people are shown by first name and initial until one is chosen.
"""

from collections.abc import Sequence
from datetime import date

from loanmgr.services.find import Hit
from ui import status
from ui.status import State
from ui.text import short_name
from ui.widgets.suggestions import Suggestion

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


def suggestions(hits: Sequence[Hit], on: date) -> list[Suggestion]:
    """Return the rows for what was found, group by group, each in the order found."""
    order = list(dict.fromkeys(GROUPS[hit.kind] for hit in hits))
    grouped = sorted(hits, key=lambda hit: order.index(GROUPS[hit.kind]))
    return [_instrument(hit, on) if hit.kind == "instrument" else _other(hit) for hit in grouped]


def _instrument(hit: Hit, on: date) -> Suggestion:
    state = State(
        hit.status,
        on,
        hit.holder,
        hit.holder_kind,
        hit.due_on,
        kept_for=hit.kept_for,
        kept_kind=hit.kept_kind,
    )
    shown = status.shown(state)
    holder = status.who(hit.holder, hit.holder_kind) if hit.holder else ""
    said = shown.words if not holder or holder in shown.words else f"{shown.words} · {holder}"
    detail = " · ".join(part for part in (said, hit.detail) if part)
    text = f"{hit.name} · {hit.code}"
    return Suggestion(text, hit, detail, GROUPS["instrument"], shown.icon, shown.tone)


def _other(hit: Hit) -> Suggestion:
    name = short_name(hit.name) if hit.kind in SHORTENED else hit.name
    detail = " · ".join(part for part in (hit.detail, hit.status) if part)
    return Suggestion(name, hit, detail, GROUPS[hit.kind], ICONS.get(hit.kind, "person"))
