"""Who to write to at a school or a partner: kept, changed, taken off, and named on papers."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, agreements, contacts, details, history, show, undo
from loanmgr.services.agreements import AgreementOf, ReceiptOf
from loanmgr.services.contacts import AddContact, ChangeContact, RemoveContact
from loanmgr.services.details import ChangeDetails
from loanmgr.services.papers.reading import payer
from loanmgr.services.undo import Undo
from tests import factories


@pytest.fixture
def school(desk):
    return factories.school(desk, "Hollow Hill School")


def add(desk, card, name, role="", **more):
    return desk.run(contacts.add_contact, AddContact(card, name, role, **more)).result


def names(desk, card):
    return [each.name for each in desk.look(contacts.contacts, card)]


def test_somebody_is_added_changed_and_taken_off_and_each_is_undone(desk, school):
    add(desk, school, "Jo Field", "Music", contact="07700 900111", prefers="Text")
    [jo] = desk.look(contacts.contacts, school)
    assert (jo.name, jo.role, jo.contact, jo.prefers) == (
        "Jo Field",
        "Music",
        "07700 900111",
        "text",
    )
    changed = ChangeContact(school, "jo", name="Jo Field-Ash", prefers="")
    desk.run(contacts.change_contact, changed)
    [jo] = desk.look(contacts.contacts, school)
    assert (jo.name, jo.role, jo.prefers) == ("Jo Field-Ash", "Music", "")
    desk.run(contacts.remove_contact, RemoveContact(school, "Jo Field-Ash"))
    assert names(desk, school) == []
    for left in (["Jo Field-Ash"], ["Jo Field"], []):
        desk.run(undo.undo, Undo())
        assert names(desk, school) == left
    told = [event.what for event in desk.look(history.timeline, history.TimelineOf(school))]
    assert "Added Jo Field to write to at Hollow Hill School" in told


@pytest.mark.parametrize("kind", ["partner", "teacher"])
def test_partners_and_teachers_have_them_too(desk, kind):
    card = factories.borrower(desk, kind, "Ashby Arts")
    add(desk, card, "Jo Field", "Finance")
    assert names(desk, card) == ["Jo Field"]
    assert ("Finance", "Jo Field") in desk.look(show.show, card).facts


def test_who_is_there_already_and_who_is_not(desk, school):
    add(desk, school, "Jo Field")
    add(desk, school, "Jo Grey")
    with pytest.raises(RuleError, match="JO FIELD is there already"):
        add(desk, school, "JO FIELD")
    with pytest.raises(RuleError, match="by their full name: Jo Field and Jo Grey"):
        desk.run(contacts.remove_contact, RemoveContact(school, "Jo"))
    with pytest.raises(RuleError, match="There is no Sam to write to at Hollow Hill School"):
        desk.run(contacts.remove_contact, RemoveContact(school, "Sam"))
    with pytest.raises(RuleError, match="how it is already"):
        desk.run(contacts.change_contact, ChangeContact(school, "Jo Grey", role=""))
    with pytest.raises(RuleError, match="Jo Field is there already"):
        desk.run(contacts.change_contact, ChangeContact(school, "Jo Grey", name="Jo Field"))
    assert names(desk, school) == ["Jo Field", "Jo Grey"]


def test_what_cannot_be_kept_is_refused(desk, school):
    for wrong, code in (({"name": " "}, "missing"), ({"prefers": "pigeon"}, "prefers")):
        with pytest.raises(RuleError) as refusal:
            desk.run(contacts.add_contact, AddContact(school, **({"name": "Jo Field"} | wrong)))
        assert refusal.value.code == code
    with pytest.raises(RuleError, match="not the card of a school, a teacher or a partner"):
        add(desk, factories.family(desk), "Jo Field")


def test_papers_go_to_who_has_the_role(desk, school):
    account = desk.look(accounts.account_row, school).account_id

    def to(role):
        return desk.look(lambda look, _: contacts.for_papers(look, account, role), None)

    assert to("Finance") == ""
    add(desk, school, "Ola Office", "office (mornings)")
    assert (to("Finance"), to("Music")) == ("Ola Office", "Ola Office")
    add(desk, school, "Fay Finance", "Finance, bursar")
    add(desk, school, "Second Finance", "Finance")
    add(desk, school, "Mo Music", "Music")
    assert (to("Finance"), to("Music"), to("Office")) == ("Fay Finance", "Mo Music", "Ola Office")


def test_a_school_s_receipt_and_agreement_name_them(desk, school):
    add(desk, school, "Fay Finance", "Finance")
    add(desk, school, "Mo Music", "Music")
    factories.lend(desk, factories.violin(desk), school)
    paid = desk.run(accounts.pay, accounts.Pay(school, 1500, "bank")).result
    receipt = desk.look(agreements.receipt_of, ReceiptOf(paid.payment))
    assert receipt.payer == "Hollow Hill School, for Fay Finance"
    agreed = desk.look(agreements.agreement_of, AgreementOf(school))
    assert agreed.borrower == "Hollow Hill School, for Mo Music"


def test_a_school_s_invoice_goes_to_them(desk, school):
    add(desk, school, "Fay Finance", "Finance")
    desk.run(details.change_details, ChangeDetails(school, address="1 Mill Lane, Ashby"))
    known = desk.look(payer, school)
    assert known.addressed.name == "Hollow Hill School"
    assert known.addressed.lines == ("For Fay Finance", "1 Mill Lane", "Ashby")
