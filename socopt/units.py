"""Integer units, so that no score ever depends on floating point."""

from datetime import date

DAYS_PER_WEEK = 7


def age_in_years(birth_date: date, on: date) -> int:
    """Completed years of age on a day (a child born on 29 February has its birthday on 1 March)."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def days_since(earlier: date, on: date) -> int:
    """Whole days from one day to another; negative where ``earlier`` is later."""
    return (on - earlier).days


def band_of(value: int, bands: tuple[int, ...]) -> int:
    """Number of band limits that ``value`` reaches: 0 below the first, ``len(bands)`` from the last."""
    return sum(value >= limit for limit in bands)
