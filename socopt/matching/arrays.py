"""Names for the arrays this package is made of, and how they are read by position."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)


def looked_up(values: NDArray[Scalar], *positions: Ints) -> NDArray[Scalar]:
    """Values by position, one position an axis; zero where the last position is NOWHERE, shape (n,)."""
    somewhere = positions[-1] >= 0
    found = np.zeros(len(somewhere), dtype=values.dtype)
    found[somewhere] = values[tuple(position[somewhere] for position in positions)]
    return found
