"""What the pictures show: states of the window, in the order in which a Saturday brings them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSize

from loanmgr.domain.ids import new_id
from loanmgr.services.runs import PastRun
from loanmgr.settings import Settings
from ui.attention.page import APPLICATIONS, KEPT, OWING, ToLookAt
from ui.billing.invoices_page import InvoicesPage
from ui.billing.page import CHARGES, LATE, PAST, BillingPage
from ui.billing.plan_page import OLD
from ui.billing.systems_page import SystemsPage
from ui.families import more
from ui.families.join_panel import JoinPanel
from ui.families.load_schools import LoadSchoolsPage
from ui.families.record_page import PersonPage
from ui.first_run.window import FirstRunWindow
from ui.instruments.record_page import InstrumentPage
from ui.settings.kept import Kept
from ui.shots import schools, settings_states
from ui.shots.stage import Stage, settle
from ui.shots.story import ON

SPRING = date(2027, 1, 5)
"""The day on which most of what is out is charged again."""
MONTHLY_RUN, OCTOBER_RUN, TERM_RUN = (
    f"Billing run for {day}" for day in ("2 November 2026", "1 October 2026", "3 September 2026")
)

SIZES = (QSize(1366, 768), QSize(1024, 700), QSize(1093, 580))


@dataclass(frozen=True)
class Shot:
    """One state worth a picture: its name, how it is reached from the one before, and its text."""

    name: str
    reach: Callable[[Stage], None]
    percent: int = 100
    only: QSize | None = None


def _empty(stage: Stage) -> None:
    stage.go("Desk")


def _returned(stage: Stage) -> None:
    stage.search("")
    stage.scan(stage.story.flute)


def _handed_in(stage: Stage) -> None:
    stage.press("Handed in on…")


def _search(stage: Stage) -> None:
    stage.search("car")


def _late(stage: Stage) -> None:
    stage.close_panels()
    stage.scan(stage.story.late)


def _goes_elsewhere(stage: Stage) -> None:
    stage.scan(stage.story.of_brook)


def _children(stage: Stage) -> None:
    stage.close_panels()
    stage.scan(stage.story.carter)


def _basket(stage: Stage) -> None:
    _answer_safely(stage)
    stage.scan(stage.story.okafor)
    stage.scan(stage.story.violin)
    stage.scan(stage.story.cello)


def _why(stage: Stage) -> None:
    stage.press("Why this price?")


def _paying(stage: Stage) -> None:
    stage.close_panels()
    stage.pay_by("Cash", "50")


def _question(stage: Stage) -> None:
    stage.scan(stage.story.violin)


def _stop(stage: Stage) -> None:
    stage.close_panels()
    stage.scan(stage.story.clarinet)


def _waiting(stage: Stage) -> None:
    _answer_safely(stage)
    stage.command("keep")


def _several(stage: Stage) -> None:
    stage.scan(stage.story.mia)
    stage.scan(stage.story.big_violin)


def _new_family(stage: Stage) -> None:
    stage.answer(0)
    stage.command("new_family")


def _swap(stage: Stage) -> None:
    stage.close_panels()
    stage.scan(stage.story.bello)
    stage.scan(stage.story.small_violin)
    stage.scan(stage.story.next_violin)


def _kept(stage: Stage) -> None:
    stage.scan(stage.story.kept)


def _school(stage: Stage) -> None:
    stage.answer(0)  # another one
    stage.command("keep")
    stage.scan(stage.story.school)
    for clarinet in stage.story.clarinets:
        stage.scan(clarinet)


def _counters(stage: Stage) -> None:
    stage.command("keep")
    stage.command("counters")


def _closing(stage: Stage) -> None:
    stage.window.back()
    stage.command("close_desk")


def _half_typed(stage: Stage) -> None:
    stage.go("Desk")
    stage.command("new_family")
    desk = stage.program.desk
    assert desk is not None  # noqa: S101 - its command was chosen before
    assert desk.new_family is not None  # noqa: S101 - it was just opened
    desk.new_family.adult.setText("Grace Bello")
    stage.close_panels()
    desk.session.half_typed.save()
    desk.session.message = None  # as when the window opens
    desk.families.begin()
    settle()


def _to_look_at(stage: Stage) -> None:
    stage.window.back()
    stage.command("to_look_at")


def _billing(stage: Stage) -> None:
    stage.go("Desk")
    stage.command("billing")
    page = stage.window.page
    assert isinstance(page, BillingPage)  # noqa: S101 - the command opens no other
    page.price(SPRING)
    settle()


def _past_runs(stage: Stage) -> None:
    """Show runs of earlier days, one of them taken back in part, in a plan that is old."""
    page = stage.window.page
    assert isinstance(page, BillingPage)  # noqa: S101 - it was opened before
    runs = (
        PastRun(new_id(), 3, date(2026, 11, 2), "Pat Lead", MONTHLY_RUN, 412, 412, is_undone=False),
        PastRun(new_id(), 2, date(2026, 10, 1), "Pat Lead", OCTOBER_RUN, 409, 3, is_undone=True),
        PastRun(new_id(), 1, date(2026, 9, 3), "Mo Head", TERM_RUN, 1208, 0, is_undone=True),
    )
    page.models[PAST].show_rows(runs)
    page.old.show_words(OLD)
    page.show_list(PAST)
    settle()


def _paid_late(stage: Stage) -> None:
    page = stage.window.page
    assert isinstance(page, BillingPage)  # noqa: S101 - it was opened before
    page.show_list(CHARGES)
    page.what.setCurrentText(LATE)
    settle()


def _invoices(stage: Stage) -> None:
    stage.go("Desk")
    stage.command("invoices")
    settle()


def _systems(stage: Stage) -> None:
    stage.go("Desk")
    stage.command("systems")
    settle()


def _paid_there(stage: Stage) -> None:
    page = stage.window.page
    assert isinstance(page, SystemsPage)  # noqa: S101 - the state before opened it
    said = f"REF,ID,PAID\r\n{stage.story.school},1,24.00\r\nLN,2,five\r\n".encode()
    page.show_file(said)
    settle()


def _to_invoice(stage: Stage) -> None:
    page = stage.window.page
    assert isinstance(page, InvoicesPage)  # noqa: S101 - the state before opened it
    page.show_list("To invoice")
    settle()


def _hidden(stage: Stage) -> None:
    stage.go("Desk")
    stage.command("hide")


def _instruments(stage: Stage) -> None:
    stage.command("hide")
    stage.go("Instruments")


def _no_instrument(stage: Stage) -> None:
    stage.filter_instruments("zither")


def _instrument(stage: Stage) -> None:
    stage.scan(stage.story.flute)


def _lost(stage: Stage) -> None:
    page = stage.window.page
    assert isinstance(page, InstrumentPage)  # noqa: S101 - the scan before opened it
    page.ask_lost()
    settle()
    assert page.lost is not None  # noqa: S101 - it was just asked
    page.lost.value.setText("180")
    settle()


def _damaged(stage: Stage) -> None:
    stage.close_panels()
    page = stage.window.page
    assert isinstance(page, InstrumentPage)  # noqa: S101 - the scan before opened it
    page.ask_damage()
    assert page.damage is not None  # noqa: S101 - it was just asked
    page.damage.fault.setText("Key bent")
    page.damage.cost.setText("45")
    settle()


def _instrument_kept(stage: Stage) -> None:
    stage.close_panels()
    stage.scan(stage.story.kept)


def _instrument_keep(stage: Stage) -> None:
    _instrument_kept(stage)
    stage.press("No longer kept")
    stage.press("Keep for\N{HORIZONTAL ELLIPSIS}")
    page = stage.window.page
    assert isinstance(page, InstrumentPage)  # noqa: S101 - the scan before opened it
    assert page.keeping.panel is not None  # noqa: S101 - it was just asked
    page.keeping.panel.who.setText("Zoe Ward")
    settle()


def _families(stage: Stage) -> None:
    stage.close_panels()
    stage.go("Families and schools")


def _schools(stage: Stage) -> None:
    stage.press("Schools")


def _load_schools(stage: Stage) -> None:
    stage.press("Load schools…")
    page = stage.window.page
    assert isinstance(page, LoadSchoolsPage)  # noqa: S101 - the button opens no other
    file = schools.write(stage.folder)
    page.which = lambda _over: str(file)
    page.choose_file()
    settle()


def _school_record(stage: Stage) -> None:
    stage.scan(stage.story.school)


def _family(stage: Stage) -> None:
    stage.scan(stage.story.carter)


def _family_more(which: str) -> Callable[[Stage], None]:
    """Open one of the panels of the button More on the Okafors' page."""

    def reach(stage: Stage) -> None:
        stage.close_panels()
        stage.scan(stage.story.okafor)
        page = stage.window.page
        assert isinstance(page, PersonPage)  # noqa: S101 - the card opens no other
        panel = page.more.open(which)
        if isinstance(panel, JoinPanel):
            panel.other.setText("Joe Carter")
            panel.other.value = stage.story.carter
            panel.preview()
        settle()

    return reach


