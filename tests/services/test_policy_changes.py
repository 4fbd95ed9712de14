"""One entry of the policy saved, ended, taken out; a school year copied; each one act."""

from datetime import date
from decimal import Decimal

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import PolicyProblems, changing
from loanmgr.domain.policy.changing import Version
from loanmgr.domain.policy.write import table
from loanmgr.domain.policy.years import Rise
from loanmgr.services import awards, policy, policy_changes, policy_history
from loanmgr.services.policy_changes import CopyYear, EndEntry, RemoveEntry, SaveEntry
from loanmgr.services.policy_history import HistoryOf
from loanmgr.services.undo import Undo, undo
from tests.factories import lend, open_desk, pupil, violin
from tests.services.racing import at_once, split
from tests.tables import meddle, one

STRINGS = {
    "code": "strings",
    "name": "Strings",
    "families": ["strings"],
    "basis": "term",
    "price_pence": 2400,
}
KAZOO = {
    "code": "kazoo",
    "name": "Kazoos",
    "families": ["woodwind"],
    "borrowers": ["partner"],
    "basis": "term",
    "price_pence": 500,
}


def in_force(desk):
    return desk.look(lambda look, _: look.policy(), None)


def entry(desk, array, code):
    (found,) = [each for each in getattr(in_force(desk), array) if each.code == code]
    return found


def save(desk, array, said, was=None, **more):
    return desk.run(policy_changes.save, SaveEntry(array, said, was, **more))


@pytest.fixture
def strings(desk):
    """The price of strings in the register, as keys of the file."""
    found = entry(desk, "tariffs", "strings")
    return {
        "code": found.code,
        "name": found.name,
        "families": list(found.families),
        "basis": found.basis,
        "price_pence": found.price_pence,
        "parts_after_days": found.parts_after_days,
        "example": True,
    }


