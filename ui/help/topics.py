"""What there is help about: pages of Markdown in resources/help."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "help"


@dataclass(frozen=True)
class Topic:
    """One page: the title it is asked for by, and its file."""

    title: str
    file: str

    @cached_property
    def text(self) -> str:
        """The page as Markdown."""
        return (FOLDER / self.file).read_text(encoding="utf-8")

    def tells_of(self, wanted: str) -> bool:
        """Say whether all words looked for are in it."""
        said = f"{self.title} {self.text}".casefold()
        return all(word in said for word in wanted.casefold().split())


TOPICS = (
    Topic("Desk", "desk.md"),
    Topic("What comes back", "coming-back.md"),
    Topic("Schools and teachers", "schools.md"),
    Topic("Paying", "paying.md"),
    Topic("Waiting and other desks", "other-desks.md"),
    Topic("Close the desk", "closing.md"),
    Topic("Instruments", "instruments.md"),
    Topic("Families and schools", "families.md"),
    Topic("Labels", "labels.md"),
    Topic("To look at", "to-look-at.md"),
    Topic("Billing run", "billing-run.md"),
    Topic("Invoices", "invoices.md"),
    Topic("Other systems", "other-systems.md"),
    Topic("Settings", "settings.md"),
    Topic("First run", "first-run.md"),
    Topic("Your own list", "own-list.md"),
    Topic("Keyboard map", "keyboard.md"),
    Topic("On paper", "on-paper.md"),
    Topic("About this program", "about.md"),
)


def topic_of(title: str) -> Topic:
    """Return the page of a place, or of what else is asked for; the desk's where there is none."""
    return next((topic for topic in TOPICS if topic.title == title), TOPICS[0])


def topic_in(file: str) -> Topic | None:
    """Return the page in a file that another page points to."""
    return next((topic for topic in TOPICS if topic.file == file), None)
