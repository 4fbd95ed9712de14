"""Commands that change the policy an entry at a time, tell its history, and try a price out."""

import tomllib
from argparse import Namespace
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from loanmgr.cli import files
from loanmgr.cli.output import Answer, table
from loanmgr.cli.register import problems
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import pounds
from loanmgr.domain.policy import Policy, PolicyProblems, changing
from loanmgr.domain.policy.changing import Version
from loanmgr.domain.policy.compare import EntryChange
from loanmgr.domain.policy.keys import Shape
from loanmgr.domain.policy.words import did_you_mean
from loanmgr.domain.policy.write import table as said_of
from loanmgr.domain.policy.years import Rise
from loanmgr.domain.words import short_date
from loanmgr.services import policy_changes, policy_history, trying
from loanmgr.services.policy_changes import Changed, CopyYear, EndEntry, RemoveEntry, SaveEntry
from loanmgr.services.policy_history import HistoryOf, PolicyChange
from loanmgr.services.trying import Priced, Someone, Try
from loanmgr.services.work import Look

FLAGS = {"yes": True, "true": True, "no": False, "false": False}
ROUND_TO = 5


def set_entry(session: Session, options: Namespace) -> Answer:
    """Change one entry of the policy, or add one."""
    shape = changing.shape_named(options.array)
    now = session.desk.look(_in_force, None)
    request = _saving(now, shape, options, session.today)
    try:
        if options.dry_run:
            return _changed(session.desk.look(policy_changes.try_save, request), None)
        tried = session.desk.look(policy_changes.try_save, request)
        if not tried.entries:
            return _changed(tried, None)
        done = session.desk.run(policy_changes.save, request)
    except PolicyProblems as fault:
        return problems(fault)
    return _changed(done.result, done.act)


def end(session: Session, options: Namespace) -> Answer:
    """Let an entry hold up to a day and no longer."""
    version = _version(session, options)
    try:
        done = session.desk.run(policy_changes.end, EndEntry(version, options.last_on))
    except PolicyProblems as fault:
        return problems(fault)
    return _changed(done.result, done.act)


def remove(session: Session, options: Namespace) -> Answer:
    """Take an entry out that was never used."""
    version = _version(session, options)
    try:
        done = session.desk.run(policy_changes.remove, RemoveEntry(version))
    except PolicyProblems as fault:
        return problems(fault)
    return _changed(done.result, done.act)


def copy_year(session: Session, options: Namespace) -> Answer:
    """Copy a school year to the next."""
    request = CopyYear(options.year, _rise(options))
    try:
        if options.dry_run:
            return _changed(session.desk.look(policy_changes.try_copy, request), None)
        done = session.desk.run(policy_changes.copy_year, request)
    except PolicyProblems as fault:
        return problems(fault)
    return _changed(done.result, done.act)


def history(session: Session, options: Namespace) -> Answer:
    """Say who changed what in the policy."""
    if options.array:
        changing.shape_named(options.array)
    asked = HistoryOf(options.array or "", options.code or "")
    found = session.desk.look(policy_history.history_of, asked)
    lines = [line for each in found for line in _told(each)]
    return Answer(
        {"history": [_event(each) for each in found]}, lines or ["Nothing was changed yet."]
    )


def try_out(session: Session, options: Namespace) -> Answer:
    """Say what somebody would pay, by the policy as it is and as a file has it."""
    text = None
    if options.file:
        try:
            text = files.read(options.file).decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise UsageError(f"{options.file} is not a text in UTF-8.") from fault
    who = Someone(
        options.borrower or "pupil",
        options.year or "",
        not options.outside_area,
        options.lessons,
        options.ensemble,
        options.nth or 1,
        options.child or 1,
        options.first,
        options.scheme or "",
        options.award_from,
        options.awaited,
    )
    on = options.on or session.today
    request = Try(options.type, options.size or "", on, options.until, who, text=text)
    try:
        tried = session.desk.look(trying.try_price, request)
    except PolicyProblems as fault:
        return problems(fault)
    data = {"saved": trying.as_data(tried.saved), "unsaved": None}
    lines = _priced(tried.saved)
    if tried.unsaved is not None:
        data["unsaved"] = trying.as_data(tried.unsaved)
        lines = ["As it is:", *lines, "", f"With {options.file}:", *_priced(tried.unsaved)]
    return Answer(data, lines)


def _in_force(look: Look, _request: None) -> Policy:
    return look.policy()


def _version(session: Session, options: Namespace) -> Version:
    if options.version_from:
        changing.shape_named(options.array)
        return Version(options.array, options.code, options.version_from)
    now = session.desk.look(_in_force, None)
    return changing.in_force_on(now, options.array, options.code, session.today)


