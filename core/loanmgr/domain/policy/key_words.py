"""What the lists, keys and choices of a policy are called where people read and change them.

Data for ``wording``. A key without words here is called by its own name, so a new one can be used
before anybody has found better words for it.
"""

from typing import NamedTuple


class PageWords(NamedTuple):
    """What a list of the policy is called: as a page, and one entry of it."""

    title: str
    noun: str
    about: str = ""


class KeyWords(NamedTuple):
    """What a key is called, one line of help, and under which heading it stands."""

    label: str
    help: str = ""
    section: str = ""


PAGES = {
    "terms": PageWords(
        "Terms and dates",
        "term",
        "The gaps between terms are holidays. A hire pays for the term it begins in.",
    ),
    "tariffs": PageWords(
        "Prices", "price", "What hiring costs. The price that is most to the point counts."
    ),
    "schemes": PageWords(
        "Reduced rates", "reduced rate", "Who pays less. Families see the public name only."
    ),
    "limits": PageWords(
        "Limits", "limit", "How much somebody may have at once; and what stands on invoices."
    ),
    "intervals": PageWords(
        "Checks", "check", "What is to be done after a loan, or every so many months."
    ),
    "types": PageWords(
        "Types of instruments", "type", "What there is to lend, its sizes and what comes with it."
    ),
    "systems": PageWords(
        "Other systems", "system", "Who invoices or books what we charge, and how its files look."
    ),
}

WHAT, WHO, WHEN, MONEY = "What it is", "For whom", "When it holds", "What it costs"
PAPERS = "On invoices and statements"
LATE = "What paying late costs"
AGREED = "On loan agreements"
FILES = "How its files look"
COURSE, CAPS, PROOF = "How it runs", "At most", "Who gets it"

ORDER = (WHAT, WHEN, MONEY, WHO, PROOF, CAPS, COURSE, PAPERS, LATE, AGREED, FILES)
"""Headings in the order in which people ask."""

EVERY = {
    "code": KeyWords("Short name", "Never changes: charges and awards are kept under it."),
    "name": KeyWords("Name", "As the office calls it.", WHAT),
    "from": KeyWords("First day", "Nothing here: it has always held.", WHEN),
    "to": KeyWords("Last day", "Nothing here: until further notice.", WHEN),
    "borrowers": KeyWords("Borrowers", "Only these; none ticked is everybody.", WHO),
    "price_pence": KeyWords("Price", "What the payer pays, in pounds.", MONEY),
}
"""Words of keys that mean the same in every list."""

