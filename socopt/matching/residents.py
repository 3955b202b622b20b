"""Who surely lives in a program tonight, as the extremes that the rule ``alongside`` compares with."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from socopt.domain.records import Child
from socopt.matching.arrays import Bools, Ints
from socopt.matching.relations import Relations
from socopt.policy import Night

LATE, EARLY = np.iinfo(np.int32).max, -1


@dataclass(frozen=True, eq=False, kw_only=True)
class Residents:
    """Per program: whether anybody settled lives there, births of the settled (days), ages of other occupants.

    Where there is nobody, first births and youngest ages are LATE, last births and oldest ages EARLY.
    """

    anybody: Bools
    solo: Bools
    first_born: NDArray[np.int32]
    last_born: NDArray[np.int32]
    first_born_only_older: NDArray[np.int32]
    last_born_only_younger: NDArray[np.int32]
    others: Bools
    youngest_other: NDArray[np.int32]
    oldest_other: NDArray[np.int32]

    def at(self, programs: Ints) -> "Residents":
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
        first_born=_least(_births(children) for children in settled),
        last_born=_greatest(_births(children) for children in settled),
        first_born_only_older=_least(_births(children, "only_older") for children in settled),
        last_born_only_younger=_greatest(_births(children, "only_younger") for children in settled),
        others=np.array([bool(found) for found in others], dtype=bool),
        youngest_other=_least([other.age for other in found] for found in others),
        oldest_other=_greatest([other.age for other in found] for found in others),
    )


def _births(children: Iterable[Child], alongside: str | None = None) -> list[int]:
    """Birth dates as days, of all children or of those with one wish about whom they live with."""
    return [child.birth_date.toordinal() for child in children if alongside in (None, child.alongside)]


def _least(groups: Iterable[list[int]]) -> NDArray[np.int32]:
    return np.array([min(values, default=LATE) for values in groups], dtype=np.int32)


def _greatest(groups: Iterable[list[int]]) -> NDArray[np.int32]:
    return np.array([max(values, default=EARLY) for values in groups], dtype=np.int32)
