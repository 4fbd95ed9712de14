"""The loan agreement: what it says, what it never says, and that long ones stay in order."""

import dataclasses
import io
import re
from datetime import date

import pypdf
import pytest

from loanmgr.documents import agreement as module
from loanmgr.documents.agreement import (
    AgreedInstrument,
    Agreement,
    Charge,
    Service,
    agreement,
)
from loanmgr.domain import codes
from tests.documents.reading import boxes, fonts_of, lines_of, text_of

SERVICE = Service(
    "Ashby Music Service", ("14 Market Street", "Ashby AB1 2CD"), "hire@ashbymusic.example"
)
TERMS = (
    "The instrument belongs to the service.",
    "Keep it in its case.",
    "Tell us when something breaks.",
)

WORDS_OF_THE_FORM = """
Instrument loan agreement Agreement School year Date Lent by Lent to Played by and card What is lent
Label Instrument and what goes with it Value Out Back serial With Until returned, next charge Bring
back by What it costs For Full price Reduced rate To pay Deposit, given back at the end Total Notes
Terms How we use what you tell us Signed For I have received what is listed and agree to the terms.
What is listed was handed over. Name Signature Date Loan agreement Page of
"""

SUMS_DATES_NUMBERS_AND_CODES = re.compile(
    r"−?£[\d,.]+|\d{1,2} [A-Z][a-z]{2} \d{4}|\d+\.|[MB] \d{4} \d{4}"
)


def violin(number: int = 4217, **changes: object) -> AgreedInstrument:
    violin = AgreedInstrument(
        code=codes.make("M", number),
        name="Violin 3/4",
        out_on=date(2026, 11, 14),
        player="Zoë O'Neill-Nguyễn",
        make="Stentor Student II",
        serial="S2-118842",
        parts=("bow", "case", "shoulder rest"),
        value_pence=18_500,
        next_charge_on=date(2027, 1, 5),
    )
    return dataclasses.replace(violin, **changes)


CLARINET = violin(
    4218,
    name="Clarinet Bb",
    player="Amira O'Neill-Nguyễn",
    make="Yamaha YCL-255",
    serial="J40217",
    parts=("case",),
    value_pence=122_000,
    next_charge_on=None,
    bring_back_by=date(2026, 12, 18),
)

AGREED = Agreement(
    service=SERVICE,
    number="2026/27-000412",
    year="2026/27",
    agreed_on=date(2026, 11, 14),
    borrower="O'Neill-Nguyễn family",
    borrower_code=codes.make("B", 23),
    players=("Zoë O'Neill-Nguyễn", "Amira O'Neill-Nguyễn"),
    instruments=(violin(), CLARINET),
    charges=(
        Charge("Violin 3/4", 2_400, 1_200, "autumn term 2026"),
        Charge("Clarinet Bb", 2_400, 0, "autumn term 2026"),
    ),
    deposit_pence=5_000,
    terms=TERMS,
    privacy="We keep your name for six years.",
    notes="Spare string in the case.",
)


@pytest.mark.parametrize(
    "said",
    [
        "Ashby Music Service 14 Market Street Ashby AB1 2CD hire@ashbymusic.example",
        "Agreement 2026/27-000412",
        "School year 2026/27",
        "Date 14 Nov 2026",
        "Lent to O'Neill-Nguyễn family (card B 0000 2311)",
        "Played by Zoë O'Neill-Nguyễn and Amira O'Neill-Nguyễn",
        "M 0042 1721",
        "Stentor Student II, serial S2-118842",
        "With bow, case and shoulder rest",
        "£185.00",
        "£1,220.00",
        "Until returned, next charge 5 Jan 2027",
        "Bring back by 18 Dec 2026",
        "Violin 3/4, autumn term 2026 £24.00 −£12.00 £12.00",
        "Clarinet Bb, autumn term 2026 £24.00 £24.00",
        "Deposit, given back at the end £50.00",
        "Total £86.00",
        "1. The instrument belongs to the service.",
        "3. Tell us when something breaks.",
        "We keep your name for six years.",
        "Spare string in the case.",
        "For O'Neill-Nguyễn family",
        "Page 1 of 1",
    ],
)
def test_the_agreement_says(said: str) -> None:
    assert said in text_of(agreement(AGREED))


