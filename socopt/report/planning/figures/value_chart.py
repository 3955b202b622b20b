"""What each further bed gives."""

from typing import TYPE_CHECKING

import numpy as np

from socopt.report.figures.style import BLUES, INK, ORANGES, RULE, bare, new_axes, styled
from socopt.report.planning.case import Case

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def value_chart(case: Case, ax: "Axes | None" = None) -> "Axes":
    """Bars: children a night who would otherwise be without; line: how often the bed is used."""
    beds = case.value.beds
    at = np.array([bed.bed for bed in beds])
    with styled():
        ax = ax or new_axes(2.3, left=0.75, top=0.34, bottom=0.48)
        used = np.array([bed.used.mean for bed in beds])
        ax.bar(at, used, width=0.86, color=BLUES[1], linewidth=0, label="bed is used (share of nights)")
        total = np.array([bed.children.mean for bed in beds])
        ax.bar(at, total, width=0.5, color=ORANGES[1], linewidth=0, label="children who would go without")
        low = total - np.array([bed.children.low for bed in beds])
        high = np.array([bed.children.high for bed in beds]) - total
        sure = np.isfinite(low) & np.isfinite(high) & (low + high > 0)
        ax.errorbar(
            at[sure], total[sure], yerr=[low[sure], high[sure]], fmt="none", ecolor=INK, elinewidth=1, capsize=2
        )
        ax.axhline(0, color=RULE, linewidth=0.8)
        ax.set_xticks(at[:: max(1, len(at) // 20)])
        ax.set_xlabel("bed")
        ax.set_ylabel("children a night")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, borderaxespad=0.2, borderpad=0, columnspacing=1.2)
        bare(ax, grid="y")
    return ax
