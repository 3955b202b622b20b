"""Blocks of lines and programs outside which every pair is refused, by distance or by the border of a state.

A rule that refuses most of the country need not be read for most of the country. What is left out is only what a rule
in force surely refuses: no floor that yields, no waiver, no known trip, no approval could bring it back.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.domain.travel import Travel
from socopt.matching.arrays import Bools, Ints
from socopt.matching.pair_masks import most_minutes
from socopt.matching.relations import Relation, Relations
from socopt.matching.sides import NEVER, LineSide, ProgramSide
from socopt.policy import Policy
from socopt.policy.pair_rules import PAIR_RULES

Points = NDArray[np.float64]
LINES_A_BLOCK = 128
PAIRS_A_BLOCK = 1 << 19  # bounds the memory of a block, and keeps its masks near the processor
SLACK = 1e-6  # radians (6 m): more than arc cosines of near points are wrong by


@dataclass(frozen=True, eq=False, kw_only=True)
class Reach:
    """Both sides of a night, and what of the policy bounds how far a line looks."""

    line_side: LineSide
    program_side: ProgramSide
    relations: Relations
    travel: Travel
    policy: Policy
    in_force: tuple[str, ...]

    def blocks(self, lines: Ints) -> Iterator[tuple[Ints, Ints]]:
        """A few lines of one service at a time, and the programs of it that any of them may reach (both rising)."""
        services = self.line_side.service[lines]
        for service in np.unique(services):
            of_service = lines[services == service]
            programs = np.flatnonzero(self.program_side.service == service)
            bound = self._bound(of_service, "distance")
            for neighbours in by_neighbourhood(of_service[bound], self.travel.line_points, LINES_A_BLOCK):
                yield from _at_most(neighbours, self._near(neighbours, programs))
            yield from self._whole_states(of_service[~bound], programs)

    def _whole_states(self, lines: Ints, programs: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Lines that no distance bounds: against their own state where its border holds, else against all."""
        bound = self._bound(lines, "icpc") & ~self.line_side.compact_open[lines]
        state = self.line_side.state[lines]
        for home in np.unique(state[bound]):
            of_state = lines[bound & (state == home)]
            yield from _at_most(of_state, self._in_state(int(home), of_state, programs))
        yield from _at_most(lines[~bound], programs)

    def _bound(self, lines: Ints, rule_id: str) -> Bools:
        """Lines for which a rule holds whatever their child's need of a bed, shape (num_lines,)."""
        if rule_id not in self.in_force:
            return np.zeros(len(lines), dtype=bool)
        rule, placement = PAIR_RULES[rule_id], self.line_side.placement[lines]
        held = np.where(placement, rule.placements, rule.community)
        bound: Bools = held & ~(self.line_side.unsafe[lines] & self.policy.rules[rule_id].floor)
        return bound

    def _near(self, lines: Ints, programs: Ints) -> Ints:
        """Programs near enough to any of some lines, or that something may bring near."""
        placements = bool(self.line_side.placement[lines[0]])
        most = most_minutes(self.program_side, self.policy, programs, placements=placements)
        radians = np.where(most >= NEVER, np.inf, self.travel.trips.radians(most))
        near = within_reach(self.travel.line_points[lines], self.travel.program_points[programs], radians)
        return self._with(near, programs, [self.travel.known_programs(lines), *self._lifted("distance", lines)])

    def _in_state(self, home: int, lines: Ints, programs: Ints) -> Ints:
        """Programs of a state, and those that something lets some of its lines enter across the border."""
        at_home = self.program_side.state[programs] == home
        approved = self.relations.compact_approved.programs_of(lines)
        return self._with(at_home, programs, [approved, *self._lifted("icpc", lines)])

    def _lifted(self, rule_id: str, lines: Ints) -> Iterator[Ints]:
        """Programs for which a rule is waived for any of some lines."""
        rule = self.policy.rules[rule_id]
        waivers: list[tuple[bool, Relation]] = [
            (rule.waived_by_order, self.relations.ordered),
            (rule.waived_for_named_homes, self.relations.named("approved", "emergency")),
        ]
        yield from (relation.programs_of(lines) for waived, relation in waivers if waived)

    @staticmethod
    def _with(found: Bools, programs: Ints, more: list[Ints]) -> Ints:
        """Programs that were found, with those of ``more`` that are among them."""
        wanted = np.concatenate(more)
        place = np.minimum(np.searchsorted(programs, wanted), max(0, len(programs) - 1))
        if len(programs):
            found[place[programs[place] == wanted]] = True
        return programs[found]


def _at_most(lines: Ints, programs: Ints) -> Iterator[tuple[Ints, Ints]]:
    """A few lines at a time."""
    size = min(LINES_A_BLOCK, max(1, PAIRS_A_BLOCK // max(1, len(programs))))
    yield from ((lines[start : start + size], programs) for start in range(0, len(lines), size))


def by_neighbourhood(lines: Ints, points: Points, size: int) -> Iterator[Ints]:
    """Lines in parts of at most ``size`` that lie together, each rising: halved along the widest axis again and again.

    Parameters
    ----------
    points : ndarray of shape (num_lines of the instance, 3). Unit vectors by position.
    """
    if len(lines) <= size:
        if len(lines):
            yield np.sort(lines)
        return
    at = points[lines]
    axis = int(np.argmax(np.ptp(at, axis=0)))
    order = np.argpartition(at[:, axis], len(lines) // 2)
    yield from by_neighbourhood(lines[order[: len(lines) // 2]], points, size)
    yield from by_neighbourhood(lines[order[len(lines) // 2 :]], points, size)


def within_reach(origins: Points, destinations: Points, radians: Points) -> Bools:
    """Destinations that may be within their own angle of any origin: none that is, is left out, shape (m,).

    The angle to any origin is at least the angle to the middle of the origins less their spread around it.
    """
    middle = origins.sum(axis=0)
    length = np.linalg.norm(middle)
    if not length > len(origins) / 2:  # more than a third of the globe apart, or a point is missing
        return np.ones(len(destinations), dtype=bool)
    spread = _angles(origins, middle / length).max()
    near: Bools = ~(_angles(destinations, middle / length) > radians + spread + SLACK)
    return near


def _angles(points: Points, point: Points) -> Points:
    angles: Points = np.arccos(np.clip(points @ point, -1.0, 1.0))
    return angles
