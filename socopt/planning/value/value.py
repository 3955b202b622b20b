"""The value of further beds and of relaxed rules, over sampled nights."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.planning.value.nights import NightSampler, SampledNight
from socopt.planning.value.worth import BedsValue, NightValue, Outcome, worth_of_beds, worth_of_rules
from socopt.policy import Policy, Tier, default_policy
from socopt.policy.nearest import nearest

Resolve = Callable[[Instance, Policy, Sequence[str], int, frozenset[str]], Sequence[Outcome]]
"""Matches a night with 0, 1, ..., n beds of the programs named; the last argument names the members."""


def value_over_nights(
    sampler: NightSampler,
    resolve: Resolve,
    policy: Policy,
    *,
    nights: int,
    relax: Sequence[str] = (),
    on_night: Callable[[int, int], None] | None = None,
) -> BedsValue:
    """Match sampled nights with one bed after the other, and without each rule to relax.

    Parameters
    ----------
    policy : what the nights are matched under; of its tiers the first three, every child counted once (``counting``).
    nights : how many; of a population at least 4 a year of history.
    relax : ids of rules that are switched off, one at a time, on the same nights, with no bed of the program.
    on_night : told of every night done, and of how many.

    Raises
    ------
    UsageError : fewer than two nights, no bed, or a rule that the policy does not know.
    """
    _check(sampler, policy, nights, relax)
    counted = counting(policy)
    found = []
    for night in sampler.nights(nights):
        found.append(_tried(night, sampler, resolve, counted, relax))
        if on_night is not None:
            on_night(night.number + 1, nights)
    program = sampler.program
    costs = [0, *(program.design.cents_a_day(beds) for beds in range(1, sampler.most + 1))]
    return BedsValue(
        program=program.design.name,
        population=None if program.population is None else program.population.name,
        level=program.level,
        area_id=program.area_id,
        regions=tuple(sorted(sampler.regions)),
        kept=program.kept,
        seed=sampler.seed,
        beds=worth_of_beds(found, costs),
        rules=worth_of_rules(found),
        nights=tuple(found),
    )


def counting(policy: Policy) -> Policy:
    """A policy of the same rules whose tiers count children: unsafe, else unserved, ready who stay; then cents a day.

    A match under it leaves as few children without as rules allow, in this order, whatever their urgency and however
    long they wait. So one bed more never leaves more of them, and numbers do not hang on which of several best plans
    was found.
    """
    default = default_policy()
    tiers = [policy.tier(name) or default.tier(name) for name in ("safe_tonight", "placements", "ready", "cost")]
    return replace(policy, tiers=tuple(_once(tier) for tier in tiers if tier is not None))


def _once(tier: Tier) -> Tier:
    weights: dict[str, dict[str, Any]] = {
        "safe_tonight": {"urgency": (1, 1, 1, 1)},
        "placements": {"band": (1,)},
        "ready": {"band": (1,)},
    }
    return replace(tier, bands=(), weights=MappingProxyType(weights.get(tier.name, {})), tolerance=0)


def _tried(
    night: SampledNight, sampler: NightSampler, resolve: Resolve, policy: Policy, relax: Sequence[str]
) -> NightValue:
    members, ids = frozenset(night.members), sampler.program_ids
    return NightValue(
        number=night.number,
        day=night.day,
        batch=night.batch,
        members=len(members),
        waiting=night.waiting,
        beds=tuple(resolve(night.instance, policy, ids, sampler.most, members)),
        relaxed={rule: resolve(night.instance, policy.without_rule(rule), ids, 0, members)[0] for rule in relax},
    )


def _check(sampler: NightSampler, policy: Policy, nights: int, relax: Sequence[str]) -> None:
    if nights < 2:
        raise UsageError(f"nights: {nights} - expected 2 or more.")
    if sampler.most < 1:
        raise UsageError(f"beds: {sampler.most} - expected 1 or more.")
    for rule in relax:
        if rule not in policy.rules:
            raise UsageError(f"rule {rule!r} is not in the policy.{nearest(rule, policy.rules)}")
