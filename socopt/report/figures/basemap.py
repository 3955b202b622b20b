"""Outlines of Areas on a plane, simplified alike on both sides of a border, with a point in each for its figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from socopt.report.aggregates import Aggregates
from socopt.report.figures.labels import Box, place_labels
from socopt.report.figures.style import BORDER, HALO, LAND, MUTED, WIDTH, WITHHELD, ink_on, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INSET_SIDE = 0.38  # of the width of the map
FONT = 7.0
METRES_OF_DETAIL = 200
CROWDED_WITHIN = 0.075  # of the width of the map
CROWD = 4


@dataclass(frozen=True, eq=False, kw_only=True)
class Basemap:
    """Areas in metres of an equal-area projection about their middle.

    ``outlines`` may hold None; ``points`` are the points of outlines farthest from their borders, else Area Offices;
    ``detail`` is the window (west, south, east, north) that an inset enlarges, None where nothing is crowded.
    """

    areas: pd.DataFrame
    outlines: pd.Series
    points: pd.DataFrame
    detail: Box | None

    @property
    def land(self) -> Box:
        """West, south, east, north of all outlines and points, with a margin."""
        boxes = [shape.bounds for shape in self.outlines if shape is not None]
        boxes += [(x, y, x, y) for x, y in self.points.to_numpy()]
        (west, south), (east, north) = np.array(boxes)[:, :2].min(axis=0), np.array(boxes)[:, 2:].max(axis=0)
        pad = max(east - west, north - south, 10_000) * 0.02
        return west - pad, south - pad, east + pad, north + pad

    @property
    def bounds(self) -> Box:
        """The land, and room for the inset below it."""
        west, south, east, north = self.land
        if self.detail is not None:
            south = min(south, self._land_above_inset(west, east) - INSET_SIDE * 1.12 * (east - west))
        return west, south, east, north

    def _land_above_inset(self, west: float, east: float) -> float:
        """Lowest point of the land over the inset, which stands in the lower left corner."""
        from shapely.geometry import box

        column = box(west, -1e9, west + INSET_SIDE * 1.03 * (east - west), 1e9)
        parts = [shape.intersection(column) for shape in self.outlines if shape is not None]
        lows = [part.bounds[1] for part in parts if not part.is_empty]
        return min(lows, default=float(self.points["y"].min()))

    @property
    def width(self) -> float:
        """Metres from west to east."""
        return self.bounds[2] - self.bounds[0]

    @property
    def crowded(self) -> tuple[str, ...]:
        """Areas whose point lies in the window of the inset."""
        if self.detail is None:
            return ()
        west, south, east, north = self.detail
        inside = self.points["x"].between(west, east) & self.points["y"].between(south, north)
        return tuple(self.points.index[inside])

    @property
    def enlarged(self) -> float:
        """How much larger the inset shows what it holds."""
        return 1.0 if self.detail is None else INSET_SIDE * self.width / (self.detail[2] - self.detail[0])

    def at(self, area_id: str) -> tuple[float, float]:
        """The point of an Area."""
        x, y = self.points.loc[[area_id]].to_numpy()[0]
        return float(x), float(y)

    @property
    def shape(self) -> float:
        """Height over width."""
        west, south, east, north = self.bounds
        return (north - south) / (east - west)


def basemap(aggregates: Aggregates, area_ids: Sequence[str] | None = None) -> Basemap:
    """The map of a viewer's Areas, or of those named."""
    return basemap_of(aggregates.areas if area_ids is None else aggregates.all_areas.loc[list(area_ids)])


def basemap_of(areas: pd.DataFrame) -> Basemap:
    """The map of some Areas, a row each by area_id: ``name``, ``office_lat``, ``office_lon`` and ``geometry``."""
    import geopandas

    offices = geopandas.points_from_xy(areas["office_lon"], areas["office_lat"], crs="EPSG:4326")
    crs = f"+proj=laea +lat_0={areas['office_lat'].mean():.4f} +lon_0={areas['office_lon'].mean():.4f} +units=m"
    outlines = geopandas.GeoSeries(areas["geometry"].where(areas["geometry"].notna(), None).tolist(), crs="EPSG:4326")
    flat = _simplified(outlines.to_crs(crs))
    office_points = geopandas.GeoSeries(offices).to_crs(crs)
    points = [office if shape is None else _middle(shape) for shape, office in zip(flat, office_points, strict=True)]
    frame = pd.DataFrame({"x": [point.x for point in points], "y": [point.y for point in points]}, index=areas.index)
    return Basemap(
        areas=areas, outlines=pd.Series(flat, index=areas.index, dtype=object), points=frame, detail=_crowd(frame)
    )


def map_axes(base: Basemap) -> "Axes":
    """Axes as high as the map asks, with room for title and legend."""
    side = 0.1
    height = min((WIDTH - 2 * side) * base.shape, 5.0)
    margin = (WIDTH - height / base.shape) / 2
    return new_axes(height, left=margin, right=margin, top=0.34, bottom=0.46)


