"""Youths within 24 months of leaving care who have no permanent connection to an adult."""

from dataclasses import dataclass
from datetime import date

from socopt.domain.records import Child
from socopt.report.briefing import words
from socopt.report.briefing.desk import Desk, Who
from socopt.units import age_in_years

MONTHS = 24
OF_AGE = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingCare:
    """One youth, the day care ends without a further decision, and what is recorded of goal and consent."""

    who: Who
    leaves_on: str
    months: int
    lives: str
    goal: str
    consent: str


def leaving_care(desk: Desk) -> tuple[LeavingCare, ...]:
    """Youths of the reader in care, the soonest first."""
    youths = [(leaves_on(child, desk), child) for child in desk.children if _in_care_alone(child)]
    soon = [(when, child) for when, child in youths if _months_to(desk.today, when) < MONTHS]
    soon.sort(key=lambda each: (each[0], each[1].child_id))
    return tuple(_leaving(desk, when, child) for when, child in soon)


def _in_care_alone(child: Child) -> bool:
    return child.status != "at_home" and child.connection == "none"


def leaves_on(child: Child, desk: Desk) -> date:
    """The 18th birthday; with consent to stay, the birthday after the oldest age the policy keeps in care."""
    oldest = desk.policy.parameters["adult"]["max_age"] + 1
    stays = child.adult_consent and age_in_years(child.birth_date, desk.today) >= OF_AGE
    return _birthday(child.birth_date, oldest if stays else OF_AGE)


def _birthday(born: date, age: int) -> date:
    leap = (born.month, born.day) == (2, 29)
    return date(born.year + age, 3, 1) if leap else born.replace(year=born.year + age)


def _months_to(today: date, when: date) -> int:
    """Whole months from today; below 0 where the day has passed."""
    return (when.year - today.year) * 12 + when.month - today.month - (when.day < today.day)


def _leaving(desk: Desk, when: date, child: Child) -> LeavingCare:
    program_id = child.current_program_id
    goal = words.GOALS.get(child.case_goal, words.plain(child.case_goal))
    return LeavingCare(
        who=desk.who(child.child_id),
        leaves_on=desk.day(when),
        months=max(0, _months_to(desk.today, when)),
        lives=words.TONIGHT[child.tonight_at] if program_id is None else str(desk.place(program_id)),
        goal=goal,
        consent="agreed to stay past 18" if child.adult_consent else "no consent to stay recorded",
    )