class TestSaving:
    def test_a_changed_price_holds_for_the_next_loan_on_every_desk(
        self, desk, another_desk, strings
    ):
        other, child = another_desk(), pupil(desk)
        lend(other, violin(desk), child)
        done = save(
            desk, "tariffs", {**strings, "price_pence": 2600}, Version("tariffs", "strings")
        )
        assert done.result.entries[0].words == "Strings: Price £24.00, now £26.00"
        assert lend(other, violin(desk), child).total_due_pence == 2600

    def test_it_is_one_act_that_can_be_undone(self, desk, strings):
        before = desk.look(policy.export, None)
        done = save(
            desk, "tariffs", {**strings, "price_pence": 2600}, Version("tariffs", "strings")
        )
        assert one(desk, "SELECT what FROM act_body") == (
            "Policy changed: Strings: Price £24.00, now £26.00"
        )
        desk.run(undo, Undo(done.act))
        assert desk.look(policy.export, None) == before
        assert one(desk, "SELECT policy_version FROM register") == 3

    def test_a_new_entry_is_there_and_round_trips(self, desk):
        save(desk, "tariffs", KAZOO)
        assert entry(desk, "tariffs", "kazoo").price_pence == 500
        text = desk.look(policy.export, None)
        assert desk.run(policy.bring_in, policy.BringIn(text)).result.changed == 0

    def test_a_new_version_ends_the_one_that_runs_into_it(self, desk, clock, strings):
        child = pupil(desk)
        dearer = {**strings, "price_pence": 2700, "from": "2027-01-01"}
        save(desk, "tariffs", dearer, follows=True)
        old, new = [each for each in in_force(desk).tariffs if each.code == "strings"]
        assert (old.to_on, new.from_on) == (date(2026, 12, 31), date(2027, 1, 1))
        assert lend(desk, violin(desk), child).total_due_pence == 2400
        clock.go_to(date(2027, 1, 8))
        assert lend(desk, violin(desk), child).total_due_pence == 2700
        text = desk.look(policy.export, None)
        assert desk.run(policy.bring_in, policy.BringIn(text)).result.changed == 0

    def test_moving_a_version_to_another_day_changes_its_own_row(self, desk, strings):
        dearer = {**strings, "price_pence": 2700, "from": "2027-01-01"}
        save(desk, "tariffs", dearer, follows=True)
        rows = one(desk, "SELECT COUNT(*) FROM tariff")
        later = {**dearer, "from": "2027-02-01"}
        save(desk, "tariffs", later, Version("tariffs", "strings", date(2027, 1, 1)))
        assert one(desk, "SELECT COUNT(*) FROM tariff") == rows
        assert [t.from_on for t in in_force(desk).tariffs if t.code == "strings"] == [
            None,
            date(2027, 2, 1),
        ]

    @pytest.mark.parametrize(
        ("array", "said", "key", "told"),
        [
            ("tariffs", {**KAZOO, "prize": 3}, "prize", "no tariff has"),
            ("tariffs", {**KAZOO, "price_pence": -1}, "price_pence", "whole pence"),
            ("tariffs", {**KAZOO, "types": ["dragon"], "families": []}, "types", "dragon"),
            ("tariffs", {**KAZOO, "code": "strings"}, "from", "needs its first day"),
            (
                "tariffs",
                {**KAZOO, "code": "strings", "from": "2027-01-01"},
                "from",
                "until further notice",
            ),
            ("tariffs", {**KAZOO, "basis": "century"}, "basis", "century"),
            (
                "tariffs",
                {**KAZOO, "borrowers": [], "families": ["strings"]},
                "name",
                "neither is more specific",
            ),
            ("limits", {"code": "l", "name": "L"}, "name", "limits nothing"),
            (
                "terms",
                {"code": "x", "name": "X", "from": "2026-12-01", "to": "2027-01-20"},
                "from",
                "terms never overlap",
            ),
            (
                "terms",
                {"code": "2026-autumn", "name": "X", "from": "2029-12-01", "to": "2030-01-20"},
                "code",
                "already",
            ),
        ],
    )
    def test_what_can_not_be_is_told_by_its_key_and_changes_nothing(
        self, desk, array, said, key, told
    ):
        said = {name: value for name, value in said.items() if value != []}
        before = desk.look(policy.export, None)
        with pytest.raises(PolicyProblems, match=told) as refused:
            save(desk, array, said)
        assert key in [problem.key for problem in refused.value.problems]
        assert desk.look(policy.export, None) == before

    def test_a_short_name_never_changes(self, desk, strings):
        with pytest.raises(PolicyProblems, match="never changes") as refused:
            save(desk, "tariffs", {**strings, "code": "s"}, Version("tariffs", "strings"))
        assert refused.value.field == "code"

    def test_what_another_desk_changed_meanwhile_is_not_written_over(self, desk, another_desk):
        version = Version("tariffs", "strings")
        shown = desk.look(
            lambda look, _: table(
                changing.find(look.policy(), version),
                changing.shape_named("tariffs"),
            ),
            None,
        )
        save(another_desk(), "tariffs", {**shown, "price_pence": 2500}, version, seen=shown)
        with pytest.raises(RuleError, match="Another desk has changed") as refused:
            save(desk, "tariffs", {**shown, "price_pence": 2600}, version, seen=shown)
        assert refused.value.code == "changed_elsewhere"
        assert entry(desk, "tariffs", "strings").price_pence == 2500

    def test_two_at_the_same_instant_one_is_told(self, desk, another_desk):
        version = Version("limits", "pupil")
        shown = table(
            changing.find(in_force(desk), version),
            changing.shape_named("limits"),
        )
        done, refused = split(
            at_once(
                (desk, another_desk()),
                lambda at: save(at, "limits", {**shown, "instruments": 3}, version, seen=shown),
                lambda at: save(at, "limits", {**shown, "instruments": 4}, version, seen=shown),
            )
        )
        assert (len(done), len(refused)) == (1, 1)
        assert refused[0].code == "changed_elsewhere"

    def test_a_volunteer_or_a_desk_lead_can_only_look(self, register_url, clock, desk):
        for role in ("volunteer", "desk_lead", "technician"):
            meddle(register_url, "UPDATE staff_role SET role = :role", role=role)
            by = open_desk(register_url, clock, "Ashby 3", staff=desk.identity.staff_name)
            with pytest.raises(RuleError, match="Only the office or the service lead") as refused:
                save(by, "tariffs", KAZOO)
            assert refused.value.code == "office_only"
            with pytest.raises(RuleError, match="Only the office"):
                by.run(policy.bring_in, policy.BringIn(""))
            by.close()

    def test_a_volunteer_can_not_take_it_back_either(self, register_url, clock, desk):
        done = save(desk, "tariffs", KAZOO)
        meddle(register_url, "UPDATE staff_role SET role = 'volunteer'")
        by = open_desk(register_url, clock, "Ashby 3", staff=desk.identity.staff_name)
        with pytest.raises(RuleError, match="Only the office"):
            by.run(undo, Undo(done.act))
        by.close()


