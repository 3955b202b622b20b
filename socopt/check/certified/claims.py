"""What a plan says of certificates, against what they prove."""

from collections.abc import Iterator
from functools import cached_property

from socopt.check.certified.bound import Bound, least_of_nothing
from socopt.check.certified.columns import Columns
from socopt.check.certified.costs import Costs
from socopt.check.certified.possible import Possible
from socopt.check.certified.rows import Rows, UnknownRowError
from socopt.check.certified.table import Table
from socopt.check.checker import Checker
from socopt.check.verdict import Violation
from socopt.domain import Plan
from socopt.domain.certificate import SCALE, Certificate

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
    tiers = {tier.name: tier for tier in plan.tiers}
    asked = Asked(checker, plan)
    for certificate in plan.certificates:
        tier = tiers[certificate.tier]
        try:
            bound = asked.bound(certificate)
        except UnknownRowError as error:
            yield Violation(rule=RULE, detail=f"{tier.name}: {error}")
            continue
        if bound != tier.best:
            yield Violation(rule=RULE, detail=f"{tier.name}: the certificate proves {bound}, expected {tier.best}")


class Asked:
    """What certificates of a plan prove; what they have in common is read once, when first asked for."""

    def __init__(self, checker: Checker, plan: Plan) -> None:
        self.checker = checker
        self.plan = plan
        self.possible = Possible(checker, plan.candidates or {})

    def bound(self, certificate: Certificate) -> int | None:
        """The least that a tier can be, by a certificate; None where there is no plan at all.

        Raises
        ------
        UnknownRowError : a price of something that has none.
        """
        if not certificate.of_rows and not certificate.of_tiers and not certificate.corners:
            return self._of_nothing(certificate.tier)
        least = Bound(self._table, self._rows, certificate, self._ceilings(certificate.tier)).least()
        return None if least is None else -(-least // SCALE)

    @cached_property
    def _table(self) -> Table:
        return Table(self.possible, [tier.name for tier in self.plan.tiers])

    @cached_property
    def _rows(self) -> Rows:
        return Rows(self._table)

    def _ceilings(self, name: str) -> dict[str, int]:
        """What plans score at most in the tiers above."""
        names = [tier.name for tier in self.plan.tiers]
        tolerances = {tier.name: tier.tolerance for tier in self.checker.night.policy.tiers}
        return {tier.name: tier.best + tolerances[tier.name] for tier in self.plan.tiers[: names.index(name)]}

    def _of_nothing(self, name: str) -> int | None:
        """The least where nothing has a price: block by block, as no tier counts anything below 0."""
        columns, costs = Columns(self.possible), Costs(self.checker, [name])
        (total,) = costs.of_settled()
        for block in columns.blocks():
            least = least_of_nothing(block, columns, costs)
            if least is None:
                return None
            total += least
        return total


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "no tier"
