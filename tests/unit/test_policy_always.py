"""Whatever a policy says, written and read again it is the same."""

import json
import tomllib
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from loanmgr.domain.policy import (
    InstrumentType,
    Interval,
    LedgerCode,
    Limit,
    Policy,
    PolicyProblems,
    Scheme,
    Size,
    System,
    SystemColumn,
    Tariff,
    Term,
    check,
    export,
    from_rows,
    merge,
    parse,
    rows,
)
from loanmgr.domain.policy.lines import find_lines

WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" \"'\\#[]=é£"), min_size=1
).map(lambda text: " ".join(text.split())[:40].strip() or "x")


SOME_DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


PENCE = st.integers(1, 100_000)


FLAGS = st.booleans()


INSURE = st.sampled_from(["", "hirer", "advised", "service"])


def dated(draw):
    first, last = draw(st.none() | SOME_DAYS), draw(st.none() | SOME_DAYS)
    return (last, first) if first and last and last < first else (first, last)


@st.composite
def terms(draw):
    days = sorted(draw(st.lists(SOME_DAYS, max_size=8, unique=True)))
    pairs = zip(days[::2], days[1::2], strict=False)
    return tuple(
        Term(f"term-{at}", f"Term number {at}", first, last, estimated=draw(FLAGS))
        for at, (first, last) in enumerate(pairs)
    )


@st.composite
def tariffs(draw, types):
    found = []
    for at, kind in enumerate(types):
        basis = draw(st.sampled_from(["term", "year", "month", "fixed", "free"]))
        from_on, to_on = dated(draw)
        price = {} if basis == "free" else {"price_pence": draw(PENCE)}
        found.append(
            Tariff(
                f"tariff-{at}",
                draw(WORDS) + f" tariff {at}",
                basis,
                from_on=from_on,
                to_on=to_on,
                types=(kind.code,),
                sizes=draw(st.sampled_from([(), tuple(size.code for size in kind.sizes)])),
                borrowers=draw(st.sampled_from([(), ("pupil",), ("school", "partner")])),
                parts=draw(FLAGS),
                part_period=draw(st.sampled_from(["full", "months"]))
                if basis in ("term", "year")
                else "full",
                last_days=draw(st.integers(0, 30)),
                ends=draw(st.sampled_from(["until_returned", "fixed"])),
                deposit_pence=draw(st.integers(0, 5000)),
                vat=draw(st.sampled_from(["non-business", "exempt", "standard", "special 17.5"])),
                insure=draw(INSURE),
                example=draw(FLAGS),
                **price,
            )
        )
    return tuple(found)


@st.composite
def schemes(draw):
    percent = st.integers(1, 10_000).map(lambda part: {"percent": Decimal(part) / 100})
    effects = st.one_of(
        percent,
        PENCE.map(lambda pence: {"fixed_pence": pence}),
        PENCE.map(lambda pence: {"set_price_pence": pence}),
        st.just({"free": True}),
    )
    found = []
    for at in range(draw(st.integers(0, 3))):
        from_on, to_on = dated(draw)
        budget_pence = draw(st.none() | PENCE)
        applies_to = draw(st.sampled_from([("hire",), ("deposit",), ("hire", "deposit")]))
        found.append(
            Scheme(
                f"scheme-{at}",
                draw(WORDS) + f" scheme {at}",
                draw(WORDS),
                kind=draw(WORDS),
                from_on=from_on,
                to_on=to_on,
                cap_per_term_pence=draw(st.none() | PENCE),
                applies_to=applies_to,
                deposit_pence=draw(PENCE) if applies_to == ("hire",) else 0,
                stacks=budget_pence is None and draw(FLAGS),
                evidence=draw(st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple)),
                grace_days=draw(st.integers(0, 366)),
                lasts=draw(st.sampled_from(["academic_year", "term", "until_ended"])),
                from_year=draw(st.sampled_from(["", "N", "R", "3", "13"])),
                budget_pence=budget_pence,
                **draw(effects),
            )
        )
    return tuple(found)


