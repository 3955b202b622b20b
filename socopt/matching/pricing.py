"""What one unit more of a limit would bring: a bed, a child with a trait, money, a move, a self-referral.

The duals of the solver's relaxations say of every limit which tier may fall at all, and by how much at most; the
limits that promise most are then solved again with one unit more, exactly, from the known solution.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from socopt.domain import Instance
from socopt.errors import RefusedError, StoppedError
from socopt.matching.arrays import Ints
from socopt.matching.budgets import RULE as BUDGET
from socopt.matching.budgets import cents_of_unit
from socopt.matching.formulation import Formulation, formulate
from socopt.matching.match import with_constants
from socopt.matching.outcomes import UNSERVED
from socopt.matching.params import Params
from socopt.policy import Night, Policy, default_policy
from socopt.solver import Infeasible, Limits, OnProgress, Solution, one_more, prices, solve

A_DAY = 10_000  # cents: the step in which money is priced, at least
FOLLOWING = ("large column", "room for both")  # rows that no plan breaks anyway, drawn from the room there is
READ = " without room"  # ends the name of a row in which the ICWA order reads the room of a resource
OF_PLAN = ("moves", "self_referral", BUDGET)
WORDS = {
    "beds": "one bed more in {where}",
    "units": "one unit a week more in {where}",
    "in_home": "one child more than the licence of {where} allows",
    "foster_in_home": "one foster child more than the licence of {where} allows",
    "under_2": "one child under 2 more than the licence of {where} allows",
    "allotment": "one bed more of the Region's allotment in {where}",
    "moves": "one move more tonight in Area {where}",
    "self_referral": "one self-referral more than its share for the Lead Agency of Area {where}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChange:
    """The best value of a tier as it is, and with one unit more."""

    tier: str
    best: int
    with_more: int

    def __str__(self) -> str:
        return f"{self.tier} {self.best} -> {self.with_more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPrice:
    """What one unit more of a limit is worth.

    By the duals ``tier`` is the first that may fall, by at most ``at_most`` (None: unknown); None where no tier can
    change. ``changes`` are exact, from solving again (None: not solved): the first one falls, later ones may rise;
    ``served`` the units of need served more. Not ``proven``: a limit of time came between.
    """

    kind: str
    subject: str
    what: str
    tier: str | None
    at_most: int | None
    dual: float
    changes: tuple[TierChange, ...] | None = None
    served: int | None = None
    proven: bool = True

    def __str__(self) -> str:
        if self.changes is None:
            most = "an unknown amount" if self.at_most is None else f"{self.at_most} at most"
            return f"{self.what}: {f'{self.tier} may fall by {most}' if self.tier else 'nothing changes'}"
        if not self.changes:
            return f"{self.what}: nothing changes{'' if self.proven else ', as far as was found in time'}"
        served = f"; {self.served:+d} served" if self.served else ""
        return f"{self.what}: {', '.join(map(str, self.changes))}{served}{'' if self.proven else ' (not proven)'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NightPrices:
    """Limits whose next unit may change the plan, those that promise most first; how many limits there are in all.

    They hold for this night, this policy, and one unit of one limit at a time: two units are not worth the sum. Not
    ``proven``: a limit of time came before the plan, or one of those solved again, was.
    """

    limits: tuple[LimitPrice, ...]
    asked: int
    proven: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {"asked": self.asked, "proven": self.proven, "limits": [asdict(limit) for limit in self.limits]}

    def summary(self) -> str:
        """Those solved again, then how many are left."""
        solved = [limit for limit in self.limits if limit.changes is not None]
        rest = len(self.limits) - len(solved)
        return "\n".join(
            [
                f"{self.asked} limits; one unit more of {len(self.limits)} of them may change the plan.",
                *(f"  {limit}" for limit in solved),
                *([f"  {rest} more were not solved again."] if rest else []),
                *([] if self.proven else ["The time was over before all of this was proven; give it more."]),
            ]
        )


def price_limits(
    instance: Instance,
    policy: Policy | None = None,
    params: Params | None = None,
    *,
    most: int = 5,
    on_progress: OnProgress | None = None,
) -> NightPrices:
    """Match a night, and price one unit more of each of its limits.

    Parameters
    ----------
    most : so many limits, those that promise most, are solved again exactly.

    Raises
    ------
    RefusedError
        Decisions that people pinned contradict the rules or one another.
    StoppedError
        The limit of time came before there was a plan.
    """
    params, started = params or Params(), time.monotonic()
    formulation = formulate(Night(instance, policy or default_policy()), spare=1)
    try:
        solution = solve(
            formulation.problem,
            start=formulation.at_rest(),
            limits=_limits(params, started),
            on_progress=None if on_progress is None else with_constants(formulation, on_progress),
        )
    except Infeasible as error:
        raise RefusedError(
            "accepted decisions contradict one another or the limits; match the night to see."
        ) from error
    if solution is None:
        raise StoppedError("no plan was found before the limit.")
    pricer = _Pricer(formulation, solution, params, started)
    found = sorted((limit for limit in pricer.limits() if limit.price.tier is not None), key=pricer.order)
    priced = [pricer.solved_again(each).price if place < most else each.price for place, each in enumerate(found)]
    proven = solution.proven and all(limit.proven for limit in priced)
    return NightPrices(limits=tuple(priced), asked=pricer.asked, proven=proven)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    """A limit with the rows that say it, those drawn from its room, and how many units of rows one unit of it is."""

    price: LimitPrice
    rows: tuple[int, ...]
    units: int
    following: tuple[int, ...]


class _Pricer:
    """A night, its solution, and the prices of its rows."""

    def __init__(self, formulation: Formulation, solution: Solution, params: Params, started: float) -> None:
        self.formulation = formulation
        self.params = params
        self.started = started
        self.problem = formulation.problem
        self.known = prices(self.problem, solution, seconds=_limits(params, started).seconds, seed=params.seed)
        self.resources = {
            f"{row.program_id}:{row.kind}": (row.kind, row.program_id) for row in formulation.resources.rows
        }
        self.following = self._following()
        self.asked = 0

    def limits(self) -> Iterator[_Limit]:
        """Every limit that is no covering of needs and no wish of a child, with its price."""
        for (kind, subject), rows in self._rows().items():
            self.asked += 1
            units, what = self._unit(kind, subject)
            following = self.following.get((kind, subject), ())
            found = (
                self.known.without(following).of(rows, units) if self._priced(following) else self.known.of(rows, units)
            )
            price = LimitPrice(
                kind=kind, subject=subject, what=what, tier=found.tier, at_most=found.at_most, dual=found.dual
            )
            yield _Limit(price=price, rows=tuple(rows), units=units, following=tuple(following))

    def order(self, limit: _Limit) -> tuple[bool, int, float, str, str]:
        """Those with a dual; the first tier that may fall; by how much."""
        tiers = self.problem.tier_names
        price = limit.price
        return not price.dual, tiers.index(price.tier or tiers[-1]), -price.dual, price.kind, price.subject

    def solved_again(self, limit: _Limit) -> _Limit:
        """With the exact changes."""
        known = self.known.without(limit.following)
        after = one_more(known, limit.rows, units=limit.units, limits=_limits(self.params, self.started))
        if after is None:
            return limit
        constants = self.formulation.measures.constants.tolist()
        changes = tuple(
            TierChange(tier=one.name, best=one.best + constant, with_more=other.best + constant)
            for one, other, constant in zip(known.solution.tiers, after.tiers, constants, strict=False)
            if one.best != other.best
        )
        served = self._unserved(known.solution.x) - self._unserved(after.x)
        proven = known.solution.proven and after.proven
        return replace(limit, price=replace(limit.price, changes=changes, served=served, proven=proven))

    def _unserved(self, x: Ints) -> int:
        chosen, _, _ = self.formulation.chosen_outcomes(x)
        return int((self.formulation.columns.outcomes.kind[chosen] == UNSERVED).sum())

    def _following(self) -> Mapping[tuple[str, str], list[int]]:
        """Rows that no plan breaks anyway, by the resource whose room they were drawn from."""
        found: dict[tuple[str, str], list[int]] = {}
        for number, name in enumerate(self.problem.row_names):
            family, _, rest = name.partition(":")
            if family in FOLLOWING:
                found.setdefault(self.resources[rest], []).append(number)
        return found

    def _priced(self, rows: Sequence[int]) -> bool:
        return any(certificate.of_rows[list(rows)].any() for certificate in self.known.certificates)

    def _rows(self) -> Mapping[tuple[str, str], list[int]]:
        """Rows of each limit that anybody uses; none of a resource over its limit, or one that the ICWA order reads."""
        found: dict[tuple[str, str], list[int]] = {}
        left_out = {(row.kind, row.program_id) for row in self.formulation.resources.rows if row.room < 0}
        for number, name in enumerate(self.problem.row_names):
            family, _, rest = name.partition(":")
            resource = self.resources.get(rest.rpartition(":step ")[0])
            if family == "icwa" and rest.removesuffix(READ) in self.resources:
                left_out.add(self.resources[rest.removesuffix(READ)])
            elif self.problem.row_starts[number] == self.problem.row_starts[number + 1]:
                continue
            elif family in OF_PLAN:
                found.setdefault((family, rest), []).append(number)
            elif family == "resource" and resource is not None:
                found.setdefault(resource, []).append(number)
        return {limit: rows for limit, rows in found.items() if limit not in left_out}

    def _unit(self, kind: str, subject: str) -> tuple[int, str]:
        """How many units of the rows one unit of a limit is, and the unit in words."""
        if kind == BUDGET:
            cents = cents_of_unit(self.formulation.night, self.formulation.columns)[subject]
            units = -(-A_DAY // cents)
            return units, f"${units * cents / 100:,.2f} a day more for {subject}"
        programs = self.formulation.night.programs
        where = f"{programs[subject].name} ({subject})" if subject in programs else subject
        if kind.startswith("trait:"):
            return 1, f"one child with {kind.removeprefix('trait:')} more than {where} may take"
        return (100 if kind == "self_referral" else 1), WORDS[kind].format(where=where)


def _limits(params: Params, started: float) -> Limits:
    left = None if params.time_limit is None else max(1e-9, params.time_limit - (time.monotonic() - started))
    return Limits(seconds=left, seed=params.seed, megabytes=params.megabytes)
