"""Tonight's recommendations."""

from socopt.matching.describe import Description, describe
from socopt.matching.explain import Explanation, explain
from socopt.matching.match import match
from socopt.matching.params import Params
from socopt.matching.pricing import LimitPrice, NightPrices, price_limits
from socopt.matching.result import MatchResult

__all__ = [
    "Description",
    "Explanation",
    "LimitPrice",
    "MatchResult",
    "NightPrices",
    "Params",
    "describe",
    "explain",
    "match",
    "price_limits",
]
