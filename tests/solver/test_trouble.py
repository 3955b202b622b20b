"""What happens when time is up, somebody interrupts, or a backend fails: never a wrong choice, never a false proof."""

import time

import numpy as np
import pytest

from socopt.solver import Infeasible, Limits, backend, solve
from socopt.solver.backend import BackendError, Incumbent, Relaxation
from tests.solver.problems import brute_force, feasible_choices, make, night_like

SMALL = {"children": 5, "programs": 3}
NOTHING = Relaxation(None, None)


def worst(problem):
    """A feasible choice that is as bad as it can be."""
    choices = feasible_choices(problem)
    return choices[(choices @ problem.costs[0]).argmax()]


def assert_honest(problem, found):
    """Feasible, values its own, no bound above the true best of a tier proven as far as it goes."""
    assert not len(problem.broken_rows(found.x))
    assert problem.values(found.x).tolist() == [tier.best for tier in found.tiers]
    best = brute_force(problem)
    for number, tier in enumerate(found.tiers):
        assert tier.bound is None or tier.bound <= tier.best
        if all(above.best == value for above, value in zip(found.tiers[:number], best, strict=False)):
            assert tier.bound is None or tier.bound <= best[number]
        if tier.proven:
            assert [above.best for above in found.tiers[: number + 1]] == best[: number + 1]


@pytest.fixture
def problem():
    return night_like(11, **SMALL)


def test_no_time_returns_a_choice_no_worse_than_the_start_and_claims_nothing(problem):
    start = worst(problem)
    found = solve(problem, start=start, limits=Limits(seconds=0.0))
    assert found.stopped
    assert not len(problem.broken_rows(found.x))
    assert tuple(problem.values(found.x)) <= tuple(problem.values(start))
    assert [tier.best for tier in found.tiers] == problem.values(found.x).tolist()
    assert [tier.bound for tier in found.tiers] == [None] * 3
    assert not found.proven


def test_no_time_and_no_start_is_no_solution(problem):
    assert solve(problem, limits=Limits(seconds=0.0)) is None


def interrupted(*args, **kwargs):
    raise KeyboardInterrupt


@pytest.mark.parametrize("calls_before", range(4))
@pytest.mark.parametrize("seed", range(6))
def test_an_interrupt_returns_the_best_so_far(monkeypatch, seed, calls_before):
    """Ctrl-C in a relaxation or a branch and bound ends the solve with what is known, never with an error."""
    problem = night_like(seed, **SMALL)
    monkeypatch.setattr("socopt.solver.blend.WIDEST", -1)
    left = [calls_before]

    def then_interrupt(call):
        def wrapped(*args, **kwargs):
            left[0] -= 1
            return interrupted() if left[0] < 0 else call(*args, **kwargs)

        return wrapped

    monkeypatch.setattr(backend, "relax", then_interrupt(backend.relax))
    monkeypatch.setattr(backend, "minimize", then_interrupt(backend.minimize))
    found = solve(problem, start=worst(problem))
    assert_honest(problem, found)
    if left[0] < 0:
        assert found.stopped
        assert not found.proven
    assert left[0] < 0 or calls_before == 3


def test_an_interrupt_before_anything_was_found_is_no_solution(monkeypatch, problem):
    monkeypatch.setattr(backend, "relax", interrupted)
    assert solve(problem) is None


def test_an_interrupt_reaches_the_solver_thread_and_the_caller(monkeypatch):
    """The waiting thread tells MathOpt to stop and passes Ctrl-C on, although the solver would go on for long."""
    told = []

    class Interrupter:
        def interrupt(self):
            told.append(True)

    def endless(*args, **kwargs):
        while not told:
            time.sleep(0.001)

    class Impatient(backend.threading.Thread):
        def join(self, timeout=None):
            if not told:
                raise KeyboardInterrupt
            super().join(timeout)

    monkeypatch.setattr(backend, "SolveInterrupter", Interrupter)
    monkeypatch.setattr(backend.mathopt, "solve", endless)
    monkeypatch.setattr(backend.threading, "Thread", Impatient)
    program = backend.Program(*[np.zeros(0, dtype=np.int64)] * 6)
    with pytest.raises(KeyboardInterrupt):
        backend.minimize(program)
    assert told == [True]


def proposals(problem):
    """What a mad backend may return, by name; every one ends in CP-SAT or in the incumbent."""
    ones, n = np.ones(problem.num_columns), problem.num_columns
    return {
        "breaks rows": Incumbent(ones, 0.0, False),
        "another length": Incumbent(ones[:-1], 0.0, False),
        "no numbers": Incumbent(ones * np.nan, 0.0, False),
        "out of range": Incumbent(ones * 1e30, 0.0, False),
        "negative": Incumbent(-ones, 0.0, False),
        "false refusal": Incumbent(None, None, True),
        "bound too high": Incumbent(None, 1e6, False),
        "infinite bound": Incumbent(None, np.inf, False),
        "bound is no number": Incumbent(None, np.nan, False),
        "empty-handed": Incumbent(None, None, False),
        "all zero": Incumbent(np.zeros(n), 1e9, False),
    }


