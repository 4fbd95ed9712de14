"""Keep a small register of the newest version for good: ``python -m tests.migrations.keep``.

Run it once, when a version is released; the file is never made again.
"""

import sqlite3
import tempfile
from pathlib import Path

from loanmgr.db.upgrade import HEAD
from loanmgr.desk import Desk
from loanmgr.services import (
    accounts,
    baskets,
    find,
    history,
    returns,
    scanning,
    undo,
)
from tests.factories import family, half_price, instrument, lend, open_desk, pupil, start, violin

FOLDER = Path(__file__).with_name("registers")
KEPT = {file.stem: file for file in FOLDER.glob("*.sqlite")}
VIOLIN, FLUTE = "OLD-0001", "OLD-0002"


def fill(desk: Desk) -> None:
    """Do a little of everything: lend at half price, pay, return, repair, undo and do again."""
    home = family(desk, "Ngozi Okafor", contact="07700 900123", note="Rings the bell twice.")
    zoe = pupil(desk, "Zoë O'Neill-Nguyễn", of=home, year="6")
    tunde = pupil(desk, "Tunde Bello", year="4")
    half_price(desk, zoe)
    code = violin(desk, aliases=(VIOLIN,), make="Stentor", serial="ST-1")
    flute = instrument(desk, "flute", aliases=(FLUTE,), serial="FL-1")
    lend(desk, code, zoe)
    basket = desk.draft(baskets.open_basket, baskets.OpenBasket(tunde)).result
    desk.draft(baskets.add_line, baskets.AddLine(flute))
    desk.run(baskets.finish, baskets.Finish(basket, paying="cash", signed="paper"))
    desk.draft(baskets.add_line, baskets.AddLine(violin(desk, serial="ST-2")))
    desk.run(returns.return_one, returns.Return(flute, missing=("case",), fault="key bent"))
    undone = desk.run(undo.undo, undo.Undo()).result
    desk.run(undo.undo, undo.Undo(undone.act))


def tell(desk: Desk) -> dict[str, object]:
    """Say what a kept register knows."""
    violin_scan = desk.look(scanning.scan, scanning.Scan(VIOLIN)).instrument
    flute_scan = desk.look(scanning.scan, scanning.Scan(FLUTE)).instrument
    if violin_scan is None or flute_scan is None:
        raise AssertionError("The instruments are not there")
    hits = {hit.name: hit.code for hit in desk.look(find.find, "okafor")}
    children = desk.look(find.find, "zoë")[0].code, desk.look(find.find, "tunde bello")[0].code
    newest = desk.look(history.timeline, history.TimelineOf(FLUTE))[0].what
    return {
        "violin": violin_scan.status,
        "flute": flute_scan.status,
        "holder": violin_scan.holder,
        "family": next(iter(hits)),
        "found": [hit.name for hit in desk.look(find.find, "st-1")],
        "newest": newest.partition(": Flute")[0],
        "balances": [desk.look(accounts.account, child).balance_pence for child in children],
    }


def main() -> None:
    """Make the file of the newest version, which must not be there yet."""
    file = FOLDER / f"{HEAD}.sqlite"
    if file.exists():
        raise SystemExit(f"{file.name} is kept already, and stays as it is.")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / file.name
        start(f"sqlite:///{made}")
        desk = open_desk(f"sqlite:///{made}")
        fill(desk)
        desk.close()
        with sqlite3.connect(made) as connection:
            connection.execute("PRAGMA page_size = 1024")  # so that it stays small
            connection.execute("VACUUM INTO ?", [str(file)])
        connection.close()


if __name__ == "__main__":
    main()
