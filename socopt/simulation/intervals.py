"""Estimates with intervals from what runs counted: ratios of sums over batches of nights, or over runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, sqrt

import numpy as np

from socopt.simulation.lengths import Floats

BATCHES = 10  # of nights in each run
ENOUGH_RUNS = 5  # from which runs themselves are the sample
CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure and its interval; None where nothing was there to count."""

    value: float | None
    low: float | None = None
    high: float | None = None


NOTHING = Estimate(value=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A ratio of sums, and by how much each part of the sample lies beside it; the parts follow each other."""

    value: float
    residuals: Floats

    def estimate(self, per: float, most: float = inf) -> Estimate:
        """The ratio times ``per``; its interval is cut at 0 and at ``most``."""
        found = _with_interval(self.value * per, self.residuals * per)
        assert found.low is not None
        assert found.high is not None
        return Estimate(value=found.value, low=max(0.0, found.low), high=min(most, found.high))

    def beside(self, other: "Ratio", per: float) -> Estimate:
        """How much more this ratio is than another one of the same nights (paired: both met the same children)."""
        return _with_interval((self.value - other.value) * per, (self.residuals - other.residuals) * per)


def ratio_of(runs: Sequence[Floats]) -> Ratio | None:
    """The ratio of sums of several runs; None where there is nothing below the line.

    Parameters
    ----------
    runs : of each, sums above and below the line by night, shape (2, nights).
    """
    parts = np.concatenate([_parts(run, 1 if len(runs) >= ENOUGH_RUNS else BATCHES) for run in runs], axis=1)
    above, below = parts
    if below.sum() <= 0:
        return None
    value = above.sum() / below.sum()
    return Ratio(value=float(value), residuals=(above - value * below) / below.mean())


def how(runs: int) -> str:
    """How intervals are made, in words."""
    if runs >= ENOUGH_RUNS:
        return f"{CONFIDENCE:.0%} intervals by Student's t over {runs} runs"
    return f"{CONFIDENCE:.0%} intervals by Student's t over {runs * BATCHES} batches of nights ({BATCHES} in each run)"


def _parts(run: Floats, count: int) -> Floats:
    """Sums of as many stretches of nights of equal length."""
    edges = np.linspace(0, run.shape[1], count + 1).astype(np.int64)
    return np.stack([run[:, first:last].sum(axis=1) for first, last in pairwise(edges)], axis=1)


def _with_interval(value: float, residuals: Floats) -> Estimate:
    from scipy.stats import t

    count = len(residuals)
    error = sqrt(float((residuals**2).sum()) / (count - 1) / count)
    half = float(t.ppf(0.5 + CONFIDENCE / 2.0, count - 1)) * error
    return Estimate(value=float(value), low=float(value - half), high=float(value + half))
