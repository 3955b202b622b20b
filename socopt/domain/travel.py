"""Whole minutes from lines and schools to programs, computed once per instance."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from socopt.domain.records import Area, Avoid, Child, NeedLine, Program
from socopt.geo import great_circle_km, travel_minutes


class Travel:
    """Minutes by position: lines, children and programs in the order of the instance.

    A line starts from the child's home; a community line that follows the placement starts from the child's
    current program, where it has one. A home without a point is at its Area Office.
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
        self._known = known
        self._avoid = avoid
        self._speed = {"circuity": circuity, "kmh": kmh}
        self._programs = {program.program_id: program for program in programs}
        self._program_lat = np.array([program.lat for program in programs], dtype=float)
        self._program_lon = np.array([program.lon for program in programs], dtype=float)
        self.line_position = {line.line_id: position for position, line in enumerate(lines)}
        self.child_position = {child.child_id: position for position, child in enumerate(children)}
        self.program_position = {program.program_id: position for position, program in enumerate(programs)}

    @cached_property
    def line_minutes(self) -> NDArray[np.int16]:
        """ndarray of shape (num_lines, num_programs), int16. Minutes from where the line is served from."""
        origins = [self._origin(line) for line in self._lines]
        minutes = self._minutes([lat for _, lat, _ in origins], [lon for _, _, lon in origins])
        rows_of_origin: dict[str, list[int]] = {}
        for row, (origin_id, _, _) in enumerate(origins):
            rows_of_origin.setdefault(origin_id, []).append(row)
        for from_id, to_id, known in zip(*(self._known[c] for c in ("from_id", "to_id", "minutes")), strict=True):
            if to_id in self.program_position:
                minutes[rows_of_origin.get(from_id, []), self.program_position[to_id]] = known
        minutes.flags.writeable = False
        return minutes

    @cached_property
    def school_minutes(self) -> NDArray[np.int16]:
        """ndarray of shape (num_children, num_programs), int16. Minutes to the school of origin; -1 without one."""
        children = self._children.values()
        lat = [np.nan if child.school_lat is None else child.school_lat for child in children]
        lon = [np.nan if child.school_lon is None else child.school_lon for child in children]
        minutes = self._minutes(lat, lon)
        minutes.flags.writeable = False
        return minutes

    @cached_property
    def avoided(self) -> frozenset[tuple[str, str]]:
        """(child_id, program_id) that an avoid row forbids, by name or by distance."""
        pairs = set()
        for row in self._avoid:
            if row.program_id is not None:
                pairs.add((row.child_id, row.program_id))
            if row.lat is not None and row.lon is not None and row.km is not None:
                km = great_circle_km([row.lat], [row.lon], self._program_lat, self._program_lon)[0]
                within = np.flatnonzero(km <= row.km)
                ids = list(self.program_position)
                pairs.update((row.child_id, ids[position]) for position in within)
        return frozenset(pairs)

    def minutes(self, line_id: str, program_id: str) -> int:
        """Minutes of one line to one program."""
        return int(self.line_minutes[self.line_position[line_id], self.program_position[program_id]])

    def minutes_to_school(self, child_id: str, program_id: str) -> int:
        """Minutes of one program to a child's school of origin; -1 without one."""
        return int(self.school_minutes[self.child_position[child_id], self.program_position[program_id]])

    def _minutes(self, lat: list[float], lon: list[float]) -> NDArray[np.int16]:
        return travel_minutes(great_circle_km(lat, lon, self._program_lat, self._program_lon), **self._speed)

    def _origin(self, line: NeedLine) -> tuple[str, float, float]:
        child = self._children[line.child_id]
        if line.follows == "placement" and not line.is_placement and child.current_program_id is not None:
            program = self._programs[child.current_program_id]
            return program.program_id, program.lat, program.lon
        if child.home_lat is None or child.home_lon is None:
            office = self._areas[child.home_area_id]
            return child.child_id, office.office_lat, office.office_lon
        return child.child_id, child.home_lat, child.home_lon
