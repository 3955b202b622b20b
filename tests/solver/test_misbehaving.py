"""A backend that crashes, hangs or returns nonsense: reported with its program, another asked, never believed."""

import threading
from datetime import timedelta
from itertools import count

import numpy as np
import pytest

from socopt.solver import AllocationProblem, Limits, backend, solve
from socopt.solver.backend import BackendError, Incumbent, Relaxation
from socopt.solver.program import Program
from socopt.solver.trouble import MOST_FILES, collecting, report
from tests.solver.problems import brute_force, night_like

NOTHING = Relaxation(None, None)
SMALL = {"children": 5, "programs": 3}


@pytest.fixture
def problem():
    return night_like(11, **SMALL)


@pytest.fixture
def without_relaxation(monkeypatch):
    monkeypatch.setattr(backend, "_relax", lambda *args: NOTHING)


def first_choice(program):
    """A choice that keeps every row, by trying all."""
    n = len(program.costs)
    everything = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    return next(x for x in everything if program.holds(x))


LIES = {
    "returned a choice that breaks a row": lambda p: Incumbent(np.ones(len(p.costs)), 0.0, False),
    "returned 1 columns of": lambda p: Incumbent(np.ones(1), None, False),
    "returned columns that are not 0 or 1": lambda p: Incumbent(np.full(len(p.costs), 1e30), None, False),
    "above its own choice": lambda p: Incumbent(first_choice(p).astype(float), 1e6, False),
    "returned columns that are not 0": lambda p: Incumbent(np.full(len(p.costs), np.nan), None, False),
}


@pytest.mark.usefixtures("without_relaxation")
@pytest.mark.parametrize("lie", LIES)
def test_nonsense_is_reported_with_its_program_and_the_other_backend_asked(monkeypatch, problem, tmp_path, lie):
    minimize = backend._minimize

    def lying(program, start, seconds, seed, nodes, solver):
        return LIES[lie](program) if solver == "HIGHS" else minimize(program, start, seconds, seed, nodes, solver)

    monkeypatch.setattr(backend, "_minimize", lying)
    found = solve(problem, trouble_folder=tmp_path / "kept")
    assert found.proven
    assert [tier.best for tier in found.tiers] == brute_force(problem)
    assert found.troubles
    for trouble in found.troubles:
        assert trouble.backend == "HIGHS"
        assert lie in trouble.what
        assert AllocationProblem.load(trouble.path).num_tiers == 1


@pytest.mark.usefixtures("without_relaxation")
@pytest.mark.parametrize(
    ("lie", "what"),
    [(Incumbent(None, None, True), "found no choice, but"), (Incumbent(None, 1e6, False), "a bound of")],
)
def test_what_contradicts_the_start_is_reported(monkeypatch, problem, lie, what):
    minimize = backend._minimize
    start = first_choice_of(problem)

    def lying(program, start, seconds, seed, nodes, solver):
        return lie if solver == "HIGHS" else minimize(program, start, seconds, seed, nodes, solver)

    monkeypatch.setattr(backend, "_minimize", lying)
    found = solve(problem, start=start)
    assert [tier.best for tier in found.tiers] == brute_force(problem)
    assert found.proven
    assert all(what in trouble.what for trouble in found.troubles)
    assert found.troubles


def first_choice_of(problem):
    entries = (problem.row_of_entry(), problem.row_columns, problem.row_values)
    return first_choice(Program(problem.costs[0], *entries, problem.lower, problem.upper))


@pytest.mark.parametrize("error", [RuntimeError("no"), AttributeError("canonical_code"), MemoryError()])
def test_a_backend_that_raises_is_reported(monkeypatch, problem, error):
    """GLOP raises whatever it is asked: HiGHS relaxes."""
    solve_model = backend.mathopt.solve

    def failing(model, solver, **kwargs):
        if solver == backend.mathopt.SolverType.GLOP:
            raise error
        return solve_model(model, solver, **kwargs)

    monkeypatch.setattr(backend.mathopt, "solve", failing)
    found = solve(problem)
    assert found.proven
    assert [tier.best for tier in found.tiers] == brute_force(problem)
    assert {trouble.backend for trouble in found.troubles} == {"GLOP"}
    assert all(type(error).__name__ in trouble.what for trouble in found.troubles)


