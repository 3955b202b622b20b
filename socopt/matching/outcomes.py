"""What may become of each unit: every single outcome, as arrays."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from socopt.errors import RefusedError
from socopt.matching.arrays import Bools, Ints, looked_up
from socopt.matching.candidates import Candidates, Pairs
from socopt.policy import Night, Unit, admission
from socopt.policy.suitability import steps_to_level

ENTER, STAY, SERVE, HOME, UNSERVED = range(5)  # HOME: served at home instead of a placement
NOWHERE = -1
SPENT = 10_000  # further than any level is from another


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcomes:
    """Single outcomes, sorted by unit, line, program, units; every array of shape (num_outcomes,), int64.

    ``unit`` is a position in ``Night.units``; ``line``, ``child``, ``program`` and ``leaves`` are positions in the
    instance (``program`` NOWHERE where unserved, ``leaves`` the program whose bed is given up, else NOWHERE); ``units``
    a week served; ``below`` the floors that yielded, bit by bit.
    """

    unit: Ints
    line: Ints
    child: Ints
    program: Ints
    kind: Ints
    units: Ints
    below: Ints
    leaves: Ints

    def __len__(self) -> int:
        return len(self.unit)

    @cached_property
    def lives(self) -> Bools:
        """Outcomes in which the child lives in a program: it enters, or stays."""
        return np.isin(self.kind, (ENTER, STAY))

    @cached_property
    def rests(self) -> Bools:
        """Outcomes in which nothing happens tonight: the child stays, or is unserved."""
        return np.isin(self.kind, (STAY, UNSERVED))

    def take(self, chosen: Bools | Ints) -> "Outcomes":
        return Outcomes(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})

    def without(self, refused: Bools) -> "Outcomes":
        return self.take(~refused) if refused.any() else self


def single_outcomes(night: Night, candidates: Candidates) -> Outcomes:
    """Every outcome of every unit in play (docs/model.md, section 2).

    Raises
    ------
    RefusedError
        A pin that no rule-abiding outcome satisfies.
    """
    travel = night.instance.travel
    unit_of_line = np.full(len(night.lines), NOWHERE)
    for position, unit in enumerate(night.units):
        for line in unit.lines:
            unit_of_line[travel.line_position[line.line_id]] = position
    return _sorted(_keep_pins(night, _all_outcomes(night, candidates, unit_of_line)))


def _all_outcomes(night: Night, candidates: Candidates, unit_of_line: Ints) -> Outcomes:
    """In no order, before pins are looked at."""
    entered = _entered(night, candidates.admitted(np.flatnonzero(unit_of_line >= 0)), unit_of_line)
    entered = entered.without(_barred(night, candidates, entered))
    return _concatenate([entered, _cuts(night, entered), _without_entering(night)])


def with_rest(night: Night, outcomes: Outcomes) -> Outcomes:
    """The same outcomes, and rest for every unit, pinned or not."""
    return _sorted(_concatenate([outcomes.take(~outcomes.rests), _without_entering(night)]))


def _sorted(found: Outcomes) -> Outcomes:
    keys = found.unit
    for more in (found.line, found.program, found.units):  # below 2^63 for 100,000 lines and 100,000 programs
        keys = keys * (int(more.max(initial=0)) + 2) + more + 1
    return found.take(np.argsort(keys, kind="stable"))


def _entered(night: Night, pairs: Pairs, unit_of_line: Ints) -> Outcomes:
    """Admitted pairs as outcomes that enter or are served by a program."""
    travel = night.instance.travel
    lines = tuple(night.lines.values())
    child = np.array([travel.child_position[line.child_id] for line in lines], dtype=np.int64)
    units = np.array([line.units for line in lines], dtype=np.int64)
    placement = np.array([line.is_placement for line in lines], dtype=bool)
    home = np.array(
        [travel.program_position.get(c.current_program_id or "", NOWHERE) for c in night.children.values()],
        dtype=np.int64,
    )
    unit = unit_of_line[pairs.lines]
    kind = np.where(placement[pairs.lines], ENTER, np.where(led_by_placement(night)[unit], HOME, SERVE))
    children = child[pairs.lines]
    return Outcomes(
        unit=unit,
        line=pairs.lines,
        child=children,
        program=pairs.programs,
        kind=kind,
        units=units[pairs.lines],
        below=pairs.below_floor.astype(np.int64),
        leaves=np.where(kind == SERVE, NOWHERE, home[children]),
    )


def _barred(night: Night, candidates: Candidates, found: Outcomes) -> Bools:
    """Moves that an order forbids, or that are not nearer to the target level or worse for the child's community."""
    only_stays = np.array([night.only_stays(child) for child in night.children.values()], dtype=bool)
    barred: Bools = only_stays[found.child] & (found.leaves != NOWHERE)
    careful = np.flatnonzero(is_picky(night)[found.child] & (found.kind == ENTER))
    child, program, leaves = found.child[careful], found.program[careful], found.leaves[careful]
    steps = _level_steps(night)
    target = np.array([_target(night, child_id) for child_id in night.children], dtype=np.int64)[child]
    here, there = steps[leaves, target], steps[program, target]
    nearer = (there == 0) | (there < here) | (target == 0)
    dearer = community_cost(night, candidates, child, program) > community_cost(night, candidates, child, leaves)
    barred[careful] |= ~nearer | dearer
    return barred


