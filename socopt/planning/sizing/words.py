"""A curve of sizes in words and rows."""

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socopt.planning.sizing.curve import Band, SizeCurve

MOST_ROWS = 24
CERTAIN = 0.995  # chance to wait from which on a size is not worth a row
COLUMNS = {
    "beds": 6,
    "waits": 16,
    "too long": 16,
    "nights": 24,
    "occupied": 16,
    "aim met": 9,
    "$ a day": 9,
    "$ a night": 11,
    "breaks even": 13,
}


def in_words(curve: "SizeCurve") -> str:
    """What the program would serve, a row for each size, and the sizes that meet the aim."""
    head = "".join(f"{word:>{width}}" for word, width in COLUMNS.items())
    return "\n".join([*_beginning(curve), head, *_rows(curve), *_end(curve)])


def _beginning(curve: "SizeCurve") -> Iterator[str]:
    demand = curve.demand
    level = f", level of care {curve.level}" if curve.level else ""
    yield f"{demand.population.name}: {curve.design.name}{level}, shared by {len(demand.areas)} Areas"
    load = demand.intervals()["mean_census"]
    served = f"; {curve.take_up:.0%} of them are to be served" if curve.take_up < 1 else ""
    yield f"Mean census {load.text()}, {int(demand.tonight.sum())} tonight{served}. In brackets: 90 % intervals."
    yield (
        f"Waits: share of children who wait a night or more. Too long: over {curve.most_nights} nights, as at most "
        f"{curve.most_probability:.0%} should;"
    )
    yield "aim met: probability that it is so. Nights: of wait, a child. $ a night: of one child in a bed."


def _rows(curve: "SizeCurve") -> Iterator[str]:
    step = max(1, -(-int((curve.wait.low < CERTAIN).sum()) // MOST_ROWS))
    marked = {curve.smallest(0.8), curve.smallest(0.9)}
    full = curve.wait.low >= CERTAIN
    if full.any():
        yield f"Up to {curve.beds[full][-1]} beds are surely full, and all children wait."
    for place, beds in enumerate(curve.beds.tolist()):
        if full[place] or (place % step and beds not in marked):
            continue
        cells = (
            str(beds),
            _share(curve.wait, place),
            _share(curve.long_wait, place),
            _nights(curve.mean_wait, place),
            _share(curve.occupancy, place),
            f"{curve.target_met[place]:.0%}",
            f"{curve.cents_a_day[place] / 100:,.0f}",
            f"{curve.cents_a_served_night.mid[place] / 100:,.0f}",
            "-" if curve.break_even is None else f"{curve.break_even[place]:.0%}",
        )
        yield "".join(f"{cell:>{width}}" for cell, width in zip(cells, COLUMNS.values(), strict=True))


def _end(curve: "SizeCurve") -> Iterator[str]:
    for sure in (0.8, 0.9):
        smallest = curve.smallest(sure)
        if smallest is None:
            yield f"No size up to {curve.beds[-1]} meets the aim with a probability of {sure:.0%}."
            continue
        programs = -(-smallest // curve.design.most_beds)
        several = f", {programs} programs with one waiting list" if programs > 1 else ""
        sustained = curve.sustained[smallest - curve.beds[0]]
        yield (
            f"{smallest} beds meet the aim with a probability of {sure:.0%}{several}; "
            f"they are used to {curve.design.least_occupancy:.0%} or more with a probability of {sustained:.0%}."
        )
    yield f"The census is highest in {curve.peak_month}; chances to wait are then up to {_peak(curve):.3f} higher."
    if curve.cents_today is None:
        yield "What these children cost today is not known, so that no break-even is stated."
    else:
        yield (
            f"Today they cost ${curve.cents_today / 100:,.0f} a day each ({curve.num_priced} children with a known per "
            "diem); a size breaks even where those served would cost as much today."
        )


def _peak(curve: "SizeCurve") -> float:
    return float((curve.peak_wait.mid - curve.wait.mid).max())


def _share(band: "Band", place: int) -> str:
    return f"{band.mid[place]:.0%} ({100 * band.low[place]:.0f}-{100 * band.high[place]:.0f})"


def _nights(band: "Band", place: int) -> str:
    low, mid, high = (f"{value:,.1f}" if isfinite(value) else "endless" for value in (
        band.low[place], band.mid[place], band.high[place],
    ))  # fmt: skip
    return f"{mid} ({low}-{high})"