def draw_maps(
    ax: "Axes", base: Basemap, colors: Mapping[str, str] | None = None
) -> Iterator[tuple["Axes", list[str], float]]:
    """Draw the land, and an inset that enlarges what is crowded; hand out each with its Areas and its enlargement."""
    from matplotlib.patches import Rectangle

    _draw_land(ax, base, colors)
    _frame_on(ax, base.bounds)
    ax.set_axis_off()
    inside = base.crowded
    yield ax, [area_id for area_id in base.areas.index if area_id not in inside], 1.0
    if base.detail is None:
        return
    west, south, east, north = base.detail
    window = Rectangle((west, south), east - west, north - south, fill=False, edgecolor=MUTED, linewidth=0.9, zorder=9)
    ax.add_patch(window)
    inset = ax.inset_axes((0.0, 0.0, INSET_SIDE, INSET_SIDE / base.shape))
    _draw_land(inset, base, colors)
    _frame_on(inset, base.detail)
    inset.set(xticks=[], yticks=[])
    for spine in inset.spines.values():
        spine.set(edgecolor=MUTED, linewidth=0.9)
    yield inset, list(inside), base.enlarged


def name_areas(
    ax: "Axes",
    base: Basemap,
    words: Mapping[str, str],
    *,
    radii: Mapping[str, float] | None = None,
    grounds: Mapping[str, str] | None = None,
) -> None:
    """Names of Areas and a number under each, beside their circles of ``radii`` metres, else on their points.

    ``grounds`` are the colours the texts stand on; without them they stand on the land and have a light edge.
    """
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    size = FONT * (east - west) / _points_wide(ax)
    texts = {
        area_id: "\n".join(part for part in (_name(base, area_id), number) if part) for area_id, number in words.items()
    }
    points = {area_id: base.at(area_id) for area_id in words}
    room = radii or dict.fromkeys(words, 0.0)
    window = (west, south, east, north)
    obstacles = [base.detail] if base.detail is not None and not ax.axison else []
    placed = place_labels(texts, points, room, size=size, window=window, centred=radii is None, obstacles=obstacles)
    for number, (area_id, label) in enumerate(placed.items()):
        ground = (grounds or {}).get(area_id, "#ffffff")
        shown = ax.text(
            label.x,
            label.y,
            texts[area_id],
            ha=label.ha,
            va=label.va,
            multialignment=label.ha,
            color=ink_on(ground),
            fontsize=FONT,
            zorder=8,
            linespacing=1.05,
            clip_on=True,
        )
        shown.set_gid(f"{HALO}{ground[1:]}-{id_of(ax)}-{number}")


def id_of(ax: "Axes") -> str:
    """``map`` or ``inset``: the window of an axes, for ids that repeat themselves."""
    return "inset" if ax.axison else "map"


def _name(base: Basemap, area_id: str) -> str:
    return str(base.areas.loc[area_id, "name"])


def _points_wide(ax: "Axes") -> float:
    """Width of the axes in points, about: a map takes all the figure, its inset a part of it."""
    figure = ax.get_figure()
    assert figure is not None
    inches = float(figure.get_figure(root=True).get_size_inches()[0]) * 0.97
    return 72 * inches * (INSET_SIDE if ax.axison else 1.0)


def _draw_land(ax: "Axes", base: Basemap, colors: Mapping[str, str] | None) -> None:
    from matplotlib.patches import PathPatch

    for area_id, shape in base.outlines.items():
        if shape is None:
            continue
        fill = LAND if colors is None else colors[str(area_id)]
        hatch = "/////" if fill == WITHHELD else None
        edge = BORDER if colors is None else "#ffffff"
        ax.add_patch(PathPatch(_path(shape), facecolor=fill, edgecolor=edge, linewidth=0.7, hatch=hatch, zorder=1))
    ax.set_aspect("equal")


def _frame_on(ax: "Axes", window: Box) -> None:
    ax.set_xlim(window[0], window[2])
    ax.set_ylim(window[1], window[3])


def _simplified(outlines: Any) -> list[Any]:
    import shapely

    shapes: list[Any] = outlines.tolist()
    there = [number for number, shape in enumerate(shapes) if shape is not None]
    for number, shape in zip(
        there, shapely.coverage_simplify([shapes[n] for n in there], METRES_OF_DETAIL), strict=True
    ):
        shapes[number] = shape
    return shapes


def _middle(shape: Any) -> Any:
    """The point of an outline that is farthest from its border, where a name has the most room."""
    import shapely

    return shapely.Point(shapely.maximum_inscribed_circle(shape, tolerance=METRES_OF_DETAIL).coords[0])


def _crowd(points: pd.DataFrame) -> Box | None:
    xy = points.to_numpy()
    width = float(np.ptp(xy[:, 0])) if len(xy) else 0.0
    reach = CROWDED_WITHIN * width
    if len(xy) <= 2 * CROWD or not reach:
        return None
    near = (np.abs(xy[:, None, :] - xy[None, :, :]) <= reach).all(axis=2)
    centre = int(near.sum(axis=1).argmax())
    if near[centre].sum() < CROWD:
        return None
    crowd = xy[near[centre]]
    middle = (crowd.min(axis=0) + crowd.max(axis=0)) / 2
    half = max(reach, float((crowd.max(axis=0) - crowd.min(axis=0)).max()) / 2 * 1.25)
    return middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half


def _path(shape: Any) -> Any:
    from matplotlib.path import Path

    polygons = shape.geoms if shape.geom_type == "MultiPolygon" else [shape]
    rings = [np.asarray(ring.coords)[:, :2] for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
