"""Children: who holds the beds, who waits, and who is served at home."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from socopt.domain.records import Child, Program
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.geography import near, pick_town, point_near
from socopt.synth.parameters import FAMILY_SETTINGS, TraitRate
from socopt.synth.programs import Opening

AGE_BANDS = ((0, 5), (6, 11), (12, 15), (16, 17))
NAMED_HOMES = {"kinship_home": "kin", "pre_adoptive_home": "pre_adoptive"}
NO_PLACE: Mapping[str, Any] = {
    "care_gender": None, "sibling_group_id": None, "current_program_id": None, "placed_since": None,
    "ready_since": None, "must_leave_by": None, "review_due": None, "target_level": None, "urgency": 0, "icwa": "no",
    "alongside": "with_others", "tribe_id": None, "adult_consent": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What the children of one family share."""

    area_id: str
    lat: float
    lon: float
    languages: tuple[str, ...]


def household(draft: Draft, dice: Dice, area_id: str | None = None) -> Household:
    """A family of an Area, drawn by its children where none is given."""
    area_id = area_id or dice.pick(draft.area_ids)
    lat, lon = point_near(dice, pick_town(dice, area_id))
    languages = dice.weighted(draft.parameters.languages)
    return Household(area_id=area_id, lat=lat, lon=lon, languages=tuple(languages.split(";")) if languages else ())


def household_of(child: Child) -> Household:
    """The family of a child that is there already."""
    lat, lon = home_point(child)
    return Household(area_id=child.home_area_id, lat=lat, lon=lon, languages=child.languages)


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
    values: dict[str, Any] = {
        **NO_PLACE,
        "birth_date": birth_date(dice, age, draft.night),
        "sex": sex or ("M" if dice.chance(p.male) else "F"),
        "home_area_id": home.area_id,
        "home_lat": home.lat,
        "home_lon": home.lon,
        "languages": home.languages,
        "legal_status": _legal_status(dice, p.chins_adolescents, age),
        "case_goal": _case_goal(dice, age),
        "school_lat": school[0],
        "school_lon": school[1],
        "connection": dice.weighted({"none": 0.35, "named": 0.45, "legal": 0.20}),
        "adult_consent": age >= 18,
    }
    return draft.add_child(**{**values, **fields})


def birth_date(dice: Dice, age: int, night: date) -> date:
    """A birth date of a child who is ``age`` on the night."""
    return date(night.year - age, night.month, night.day) - timedelta(days=dice.whole(1, 364))


def fill_beds(draft: Draft, openings: list[Opening]) -> None:
    """Children in the beds that are taken; siblings share homes or are split between two."""
    dice = draft.dice("occupants")
    for opening in openings:
        program = draft.programs[opening.program_id]
        left = opening.occupied
        while left > 0:
            family = _family_size(draft, dice, program, left)
            _settle(draft, dice, program, family)
            left -= family


def add_waiting(draft: Draft, count: int) -> None:
    """Children without a placement, alone or as sibling groups."""
    dice = draft.dice("waiting")
    p = draft.parameters
    while count > 0:
        size = min(count, dice.weighted(p.sibling_sizes)) if dice.chance(p.waiting_with_siblings) else 1
        home = household(draft, dice)
        group = new_group(draft) if size > 1 else None
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
    band = dice.weighted(dict(zip(AGE_BANDS, weights, strict=True)))
    return dice.whole(*band)


def add_traits(draft: Draft, dice: Dice, child: Child, factor: float = 1.0) -> None:
    """Traits by their rates; ``factor`` above one where needs are greater."""
    for trait, rate in draft.parameters.traits.items():
        if concerns(rate, draft.age(child), child.sex) and dice.chance(min(1.0, rate.rate * factor)):
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


def new_group(draft: Draft) -> str:
    """A free sibling group id."""
    taken = {child.sibling_group_id for child in draft.children.values()} - {None}
    return f"S{len(taken) + 1:03d}"


def _family_size(draft: Draft, dice: Dice, program: Program, left: int) -> int:
    if program.setting not in FAMILY_SETTINGS or left < 2:
        return 1
    together = draft.parameters.with_sibling * draft.parameters.siblings_together
    return dice.whole(2, left) if dice.chance(together + 0.2) else 1


