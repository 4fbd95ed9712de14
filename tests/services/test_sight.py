"""Nobody without the role sees why a rate is reduced, or where a protected child lives.

Every question of the register is asked, every list written and every command run as a volunteer
and as a desk lead; none of the secrets is in any answer. The same walk as the office finds them,
so that it would be noticed if the walk looked at nothing.
"""

import functools
import importlib
import inspect
import pkgutil
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from uuid import UUID

import pytest

import loanmgr.services
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import applications, attention, awards, baskets, exports, policy
from loanmgr.services.applications import Apply
from loanmgr.services.awards import Award
from loanmgr.services.exports import Export
from loanmgr.services.work import Look
from tests.factories import family, joins, lend, on_the_counter, open_desk, pupil, violin

SECRET_SCHEME, SECRET_REASON = "Looked after by the council", "care order of the court"
SECRET_ADDRESS, SECRET_CONTACT = "7 Refuge Lane", "07700 900777"
SECRET_NOTE, SECRET_EVIDENCE = "Never tell the father", "social_worker"
SECRETS = (
    SECRET_SCHEME,
    SECRET_REASON,
    SECRET_ADDRESS,
    SECRET_CONTACT,
    SECRET_NOTE,
    SECRET_EVIDENCE,
    "QX7 7XQ",
)
POLICY = f"""
[[schemes]]
code = "in-care"
name = "{SECRET_SCHEME}"
public_name = "Reduced rate"
percent = 100
confidential = true
reasons = ["{SECRET_REASON}"]
evidence = ["{SECRET_EVIDENCE}"]
budget_pence = 100000
awarded_by = ["volunteer", "desk_lead", "office", "service_lead"]
"""
ABOUT_POLICY = {
    # The service's own rules, which tell nothing of anybody.
    *("policy", "policy_changes", "policy_history", "trying", "new_family"),
}
GATHERED = {"facts", "hiring", "pots", "locks"}
"""What rules decide by, inside the register; nothing of it leaves by itself."""
ROLES = ("volunteer", "desk_lead")


@pytest.fixture
def protected(desk):
    """A child in care with everything there is to hide, and an application of a brother."""
    desk.run(policy.bring_in, policy.BringIn(POLICY))
    home = family(
        desk,
        "Ngozi Okafor",
        contact=SECRET_CONTACT,
        address=SECRET_ADDRESS,
        postcode="QX7 7XQ",
        note=SECRET_NOTE,
    )
    child, brother = pupil(desk, of=home), pupil(desk, "Dele Okafor", of=home)
    desk.run(awards.award, Award(child, "in-care", SECRET_EVIDENCE, reason=SECRET_REASON))
    desk.run(applications.apply, Apply(brother, "in-care", SECRET_EVIDENCE, reason=SECRET_REASON))
    code = violin(desk)
    lend(desk, code, child)
    return home, child, brother, code


@functools.cache
def questions():
    """Return every question that a desk can ask, by its name."""
    found = {}
    for module in pkgutil.walk_packages(loanmgr.services.__path__, "loanmgr.services."):
        if ".demo" in module.name or module.name.rpartition(".")[2] in ABOUT_POLICY | GATHERED:
            continue
        loaded = importlib.import_module(module.name)
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.name:
                continue
            parameters = list(inspect.signature(function).parameters.values())
            if len(parameters) >= 2 and parameters[0].annotation is Look:
                needed = [p for p in parameters[2:] if p.default is p.empty]
                if not needed:
                    found[f"{module.name}.{name}"] = function, parameters[1].annotation
    return found


def requests(kind, register):
    """Return what a question may be asked with: cards, labels, or a dataclass of them."""
    codes, basket = register
    plain = {
        str: [*codes, "okafor", "Ngozi Okafor", "refuge", "amira"],
        date: [date(2026, 11, 21)],
        UUID: [basket],
        int: list(range(1, 8)),
    }
    if kind in plain:
        return plain[kind]
    if not is_dataclass(kind):
        return [None]
    made = []
    for code in (*codes, "families", "pupil", "family", "all", "okafor"):
        try:
            values = {
                each.name: _value(each.type, each.name, code)
                for each in fields(kind)
                if each.default is MISSING and each.default_factory is MISSING
            }
            made.append(kind(**values))
        except (TypeError, ValueError):
            continue
    return made


