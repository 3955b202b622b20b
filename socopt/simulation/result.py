"""What a simulation found: every measure of every scenario, with its interval, and beside doing nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from socopt.simulation.group import Group
from socopt.simulation.intervals import Estimate
from socopt.simulation.tally import MEASURES

if TYPE_CHECKING:
    import pandas as pd

EVERYONE, POPULATION = "all children", "population"
TRUE_WORLD = "as it is"


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

    ``population`` are the groups of children counted apart, any of several; empty where none are.
    """

    name: str
    night: str
    desk: str
    days: int
    warm_up: int
    replications: int
    seed: int
    intervals: str
    population: tuple[Group, ...]
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
        from socopt.simulation.page import page_of

        return page_of(self)

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
            "population": [
                {"traits": list(each.traits), "ages": each.ages and list(each.ages), "sex": each.sex}
                for each in self.population
            ],
            "scenarios": dict(self.scenarios),
            "measures": {name: {"title": m.title, "unit": m.unit} for name, m in MEASURES.items()},
            "findings": [_row(each) for each in self.findings],
        }


def _row(finding: Finding) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(finding, name) for name in ("world", "scenario", "group", "measure")}
    row |= asdict(finding.estimate)
    change = finding.change or Estimate(value=None)
    return {**row, "change": change.value, "change_low": change.low, "change_high": change.high}
