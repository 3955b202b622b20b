"""What a match returns."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socopt.domain import Instance, Plan, TierResult
from socopt.errors import StoppedError

if TYPE_CHECKING:
    import geopandas
    import pandas as pd


@dataclass(frozen=True, eq=False, kw_only=True)
class MatchResult:
    """A plan with its proof, or the fact that none was found before a limit.

    ``status`` is optimal (every tier proven), feasible (stopped with a plan) or no_solution; ``seconds`` runs from the
    instance in memory to the last proof; ``troubles`` backends of the solver that failed on the way, in words.
    """

    instance: Instance
    status: str
    best_plan: Plan | None
    seconds: float
    troubles: tuple[str, ...] = ()

    @property
    def plan(self) -> Plan:
        """The plan.

        Raises
        ------
        StoppedError
            There is none.
        """
        if self.best_plan is None:
            raise StoppedError("no plan was found before the limit.")
        return self.best_plan

    @property
    def tiers(self) -> tuple[TierResult, ...]:
        return () if self.best_plan is None else self.best_plan.tiers

    @property
    def counts(self) -> Mapping[str, int]:
        """Recommendations by kind."""
        return Counter(row.kind for row in self.best_plan.recommendations) if self.best_plan else Counter()

    @property
    def lines(self) -> int:
        """Units in play (an option group counts as one line)."""
        return sum(self.counts.values())

    @property
    def unserved(self) -> int:
        return self.counts.get("unserved", 0)

    @property
    def served(self) -> int:
        """Units with any outcome but unserved; children who keep their bed among them."""
        return self.lines - self.unserved

    def summary(self) -> str:
        """A few lines of text."""
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(self.counts.items()))
        rows = [
            f"{tier.name:<18}{tier.value:>10}{_bound(tier):>10}  {tier.proof if tier.proven else 'not proven'}"
            for tier in self.tiers
        ]
        return "\n".join(
            [
                f"{self.status}: {self.lines} lines ({counted or 'none'})",
                f"{'tier':<18}{'value':>10}{'bound':>10}",
                *rows,
            ]
        )

    def to_frame(self) -> "pd.DataFrame":
        """Recommendations as a table."""
        import pandas as pd

        from socopt.domain.plan import COLUMNS

        rows = [[getattr(row, name) for name in COLUMNS] for row in self.plan.recommendations]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        frame["flags"] = [";".join(flags) for flags in frame["flags"]]
        return frame

    def to_geodataframe(self) -> "geopandas.GeoDataFrame":
        """Recommendations as lines from home to program (points where a child stays unplaced), EPSG:4326."""
        import geopandas
        from shapely.geometry import LineString, Point

        shapes: list[Any] = []
        for row in self.plan.recommendations:
            child = self.instance.children[row.child_id]
            office = self.instance.areas[child.home_area_id]
            home = (office.office_lon, office.office_lat)
            if child.home_lon is not None and child.home_lat is not None:
                home = (child.home_lon, child.home_lat)
            program = self.instance.programs.get(row.program_id or "")
            shapes.append(Point(home) if program is None else LineString([home, (program.lon, program.lat)]))
        return geopandas.GeoDataFrame(self.to_frame(), geometry=shapes, crs=self.instance.manifest.crs)

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the plan folder."""
        from socopt.io import write_plan

        write_plan(self.plan, path, overwrite=overwrite)
        return Path(path)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data, as the command line prints it."""
        return {
            "status": self.status,
            "tiers": [tier.to_dict() for tier in self.tiers],
            "lines": self.lines,
            "served": self.served,
            "unserved": self.unserved,
            "stays": self.counts.get("stay", 0),
            "seconds": round(self.seconds, 3),
            **({"troubles": list(self.troubles)} if self.troubles else {}),
            "input_hash": self.instance.input_hash,
        }


def _bound(tier: TierResult) -> str:
    return "unknown" if tier.bound is None else str(tier.bound)
