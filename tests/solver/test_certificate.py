"""Certificates prove what they say, to arithmetic that imports no solver; nonsense proves nothing."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socopt.errors import SolveError
from socopt.solver import certify, solve
from socopt.solver.bounds import SCALE
from socopt.solver.certificate import TierCertificate, certified_bound, load_certificates, save_certificates
from tests.solver.problems import brute_force, make, night_like, random_problem


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_whatever_the_multipliers_they_never_prove_more_than_the_best(seed, dice_seed):
    problem, dice = random_problem(seed, with_tolerances=True), np.random.default_rng(dice_seed)
    best = brute_force(problem)
    for tier in range(problem.num_tiers if best else 0):
        size = int(10.0 ** dice.integers(0, 10))
        guess = TierCertificate(dice.integers(-size, size, problem.num_rows), dice.integers(-2, size, tier))
        bound = certified_bound(problem, tier, best[:tier], guess)
        assert bound is None or bound <= best[tier]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_certified_is_the_best_and_every_first_tier_of_an_assignment_is(seed):
    problem = night_like(seed, children=6, programs=4)
    found = solve(problem)
    best = brute_force(make(problem.costs[:2], rows_of_assignment(problem)))
    certificates = certify(problem, found)
    for tier, certificate in enumerate(certificates):
        if certificate is not None:
            assert certified_bound(problem, tier, [each.best for each in found.tiers[:tier]], certificate) == best_at(
                found, tier
            )
    assert best == [tier.best for tier in found.tiers[:2]]


def rows_of_assignment(problem):
    dense = np.zeros((problem.num_rows, problem.num_columns), dtype=np.int64)
    dense[problem.row_of_entry(), problem.row_columns] = problem.row_values
    return list(
        zip(dense.tolist(), problem.lower.tolist(), problem.upper.tolist(), problem.cover.tolist(), strict=True)
    )


def best_at(found, tier):
    return found.tiers[tier].best


def test_an_assignment_is_certified_in_both_tiers():
    """A transportation problem has a whole relaxation, and under its face again."""
    covers = [([1, 1, 0, 0], 1, 1, True), ([0, 0, 1, 1], 1, 1, True)]
    problem = make([[1, 0, 1, 0], [0, 3, 0, 2]], [*covers, ([0, 1, 0, 1], 0, 1, False)])
    found = solve(problem)
    certificates = certify(problem, found)
    assert [tier.best for tier in found.tiers] == [1, 2]
    assert all(certificate is not None for certificate in certificates)


def test_a_gap_has_no_certificate():
    """Three of which any two exclude each other: 3/2 in the relaxation."""
    pairs = [([1, 1, 0], 0, 1, False), ([0, 1, 1], 0, 1, False), ([1, 0, 1], 0, 1, False)]
    problem = make([[-2, -2, -2]], pairs)
    found = solve(problem)
    assert found.tiers[0].best == -2
    assert found.proven
    assert certify(problem, found) == (None,)


def test_multipliers_of_another_shape_sign_or_size_prove_nothing():
    problem = make([[3, 5], [1, 1]], [([1, 1], 1, 1, True), ([1, 0], 0, 1, False)])
    good = TierCertificate(np.array([3 * SCALE, 0]), np.zeros(0, dtype=np.int64))
    assert certified_bound(problem, 0, [], good) == 3
    short = TierCertificate(np.array([3 * SCALE]), np.zeros(0, dtype=np.int64))
    assert certified_bound(problem, 0, [], short) is None
    large = TierCertificate(np.array([2**62, 0]), np.zeros(0, dtype=np.int64))
    assert certified_bound(problem, 0, [], large) is None
    negative = TierCertificate(np.array([0, 0]), np.array([-1]))
    assert certified_bound(problem, 1, [3], negative) is None
    assert certified_bound(problem, 1, [], TierCertificate(np.array([0, 0]), np.array([0]))) is None


def test_certificates_come_back_and_torn_ones_are_named(tmp_path):
    certificates = (TierCertificate(np.arange(3), np.zeros(0, dtype=np.int64)), None)
    save_certificates(certificates, tmp_path / "c.npz")
    back = load_certificates(tmp_path / "c.npz")
    assert back[0].of_rows.tolist() == [0, 1, 2]
    assert back[1] is None
    (tmp_path / "torn.npz").write_bytes(b"no")
    with pytest.raises(SolveError, match="cannot be read as certificates"):
        load_certificates(tmp_path / "torn.npz")


def test_verifying_reaches_no_solver():
    code = "import sys, socopt.solver.certificate; sys.exit(any(name.startswith('ortools') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
