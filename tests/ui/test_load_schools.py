"""Load schools in the window: read, looked through, loaded, undone, stopped, refused."""

import pytest
from PySide6.QtWidgets import QApplication

from loanmgr.services import find, schools
from tests.gias import Made, sheet
from tests.ui.families_hands import press, shows
from ui.families.load_schools import LoadSchoolsPage

OPEN = {"EstablishmentStatus (name)": "Open", "CloseDate": ""}
FILE = (
    Made(110_001, "O’Connell Primary", "Hertfordshire", OPEN),
    Made(110_002, "Llanfair–Môr Infants", "Hertfordshire", OPEN),
    Made(110_003, "Far School", "Ashbyshire", OPEN),
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "all.csv"
    path.write_bytes(sheet(FILE))
    return path


@pytest.fixture
def page(runner_on, desk, town, file, qtbot):
    page = LoadSchoolsPage(runner_on(desk), which=lambda _over: str(file))
    qtbot.addWidget(page)
    page.said, page.opened = [], []
    page.say.connect(page.said.append)
    page.opens_record.connect(page.opened.append)
    page.resize(1100, 600)
    page.show()
    page.shown()
    return page


def add(page, area):
    at = next(n for n in range(page.areas.box.count()) if page.areas.box.itemData(n) == area)
    page.areas.box.activated.emit(at)
    QApplication.processEvents()


def lines(page):
    return [(line.kind, line.name) for line in page.models["What happens"].rows]


def found(desk, text):
    return [hit.name for hit in desk.look(find.find, text)]


def test_without_an_area_the_page_asks_which_are_ours(page, desk):
    assert not page.bring.isEnabled()
    press(page, "Choose file…")
    assert page.empty.sentence.text() == "Say whose schools are yours: add a local authority above."
    offered = [page.areas.box.itemText(n) for n in range(page.areas.box.count())]
    assert offered == [
        "Add a local authority…",
        "Ashbyshire, 1 school",
        "Hertfordshire, 2 schools",
    ]
    assert not page.bring.isEnabled()
    assert found(desk, "llanfair") == []


def test_schools_are_looked_through_loaded_and_undone(page, desk):
    press(page, "Choose file…")
    add(page, "Hertfordshire")
    assert lines(page) == [("new", "O’Connell Primary"), ("new", "Llanfair–Môr Infants")]
    assert "2 new, 0 changed, 0 as they are. Nothing is changed yet." in shows(page)
    assert found(desk, "llanfair") == []

    press(page, "Load 2 schools")
    assert page.said[-1].words == "Loaded: 2 new schools, 0 changed."
    assert found(desk, "llanfair") == ["Llanfair–Môr Infants"]
    assert lines(page) == []
    assert page.empty.sentence.text() == "Every school in the file is here already, just so."
    assert not page.bring.isEnabled()

    page.chosen("undo")
    assert page.said[-1].words.startswith("Undone: Brought in the schools of Hertfordshire")
    assert found(desk, "llanfair") == []
    assert page.bring.text() == "Load 2 schools"


def test_the_area_of_the_last_time_is_there(page, desk, file):
    press(page, "Choose file…")
    add(page, "Hertfordshire")
    press(page, "Load 2 schools")
    file.write_bytes(sheet([Made(110_001, "New Name", "Hertfordshire", OPEN), *FILE[2:]]))
    press(page, "Choose file…")
    assert page.areas.chosen == ["Hertfordshire"]
    assert lines(page) == [("changed", "New Name"), ("gone", "Llanfair–Môr Infants")]
    page.lists["What happens"].opened.emit(page.models["What happens"].rows[0])
    assert len(page.opened) == 1


def test_an_area_is_left_out_by_its_button(page):
    press(page, "Choose file…")
    add(page, "Hertfordshire")
    add(page, "Ashbyshire")
    assert page.bring.text() == "Load 3 schools"
    press(page, "Hertfordshire")
    assert lines(page) == [("new", "Far School")]


def test_what_is_wrong_is_listed_and_nothing_can_be_loaded(page, file):
    bad = Made(110_001, "Ford", "Hertfordshire", {**OPEN, "StatutoryLowAge": "three"})
    file.write_bytes(sheet([bad]))
    press(page, "Choose file…")
    add(page, "Hertfordshire")
    [problem] = page.models["Problems"].rows
    assert (problem.row, problem.column) == (2, "StatutoryLowAge")
    assert page.lists["Problems"].isVisible()
    assert not page.bring.isEnabled()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (sheet(FILE, without=["Postcode"]), "The file has no column “Postcode”."),
        (b"", "The file is empty"),
        (b"PK\x03\x04", "That is a workbook"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(page, file, content, said):
    file.write_bytes(content)
    press(page, "Choose file…")
    assert page.said[-1].words.startswith(said)
    assert page.choose.isEnabled()


def test_a_file_that_has_gone(page, file):
    file.unlink()
    press(page, "Choose file…")
    assert page.said[-1].words.startswith("The file can't be read")


def test_reading_is_stopped(page, file, desk):
    file.write_bytes(sheet(Made(110_000 + n, "", "Hertfordshire", OPEN) for n in range(1100)))
    page.runner.started.connect(lambda job: job.stop())
    press(page, "Choose file…")
    assert "Stopped." in shows(page)
    assert page.choose.isEnabled()
    assert desk.look(schools.areas_before, None) == ()


def test_a_file_that_breaks_off_lists_its_row(page, file):
    whole = sheet(FILE)
    file.write_bytes(whole[: whole.rindex(b"Streams")])
    press(page, "Choose file…")
    assert [problem.row for problem in page.models["Problems"].rows] == [4]
