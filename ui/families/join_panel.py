"""The panel that makes two records of the same people one, and says first what goes along."""

from typing import Any

from PySide6.QtWidgets import QWidget

from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import listed
from loanmgr.services import joining
from loanmgr.services.joining import Join, Joining
from loanmgr.services.records import PersonRecord
from ui.families.act_panel import ActPanel, chosen, offer
from ui.runner import Runner
from ui.text import count, pounds
from ui.widgets.parts import words

THIS, OTHER = "this", "other"


class JoinPanel(ActPanel):
    """Everything goes to the record that is kept; the other card works on."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("Join records", "Join", over, runner)

    def fill(self) -> None:
        """Ask which two records are one, and which is kept."""
        about = (
            "Two records of the same people become one. Everything goes to the one that is kept;"
            " the other card works on."
        )
        self.body.insertWidget(0, words(about, "soft", wrap=True))
        self.which = self.choices("which", "This record")
        self.other = self.people("drop", "Is the same as", "family", "A name, or a card")
        kept = ((THIS, "This record"), (OTHER, "The other one"))
        self.kept = self.choices("keep", "Keep", kept)
        self.along = words("", wrap=True)
        self.along.setObjectName("Goes along")
        self.body.addWidget(self.along)
        self.which.currentIndexChanged.connect(lambda _at: self._another())
        self.kept.currentIndexChanged.connect(lambda _at: self.preview())
        self.other.chosen.connect(lambda _suggestion: self.preview())

    def show_record(self, record: PersonRecord) -> None:
        """Offer the record itself, and the children of a family."""
        children = [(child.code, f"{child.name}, the child") for child in record.children]
        offer(self.which, [(record.code, record.name), *children])
        self._another()

    def begin_with(self, record: PersonRecord, other: str, other_name: str) -> None:
        """Open with the other record filled in."""
        self.begin(record)
        self.which.setCurrentIndex(max(0, self.which.findData(record.asked or record.code)))
        self.other.setText(other_name)
        self.other.value = other
        self.preview()

    def preview(self) -> None:
        """Say what goes along, once both records are known."""
        self.along.clear()
        request = self._asked()
        if request is not None:
            self.runner.look(self, joining.preview, request, self._show, self._not_so)

    def request(self, record: PersonRecord) -> tuple[Any, Any]:
        """Return what joins the two."""
        return joining.join_records, self._asked() or Join("", record.code)

    def _asked(self) -> Join | None:
        this, other = self.which.currentData(), chosen(self.other)
        if not this or not other:
            return None
        return Join(other, this) if self.kept.currentData() == THIS else Join(this, other)

    def _another(self) -> None:
        record = self.record
        if record is None:
            return
        is_child = self.which.currentIndex() > 0
        self.other.setProperty("kind_wanted", "pupil" if is_child else record.kind)
        self.other.clear()
        self.other.value = None
        self.along.clear()
        self.form.clear_problems()

    def _show(self, would: Joining) -> None:
        self.form.clear_problems()
        self.along.setText(told(would))

    def _not_so(self, error: Exception) -> None:
        if not isinstance(error, RuleError):
            raise error
        self.form.show_problems({"drop": error.message})


def told(would: Joining) -> str:
    """Say what goes along when two records are joined."""
    said = [f"{would.drop_name} {would.drop} goes into {would.keep_name} {would.keep}."]
    if would.children:
        said.append(f"Children who come along: {listed(would.children)}.")
    if would.same:
        said.append(f"In both, and one from now on: {listed(would.same)}.")
    if would.out:
        said.append(f"{count(would.out, 'instrument')} out.")
    if would.balance_pence > 0:
        said.append(f"{pounds(would.balance_pence)} to pay comes along.")
    elif would.balance_pence < 0:
        said.append(f"{pounds(-would.balance_pence)} of credit comes along.")
    return "\n".join(said)