def _settings_terms(stage: Stage) -> None:
    stage.go("Settings")
    settings_states.terms(stage)


def _applications(stage: Stage) -> None:
    page = stage.window.page
    assert isinstance(page, ToLookAt)  # noqa: S101 - the command opens no other
    page.show_list(APPLICATIONS)
    page.lists[APPLICATIONS].selectRow(0)


def _kept_list(stage: Stage) -> None:
    page = stage.window.page
    assert isinstance(page, ToLookAt)  # noqa: S101 - the state before opened it
    page.show_list(KEPT)
    settle()


def _owing(stage: Stage) -> None:
    """Who owes past its day."""
    page = stage.window.page
    assert isinstance(page, ToLookAt)  # noqa: S101 - the command opens no other
    page.show_list(OWING)
    settle()


def _award_panel(stage: Stage) -> None:
    stage.press("Change reduced rate")


def _correcting(stage: Stage) -> None:
    stage.press("Correct a line…")
    settle()


def _scanner(stage: Stage) -> None:
    stage.press("Test my scanner")
    stage.try_scanner(stage.story.flute)


def _help(stage: Stage) -> None:
    stage.go("Desk")
    stage.command("help")


def _leaving(stage: Stage) -> None:
    stage.answer(-1)  # drop what is half typed
    stage.close_window()


