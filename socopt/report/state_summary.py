"""The statewide summary: counts only, small ones withheld, unless the state asked for identified figures."""

from dataclasses import dataclass
from functools import cached_property

from socopt.domain import Plan
from socopt.errors import UsageError
from socopt.policy import Night
from socopt.report.aggregates import Aggregates, NightFacts, aggregates_for, night_facts
from socopt.report.figures import KINDS, Drawn, draw, text_of
from socopt.report.tables.count_sheets import count_sheets
from socopt.report.tables.night_tables import about_rows, night_tables
from socopt.report.tables.sheet import Sheet
from socopt.report.viewer import Viewer

SENTENCES = ("waiting", "outside", "open_beds", "occupancy", "flows")


@dataclass(frozen=True, eq=False)
class StateSummary:
    """A night of the whole state in counts by Region, Area, setting and waiting band, and the plan's tiers."""

    night: Night
    plan: Plan
    facts: NightFacts
    aggregates: Aggregates

    @property
    def sentences(self) -> tuple[str, ...]:
        """The night in five sentences or so, each with its largest values."""
        return tuple(text_of(self.aggregates, name) for name in SENTENCES)

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """Counts by Area, and the tiers; lists of children only where identified."""
        return night_tables(self.night, self.plan, self.facts, self.aggregates)

    @property
    def counts(self) -> tuple[Sheet, ...]:
        """The counts alone."""
        return count_sheets(self.aggregates)

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """Night, scope, hashes, and what is withheld."""
        return tuple(about_rows(self.night, self.plan, self.aggregates, self.sheets))

    def figures(self, names: tuple[str, ...] = tuple(KINDS)) -> tuple[Drawn, ...]:
        """Figures, static and to explore."""
        return draw(self.aggregates, names)


def state_summary(night: Night, plan: Plan, viewer: Viewer) -> StateSummary:
    """Count a night for the state.

    Raises
    ------
    UsageError
        Where the viewer is not the state.
    """
    if not viewer.state:
        raise UsageError("the statewide summary is for the state; a Region or an Area has its own report.")
    facts = night_facts(night, plan)
    return StateSummary(night, plan, facts, aggregates_for(facts, viewer))
