"""The night as an AllocationProblem, and back."""

from dataclasses import dataclass

import numpy as np

from socopt.domain.certificate import Row
from socopt.errors import RefusedError
from socopt.matching.arrays import Bools, Ints
from socopt.matching.candidates import Candidates
from socopt.matching.columns import Columns
from socopt.matching.enumeration import build_columns
from socopt.matching.family_measures import add_family_columns
from socopt.matching.measures import Measures, measure
from socopt.matching.outcomes import single_outcomes
from socopt.matching.plan_rows import add_plan_rows
from socopt.matching.resource_rows import add_exchange_rows, add_resource_rows, resource_use
from socopt.matching.resources import Resources, read_resources
from socopt.matching.row_builder import COVER, RowBuilder
from socopt.matching.tightening import add_tightening_rows
from socopt.policy import Night
from socopt.solver import AllocationProblem

CANONICAL = "canonical order"


@dataclass(frozen=True, eq=False)
class Formulation:
    """Columns of a night and the problem over them (auxiliary columns last), with the constants of its tiers.

    ``meanings`` says of each row what a certificate calls it (row_builder.py).
    """

    night: Night
    candidates: Candidates
    resources: Resources
    columns: Columns
    measures: Measures
    problem: AllocationProblem
    meanings: tuple[Row | None, ...]

    @property
    def swaps(self) -> bool:
        """Whether two holders may exchange beds."""
        return bool(self.columns.exchange.any())

    def at_rest(self) -> Ints:
        """The choice in which everybody stays or is unserved, shape (num_columns,), but for pins.

        Pinned units take the first of their columns that keeps every row; where pins leave none, rows stay broken.
        """
        rests = self.columns.of(self.columns.outcomes.rests)
        resting = self.columns.is_single & rests[self.columns.starts[:-1]]
        x = np.zeros(self.problem.num_columns, dtype=np.int64)
        x[: len(self.columns)] = resting
        at_rest = np.unique(self.columns.of(self.columns.outcomes.unit)[resting[self.columns.column_of_member]])
        for unit in np.setdiff1d(np.arange(len(self.night.units)), at_rest).tolist():
            self._choose_pinned(x, unit)
        return self.at_true_cost(x)

    def _choose_pinned(self, x: Ints, unit: int) -> None:
        """Choose the first column of a unit that breaks no row; covering rows of units yet to come do not count."""
        entries = np.flatnonzero(self.columns.of(self.columns.outcomes.unit) == unit)
        for column in np.unique(self.columns.column_of_member[entries]).tolist():
            before = self.problem.activity(x)
            if before[unit] >= 1:
                return
            x[column] = 1
            after = self.problem.activity(x)
            over = (after > self.problem.upper) & (after > before)
            under = (after < self.problem.lower) & (after < before)
            if not (over | under).any():
                return
            x[column] = 0

    def at_true_cost(self, x: Ints) -> Ints:
        """The same choice with auxiliary columns that cost something 1 only where a row needs them to be."""
        costly: Bools = (self.problem.costs != 0).any(axis=0, keepdims=True)[0]
        costly[: len(self.columns)] = False
        true = np.where(costly, 0, x)
        broken = np.isin(self.problem.row_of_entry(), self.problem.broken_rows(true))
        needed = self.problem.row_columns[broken]
        true[needed[costly[needed]]] = 1
        return true

    def chosen_outcomes(self, x: Ints) -> tuple[Ints, Ints, Bools]:
        """Outcomes of a choice, the step of each, and whether it is one side of an exchange, sorted by unit."""
        members = np.flatnonzero(x[self.columns.column_of_member])
        outcome = self.columns.members[members]
        order = np.argsort(self.columns.outcomes.unit[outcome], kind="stable")
        return outcome[order], self.columns.step[members][order], self.columns.exchange[members][order]


