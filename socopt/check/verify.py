"""The gate: no plan is published that this does not pass."""

from collections.abc import Iterator

from socopt.check.candidates import NUM_REFUSALS, candidate_violations
from socopt.check.certified import certificate_violations
from socopt.check.checker import Checker
from socopt.check.claims import claim_violations
from socopt.check.improvable import improvement_violations
from socopt.check.verdict import TierValue, Verdict, Violation
from socopt.domain import Instance, Plan
from socopt.errors import RefusedError
from socopt.policy import Night, Policy, default_policy


def verify(
    instance: Instance, plan: Plan, policy: Policy | None = None, *, num_refusals: int = NUM_REFUSALS
) -> Verdict:
    """Check every rule, every claim and every absence of a plan.

    Parameters
    ----------
    num_refusals : how many pairs that are no candidates are read, and a quarter as many that are.

    Raises
    ------
    RefusedError
        The plan is of another instance, or was made under another policy.
    """
    policy = policy or default_policy()
    _refuse_strangers(instance, plan, policy)
    checker = Checker(Night(instance, policy))
    tiers = checker.tiers(plan.recommendations)
    violations = tuple(dict.fromkeys(_violations(checker, plan, tiers, num_refusals)))
    values = tuple(TierValue(name=name, value=value) for name, value in tiers.items())
    return Verdict(ok=not violations, violations=violations, tiers=values)


def _violations(checker: Checker, plan: Plan, tiers: dict[str, int], num_refusals: int) -> Iterator[Violation]:
    broken = checker.violations(plan.recommendations)
    yield from broken
    yield from claim_violations(checker.night.policy, plan.tiers, tiers)
    yield from candidate_violations(checker, plan, num_refusals)
    yield from certificate_violations(checker, plan)
    if not broken:
        yield from improvement_violations(checker, plan)


def _refuse_strangers(instance: Instance, plan: Plan, policy: Policy) -> None:
    if plan.input_hash != instance.input_hash:
        raise RefusedError(
            f"The plan is of another instance: its input_hash is {plan.input_hash}, "
            f"expected {instance.input_hash}. Match this instance again."
        )
    if plan.policy_hash != policy.hash:
        raise RefusedError(
            f"The plan was made under another policy: its policy_hash is {plan.policy_hash}, "
            f"expected {policy.hash} ({policy.name}). Verify with the policy it was made under."
        )
