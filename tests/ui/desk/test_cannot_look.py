"""When even the counter can't be shown, the desk says why once and waits, and does not try on."""

from loanmgr.domain.errors import RuleError
from ui.desk import session as sessions


def test_what_can_not_be_shown_is_said_once(hands, town, monkeypatch):
    asked = []

    def refuse(_look, _request):
        asked.append(1)
        if len(asked) < 20:
            raise RuleError("The policy has a tariff that nobody understands.", "policy", "tariffs")
        return counter(_look, _request)

    counter = sessions._counter
    monkeypatch.setattr(sessions, "_counter", refuse)
    hands.session.look_again()
    assert len(asked) <= 2
    assert hands.words.startswith("The policy has a tariff that nobody understands.")


def test_it_works_again_as_soon_as_it_can(hands, town, monkeypatch):
    def refuse(_look, _request):
        raise RuleError("The policy has a tariff that nobody understands.", "policy", "tariffs")

    with monkeypatch.context() as broken:
        broken.setattr(sessions, "_counter", refuse)
        hands.session.look_again()
    assert "Okafor" in hands.scan(town.okafor)
