"""From a history to the demand of populations."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from zlib import crc32

import numpy as np

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.planning.demand import law, seasons
from socopt.planning.demand.demand import Demand
from socopt.planning.demand.demands import Demands
from socopt.planning.demand.joint import join
from socopt.planning.demand.law import Floats
from socopt.planning.demand.shares import pooled_shares
from socopt.planning.demand.stays import draw_hazards, longest_seen, phase_sums, prior_fits, reference, spread_fits
from socopt.planning.demand.tally import Seen, Tally, seen, tally
from socopt.planning.history import History, Stays, read_history
from socopt.planning.population import Population, declared
from socopt.policy import PlanningPolicy, default_planning_policy

SURVIVAL_DAYS = np.array([0, 7, 14, 30, 60, 90, 120, 180, 270, 365, 548, 730, 1096, 1461, 1826, 2557, 3652], float)
PROPOSALS = 4  # draws of hazards for each that is kept
LEAST_ENDS = 20  # of a trait, for it to say how much populations differ
PRIOR_MONTHS = 30.0  # that a count of one child at a time weighs against the months of the window
EVERYBODY = Population(id="all-children", traits=(), text="All children in care")


class Estimator:
    """Demand of any population of one history; what all of them share is worked out once.

    Parameters
    ----------
    history : who was in care when.
    settings : count stays in these settings only, each for itself; none: spells in care.
    draws, seed : posterior draws, and the seed they repeat themselves by.
    """

    def __init__(self, history: History, *, settings: Sequence[str] = (), draws: int = 1000, seed: int = 0) -> None:
        for setting in settings:
            if setting not in history.settings:
                raise UsageError(
                    f"nobody ever stayed in the setting {setting!r}; expected {', '.join(history.settings)}"
                )
        self.history = history
        self.settings = tuple(settings)
        self.draws = draws
        self.seed = seed
        self._seen_of: dict[tuple[int, int] | None, tuple[Seen, Tally]] = {}

    def of(self, population: Population) -> Demand:
        """Demand of one population.

        Raises
        ------
        UsageError : nobody belongs to it, tonight or in the years of the history.
        """
        dice = np.random.default_rng([self.seed, crc32(population.id.encode())])
        own, everybody = self._own(population), self._everybody(population.ages)
        counts = tally(own)
        others = reference(counts, everybody[1].without(counts), PROPOSALS * self.draws, dice)
        clusters = self._clusters(own)
        joint = join(
            own, draw_hazards(others, counts, self._spread_fits, dice), self._days_worth, clusters, self.draws, dice
        )
        areas = self._by_area(own)
        shares = pooled_shares(areas, self._area_base, self.draws, dice)
        months = pooled_shares(self._by_month(own), self._month_base, self.draws, dice)
        factors = seasons.factors(months, self._month_days)
        arrivals = joint.rate[:, None] * shares
        stay_mean = law.mean(joint.hazards)
        load = arrivals * stay_mean[:, None]
        members, tonight = population.members(self.history), own.person[~own.ended]
        return Demand(
            population=population,
            areas=self.history.areas,
            settings=self.settings,
            arrivals=arrivals,
            stay_mean=stay_mean,
            stay_scv=law.squared_variation(joint.hazards),
            hazards=joint.hazards,
            survival_days=SURVIVAL_DAYS,
            survival=law.survival(joint.hazards, SURVIVAL_DAYS),
            load=load,
            census=dice.poisson(load),
            seasons=factors,
            census_seasons=seasons.of_census(factors, joint.hazards),
            seen_arrivals=self._count_areas(own.person[own.came]),
            tonight=self._count_areas(tonight),
            unplaced=0 if self.settings else int(members.sum() - np.isin(np.flatnonzero(members), tonight).sum()),
            unseen=tuple(area for area, num in zip(self.history.areas, self._area_counts, strict=True) if num == 0),
            clusters=clusters,
            steady=joint.steady,
            years=self.history.years,
            longest=longest_seen(counts),
            seed=self.seed,
        )

    def _own(self, population: Population) -> Seen:
        history = self.history
        own = seen(history, self._spells(population))
        if not len(own.person) and not population.members(history).any():
            raise UsageError(
                f"population {population.id!r} ({population.name}): nobody belongs to it, tonight or in "
                f"{history.years:.1f} years of history. Leave out a trait, or widen the ages."
            )
        return own

    def _spells(self, population: Population) -> Stays:
        if not self.settings:
            return population.spells(self.history)
        chosen = np.isin(self.history.stays.setting, [self.history.settings.index(name) for name in self.settings])
        return population.spells(self.history, of=self.history.stays.some(chosen))

    def _everybody(self, ages: tuple[int, int] | None) -> tuple[Seen, Tally]:
        """Spells of all children while they are of some ages."""
        if ages not in self._seen_of:
            found = seen(self.history, self._spells(Population(id="all-children", traits=(), ages=ages)))
            self._seen_of[ages] = found, tally(found)
        return self._seen_of[ages]

    @cached_property
    def _spread_fits(self) -> Floats:
        """How much populations differ in their stays: learned from every trait that enough children have."""
        fits = prior_fits()
        everybody, counts = self._everybody(None)
        mean_only = np.random.default_rng(self.seed)
        for column in range(len(self.history.traits)):
            own = tally(everybody.of(self.history.people.traits[everybody.person, column]))
            if own.ends.sum() < LEAST_ENDS:
                continue
            others = reference(own, counts.without(own), 50, mean_only)
            if not others.alone:
                expected = phase_sums(others.hazards.mean(axis=0) * own.days.sum(axis=0))
                fits = fits + spread_fits(phase_sums(own.ends.sum(axis=0)), expected)
        return fits

    @cached_property
    def _month_days(self) -> Floats:
        return seasons.days_by_month(self.history.since, self.history.night)

    @cached_property
    def _month_base(self) -> Floats:
        """Shares of months: of all children, pulled to equal days."""
        counts = self._by_month(self._everybody(None)[0])
        drawn = pooled_shares(counts, self._month_days, 400, np.random.default_rng(self.seed))
        return drawn.mean(axis=0)  # type: ignore[no-any-return]

    @cached_property
    def _days_worth(self) -> float:
        """Days of the mean month's rate that the window is worth."""
        rate = seasons.factors(self._month_base[None, :], self._month_days)[0]
        return float(rate @ self._month_days)

    @cached_property
    def _area_counts(self) -> Floats:
        return self._by_area(self._everybody(None)[0])

    @property
    def _area_base(self) -> Floats:
        return self._area_counts + 0.5

    def _by_area(self, spells: Seen) -> Floats:
        return self._count_areas(spells.person).astype(np.float64)

    def _count_areas(
        self, persons: np.ndarray[tuple[int], np.dtype[np.int64]]
    ) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.bincount(self.history.people.area[persons], minlength=len(self.history.areas))

    def _by_month(self, spells: Seen) -> Floats:
        return np.bincount(seasons.month_of(spells.start[spells.came]), minlength=12).astype(np.float64)

    def _clusters(self, spells: Seen) -> float:
        """Variance over mean of the arrivals of a month: siblings who come together make it more than 1.

        Pearson's statistic over the months of the window, given the seasons, averaged with what one child at a time
        would show in ``PRIOR_MONTHS`` further months.
        """
        history = self.history
        month = (np.arange(history.since, history.night) - history.since) * 12 // 365.25
        rate = seasons.factors(self._month_base[None, :], self._month_days)[0]
        weight = rate[seasons.month_of(np.arange(history.since, history.night))]
        expected = np.bincount(month.astype(np.int64), weights=weight)
        counts = np.bincount(month.astype(np.int64)[spells.start[spells.came] - history.since], minlength=len(expected))
        expected = expected * counts.sum() / expected.sum()
        pearson = ((counts - expected) ** 2 / np.maximum(expected, 1e-9)).sum() if counts.sum() else 0.0
        free = len(expected) - 1
        return float(max(1.0, (pearson + PRIOR_MONTHS) / (free + PRIOR_MONTHS)))