@pytest.mark.parametrize(
    ("relaxation", "what"),
    [
        (Relaxation(np.full(3, np.nan), None), "columns of"),
        (Relaxation(None, np.zeros(1)), "duals of"),
        (lambda p: Relaxation(np.full(len(p.costs), np.nan), None), "columns that are no numbers"),
        (lambda p: Relaxation(np.full(len(p.costs), 7.0), None), "columns outside 0 and 1"),
        (lambda p: Relaxation(None, np.full(len(p.lower), np.inf)), "duals that are no numbers"),
    ],
)
def test_a_relaxation_that_cannot_be_is_reported_and_solved_by_the_other(monkeypatch, problem, relaxation, what):
    relax = backend._relax

    def lying(program, seconds, seed, solver, basis):
        if solver != "GLOP":
            return relax(program, seconds, seed, solver, basis)
        return relaxation(program) if callable(relaxation) else relaxation

    monkeypatch.setattr(backend, "_relax", lying)
    found = solve(problem)
    assert found.proven
    assert [tier.best for tier in found.tiers] == brute_force(problem)
    assert all(trouble.backend == "GLOP" and what in trouble.what for trouble in found.troubles)
    assert found.troubles


@pytest.fixture
def quick_clock(monkeypatch):
    """A clock on which every look takes a minute, for the waiting thread only."""
    ticks = count(0, 60)

    class Time:
        @staticmethod
        def monotonic():
            return next(ticks)

    monkeypatch.setattr(backend, "time", Time)
    monkeypatch.setattr(backend, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(backend, "ABANDON_AFTER_SECONDS", 0.0)


@pytest.mark.usefixtures("quick_clock")
def test_a_backend_that_hangs_is_left_behind_and_its_incumbent_kept(monkeypatch, problem):
    """It neither returns nor looks at the interrupt; the solve ends with the start, and says why."""
    release = threading.Event()
    monkeypatch.setattr(backend.mathopt, "solve", lambda *args, **kwargs: release.wait())
    start = first_choice_of(problem)
    found = solve(problem, start=start, limits=Limits(seconds=100_000))
    release.set()
    assert found.x.tolist() == start.tolist()
    assert not found.proven
    assert {trouble.backend for trouble in found.troubles} == {"GLOP", "HIGHS", "CP_SAT"}
    assert all("did not stop when its time" in trouble.what for trouble in found.troubles)


@pytest.mark.usefixtures("quick_clock")
def test_a_backend_that_stops_when_told_is_no_trouble(monkeypatch):
    told = threading.Event()

    class Interrupter:
        def interrupt(self):
            told.set()

    monkeypatch.setattr(backend, "SolveInterrupter", Interrupter)
    monkeypatch.setattr(backend, "ABANDON_AFTER_SECONDS", None)
    late = backend.run(lambda _: told.wait() and "late", timedelta(seconds=1))
    assert late == "late"


def test_a_program_is_kept_once_and_only_a_few_are(monkeypatch, tmp_path):
    programs = [Program(np.array([cost]), *[np.zeros(0, dtype=np.int64)] * 5) for cost in range(MOST_FILES + 2)]
    with collecting(tmp_path) as troubles:
        for program in [programs[0], *programs]:
            report("GLOP", "failed", program)
    assert len(list(tmp_path.iterdir())) == MOST_FILES
    assert troubles.found[0].path == troubles.found[1].path
    assert troubles.found[-1].path is None


def test_a_folder_that_cannot_be_written_loses_the_file_not_the_solve(monkeypatch, problem, tmp_path):
    (tmp_path / "file").write_text("no folder")

    def failing(*args):
        raise BackendError("no")

    monkeypatch.setattr(backend, "_relax", failing)
    found = solve(problem, trouble_folder=tmp_path / "file")
    assert found.proven
    assert [trouble.path for trouble in found.troubles] == [None] * len(found.troubles)
    assert found.troubles


def test_without_trouble_nothing_is_written(problem, tmp_path):
    assert solve(problem).troubles == ()
    assert list(tmp_path.iterdir()) == []
