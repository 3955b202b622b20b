"""Combinations of traits that chance makes: what to draw populations from, and what to be misled by."""

from collections import Counter
from itertools import combinations

from socopt.errors import UsageError
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.special_populations.answer import Decoy, Population
from socopt.synth.special_populations.people import Person, bears, by_area, fits
from socopt.synth.special_populations.spec import Spec

LEAST_CENSUS, MOST_CENSUS = 6, 20
MOST_BY_CHANCE = 1.0  # children expected to have all traits of a drawn population, were they independent
THREE_TRAITS = 0.25
WITH_AGES, WITH_SEX = 0.4, 0.15
AGE_BANDS = ((0, 11), (6, 14), (12, 17))
TRIES = 400
LEAST_SCATTERED = 5  # children per child of the census who are of the right age and sex
OFF_CHANCE = 1.5  # a combination met as much oftener is no decoy: somebody might rightly find it; nor one met as rarely
LEAST_YEARS = 4  # of age that a drawn population spans, where its traits concern older children only


def draw_specs(draft: Draft, people: list[Person], count: int, taken: tuple[Spec, ...]) -> tuple[Spec, ...]:
    """Populations by the seed: rare combinations, some with an age band or a sex, of 6 to 20 children.

    Raises
    ------
    UsageError : fewer such populations are possible.
    """
    dice = draft.dice("populations")
    num_areas = len({person.area_id for person in people})
    specs: list[Spec] = []
    for _ in range(TRIES * count):
        if len(specs) == count:
            break
        spec = _drawn(draft, dice, num_areas)
        if not any(_alike(spec, other) for other in (*taken, *specs)) and _possible(draft, people, spec):
            specs.append(spec)
    if len(specs) < count:
        raise UsageError(f"plant: {count} populations were to be drawn; with these children {len(specs)} are possible")
    return tuple(specs)


def chance_decoys(draft: Draft, people: list[Person], count: int, planted: list[Population]) -> list[Decoy]:
    """Pairs of common traits that meet about as often as chance would have it, in about as many children."""
    found: list[tuple[float, Decoy]] = []
    for pair in combinations(sorted(draft.parameters.traits), 2):
        if any(set(pair) <= set(population.traits) for population in planted):
            continue
        both = [person for person in people if bears(person, pair)]
        expected = _expected(draft, people, Spec(traits=pair, census=1))
        if len(both) >= LEAST_CENSUS and expected <= OFF_CHANCE * len(both) and len(both) <= OFF_CHANCE * expected:
            decoy = Decoy(
                kind="chance", traits=pair, population_id=None, census=len(both),
                expected_by_chance=round(expected, 1), children=by_area(both), history={},
            )  # fmt: skip
            found.append((abs(len(both) - (LEAST_CENSUS + MOST_CENSUS) / 2), decoy))
    found.sort(key=lambda scored: (scored[0], scored[1].traits))
    return [decoy for _, decoy in found[:count]]


def _drawn(draft: Draft, dice: Dice, num_areas: int) -> Spec:
    size = 3 if dice.chance(THREE_TRAITS) else 2
    traits = tuple(sorted(dice.shuffled(sorted(draft.parameters.traits))[:size]))
    census = dice.whole(LEAST_CENSUS, MOST_CENSUS)
    return Spec(
        traits=traits,
        census=census,
        per_area=max(2, -(-census * 2 // num_areas)),
        sex=dice.pick(("F", "M")) if dice.chance(WITH_SEX) else None,
        ages=dice.pick(AGE_BANDS) if dice.chance(WITH_AGES) else None,
    )


def _alike(one: Spec, other: Spec) -> bool:
    return len(set(one.traits) & set(other.traits)) >= 2


def _possible(draft: Draft, people: list[Person], spec: Spec) -> bool:
    """Whether enough children are of the right age and sex, and hardly any would have all traits by chance."""
    concerned = [person for person in people if fits(person, spec, draft.parameters.traits)]
    if len(concerned) < LEAST_SCATTERED * spec.census or len({person.area_id for person in concerned}) < 2:
        return False
    if spec.ages and spec.ages[1] - max(draft.parameters.traits[trait].min_age for trait in spec.traits) < LEAST_YEARS:
        return False
    in_area = Counter(person.area_id for person in concerned)
    room = sum(min(spec.per_area or spec.census, count) for count in in_area.values())
    already = sum(bears(person, spec.traits) for person in people)
    scarce = _expected(draft, people, spec) <= MOST_BY_CHANCE
    return scarce and already < spec.census and room >= spec.census


def _expected(draft: Draft, people: list[Person], spec: Spec) -> float:
    """How many would have all traits of a population, were they independent among those whom it can concern."""
    concerned = [person for person in people if fits(person, spec, draft.parameters.traits)]
    expected = float(len(concerned))
    for trait in spec.traits:
        expected *= sum(trait in person.traits for person in concerned) / max(1, len(concerned))
    return expected
