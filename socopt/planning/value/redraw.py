"""Tables of a night in which other children wait: cases left out, copied, taken away and added."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from socopt.domain import Instance

Tables = dict[str, pd.DataFrame]
BY_CHILD = ("traits", "suitability", "child_resources", "avoid", "orders", "refusals", "holds", "needs")
KEYS_OF_OWN = ("line_id", "order_id")  # ids that a copy of a child's rows needs anew
OF_LINES = ("decisions", "offers", "last_night")
PAIR = ("child_a", "child_b")


def tables_of(instance: Instance) -> Tables:
    """What a sampled night may change, without what people said of tonight's plan."""
    tables = {name: instance.table(name) for name in ("children", "programs", "competencies", "pair_wishes", *BY_CHILD)}
    return tables | {name: instance.table(name).iloc[:0] for name in OF_LINES}


def only_lines(tables: Tables, line_ids: Collection[str]) -> Tables:
    """The night with some need lines only: whose lines are gone is not in play, and stays where it is."""
    needs = tables["needs"]
    return {**tables, "needs": needs[needs["line_id"].isin(line_ids)]}


def copied(tables: Tables, cases: Sequence[Sequence[str]], copies: Sequence[int]) -> Tables:
    """Each case (children who are matched together) as often as drawn; of a case drawn no time the lines are gone.

    A copy has rows of its own under new ids: its children are siblings of one another and of nobody else.
    """
    gone = {child_id for case, count in zip(cases, copies, strict=True) if not count for child_id in case}
    needs = tables["needs"]
    changed = {**tables, "needs": needs[~needs["child_id"].isin(gone)]}
    owners = [
        (child_id, f"{child_id}+{number}", number)
        for case, count in zip(cases, copies, strict=True)
        for number in range(1, count)
        for child_id in case
    ]
    if not owners:
        return changed
    copy = pd.DataFrame(owners, columns=["child_id", "new", "number"])
    for name in ("children", *BY_CHILD):
        changed[name] = _with_copies(changed[name], copy)
    changed["pair_wishes"] = _wishes_with_copies(changed["pair_wishes"], copy)
    return changed


def without_children(tables: Tables, child_ids: Collection[str]) -> Tables:
    """The night without some children; the beds they held can be entered."""
    children, programs = tables["children"], tables["programs"].copy()
    freed = children.loc[children["child_id"].isin(child_ids), "current_program_id"].value_counts()
    more = programs["program_id"].map(freed).fillna(0).astype("int64")
    programs["available"] = programs["available"] + more
    wishes = tables["pair_wishes"]
    changed = {name: frame[~frame["child_id"].isin(child_ids)] for name, frame in _by_child(tables).items()}
    kept = ~(wishes[PAIR[0]].isin(child_ids) | wishes[PAIR[1]].isin(child_ids))
    return {**tables, **changed, "programs": programs, "pair_wishes": wishes[kept]}


def with_rows(tables: Tables, added: Mapping[str, Sequence[Mapping[str, Any]] | pd.DataFrame]) -> Tables:
    """The night with rows added to some tables; columns that are not named are empty."""
    changed = dict(tables)
    for name, rows in added.items():
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        if len(frame):
            changed[name] = pd.concat([tables[name].astype("object"), frame.astype("object")], ignore_index=True)
    return changed


def _by_child(tables: Tables) -> Tables:
    return {name: tables[name] for name in ("children", *BY_CHILD)}


def _with_copies(frame: pd.DataFrame, copy: pd.DataFrame) -> pd.DataFrame:
    rows = frame.merge(copy, on="child_id", how="inner")
    if rows.empty:
        return frame
    ending = "+" + rows["number"].astype("str")
    rows["child_id"] = rows["new"]
    for key in KEYS_OF_OWN:
        if key in rows:
            rows[key] = rows[key] + ending
    if "sibling_group_id" in rows:
        rows["sibling_group_id"] = rows["sibling_group_id"] + ending
    return pd.concat([frame, rows[frame.columns]], ignore_index=True)


def _wishes_with_copies(wishes: pd.DataFrame, copy: pd.DataFrame) -> pd.DataFrame:
    """Wishes between two children of one case, for its copies."""
    if wishes.empty:
        return wishes
    new = {(child_id, number): name for child_id, name, number in copy.itertuples(index=False, name=None)}
    wishes = wishes.reset_index(drop=True)
    numbers = sorted({number for _, number in new})
    more = [
        wishes.assign(
            **{side: pd.Series([new.get((each, number)) for each in wishes[side]], dtype="str") for side in PAIR}
        ).dropna(subset=list(PAIR))
        for number in numbers
    ]
    return pd.concat([wishes, *more], ignore_index=True)
