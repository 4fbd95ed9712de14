"""What must always be true, whatever is done in whatever order at two desks."""

import contextlib
import functools
from collections import Counter
from datetime import timedelta

import msgspec
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
    baskets,
    history,
    lending,
    policy,
    renewals,
    returns,
    scanning,
    swaps,
    undo,
)
from tests import factories
from tests.conftest import ENGINES
from tests.factories import Clock, half_price, open_desk, pupil, violin
from tests.services.test_swaps import DEARER_FULL_SIZE
from tests.tables import rows

EXAMPLES, STEPS = 8, 25
"""The drill (python -m tests.drills) plays many more."""

INSTRUMENTS, CHILDREN = 3, 3
places = st.integers(0, 1)
instruments = st.integers(0, INSTRUMENTS - 1)
children = st.integers(0, CHILDREN - 1)
ends_in, whole = st.sampled_from((10, 200)), st.booleans()


class Saturdays(RuleBasedStateMachine):
    """Two desks lend, return, swap, renew, undo, redo, pay and finish, as people come."""

    a_register = staticmethod(contextlib.nullcontext)
    """Lends a register that was just started, as its URL."""

    @initialize()
    def open(self):
        """Open two desks, with some instruments and a family of three, one at half price."""
        self.room = contextlib.ExitStack()
        url = self.room.enter_context(self.a_register())
        self.clock = Clock()
        self.desks = [open_desk(url, self.clock, f"Ashby {n}") for n in (1, 2)]
        desk = open_desk(url, self.clock, "Office")
        home = factories.family(desk)
        self.children = [pupil(desk, f"Child {n}", of=home) for n in range(CHILDREN)]
        self.home = home
        half_price(desk, self.children[0])
        desk.run(policy.bring_in, policy.BringIn(DEARER_FULL_SIZE))
        self.codes = [violin(desk, "3/4" if n else "4/4") for n in range(INSTRUMENTS)]
        self.acts: list[object] = []
        desk.close()

    def teardown(self):
        for desk in getattr(self, "desks", ()):
            desk.close()
        if hasattr(self, "room"):
            self.room.close()

    def _do(self, place, use_case, request):
        """Do something that a rule may refuse; keep the act for undoing."""
        with contextlib.suppress(RuleError):
            self.acts.append(self.desks[place].run(use_case, request).act)

    def _draft(self, place, change, request):
        with contextlib.suppress(RuleError):
            self.desks[place].draft(change, request)

    @rule(place=places, code=instruments, child=children)
    def lend(self, place, code, child):
        request = lending.Lend((self.codes[code],), self.children[child])
        self._do(place, lending.lend, request)

    @rule(place=places, child=children)
    def lend_all(self, place, child):
        request = lending.Lend(tuple(self.codes), self.children[child], override="all")
        self._do(place, lending.lend, request)

    @rule(place=places, code=instruments, missing=st.sampled_from(((), ("bow",))))
    def give_back(self, place, code, missing):
        self._do(place, returns.return_one, returns.Return(self.codes[code], missing=missing))

    @rule(place=places, old=instruments, further=st.integers(1, 2))
    def swap(self, place, old, further):
        new = self.codes[(old + further) % INSTRUMENTS]
        self._do(place, swaps.swap, swaps.Swap(self.codes[old], new))

    @rule(place=places, old=instruments, further=st.integers(0, 2), ends=st.booleans())
    def bring_one_and_take_one(self, place, old, further, ends):
        """Somebody returns what they have and takes another, at once or after more is done."""
        desk, new = self.desks[place], (old + further) % INSTRUMENTS
        holder = desk.look(scanning.scan, scanning.Scan(self.codes[old])).instrument.holder_code
        self._do(place, returns.return_one, returns.Return(self.codes[old]))
        self._draft(place, baskets.open_basket, baskets.OpenBasket(holder or self.children[0]))
        self._draft(place, baskets.add_line, baskets.AddLine(self.codes[new]))
        basket = desk.look(baskets.current, None)
        if ends and basket is not None:
            shown = tuple(line.request for line in basket.lines if line.is_swap)
            request = baskets.Finish(basket.basket, "all", swaps=shown)
            self._do(place, baskets.finish, request)

    @rule(place=places, code=instruments, is_new=st.booleans())
    def swap_or_hire(self, place, code, is_new):
        self._draft(place, baskets.hire_anew, baskets.HireAnew(self.codes[code], is_new))

    @rule(place=places, code=instruments, child=children, days=ends_in, renews=whole)
    def lend_until(self, place, code, child, days, renews):
        until = self.clock.on + timedelta(days=days)
        request = lending.Lend((self.codes[code],), self.children[child], until)
        self._do(place, lending.lend, request)
        self.renew(place, code, renews)

    @rule(place=places, code=instruments, whole=whole)
    def renew(self, place, code, whole):
        named = self.home if whole else self.codes[code]
        self._do(place, renewals.renew, renewals.Renew((named,)))

    @rule(place=places)
    def undo_newest(self, place):
        self._do(place, undo.undo, undo.Undo())

    @precondition(lambda self: self.acts)
    @rule(place=places, data=st.data())
    def undo_any(self, place, data):
        act = data.draw(st.sampled_from(self.acts[-6:]))
        self._do(place, undo.undo, undo.Undo(act))

    @rule(place=places, pence=st.integers(1, 5000))
    def pay(self, place, pence):
        self._do(place, accounts.pay, accounts.Pay(self.home, pence, "cash"))

    @rule(place=places, code=instruments, child=children)
    def put_on_the_counter(self, place, code, child):
        self._draft(place, baskets.open_basket, baskets.OpenBasket(self.children[child]))
        self._draft(place, baskets.add_line, baskets.AddLine(self.codes[code]))

    @rule(place=places, paying=st.sampled_from(("", "cash")), signed=st.sampled_from(("", "paper")))
    def finish(self, place, paying, signed):
        basket = self.desks[place].look(baskets.current, None)
        if basket is not None:
            request = baskets.Finish(basket.basket, paying=paying, signed=signed)
            self._do(place, baskets.finish, request)

    @rule(days=st.sampled_from((0, 3, -2, 40)))
    def time_passes(self, days):
        self.clock.go_to(self.clock.on + timedelta(days=days))

    @invariant()
    def one_holder_at_most(self):
        held = rows(
            self.desks[0],
            "SELECT instrument_id, COUNT(*) AS n FROM loan_line"
            " WHERE returned_at IS NULL AND passed_on_at IS NULL GROUP BY instrument_id",
        )
        assert all(row.n == 1 for row in held)

    @invariant()
    def a_hire_is_with_one_instrument_and_charged_once_a_period(self):
        desk = self.desks[0]
        out = rows(
            desk,
            "SELECT COALESCE(hire_id, id) AS hire, COUNT(*) AS n FROM loan_line"
            " WHERE returned_at IS NULL GROUP BY COALESCE(hire_id, id)",
        )
        assert all(row.n == 1 for row in out)
        charged = rows(
            desk,
            "SELECT hire_id, period_from_on, COUNT(*) AS n FROM charge WHERE ended_act IS NULL"
            " GROUP BY hire_id, period_from_on",
        )
        assert all(row.n == 1 for row in charged)

    @invariant()
    def the_ledger_is_what_stands(self):
        """Live charges less discounts less payments that stand; the rest are opposite pairs."""
        desk = self.desks[0]
        ledger = rows(desk, "SELECT id, amount_pence, reverses_id FROM ledger")
        pence = {line.id: line.amount_pence for line in ledger}
        assert all(
            pence[line.reverses_id] == -line.amount_pence for line in ledger if line.reverses_id
        )
        taken_back = Counter(line.reverses_id for line in ledger if line.reverses_id)
        assert all(times == 1 for times in taken_back.values())
        (live,) = rows(
            desk,
            "SELECT CAST(COALESCE(SUM(due_pence), 0) AS BIGINT) AS pence FROM charge"
            " WHERE ended_act IS NULL",
        )
        (paid,) = rows(
            desk,
            "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) AS pence FROM payment"
            " WHERE struck_act IS NULL",
        )
        assert sum(pence.values()) == live.pence - paid.pence

    @invariant()
    def a_charge_lives_while_its_hire_does_or_was_earned(self):
        orphans = rows(
            self.desks[0],
            "SELECT charge.id FROM charge JOIN loan_line AS line ON line.id = charge.hire_id"
            " WHERE charge.ended_act IS NULL AND line.struck_act IS NOT NULL",
        )
        assert orphans == []

    @invariant()
    def states_agree(self):
        desk = self.desks[1]
        for code in self.codes:
            shown = desk.look(scanning.scan, scanning.Scan(code)).instrument
            lines = rows(
                desk,
                "SELECT COUNT(*) AS n FROM loan_line JOIN instrument AS i ON i.id = instrument_id"
                " WHERE i.code = :code AND returned_at IS NULL",
                code=code,
            )
            assert (shown.status == "on_loan") == bool(shown.holder) == (lines[0].n == 1)

    @invariant()
    def desks_number_their_acts_without_gaps(self):
        found = rows(
            self.desks[0],
            "SELECT desk_id, COUNT(*) AS n, MAX(seq) AS newest FROM act GROUP BY desk_id",
        )
        assert all(row.n == row.newest for row in found)

    @invariant()
    def everything_done_is_on_a_timeline(self):
        desk = self.desks[0]
        told = {
            event.act
            for card in (*self.codes, *self.children, self.home)
            for event in desk.look(history.timeline, history.TimelineOf(card, page=1000))
        }
        about = rows(
            desk,
            "SELECT act.uuid FROM act JOIN act_thing ON act_thing.act_no = act.no"
            " WHERE act_thing.kind IN ('instrument', 'borrower', 'family')",
        )
        done = rows(
            desk,
            "SELECT uuid FROM act WHERE use_case IN"
            " ('lend_line', 'swap_line', 'swap', 'renew_line', 'return_one', 'pay', 'award',"
            " 'add_pupil', 'finish', 'undo_part')",
        )
        assert {row.uuid for row in about} <= told
        assert {row.uuid for row in done} <= told

    @invariant()
    def effects_lead_to_what_is_there(self):
        """Each row is as the newest effect on it says, so that all could be played back."""
        desk = self.desks[0]
        newest: dict[tuple[str, int], dict[str, object]] = {}
        for body in rows(desk, "SELECT effects FROM act_body ORDER BY act_no"):
            for effect in msgspec.json.decode(body.effects):
                if effect[0] == "~":
                    newest.setdefault((effect[1], effect[2]), {}).update(effect[4])
        for (table, key), columns in newest.items():
            (row,) = rows(desk, f"SELECT * FROM {table} WHERE id = :key", key=key)
            for name, value in columns.items():
                have = getattr(row, name)
                assert (have.isoformat() if hasattr(have, "isoformat") else have) == (
                    value.replace("Z", "+00:00") if isinstance(value, str) else value
                ), (table, key, name)


def play(lent, examples, steps=STEPS):
    """Play so many Saturdays, each in a register of its own."""
    machine = type("Here", (Saturdays,), {"a_register": staticmethod(lent)})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_whatever_is_done_in_whatever_order(engine, room, tmp_path):
    @contextlib.contextmanager
    def a_file():
        file = tmp_path / "register.sqlite"
        yield room.sqlite(file, "started")
        for left in tmp_path.glob("register.sqlite*"):
            left.unlink()

    lent = a_file if engine == "sqlite" else functools.partial(room.postgres, "started")
    play(lent, EXAMPLES)