def _saving(now: Policy, shape: Shape, options: Namespace, today: date) -> SaveEntry:
    """Return what is to be saved: the entry as it is, with the keys that were typed."""
    given = dict(_pair(shape, pair) for pair in options.pairs)
    known = changing.versions(now, shape.array, options.code)
    if not known:
        if options.version_from:
            changing.find(now, Version(shape.array, options.code, options.version_from))
        since = {"from": options.new_from.isoformat()} if options.new_from else {}
        return SaveEntry(shape.array, _said({"code": options.code}, {**since, **given}))
    if options.version_from:
        version = Version(shape.array, options.code, options.version_from)
    else:
        on = options.new_from or today
        version = changing.in_force_on(now, shape.array, options.code, on)
    before = said_of(changing.find(now, version), shape)
    if options.new_from is None:
        return SaveEntry(shape.array, _said(before, given), version, before)
    if not changing.is_dated(shape):
        raise UsageError(f"Entries of {shape.array} have no versions, so --new-from says nothing.")
    begins = {"from": options.new_from.isoformat(), "running_from": None}
    return SaveEntry(shape.array, _said(before, {**begins, **given}), follows=True)


def _said(before: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**before, **given}.items() if value is not None}


def _pair(shape: Shape, typed: str) -> tuple[str, Any]:
    """Read KEY=VALUE; nothing after the sign leaves the key out."""
    name, sign, text = typed.partition("=")
    known = {key.name: key for key in shape.keys}
    if not sign:
        raise UsageError(f"{typed[:40]} is no KEY=VALUE.")
    if name not in known:
        hint = did_you_mean(name, list(known))
        raise RuleError(f"No {shape.noun} has a key {name[:40]}. {hint}", "unknown_key", name[:40])
    return name, _value(known[name].value.kind, text.strip())


def _value(kind: str, text: str) -> Any:
    """Return what was typed as the policy file would have it, which is read as one."""
    if not text:
        return None
    if kind in ("text", "choice", "day"):
        return text
    if kind == "flag":
        return FLAGS.get(text.casefold(), text)
    try:
        return tomllib.loads(f"value = {text}", parse_float=_number)["value"]
    except tomllib.TOMLDecodeError:
        is_list = kind in ("texts", "choices", "sizes")
        return [part.strip() for part in text.split(",") if part.strip()] if is_list else text


def _number(text: str) -> float:
    return float(text)


def _rise(options: Namespace) -> Rise | None:
    if options.rise is None and options.rise_pence is None:
        if options.from_on or options.running_from or options.round:
            raise UsageError("--from, --running-from and --round go with --rise or --rise-pence.")
        return None
    if options.from_on is None:
        raise UsageError("A rise needs --from, the first day of the new prices.")
    try:
        percent = Decimal((options.rise or "0").rstrip(" %"))
    except InvalidOperation:
        percent = Decimal("NaN")
    if not percent.is_finite():
        raise UsageError(f"{options.rise[:20]} is not a percentage. Write it like 3.5.")
    rounding = ROUND_TO if options.round is None else options.round
    return Rise(options.from_on, percent, options.rise_pence or 0, rounding, options.running_from)


def _changed(changed: Changed, act: Any) -> Answer:
    if not changed.entries:
        lines = ["The policy says all of that already; nothing is changed."]
    else:
        lines = [f"{each.words}." for each in changed.entries]
    data = {"changed": [_entry(each) for each in changed.entries], "act": act}
    return Answer(data, lines)


def _entry(change: EntryChange) -> dict[str, Any]:
    return {
        "list": change.array,
        "code": change.code,
        "name": change.name,
        "from": change.from_on,
        "how": change.how,
        "keys": [asdict(key) for key in change.keys],
    }


def _event(event: PolicyChange) -> dict[str, Any]:
    return {
        "act": event.act,
        "at": event.at,
        "who": event.who,
        "what": event.what,
        "is_undone": event.is_undone,
        "changed": [_entry(each) for each in event.entries],
    }


def _told(event: PolicyChange) -> list[str]:
    undone = " (undone since)" if event.is_undone else ""
    head = f"{short_date(event.at.astimezone().date())}  {event.who}{undone}  {event.act}"
    return [head, *(f"  {each.words}" for each in event.entries)]


def _priced(priced: Priced) -> list[str]:
    if priced.first is None:
        return [priced.refused]
    first = priced.first
    lines = table(
        ("Step", "£"),
        [(step.what, pounds(step.pence) if step.pence else "") for step in first.steps],
    )
    lines.append(f"To pay: {pounds(first.due_pence)}")
    if first.deposit_pence:
        lines.append(f"Deposit: {pounds(first.deposit_pence)}")
    for quote in priced.later:
        lines.append(
            f"Then on {short_date(quote.charge_on)}: {pounds(quote.due_pence)} ({quote.because})"
        )
    if priced.later:
        lines.append(f"Within a year: {pounds(priced.year_pence)}")
    return [*lines, *([priced.note] if priced.note else [])]
