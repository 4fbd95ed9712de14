"""A budget that another desk spends meanwhile: the price is asked again before money."""

from loanmgr.services import accounts, awards, policy
from tests import factories
from tests.services.limits import SCHEMES


def test_the_price_is_asked_again_when_a_budget_was_spent_meanwhile(
    hands, desk, register_url, clock
):
    desk.run(policy.bring_in, policy.BringIn(SCHEMES))
    child, other = factories.pupil(desk, "Tunde Bello"), factories.pupil(desk, "Mia Carter")
    for card in (child, other):
        desk.run(awards.award, awards.Award(card, "pot"))
    hands.scan(child)
    hands.scan(factories.violin(desk))
    hands.session.keep(hands.session.end, signed="paper")
    assert hands.view.total_pence == 1200
    elsewhere = factories.open_desk(register_url, clock, "Ashby 3")
    factories.lend(elsewhere, factories.violin(desk), other)
    elsewhere.close()

    said = hands.enter()

    assert "it is £24.00 now, not £12.00" in said
    assert hands.view.total_pence == 2400
    assert desk.look(accounts.account, child).balance_pence == 0
    assert hands.enter().startswith("Lent: Violin 3/4")
    assert desk.look(accounts.account, child).balance_pence == 2400
