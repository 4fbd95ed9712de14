"""Made-up awards: renewed by most at the end of each summer, given to newcomers as they come."""

from datetime import date, timedelta
from random import Random

from loanmgr.domain import calendar
from loanmgr.domain.discounts import AWAITED, AWARDED, EVIDENCE_AWAITED
from loanmgr.domain.policy import Policy, Scheme
from loanmgr.domain.words import long_date
from loanmgr.services.demo import shapes, sheets
from loanmgr.services.demo.acts import Acts, DemoDesk
from loanmgr.services.demo.people import LAST_YEAR, People
from loanmgr.services.demo.sheets import Sheets

RENEWAL = (8, 25)
"""Month and day from which the office renews awards."""

IN_SUMMER = 0.55
RENEWED = 0.92
AT_ONCE = 0.75
WAITS = 0.07
"""How many bring their evidence later."""


class Awards:
    """Puts pupils on schemes, as acts of a desk."""

    def __init__(
        self, rows: Sheets, acts: Acts, people: People, policy: Policy, seed: Random
    ) -> None:
        self._acts, self._people = acts, people
        self._rows = rows.of(sheets.AWARD)
        self._random = seed.random
        self._schemes = {scheme.code: scheme for scheme in policy.schemes}
        self._key = 0
        self.coming: dict[int, list[int]] = {}
        """By day: pupils whose award is renewed then."""

    def plan_year(self, day: int) -> None:
        """Plan who renews when: many before the year begins, others in its first weeks."""
        year = date.fromordinal(day).year
        borrowers = self._people.borrowers
        for pupil in borrowers.scheme:
            chance = self._random()
            if not 0 <= year - borrowers.entry[pupil] <= LAST_YEAR or chance > RENEWED:
                continue
            later = 5 if chance < IN_SUMMER else 50
            on = day + int(self._random() * later)
            on += {6: 2, 0: 1}.get(on % 7, 0)
            self.coming.setdefault(on, []).append(pupil)

    def newcomer(self, desk: DemoDesk, pupil: int) -> None:
        """Give a child who has just come an award, unless the office will soon do so."""
        on = self._acts.on
        before_renewal = on.month == RENEWAL[0] and on.day < RENEWAL[1]
        if not before_renewal and self._random() < AT_ONCE:
            self.award(desk, pupil)

    def award(self, desk: DemoDesk, pupil: int) -> None:
        """Put a pupil on their scheme, to the end of the academic year."""
        borrowers, acts = self._people.borrowers, self._acts
        scheme = self._schemes[borrowers.scheme[pupil]]
        on = acts.on
        begins_on = date(on.year, 9, 1) if on.month == 8 else on
        ends_on = calendar.academic_year_end(begins_on)
        held = borrowers.award.get(pupil)
        if held is not None and held[4] >= begins_on.toordinal():
            return
        evidence = self._evidence(scheme)
        waits = evidence == AWAITED
        grace_on = on + timedelta(days=scheme.grace_days) if waits else None
        self._key = key = self._key + 1
        act = acts.begin(desk)
        state = EVIDENCE_AWAITED if waits else AWARDED
        seen_by, seen_on = (None, None) if waits else (act.staff, acts.iso)
        from_iso, to_iso = begins_on.isoformat(), ends_on.isoformat()
        grace_iso = grace_on.isoformat() if grace_on else None
        self._rows.append(
            (
                *(key, act.named(), pupil, scheme.code, scheme.kind, state, evidence),
                *(seen_by, seen_on, acts.iso, from_iso, to_iso, grace_iso, act.no),
            )
        )
        last = ends_on.toordinal()
        counts = min(last, grace_on.toordinal()) if grace_on else last
        borrowers.award[pupil] = (key, scheme.code, begins_on.toordinal(), counts, last)
        from_json = shapes.day(from_iso)
        texts = (
            f"{scheme.public_name} for {borrowers.name[pupil]} until {long_date(ends_on)}",
            shapes.AWARD
            % (
                *(borrowers.code[pupil], scheme.code, evidence),
                *("null" if begins_on == on else from_json, act.id),
            ),
            shapes.AWARDED % (act.id, state, from_json, shapes.day(to_iso), shapes.day(grace_iso)),
            f'[["+","award",{key}]]',
        )
        family = self._people.accounts.family[borrowers.account[pupil]]
        acts.end(act, "award", texts, (None, pupil, family))

    def _evidence(self, scheme: Scheme) -> str:
        kinds = [kind for kind in scheme.evidence if kind != "none"]
        if not kinds or (scheme.grace_days and self._random() < WAITS):
            return AWAITED
        return kinds[int(self._random() * len(kinds))]
