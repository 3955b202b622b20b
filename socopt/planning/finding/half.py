"""Some of the children: whom they are counted among, their background, and who of them has a combination."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from socopt.planning.finding.background import Background
from socopt.planning.finding.chance import tail
from socopt.planning.finding.description import descriptions
from socopt.planning.finding.ground import Combination, Facts, Numbers, lay_out
from socopt.planning.history import History, Truth, Whole

FIRST_ROUNDS, MORE_ROUNDS, PASSES = 30, 6, 4
Kept = Mapping[Combination, tuple[Numbers, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A combination, the description of whom it is met in, and what speaks for it where it was found."""

    traits: Combination
    description: int
    met: float
    expected: float
    chance: float


class Half:
    """Children chosen from a history, with a background fitted to them."""

    def __init__(self, history: History, facts: Facts, chosen: Truth) -> None:
        self.ground = lay_out(history, facts, chosen)
        self.groups = descriptions()[1]
        self._fitted = Background(self.ground).fit(FIRST_ROUNDS)

    def background(self) -> Background:
        """The background with nobody set aside, to be changed."""
        return copy(self._fitted)

    def met(self, traits: Combination, keep: Numbers | None = None) -> Numbers:
        """(groups,): children who have all traits; with ``keep`` only a share of each row counts."""
        ground = self.ground
        count = ground.count if keep is None else ground.count * keep
        within = self._bearing(traits)
        groups = ground.group[ground.cell[within]]
        return np.bincount(groups, count[within], minlength=self.groups.shape[1]).astype(float)

    def families_met(self, traits: Combination, description: int, keep: Numbers, families: Whole) -> float:
        """Families with a child who has all traits; a child who is set aside for another combination counts less."""
        within = self._within(traits, self.groups[description])
        bearers = np.flatnonzero((self.ground.row_of >= 0) & within[self.ground.row_of])
        most: dict[int, float] = {}
        for person in bearers.tolist():
            family = int(families[person])
            most[family] = max(most.get(family, 0.0), float(keep[self.ground.row_of[person]]))
        return sum(most.values())

    def kept(self, background: Background, candidates: Iterable[Candidate]) -> Kept:
        """Of the children of each combination, the share that chance would bring; the others are to be set aside."""
        shares = {}
        for item in candidates:
            groups = self.groups[item.description]
            met, by_chance = float(groups @ self.met(item.traits)), float(groups @ background.met(item.traits))
            shares[item.traits] = (groups, min(1.0, by_chance / max(met, 1e-9)))
        return shares

    def set_aside(self, background: Background, kept: Kept) -> None:
        """Let only a share of the children with some combinations count."""
        background.keep = np.ones(len(self.ground.count))
        for traits, (groups, share) in kept.items():
            background.keep[self._within(traits, groups)] *= share

    def without(self, candidates: Iterable[Candidate]) -> tuple[Background, Kept]:
        """The background with what combinations have beyond chance set aside, and what was kept of each."""
        background, chosen = self.background(), tuple(candidates)
        kept: Kept = {}
        for _ in range(PASSES if chosen else 0):
            kept = self.kept(background, chosen)
            self.set_aside(background, kept)
            background.fit(MORE_ROUNDS)
        return background, kept

    def compared(
        self, background: Background, known: Iterable[Combination]
    ) -> Iterator[tuple[Combination, Numbers, Numbers]]:
        """Children met and expected by group, pairs first; what its pairs explain of a larger one is expected."""
        excess: dict[Combination, tuple[float, float]] = {}
        for traits in known:
            met, expected = self.met(traits, background.keep), background.met(traits)
            if len(traits) == 2:
                excess[traits] = (float(met.sum()), float(expected.sum()))
            else:
                expected = expected * _explained(traits, float(met.sum()), float(expected.sum()), excess)
            yield traits, met, expected

    def described(
        self, traits: Combination, met: Numbers, expected: Numbers, *, doubt: float, least: float, ratio: float
    ) -> Candidate:
        """A combination with the description under which chance explains it least.

        A description narrower than the open one is one of many that could have been chosen, and pays their price
        (``Description.price``). Fewer children than ``least``, or than ``ratio`` times those expected, are nothing.
        """
        in_each, by_chance = self.groups @ met, self.groups @ expected
        chance = tail(in_each, by_chance) * np.array([item.price(doubt) for item in descriptions()[0]])
        chance[(in_each < least) | (in_each < ratio * by_chance)] = 1.0
        place = int(np.argmin(chance))
        return Candidate(
            traits=traits, description=place, met=float(in_each[place]), expected=float(by_chance[place]),
            chance=float(chance[place]),
        )  # fmt: skip

    def _within(self, traits: Combination, groups: Numbers) -> Truth:
        return np.asarray(self._bearing(traits) & (groups[self.ground.group[self.ground.cell]] > 0))

    def _bearing(self, traits: Combination) -> Truth:
        return np.asarray(self.ground.borne[:, traits].all(axis=1))


def _explained(
    traits: Combination, met: float, expected: float, excess: Mapping[Combination, tuple[float, float]]
) -> float:
    """How many times as often as by the background a larger combination is expected, given how its pairs meet.

    The ratios of its pairs (without the children who have it all) multiply, as in a log-linear model without any
    interaction of three: one child more on both sides keeps small numbers from speaking loudly.
    """
    factor = 1.0
    for pair in combinations(traits, 2):
        pair_met, pair_expected = excess[pair]
        factor *= max(1.0, (pair_met - met + 1.0) / (max(0.0, pair_expected - expected) + 1.0))
    return factor
