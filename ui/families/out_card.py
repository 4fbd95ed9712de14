"""What a family or school has now, and parts that did not come back."""

from collections.abc import Callable
from datetime import date

from loanmgr.domain.words import first_name
from loanmgr.services.liabilities import Coming
from loanmgr.services.records import OutNow, PartOpen, PersonRecord
from ui import status, theme
from ui.list_view import ListView
from ui.table import ActionColumn, Column, Mark, TableModel
from ui.text import day_and_month, short_date
from ui.tokens import SIZE
from ui.widgets.parts import Card, button, row, words

ROWS_SEEN = 8
RENEW = 4
"""The column that only shows while something can be renewed."""


class OutCard(Card):
    """A list with Return and Renew in each row that they apply to."""

    def __init__(
        self,
        take_back: Callable[[OutNow], None],
        renew: Callable[[tuple[OutNow, ...]], None],
    ) -> None:
        super().__init__("Out now")
        self._record: PersonRecord | None = None
        self._coming: dict[tuple[str, str], date] = {}
        """When what is not back is charged, by label and part; no part where it is all of it."""
        self._renew = renew
        self.model: TableModel[OutNow] = TableModel(
            self._columns(take_back, renew), self, key=lambda line: line.code
        )
        self.list = ListView(self.model, "Out now")
        self.nothing = words("Nothing is out.", "soft")
        self.parts = words("", tone="warn", wrap=True)
        self.kept = words("", wrap=True)
        self.renew_all = button("Renew all", self._renew_all, keys="F6")
        self.body.addWidget(self.list)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.parts)
        self.body.addWidget(self.kept)
        self.body.addLayout(row(self.renew_all, 1))

    def show_record(self, record: PersonRecord) -> None:
        """Show another record."""
        self._record = record
        self.model.show_rows(record.out)
        self.list.setVisible(bool(record.out))
        self.nothing.setVisible(not record.out)
        self.renew_all.setVisible(len(self._due()) > 1)
        self.list.leave_out(RENEW, left_out=not self._due())
        rows = min(max(len(record.out), 1), ROWS_SEEN)
        self.list.setFixedHeight(theme.px(SIZE.row) * (rows + 1) + theme.px(12))
        self._show_parts(record)
        self.kept.setText("\n".join(_kept_words(record)))
        self.kept.setVisible(bool(record.kept))

    def show_coming(self, coming: tuple[Coming, ...]) -> None:
        """Say when what is overdue, or came back without a part, is charged."""
        found = {(each.instrument, each.part): each.charged_on for each in coming}
        if found != self._coming:
            self._coming = found
            if self._record is not None:
                self.model.show_rows(self._record.out)
                self._show_parts(self._record)

    def _show_parts(self, record: PersonRecord) -> None:
        open_ = [
            f"{first_name(part.borrower)} still has the {part.part.lower()} of {part.name}"
            f" {part.instrument}, from {short_date(part.since_on)}{self._part_charged(part)}."
            for part in record.parts_open
        ]
        self.parts.setText("\n".join(open_))
        self.parts.setVisible(bool(open_))

    def _part_charged(self, part: PartOpen) -> str:
        on = self._coming.get((part.instrument, part.part))
        return f", charged on {short_date(on)}" if on is not None else ""

    def _columns(
        self,
        take_back: Callable[[OutNow], None],
        renew: Callable[[tuple[OutNow, ...]], None],
    ) -> tuple[Column[OutNow], ...]:
        return (
            Column("Instrument", _named, chars=15),
            Column("Label", lambda line: line.code, chars=11, drop=3),
            Column("Player", self._player, chars=9, drop=2),
            Column("Until", self._until, mark=self._mark),
            ActionColumn(
                "",
                lambda line: "Renew" if line.can_renew else None,
                chars=6,
                act=lambda line: renew((line,)),
                about=lambda line: line.name,
            ),
            ActionColumn(
                "", lambda _line: "Return", chars=6, act=take_back, about=lambda line: line.name
            ),
        )

    def _player(self, line: OutNow) -> str | None:
        """Return which child has it, of a family or to whom it was passed on."""
        is_family = self._record is not None and self._record.kind == "family"
        return first_name(line.borrower) if is_family or line.is_passed_on else None

    def _until(self, line: OutNow) -> str:
        if line.due_on is not None:
            near = status.due(line.due_on, self._today(line))
            until = near.words if near.icon == "warning" else short_date(line.due_on)
            return f"{until}{self._charged(line)}"
        if (line.code, "") in self._coming:
            return f"Not back{self._charged(line)}"
        if line.next_charge_on is not None:
            return f"Next charge {short_date(line.next_charge_on)}"
        return "Until returned"

    def _charged(self, line: OutNow) -> str:
        on = self._coming.get((line.code, ""))
        return f"; value charged {day_and_month(on)}" if on is not None else ""

    def _mark(self, line: OutNow) -> Mark | None:
        if line.due_on is None:
            return ("warning", "warn") if (line.code, "") in self._coming else None
        near = status.due(line.due_on, self._today(line))
        return (near.icon, near.tone) if near.icon == "warning" else None

    def _today(self, line: OutNow) -> date:
        return self._record.on if self._record is not None else line.lent_on

    def _due(self) -> tuple[OutNow, ...]:
        out = self._record.out if self._record is not None else ()
        return tuple(line for line in out if line.can_renew)

    def _renew_all(self) -> None:
        self._renew(self._due())


def _named(line: OutNow) -> str:
    return f"{line.name}, from {line.passed_by}" if line.passed_by else line.name


def _kept_words(record: PersonRecord) -> list[str]:
    """Say what is kept for them, and which child of a family it is for."""
    said = []
    for each in record.kept:
        whom = f" for {first_name(each.borrower_name)}" if record.kind == "family" else ""
        meanwhile = "; it is on loan now" if each.holder else ""
        until = short_date(each.until_on)
        said.append(f"Kept{whom} until {until}: {each.name} {each.instrument}{meanwhile}.")
    return said
