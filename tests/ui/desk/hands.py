"""Hands at a desk without a screen: scan, choose by words, press keys, and see what was said."""

from datetime import UTC, datetime

from loanmgr.domain.codes import make
from loanmgr.services import register
from tests.factories import Clock
from ui.desk.scans import at_the_desk
from ui.scan import Kind, Scan

OUR_KINDS = {"finish": 1, "undo": 2, "park": 3, "needs_repair": 4, "parts_missing": 5}


class Hands:
    """Works a desk over a real register, with everything done at once."""

    def __init__(self, runner, desk, clock=None):
        self.clock = clock or Clock(at=datetime.now(UTC))
        about = desk.look(register.about, None)
        self.desk = desk
        self.at = at_the_desk(runner, about)
        self.session = self.at.session
        self.checkout, self.returns = self.at.checkout, self.at.returns
        self.said, self.ticks, self.records, self.printed = [], [], [], []
        self.session.said.connect(self.said.append)
        self.session.ticked.connect(self.ticks.append)
        self.session.opens_record.connect(self.records.append)
        self.session.prints.connect(self.printed.append)
        self.session.begin()

    def scan(self, text, kind=Kind.OURS):
        """Scan a label; return what the band says then."""
        done = []
        self.clock.pass_by(seconds=3)
        self.at.scans.handle(Scan(text, kind), lambda: done.append(text))
        assert done == [text]
        return self.words

    def scan_twice(self, text):
        """Scan a label twice within two seconds."""
        self.scan(text)
        self.clock.pass_by(seconds=1)
        self.at.scans.handle(Scan(text), lambda: None)

    def command(self, name):
        """Scan a command card."""
        numbers = {**OUR_KINDS, "print_agreement": 6}
        return self.scan(make("C", numbers[name]))

    def choose(self, words):
        """Press the choice with these words; return what the band says then."""
        key = next(c.key for c in self.message.choices if c.words == words)
        self.session.chosen(key)
        return self.words

    def enter(self):
        """Press Enter in the empty scan box."""
        self.session.do(self.checkout.finish)
        return self.words

    @property
    def message(self):
        """What the band shows."""
        return self.session.message

    @property
    def words(self):
        """What the band says, in one line."""
        shown = self.session.message
        return f"{shown.words} {shown.detail}".strip() if shown else ""

    @property
    def choices(self):
        """The words of the choices in the band."""
        return [f"{c.words} {c.keys}".strip() for c in self.message.choices]

    @property
    def view(self):
        """Who is in front of us."""
        return self.session.view

    @property
    def lying(self):
        """The codes of what lies on the counter."""
        return [line.instrument for line in self.view.lines] if self.view else []