def formulate(night: Night, *, spare: int = 0) -> Formulation:
    """Columns, rows and tiers of docs/model.md.

    Parameters
    ----------
    spare : columns too that would fit only if every limit had so many units more; the rows leave them no room. Every
        limit has rows of its own then, also where another one with less room implies it.
    """
    candidates = Candidates.of(night)
    counted = read_resources(night)
    resources = counted if night.policy.rules["resource"].in_force(night.night) else counted.without_limits()
    columns = build_columns(night, single_outcomes(night, candidates), resources.with_spare(spare))
    chosen_from = columns.without_idle_outcomes()
    builder = rows_of(night, chosen_from, resources if spare else resources.binding())
    costs = _costs_of_auxiliary(night, builder)
    measures = measure(night, candidates, counted, chosen_from, costs[:-1, : len(columns)])
    costs[-1, : len(columns)] = _canonical(columns)
    costs.flags.writeable = False  # so that the problem needs no copy
    problem = AllocationProblem(
        costs=costs,
        tolerances=[*(tier.tolerance for tier in night.policy.tiers), 0],
        tier_names=[*(tier.name for tier in night.policy.tiers), CANONICAL],
        unclaimed_tiers=[CANONICAL],
        **builder.finish(),
    )
    return Formulation(night, candidates, resources, columns, measures, problem, tuple(builder.meanings))


def rows_of(night: Night, columns: Columns, resources: Resources) -> RowBuilder:
    """Everything that must hold of a choice of columns."""
    builder = RowBuilder(len(columns))
    _add_cover(builder, night, columns)
    use = resource_use(columns, resources, night.policy.parameters["chains"]["max_depth"])
    add_resource_rows(builder, night, columns, use)
    add_exchange_rows(builder, columns)
    add_plan_rows(builder, night, columns, use)
    add_family_columns(builder, night, columns)
    add_tightening_rows(builder, night, columns, use)
    return builder


def _add_cover(builder: RowBuilder, night: Night, columns: Columns) -> None:
    """Every unit exactly once.

    Raises
    ------
    RefusedError
        A pin that leaves a unit nothing, as its program has no room whoever leaves.
    """
    units = columns.of(columns.outcomes.unit)
    without = np.setdiff1d(np.arange(len(night.units)), units)
    bare = [night.units[position].unit_id for position in without.tolist()]
    if bare:
        raise RefusedError(
            f"decisions.{', '.join(bare)}: the program accepted has no room, whoever leaves it; withdraw the decision."
        )
    names = [f"cover:{unit.unit_id}" for unit in night.units]
    ones, meanings = np.ones(len(units)), [(COVER, unit.unit_id) for unit in night.units]
    builder.add(names, units, columns.column_of_member, ones, lower=1, upper=1, cover=True, meanings=meanings)


def _costs_of_auxiliary(night: Night, builder: RowBuilder) -> Ints:
    """Tier costs of all columns, those of auxiliary ones filled in; the last tier is the canonical order by id."""
    auxiliary = np.array(
        [[costs.get(tier.name, 0) for costs in builder.aux_costs] for tier in night.policy.tiers], dtype=np.int64
    )
    num_tiers = len(night.policy.tiers)
    costs = np.zeros((num_tiers + 1, builder.num_columns + len(builder.aux_costs)), dtype=np.int64)
    costs[:-1, builder.num_columns :] = auxiliary.reshape(num_tiers, len(builder.aux_costs))
    return costs


def _canonical(columns: Columns) -> Ints:
    """Earlier programs (by id) for earlier units, earlier steps: position of each outcome among its unit's."""
    units = columns.outcomes.unit
    _, first = np.unique(units, return_index=True)
    rank = np.arange(len(units)) - np.repeat(first, np.diff([*first, len(units)]))
    steps: Ints = np.add.reduceat(columns.step, columns.starts[:-1]) if len(columns) else columns.step
    return columns.summed(rank) * (int(columns.step.max(initial=0)) + 1) + steps
