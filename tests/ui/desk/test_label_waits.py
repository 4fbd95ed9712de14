"""An unknown label waits for its instrument; what comes instead does not make it vanish unsaid."""

import pytest

from ui.scan import Kind

LABEL = "OLD-77"
LEFT = f"Label {LABEL} was not added to any instrument."
MIA = "Mia Carter is at the desk. Mia has nothing out. The family has 1 instrument at home."


@pytest.fixture
def waiting(hands, town):
    """An unknown label, said to be on an instrument that is not scanned yet."""
    hands.scan(LABEL, Kind.FOREIGN)
    hands.choose("Add to an instrument")
    return hands


def test_a_card_opens_the_family_and_says_that_the_label_is_left(waiting, town):
    assert waiting.scan(town.mia) == f"{MIA} {LEFT}"
    assert waiting.scan(town.violin).startswith("Added: Violin 1/2")
    assert LEFT not in waiting.words


def test_another_unknown_label_says_it_too(waiting):
    assert waiting.scan("OLD-78", Kind.FOREIGN) == f"We don't know label OLD-78. {LEFT}"


def test_a_label_that_reads_badly_keeps_it_waiting(waiting, town):
    misread = town.violin[:-1] + str((int(town.violin[-1]) + 1) % 10)
    assert waiting.scan(misread).startswith("That label")
    assert waiting.scan(town.violin).startswith(f"Label {LABEL} now means Violin 1/2.")


def test_the_instrument_gets_it_as_before(waiting, town):
    assert waiting.scan(town.violin).startswith(f"Label {LABEL} now means Violin 1/2.")
    assert waiting.scan(town.mia) == MIA
