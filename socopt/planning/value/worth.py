"""What further beds and relaxed rules were worth on the nights that were tried."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

COUNTS = ("unsafe", "unserved", "ready")
LEVEL = 0.90  # of every interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A night as it was matched.

    ``unsafe`` children without a safe bed, ``unserved`` others who wait, ``ready`` to move who stay; ``cents`` a day of
    all placements but those in the proposed program; ``used`` beds of that; ``members`` of the population who have a
    place anywhere.
    """

    unsafe: int
    unserved: int
    ready: int
    cents: int
    used: int
    members: int
    proven: bool

    @property
    def without(self) -> int:
        """Children who do not have tonight what they wait for."""
        return self.unsafe + self.unserved + self.ready


@dataclass(frozen=True, slots=True, kw_only=True)
class NightValue:
    """One sampled night: with 0, 1, ... beds of the program, and under each relaxed rule without it."""

    number: int
    day: int | None
    batch: int
    members: int
    waiting: int
    beds: tuple[Outcome, ...]
    relaxed: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over nights, and the interval that holds the mean of all such nights with a chance of 90 %."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class BedWorth:
    """What one bed more gives a night: children who would else be without a safe bed, wait, or stay where they are.

    ``children`` is their sum, ``used`` the share of nights on which the bed is taken, ``members`` how many more of the
    population have a place anywhere. ``cents`` is what the bed costs a day, ``other_cents`` by how much other
    placements cost more a day with it than without.
    """

    bed: int
    unsafe: Estimate
    unserved: Estimate
    ready: Estimate
    children: Estimate
    used: Estimate
    members: Estimate
    cents: int
    other_cents: Estimate

    @property
    def cents_a_child_night(self) -> float | None:
        """What a child-night costs that the bed gives, other placements counted; None where it gives none."""
        gained = self.children.mean
        return (self.cents + self.other_cents.mean) / gained if gained > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWorth:
    """What the night gains without a rule, and no bed."""

    rule: str
    unsafe: Estimate
    unserved: Estimate
    ready: Estimate
    children: Estimate
    other_cents: Estimate


@dataclass(frozen=True, eq=False, kw_only=True)
class BedsValue:
    """Marginal values of the beds of a program, by nights matched again; ``nights`` holds each of them."""

    program: str
    population: str | None
    level: int
    area_id: str
    regions: tuple[str, ...]
    kept: bool
    seed: int
    beds: tuple[BedWorth, ...]
    rules: tuple[RuleWorth, ...]
    nights: tuple[NightValue, ...]

    @property
    def proven(self) -> bool:
        """Whether every number behind it is proven to be best."""
        return all(o.proven for night in self.nights for o in (*night.beds, *night.relaxed.values()))

    def to_frame(self) -> pd.DataFrame:
        """One row a bed."""
        return pd.DataFrame([_flat(bed) | {"cents_a_child_night": bed.cents_a_child_night} for bed in self.beds])

    def nights_frame(self) -> pd.DataFrame:
        """One row a night and number of beds, or a night and relaxed rule."""
        rows = []
        for night in self.nights:
            tried = [(str(beds), "", outcome) for beds, outcome in enumerate(night.beds)]
            tried += [("0", rule, outcome) for rule, outcome in night.relaxed.items()]
            rows += [
                {
                    "night": night.number,
                    "past_night": None if night.day is None else date.fromordinal(night.day).isoformat(),
                    "members": night.members,
                    "waiting": night.waiting,
                    "beds": int(beds),
                    "relaxed": rule,
                    **{f"{name}_children": getattr(outcome, name) for name in COUNTS},
                    "members_placed": outcome.members,
                    "used": outcome.used,
                    "other_cents": outcome.cents,
                    "proven": outcome.proven,
                }
                for beds, rule, outcome in tried
            ]
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        named = ("program", "population", "level", "area_id", "kept", "seed", "proven")
        return {
            **{name: getattr(self, name) for name in named},
            "regions": list(self.regions),
            "nights": len(self.nights),
            "beds": [asdict(bed) | {"cents_a_child_night": bed.cents_a_child_night} for bed in self.beds],
            "rules": [asdict(rule) for rule in self.rules],
        }

    def summary(self) -> str:
        """A line a bed, then a line a rule."""
        people = self.population or "every child its design admits"
        head = (
            f"{self.program} for {people}, in Area {self.area_id}: {len(self.nights)} nights matched again with one bed"
            f" more{'' if self.proven else ' (not all proven in time)'}.\n"
            "Of each further bed: children a night who would else be without what they wait for (90 % interval);\n"
            "nights on which it is used; dollars a child-night."
        )
        lines = [
            f"  bed {bed.bed:>2}: {bed.children}; {bed.used.mean:.0%}; {_dollars(bed.cents_a_child_night)}"
            for bed in self.beds
        ]
        return "\n".join([head, *lines, *(f"  without the rule {rule.rule}: {rule.children}" for rule in self.rules)])


