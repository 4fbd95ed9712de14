"""A made-up national register of schools: as large, as wide and as odd as the real one.

Nobody and nothing in it is real: names are put together of words, and there is no such postcode.
"""

import csv
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

NAMED = (
    *("URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName"),
    *("TypeOfEstablishment (code)", "TypeOfEstablishment (name)"),
    *("EstablishmentTypeGroup (code)", "EstablishmentTypeGroup (name)"),
    *("EstablishmentStatus (code)", "EstablishmentStatus (name)"),
    *("OpenDate", "CloseDate", "PhaseOfEducation (code)", "PhaseOfEducation (name)"),
    *("StatutoryLowAge", "StatutoryHighAge", "Boarders (code)", "Boarders (name)"),
    *("Gender (code)", "Gender (name)", "ReligiousCharacter (code)", "ReligiousCharacter (name)"),
    *("SchoolCapacity", "NumberOfPupils", "NumberOfBoys", "NumberOfGirls", "PercentageFSM"),
    *("Trusts (code)", "Trusts (name)", "UKPRN", "Street", "Locality", "Address3", "Town"),
    *("County (name)", "Postcode", "SchoolWebsite", "TelephoneNum"),
    *("HeadTitle (name)", "HeadFirstName", "HeadLastName", "HeadPreferredJobTitle"),
    *("GOR (name)", "DistrictAdministrative (code)", "DistrictAdministrative (name)"),
)
HEADER = NAMED + tuple(f"Field{number:03d}" for number in range(len(NAMED) + 1, 136))

AREAS = (
    *("Hertfordshire", "Ashbyshire", "City of Brook", "Bristol, City of", "Vale of Glas"),
    *(f"Borough of Shire {number:03d}" for number in range(1, 148)),
)
SAINTS = ("St Anne's", "St. Oswin’s", "O’Connell", "Llanfair–Môr", "Ysgol Gŵyr", "The “Old” Mill")
PLACES = ("Thornby", "Ashwater", "Brookfield", "Nant-y-Glôg", "King’s Ferry", "Upper & Lower Slype")
SORTS = (
    ("Primary School", "Primary", "3", "11"),
    ("CofE Infants’ School", "Primary", "4", "7"),
    ("High School", "Secondary", "11", "18"),
    ("Academy – North", "Secondary", "11", "16"),
    ("School", "Not applicable", "", ""),
)
STATES = (
    *(["Open"] * 12),
    *(["Closed"] * 6),
    "Open, but proposed to close",
    "Proposed to open",
)
HEADS = (("Mrs", "Zoë", "Grünfeld–Ash"), ("Mr", "Ffion", "Ap Glyn"), ("", "", ""))


@dataclass
class Made:
    """One school to be written; what is not said is made up from its number."""

    urn: int
    name: str = ""
    area: str = ""
    more: dict[str, str] = field(default_factory=dict)
    """Other cells by their heading."""


def row(made: Made) -> dict[str, str]:
    """Return the cells of a school, the same for the same school each time."""
    chance = random.Random(made.urn)
    ending, phase, low, high = chance.choice(SORTS)
    state = chance.choice(STATES)
    title, first, last = chance.choice(HEADS)
    place = chance.choice(PLACES)
    cells = dict.fromkeys(HEADER, "") | {
        "URN": str(made.urn),
        "LA (name)": made.area or AREAS[made.urn % len(AREAS)],
        "EstablishmentName": made.name or f"{chance.choice(SAINTS)} {place} {ending}",
        "EstablishmentStatus (name)": state,
        "CloseDate": "31-08-2019" if state == "Closed" else "",
        "PhaseOfEducation (name)": phase,
        "StatutoryLowAge": low,
        "StatutoryHighAge": high,
        "NumberOfPupils": str(chance.randrange(40, 1900)),
        "PercentageFSM": f"{chance.random() * 60:.1f}",
        "Trusts (name)": chance.choice(("", "", "The Larkspur Trust", "Ysgolion Gŵyr")),
        "Street": f"{chance.randrange(1, 200)} Mill Lane",
        "Locality": chance.choice(("", "Near the ford, east side")),
        "Town": place,
        "County (name)": "Not recorded",
        "Postcode": f"ZZ{chance.randrange(1, 99)} {chance.randrange(1, 9)}ZZ",
        "TelephoneNum": f"1632{chance.randrange(10**5, 10**6)}",
        "SchoolWebsite": f"www.school-{made.urn}.example",
        "HeadTitle (name)": title,
        "HeadFirstName": first,
        "HeadLastName": last,
        "DistrictAdministrative (name)": "Three Streams",
    }
    return cells | made.more


def sheet(
    schools: Iterable[Made], *, encoding: str = "cp1252", without: Iterable[str] = ()
) -> bytes:
    """Return a file of some schools, quoted as the real one is."""
    left_out = set(without)
    header = [name for name in HEADER if name not in left_out]
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    for made in schools:
        cells = row(made)
        writer.writerow([cells[name] for name in header])
    # Windows-1252 has no ŵ; the real file has lost such letters too.
    return text.getvalue().encode(encoding, "replace")


def whole(count: int = 50_000) -> bytes:
    """Return a register of so many schools of all areas, some names there more than once."""
    return sheet(Made(100_000 + number) for number in range(count))
