"""What another system says was paid, or is unpaid: taken in whole or not at all, as one act."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.many import SqlIn
from loanmgr.db.sql import Sql
from loanmgr.domain import papers, references
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import pounds
from loanmgr.domain.policy import System
from loanmgr.services import facts, settling
from loanmgr.services.imports.table import ImportProblems, Problem
from loanmgr.services.systems import lines, paid_rows, sending
from loanmgr.services.systems.paid_rows import PaidRow
from loanmgr.services.work import Look, Work

METHOD = "elsewhere"
"""How what comes from another system was paid, as far as we know."""

SENT = SqlIn(
    "SELECT sent.id, sent.ledger_id, sent.reference, sent.account_id, sent.unpaid_pence,"
    " ledger.amount_pence, account.kind FROM sent_line AS sent"
    " JOIN ledger ON ledger.id = sent.ledger_id JOIN account ON account.id = sent.account_id"
    " WHERE sent.system = :system AND sent.struck_act IS NULL AND sent.reference IN ({values})"
    " ORDER BY sent.id"
)
INVOICED = Sql(
    "SELECT document.account_id, account.kind FROM document"
    " JOIN account ON account.id = document.account_id"
    " WHERE document.kind = 'invoice' AND document.number = :number"
)
OF_FAMILY = Sql(
    "SELECT account.id AS account_id, account.kind FROM family"
    " JOIN account ON account.id = family.account_id WHERE family.id = :key"
)
OF_BORROWER = Sql(
    "SELECT account.id AS account_id, account.kind FROM borrower"
    " JOIN account ON account.id = borrower.account_id WHERE borrower.id = :key"
)
TAKEN = SqlIn(
    "SELECT external, account_id, amount_pence FROM payment"
    " WHERE struck_act IS NULL AND external IN ({values})"
)
BALANCES = SqlIn(
    "SELECT account_id, CAST(SUM(amount_pence) AS BIGINT) AS balance_pence FROM ledger"
    " WHERE account_id IN ({values}) GROUP BY account_id"
)
HOLDERS = SqlIn(
    "SELECT family.account_id, 'family' AS kind, family.id AS thing, family.code, family.name"
    " FROM family WHERE family.account_id IN ({values})"
)
PAYERS = SqlIn(
    "SELECT account_id, 'borrower' AS kind, id AS thing, code, name FROM borrower"
    " WHERE family_id IS NULL AND account_id IN ({values})"
)


@dataclass(frozen=True)
class TakeIn:
    """A file that says what was paid."""

    system: str
    text: str
    """The file's bytes, as Latin-1 text: each character is one byte."""
    id: UUID = field(default_factory=new_id)

    @classmethod
    def of(cls, system: str, data: bytes) -> "TakeIn":
        """Make the request from the bytes of a file."""
        return cls(system, data.decode("latin-1"))


@dataclass(frozen=True)
class Payment:
    """One payment as it is taken in."""

    row: int
    reference: str
    payer: str
    card: str
    pence: int
    on: date


@dataclass(frozen=True)
class TakenIn:
    """What a file came to."""

    act: UUID
    system: str
    name: str
    payments: int
    total_pence: int
    skipped: int
    """Payments that are here already."""
    unpaid: int
    """References of which it was said anew what is unpaid."""
    notes: tuple[str, ...] = ()
    """What should be known, such as more paid than is to pay."""
    listed: tuple[Payment, ...] = ()
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0


@dataclass(frozen=True)
class _Target:
    """What a row is about: an account, and the sent lines of its reference."""

    account: int
    kind: str
    lines: tuple[Any, ...] = ()


@dataclass(frozen=True)
class _Plan:
    system: System
    pays: tuple[tuple[PaidRow, _Target], ...]
    unpaid: tuple[tuple[Any, int], ...]
    """Sent lines with what is unpaid of each from now on."""
    skipped: int
    holders: dict[int, Any]
    notes: tuple[str, ...]


def try_in(look: Look, request: TakeIn) -> TakenIn:
    """Say what taking a file in would do, its problems included."""
    system = lines.system_now(look, request.system)
    try:
        return _answer(look, request, _planned(look, request))
    except ImportProblems as found:
        return TakenIn(
            request.id,
            system.code,
            system.name,
            *(0, 0, 0, 0),
            problems=found.problems,
            problem_count=found.count,
        )


