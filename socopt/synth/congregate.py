"""Congregate programs, filled with the children who need them until they are as full as such programs are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from socopt.domain.records import Program
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.families import Part
from socopt.synth.geography import areas_of_state
from socopt.synth.homes import catchment_for, reach_miles
from socopt.synth.nearness import draw_miles, miles_between, towns_of
from socopt.synth.people import Household, settle
from socopt.synth.programs import add_others, add_placement

FUZZ = 6.0  # miles by which a child's place may be nearer or farther than drawn
PREFERRED = 50.0  # times likelier: a child whose traits a special program is for
SPECIAL_MILES = 160.0  # before they are cut at what the rules allow; a median of 45 miles is usual [R]
YEARS_WIDER = 4  # by which a program widens the ages it takes
SQUEEZE = 1.7  # times the usual largest number of beds
SAFETY = 2.0  # miles within reach, for points that lie around the centres of towns


@dataclass(frozen=True, slots=True)
class Special:
    """A kind of program for children who share traits; one to so many children in care. [R]"""

    setting: str
    traits: tuple[str, ...]
    beds: tuple[int, int]
    children_each: int


SPECIALS = (
    Special("residential_treatment", ("fire_setting", "sexual_behavior"), beds=(8, 16), children_each=3_400),
    Special("residential_treatment", ("autism", "developmental_disability"), beds=(12, 20), children_each=5_000),
    Special("residential_treatment", ("medically_complex", "wheelchair"), beds=(4, 8), children_each=5_000),
    Special("group_home", ("sexually_exploited", "runaway_history"), beds=(8, 12), children_each=5_000),
    Special("residential_treatment", ("deaf", "self_harm"), beds=(6, 8), children_each=10_000),
    Special("residential_treatment", ("eating_disorder", "self_harm"), beds=(6, 8), children_each=10_000),
    Special("independent_living", ("unaccompanied_refugee",), beds=(8, 14), children_each=3_300),
)


def open_programs(draft: Draft, parts: Sequence[Part], setting: str) -> None:
    """Special programs first, then ordinary ones, each opened for a child and filled with others whom it suits."""
    dice = draft.dice(f"programs {setting}")
    waiting = dice.shuffled(parts)
    for special in SPECIALS:
        if special.setting == setting:
            for _ in range(draft.parameters.children // special.children_each):
                waiting = _open_special(draft, dice, waiting, special)
    while waiting:
        if _squeezed_in(draft, dice, waiting[0], waiting, setting):
            waiting = waiting[1:]
        else:
            waiting = _open(draft, dice, waiting, setting, waiting[0])


def _squeezed_in(draft: Draft, dice: Dice, part: Part, waiting: Sequence[Part], setting: str) -> bool:
    """One more bed for a child in a program that is there, where too few like it are left to open another."""
    profile, reach = draft.parameters.settings[setting], reach_miles(setting) - SAFETY
    alike = sum(_alike(part, other) and _miles(part.home, other.home) <= reach / 2 for other in waiting)
    if alike >= profile.capacity[0]:
        return False
    for program in dice.shuffled([draft.programs[program_id] for program_id in draft.of_setting(setting)]):
        full = program.capacity >= SQUEEZE * profile.capacity[1]
        wider = _wider_terms(program, part)
        if not full and _fits(replace(program, **wider), part) and _miles(program, part.home) <= reach:
            _settle(draft, dice, part, draft.change_program(program.program_id, **wider))
            return True
    return False


def _wider_terms(program: Program, part: Part) -> dict[str, Any]:
    """One bed more, the child's Area, and its age where that is near those the program takes."""
    age = part.children[0].age
    low = min(program.min_age, max(age, program.min_age - YEARS_WIDER))
    high = max(program.max_age, min(age, program.max_age + YEARS_WIDER))
    reached = program.catchment if _reaches(program, part.home.area_id) else "state"
    return {"capacity": program.capacity + 1, "min_age": low, "max_age": high, "catchment": reached}


def _alike(part: Part, other: Part) -> bool:
    one, another = part.children[0], other.children[0]
    return one.sex == another.sex and abs(one.age - another.age) <= 3


def _miles(one: Program | Household, other: Household) -> float:
    return float(miles_between(np.array([one.lat]), np.array([one.lon]), other.lat, other.lon)[0])


def _open_special(draft: Draft, dice: Dice, waiting: list[Part], special: Special) -> list[Part]:
    concerned = [part for part in waiting if set(part.children[0].traits) & set(special.traits)]
    if len(concerned) < special.beds[0] // 2:
        return waiting
    capacity = dice.whole(*special.beds)
    return _open(
        draft, dice, waiting, special.setting, concerned[0], special.traits, capacity=capacity, catchment="state"
    )


