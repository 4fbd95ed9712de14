"""Races: several desks at the same instant, one winner each, the loser told in the rule's words."""

import subprocess
import sys
import threading
import time

import psycopg
import pytest

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import accounts, awards, baskets, returns, undo
from tests import factories
from tests.factories import lend, on_the_counter, open_desk, pupil, violin
from tests.services.racing import ENVIRONMENT, at_once, split
from tests.tables import LEDGER_SUM, connected, count, one, rows

RACES = 12
"""The drill (python -m tests.drills) has a thousand of them."""

ROUNDS = 5


@pytest.fixture
def desks(desk, another_desk):
    """Two desks of one register."""
    return desk, another_desk()


class TestOneWinner:
    def test_lending_the_same_instrument(self, desk, desks):
        amira, tunde = (pupil(desk, name, year="6") for name in ("Amira Okafor", "Tunde Bello"))
        codes = [violin(desk) for _ in range(RACES)]
        anyway = {"override": "a race is not a limit"}
        for code in codes:
            answers = at_once(
                desks,
                lambda at, code=code: lend(at, code, amira, **anyway),
                lambda at, code=code: lend(at, code, tunde, **anyway),
            )
            (winner,), (loser,) = split(answers)
            assert loser.message == f"This violin is on loan to {winner.lines[0].borrower_name}."
            assert loser.code == "on_loan_elsewhere"
        assert count(desk, "loan_line") == count(desk, "charge") == RACES
        assert one(desk, LEDGER_SUM) == RACES * 2400

    def test_returning_the_same_instrument(self, desk, desks):
        child = pupil(desk)
        for _ in range(RACES):
            code = violin(desk)
            lend(desk, code, child)
            answers = at_once(
                desks, lambda at, c=code: at.run(returns.return_one, returns.Return(c))
            )
            (winner,), (loser,) = split(answers)
            assert winner.result.was_with == "Amira Okafor"
            assert loser.message.startswith(f"Violin 3/4 {code} was already returned at Ashby ")

    def test_finishing_the_same_basket_answers_both_alike(self, desk, another_desk):
        windows = desk, another_desk(desk.identity.desk_name)
        for _ in range(ROUNDS):
            basket = on_the_counter(desk, pupil(desk), violin(desk), violin(desk))
            request = baskets.Finish(basket, paying="cash", signed="paper")
            answers = at_once(windows, lambda at, r=request: at.run(baskets.finish, r).result)
            assert answers[0] == answers[1]
        assert count(desk, "loan_line") == 2 * ROUNDS
        assert count(desk, "payment") == ROUNDS

    def test_lending_from_a_basket_and_from_the_command_line(self, desk, desks):
        for _ in range(ROUNDS):
            child, other, code = pupil(desk), pupil(desk, "Tunde Bello"), violin(desk)
            basket = on_the_counter(desk, child, code)
            answers = at_once(
                desks,
                lambda at, b=basket: at.run(baskets.finish, baskets.Finish(b)),
                lambda at, c=code, o=other: lend(at, c, o),
            )
            (_,), (loser,) = split(answers)
            assert loser.code == "on_loan_elsewhere"

    def test_two_awards_of_a_kind(self, desk, desks):
        for _ in range(ROUNDS):
            child = pupil(desk)
            answers = at_once(
                desks,
                lambda at, c=child: at.run(awards.award, awards.Award(c, "reduced-50")),
                lambda at, c=child: at.run(awards.award, awards.Award(c, "reduced-100")),
            )
            (_,), (loser,) = split(answers)
            assert loser.code == "award_overlaps"

    def test_undoing_the_same_act(self, desk, desks):
        child = pupil(desk)
        for _ in range(ROUNDS):
            act = lend(desk, violin(desk), child).lines[0].act
            answers = at_once(desks, lambda at, a=act: at.run(undo.undo, undo.Undo(a)))
            (_,), (loser,) = split(answers)
            assert loser.code == "already_undone"
        assert one(desk, LEDGER_SUM) == 0

    def test_undoing_a_return_and_lending_it_again(self, desk, desks):
        child, other = pupil(desk), pupil(desk, "Tunde Bello")
        for _ in range(ROUNDS):
            code = violin(desk)
            lend(desk, code, child, override="a race is not a limit")
            act = desk.run(returns.return_one, returns.Return(code)).act
            answers = at_once(
                desks,
                lambda at, a=act: at.run(undo.undo, undo.Undo(a)),
                lambda at, c=code: lend(at, c, other, override="a race is not a limit"),
            )
            (_,), (loser,) = split(answers)
            assert loser.code in ("later_act", "on_loan_elsewhere")
            holders = "SELECT COUNT(*) FROM loan_line JOIN instrument AS i ON i.id = instrument_id"
            holders += " WHERE i.code = :code AND returned_at IS NULL"
            assert one(desk, holders, code=code) == 1

    def test_undoing_a_loan_and_returning_it(self, desk, desks):
        child = pupil(desk)
        for _ in range(ROUNDS):
            code = violin(desk)
            act = lend(desk, code, child).lines[0].act
            answers = at_once(
                desks,
                lambda at, a=act: at.run(undo.undo, undo.Undo(a)),
                lambda at, c=code: at.run(returns.return_one, returns.Return(c)),
            )
            (_,), (loser,) = split(answers)
            assert loser.code in ("later_act", "not_on_loan")
        assert _deadlocks(desk) == 0

    def test_putting_the_same_instrument_on_two_counters(self, desk, desks):
        for at in desks:
            on_the_counter(at, pupil(desk))
        for _ in range(ROUNDS):
            code = violin(desk)
            answers = at_once(
                desks, lambda at, c=code: at.draft(baskets.add_line, baskets.AddLine(c))
            )
            (_,), (loser,) = split(answers)
            assert loser.code == "on_counter"

    def test_the_same_old_label_for_two_instruments(self, desks):
        for n in range(ROUNDS):
            answers = at_once(desks, lambda at, n=n: violin(at, aliases=(f"OLD-{n}",)))
            (_,), (loser,) = split(answers)
            assert loser.code == "taken"

    def test_the_same_urn_for_two_schools(self, desks):
        for n in range(ROUNDS):
            answers = at_once(desks, lambda at, n=n: factories.school(at, urn=f"{100_000 + n}"))
            (_,), (loser,) = split(answers)
            assert loser.code == "urn_taken"

    def test_signing_the_same_agreement(self, desk, desks):
        for _ in range(ROUNDS):
            child = pupil(desk)
            answers = at_once(
                desks,
                lambda at, c=child: at.run(accounts.sign_agreement, accounts.SignAgreement(c)),
            )
            (_,), (loser,) = split(answers)
            assert loser.code == "signed"
        assert count(desk, "agreement") == ROUNDS


