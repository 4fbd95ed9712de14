"""A centre's own lists come in, and are lent from at once: in the window and by command line."""

import csv
import io

import pytest
from PySide6.QtCore import Qt

from tests.cli.conftest import CommandLine
from tests.documents import reading

CTRL, ENTER = Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return
KINDS = (
    ("Violin", "3/4", "Stentor", "£129.00"),
    ("violin", "1/2", "Stentor", "95.50"),
    ("Clarinet", "Bb", "Yamaha", "210"),
    ("Ukulele", "soprano", "Kala", "1,025.00"),
    ("Cello", "1/2", "Zoë & Söhne", ""),
)
CHILDREN = ("Amira", "Tunde", "Zoë", "Minh", "Lily")
NAMES = ("Okafor", "Carter", "O'Neill-Nguyễn", "van der Berg", "Price")


def instruments():
    """Five hundred instruments, as a centre would have written them down."""
    rows = [["Type", "Size", "Make", "Serial", "Old codes", "Place", "Value", "Bought", "Note"]]
    for n in range(500):
        kind, size, make, value = KINDS[n % len(KINDS)]
        place = ("Store room", "Cupboard A", "Ashby Music Centre: Shelf B2")[n % 3]
        serial = f"SN-{n:05d}" if n % 7 else ""
        note = 'Case lid, loose; "as found"' if n % 50 == 0 else ""
        bought = f"{n % 28 + 1}/{n % 12 + 1}/20{n % 15 + 10}"
        rows.append([kind, size, make, serial, f"HMS-{n:04d}", place, value, bought, note])
    return rows


def families():
    """Two hundred families with one to three children each; a row for each child."""
    rows = [["Family", "Contact", "Address", "Postcode", "Child", "School", "Year"]]
    for n in range(200):
        name = NAMES[n % len(NAMES)]
        home = [f"Parent{n} {name}", f"07700 9{n:05d}", f"{n}, Mill Lane", f"ZZ{n % 9 + 1} 2ZZ"]
        rows += [
            [*home, f"{CHILDREN[(n + child) % 5]}{n} {name}", "St Anne's Primary", str(child + 4)]
            for child in range(n % 3 + 1)
        ]
    return rows


def written(path, rows):
    """Save rows as a spreadsheet does."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    return path


@pytest.fixture
def command(register_url, capsys):
    """The command line on the same register, on the same Saturday."""
    before = ["--database", register_url, "--today", "2026-11-21", "--json"]
    return CommandLine(before, capsys)


def brought_in(command, folder):
    """Import both lists; the same files again change nothing."""
    children = families()
    for kind, rows, new in (
        ("instruments", instruments(), 500),
        ("families", children, 200 + len(children) - 1),
    ):
        file = written(folder / f"{kind}.csv", rows)
        assert command("import", kind, file).data["new"] == new
        again = command("import", kind, file).data
        assert (again["new"], again["updated"]) == (0, 0)


def test_lists_come_in_and_saturday_begins(sit_down, command, tmp_path):
    brought_in(command, tmp_path)
    tunde = command("find", "Tunde1 Carter").data["results"][0]["code"]
    zoe = command("find", "Zoë2").data["results"][0]["code"]
    assert command("award", tunde, "--scheme", "reduced-50", "--evidence", "letter").status == 0
    assert command("lend", "HMS-0000", "--to", zoe).status == 0
    joan = sit_down()

    joan.scan("HMS-0000", "Returned: Violin 3/4. Was with Zoë2 O'Neill-Nguyễn.")
    joan.scan(tunde, "Tunde1 Carter is at the desk.")
    joan.scan("HMS-0001", "Added: Violin 1/2")
    joan.sees("£12.00")
    joan.presses("Why this price?")
    joan.sees("Reduced rate")
    joan.press(Qt.Key.Key_Escape, "Added: Violin 1/2")
    joan.press(ENTER, "Lent: Violin 1/2 to Tunde1 Carter")

    violin = command("show", "HMS-0001").data
    assert violin["status"] == "on_loan"
    assert command("account", tunde).data["balance_pence"] == 1200
    the_papers_say_so(command, tunde, tmp_path)

    joan.press(Qt.Key.Key_Z, "Undone: loan of Violin 1/2 to Tunde1 Carter.", CTRL)
    joan.press(Qt.Key.Key_Z, "Undone: return of Violin 3/4", CTRL)
    assert command("account", tunde).data["balance_pence"] == 0
    [back_with] = command("find", "HMS-0000").data["results"]
    assert back_with["holder"] == "Zoë2 O'Neill-Nguyễn"

    # The command line does the same while the window is open, and the window says who has it.
    assert command("lend", "HMS-0001", "--to", tunde).data["total_due_pence"] == 1200
    joan.scan("HMS-0001", "Returned: Violin 1/2. Was with Tunde1 Carter.")
    assert command("show", "HMS-0001").data["status"] == "available"


def the_papers_say_so(command, card, folder):
    """The agreement names what went out and no reason; the labels read as what they say."""
    paper = folder / "agreement.pdf"
    assert command("agreement", card, "-o", paper).status == 0
    text = reading.text_of(paper.read_bytes())
    assert "Violin 1/2" in text
    assert "Tunde1 Carter" in text
    assert "£12.00" in text
    sheet = folder / "labels.pdf"
    codes = [command("find", f"HMS-{n:04d}").data["results"][0]["code"] for n in range(3)]
    assert command("labels", *codes, "--stock", "L7160", "-o", sheet).status == 0
    [page] = reading.pictures(sheet.read_bytes(), 203)
    assert sorted(reading.decoded(page)) == sorted(codes)
