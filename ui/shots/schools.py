"""A made-up file of the national register for the pictures, with one of everything in it."""

import csv
from collections.abc import Iterable
from pathlib import Path

from loanmgr.desk import Desk
from loanmgr.jobs import schools as jobs
from loanmgr.services import schools
from loanmgr.services.schools.national import COLUMNS

SCHOOLS = (
    ("200001", "Brook Green Infants’ School", "Open", "Primary", "4", "7", "143"),
    ("200002", "Ford Lane Primary School", "Open", "Primary", "3", "11", "412"),
    ("200003", "Llanfair–Môr Academy", "Open", "Secondary", "11", "18", "1204"),
    ("123456", "St Anne’s CofE Primary School", "Closed", "Primary", "4", "11", ""),
    ("234567", "Hollow Hill School", "Open", "Primary", "4", "11", "206"),
    (
        "200004",
        "Thornby High School",
        "Open, but proposed to close",
        "Secondary",
        "11",
        "16",
        "688",
    ),
)

EARLIER = (
    ("123456", "St Anne's Primary", "Open", "Primary", "4", "11", "201"),
    ("234567", "Hollow Hill School", "Open", "Primary", "4", "11", "198"),
)
"""What the file said a year before."""


def load(desk: Desk, folder: Path) -> None:
    """Bring last year's file in."""
    found = jobs.look_into(desk, write(folder, EARLIER), ("Ashbyshire",), lambda *_told: True)
    assert found is not None  # noqa: S101 - nobody stops it
    desk.run(schools.load_schools, found.request)


def write(folder: Path, schools_in_it: Iterable[tuple[str, ...]] = SCHOOLS) -> Path:
    """Write the file and return where it is."""
    path = folder / "edubasealldata20261120.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(_row(*each) for each in schools_in_it)
        writer.writerow(_row("300001", "Far School", "Open", "Primary", *("4", "11", "90")) | FAR)
    return path


FAR = {"LA (name)": "Brookshire"}


def _row(urn: str, name: str, state: str, *more: str) -> dict[str, str]:
    phase, low, high, pupils = more
    return {
        "URN": urn,
        "LA (name)": "Ashbyshire",
        "EstablishmentName": name,
        "EstablishmentStatus (name)": state,
        "CloseDate": "31-08-2026" if state == "Closed" else "",
        "PhaseOfEducation (name)": phase,
        "StatutoryLowAge": low,
        "StatutoryHighAge": high,
        "NumberOfPupils": pupils,
        "Trusts (name)": "The Larkspur Trust" if phase == "Secondary" else "",
        "Street": "12 Mill Lane",
        "Town": "Ashby",
        "Postcode": "ZZ1 2ZZ",
        "TelephoneNum": "01632960111",
        "SchoolWebsite": "www.school.example",
        "HeadTitle (name)": "Mrs",
        "HeadFirstName": "Ada",
        "HeadLastName": "Larkspur",
    }
