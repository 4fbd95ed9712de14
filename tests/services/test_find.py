"""Finding: the same hits on both engines, whatever is typed."""

import pytest

from loanmgr.services import find
from tests import factories
from tests.factories import pupil, violin
from tests.tables import rows


def hits(desk, text):
    return [hit.code for hit in desk.look(find.find, text)]


@pytest.fixture
def known(desk):
    """Things with telling names, by those names."""
    return {
        "zoë": factories.family(desk, "Zoë O'Neill-Nguyễn", adult="Zoë O'Neill-Nguyễn"),
        "amira": pupil(desk, "Amira Okafor", of=factories.family(desk, "Ngozi Okafor")),
        "school": factories.school(desk, "St Anne's Primary"),
        "percent": factories.borrower(desk, "partner", "100% Brass_Band \\ 'Best'"),
        "stentor": violin(desk, make="Stentor", model="Student II", serial="QX-7788"),
        "yamaha": factories.instrument(desk, "clarinet", size="Bb", make="Yamaha", serial="Y_1%"),
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("zoe", ["zoë"]),
        ("ZOË", ["zoë"]),
        ("o'neill", ["zoë"]),
        ("o’neill", ["zoë"]),
        ("nguyen", ["zoë"]),
        ("Nguyễn", ["zoë"]),
        ("eill-ngu", ["zoë"]),
        ("am", ["amira"]),
        ("okafor amira", ["amira"]),
        ("mira kafo", ["amira"]),
        ("st anne", ["school"]),
        ("st", ["stentor", "school"]),
        ("stentor", ["stentor"]),
        ("tento", ["stentor"]),
        ("student ii", ["stentor"]),
        ("qx-7788", ["stentor"]),
        ("QX 7788", ["stentor"]),
        ("7788", ["stentor"]),
        ("violin", ["stentor"]),
        ("3/4", ["stentor"]),
        ("bb", ["yamaha"]),
        ("y_1%", ["yamaha"]),
        ("_1%", ["yamaha"]),
        ("100%", ["percent"]),
        ("brass_b", ["percent"]),
        ("\\ 'be", ["percent"]),
        ("\\ 'b", []),
        ("'best'", ["percent"]),
        ("%%%", []),
        ("___", []),
        ('"', []),
        ('"zoe"', []),
        ("'''", []),
        ("\\", []),
        ("AND", ["percent"]),
        ("OR", []),
        ("zoe AND amira", []),
        ("zoe OR amira", []),
        ("NOT zoe", []),
        ("*", []),
        ("zoe*", []),
        ("-zoe", []),
        ("NEAR(zoe amira)", []),
        ("text:zoe", []),
        ("^zoe", []),
        ("{zoe}", []),
        ("z", []),
        ("", []),
        ("   ", []),
        ("\x00", []),
        ("zoe\x00", ["zoë"]),
        ("\ud800zoe", ["zoë"]),
        ("x" * 500, []),
        ("zoe " * 125, ["zoë"]),
        ("🎻", []),
        ("🎻🎻🎻", []),
    ],
)
def test_what_is_typed_finds_what_is_meant(desk, known, text, wanted):
    assert sorted(hits(desk, text)) == sorted(known[name] for name in wanted)


def test_a_code_comes_first_however_it_is_typed(desk, known):
    code = known["stentor"]
    for text in (code, code.lower(), f" {code[0]} {code[1:5]} {code[5:]}"):
        assert hits(desk, text)[0] == code


def test_the_beginning_of_a_code(desk, known):
    assert set(hits(desk, "m0000")) == {known["stentor"], known["yamaha"]}


def test_groups_do_not_hide_each_other(desk):
    for n in range(12):
        violin(desk, make=f"Marsh {n:02d}")
        pupil(desk, f"Marsh Child {n:02d}")
    school = factories.school(desk, "Marsh Lane Primary")

    found = desk.look(find.find, "marsh")

    assert len(found) == 8
    assert school in [hit.code for hit in found]
    assert {"instrument", "pupil", "school"} <= {hit.kind for hit in found}


def test_more_than_fit_come_in_one_order(desk):
    for _ in range(20):
        factories.family(desk, "Okafor")
    first = hits(desk, "okafor")
    assert len(first) == len(set(first)) == 8
    assert hits(desk, "okafor") == first == sorted(first)


def test_eight_hits_are_eight_things(desk):
    for n in range(12):
        violin(desk, serial=f"ZZ-{n:02d}-ABC")
    assert len(set(hits(desk, "-abc"))) == 8


def test_a_hit_says_what_tells_it_apart(desk, known):
    (violin_hit,) = desk.look(find.find, "stentor")
    assert (violin_hit.kind, violin_hit.name, violin_hit.status, violin_hit.detail) == (
        "instrument",
        "Violin 3/4",
        "available",
        "Stentor Student II",
    )
    factories.lend(desk, known["stentor"], known["amira"])
    (violin_hit,) = desk.look(find.find, "stentor")
    assert (violin_hit.status, violin_hit.holder) == ("on_loan", "Amira Okafor")
    (child,) = desk.look(find.find, "amira")
    assert (child.kind, child.status, child.detail) == ("pupil", "1 out", "Year 6")


def test_lending_writes_nothing_that_is_searched(desk, known):
    before = rows(desk, "SELECT * FROM search_entry ORDER BY id")
    factories.lend(desk, known["stentor"], known["amira"])
    assert rows(desk, "SELECT * FROM search_entry ORDER BY id") == before


def test_names_as_long_as_we_keep_are_found(desk):
    name = "".join(chr(0x4E00 + n) for n in range(300))
    code = factories.family(desk, name)
    assert hits(desk, name[100:140]) == [code]
    makes = {"make": name, "model": name[::-1], "serial": name[50:] + name[:50]}
    assert hits(desk, name[:30]) == [code, violin(desk, **makes)][:1]


def test_short_words_are_found_where_the_text_or_a_word_starts_and_long_ones_anywhere(desk):
    lee = factories.pupil(desk, "Al Bo Lee")

    for text in ("al bo", "bo le", "bo", "ee", "l bo"):
        found = [hit.code for hit in desk.look(find.find, text)]
        assert (lee in found) == (text in ("al bo", "bo le", "bo")), text


def test_what_hundreds_have_and_what_one_has_are_both_found_anywhere(desk):
    for number in range(30):
        factories.family(desk, f"Ngozi Okafor {number}")
    lone = factories.family(desk, "Xanthippe Featherstonehaugh")

    assert len(desk.look(find.find, "kafo")) == find.HITS
    assert [hit.code for hit in desk.look(find.find, "stonehau")] == [lone]
    assert desk.look(find.find, "stonehaupt") == ()