def estimate_demand(
    source: Instance | History,
    population: Population,
    policy: PlanningPolicy | None = None,
    *,
    settings: Sequence[str] = (),
    draws: int = 1000,
    seed: int = 0,
) -> Demand:
    """Demand of one population, with posterior draws.

    Raises
    ------
    DataError : no episodes, or too short a history.
    UsageError : nobody belongs to the population.
    """
    history = source if isinstance(source, History) else read_history(source, policy or default_planning_policy())
    return Estimator(history, settings=settings, draws=draws, seed=seed).of(population)


def estimate_demands(
    source: Instance | History,
    policy: PlanningPolicy | None = None,
    populations: Iterable[Population] | None = None,
    *,
    settings: Sequence[str] = (),
    draws: int = 1000,
    seed: int = 0,
) -> Demands:
    """Demand of several populations; of all children and those that policy declares, if none are given.

    A declared population that nobody has is named in ``Demands.nobody``; one that was asked for is an error.

    Raises
    ------
    DataError : no episodes, or too short a history.
    UsageError : nobody belongs to a population that was asked for.
    """
    policy = policy or default_planning_policy()
    history = source if isinstance(source, History) else read_history(source, policy)
    estimator = Estimator(history, settings=settings, draws=draws, seed=seed)
    if populations is not None:
        return Demands(demands=tuple(estimator.of(population) for population in populations))
    found, nobody = [], []
    for population in (EVERYBODY, *declared(policy.populations)):
        try:
            found.append(estimator.of(population))
        except UsageError as error:
            nobody.append(str(error))
    return Demands(demands=tuple(found), nobody=tuple(nobody))
