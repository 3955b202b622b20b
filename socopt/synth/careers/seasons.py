"""The seasons of entering care: more in spring and autumn, fewer in summer."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from socopt.synth.careers.assumptions import CAREERS
from socopt.synth.careers.routing import Array

EPOCH = date(1970, 1, 1).toordinal()

Ordinals = NDArray[np.int64]


def entry_chance(entered: Ordinals, seasons: tuple[float, ...] = CAREERS.seasons) -> Array:
    """Chance that a career proposed at the rate of the strongest month is kept, by the month in which it begins.

    Thinning of the entries keeps a system of this kind exact: who enters at another rate still stays, moves and
    leaves by the same laws.
    """
    months = (entered - EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    result: Array = np.array(seasons)[months] / max(seasons)
    return result


def strongest(seasons: tuple[float, ...] = CAREERS.seasons) -> float:
    """The strongest month over the mean one: the rate at which careers are proposed."""
    return max(seasons) * len(seasons) / sum(seasons)
