"""How large a night is, and what binds in it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from socopt.domain import Instance
from socopt.matching.formulation import Formulation, formulate
from socopt.policy import Night, Policy, default_policy
from socopt.solver.contention import contention


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Sizes of a night and of the problem made of it.

    ``binding_rows`` counts, by kind, rows without slack in the linear relaxation of the first three tiers;
    ``few_candidates`` units that fewer than three programs could take.
    """

    name: str
    night: str
    region_id: str | None
    children: int
    children_by_status: Mapping[str, int]
    without_safe_bed: int
    units: int
    placement_units: int
    few_candidates: int
    programs: int
    vacant_beds: int
    columns: int
    group_columns: int
    rows: Mapping[str, int]
    binding_rows: Mapping[str, int]
    fractional_columns: int
    used_columns: int

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def summary(self) -> str:
        """A page of text."""
        status = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in self.children_by_status.items())
        rows = [f"  {kind:<22}{self.binding_rows.get(kind, 0):>6} of {count:>6}" for kind, count in self.rows.items()]
        return "\n".join(
            [
                f"{self.name}, night of {self.night}" + (f", Region {self.region_id}" if self.region_id else ""),
                f"children          {self.children} ({status})",
                f"in play           {self.units} needs, {self.placement_units} of them placements",
                f"                  {self.without_safe_bed} children without a safe bed",
                f"programs          {self.programs}, with {self.vacant_beds} beds vacant",
                f"few candidates    {self.few_candidates} needs that fewer than three programs could take",
                f"columns           {self.columns}, {self.group_columns} of them for siblings together",
                f"linear relaxation {self.fractional_columns} of {self.used_columns} used columns are fractional",
                "rows that bind in it, by kind:",
                *rows,
            ]
        )


def describe(instance: Instance, policy: Policy | None = None) -> Description:
    """Sizes of an instance, and which rows bind."""
    night = Night(instance, policy or default_policy())
    formulation = formulate(night)
    found = contention(formulation.problem)
    kinds = [name.split(":")[0] for name in formulation.problem.row_names]
    manifest = instance.manifest
    return Description(
        name=manifest.name,
        night=night.night.isoformat(),
        region_id=manifest.region_id,
        children=len(night.children),
        children_by_status=dict(sorted(Counter(child.status for child in night.children.values()).items())),
        without_safe_bed=len(night.unsafe),
        units=len(night.units),
        placement_units=len(night.placement_unit_of),
        few_candidates=_few_candidates(formulation),
        programs=len(night.programs),
        vacant_beds=sum(max(0, resource.room) for resource in formulation.resources.rows if resource.kind == "beds"),
        columns=len(formulation.columns),
        group_columns=int((~formulation.columns.is_single).sum()),
        rows=dict(sorted(Counter(kinds).items())),
        binding_rows=dict(
            sorted(Counter(kind for kind, binds in zip(kinds, found.binding, strict=True) if binds).items())
        ),
        fractional_columns=found.fractional_columns,
        used_columns=found.used_columns,
    )


def _few_candidates(formulation: Formulation) -> int:
    outcomes = formulation.columns.outcomes
    entered: dict[int, set[int]] = {position: set() for position in range(len(formulation.night.units))}
    for outcome in set(formulation.columns.members.tolist()):
        if outcomes.program[outcome] >= 0 and outcomes.program[outcome] != outcomes.leaves[outcome]:
            entered[int(outcomes.unit[outcome])].add(int(outcomes.program[outcome]))
    return sum(len(programs) < 3 for programs in entered.values())
