"""Why this one, why not that one: refusals by rule, room, and the first tier that tells two programs apart."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from socopt.domain import Instance, Plan, Recommendation
from socopt.errors import RefusedError, UsageError
from socopt.matching.arrays import Ints
from socopt.matching.budgets import Caps, price, read_caps, spent_by
from socopt.matching.formulation import Formulation, formulate
from socopt.policy import Night, Policy, admission
from socopt.policy.nearest import nearest
from socopt.policy.rights import approvers_of, service_class

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A program against the plan's choice for a line, this line alone: the first tier in which they differ.

    ``difference`` is the program's tier value less the choice's: above 0 the choice is better there; below 0 the
    program would be better for this line, and the plan as a whole decided otherwise.
    """

    program_id: str
    tier: str | None
    difference: int

    def __str__(self) -> str:
        if self.tier is None:
            return f"{self.program_id}: alike in every tier; the canonical order decides"
        better = "worse" if self.difference > 0 else "better"
        return f"{self.program_id}: {better} by {abs(self.difference)} in {self.tier}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What stands between a line and a program.

    ``answer`` is recommended, refused (``reasons`` name every rule), barred (a move that is not nearer or is worse, or
    an order or pin), full (``reasons`` name the limits and who counts against them), capped (``reasons`` name the
    budget that pays) or possible (``comparison`` says what tells).
    """

    program_id: str
    answer: str
    reasons: tuple[str, ...] = ()
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A recommendation, what it won on, and, where it was asked, what stands between the line and a program.

    ``approvers`` are the roles that must agree before it is accepted, by the policy's rights; ``capped_by`` funding
    lines whose capped budgets alone keep the line from a program that would be better for it.
    """

    recommendation: Recommendation
    approvers: tuple[str, ...]
    won_on: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    capped_by: tuple[str, ...] = ()
    verdict: Verdict | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def summary(self) -> str:
        """A page of text."""
        row = self.recommendation
        where = f" {row.program_id}" if row.program_id else ""
        lines = [
            f"{row.line_id} ({row.child_id}): {row.kind}{where}" + (f"  [{', '.join(row.flags)}]" if row.flags else "")
        ]
        if self.approvers:
            lines.append(f"accepted by: {', '.join(role.replace('_', ' ') for role in self.approvers)}")
        if self.verdict is not None:
            lines.append(f"{self.verdict.program_id}: {self.verdict.answer}")
            lines.extend(f"  {reason}" for reason in self.verdict.reasons)
            if self.verdict.comparison is not None:
                lines.append(f"  {self.verdict.comparison}")
            return "\n".join(lines)
        lines.append(f"won on: {', '.join(self.won_on) or 'nothing: no other program could take the line'}")
        if self.capped_by:
            lines.append(f"a better program had room, but no money: {', '.join(self.capped_by)}")
        lines.extend(f"  {each}" for each in self.comparisons[:SHOWN])
        hidden = len(self.comparisons) - SHOWN
        if hidden > 0:
            lines.append(f"  ... and {hidden} more")
        return "\n".join(lines)


def explain(instance: Instance, policy: Policy, plan: Plan, line_id: str, program_id: str | None = None) -> Explanation:
    """Explain what a plan says for a line, or why it does not say a certain program.

    Each comparison looks at the line alone, by exact tier values; what the choice does for others is not in it.

    Raises
    ------
    UsageError
        No such line in play, or no such program.
    RefusedError
        The plan was made for another night, or under another policy.
    """
    if plan.input_hash != instance.input_hash or plan.policy_hash != policy.hash:
        raise RefusedError("the plan was made from other data or under another policy; match the night again.")
    night = Night(instance, policy)
    if line_id not in night.unit_of_line:
        raise UsageError(f"{line_id!r} is not a line in play.{nearest(line_id, night.unit_of_line)}")
    if program_id is not None and program_id not in night.programs:
        raise UsageError(f"{program_id!r} is not a program.{nearest(program_id, night.programs)}")
    return _Explainer(formulate(night), plan, line_id).explanation(program_id)


