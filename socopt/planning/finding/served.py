"""How the children of a population are served today: where, how far from home, after how long a wait."""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np

from socopt.domain.records import Child, Program
from socopt.planning.finding.members import Members
from socopt.planning.finding.network import Network
from socopt.planning.history import OPEN, History


def served_today(members: Members, network: Network, history: History) -> dict[str, Any]:
    """Figures of the members in care tonight; medians are None where there is nobody to take them of.

    ``settings`` counts each child once: by the setting of the program whose bed it holds, else by where it is tonight.
    ``minutes_from_home``, the shares out of Area and Region and the competencies are of those in a program.
    ``waiting`` are those with an open placement line, and the nights since it was opened. ``between_stays`` are the
    nights in no program between two stays of one time in care, in the years of the history. ``overstays`` are children
    in their program for longer than it is meant for; ``ready_to_move`` those whose team has recorded readiness.
    """
    placed = [(child, program) for child in members.children if (program := members.program(child)) is not None]
    settings = Counter(
        program.setting
        if (program := members.program(child)) and program.setting
        else f"{child.tonight_at} (no program)"
        for child in members.children
    )
    minutes = [int(network.minutes([child], [program])[0, 0]) for child, program in placed]
    return {
        "children": len(members),
        "in_program": len(placed),
        "settings": dict(sorted(settings.items(), key=lambda item: (-item[1], item[0]))),
        "minutes_from_home": _spread([trip for trip in minutes if trip >= 0]),
        "out_of_area": _share([program.area_id != child.home_area_id for child, program in placed]),
        "out_of_region": _share(
            [_region(members, program) != _home_region(members, child) for child, program in placed]
        ),
        "waiting": _spread(_waits(members)),
        "between_stays": _spread(_gaps(members, history)),
        "able_to_serve": _competence(members, network, placed),
        "ready_to_move": _spread(_since(members, [child.ready_since for child in members.children])),
        "overstays": sum(_overstays(members, child, program) for child, program in placed),
    }


def _region(members: Members, program: Program) -> str | None:
    return None if program.area_id is None else members.instance.areas[program.area_id].region_id


def _home_region(members: Members, child: Child) -> str:
    return members.instance.areas[child.home_area_id].region_id


def _waits(members: Members) -> list[int]:
    """Nights since the placement line of each child was opened; the longest, where there are several."""
    waits: dict[str, int] = {}
    ids = {child.child_id for child in members.children}
    for line in members.instance.records("needs"):
        if line.service == "placement" and line.child_id in ids:
            nights = (members.instance.night - line.opened_on).days
            waits[line.child_id] = max(nights, waits.get(line.child_id, 0))
    return list(waits.values())


def _gaps(members: Members, history: History) -> list[int]:
    """Nights between two stays of one spell, of members of tonight and of those who have left."""
    stays = history.stays
    own = np.zeros(len(history.people), dtype=bool)
    own[members.population.spells(history).person] = True
    follows = (stays.person[1:] == stays.person[:-1]) & own[stays.person[1:]] & (stays.start[1:] >= history.since)
    gap = stays.start[1:] - np.where(stays.end[:-1] == OPEN, stays.start[1:], stays.end[:-1])
    spell = np.isin(stays.start[1:] * len(history.people) + stays.person[1:], _spell_starts(history))
    return [int(nights) for nights in gap[follows & (gap > 0) & ~spell].tolist()]


def _spell_starts(history: History) -> np.ndarray[Any, np.dtype[np.int64]]:
    return history.spells.start * len(history.people) + history.spells.person


def _since(members: Members, days: Sequence[Any]) -> list[int]:
    return [(members.instance.night - day).days for day in days if day is not None]


def _competence(members: Members, network: Network, placed: list[tuple[Child, Program]]) -> dict[str, Any]:
    """How many are in a program that can serve all of the traits, and of how many it lacks which."""
    traits = members.population.traits
    lacking = Counter(trait for _, program in placed for trait in traits if not network.able(program, (trait,)))
    return {
        "children": sum(network.able(program, traits) for _, program in placed),
        "of": len(placed),
        "lacking": {trait: lacking[trait] for trait in traits if lacking[trait]},
    }


def _overstays(members: Members, child: Child, program: Program) -> bool:
    if child.placed_since is None or program.max_stay_days is None:
        return False
    return (members.instance.night - child.placed_since).days > program.max_stay_days


def _spread(values: Sequence[int]) -> dict[str, Any]:
    """How many, their median and the most."""
    return {
        "children": len(values),
        "median": float(median(values)) if values else None,
        "most": max(values) if values else None,
    }


def _share(marks: Sequence[bool]) -> dict[str, Any]:
    return {"children": sum(marks), "of": len(marks), "share": round(sum(marks) / len(marks), 3) if marks else None}
