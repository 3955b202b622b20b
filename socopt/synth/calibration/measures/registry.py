"""What a measure is, and how it is found by its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one measure found.

    value : None where there is nothing to measure (no such child, no such program).
    size : how many rows it rests on.
    standard_error : of the value, in its unit, as if the rows had been drawn independently; 0 for a plain total.
    """

    value: float | None
    size: int
    standard_error: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A named reading of an instance.

    history_years : how far back the stays of children who have left must reach; 0 where none are read.
    """

    name: str
    read: Callable[..., Measured]
    history_years: int

    def can_read(self, days_known: int) -> bool:
        """Whether a history that reaches so many days back is long enough (nine tenths will do)."""
        return days_known >= 0.9 * 365 * self.history_years


_MEASURES: dict[str, Measure] = {}
MEASURES = MappingProxyType(_MEASURES)

Reading = TypeVar("Reading", bound=Callable[..., Measured])


def measure(read: Reading) -> Reading:
    """Enter a function among the measures, under its own name."""
    return _enter(read, history_years=0)


def measure_of_history(*, years: int) -> Callable[[Reading], Reading]:
    """Enter a function that can be read only where the stays of children who have left are known."""
    return lambda read: _enter(read, history_years=years)


def _enter(read: Reading, *, history_years: int) -> Reading:
    name = read.__name__
    if name in _MEASURES:
        raise ValueError(f"two measures are called {name}")
    _MEASURES[name] = Measure(name=name, read=read, history_years=history_years)
    return read


def share(hits: pd.Series) -> Measured:
    """Percent of rows that are true; the error is that of two more hits and two more misses, so that it is never 0."""
    size = len(hits)
    if size == 0:
        return Measured(value=None, size=0)
    likely = (int(hits.sum()) + 2) / (size + 4)
    return Measured(
        value=100 * float(hits.mean()), size=size, standard_error=100 * float(np.sqrt(likely * (1 - likely) / size))
    )


def mean(values: pd.Series) -> Measured:
    """Mean of the values that are known."""
    known = values.dropna().astype("float64")
    if known.empty:
        return Measured(value=None, size=0)
    error = float(known.std(ddof=1)) / np.sqrt(len(known)) if len(known) > 1 else 0.0
    return Measured(value=float(known.mean()), size=len(known), standard_error=float(error))


def median(values: pd.Series) -> Measured:
    """Median of the values that are known; its error from the quantiles beside it."""
    known = values.dropna().astype("float64")
    if known.empty:
        return Measured(value=None, size=0)
    reach = min(0.5, 0.5 / np.sqrt(len(known)))
    low, high = known.quantile([0.5 - reach, 0.5 + reach])
    return Measured(value=float(known.median()), size=len(known), standard_error=float(high - low) / 2)


def rare_count(hits: pd.Series) -> Measured:
    """A count of independent rare events: its error is the root of one more, so that it is never 0."""
    count = int(hits.sum())
    return Measured(value=float(count), size=len(hits), standard_error=float(np.sqrt(count + 1)))


def total(value: float, *, size: int) -> Measured:
    """A plain total, which has no sampling error."""
    return Measured(value=float(value), size=size)


def ratio(above: Measured, below: Measured) -> Measured:
    """One measure over another, with the error of both."""
    size = min(above.size, below.size)
    if above.value is None or not below.value:
        return Measured(value=None, size=size)
    value = above.value / below.value
    relative = np.hypot(above.standard_error / above.value if above.value else 0.0, below.standard_error / below.value)
    return Measured(value=value, size=size, standard_error=float(value * relative))


def has_any(lists: pd.Series, wanted: Sequence[str]) -> pd.Series:
    """Whether a cell written with ; between its items holds one of those wanted."""
    found = [bool(set(cell.split(";")) & set(wanted)) for cell in lists.astype("object").fillna("")]
    return pd.Series(found, index=lists.index, dtype=bool)
