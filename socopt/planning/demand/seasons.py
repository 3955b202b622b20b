"""Months of the year: when children come, and how the census follows."""

from datetime import date

import numpy as np

from socopt.planning.demand.law import Floats, lived
from socopt.planning.history import Whole

MONTH_DAYS = 365.25 / 12
HORIZON_YEARS = 40  # of past arrivals that the census of a month is made of


def month_of(days: Whole) -> Whole:
    """Month of each day (an ordinal), 0 to 11."""
    epoch = date(1970, 1, 1).toordinal()
    return ((np.asarray(days) - epoch).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)) % 12


def days_by_month(since: int, night: int) -> Floats:
    """(12,): days of the window in each month of the year."""
    return np.bincount(month_of(np.arange(since, night)), minlength=12).astype(np.float64)


def factors(shares: Floats, days: Floats) -> Floats:
    """(draws, 12): rate of a month over that of the mean month, from shares of arrivals and days of the window."""
    known = np.where(days > 0, days, np.nan)
    rates = shares / known
    found: Floats = np.nan_to_num(rates / np.nanmean(rates, axis=1, keepdims=True), nan=1.0)
    return found


def of_census(seasons: Floats, hazards: Floats) -> Floats:
    """(draws, 12): census in the middle of a month over the year's mean.

    Of an endless server, load(t) = integral of rate(t - u) S(u) du: arrivals of so many months ago, weighted by the
    chance that they are still there.
    """
    lags = HORIZON_YEARS * 12
    edges = np.maximum(np.arange(lags + 1) - 0.5, 0.0) * MONTH_DAYS
    present = np.diff(lived(hazards, edges), axis=1)
    by_lag = present.reshape(len(hazards), HORIZON_YEARS, 12).sum(axis=1)
    load: Floats = np.stack(
        [(by_lag * seasons[:, (month - np.arange(12)) % 12]).sum(axis=1) for month in range(12)], axis=1
    )  # fmt: skip
    load /= load.mean(axis=1, keepdims=True)
    return load
