"""Commands of the counter: finding, lending, taking back, renewing, swapping, undoing, pricing."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.charges import Quote
from loanmgr.domain.codes import grouped
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import pounds
from loanmgr.domain.words import long_date
from loanmgr.services import find as finding
from loanmgr.services import (
    handing_in,
    instruments,
    lending,
    passing,
    quotes,
    renewals,
    returns,
    swaps,
)
from loanmgr.services import undo as undoing
from loanmgr.services.find import Hit
from loanmgr.services.handing_in import HandIn
from loanmgr.services.instruments import Ready
from loanmgr.services.lending import Charged, Lend, LentLine
from loanmgr.services.passing import HandBack, PassOn
from loanmgr.services.payers import SchoolPays
from loanmgr.services.quotes import Ask
from loanmgr.services.renewals import Renew
from loanmgr.services.returns import Return, ReturnAll, Returned
from loanmgr.services.swaps import Swap
from loanmgr.services.undo import Undo
from loanmgr.services.undo_checks import TakenBackInPartsError

STATUSES = {
    "available": "available",
    "on_counter": "on the counter",
    "on_loan": "on loan",
    "incomplete": "incomplete",
    "needs_repair": "needs repair",
    "in_workshop": "in the workshop",
    "kept": "kept",
    "moving": "moving",
    "missing": "missing",
    "retired": "retired",
}


def find(session: Session, options: Namespace) -> Answer:
    """Say what a text finds."""
    text = " ".join(options.text)
    hits = session.desk.look(finding.find, text)
    rows = [(hit.kind, hit.code, hit.name, _state(hit), hit.detail) for hit in hits]
    lines = table(("Kind", "Code", "Name", "Is", "More"), rows)
    return Answer({"results": [_found(hit) for hit in hits]}, lines or ["Nothing is called that."])


def lend(session: Session, options: Namespace) -> Answer:
    """Lend instruments to one borrower."""
    request = Lend(
        tuple(options.codes),
        options.to,
        options.until,
        options.override or "",
        options.collected_by or "",
        school_pays=_school(options),
    )
    done = session.desk.run(lending.lend, request)
    lent = done.result
    data = {
        "loan": lent.loan,
        "lines": [_lent(line) for line in lent.lines],
        "total_due_pence": lent.total_due_pence,
        "deposit_pence": lent.deposit_pence,
        "asks": _asks(lent.asks),
        "act": done.act,
    }
    lines = [line for each in lent.lines for line in _lent_lines(each)]
    if len(lent.lines) > 1:
        lines.append(f"{pounds(lent.total_due_pence)} in all, on the account.")
    return Answer(data, lines, lent.asks)


def _school(options: Namespace) -> SchoolPays | None:
    if options.school_pays:
        return SchoolPays(options.school_pays, options.order or "", options.agreed_by or "")
    if options.order or options.agreed_by:
        raise UsageError("--order and --agreed-by go with --school-pays.")
    return None


def take_back(session: Session, options: Namespace) -> Answer:
    """Take instruments back."""
    if options.to_holder:
        return _hand_back(session, options)
    alone = (options.missing, options.fault, options.not_recorded_out, options.keep_charge)
    if len(options.codes) > 1 and any(alone):
        options_alone = "--missing, --fault, --keep-charge and --not-recorded-out"
        raise UsageError(f"{options_alone} go with one instrument at a time.")
    if options.not_recorded_out and (options.on or options.missing or options.fault):
        raise UsageError("--not-recorded-out stands alone: there was no loan that ends.")
    try:
        back, act = _taken(session, options)
    except RuleError as refusal:
        if refusal.code == "not_on_loan":
            hint = "To take it in all the same, add --not-recorded-out."
            raise RuleError(f"{refusal.message} {hint}", refusal.code, refusal.field) from refusal
        raise
    data = {"returned": [_back(each) for each in back], "act": act}
    return Answer(data, [_back_line(each) for each in back])


def ready(session: Session, options: Namespace) -> Answer:
    """Say that an instrument is ready for the next person."""
    done = session.desk.run(instruments.ready, Ready(options.code)).result
    data = {"instrument": done.instrument, "act": done.act}
    return Answer(data, [f"Ready: {done.name} {grouped(done.instrument)}."])


def _taken(session: Session, options: Namespace) -> tuple[tuple[Returned, ...], UUID | None]:
    if options.not_recorded_out:
        asked = HandIn(options.codes[0], keeps_loss=options.keep_charge)
        handed = session.desk.run(handing_in.hand_in, asked)
        return (handed.result,), handed.act
    if len(options.codes) > 1:
        several = ReturnAll(tuple(options.codes), options.on)
        done = session.desk.run(returns.return_all, several)
        return done.result, done.act
    missing = tuple(options.missing or ())
    fault, keeps = options.fault or "", options.keep_charge
    one = Return(options.codes[0], options.on, missing, fault, keeps_loss=keeps)
    done_one = session.desk.run(returns.return_one, one)
    return (done_one.result,), done_one.act


def pass_on(session: Session, options: Namespace) -> Answer:
    """Pass on to a pupil what a school, a teacher or a partner has."""
    request = PassOn(options.code, options.to, options.override or "")
    passed = session.desk.run(passing.pass_on, request).result
    line = passed.line
    data = {
        "act": passed.act,
        "passed_by": passed.passed_by_code,
        "lent": _lent(line),
        "total_due_pence": line.charge.due_pence,
        "asks": _asks(passed.asks),
    }
    lines = [
        f"Passed on: {line.name} {grouped(line.instrument)} from {passed.passed_by} to"
        f" {line.borrower_name}, {_until(line.due_on, line.next_charge_on)}.",
        f"  {_price(line.charge)}",
    ]
    return Answer(data, lines, passed.asks)


def _hand_back(session: Session, options: Namespace) -> Answer:
    if len(options.codes) > 1 or options.on or options.missing or options.fault:
        raise UsageError("--to-holder goes with one instrument, and with nothing else.")
    back = session.desk.run(passing.hand_back, HandBack(options.codes[0])).result
    data = {
        "act": back.act,
        "instrument": back.instrument,
        "was_with": back.was_with,
        "holder": back.holder,
        "holder_code": back.holder_code,
        "credit_pence": back.credit_pence,
        "least_pence": back.least_pence,
    }
    credit = f" Credit {pounds(back.credit_pence)}." if back.credit_pence else ""
    credit += _least(back.least_pence)
    line = f"Handed back: {back.name} {grouped(back.instrument)} to {back.holder},"
    return Answer({"handed_back": data}, [f"{line} was with {back.was_with}.{credit}"])


def loss_words(off_pence: int, kept_pence: int) -> str:
    """Say what became of the charge for a loss, as a sentence after another."""
    if off_pence:
        return f" {pounds(off_pence)} charged for its loss is taken off."
    return f" {pounds(kept_pence)} charged for its loss stays." if kept_pence else ""


def _least(pence: int) -> str:
    return f" {pounds(pence)} more is charged, the least that a hire pays." if pence else ""


def renew(session: Session, options: Namespace) -> Answer:
    """Lend on for the next period."""
    done = session.desk.run(renewals.renew, Renew(tuple(options.codes)))
    renewed = done.result
    data = {
        "renewed": [_lent(line) for line in renewed.lines],
        "total_due_pence": renewed.total_due_pence,
        "asks": _asks(renewed.asks),
        "left": list(renewed.left),
        "act": done.act,
    }
    lines = [
        f"Renewed: {line.name} {grouped(line.instrument)} with {line.borrower_name},"
        f" {_until(line.due_on, line.next_charge_on)}. {_price(line.charge)}"
        for line in renewed.lines
    ]
    lines += [f"Not renewed: {why}" for why in renewed.left]
    return Answer(data, lines, renewed.asks)


def swap(session: Session, options: Namespace) -> Answer:
    """Take one instrument back and lend another on the same hire."""
    request = Swap(
        options.old,
        options.new,
        tuple(options.missing or ()),
        options.fault or "",
        options.override or "",
    )
    swapped = session.desk.run(swaps.swap, request).result
    data = {
        "act": swapped.act,
        "returned": _back(swapped.back),
        "lent": _lent(swapped.line),
        "total_due_pence": swapped.line.charge.due_pence,
        "asks": _asks(swapped.asks),
    }
    line = swapped.line
    lines = [
        _back_line(swapped.back),
        f"Lent instead: {line.name} {grouped(line.instrument)} to {line.borrower_name},"
        f" {_until(line.due_on, line.next_charge_on)}. {_price(line.charge)}",
    ]
    return Answer(data, lines, swapped.asks)


def undo(session: Session, options: Namespace) -> Answer:
    """Take an act back."""
    return undo_act(session, act_id(options.act), give_back=options.give_back)


def undo_act(session: Session, act: UUID | None, *, give_back: bool = False) -> Answer:
    """Take an act back by its id, or this command line's newest one."""
    try:
        undone = session.desk.run(undoing.undo, Undo(act, give_back)).result
    except TakenBackInPartsError as run:
        from loanmgr.cli.billing import take_back_run  # noqa: PLC0415 - a run is rarely undone

        return take_back_run(session, run.act, run.what)
    data = {
        "act": undone.act,
        "undid": undone.undid,
        "undid_act": undone.undid_act,
        "kept_pence": undone.kept_pence,
        "given_back_pence": undone.given_back_pence,
    }
    then = "take it back" if undone.is_again else "do it"
    lines = [undone.said, f"To {then} again: loanmgr undo {undone.act}"]
    if undone.kept_pence:
        lines.insert(1, f"{pounds(undone.kept_pence)} that came in for it is now credit.")
    if undone.given_back_pence:
        lines.insert(1, f"Give back {pounds(undone.given_back_pence)} {undone.given_back}.")
    return Answer(data, lines)


