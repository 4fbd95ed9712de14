"""Whatever families do before and after, joining and moving change no sum, and undo gives back."""

import contextlib
import functools

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    accounts,
    find,
    households,
    joining,
    leaving,
    lending,
    records,
    returns,
    undo,
)
from tests.conftest import ENGINES
from tests.factories import Clock, borrower, family, half_price, open_desk, pupil, violin
from tests.tables import LEDGER_SUM, one, rows

EXAMPLES, STEPS = 6, 22
CHILDREN, INSTRUMENTS, FAMILIES = 4, 4, 3
children, families = st.integers(0, CHILDREN - 1), st.integers(0, FAMILIES - 1)
instruments = st.integers(0, INSTRUMENTS - 1)

ASTRAY = """
SELECT {what}.id FROM ledger JOIN {what} ON {what}.id = ledger.{what}_id
WHERE ledger.account_id <> {what}.account_id
GROUP BY {what}.id, ledger.account_id HAVING SUM(ledger.amount_pence) <> 0
"""
"""What was charged or paid on one account, and stands on another."""


class Households(RuleBasedStateMachine):
    """Families borrow, pay, move their children, are joined and taken apart again."""

    a_register = staticmethod(contextlib.nullcontext)
    """Lends a register that was just started, as its URL."""

    @initialize()
    def open(self):
        """Open a desk, three families of which two know the same child, and a council."""
        self.room = contextlib.ExitStack()
        url = self.room.enter_context(self.a_register())
        self.desk = open_desk(url, Clock())
        names = ("Ngozi Okafor", "ngozi okafor", "Ada Obi")
        self.families = [family(self.desk, name) for name in names]
        homes = (0, 0, 1, 2)
        named = ("Amira", "Dele", "amira", "Zoe")
        self.children = [
            pupil(self.desk, f"{name} Okafor", of=self.families[home])
            for name, home in zip(named, homes, strict=True)
        ]
        half_price(self.desk, self.children[1])
        self.council = borrower(self.desk, "partner", "Ashby County Council")
        self.codes = [violin(self.desk) for _ in range(INSTRUMENTS)]
        self.acts: list[object] = []

    def teardown(self):
        if hasattr(self, "room"):
            self.desk.close()
            self.room.close()

    def _do(self, use_case, request):
        """Do something that a rule may refuse; keep the act for undoing."""
        with contextlib.suppress(RuleError):
            done = self.desk.run(use_case, request)
            self.acts.append(done.act)
            return done
        return None

    def _sum(self):
        return one(self.desk, LEDGER_SUM)

    def _seen(self):
        """Return what everybody's page says, and what the scan box finds."""
        look = self.desk.look
        pages = [look(records.person, each) for each in (*self.families, self.council)]
        shown = [
            (p.code, p.children, p.adults, p.out, p.awards, p.signed_on, p.account.balance_pence)
            for p in pages
        ]
        return shown, sorted(hit.code for hit in look(find.find, "okafor"))

    @rule(code=instruments, child=children)
    def lend(self, code, child):
        self._do(lending.lend, lending.Lend((self.codes[code],), self.children[child]))

    @rule(code=instruments)
    def give_back(self, code):
        self._do(returns.return_one, returns.Return(self.codes[code]))

    @rule(home=families, pence=st.integers(1, 5000))
    def pay(self, home, pence):
        self._do(accounts.pay, accounts.Pay(self.families[home], pence, "cash"))

    @rule(home=families)
    def sign(self, home):
        self._do(accounts.sign_agreement, accounts.SignAgreement(self.families[home]))

    @rule(child=children, home=families)
    def move(self, child, home):
        before = self._sum()
        request = households.MoveChild(self.children[child], self.families[home])
        self._do(households.move_child, request)
        assert self._sum() == before

    @rule(child=children, by_council=st.booleans())
    def let_pay(self, child, by_council):
        payer = self.council if by_council else ""
        self._do(households.pays, households.Pays(self.children[child], payer))

    @rule(home=families)
    def leave_and_come_back(self, home):
        self._do(leaving.leave, leaving.Leave(self.families[home]))
        self._do(leaving.come_back, leaving.ComeBack(self.families[home]))

    @rule(drop=families, keep=families)
    def join(self, drop, keep):
        before = self._sum()
        self._do(joining.join_records, joining.Join(self.families[drop], self.families[keep]))
        assert self._sum() == before

    @rule(drop=children, keep=children)
    def join_children(self, drop, keep):
        before = self._sum()
        self._do(joining.join_records, joining.Join(self.children[drop], self.children[keep]))
        assert self._sum() == before

    @rule(drop=families, keep=families)
    def join_and_take_apart(self, drop, keep):
        before = self._seen(), self._sum()
        request = joining.Join(self.families[drop], self.families[keep])
        done = self._do(joining.join_records, request)
        if done is None:
            return
        joined = self._seen()
        back = self.desk.run(undo.undo, undo.Undo(done.act))
        assert (self._seen(), self._sum()) == before
        again = self.desk.run(undo.undo, undo.Undo(back.act))
        assert (self._seen(), self._sum()) == (joined, before[1])
        self.acts.append(again.act)

    @precondition(lambda self: self.acts)
    @rule(data=st.data())
    def undo_any(self, data):
        self._do(undo.undo, undo.Undo(data.draw(st.sampled_from(self.acts[-8:]))))

    @invariant()
    def what_was_charged_or_paid_stands_on_its_own_account(self):
        for what in ("charge", "payment"):
            assert rows(self.desk, ASTRAY.format(what=what)) == []

    @invariant()
    def the_ledger_is_what_stands(self):
        charged = "SELECT CAST(COALESCE(SUM(due_pence), 0) AS BIGINT) AS p FROM charge"
        paid = "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) AS p FROM payment"
        live = one(self.desk, f"{charged} WHERE ended_act IS NULL")
        assert self._sum() == live - one(self.desk, f"{paid} WHERE struck_act IS NULL")

    @invariant()
    def nothing_is_left_with_a_record_that_is_gone(self):
        lost = """
        SELECT b.id FROM borrower AS b JOIN family AS f ON f.id = b.family_id
        WHERE f.struck_act IS NOT NULL AND b.struck_act IS NULL
        UNION ALL
        SELECT line.id FROM loan_line AS line JOIN borrower AS b ON b.id = line.borrower_id
        WHERE b.struck_act IS NOT NULL AND line.returned_at IS NULL
        UNION ALL
        SELECT f.id FROM family AS f JOIN ledger ON ledger.account_id = f.account_id
        WHERE f.struck_act IS NOT NULL GROUP BY f.id HAVING SUM(ledger.amount_pence) <> 0
        """
        assert rows(self.desk, lost) == []

    @invariant()
    def every_card_opens_a_record(self):
        for card in (*self.families, *self.children, self.council):
            assert self.desk.look(records.person, card).code


@pytest.mark.parametrize("engine", ENGINES)
def test_households_change_and_no_sum_does(engine, room, tmp_path):
    @contextlib.contextmanager
    def a_file():
        file = tmp_path / "register.sqlite"
        yield room.sqlite(file, "started")
        for left in tmp_path.glob("register.sqlite*"):
            left.unlink()

    lent = a_file if engine == "sqlite" else functools.partial(room.postgres, "started")
    machine = type("Here", (Households,), {"a_register": staticmethod(lent)})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )
