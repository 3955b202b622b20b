"""The children that a night has, by setting and year of age, as its parameters say; and the network they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from socopt.synth.careers.network import YEARS, Network, balance
from socopt.synth.parameters import Parameters, SettingProfile

AGE_BANDS = ((0, 5), (6, 11), (12, 15), (16, 20))


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A mapping that is told from others by what it is, not by what it holds: quick to look up, and kept alive."""

    mapping: Mapping[str, Any]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.mapping is self.mapping

    def __hash__(self) -> int:
        return id(self.mapping)


def network_of(parameters: Parameters) -> Network:
    """The network in balance with the stock of a night."""
    return _balanced(_Same(parameters.stock), _Same(parameters.settings))


def stock_by_age(stock: Mapping[str, float], settings: Mapping[str, SettingProfile]) -> Mapping[str, tuple[float, ...]]:
    """Of each setting the share of children of each year of age (0 to 20), expected over its programs."""
    total = sum(stock.values())
    return {
        setting: tuple(share / total * part for part in _ages(settings[setting])) for setting, share in stock.items()
    }


@lru_cache(maxsize=8)
def _balanced(stock: _Same, settings: _Same) -> Network:
    return balance(stock_by_age(stock.mapping, settings.mapping))


def _ages(profile: SettingProfile) -> tuple[float, ...]:
    mean = [0.0] * YEARS
    for low, high in profile.ages:
        adults = profile.adult_eligible if high >= 18 else 0.0
        for top, chance in ((min(high, 17), 1.0 - adults), (min(high, 20), adults)):
            for age, share in enumerate(_within(profile.age_weights, low, top)):
                mean[age] += chance * share / len(profile.ages)
    return tuple(mean)


def _within(weights: tuple[float, ...], low: int, top: int) -> list[float]:
    by_age = [
        weight / (last - first + 1) if low <= age <= top else 0.0
        for (first, last), weight in zip(AGE_BANDS, weights, strict=True)
        for age in range(first, last + 1)
    ]
    if sum(by_age) <= 0:
        by_age = [1.0 if low <= age <= top else 0.0 for age in range(YEARS)]
    return [weight / sum(by_age) for weight in by_age]