def quote(session: Session, options: Namespace) -> Answer:
    """Say what hiring something would cost, and why."""
    ask = Ask(options.type, options.size or "", options.from_on, options.until, options.who)
    priced = session.desk.look(quotes.price, ask)
    loss = session.desk.look(quotes.if_lost, ask)
    data = {
        **_explained(priced),
        "if_lost": _explained(loss) if loss else None,
        "due_on": priced.due_on,
        "next_charge_on": priced.next_charge_on,
        "deposit_pence": priced.deposit_pence,
    }
    lines = table(
        ("Step", "£"),
        [(step.what, pounds(step.pence) if step.pence else "") for step in priced.steps],
    )
    lines.append(
        f"To pay: {pounds(priced.due_pence)}; {_until(priced.due_on, priced.next_charge_on)}."
    )
    if loss:
        lines.append(f"If it is lost: {pounds(loss.due_pence)}.")
    return Answer(data, lines)


def _explained(priced: Quote) -> dict[str, Any]:
    return {
        "full_pence": priced.full_pence,
        "discount_pence": priced.discount_pence,
        "due_pence": priced.due_pence,
        "because": priced.because,
        "steps": [{"what": step.what, "pence": step.pence} for step in priced.steps],
    }


def act_id(typed: str | None) -> UUID | None:
    """Return the id of an act as it was typed."""
    if typed is None:
        return None
    try:
        return UUID(typed.strip())
    except ValueError as fault:
        example = "0198f3c2-5e1a-7c04-9d0b-3f6a2b1c4d5e"
        raise UsageError(f"An act is named by its id, such as {example}.") from fault


