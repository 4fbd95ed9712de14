"""The fields of one child, and of one more grown-up, in the panel for a new family."""

from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QLineEdit

from loanmgr.services.new_family import NewCarer, NewChild
from ui.widgets.type_ahead import TypeAhead


@dataclass(frozen=True)
class ChildFields:
    """The fields of one child."""

    name: QLineEdit
    school: TypeAhead
    year: QLineEdit
    scheme: QComboBox
    evidence: QComboBox

    @property
    def is_left(self) -> bool:
        """Say whether nothing was typed but the surname that was carried over."""
        return not self.own_name and not self.year.text().strip()

    @property
    def is_blank(self) -> bool:
        """Say whether nothing of them would be lost."""
        return self.is_left and not self.scheme.currentData()

    @property
    def own_name(self) -> str:
        """Return the name; none while nobody has typed a first name before the surname."""
        text = self.name.text()
        return "" if text.startswith(" ") else text.strip()

    def typed(self) -> NewChild:
        """Return what was typed and chosen."""
        # A school that was chosen is named by its card, one that was typed by its name.
        school = self.school.value if isinstance(self.school.value, str) else self.school.text()
        return NewChild(
            self.own_name,
            school.strip(),
            self.year.text(),
            self.scheme.currentData() or "",
            self.evidence.currentData() or "letter",
        )

    def type_again(self, child: NewChild, school: str) -> None:
        """Put into the fields what stood there; the school's field showed its name."""
        if child.name:
            self.name.setText(child.name)
        self.school.setText(school)
        self.school.value = child.school if child.school != school.strip() else None
        self.year.setText(child.year)
        self.scheme.setCurrentIndex(max(0, self.scheme.findData(child.scheme)))
        at = self.evidence.findData(child.evidence)
        self.evidence.setCurrentIndex(at if at >= 0 else self.evidence.currentIndex())


@dataclass(frozen=True)
class CarerFields:
    """The fields of another grown-up."""

    name: QLineEdit
    contact: QLineEdit

    @property
    def is_left(self) -> bool:
        """Say whether nothing was typed."""
        return not (self.name.text().strip() or self.contact.text().strip())

    def typed(self) -> NewCarer:
        """Return what was typed."""
        return NewCarer(self.name.text(), self.contact.text())
