"""A map of Areas shaded by class, with the site of a program."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from socopt.report.figures.basemap import Basemap, basemap_of, draw_maps, map_axes, name_areas
from socopt.report.figures.style import INK, MUTED, ORANGES, WITHHELD, legend_below, styled, title
from socopt.report.planning.case import Case

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def shaded_map(
    case: Case,
    ax: "Axes | None",
    *,
    shades: Mapping[str, str],
    words: Mapping[str, str],
    classes: Sequence[tuple[str, str]],
    heading: str,
    note: str,
) -> "Axes":
    """Draw Areas in their colour with a word in each.

    Parameters
    ----------
    shades, words : by area_id. classes : colour and name, in the order of the legend.
    """
    from matplotlib.patches import Patch

    base = basemap_of(case.areas)
    with styled():
        ax = ax or map_axes(base)
        for axes, area_ids, _ in draw_maps(ax, base, shades):
            name_areas(axes, base, {area_id: words.get(area_id, "") for area_id in area_ids}, grounds=shades)
            _mark_site(axes, base, case, area_ids)
        handles = [
            Patch(
                facecolor=color,
                edgecolor=MUTED,
                linewidth=0.4,
                label=name,
                hatch="/////" if color == WITHHELD else None,
            )
            for color, name in classes
        ]
        legend_below(ax, handles, note)
        title(ax, heading)
    return ax


def _mark_site(ax: "Axes", base: Basemap, case: Case, area_ids: Sequence[str]) -> None:
    """A diamond above the name of the Area that holds the program."""
    if case.site not in area_ids:
        return
    x, y = base.at(case.site)
    west, east = ax.get_xlim()
    ax.plot(
        [x], [y + 0.03 * (east - west)], marker="D", markersize=7, color=ORANGES[2], markeredgecolor="white", zorder=10,
        linestyle="none", markeredgewidth=1.2, gid="site", label=INK,
    )  # fmt: skip
