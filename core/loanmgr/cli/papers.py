"""Commands that write something to print: labels as sheets or for a thermal printer, cards."""

from argparse import Namespace
from pathlib import Path

from loanmgr.cli import files
from loanmgr.cli.output import Answer
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.documents import cards as drawing
from loanmgr.documents import stocks, zpl
from loanmgr.documents.barcodes import readability
from loanmgr.documents.labels import AssetLabel, sheet
from loanmgr.documents.reminder import reminder
from loanmgr.domain.errors import RuleError
from loanmgr.services import agreements
from loanmgr.services import cards as borrowers
from loanmgr.services import labels as labelling
from loanmgr.services.agreements import AgreementOf
from loanmgr.services.cards import CardsFor
from loanmgr.services.labels import LabelRow, LabelsFor, MarkPrinted


def labels(session: Session, options: Namespace) -> Answer:
    """Write labels, one for each code in the order given, and note that they were printed."""
    ending = Path(options.output).suffix.lower()
    if ending not in (".pdf", ".zpl"):
        raise UsageError("Labels are written to a file that ends in .pdf or .zpl.")
    if bool(options.codes) == options.unprinted:
        raise UsageError("Say which labels: their codes, or --unprinted.")
    if ending == ".zpl" and options.first is not None:
        raise UsageError("--first is for sheets; a .zpl file is for labels on a roll.")
    rows = _rows(session, options)
    service = session.desk.look(labelling.unprinted, labelling.UnprintedPage(count=0)).service
    wanted = [AssetLabel(row.code, row.name, service) for row in rows]
    content, sheets, warning = (
        _roll(wanted, options) if ending == ".zpl" else _sheets(session, wanted, options)
    )
    files.write(options.output, content)
    session.desk.run(labelling.mark_printed, MarkPrinted(tuple(row.code for row in rows)))
    count = "1 label" if len(rows) == 1 else f"{len(rows):,} labels"
    on = f" on {sheets} sheet{'s' if sheets != 1 else ''}" if sheets else ""
    line = f"{count}{on} written to {options.output}."
    notes = [warning] if warning else []
    return Answer({"labels": len(rows), "sheets": sheets}, [line], notes=notes)


def cards(session: Session, options: Namespace) -> Answer:
    """Write borrowers' cards, one for each code in the order given, or those of the desk."""
    if Path(options.output).suffix.lower() != ".pdf":
        raise UsageError("Cards are written to a file that ends in .pdf.")
    if bool(options.codes) + options.commands + options.reminder != 1:
        raise UsageError("Say which cards: their codes, --commands or --reminder.")
    service = session.desk.look(labelling.unprinted, labelling.UnprintedPage(count=0)).service
    if options.commands or options.reminder:
        if options.stock is not None or options.first is not None:
            raise UsageError("--stock and --first are for borrowers' cards.")
        number, content = len(drawing.COMMANDS), drawing.command_cards(service)
        if options.reminder:
            number, content = 1, reminder(service)
    else:
        rows = session.desk.look(borrowers.cards_for, CardsFor(tuple(options.codes)))
        wanted = [drawing.BorrowerCard(row.code, row.name, service) for row in rows]
        stock = stocks.stock(options.stock or session.settings.label_stock)
        first = 1 if options.first is None else options.first
        number, content = len(wanted), drawing.cards(wanted, stock, first)
    files.write(options.output, content)
    words = "1 card" if number == 1 else f"{number:,} cards"
    return Answer({"cards": number}, [f"{words} written to {options.output}."])


def agreement(session: Session, options: Namespace) -> Answer:
    """Write the loan agreement of a card's account, to be signed."""
    from loanmgr.jobs import printing  # noqa: PLC0415 - labels and cards need none of it

    if Path(options.output).suffix.lower() != ".pdf":
        raise UsageError("An agreement is written to a file that ends in .pdf.")
    given = session.desk.look(agreements.agreement_of, AgreementOf(options.card))
    files.write(options.output, printing.agreement(given))
    data = {
        "card": given.card,
        "year": given.year,
        "lines": [
            {
                "instrument": line.code,
                "value_pence": line.value_pence,
                "insurance": line.insurance or None,
            }
            for line in given.lines
        ],
        "conditions": list(given.conditions),
        "teacher_signs": given.teacher_signs,
    }
    said = f"Agreement {given.number} written to {options.output}: {_things(len(given.lines))}."
    return Answer(data, [said])


def _things(number: int) -> str:
    return "1 instrument" if number == 1 else f"{number:,} instruments"


def _rows(session: Session, options: Namespace) -> tuple[LabelRow, ...]:
    if options.unprinted:
        rows = session.desk.look(labelling.every_unprinted, None)
    else:
        rows = session.desk.look(labelling.labels_for, LabelsFor(tuple(options.codes)))
    if not rows:
        raise RuleError("Every instrument has its label already.", "nothing_to_print", "codes")
    return rows


def _roll(wanted: list[AssetLabel], options: Namespace) -> tuple[bytes, int, str]:
    on = stocks.roll(options.stock or zpl.USUAL_ROLL)
    return zpl.zpl(wanted, on), 0, readability(on, wanted[0].code).warning


def _sheets(
    session: Session, wanted: list[AssetLabel], options: Namespace
) -> tuple[bytes, int, str]:
    stock = stocks.stock(options.stock or session.settings.label_stock)
    first = 1 if options.first is None else options.first
    sheets = stocks.sheets_needed(len(wanted), stock, first)
    return sheet(wanted, stock, first), sheets, readability(stock, wanted[0].code).warning
