"""One program on its own: arrivals, beds, a line of waiting children, and a batch every night."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from socopt.errors import UsageError

MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEAR = sum(MONTH_DAYS)
BATCHES = 30  # of nights that follow each other, for the standard errors

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProgramRun:
    """What a run of one program saw after its warm-up.

    Attributes
    ----------
    waits : ndarray of shape (children,), int64. Nights each child waited, in order of arrival.
    arrived : ndarray of shape (children,), int64. Night each came, from the first after the warm-up.
    in_beds : ndarray of shape (nights,), int64. Children in beds after each night's batch.
    beds : int. Beds the program has.
    """

    waits: Whole = field(repr=False)
    arrived: Whole = field(repr=False)
    in_beds: Whole = field(repr=False)
    beds: int

    @property
    def probability_of_wait(self) -> float:
        """Share of children who waited a night or longer; NaN where nobody came."""
        return self.probability_of_wait_over(0)

    @property
    def standard_error(self) -> float:
        """Monte-Carlo error of ``probability_of_wait``."""
        return self.standard_error_over(0)

    @property
    def mean_wait(self) -> float:
        """Nights a child waited, on average; NaN where nobody came."""
        return float(self.waits.mean()) if len(self.waits) else float("nan")

    @property
    def occupancy(self) -> float:
        """Share of bed-nights in use."""
        return float(self.in_beds.mean()) / self.beds

    def probability_of_wait_over(self, days: float) -> float:
        """Share of children who waited more than so many nights; NaN where nobody came."""
        return float((self.waits > days).mean()) if len(self.waits) else float("nan")

    def standard_error_over(self, days: float) -> float:
        """Monte-Carlo error of ``probability_of_wait_over``: a ratio over batches of consecutive nights.

        Children of one month wait together or not at all, so the binomial formula would promise too much. Batches are
        ``BATCHES`` equal stretches of the run; the error is that of a ratio of sums (children who waited, children).
        """
        if not len(self.waits):
            return float("nan")
        batch = self.arrived * BATCHES // len(self.in_beds)
        came = np.bincount(batch, minlength=BATCHES).astype(np.float64)
        waited = np.bincount(batch, weights=self.waits > days, minlength=BATCHES)
        residual = waited - self.probability_of_wait_over(days) * came
        return sqrt(float((residual**2).sum()) / (BATCHES - 1) / BATCHES) / float(came.mean())


def simulate_program(
    *,
    arrivals_per_day: float,
    seasons: Sequence[float] | None,
    stays: NDArray[np.floating] | NDArray[np.integer],
    beds: int,
    days: int,
    warm_up: int,
    refusal: float = 0.0,
    seed: int,
) -> ProgramRun:
    """One program through many nights, first come, first served.

    Children come by a Poisson process. Each night beds whose stay is over become free, then they are offered to the
    children waiting, the longest first. Who finds a free bed at the batch after coming has waited 0 nights. A stay of
    ``s`` days from night ``t`` holds its bed until the first batch at or after ``t + s``. The run begins on 1 January
    with empty beds. Children who came before the last day are followed until they have a bed.

    Parameters
    ----------
    arrivals_per_day : Children a day, over the year.
    seasons : Twelve monthly factors of the rate; only their proportions count. None: every month alike.
    stays : Days of stay, drawn from with replacement.
    days, warm_up : Days in all, and how many of them at the beginning are not counted.
    refusal : Chance that a bed offered is refused. The child is asked again the next night, the bed goes to the next.
    seed : The same seed gives the same run.

    Raises
    ------
    UsageError : where a parameter is out of its range.
    """
    _check(arrivals_per_day, seasons, stays, beds, days, warm_up, refusal)
    dice = np.random.default_rng(seed)
    came = _arrival_nights(dice, arrivals_per_day, seasons, days)
    lengths = np.maximum(np.ceil(dice.choice(np.asarray(stays, dtype=np.float64), size=len(came))), 1).astype(np.int64)
    began = _served(dice, came, lengths, beds, refusal)
    counted = came >= warm_up
    return ProgramRun(
        waits=(began - came)[counted],
        arrived=came[counted] - warm_up,
        in_beds=_census(began, lengths, days)[warm_up:],
        beds=beds,
    )


def _check(
    arrivals_per_day: float,
    seasons: Sequence[float] | None,
    stays: NDArray[np.floating] | NDArray[np.integer],
    beds: int,
    days: int,
    warm_up: int,
    refusal: float,
) -> None:
    if not 0 < arrivals_per_day < float("inf"):
        raise UsageError(f"arrivals_per_day is {arrivals_per_day}; expected a rate above 0")
    if seasons is not None and (len(seasons) != 12 or min(seasons) < 0 or sum(seasons) <= 0):
        raise UsageError(f"seasons are {tuple(seasons)}; expected twelve factors of at least 0, not all of them 0")
    if not len(stays) or not np.isfinite(stays).all() or float(np.min(stays)) < 0:
        raise UsageError("stays: expected at least one length in days, each finite and at least 0")
    if beds < 1:
        raise UsageError(f"beds is {beds}; expected at least 1")
    if not 0 <= warm_up <= days - BATCHES:
        raise UsageError(
            f"warm_up is {warm_up} of {days} days; expected at least 0, and at least {BATCHES} days that count"
        )
    if not 0 <= refusal < 1:
        raise UsageError(f"refusal is {refusal}; expected a chance from 0 to below 1")


def _arrival_nights(
    dice: np.random.Generator, arrivals_per_day: float, seasons: Sequence[float] | None, days: int
) -> Whole:
    """Nights on which children come, in order."""
    factors = np.repeat(np.ones(12) if seasons is None else np.array(seasons, dtype=np.float64), MONTH_DAYS)
    rates = arrivals_per_day * factors / factors.mean()
    return np.repeat(np.arange(days), dice.poisson(rates[np.arange(days) % YEAR]))


def _served(dice: np.random.Generator, came: Whole, lengths: Whole, beds: int, refusal: float) -> Whole:
    """Night on which each child takes a bed."""
    return _in_turn(came, lengths, beds) if refusal == 0 else _asked_nightly(dice, came, lengths, beds, refusal)


def _in_turn(came: Whole, lengths: Whole, beds: int) -> Whole:
    """Nobody refuses, so each child takes the bed that is free first."""
    free_from = [0] * beds
    began: list[int] = []
    for night, length in zip(came.tolist(), lengths.tolist(), strict=True):
        start = max(night, heappop(free_from))
        began.append(start)
        heappush(free_from, start + length)
    return np.array(began, dtype=np.int64)


def _asked_nightly(dice: np.random.Generator, came: Whole, lengths: Whole, beds: int, refusal: float) -> Whole:
    """Children wait in line; every night each is asked in turn while beds are free."""
    began = np.full(len(came), -1, dtype=np.int64)
    until: list[int] = []
    waiting: deque[int] = deque()
    coming, night = 0, 0
    while coming < len(came) or waiting:
        night = _next_night(night, int(came[coming]) if coming < len(came) else None, until, len(waiting), beds)
        while until and until[0] <= night:
            heappop(until)
        while coming < len(came) and came[coming] <= night:
            waiting.append(coming)
            coming += 1
        for _ in range(len(waiting)):
            child = waiting.popleft()
            if len(until) >= beds or dice.random() < refusal:
                waiting.append(child)  # all are turned once, so that the line keeps its order
                continue
            began[child] = night
            heappush(until, night + int(lengths[child]))
        night += 1
    return began


def _next_night(night: int, arrival: int | None, until: list[int], waiting: int, beds: int) -> int:
    """The next night on which anything can happen."""
    if waiting and len(until) < beds:
        return night
    soonest = [arrival] if arrival is not None else []
    if waiting and until:
        soonest.append(until[0])
    return max(night, min(soonest))


def _census(began: Whole, lengths: Whole, days: int) -> Whole:
    """Children in beds after each night's batch."""
    change = np.bincount(np.minimum(began, days), minlength=days + 1)
    change = change - np.bincount(np.minimum(began + lengths, days), minlength=days + 1)
    return np.cumsum(change)[:days]