@pytest.mark.parametrize("kind", proposals(night_like(11, **SMALL)))
@pytest.mark.parametrize("with_start", [False, True])
def test_nonsense_from_every_backend_never_becomes_a_choice(monkeypatch, problem, kind, with_start):
    monkeypatch.setattr(backend, "relax", lambda *args, **kwargs: NOTHING)
    monkeypatch.setattr(backend, "minimize", lambda *args, **kwargs: proposals(problem)[kind])
    start = worst(problem) if with_start else None
    if kind == "false refusal" and not with_start:
        with pytest.raises(Infeasible):
            solve(problem)
        return
    found = solve(problem, start=start)
    assert (found is None) == (not with_start)
    if found is not None:
        assert found.x.tolist() == start.tolist()
        assert not found.proven
        assert_honest(problem, found)


REFUTED = ["breaks rows", "another length", "no numbers", "out of range", "negative", "false refusal", "all zero"]


@pytest.mark.parametrize("kind", [*REFUTED, "raises"])
@pytest.mark.parametrize("with_start", [False, True])
def test_another_backend_is_asked_where_the_first_fails(monkeypatch, problem, kind, with_start):
    minimize = backend.minimize

    def half_mad(program, *, solver, **kwargs):
        if solver == "HIGHS":
            if kind == "raises":
                raise BackendError("no")
            return proposals(problem)[kind]
        return minimize(program, solver=solver, **kwargs)

    monkeypatch.setattr(backend, "relax", lambda *args, **kwargs: NOTHING)
    monkeypatch.setattr(backend, "minimize", half_mad)
    found = solve(problem, start=worst(problem) if with_start else None)
    assert found.proven
    assert [tier.best for tier in found.tiers] == brute_force(problem)


@pytest.mark.parametrize("error", [RuntimeError("no"), AttributeError("canonical_code"), MemoryError()])
def test_a_backend_that_raises_everywhere_leaves_the_incumbent(monkeypatch, problem, error):
    def failing(*args, **kwargs):
        raise error

    monkeypatch.setattr(backend.mathopt, "solve", failing)
    start = worst(problem)
    found = solve(problem, start=start)
    assert found.x.tolist() == start.tolist()
    assert [tier.bound for tier in found.tiers] == [None] * 3
    assert solve(problem) is None


@pytest.mark.parametrize(
    "relaxation",
    [
        NOTHING,
        Relaxation(np.full(3, np.nan), np.full(2, np.nan)),
        Relaxation(np.full(1000, 0.5), np.full(1000, 1e300)),
        Relaxation(np.zeros(0), np.zeros(0)),
        Relaxation(np.full(17, 1e30), np.full(8, 1e300)),
    ],
)
def test_a_mad_relaxation_costs_time_only(monkeypatch, problem, relaxation):
    monkeypatch.setattr(backend, "relax", lambda *args, **kwargs: relaxation)
    found = solve(problem)
    assert found.proven
    assert [tier.best for tier in found.tiers] == brute_force(problem)


@pytest.mark.parametrize("seed", range(6))
def test_random_duals_of_any_size_never_prove_too_much(monkeypatch, seed):
    dice = np.random.default_rng(seed)
    problem = night_like(seed, **SMALL)

    def guess(program, **kwargs):
        size = 10.0 ** dice.integers(-2, 9)
        return Relaxation(dice.random(len(program.costs)), dice.normal(0, size, len(program.lower)))

    monkeypatch.setattr(backend, "relax", guess)
    found = solve(problem)
    assert found.proven
    assert [tier.best for tier in found.tiers] == brute_force(problem)


def test_a_blend_that_stays_open_falls_back_to_single_tiers(monkeypatch, problem):
    """Where the blend is not proven, its tiers are solved one by one, and all are proven."""
    minimize = backend.minimize

    def blind_to_blends(program, **kwargs):
        if program.costs.max(initial=0) > problem.costs.max():
            return Incumbent(None, None, False)
        return minimize(program, **kwargs)

    monkeypatch.setattr(backend, "relax", lambda *args, **kwargs: NOTHING)
    monkeypatch.setattr(backend, "minimize", blind_to_blends)
    found = solve(problem)
    assert found.proven
    assert [tier.best for tier in found.tiers] == brute_force(problem)


def test_a_contradiction_is_infeasible_not_unknown():
    with pytest.raises(Infeasible, match="no choice of columns"):
        solve(make([[1, 2]], [([1, 1], 1, 1, True), ([1, 1], 2, 2, False)]))
