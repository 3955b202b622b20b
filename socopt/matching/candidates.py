"""Which line may enter which program: all pair rules over all pairs, in blocks, without a loop over pairs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.domain.travel import Travel
from socopt.matching.arrays import Bools, Ints
from socopt.matching.pair_masks import PAIR_MASKS, Block
from socopt.matching.reach import Reach
from socopt.matching.relations import Relations
from socopt.matching.residents import Residents, residents
from socopt.matching.sides import LineSide, ProgramSide, line_side, program_side
from socopt.policy import Night, Policy
from socopt.policy.pair_rules import PAIR_RULES


@dataclass(frozen=True, eq=False)
class Pairs:
    """Admitted pairs, sorted by line then program.

    ``lines`` and ``programs`` are positions in the instance, shape (num_pairs,), int64; ``below_floor`` names, bit by
    bit in the order of ``floors``, the floors that yielded, shape (num_pairs,), uint8.
    """

    lines: Ints
    programs: Ints
    below_floor: NDArray[np.uint8]
    floors: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, eq=False)
class Candidates:
    """Both sides of a night and what joins them, ready to be asked for admitted pairs."""

    line_side: LineSide
    program_side: ProgramSide
    relations: Relations
    residents: Residents
    travel: Travel
    policy: Policy
    in_force: tuple[str, ...]

    @classmethod
    def of(cls, night: Night) -> "Candidates":
        """Read a night."""
        in_force = tuple(rule_id for rule_id in PAIR_MASKS if night.policy.rules[rule_id].in_force(night.night))
        relations = Relations(night)
        return cls(
            line_side(night), program_side(night), relations, residents(night, relations), night.instance.travel,
            night.policy, in_force,
        )  # fmt: skip

    @property
    def reach(self) -> Reach:
        """How far each line looks."""
        return Reach(
            line_side=self.line_side, program_side=self.program_side, relations=self.relations, travel=self.travel,
            policy=self.policy, in_force=self.in_force,
        )  # fmt: skip

    def block(self, lines: Ints, programs: Ints) -> Block:
        return Block(
            self.line_side, self.program_side, self.relations, self.residents, self.travel, self.policy, lines, programs
        )

    def admitted(self, lines: Ints) -> Pairs:
        """Every admitted pair of some lines (positions, rising)."""
        floors = tuple(rule_id for rule_id in self.in_force if self.policy.rules[rule_id].floor)
        found = [self._admitted(self.block(some, programs), floors) for some, programs in self.reach.blocks(lines)]
        if not found:
            nothing = np.zeros(0, dtype=np.int64)
            return Pairs(nothing, nothing, nothing.astype(np.uint8), floors)
        rows, columns, below = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.argsort(rows * len(self.program_side.service) + columns, kind="stable")
        return Pairs(rows[order], columns[order], below[order], floors)

    def _admitted(self, block: Block, floors: tuple[str, ...]) -> tuple[Ints, Ints, NDArray[np.uint8]]:
        placements = bool(block.line_side.placement[block.lines[:1]].any())
        rules = [rule_id for rule_id in self.in_force if _is_for(rule_id, placements=placements)]
        refused = np.zeros((len(block.lines), len(block.programs)), dtype=bool)
        for alike in self._by_waivers(rule_id for rule_id in rules if rule_id not in floors):
            refused |= self.refused(alike, block)
        below = np.zeros(refused.shape, dtype=np.uint8)
        unsafe = np.flatnonzero(block.line_side.unsafe[block.lines])
        for bit, rule_id in enumerate(floors):
            if rule_id in rules:
                mask = self.refused((rule_id,), block)
                below[unsafe] |= mask[unsafe].astype(np.uint8) << bit
                mask[unsafe] = False
                refused |= mask
        rows, columns = np.nonzero(~refused)
        return block.lines[rows], block.programs[columns], below[rows, columns]

    def _by_waivers(self, rule_ids: Iterable[str]) -> list[tuple[str, ...]]:
        """Rules that yield to the same waivers, together: a waiver is then looked up once."""
        alike: dict[tuple[bool, bool], list[str]] = {}
        for rule_id in rule_ids:
            rule = self.policy.rules[rule_id]
            alike.setdefault((rule.waived_by_order, rule.waived_for_named_homes), []).append(rule_id)
        return [tuple(found) for found in alike.values()]

    def refused(self, rule_ids: tuple[str, ...], block: Block) -> Bools:
        """Pairs of a block that any of some rules with the same waivers refuses, shape (num_lines, num_programs)."""
        rule = self.policy.rules[rule_ids[0]]
        mask = np.zeros((len(block.lines), len(block.programs)), dtype=bool)
        for rule_id in rule_ids:
            mask |= PAIR_MASKS[rule_id](block)
        if rule.waived_by_order:
            mask &= ~block.ordered
        if rule.waived_for_named_homes:
            mask &= ~block.at_home_there
        return mask


def refusals(night: Night) -> Mapping[str, Bools]:
    """What each rule in force refuses, floors included: rule id -> matrix of shape (num_lines, num_programs)."""
    candidates = Candidates.of(night)
    programs = np.arange(len(night.programs))
    matrices = {rule_id: np.zeros((len(night.lines), len(programs)), dtype=bool) for rule_id in candidates.in_force}
    for placements in (True, False):
        lines = np.flatnonzero(candidates.line_side.placement == placements)
        block = candidates.block(lines, programs)
        for rule_id, matrix in matrices.items():
            if _is_for(rule_id, placements=placements):
                matrix[lines] = candidates.refused((rule_id,), block)
    return matrices


def _is_for(rule_id: str, *, placements: bool) -> bool:
    rule = PAIR_RULES[rule_id]
    return rule.placements if placements else rule.community
