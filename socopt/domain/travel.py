"""Whole minutes from lines and schools to programs: computed where they are asked for, the same however that is."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from socopt.domain.records import Area, Avoid, Child, NeedLine, Program
from socopt.geo import Trips, cosines, great_circle_km, unit_vectors

Positions = NDArray[np.int64]
Minutes = NDArray[np.int16]
PAIRS_AT_ONCE = 1 << 20


class Travel:
    """Minutes by position: lines, children and programs in the order of the instance.

    A line starts from the child's home; a community line that follows the placement starts from the child's
    current program, where it has one. A home without a point is at its Area Office. Nothing is kept per pair: a night
    of many states has billions.
    """

    def __init__(
        self,
        *,
        children: Sequence[Child],
        lines: Sequence[NeedLine],
        programs: Sequence[Program],
        areas: Mapping[str, Area],
        known: pd.DataFrame,
        avoid: Sequence[Avoid],
        circuity: float,
        kmh: float,
    ) -> None:
        self._children = {child.child_id: child for child in children}
        self._lines = lines
        self._areas = areas
        self._known_rows = known
        self._avoid = avoid
        self.trips = Trips(circuity=circuity, kmh=kmh)
        self._programs = {program.program_id: program for program in programs}
        self._program_lat = np.array([program.lat for program in programs], dtype=float)
        self._program_lon = np.array([program.lon for program in programs], dtype=float)
        self.line_position = {line.line_id: position for position, line in enumerate(lines)}
        self.child_position = {child.child_id: position for position, child in enumerate(children)}
        self.program_position = {program.program_id: position for position, program in enumerate(programs)}

    # ------------------------------------------------------------ one pair
    def minutes(self, line_id: str, program_id: str) -> int:
        """Minutes of one line to one program."""
        line, program = self.line_position[line_id], self.program_position[program_id]
        keys, known = self._known
        if len(keys):
            place = int(keys.searchsorted(line * len(self._programs) + program))
            if place < len(keys) and keys[place] == line * len(self._programs) + program:
                return int(known[place])
        return self.trips.minutes_between(self._listed_lines[line], self._listed_programs[program])

    def minutes_to_school(self, child_id: str, program_id: str) -> int:
        """Minutes of one program to a child's school of origin; -1 without one."""
        child, program = self.child_position[child_id], self.program_position[program_id]
        return self.trips.minutes_between(self._listed_schools[child], self._listed_programs[program])

    # ------------------------------------------------------------ many pairs
    def minutes_of(self, lines: Positions, programs: Positions) -> Minutes:
        """Minutes of pairs by position, shape (n,), int16."""
        minutes = self._of(self.line_points, lines, programs)
        keys, known = self._known
        if len(keys):
            wanted = lines * len(self._programs) + programs
            place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            found = keys[place] == wanted
            minutes[found] = known[place[found]]
        return minutes

    def school_minutes_of(self, children: Positions, programs: Positions) -> Minutes:
        """Minutes of pairs of child and program by position to the school of origin, shape (n,), int16."""
        return self._of(self._school_points, children, programs)

    def minutes_block(self, lines: Positions, programs: Positions) -> Minutes:
        """Minutes of some lines to some programs (both rising), shape (num_lines, num_programs), int16."""
        minutes = self.trips.minutes(self._cosines_block(lines, programs))
        row, column, known = self._known_within(lines, programs)
        minutes[row, column] = known
        return minutes

    def beyond(self, lines: Positions, programs: Positions, most: Positions) -> NDArray[np.bool_]:
        """Which programs are further than ``most`` minutes, shape (num_programs,), as ``minutes_block`` has them."""
        far: NDArray[np.bool_] = self._cosines_block(lines, programs) <= self.trips.cosines_beyond(most)
        row, column, known = self._known_within(lines, programs)
        far[row, column] = known > most[column]
        return far

    def _of(self, points: NDArray[np.float64], rows: Positions, programs: Positions) -> Minutes:
        """Minutes pair by pair; -1 where there is no program (a position below 0)."""
        minutes = np.full(len(rows), -1, dtype=np.int16)
        somewhere = np.flatnonzero(programs >= 0)
        for start in range(0, len(somewhere), PAIRS_AT_ONCE):
            part = somewhere[start : start + PAIRS_AT_ONCE]
            minutes[part] = self.trips.minutes(cosines(points[rows[part]], self.program_points[programs[part]]))
        return minutes

    def _cosines_block(self, lines: Positions, programs: Positions) -> NDArray[np.float64]:
        return cosines(self.line_points[lines][:, None], self.program_points[programs][None, :])

    # ------------------------------------------------------------ points
    @cached_property
    def program_points(self) -> NDArray[np.float64]:
        """Programs on the unit sphere, shape (num_programs, 3)."""
        return _points(self._program_lat, self._program_lon)

    @cached_property
    def line_points(self) -> NDArray[np.float64]:
        """Where lines start from, on the unit sphere, shape (num_lines, 3)."""
        origins = [self._origin(line) for line in self._lines]
        return _points([lat for _, lat, _ in origins], [lon for _, _, lon in origins])

    @cached_property
    def _school_points(self) -> NDArray[np.float64]:
        children = self._children.values()
        lat = [np.nan if child.school_lat is None else child.school_lat for child in children]
        lon = [np.nan if child.school_lon is None else child.school_lon for child in children]
        return _points(lat, lon)

    @cached_property
    def _listed_programs(self) -> list[list[float]]:
        return _listed(self.program_points)

    @cached_property
    def _listed_lines(self) -> list[list[float]]:
        return _listed(self.line_points)

    @cached_property
    def _listed_schools(self) -> list[list[float]]:
        return _listed(self._school_points)

    def _origin(self, line: NeedLine) -> tuple[str, float, float]:
        child = self._children[line.child_id]
        if line.follows == "placement" and not line.is_placement and child.current_program_id is not None:
            program = self._programs[child.current_program_id]
            return program.program_id, program.lat, program.lon
        if child.home_lat is None or child.home_lon is None:
            office = self._areas[child.home_area_id]
            return child.child_id, office.office_lat, office.office_lon
        return child.child_id, child.home_lat, child.home_lon

    # ------------------------------------------------------------ known trips
    @cached_property
    def _known(self) -> tuple[Positions, Minutes]:
        """Keys (line x num_programs + program, rising) and minutes of the travel table: it goes before the circle."""
        origins, line_origin = np.unique([self._origin(line)[0] for line in self._lines], return_inverse=True)
        origin = pd.Index(origins, dtype="str").get_indexer(pd.Index(self._known_rows["from_id"]))
        program = pd.Index(list(self.program_position), dtype="str").get_indexer(pd.Index(self._known_rows["to_id"]))
        wanted = np.flatnonzero((origin >= 0) & (program >= 0))
        by_origin = np.argsort(line_origin, kind="stable")
        first, last = (np.searchsorted(line_origin[by_origin], origin[wanted], side=side) for side in ("left", "right"))
        place, row = spread(first, last)
        keys = by_origin[place] * len(self._programs) + program[wanted[row]]
        order = np.argsort(keys)
        minutes = self._known_rows["minutes"].to_numpy(dtype=np.int16)
        return keys[order].astype(np.int64), minutes[wanted[row]][order]

    def known_programs(self, lines: Positions) -> Positions:
        """Programs to which the travel table has minutes from any of some lines."""
        place, _ = self._known_of(lines)
        return self._known[0][place] % max(1, len(self._programs))

    def _known_of(self, lines: Positions) -> tuple[Positions, Positions]:
        """Places among the known pairs of those from some lines, and the number of the line that each is from."""
        keys, width = self._known[0], len(self._programs)
        return spread(np.searchsorted(keys, lines * width), np.searchsorted(keys, (lines + 1) * width))

    def _known_within(self, lines: Positions, programs: Positions) -> tuple[Positions, Positions, Minutes]:
        """(row, column, minutes) of the known pairs of a block."""
        place, row = self._known_of(lines)
        program = self._known[0][place] % max(1, len(self._programs))
        column = np.minimum(np.searchsorted(programs, program), max(0, len(programs) - 1))
        inside = programs[column] == program if len(programs) else np.zeros(len(program), dtype=bool)
        return row[inside], column[inside], self._known[1][place[inside]]

    # ------------------------------------------------------------ places to avoid
    @cached_property
    def avoided(self) -> frozenset[tuple[str, str]]:
        """(child_id, program_id) that an avoid row forbids, by name or by distance."""
        pairs = set()
        ids = list(self.program_position)
        for row in self._avoid:
            if row.program_id is not None:
                pairs.add((row.child_id, row.program_id))
            if row.lat is not None and row.lon is not None and row.km is not None:
                km = great_circle_km([row.lat], [row.lon], self._program_lat, self._program_lon)[0]
                within = np.flatnonzero(km <= row.km)
                pairs.update((row.child_id, ids[position]) for position in within)
        return frozenset(pairs)


def _points(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    points = unit_vectors(lat, lon)
    points.flags.writeable = False
    return points


def _listed(points: NDArray[np.float64]) -> list[list[float]]:
    """Points as lists: reading single numbers from an array is slow."""
    listed: list[list[float]] = points.tolist()
    return listed


def spread(first: Positions, last: Positions) -> tuple[Positions, Positions]:
    """Every place of several ranges one after the other, and the number of the range that each is of."""
    count = last - first
    number = np.repeat(np.arange(len(count)), count)
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count - first, count), number
