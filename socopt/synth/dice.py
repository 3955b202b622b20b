"""Chance that repeats itself: the same seed and name give the same draws everywhere."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


class Dice:
    """Draws from PCG64.

    Only ``Generator.random`` is used, because its stream is the one that NumPy keeps across versions and
    platforms; everything else is derived here in plain arithmetic.

    Parameters
    ----------
    seed : int. Seed of the night.
    name : str. Each stage has a stream of its own, so that a change in one leaves the others as they were.
    """

    def __init__(self, seed: int, name: str) -> None:
        self._generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(name.encode())])))

    def chance(self, probability: float) -> bool:
        """True with a probability."""
        return float(self._generator.random()) < probability

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * float(self._generator.random())

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(float(self._generator.random()) * (high - low + 1))

    def many(self, count: int) -> NDArray[np.float64]:
        """As many numbers in [0, 1), the same ones that single draws would give."""
        return self._generator.random(count)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.whole(0, len(options) - 1)]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One key, in proportion to its weight."""
        options = list(weights)
        left = self.between(0.0, sum(weights.values()))
        for option in options:
            left -= weights[option]
            if left < 0:
                return option
        return options[-1]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All options in a random order."""
        keys = [(float(self._generator.random()), position) for position in range(len(options))]
        return [options[position] for _, position in sorted(keys)]

    def sample(self, weights: Mapping[T, float], count: int) -> list[T]:
        """Up to ``count`` different keys with positive weight, heavier ones likelier (Efraimidis and Spirakis)."""
        keyed: list[tuple[float, int, Any]] = []
        for position, (option, weight) in enumerate(weights.items()):
            draw = float(self._generator.random())
            if weight > 0:
                keyed.append((-(draw ** (1.0 / weight)), position, option))
        return [option for _, _, option in sorted(keyed)[:count]]
