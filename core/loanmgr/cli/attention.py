"""Commands about what a lead has to look into."""

from argparse import Namespace

from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.services import attention


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
