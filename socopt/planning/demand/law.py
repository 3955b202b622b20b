"""Laws of length of stay: a hazard a day, constant between the cuts."""

import numpy as np
from numpy.typing import NDArray

from socopt.planning.history import Whole

Floats = NDArray[np.float64]
Days = Floats | Whole

# Days since the stay began at which the hazard may change; it goes on unchanged past the last.
CUTS = (
    0, 7, 14, 30, 45, 60, 90, 120, 180, 240, 300, 365, 456, 548, 639, 730, 913, 1096, 1461, 1826, 2557, 3652,
)  # fmt: skip
STARTS = np.array(CUTS, dtype=np.float64)
WIDTHS = np.append(np.diff(STARTS), np.inf)
PHASES = np.searchsorted([90, 365], STARTS, side="right")  # of each piece: the first quarter, the first year, later
NUM_PIECES = len(CUTS)
NUM_PHASES = 3


def piece_of(length: Whole) -> Whole:
    """Piece in which a stay of so many whole days ends."""
    return np.searchsorted(STARTS, length, side="left").clip(1) - 1


def exposure(began: Days, ended: Days) -> Floats:
    """(stays, pieces): days from one day of a stay to another that fall into each piece."""
    ends = np.append(STARTS[1:], np.inf)
    return (
        np.clip(np.asarray(ended, dtype=np.float64)[:, None], STARTS, ends)
        - np.clip(np.asarray(began, dtype=np.float64)[:, None], STARTS, ends)
    )  # fmt: skip


def survival(hazards: Floats, days: Floats) -> Floats:
    """(draws, days): chance that a stay lasts longer."""
    passed = exposure(np.zeros(len(days)), days)
    lasting: Floats = np.exp(-(hazards @ passed.T))
    return lasting


def mean(hazards: Floats) -> Floats:
    """(draws,): days that a stay lasts on average, whatever the window: integral of survival."""
    days: Floats = (_at_starts(hazards) * -np.expm1(-hazards * WIDTHS) / hazards).sum(axis=-1)
    return days


def squared_variation(hazards: Floats) -> Floats:
    """(draws,): variance of the length of stay over the square of its mean."""
    at_start, left = _at_starts(hazards), np.exp(-hazards * WIDTHS)
    end = np.where(np.isinf(WIDTHS), 0.0, STARTS + WIDTHS)
    # integral of 2 t S(t) over a piece, by parts
    second = 2 * at_start * ((STARTS - left * end) / hazards + (1 - left) / hazards**2)
    variation: Floats = second.sum(axis=-1) / mean(hazards) ** 2 - 1
    return variation


def lived(hazards: Floats, days: Floats) -> Floats:
    """(draws, days): integral of survival from 0 to each day."""
    at_start = _at_starts(hazards)
    reached = np.clip(days[:, None] - STARTS, 0, WIDTHS)
    return np.stack(
        [(at_start * -np.expm1(-hazards * row) / hazards).sum(axis=-1) for row in reached], axis=-1
    )  # fmt: skip


def _at_starts(hazards: Floats) -> Floats:
    """Survival at the beginning of each piece."""
    passed = np.cumsum(hazards[..., :-1] * WIDTHS[:-1], axis=-1)
    lasting: Floats = np.exp(-np.concatenate([np.zeros_like(passed[..., :1]), passed], axis=-1))
    return lasting
