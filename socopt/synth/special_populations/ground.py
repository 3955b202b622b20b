"""People of a night, tonight and before, and what may be planted among them."""

from collections import Counter
from collections.abc import Iterable

from socopt.errors import UsageError
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.special_populations.answer import Decoy, Population
from socopt.synth.special_populations.crowding import Crowding
from socopt.synth.special_populations.people import (
    Person,
    bears,
    bears_with,
    by_area,
    children_in_care,
    children_who_left,
    fits,
)
from socopt.synth.special_populations.spec import Spec
from socopt.synth.special_populations.traits import Traits


class Ground:
    """People of a draft, tonight and before, and what may be done with their traits."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.known = draft.parameters.traits
        self.present = children_in_care(draft)
        self.former = children_who_left(draft)
        self.traits = Traits(draft)
        self.areas = len({person.area_id for person in self.present})
        self.given: dict[str, set[str]] = {}  # traits of those who belong to a population or decoy already
        self.planted: list[tuple[str, ...]] = []  # traits of the populations so far

    def plant(self, name: str, spec: Spec) -> Population:
        """A population among the children in care, and at the same rate among those who left."""
        dice = self.draft.dice(f"population {spec.name}")
        per_area = spec.per_area or spec.census
        crowding = Crowding(per_area)
        self._clear(spec)
        children = self._choose(self._by_ease(dice, spec, per_area), spec.census, crowding)
        if len(children) < spec.census:
            raise UsageError(
                f"plant: of {spec.name!r} {spec.census} children were wanted with at most {per_area} in an Area on any "
                f"day; possible here are {len(children)}"
            )
        history = self._choose(dice.shuffled(self._free(self.former, spec)), self._num_history(dice, spec), crowding)
        self._give((*children, *history), spec.traits)
        self.planted.append(spec.traits)
        return Population(
            population_id=name, traits=spec.traits, sex=spec.sex, ages=spec.ages, census=spec.census,
            per_area=per_area, children=by_area(children), history=by_area(history),
        )  # fmt: skip

    def half_bearers(self, population: Population, spec: Spec) -> list[Decoy]:
        """For each trait of a population, as many children who have that trait and not the others."""
        decoys = []
        for trait in spec.traits:
            one = Spec(traits=(trait,), census=spec.census, sex=spec.sex, ages=spec.ages)
            dice = self.draft.dice(f"decoys {spec.name} {trait}")
            crowding = Crowding(population.per_area)
            children = self._choose(self._lone(dice, one, self.present), spec.census, crowding)
            count = self._num_history(dice, one)
            history = self._choose(self._lone(dice, one, self.former), count, crowding)
            self._give((*children, *history), (trait,))
            decoys.append(
                Decoy(
                    kind="one_trait", traits=(trait,), population_id=population.population_id, census=len(children),
                    expected_by_chance=None, children=by_area(children), history=by_area(history),
                )
            )  # fmt: skip
        return decoys

    def others(self, population: Population) -> tuple[str, ...]:
        """Who else has all of the traits: children who play a part elsewhere, and whose traits stay as they are."""
        known = {i for ids in (*population.children.values(), *population.history.values()) for i in ids}
        people = (*self.present, *self.former)
        return tuple(p.person_id for p in people if bears(p, population.traits) and p.person_id not in known)

    def _by_ease(self, dice: Dice, spec: Spec, per_area: int) -> list[Person]:
        """Children who can be of a population: who bears its traits first, then whose program serves most of them."""
        free = self._free(self.present, spec)
        self._check_room(spec, per_area, free)
        return sorted(
            dice.shuffled(free),
            key=lambda person: (not bears(person, spec.traits), self.traits.strangeness(person, spec.traits)),
        )

    def _free(self, people: list[Person], spec: Spec) -> list[Person]:
        return [
            person
            for person in people
            if person.person_id not in self.given
            and fits(person, spec, self.known)
            and self.traits.may_bear(person, spec.traits)
            and not any(bears_with(person, spec.traits, traits) for traits in self.planted if traits != spec.traits)
        ]

    def _lone(self, dice: Dice, one: Spec, people: list[Person]) -> list[Person]:
        """Children who could have the one trait, have it not, and would not come into a population by it."""
        return [person for person in dice.shuffled(self._free(people, one)) if not bears(person, one.traits)]

    def _give(self, people: Iterable[Person], traits: tuple[str, ...]) -> None:
        for person in people:
            self.traits.give(person, traits)
            self.given[person.person_id] = set(traits)

    def _num_history(self, dice: Dice, spec: Spec) -> int:
        """Children who left care, per child in care as many as of all children of such an age and sex."""
        in_care, left = (
            sum(fits(person, spec, self.known) for person in group) for group in (self.present, self.former)
        )
        number = spec.census * left / max(1, in_care)
        return int(number) + dice.chance(number - int(number))

    def _choose(self, people: list[Person], count: int, crowding: Crowding) -> list[Person]:
        chosen: list[Person] = []
        for person in people:
            if len(chosen) == count:
                break
            if crowding.room_for(person):
                crowding.add(person)
                chosen.append(person)
        return chosen

    def _clear(self, spec: Spec) -> None:
        """Take the rarest of the traits from whoever has all of them by chance and plays no other part."""
        bearers = [person for person in (*self.present, *self.former) if bears(person, spec.traits)]
        tonight = sum(bears(person, spec.traits) for person in self.present)
        if tonight > spec.census:
            raise UsageError(
                f"plant: {spec.name!r} is common: {tonight} children in care have these traits by chance; possible are "
                f"combinations that fewer than CENSUS have, or a census above {tonight}"
            )
        for person in bearers:
            free = [trait for trait in spec.traits if trait not in self.given.get(person.person_id, ())]
            if free and person.person_id not in self.draft.cast:
                self.traits.take(person, min(free, key=lambda trait: self.known[trait].rate))

    def _check_room(self, spec: Spec, per_area: int, fitting: list[Person]) -> None:
        if spec.census > per_area * self.areas:
            raise UsageError(
                f"plant: {spec.census} children of {spec.name!r} do not go into {self.areas} Areas with at most "
                f"{per_area} in each; possible are up to {per_area * self.areas}"
            )
        in_area = Counter(person.area_id for person in fitting)
        most = sum(min(per_area, count) for count in in_area.values())
        if spec.census > most:
            raise UsageError(
                f"plant: {spec.census} children of {spec.name!r} were wanted, but {len(fitting)} children in care are "
                f"of an age and sex for it; with at most {per_area} in an Area up to {most} are possible"
            )
