"""Test my scanner: three scans tell how fast it types. Gaps are milliseconds."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent

from ui import announce
from ui.first_run import ready
from ui.scan import LARGEST_GAP_MS, SMALLEST_GAP_MS, Burst, Kind, ScanFilter
from ui.settings.kept import Kept
from ui.text import count
from ui.widgets.parts import Card, button, row, set_words, words

SCANS = 3
NUMBERS = ("", "first", "second", "third")
CAPS = "Caps Lock was on, or the scanner turns capitals round. Scans are read all the same."
LAYOUT = (
    "That doesn't read like a label of ours. If it was one, set the scanner to a United Kingdom"
    " keyboard: its booklet has a bar code for that."
)
KNOWN_LAYOUT = (
    "Somebody has set {what}. Our labels are read all the same; other bar codes are not. The"
    " scanner's booklet has a bar code that sets it to a United Kingdom keyboard."
)
NO_ENTER = "It ends without Enter: scans are read after a short wait. Its booklet can add Enter."
NOTHING = (
    "Nothing shows? It may send letters more slowly than 80 ms apart: look for “inter-character"
    " delay” in its booklet and set it to none."
)


def gap_for(slowest_ms: int) -> int:
    """Return the gap to set: twice the slowest that was seen."""
    return min(max(2 * slowest_ms, SMALLEST_GAP_MS), LARGEST_GAP_MS)


class ScannerCard(Card):
    """Shows the gap, and tries the scanner out when asked to."""

    trying_changed = Signal(bool)
    """Scans are for the test now, and no longer."""

    def __init__(self, kept: Kept, scans: ScanFilter | None) -> None:
        super().__init__("Scanner")
        self._kept, self._scans = kept, scans
        self._bursts: list[Burst] = []
        self.trying = False
        self.gap = words("", wrap=True)
        self.said = words("", "strong", wrap=True)
        self.detail = words("", "meta", wrap=True)
        self.start = button("Test my scanner", self._switch, icon="scan")
        self.start.setEnabled(scans is not None)
        for part in (self.gap, self.said, self.detail):
            self.body.addWidget(part)
        self.body.addLayout(row(self.start, 1))
        self._tell("", "")
        self._show_gap()
        kept.changed.connect(lambda _settings: self._show_gap())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.trying:
            self._stop("")

    def _show_gap(self) -> None:
        gap = self._kept.settings.scanner_gap_ms
        self.gap.setText(f"Keys that follow each other within {gap} ms are the scanner's.")

    def _switch(self) -> None:
        if self.trying:
            self._stop("The test is stopped. Nothing is changed.")
        else:
            self._begin()

    def _begin(self) -> None:
        if self._scans is None:
            return
        self._bursts = []
        self.trying = True
        self._scans.gap_ms = LARGEST_GAP_MS  # a slow scanner must be seen before it can be helped
        self._scans.burst.connect(self._read)
        set_words(self.start, "Stop the test")
        self._tell(f"Scan any label {SCANS} times.", NOTHING)
        self.trying_changed.emit(True)  # noqa: FBT003 - a signal takes no keywords

    def _read(self, burst: Burst) -> None:
        self._bursts.append(burst)
        done = len(self._bursts)
        if done < SCANS:
            again = "Once more." if done == SCANS - 1 else "Twice more."
            self._tell(f"The {NUMBERS[done]} scan reads {burst.scan.text}. {again}", _facts(burst))
            return
        self._judge(burst)

    def _judge(self, burst: Burst) -> None:
        """Set the gap by what was seen, and say how it is with this scanner."""
        gap = gap_for(max(each.slowest_gap_ms for each in self._bursts))
        codes = {each.scan.text for each in self._bursts}
        self._kept.change(scanner_gap_ms=gap)
        ready.note(self._kept, ready.SCANNER)
        said = f"The scanner works: it reads {burst.scan.text}. Its gap is set to {gap} ms."
        if all(each.scan.kind is not Kind.OURS for each in self._bursts):
            said = (
                f"The scanner is heard, but no label of ours was read. Its gap is set to {gap} ms."
            )
        elif len(codes) > 1:
            said = (
                f"It read {len(codes)} different codes. If that was one label, scan it closer and"
                f" straighter. Its gap is set to {gap} ms."
            )
        self._stop(said)
        self.detail.setText(_facts(burst))
        self.detail.show()

    def _stop(self, sentence: str) -> None:
        if self._scans is not None:
            self._scans.burst.disconnect(self._read)
            self._scans.gap_ms = self._kept.settings.scanner_gap_ms
        self.trying = False
        set_words(self.start, "Test my scanner")
        self._tell(sentence, "")
        self.trying_changed.emit(False)  # noqa: FBT003 - a signal takes no keywords

    def _tell(self, sentence: str, detail: str) -> None:
        for label, text in ((self.said, sentence), (self.detail, detail)):
            label.setText(text)
            label.setVisible(bool(text))
        if sentence and self.isVisible():
            announce.say(self, sentence)


def _facts(burst: Burst) -> str:
    suffix = f"It ends with {burst.suffix}." if burst.suffix else NO_ENTER
    facts = [f"Slowest gap {count(burst.slowest_gap_ms, 'millisecond')}. {suffix}"]
    if burst.lower_case:
        facts.append(CAPS)
    if burst.layout:
        facts.append(KNOWN_LAYOUT.format(what=burst.layout))
    if burst.scan.kind is not Kind.OURS:
        facts.append(LAYOUT)
    return " ".join(facts)