class TestEndingAndTakingOut:
    def test_an_entry_ends_and_its_end_is_undone(self, desk):
        version = Version("tariffs", "strings")
        done = desk.run(policy_changes.end, EndEntry(version, date(2027, 3, 31)))
        assert entry(desk, "tariffs", "strings").to_on == date(2027, 3, 31)
        assert "Ended: price Strings after 31 Mar 2027" in one(desk, "SELECT what FROM act_body")
        desk.run(undo, Undo(done.act))
        assert entry(desk, "tariffs", "strings").to_on is None

    def test_it_can_not_end_before_it_begins(self, desk, strings):
        dearer = {**strings, "price_pence": 2700, "from": "2027-01-01"}
        save(desk, "tariffs", dearer, follows=True)
        version = Version("tariffs", "strings", date(2027, 1, 1))
        with pytest.raises(PolicyProblems, match="before it begins") as refused:
            desk.run(policy_changes.end, EndEntry(version, date(2026, 12, 1)))
        assert refused.value.field == "to"

    def test_a_term_has_no_end_of_its_own(self, desk):
        with pytest.raises(RuleError, match="A term does not end"):
            desk.run(
                policy_changes.end, EndEntry(Version("terms", "2026-autumn"), date(2026, 12, 1))
            )

    def test_what_was_never_used_is_taken_out_and_comes_back(self, desk):
        save(desk, "tariffs", KAZOO)
        done = desk.run(policy_changes.remove, RemoveEntry(Version("tariffs", "kazoo")))
        assert "kazoo" not in [each.code for each in in_force(desk).tariffs]
        desk.run(undo, Undo(done.act))
        assert entry(desk, "tariffs", "kazoo").price_pence == 500

    def test_what_was_used_stays(self, desk):
        child = pupil(desk)
        lend(desk, violin(desk), child)
        desk.run(awards.award, awards.Award(child, "reduced-50", "letter"))
        for version, told in (
            (Version("tariffs", "strings"), "End it instead"),
            (Version("terms", "2026-autumn"), "so it can't be taken out"),
            (Version("schemes", "reduced-50"), "End it instead"),
            (Version("types", "violin"), "There are instruments of"),
        ):
            with pytest.raises(RuleError, match=told):
                desk.run(policy_changes.remove, RemoveEntry(version))

    def test_what_others_need_stays(self, desk):
        with pytest.raises(PolicyProblems, match="check"):
            desk.run(policy_changes.remove, RemoveEntry(Version("intervals", "hygiene")))

    def test_undoing_what_would_contradict_is_refused(self, desk):
        narrower = {**KAZOO, "to": "2026-12-31"}
        first = save(desk, "tariffs", narrower)
        ended = desk.run(
            policy_changes.end, EndEntry(Version("tariffs", "kazoo"), date(2026, 11, 30))
        )
        save(desk, "tariffs", {**KAZOO, "code": "k2", "name": "K2", "from": "2026-12-01"})
        with pytest.raises(RuleError, match="can't be undone by itself") as refused:
            desk.run(undo, Undo(ended.act))
        assert refused.value.code == "policy_contradicts"
        assert lend(desk, violin(desk), pupil(desk)).total_due_pence == 2400
        assert first.act != ended.act

    def test_how_much_hangs_on_it(self, desk):
        child = pupil(desk)
        lend(desk, violin(desk), child)
        lend(desk, violin(desk), child)
        desk.run(awards.award, awards.Award(child, "reduced-50", "letter"))
        assert desk.look(policy_changes.in_use, Version("tariffs", "strings")).hires == 2
        assert desk.look(policy_changes.in_use, Version("schemes", "reduced-50")).awards == 1
        assert desk.look(policy_changes.in_use, Version("limits", "x")).hires == 0


