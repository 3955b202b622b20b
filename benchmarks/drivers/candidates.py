"""All pair rules over random arrays: children x programs of one state or several, without reading an instance."""

import time

import numpy as np

from socopt.domain.travel import Travel
from socopt.geo import Trips, unit_vectors
from socopt.matching.candidates import Candidates
from socopt.matching.pair_masks import PAIR_MASKS
from socopt.matching.relations import Relation, Relations
from socopt.matching.residents import Residents
from socopt.matching.sides import LineSide, ProgramSide
from socopt.policy import default_policy

RELATIONS = (
    "current",
    "ordered",
    "forbidden",
    "compact_approved",
    "avoided",
    "refused",
    "refused_even_if_ordered",
    "declined",
    "self_referral",
    "parted_from_settled",
    "settled_siblings",
    "at_odds_beside_siblings",
)


class RandomRelations(Relations):
    """About one random program for every second child in every relation."""

    def __init__(self, dice: np.random.Generator, num_lines: int, num_programs: int) -> None:
        def relation() -> Relation:
            lines = dice.choice(num_lines, num_lines // 2, replace=False)
            return Relation.of(zip(lines.tolist(), dice.integers(0, num_programs, len(lines)).tolist(), strict=True))

        nothing = np.zeros(0, dtype=np.int64)
        self.__dict__.update({name: relation() for name in RELATIONS}, beside_settled=(nothing, nothing))
        self.__dict__["ordered"] = Relation.of([(0, 0)])
        self._named = relation()

    def named(self, *approvals: str) -> Relation:
        return self._named if "approved" in approvals else Relation.of(())


class RandomTravel(Travel):
    """Homes and programs anywhere in states as large as Massachusetts, in a row from west to east; no known trips."""

    def __init__(self, dice: np.random.Generator, states_of_lines: np.ndarray, states_of_programs: np.ndarray) -> None:
        def points(states: np.ndarray) -> np.ndarray:
            lat, lon = 41.9 + 0.8 * dice.random(len(states)), -73.5 + 3.6 * (dice.random(len(states)) + states)
            return unit_vectors(lat, lon)

        nothing = np.zeros(0, dtype=np.int64)
        self.trips = Trips(circuity=1.3, kmh=50.0)
        self._programs = dict.fromkeys(range(len(states_of_programs)))
        self.__dict__.update(
            line_points=points(states_of_lines),
            program_points=points(states_of_programs),
            _known=(nothing, nothing.astype(np.int16)),
        )


def measure(num_children: str, num_programs: str, num_states: str = "1") -> tuple[float, str]:
    candidates = random_night(int(num_children), int(num_programs), int(num_states))
    started = time.perf_counter()
    pairs = candidates.admitted(np.arange(int(num_children)))
    return time.perf_counter() - started, f"{len(pairs):,} pairs admitted"


def random_night(n: int, m: int, states: int = 1) -> Candidates:
    """Lines and programs whose fields are random within what a state looks like."""
    dice = np.random.default_rng(7)
    state_of_line, state_of_program = small_states(dice, states, n), small_states(dice, states, m)

    def small(low: int, high: int, size: int) -> np.ndarray:
        return dice.integers(low, high, size).astype(np.int16)

    def mostly(share: float, size: int) -> np.ndarray:
        return dice.random(size) < share

    def bits(share: float, words: int, size: int) -> np.ndarray:
        return (dice.random((size, words)) < share) @ (np.uint64(1) << np.arange(words, dtype=np.uint64))[:, None]

    lines = LineSide(
        placement=np.ones(n, dtype=bool),
        service=np.zeros(n, dtype=np.int16),
        age=small(0, 22, n),
        consent=mostly(0.5, n),
        assessed=mostly(0.5, n),
        gender=np.uint64(1) << dice.integers(0, 2, (n, 1)).astype(np.uint64),
        languages=bits(0.4, 5, n),
        required=bits(0.02, 15, n),
        traits=bits(0.06, 15, n),
        level=small(1, 7, n),
        horizon=small(0, 4, n),
        unsafe=mostly(0.05, n),
        area=(29 * state_of_line + small(0, 29, n)).astype(np.int16),
        region=(6 * state_of_line + small(0, 6, n)).astype(np.int16),
        state=state_of_line,
        compact_open=np.zeros(n, dtype=bool),
        born=dice.integers(700_000, 731_000, n).astype(np.int32),
        alongside=np.where(mostly(0.1, n), small(1, 4, n), 0).astype(np.int16),
        judgement=dice.integers(0, 3, (n, 9)).astype(np.int8),
    )
    youngest = small(0, 12, m)
    level = small(1, 6, m)
    programs = ProgramSide(
        service=np.zeros(m, dtype=np.int16),
        setting=small(0, 9, m),
        min_age=youngest,
        max_age=(youngest + small(4, 12, m)).astype(np.int16),
        adult_eligible=mostly(0.1, m),
        genders=dice.integers(1, 4, (m, 1)).astype(np.uint64),
        any_gender=mostly(0.5, m),
        takes_new=mostly(0.9, m),
        languages=bits(0.5, 5, m),
        competencies=bits(0.4, 15, m),
        refused_traits=bits(0.03, 15, m),
        named_only=mostly(0.2, m),
        lowest_level=level,
        highest_level=(level + small(0, 2, m)).astype(np.int16),
        area=(29 * state_of_program + small(0, 29, m)).astype(np.int16),
        region=(6 * state_of_program + small(0, 6, m)).astype(np.int16),
        catchment=small(0, 3, m),
        accepts_emergency=mostly(0.3, m),
        needs_assessment=mostly(0.2, m),
        max_stay_days=np.where(mostly(0.2, m), 45, 30_000).astype(np.int32),
        state=np.where(mostly(0.02, m), states, state_of_program).astype(np.int16),
        youngest=small(0, 6, m),
        max_minutes=small(60, 120, m),
    )
    born = dice.integers(700_000, 731_000, m).astype(np.int32)
    residents = Residents(
        anybody=mostly(0.9, m),
        solo=mostly(0.02, m),
        first_born=born - 2_000,
        last_born=born + 2_000,
        first_born_only_older=np.full(m, np.iinfo(np.int32).max, dtype=np.int32),
        last_born_only_younger=np.full(m, -1, dtype=np.int32),
        others=mostly(0.2, m),
        youngest_other=small(0, 10, m).astype(np.int32),
        oldest_other=small(10, 20, m).astype(np.int32),
    )
    travel = RandomTravel(dice, state_of_line, state_of_program)
    relations = RandomRelations(dice, n, m)
    return Candidates(lines, programs, relations, residents, travel, default_policy(), tuple(PAIR_MASKS))


def small_states(dice: np.random.Generator, states: int, size: int) -> np.ndarray:
    """A state for every line or program, from west to east."""
    return dice.integers(0, states, size).astype(np.int16)
