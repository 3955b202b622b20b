"""Certificates prove what they say, to arithmetic that imports no solver; nonsense proves nothing."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socopt.errors import SolveError
from socopt.solver import NO_LIMIT, certify, solve
from socopt.solver.bounds import SCALE
from socopt.solver.certificate import TierCertificate, certified_bound, load_certificates, save_certificates
from socopt.solver.rounding import CornerRow, Maker, Terms
from tests.solver.problems import brute_force, feasible_choices, make, night_like, random_problem

NO_INTS = np.zeros(0, dtype=np.int64)
NOTHING = Terms(NO_INTS, NO_INTS)


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


def three_that_exclude_each_other():
    """Of which any two exclude each other: 3/2 in the relaxation."""
    pairs = [([1, 1, 0], 0, 1, False), ([0, 1, 1], 0, 1, False), ([1, 0, 1], 0, 1, False)]
    return make([[-2, -2, -2]], pairs)


def test_a_gap_is_closed_by_a_row_at_a_corner():
    problem = three_that_exclude_each_other()
    (certificate,) = certify(problem, solve(problem))
    assert len(certificate.corners) == 1
    assert certified_bound(problem, 0, [], certificate) == -2
    assert certified_bound(problem, 0, [], replace(certificate, corners=(), of_corners=NO_INTS)) != -2


def test_a_gap_that_no_corner_closes_has_no_certificate(monkeypatch):
    problem = three_that_exclude_each_other()
    monkeypatch.setattr("socopt.solver.proving.cuts_of_corner", lambda *_: [])
    assert certify(problem, solve(problem)) == (None,)


CORNER = CornerRow(Terms(np.array([0, 1, 2]), np.array([1, 1, 1])), NOTHING, NOTHING, 2)
BROKEN = {
    "a multiplier of the wrong sign": replace(CORNER, of_rows=Terms(np.array([0, 3]), np.array([1, -1]))),
    "a row that is not there": replace(CORNER, of_rows=Terms(np.array([7]), np.array([1]))),
    "a tier that is not above": replace(CORNER, of_tiers=Terms(np.array([0]), np.array([1]))),
    "a corner that comes later": replace(CORNER, of_corners=Terms(np.array([0]), np.array([1]))),
    "no denominator": replace(CORNER, denominator=0),
    "no divisor": replace(CORNER, divisor=0),
    "multipliers beyond 64 bits": replace(CORNER, of_rows=Terms(np.array([0]), np.array([2**62]))),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_corner_that_cannot_be_made_proves_nothing(name):
    pairs = [([1, 1, 0], -NO_LIMIT, 1, False), ([0, 1, 1], -NO_LIMIT, 1, False), ([1, 0, 1], -NO_LIMIT, 1, False)]
    problem = make([[-2, -2, -2]], [*pairs, ([1, 0, 0], -NO_LIMIT, 1, False)])
    price = np.array([SCALE])
    good = TierCertificate(np.zeros(4, np.int64), NO_INTS, (CORNER,), price)
    assert certified_bound(problem, 0, [], good) is not None
    assert certified_bound(problem, 0, [], replace(good, corners=(BROKEN[name],))) is None


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_every_choice_keeps_what_rounding_makes_of_any_sums(seed, dice_seed):
    problem, dice = random_problem(seed, with_tolerances=True), np.random.default_rng(dice_seed)
    best, choices = brute_force(problem), feasible_choices(problem)
    made, maker = [], Maker(problem)
    for tier in range(problem.num_tiers if best else 0):
        for _ in range(3):
            corner = CornerRow(
                Terms.of(dice.integers(-4, 5, problem.num_rows)), Terms.of(dice.integers(0, 4, tier)),
                Terms.of(dice.integers(0, 3, len(made))), int(dice.integers(1, 13)), int(dice.integers(1, 4)),
            )  # fmt: skip
            row = maker.make(corner, made, best)
            if row is not None:
                made.append(row)
        for row in made:
            assert (choices @ row.values <= row.upper).all(), f"{seed} {dice_seed}"
        choices = choices[choices @ problem.costs[tier] <= best[tier] + problem.tolerances[tier]]


@pytest.mark.parametrize("seed", range(8))
def test_more_tiers_are_certified_with_corners_and_all_bounds_are_the_bests(seed, monkeypatch):
    problem = night_like(seed, children=9, programs=4)
    found = solve(problem)
    best = [tier.best for tier in found.tiers]
    certificates = certify(problem, found)
    for tier, certificate in enumerate(certificates):
        assert certificate is None or certified_bound(problem, tier, best[:tier], certificate) == best[tier]
    monkeypatch.setattr("socopt.solver.proving.cuts_of_corner", lambda *_: [])
    assert sum(each is not None for each in certificates) >= sum(each is not None for each in certify(problem, found))


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
    later = CornerRow(NOTHING, Terms(np.array([0]), np.array([5])), Terms(np.array([0]), np.array([2])), 3)
    cornered = TierCertificate(np.arange(3), np.array([4]), (replace(CORNER, divisor=2), later), np.array([0, 7]))
    certificates = (TierCertificate(np.arange(3), NO_INTS), None, cornered)
    save_certificates(certificates, tmp_path / "c.npz")
    back = load_certificates(tmp_path / "c.npz")
    assert back[0].of_rows.tolist() == [0, 1, 2]
    assert back[0].corners == ()
    assert back[1] is None
    assert [_spelt(corner) for corner in back[2].corners] == [_spelt(corner) for corner in cornered.corners]
    assert back[2].of_corners.tolist() == [0, 7]
    (tmp_path / "torn.npz").write_bytes(b"no")
    with pytest.raises(SolveError, match="cannot be read as certificates"):
        load_certificates(tmp_path / "torn.npz")


def _spelt(corner):
    terms = [list(each.pairs()) for each in (corner.of_rows, corner.of_tiers, corner.of_corners)]
    return terms, corner.denominator, corner.divisor


def test_verifying_reaches_no_solver():
    code = "import sys, socopt.solver.certificate; sys.exit(any(name.startswith('ortools') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