class _Explainer:
    """One line of one plan."""

    def __init__(self, formulation: Formulation, plan: Plan, line_id: str) -> None:
        self.formulation = formulation
        self.night = formulation.night
        self.plan = plan
        self.line_id = line_id
        lines = {line.line_id for line in self.night.unit_of_line[line_id].lines}
        self.row = next(row for row in plan.recommendations if row.line_id in lines)
        self.alternatives = dict(self._alternatives())

    def explanation(self, program_id: str | None) -> Explanation:
        comparisons = tuple(
            sorted((self._compare(each) for each in self.alternatives if each != self.row.program_id), key=self._order)
        )
        won = {each.tier for each in comparisons if each.tier is not None and each.difference > 0}
        return Explanation(
            recommendation=self.row,
            approvers=self._approvers(),
            won_on=tuple(tier.name for tier in self.night.policy.tiers if tier.name in won),
            comparisons=comparisons,
            capped_by=tuple(sorted(set(self._capped_by(comparisons)))),
            verdict=None if program_id is None else self._verdict(program_id),
        )

    def _approvers(self) -> tuple[str, ...]:
        if self.row.kind in ("stay", "unserved") or self.row.program_id is None:
            return ()
        setting = self.night.programs[self.row.program_id].setting
        service = service_class(self.row.service, setting)
        return approvers_of(self.night.policy.rights, verb="accept", service=service)

    def _verdict(self, program_id: str) -> Verdict:
        if program_id == self.row.program_id:
            return Verdict(program_id=program_id, answer="recommended")
        refusals = admission(self.night, self.line_id, program_id).refusals
        if refusals:
            return Verdict(program_id=program_id, answer="refused", reasons=tuple(str(refusal) for refusal in refusals))
        if (
            program_id not in (self.plan.candidates or {}).get(self.line_id, frozenset())
            and program_id not in self.alternatives
        ):
            return Verdict(program_id=program_id, answer="barred", reasons=(self._why_barred(),))
        full, capped = tuple(self._limits_reached(program_id)), tuple(self._cap_reached(program_id))
        if full or capped:
            return Verdict(program_id=program_id, answer="full" if full else "capped", reasons=(*full, *capped))
        comparison = self._compare(program_id) if program_id in self.alternatives else None
        return Verdict(program_id=program_id, answer="possible", comparison=comparison)

    def _why_barred(self) -> str:
        child = self.night.children[self.row.child_id]
        if any(line.line_id in self.night.pinned for line in self.night.unit_of_line[self.line_id].lines):
            return "a person accepted another program for this need; the decision is pinned."
        if self.night.only_stays(child):
            return "an order forbids any move before its date."
        return "the move would not bring the child nearer to its target level, or is worse for siblings or community."

    def _limits_reached(self, program_id: str) -> Iterator[str]:
        """Limits of a program that the plan leaves no room in, and whom they count."""
        resources = self.formulation.resources
        position = self.night.instance.travel.program_position[program_id]
        child = self.night.instance.travel.child_position[self.row.child_id]
        entering = [
            row
            for row in self.plan.recommendations
            if row.program_id == program_id and row.kind in ("place", "move", "serve")
        ]
        leaving = [row for row in self.plan.recommendations if row.from_program_id == program_id]
        for number in resources.of_program(position):
            row = resources.rows[number]
            used, given = self._use(entering, number), self._use(leaving, number) * row.refilled
            left = max(0, row.room + given) - used
            if resources.features[child, row.feature] > left:
                here = len(self.night.occupants_of.get(program_id, ())) - len(leaving)
                yield (f"{row.kind}: {row.room} free tonight, {given} given up, {used} taken by the plan; "
                       f"{here} children stay there and {len(entering)} enter.")  # fmt: skip

    @cached_property
    def _caps(self) -> Caps:
        return read_caps(self.night)

    @cached_property
    def _spent_by_others(self) -> Ints:
        """Cents a day of each capped funding line without this unit."""
        others = (row for row in self.plan.recommendations if row is not self.row)
        return spent_by(self.night, self._caps, others)

    def _capped_by(self, comparisons: Sequence[Comparison]) -> Iterator[str]:
        """Funding lines that alone keep the line from a program better for it."""
        for each in comparisons:
            better_with_room = each.difference < 0 and not any(self._limits_reached(each.program_id))
            if better_with_room and any(self._cap_reached(each.program_id)):
                yield self.night.programs[each.program_id].funding_line or ""

    def _cap_reached(self, program_id: str) -> Iterator[str]:
        """The budget that pays for a program, where the plan leaves too little of it for this line."""
        caps, travel = self._caps, self.night.instance.travel
        number = int(caps.line[travel.program_position[program_id]])
        if number < 0 or not caps.counts[travel.child_position[self.row.child_id]]:
            return
        cap, spent = caps.caps[number], int(self._spent_by_others[number])
        asked = price(self.night.programs[program_id], self.night.lines[self.line_id].units)
        if spent + asked > cap.at_most:
            left = cap.at_most - spent
            yield (f"budget {cap.funding_line}: {asked} cents a day asked, {left} left of {cap.at_most}: the budget "
                   f"leaves {cap.allowance} a day, and {cap.tonight} are spent tonight.")  # fmt: skip

    def _use(self, rows: list[Recommendation], resource: int) -> int:
        resources, travel = self.formulation.resources, self.night.instance.travel
        feature = resources.rows[resource].feature
        units = resources.rows[resource].kind == "units"
        return sum(
            int(resources.features[travel.child_position[row.child_id], feature])
            * ((row.units or self.night.lines[row.line_id].units) if units else 1)
            for row in rows
        )

    def _alternatives(self) -> Iterator[tuple[str, Ints]]:
        """Tier values of the line alone in every program it could be in, this one included."""
        columns, outcomes = self.formulation.columns, self.formulation.columns.outcomes
        unit = self.night.units.index(self.night.unit_of_line[self.line_id])
        programs = tuple(self.night.programs)
        first = columns.members[columns.starts[:-1]]
        for column in np.flatnonzero(columns.is_single & (outcomes.unit[first] == unit)).tolist():
            program = int(outcomes.program[first[column]])
            if program >= 0:
                yield programs[program], self.formulation.measures.costs[:, column]

    def _own(self) -> Ints:
        """Tier values of the line alone in the plan's choice."""
        if self.row.program_id in self.alternatives:
            return self.alternatives[self.row.program_id]
        columns, outcomes = self.formulation.columns, self.formulation.columns.outcomes
        unit = self.night.units.index(self.night.unit_of_line[self.line_id])
        containing = np.flatnonzero(outcomes.unit[columns.members] == unit)
        programs = tuple(self.night.programs)
        for entry in containing.tolist():
            program = int(outcomes.program[columns.members[entry]])
            if (programs[program] if program >= 0 else None) == self.row.program_id:
                costs: Ints = self.formulation.measures.costs[:, columns.column_of_member[entry]]
                return costs
        return np.zeros(len(self.night.policy.tiers), dtype=np.int64)

    def _compare(self, program_id: str) -> Comparison:
        difference = self.alternatives[program_id] - self._own()
        telling = np.flatnonzero(difference)
        if not len(telling):
            return Comparison(program_id=program_id, tier=None, difference=0)
        first = int(telling[0])
        return Comparison(
            program_id=program_id, tier=self.night.policy.tiers[first].name, difference=int(difference[first])
        )

    def _order(self, comparison: Comparison) -> tuple[int, int, str]:
        names = [tier.name for tier in self.night.policy.tiers]
        place = len(names) if comparison.tier is None else names.index(comparison.tier)
        return (-place, comparison.difference, comparison.program_id)
