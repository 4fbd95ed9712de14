"""How made-up loans come back: late or in time, here or at another centre, some broken."""

from datetime import date
from random import Random

from loanmgr.domain.policy import TAKE_OFF_DAYS
from loanmgr.domain.words import day_month
from loanmgr.services.demo import names, shapes
from loanmgr.services.demo.acts import Act, Acts, DemoDesk
from loanmgr.services.demo.catalogue import FAULTS
from loanmgr.services.demo.loans import Loans, Out
from loanmgr.services.demo.people import People
from loanmgr.services.demo.setting import Setting
from loanmgr.services.demo.stock import Stock

BROKEN = 0.03
INCOMPLETE = 0.012
SEEN_TO = 0.8


class Returns:
    """Takes back what was lent, as acts of a desk, and sees to what needs it."""

    def __init__(
        self, world: tuple[Acts, Setting], people: People, stock: Stock, loans: Loans, seed: Random
    ) -> None:
        self._acts, self._setting = world
        self._accounts, self._borrowers = people.accounts, people.borrowers
        self._stock = stock
        self._money = loans.money
        self._random = seed.random
        self.care: dict[int, list[tuple[str, int]]] = {}
        """By day: instruments that are mended, or whose part turns up."""

    def take_back(self, out: Out) -> None:
        """Take an instrument back on the day and at the desk that were planned."""
        stock, acts = self._stock, self._acts
        desk = self._setting.desks[out.back.centre]
        instrument, day = out.instrument, out.back.handed_in or out.back.day
        variant = stock.variants.all[stock.variant[instrument]]
        act = acts.begin(desk)
        at, on = out.returned
        closed = f'{{"returned_at":"{str(at)[:-6]}Z","returned_on":"{on}"}}'
        nothing = '{"returned_at":null,"returned_on":null}'
        effects = f'["~","loan_line",{out.line},{nothing},{closed}]'
        credit = 0
        for charge in out.charges:
            if day <= charge.price.from_ordinal + TAKE_OFF_DAYS:
                effects += self._money.take_back(act, charge, out.account)
                credit += charge.price.due
        chance = self._random()
        fault = FAULTS[int(self._random() * len(FAULTS))] if chance < BROKEN else ""
        effects += self._put_down(desk, instrument, fault)
        missing = ""
        if not fault and variant.parts and chance > 1 - INCOMPLETE:
            missing = variant.parts[0]
            effects += self._leave_part(instrument, str(on), out.line)
        self._borrowers.out[out.borrower] -= 1
        stock.last_day[instrument] = acts.ordinal
        if fault or missing:
            self._will_be_seen_to("mend" if fault else "part", instrument)
        else:
            stock.put_down(instrument, desk.centre)
        result = (fault, missing, credit, max(0, day - (out.price.due_ordinal or day)))
        self._end_return(act, out, result, effects)

    def _leave_part(self, instrument: int, on: str, line: int) -> str:
        """Note that the first of its parts did not come with it; return the effects."""
        part = self._stock.first_part[instrument]
        self._stock.part_missing[instrument] = (part, on, line)
        return (
            f',["~","part",{part},{{"missing_on":null,"left_with_line_id":null}}'
            f',{{"missing_on":"{on}","left_with_line_id":{line}}}]'
        )

    def _end_return(
        self, act: Act, out: Out, found: tuple[str, str, int, int], effects: str
    ) -> None:
        fault, missing, credit, late = found
        stock, instrument, desk = self._stock, out.instrument, act.desk
        variant = stock.variants.all[stock.variant[instrument]]
        code, name = stock.code[instrument], self._borrowers.name[out.borrower]
        what = f"Returned: {variant.name} {code}, was with {name}"
        if late:
            what += f", {late} days late" if late != 1 else ", 1 day late"
        what += f"; needs repair: {fault}" if fault else ""
        what += f"; without its {missing.lower()}" if missing else ""
        handed_in = "null"
        if out.back.handed_in:
            on = date.fromordinal(out.back.handed_in)
            what += f"; handed in on {day_month(on)}"
            handed_in = f'"{on.isoformat()}"'
        gone = f'["{missing}"]' if missing else "[]"
        home = stock.home[instrument]
        is_home = home == desk.centre
        parts = shapes.encoded(variant.parts[1:]) if missing else variant.parts_json
        put = stock.shelf[instrument].name if is_home else "the van box"
        belongs = "" if is_home else names.CENTRES[home]
        who = (act.id, code, variant.name, name, self._borrowers.code[out.borrower], late)
        details = (put, belongs, credit, parts, gone, fault)
        result = shapes.RETURNED % (who + details)
        request = shapes.RETURN % (code, handed_in, gone, fault, act.id)
        about = (instrument, out.borrower, self._accounts.family[out.account])
        self._acts.end(act, "return_one", (what, request, result, f"[{effects}]"), about)

    def _put_down(self, desk: DemoDesk, instrument: int, fault: str) -> str:
        """Note where it lies now, and what is broken; return the effects."""
        stock = self._stock
        shelf = stock.shelf[instrument].key
        here = stock.away.get(instrument, shelf)
        lies = here
        if here != desk.place and stock.home[instrument] != desk.centre:
            lies = stock.away[instrument] = desk.place
        elif here != shelf and stock.home[instrument] == desk.centre:
            lies = shelf
            del stock.away[instrument]
        before, after = [], []
        if lies != here:
            before.append(f'"here_place_id":{here}')
            after.append(f'"here_place_id":{lies}')
        if fault:
            stock.fault[instrument] = (fault, self._acts.iso)
            before.append('"fault":null,"fault_on":null')
            after.append(f'"fault":"{fault}","fault_on":"{self._acts.iso}"')
        if not after:
            return ""
        return f',["~","instrument",{instrument},{{{",".join(before)}}},{{{",".join(after)}}}]'

    def _will_be_seen_to(self, what: str, instrument: int) -> None:
        """Put an instrument down for the workshop, or wait for its part; some wait for ever."""
        if self._random() < SEEN_TO:
            day = self._acts.ordinal + 7 + int(self._random() * 35)
            day += {6: 2, 0: 1}.get(day % 7, 0)
            self.care.setdefault(day, []).append((what, instrument))

    def see_to(self, what: str, instrument: int) -> None:
        """Mend an instrument, or find its part."""
        stock, acts, office = self._stock, self._acts, self._setting.office
        variant = stock.variants.all[stock.variant[instrument]]
        code = stock.code[instrument]
        act = acts.begin(office)
        noted = shapes.NOTED % (act.id, code, variant.name)
        if what == "mend":
            fault, since = stock.fault[instrument]
            stock.mend(instrument)
            request = shapes.NEEDS_REPAIR % (code, "", act.id)
            effects = (
                f'[["~","instrument",{instrument},{{"fault":"{fault}","fault_on":"{since}"}}'
                ',{"fault":null,"fault_on":null}]]'
            )
            texts = (f"Mended: {variant.name} {code}", request, noted, effects)
            acts.end(act, "needs_repair", texts, (instrument, None, None))
            return
        part, since, line = stock.part_missing.pop(instrument)
        stock.put_down(instrument, stock.here(instrument))
        name = variant.parts[0]
        request = shapes.PART_MISSING % (code, name, "false", act.id)
        effects = (
            f'[["~","part",{part},{{"missing_on":"{since}","left_with_line_id":{line}}}'
            ',{"missing_on":null,"left_with_line_id":null}]]'
        )
        texts = (
            f"Here again: the {name.lower()} of {variant.name} {code}",
            request,
            noted,
            effects,
        )
        acts.end(act, "part_missing", texts, (instrument, None, None))
