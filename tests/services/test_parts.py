"""Parts that came back later: by the part's own label or by its name, and who still has one."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from loanmgr.domain.codes import make
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.routing import Move
from loanmgr.services import baskets, facts, lending, parts, returns, scanning, undo
from loanmgr.services.lending import Lend
from loanmgr.services.parts import PartIn
from tests import factories
from tests.factories import family, lend, pupil, violin
from tests.tables import rows

OPEN = "SELECT name FROM part WHERE missing_on IS NOT NULL AND left_with_line_id IS NOT NULL"
BOW = make("M", 999_000)


@dataclass(frozen=True)
class Done:
    """The request of something done to a register that no window does yet."""

    id: UUID = field(default_factory=new_id)


@pytest.fixture
def home(desk):
    """A family's card."""
    return family(desk)


@pytest.fixture
def amira(desk, home):
    """A child who brought a violin back without its bow."""
    return pupil(desk, of=home)


@pytest.fixture
def bowless(desk, amira):
    """That violin."""
    code = violin(desk, parts=("bow", "case"))
    lend(desk, code, amira)
    desk.run(returns.return_one, returns.Return(code, missing=("bow",)))
    return code


@pytest.fixture
def label(desk, bowless):
    """The bow's own label."""

    def stick(work, _request):
        part = next(
            p
            for p in work.rows(facts.PARTS, key=facts.instrument_key(work, bowless))
            if p.name == "bow"
        )
        work.add("code", text=BOW, kind="part", thing=part.id, is_alias=0)

    desk.run(stick, Done())
    return BOW


def asked(desk, child):
    verdicts = desk.look(lending.preview, Lend((violin(desk),), child)).verdicts
    return [v.title for v in verdicts if v.case == "part_open"]


def opened(desk, card):
    factories.on_the_counter(desk, card)
    verdicts = desk.look(baskets.current, None).verdicts
    return [v.title for v in verdicts if v.case == "part_open"]


def test_who_still_has_a_part_is_asked_about_and_lent_to_all_the_same(desk, amira, bowless):
    words = "Amira still has the bow of Violin 3/4, from 21 Nov."
    assert asked(desk, amira) == [words]
    lent = lend(desk, violin(desk), amira)
    assert words in [ask.message for ask in lent.asks]


def test_it_is_said_when_the_card_is_scanned_before_anything_lies_there(desk, amira, bowless):
    assert opened(desk, amira) == ["Amira still has the bow of Violin 3/4, from 21 Nov."]


def test_of_several_children_it_is_said_before_one_is_chosen(desk, home, amira, bowless):
    pupil(desk, "Ada Okafor", of=home)
    assert opened(desk, home) == ["Amira still has the bow of Violin 3/4, from 21 Nov."]


def test_a_sister_who_is_here_is_not_asked_for_herself(desk, home, amira, bowless):
    ada = pupil(desk, "Ada Okafor", of=home)
    assert asked(desk, ada) == []


def test_by_its_name_it_is_in_again_and_nobody_has_it(desk, amira, bowless):
    back = desk.run(parts.part_in, PartIn(bowless, "Bow")).result
    assert (back.part, back.was_with, back.was_with_code) == ("bow", "Amira Okafor", amira)
    assert rows(desk, OPEN) == []
    assert asked(desk, amira) == []
    assert scanning_of(desk, bowless).instrument.status == "available"


def scanning_of(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code))


def test_by_its_own_label_too(desk, amira, bowless, label):
    assert scanning_of(desk, label).move is Move.PART_IN
    assert desk.run(parts.part_in, PartIn(label)).result.instrument == bowless
    found = scanning_of(desk, label)
    assert (found.move, found.code) == (Move.OPEN_RECORD, bowless)


def test_undone_they_have_it_still(desk, amira, bowless):
    desk.run(parts.part_in, PartIn(bowless, "bow"))
    desk.run(undo.undo, undo.Undo())
    assert [row.name for row in rows(desk, OPEN)] == ["bow"]
    assert len(asked(desk, amira)) == 1


def test_two_desks_take_it_in_once(desk, another_desk, bowless):
    desk.run(parts.part_in, PartIn(bowless, "bow"))
    with pytest.raises(RuleError, match="is not missing") as refusal:
        another_desk().run(parts.part_in, PartIn(bowless, "bow"))
    assert refusal.value.code == "not_missing"


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("reed", "There is no part called reed; it has bow and case"),
        ("", "Say which part; it has bow and case"),
        ("case", "The case of Violin 3/4 .* is not missing"),
    ],
)
def test_a_part_that_it_cannot_be_is_told(desk, bowless, part, message):
    with pytest.raises(RuleError, match=message):
        desk.run(parts.part_in, PartIn(bowless, part))


def test_a_card_is_no_part(desk, amira):
    with pytest.raises(RuleError, match="is not the label of an instrument or a part"):
        desk.run(parts.part_in, PartIn(amira, "bow"))