class TestCopyingAYear:
    def test_terms_come_again_on_the_same_weekday_and_say_they_are_estimated(self, desk):
        would = desk.look(policy_changes.try_copy, CopyYear("2026/27"))
        assert [each.name for each in would.entries][:1] == ["Autumn term 2027"]
        done = desk.run(policy_changes.copy_year, CopyYear("2026/27"))
        autumn = entry(desk, "terms", "2027-autumn")
        before = entry(desk, "terms", "2026-autumn")
        assert autumn.from_on.weekday() == before.from_on.weekday()
        assert (autumn.from_on - before.from_on).days == 364
        assert autumn.estimated
        assert done.result.entries == would.entries
        desk.run(undo, Undo(done.act))
        assert "2027-autumn" not in [each.code for each in in_force(desk).terms]

    def test_twice_is_refused(self, desk):
        desk.run(policy_changes.copy_year, CopyYear("2026/27"))
        with pytest.raises(RuleError, match="2027/28 has terms already: Autumn term 2027"):
            desk.run(policy_changes.copy_year, CopyYear("2026/27"))

    def test_with_a_rise_hires_that_run_pay_it_when_it_says_so(self, desk):
        rise = Rise(date(2027, 9, 1), Decimal(4), round_to=10, running_from_on=date(2028, 1, 1))
        desk.run(policy_changes.copy_year, CopyYear("2026/27", rise))
        old, new = [each for each in in_force(desk).tariffs if each.code == "strings"]
        assert (old.to_on, new.price_pence) == (date(2027, 8, 31), 2500)
        assert new.running_from_on == date(2028, 1, 1)


class TestHistory:
    def test_it_tells_who_changed_what_from_what_to_what(self, desk, strings):
        version = Version("tariffs", "strings")
        done = save(desk, "tariffs", {**strings, "price_pence": 2600}, version)
        save(desk, "tariffs", KAZOO)
        desk.run(undo, Undo(done.act))
        found = desk.look(policy_history.history_of, HistoryOf("tariffs", "strings"))
        assert [(each.what.partition(":")[0], each.is_undone) for each in found] == [
            ("Undone", False),
            ("Policy changed", True),
        ]
        assert found[0].who == desk.identity.staff_name
        told = [[key.words for key in each.entries[0].keys] for each in found]
        assert told == [["Price £26.00, now £24.00"], ["Price £24.00, now £26.00"]]

    def test_what_came_and_went_is_told(self, desk):
        save(desk, "tariffs", KAZOO)
        desk.run(policy_changes.remove, RemoveEntry(Version("tariffs", "kazoo")))
        found = desk.look(policy_history.history_of, HistoryOf(code="Kazoos"))
        assert [each.entries[0].how for each in found] == ["removed", "added"]
        assert "Price £5.00" in found[1].entries[0].words

    def test_it_reads_files_brought_in_too(self, desk):
        text = desk.look(policy.export, None).replace("price_pence = 2400", "price_pence = 2500")
        desk.run(policy.bring_in, policy.BringIn(text))
        found = desk.look(policy_history.history_of, HistoryOf())
        assert [key.words for e in found[0].entries for key in e.keys] == [
            "Price £24.00, now £25.00"
        ]
        assert desk.look(policy_history.history_of, HistoryOf("limits")) == ()
