"""Tonight's recommendations."""

from socopt.matching.match import match
from socopt.matching.params import Params
from socopt.matching.result import MatchResult

__all__ = ["MatchResult", "Params", "match"]
