"""Who surely lives in a program tonight, as the extremes that the rule ``alongside`` compares with."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from socopt.matching.relations import Positions, Relations
from socopt.policy import Night

LATE, EARLY = np.iinfo(np.int32).max, -1


@dataclass(frozen=True, eq=False, kw_only=True)
class Residents:
    """Per program: whether anybody settled lives there, births of the settled (days), ages of other occupants.

    Where there is nobody, first births and youngest ages are LATE, last births and oldest ages EARLY.
    """

    anybody: NDArray[np.bool_]
    solo: NDArray[np.bool_]
    first_born: NDArray[np.int32]
    last_born: NDArray[np.int32]
    first_born_only_older: NDArray[np.int32]
    last_born_only_younger: NDArray[np.int32]
    others: NDArray[np.bool_]
    youngest_other: NDArray[np.int32]
    oldest_other: NDArray[np.int32]

    def at(self, programs: Positions) -> "Residents":
        """The residents of some programs."""
        return Residents(**{field.name: getattr(self, field.name)[programs] for field in fields(self)})


def residents(night: Night, relations: Relations) -> Residents:
    """Read every program's settled occupants and other occupants."""
    ids = list(night.programs)
    settled = [relations.settled_residents.get(program_id, []) for program_id in ids]
    others = [night.others_of.get(program_id, ()) for program_id in ids]
    return Residents(
        anybody=np.array([bool(children) for children in settled], dtype=bool),
        solo=np.array([any(child.alongside == "solo" for child in children) for children in settled], dtype=bool),
        first_born=_extreme(min, LATE, ([c.birth_date.toordinal() for c in children] for children in settled)),
        last_born=_extreme(max, EARLY, ([c.birth_date.toordinal() for c in children] for children in settled)),
        first_born_only_older=_extreme(
            min,
            LATE,
            ([c.birth_date.toordinal() for c in children if c.alongside == "only_older"] for children in settled),
        ),
        last_born_only_younger=_extreme(
            max,
            EARLY,
            ([c.birth_date.toordinal() for c in children if c.alongside == "only_younger"] for children in settled),
        ),
        others=np.array([bool(found) for found in others], dtype=bool),
        youngest_other=_extreme(min, LATE, ([other.age for other in found] for found in others)),
        oldest_other=_extreme(max, EARLY, ([other.age for other in found] for found in others)),
    )


def _extreme(choose: type[min] | type[max], nobody: int, groups: Iterable[list[int]]) -> NDArray[np.int32]:  # type: ignore[valid-type]
    return np.array([choose(values, default=nobody) for values in groups], dtype=np.int32)  # type: ignore[operator]
