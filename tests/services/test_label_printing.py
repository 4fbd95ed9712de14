"""Which instruments need a label, what it says, and that it was printed."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import instruments, labels, undo
from loanmgr.services.labels import LabelsFor, MarkPrinted, UnprintedPage


@pytest.fixture
def three(desk):
    """Three instruments that never had a label."""
    wanted = (("violin", "3/4"), ("cello", ""), ("flute", ""))
    return [
        desk.run(
            instruments.add_instrument,
            instruments.AddInstrument(kind, size, aliases=(f"OLD {kind}",)),
        ).result.code
        for kind, size in wanted
    ]


def needing(desk):
    found = desk.look(labels.unprinted, UnprintedPage())
    assert found.total == len(found.rows)
    return [row.code for row in found.rows]


def test_a_new_instrument_needs_a_label_until_it_is_printed(desk, three):
    assert needing(desk) == three

    done = desk.run(labels.mark_printed, MarkPrinted((three[0], three[2])))

    assert (done.result.labels, needing(desk)) == (2, [three[1]])


def test_undoing_a_printing_says_that_the_labels_are_needed_again(desk, three):
    act = desk.run(labels.mark_printed, MarkPrinted(tuple(three))).act
    desk.run(undo.undo, undo.Undo(act))

    assert needing(desk) == three


def test_a_sheet_that_went_wrong_is_noted_as_not_printed(desk, three):
    desk.run(labels.mark_printed, MarkPrinted(tuple(three)))
    desk.run(labels.mark_printed, MarkPrinted((three[1],), is_printed=False))

    assert needing(desk) == [three[1]]


def test_labels_come_in_the_order_asked_for_with_old_labels_as_good_as_new(desk, three):
    found = desk.look(labels.labels_for, LabelsFor(("old flute", three[0])))

    assert [(row.code, row.name) for row in found] == [
        (three[2], "Flute"),
        (three[0], "Violin 3/4"),
    ]


def test_a_label_nobody_knows_is_refused_by_name(desk, three):
    with pytest.raises(RuleError, match="NOBODY"):
        desk.look(labels.labels_for, LabelsFor((three[0], "NOBODY")))


def test_the_list_goes_on_after_its_last_row(desk, three):
    first = desk.look(labels.unprinted, UnprintedPage(count=2)).rows
    rest = desk.look(labels.unprinted, UnprintedPage(after=first[-1].code)).rows

    assert [row.code for row in (*first, *rest)] == three
