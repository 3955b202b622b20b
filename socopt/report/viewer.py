"""Who reads a report, and which children that reader may see as children."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from socopt.domain import Instance
from socopt.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A Region's desk, an Area's agency, or the state; exactly one of the three.

    ``area_ids`` are the Areas whose children the viewer may see. The state sees aggregates, and no child unless
    ``identified``.
    """

    region_id: str | None = None
    area_id: str | None = None
    state: bool = False
    identified: bool = False
    area_ids: frozenset[str] = frozenset()
    _home_area_of: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def sees_child(self, child_id: str) -> bool:
        """Whether id, traits, places and reasons of the child may be shown."""
        if self.state:
            return self.identified
        return self._home_area_of.get(child_id) in self.area_ids

    def sees_counts_of(self, area_id: str | None) -> bool:
        """Whether exact small counts of an Area's children may be shown."""
        return self.identified if self.state else area_id in self.area_ids


def viewer_of(
    instance: Instance,
    *,
    region_id: str | None = None,
    area_id: str | None = None,
    state: bool = False,
    identified: bool = False,
) -> Viewer:
    """The viewer of one Region, one Area or the state.

    Raises
    ------
    UsageError
        Where not exactly one of the three is named, or it is not in the instance.
    """
    if sum((region_id is not None, area_id is not None, state)) != 1:
        raise UsageError("a report is for one Region, for one Area, or for the state: name exactly one of them.")
    if identified and not state:
        raise UsageError("identified is for the statewide summary; a Region or an Area sees its own children anyway.")
    return Viewer(
        region_id=region_id,
        area_id=area_id,
        state=state,
        identified=identified,
        area_ids=_areas(instance, region_id, area_id),
        _home_area_of={child.child_id: child.home_area_id for child in instance.children.values()},
    )


def _areas(instance: Instance, region_id: str | None, area_id: str | None) -> frozenset[str]:
    if area_id is not None:
        return frozenset({_known("Area", area_id, instance.areas)})
    if region_id is not None:
        _known("Region", region_id, {area.region_id: area for area in instance.areas.values()})
        return frozenset(area.area_id for area in instance.areas.values() if area.region_id == region_id)
    return frozenset(instance.areas)


def _known(noun: str, name: str, known: Mapping[str, object]) -> str:
    if name not in known:
        raise UsageError(f"{noun} {name!r} is not in the instance, expected one of {', '.join(sorted(known))}.")
    return name
