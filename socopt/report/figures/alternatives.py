"""What each figure says, in one or two sentences for whoever cannot see it, computed from the numbers it shows."""

from collections.abc import Iterable

import pandas as pd

from socopt.report.aggregates import ALL, Aggregates, Counts
from socopt.report.aggregates.shares import occupancy as occupancy_of
from socopt.report.aggregates.shares import outside_share
from socopt.report.aggregates.words import STANDINGS, counted
from socopt.report.figures.flows_map import largest_flows

MOST = 3


def waiting(aggregates: Aggregates) -> str:
    """How many wait, how they stand, and where most are."""
    shown = aggregates.waiting.shown
    total = shown.loc[ALL, ALL]
    if _known(total) == 0:
        return "No child waits for a place tonight."
    parts = [f"{value:,} {words.lower()}" for code, words in STANDINGS.items() if (value := _known(shown.loc[ALL, code]))]
    detail = f": {_listed(parts)}" if parts else ""
    return f"{_children(total)} for a place{detail}. {_most(aggregates.waiting, ALL, 'Most wait in')}".strip()


def outside(aggregates: Aggregates) -> str:
    """How many live outside their Area, the Areas with the largest shares, and what the plan changes."""
    tonight = outside_share(aggregates.outside)
    whole = tonight.loc[ALL]
    if _known(whole["all"]) == 0:
        return "No child lives in a program tonight."
    text = "How many children live outside their home Area is withheld."
    if not pd.isna(whole["percent"]):
        text = (
            f"{int(whole['outside']):,} of {counted(int(whole['all']), 'child', 'children')} in programs live outside their home "
            f"Area tonight ({whole['percent']:.0f}%)."
        )
    rows = tonight["percent"].loc[list(aggregates.outside.leaves)].dropna().sort_values(ascending=False, kind="stable")
    names = [f"{aggregates.outside.row_words[str(row)]} ({value:.0f}%)" for row, value in rows.head(MOST).items()]
    largest = f" The largest shares: {_listed(names)}." if names else ""
    return text + largest + _after(aggregates)


def open_beds(aggregates: Aggregates) -> str:
    """How many beds are open, in which settings and Areas."""
    counts = aggregates.open_beds
    total = int(counts.frame.loc[ALL, ALL])
    if not total:
        return "No bed is open to any child tonight."
    by_setting = counts.frame.loc[ALL, list(counts.columns)].sort_values(ascending=False, kind="stable")
    settings = [f"{value:,} {counts.column_words[str(code)].lower()}" for code, value in by_setting.head(MOST).items() if value]
    return (
        f"{counted(total, 'bed')} could take a child tonight: mostly {_listed(settings)}. "
        f"{_most(counts, ALL, 'Most are in')}"
    ).strip()


def occupancy(aggregates: Aggregates) -> str:
    """Which settings are full or nearly so, and which have most room."""
    percent = occupancy_of(aggregates)
    whole = percent.loc[ALL].dropna()
    if whole.empty:
        return "No program has licensed beds."
    settings = whole.drop(ALL, errors="ignore").sort_values(ascending=False, kind="stable")
    words = aggregates.in_use.column_words
    fullest = [f"{words[str(code)].lower()} ({int(value + 1e-9)}%)" for code, value in settings.head(MOST).items()]
    least = [f"{words[str(code)].lower()} ({int(value + 1e-9)}%)" for code, value in settings.tail(1).items()]
    overall = f"{int(whole[ALL] + 1e-9)}% of licensed beds are in use or held. " if ALL in whole else ""
    return f"{overall}Fullest: {_listed(fullest)}; most room: {_listed(least)}."


def flows(aggregates: Aggregates) -> str:
    """The largest flows between two Areas."""
    pairs = largest_flows(aggregates, MOST)
    if pairs.empty:
        return "No flow between two Areas is large enough to be shown."
    names = aggregates.all_areas["name"]
    largest = [f"{names[start]} to {names[end]} ({number})" for start, end, number in pairs.itertuples(index=False, name=None)]
    return f"The largest flows of children from home Area to the Area they live in: {_listed(largest)}."


def _after(aggregates: Aggregates) -> str:
    if aggregates.outside_after is None:
        return ""
    share = outside_share(aggregates.outside_after).loc[ALL, "percent"]
    return "" if pd.isna(share) else f" After the plan it would be {share:.0f}%."


def _most(counts: Counts, column: str, lead: str) -> str:
    values = counts.shown[column].loc[list(counts.leaves)].dropna().sort_values(ascending=False, kind="stable")
    names = [f"{counts.row_words[str(row)]} ({value:,})" for row, value in values.head(MOST).items() if value]
    return f"{lead} {_listed(names)}." if names and len(counts.leaves) > 1 else ""


def _children(total: object) -> str:
    number = _known(total)
    if number is None:
        return "A withheld number of children wait"
    return "1 child waits" if number == 1 else f"{number:,} children wait"


def _known(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload,no-any-return]


def _listed(words: Iterable[str]) -> str:
    """``a, b and c``."""
    parts = list(words)
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
