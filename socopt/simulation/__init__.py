"""A system of care, night by night: what a plan would do, on parameters nobody fitted it to."""

from socopt.simulation.one_program import ProgramRun, simulate_program

__all__ = ["ProgramRun", "simulate_program"]
