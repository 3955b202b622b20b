"""What is known before the end: values of choices that hold, bounds that are true; time and memory used up end it."""

import threading

import numpy as np
import pytest

from socopt.solver import Limits, backend, clock, memory, solve
from socopt.solver import blend as blending
from tests.solver.problems import brute_force, feasible_choices, make, night_like, rows_of


@pytest.fixture(autouse=True)
def talkative(monkeypatch):
    monkeypatch.setattr(clock, "AT_MOST_EVERY_SECONDS", 0.0)


def worst(problem):
    choices = feasible_choices(problem)
    return choices[(choices @ problem.costs[0]).argmax()]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_told_meanwhile_is_true(monkeypatch, seed):
    """Values fall, bounds rise, the best lies between; tiers come in order, each done last and once."""
    monkeypatch.setattr(blending, "WIDEST", -1)
    problem = night_like(seed, children=5, programs=3)
    best, told = brute_force(problem), []
    solve(problem, start=worst(problem), on_progress=told.append)
    assert [step.index for step in told if step.done] == [1, 2, 3]
    assert [step.index for step in told] == sorted(step.index for step in told)
    for number in (1, 2, 3):
        steps = [step for step in told if step.index == number]
        assert [step.done for step in steps] == [False] * (len(steps) - 1) + [True]
        values = [step.value for step in steps]
        assert values == sorted(values, reverse=True)
        assert all(step.value >= best[number - 1] for step in steps)
        assert all(step.bound is None or step.bound <= best[number - 1] for step in steps)


def test_a_tier_is_told_of_before_it_is_done():
    told = []
    for seed in range(12):
        problem = night_like(seed, children=5, programs=3)
        solve(problem, start=worst(problem), on_progress=told.append)
    early = [step for step in told if not step.done]
    assert len(early) > 5
    assert any(step.bound is not None and step.bound < step.value for step in early)


def test_between_two_reports_of_a_tier_passes_some_time(monkeypatch):
    """Looking how things stand costs time itself."""
    monkeypatch.setattr(clock, "AT_MOST_EVERY_SECONDS", 3600.0)
    told = []
    problem = night_like(1, children=5, programs=3)
    solve(problem, start=worst(problem), on_progress=told.append)
    assert all(step.done for step in told)


class Hours:
    """A clock that stands still until it is moved."""

    now = 0.0

    def monotonic(self):
        return self.now


@pytest.mark.parametrize("calls_before", range(5))
@pytest.mark.parametrize("seed", range(4))
def test_time_used_up_after_any_call_leaves_a_choice_that_holds_and_true_bounds(monkeypatch, seed, calls_before):
    monkeypatch.setattr(blending, "WIDEST", -1)
    hours, left = Hours(), [calls_before]
    monkeypatch.setattr(clock, "time", hours)
    problem = night_like(seed, children=5, programs=3)

    def counting(call):
        def wrapped(*args, **kwargs):
            left[0] -= 1
            hours.now = 1000.0 if left[0] < 0 else 0.0
            return call(*args, **kwargs)

        return wrapped

    monkeypatch.setattr(backend, "relax", counting(backend.relax))
    monkeypatch.setattr(backend, "minimize", counting(backend.minimize))
    found = solve(problem, start=worst(problem), limits=Limits(seconds=100))
    best = brute_force(problem)
    assert not len(problem.broken_rows(found.x))
    assert [tier.best for tier in found.tiers] == problem.values(found.x).tolist()
    assert tuple(problem.values(found.x)) <= tuple(problem.values(worst(problem)))
    assert found.stopped or found.proven  # what was proven by the last call is
    assert left[0] < 0 or not found.stopped
    for number, tier in enumerate(found.tiers):
        if tier.proven:
            assert [above.best for above in found.tiers[: number + 1]] == best[: number + 1]
        if all(above.proven for above in found.tiers[:number]) and tier.bound is not None:
            assert tier.bound <= best[number]


def test_memory_used_up_ends_the_solve_with_what_it_has(monkeypatch):
    problem = night_like(3, children=5, programs=3)
    monkeypatch.setattr(memory, "resident_megabytes", lambda: 4001)
    found = solve(problem, start=worst(problem), limits=Limits(megabytes=4000))
    assert found.stopped
    assert not found.proven
    assert not len(problem.broken_rows(found.x))
    monkeypatch.setattr(memory, "resident_megabytes", lambda: 4000)
    assert solve(problem, limits=Limits(megabytes=4000)).proven
    monkeypatch.setattr(memory, "resident_megabytes", lambda: None)
    assert solve(problem, limits=Limits(megabytes=1)).proven


def test_memory_used_up_while_a_backend_runs_stops_it(monkeypatch):
    told = threading.Event()

    class Interrupter:
        def interrupt(self):
            told.set()

    monkeypatch.setattr(backend, "SolveInterrupter", Interrupter)
    monkeypatch.setattr(backend, "ABANDON_AFTER_SECONDS", None)
    monkeypatch.setattr(backend, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(memory, "resident_megabytes", lambda: 2)
    with memory.bounded(1):
        found = backend.run(lambda _: told.wait() and "stopped", None)
    assert found == "stopped"


def test_memory_is_told_where_the_system_says(monkeypatch, tmp_path):
    statm = tmp_path / "statm"
    statm.write_text("9000 512 3 4")
    monkeypatch.setattr(memory, "RESIDENT", statm)
    assert memory.resident_megabytes() == 2
    statm.write_text("")
    assert memory.resident_megabytes() is None
    monkeypatch.setattr(memory, "RESIDENT", tmp_path / "missing")
    assert memory.resident_megabytes() is None
    assert not memory.is_used_up()


def test_a_problem_in_two_parts_is_told_of_as_one():
    """Each part has its own search; what is told is the value of the choice for both."""
    one = night_like(1, children=3, programs=2)
    n = one.num_columns
    rows = [([*row, *[0] * n], *rest) for row, *rest in rows_of(one)] + [
        ([*[0] * n, *row], *rest) for row, *rest in rows_of(one)
    ]
    problem = make(np.concatenate([one.costs, one.costs], axis=1), rows)
    told = []
    found = solve(problem, start=np.tile(worst(one), 2), on_progress=told.append)
    assert all(step.value >= found.tiers[step.index - 1].best for step in told)
    assert [tier.best for tier in found.tiers] == [2 * value for value in brute_force(one)]
