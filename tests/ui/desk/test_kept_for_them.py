"""A card that is scanned says what is kept for its owner; scanning that adds it for them."""

import pytest
from PySide6.QtWidgets import QApplication

from loanmgr.services import lending, people, reservations
from loanmgr.services.reservations import KeepFor, KeepNoLonger
from tests import factories

NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture
def keep(desk):
    """Keep an instrument for somebody for as long as the policy says: until 27 November."""

    def kept(code, card):
        desk.run(reservations.keep_for, KeepFor(code, card))
        return code

    return kept


def line(eyes):
    """What the panel says of it."""
    shown = eyes.program.desk.basket.kept
    return shown.said.text().replace(NO_BREAK, " ") if shown.isVisible() else ""


def test_a_child_s_card_and_the_family_s_say_it(eyes, town, keep):
    keep(town.cello, town.amira)
    said = f"Kept until 27 Nov 2026: Cello 1/2 {town.cello}, Ashby Music Centre. Scan it to add it."
    eyes.scan(town.amira)
    assert line(eyes) == said
    eyes.scan(town.okafor)
    assert line(eyes) == said
    assert eyes.scan(town.cello).startswith("Added: Cello 1/2")
    assert line(eyes) == ""
    assert eyes.enter().startswith("Lent: Cello 1/2 to Amira Okafor")


def test_nothing_is_said_where_nothing_is_kept(eyes, town, keep):
    keep(town.cello, town.amira)
    eyes.scan(town.carter)
    assert line(eyes) == ""


def test_a_school_s_card_says_it(eyes, town, keep):
    keep(town.cello, town.school)
    eyes.scan(town.school)
    assert line(eyes).startswith(
        f"Kept until 27 Nov 2026: Cello 1/2 {town.cello}, Ashby Music Centre."
    )
    assert eyes.scan(town.cello).startswith("Added: Cello 1/2")


def test_of_several_children_it_says_whose_and_nobody_is_asked_who_plays_it(eyes, town, keep, desk):
    sister = people.AddPupil(town.okafor, "Ada Okafor")
    ada = desk.run(people.add_pupil, sister).result.code
    keep(town.cello, ada)
    eyes.scan(town.okafor)
    assert line(eyes).startswith(f"Kept for Ada until 27 Nov 2026: Cello 1/2 {town.cello}")
    assert eyes.scan(town.cello).startswith("Added: Cello 1/2")
    assert eyes.rows("On the counter")[0][0] == "Ada: Cello 1/2"
    eyes.scan(town.amira)  # whoever else is chosen, the next one kept for Ada is hers
    keep(town.violin, ada)
    eyes.program.runner.ask_others()
    eyes.scan(town.violin)
    assert [row[0] for row in eyes.rows("On the counter")] == [
        "Ada: Cello 1/2",
        "Ada: Violin 1/2",
    ]


def test_of_many_two_are_named(eyes, town, keep, desk):
    codes = [keep(factories.violin(desk), town.amira) for _ in range(4)]
    eyes.scan(town.amira)
    assert line(eyes) == (
        f"Kept until 27 Nov 2026: Violin 3/4 {codes[0]}, Ashby Music Centre."
        f" Kept until 27 Nov 2026: Violin 3/4 {codes[1]}, Ashby Music Centre."
        " And 2 more instruments. Scan them to add them."
    )


def test_what_somebody_has_meanwhile_is_not_to_be_scanned(eyes, town, keep, desk):
    keep(town.cello, town.amira)
    desk.run(lending.lend, lending.Lend((town.cello,), town.mia, override="recital"))
    eyes.scan(town.amira)
    assert line(eyes) == f"Kept until 27 Nov 2026: Cello 1/2 {town.cello}; somebody has it now."


def test_what_another_desk_keeps_or_gives_up_shows_by_itself(eyes, town, keep, desk):
    eyes.scan(town.amira)
    keep(town.cello, town.amira)
    eyes.program.runner.ask_others()
    QApplication.processEvents()
    assert line(eyes).startswith("Kept until")
    desk.run(reservations.keep_no_longer, KeepNoLonger(town.cello))
    eyes.program.runner.ask_others()
    QApplication.processEvents()
    assert line(eyes) == ""
