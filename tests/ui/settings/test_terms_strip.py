"""The strip of terms: names that have no room become shorter, word by word."""

import pytest
from PySide6.QtGui import QFontMetrics

from ui import theme
from ui.settings.terms_strip import _fitting


@pytest.mark.usefixtures("qapp")
def test_a_term_is_named_in_as_many_words_as_there_is_room_for():
    metrics = QFontMetrics(theme.font())
    whole, first = (metrics.horizontalAdvance(words) for words in ("spring term", "spring"))
    assert _fitting("spring term", whole, metrics) == "spring term"
    assert _fitting("spring term", whole - 1, metrics) == "spring"
    assert _fitting("spring term", first - 1, metrics).endswith("…")
