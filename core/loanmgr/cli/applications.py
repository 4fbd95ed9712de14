"""Commands about reduced rates: applying, deciding, ending, and what waits."""

from argparse import Namespace
from dataclasses import asdict

from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.domain.discounts import AWAITED
from loanmgr.domain.money import pounds
from loanmgr.domain.words import long_date
from loanmgr.services import applications, award_renewals
from loanmgr.services import finished as finishing
from loanmgr.services.applications import Apply, Decide, Decided, EndAward

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
    heads = ("Card", "Who pays", "Pupil", "Year", "Ends", "Out", "Written to")
    data = {"renewals": [asdict(each) for each in found]}
    return Answer(data, table(heads, rows) or ["No reduced rate ends that is still needed."])


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
