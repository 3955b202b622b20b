"""Combinations of traits that are met far more often than by chance: found in one half of the children, confirmed in
the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import gammainc

from socopt.planning.finding.background import Background, set_aside
from socopt.planning.finding.description import Description, descriptions
from socopt.planning.finding.ground import Combination, Facts, Ground, Numbers, facts_of, lay_out
from socopt.planning.history import History, Truth, Whole
from socopt.planning.population import Population
from socopt.policy import PlanningPolicy

SCREEN = 0.01  # chance below which a combination goes on to be confirmed; no error rate hangs on it
LEAST_MET = 3  # children in one half
FIRST_ROUNDS, MORE_ROUNDS = 30, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a combination is held to be one: in each half the children met and those whom chance would bring.

    ``met`` and ``expected`` are sums of both halves; ``chance`` is the (mid-)P value of the half that confirmed;
    ``false_discovery`` is the smallest error rate at which the combination would still be reported.
    """

    met_in_search: float
    expected_in_search: float
    met_held_out: float
    expected_held_out: float
    chance: float
    false_discovery: float

    @property
    def ratio(self) -> float:
        """Children met to children expected, in both halves."""
        return (self.met_in_search + self.met_held_out) / max(1e-9, self.expected_in_search + self.expected_held_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """A combination, what is known of it, and whether the held-out half confirmed it."""

    population: Population
    evidence: Evidence
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    traits: Combination
    description: int
    met: float
    expected: float
    chance: float


def mine(history: History, families: Whole, policy: PlanningPolicy, seed: int = 0) -> tuple[Mined, ...]:
    """Combinations that the first half of the children speaks for, each with what the other half says.

    Parameters
    ----------
    families : ndarray (people,) of int. Siblings share a number: they stay in one half and count as one confirmation.

    Returns
    -------
    tuple of Mined. All that were put to the test, the surest first; those with ``confirmed`` may be reported.
    """
    limits = policy.parameters["mining"]
    held_out = split(families, float(limits["held_out"]), seed)
    facts = facts_of(history)
    candidates = _Search(history, facts, ~held_out, policy).found()
    if not candidates:
        return ()
    tested = _confirm(history, facts, held_out, families, candidates)
    rates = false_discovery_rates(np.array([chance for _, _, chance in tested]))
    found = [
        _mined(history, candidate, test, float(rate), limits)
        for candidate, test, rate in zip(candidates, tested, rates, strict=True)
    ]
    return tuple(sorted(found, key=lambda item: (item.evidence.chance, item.population.id)))


def split(families: Whole, share: float, seed: int) -> Truth:
    """(people,): who is held out; families are drawn, so that siblings stay together."""
    drawn = np.random.default_rng([seed, 6]).random(int(families.max(initial=0)) + 1)
    return np.asarray(drawn[families] < share)


def tail(met: float | Numbers, expected: float | Numbers) -> Numbers:
    """Chance of as many or more where so many are expected: mid-P of a Poisson law, for broken numbers as well.

    P(X >= n) = gammainc(n, mean); mid-P is the mean of that and of P(X >= n + 1).
    """
    n, mean = np.maximum(np.asarray(met, dtype=float), 1e-9), np.maximum(np.asarray(expected, dtype=float), 1e-9)
    return np.asarray((gammainc(n, mean) + gammainc(n + 1.0, mean)) / 2.0)


def false_discovery_rates(chances: Numbers) -> Numbers:
    """Smallest false discovery rate at which each would be among those reported (Benjamini and Hochberg 1995)."""
    order = np.argsort(chances)
    ranked = chances[order] * len(chances) / np.arange(1, len(chances) + 1)
    rates = np.empty(len(chances))
    rates[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return rates


class _Search:
    """Looks for the combination that chance explains least, sets its children aside, and looks again.

    What is set aside no longer speaks for the pairs inside a triple, nor for a triple that holds a pair, nor does it
    bend the background: so of combinations that lie in each other the one is found that explains the others.
    """

    def __init__(self, history: History, facts: Facts, chosen: Truth, policy: PlanningPolicy) -> None:
        limits = policy.parameters["mining"]
        self._ratio = float(limits["least_ratio"])
        self._ground = lay_out(history, facts, chosen)
        self._background = Background(self._ground).fit(FIRST_ROUNDS)
        self._combinations = self._ground.met(int(limits["most_traits"]), LEAST_MET)
        self._descriptions, self._groups = descriptions()
        self._groups = self._groups[:, : int(self._ground.group.max()) + 1]
        # A narrower description is one of many that could have been chosen.
        self._price = np.where(np.arange(len(self._descriptions)) > 0, len(self._descriptions) - 1.0, 1.0)

    def found(self) -> tuple[_Candidate, ...]:
        """Candidates in the order in which they were found."""
        candidates: list[_Candidate] = []
        while (best := self._best({item.traits for item in candidates})) is not None:
            candidates.append(best)
            self._set_aside(candidates)
        return tuple(candidates)

    def _best(self, known: set[Combination]) -> _Candidate | None:
        """Of the combinations not yet known, the one least likely to be met as often, with its best description."""
        best: _Candidate | None = None
        for traits, met, expected in self._compared():
            if traits in known:
                continue
            in_each, by_chance = self._groups @ met, self._groups @ expected
            chance = tail(in_each, by_chance) * self._price
            chance[(in_each < LEAST_MET) | (in_each < self._ratio * by_chance)] = 1.0
            place = int(np.argmin(chance))
            if chance[place] < (SCREEN if best is None else best.chance):
                best = _Candidate(
                    traits=traits, description=place, met=float(in_each[place]), expected=float(by_chance[place]),
                    chance=float(chance[place]),
                )  # fmt: skip
        return best

    def _compared(self) -> Iterator[tuple[Combination, Numbers, Numbers]]:
        """Each combination with children met and expected by group; what its pairs explain is expected of it."""
        excess: dict[Combination, tuple[float, float]] = {}
        for traits in self._combinations:
            met = met_by_group(self._ground, traits, self._background.keep)
            expected = self._background.met(traits)
            if len(traits) == 2:
                excess[traits] = (float(met.sum()), float(expected.sum()))
            else:
                expected = expected * _explained(traits, float(met.sum()), float(expected.sum()), excess)
            yield traits, met, expected

    def _set_aside(self, candidates: list[_Candidate]) -> None:
        kept = {}
        for item in candidates:
            groups = self._groups[item.description]
            met = float(groups @ met_by_group(self._ground, item.traits, None))
            kept[item.traits] = (groups, min(1.0, float(groups @ self._background.met(item.traits)) / max(met, 1e-9)))
        set_aside(self._background, kept)
        self._background.fit(MORE_ROUNDS)


def met_by_group(ground: Ground, traits: Combination, keep: Numbers | None) -> Numbers:
    """(groups,): children who have all traits; with ``keep`` only a share of each row counts."""
    count = ground.count if keep is None else ground.count * keep
    within = ground.borne[:, traits].all(axis=1)
    return np.bincount(ground.group[ground.cell[within]], count[within], minlength=int(ground.group.max()) + 1)


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


def _confirm(
    history: History, facts: Facts, held_out: Truth, families: Whole, candidates: tuple[_Candidate, ...]
) -> list[tuple[float, float, float]]:
    """Of each candidate the families met, those expected and the chance, in the half that was held out.

    The background of this half is its own, with the children of all candidates set aside as in the search.
    """
    ground = lay_out(history, facts, held_out)
    background = Background(ground).fit(FIRST_ROUNDS)
    groups = descriptions()[1][:, : int(ground.group.max()) + 1]
    kept: dict[Combination, tuple[Numbers, float]] = {}
    for _ in range(3):
        for item in candidates:
            within = groups[item.description]
            met = float(within @ met_by_group(ground, item.traits, None))
            share = min(1.0, float(within @ background.met(item.traits)) / max(met, 1e-9))
            kept[item.traits] = (within, share)
        set_aside(background, kept)
        background.fit(MORE_ROUNDS)
    tested = []
    for item in candidates:
        others = {traits: value for traits, value in kept.items() if traits != item.traits}
        set_aside(background, others)
        within = groups[item.description]
        met = _families_met(ground, background.keep, within, item.traits, families)
        expected = float(within @ background.met(item.traits))
        tested.append((met, expected, float(tail(met, expected))))
    return tested


def _families_met(ground: Ground, keep: Numbers, groups: Numbers, traits: Combination, families: Whole) -> float:
    """Families with a child who has all traits; a child who is set aside for another combination counts less."""
    within = ground.borne[:, traits].all(axis=1) & (groups[ground.group[ground.cell]] > 0)
    bearers = np.flatnonzero((ground.row_of >= 0) & within[ground.row_of])
    most: dict[int, float] = {}
    for person in bearers.tolist():
        family = int(families[person])
        most[family] = max(most.get(family, 0.0), float(keep[ground.row_of[person]]))
    return sum(most.values())


def _mined(
    history: History,
    candidate: _Candidate,
    test: tuple[float, float, float],
    rate: float,
    limits: Mapping[str, float],
) -> Mined:
    description: Description = descriptions()[0][candidate.description]
    traits = tuple(history.traits[position] for position in candidate.traits)
    met, expected, chance = test
    evidence = Evidence(
        met_in_search=candidate.met, expected_in_search=candidate.expected, met_held_out=met,
        expected_held_out=expected, chance=chance, false_discovery=rate,
    )  # fmt: skip
    population = Population(
        id=_id(traits, description), traits=traits, ages=description.ages, sex=description.sex, origin="mined"
    )
    enough = int(population.members(history).sum()) >= limits["least_census"]
    confirmed = rate <= limits["false_discovery"] and evidence.ratio >= limits["least_ratio"] and enough
    return Mined(population=population, evidence=evidence, confirmed=confirmed)


def _id(traits: tuple[str, ...], description: Description) -> str:
    ages = f"{description.ages[0]}-{description.ages[1]}" if description.ages else None
    return ":".join(part for part in ("+".join(traits), description.sex, ages) if part)