@st.composite
def systems(draw, types):
    found = []
    for at in range(draw(st.integers(0, 2))):
        from_on, to_on = dated(draw)
        words = draw(st.lists(WORDS, max_size=3))
        families = st.sampled_from(["", *(kind.family for kind in types)])
        found.append(
            System(
                f"system-{at}",
                draw(WORDS) + f" system {at}",
                draw(st.sampled_from(["finance", "pupils"])),
                draw(st.sampled_from([("family",), ("school", "partner")])),
                (
                    SystemColumn("Ours", "reference"),
                    SystemColumn("Sum", "amount"),
                    *(SystemColumn(f"{each} {n}", text=each) for n, each in enumerate(words)),
                ),
                from_on=from_on,
                to_on=to_on,
                invoices=at == 0,
                sends=draw(st.sampled_from([("charges",), ("payments", "deposits")])),
                since_on=draw(st.none() | SOME_DAYS),
                date_format=draw(st.sampled_from(["YYYY-MM-DD", "DD/MM/YY"])),
                money=draw(st.sampled_from(["pounds", "pence"])),
                separator=draw(st.sampled_from(["comma", "tab"])),
                decimal=draw(st.sampled_from(["point", "comma"])),
                ledger_code=draw(st.just("") | WORDS),
                ledger_codes=tuple(
                    LedgerCode(each, family=draw(families), vat=draw(st.just("") | WORDS))
                    for each in words
                ),
                paid_columns=draw(st.sampled_from([(), (SystemColumn("R", "reference"),)]))
                and (
                    SystemColumn("R", "reference"),
                    *(
                        (SystemColumn("U", "unpaid"),)
                        if at == 0  # as it sends the invoices
                        else (SystemColumn("P", "payment"), SystemColumn("A", "amount"))
                    ),
                ),
            )
        )
    return tuple(found)


@st.composite
def policies(draw):
    checks = tuple(
        Interval(
            f"check-{at}",
            f"Check {at}",
            every_months=at + 1,
            blocks_lending=draw(FLAGS),
            charge_pence=draw(st.none() | PENCE),
        )
        for at in range(draw(st.integers(0, 2)))
    )
    types = tuple(
        InstrumentType(
            f"type-{at}",
            draw(WORDS) + f" type {at}",
            draw(WORDS),
            sizes=tuple(
                Size(
                    f"size {number}",
                    draw(st.sampled_from(["", f"Size {number} in words"])),
                    from_age=draw(st.none() | st.integers(0, 20)),
                    to_age=draw(st.none() | st.integers(20, 120)),
                )
                for number in range(draw(st.integers(1, 3)))
            ),
            usual_parts=draw(st.lists(WORDS, max_size=3, unique=True).map(tuple)),
            checks=tuple(check.code for check in checks),
            value_pence=draw(st.none() | PENCE),
            counts=draw(FLAGS),
            insure=draw(INSURE),
        )
        for at in range(draw(st.integers(0, 3)))
    )
    limit = Limit(
        "limit",
        "Limit",
        owed_pence=draw(PENCE),
        renewals=draw(st.none() | PENCE),
        payment_days=draw(st.none() | st.integers(0, 366)),
        late_fee_pence=draw(st.none() | PENCE),
        late_percent=draw(st.none() | st.integers(1, 10_000).map(lambda part: Decimal(part) / 100)),
        late_note=draw(st.just("") | WORDS),
        pay_to=draw(st.lists(WORDS, max_size=3, unique=True).map(tuple)),
        conditions=draw(st.lists(WORDS, max_size=3, unique=True).map(tuple)),
        teacher_signs=draw(FLAGS),
    )
    return Policy(
        terms=draw(terms()),
        tariffs=draw(tariffs(types)),
        schemes=draw(schemes()),
        limits=(limit,) if (limit.renewals or 0) <= 9999 else (),
        intervals=checks,
        systems=draw(systems(types)),
        types=types,
    )


@settings(max_examples=40)
@given(policies())
def test_what_is_exported_reads_back_as_it_was(policy):
    assert check(policy) == ()
    text = export(policy)
    assert parse(text) == policy
    assert export(parse(text)) == text
    assert merge(policy, text).policy == policy


@settings(max_examples=40)
@given(policies())
def test_what_is_stored_in_rows_reads_back_as_it_was(policy):
    stored = json.loads(json.dumps(rows(policy), default=str))
    for entries in stored.values():
        for entry in entries:
            for column in ("from_on", "to_on"):
                entry[column] = entry[column] and date.fromisoformat(entry[column])
    assert from_rows(stored) == policy


@settings(max_examples=40)
@given(policies(), st.data())
def test_every_key_of_an_exported_policy_has_its_own_line(policy, data):
    text = export(policy)
    lines = find_lines(text)
    keys = [
        (array, at, key)
        for array, entries in tomllib.loads(text).items()
        for at, entry in enumerate(entries)
        for key in entry
    ]
    path = data.draw(st.sampled_from(keys)) if keys else ()
    if path:
        assert text.splitlines()[lines[path] - 1].startswith(f"{path[-1]} = ")


@given(st.text(st.sampled_from("[]{}=\"'\n#., ab1\\\r\t"), max_size=60))
def test_no_text_at_all_makes_reading_fall_over(text):
    try:
        messages = [] if parse(text) == Policy() else ["something out of nothing"]
    except PolicyProblems as refused:
        messages = [problem.message for problem in refused.problems]
    assert all(message.endswith((".", "?")) for message in messages)