def _open(
    draft: Draft,
    dice: Dice,
    waiting: list[Part],
    setting: str,
    first: Part,
    traits: tuple[str, ...] = (),
    **fields: Any,
) -> list[Part]:
    """Open a program for a child, fill it, and answer who still waits."""
    profile = draft.parameters.settings[setting]
    reach = reach_miles(setting) - SAFETY
    miles = draw_miles(dice, SPECIAL_MILES if traits else profile.miles, reach)
    town = towns_of(draft.area_ids).at(dice, first.home.lat, first.home.lon, miles)
    child = first.children[0]
    catchment = catchment_for(dice, draft, setting, town.area_id, [first.home])
    ages = dice.pick([pair for pair in profile.ages if pair[0] <= child.age <= pair[1]])
    single = dice.chance(profile.single_sex)
    values = {
        "catchment": catchment, "min_age": ages[0], "max_age": ages[1], "sexes": (child.sex,) if single else (),
        "adult_eligible": ages[1] >= 18 and (child.age >= 18 or dice.chance(profile.adult_eligible)),
        "languages": tuple(sorted({"en", "es", *first.home.languages[-1:]})),
    }  # fmt: skip
    program = add_placement(draft, dice, setting, town.area_id, in_town=town, **{**values, **fields})
    strength = "preferred" if setting == "residential_treatment" else "required"  # preferred: its specialty
    draft.competencies[program.program_id].update(dict.fromkeys(traits, strength))
    others = sum(dice.chance(profile.other_occupants) for _ in range(program.capacity))
    spare = sum(dice.chance(profile.spare) for _ in range(program.capacity))
    beds = max(1, program.capacity - others - spare)
    chosen = _residents(draft, dice, waiting, first, program, beds, traits)
    draft.change_program(program.program_id, capacity=len(chosen) + others + spare)
    for part in chosen:
        _settle(draft, dice, part, program)
    add_others(draft, dice, program, others)
    staffed = sum(dice.chance(profile.staffed) for _ in range(max(0, draft.vacancies(program.program_id))))
    draft.change_program(program.program_id, available=staffed)
    taken = {id(part) for part in chosen}
    return [part for part in waiting if id(part) not in taken]


def _residents(
    draft: Draft, dice: Dice, waiting: Sequence[Part], first: Part, program: Program, beds: int, traits: tuple[str, ...]
) -> list[Part]:
    """The child for whom the program is opened, and others whom it admits, likelier as their distance is the usual."""
    reach = reach_miles(program.setting or "") - SAFETY
    median = SPECIAL_MILES if traits else draft.parameters.settings[program.setting or ""].miles
    fitting = [part for part in waiting if part is not first and _fits(program, part)]
    lat = np.array([part.home.lat for part in fitting])
    lon = np.array([part.home.lon for part in fitting])
    weights: dict[int, float] = {}
    for position, miles in enumerate(miles_between(lat, lon, program.lat, program.lon)):
        off = (float(miles) - draw_miles(dice, median, reach)) / FUZZ
        wanted = PREFERRED if set(fitting[position].children[0].traits) & set(traits) else 1.0
        weights[position] = wanted / (1.0 + off**4) if miles <= reach else 0.0
    return [first, *(fitting[position] for position in dice.sample(weights, beds - 1))]


def _fits(program: Program, part: Part) -> bool:
    child, home = part.children[0], part.home
    return (
        program.min_age <= child.age <= program.max_age
        and (child.age < 18 or program.adult_eligible)
        and (not program.sexes or child.sex in program.sexes)
        and (not home.languages or bool(set(home.languages) & set(program.languages)))
        and _reaches(program, home.area_id)
    )


def _reaches(program: Program, area_id: str) -> bool:
    if program.catchment == "region":
        places = areas_of_state()
        return places[area_id].region_id == places[program.area_id or ""].region_id
    return program.catchment == "state" or program.area_id == area_id


def _settle(draft: Draft, dice: Dice, part: Part, program: Program) -> None:
    """A child in a bed; what it needs the program can do, and no trait is beyond the program's limit for it."""
    served = draft.competencies[program.program_id]
    settled = settle(draft, dice, part.home, part.group_id, part.children, program)
    for child in settled:
        for trait in list(draft.traits.get(child.child_id, {})):
            if _over_limit(draft, program, trait):
                del draft.traits[child.child_id][trait]
            else:
                served.setdefault(trait, "required")


def _over_limit(draft: Draft, program: Program, trait: str) -> bool:
    limit = draft.row("program_limits", program.program_id, trait)
    bearers = sum(trait in draft.traits.get(child.child_id, {}) for child in draft.occupants(program.program_id))
    return limit is not None and bearers > limit["at_most"]
