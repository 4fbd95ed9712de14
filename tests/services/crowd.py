"""A register with very many instruments and families in it, without their history."""

from functools import partial
from itertools import cycle

from loanmgr.db.sql import Sql
from loanmgr.domain import codes
from loanmgr.services import search
from loanmgr.services.search import WHOLE

FIRST = ("Amira", "Ben", "Chidi", "Dele", "Ella", "Freya", "Grace", "Hugo", "Ivy", "Jack", "Zoë")
LAST = ("Okafor", "Patel", "Smith", "Jones", "Wilson", "Khan", "Murray")
KEY = Sql("SELECT MIN(id) AS first FROM place")
TYPES = Sql("SELECT id FROM instrument_type WHERE code IN ('violin', 'cello', 'flute') ORDER BY id")
OWNER = Sql("SELECT MIN(id) AS first FROM owner")
NEXT = {table: Sql(f"SELECT MAX(id) AS last FROM {table}") for table in ("account", "family")}
ANALYSE = Sql("ANALYZE")


def crowd(desk, number):
    """Put so many instruments, one in a hundred broken, and so many families into a register."""
    desk.draft(_fill, number)


def _fill(draft, number):
    add = partial(_add, draft.connection)
    place, owner = draft.one(KEY).first, draft.one(OWNER).first
    types = cycle(row.id for row in draft.rows(TYPES))
    names = ("code", "type_id", "make", "model", "serial", "owner_id", "home_place_id")
    more = ("here_place_id", "note", "fault", "labelled_at")

    def more_of(n):
        return place, place, "", "cracked" if n % 100 == 0 else None, draft.now

    rows = [
        (codes.make("M", n), next(types), "", "", "", owner, *more_of(n))
        for n in range(1, number + 1)
    ]
    add("instrument", names + more, rows)
    add("account", ("kind",), [("family",)] * number)
    first_account = draft.one(NEXT["account"]).last - number + 1
    people = [f"{FIRST[n % 11]} {LAST[n % 7]}" for n in range(number)]
    cards = [codes.make("B", n + 1) for n in range(number)]
    add(
        "family",
        ("code", "name", "account_id", "address", "postcode", "note"),
        [(cards[n], people[n], first_account + n, "", "", "") for n in range(number)],
    )
    first_family = draft.one(NEXT["family"]).last - number + 1
    found = (
        entry
        for n in range(number)
        for entry in search.entries("family", first_family + n, people[n], (cards[n],))
    )
    add("search_entry", search.COLUMNS, [entry for entry in found if entry[2] == WHOLE])
    draft.connection.execute(ANALYSE, {})


def _add(connection, table, names, rows):
    if connection.engine == "sqlite":
        connection.insert_many(table, names, rows)
        return
    statement = f"COPY {table} ({', '.join(names)}) FROM STDIN"
    with connection.driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
