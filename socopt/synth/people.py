"""Children: who holds the beds, who is in care without one, who waits, and who is served at home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from socopt.domain.records import Child, Program
from socopt.synth.careers.elapsed import elapsed_days
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.geography import near, pick_town, point_near
from socopt.synth.parameters import Parameters, TraitRate

WAITING_AGES = ((0, 5), (6, 11), (12, 15), (16, 17))
NAMED_HOMES = {"kinship_home": "kin", "pre_adoptive_home": "pre_adoptive"}
NO_PLACE: Mapping[str, Any] = {
    "care_gender": None, "sibling_group_id": None, "current_program_id": None, "placed_since": None,
    "ready_since": None, "must_leave_by": None, "review_due": None, "target_level": None, "urgency": 0,
    "alongside": "with_others", "adult_consent": False, "qrtp_assessed_on": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What the children of one family share."""

    area_id: str
    lat: float
    lon: float
    languages: tuple[str, ...]
    tribe_id: str | None = None


class Lodger(Protocol):
    """A child before it has a record: age, sex and traits."""

    @property
    def age(self) -> int: ...
    @property
    def sex(self) -> str: ...
    @property
    def traits(self) -> tuple[str, ...]: ...


def household(draft: Draft, dice: Dice, area_id: str | None = None) -> Household:
    """A family of an Area; where none is given, of one drawn by how many of its children come into care."""
    area_id = area_id or dice.weighted(draft.care_of_area)
    lat, lon = point_near(dice, pick_town(dice, area_id))
    languages = dice.weighted(draft.parameters.languages)
    return Household(
        area_id=area_id,
        lat=lat,
        lon=lon,
        languages=tuple(languages.split(";")) if languages else (),
        tribe_id=f"T{dice.whole(1, 4):02d}" if dice.chance(draft.parameters.icwa) else None,
    )


def home_point(child: Child) -> tuple[float, float]:
    """Latitude and longitude of home, which every synthetic child has."""
    if child.home_lat is None or child.home_lon is None:
        raise ValueError(f"child {child.child_id} has no home point")
    return child.home_lat, child.home_lon


def add_person(draft: Draft, dice: Dice, home: Household, *, age: int, sex: str | None = None, **fields: Any) -> Child:
    """A child of a family with what follows from its age; ``fields`` say the rest."""
    p = draft.parameters
    school = (
        near(dice, home.lat, home.lon, radius=0.03)
        if age >= p.school_age and dice.chance(p.school_known)
        else (None, None)
    )
    goal = _case_goal(p, dice, age)
    values: dict[str, Any] = {
        **NO_PLACE,
        "birth_date": birth_date(dice, age, draft.night),
        "sex": sex or ("M" if dice.chance(p.male) else "F"),
        "home_area_id": home.area_id,
        "home_lat": home.lat,
        "home_lon": home.lon,
        "languages": home.languages,
        "icwa": "no" if home.tribe_id is None else dice.pick(("yes", "yes", "pending")),
        "tribe_id": home.tribe_id,
        "legal_status": _legal_status(p, dice, age, goal),
        "case_goal": goal,
        "school_lat": school[0],
        "school_lon": school[1],
        "connection": dice.weighted({"none": 0.35, "named": 0.45, "legal": 0.20}),
        "adult_consent": age >= 18,
    }
    return draft.add_child(**{**values, **fields})


def birth_date(dice: Dice, age: int, night: date) -> date:
    """A birth date of a child who is ``age`` on the night."""
    return date(night.year - age, night.month, night.day) - timedelta(days=dice.whole(1, 364))


def settle(
    draft: Draft, dice: Dice, home: Household, group_id: str | None, children: Sequence[Lodger], program: Program
) -> list[Child]:
    """Children of one family in the beds of a program, who came there on one day."""
    settled: list[Child] = []
    for child in children:
        since = settled[0].placed_since if settled else None
        settled.append(_settle(draft, dice, home, group_id, child, program, since))
    return settled


def add_without_program(
    draft: Draft, dice: Dice, home: Household, group_id: str | None, children: Sequence[Lodger], where: str
) -> None:
    """Children in care who are in no program: on the run, at home on trial, or in hospital and not ready to leave."""
    for lodger in children:
        child = add_person(
            draft,
            dice,
            home,
            age=lodger.age,
            sex=lodger.sex,
            sibling_group_id=group_id,
            status="settled",
            tonight_at=where,
        )
        _give_traits(draft, dice, child, lodger)


def add_waiting(draft: Draft, count: int) -> None:
    """Children without a placement, alone or as sibling groups."""
    dice = draft.dice("waiting")
    p = draft.parameters
    while count > 0:
        size = min(count, dice.weighted(p.sibling_sizes)) if dice.chance(p.waiting_with_siblings) else 1
        home = household(draft, dice)
        group = draft.new_group() if size > 1 else None
        oldest = draw_age(dice, p.awaiting_ages)
        for age in _ages_down_from(dice, oldest, size):
            child = add_person(draft, dice, home, age=age, sibling_group_id=group, status="awaiting", tonight_at="home")
            add_traits(draft, dice, child)
        count -= size