class TestNothingGetsLost:
    def test_two_threads_at_one_desk_fill_one_basket(self, desk):
        on_the_counter(desk, factories.school(desk))
        codes = [violin(desk) for _ in range(16)]
        put = [lambda at, c=c: at.draft(baskets.add_line, baskets.AddLine(c)) for c in codes]
        for pair in range(0, 16, 2):
            at_once((desk, desk), *put[pair : pair + 2])
        assert len(desk.look(baskets.current, None).lines) == 16

    def test_two_threads_at_one_desk_begin_one_basket(self, desk):
        for _ in range(5):
            codes = violin(desk), violin(desk)
            at_once(
                (desk, desk),
                *(lambda at, c=c: at.draft(baskets.add_line, baskets.AddLine(c)) for c in codes),
            )
            view = desk.look(baskets.current, None)
            assert {line.instrument for line in view.lines} == set(codes)
            desk.draft(baskets.put_back, view.basket)

    def test_what_is_put_there_while_it_is_finished_is_lent_or_stays(self, desk, desks):
        mine, other = desks
        school = factories.school(desk)
        for _ in range(ROUNDS):
            first, late = violin(desk), violin(desk)
            basket = on_the_counter(mine, school, first)
            at_once(
                (mine, mine),
                lambda at, b=basket: at.run(baskets.finish, baskets.Finish(b)),
                lambda at, c=late: at.draft(baskets.add_line, baskets.AddLine(c)),
            )
            lent = one(
                other,
                "SELECT COUNT(*) FROM loan_line JOIN instrument AS i ON i.id = instrument_id"
                " WHERE i.code = :code",
                code=late,
            )
            view = mine.look(baskets.current, None)
            lies_here = view is not None and late in [line.instrument for line in view.lines]
            assert bool(lent) != lies_here
            if view is not None:
                mine.draft(baskets.put_back, view.basket)

    def test_payments_for_one_account_all_count(self, desk, another_desk):
        child = pupil(desk)
        desks = [another_desk(f"Ashby {n}") for n in range(4)]
        for _ in range(5):
            at_once(desks, lambda at: at.run(accounts.pay, accounts.Pay(child, 100, "cash")))
        assert desk.look(accounts.account, child).balance_pence == -2000

    def test_siblings_at_four_desks_without_a_deadlock(self, desk, another_desk):
        home = factories.family(desk)
        children = [pupil(desk, f"Child {n}", of=home, year="6") for n in range(4)]
        desks = [another_desk(f"Ashby {n}") for n in range(4)]
        for _ in range(3):
            for at, order in zip(desks, (0, 1, 2, 3), strict=True):
                at.draft(baskets.open_basket, baskets.OpenBasket(home))
                for child in (children[order], children[order - 1]):
                    add = baskets.AddLine(violin(desk), borrower=child)
                    at.draft(baskets.add_line, add)
            at_once(desks, _finish_what_is_here)
            for code in rows(
                desk,
                "SELECT i.code FROM loan_line JOIN instrument AS i ON i.id = instrument_id"
                " WHERE returned_at IS NULL",
            ):
                desk.run(returns.return_one, returns.Return(code.code))
        assert count(desk, "loan_line") == 24
        assert _deadlocks(desk) == 0


