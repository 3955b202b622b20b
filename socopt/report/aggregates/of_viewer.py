"""The counts of one night for one viewer: own Areas in full, others withheld where small."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from socopt.report.aggregates.counts import ALL, Counts, counts_of
from socopt.report.aggregates.facts import NightFacts
from socopt.report.aggregates.suppression import protect
from socopt.report.aggregates.words import (
    ELSEWHERE,
    OUT_OF_STATE,
    PLACES,
    SETTINGS,
    STANDINGS,
    WHERE,
    band_words,
)
from socopt.report.viewer import Viewer


@dataclass(frozen=True, eq=False, kw_only=True)
class Aggregates:
    """What may be shown to one viewer.

    ``waiting`` children by standing; ``bands`` the same children by how long they wait; ``outside`` children in
    programs by where the program lies, ``outside_after`` the same under the plan (None without one); ``flows`` by home
    Area and Area of the program; ``open_beds``, ``in_use`` and ``capacity`` by setting. ``areas`` are those with a row,
    with outlines; ``all_areas`` all of the instance.

    Beds are facts about programs, not about children: open ones are never withheld; licensed ones are where the beds in
    use are, which they would give away.
    """

    night: date
    viewer: Viewer
    areas: pd.DataFrame
    all_areas: pd.DataFrame
    waiting: Counts
    bands: Counts
    outside: Counts
    outside_after: Counts | None
    flows: Counts
    open_beds: Counts
    in_use: Counts
    capacity: Counts

    @property
    def tables(self) -> tuple[Counts, ...]:
        """All counts, in the order they are read."""
        after = () if self.outside_after is None else (self.outside_after,)
        beds = (self.open_beds, self.in_use, self.capacity)
        return (self.waiting, self.bands, self.outside, *after, self.flows, *beds)

    @property
    def withholds(self) -> bool:
        """Whether any cell is withheld."""
        return any(table.withheld for table in self.tables)


def aggregates_for(facts: NightFacts, viewer: Viewer) -> Aggregates:
    """Count a night for a viewer."""
    view = _View(facts, viewer)
    waiting, bands, outside, flows, in_use, capacity = protect(
        (view.waiting(), view.bands(), view.outside(""), view.flows(), view.in_use(), view.capacity()), view.may_see
    )
    after = protect((view.outside("after_"),), view.may_see)[0] if facts.planned else None
    return Aggregates(
        night=facts.night,
        viewer=viewer,
        areas=view.areas,
        all_areas=facts.areas,
        waiting=waiting,
        bands=bands,
        outside=outside,
        outside_after=after,
        flows=flows,
        open_beds=view.open_beds(),
        in_use=in_use,
        capacity=capacity,
    )


class _View:
    """A night as one viewer counts it: rows are the viewer's Areas; the state has its Regions above them."""

    def __init__(self, facts: NightFacts, viewer: Viewer) -> None:
        own = facts.areas.index.isin(list(viewer.area_ids))
        self.areas = facts.areas.loc[own]
        self._facts = facts
        self._viewer = viewer
        self._names = dict(self.areas["name"])
        self._tree: dict[str, Any] = {}
        if viewer.state:
            self._tree = {
                "parent_of": dict(self.areas["region_id"]),
                "parent_words": dict(zip(self.areas["region_id"], self.areas["region"], strict=True)),
            }

    def may_see(self, row: str) -> bool:
        """Whether small counts of a row may be shown; rows of the state's Regions hold several Areas."""
        return self._viewer.identified if self._viewer.state else self._viewer.sees_counts_of(row)

    def waiting(self) -> Counts:
        """Children in play, by home Area and standing."""
        children = self._facts.children
        counts = counts_of(
            children["home_area_id"],
            children["standing"],
            row_order=self._names,
            column_order=STANDINGS,
            name="waiting",
            title="Children who wait for a place",
            noun="child",
            **self._tree,
        )
        return replace(counts, keys=self._totals(counts, "in play"))

    def bands(self) -> Counts:
        """Children in play, by how long they have waited; the state by Region, others by Area."""
        children = self._facts.children
        words = dict(enumerate(band_words(self._facts.bands)))
        by_region = self._viewer.state
        regions = dict(zip(self.areas["region_id"], self.areas["region"], strict=True))
        counts = counts_of(
            children["home_region_id" if by_region else "home_area_id"],
            children["band"].map(lambda band: f"band_{band}", na_action="ignore"),
            row_order=regions if by_region else self._names,
            column_order={f"band_{band}": text for band, text in words.items()},
            name="bands",
            title="How long these children have waited",
            noun="child",
        )
        return replace(counts, keys=self._totals(counts, "in play"))

    def outside(self, prefix: str) -> Counts:
        """Children who live in programs, by where the program lies: tonight, or ``after_`` the plan."""
        children = self._placed(prefix)
        area, region = children[f"{prefix}place_area_id"], children[f"{prefix}place_region_id"]
        where = pd.Series("beyond", index=children.index)
        where = where.mask(region == children["home_region_id"], "region").mask(
            area == children["home_area_id"], "inside"
        )
        counts = counts_of(
            children["home_area_id"],
            where,
            row_order=self._names,
            column_order=WHERE,
            name=f"{prefix}outside",
            title="Where children live who are in programs" + (", after the plan" if prefix else ", tonight"),
            noun="child",
            **self._tree,
        )
        if prefix:
            return counts
        inside = {(row, "inside"): ("placed", row, row) for row in counts.leaves}
        return replace(counts, keys={**self._totals(counts, "placed"), **inside})

    def flows(self) -> Counts:
        """Children who live in programs, by home Area and the program's Area; other Areas' children are one row."""
        children = self._placed("")
        place = children["place_area_id"].fillna(OUT_OF_STATE)
        home = children["home_area_id"].where(children["home_area_id"].isin(list(self._names)), ELSEWHERE)
        mine = (home != ELSEWHERE) | place.isin(list(self._names))
        elsewhere = {} if (home != ELSEWHERE).all() else {ELSEWHERE: PLACES[ELSEWHERE]}
        counts = counts_of(
            home[mine],
            place[mine],
            row_order={**self._names, **elsewhere},
            column_order=self._destinations(place[mine]),
            name="flows",
            title="Home Area of children, and the Area they live in",
            noun="child",
            **self._tree,
        )
        diagonal = {(row, row): ("placed", row, row) for row in self._names}
        return replace(counts, keys={**self._totals(counts, "placed"), **diagonal})

    def _destinations(self, place: pd.Series) -> Mapping[str, str]:
        """Own Areas, then other Areas and states where a child of ours lives."""
        used = set(place)
        others = {row: name for row, name in self._facts.areas["name"].items() if row in used}
        out = {OUT_OF_STATE: PLACES[OUT_OF_STATE]} if OUT_OF_STATE in used else {}
        return {**self._names, **others, **out}

    def open_beds(self) -> Counts:
        """Beds that could take any child tonight, by Area and setting of the program."""
        return replace(self._beds("open_beds", "Open beds that could take a child tonight", "bed"), keys={})

    def in_use(self) -> Counts:
        """Beds occupied or held."""
        return self._beds("in_use", "Beds in use", "bed")

    def capacity(self) -> Counts:
        """Licensed beds."""
        return replace(self._beds("capacity", "Licensed beds", "bed"), counts_children=False)

    def _beds(self, column: str, title: str, noun: str) -> Counts:
        programs = self._facts.programs
        settings = set(programs["setting"])
        counts = counts_of(
            programs["area_id"],
            programs["setting"],
            weights=programs[column],
            row_order=self._names,
            column_order={code: words for code, words in SETTINGS.items() if code in settings},
            name=column,
            title=title,
            noun=noun,
            **self._tree,
        )
        cells = {(row, code): ("beds", row, code) for row in counts.leaves for code in counts.columns}
        return replace(counts, keys=cells)

    def _placed(self, prefix: str) -> pd.DataFrame:
        children = self._facts.children
        return children[children[f"{prefix}program_id"].notna()]

    @staticmethod
    def _totals(counts: Counts, subject: str) -> Mapping[tuple[str, str], tuple[str, str]]:
        """Names of the totals of rows; the whole is another where it holds children from elsewhere."""
        rows = counts.leaves if ELSEWHERE in counts.frame.index else counts.frame.index
        return {(row, ALL): (subject, row) for row in rows}
