"""Where a part stands at a level: the best choice known, and what it scores."""

from socopt.solver.blend import Blend
from socopt.solver.part import Part
from socopt.solver.problem import Ints


class Standing:
    """Best choice and bound of a part, for the tiers of a level."""

    def __init__(self, part: Part, tiers: Blend) -> None:
        self.part = part
        self.tiers = tiers
        self.x: Ints | None = part.x
        self.bound: int | None = None

    @property
    def value(self) -> int | None:
        return None if self.x is None else int(self.tiers.costs @ self.x)

    @property
    def values(self) -> list[int]:
        """Of the tiers, one by one."""
        assert self.x is not None
        return [int(self.part.system.costs[tier] @ self.x) for tier in self.tiers.tiers]

    def is_better(self, x: Ints) -> bool:
        """Whether a choice beats the one known: between equals by what lies further down."""
        return self.x is None or self._rank(x) < self._rank(self.x)

    def _rank(self, x: Ints) -> tuple[int, ...]:
        return tuple((self.part.system.costs[self.tiers.first :] @ x).tolist())
