"""Tier ``kin_and_siblings``: approved kin not used, further places of sibling groups, wishes to be together."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from socopt.matching.arrays import Bools, Ints
from socopt.matching.columns import Columns
from socopt.matching.outcomes import HOME, Outcomes, led_by_placement
from socopt.matching.plan_rows import wishing_pairs
from socopt.matching.presence import Presence
from socopt.matching.row_builder import WITHIN, RowBuilder
from socopt.policy import Night
from socopt.policy.night import HOME as HOME_PLACE

TIER = "kin_and_siblings"
WISH = "together_preferred"


def kin_and_siblings(night: Night, columns: Columns, weights: Mapping[str, Any]) -> tuple[Ints, int]:
    """Cost of every column, and the constant; what siblings at home and wishes add stands in auxiliary columns."""
    cost = columns.summed(_kin_unused(night, columns)) * weights["kin_unused"]
    cost += _places(night, columns) * weights["place"]
    cost += columns.summed(_apart_from_settled(night, columns)) * weights["together_preferred"]
    settled = sum(len(night.settled_places_of.get(_group_of(night, part), ())) - 1 for part in night.sibling_parts)
    return cost, settled * int(weights["place"])


def _group_of(night: Night, part: tuple[str, ...]) -> str:
    return night.children[part[0]].sibling_group_id or ""


def _kin_unused(night: Night, columns: Columns) -> Ints:
    """1 for every outcome of a child with approved kin that uses none of it; home uses it."""
    o, travel = columns.outcomes, night.instance.travel
    kin_of = {child_id: homes for child_id, homes in night.approved_kin_of.items() if night.in_play(child_id)}
    with_kin = np.zeros(len(night.children), dtype=bool)
    with_kin[[travel.child_position[child_id] for child_id in kin_of]] = True
    in_kin = o.lives & _among(night, o, ((child_id, home) for child_id, homes in kin_of.items() for home in homes))
    unused: Bools = with_kin[o.child] & led_by_placement(night)[o.unit] & (o.kind != HOME) & ~in_kin
    return unused.astype(np.int64)


def _among(night: Night, outcomes: Outcomes, pairs: Iterable[tuple[str, str]]) -> Bools:
    """Outcomes whose child and program are one of some pairs."""
    travel, width = night.instance.travel, len(night.programs) + 1  # so that NOWHERE is no pair's
    keys = [travel.child_position[child] * width + travel.program_position[program] for child, program in pairs]
    found: Bools = np.isin(outcomes.child * width + outcomes.program, keys)
    return found


def _places(night: Night, columns: Columns) -> Ints:
    """Places each column adds to its sibling group: one, or none where a settled sibling lives already."""
    o = columns.outcomes
    travel = night.instance.travel
    in_part = np.zeros(len(night.children), dtype=bool)
    in_part[[travel.child_position[child_id] for child_id in night.part_of]] = True
    placement = led_by_placement(night)
    adds = (in_part[o.child] & placement[o.unit] & (o.kind != HOME)).astype(np.int64)
    settled = (
        (child_id, place)
        for part in night.sibling_parts
        for place in night.settled_places_of.get(_group_of(night, part), ())
        if place != HOME_PLACE
        for child_id in part
    )
    adds[o.lives & _among(night, o, settled)] = 0
    return np.minimum(columns.summed(adds), 1)


def _apart_from_settled(night: Night, columns: Columns) -> Ints:
    """1 for every outcome that ends elsewhere than a child out of play whom a wish would have near."""
    o = columns.outcomes
    travel = night.instance.travel
    placement = led_by_placement(night)
    apart = np.zeros(len(o), dtype=np.int64)
    for child_id in night.placement_unit_of:
        for other, wish in night.wishes_of.get(child_id, ()):
            if wish == "together_preferred" and not night.in_play(other):
                there = travel.program_position.get(night.children[other].current_program_id or "", -2)
                of_child = (o.child == travel.child_position[child_id]) & placement[o.unit]
                apart += of_child & ~((o.program == there) & o.lives)
    return apart


def add_family_columns(builder: RowBuilder, night: Night, columns: Columns) -> None:
    """Auxiliary columns of the tier: ``home`` as a place siblings share, and wishes of two children in play."""
    tier = night.policy.tier(TIER)
    if tier is None:
        return
    _add_homes(builder, night, columns, int(tier.weights["place"]))
    _add_wishes(builder, night, Presence(columns), int(tier.weights["together_preferred"]))


def _add_homes(builder: RowBuilder, night: Night, columns: Columns, weight: int) -> None:
    """One place more for a sibling group some of whom are served at home, unless a sibling lives there already."""
    o = columns.outcomes
    home = np.flatnonzero(columns.of(o.kind == HOME))
    child = columns.of(o.child)[home]
    for part in night.sibling_parts:
        if HOME_PLACE in night.settled_places_of.get(_group_of(night, part), ()):
            continue
        members = [night.instance.travel.child_position[child_id] for child_id in part]
        entry = home[np.isin(child, members)]
        if len(entry):
            at_home = builder.auxiliary(**{TIER: weight})
            rows = np.arange(len(entry))
            names = [f"home:{part[0]}"] * len(entry)
            builder.add(
                names,
                [*rows, *rows],
                [*columns.column_of_member[entry], *[at_home] * len(entry)],
                [*[1] * len(entry), *[-1] * len(entry)],
                upper=0,
                meanings=[WITHIN] * len(names),
            )


def _add_wishes(builder: RowBuilder, night: Night, presence: Presence, weight: int) -> None:
    """One more for every pair that would be together and does not end in one program."""
    position, programs = night.instance.travel.child_position, tuple(night.programs)
    for one, other in wishing_pairs(night, WISH):
        apart = builder.auxiliary(**{TIER: weight})
        a, b = presence.of_child(position[one]), presence.of_child(position[other])
        name = f"{WISH}:{one}:{other}"
        for program in np.unique(presence.program[a]).tolist():
            there, beside = a[presence.program[a] == program], b[presence.program[b] == program]
            entries = presence.column[np.concatenate([there, beside])]
            values, meaning = [*[1] * len(there), *[-1] * len(beside), -1], (WISH, one, other, programs[program])
            builder.add_one(name, [*entries, apart], values, upper=0, meaning=meaning)
        builder.add_one(name, [*presence.column[a], apart], np.ones(len(a) + 1), lower=1, meaning=(WISH, one, other))