def add_at_home(draft: Draft, count: int) -> None:
    """Children who live at home and whose families are to be helped there."""
    dice = draft.dice("at home")
    for _ in range(count):
        home = household(draft, dice)
        age = draw_age(dice, (0.40, 0.28, 0.22, 0.10))
        child = add_person(draft, dice, home, age=age, status="at_home", tonight_at="home")
        add_traits(draft, dice, child)


def draw_age(dice: Dice, weights: tuple[float, ...]) -> int:
    """An age, by weights of the bands 0-5, 6-11, 12-15 and 16-17."""
    band = dice.weighted(dict(zip(WAITING_AGES, weights, strict=True)))
    return dice.whole(*band)


def add_traits(draft: Draft, dice: Dice, child: Child) -> None:
    """Traits by their rates."""
    for trait, rate in draft.parameters.traits.items():
        if concerns(rate, draft.age(child), child.sex) and dice.chance(rate.rate):
            give_trait(draft, dice, child, trait)


def give_trait(draft: Draft, dice: Dice, child: Child, trait: str, strength: str | None = None) -> None:
    """One more trait of a child."""
    drawn = "required" if dice.chance(draft.parameters.required_trait) else "preferred"
    draft.traits.setdefault(child.child_id, {})[trait] = strength or drawn


def concerns(rate: TraitRate, age: int, sex: str) -> bool:
    """Whether a trait is one that a child of this age and sex can have."""
    return age >= rate.min_age and rate.sex in (None, sex)


def name_home(draft: Draft, child_id: str, program_id: str, relation: str, approval: str = "approved") -> None:
    """A home tied to a child."""
    draft.add("child_resources", child_id=child_id, program_id=program_id, relation=relation, approval=approval)


def _settle(
    draft: Draft,
    dice: Dice,
    home: Household,
    group_id: str | None,
    lodger: Lodger,
    program: Program,
    since: date | None,
) -> Child:
    born = birth_date(dice, lodger.age, draft.night)
    days = elapsed_days(dice, program.setting or "", (draft.night - born).days, draft.parameters)
    child = add_person(
        draft,
        dice,
        home,
        age=lodger.age,
        birth_date=born,
        sex=lodger.sex,
        sibling_group_id=group_id,
        status="settled",
        tonight_at="program",
        current_program_id=program.program_id,
        placed_since=since or draft.days_ago(days),
        review_due=draft.days_ago(-dice.whole(1, 180)),
    )
    if child.placed_since is not None and child.placed_since < child.birth_date:
        child = draft.change_child(child.child_id, placed_since=child.birth_date)
    _give_traits(draft, dice, child, lodger)
    if program.setting in NAMED_HOMES:
        name_home(draft, child.child_id, program.program_id, NAMED_HOMES[program.setting])
    return child


def _give_traits(draft: Draft, dice: Dice, child: Child, lodger: Lodger) -> None:
    for trait in lodger.traits:
        give_trait(draft, dice, child, trait)


def _ages_down_from(dice: Dice, oldest: int, size: int) -> list[int]:
    ages = [max(oldest, size)] if size > 1 else [oldest]
    while len(ages) < size:
        ages.append(max(0, ages[-1] - dice.whole(1, 3)))
    return ages


def _legal_status(p: Parameters, dice: Dice, age: int, goal: str) -> str:
    if goal == "adoption" and dice.chance(p.legally_free):
        return "freed"
    if age < 12:
        return dice.weighted({"care_and_protection": 0.86, "voluntary": 0.14})
    others = {"care_and_protection": 0.34, "voluntary": 0.12, "delinquent": 0.04}
    return dice.weighted({"chins": p.chins_adolescents, **others})


def _case_goal(p: Parameters, dice: Dice, age: int) -> str:
    """Goals of 2006: reunify 49, adoption 23, long-term 9, emancipation 6, relative and guardianship 8 % [V2]."""
    band = next((position for position, top in enumerate((2, 5, 11, 17)) if age <= top), 4)
    if dice.chance(p.adoption_goal[band]):
        return "adoption"
    if age >= 16:
        return dice.weighted(
            {"reunify": 0.35, "emancipation": 0.30, "long_term_foster_care": 0.25, "guardianship": 0.10}
        )
    long_term = 0.15 if age >= 12 else 0.05
    rest = {"live_with_relative": 0.06, "guardianship": 0.05, "not_established": 0.10}
    return dice.weighted({"reunify": 0.79 - long_term, "long_term_foster_care": long_term, **rest})
