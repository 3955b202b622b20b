"""Statewide nights that several tests read, each made once."""

from functools import cache

from socopt.domain import Instance
from socopt.synth import synthesize


@cache
def statewide(preset: str) -> Instance:
    """A state of the preset's own size."""
    return synthesize(preset=preset, seed=1)


@cache
def small_state() -> Instance:
    """A state with the fewest children that a state may have."""
    return synthesize(preset="massachusetts-2004", seed=3, children=1_500)


@cache
def two_states() -> Instance:
    """Two states that share a border; smaller than usual ones, so that tests are quick."""
    from dataclasses import replace

    from socopt.synth.presets import order_for
    from socopt.synth.states import make_states

    order = order_for(preset="massachusetts-2004", seed=3, children=None, in_play="night", region_id=None)
    return make_states(replace(order, parameters=replace(order.parameters, children=3_000)), 2)
