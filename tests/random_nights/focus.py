"""What a night is about, and how one sees that it bit: the optimum is another without it, or the best plan uses it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from socopt.domain import Instance, Recommendation
from socopt.policy import Night, Policy
from tests.brute_force import Best, BruteForce
from tests.random_nights.draft import Draft

Rows = Sequence[Recommendation]
Bites = Callable[[BruteForce, Best], bool]


@dataclass(frozen=True)
class Focus:
    """A rule, row or feature: how a night about it is drawn, and how it is seen to bind."""

    name: str
    draw: Callable[[Draft], None]
    bites: Bites


def _differs(brute: BruteForce, best: Best, night: Night) -> bool:
    other = BruteForce(night).best()
    return other is None or other.values != best.values


def without_rule(rule_id: str) -> Bites:
    """Binding: with the rule off the optimum is another."""
    return lambda brute, best: _differs(
        brute, best, Night(brute.night.instance, brute.night.policy.without_rule(rule_id))
    )


def with_rule(rule_id: str, **entries: Any) -> Bites:
    """Binding: with the rule stated otherwise the optimum is another."""

    def bites(brute: BruteForce, best: Best) -> bool:
        policy = brute.night.policy
        rules = {**policy.rules, rule_id: replace(policy.rules[rule_id], **entries)}
        return _differs(brute, best, Night(brute.night.instance, replace(policy, rules=MappingProxyType(rules))))

    return bites


def with_parameter(section: str, key: str, value: Any) -> Bites:
    """Binding: with another parameter the optimum is another."""

    def bites(brute: BruteForce, best: Best) -> bool:
        policy: Policy = brute.night.policy.with_parameter(section, key, value)
        return _differs(brute, best, Night(brute.night.instance, policy))

    return bites


def with_tables(change: Callable[[Instance], dict[str, pd.DataFrame]]) -> Bites:
    """Binding: with other tables the optimum is another."""

    def bites(brute: BruteForce, best: Best) -> bool:
        instance = brute.night.instance
        return _differs(brute, best, Night(instance.replace(**change(instance)), brute.night.policy))

    return bites


def without_table(name: str) -> Bites:
    return with_tables(lambda instance: {name: instance.table(name).iloc[:0]})


def with_room(service: str) -> Bites:
    """Binding: with four beds or units more in every program of a service the optimum is another."""

    def larger(instance: Instance) -> dict[str, pd.DataFrame]:
        programs = instance.table("programs")
        own = programs["service"] == service
        programs.loc[own, "capacity"] += 4
        programs.loc[own, "available"] += 4
        return {"programs": programs}

    return with_tables(larger)


def ignoring(*rule_ids: str) -> Bites:
    """Binding: where the rules of the plan may be broken the optimum is another."""

    def bites(brute: BruteForce, best: Best) -> bool:
        other = brute.best(ignoring=rule_ids)
        return other is None or other.values != best.values

    return bites


def without_tier(name: str) -> Bites:
    """Binding: without the tier, those behind it would have been better."""

    def bites(brute: BruteForce, best: Best) -> bool:
        tiers = brute.night.policy.tiers
        other = brute.best([tier for tier in tiers if tier.name != name])
        left = tuple(value for tier, value in zip(tiers, best.values, strict=True) if tier.name != name)
        return other is not None and other.values != left

    return bites


def used(is_used: Callable[[Night, Rows], bool]) -> Bites:
    """Binding: the best plan uses it."""
    return lambda brute, best: is_used(brute.night, best.trial.rows)


def either(*ways: Bites) -> Bites:
    return lambda brute, best: any(way(brute, best) for way in ways)
