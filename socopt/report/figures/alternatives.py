"""What each figure says, in one or two sentences for whoever cannot see it, computed from the numbers it shows."""

from collections.abc import Iterable, Sequence

import pandas as pd

from socopt.report.aggregates import ALL, Aggregates, Counts
from socopt.report.aggregates.shares import occupancy as occupancy_of
from socopt.report.aggregates.shares import outside_share
from socopt.report.aggregates.words import STANDINGS, counted
from socopt.report.figures.flows_map import largest_flows
from socopt.report.figures.style import floats

MOST = 3


def waiting(aggregates: Aggregates) -> str:
    """How many wait, how they stand, and where most are."""
    counts = aggregates.waiting
    total = counts.number(ALL)
    if total == 0:
        return "No child waits for a place tonight."
    parts = [f"{value:,} {words.lower()}" for code, words in STANDINGS.items() if (value := counts.number(ALL, code))]
    detail = f": {_listed(parts)}" if parts else ""
    return f"{_children(total)} for a place{detail}. {_most(counts, 'Most wait in')}".strip()


def outside(aggregates: Aggregates) -> str:
    """How many live outside their Area, the Areas with the largest shares, and what the plan changes."""
    counts = aggregates.outside
    total, inside = counts.number(ALL), counts.number(ALL, "inside")
    if total == 0:
        return "No child lives in a program tonight."
    text = "How many children live outside their home Area is withheld."
    if total is not None and inside is not None:
        text = (
            f"{total - inside:,} of {counted(total, 'child', 'children')} in programs live outside their home Area "
            f"tonight ({100 * (total - inside) / total:.0f}%)."
        )
    shares = _percents(outside_share(counts)["percent"], counts.leaves)
    names = [f"{counts.row_words[row]} ({value:.0f}%)" for row, value in shares[:MOST]]
    largest = f" The largest shares: {_listed(names)}." if names else ""
    return text + largest + _after(aggregates)


def open_beds(aggregates: Aggregates) -> str:
    """How many beds are open, in which settings and Areas."""
    counts = aggregates.open_beds
    total = counts.number(ALL)
    if not total:
        return "No bed is open to any child tonight."
    by_setting = sorted(
        ((counts.number(ALL, code) or 0, words) for code, words in counts.column_words.items()), key=_first
    )
    settings = [f"{value:,} {words.lower()}" for value, words in by_setting[:MOST] if value]
    total_words = f"{counted(total, 'bed')} could take a child tonight: mostly {_listed(settings)}."
    return f"{total_words} {_most(counts, 'Most are in')}".strip()


def occupancy(aggregates: Aggregates) -> str:
    """Which settings are full or nearly so, and which have most room."""
    percent = occupancy_of(aggregates).T[ALL]
    words = aggregates.in_use.column_words
    settings = [f"{words[code].lower()} ({int(value + 1e-9)}%)" for code, value in _percents(percent, tuple(words))]
    if not settings:
        return "No program has licensed beds whose use may be shown."
    whole = _percents(percent, (ALL,))
    overall = f"{int(whole[0][1] + 1e-9)}% of licensed beds are in use or held. " if whole else ""
    least = f"; most room: {settings[-1]}" if len(settings) > MOST else ""
    return f"{overall}Fullest: {_listed(settings[:MOST])}{least}."


def flows(aggregates: Aggregates) -> str:
    """The largest flows between two Areas."""
    pairs = largest_flows(aggregates, MOST)
    if pairs.empty:
        return "No flow between two Areas is large enough to be shown."
    names = aggregates.all_areas["name"]
    largest = [
        f"{names[start]} to {names[end]} ({number})" for start, end, number in pairs.itertuples(index=False, name=None)
    ]
    return f"The largest flows of children from home Area to the Area they live in: {_listed(largest)}."


def _after(aggregates: Aggregates) -> str:
    if aggregates.outside_after is None:
        return ""
    share = _percents(outside_share(aggregates.outside_after)["percent"], (ALL,))
    return f" After the plan it would be {share[0][1]:.0f}%." if share else ""


def _most(counts: Counts, lead: str) -> str:
    names = [f"{name} ({value:,})" for name, value in counts.largest()[:MOST]]
    return f"{lead} {_listed(names)}." if names and len(counts.leaves) > 1 else ""


def _children(total: int | None) -> str:
    if total is None:
        return "A withheld number of children wait"
    return "1 child waits" if total == 1 else f"{total:,} children wait"


def _percents(values: pd.Series, rows: Sequence[str]) -> list[tuple[str, float]]:
    """Rows that have a value, the largest first."""
    known = dict(zip(values.index, floats(values), strict=True))
    found = [(row, float(known[row])) for row in rows if known[row] == known[row]]
    return sorted(found, key=lambda each: -each[1])


def _first(pair: tuple[int, str]) -> int:
    return -pair[0]


def _listed(words: Iterable[str]) -> str:
    """``a, b and c``."""
    parts = list(words)
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
