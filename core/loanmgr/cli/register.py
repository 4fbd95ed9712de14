"""Commands about the register as a whole: making one, its policy."""

import getpass
import sys
from argparse import Namespace
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from loanmgr.cli import files, output
from loanmgr.cli.output import Answer
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.desk import Desk
from loanmgr.domain import policy as rules
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.domain.policy import Policy, PolicyProblem, PolicyProblems
from loanmgr.services import policy
from loanmgr.services.policy import BringIn, BroughtIn
from loanmgr.services.register import StartRegister
from loanmgr.services.work import Look

STARTING_POLICY = Path("resources", "policy", "starting.toml")
COUNTED = ("terms", "tariffs", "schemes")
EMPTY_ONLY = ("service", "centre", "person")
LOANS_OF_EACH = 3
"""So many past loans are made up of each instrument, where nobody says how many: one a year."""
DEMO_ONLY = ("seed", "instruments", "families", "loans")


def init(session: Session, options: Namespace) -> Answer:
    """Make a register, with made-up data if that is wanted."""
    session.check_address()
    sizes = {name: getattr(options, name) for name in DEMO_ONLY}
    if not options.demo and any(size is not None for size in sizes.values()):
        raise UsageError("--seed, --instruments, --families and --loans go with --demo.")
    if options.demo and any(getattr(options, name) is not None for name in EMPTY_ONLY):
        raise UsageError("--service, --centre and --person are made up with --demo.")
    if not session.settings.database:
        _make_folder(session.settings.folder)
    try:
        return _made_up(session, sizes) if options.demo else _empty(session, options)
    except StoreError as fault:
        if fault.code == "exists":
            raise RuleError(fault.message, fault.code) from fault
        raise


def _empty(session: Session, options: Namespace) -> Answer:
    request = StartRegister(
        service=options.service or "Our music service",
        centre=options.centre or "Our music centre",
        person=options.person or keyboard_person(),
        policy=starting_policy(),
    )
    Desk.create(session.settings.url, request)
    line = f"A new register is in {_where(session)}. Its first lead is {request.person}."
    return Answer({"instruments": 0, "families": 0, "loans": 0}, [line])


def _made_up(session: Session, sizes: dict[str, Any]) -> Answer:
    # Most commands never make anything up, and what does is large.
    demo = import_module("loanmgr.services.demo")
    seed = sizes.pop("seed")
    given = {name: value for name, value in sizes.items() if value is not None}
    if "instruments" in given:
        given.setdefault("loans", LOANS_OF_EACH * given["instruments"])
    made = demo.make_demo(
        session.settings.url,
        demo.DemoSize(**given),
        demo.SEED if seed is None else seed,
        session.today,
        _progress,
    )
    output.progress("")
    data = {name: getattr(made, name) for name in ("instruments", "families", "loans")}
    counts = ", ".join(f"{count:,} {name}" for name, count in data.items())
    return Answer(data, [f"A register of made-up data is in {_where(session)}: {counts}."])


def _progress(done: int, whole: int, doing: str) -> bool:
    output.progress(f"{100 * done // max(1, whole)} % {doing}")
    return True


def _where(session: Session) -> str:
    if not session.settings.database:
        return str(session.settings.folder)
    return make_url(session.settings.database).render_as_string(hide_password=True)


def policy_export(session: Session, options: Namespace) -> Answer:
    """Write the policy as its file."""
    found = session.desk.look(_in_force, None)
    files.write(options.output, rules.export(found).encode())
    counts = {name: len(getattr(found, name)) for name in COUNTED}
    return Answer(counts, [f"{_counted(counts)} written to {options.output}."])


def policy_import(session: Session, options: Namespace) -> Answer:
    """Bring a policy file in, or say what that would change."""
    try:
        request = BringIn(files.read(options.file).decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise UsageError(f"{options.file} is not a text in UTF-8.") from fault
    try:
        brought = session.desk.look(policy.try_in, request)
        if brought.changed and not options.dry_run:
            brought = session.desk.run(policy.bring_in, request).result
    except PolicyProblems as fault:
        return problems(fault)
    return Answer(_brought(brought), _brought_lines(brought, dry_run=options.dry_run))


def _in_force(look: Look, _request: None) -> Policy:
    return look.policy()


def starting_policy() -> str:
    """Return the policy that a new register begins with."""
    for folder in Path(__file__).resolve().parents:
        if (folder / STARTING_POLICY).is_file():
            return (folder / STARTING_POLICY).read_text(encoding="utf-8")
    raise StoreError("The starting policy is missing from this installation.", "incomplete")


def keyboard_person() -> str:
    """Return the name of whoever is logged in: the full name where the computer knows it."""
    login = _login()
    if sys.platform == "win32":
        return login
    import pwd  # noqa: PLC0415 - there is none on Windows

    try:
        full = pwd.getpwnam(login).pw_gecos.split(",")[0].strip()
    except KeyError:
        full = ""
    return full or login


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "Lead"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        message = f"The folder {folder} can't be made: {fault.strerror}."
        raise StoreError(message, "folder") from fault


def problems(fault: PolicyProblems) -> Answer:
    """Return what is wrong with a policy, each by its line or its key."""
    refused = {"code": fault.code, "message": fault.message, "field": fault.field}
    problems = [_problem(found) for found in fault.problems]
    return Answer(
        {"refused": refused, "problems": problems}, notes=fault.message.splitlines(), status=1
    )


def _problem(found: PolicyProblem) -> dict[str, Any]:
    if found.line is None:
        return {"key": found.key or None, "message": found.message}
    return {"line": found.line, "message": found.message}


def _brought(brought: BroughtIn) -> dict[str, int]:
    counts = {name: getattr(brought, name) for name in COUNTED}
    return {**counts, "changed": brought.changed}


def _brought_lines(brought: BroughtIn, *, dry_run: bool) -> list[str]:
    if not brought.changed:
        return ["The policy says all of that already; nothing is changed."]
    entries = "1 entry" if brought.changed == 1 else f"{brought.changed} entries"
    verb = "would be" if dry_run else "are" if brought.changed > 1 else "is"
    return [f"{entries} of the policy {verb} new or changed."]


def _counted(counts: dict[str, int]) -> str:
    return f"{counts['terms']} terms, {counts['tariffs']} tariffs and {counts['schemes']} schemes"