def is_picky(night: Night) -> Bools:
    """Children who may only move to something nearer and no worse, shape (num_children,).

    They are ready to move, in a bed they may keep, and not unsafe.
    """
    return np.array(
        [
            child.status == "ready_to_move" and night.may_stay(child) and child_id not in night.unsafe
            for child_id, child in night.children.items()
        ],
        dtype=bool,
    )


def led_by_placement(night: Night) -> Bools:
    """Units whose lead line is a placement, shape (num_units,)."""
    return np.array([unit.is_placement for unit in night.units], dtype=bool)


def _target(night: Night, child_id: str) -> int:
    """Level a child in play aims for; 0 where none is known."""
    unit = night.placement_unit_of.get(child_id)
    if unit is None:
        return 0
    return unit.child.target_level or unit.lead.level or 0


def _level_steps(night: Night) -> Ints:
    """Steps from each program to each level, shape (num_programs, 7); SPENT where it serves none."""
    return np.array(
        [
            [steps_to_level(level, program.levels) if program.levels else SPENT for level in range(7)]
            for program in night.programs.values()
        ],
        dtype=np.int64,
    ).reshape(len(night.programs), 7)


def community_cost(night: Night, candidates: Candidates, children: Ints, programs: Ints) -> Ints:
    """What living in a program costs a child's community (tier ``community``), shape (n,)."""
    weights = night.policy.weights("community")
    area_of_child, region_of_child = _home_positions(night, candidates)
    school = night.instance.travel.school_minutes_of(children, programs)
    cost: Ints = (
        weights["outside_area"] * (looked_up(candidates.program_side.area, programs) != area_of_child[children])
        + weights["outside_region"] * (looked_up(candidates.program_side.region, programs) != region_of_child[children])
        + weights["school_lost"] * (school > weights["school_minutes"])
    ).astype(np.int64)
    return cost


def _home_positions(night: Night, candidates: Candidates) -> tuple[Ints, Ints]:
    """Home Area and Region of every child with a line, as positions."""
    area, region = np.full((2, len(night.children)), NOWHERE)
    child = [night.instance.travel.child_position[line.child_id] for line in night.lines.values()]
    area[child] = candidates.line_side.area
    region[child] = candidates.line_side.region
    return area, region


def _cuts(night: Night, entered: Outcomes) -> Outcomes:
    """Community lines that may be served with fewer units."""
    splittable = np.array([len(unit.lines) == 1 and unit.lead.splittable for unit in night.units], dtype=bool)
    whole = entered.take((entered.kind == SERVE) & splittable[entered.unit])
    fewer = np.repeat(np.arange(len(whole)), whole.units - 1)
    cuts = whole.take(fewer)
    first = np.concatenate([[0], np.cumsum(whole.units - 1)])[:-1]
    units = np.arange(len(fewer)) - np.repeat(first, whole.units - 1) + 1
    return Outcomes(
        **{field.name: getattr(cuts, field.name) for field in fields(cuts) if field.name != "units"}, units=units
    )


def _without_entering(night: Night) -> Outcomes:
    """Stay for whoever holds a bed and need not leave, unserved for everyone else."""
    return _of_rows([_at_rest(night, position, unit) for position, unit in enumerate(night.units)])


def _at_rest(night: Night, position: int, unit: Unit) -> tuple[int, ...]:
    travel = night.instance.travel
    child = unit.child
    line, row = travel.line_position[unit.unit_id], travel.child_position[child.child_id]
    held = travel.program_position.get(child.current_program_id or "", NOWHERE)
    if unit.is_placement and night.may_stay(child):
        return position, line, row, held, STAY, 1, 0, NOWHERE
    return position, line, row, NOWHERE, UNSERVED, 0, 0, held if unit.is_placement else NOWHERE


def _keep_pins(night: Night, found: Outcomes) -> Outcomes:
    """Leave pinned units no other outcome."""
    travel = night.instance.travel
    unit_of_line = night.unit_of_line
    keep = np.ones(len(found), dtype=bool)
    for line_id, programs in night.pinned.items():
        if line_id not in unit_of_line:
            continue
        unit = unit_of_line[line_id]
        accepted = [
            (each.line_id, program_id) for each in unit.lines for program_id in night.pinned.get(each.line_id, ())
        ]
        if len(accepted) > 1:
            raise RefusedError(
                f"decisions.{line_id}: {len(accepted)} programs accepted for one need ({accepted}); "
                "withdraw all but one."
            )
        (program_id,) = programs
        of_unit = found.unit == night.units.index(unit)
        pinned = (
            of_unit
            & (found.line == travel.line_position[line_id])
            & (found.program == travel.program_position[program_id])
        )
        if not pinned.any():
            reasons = "; ".join(str(refusal) for refusal in admission(night, line_id, program_id).refusals)
            raise RefusedError(
                f"decisions.{line_id}: {program_id} was accepted but is not possible tonight: "
                f"{reasons or 'the move is barred'}."
            )
        keep &= ~of_unit | pinned
    return found.without(~keep)


def _of_rows(rows: list[tuple[int, ...]]) -> Outcomes:
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), len(fields(Outcomes)))
    return Outcomes(**{field.name: columns[:, number] for number, field in enumerate(fields(Outcomes))})


def _concatenate(parts: list[Outcomes]) -> Outcomes:
    return Outcomes(
        **{field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Outcomes)}
    )
