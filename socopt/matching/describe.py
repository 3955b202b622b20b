"""How large a night is, and how contested (docs/contention.md)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from socopt.domain import Instance, Plan
from socopt.errors import RefusedError
from socopt.matching.chain_gain import ChainGain, chain_gain, entries_in_freed_beds
from socopt.matching.formulation import formulate
from socopt.matching.resources import read_resources
from socopt.matching.scarcity import ScarceCompetency, num_candidates, scarce_competencies
from socopt.policy import Night, Policy, default_policy
from socopt.solver.contention import contention

FEW = 3  # programs: a need with fewer has few candidates
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Sizes of a night and of the problem made of it, and how contested it is.

    ``few_candidates`` counts units that fewer than three programs could take; ``binding_rows``, by kind, rows without
    slack in the linear relaxation of the first three tiers; ``entries_in_freed_beds`` is None without a plan.
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
    chain_gain: ChainGain
    scarce_competencies: tuple[ScarceCompetency, ...]
    entries_in_freed_beds: int | None = None

    @property
    def fractional_share(self) -> float:
        """Fractional columns among those used in the linear relaxation."""
        return self.fractional_columns / self.used_columns if self.used_columns else 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "fractional_share": round(self.fractional_share, 4),
            "only_by_chain": asdict(self.chain_gain.only_by_chain),
        }

    def contention(self) -> str:
        """How contested the night is, in a few lines."""
        by_kind = sorted(self.binding_rows.items(), key=lambda found: (-found[1], found[0]))
        scarce = sorted(self.scarce_competencies, key=lambda found: (found.beds - found.seekers, found.trait))
        share = f"{self.fractional_share:.0%}"
        lines = [
            f"few candidates    {self.few_candidates} of {self.units} needs: fewer than {FEW} programs could take them",
            f"only by a chain   {self.chain_gain}",
            f"limits that bind  {sum(self.binding_rows.values())}{_listed([f'{n} {kind}' for kind, n in by_kind])}",
            f"linear relaxation {self.fractional_columns} of {self.used_columns} used columns are fractional ({share})",
            f"scarce            {len(scarce)} competencies{_listed([str(each) for each in scarce])}",
        ]
        if self.entries_in_freed_beds is not None:
            lines.insert(2, f"in this plan      {self.entries_in_freed_beds} entries take a bed that is freed tonight")
        return "\n".join(lines)

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
                f"columns           {self.columns}, {self.group_columns} of them for siblings together",
                "",
                "How contested:",
                self.contention(),
                "",
                "Rows that bind in the linear relaxation, by kind:",
                *rows,
            ]
        )


def describe(instance: Instance, policy: Policy | None = None, plan: Plan | None = None) -> Description:
    """Sizes of an instance, and how contested it is; with a plan, how many of its entries take a freed bed.

    Raises
    ------
    RefusedError
        The plan was made for another night, or under another policy.
    """
    policy = policy or default_policy()
    if plan is not None and (plan.input_hash != instance.input_hash or plan.policy_hash != policy.hash):
        raise RefusedError("the plan was made from other data or under another policy; match the night again.")
    night = Night(instance, policy)
    formulation = formulate(night)
    found = contention(formulation.problem)
    kinds = [name.split(":")[0] for name in formulation.problem.row_names]
    manifest, resources = instance.manifest, read_resources(night)
    return Description(
        name=manifest.name,
        night=night.night.isoformat(),
        region_id=manifest.region_id,
        children=len(night.children),
        children_by_status=dict(sorted(Counter(child.status for child in night.children.values()).items())),
        without_safe_bed=len(night.unsafe),
        units=len(night.units),
        placement_units=len(night.placement_unit_of),
        few_candidates=int((num_candidates(formulation) < FEW).sum()),
        programs=len(night.programs),
        vacant_beds=sum(max(0, resource.room) for resource in resources.rows if resource.kind == "beds"),
        columns=len(formulation.columns),
        group_columns=int((~formulation.columns.is_single).sum()),
        rows=dict(sorted(Counter(kinds).items())),
        binding_rows=dict(
            sorted(Counter(kind for kind, binds in zip(kinds, found.binding, strict=True) if binds).items())
        ),
        fractional_columns=found.fractional_columns,
        used_columns=found.used_columns,
        chain_gain=chain_gain(formulation),
        scarce_competencies=scarce_competencies(formulation, resources),
        entries_in_freed_beds=None if plan is None else entries_in_freed_beds(formulation, plan),
    )


def _listed(words: list[str]) -> str:
    """The first few, after a colon."""
    more = [] if len(words) <= SHOWN else ["..."]
    return f": {', '.join([*words[:SHOWN], *more])}" if words else ""
