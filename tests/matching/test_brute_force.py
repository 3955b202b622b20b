"""The match has the tiers of the best plan that trying everything finds, on nights on which every rule binds.

More than 500 nights of at most a handful of children; each is about three or four things of ``tests/random_nights``,
those that have bound least so far, until every one has bound often enough: its being there changes the optimum, or the
best plan uses it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from socopt.check import verify
from socopt.errors import RefusedError
from socopt.matching import match
from socopt.policy.pair_rules import PAIR_RULES
from tests.brute_force import Best, BruteForce
from tests.random_nights import FOCI, Focus, RandomNight, random_night

NUM_GROUPS = 12
NIGHTS_OF_GROUP = 45
MOST_NIGHTS_OF_GROUP = 200
TIMES_BOUND = 20
FOCI_A_NIGHT = 3


def test_there_are_more_than_five_hundred_nights() -> None:
    assert NUM_GROUPS * NIGHTS_OF_GROUP > 500
    assert sum(len(group) for group in groups()) == len(FOCI)


def test_every_rule_of_a_pair_is_the_focus_of_nights() -> None:
    assert set(PAIR_RULES) <= {focus.name for focus in FOCI}


def groups() -> list[tuple[Focus, ...]]:
    """Foci dealt out, so that unlike ones meet in one night."""
    return [FOCI[number::NUM_GROUPS] for number in range(NUM_GROUPS)]


@pytest.mark.no_cover  # reaches no line that other tests do not; traced it would take three times as long
@pytest.mark.parametrize("number", range(NUM_GROUPS))
def test_the_match_agrees_with_trying_everything(number: int) -> None:
    """Tier by tier, never in the assignment; each plan passes the checker; every focus binds often enough."""
    bound: Counter[str] = Counter()
    for night in _nights(number, bound):
        brute = BruteForce(night.night)
        best = brute.best()
        assert_agrees(night, best)
        if best is not None:
            bound.update(
                focus.name for focus in night.foci if bound[focus.name] < TIMES_BOUND and focus.bites(brute, best)
            )
    short = {focus.name: bound[focus.name] for focus in groups()[number] if bound[focus.name] < TIMES_BOUND}
    assert not short, f"bound fewer than {TIMES_BOUND} times: {short}; all: {dict(bound)}"


def _nights(number: int, bound: Counter[str]) -> Iterator[RandomNight]:
    """Nights of a group, about the foci that bound least so far."""
    group = groups()[number]
    for count in range(MOST_NIGHTS_OF_GROUP):
        if count >= NIGHTS_OF_GROUP and all(bound[focus.name] >= TIMES_BOUND for focus in group):
            return
        yield random_night(1000 * number + count, _least_bound(group, bound, count))


def _least_bound(group: Sequence[Focus], bound: Counter[str], count: int) -> list[Focus]:
    turned = [*group[count % len(group) :], *group[: count % len(group)]]
    return sorted(turned, key=lambda focus: bound[focus.name])[:FOCI_A_NIGHT]


def assert_agrees(night: RandomNight, best: Best | None) -> None:
    """The match of a night is the best plan by its tiers, and passes the checker."""
    if best is None:
        with pytest.raises(RefusedError):
            match(night.instance, night.policy)
        return
    result = match(night.instance, night.policy)
    assert result.status == "optimal", night
    found = tuple(tier.best for tier in result.tiers)
    assert found == best.values, f"{night}\n  everything: {best.trial.rows}\n  match: {result.plan.recommendations}"
    for tier, policy_tier in zip(result.tiers, night.policy.tiers, strict=True):
        assert tier.best <= tier.value <= tier.best + policy_tier.tolerance, night
    verdict = verify(night.instance, result.plan, night.policy)
    assert verdict.ok, f"{night}\n{verdict.summary()}"