def _settle(draft: Draft, dice: Dice, program: Program, size: int) -> None:
    """A child, or siblings, in a program: of its ages, sexes and languages, and with traits it can serve."""
    profile = draft.parameters.settings[program.setting or ""]
    area_id = program.area_id if program.area_id in draft.area_ids else None
    if area_id is None or (program.catchment != "area" and not dice.chance(profile.own_area)):
        area_id = dice.pick(draft.area_ids)
    home = _household_for(draft, dice, program, area_id)
    group = new_group(draft) if size > 1 else None
    for _ in range(size):
        lone = group is None and program.setting in FAMILY_SETTINGS
        kin = _split_sibling(draft, dice, area_id, program) if lone else None
        age = _age_in(dice, program, profile.age_weights)
        days = _days_in_place(dice, profile.expected_stay_days, profile.max_stay_days)
        child = add_person(
            draft,
            dice,
            household_of(kin) if kin else home,
            age=age,
            sex=dice.pick([sex for sex in program.sexes if sex != "X"] or ["F", "M"]),
            sibling_group_id=kin.sibling_group_id if kin else group,
            status="settled",
            tonight_at="program",
            current_program_id=program.program_id,
            placed_since=draft.days_ago(days),
            review_due=draft.days_ago(-dice.whole(1, 180)),
        )
        if child.placed_since is not None and child.placed_since < child.birth_date:
            child = draft.change_child(child.child_id, placed_since=child.birth_date)
        _traits_served(draft, dice, child, program)
        if program.setting in NAMED_HOMES:
            relation = NAMED_HOMES[program.setting]
            name_home(draft, child.child_id, program.program_id, relation)


def _household_for(draft: Draft, dice: Dice, program: Program, area_id: str) -> Household:
    while True:
        home = household(draft, dice, area_id)
        if not home.languages or set(home.languages) & set(program.languages):
            return home


def _split_sibling(draft: Draft, dice: Dice, area_id: str, program: Program) -> Child | None:
    """A settled child of the Area in another home, to whom a sibling can be given."""
    p = draft.parameters
    if not dice.chance(p.with_sibling * (1 - p.siblings_together)):
        return None
    known = [
        child
        for child in draft.with_status("settled")
        if child.home_area_id == area_id
        and child.current_program_id != program.program_id
        and (not child.languages or set(child.languages) & set(program.languages))
        and sum(1 for _ in draft.siblings(child)) < 3
    ]
    if not known:
        return None
    chosen = dice.pick(known)
    if chosen.sibling_group_id is None:
        chosen = draft.change_child(chosen.child_id, sibling_group_id=new_group(draft))
    return chosen


def _age_in(dice: Dice, program: Program, weights: tuple[float, ...]) -> int:
    top = min(program.max_age, 20 if program.adult_eligible else 17)
    weight_of_age = {
        age: weight / (high - low + 1)
        for (low, high), weight in zip(((0, 5), (6, 11), (12, 15), (16, 20)), weights, strict=True)
        for age in range(low, high + 1)
        if program.min_age <= age <= top
    }
    if sum(weight_of_age.values()) <= 0:
        return dice.whole(program.min_age, top)
    return dice.weighted(weight_of_age)


def _days_in_place(dice: Dice, expected: int, longest: int | None) -> int:
    if longest is not None and dice.chance(0.75):
        return dice.whole(1, longest)
    return 1 + int(expected * 2.0 * dice.between(0, 1) * dice.between(0.1, 1))


def _traits_served(draft: Draft, dice: Dice, child: Child, program: Program) -> None:
    congregate = program.setting not in FAMILY_SETTINGS
    for trait, rate in draft.parameters.traits.items():
        served = trait in draft.competencies[program.program_id]
        usual = concerns(rate, draft.age(child), child.sex) and dice.chance(rate.rate * (3.0 if congregate else 1.0))
        reason = program.setting == "teen_parenting" and trait == "parenting"
        if served and (usual or reason) and not _at_limit(draft, program, trait):
            give_trait(draft, dice, child, trait)


def _at_limit(draft: Draft, program: Program, trait: str) -> bool:
    """Whether a program has as many children with a trait as it may."""
    limits = [
        row["at_most"]
        for row in draft.table("program_limits")
        if row["program_id"] == program.program_id and row["trait"] == trait
    ]
    bearers = sum(trait in draft.traits.get(child.child_id, {}) for child in draft.occupants(program.program_id))
    return bool(limits) and bearers >= limits[0]


def _ages_down_from(dice: Dice, oldest: int, size: int) -> list[int]:
    ages = [max(oldest, size)] if size > 1 else [oldest]
    while len(ages) < size:
        ages.append(max(0, ages[-1] - dice.whole(1, 3)))
    return ages


def _legal_status(dice: Dice, chins: float, age: int) -> str:
    if age < 12:
        return dice.weighted({"care_and_protection": 0.72, "voluntary": 0.13, "freed": 0.15})
    others = {"care_and_protection": 0.3, "voluntary": 0.12, "delinquent": 0.03, "freed": 0.05}
    return dice.weighted({"chins": chins, **others})


def _case_goal(dice: Dice, age: int) -> str:
    """Goals after 2006: reunify 49, adoption 23, long-term care 9, emancipation 6, relative and guardianship 8 %."""
    if age >= 16:
        weights = {"reunify": 0.35, "emancipation": 0.30, "long_term_foster_care": 0.25, "guardianship": 0.10}
        return dice.weighted(weights)
    weights = {"reunify": 0.52, "adoption": 0.26, "live_with_relative": 0.04, "guardianship": 0.05}
    long_term = 0.07 if age >= 12 else 0.02
    return dice.weighted({**weights, "not_established": 0.06, "long_term_foster_care": long_term})
