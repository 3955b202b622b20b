"""What a plan claims about its tiers, against the tiers counted again."""

from collections.abc import Iterator, Mapping, Sequence

from socopt.check.verdict import Violation
from socopt.domain import TierResult
from socopt.policy import Policy


def claim_violations(policy: Policy, claims: Sequence[TierResult], tiers: Mapping[str, int]) -> Iterator[Violation]:
    """Every claim that is untrue or contradicts another."""
    order = [tier.name for tier in policy.tiers]
    named = [claim.name for claim in claims]
    if named != order:
        yield Violation(rule="tier", detail=f"tiers are {', '.join(named)}; the policy's order is {', '.join(order)}")
    tolerances = {tier.name: tier.tolerance for tier in policy.tiers}
    proven_above = True
    for claim in claims:
        if claim.name in tiers:
            for detail in _contradictions(claim, tiers[claim.name], tolerances[claim.name], proven_above):
                yield Violation(rule="tier", detail=f"{claim.name}: {detail}")
        proven_above = proven_above and claim.proven


def _contradictions(claim: TierResult, counted: int, tolerance: int, proven_above: bool) -> Iterator[str]:
    if claim.value != counted:
        yield f"the plan claims {claim.value}, counted {counted}"
    if claim.value > claim.best + tolerance:
        yield f"value {claim.value} is above best {claim.best} + tolerance {tolerance}"
    if claim.value < claim.best:
        yield f"value {claim.value} is below best {claim.best}"
    if claim.bound is not None and claim.bound > claim.best:
        yield f"bound {claim.bound} is above best {claim.best}"
    if claim.proven and claim.bound != claim.best:
        yield f"proven, but bound {claim.bound} is not best {claim.best}"
    if claim.proven and not proven_above:
        yield "proven, but a tier above is not"
