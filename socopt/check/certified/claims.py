"""What a plan says of certificates, against what they prove."""

from collections.abc import Iterator

from socopt.check.certified.choices import Choices
from socopt.check.certified.costs import Costs
from socopt.check.certified.possible import Possible
from socopt.check.certified.reading import UnknownRowError, read_prices
from socopt.check.checker import Checker
from socopt.check.verdict import Violation
from socopt.domain import Plan, TierResult
from socopt.domain.certificate import MOST_PRICE, SCALE, Certificate

RULE = "certificate"


def certificate_violations(checker: Checker, plan: Plan) -> Iterator[Violation]:
    """Every tier whose certificate is missing, is one too many or does not prove its best."""
    claimed = [tier.name for tier in plan.tiers if tier.proof == "certificate"]
    carried = [certificate.tier for certificate in plan.certificates]
    if sorted(carried) != sorted(claimed):
        yield Violation(rule=RULE, detail=f"certificates of {_listed(carried)}; the plan claims {_listed(claimed)}")
        return
    if [tier.name for tier in plan.tiers] != [tier.name for tier in checker.night.policy.tiers]:
        return  # which the claims about tiers say already
    possible = Possible(checker, plan.candidates or {})
    tiers = {tier.name: tier for tier in plan.tiers}
    for certificate in plan.certificates:
        tier = tiers[certificate.tier]
        try:
            bound = certified_bound(possible, plan, certificate)
        except UnknownRowError as error:
            yield Violation(rule=RULE, detail=f"{tier.name}: {error}")
            continue
        if bound != tier.best:
            yield Violation(rule=RULE, detail=f"{tier.name}: the certificate proves {bound}, expected {tier.best}")


def certified_bound(possible: Possible, plan: Plan, certificate: Certificate) -> int | None:
    """The least that a tier can be, by a certificate; None where there is no plan at all.

    Raises
    ------
    UnknownRowError : a price of something that has none.
    """
    above = _above(plan, certificate)
    tolerances = {tier.name: tier.tolerance for tier in possible.checker.night.policy.tiers}
    costs = Costs(possible.checker, {certificate.tier: SCALE, **certificate.of_tiers})
    prices = read_prices(possible, certificate.of_rows, costs.of_wish())
    total = prices.constant + costs.of_settled()
    total -= sum(certificate.of_tiers.get(tier.name, 0) * (tier.best + tolerances[tier.name]) for tier in above)
    for least in Choices(possible, prices, costs).blocks():
        if least is None:
            return None
        total += least
    return -(-total // SCALE)


def _above(plan: Plan, certificate: Certificate) -> list[TierResult]:
    """The tiers above, of which alone a certificate may have prices."""
    names = [tier.name for tier in plan.tiers]
    above = list(plan.tiers[: names.index(certificate.tier)])
    known = {tier.name for tier in above}
    for name, price in certificate.of_tiers.items():
        if name not in known or not 0 <= price < MOST_PRICE:
            raise UnknownRowError(f"{name} at {price}: expected a tier above, and a price that is known")
    return above


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "no tier"
