"""Combinations of traits met far more often than by chance: found among some children, confirmed among others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from socopt.planning.finding.chance import false_discovery_rates, tail
from socopt.planning.finding.description import Description, descriptions
from socopt.planning.finding.ground import Combination, facts_of
from socopt.planning.finding.half import MORE_ROUNDS, Candidate, Half
from socopt.planning.history import History, Truth, Whole
from socopt.planning.population import Population, age_window
from socopt.policy import PlanningPolicy

SCREEN = 0.01  # chance below which a combination goes on to be confirmed; no error rate hangs on it
LEAST_MET = 3  # children in one half
NEARLY_ALL = 0.95
DOUBT = 10.0  # how many times the surer an age band or a sex must be to be named at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a combination is held to be one.

    Attributes
    ----------
    met, expected : children of tonight and of the history who have it, and whom chance would bring.
    met_in_search, expected_in_search : the same among the children in whom it was found.
    families_held_out, expected_held_out : families, siblings counted once, among the children who confirmed it.
    chance : mid-P value of these.
    false_discovery : smallest error rate at which the combination would still be reported.
    """

    met: float
    expected: float
    met_in_search: float
    expected_in_search: float
    families_held_out: float
    expected_held_out: float
    chance: float
    false_discovery: float

    @property
    def ratio(self) -> float:
        """Children met to children expected."""
        return self.met / max(1e-9, self.expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """A combination that was put to the test, and whether it may be reported."""

    population: Population
    evidence: Evidence
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tested:
    """A candidate of one half and what the other half says of it."""

    candidate: Candidate
    met: float
    expected: float
    chance: float
    rate: float


def mine(history: History, families: Whole, policy: PlanningPolicy, seed: int = 0) -> tuple[Mined, ...]:
    """Combinations that are met more often than chance would have it, the surest first.

    The children are split by lot. What is found in one part is put to the test in the other, and the other way round.
    Each way has half of the policy's false discovery rate, so that both together keep it.

    Parameters
    ----------
    families : ndarray (people,) of int. Siblings share a number: they stay in one half and count as one confirmation.

    Returns
    -------
    tuple of Mined. All that were put to the test; those with ``confirmed`` may be reported.
    """
    facts = facts_of(history)
    held_out = split(families, float(policy.parameters["mining"]["held_out"]), seed)
    parts = [Half(history, facts, chosen) for chosen in (~held_out, held_out)]
    ways = [(parts[0], parts[1]), (parts[1], parts[0])]
    level = float(policy.parameters["mining"]["false_discovery"])
    tested = [_confirm(other, families, search(half, policy), level, num_ways=len(ways)) for half, other in ways]
    surest = _surest(item for way in tested for item in way)
    if not surest:
        return ()
    whole = Half(history, facts, np.ones(len(families), dtype=bool))
    described = _describe(whole, surest.values(), policy)
    found = [_mined(history, surest[item.traits], item, policy) for item in described]
    return tuple(sorted(found, key=lambda item: (item.evidence.chance, item.population.id)))


def split(families: Whole, share: float, seed: int) -> Truth:
    """(people,): who is held out; families are drawn, so that siblings stay together."""
    drawn = np.random.default_rng([seed, 6]).random(int(families.max(initial=0)) + 1)
    return np.asarray(drawn[families] < share)


def search(half: Half, policy: PlanningPolicy) -> tuple[Candidate, ...]:
    """Candidates: the combination that chance explains least, its children set aside, and so on.

    What is set aside no longer speaks for the pairs inside a triple, nor for a triple that holds a pair, nor does it
    bend the background: so of combinations that lie in each other the one is found that explains the others.
    """
    limits = policy.parameters["mining"]
    combinations = half.ground.combinations(int(limits["most_traits"]), LEAST_MET)
    background, found = half.background(), dict[Combination, Candidate]()
    while True:
        described = [
            half.described(traits, met, expected, doubt=1.0, least=LEAST_MET, ratio=float(limits["least_ratio"]))
            for traits, met, expected in half.compared(background, combinations)
            if traits not in found or len(traits) == 2
        ]
        new = [item for item in described if item.traits not in found and item.chance < SCREEN]
        if not new:
            return tuple(found.values())
        best = min(new, key=lambda item: item.chance)
        found[best.traits] = best
        half.set_aside(background, half.kept(background, found.values()))
        background.fit(MORE_ROUNDS)


def _confirm(
    half: Half, families: Whole, candidates: tuple[Candidate, ...], level: float, num_ways: int
) -> tuple[_Tested, ...]:
    """Each candidate among children in whom it was not looked for, against a background of their own.

    The background is that of all children at first. Only what is confirmed is set aside, and the others are tested
    again: to set aside false candidates would take from the background what it should explain.
    """
    aside: set[Combination] = set()
    while True:
        tested = _tested(half, families, candidates, aside, num_ways)
        sure = {item.candidate.traits for item in tested if item.rate <= level}
        if sure <= aside:
            return tested
        aside |= sure


def _tested(
    half: Half, families: Whole, candidates: tuple[Candidate, ...], aside: set[Combination], num_ways: int
) -> tuple[_Tested, ...]:
    """Each candidate, with what some of the others have beyond chance set aside."""
    if not candidates:
        return ()
    background, kept = half.without(item for item in candidates if item.traits in aside)
    figures = []
    for item in candidates:
        half.set_aside(background, {traits: value for traits, value in kept.items() if traits != item.traits})
        met = half.families_met(item.traits, item.description, background.keep, families)
        figures.append((met, float(half.groups[item.description] @ background.met(item.traits))))
    chances = tail(np.array([met for met, _ in figures]), np.array([expected for _, expected in figures]))
    rates = np.minimum(1.0, num_ways * false_discovery_rates(chances))
    return tuple(
        _Tested(candidate=item, met=met, expected=expected, chance=float(chance), rate=float(rate))
        for item, (met, expected), chance, rate in zip(candidates, figures, chances, rates, strict=True)
    )


def _surest(tested: Iterable[_Tested]) -> Mapping[Combination, _Tested]:
    """Of each combination the way in which it was confirmed best."""
    best: dict[Combination, _Tested] = {}
    for item in sorted(tested, key=lambda item: (item.rate, item.chance)):
        best.setdefault(item.candidate.traits, item)
    return best


def _describe(whole: Half, tested: Iterable[_Tested], policy: PlanningPolicy) -> list[Candidate]:
    """Ages and sex of each combination, from all children: half of them is little to tell an age band by."""
    likely = float(policy.parameters["mining"]["false_discovery"])
    found = {item.candidate.traits: item.candidate for item in tested if item.rate <= likely}
    doubted = [item.candidate for item in tested if item.rate > likely]
    background, kept = whole.without(found.values())
    described = []
    for item in (*found.values(), *doubted):
        whole.set_aside(background, {traits: value for traits, value in kept.items() if traits != item.traits})
        met, expected = whole.met(item.traits, background.keep), background.met(item.traits)
        best = whole.described(item.traits, met, expected, doubt=DOUBT, least=LEAST_MET, ratio=1.0)
        described.append(replace(best, description=best.description if best.chance < 1.0 else item.description))
    return described


def _mined(history: History, tested: _Tested, whole: Candidate, policy: PlanningPolicy) -> Mined:
    limits, description = policy.parameters["mining"], descriptions()[0][whole.description]
    evidence = Evidence(
        met=whole.met, expected=whole.expected, met_in_search=tested.candidate.met,
        expected_in_search=tested.candidate.expected, families_held_out=tested.met,
        expected_held_out=tested.expected, chance=tested.chance, false_discovery=tested.rate,
    )  # fmt: skip
    traits = tuple(history.traits[position] for position in whole.traits)
    ages, sex = _said(history, whole.traits, description)
    words = ("+".join(traits), sex, f"{ages[0]}-{ages[1]}" if ages else None)
    population = Population(
        id=":".join(word for word in words if word), traits=traits, ages=ages, sex=sex, origin="mined"
    )
    enough = int(population.members(history).sum()) >= limits["least_census"]
    sure = evidence.false_discovery <= limits["false_discovery"] and evidence.ratio >= limits["least_ratio"]
    return Mined(population=population, evidence=evidence, confirmed=sure and enough)


def _said(history: History, traits: Combination, description: Description) -> tuple[tuple[int, int] | None, str | None]:
    """Ages and sex of a description, unless one of the traits has them of itself: nearly all who bear it have them."""
    people = history.people
    bearers = [np.flatnonzero(people.traits[:, trait] & people.present) for trait in traits]
    ages, sex = description.ages, description.sex
    if ages:
        first, last = age_window(people, ages)
        inside = (first <= history.night) & (history.night < last)
        ages = None if any(inside[own].mean() >= NEARLY_ALL for own in bearers if len(own)) else ages
    if sex:
        right = people.male == (sex == "M")
        sex = None if any(right[own].mean() >= NEARLY_ALL for own in bearers if len(own)) else sex
    return ages, sex
