"""Saturday at Ashby: an hour at the desk, from the first return to the laptop that went dark."""

import pytest
from PySide6.QtCore import Qt

from loanmgr.services import accounts, scanning
from loanmgr.services.scanning import Scan
from tests import factories

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER, DIGIT_2 = Qt.Key.Key_Return, Qt.Key.Key_2


class Office:
    """Looks at the same register from another desk, to see what was really kept."""

    def __init__(self, register_url):
        self.desk = factories.open_desk(register_url, name="Office")

    def state(self, *instruments):
        return [self.desk.look(scanning.scan, Scan(c)).instrument.status for c in instruments]

    def balance_pence(self, card):
        return self.desk.look(accounts.account, card).balance_pence


@pytest.fixture
def office(register_url, town):
    office = Office(register_url)
    yield office
    office.desk.close()


def test_an_hour_at_the_desk(sit_down, office, town):
    joan = sit_down()
    ben_brings_back_his_flute(joan, office, town)
    amira_takes_a_violin_at_the_reduced_rate(joan, office, town)
    one_of_two_children_takes_a_cello(joan, office, town)
    both_were_a_mistake(joan, office, town)
    a_label_nobody_knows(joan)
    one_family_waits_while_the_next_is_served(joan, town)
    # The laptop goes dark, and is started again.
    nothing_is_lost(sit_down(), office, town)


def ben_brings_back_his_flute(joan, office, town):
    joan.scan(town.flute, "Returned: Flute. Was with Ben Carter.")
    assert (office.state(town.flute), joan.keys, joan.focus) == (["available"], 0, "Scan")


def amira_takes_a_violin_at_the_reduced_rate(joan, office, town):
    joan.scan(town.okafor, "Amira Okafor is at the desk.")
    joan.scan(town.violin, "Added: Violin 1/2")
    joan.sees("£12.00")
    assert office.state(town.violin) == ["on_counter"]
    joan.press(ENTER, "Lent: Violin 1/2 to Amira Okafor, until returned; next charge 5 Jan.")
    assert (office.state(town.violin), joan.keys) == (["on_loan"], 1)
    assert office.balance_pence(town.okafor) == 1200


def one_of_two_children_takes_a_cello(joan, office, town):
    before = office.balance_pence(town.carter)
    joan.scan(town.carter, "The Carter family is at the desk.")
    joan.scan(town.cello, "Who plays it? Cello 1/2.")
    joan.press(DIGIT_2, "Added: Cello 1/2")
    joan.press(ENTER, "Lent: Cello 1/2 to Mia Carter")
    assert office.balance_pence(town.carter) == before + 3600


def both_were_a_mistake(joan, office, town):
    joan.press(Qt.Key.Key_Z, "Undone: loan of Cello 1/2 to Mia Carter.", CTRL)
    joan.press(Qt.Key.Key_Z, "Undone: loan of Violin 1/2 to Amira Okafor.", CTRL)
    assert office.state(town.cello, town.violin) == ["available", "available"]
    assert office.balance_pence(town.okafor) == 0


def a_label_nobody_knows(joan):
    joan.scan("5012345678900", "We don't know label 5012345678900.")


def one_family_waits_while_the_next_is_served(joan, town):
    joan.scan(town.okafor, "Amira Okafor is at the desk.")
    joan.scan(town.violin, "Added: Violin 1/2")
    joan.scan(town.carter, "Kept for later: Amira Okafor.")
    joan.sees("1 waiting: Okafor family (1 item, not finished, just now)")
    joan.scan(town.flute, "Who plays it? Flute.")
    joan.press(DIGIT_2, "Added: Flute")


def nothing_is_lost(again, office, town):
    again.reads("We kept this for you. Mia Carter: 1 instrument, not finished.")
    assert [row[0] for row in again.rows("On the counter")] == ["Mia: Flute"]
    again.press(ENTER, "Lent: Flute to Mia Carter")
    again.press(Qt.Key.Key_Tab, "Amira Okafor is at the desk.", CTRL)
    again.press(ENTER, "Lent: Violin 1/2 to Amira Okafor")
    assert office.state(town.flute, town.violin) == ["on_loan", "on_loan"]
    again.sees("Returned 1 – Lent 2 – To repair 0")


def test_ten_scans_without_a_pause_are_all_used_in_their_order(sit_down, office, town):
    out = [factories.violin(office.desk) for _ in range(10)]
    for code in out:
        factories.lend(office.desk, code, town.school)
    joan = sit_down()
    joan.sees("Scan an instrument to return it, or a card to lend.")
    for code in out:
        joan.shoot(code)
    joan.qtbot.waitUntil(lambda: joan.counts.startswith("Returned 10"))
    listed = [row[3] for row in joan.rows("Today at this desk")]
    assert listed == out[::-1]


def test_enter_right_behind_a_scan_finishes_with_that_scan(sit_down, town):
    joan = sit_down()
    joan.scan(town.okafor, "Amira Okafor is at the desk.")
    joan.shoot(town.violin)
    joan.press(ENTER, "Lent: Violin 1/2 to Amira Okafor")
