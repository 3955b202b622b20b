"""Rows of small blocks: every choice keeps them, and the relaxation does not."""

import numpy as np
import pytest

from socopt.solver import NO_LIMIT, backend
from socopt.solver.backend import BackendError, Incumbent, Relaxation
from socopt.solver.blend import blend
from socopt.solver.clock import Clock
from socopt.solver.closing import closed
from socopt.solver.cuts import blocks, local_cuts, rows_of_blocks
from socopt.solver.part import Part
from socopt.solver.search import Search
from socopt.solver.system import System
from tests.solver.problems import feasible_choices, make, night_like, random_problem

TRIANGLE = make([[-1, -1, -1]], [([1, 1, 0], -NO_LIMIT, 1, False), ([0, 1, 1], -NO_LIMIT, 1, False),
                                 ([1, 0, 1], -NO_LIMIT, 1, False)])  # fmt: skip


def cuts_of(problem, duals=None, seeds=blocks, known=None):
    system = System.of(problem)
    relaxation = backend.relax(system.program(problem.costs[0]), seconds=None, seed=0)
    if duals is not None:
        relaxation = Relaxation(relaxation.x, duals)
    found = local_cuts(system, problem.costs[0], relaxation, seeds, known=known, clock=Clock(None), seed=0)
    return found, relaxation.x


@pytest.mark.parametrize("seeds", [blocks, rows_of_blocks])
@pytest.mark.parametrize("seed", range(40))
def test_every_choice_keeps_them_and_the_relaxation_does_not_whatever_the_duals(seed, seeds):
    problem = night_like(seed, children=4, programs=3) if seed % 2 else random_problem(seed)
    choices = feasible_choices(problem)
    for duals in (None, np.random.default_rng(seed).normal(0, 3, problem.num_rows)):
        found, x = cuts_of(problem, duals, seeds)
        for cut in found:
            assert (choices[:, cut.columns] @ cut.values >= cut.lower).all()
            assert x[cut.columns] @ cut.values < cut.lower


def test_of_three_that_exclude_each_other_one_is_chosen():
    (cut,), x = cuts_of(TRIANGLE)
    assert x.tolist() == [0.5, 0.5, 0.5]
    assert (cut.columns.tolist(), cut.values.tolist(), cut.lower) == ([0, 1, 2], [-1, -1, -1], -1)


@pytest.mark.parametrize("duals", [np.full(3, np.nan), np.full(3, np.inf), np.full(3, 1e18), np.zeros(2)])
def test_duals_that_are_none_cut_nothing(duals):
    assert cuts_of(TRIANGLE, duals)[0] == []


def test_a_row_that_a_known_choice_breaks_is_not_believed(monkeypatch):
    """A backend that calls a block dearer than it is."""
    dear = Incumbent(np.zeros(3), 0.0, infeasible=False)
    relaxed = backend.relax(System.of(TRIANGLE).program(TRIANGLE.costs[0]), seconds=None, seed=0)
    monkeypatch.setattr(backend, "minimize", lambda *args, **kwargs: dear)
    monkeypatch.setattr(backend, "relax", lambda *args, **kwargs: relaxed)
    assert len(cuts_of(TRIANGLE)[0]) == 1
    assert cuts_of(TRIANGLE, known=np.array([1, 0, 0]))[0] == []


@pytest.mark.parametrize("answer", [Relaxation(None, None), Relaxation(np.zeros(3), None), BackendError("out of time")])
def test_rows_whose_relaxation_fails_are_forgotten(monkeypatch, answer):
    """Else the bound that is known would speak of fewer rows than the part has, which could not be closed."""
    part = Part.whole(TRIANGLE, np.zeros(3, dtype=np.int64))
    tiers = blend(part.system, 0, 1)
    relaxed = backend.relax(part.system.program(tiers.costs), seconds=None, seed=0)
    search = Search(part, tiers, relaxed, clock=Clock(None), seed=0, claimed=True)
    search._read_relaxation()

    def fails(program, **_):
        if len(program.lower) > len(part.system.lower):
            if isinstance(answer, BackendError):
                raise answer
            return answer
        return relaxed

    monkeypatch.setattr(backend, "relax", fails)
    search._cut_in_blocks()
    assert search.part is part
    assert closed(search, 1, TRIANGLE.tolerances).system.num_rows >= part.system.num_rows
