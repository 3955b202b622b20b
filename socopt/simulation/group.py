"""Children who are counted apart: those of a population."""

from collections.abc import Callable
from dataclasses import dataclass

from socopt.simulation.codes import Bits
from socopt.simulation.people import Child

Holds = Callable[[Child, int, int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Children with all of the traits, of an age band (both years included) and a sex where these are given."""

    traits: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None
    sex: str | None = None

    @property
    def text(self) -> str:
        """In words: ``deaf and fire setting, girls, 12 to 17``."""
        words = [" and ".join(trait.replace("_", " ") for trait in self.traits) or "anybody"]
        if self.sex is not None:
            words.append("girls" if self.sex == "F" else "boys")
        if self.ages is not None:
            words.append(f"{self.ages[0]} to {self.ages[1]}")
        return ", ".join(words)

    def holds(self, traits: Bits) -> Holds:
        """Whether a child who shows some traits at an age belongs to it."""
        bits, (first, last) = traits.of(self.traits), self.ages or (0, 99)

        def belongs(child: Child, shown: int, age: int) -> bool:
            return shown & bits == bits and first <= age <= last and self.sex in (None, child.sex)

        return belongs
