"""The two sides of the match as arrays: one row a need line, one row a program."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.domain.schema import schema
from socopt.matching.arrays import Bools
from socopt.policy import Night
from socopt.policy.suitability import suitability

Small = NDArray[np.int16]
Days = NDArray[np.int32]
Bits = NDArray[np.uint64]

NEVER = np.iinfo(np.int16).max
JUDGEMENTS = ("preferred", "acceptable", "unsuitable")
CATCHMENTS = ("state", "region", "area")
ALONGSIDE = ("with_others", "solo", "only_older", "only_younger")
HORIZONS = ("tonight", "respite", "interim", "long")


@dataclass(frozen=True, eq=False, kw_only=True)
class LineSide:
    """Need lines and their children, in the order of the instance; every array has a row a line.

    ``gender``, ``languages``, ``required`` and ``traits`` are sets as bits, of shape (num_lines, words), uint64;
    ``judgement`` is of shape (num_lines, num_settings), int8, a position in JUDGEMENTS; ``born`` counts days.
    """

    placement: Bools
    service: Small
    age: Small
    consent: Bools
    assessed: Bools
    gender: Bits
    languages: Bits
    required: Bits
    traits: Bits
    level: Small  # -1: none
    horizon: Small
    unsafe: Bools
    area: Small
    region: Small
    state: Small
    compact_open: Bools  # approved under the Interstate Compact for any program
    born: Days
    alongside: Small
    judgement: NDArray[np.int8]


@dataclass(frozen=True, eq=False, kw_only=True)
class ProgramSide:
    """Programs in the order of the instance; every array has a row a program."""

    service: Small
    setting: Small
    min_age: Small
    max_age: Small
    adult_eligible: Bools
    genders: Bits
    any_gender: Bools
    takes_new: Bools
    languages: Bits
    competencies: Bits
    refused_traits: Bits
    named_only: Bools
    lowest_level: Small  # -1: no levels
    highest_level: Small
    area: Small  # -1: outside every Area
    region: Small
    catchment: Small
    accepts_emergency: Bools
    needs_assessment: Bools
    max_stay_days: Days
    state: Small
    youngest: Small  # of the policy for its setting
    max_minutes: Small


def line_side(night: Night) -> LineSide:
    """Read every need line of the night, in play or not."""
    lines = tuple(night.lines.values())
    children = [night.children[line.child_id] for line in lines]
    area, region = _positions(night)
    state = _states(night)
    settings = schema().vocabulary["setting"]
    return LineSide(
        placement=np.array([line.is_placement for line in lines], dtype=bool),
        service=_small(schema().vocabulary["service"].index(line.service) for line in lines),
        age=_small(night.age(child) for child in children),
        consent=np.array([child.adult_consent for child in children], dtype=bool),
        assessed=np.array(
            [c.qrtp_assessed_on is not None and c.qrtp_assessed_on <= night.night for c in children], dtype=bool
        ),
        gender=_bits([{child.care_gender or child.sex} for child in children], _genders()),
        languages=_bits([set(child.languages) for child in children], _languages(night)),
        required=_bits([night.required_of.get(child.child_id, frozenset()) for child in children], _traits(night)),
        traits=_bits([night.traits_of.get(child.child_id, frozenset()) for child in children], _traits(night)),
        level=_small(-1 if line.level is None else line.level for line in lines),
        horizon=_small(HORIZONS.index(line.horizon) for line in lines),
        unsafe=np.array([child.child_id in night.unsafe for child in children], dtype=bool),
        area=_small(area[child.home_area_id] for child in children),
        region=_small(region[night.region_of_area[child.home_area_id]] for child in children),
        state=_small(state[night.home_state(child)] for child in children),
        compact_open=np.array([_compact_open(night, child.child_id) for child in children], dtype=bool),
        born=np.array([child.birth_date.toordinal() for child in children], dtype=np.int32),
        alongside=_small(ALONGSIDE.index(child.alongside) for child in children),
        judgement=np.array(
            [[JUDGEMENTS.index(suitability(night, child, line, name)) for name in settings]
             for line, child in zip(lines, children, strict=True)], dtype=np.int8,
        ).reshape(len(lines), len(settings)),
    )  # fmt: skip


def program_side(night: Night) -> ProgramSide:
    """Read every program of the night."""
    programs = tuple(night.programs.values())
    area, region = _positions(night)
    state = _states(night)
    parameters = night.policy.parameters
    vocabulary = schema().vocabulary
    ids = [program.program_id for program in programs]
    return ProgramSide(
        service=_small(vocabulary["service"].index(program.service) for program in programs),
        setting=_small(-1 if p.setting is None else vocabulary["setting"].index(p.setting) for p in programs),
        min_age=_small(program.min_age for program in programs),
        max_age=_small(program.max_age for program in programs),
        adult_eligible=np.array([program.adult_eligible for program in programs], dtype=bool),
        genders=_bits([set(program.sexes) for program in programs], _genders()),
        any_gender=np.array([not program.sexes for program in programs], dtype=bool),
        takes_new=np.array(
            [p.intake == "open" and (p.opens_on is None or p.opens_on <= night.night) for p in programs], dtype=bool
        ),
        languages=_bits([set(program.languages) for program in programs], _languages(night)),
        competencies=_bits([night.competencies_of.get(each, frozenset()) for each in ids], _traits(night)),
        refused_traits=_bits([night.refused_traits_of.get(each, frozenset()) for each in ids], _traits(night)),
        named_only=np.array([program.open_to == "named" for program in programs], dtype=bool),
        lowest_level=_small(min(program.levels, default=-1) for program in programs),
        highest_level=_small(max(program.levels, default=-1) for program in programs),
        area=_small(-1 if program.area_id is None else area[program.area_id] for program in programs),
        region=_small(-1 if p.area_id is None else region[night.region_of_area[p.area_id]] for p in programs),
        catchment=_small(CATCHMENTS.index(program.catchment) for program in programs),
        accepts_emergency=np.array([program.accepts_emergency for program in programs], dtype=bool),
        needs_assessment=np.array([p.setting in parameters["qrtp"]["settings"] for p in programs], dtype=bool),
        max_stay_days=np.array(
            [NEVER if p.max_stay_days is None else p.max_stay_days for p in programs], dtype=np.int32
        ),
        state=_small(state[program.state] for program in programs),
        youngest=_small(parameters["setting_age"]["min_age"].get(program.setting, 0) for program in programs),
        max_minutes=_small(parameters["distance"]["max_minutes"].get(program.setting, NEVER) for program in programs),
    )


def _positions(night: Night) -> tuple[dict[str, int], dict[str, int]]:
    """Position of every Area and Region."""
    areas = {area_id: position for position, area_id in enumerate(night.instance.areas)}
    regions = {region_id: position for position, region_id in enumerate(sorted(set(night.region_of_area.values())))}
    return areas, regions


def _states(night: Night) -> dict[str, int]:
    """A number for every state that an Area or a program lies in."""
    found = {*night.state_of_area.values(), *(program.state for program in night.programs.values())}
    return {state: number for number, state in enumerate(sorted(found))}


def _compact_open(night: Night, child_id: str) -> bool:
    """Whether an approval under the Interstate Compact names no program."""
    return any(order.kind == "icpc_approved" and order.program_id is None for order in night.orders_of(child_id))


def _genders() -> tuple[str, ...]:
    return schema().vocabulary["care_gender"]


def _languages(night: Night) -> tuple[str, ...]:
    spoken = {language for child in night.children.values() for language in child.languages}
    return tuple(sorted(spoken.union(*(program.languages for program in night.programs.values()))))


def _traits(night: Night) -> tuple[str, ...]:
    found: set[str] = set()
    for sets in (night.traits_of, night.competencies_of, night.refused_traits_of):
        found.update(*sets.values())
    return tuple(sorted(found))


def _small(values: Iterable[int]) -> Small:
    return np.array([min(value, NEVER) for value in values], dtype=np.int16)


def _bits(sets: Sequence[set[str] | frozenset[str]], words: Sequence[str]) -> Bits:
    """Sets over a vocabulary as bits, shape (num_sets, ceil(len(words) / 64)), uint64."""
    position = {word: number for number, word in enumerate(words)}
    bits = np.zeros((len(sets), max(1, -(-len(words) // 64))), dtype=np.uint64)
    for row, members in enumerate(sets):
        for word in members:
            number = position[word]
            bits[row, number // 64] |= np.uint64(1) << np.uint64(number % 64)
    return bits