def _found(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "code": hit.code,
        "name": hit.name,
        "status": hit.status if hit.status in STATUSES else None,
        "holder": hit.holder or None,
        "detail": hit.detail if hit.status in STATUSES else f"{hit.status} {hit.detail}".strip(),
    }


def _state(hit: Hit) -> str:
    words = STATUSES.get(hit.status, hit.status)
    if hit.kept_for:
        return f"{words} for {hit.kept_for}"
    return f"{words} to {hit.holder}" if hit.holder and hit.status == "on_loan" else words


def _lent(line: LentLine) -> dict[str, Any]:
    charge = line.charge
    return {
        "instrument": line.instrument,
        "due_on": line.due_on,
        "next_charge_on": line.next_charge_on,
        "charge": {
            "full_pence": charge.full_pence,
            "discount_pence": charge.discount_pence,
            "due_pence": charge.due_pence,
            "because": charge.because,
        },
        "borrower": line.borrower,
        "insurance": line.insurance or None,
        "act": line.act,
    }


def _lent_lines(line: LentLine) -> list[str]:
    return [
        f"Lent: {line.name} {grouped(line.instrument)} to {line.borrower_name},"
        f" {_until(line.due_on, line.next_charge_on)}.",
        f"  {_price(line.charge)}",
        *([f"  Deposit {pounds(line.deposit_pence)}."] if line.deposit_pence else []),
        *([f"  {line.insurance}"] if line.insurance else []),
    ]


def _price(charge: Charged) -> str:
    if not charge.full_pence:
        return "Nothing to pay." if not charge.because else f"Nothing to pay: {charge.because}."
    return f"{pounds(charge.due_pence)} to pay: {charge.because}."


def _until(due_on: date | None, next_charge_on: date | None) -> str:
    if due_on is not None:
        return f"back by {long_date(due_on)}"
    if next_charge_on is not None:
        return f"until returned, next charge {long_date(next_charge_on)}"
    return "until returned"


def _back(back: Returned) -> dict[str, Any]:
    return {
        "instrument": back.instrument,
        "was_with": back.was_with or None,
        "late_days": back.late_days,
        "put": back.put,
        "credit_pence": back.credit_pence,
        "least_pence": back.least_pence,
        "deposit_back_pence": back.deposit_back_pence,
        "deposit_kept_pence": back.deposit_kept_pence,
        "loss_off_pence": back.loss_off_pence,
        "loss_kept_pence": back.loss_kept_pence,
        "missing": list(back.missing),
        "unready": back.unready or None,
        "act": back.act,
    }


def _back_line(back: Returned) -> str:
    late = {0: "", 1: ", 1 day late"}.get(back.late_days, f", {back.late_days} days late")
    was = f", was with {back.was_with}" if back.was_with else ""
    credit = f" Credit {pounds(back.credit_pence)}." if back.credit_pence else ""
    credit += _least(back.least_pence) + loss_words(back.loss_off_pence, back.loss_kept_pence)
    put = f" Put it in {back.put}." if back.put else ""
    put += f" Not ready for the next person: {back.unready}." if back.unready else ""
    return f"Returned: {back.name} {grouped(back.instrument)}{was}{late}.{put}{credit}"


def _asks(asks: Any) -> list[Mapping[str, str]]:
    return [{"case": ask.case, "message": ask.message} for ask in asks]
