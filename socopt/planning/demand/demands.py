"""The demand of several populations, as one table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from socopt.planning.demand.demand import Demand

WIDTHS = (8, 27, 17, 30, 26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """Demand of several populations; ``nobody`` says which declared ones no child belongs to."""

    demands: tuple[Demand, ...]
    nobody: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Demand]:
        return iter(self.demands)

    def __len__(self) -> int:
        return len(self.demands)

    def to_frame(self) -> pd.DataFrame:
        """One row for each population and Area, and one for all Areas of a population."""
        return pd.concat([demand.to_frame() for demand in self.demands], ignore_index=True)

    def to_dict(self) -> dict[str, Any]:
        return {"populations": [demand.to_dict() for demand in self.demands], "nobody": list(self.nobody)}

    def summary(self, *, by_area: bool = False) -> str:
        """A table of the populations, all Areas together; with ``by_area`` a row for each Area, too."""
        head = ("tonight", "come a year", "days of stay", "mean census", "census of a night")
        lines = [
            f"Demand in {self.demands[0].years:.1f} years of history: means, and 90 % intervals"
            if self.demands
            else "",
            f"{'':<30}" + "".join(f"{word:>{width}}" for word, width in zip(head, WIDTHS, strict=True)),
        ]
        for demand in self.demands:
            lines.append(_row(demand.population.id, demand))
            if by_area:
                lines.extend(
                    f"  {area:<28}   no child came from here; no figure" if area in demand.unseen
                    else _row(f"  {area}", demand.of([area]))
                    for area in demand.areas
                )  # fmt: skip
        return "\n".join([*lines, *self._notes()])

    def _notes(self) -> Iterator[str]:
        unplaced = [f"{demand.population.id} {demand.unplaced}" for demand in self.demands if demand.unplaced]
        if unplaced:
            yield f"In care tonight, but in no program yet, and not counted: {', '.join(unplaced)}."
        unsteady = [demand.population.id for demand in self.demands if not demand.steady]
        if unsteady:
            yield (
                "The census at the beginning of the history does not fit what came after, so that only what came after "
                f"was used: {', '.join(unsteady)}."
            )
        unseen = self.demands[0].unseen if self.demands else ()
        if unseen:
            yield f"No child came from {', '.join(unseen)} in the history: no figure is stated for these Areas."
        yield from self.nobody


def _row(name: str, demand: Demand) -> str:
    figures = demand.intervals()
    cells = (
        f"{int(demand.tonight.sum()):,}",
        figures["arrivals_a_year"].text(),
        figures["stay_days"].text(0),
        figures["mean_census"].text(),
        figures["census"].text(0),
    )
    return f"{name[:29]:<30}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