def test_every_printed_word_comes_from_what_was_given_or_from_the_form() -> None:
    known = set(_words(WORDS_OF_THE_FORM)) | set(_words(_everything_in(AGREED)))

    printed = SUMS_DATES_NUMBERS_AND_CODES.sub(" ", text_of(agreement(AGREED)))

    assert [word for word in _words(printed) if word not in known and not word.isdigit()] == []


def test_the_agreement_has_no_place_for_why_a_charge_is_reduced() -> None:
    asked = {
        field.name
        for thing in (Agreement, AgreedInstrument, Charge, Service)
        for field in dataclasses.fields(thing)
    }

    assert not [
        name
        for name in asked
        if re.search("reason|scheme|award|evidence|because|postcode|born", name)
    ]
    assert "borrower_address" not in asked and module.REDUCED == "Reduced rate"


def test_the_reduced_rate_is_left_out_where_nobody_has_one() -> None:
    plain = dataclasses.replace(AGREED, charges=(Charge("Violin 3/4", 2_400),), deposit_pence=0)

    words = text_of(agreement(plain))

    assert "Reduced rate" not in words and "Full price" not in words
    assert "Violin 3/4 £24.00" in words


def test_a_free_loan_says_there_is_nothing_to_pay() -> None:
    free = dataclasses.replace(AGREED, charges=(), deposit_pence=0)

    assert "There is nothing to pay for this loan." in text_of(agreement(free))


def test_a_hire_without_a_next_charge_runs_until_returned() -> None:
    free = dataclasses.replace(AGREED, instruments=(violin(next_charge_on=None),))

    words = text_of(agreement(free))

    assert "Until returned" in words and "next charge" not in words


def test_a_class_set_fills_pages_with_the_head_of_the_list_on_each() -> None:
    set_of_60 = dataclasses.replace(
        AGREED,
        instruments=tuple(violin(4_000 + n, player="") for n in range(60)),
        players=(),
        borrower="St Anne's Primary School",
    )

    pdf = agreement(set_of_60)
    pages = [" ".join(lines) for lines in lines_of(pdf)]

    assert len(pages) >= 4
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        if "M 00" in page:
            assert "Instrument and what goes with it" in page
    found = re.findall(r"M \d{4} \d{4}", text_of(pdf))
    assert found == [codes.grouped(each.code) for each in set_of_60.instruments]


def test_the_first_instruments_stand_on_the_first_page() -> None:
    set_of_60 = dataclasses.replace(AGREED, instruments=tuple(violin(4_000 + n) for n in range(60)))

    assert "M 0040" in " ".join(lines_of(agreement(set_of_60))[0])


@pytest.mark.parametrize(
    "long",
    ["a note that goes on and on " * 185, "x" * 5_000, "ễ" * 5_000, "line\n" * 1_000],
    ids=["words", "one word", "borrowed letters", "lines"],
)
def test_a_note_of_5000_characters_is_printed_whole_and_stays_on_the_paper(long: str) -> None:
    pdf = agreement(dataclasses.replace(AGREED, notes=long))

    printed = "".join(line for page in lines_of(pdf) for line in page)
    assert _letters(printed).count(_letters(long)[0]) >= _letters(long).count(_letters(long)[0])
    assert _stays_inside(pdf)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Violin " * 700},
        {"parts": ("bow, " * 1_000,)},
        {"make": "y" * 5_000},
        {"serial": "8" * 5_000},
    ],
    ids=["name", "parts", "make", "serial"],
)
def test_an_instrument_described_at_length_runs_over_the_page_and_breaks_nothing(
    changes: dict,
) -> None:
    pdf = agreement(dataclasses.replace(AGREED, instruments=(violin(**changes), CLARINET)))

    assert "Clarinet Bb" in text_of(pdf)
    assert _stays_inside(pdf)