def _value(kind, name, code):
    text = str(kind)
    if "tuple" in text:
        return (code,)
    if "date" in text:
        return date(2026, 11, 21)
    if "UUID" in text:
        return new_id()
    if text in ("int", "<class 'int'>"):
        return 1
    return "violin" if name == "type" else code


def walk(desk, register):
    """Ask everything; return what every question answered, refusals included."""
    answers = {}
    for name, (question, kind) in questions().items():
        for request in requests(kind, register):
            try:
                found = desk.look(question, request)
            except RuleError as refusal:
                found = refusal.message
            except Exception:  # noqa: S112 - it was asked what makes no sense
                continue
            answers[name] = answers.get(name, "") + repr(found)
    return answers


def leaks(answers):
    return {name: secret for name, text in answers.items() for secret in SECRETS if secret in text}


@pytest.mark.parametrize("role", ROLES)
def test_no_question_tells_who_may_not_know(desk, protected, register_url, clock, role):
    home, child, brother, code = protected
    other = open_desk(register_url, clock, "Ashby 2", staff=joins(desk, role))
    basket = on_the_counter(other, child, violin(desk))
    register = ((home, child, brother, code), basket)

    answers = walk(other, register)

    other.close()
    assert leaks(answers) == {}
    assert len(answers) > 60


def test_the_same_walk_as_the_office_finds_every_secret(desk, protected):
    home, child, brother, code = protected
    basket = on_the_counter(desk, child, violin(desk))
    found = " ".join(walk(desk, ((home, child, brother, code), basket)).values())
    assert [secret for secret in SECRETS if secret not in found] == []


@pytest.mark.parametrize("role", ROLES)
def test_no_file_tells_who_may_not_know(desk, protected, register_url, clock, role):
    seen = open_desk(register_url, clock, "Ashby 2", staff=joins(desk, role))
    kinds = ("instruments", "families", "schools", "loans")
    files = {kind: seen.look(exports.export, Export(kind)) for kind in kinds}
    assert leaks(files) == {}
    assert "Ngozi Okafor" not in files["families"]
    assert SECRET_ADDRESS in desk.look(exports.export, Export("families"))
    seen.close()


def test_who_may_see_is_the_schemes_own_rule(desk, register_url, clock, protected):
    lead = open_desk(register_url, clock, "Ashby 2", staff=joins(desk, "desk_lead"))
    assert {each.scheme for each in lead.look(applications.waiting, None)} == {"Reduced rate"}
    assert lead.look(applications.pots, None) == ()
    seen_by = 'seen_by = ["desk_lead", "office"]\n'
    desk.run(
        policy.bring_in, policy.BringIn(POLICY.replace("confidential", seen_by + "confidential"))
    )
    [waits] = lead.look(applications.waiting, None)
    assert (waits.scheme, waits.reason) == (SECRET_SCHEME, SECRET_REASON)
    assert lead.look(applications.pots, None)[0].left_pence == 100000 - 2400
    assert desk.look(applications.waiting, None)[0].scheme == "Reduced rate"
    lead.close()


def test_a_volunteer_serves_a_protected_child_as_any_other(desk, register_url, clock, protected):
    _, child, brother, _ = protected
    other = open_desk(register_url, clock, "Ashby 2", staff=joins(desk, "volunteer"))
    code = violin(desk)
    assert lend(other, code, child).total_due_pence == 0
    assert lend(other, violin(desk), brother).total_due_pence == 0
    view = other.look(baskets.current, None)
    assert view is None
    with pytest.raises(RuleError, match="for a desk lead"):
        other.look(attention.evidence, None)
    other.close()
