"""A system of care, night by night: what a plan would do, on parameters nobody fitted it to."""

from socopt.simulation.desk import Desk, GreedyDesk, Move, Need, Night, Seat
from socopt.simulation.group import Group
from socopt.simulation.one_program import ProgramRun, simulate_program
from socopt.simulation.places import Places
from socopt.simulation.result import SimulationResult
from socopt.simulation.scenario import Addition, addition_of, additions_of
from socopt.simulation.simulate import known_traits, simulate
from socopt.simulation.world import Planted, World, true_world

__all__ = [
    "Addition",
    "Desk",
    "GreedyDesk",
    "Group",
    "Move",
    "Need",
    "Night",
    "Places",
    "Planted",
    "ProgramRun",
    "Seat",
    "SimulationResult",
    "World",
    "addition_of",
    "additions_of",
    "known_traits",
    "simulate",
    "simulate_program",
    "true_world",
]
