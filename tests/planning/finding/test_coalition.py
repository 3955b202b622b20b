"""The smallest coalition against all coalitions there are."""

from itertools import combinations

import numpy as np
import pytest

from socopt.planning.finding.coalition import smallest_coalition, widest_coalition

LIMIT = 60


def drawn(seed: int, areas: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Loads of so many Areas in 80 draws, and minutes between their offices."""
    dice = np.random.default_rng(seed)
    load = dice.gamma(2.0, dice.uniform(0.05, 0.8, areas), (80, areas))
    points = dice.uniform(0, 90, (areas, 2))
    return load, np.linalg.norm(points[:, None] - points[None], axis=2).round().astype(np.int64)


def by_brute_force(load, minutes, need, least) -> tuple[int, int] | None:
    """Fewest Areas, then fewest minutes, of all sets and sites."""
    sizes = range(1, load.shape[1] + 1)
    fitting = [
        (size, int(minutes[site, list(chosen)].sum()))
        for size in sizes
        for chosen in combinations(range(load.shape[1]), size)
        if (load[:, chosen].sum(axis=1) >= need).mean() >= least
        for site in range(load.shape[1])
        if (minutes[site, list(chosen)] <= LIMIT).all()
    ]
    return min(fitting, default=None)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("need", [0.8, 2.0, 4.0])
def test_no_coalition_is_smaller_or_nearer(seed, need):
    load, minutes = drawn(seed)
    found = smallest_coalition(load, minutes, LIMIT, need, 0.8)
    best = by_brute_force(load, minutes, need, 0.8)
    assert (None if found is None else (len(found.areas), found.minutes)) == best
    if found is not None:
        assert found.proven
        assert found.probability == (load[:, found.areas].sum(axis=1) >= need).mean() >= 0.8
        assert (minutes[found.site, list(found.areas)] <= LIMIT).all()


def test_a_search_that_is_cut_short_says_so_and_is_as_small():
    load, minutes = drawn(3, areas=12)
    short, whole = (smallest_coalition(load, minutes, 200, 3.0, 0.8, most_nodes=nodes) for nodes in (1, 10**6))
    assert not short.proven
    assert whole.proven
    assert len(short.areas) == len(whole.areas)
    assert short.minutes >= whole.minutes


def test_where_none_is_sure_enough_the_widest_is_the_likeliest():
    load, minutes = drawn(5)
    assert smallest_coalition(load, minutes, LIMIT, 50.0, 0.8) is None
    widest = widest_coalition(load, minutes, LIMIT, 5.0)
    chances = [(load[:, row <= LIMIT].sum(axis=1) >= 5.0).mean() for row in minutes]
    assert widest.probability == max(chances)
