"""Several states on one night: copies of the state's geography, mirrored at its borders, each with children of its own.

Neighbours are mirror images at a common border, so that towns on both sides of it lie as near to each other as those
of real neighbours do, and some children have the nearest program for them in the other state. No map of real states.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from socopt.domain import Instance, Manifest, schema
from socopt.domain.schema import Table
from socopt.errors import UsageError
from socopt.synth.border import approve_across_borders
from socopt.synth.geography import outlines
from socopt.synth.night import Order, make_night, ticket

BLOCK = 4  # states around one corner: the first, its images at two borders, and at both
BLOCKS_APART = 8.0  # degrees of longitude
NEAR_BORDER = 0.4  # degrees [R]
SEEDS_APART = 1_000  # between the seeds of a night and those of its states
OWN_NAMES = frozenset({"trait", "tribe_id", "scope"})  # ids that mean the same in every state
MORE_STATES = ("XA", "XB", "XC", "XD", "XE", "XF", "XG", "XH", "XI")  # codes that no state has


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Where a state lies: its code, and how the geography is mirrored and moved."""

    state: str
    north: bool
    west: bool
    shift: float

    def lat(self, lat: pd.Series) -> pd.Series:
        """Latitudes in the copy."""
        return (2 * _north_border() - lat).round(5) if self.north else lat

    def lon(self, lon: pd.Series) -> pd.Series:
        """Longitudes in the copy."""
        return ((2 * _west_border() - lon if self.west else lon) + self.shift).round(5)


def make_states(order: Order, count: int) -> Instance:
    """One night of several states: about as many children in each, and some approved for programs across a border.

    Raises
    ------
    UsageError : more states than there are codes for, or what one state's night refuses.
    """
    if count > most_states():
        too_many, most = order.parameters.children, most_states() * order.parameters.children // count
        raise UsageError(
            f"children: {too_many} is too many; {most_states()} states, about {most} children, are possible"
        )
    total = order.parameters.children
    copies = [_copy(number) for number in range(count)]
    nights = []
    for number, copy in enumerate(copies):
        children = total * (number + 1) // count - total * number // count
        parameters = replace(order.parameters, children=children)
        seed = order.seed * SEEDS_APART + number
        nights.append(_moved(make_night(replace(order, parameters=parameters, seed=seed)), copy))
    return approve_across_borders(_joined(order, nights), order.seed)


def most_states() -> int:
    """How many states a night can have."""
    return 1 + len(MORE_STATES)


def _copy(number: int) -> Copy:
    state = ("MA", *MORE_STATES)[number]
    block, corner = divmod(number, BLOCK)
    return Copy(state=state, north=corner in (1, 3), west=corner in (2, 3), shift=-BLOCKS_APART * block)


@cache
def _north_border() -> float:
    return round(max(float(outline.bounds[3]) for outline in outlines().values()), 5)


@cache
def _west_border() -> float:
    return round(min(float(outline.bounds[0]) for outline in outlines().values()), 5)


def _moved(night: Instance, copy: Copy) -> Instance:
    """The night of one state under ids of its own, where the copy lies."""
    night = night.replace(programs=_with_border_agreements(night.table("programs")))
    tables = {name: _of_copy(night.table(name), table, copy) for name, table in schema().tables.items()}
    tables["areas"]["state"] = copy.state
    tables["areas"]["name"] += f" ({copy.state})"
    tables["regions"]["name"] += f" ({copy.state})"
    in_state = tables["programs"]["state"] == night.manifest.state
    tables["programs"].loc[in_state, "state"] = copy.state
    return night.replace(**tables)


def _with_border_agreements(programs: pd.DataFrame) -> pd.DataFrame:
    """Homes and programs near a border serve children of both sides."""
    north = (programs["lat"] - _north_border()).abs() < NEAR_BORDER
    west = (programs["lon"] - _west_border()).abs() < NEAR_BORDER
    open_to_all = (programs["service"] == "placement") & (programs["open_to"] == "any")
    programs.loc[(north | west) & open_to_all, "catchment"] = "state"
    return programs


def _of_copy(frame: pd.DataFrame, table: Table, copy: Copy) -> pd.DataFrame:
    for column in table.columns.values():
        known = frame[column.name].notna()
        if not known.any():
            continue
        if column.type == "id" and column.name not in OWN_NAMES:
            frame.loc[known, column.name] = f"{copy.state}-" + frame.loc[known, column.name]
        elif column.name.endswith("lat"):
            frame[column.name] = copy.lat(frame[column.name])
        elif column.name.endswith("lon"):
            frame[column.name] = copy.lon(frame[column.name])
        elif column.type == "geometry":
            frame[column.name] = pd.Series([_mirrored(outline, copy) for outline in frame[column.name]], dtype="object")
    return frame


def _mirrored(outline: BaseGeometry, copy: Copy) -> BaseGeometry:
    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([copy.lon(pd.Series(points[:, 0])), copy.lat(pd.Series(points[:, 1]))])

    moved: BaseGeometry = shapely.transform(outline, move).normalize()
    return moved


def _joined(order: Order, nights: list[Instance]) -> Instance:
    first = nights[0].manifest
    manifest = Manifest(
        name=f"{len(nights)} states, synthetic night {order.seed}",
        night=first.night,
        state=first.state,
        lottery_key=first.lottery_key,
        origin={**first.origin, "seed": order.seed, "children": order.parameters.children, "states": len(nights)},
    )
    tables = {name: pd.concat([night.table(name) for night in nights], ignore_index=True) for name in schema().tables}
    key = manifest.lottery_key or ""
    tables["needs"]["lottery_ticket"] = [ticket(key, line_id) for line_id in tables["needs"]["line_id"]]
    return Instance(manifest, tables)
