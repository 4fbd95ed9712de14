"""The desk: acts told apart by their ids, numbers nothing else gets, looks that only look."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import make_url

from loanmgr.db.sql import Sql
from loanmgr.desk import Desk
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import (
    accounts,
    baskets,
    history,
    instruments,
    lending,
    people,
    policy,
    register,
    returns,
    undo,
)
from tests import factories
from tests.factories import lend, on_the_counter, open_desk, pupil, violin
from tests.kept_open import clear_shelves
from tests.tables import connected, count, counts, meddle, one, rows


class TestTheSameRequestTwice:
    def test_gets_the_first_answer_and_does_nothing(self, desk):
        child, code = pupil(desk), violin(desk)
        request = lending.Lend((code,), child)
        first = desk.run(lending.lend, request)
        before = counts(desk)

        second = desk.run(lending.lend, request)

        assert second.result == first.result
        assert second.act == first.act
        assert counts(desk) == before

    @pytest.mark.parametrize(
        ("use_case", "make"),
        [
            (people.add_family, lambda _: people.AddFamily("Zoë O'Neill-Nguyễn")),
            (people.add_school, lambda _: people.AddSchool("St Anne's")),
            (instruments.add_instrument, lambda _: instruments.AddInstrument("flute")),
            (accounts.pay, lambda child: accounts.Pay(child, 500, "cash")),
            (accounts.sign_agreement, accounts.SignAgreement),
            (undo.undo, lambda _: undo.Undo()),
        ],
    )
    def test_of_every_kind(self, desk, use_case, make):
        request = make(pupil(desk))
        first = desk.run(use_case, request).result
        before = counts(desk)

        assert desk.run(use_case, request).result == first
        assert counts(desk) == before

    def test_for_several_returns(self, desk):
        codes = (violin(desk), violin(desk))
        desk.run(lending.lend, lending.Lend(codes, pupil(desk)))
        request = returns.ReturnAll(codes)

        first = desk.run(returns.return_all, request).result

        assert desk.run(returns.return_all, request).result == first

    def test_for_a_basket_that_is_gone_since(self, desk):
        basket = on_the_counter(desk, pupil(desk), violin(desk))
        request = baskets.Finish(basket, paying="cash", signed="paper")
        first = desk.run(baskets.finish, request).result
        before = counts(desk)

        assert desk.run(baskets.finish, request).result == first
        assert counts(desk) == before

    def test_at_two_desks(self, desk, another_desk):
        request = lending.Lend((violin(desk),), pupil(desk))
        first = desk.run(lending.lend, request).result
        assert another_desk().run(lending.lend, request).result == first
        assert count(desk, "loan_line") == 1

    def test_at_two_desks_at_the_same_instant(self, desk, another_desk):
        child = pupil(desk)
        desks = (desk, another_desk())
        for _ in range(5):
            request = returns.Return(violin(desk))
            lend(desk, request.instrument, child)
            together = threading.Barrier(2)

            def at(
                one_desk: Desk,
                request: returns.Return = request,
                together: threading.Barrier = together,
            ) -> returns.Returned:
                together.wait()
                return one_desk.run(returns.return_one, request).result

            with ThreadPoolExecutor(2) as threads:
                answers = list(threads.map(at, desks))
            assert answers[0] == answers[1]

    def test_says_what_it_had_changed(self, desk):
        request = lending.Lend((violin(desk), violin(desk)), pupil(desk))
        first = desk.run(lending.lend, request)
        assert desk.run(lending.lend, request).changed >= first.changed

    def test_with_other_contents_is_our_own_fault_and_loud(self, desk):
        child, code, other = pupil(desk), violin(desk), violin(desk)
        request = lending.Lend((code,), child)
        desk.run(lending.lend, request)

        with pytest.raises(AssertionError, match="sent twice with different contents"):
            desk.run(lending.lend, lending.Lend((other,), child, id=request.id))

    def test_to_another_use_case_is_our_own_fault_too(self, desk, register_url):
        code = violin(desk)
        meddle(register_url, "UPDATE instrument SET missing_on = :on", on=date(2026, 10, 3))
        request = instruments.Found(code)
        desk.run(instruments.found, request)

        def find_it(work, request) -> instruments.FoundAgain:
            return instruments.found(work, request)

        with pytest.raises(AssertionError, match="sent twice"):
            desk.run(find_it, request)


class TestActs:
    def test_each_desk_numbers_its_own_without_gaps_or_doubles(self, desk, another_desk):
        other = another_desk()
        child = pupil(desk)
        for at in (desk, other, desk):
            code = violin(at)
            lend(at, code, child)
            desk.run(returns.return_one, returns.Return(code))
        with pytest.raises(RuleError):
            lend(desk, "NOT-OURS", child)
        desk.run(lending.lend, lending.Lend((violin(desk), violin(other)), child))
        desk.run(undo.undo, undo.Undo())

        numbers = rows(desk, "SELECT desk_id, seq FROM act ORDER BY desk_id, seq")
        for key in (desk.identity.desk, other.identity.desk):
            seqs = [row.seq for row in numbers if row.desk_id == key]
            assert seqs == list(range(1, len(seqs) + 1))
            newest = one(desk, "SELECT seq FROM desk WHERE id = :key", key=key)
            assert newest == len(seqs)

    def test_a_refusal_leaves_nothing(self, desk):
        child = pupil(desk)
        before = counts(desk)
        with pytest.raises(RuleError):
            lend(desk, "NOT-OURS", child)
        assert counts(desk) == before

    def test_a_fault_of_ours_leaves_nothing(self, desk):
        def breaks_half_way(work, request):
            people.add_family(work, request)
            raise ZeroDivisionError

        before = counts(desk)
        with pytest.raises(ZeroDivisionError):
            desk.run(breaks_half_way, people.AddFamily("Okafor"))
        assert counts(desk) == before
        assert factories.family(desk)

    def test_a_clock_set_back_does_not_disturb_their_order(self, desk, clock):
        child, code = pupil(desk), violin(desk)
        lend(desk, code, child)
        clock.pass_by(hours=-3)
        desk.run(returns.return_one, returns.Return(code))
        clock.pass_by(days=-400)
        undone = desk.run(undo.undo, undo.Undo()).result

        assert undone.undid.startswith("Returned")
        timeline = desk.look(history.timeline, history.TimelineOf(code))
        assert [event.use_case for event in timeline] == [
            "undo",
            "return_one",
            "lend",
            "add_instrument",
        ]

    def test_they_say_who_did_them_where(self, desk):
        factories.family(desk)
        act = rows(
            desk,
            "SELECT staff.name AS who, desk.name AS desk, place.name AS place, act.business_on,"
            " act.recorded_at FROM act JOIN staff ON staff.id = act.staff_id"
            " JOIN desk ON desk.id = act.desk_id JOIN place ON place.id = act.place_id",
        )[0]
        assert (act.who, act.desk, act.place) == ("Pat Lead", "Ashby 1", "Ashby Music Centre")
        assert act.business_on == date(2026, 11, 21)
        assert act.recorded_at.isoformat() == "2026-11-21T10:30:00+00:00"

    def test_every_effect_can_be_read_back_as_the_row_has_it(self, desk):
        child, code = pupil(desk), violin(desk)
        lend(desk, code, child)
        desk.run(returns.return_one, returns.Return(code, missing=("bow",), fault="peg"))
        desk.run(undo.undo, undo.Undo())
        desk.run(returns.return_one, returns.Return(code))

        line = rows(desk, "SELECT returned_at, returned_on FROM loan_line")[0]
        assert line.returned_at.isoformat() == "2026-11-21T10:30:00+00:00"
        assert line.returned_on == date(2026, 11, 21)


class TestLooks:
    def test_a_look_cannot_write(self, desk):
        factories.family(desk)
        delete = Sql("UPDATE family SET name = 'Nobody'")
        with pytest.raises(Exception, match=r"read-?only|cannot be written"):
            desk.look(lambda look, _: look.connection.execute(delete, {}), None)
        assert one(desk, "SELECT name FROM family") == "Ngozi Okafor"

    def test_nothing_about_looking_keeps_others_from_writing(self, desk, another_desk):
        other = another_desk()

        def looking(look, _):
            look.rows(Sql("SELECT * FROM family"))
            factories.family(other)
            return len(look.rows(Sql("SELECT * FROM family")))

        assert desk.look(looking, None) == 0
        assert count(desk, "family") == 1

    def test_a_look_after_a_write_sees_it(self, desk):
        for n in range(1, 4):
            factories.family(desk)
            assert count(desk, "family") == n


class TestThreads:
    def test_a_thread_that_ends_takes_its_connections_along(self, desk):
        factories.family(desk)

        def look_and_write(_):
            factories.family(desk)
            return count(desk, "family")

        for n in range(8):
            with ThreadPoolExecutor(1) as threads:
                assert list(threads.map(look_and_write, [n])) == [n + 2]

        assert len(desk._open) == 1

    def test_a_closed_desk_opens_again_by_being_asked(self, desk):
        factories.family(desk)
        desk.close()
        assert count(desk, "family") == 1


class TestLabelNumbers:
    def test_no_code_twice_from_eight_threads_at_eight_desks(self, desk, another_desk):
        desks = [another_desk(f"Ashby {n}") for n in range(10, 18)]

        def add(at):
            return [violin(at) for _ in range(15)]

        with ThreadPoolExecutor(8) as threads:
            codes = [code for found in threads.map(add, desks) for code in found]
        assert len(set(codes)) == 120
        assert count(desk, "instrument") == 120

    def test_no_code_twice_from_eight_threads_at_one_desk(self, desk):
        with ThreadPoolExecutor(8) as threads:
            codes = list(threads.map(lambda _: violin(desk), range(64)))
        assert len(set(codes)) == 64
        seqs = [row.seq for row in rows(desk, "SELECT seq FROM act ORDER BY seq")]
        assert seqs == list(range(1, 65))

    def test_a_block_that_runs_out_is_topped_up(self, desk):
        codes = [violin(desk, parts=()) for _ in range(103)]
        assert len(set(codes)) == 103
        assert count(desk, "number_block") == 2

    def test_a_number_that_came_from_elsewhere_is_passed_over(self, desk, register_url):
        first = violin(desk)
        taken = "INSERT INTO code (text, kind, thing, is_alias) VALUES (:label, 'instrument', 1, 0)"
        meddle(register_url, taken, label="M00000256")

        assert first == "M00000159"
        assert violin(desk) == "M00000353"


class TestOpening:
    def test_the_first_lead_is_at_the_desk_unless_said(self, desk):
        about = desk.look(register.about, None)
        assert (about.person, about.role, about.service) == (
            "Pat Lead",
            "service_lead",
            "Ashby Music Service",
        )

    def test_nobody_of_that_name(self, register_url):
        with pytest.raises(RuleError, match="There is no Vic on the staff list") as refusal:
            open_desk(register_url, staff="Vic")
        assert refusal.value.code == "unknown_staff"

    def test_a_desk_is_made_once(self, register_url):
        for _ in range(2):
            open_desk(register_url, name="Ashby 9").close()
        with connected(register_url) as connection:
            found = connection.rows(Sql("SELECT id FROM desk WHERE name = 'Ashby 9'"), {})
        assert len(found) == 1

    def test_a_desk_is_made_once_by_eight_at_the_same_instant(self, register_url):
        together = threading.Barrier(8)

        def open_it(_):
            together.wait()
            opened = open_desk(register_url, name="Ashby (command line)")
            opened.close()
            return opened.identity.desk

        with ThreadPoolExecutor(8) as threads:
            assert len(set(threads.map(open_it, range(8)))) == 1

    def test_a_register_is_not_started_twice(self, register_url):
        with pytest.raises(StoreError, match="register here already") as refusal:
            factories.start(register_url)
        assert refusal.value.code == "exists"

    def test_a_policy_with_an_unknown_key_starts_nothing(self, empty_database_url):
        with pytest.raises(RuleError, match="colour"):
            factories.start(empty_database_url, '[[terms]]\ncolour = "red"\n')
        with pytest.raises(StoreError, match="no register here yet") as refusal:
            open_desk(empty_database_url)
        assert refusal.value.code == "no_register"
        factories.start(empty_database_url)
        open_desk(empty_database_url).close()

    def test_tables_without_a_register_are_no_register(self, database_url):
        with pytest.raises(StoreError) as refusal:
            open_desk(database_url)
        assert refusal.value.code == "no_register"

    def test_two_start_at_the_same_instant(self, empty_database_url):
        together = threading.Barrier(2)

        def start(_):
            together.wait()
            try:
                factories.start(empty_database_url)
            except StoreError as refusal:
                return refusal.code
            return "started"

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(start, range(2))) == ["exists", "started"]
        open_desk(empty_database_url).close()


def test_an_act_nobody_knows_cannot_be_undone(desk):
    with pytest.raises(RuleError) as refusal:
        desk.run(undo.undo, undo.Undo(uuid4()))
    assert refusal.value.code == "unknown_act"


def test_policy_counts_are_told(desk):
    text = desk.look(policy.export, None)
    done = desk.run(policy.bring_in, policy.BringIn(text))
    assert (done.result.terms, done.result.changed) == (9, 0)


class TestManyActs:
    """A long job waits for the disk once, and desks beside it wait as ever."""

    @pytest.fixture
    def careful(self, desk, another_desk):
        """A desk whose acts wait for the disk, as everywhere but in tests."""
        if "postgresql" in desk.url:
            meddle(
                desk.url,
                f"ALTER DATABASE {make_url(desk.url).database} SET synchronous_commit = on",
            )
            clear_shelves()
        return another_desk("Ashby 2")

    def waits(self, desk):
        asked = "SHOW synchronous_commit" if "postgresql" in desk.url else "PRAGMA synchronous"
        [(found,)] = desk._connection().driver.execute(asked).fetchall()
        return found in ("on", 2)

    def test_its_acts_wait_for_the_disk_together_at_the_end(self, careful):
        assert self.waits(careful)
        with careful.many_acts():
            pupil(careful)
            assert not self.waits(careful)
        assert self.waits(careful)

    def test_after_a_refusal_and_in_other_threads_acts_wait_as_ever(self, careful):
        with pytest.raises(RuleError), careful.many_acts():  # noqa: PT012 - both belong to it
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(self.waits, careful).result()
            careful.run(returns.return_one, returns.Return("M99999999"))
        assert self.waits(careful)
