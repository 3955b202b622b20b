"""Of which ages and sex a combination may be said to be."""

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from socopt.planning.finding.ground import CUTS, OLDEST, Numbers

NUM_SEXES = 2
NUM_BANDS = len(CUTS) * (len(CUTS) + 1) // 2 - 1  # without that of all ages


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """An age band and a sex, either of them open."""

    ages: tuple[int, int] | None = None
    sex: str | None = None

    def price(self, doubt: float) -> float:
        """Of how many the band and the sex were chosen, each times ``doubt``: what their chance is multiplied by."""
        price = 1.0 if self.ages is None else doubt * NUM_BANDS
        return price if self.sex is None else price * doubt * NUM_SEXES


@cache
def descriptions() -> tuple[tuple[Description, ...], Numbers]:
    """All descriptions, the open one first, and (descriptions, groups) which groups of a ground each holds."""
    steps = len(CUTS)
    found, held = [], []
    bands = [(first, last) for first in range(steps) for last in range(first, steps)]
    bands.sort(key=lambda band: band[0] - band[1])
    for sex, (first, last) in product((None, "F", "M"), bands):
        ages = None if last - first == steps - 1 else (CUTS[first], CUTS[last + 1] - 1 if last + 1 < steps else OLDEST)
        inside = np.zeros((2, steps))
        inside[:, first : last + 1] = 1.0
        if sex:
            inside[1 if sex == "F" else 0] = 0.0
        found.append(Description(ages=ages, sex=sex))
        held.append(inside.ravel())
    return tuple(found), np.array(held)
