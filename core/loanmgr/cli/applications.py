"""Commands about reduced rates: applying, deciding, ending, and what waits."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from loanmgr.cli import files, output
from loanmgr.cli.counter import act_id
from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.discounts import AWAITED
from loanmgr.domain.money import pounds
from loanmgr.domain.words import long_date
from loanmgr.jobs import renewal_letters as letter_job
from loanmgr.services import applications, award_renewals
from loanmgr.services import finished as finishing
from loanmgr.services.applications import Apply, Decide, Decided, EndAward
from loanmgr.services.award_renewals import BeginLetters

WORDS = {
    "awarded": "Awarded",
    "refused": "Refused",
    "waiting_list": "On the waiting list",
    "ended": "Ended",
}


def apply(session: Session, options: Namespace) -> Answer:
    """Note an application."""
    request = Apply(
        options.pupil,
        options.scheme,
        options.evidence or AWAITED,
        options.received,
        options.reason or "",
    )
    done = session.desk.run(applications.apply, request)
    found = done.result
    data = {
        "award": found.award,
        "state": found.state,
        "from_on": found.from_on,
        "to_on": found.to_on,
        "grace_until_on": found.grace_until_on,
        "act": done.act,
    }
    line = f"Applied for, from {long_date(found.from_on)} to {long_date(found.to_on)}."
    if found.grace_until_on:
        line += f" Until it is decided it counts to {long_date(found.grace_until_on)}."
    return Answer(data, [line])


def decide(session: Session, options: Namespace) -> Answer:
    """Decide on an application."""
    request = Decide(options.pupil, options.decision, options.evidence or "")
    done = session.desk.run(applications.decide, request)
    return _decided(done.result, done.act)


def end_award(session: Session, options: Namespace) -> Answer:
    """End a reduced rate that runs."""
    done = session.desk.run(applications.end_award, EndAward(options.pupil, options.last))
    return _decided(done.result, done.act)


def waiting(session: Session, _options: Namespace) -> Answer:
    """Say what waits for a decision; neither which rate it is nor why, but by its office name."""
    found = session.desk.look(applications.waiting, None)
    rows = [
        (each.pupil, each.pupil_name, each.state, each.received_on, "yes" if each.is_seen else "no")
        for each in found
    ]
    lines = table(("Card", "Pupil", "State", "Received", "Evidence seen"), rows)
    data = {"applications": [asdict(each) for each in found]}
    return Answer(data, lines or ["Nothing waits for a decision."])


def finished(session: Session, _options: Namespace) -> Answer:
    """Say who is beyond Year 13 and not noted as having left."""
    found = session.desk.look(finishing.finished, None)
    rows = [(each.pupil, each.name, each.card, each.payer, each.out) for each in found]
    lines = table(("Card", "Pupil", "Family's card", "Family", "Out"), rows)
    data = {"finished": [asdict(each) for each in found]}
    return Answer(data, lines or ["Nobody is beyond Year 13."])


def renewals(session: Session, _options: Namespace) -> Answer:
    """Say whose reduced rate ends with this academic year; never why they have one."""
    found = session.desk.look(award_renewals.ending, None)
    rows = [
        (each.card, each.payer, each.pupil_name, each.year, each.ends_on, each.out, each.sent_on)
        for each in found
    ]
    heads = ("Card", "Family", "Pupil", "Year", "Ends", "Out", "Written to")
    data = {"renewals": [asdict(each) for each in found]}
    return Answer(data, table(heads, rows) or ["No reduced rate ends that is still needed."])


def renewal_letters(session: Session, options: Namespace) -> Answer:
    """Write the letters about reduced rates that end, or take back that they were sent."""
    if options.undo:
        return _letters_back(session, options)
    if options.run:
        raise UsageError("Only `renewal-letters undo` is followed by an id.")
    if not options.output or Path(options.output).suffix.lower() != ".pdf":
        raise UsageError("Letters are written to a file that ends in .pdf: -o FILE.pdf.")
    until_on = options.until or award_renewals.usual_deadline(session.today)
    drawn = letter_job.draw(session.desk, until_on, _progress, again=options.again)
    assert drawn is not None  # noqa: S101 - nobody stops it but by ending the program
    files.write(options.output, drawn.pdf)
    done = letter_job.note(session.desk, BeginLetters(until_on), drawn, _progress)
    output.progress("")
    data = {
        "letters": len(drawn.cards),
        "pupils": drawn.pupils,
        "until_on": until_on,
        "run": done.run,
    }
    count = "1 letter" if len(drawn.cards) == 1 else f"{len(drawn.cards):,} letters"
    line = f"{count} written to {options.output}, answers by {long_date(until_on)}."
    took = f"They were not sent after all? loanmgr renewal-letters undo {done.run}"
    return Answer(data, [line, took])


def _letters_back(session: Session, options: Namespace) -> Answer:
    run = act_id(options.run) if options.run else None
    if run is None:
        raise UsageError("Say which letters: the id stands below what `renewal-letters` said.")
    back = letter_job.take_back(session.desk, run, _progress)
    output.progress("")
    line = "Taken back: those letters count as not sent."
    return Answer({"run": back.run, "left": list(back.failed)}, [line, *back.failed])


def _progress(done: int, whole: int, doing: str) -> bool:
    output.progress(f"{100 * done // max(1, whole)} % {doing}")
    return True


def pots(session: Session, _options: Namespace) -> Answer:
    """Say what is left of each budget."""
    found = session.desk.look(applications.pots, None)
    rows = [
        (each.name, pounds(each.budget_pence), pounds(each.given_pence), pounds(each.left_pence))
        for each in found
    ]
    lines = table(("Scheme", "Budget", "Given", "Left"), rows)
    data = {"pots": [{**asdict(each), "left_pence": each.left_pence} for each in found]}
    return Answer(data, lines or ["No scheme has a budget."])


def _decided(found: Decided, act: object) -> Answer:
    data = {**asdict(found), "act": act}
    line = f"{WORDS[found.state]}: {found.pupil_name}, to {long_date(found.to_on)}."
    if found.less_pence:
        more = "less" if found.less_pence > 0 else "more"
        line += f" {pounds(abs(found.less_pence))} {more} is due for what was charged."
    return Answer(data, [line])