def _first_run(stage: Stage) -> None:
    stage.stay()
    empty = Kept(Settings(stage.folder / "new"))
    stage.bring_to_front(FirstRunWindow(empty, today=lambda: ON))


def _start(stage: Stage) -> None:
    stage.press("Start our register")


def _answer_safely(stage: Stage) -> None:
    """Give the last answer, which is the one that changes nothing, if there is a question."""
    message = stage.window.band.message
    if message is not None and message.must_answer:
        stage.answer(-1)


SHOTS = (
    Shot("desk", _empty),
    Shot("desk-search", _search),
    Shot("desk-returned", _returned),
    Shot("desk-handed-in", _handed_in),
    Shot("desk-overdue", _late),
    Shot("desk-goes-elsewhere", _goes_elsewhere),
    Shot("desk-children", _children),
    Shot("desk-question", _question),
    Shot("desk-basket", _basket),
    Shot("desk-large-text", lambda _stage: None, percent=150, only=SIZES[0]),
    Shot("desk-large-text-low", lambda _stage: None, percent=150, only=SIZES[2]),
    Shot("desk-why", _why),
    Shot("desk-paying", _paying),
    Shot("desk-stop", _stop),
    Shot("desk-waiting", _waiting),
    Shot("desk-several", _several),
    Shot("desk-new-family", _new_family),
    Shot("desk-swap", _swap),
    Shot("desk-kept", _kept),
    Shot("desk-school", _school),
    Shot("desk-school-large-text", lambda _stage: None, percent=150),
    Shot("counters", _counters),
    Shot("closing", _closing),
    Shot("to-look-at", _to_look_at),
    Shot("to-look-at-owing", _owing),
    Shot("applications", _applications),
    Shot("kept-list", _kept_list),
    Shot("billing", _billing),
    Shot("billing-past", _past_runs),
    Shot("billing-late", _paid_late),
    Shot("invoices", _invoices),
    Shot("invoices-to-issue", _to_invoice),
    Shot("systems", _systems),
    Shot("systems-paid", _paid_there),
    Shot("hidden", _hidden),
    Shot("instruments", _instruments),
    Shot("instruments-none", _no_instrument),
    Shot("instrument", _instrument),
    Shot("instrument-lost", _lost),
    Shot("instrument-damaged", _damaged),
    Shot("instrument-kept", _instrument_kept),
    Shot("family-kept", lambda stage: stage.scan(stage.story.okafor)),
    Shot("instrument-keep", _instrument_keep),
    Shot("families", _families),
    Shot("schools", _schools),
    Shot("load-schools", _load_schools),
    Shot("school", _school_record),
    Shot("family", _family),
    Shot("family-correct-a-line", _correcting),
    Shot("family-reduced-rate", _award_panel),
    Shot("family-grown-ups", _family_more(more.GROWN_UPS)),
    Shot("family-left", _family_more(more.LEFT)),
    Shot("family-join", _family_more(more.JOIN)),
    Shot("family-pays", _family_more(more.PAYS)),
    Shot("labels", lambda stage: stage.go("Labels")),
    Shot("settings-terms", _settings_terms),
    Shot("settings-copy", settings_states.copy),
    Shot("settings-prices", settings_states.prices),
    Shot("settings-price", settings_states.price),
    Shot("settings-unsaved", settings_states.unsaved),
    Shot("settings-rates", settings_states.rates),
    Shot("settings-rate", settings_states.rate),
    Shot("settings-limits", settings_states.limits),
    Shot("settings-systems", settings_states.systems),
    Shot("settings-try", settings_states.tried),
    Shot("settings-glance", settings_states.glance),
    Shot("settings", settings_states.laptop),
    Shot("scanner", _scanner),
    Shot("help", _help),
    Shot("desk-half-typed", _half_typed),
    Shot("leaving", _leaving),
    Shot("first-run", _first_run),
    Shot("first-run-start", _start),
)

HELP_PICTURES = {
    "desk": "desk-basket",
    "coming-back": "desk-returned",
    "schools": "desk-school",
    "paying": "desk-paying",
    "waiting": "desk-waiting",
    "closing": "closing",
    "to-look-at": "to-look-at",
    "billing": "billing",
    "invoices": "invoices",
    "systems": "systems",
    "settings": "settings",
    "prices": "settings-prices",
    "price": "settings-price",
    "terms": "settings-terms",
    "instruments": "instruments",
    "families": "family",
    "load-schools": "load-schools",
    "labels": "labels",
    "first-run": "first-run",
}
"""Which of them stand in the help, under which names."""