def take_in(work: Work, request: TakeIn) -> TakenIn:
    """Take in what was paid; a payment that is here already changes nothing.

    Raises:
        ImportProblems: with everything that is wrong, by row and column.
        RuleError: it is no such file, or whoever is at the desk may not.
    """
    sending.check_may(work)
    plan = _planned(work, request)
    for account in sorted({target.account for _, target in plan.pays}):
        work.lock("account", account)
    for row, target in plan.pays:
        _pay(work, request, plan, (row, target))
    for line, pence in plan.unpaid:
        before = {"unpaid_pence": line.unpaid_pence}
        work.change("sent_line", line.id, before, {"unpaid_pence": pence})
    answer = _answer(work, request, plan)
    count = "1 payment" if answer.payments == 1 else f"{answer.payments:,} payments"
    work.what = f"Taken in from {plan.system.name}: {count}, {pounds(answer.total_pence)}"
    return answer


def _planned(look: Look, request: TakeIn) -> _Plan:
    system = lines.system_now(look, request.system)
    rows = paid_rows.read(system, request.text.encode("latin-1"), look.on)
    targets = _targets(look, system, rows)
    known = TAKEN.rows(look.connection, [_external(system, row) for row in rows if row.pence])
    before = {row.external: row for row in known}
    new = []
    for row in rows:
        earlier = before.get(_external(system, row)) if row.pence else None
        if row.pence and earlier is None:
            new.append((row, targets[row.number]))
        elif earlier is not None:
            _check_same(system, row, targets[row.number], earlier)
    said = _said(system, rows, targets, {row.number for row, _ in new})
    problems = [problem for row in rows for problem in row.problems]
    if problems:
        raise ImportProblems(problems)
    skipped = sum(1 for row in rows if row.pence) - len(new)
    holders = _holders(look, {target.account for _, target in new})
    return _Plan(
        system,
        tuple(new),
        tuple(_marks(said.values())),
        skipped,
        holders,
        _notes(look, new, holders),
    )


def _external(system: System, row: PaidRow) -> str:
    return f"{system.code}:{row.payment}"


def _check_same(system: System, row: PaidRow, target: _Target, earlier: Any) -> None:
    if earlier.amount_pence != row.pence or earlier.account_id != target.account:
        message = (
            f"The payment {row.payment[:40]} is here already, with"
            f" {pounds(earlier.amount_pence)}"
            f"{'' if earlier.account_id == target.account else ' for another account'}."
            " Undo that first if it is wrong."
        )
        row.problems.append(Problem(row.number, system.paid_heading("payment"), message))


def _targets(look: Look, system: System, rows: list[PaidRow]) -> dict[int, _Target]:
    """Find what each row is about, noting what is wrong."""
    asked = {row.number: references.compared(row.reference) for row in rows}
    sent: dict[str, list[Any]] = {}
    for line in SENT.rows(
        look.connection,
        (text for text in asked.values() if references.is_reference(text)),
        system=system.code,
    ):
        sent.setdefault(line.reference, []).append(line)
    found: dict[int, _Target] = {}
    for row in rows:
        found[row.number] = _Target(0, "")
        if not row.reference:
            continue
        try:
            found[row.number] = _target(look, system, row, sent.get(asked[row.number]))
        except RuleError as refusal:
            heading = system.paid_heading("reference")
            row.problems.append(Problem(row.number, heading, refusal.message))
    return found


def _target(look: Look, system: System, row: PaidRow, sent: list[Any] | None) -> _Target:
    if sent:
        if len({line.account_id for line in sent}) > 1:
            message = f"{row.reference[:40]} is on several accounts. Put their cards instead."
            raise RuleError(message, "ambiguous", "reference")
        return _Target(sent[0].account_id, sent[0].kind, tuple(sent))
    number = papers.number_read(row.reference)
    if number is not None:
        invoiced = look.one(INVOICED, number=number[1]) if number[0] == papers.INVOICE else None
    elif references.is_reference(references.compared(row.reference)):
        invoiced = None
    else:
        invoiced = _of_card(look, row.reference)
    if invoiced is None:
        message = f"We have sent {system.name} nothing under “{row.reference[:40]}”."
        raise RuleError(message, "unknown_reference", "reference")
    if invoiced.kind not in system.accounts:
        message = f"{row.reference[:40]} is not an account that {system.name} is for."
        raise RuleError(message, "wrong_account", "reference")
    return _Target(invoiced.account_id, invoiced.kind)


def _of_card(look: Look, text: str) -> Any:
    try:
        kind, key = facts.thing_of(look, text, "reference")
    except RuleError:
        return None
    sql = {"family": OF_FAMILY, "borrower": OF_BORROWER}.get(kind)
    return look.one(sql, key=key) if sql is not None else None


