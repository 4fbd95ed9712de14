"""Days as people type them."""

from datetime import date

import pytest

from ui.text import day_typed

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("18 Dec", date(2026, 12, 18)),
        ("18 december 2026", date(2026, 12, 18)),
        ("18/12/2026", date(2026, 12, 18)),
        ("18.12.26", date(2026, 12, 18)),
        ("2026-12-18", date(2026, 12, 18)),
        (" 18-12 ", date(2026, 12, 18)),
        ("21/11", TODAY),
        ("20 Nov", date(2027, 11, 20)),
        ("29 Feb 2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read(text, day):
    assert day_typed(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    ["soon", "31/2", "18", "18 ma", "0/0", "1/2/3/4", "-", "99999999999/1", "18 dec 20266", "²/1"],
)
def test_what_is_no_day_is_said(text):
    with pytest.raises(ValueError, match="is not a day, such as 18 Dec"):
        day_typed(text, TODAY)
