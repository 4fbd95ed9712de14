"""Commands about schools, teachers and partners: who to write to, and what is known of them."""

from argparse import Namespace
from dataclasses import asdict

from loanmgr.cli.output import Answer, table
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.money import pounds
from loanmgr.services import contacts, details
from loanmgr.services.contacts import AddContact, ChangeContact, Contacts, RemoveContact
from loanmgr.services.details import ChangeDetails
from loanmgr.services.schools.listing import SchoolRow, SchoolsPage, schools_page


def contact_add(session: Session, options: Namespace) -> Answer:
    """Add somebody to write to."""
    request = AddContact(
        options.card,
        options.name,
        options.role or "",
        options.contact or "",
        options.prefers or "",
    )
    return _contacts(session.desk.run(contacts.add_contact, request).result)


def contact_change(session: Session, options: Namespace) -> Answer:
    """Change somebody to write to."""
    said = (options.name, options.role, options.contact, options.prefers)
    if all(each is None for each in said):
        raise UsageError("Say what to change: --name, --role, --contact or --prefers.")
    request = ChangeContact(options.card, options.who, *said)
    return _contacts(session.desk.run(contacts.change_contact, request).result)


def contact_remove(session: Session, options: Namespace) -> Answer:
    """Take somebody off."""
    request = RemoveContact(options.card, options.who)
    return _contacts(session.desk.run(contacts.remove_contact, request).result)


def change(session: Session, options: Namespace) -> Answer:
    """Correct what is known of somebody."""
    names = ("name", "address", "postcode", "contact", "note", "school", "year", "urn")
    said = {name: getattr(options, name) for name in names}
    if all(text is None for text in said.values()):
        raise UsageError(f"Say what to change: {', '.join(f'--{name}' for name in names)}.")
    done = session.desk.run(details.change_details, ChangeDetails(options.card, **said)).result
    lines = [f"Changed: {done.details.name} {done.details.card}, {', '.join(done.changed)}."]
    notes = [f"There is another one of that name: {other}." for other in done.alike]
    data = {"act": done.act, **asdict(done.details)}
    data |= {"changed": list(done.changed), "alike": list(done.alike)}
    return Answer(data, lines, notes=notes)


def list_schools(session: Session, options: Namespace) -> Answer:
    """Say which schools there are, what they have and owe."""
    asked = (options.name or "", options.phase or "", options.state or "", options.holding)
    found: list[SchoolRow] = []
    page = session.desk.look(schools_page, SchoolsPage(*asked))
    while page:
        found += page
        page = session.desk.look(schools_page, SchoolsPage(*asked, after=page[-1].code))
    rows = [
        (
            row.code,
            row.name,
            row.phase,
            row.state,
            row.out + row.with_pupils or "",
            pounds(row.owed_pence) if row.owed_pence else "",
        )
        for row in found
    ]
    lines = table(("Card", "Name", "Phase", "Is", "Out", "Owed"), rows)
    return Answer(
        {"schools": [asdict(row) for row in found]}, lines or ["There is no such school."]
    )


def _contacts(done: Contacts) -> Answer:
    rows = [(each.name, each.role, each.contact, each.prefers) for each in done.contacts]
    lines = table(("Name", "Role", "Phone or email", "Prefers"), rows)
    data = {
        "act": done.act,
        "card": done.card,
        "contacts": [asdict(each) for each in done.contacts],
    }
    return Answer(data, lines or ["There is nobody to write to."])
