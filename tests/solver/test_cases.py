"""A part split into cases: nothing that is best is lost, and what is left is solved to the same bests."""

import numpy as np
import pytest

from socopt.solver import Infeasible, backend, blend, search, solve
from socopt.solver.alternatives import Alternatives
from socopt.solver.branching import Patience, Tree
from socopt.solver.clock import Clock
from socopt.solver.system import System
from tests.solver.problems import brute_force, feasible_choices, make, night_like, random_problem

ODD = 5  # children in a ring, each to live with one of two neighbours: one is left over, the relaxation halves them all


def ring(tiers=3, size=ODD, seed=0):
    """Pairs of neighbours share a column; a child by itself costs 1 in the first tier."""
    columns = [(child,) for child in range(size)] + [(child, (child + 1) % size) for child in range(size)]
    rows = [([int(child in members) for members in columns], 1, 1, True) for child in range(size)]
    lower = np.random.default_rng(seed).integers(0, 9, (tiers - 1, len(columns))).tolist()
    return make([[int(len(members) == 1) for members in columns], *lower], rows)


def small_night(seed):
    return night_like(seed, children=5, programs=3)


def tree_of(problem, target, *, most_cases=6, entries=10**9):
    system, costs = System.of(problem), problem.costs[0]
    relaxer = backend.Relaxer(system.program(costs), seed=0)
    return Tree(system, costs, target, relaxer, Clock(None), most_cases, Patience(entries))


@pytest.fixture
def cases_everywhere(monkeypatch):
    """No part is too small for cases; how many cases there were is counted."""
    monkeypatch.setattr(search, "SMALL", 0)
    for cut in ("_cut_in_blocks", "_cut_in_rows"):
        monkeypatch.setattr(search.Search, cut, lambda self: None)
    counts = []
    run = Alternatives.run

    def counted(self):
        counts.append(len(self.searches))
        run(self)

    monkeypatch.setattr(Alternatives, "run", counted)
    return counts


@pytest.mark.parametrize("seed", range(8))
def test_every_best_choice_lies_in_a_case(seed):
    problem = small_night(seed)
    (best, *_), choices = brute_force(problem), feasible_choices(problem)
    cases = tree_of(problem, best).cases()
    for x in choices[choices @ problem.costs[0] == best]:
        assert any(not x[~open_columns].any() for open_columns in cases)


def test_a_ring_of_odd_length_has_cases_without_a_gap():
    problem = ring()
    tree = tree_of(problem, 1)
    assert backend.relax(tree.system.program(tree.costs), seconds=None, seed=0).x[:ODD].sum() == pytest.approx(0)
    cases = tree.cases()
    assert len(cases) > 1
    for open_columns in cases:
        relaxed = tree._node(~open_columns)
        assert relaxed.value == pytest.approx(1)


@pytest.mark.parametrize(("most_cases", "entries"), [(1, 10**9), (6, 1)])
def test_too_many_cases_or_too_little_patience_make_none(most_cases, entries):
    tree = tree_of(ring(), 1, most_cases=most_cases, entries=entries)
    assert tree.cases() is None
    assert tree.patience.entries == entries // 2


def test_a_target_below_what_is_feasible_has_no_case():
    assert tree_of(ring(), -1).cases() == []


def test_columns_shut_are_open_again_for_the_next_question():
    problem = ring()
    relaxer = backend.Relaxer(System.of(problem).program(problem.costs[0]), seed=0)
    shut = np.arange(ODD, 2 * ODD)
    assert relaxer.relax(shut, seconds=None).x[:ODD].tolist() == [1] * ODD
    assert relaxer.relax(shut[:0], seconds=None).x[:ODD].sum() == pytest.approx(0)
    assert relaxer.relax(np.arange(2 * ODD), seconds=None) is None


@pytest.mark.parametrize("seed", range(18))
def test_brute_force_agrees_where_every_gap_is_split(cases_everywhere, seed):
    problem = (ring(seed=seed), small_night(seed), random_problem(seed))[seed % 3]
    try:
        found = solve(problem)
    except Infeasible:
        assert brute_force(problem) is None
        return
    assert found.proven
    assert not len(problem.broken_rows(found.x))
    assert problem.values(found.x).tolist() == [tier.best for tier in found.tiers] == brute_force(problem)
    assert seed % 3 or cases_everywhere


def test_of_cases_that_are_equal_in_the_first_tier_the_best_in_the_next_is_found(cases_everywhere, monkeypatch):
    monkeypatch.setattr(blend, "WIDEST", -1)
    for seed in range(8):
        problem = ring(seed=seed)
        assert [tier.best for tier in solve(problem).tiers] == brute_force(problem)
    assert max(cases_everywhere) > 1


def test_a_backend_that_fails_at_cases_leaves_the_proof_as_it_was(cases_everywhere, monkeypatch):
    def fail(*_, **__):
        raise backend.BackendError("out of order")

    monkeypatch.setattr(backend.Relaxer, "relax", fail)
    problem = ring(seed=1)
    found = solve(problem)
    assert found.proven
    assert [tier.best for tier in found.tiers] == brute_force(problem)
    assert not cases_everywhere


def test_a_tree_stops_when_the_time_is_over():
    problem = ring()
    tree = tree_of(problem, 1)
    tree.clock = Clock(0.0)
    assert tree.cases() is None
    assert tree.relaxed == 1
