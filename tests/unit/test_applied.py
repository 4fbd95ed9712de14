"""What of an account is paid: sums that always hold, choices first, then the oldest."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.applied import Line, Put, apply

DAY = date(2026, 9, 1)


def line(key, kind, pence, *, late=None, **more):
    return Line(key, kind, pence, DAY + timedelta(days=key if late is None else late), **more)


@st.composite
def accounts(draw):
    lines, puts = [], []
    for key in range(1, draw(st.integers(1, 14)) + 1):
        kind = draw(st.sampled_from(["charge", "discount", "deposit", "payment", "write_off"]))
        pence = draw(st.integers(0, 5000))
        earlier = [each for each in lines if each.kind != "reversal"]
        if earlier and draw(st.integers(0, 3)) == 0:
            of = draw(st.sampled_from(earlier))
            lines.append(
                line(
                    *(key, "reversal", -of.pence),
                    charge=of.charge,
                    payment=of.payment,
                    reverses=of.key,
                )
            )
            lines[lines.index(of)] = of
            continue
        charge = draw(st.integers(1, 4)) if kind in ("charge", "discount") else None
        payment = key if kind == "payment" else None
        sign = 1 if kind == "charge" or (kind == "deposit" and draw(st.booleans())) else -1
        late = draw(st.integers(0, 60))
        lines.append(line(key, kind, sign * pence, late=late, charge=charge, payment=payment))
    for _ in range(draw(st.integers(0, 4))):
        keys = st.integers(1, len(lines))
        puts.append(Put(draw(keys), draw(keys), draw(st.integers(1, 6000))))
    return lines, puts


@given(accounts())
def test_sums_hold_and_nothing_is_ever_negative(account):
    lines, puts = account
    found = apply(lines, puts)
    total = sum(each.pence for each in lines)
    assert sum(found.unpaid.values()) - sum(found.left.values()) == total
    assert sum(found.owing.values()) - sum(found.came.values()) == total
    for open_now, whole in ((found.unpaid, found.owing), (found.left, found.came)):
        assert all(0 <= pence <= whole[key] for key, pence in open_now.items())


@given(accounts())
def test_money_that_is_left_means_that_nothing_is_unpaid_deposits_aside(account):
    lines, puts = account
    found = apply(lines, puts)
    kinds = {each.key: each.kind for each in lines}
    free = [key for key, pence in found.left.items() if pence and kinds[key] != "deposit"]
    assert not free or not any(found.unpaid.values())


@given(accounts())
def test_without_choices_no_debt_is_paid_before_an_older_one(account):
    lines, _ = account
    found = apply([each for each in lines if each.kind != "deposit"])
    days = {each.key: (each.on, each.key) for each in lines}
    order = sorted(found.unpaid, key=lambda key: days[key])
    states = [
        0 if not found.unpaid[k] else 2 if found.unpaid[k] == found.owing[k] else 1 for k in order
    ]
    assert states == sorted(states)
    assert states.count(1) <= 1


def test_the_oldest_is_paid_first_unless_somebody_chose():
    lines = [
        line(1, "charge", 2400, charge=1),
        line(2, "discount", -1200, charge=1),
        line(3, "charge", 3000, charge=2),
        line(4, "payment", -2000, payment=1),
    ]
    assert apply(lines).unpaid == {1: 0, 3: 2200}
    chosen = apply(lines, [Put(4, 3, 2000)])
    assert (chosen.unpaid, chosen.left) == ({1: 1200, 3: 1000}, {4: 0})
    part = apply(lines, [Put(4, 3, 500)])
    assert part.unpaid == {1: 0, 3: 2200}


def test_a_payment_that_was_taken_back_pays_nothing_and_its_choices_fall_with_it():
    lines = [
        line(1, "charge", 2400, charge=1),
        line(2, "payment", -2400, payment=1),
        line(3, "reversal", 2400, payment=1, reverses=2),
    ]
    found = apply(lines, [Put(2, 1, 2400)])
    assert (found.unpaid, found.left) == ({1: 2400}, {})


def test_a_deposit_due_back_pays_nothing_unless_somebody_chose():
    lines = [
        line(1, "deposit", 5000, what="Deposit: Violin"),
        line(2, "payment", -5000, payment=1),
        line(3, "charge", 2400, charge=1),
        line(4, "deposit", -5000, what="Given back: Deposit: Violin"),
    ]
    held = apply(lines)
    assert (held.unpaid, held.left) == ({1: 0, 3: 2400}, {2: 0, 4: 5000})
    against = apply(lines, [Put(4, 3, 2400)])
    assert (against.unpaid, against.left) == ({1: 0, 3: 0}, {2: 0, 4: 2600})
    out = apply([*lines, line(5, "refund", 5000, payment=2)])
    assert (out.unpaid, out.left) == ({1: 0, 3: 2400, 5: 0}, {2: 0, 4: 0})


def test_a_deposit_that_nobody_paid_is_not_owed_once_it_is_due_back():
    lines = [
        line(1, "deposit", 5000, what="Deposit: Violin"),
        line(2, "deposit", -5000, what="Given back: Deposit: Violin"),
    ]
    found = apply(lines)
    assert (found.unpaid, found.left) == ({1: 0}, {2: 0})


def test_money_given_back_of_a_payment_is_no_longer_there_to_pay():
    lines = [
        line(1, "payment", -3000, payment=1),
        line(2, "refund", 1000, payment=1),
        line(3, "charge", 2400, charge=1),
    ]
    assert apply(lines).unpaid == {3: 400}
