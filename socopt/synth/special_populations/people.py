"""Who can belong to a population: children in care tonight, and children who have left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from socopt.domain.records import Child
from socopt.synth.draft import Draft, Row
from socopt.synth.parameters import TraitRate
from socopt.synth.people import concerns
from socopt.synth.special_populations.spec import Spec

DAYS_A_YEAR = 365.25


@dataclass(slots=True, kw_only=True)
class Person:
    """A child of tonight or of the history, as far as a population asks.

    ``age`` is that of tonight, or for those who left that of the middle of their time in care; ``since`` and ``until``
    are the days (ordinals) of that time.
    """

    person_id: str
    sex: str
    age: int
    area_id: str
    since: int
    until: int
    traits: set[str] = field(default_factory=set)


def children_in_care(draft: Draft) -> list[Person]:
    """Children of tonight who hold a bed or wait for one."""
    entered = _entries(draft)
    return [_present(draft, child, entered) for child in draft.children.values() if child.status != "at_home"]


def children_who_left(draft: Draft) -> list[Person]:
    """Children of the history who are no longer in care."""
    entered = _entries(draft)
    return [_former(row, entered) for row in draft.table("former_children")]


def fits(person: Person, spec: Spec, known: Mapping[str, TraitRate]) -> bool:
    """Whether a child is of the age and sex that a population and its traits ask for."""
    low, high = spec.ages or (0, 99)
    right = low <= person.age <= high and spec.sex in (None, person.sex)
    return right and all(concerns(known[trait], person.age, person.sex) for trait in spec.traits)


def bears(person: Person, traits: Iterable[str]) -> bool:
    """Whether a child has all of the traits."""
    return person.traits.issuperset(traits)


def bears_with(person: Person, new: Iterable[str], traits: Iterable[str]) -> bool:
    """Whether a child would have all of the traits with some new ones, and has not now."""
    return not bears(person, traits) and (person.traits | set(new)).issuperset(traits)


def by_area(people: Iterable[Person]) -> dict[str, tuple[str, ...]]:
    """Ids by home Area, both in order."""
    areas: dict[str, list[str]] = defaultdict(list)
    for person in people:
        areas[person.area_id].append(person.person_id)
    return {area_id: tuple(sorted(areas[area_id])) for area_id in sorted(areas)}


def _entries(draft: Draft) -> Mapping[str, date]:
    entered: dict[str, date] = {}
    for row in draft.table("episodes"):
        entered[row["child_id"]] = min(row["start"], entered.get(row["child_id"], row["start"]))
    return entered


def _present(draft: Draft, child: Child, entered: Mapping[str, date]) -> Person:
    return Person(
        person_id=child.child_id,
        sex=child.sex,
        age=draft.age(child),
        area_id=child.home_area_id,
        since=entered.get(child.child_id, draft.night).toordinal(),
        until=draft.night.toordinal() + 1,
        traits=set(draft.traits.get(child.child_id, {})),
    )


def _former(row: Row, entered: Mapping[str, date]) -> Person:
    since, until = entered[row["child_id"]].toordinal(), row["left_on"].toordinal()
    return Person(
        person_id=row["child_id"],
        sex=row["sex"],
        age=max(0, int(((since + until) / 2 - row["birth_date"].toordinal()) / DAYS_A_YEAR)),
        area_id=row["home_area_id"],
        since=since,
        until=until,
        traits=set((row["traits"] or "").split(";")) - {""},
    )
