"""The figures to explore, as specifications that Plotly draws: plain data, no library needed to make them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from socopt.report.aggregates import ALL, Aggregates, Counts
from socopt.report.aggregates.shares import occupancy as occupancy_of
from socopt.report.aggregates.shares import outside_share
from socopt.report.aggregates.words import ELSEWHERE, STANDINGS
from socopt.report.figures.area_rows import area_rows
from socopt.report.figures.style import BLUES, INK, MUTED, RULE, STANDING_COLORS, WITHHELD, floats

Spec = dict[str, Any]
FONT = {"family": "Arial, Helvetica, 'Liberation Sans', sans-serif", "size": 12, "color": INK}
BAR = 22  # pixels of a row


def layout(*, height: float, **others: Any) -> Spec:
    """What all figures share."""
    return {
        "font": FONT,
        "height": round(height),
        "margin": {"l": 8, "r": 8, "t": 8, "b": 36},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "hoverlabel": {"font": FONT, "bgcolor": "#ffffff", "bordercolor": MUTED},
        "legend": {
            "orientation": "h",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "xanchor": "left",
        },
        **others,
    }


def waiting(aggregates: Aggregates) -> Spec:
    """Stacked bars of children by home Area and standing."""
    rows = area_rows(aggregates, aggregates.waiting.shown[ALL])
    shown = aggregates.waiting.shown.loc[rows.ids]
    bars = [_bar(words, rows.names, floats(shown[code]), STANDING_COLORS[code]) for code, words in STANDINGS.items()]
    known = sum(np.nan_to_num(floats(shown[code])) for code in STANDINGS)
    hidden = np.nan_to_num(floats(shown[ALL]) - known)
    if hidden.any():
        bars.append(_bar("Withheld", rows.names, hidden, WITHHELD))
    axes = {
        "xaxis": {"gridcolor": RULE, "automargin": True, "title": {"text": "children"}, "fixedrange": True},
        "yaxis": _names_axis(),
    }
    return {"data": bars, "layout": layout(height=BAR * len(rows.ids) + 110, barmode="stack", bargap=0.25, **axes)}


def outside(aggregates: Aggregates) -> Spec:
    """Dots of the share placed outside the home Area, tonight and after the plan."""
    tonight = outside_share(aggregates.outside)
    rows = area_rows(aggregates, tonight["percent"])
    dots = [_dots("tonight", rows.names, tonight.loc[rows.ids], {"size": 11, "color": BLUES[4]})]
    if aggregates.outside_after is not None:
        ring = {"size": 9, "color": "#ffffff", "line": {"color": BLUES[4], "width": 2}}
        after = outside_share(aggregates.outside_after).loc[rows.ids]
        dots = [_joins(rows.names, tonight.loc[rows.ids, "percent"], after["percent"]), *dots]
        dots.append(_dots("after the plan", rows.names, after, ring))
    words = {"text": "of the Area's children in programs"}
    axis = {
        "gridcolor": RULE,
        "automargin": True,
        "ticksuffix": "%",
        "title": words,
        "rangemode": "tozero",
        "fixedrange": True,
    }
    height = BAR * len(rows.ids) + 110
    return {"data": dots, "layout": layout(height=height, xaxis=axis, yaxis=_names_axis())}


def open_beds(aggregates: Aggregates) -> Spec:
    """Open beds by Area and setting."""
    counts = aggregates.open_beds
    return _beds(aggregates, counts, counts.shown, lambda value: f"{value:.0f}", " open beds", top=20)


def occupancy(aggregates: Aggregates) -> Spec:
    """Beds in use per 100 licensed, by Area and setting."""
    percent = occupancy_of(aggregates)
    return _beds(
        aggregates,
        aggregates.in_use,
        percent,
        lambda value: f"{int(value + 1e-9)}%",
        " of licensed beds",
        low=60,
        top=100,
    )


def flows(aggregates: Aggregates) -> Spec:
    """Children by home Area and Area of the program; those at home in their Area are numbers without shade."""
    counts = aggregates.flows
    rows = area_rows(aggregates)
    ids = [*rows.ids, *([ELSEWHERE] if ELSEWHERE in counts.frame.index else [])]
    names = [counts.row_words[row] for row in ids]
    columns = list(dict.fromkeys([*rows.ids, *counts.columns]))
    values = _values(counts.shown, ids, columns)
    shades = values.copy()
    for position, row in enumerate(ids):
        if row in columns:
            shades[position, columns.index(row)] = np.nan
    heads = [counts.column_words[column] for column in columns]
    text = [["…" if np.isnan(v) else f"{v:.0f}" if v else "" for v in line] for line in values]
    hover = [
        [f"{name} to {head}: {'withheld' if np.isnan(v) else f'{v:.0f}'}" for head, v in zip(heads, line, strict=True)]
        for name, line in zip(names, values, strict=True)
    ]
    return _matrix(names, heads, shades, text, hover, low=0, top=float(np.nanmax(shades, initial=1)))


def _beds(
    aggregates: Aggregates,
    counts: Counts,
    frame: pd.DataFrame,
    words: Callable[[float], str],
    unit: str,
    *,
    top: float,
    low: float = 0,
) -> Spec:
    rows = area_rows(aggregates)
    columns = list(counts.columns)
    values = _values(frame, rows.ids, columns)
    none = _values(aggregates.capacity.frame, rows.ids, columns) == 0
    values[none] = np.nan
    heads = [counts.column_words[column] for column in columns]
    text = [
        ["" if empty else "…" if np.isnan(v) else words(v) for v, empty in zip(line, gaps, strict=True)]
        for line, gaps in zip(values, none, strict=True)
    ]
    said = {"": "no such program", "…": "withheld"}
    hover = [
        [f"{name}, {head.lower()}: {said.get(cell, cell + unit)}" for head, cell in zip(heads, line, strict=True)]
        for name, line in zip(rows.names, text, strict=True)
    ]
    return _matrix(rows.names, heads, values, text, hover, low=low, top=top)


def _matrix(
    names: Sequence[str], heads: Sequence[str], values: Any, text: Any, hover: Any, *, low: float, top: float
) -> Spec:
    cells = {
        "type": "heatmap",
        "x": list(heads),
        "y": list(names),
        "z": _plain(values),
        "text": text,
        "hovertext": hover,
        "texttemplate": "%{text}",
        "hoverinfo": "text",
        "xgap": 2,
        "ygap": 2,
        "zmin": low,
        "zmax": top,
        "showscale": False,
        "colorscale": [[n / 4, color] for n, color in enumerate(BLUES)],
        "hoverongaps": True,
    }
    across = {"side": "top", "tickangle": -90 if len(heads) > 12 else -40, "automargin": True, "fixedrange": True}
    return {"data": [cells], "layout": layout(height=24 * len(names) + 150, xaxis=across, yaxis=_names_axis())}


def _bar(words: str, names: Sequence[str], values: Any, color: str) -> Spec:
    marker: Spec = {"color": color, "line": {"color": "#ffffff", "width": 1}}
    if color == WITHHELD:
        marker["pattern"] = {"shape": "/", "fgcolor": MUTED, "size": 6}
    hover = f"%{{y}}: %{{x}} {words.lower()}<extra></extra>"
    return {
        "type": "bar",
        "orientation": "h",
        "name": words,
        "y": list(names),
        "x": _plain(values),
        "marker": marker,
        "hovertemplate": hover,
    }


def _dots(words: str, names: Sequence[str], share: pd.DataFrame, marker: Spec) -> Spec:
    hover = [
        f"{name}: {part:.0f} of {whole:,.0f} ({100 * part / whole:.0f}%), {words}" if whole > 0 and part == part else ""
        for name, part, whole in zip(names, floats(share["outside"]), floats(share["all"]), strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": words,
        "y": list(names),
        "x": _plain(floats(share["percent"])),
        "marker": marker,
        "hovertext": hover,
        "hoverinfo": "text",
    }


def _joins(names: Sequence[str], tonight: pd.Series, after: pd.Series) -> Spec:
    x: list[float | None] = []
    y: list[str | None] = []
    for name, start, end in zip(names, _plain(floats(tonight)), _plain(floats(after)), strict=True):
        x += [start, end, None]
        y += [name, name, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": BLUES[2], "width": 3},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _names_axis() -> Spec:
    return {"autorange": "reversed", "automargin": True, "type": "category", "fixedrange": True, "showgrid": False}


def _values(frame: pd.DataFrame, rows: Sequence[str], columns: Sequence[str]) -> Any:
    found = [floats(frame[column].loc[list(rows)]) for column in columns]
    return np.column_stack(found) if found else np.zeros((len(rows), 0))


def _plain(values: Any) -> Any:
    """Numbers as JSON writes them: short, None where there is none."""
    if isinstance(values, np.ndarray) and values.ndim > 1:
        return [_plain(line) for line in values]
    return [
        None if np.isnan(value) else int(value) if value == int(value) else round(float(value), 2) for value in values
    ]
