"""Commands about people over time: grown-ups, leavers, households, payers, one record of two."""

from argparse import Namespace
from dataclasses import asdict

from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.money import pounds
from loanmgr.domain.words import long_date
from loanmgr.services import carers, households, joining, leaving, their_numbers
from loanmgr.services import duplicates as alike
from loanmgr.services.carers import Carer, ChangeCarer, RemoveCarer
from loanmgr.services.households import MoveChild, Pays
from loanmgr.services.joining import Join, Joining
from loanmgr.services.leaving import ComeBack, Gone, Leave
from loanmgr.services.their_numbers import TheirNumber


def carer(session: Session, options: Namespace) -> Answer:
    """Say who a family's grown-ups are, change one of them, or take one off."""
    changes = (options.name, options.contact, options.prefers)
    is_changed = options.signs or any(each is not None for each in changes)
    if options.carer is None:
        if is_changed or options.remove:
            raise UsageError("Say which grown-up, after the family's card.")
        found = session.desk.look(carers.carers, options.family)
        return Answer({"carers": [asdict(each) for each in found]}, _carers(found))
    if options.remove:
        if is_changed:
            raise UsageError("Either --remove, or what is to be changed.")
        gone = RemoveCarer(options.family, options.carer)
        done = session.desk.run(carers.remove_carer, gone).result
    elif is_changed:
        asked = ChangeCarer(options.family, options.carer, *changes, signs=options.signs)
        done = session.desk.run(carers.change_carer, asked).result
    else:
        raise UsageError("Say what to change: --name, --contact, --prefers, --signs or --remove.")
    data = {
        "act": done.act,
        "family": done.family,
        "carers": [asdict(each) for each in done.carers],
    }
    return Answer(data, _carers(done.carers))


def leave(session: Session, options: Namespace) -> Answer:
    """Note that somebody has left."""
    request = Leave(options.card, options.on, options.because or "")
    done = session.desk.run(leaving.leave, request).result
    left = long_date(done.left_on) if done.left_on else ""
    return _gone(done, f"{done.name} left on {left}.")


def come_back(session: Session, options: Namespace) -> Answer:
    """Note that somebody is back."""
    done = session.desk.run(leaving.come_back, ComeBack(options.card)).result
    return _gone(done, f"{done.name} is back.")


def leavers(session: Session, _options: Namespace) -> Answer:
    """Say who left with something still open."""
    found = session.desk.look(leaving.leavers, None)
    rows = [
        (
            *(each.left_on, each.card, each.name, each.out or "", _sum(each.balance_pence)),
            each.sent_on,
        )
        for each in found
    ]
    lines = table(("Left on", "Card", "Name", "Out", "To pay", "Written to"), rows)
    nobody = "Nobody left with anything out or to pay."
    return Answer({"leavers": [asdict(each) for each in found]}, lines or [nobody])


def merge(session: Session, options: Namespace) -> Answer:
    """Make two records one, or say what would go along."""
    request = Join(options.drop, options.into)
    would = session.desk.look(joining.preview, request)
    data = asdict(would)
    if options.dry_run:
        return Answer({**data, "act": None}, _would(would))
    done = session.desk.run(joining.join_records, request).result
    line = f"Joined: {done.dropped_name} {done.dropped} into {done.name} {done.card}."
    return Answer({**data, "act": done.act}, [line, *_would(would)[1:], "The old card works on."])


def duplicates(session: Session, _options: Namespace) -> Answer:
    """Say which records look alike."""
    found = session.desk.look(alike.duplicates, None)
    rows = [
        (alike.WHY[each.why], each.keep, each.keep_name, each.drop, each.drop_name)
        for each in found
    ]
    lines = table(("Why", "Card", "Name", "Other card", "Other name"), rows)
    data = {"duplicates": [asdict(each) for each in found]}
    return Answer(data, lines or ["No two records look alike."])


def move_child(session: Session, options: Namespace) -> Answer:
    """Note that a child belongs to another family."""
    request = MoveChild(options.pupil, options.to)
    done = session.desk.run(households.move_child, request).result
    along = f" {done.out} out came along." if done.out else ""
    line = f"{done.name} belongs to {done.family_name} {done.family} now.{along}"
    return Answer(asdict(done), [line, "What was charged before stays with the old account."])


def pays(session: Session, options: Namespace) -> Answer:
    """Note who pays for a child."""
    payer = "" if options.payer.strip().lower() == "family" else options.payer
    request = Pays(options.pupil, payer, options.letters_to or "")
    done = session.desk.run(households.pays, request).result
    letters = f" Letters go to {done.letters_to}." if done.letters_to else ""
    return Answer(asdict(done), [f"{done.payer_name} pays for {done.name} now.{letters}"])


def _would(would: Joining) -> list[str]:
    lines = [f"{would.drop_name} {would.drop} goes into {would.keep_name} {would.keep}."]
    if would.children:
        lines.append(f"Children who come along: {', '.join(would.children)}.")
    if would.same:
        lines.append(f"In both, and one from now on: {', '.join(would.same)}.")
    if would.out:
        lines.append(f"Instruments out: {would.out}.")
    if would.balance_pence:
        lines.append(f"{_sum(would.balance_pence)} comes along.")
    return lines


def _carers(found: tuple[Carer, ...]) -> list[str]:
    rows = [(each.name, each.contact, each.prefers) for each in found]
    return table(("Name", "Reached at", "Prefers"), rows)


def _gone(done: Gone, line: str) -> Answer:
    data = {
        "act": done.act,
        "card": done.card,
        "left_on": done.left_on,
        "out": done.out,
        "balance_pence": done.balance_pence,
        "is_closed": done.is_closed,
    }
    if done.out:
        line += f" Still out: {done.out}."
    if done.balance_pence:
        line += f" {_sum(done.balance_pence)}."
    if done.is_closed:
        line += " The account is closed: nothing is out and nothing to pay."
    return Answer(data, [line])


def _sum(pence: int) -> str:
    if not pence:
        return ""
    return f"Credit {pounds(-pence)}" if pence < 0 else f"To pay {pounds(pence)}"


def their_number(session: Session, options: Namespace) -> Answer:
    """Say or note by which number another system knows a borrower."""
    if options.number is None:
        known = session.desk.look(their_numbers.number_of, options.card)
    else:
        request = TheirNumber(options.card, options.number)
        known = session.desk.run(their_numbers.set_number, request).result
    data = {"act": known.act, "borrower": known.borrower, "number": known.number or None}
    has = f"has the number {known.number}" if known.number else "has no number"
    return Answer(data, [f"{known.name} {has} in another system."])
