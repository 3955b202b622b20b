"""What a simulation found: every measure of every scenario, with its interval, and beside doing nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from socopt.simulation.intervals import Estimate
from socopt.simulation.tally import MEASURES

if TYPE_CHECKING:
    import pandas as pd

EVERYONE, POPULATION = "all children", "population"
TRUE_WORLD = "as it is"
PERTURBED = ("waits", "waits_over_30", "mean_wait", "without_bed", "unsafe", "occupancy")  # measures of the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One measure of one group in one scenario, of one world; ``change`` is against doing nothing."""

    world: str
    scenario: str
    group: str
    measure: str
    estimate: Estimate
    change: Estimate | None


@dataclass(frozen=True, kw_only=True, eq=False)
class SimulationResult:
    """All that was found, and on what.

    ``population`` are the traits of the children counted apart, any of several combinations; empty where none are.
    """

    name: str
    night: str
    desk: str
    days: int
    warm_up: int
    replications: int
    seed: int
    intervals: str
    population: tuple[tuple[str, ...], ...]
    scenarios: Mapping[str, str]
    findings: tuple[Finding, ...]

    def find(
        self, measure: str, scenario: str = "do nothing", group: str = EVERYONE, world: str = TRUE_WORLD
    ) -> Finding:
        """One finding.

        Raises
        ------
        KeyError : there is no such one.
        """
        for each in self.findings:
            if (each.measure, each.scenario, each.group, each.world) == (measure, scenario, group, world):
                return each
        raise KeyError(f"no finding of {measure!r} for {group!r} in {scenario!r}, world {world!r}")

    def summary(self) -> str:
        """A page of text."""
        lines = [
            f"{self.name}, from the night of {self.night}: {self.days:,} nights simulated, the first {self.warm_up:,} "
            "not counted",
            f"{self.replications} run{'s' * (self.replications > 1)} of each scenario with the same children, "
            f"{self.desk} desk, seed {self.seed}; {self.intervals}",
            "",
            *(f"{name:<16} {text}" for name, text in self.scenarios.items()),
        ]
        for group, title in self._groups():
            lines += ["", title, *self._table(group)]
        return "\n".join([*lines, *self._perturbations()])

    def _groups(self) -> Sequence[tuple[str, str]]:
        chosen = " or ".join(" + ".join(traits) for traits in self.population)
        return [(EVERYONE, "All children"), *([(POPULATION, f"Children with {chosen}")] if self.population else [])]

    def _table(self, group: str) -> list[str]:
        names = list(self.scenarios)
        rows = [[""] + names]
        for measure, about in MEASURES.items():
            cells = [self.find(measure, name, group).estimate for name in names]
            if any(cell.value is not None for cell in cells):
                rows.append([f"{about.title} ({about.unit})", *(_cell(cell, about.decimals) for cell in cells)])
                changes = [self.find(measure, name, group).change for name in names]
                if any(change is not None for change in changes):
                    rows.append(["  change", "", *(_cell(c, about.decimals, signed=True) for c in changes[1:] if c)])
        return _aligned(rows)

    def _perturbations(self) -> list[str]:
        worlds = list(dict.fromkeys(each.world for each in self.findings))
        if len(worlds) < 2:
            return []
        lines = ["", "If the world were other than assumed"]
        group = POPULATION if self.population else EVERYONE
        for scenario in self.scenarios:
            rows = [[scenario, *worlds]]
            for measure in PERTURBED:
                about = MEASURES[measure]
                cells = [self.find(measure, scenario, group, world).estimate for world in worlds]
                if any(cell.value is not None for cell in cells):
                    rows.append([f"{about.title} ({about.unit})", *(_cell(cell, about.decimals) for cell in cells)])
            lines += _aligned(rows)
        return lines

    def to_frame(self) -> "pd.DataFrame":
        """One row per world, scenario, group and measure."""
        import pandas as pd

        return pd.DataFrame([_row(each) for each in self.findings])

    def to_dict(self) -> dict[str, Any]:
        """One object for machines."""
        about = {name: getattr(self, name) for name in
                 ("name", "night", "desk", "days", "warm_up", "replications", "seed", "intervals")}  # fmt: skip
        return {
            **about,
            "population": [list(traits) for traits in self.population],
            "scenarios": dict(self.scenarios),
            "measures": {name: {"title": m.title, "unit": m.unit} for name, m in MEASURES.items()},
            "findings": [_row(each) for each in self.findings],
        }


def _row(finding: Finding) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(finding, name) for name in ("world", "scenario", "group", "measure")}
    row |= asdict(finding.estimate)
    change = finding.change or Estimate(value=None)
    return {**row, "change": change.value, "change_low": change.low, "change_high": change.high}


def _cell(estimate: Estimate, decimals: int, *, signed: bool = False) -> str:
    if estimate.value is None:
        return "-"
    sign = "+" if signed else ""
    text = f"{estimate.value:{sign},.{decimals}f}"
    return f"{text} ({estimate.low:{sign},.{decimals}f} to {estimate.high:{sign},.{decimals}f})"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows if column < len(row)) for column in range(len(rows[0]))]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]
