"""Commands about one thing's record: showing it, adding to the register, awards, accounts."""

from argparse import Namespace
from typing import Any

from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.codes import grouped
from loanmgr.domain.money import pounds
from loanmgr.domain.words import long_date
from loanmgr.services import accounts, awards, instruments, parts, people, places
from loanmgr.services import show as showing
from loanmgr.services.awards import Award, EvidenceSeen
from loanmgr.services.instruments import AddInstrument, PartMissing
from loanmgr.services.parts import PartIn
from loanmgr.services.people import AddBorrower, AddCarer, Added, AddFamily, AddPupil, AddSchool
from loanmgr.services.places import AddPlace


def show(session: Session, options: Namespace) -> Answer:
    """Say everything about one thing."""
    shown = session.desk.look(showing.show, options.code)
    timeline = [
        {
            "act": event.act,
            "at": event.at,
            "on": event.on,
            "who": event.who,
            "what": event.what,
            "is_undone": event.is_undone,
        }
        for event in shown.timeline
    ]
    data = {
        "code": shown.code,
        "kind": shown.kind,
        "name": shown.name,
        "status": shown.status,
        **shown.more,
        "timeline": timeline,
    }
    return Answer(data, _shown_lines(shown))


def add_family(session: Session, options: Namespace) -> Answer:
    """Add a family."""
    request = AddFamily(
        options.name,
        options.contact or "",
        options.address or "",
        options.postcode or "",
        options.adult or "",
        options.note or "",
    )
    return _added(session.desk.run(people.add_family, request).result, "The family's card is")


def add_carer(session: Session, options: Namespace) -> Answer:
    """Add another grown-up to a family."""
    request = AddCarer(options.family, options.name, options.contact or "", options.prefers or "")
    return _added(session.desk.run(people.add_carer, request).result, "The family's card is")


def add_pupil(session: Session, options: Namespace) -> Answer:
    """Add a child to a family."""
    request = AddPupil(options.family, options.name, options.school or "", options.year or "")
    return _added(session.desk.run(people.add_pupil, request).result, "The child's card is")


def add_school(session: Session, options: Namespace) -> Answer:
    """Add a school."""
    request = AddSchool(
        options.name,
        options.urn or "",
        options.address or "",
        options.postcode or "",
        options.contact or "",
    )
    return _added(session.desk.run(people.add_school, request).result, "The school's card is")


def add_teacher(session: Session, options: Namespace) -> Answer:
    """Add a teacher."""
    return _add_borrower(session, options, "teacher")


def add_adult(session: Session, options: Namespace) -> Answer:
    """Add an adult learner."""
    return _add_borrower(session, options, "adult")


def add_partner(session: Session, options: Namespace) -> Answer:
    """Add a partner organisation."""
    return _add_borrower(session, options, "partner")


def add_instrument(session: Session, options: Namespace) -> Answer:
    """Add an instrument."""
    request = AddInstrument(
        type=options.type,
        size=options.size or "",
        make=options.make or "",
        model=options.model or "",
        serial=options.serial or "",
        place=options.place or "",
        value_pence=options.value_pence,
        aliases=tuple(options.alias or ()),
        note=options.note or "",
    )
    added = session.desk.run(instruments.add_instrument, request).result
    return _added(added, "The instrument's label is")


def add_place(session: Session, options: Namespace) -> Answer:
    """Add a place."""
    request = AddPlace(options.name, options.kind or "room", options.inside or "")
    return _added(session.desk.run(places.add_place, request).result, "The place's label is")


def award(session: Session, options: Namespace) -> Answer:
    """Put a pupil on a scheme."""
    request = Award(
        options.pupil,
        options.scheme,
        options.evidence,
        options.from_on,
        options.to_on,
        options.reason or "",
    )
    awarded = session.desk.run(awards.award, request).result
    data = {
        "award": awarded.award,
        "state": awarded.state,
        "from_on": awarded.from_on,
        "to_on": awarded.to_on,
        "grace_until_on": awarded.grace_until_on,
    }
    line = f"Awarded from {long_date(awarded.from_on)} to {long_date(awarded.to_on)}."
    if awarded.grace_until_on:
        line += f" The evidence is awaited until {long_date(awarded.grace_until_on)}."
    return Answer(data, [line])


