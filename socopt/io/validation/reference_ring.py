"""Of the third ring: what names something that is not there."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

import pandas as pd

from socopt.domain import Manifest, schema
from socopt.domain.schema import Column, Table
from socopt.errors import Defect
from socopt.io.validation.kinds import defect, defects_at, key_of

# A line may close between last night and tonight; what was said about it then is history, not an error.
HISTORY = (("last_night", "line_id"), ("decisions", "line_id"), ("offers", "line_id"))
STATEWIDE = "state"


def defects(
    tables: Mapping[str, pd.DataFrame], manifest: Manifest | None, unread: AbstractSet[str]
) -> Iterator[Defect]:
    """A defect per cell that references a row which does not exist."""
    keys = {
        name: _keys(tables, name)
        for name in {column.references for table in schema().tables.values() for column in table.columns.values()}
        if name
    }
    for name, table in schema().tables.items():
        for column in table.columns.values():
            if column.references and column.references not in unread and len(tables[name]):
                yield from _unknown(table, column, tables[name], keys[column.references], column.references)
    if not unread & {"regions", "areas"}:
        scopes = {STATEWIDE} | keys["regions"] | keys["areas"]
        yield from _unknown_in(tables, "budgets", "scope", scopes, "regions, areas, or the word state")
    if not unread & {"children", "programs"}:
        origins = keys["children"] | keys["programs"]
        yield from _unknown_in(tables, "travel", "from_id", origins, "children or programs")
    if not unread & {"children", "former_children"}:
        known = keys["children"] | _keys(tables, "former_children")
        yield from _unknown_in(tables, "episodes", "child_id", known, "children or former_children")
        table, former = schema().tables["former_children"], tables["former_children"]
        both = former["child_id"].isin(keys["children"])
        yield from defects_at("left_but_in_care", table, former, both, "child_id")
    region_id = manifest.region_id if manifest is not None else None
    if region_id is not None and "regions" not in unread and region_id not in keys["regions"]:
        expected = "a region_id in regions"
        yield defect("unknown_reference", "manifest", column="region_id", value=region_id, expected=expected)


def _keys(tables: Mapping[str, pd.DataFrame], name: str) -> set[str]:
    return set(tables[name][schema().tables[name].key[0]].dropna())


def _unknown_in(
    tables: Mapping[str, pd.DataFrame], name: str, column: str, known: set[str], place: str
) -> Iterator[Defect]:
    table = schema().tables[name]
    return _unknown(table, table.columns[column], tables[name], known, place)


def _unknown(table: Table, column: Column, frame: pd.DataFrame, known: set[str], place: str) -> Iterator[Defect]:
    code = "closed_line" if (table.name, column.name) in HISTORY else "unknown_reference"
    cells = frame[column.name]
    there = zip(cells.tolist(), cells.notna().tolist(), strict=True)  # quicker than isin, which copies every key
    for position in [place for place, (cell, given) in enumerate(there) if given and cell not in known]:
        key, value = key_of(table, frame, position), cells.iloc[position]
        yield defect(code, table.name, key=key, column=column.name, value=value, expected=f"an id in {place}")
