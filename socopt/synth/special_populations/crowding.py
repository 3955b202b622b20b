"""At most so many of a population in one Area, on any day."""

from collections import defaultdict

from socopt.synth.special_populations.people import Person


class Crowding:
    """Who of a population has been in care when, by Area."""

    def __init__(self, per_area: int) -> None:
        self._per_area = per_area
        self._spans: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def room_for(self, person: Person) -> bool:
        """Whether the Area would hold no more than allowed on every day of this child's time in care."""
        met = [(a, b) for a, b in self._spans[person.area_id] if a < person.until and person.since < b]
        days = [person.since, *(start for start, _ in met if start > person.since)]
        return all(sum(a <= day < b for a, b in met) < self._per_area for day in days)

    def add(self, person: Person) -> None:
        """One more."""
        self._spans[person.area_id].append((person.since, person.until))