def _said(
    system: System, rows: list[PaidRow], targets: dict[int, _Target], new: set[int]
) -> dict[str, tuple[tuple[Any, ...], int]]:
    """Return what is unpaid of each reference from now on, with its sent lines.

    What a file says last of a reference counts; a payment of it with nothing said lowers it.
    """
    said: dict[str, tuple[tuple[Any, ...], int]] = {}
    for row in rows:
        target = targets[row.number]
        if not target.lines:
            _check_ours(system, row)
            continue
        reference = target.lines[0].reference
        was = said.get(reference, ((), _told(target.lines)))[1]
        if row.unpaid_pence is not None:
            _check_unpaid(system, row, target)
            said[reference] = target.lines, row.unpaid_pence
        elif row.number in new and was:
            said[reference] = target.lines, max(0, was - row.pence)
    return said


def _marks(said: Iterable[tuple[tuple[Any, ...], int]]) -> Iterable[tuple[Any, int]]:
    """Return the sent lines that change: what is unpaid stands at the first that is charged."""
    for of, pence in said:
        first = next((line for line in of if line.amount_pence > 0), of[0])
        for line in of:
            if line is first and line.unpaid_pence != pence:
                yield line, pence
            elif line is not first and line.unpaid_pence:
                yield line, 0


def _check_ours(system: System, row: PaidRow) -> None:
    if row.unpaid_pence and not row.problems:
        message = "Only of our own references can it be said what is unpaid."
        row.problems.append(Problem(row.number, system.paid_heading("unpaid"), message))


def _told(of: tuple[Any, ...]) -> int:
    return sum(line.unpaid_pence or 0 for line in of)


def _check_unpaid(system: System, row: PaidRow, target: _Target) -> None:
    most = max(0, sum(line.amount_pence for line in target.lines))
    if row.unpaid_pence is not None and row.unpaid_pence > most:
        message = (
            f"{pounds(row.unpaid_pence)} can't be unpaid: all that was sent under"
            f" {target.lines[0].reference} comes to {pounds(most)}."
        )
        row.problems.append(Problem(row.number, system.paid_heading("unpaid"), message))


def _holders(look: Look, accounts: set[int]) -> dict[int, Any]:
    found = [*HOLDERS.rows(look.connection, accounts), *PAYERS.rows(look.connection, accounts)]
    return {row.account_id: row for row in found}


def _notes(
    look: Look, new: list[tuple[PaidRow, _Target]], holders: dict[int, Any]
) -> tuple[str, ...]:
    """Say where more is paid than there is to pay: it stays on the account as credit."""
    paid: dict[int, int] = {}
    last: dict[int, int] = {}
    for row, target in new:
        paid[target.account] = paid.get(target.account, 0) + row.pence
        last[target.account] = row.number
    balances = {r.account_id: r.balance_pence for r in BALANCES.rows(look.connection, paid)}
    notes = []
    for account, pence in paid.items():
        over = pence - max(0, balances.get(account, 0))
        if over > 0:
            name = holders[account].name
            notes.append(
                f"Row {last[account]}: {name} pays {pounds(over)} more than there is to pay;"
                " it stays on the account as credit."
            )
    return tuple(notes)


def _pay(work: Work, request: TakeIn, plan: _Plan, of: tuple[PaidRow, _Target]) -> None:
    row, target = of
    source = uuid5(request.id, f"payment {row.payment}")
    payment = work.add(
        "payment",
        uuid=source,
        account_id=target.account,
        method=METHOD,
        amount_pence=row.pence,
        received_on=row.on or work.on,
        reference=row.reference,
        act_no=work.act_no,
        external=_external(plan.system, row),
    )
    work.add(
        "ledger",
        uuid=uuid5(source, "ledger"),
        account_id=target.account,
        kind="payment",
        entered_on=work.on,
        amount_pence=-row.pence,
        vat_code="",
        payment_id=payment,
        what=f"Paid through {plan.system.name}",
        act_no=work.act_no,
    )
    charged = next((line for line in target.lines if line.amount_pence > 0), None)
    if charged is not None:
        settling.put_by_reference(work, uuid5(source, "ledger"), charged.ledger_id, row.pence)
    holder = plan.holders[target.account]
    work.about(holder.kind, holder.thing, "payer")


def _answer(look: Look, request: TakeIn, plan: _Plan) -> TakenIn:
    listed = tuple(
        Payment(
            row.number,
            row.reference,
            plan.holders[target.account].name,
            plan.holders[target.account].code,
            row.pence,
            row.on or look.on,
        )
        for row, target in plan.pays
    )
    return TakenIn(
        request.id,
        plan.system.code,
        plan.system.name,
        len(plan.pays),
        sum(row.pence for row, _ in plan.pays),
        plan.skipped,
        len({line.reference for line, _ in plan.unpaid}),
        plan.notes,
        listed,
    )