def _finish_what_is_here(at):
    basket = at.look(baskets.current, None).basket
    return at.run(baskets.finish, baskets.Finish(basket, override="a race is not a limit"))


def _deadlocks(desk):
    with connected(desk.url) as connection:
        if connection.engine == "sqlite":
            return 0
        found = Sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return connection.one(found, {}).deadlocks


class TestTheLoserWaits:
    """PostgreSQL: the loser of a race is certain to have begun before the winner committed."""

    @pytest.fixture
    def shared(self, postgres_url):
        return postgres_url(started=True)

    def test_and_then_gets_the_first_answer_to_the_same_request(self, shared):
        desks = [open_desk(shared, name=name) for name in ("Ashby 1", "Ashby 2")]
        child, code = pupil(desks[0]), violin(desks[0])
        lend(desks[0], code, child)
        request = returns.Return(code)
        with psycopg.connect(shared) as other:
            other.execute("SELECT id FROM instrument FOR UPDATE")
            together = self._blocked(other, desks, lambda at: at.run(returns.return_one, request))
            other.rollback()
            answers = together()
        assert answers[0].result == answers[1].result
        for desk in desks:
            desk.close()

    @staticmethod
    def _blocked(other, desks, deed):
        """Start the deeds, wait until the database says that all of them wait."""
        answers = []
        threads = [threading.Thread(target=lambda d=d: answers.append(deed(d))) for d in desks]
        for thread in threads:
            thread.start()
        waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        until = time.monotonic() + 2
        while other.execute(waiting).fetchone()[0] < len(desks) and time.monotonic() < until:
            other.execute("SELECT pg_stat_clear_snapshot()")

        def join():
            for thread in threads:
                thread.join()
            return answers

        return join


class TestProcesses:
    PROGRAM = """
import sys
from loanmgr.domain.errors import RuleError
from tests.factories import lend, open_desk
url, name, child, *codes = sys.argv[1:]
desk = open_desk(url, name=name)
won = 0
for code in codes:
    try:
        lend(desk, code, child, override="a race")
        won += 1
    except RuleError as refusal:
        assert refusal.code == "on_loan_elsewhere", refusal
print(won)
"""

    def test_real_ones_share_the_instruments_out(self, desk, register_url):
        codes = [violin(desk) for _ in range(20)]
        racers = [
            subprocess.Popen(
                [sys.executable, "-c", self.PROGRAM, register_url, f"Race {n}", child, *codes],
                stdout=subprocess.PIPE,
                text=True,
                env=ENVIRONMENT,
            )
            for n, child in enumerate((pupil(desk), pupil(desk, "Tunde Bello")))
        ]
        won = [int(racer.communicate(timeout=60)[0]) for racer in racers]
        assert sum(won) == 20
        assert count(desk, "loan_line") == 20


def test_ids_made_at_the_same_instant_differ():
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_a_refusal_names_the_holder_of_the_moment(desk, another_desk):
    code, other = violin(desk), another_desk()
    lend(desk, code, pupil(desk, "Tunde Bello"))
    desk.run(returns.return_one, returns.Return(code))
    lend(other, code, pupil(desk, "Vic Marsh"))
    with pytest.raises(RuleError, match="Vic Marsh"):
        lend(desk, code, pupil(desk))