KEYS: dict[str, dict[str, KeyWords]] = {
    "terms": {
        "name": KeyWords("Name", "As people say it: Autumn term 2027.", WHAT),
        "from": KeyWords("First day", "The first day on which pupils come.", WHEN),
        "to": KeyWords("Last day", "The last day on which pupils come.", WHEN),
        "half_term_from": KeyWords("Half term from", "First day of the half-term holiday.", WHEN),
        "half_term_to": KeyWords("Half term to", "Last day of it.", WHEN),
        "estimated": KeyWords(
            "Estimated", "Our own guess: screens say so until the county has published.", WHEN
        ),
    },
    "tariffs": {
        "families": KeyWords("Families", "Only these, with commas between; nothing is all.", WHO),
        "types": KeyWords("Types", "Only these, with commas between; nothing is all.", WHO),
        "sizes": KeyWords("Sizes", "Only these, with commas between; nothing is all.", WHO),
        "residents": KeyWords("Lives in the area", "Or goes to school there.", WHO),
        "lessons": KeyWords("Lessons with us", "", WHO),
        "ensemble": KeyWords("In an ensemble of ours", "", WHO),
        "from_instrument": KeyWords(
            "From instrument no.", "2: from a borrower's second instrument on.", WHO
        ),
        "from_child": KeyWords("From child no.", "2: from the second child of a family on.", WHO),
        "parts": KeyWords("For parts", "The price of a bow or case lent by itself.", WHO),
        "basis": KeyWords("The price is for", "", MONEY),
        "part_period": KeyWords(
            "Begun in the middle", "What a hire pays that begins inside a period.", COURSE
        ),
        "last_days": KeyWords(
            "Last days of a term",
            "Begun in the last so many days, it pays from the next term.",
            COURSE,
        ),
        "least_weeks": KeyWords(
            "Fewest weeks left",
            "Begun in the second half with fewer school weeks left, it pays from the next term.",
            COURSE,
        ),
        "free_first": KeyWords("Free for who is new", "", MONEY),
        "least_periods": KeyWords(
            "Periods at least", "So many are paid for, however early it comes back.", COURSE
        ),
        "ends": KeyWords("The hire ends", "", COURSE),
        "gives_back": KeyWords("Back early, we give back", "", COURSE),
        "take_off_days": KeyWords(
            "Days to change their mind",
            "Back within so many days of a period's start, it pays nothing for that period.",
            COURSE,
        ),
        "notice_days": KeyWords(
            "Days of notice",
            "A hire not ended so many days before a period begins is charged for it.",
            COURSE,
        ),
        "running_from": KeyWords(
            "For running hires, from",
            "They keep the old price until a period begins on this day or later.",
            WHEN,
        ),
        "deposit_pence": KeyWords(
            "Deposit", "Taken with the first charge, given back at the end.", MONEY
        ),
        "vat": KeyWords("VAT code", "", MONEY),
        "ledger_code": KeyWords("Ledger code", "Under which finance books it.", MONEY),
        "pay_within_days": KeyWords("Days to pay", "What it charges is due so soon.", MONEY),
        "percent_of_value": KeyWords("Per cent of the value", "", MONEY),
        "excess_pence": KeyWords("Excess", "The payer pays so much of a loss.", MONEY),
        "cap_pence": KeyWords("At most", "A loss never costs more.", MONEY),
        "free_days": KeyWords(
            "Free at first", "Damage told of in the first so many days costs nothing.", MONEY
        ),
        "insure": KeyWords("Insured by", "Where it is not as the type says.", COURSE),
        "part_names": KeyWords("Parts", "Only these, with commas between; nothing is all.", WHO),
        "replacement_after_days": KeyWords(
            "Days until replacement",
            "Not back so long after its day, its value is charged.",
            COURSE,
        ),
        "parts_after_days": KeyWords(
            "Days until parts are charged", "A part that is not back so long is charged.", COURSE
        ),
        "ends_with_lessons": KeyWords("Ends with the lessons", "", COURSE),
        "hire_stops_at_loss": KeyWords("Hire stops when it is lost", "", COURSE),
        "example": KeyWords("Only an example", "Screens say so until you have decided.", MONEY),
    },
    "schemes": {
        "name": KeyWords("Name for the office", "Families never see it.", WHAT),
        "public_name": KeyWords("Public name", "The only name on screens and papers.", WHAT),
        "kind": KeyWords("Kind", "A pupil has one reduced rate of a kind at a time.", WHAT),
        "percent": KeyWords("Takes off per cent", "50 is half.", MONEY),
        "fixed_pence": KeyWords("Takes off a sum", "So many pounds off each charge.", MONEY),
        "set_price_pence": KeyWords("Sets the price", "Each charge costs this.", MONEY),
        "set_price_per_year_pence": KeyWords(
            "A year costs", "All charges of a pupil's school year together.", MONEY
        ),
        "family_price_per_term_pence": KeyWords(
            "A family's term costs", "All charges of a family together.", MONEY
        ),
        "free": KeyWords("Free", "Nothing is to pay.", MONEY),
        "cap_per_term_pence": KeyWords("Off a term, at most", "", CAPS),
        "cap_per_year_pence": KeyWords("Off a year, at most", "", CAPS),
        "cap_per_family_term_pence": KeyWords("Off a family, at most", "", CAPS),
        "deposit_pence": KeyWords(
            "Deposit", "Taken from whoever has it, where the price asks for less.", MONEY
        ),
        "instruments": KeyWords("Instruments", "So many of a pupil are lowered.", CAPS),
        "budget_pence": KeyWords("Budget of a school year", "Then there is a waiting list.", CAPS),
        "automatic": KeyWords("Everybody has it", "Without applying for it.", PROOF),
        "confidential": KeyWords(
            "Confidential", "Reason and address are hidden from the desk and from paper.", PROOF
        ),
        "reasons": KeyWords("Reasons", "Grounds it is given on, with commas between.", PROOF),
        "apply_within_days": KeyWords(
            "Days to apply",
            "Applied for later in a term, it counts from the next.",
            PROOF,
        ),
        "applies_to": KeyWords("Lowers", "", MONEY),
        "stacks": KeyWords("Adds to others", "Else only the best one counts.", MONEY),
        "evidence": KeyWords("Evidence", "What is seen for it, with commas between.", PROOF),
        "grace_days": KeyWords("Days of grace", "It counts so long while evidence comes.", PROOF),
        "lasts": KeyWords("Lasts", "", PROOF),
        "from_year": KeyWords("From school year", "Younger pupils can't have it.", PROOF),
    },
    "limits": {
        "instruments": KeyWords("Instruments at once", "Parts and accessories don't count.", CAPS),
        "owed_pence": KeyWords("Owed", "More than this, past its day, is asked about.", CAPS),
        "payment_days": KeyWords("Days to pay", "So long there is to pay an invoice.", PAPERS),
        "recall_after_days": KeyWords("Days until recall", "", CAPS),
        "late_note": KeyWords("About paying late", "Stands on invoices and statements.", PAPERS),
        "late_fee_pence": KeyWords(
            "Late fee", "Once for each invoice that is not paid in time.", LATE
        ),
        "late_percent": KeyWords(
            "Interest a year", "Per cent, by days, on what is not paid in time.", LATE
        ),
        "address": KeyWords("Our address", "One line under the other.", PAPERS),
        "contact": KeyWords("How to reach us", "", PAPERS),
        "pay_to": KeyWords("How to pay", "One line under the other.", PAPERS),
        "vat_number": KeyWords("VAT number", "", PAPERS),
        "invoices_since": KeyWords("Invoices since", "Earlier lines are on none.", PAPERS),
        "conditions": KeyWords("Further conditions", "One under the other.", AGREED),
        "teacher_signs": KeyWords("The teacher signs too", "", AGREED),
        "renewals": KeyWords("Renewals", "So often a loan with a fixed end is renewed.", CAPS),
        "kept_working_days": KeyWords(
            "Working days kept", "An instrument is kept so long for somebody; 0 is never.", CAPS
        ),
    },
    "intervals": {
        "name": KeyWords("Name", "What is to be done.", WHAT),
        "after_loan": KeyWords("After each loan", "", COURSE),
        "every_months": KeyWords("Every so many months", "", COURSE),
        "blocks_lending": KeyWords(
            "Blocks lending", "Until it is done, or a lead says so.", COURSE
        ),
        "charge_pence": KeyWords(
            "The hirer pays",
            "Each time it comes round in a hire; nothing here: nobody pays.",
            MONEY,
        ),
        "vat": KeyWords("VAT code", "Of what the hirer pays.", MONEY),
    },
    "types": {
        "name": KeyWords("Name", "As people say it.", WHAT),
        "family": KeyWords("Family", "Strings, woodwind, brass, or one of your own.", WHAT),
        "sizes": KeyWords(
            "Sizes", "One a line: 3/4, or 3/4; three-quarter; 9 to 12 with its ages.", WHAT
        ),
        "usual_parts": KeyWords("Comes with", "With commas between: bow, case.", WHAT),
        "checks": KeyWords("Checks", "Those that hold for it.", WHAT),
        "value_pence": KeyWords("Value", "What one is insured for.", MONEY),
        "counts": KeyWords("Counts towards limits", "Free accessories do not.", CAPS),
        "insure": KeyWords("Insured by", "Agreements and the desk say so.", COURSE),
    },
    "systems": {
        "name": KeyWords("Name", "As the office calls the system.", WHAT),
        "kind": KeyWords("It is", "", WHAT),
        "accounts": KeyWords("Accounts", "Whose lines it is told.", WHO),
        "invoices": KeyWords("It sends the invoices", "We print none then.", WHO),
        "sends": KeyWords("It is told of", "", WHO),
        "since": KeyWords("Lines entered since", "Earlier ones are never sent.", WHEN),
        "columns": KeyWords(
            "Columns", "One a line: its heading, a colon and what it holds. F1 lists that.", FILES
        ),
        "date_format": KeyWords("Dates look like", "", FILES),
        "money": KeyWords("Money in", "", FILES),
        "separator": KeyWords("Between columns", "", FILES),
        "decimal": KeyWords("Before the pence", "", FILES),
        "ledger_code": KeyWords("Ledger code", "Where nothing else says one.", FILES),
        "ledger_codes": KeyWords("Ledger codes", "One a line, as in the policy file.", FILES),
        "paid_columns": KeyWords(
            "Columns that come back",
            "Likewise; what they hold is reference, amount, date, payment or unpaid.",
            FILES,
        ),
    },
}

