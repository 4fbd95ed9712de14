"""Commands about what is kept for somebody."""

from argparse import Namespace
from dataclasses import asdict

from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.codes import grouped
from loanmgr.domain.words import long_date
from loanmgr.services import reservations
from loanmgr.services.reservations import KeepFor, KeepNoLonger


def keep(session: Session, options: Namespace) -> Answer:
    """Keep an instrument for somebody, or for nobody any more."""
    if options.end:
        if options.borrower or options.until:
            raise UsageError("--end stands alone: it is kept for nobody then.")
        done = session.desk.run(reservations.keep_no_longer, KeepNoLonger(options.code)).result
        said = f"No longer kept: {done.name} {grouped(done.instrument)} for {done.borrower_name}."
        return Answer(asdict(done), [said])
    if not options.borrower:
        raise UsageError("Say whom it is kept for, or --end.")
    request = KeepFor(options.code, options.borrower, options.until)
    done = session.desk.run(reservations.keep_for, request).result
    until = long_date(done.until_on)
    name = f"{done.name} {grouped(done.instrument)}"
    return Answer(asdict(done), [f"Kept: {name} for {done.borrower_name}, until {until}."])


def kept(session: Session, _options: Namespace) -> Answer:
    """Say what is kept for whom, and until when."""
    found = session.desk.look(reservations.kept_now, None)
    rows = [
        (
            *(each.until_on, each.instrument, each.name, each.borrower, each.borrower_name),
            *(each.place, each.holder),
        )
        for each in found
    ]
    heads = ("Until", "Label", "Instrument", "Card", "Kept for", "Where", "Out to")
    lines = table(heads, rows)
    return Answer({"kept": [asdict(each) for each in found]}, lines or ["Nothing is kept."])
