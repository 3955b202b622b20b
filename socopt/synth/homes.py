"""Family homes, made to the children who live in them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from socopt.policy import default_policy
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.families import Part
from socopt.synth.geography import areas_of_state
from socopt.synth.nearness import EAST_WEST, MILES_PER_DEGREE, draw_miles, towns_of
from socopt.synth.people import Household, settle
from socopt.synth.programs import add_others, add_placement

CHILDREN_AT_MOST = {"foster_home": 4, "treatment_foster_home": 2}
YEARS_APART = 7  # of children who share a home
MILES_APART = 6.0  # between the families of children who share a home
MILES_A_MINUTE = 0.38  # straight miles that are surely driven in a minute


def open_homes(draft: Draft, parts: Sequence[Part], setting: str) -> None:
    """A home for each part, or for several of one Area, so that there are as many children per home as usual."""
    dice = draft.dice(f"homes {setting}")
    for sharing in _sharing(draft, dice.shuffled(parts), setting):
        _open_home(draft, dice, sharing, setting)


def reach_miles(setting: str) -> float:
    """Straight miles within which every home surely is within the minutes that the rules allow."""
    limits = default_policy().parameters["distance"]["max_minutes"]
    return float(limits[setting]) * MILES_A_MINUTE


def catchment_for(dice: Dice, draft: Draft, setting: str, area_id: str, homes: Sequence[Household]) -> str:
    """A catchment after the setting's profile that reaches all these homes."""
    weights = dict(zip(("area", "region", "state"), draft.parameters.settings[setting].catchment, strict=True))
    region_id = areas_of_state()[area_id].region_id
    if any(home.area_id != area_id for home in homes):
        weights["area"] = 0.0
    if any(areas_of_state()[home.area_id].region_id != region_id for home in homes):
        weights["region"] = 0.0
    return dice.weighted(weights) if sum(weights.values()) > 0 else "state"


def _sharing(draft: Draft, parts: Sequence[Part], setting: str) -> list[list[Part]]:
    """Parts by the home they share."""
    per_home = draft.parameters.children_per_home.get(setting, 1.0)
    at_most = CHILDREN_AT_MOST.get(setting, 0)  # none share a home of kin
    homes: list[list[Part]] = []
    of_area: dict[str, list[list[Part]]] = defaultdict(list)
    children = 0
    for part in parts:
        children += len(part.children)
        fitting = (home for home in of_area[part.home.area_id] if _fits(home, part, at_most))
        joined = next(fitting, None) if len(homes) * per_home >= children else None
        if joined is None:
            homes.append([part])
            of_area[part.home.area_id].append(homes[-1])
        else:
            joined.append(part)
    return homes


def _fits(home: Sequence[Part], part: Part, at_most: int) -> bool:
    ages = [age for there in home for age in there.ages]
    infants = sum(age < 2 for age in (*ages, *part.ages))
    close = all(abs(age - other) <= YEARS_APART for age in ages for other in part.ages)
    return len(ages) + len(part.ages) <= at_most and infants <= 2 and close and _miles(home[0], part) <= MILES_APART


def _miles(one: Part, other: Part) -> float:
    north = (one.home.lat - other.home.lat) * MILES_PER_DEGREE
    east = (one.home.lon - other.home.lon) * MILES_PER_DEGREE * EAST_WEST
    return float((north * north + east * east) ** 0.5)


def _open_home(draft: Draft, dice: Dice, parts: Sequence[Part], setting: str) -> None:
    profile = draft.parameters.settings[setting]
    children = [child for part in parts for child in part.children]
    home = parts[0].home
    farthest = reach_miles(setting) - MILES_APART
    town = towns_of(draft.area_ids).at(dice, home.lat, home.lon, draw_miles(dice, profile.miles, farthest))
    own = dice.whole(1, 2) if dice.chance(profile.other_occupants) and len(children) <= 4 else 0
    spare = int(dice.chance(profile.spare))
    ages = [child.age for child in children]
    program = add_placement(
        draft,
        dice,
        setting,
        town.area_id,
        in_town=town,
        capacity=len(children) + own + spare,
        catchment=catchment_for(dice, draft, setting, town.area_id, [part.home for part in parts]),
        languages=_languages(draft, dice, parts),
        **_admitting(dice, draft, setting, ages, {child.sex for child in children}),
    )
    for child in children:
        draft.competencies[program.program_id].update(dict.fromkeys(child.traits, "required"))
    add_others(draft, dice, program, own)
    for part in parts:
        settle(draft, dice, part.home, part.group_id, part.children, program)


def _languages(draft: Draft, dice: Dice, parts: Sequence[Part]) -> tuple[str, ...]:
    spoken = {part.home.languages[-1] for part in parts if part.home.languages}
    usual = {"en", "es"} if dice.chance(draft.parameters.spanish_programs) else {"en"}
    return tuple(sorted(usual | spoken))


def _admitting(dice: Dice, draft: Draft, setting: str, ages: Sequence[int], sexes: set[str]) -> dict[str, Any]:
    """Ages and sexes after the setting's profile that admit the children who live there."""
    profile = draft.parameters.settings[setting]
    ranges = [(low, high) for low, high in profile.ages if low <= min(ages) and max(ages) <= high]
    low, high = dice.pick(ranges) if ranges else (min(ages), max(*ages, 17))
    single = len(sexes) == 1 and dice.chance(profile.single_sex)
    return {
        "min_age": low,
        "max_age": high,
        "sexes": tuple(sexes) if single else (),
        "adult_eligible": max(ages) >= 18 or (high >= 18 and dice.chance(profile.adult_eligible)),
    }
