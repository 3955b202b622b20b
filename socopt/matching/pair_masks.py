"""The vectorised reading of every pair rule: which pairs of a block does it refuse?

One function a rule, under the id it has in the policy; its scalar twin stands in ``socopt/policy/pair_rules.py``, its
boundary cases in ``tests/rules``. A mask is of shape (lines of the block, programs of the block), True where refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from socopt.domain.travel import Travel
from socopt.matching.arrays import Bools, Ints
from socopt.matching.relations import Relation, Relations
from socopt.matching.residents import Residents
from socopt.matching.sides import ALONGSIDE, CATCHMENTS, HORIZONS, JUDGEMENTS, Bits, LineSide, ProgramSide
from socopt.policy import Policy

Mask = Callable[["Block"], Bools]
Numbers = NDArray[np.signedinteger[Any]]
PAIR_MASKS: dict[str, Mask] = {}
SOLO, ONLY_OLDER, ONLY_YOUNGER = (ALONGSIDE.index(word) for word in ("solo", "only_older", "only_younger"))
UNSUITABLE = JUDGEMENTS.index("unsuitable")
REGION, AREA = (CATCHMENTS.index(word) for word in ("region", "area"))
TONIGHT, INTERIM, LONG = (HORIZONS.index(word) for word in ("tonight", "interim", "long"))
NO_LEVEL, ANY_LEVEL = -9, 99  # below and above every level of care


@dataclass(frozen=True, eq=False)
class Block:
    """Some lines against some programs, by rising positions on both sides."""

    line_side: LineSide
    program_side: ProgramSide
    relations: Relations
    residents: Residents
    travel: Travel
    policy: Policy
    lines: Ints
    programs: Ints

    def line(self, name: str) -> Numbers:
        """A line array of numbers as a column, shape (n, 1)."""
        values: Numbers = getattr(self.line_side, name)[self.lines][:, None]
        return values

    def line_is(self, name: str) -> Bools:
        """A line array of marks as a column, shape (n, 1)."""
        marks: Bools = getattr(self.line_side, name)[self.lines][:, None]
        return marks

    def program(self, name: str) -> Numbers:
        """A program array of numbers as a row, shape (1, m)."""
        values: Numbers = getattr(self.program_side, name)[self.programs][None, :]
        return values

    def program_is(self, name: str) -> Bools:
        """A program array of marks as a row, shape (1, m)."""
        marks: Bools = getattr(self.program_side, name)[self.programs][None, :]
        return marks

    def nowhere(self) -> Bools:
        """A mask that refuses nothing."""
        return np.zeros((len(self.lines), len(self.programs)), dtype=bool)

    def joined(self, relation: Relation) -> Bools:
        return relation.within(self.lines, self.programs)

    def shares(self, line_bits: Bits, program_bits: Bits) -> Bools:
        """Whether two sets as bits have a member in common, shape (n, m)."""
        found = self.nowhere()
        for word in range(line_bits.shape[1]):
            found |= (line_bits[self.lines, word][:, None] & program_bits[self.programs, word][None, :]) != 0
        return found

    @cached_property
    def ordered(self) -> Bools:
        """Whether an active order names the program for the child."""
        return self.joined(self.relations.ordered)

    @cached_property
    def at_home_there(self) -> Bools:
        """Whether an approved or emergency child_resources row joins the pair."""
        return self.joined(self.relations.named("approved", "emergency"))


def pair_mask(rule_id: str) -> Callable[[Mask], Mask]:
    """Register the vectorised reading of a rule."""

    def register(mask: Mask) -> Mask:
        PAIR_MASKS[rule_id] = mask
        return mask

    return register


@pair_mask("service")
def service(block: Block) -> Bools:
    refused: Bools = block.line("service") != block.program("service")
    return refused


@pair_mask("not_current")
def not_current(block: Block) -> Bools:
    return block.joined(block.relations.current)


@pair_mask("order_elsewhere")
def order_elsewhere(block: Block) -> Bools:
    bound = np.zeros(len(block.line_side.age), dtype=bool)
    bound[block.relations.ordered.lines] = True
    return bound[block.lines][:, None] & ~block.ordered


@pair_mask("order_must_not")
def order_must_not(block: Block) -> Bools:
    return block.joined(block.relations.forbidden)


@pair_mask("age")
def age(block: Block) -> Bools:
    years = block.line("age")
    return (years < block.program("min_age")) | (years > block.program("max_age"))


@pair_mask("adult")
def adult(block: Block) -> Bools:
    years = block.line("age")
    barred: Bools = (years > block.policy.parameters["adult"]["max_age"]) | ((years >= 18) & ~block.line_is("consent"))
    return barred | ((years >= 18) & ~block.program_is("adult_eligible"))


@pair_mask("gender")
def gender(block: Block) -> Bools:
    return ~(block.program_is("any_gender") | block.shares(block.line_side.gender, block.program_side.genders))


@pair_mask("setting_age")
def setting_age(block: Block) -> Bools:
    return block.line("age") < block.program("youngest")


@pair_mask("intake")
def intake(block: Block) -> Bools:
    return ~block.program_is("takes_new") | block.nowhere()


@pair_mask("language")
def language(block: Block) -> Bools:
    speaks: Bools = (block.line_side.languages[block.lines] != 0).any(axis=1, keepdims=True)
    return speaks & ~block.shares(block.line_side.languages, block.program_side.languages)


@pair_mask("competency")
def competency(block: Block) -> Bools:
    return block.shares(block.line_side.required, ~block.program_side.competencies)


@pair_mask("home_preference")
def home_preference(block: Block) -> Bools:
    return block.shares(block.line_side.traits, block.program_side.refused_traits)


@pair_mask("named_only")
def named_only(block: Block) -> Bools:
    named = block.joined(block.relations.named("approved", "emergency", "in_study"))
    return block.program_is("named_only") & ~named


@pair_mask("approval")
def approval(block: Block) -> Bools:
    return block.joined(block.relations.named("in_study", "ruled_out")) | (
        block.joined(block.relations.named("emergency")) & ~_urgent(block)
    )


@pair_mask("suitability")
def unsuitable(block: Block) -> Bools:
    setting = block.program_side.setting[block.programs]
    refused: Bools = (block.line_side.judgement[block.lines] == UNSUITABLE)[:, setting] & (setting >= 0)
    return refused


@pair_mask("level")
def level(block: Block) -> Bools:
    """A line without a level needs any, a program without levels serves all."""
    limits = block.policy.parameters["level"]
    need, lowest, highest = block.line("level"), block.program("lowest_level"), block.program("highest_level")
    least = np.where(need < 0, NO_LEVEL, need - limits["max_under"])
    most = np.where(need < 0, ANY_LEVEL, need + limits["max_over"])
    refused: Bools = (np.where(lowest < 0, ANY_LEVEL, highest) < least) | (lowest > most)
    return refused


@pair_mask("distance")
def distance(block: Block) -> Bools:
    placements = bool(block.line_side.placement[block.lines].any())
    most = most_minutes(block.program_side, block.policy, block.programs, placements=placements)
    return block.travel.beyond(block.lines, block.programs, most)


def most_minutes(side: ProgramSide, policy: Policy, programs: Ints, *, placements: bool) -> Ints:
    """How far each of some programs may be from home, in minutes; NEVER where there is no limit, shape (m,)."""
    if placements:
        return side.max_minutes[programs].astype(np.int64)
    return np.full(len(programs), policy.parameters["distance"]["max_minutes_community"])


@pair_mask("catchment")
def catchment(block: Block) -> Bools:
    within = block.program("catchment")
    outside_area: Bools = (within == AREA) & (block.program("area") != block.line("area"))
    outside_region: Bools = (within == REGION) & (block.program("region") != block.line("region"))
    return outside_area | outside_region


@pair_mask("avoid")
def avoid(block: Block) -> Bools:
    return block.joined(block.relations.avoided)


@pair_mask("refusal")
def refusal(block: Block) -> Bools:
    refused = block.joined(block.relations.refused) & ~block.ordered
    return refused | block.joined(block.relations.refused_even_if_ordered)


@pair_mask("declined")
def declined(block: Block) -> Bools:
    return block.joined(block.relations.declined)


@pair_mask("horizon")
def horizon(block: Block) -> Bools:
    wanted = block.line("horizon")
    limits = block.policy.parameters["horizon"]
    shortest = np.select([wanted == INTERIM, wanted == LONG], [limits["interim_days"], limits["long_days"]], 0)
    unfit: Bools = (block.program("max_stay_days") < shortest) | (wanted == TONIGHT)
    return unfit & ~(_urgent(block) & block.program_is("accepts_emergency"))


def _urgent(block: Block) -> Bools:
    """Lines of children without a safe bed, or for tonight, shape (n, 1)."""
    urgent: Bools = block.line_is("unsafe") | (block.line("horizon") == TONIGHT)
    return urgent


@pair_mask("icpc")
def icpc(block: Block) -> Bools:
    abroad: Bools = block.line("state") != block.program("state")
    return abroad & ~block.line_is("compact_open") & ~block.joined(block.relations.compact_approved)


@pair_mask("qrtp")
def qrtp(block: Block) -> Bools:
    return block.program_is("needs_assessment") & ~block.line_is("assessed")


@pair_mask("alongside")
def alongside(block: Block) -> Bools:
    """Compare with the eldest and youngest residents; programs with a settled sibling are looked at one by one."""
    born = block.line("born")
    at = block.residents.at(block.programs)
    refused: Bools = at.solo | (born >= at.first_born_only_older) | (born <= at.last_born_only_younger)
    particular = np.flatnonzero(block.line_side.alongside[block.lines])
    refused[particular] |= _wishes_nobody_there(block, at, particular)
    beside_siblings = block.joined(block.relations.settled_siblings)
    if beside_siblings.any():
        refused = np.where(beside_siblings, block.joined(block.relations.at_odds_beside_siblings), refused)
    refused[particular] |= _wishes_no_others_there(block, at, particular)
    return refused


def _wishes_nobody_there(block: Block, at: Residents, lines: Ints) -> Bools:
    """Of lines whose children care with whom they live: whether a settled child is at odds with that."""
    kind, born = block.line("alongside")[lines], block.line("born")[lines]
    older = (kind == ONLY_OLDER) & (at.last_born >= born)
    younger = (kind == ONLY_YOUNGER) & (at.first_born <= born)
    refused: Bools = ((kind == SOLO) & at.anybody) | older | younger
    return refused


def _wishes_no_others_there(block: Block, at: Residents, lines: Ints) -> Bools:
    """The same of other occupants, of whom only the age is known."""
    kind, years = block.line("alongside")[lines], block.line("age")[lines]
    older = (kind == ONLY_OLDER) & (at.youngest_other <= years)
    younger = (kind == ONLY_YOUNGER) & (at.oldest_other >= years)
    refused: Bools = ((kind == SOLO) & at.others) | older | younger
    return refused


@pair_mask("settled_wish")
def settled_wish(block: Block) -> Bools:
    lines, anchors = block.relations.beside_settled
    refused = block.joined(block.relations.parted_from_settled)
    bound, row, which = np.intersect1d(block.lines, lines, return_indices=True)
    if len(bound):
        refused[row] |= block.programs[None, :] != anchors[which][:, None]
    return refused


@pair_mask("share_used_up")
def share_used_up(block: Block) -> Bools:
    return block.joined(block.relations.self_referral) & ~block.line_is("unsafe")
