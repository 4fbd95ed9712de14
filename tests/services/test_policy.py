"""Policy in the database: brought in whole or not at all, and the same for every desk."""

import threading
from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import policy
from loanmgr.services.policy import BringIn
from tests.factories import POLICY, instrument, lend, pupil, violin
from tests.services.racing import at_once, split
from tests.tables import count, one

DEARER = """
[[tariffs]]
code = "strings"
name = "Strings"
families = ["strings"]
basis = "term"
price_pence = {price}
"""


def bring_in(desk, text):
    return desk.run(policy.bring_in, BringIn(text)).result


def test_what_is_exported_and_brought_in_changes_nothing(desk):
    text = desk.look(policy.export, None)
    before = one(desk, "SELECT policy_version FROM register")
    assert bring_in(desk, text).changed == 0
    assert one(desk, "SELECT policy_version FROM register") == before
    assert desk.look(policy.export, None) == text


def test_the_starting_policy_itself_changes_nothing(desk):
    assert bring_in(desk, POLICY).changed == 0


def test_a_new_price_holds_from_now_on_and_old_charges_keep_theirs(desk):
    child = pupil(desk)
    lend(desk, violin(desk), child)
    assert bring_in(desk, DEARER.format(price=2800)).changed == 1
    assert lend(desk, violin(desk), child).total_due_pence == 2800
    assert one(desk, "SELECT MIN(full_pence) FROM charge") == 2400
    assert one(desk, "SELECT COUNT(DISTINCT policy_version) FROM charge") == 2


def test_trying_says_what_would_change_and_changes_nothing(desk):
    would = desk.look(policy.try_in, BringIn(DEARER.format(price=2800)))
    assert (would.tariffs, would.changed) == (1, 1)
    assert lend(desk, violin(desk), pupil(desk)).total_due_pence == 2400


def test_another_desk_hears_of_it_at_once(desk, another_desk):
    other, child = another_desk(), pupil(desk)
    lend(other, violin(desk), child)
    bring_in(desk, DEARER.format(price=2800))
    assert lend(other, violin(desk), child).total_due_pence == 2800


def test_a_price_with_a_beginning_waits_for_it(desk, clock):
    dated = DEARER.format(price=2400) + "to = 2026-11-30\n"
    dated += DEARER.format(price=2800) + "from = 2026-12-01\n"
    bring_in(desk, dated)
    assert lend(desk, violin(desk), pupil(desk)).total_due_pence == 2400
    clock.go_to(date(2026, 12, 1))
    assert lend(desk, violin(desk), pupil(desk, "Tunde")).total_due_pence == 2800


def test_a_new_type_can_be_used_at_once(desk):
    bring_in(desk, '[[types]]\ncode = "kazoo"\nname = "Kazoo"\nfamily = "woodwind"\n')
    assert lend(desk, instrument(desk, "kazoo"), pupil(desk)).total_due_pence == 3000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[tariffs]]\ncode = "x"\nprize_pence = 3\n', "prize_pence"),
        ("[[tariffs]]\ncode = ", "1|2"),
        ("Dear Sir or Madam", "1"),
        ('[[terms]]\ncode = "a"\nname = "A"\nfrom = 2026-09-10\nto = 2026-10-10\n', "overlap|2026"),
        ("\x00", "1|character"),
        ('[[nonsense]]\ncode = "x"\n', "nonsense"),
    ],
)
def test_what_cannot_be_read_or_contradicts_is_told_and_changes_nothing(desk, text, told):
    before = desk.look(policy.export, None)
    with pytest.raises(RuleError, match=told):
        bring_in(desk, text)
    assert desk.look(policy.export, None) == before
    assert count(desk, "act") == 0


def test_an_empty_file_changes_nothing(desk):
    assert bring_in(desk, "").changed == 0


def test_two_at_the_same_instant_both_hold(desk, another_desk):
    kazoo = '[[types]]\ncode = "{0}"\nname = "{0}"\nfamily = "woodwind"\n'
    desks = (desk, another_desk())
    done, refused = split(
        at_once(
            desks,
            lambda at: bring_in(at, kazoo.format("Kazoo")),
            lambda at: bring_in(at, kazoo.format("Ocarina")),
        )
    )
    assert len(done) == 2
    assert refused == []
    for kind in ("Kazoo", "Ocarina"):
        assert instrument(desk, kind)


def test_prices_and_their_number_belong_together_while_it_changes(desk, another_desk):
    """Whatever price a charge has, it is the one of the policy it names."""
    other, over = another_desk(), threading.Event()
    child = pupil(desk)

    def change():
        for price in range(2500, 2512):
            bring_in(other, DEARER.format(price=price))
        over.set()

    changing = threading.Thread(target=change)
    changing.start()
    while not over.is_set():
        lend(desk, violin(desk), child, override="a race is not a limit")
    changing.join()
    first = one(desk, "SELECT policy_version FROM register") - 12
    wrong = one(
        desk,
        "SELECT COUNT(*) FROM charge WHERE full_pence <>"
        " CASE WHEN policy_version = :first THEN 2400 ELSE 2499 + policy_version - :first END",
        first=first,
    )
    assert wrong == 0
