"""Two records made one: everything is at the kept one, and undo brings both back as they were."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    accounts,
    carers,
    exports,
    find,
    history,
    imports,
    joining,
    people,
    records,
    returns,
    undo,
)
from loanmgr.services.accounts import Pay, SignAgreement
from loanmgr.services.exports import Export
from loanmgr.services.history import TimelineOf
from loanmgr.services.imports import ImportList
from loanmgr.services.joining import Join
from loanmgr.services.people import AddCarer, AddSchool
from loanmgr.services.returns import Return
from loanmgr.services.undo import StandsInTheWayError, Undo
from tests.factories import (
    borrower,
    family,
    half_price,
    instrument,
    lend,
    on_the_counter,
    pupil,
    school,
    violin,
)
from tests.tables import count, one


def join(desk, drop, keep):
    return desk.run(joining.join_records, Join(drop, keep)).result


def owed(desk, card):
    view = desk.look(accounts.account, card)
    return view.balance_pence, view.owed_pence


def whole(desk, *cards):
    """Return what the pages and ledgers of some cards say."""
    return [(desk.look(records.person, each), desk.look(accounts.account, each)) for each in cards]


def without_lines(seen):
    return [
        (page.children, page.adults, page.out, page.awards, page.signed_on, page.address,
         view.balance_pence, view.owed_pence)
        for page, view in seen
    ]  # fmt: skip


@pytest.fixture
def two(desk):
    """A family that was typed in twice: Amira in both, Dele in the second only."""
    keep, drop = family(desk, contact="07700 900123"), family(desk, "Ngozi  okafor")
    desk.run(
        carers.change_carer,
        carers.ChangeCarer(drop, "Ngozi", contact="n@example.org", prefers="email"),
    )
    desk.run(people.add_carer, AddCarer(drop, "Chidi Okafor", "07700 900999"))
    amira, again = pupil(desk, of=keep), pupil(desk, "amira okafor", of=drop)
    dele = pupil(desk, "Dele Okafor", of=drop)
    return keep, drop, amira, again, dele


def test_a_preview_says_what_goes_along(desk, two):
    keep, drop, _, again, dele = two
    lend(desk, violin(desk), again)
    lend(desk, violin(desk), dele)
    shown = desk.look(joining.preview, Join(drop, keep))
    assert (shown.kind, shown.children, shown.same) == (
        "family",
        ("Dele Okafor",),
        ("Amira Okafor",),
    )
    assert (shown.out, shown.loans, shown.balance_pence, shown.keep_balance_pence) == (
        2,
        2,
        4800,
        0,
    )


def test_everything_is_at_the_kept_record_and_both_cards_open_it(desk, clock, two):
    keep, drop, amira, again, dele = two
    lend(desk, violin(desk), amira)
    lend(desk, code := violin(desk), again)
    lend(desk, flute := instrument(desk), dele)
    half_price(desk, dele)
    desk.run(accounts.pay, Pay(drop, 1000, "cash"))
    before = owed(desk, keep)[0] + owed(desk, drop)[0]
    done = join(desk, drop, keep)
    assert (done.card, done.dropped, done.balance_pence) == (keep, drop, before)

    page = desk.look(records.person, drop)
    assert (page.code, [child.code for child in page.children]) == (keep, [amira, dele])
    assert {line.code for line in page.out} >= {code, flute}
    assert [(a.name, a.contact, a.prefers) for a in page.adults] == [
        ("Ngozi Okafor", "07700 900123, n@example.org", "email"),
        ("Chidi Okafor", "07700 900999", ""),
    ]
    assert owed(desk, drop) == owed(desk, keep)
    assert desk.look(records.person, again).asked == amira
    found = desk.look(find.find, "ngozi")
    assert [hit.code for hit in found] == [keep]
    assert desk.look(find.find, drop)[0].code == keep

    told = [event.what for event in desk.look(history.timeline, TimelineOf(keep))]
    assert any("Paid: £10.00" in what for what in told)
    assert told[0].startswith("Joined: Ngozi okafor")

    returned = desk.run(returns.return_one, Return(code)).result
    assert returned.was_with_code == amira


def test_an_early_return_and_an_undo_after_it_are_right_on_the_kept_account(desk, two):
    keep, drop, _, again, dele = two
    lend(desk, code := violin(desk), again)
    desk.run(accounts.pay, Pay(drop, 2400, "cash"))
    join(desk, drop, keep)
    back = desk.run(returns.return_one, Return(code))
    assert owed(desk, keep)[0] == -back.result.credit_pence
    desk.run(undo.undo, Undo(back.act))
    assert owed(desk, keep)[0] == 0
    lent = lend(desk, violin(desk), dele)
    assert owed(desk, keep)[0] == 2400
    desk.run(undo.undo, Undo(lent.lines[0].act))
    assert owed(desk, keep)[0] == 0


def test_what_was_lent_and_paid_before_can_be_undone_after(desk, two):
    keep, drop, _, again, _ = two
    lent = lend(desk, violin(desk), again)
    paid = desk.run(accounts.pay, Pay(drop, 2400, "cash"))
    join(desk, drop, keep)
    desk.run(undo.undo, Undo(lent.lines[0].act))
    assert owed(desk, keep)[0] == -2400
    desk.run(undo.undo, Undo(paid.act, give_back=True))
    assert owed(desk, keep)[0] == 0
    assert one(desk, "SELECT COALESCE(SUM(amount_pence), 0) AS s FROM ledger") == 0


def test_a_return_before_is_undone_after_on_the_kept_account(desk, two, clock):
    keep, drop, _, again, _ = two
    lend(desk, code := violin(desk), again)
    back = desk.run(returns.return_one, Return(code))
    was = owed(desk, drop)[0]
    join(desk, drop, keep)
    assert owed(desk, keep)[0] == was
    desk.run(undo.undo, Undo(back.act))
    assert owed(desk, keep)[0] == 2400
    assert desk.look(records.person, keep).out[0].code == code


def test_undo_brings_both_records_back_and_undoing_that_joins_them_again(desk, two, clock):
    keep, drop, amira, again, dele = two
    lend(desk, violin(desk), amira)
    lend(desk, violin(desk), again)
    lend(desk, violin(desk), dele)
    half_price(desk, again)
    desk.run(accounts.pay, Pay(drop, 1000, "card"))
    desk.run(accounts.sign_agreement, SignAgreement(drop))
    clock.go_to(date(2027, 1, 4))
    before = without_lines(whole(desk, keep, drop))
    done = join(desk, drop, keep)
    after = without_lines(whole(desk, keep))
    back = desk.run(undo.undo, Undo(done.act))
    assert without_lines(whole(desk, keep, drop)) == before
    assert sorted(hit.code for hit in desk.look(find.find, "ngozi")) == sorted((keep, drop))
    desk.run(undo.undo, Undo(back.act))
    assert without_lines(whole(desk, keep)) == after
    desk.run(undo.undo, Undo())
    assert without_lines(whole(desk, keep, drop)) == before


def test_undo_is_refused_while_something_later_stands_on_it(desk, two):
    keep, drop, _, _, dele = two
    done = join(desk, drop, keep)
    lent = lend(desk, violin(desk), dele)
    with pytest.raises(StandsInTheWayError, match="Undo this first: Lent: Violin") as refused:
        desk.run(undo.undo, Undo(done.act))
    assert refused.value.act == lent.lines[0].act
    desk.run(undo.undo, Undo(lent.lines[0].act))
    desk.run(undo.undo, Undo(done.act))
    assert desk.look(records.person, drop).code == drop


def test_the_signed_agreement_of_a_year_is_kept(desk, two):
    keep, drop, amira, again, _ = two
    lend(desk, violin(desk), amira)
    lend(desk, violin(desk), again)
    desk.run(accounts.sign_agreement, SignAgreement(drop))
    join(desk, drop, keep)
    page = desk.look(records.person, keep)
    assert page.signed_on is not None
    standing = "agreement WHERE struck_act IS NULL"
    assert count(desk, standing) == 1
    assert count(desk, f"loan WHERE agreement_id IN (SELECT id FROM {standing})") == 2


def test_overlapping_reduced_rates_are_named_and_nothing_is_joined(desk, two):
    keep, drop, amira, again, _ = two
    half_price(desk, amira)
    half_price(desk, again)
    with pytest.raises(
        RuleError, match=r"Both have a reduced rate: amira okafor B .* 31 August"
    ) as no:
        join(desk, drop, keep)
    assert "low" not in no.value.message.lower()
    assert len(desk.look(records.person, drop).children) == 2


def test_two_pupils_of_one_family_become_one(desk):
    home = family(desk)
    first, second = pupil(desk, of=home), pupil(desk, "Amirah Okafor", of=home)
    lend(desk, violin(desk), second)
    lend(desk, violin(desk), first)
    done = join(desk, second, first)
    assert done.balance_pence == owed(desk, home)[0] == 4800
    [child] = desk.look(records.person, home).children
    assert (child.code, child.out) == (first, 2)
    with pytest.raises(RuleError, match="Limit is 2 instruments; Amira has 2"):
        lend(desk, violin(desk), second)
    desk.run(undo.undo, Undo(done.act))
    assert [child.out for child in desk.look(records.person, home).children] == [1, 1]


def test_what_came_back_before_is_the_kept_pupils_too_and_undo_gives_it_back(desk, two):
    keep, drop, amira, again, _ = two
    lend(desk, code := violin(desk), again)
    desk.run(returns.return_one, Return(code))
    lend(desk, code, amira)
    before = without_lines(whole(desk, keep, drop))
    done = join(desk, drop, keep)
    told = [event.what for event in desk.look(history.timeline, TimelineOf(amira))]
    assert sum(what.startswith("Lent: Violin") for what in told) == 2
    desk.run(undo.undo, Undo(done.act))
    assert without_lines(whole(desk, keep, drop)) == before
    told = [event.what for event in desk.look(history.timeline, TimelineOf(again))]
    assert sum(what.startswith("Lent: Violin") for what in told) == 1


def test_two_pupils_of_two_families_become_one_and_debts_stay(desk):
    here, there = pupil(desk), pupil(desk, "Amira Okafor")
    lend(desk, violin(desk), there)
    old = desk.look(records.person, there).code
    done = join(desk, there, here)
    assert (owed(desk, old)[0], done.balance_pence) == (2400, 0)
    assert desk.look(records.person, old).out == ()
    assert len(desk.look(records.person, here).out) == 1


@pytest.mark.parametrize("kind", ["teacher", "partner", "adult"])
def test_others_are_joined_with_their_accounts(desk, kind):
    keep, drop = (
        borrower(desk, kind, "Sam Mills"),
        borrower(desk, kind, "S Mills", contact="sm@x.org"),
    )
    lend(desk, violin(desk), drop)
    before = owed(desk, drop)
    join(desk, drop, keep)
    page = desk.look(records.person, keep)
    assert (owed(desk, keep), page.contact, len(page.out)) == (before, "sm@x.org", 1)


def test_two_schools_are_joined_with_their_pupils_unless_both_have_a_urn(desk):
    keep, drop = (
        school(desk),
        school(desk, "St Annes Primary Sch", urn="123456", postcode="AB1 2CD"),
    )
    child = pupil(desk, school=drop)
    done = join(desk, drop, keep)
    page = desk.look(records.person, keep)
    assert (page.urn, page.postcode, page.pupils_here) == ("123456", "AB1 2CD", 1)
    assert desk.look(records.person, child).children[0].school == "St Anne's Primary"
    other = desk.run(people.add_school, AddSchool("Other", urn="654321")).result.code
    with pytest.raises(RuleError, match="has the URN 654321 and St Anne's Primary has 123456"):
        join(desk, other, keep)
    desk.run(undo.undo, Undo(done.act))
    assert desk.look(records.person, keep).urn == ""
    assert desk.look(records.person, drop).urn == "123456"


def test_what_makes_no_sense_is_refused(desk, two):
    keep, drop, amira, again, _ = two
    sam = borrower(desk, "teacher", "Sam Mills")
    with pytest.raises(RuleError, match="They are one record already"):
        join(desk, keep, keep)
    with pytest.raises(RuleError, match="is a pupil and Sam Mills is a teacher"):
        join(desk, amira, sam)
    with pytest.raises(RuleError, match="is not a borrower's card"):
        join(desk, violin(desk), keep)
    on_the_counter(desk, again, violin(desk))
    with pytest.raises(RuleError, match="They are being served at Ashby 1"):
        join(desk, drop, keep)


def test_an_old_card_is_not_joined_in_its_place(desk, two):
    keep, drop, *_ = two
    join(desk, drop, keep)
    third = family(desk, "Third Okafor")
    with pytest.raises(RuleError, match=f"is an old card of Ngozi Okafor: say {keep}"):
        join(desk, drop, third)
    join(desk, keep, third)
    assert {desk.look(records.person, each).code for each in (keep, drop, third)} == {third}
    assert desk.look(find.find, drop)[0].code == third


def test_a_list_from_before_names_the_kept_record_by_either_card(desk, two):
    keep, drop, *_ = two
    before = desk.look(exports.export, Export("families"))
    join(desk, drop, keep)
    asked = ImportList.of("families", before.encode())
    found = desk.look(imports.try_list, asked)
    # Amira is there twice and the family by two names: that is said, and nothing is changed.
    assert {problem.column for problem in found.problems} <= {"family", "child", "contact"}
    assert found.problems
    now = desk.look(exports.export, Export("families"))
    again_in = desk.look(imports.try_list, ImportList.of("families", now.encode()))
    assert (again_in.problems, again_in.new, again_in.updated) == ((), 0, 0)
    old_card = now.replace(keep, drop)
    by_old = desk.look(imports.try_list, ImportList.of("families", old_card.encode()))
    assert (by_old.problems, by_old.new, by_old.updated) == ((), 0, 0)
