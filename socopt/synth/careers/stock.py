"""The children that a night has, by setting and year of age, as its parameters say; and the network they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from socopt.synth.careers.assumptions import SETTINGS, assumptions_for
from socopt.synth.careers.network import YEARS, Network, balance
from socopt.synth.careers.routing import Array
from socopt.synth.parameters import AGE_BANDS, Parameters
from socopt.synth.quotas import fitted

YEARS_APART = (1, 2, 3)  # between siblings, as families are drawn
ADULT = 18


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Parameters told from others by what they hold of the stock: quick to look up, and kept alive."""

    parameters: Parameters

    @property
    def parts(self) -> tuple[Any, ...]:
        p = self.parameters
        return p.stock, p.setting_by_age, p.settings, p.sibling_sizes, p.preset

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Kept)
            and all(mine is theirs for mine, theirs in zip(self.parts, other.parts, strict=True))
            and (self.parameters.first_child_ages == other.parameters.first_child_ages)
        )

    def __hash__(self) -> int:
        return hash((*(id(part) for part in self.parts), self.parameters.first_child_ages))


def network_of(parameters: Parameters) -> Network:
    """The network in balance with the stock of a night."""
    return _balanced(_Kept(parameters))


@lru_cache(maxsize=8)
def _balanced(kept: _Kept) -> Network:
    return balance(stock_by_age(kept.parameters), assumptions_for(kept.parameters.preset))


def stock_by_age(p: Parameters) -> Mapping[str, tuple[float, ...]]:
    """Of each setting the share of children of each year of age (0 to 21), as families and quotas make them."""
    ages = _ages(p)
    bands = np.array([ages[low : high + 1].sum() for low, high in AGE_BANDS])
    stock = np.array(list(p.stock.values()))
    table = fitted(np.array([p.setting_by_age[name] for name in p.stock]).T, bands, stock / stock.sum())
    of_setting = dict(zip(p.stock, table.T, strict=True))
    return {setting: tuple(_within_bands(p, setting, of_setting[setting], ages).tolist()) for setting in SETTINGS}


def _ages(p: Parameters) -> Array:
    """Shares of the years of age: a first child, and siblings who follow it up and down."""
    total = sum(p.sibling_sizes.values())
    mean = sum(size * share for size, share in p.sibling_sizes.items()) / total
    grouped = p.with_sibling / (mean - p.with_sibling * (mean - 1.0))
    first = np.zeros(YEARS)
    for (low, high), share in zip(AGE_BANDS, p.first_child_ages, strict=True):
        first[low : high + 1] = share / (high - low + 1)
    ages = first.copy()
    family = np.diag(first)  # by age of the youngest and of the oldest
    for size in range(2, max(p.sibling_sizes) + 1):
        family, added = _one_more(family)
        ages += grouped * sum(share for s, share in p.sibling_sizes.items() if s >= size) / total * added
    result: Array = ages / ages.sum()
    return result


def _one_more(family: Array) -> tuple[Array, Array]:
    """Families with one sibling more, and the ages of those who came."""
    grown, added = np.zeros_like(family), np.zeros(YEARS)
    for youngest, oldest in zip(*np.nonzero(family), strict=True):
        share = family[youngest, oldest] / len(YEARS_APART) ** 2
        for up in YEARS_APART:
            for down in YEARS_APART:
                older, younger = min(oldest + up, ADULT - 1), youngest - down
                to_older = 1.0 if younger < 0 else 0.5 if oldest + up < ADULT else 0.0
                grown[youngest, older] += share * to_older
                added[older] += share * to_older
                grown[max(younger, 0), oldest] += share * (1.0 - to_older)
                added[max(younger, 0)] += share * (1.0 - to_older)
    return grown, added


def _within_bands(p: Parameters, setting: str, of_band: Array, ages: Array) -> Array:
    """Children of a setting by year: of a band, those years that its programs take."""
    taken = np.array([any(low <= age <= high for low, high in p.settings[setting].ages) for age in range(YEARS)])
    by_year = np.zeros(YEARS)
    for (low, high), share in zip(AGE_BANDS, of_band, strict=True):
        weights = ages[low : high + 1] * taken[low : high + 1]
        weights = weights if weights.sum() > 0 else ages[low : high + 1]
        by_year[low : high + 1] = share * weights / weights.sum()
    return by_year
