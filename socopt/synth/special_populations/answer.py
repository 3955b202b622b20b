"""What was planted, so that a planner's findings can be marked."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

ByArea = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Children who share traits that hardly anybody else has together.

    ``ages`` are first and last year of age tonight (None: any). ``children`` are in care tonight, ``history`` have
    left care, each by home Area; ``others`` have the traits too, but were not planted.
    """

    population_id: str
    traits: tuple[str, ...]
    sex: str | None
    ages: tuple[int, int] | None
    census: int
    per_area: int
    children: ByArea
    history: ByArea
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoy:
    """What looks like a population and is none.

    ``kind`` chance: children in care have both traits as often as traits so common meet. one_trait: children who were
    given one trait of a population and not the others.
    """

    kind: str
    traits: tuple[str, ...]
    population_id: str | None
    census: int
    expected_by_chance: float | None
    children: ByArea
    history: ByArea


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that was planted in one night."""

    populations: tuple[Population, ...]
    decoys: tuple[Decoy, ...]

    def to_json(self, **about: Any) -> str:
        """The answer as JSON; ``about`` says which instance it belongs to."""
        found = {"populations": [asdict(item) for item in self.populations], "decoys": [asdict(d) for d in self.decoys]}
        return json.dumps({**about, **found}, indent=2) + "\n"
