"""Synthetic nights that several tests read, each made once."""

from functools import cache

from socopt.domain import Instance
from socopt.policy import Night, default_policy
from socopt.synth import synthesize

SEEDS = (1, 2, 3, 4, 5)


@cache
def synthetic(seed: int = 1, in_play: str = "night") -> Instance:
    """A Region's night of the usual size."""
    return synthesize(seed=seed, in_play=in_play)


@cache
def read_night(seed: int = 1, in_play: str = "night") -> Night:
    """The same night as the rules see it."""
    return Night(synthetic(seed, in_play), default_policy())
