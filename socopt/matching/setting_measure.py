"""Tier ``setting``: suitability, the regulation's order, level steps, floors."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from socopt.domain.records import Program
from socopt.matching.arrays import Ints, looked_up
from socopt.matching.candidates import Candidates
from socopt.matching.columns import Columns
from socopt.matching.outcomes import NOWHERE
from socopt.matching.sides import JUDGEMENTS
from socopt.policy import Night

RELATION_RANK = {"kin": 0, "child_specific": 1, "pre_adoptive": 1, "former_home": 2}
FAMILY, GROUP, LAST = 3, 4, 5


def setting_cost(night: Night, candidates: Candidates, columns: Columns, weights: Mapping[str, Any]) -> Ints:
    """Cost of every column in the tier, shape (num_columns,)."""
    o = columns.outcomes
    setting = looked_up(candidates.program_side.setting, o.program)
    judgement = candidates.line_side.judgement[o.line, setting]
    of_judgement = np.array([0, weights["acceptable"], weights["unsuitable"]])
    need = candidates.line_side.level[o.line].astype(np.int64)
    lowest, highest = (
        looked_up(side, o.program).astype(np.int64)
        for side in (candidates.program_side.lowest_level, candidates.program_side.highest_level)
    )
    known = (need >= 0) & (lowest >= 0)
    cost = (
        of_judgement[judgement] * (setting >= 0)
        + weights["order"] * order_rank(night, columns)
        + weights["under"] * np.maximum(0, need - highest) * known
        + weights["over"] * np.maximum(0, lowest - need) * known
        + (o.below > 0)
    )
    below_already = columns.summed(o.below) > 0
    return columns.summed(cost * o.lives) + (columns.apart & ~below_already)


def order_rank(night: Night, columns: Columns) -> Ints:
    """Rank of every outcome's program in the regulation's order, shape (num_outcomes,)."""
    o = columns.outcomes
    by_program = np.array([_setting_rank(night, program) for program in night.programs.values()], dtype=np.int64)
    rank = looked_up(by_program, o.program)
    travel = night.instance.travel
    named = {(travel.child_position[row.child_id], travel.program_position[row.program_id]): RELATION_RANK[row.relation]
             for row in night.named_homes.values() if row.approval != "ruled_out"}  # fmt: skip
    width = len(night.programs)
    keys = np.array(sorted(child * width + program for child, program in named), dtype=np.int64)
    ranks = np.array([named[key // width, key % width] for key in keys.tolist()], dtype=np.int64)
    wanted = np.where(o.program == NOWHERE, -1, o.child * width + o.program)
    place = np.searchsorted(keys, wanted)
    inside = place < len(keys)
    inside[inside] = keys[place[inside]] == wanted[inside]
    rank[inside] = ranks[place[inside]]
    return rank


def _setting_rank(night: Night, program: Program) -> int:
    """Rank of a program that nothing joins with the child."""
    if program.setting in night.policy.parameters["family_home"]["settings"]:
        return FAMILY
    return GROUP if program.setting in night.policy.parameters["setting_order"]["group"] else LAST


assert JUDGEMENTS == ("preferred", "acceptable", "unsuitable")  # the order of ``of_judgement``