def worth_of_beds(nights: Sequence[NightValue], costs: Sequence[int]) -> tuple[BedWorth, ...]:
    """Marginal worth of bed 1, 2, ...: differences of the same night with that bed and without, paired.

    Parameters
    ----------
    costs : cents a day of a program of 0, 1, ... beds.
    """

    def gain(bed: int, name: str, sign: int) -> Estimate:
        return _gain(nights, [(night.beds[bed - 1], night.beds[bed]) for night in nights], name, sign)

    return tuple(
        BedWorth(
            bed=bed,
            **{name: gain(bed, name, -1) for name in COUNTS},
            children=gain(bed, "without", -1),
            used=gain(bed, "used", 1),
            members=gain(bed, "members", 1),
            cents=costs[bed] - costs[bed - 1],
            other_cents=gain(bed, "cents", 1),
        )
        for bed in range(1, len(nights[0].beds))
    )


def worth_of_rules(nights: Sequence[NightValue]) -> tuple[RuleWorth, ...]:
    """The same of each rule that was relaxed, in place of a bed."""

    def gain(rule: str, name: str, sign: int) -> Estimate:
        return _gain(nights, [(night.beds[0], night.relaxed[rule]) for night in nights], name, sign)

    return tuple(
        RuleWorth(
            rule=rule,
            **{name: gain(rule, name, -1) for name in COUNTS},
            children=gain(rule, "without", -1),
            other_cents=gain(rule, "cents", 1),
        )
        for rule in nights[0].relaxed
    )


def _gain(nights: Sequence[NightValue], pairs: Sequence[tuple[Outcome, Outcome]], name: str, sign: int) -> Estimate:
    """By how much a figure of the second of each pair differs from that of the first."""
    differences = [sign * (getattr(more, name) - getattr(less, name)) for less, more in pairs]
    return estimate(differences, [night.batch for night in nights])


def estimate(values: ArrayLike, batches: Sequence[int]) -> Estimate:
    """Mean and interval by the means of batches (nights of one year resemble each other), Student's t.

    With one batch only there is no interval: it is the whole line.
    """
    from scipy.stats import t

    numbers: NDArray[np.float64] = np.asarray(values, dtype=np.float64)
    groups = np.unique(np.asarray(batches), return_inverse=True)[1]
    count = int(groups.max()) + 1
    mean = float(numbers.mean())
    if count == 1:
        return Estimate(mean=mean, low=-np.inf, high=np.inf)
    means = np.bincount(groups, weights=numbers) / np.bincount(groups)
    half = float(t.ppf(0.5 + LEVEL / 2, count - 1) * means.std(ddof=1) / np.sqrt(count))
    return Estimate(mean=mean, low=mean - half, high=mean + half)


def _flat(bed: BedWorth) -> dict[str, Any]:
    flat: dict[str, Any] = {"bed": bed.bed, "cents": bed.cents}
    for name in (*COUNTS, "children", "used", "members", "other_cents"):
        found: Estimate = getattr(bed, name)
        flat |= {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
    return flat


def _dollars(cents: float | None) -> str:
    return "none" if cents is None else f"${cents / 100:,.0f}"
