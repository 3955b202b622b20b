"""A system of care, night by night: what a plan would do, on parameters nobody fitted it to."""

from socopt.simulation.desk import Desk, GreedyDesk, Move, Need, Night
from socopt.simulation.one_program import ProgramRun, simulate_program
from socopt.simulation.result import SimulationResult
from socopt.simulation.scenario import Addition, addition_of, additions_of
from socopt.simulation.simulate import simulate
from socopt.simulation.world import Planted, World, true_world

__all__ = [
    "Addition",
    "Desk",
    "GreedyDesk",
    "Move",
    "Need",
    "Night",
    "Planted",
    "ProgramRun",
    "SimulationResult",
    "World",
    "addition_of",
    "additions_of",
    "simulate",
    "simulate_program",
    "true_world",
]
