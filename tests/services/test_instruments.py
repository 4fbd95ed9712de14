"""Instruments: adding one, its labels and parts, faults, and turning up again."""

from datetime import date

import pytest

from loanmgr.domain import codes
from loanmgr.domain.errors import RuleError
from loanmgr.services import instruments, returns, scanning
from loanmgr.services.instruments import AddInstrument, Found, NeedsRepair, PartMissing
from tests import factories
from tests.factories import lend, pupil, violin
from tests.tables import count, counts, meddle, one, rows

LEFT_WITH = (
    "SELECT b.name FROM part JOIN loan_line AS line ON line.id = part.left_with_line_id"
    " JOIN borrower AS b ON b.id = line.borrower_id"
)


def add(desk, kind="violin", **more):
    return desk.run(instruments.add_instrument, AddInstrument(kind, **more)).result.code


def status(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument.status


class TestAdding:
    def test_it_gets_a_label_and_its_usual_parts(self, desk):
        code = add(desk, size="3/4", make="Stentor", bought_on=date(2024, 9, 1), value_pence=12_000)
        assert codes.is_ours(code)
        assert [row.name for row in rows(desk, "SELECT name FROM part ORDER BY id")] == [
            "bow",
            "case",
        ]
        kept = rows(desk, "SELECT make, bought_on, value_pence FROM instrument")[0]
        assert tuple(kept) == ("Stentor", date(2024, 9, 1), 12_000)

    @pytest.mark.parametrize("kind", ["violin", "Violin", " VIOLIN "])
    def test_a_type_by_code_or_name(self, desk, kind):
        assert add(desk, kind)

    @pytest.mark.parametrize("size", ["4/4", "full size", "Full Size"])
    def test_a_size_by_code_or_name(self, desk, size):
        code = add(desk, size=size)
        assert desk.look(scanning.scan, scanning.Scan(code)).title == "Violin 4/4"

    def test_a_type_we_do_not_know(self, desk):
        with pytest.raises(RuleError, match="kazoo"):
            add(desk, "kazoo")

    def test_a_size_it_does_not_come_in_names_those_it_does(self, desk):
        with pytest.raises(RuleError, match="doesn't come in 9/8; there is 1/32") as refusal:
            add(desk, size="9/8")
        assert refusal.value.field == "size"

    def test_it_stands_at_the_first_centre_unless_said(self, desk):
        add(desk)
        add(desk, place="ashby music centre")
        add(desk, place=codes.make("L", 1))
        assert one(desk, "SELECT COUNT(DISTINCT home_place_id) FROM instrument") == 1

    def test_a_place_that_is_none(self, desk):
        card = factories.family(desk)
        with pytest.raises(RuleError, match="is not a place"):
            add(desk, place=card)
        with pytest.raises(RuleError, match="We don't know label Nowhere"):
            add(desk, place="Nowhere")

    def test_parts_of_its_own(self, desk):
        add(desk, parts=("Bow", " bow ", "", "Mute", "BOW"))
        assert [row.name for row in rows(desk, "SELECT name FROM part ORDER BY id")] == [
            "Bow",
            "Mute",
        ]

    @pytest.mark.parametrize("pence", [-1, 10**10, 10**30])
    def test_a_value_that_cannot_be(self, desk, pence):
        before = counts(desk)
        with pytest.raises(RuleError) as refusal:
            add(desk, value_pence=pence)
        assert refusal.value.field == "value_pence"
        assert counts(desk) == before

    @pytest.mark.parametrize("text", ["x" * 301, "a\x00b", "a\ud800"])
    @pytest.mark.parametrize("field", ["make", "model", "serial"])
    def test_a_text_that_cannot_be_kept(self, desk, field, text):
        with pytest.raises(RuleError) as refusal:
            add(desk, **{field: text})
        assert refusal.value.code in ("too_long", "character")

    def test_the_longest_texts_of_the_widest_letters(self, desk):
        wide = "".join(chr(0x10400 + n % 40) + chr(0x4E00 + n) for n in range(150))
        code = add(desk, make=wide, model=wide[::-1], serial=wide, aliases=(wide[:300],))
        assert status(desk, code) == "available"


class TestOldLabels:
    def test_several_name_one_instrument(self, desk):
        code = add(desk, aliases=("hms 42", "5012345678900", "HMS42"))
        for label in ("HMS42", "hms 42", "5012345678900"):
            assert desk.look(scanning.scan, scanning.Scan(label)).instrument.code == code
        assert count(desk, "code") == 4

    def test_one_that_is_on_another_thing_already(self, desk):
        add(desk, aliases=("HMS42",))
        before = counts(desk)
        with pytest.raises(RuleError, match="The old label HMS42 is on another thing already"):
            add(desk, aliases=("hms 42",))
        assert counts(desk) == before

    @pytest.mark.parametrize("alias", ["M00000159", "B00000177", "M00000158"])
    def test_one_built_like_our_own(self, desk, alias):
        with pytest.raises(RuleError, match="is built like our own codes") as refusal:
            add(desk, aliases=(alias,))
        assert refusal.value.code == "own_code"

    def test_one_too_long(self, desk):
        with pytest.raises(RuleError, match="longer than 300"):
            add(desk, aliases=("x" * 301,))


class TestFaults:
    def test_noted_and_mended(self, desk):
        code = violin(desk)
        noted = desk.run(instruments.needs_repair, NeedsRepair(code, " crack in the top ")).result
        assert (noted.instrument, status(desk, code)) == (code, "needs_repair")
        desk.run(instruments.needs_repair, NeedsRepair(code, ""))
        assert status(desk, code) == "available"

    def test_nothing_to_mend(self, desk):
        with pytest.raises(RuleError, match="needs no repair"):
            desk.run(instruments.needs_repair, NeedsRepair(violin(desk), " "))

    def test_while_it_is_out(self, desk):
        code = violin(desk)
        lend(desk, code, pupil(desk))
        desk.run(instruments.needs_repair, NeedsRepair(code, "crack"))
        assert status(desk, code) == "on_loan"

    def test_too_long(self, desk):
        with pytest.raises(RuleError, match="longer than 5000"):
            desk.run(instruments.needs_repair, NeedsRepair(violin(desk), "x" * 5001))


class TestParts:
    def test_missing_and_here_again(self, desk):
        code = violin(desk)
        desk.run(instruments.part_missing, PartMissing(code, "Bow"))
        assert status(desk, code) == "incomplete"
        desk.run(instruments.part_missing, PartMissing(code, " bow ", is_missing=False))
        assert status(desk, code) == "available"

    def test_it_stays_open_against_who_had_it_last(self, desk):
        code = violin(desk)
        lend(desk, code, pupil(desk))
        desk.run(instruments.part_missing, PartMissing(code, "bow"))
        assert one(desk, "SELECT left_with_line_id FROM part WHERE name = 'bow'") == 1

    def test_lent_on_since_it_stays_open_against_who_brought_it_back_without(self, desk):
        code, ben = violin(desk), pupil(desk, "Ben Carter")
        lend(desk, code, pupil(desk))
        back = desk.run(returns.return_one, returns.Return(code)).result
        lend(desk, code, ben)
        desk.run(instruments.part_missing, PartMissing(code, "bow", returned_by=back.act))
        assert one(desk, LEFT_WITH) == "Amira Okafor"
        desk.run(instruments.part_missing, PartMissing(code, "bow", is_missing=False))
        desk.run(instruments.part_missing, PartMissing(code, "bow"))
        assert one(desk, LEFT_WITH) == "Ben Carter"

    def test_a_return_of_something_else_is_none_of_its_own(self, desk):
        code, other = violin(desk), violin(desk)
        lend(desk, other, pupil(desk))
        back = desk.run(returns.return_one, returns.Return(other)).result
        with pytest.raises(RuleError, match="We don't know that return"):
            desk.run(instruments.part_missing, PartMissing(code, "bow", returned_by=back.act))

    def test_nothing_changed(self, desk):
        code = violin(desk)
        with pytest.raises(RuleError, match="The bow is not missing"):
            desk.run(instruments.part_missing, PartMissing(code, "bow", is_missing=False))
        desk.run(instruments.part_missing, PartMissing(code, "bow"))
        with pytest.raises(RuleError, match="The bow is already noted as missing"):
            desk.run(instruments.part_missing, PartMissing(code, "bow"))

    def test_one_it_does_not_have(self, desk):
        with pytest.raises(RuleError, match="It has no part called mute"):
            desk.run(instruments.part_missing, PartMissing(violin(desk), "mute"))


class TestFound:
    def test_it_is_off_the_list_of_missing_ones(self, desk, register_url):
        code = violin(desk)
        meddle(register_url, "UPDATE instrument SET missing_on = :on", on=date(2026, 10, 3))
        assert status(desk, code) == "missing"

        found = desk.run(instruments.found, Found(code)).result

        assert found.missing_since_on == date(2026, 10, 3)
        assert status(desk, code) == "available"

    def test_one_that_was_not_missing(self, desk):
        with pytest.raises(RuleError, match="is not missing"):
            desk.run(instruments.found, Found(violin(desk)))
