"""Whose words stand in the band, and whose questions still wait for an answer."""

from typing import Generic, TypeVar

from ui.widgets.band import Message

Page = TypeVar("Page")


class Speaking(Generic[Page]):
    """Remembers who spoke, so that an answer finds the page that asked for it.

    Only the page that asked takes its question back; what another one says meanwhile does not
    answer it.
    """

    def __init__(self) -> None:
        self.speaker: Page | None = None
        """Whose words stand in the band."""
        self._questions: dict[Page | None, Message] = {}
        self._leaving: list[Page] = []

    def says(self, message: Message, speaker: Page | None) -> list[Page]:
        """Note what is said now; return the pages that nobody can answer any more."""
        self.speaker = speaker
        self._questions.pop(speaker, None)
        if message.must_answer:
            self._questions[speaker] = message
        gone = [page for page in self._leaving if not self._is_spoken_for(page)]
        self._leaving = [page for page in self._leaving if self._is_spoken_for(page)]
        return gone

    def leaves(self, page: Page) -> bool:
        """Say whether a page can go; one whose words can still be answered goes after that."""
        stays = self._is_spoken_for(page)
        if stays:
            self._leaving.append(page)
        return not stays

    @property
    def question(self) -> tuple[Message, Page | None] | None:
        """The newest question that waits for an answer, and who asked it."""
        if not self._questions:
            return None
        speaker, message = list(self._questions.items())[-1]
        return message, speaker

    def question_of(self, page: Page) -> Message | None:
        """Return what a page asked that waits for an answer."""
        return self._questions.get(page)

    def _is_spoken_for(self, page: Page) -> bool:
        return page is self.speaker or page in self._questions
