"""The panel that asks what needs repair: what is commonly wrong, or a few words."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import theme
from ui.desk.deeds import OTHER_FAULT, faults_of
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Form
from ui.widgets.parts import button, words
from ui.widgets.side_panel import SidePanel


class FaultPanel(SidePanel):
    """One press on a common fault notes it; anything else is typed."""

    told = Signal(str)

    def __init__(self, over: QWidget, family: str) -> None:
        super().__init__("What needs repair?", over)
        self.form, self.fault = Form(), QLineEdit()
        common = FlowLayout()
        theme.space(common, 0, SPACE.s)
        for fault in faults_of(family):
            if fault != OTHER_FAULT:
                common.addWidget(button(fault, partial(self._tell, fault)))
        self.body.addWidget(words("Commonly wrong", "soft"))
        self.body.addLayout(common)
        self.form.add("fault", "In your words", self.fault)
        self.body.addWidget(self.form)
        self.save = button("Note it", self._save, kind="primary", keys="Enter")
        self.footer.addWidget(self.save)
        self.fault.returnPressed.connect(self._save)

    def begin(self) -> None:
        """Ask anew."""
        self.fault.clear()
        self.form.clear_problems()
        self.open()

    def _save(self) -> None:
        text = self.fault.text().strip()
        if not text:
            self.form.show_problems({"fault": "Say what is wrong with it."})
            return
        self._tell(text)

    def _tell(self, fault: str) -> None:
        self.close_panel()
        self.told.emit(fault)
