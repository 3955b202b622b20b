"""The simulation of a night's system of care through the nights to come."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.policy import Policy, default_policy
from socopt.simulation.admission import Admission
from socopt.simulation.codes import Bits, language_bits, trait_bits
from socopt.simulation.desk import Desk, GreedyDesk
from socopt.simulation.group import Group
from socopt.simulation.intervals import NOTHING, Ratio, how, ratio_of
from socopt.simulation.people import Clock, Traits, newcomers
from socopt.simulation.places import Places, places_of
from socopt.simulation.residents import residents_of
from socopt.simulation.result import EVERYONE, POPULATION, TRUE_WORLD, Finding, SimulationResult
from socopt.simulation.scenario import Addition, Scenario, buy_the_average, do_nothing, known_trait, the_plan
from socopt.simulation.system import System
from socopt.simulation.tally import CHOSEN, EVERYBODY, MEASURES, Tally
from socopt.simulation.world import DISTURBANCES, Planted, World, true_world

LEAST_COUNTED = 100  # nights after the warm-up
DAYS, WARM_UP, REPLICATIONS = 1000, 250, 3
MakeDesk = Callable[[Places], Desk]
Tell = Callable[[str], None]


def simulate(
    instance: Instance,
    policy: Policy | None = None,
    *,
    additions: Sequence[Addition] = (),
    average: bool = False,
    days: int = DAYS,
    warm_up: int = WARM_UP,
    replications: int = REPLICATIONS,
    population: Group | None = None,
    perturb: Mapping[str, float] | None = None,
    planted: Sequence[Planted] = (),
    make_desk: MakeDesk | None = None,
    seed: int = 1,
    tell: Tell | None = None,
) -> SimulationResult:
    """A system of care from tonight's census on: doing nothing, and what a plan would change.

    Every scenario of a run meets the same children with the same needs and the same answers of programs.

    Parameters
    ----------
    additions : further programs of the plan; without any only doing nothing is simulated.
    average : also simulate the same beds spread over the programs there are.
    days, warm_up : nights in all, and how many of them at the beginning are not counted.
    population : children who are counted apart; by default those the plan is for.
    perturb : for each of ``arrivals``, ``stays``, ``refusals``, ``seasons`` and ``routes`` a factor; each is tried by
        itself.
    planted : true shares of rare populations.
    make_desk : who places children, given the programs; by default ``GreedyDesk``.
    tell : called with a line of progress.

    Raises
    ------
    UsageError : parameters out of range, unknown words, or an instance without children or programs.
    """
    policy = policy or default_policy()
    perturb = dict(perturb or {})
    _check(instance, days, warm_up, replications, perturb, average=average, additions=additions)
    world = true_world(instance, tuple(planted))
    setup = _Setup(instance, policy, world, population, additions, make_desk or (lambda _: GreedyDesk()))
    scenarios = [do_nothing()]
    if additions:
        scenarios.append(the_plan(additions, instance, setup.traits.bits, setup.languages))
    if average:
        scenarios.append(buy_the_average(additions))
    worlds = {TRUE_WORLD: world, **{f"{name} x {factor:g}": world.perturbed(**{name: factor})
                                    for name, factor in perturb.items()}}  # fmt: skip
    findings: list[Finding] = []
    for label, each in worlds.items():
        runs: dict[str, list[Tally]] = {scenario.name: [] for scenario in scenarios}
        for replication in range(replications):
            for scenario, tally in setup.replicate(each, scenarios, days, (seed, replication)):
                runs[scenario.name].append(tally)
                if tell is not None:
                    tell(f"{label}: {scenario.name}, run {replication + 1} of {replications}")
        findings += _findings(label, runs, warm_up, with_population=bool(setup.chosen))
    return SimulationResult(
        name=instance.manifest.name,
        night=instance.night.isoformat(),
        desk=setup.desk_name,
        days=days,
        warm_up=warm_up,
        replications=replications,
        seed=seed,
        intervals=how(replications),
        population=setup.population,
        scenarios={scenario.name: scenario.text for scenario in scenarios},
        findings=tuple(findings),
    )


def known_traits(instance: Instance) -> Bits:
    """Every trait that a night knows, for reading what is to be added."""
    return trait_bits(instance, true_world(instance).parameters)


class _Setup:
    """What all runs share."""

    def __init__(
        self,
        instance: Instance,
        policy: Policy,
        world: World,
        population: Group | None,
        additions: Sequence[Addition],
        make_desk: MakeDesk,
    ) -> None:
        self._instance, self._parameters, self._make_desk = instance, policy.parameters, make_desk
        self.desk_name = ""
        self.languages = language_bits(instance, world.parameters)
        self.traits = Traits(world=world, bits=trait_bits(instance, world.parameters))
        bits = self.traits.bits
        wanted = [population] if population else [each.group for each in additions if each.group != Group()]
        self.population = tuple(dict.fromkeys(wanted))
        for trait in (trait for group in self.population for trait in group.traits):
            known_trait(trait, bits, "population")
        self.chosen = tuple(group.holds(bits) for group in self.population)

    def replicate(
        self, world: World, scenarios: Sequence[Scenario], days: int, seed: tuple[int, int]
    ) -> Iterator[tuple[Scenario, Tally]]:
        """One run of each scenario, and what was counted."""
        traits = Traits(world=world, bits=self.traits.bits)
        places = places_of(self._instance, self._parameters, world.refusals, traits.bits, self.languages)
        residents = residents_of(world, self._instance, places, traits, self.languages, seed)
        coming = newcomers(world, self._instance, traits, self.languages, days, seed)
        for scenario in scenarios:
            changed = scenario.change(places)
            desk = self._make_desk(changed)
            system = System(
                places=changed,
                admission=Admission(changed, self._instance, self._parameters),
                traits=traits,
                desk=desk,
                clock=Clock(night=self._instance.night),
                nights=days,
                chosen=self.chosen,
                refusal_nights=int(self._parameters["refusal"]["days"]),
                seed=seed[0] * 1009 + seed[1],
            )
            self.desk_name = desk.name
            yield scenario, system.run(residents, coming)


def _findings(label: str, runs: Mapping[str, Sequence[Tally]], warm_up: int, *, with_population: bool) -> list[Finding]:
    groups = [(EVERYONE, EVERYBODY), *([(POPULATION, CHOSEN)] if with_population else [])]
    findings = []
    for group, position in groups:
        for measure, about in MEASURES.items():
            base: Ratio | None = None
            for number, (scenario, tallies) in enumerate(runs.items()):
                ratio = ratio_of([tally.sums(measure, position, warm_up) for tally in tallies])
                base = ratio if number == 0 else base
                paired = None if number == 0 or ratio is None or base is None else ratio.beside(base, about.per)
                findings.append(
                    Finding(
                        world=label,
                        scenario=scenario,
                        group=group,
                        measure=measure,
                        estimate=NOTHING
                        if ratio is None
                        else ratio.estimate(about.per, 100.0 if about.unit == "%" else inf),
                        change=paired,
                    )
                )
    return findings


def _check(
    instance: Instance,
    days: int,
    warm_up: int,
    replications: int,
    perturb: Mapping[str, float],
    *,
    average: bool,
    additions: Sequence[Addition],
) -> None:
    if warm_up < 0 or days < warm_up + LEAST_COUNTED:
        raise UsageError(
            f"days: {days} nights with a warm-up of {warm_up} leave {days - warm_up} to count; expected at "
            f"least {LEAST_COUNTED}"
        )
    if replications < 1:
        raise UsageError(f"replications: {replications}; expected at least 1")
    for name, factor in perturb.items():
        if name not in DISTURBANCES:
            raise UsageError(f"perturb: {name!r} is unknown; possible are {', '.join(DISTURBANCES)}")
        if not 0 <= factor <= 10 or (factor == 0 and name in ("arrivals", "stays")):
            raise UsageError(f"perturb: {name} times {factor:g} is not possible; expected a factor up to 10")
    if average and not additions:
        raise UsageError("average: there is no plan whose beds could be spread; name its programs with --add")
    if not any(child.status != "at_home" for child in instance.children.values()):
        raise UsageError("the instance has no children in care; there is nobody whose system could be simulated")
