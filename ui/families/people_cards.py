"""The cards on the left of a family's page: who they are, children, agreement, reduced rates."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from loanmgr.domain.codes import grouped
from loanmgr.services.awards_shown import AwardShown
from loanmgr.services.records import Adult, Child, PersonRecord
from ui.instruments.facts_card import Facts
from ui.text import count, short_date
from ui.tokens import SPACE
from ui.widgets.chip import StatusChip
from ui.widgets.parts import Card, button, column, empty, flush, line, row, words

STATES = {
    "applied": "Applied",
    "awarded": "Awarded",
    "evidence_awaited": "Evidence awaited",
    "waiting_list": "Waiting list",
    "refused": "Refused",
    "ended": "Ended",
}
EVIDENCE = {"letter": "letter", "school": "school confirmed", "awaited": "to be brought"}


class ContactCard(Card):
    """Names, numbers and the card."""

    def __init__(self, change: Callable[[], object]) -> None:
        super().__init__()
        self.facts = Facts()
        self.change = button("Correct…", change, kind="link")
        self.body.addWidget(self.facts)
        self.body.addLayout(flush(self.change))

    def show_record(self, record: PersonRecord) -> None:
        """Show another record."""
        adults = tuple(
            ("Adult" if at else "Parent or carer", _adult(a)) for at, a in enumerate(record.adults)
        )
        address = "\n".join(filter(None, (record.address, record.postcode)))
        self.facts.show_facts(
            (
                *adults,
                ("Contact", record.contact),
                ("School", record.school),
                ("Address", address),
                ("URN", record.urn),
                ("Our pupils", count(record.pupils_here, "pupil") if record.pupils_here else ""),
                ("Card", grouped(record.code)),
                ("Note", record.note),
            )
        )


class ChildrenCard(Card):
    """The children of a family."""

    def __init__(self, add: Callable[[], object]) -> None:
        super().__init__("Children")
        self._rows = column(gap=SPACE.s)
        self.add = button("Add a child", add, kind="link", icon="plus")
        self.body.addLayout(self._rows)
        self.body.addLayout(flush(self.add))

    def show_record(self, record: PersonRecord) -> None:
        """Show another family; a school has none."""
        self.setVisible(record.kind == "family")
        empty(self._rows)
        for child in record.children:
            self._rows.addWidget(_child(child, asked=child.code == record.asked))
        if not record.children:
            self._rows.addWidget(words("No children yet.", "soft"))


class AgreementCard(Card):
    """Whether the year's agreement is signed."""

    def __init__(self, sign: Callable[[], object], show: Callable[[], object]) -> None:
        super().__init__()
        self.chip = StatusChip()
        self.sign = button("Agreement signed on paper", sign)
        self.print = button("Print agreement", show, icon="printer", keys="F5")
        self.body.addLayout(row(self.chip, 1))
        self.body.addWidget(self.sign)
        self.body.addWidget(self.print)

    def show_record(self, record: PersonRecord) -> None:
        """Show another record."""
        self.heading.setText(f"Agreement {record.agreement_year}")
        self.heading.show()
        self.print.setVisible(record.has_agreement)
        self.sign.setVisible(record.signed_on is None and record.has_agreement)
        if record.signed_on is not None:
            self.chip.show_status("tick-circle", f"Signed {short_date(record.signed_on)}", "ok")
        elif record.has_agreement:
            self.chip.show_status("ask", "Not signed", "warn")
        else:
            self.chip.show_status("dot", "None yet", "neutral")


class AwardsCard(Card):
    """Reduced rates; which scheme and which evidence are there for the office alone."""

    def __init__(self, change: Callable[[], object]) -> None:
        super().__init__("Reduced rates")
        self._rows = column(gap=SPACE.s)
        self.change = button("Change reduced rate", change, kind="link")
        self.body.addLayout(self._rows)
        self.body.addLayout(flush(self.change))

    def show_record(self, record: PersonRecord) -> None:
        """Show another record; without awards there is nothing to show but to the office."""
        may_change = record.sees_reasons and bool(record.children)
        self.setVisible(bool(record.awards) or may_change)
        self.change.setVisible(may_change)
        empty(self._rows)
        if not record.awards:
            self._rows.addWidget(words("None.", "soft"))
        for award in record.awards:
            self._rows.addWidget(words(_award(award), wrap=True))
        if record.awards and not record.sees_reasons:
            self._rows.addWidget(words("The office knows more.", "meta"))


def _adult(adult: Adult) -> str:
    """Say how a grown-up is reached, and how they like it best."""
    prefers = f"Prefers {adult.prefers}" if adult.prefers else ""
    return "\n".join(filter(None, (adult.name, adult.contact, prefers)))


def _child(child: Child, *, asked: bool) -> QWidget:
    result = QWidget()
    name = words(child.name, "strong", wrap=True)
    more = ", ".join(filter(None, (child.year, child.school)))
    facts = [words(more, "soft", wrap=True)] if more else []
    told = [count(child.out, "instrument") if child.out else "Nothing out"]
    if child.reduced_until_on is not None:
        told.append("reduced rate")
    if child.paid_by:
        told.append(f"{child.paid_by} pays")
    if child.left_on is not None:
        told.append(f"left on {short_date(child.left_on)}")
    facts.append(words(", ".join(told), "soft", wrap=True))
    card = words(grouped(child.code), "meta")
    inner = column(row(name, 1, card), *facts, gap=2)
    if asked:
        inner.addWidget(line())
    result.setLayout(inner)
    return result


def _award(award: AwardShown) -> str:
    days = f"{short_date(award.from_on)} to {short_date(award.to_on)}"
    ground = f" ({award.reason})" if award.reason else ""
    head = f"{award.pupil}: {award.scheme or award.public_name}{ground}, {days}"
    told = [STATES.get(award.state, award.state)]
    if award.grace_until_on is not None:
        told.append(f"evidence by {short_date(award.grace_until_on)}")
    if award.seen_on is not None:
        kind = EVIDENCE.get(award.evidence, award.evidence)
        told.append(f"{kind} seen {short_date(award.seen_on)} by {award.seen_by}")
    return f"{head}\n{', '.join(told)}"