def test_long_names_and_terms_break_nothing() -> None:
    pdf = agreement(
        dataclasses.replace(
            AGREED,
            borrower="Featherstonehaugh" * 12,
            players=tuple(f"Child {n} Featherstonehaugh" for n in range(40)),
            terms=tuple(f"Term {n}. " + "Keep it dry. " * 60 for n in range(30)),
            number="A" * 90,
        )
    )

    assert "30. Term 29." in text_of(pdf)
    assert _stays_inside(pdf)


def test_signs_that_mean_something_to_the_typesetter_are_printed() -> None:
    odd = dataclasses.replace(AGREED, borrower="<b>Tom & Jerry</b> family", notes="5 < 6 & 7 > 3")

    words = text_of(agreement(odd))

    assert "<b>Tom & Jerry</b> family" in words and "5 < 6 & 7 > 3" in words


def test_all_fonts_are_embedded() -> None:
    fonts = fonts_of(agreement(AGREED))

    assert fonts and all(fonts.values())


def test_the_document_is_dated_by_what_was_given_and_is_the_same_each_time() -> None:
    pdf = agreement(AGREED)
    reader = pypdf.PdfReader(io.BytesIO(pdf))

    assert reader.metadata.title == "Loan agreement 2026/27-000412"
    assert reader.metadata.creation_date.date() == date(2026, 11, 14)
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/PrintScaling"] == "/None"
    assert agreement(AGREED) == pdf


def test_what_is_due_is_the_charges_less_their_reductions() -> None:
    assert AGREED.due_pence == 3_600


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\s·,().:]+", text)


def _everything_in(given: object) -> str:
    if dataclasses.is_dataclass(given):
        values = (getattr(given, field.name) for field in dataclasses.fields(given))
        return " ".join(_everything_in(value) for value in values)
    if isinstance(given, tuple):
        return " ".join(_everything_in(value) for value in given)
    return str(given)


def _stays_inside(pdf: bytes) -> bool:
    pages = len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    words = [box for page in range(pages) for box in boxes(pdf, page, of_text=True)]
    return all(
        box.left_mm > 17 and box.right_mm < 193 and box.top_mm > 10 and box.bottom_mm < 290
        for box in words
    )


def test_who_collects_for_a_school_stands_among_the_facts():
    paper = dataclasses.replace(AGREED, players=(), collected_by="Jo Lee")
    assert "Collected by Jo Lee" in " ".join(text_of(agreement(paper)).split())
    assert "Collected by" not in text_of(agreement(AGREED))


def test_who_insures_it_stands_with_the_instrument() -> None:
    insured = violin(insurance="To be insured by the hirer for £185.00.")
    paper = dataclasses.replace(AGREED, instruments=(insured, CLARINET))

    assert text_of(agreement(paper)).count("To be insured by the hirer for £185.00.") == 1


def test_a_teacher_signs_where_the_policy_says_so() -> None:
    words = text_of(agreement(dataclasses.replace(AGREED, teacher_signs=True)))

    assert "I teach the players named here and know of this loan." in " ".join(words.split())
    assert words.count("Signature") == 3
    assert text_of(agreement(AGREED)).count("Signature") == 2


def test_long_conditions_and_three_signatures_stay_on_the_paper() -> None:
    long = tuple(f"Condition {n} " + "goes on and on " * 39 + "end." for n in range(25))
    pdf = agreement(dataclasses.replace(AGREED, terms=(*TERMS, *long), teacher_signs=True))
    pages = [" ".join(lines) for lines in lines_of(pdf)]

    assert text_of(pdf).count("end.") == 25
    assert _stays_inside(pdf)
    assert pages[-1].count("Signature") == 3