ANY_CHOICES = {
    "family": "families",
    "pupil": "pupils",
    "adult": "adult learners",
    "teacher": "teachers",
    "school": "schools",
    "partner": "partners",
}

CHOICES: dict[str, dict[str, str]] = {
    "from": {"": "always"},
    "to": {"": "until further notice"},
    "basis": {
        "term": "a term",
        "half_term": "a half term",
        "month": "a month",
        "year": "a school year",
        "fixed": "the whole loan",
        "free": "nothing, it is free",
        "loss": "what is lost",
        "damage": "what is broken",
        "part_loss": "a lost part",
    },
    "part_period": {
        "full": "the whole period",
        "half_term": "the half terms left",
        "weeks": "the weeks left",
        "months": "the months left",
    },
    "free_first": {
        "": "no, they pay at once",
        "academic_year": "their first school year",
        "twelve_months": "their first twelve months",
    },
    "ends": {
        "until_returned": "when it is returned",
        "fixed": "on a day to bring it back by",
    },
    "gives_back": {
        "nothing": "nothing",
        "half_term": "the half term not used",
        "weeks": "the weeks not used",
        "months": "the months not used",
    },
    "applies_to": {
        "hire": "hire",
        "deposit": "deposits",
        "class_set": "class sets",
        "loss": "what is lost",
    },
    "insure": {
        "": "nothing is said",
        "hirer": "the hirer",
        "advised": "the hirer, as we advise",
        "service": "us",
    },
    "lasts": {
        "academic_year": "until 31 August",
        "term": "until the end of the term",
        "until_ended": "until somebody ends it",
    },
    "kind": {"finance": "the finance system", "pupils": "a system that knows the pupils"},
    "from_year": {"": "any", "N": "Nursery", "R": "Reception"}
    | {str(year): f"Year {year}" for year in range(1, 14)},
}
"""The words of a key's choices; the empty one is what holds when nothing is said."""
