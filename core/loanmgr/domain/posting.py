"""How a letter reaches somebody, and how long one is good for: rules without a register."""

from datetime import date, timedelta

POST, EMAIL, TEXT, PHONE = "post", "email", "text", "phone"
BY = {POST: "on paper", EMAIL: "by e-mail", TEXT: "by text message", PHONE: "by telephone"}
"""How somebody is told, inside a sentence."""
FEWEST_DIGITS = 6
"""Less than that is no telephone number."""
ROUND_DAYS = 28
"""Nobody is reminded of the same twice within so many days, unless that is asked for."""
ANSWER_DAYS = 14
"""So long they have, unless a day is said."""


def way(prefers: str | None, contact: str) -> str:
    """Return how somebody is written to: as they wish, where their contact allows it, or by post.

    Args:
        prefers: email, text, phone or post; empty where they have no wish.
        contact: a telephone number or an e-mail address, as given.
    """
    if prefers == EMAIL and "@" in contact:
        return EMAIL
    if prefers in (TEXT, PHONE) and sum(letter.isdigit() for letter in contact) >= FEWEST_DIGITS:
        return prefers
    return POST


def in_round(sent_on: date | None, on: date) -> bool:
    """Say whether who was written to on a day has the time of that letter still."""
    return sent_on is not None and on - sent_on < timedelta(days=ROUND_DAYS)


def usual_deadline(on: date) -> date:
    """Return the day that reminders name, unless one is said."""
    return on + timedelta(days=ANSWER_DAYS)