def evidence(session: Session, options: Namespace) -> Answer:
    """Note that awaited evidence was seen."""
    request = EvidenceSeen(options.pupil, options.kind or "")
    seen = session.desk.run(awards.evidence_seen, request).result
    data = {
        "award": seen.award,
        "state": seen.state,
        "from_on": seen.from_on,
        "to_on": seen.to_on,
        "act": request.id,
    }
    return Answer(data, [f"Awarded from {long_date(seen.from_on)} to {long_date(seen.to_on)}."])


def part(session: Session, options: Namespace) -> Answer:
    """Note that a part is missing, or that it is here again."""
    if options.here:
        back = session.desk.run(parts.part_in, PartIn(options.code, options.part or "")).result
        had = f" {back.was_with} had it." if back.was_with else ""
        data = {
            "act": back.act,
            "instrument": back.instrument,
            "part": back.part,
            "was_with": back.was_with or None,
        }
        line = f"Handed in: the {back.part.lower()} of {back.name} {grouped(back.instrument)}.{had}"
        return Answer(data, [line])
    if not options.part:
        raise UsageError("Say which part is missing, after the instrument's label.")
    request = PartMissing(options.code, options.part)
    noted = session.desk.run(instruments.part_missing, request).result
    name = options.part.strip().lower()
    data = {"act": noted.act, "instrument": noted.instrument, "part": name, "was_with": None}
    return Answer(data, [f"Missing: the {name} of {noted.name} {grouped(noted.instrument)}."])


def account(session: Session, options: Namespace) -> Answer:
    """Show an account's ledger."""
    view = session.desk.look(accounts.account, options.code)
    data = {
        "code": view.code,
        "name": view.name,
        "balance_pence": view.balance_pence,
        "owed_pence": view.owed_pence,
        "lines": [_ledger(line) for line in view.lines],
    }
    rows = [
        (
            line.entered_on,
            line.what,
            pounds(line.amount_pence),
            pounds(line.unpaid_pence) if line.unpaid_pence else "",
            pounds(line.balance_pence),
        )
        for line in view.lines
    ]
    lines = [f"{view.name} {view.code}", *table(("Day", "What", "Sum", "Unpaid", "Balance"), rows)]
    lines.append(_balance(view.balance_pence, view.owed_pence))
    return Answer(data, lines)


def _add_borrower(session: Session, options: Namespace, kind: str) -> Answer:
    request = AddBorrower(kind, options.name, options.contact or "", options.school or "")
    return _added(session.desk.run(people.add_borrower, request).result, "The card is")


def _added(added: Added, words: str) -> Answer:
    return Answer({"code": added.code}, [f"{words} {added.code}."])


def _ledger(line: accounts.AccountLine) -> dict[str, Any]:
    return {
        "line": line.line,
        "kind": line.kind,
        "entered_on": line.entered_on,
        "due_on": line.due_on,
        "what": line.what,
        "amount_pence": line.amount_pence,
        "balance_pence": line.balance_pence,
        "act": line.act,
        "is_reversed": line.is_reversed,
        "unpaid_pence": line.unpaid_pence,
        "left_pence": line.left_pence,
        "loss": line.loss,
    }


def _balance(balance_pence: int, owed_pence: int) -> str:
    if balance_pence < 0:
        return f"Credit {pounds(-balance_pence)}."
    owed = f", {pounds(owed_pence)} of it past its day" if owed_pence else ""
    return f"To pay {pounds(balance_pence)}{owed}." if balance_pence else "Nothing to pay."


def _shown_lines(shown: showing.Shown) -> list[str]:
    width = max((len(label) for label, _ in shown.facts), default=0)
    facts = [f"  {label.ljust(width)}  {value}" for label, value in shown.facts if value]
    rows = [
        (event.on, event.who, f"{event.what} (undone)" if event.is_undone else event.what)
        for event in shown.timeline
    ]
    return [f"{shown.name} {shown.code}", *facts, *table(("Day", "Who", "What"), rows)]
