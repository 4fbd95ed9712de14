"""Commands about what somebody has to look into, or has not finished."""

from argparse import Namespace

from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.services import attention, baskets


def turned_up(session: Session, _options: Namespace) -> Answer:
    """Say what was handed in without having been recorded as out."""
    found = session.desk.look(attention.turned_up, None)
    data = {
        "turned_up": [
            {
                "instrument": each.instrument,
                "name": each.name,
                "make": each.make,
                "on": each.on,
                "desk": each.desk,
                "who": each.who,
                "last_with": each.last_with or None,
                "last_with_code": each.last_with_code or None,
                "lent_on": each.lent_on,
                "returned_on": each.returned_on,
                "act": each.act,
            }
            for each in found
        ]
    }
    rows = [
        (each.on, each.instrument, each.name, each.desk, each.last_with, each.returned_on)
        for each in found
    ]
    lines = table(("Day", "Label", "Instrument", "Desk", "Last with", "Until"), rows)
    return Answer(data, lines or ["Nothing turned up in the last four weeks."])


def counter(session: Session, _options: Namespace) -> Answer:
    """Say what lies on the counter at every desk of the centre."""
    found = session.desk.look(baskets.on_counter, None)
    data = {
        "counter": [
            {
                "title": each.title,
                "instruments": list(each.instruments),
                "desk": each.desk,
                "is_parked": each.is_parked,
                "since": each.since,
            }
            for each in found.baskets
        ]
    }
    rows = [
        (each.title, each.items, each.desk, f"{each.since.astimezone():%H:%M}")
        for each in found.baskets
    ]
    lines = table(("Who", "Instruments", "Desk", "Since"), rows)
    return Answer(data, lines or [f"Nothing lies on a counter at {found.centre}."])


def unsigned(session: Session, _options: Namespace) -> Answer:
    """Say whose agreement of this year is not signed."""
    found = session.desk.look(attention.unsigned, None)
    data = {
        "unsigned": [
            {
                "code": each.code,
                "name": each.name,
                "kind": each.kind,
                "year": each.year,
                "since_on": each.since_on,
                "out": each.out,
            }
            for each in found
        ]
    }
    rows = [(each.code, each.name, each.since_on, each.out) for each in found]
    lines = table(("Card", "Name", "Since", "Out now"), rows)
    return Answer(data, lines or ["Every agreement of this year is signed."])


def evidence(session: Session, _options: Namespace) -> Answer:
    """Say whose reduced rate waits for evidence; neither which rate it is nor why."""
    found = session.desk.look(attention.evidence, None)
    data = {
        "evidence": [
            {
                "pupil": each.pupil,
                "pupil_name": each.pupil_name,
                "family": each.card or None,
                "family_name": each.family or None,
                "received_on": each.received_on,
                "grace_until_on": each.grace_until_on,
            }
            for each in found
        ]
    }
    rows = [
        (each.pupil, each.pupil_name, each.family, each.received_on, each.grace_until_on)
        for each in found
    ]
    lines = table(("Card", "Pupil", "Family", "Asked for", "Reduced until"), rows)
    return Answer(data, lines or ["No evidence is awaited."])
