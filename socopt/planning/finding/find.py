"""From an instance to what is found of its populations."""

from collections.abc import Iterable, Iterator

from socopt.domain import Instance
from socopt.errors import PolicyError, UsageError
from socopt.planning.demand import Estimator
from socopt.planning.finding.families import families_of
from socopt.planning.finding.finding import Finding, Findings
from socopt.planning.finding.individual import individualized
from socopt.planning.finding.members import Members
from socopt.planning.finding.mining import Mined, mine
from socopt.planning.finding.network import Network
from socopt.planning.finding.scale import Country, chosen_scale, options_of
from socopt.planning.finding.served import served_today
from socopt.planning.history import History, read_history
from socopt.planning.population import Population, declared
from socopt.policy import PlanningPolicy, default_planning_policy


def find_populations(
    instance: Instance,
    policy: PlanningPolicy | None = None,
    *,
    with_declared: bool = True,
    with_mined: bool = True,
    seed: int = 0,
) -> Findings:
    """Declared populations and those mined from the history: where they would sustain a program, how they are served.

    Raises
    ------
    DataError : no episodes, or too short a history.
    PolicyError : the smallest program of a kind is larger than all children in care.
    """
    policy = policy or default_planning_policy()
    history = read_history(instance, policy)
    _check_programs(history, policy)
    mined = mine(history, families_of(instance, history.people), policy, seed) if with_mined else ()
    finder = _Finder(instance, history, policy, seed)
    found, nobody = [], []
    for population in declared(policy.populations) if with_declared else ():
        try:
            found.append(finder.of(population))
        except UsageError as error:
            nobody.append(str(error))
    found.extend(finder.of(item.population, item) for item in _new(mined, (each.population for each in found)))
    return Findings(
        findings=tuple(found), nobody=tuple(nobody), unseen=finder.unseen, tested=len(mined), years=history.years,
        seed=seed,
    )  # fmt: skip


def find_one(
    instance: Instance, history: History, population: Population, policy: PlanningPolicy, *, seed: int = 0
) -> Finding:
    """What is found of one population.

    Raises
    ------
    UsageError : nobody belongs to it.
    """
    return _Finder(instance, history, policy, seed).of(population)


def _check_programs(history: History, policy: PlanningPolicy) -> None:
    in_care = int(history.people.present.sum())
    for design in policy.designs:
        if design.least_census > in_care:
            raise PolicyError(
                f"designs: the smallest {design.name} needs {design.least_census:.1f} children in care at once "
                f"({design.least_beds} beds, {design.least_occupancy:.0%} of them taken), and {in_care} are in care in "
                "all. No population could sustain it; lower least_beds of the design."
            )


def _new(mined: Iterable[Mined], known: Iterable[Population]) -> Iterator[Mined]:
    """Confirmed combinations that policy has not declared already."""
    taken = {(population.traits, population.ages, population.sex) for population in known}
    for item in mined:
        population = item.population
        if item.confirmed and (population.traits, population.ages, population.sex) not in taken:
            yield item


class _Finder:
    """Works out what is found of one population after the other; what they share is worked out once."""

    def __init__(self, instance: Instance, history: History, policy: PlanningPolicy, seed: int) -> None:
        self._instance, self._history, self._policy = instance, history, policy
        self._estimator = Estimator(history, seed=seed)
        self._network = Network(instance)
        seen = set(history.people.area.tolist())
        self.unseen = tuple(area for place, area in enumerate(history.areas) if place not in seen)
        self._country = Country.of(instance, [area for area in history.areas if area not in self.unseen])

    def of(self, population: Population, mined: Mined | None = None) -> Finding:
        """What is found of a population.

        Raises
        ------
        UsageError : nobody belongs to it.
        """
        demand = self._estimator.of(population)
        members = Members.of(self._instance, self._history, population)
        # Where nothing says what they need, the least is assumed; the finding then states no level.
        design = self._policy.design_for(1 if members.level is None else members.level)
        options = options_of(demand, self._country, design, self._policy)
        chosen = chosen_scale(options)
        limit = min(design.max_minutes, int(self._policy.parameters["travel"]["max_minutes"]))
        return Finding(
            population=population,
            level=members.level,
            design=design,
            census=len(members),
            former=members.former,
            demand=demand,
            options=options,
            chosen=chosen,
            travel_limit=limit,
            by_area=members.by_area,
            served_today=served_today(members, self._network, self._history),
            evidence=mined.evidence if mined else None,
            individualized=None if chosen else individualized(members, self._network, demand, design, limit),
        )
