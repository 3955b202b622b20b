"""Figures ready for a page, a file or a notebook: picture, words and numbers of each."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any

from socopt.errors import UsageError
from socopt.report.aggregates import Aggregates
from socopt.report.figures.svg import svg_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

STYLE = (
    "<style>.socopt-figure svg{max-width:100%;height:auto}.socopt-stage{display:none}"
    "@media screen{.is-live .socopt-stage{display:block}.is-live .socopt-picture{display:none}}"
    "@media (max-width:640px){.socopt-picture{overflow-x:auto}.socopt-picture svg{max-width:none;width:36rem}}"
    ".socopt-numbers{overflow-x:auto}.socopt-numbers td{text-align:right;padding:.1em .6em}"
    ".socopt-numbers th{text-align:left;padding:.1em .6em;font-weight:600}</style>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A figure by name: who draws it, who makes it explorable, which words say it, which numbers stand behind it."""

    name: str
    title: str
    module: str
    charts: str
    words: str
    table: str


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="waiting_map",
            title="Children who wait for a place, by home Area",
            module="waiting_map",
            charts="map_charts",
            words="waiting",
            table="waiting",
        ),
        Kind(
            name="waiting",
            title="Children who wait for a place, by home Area and standing",
            module="waiting",
            charts="charts",
            words="waiting",
            table="waiting",
        ),
        Kind(
            name="outside_map",
            title="Children placed outside their home Area, tonight",
            module="outside_map",
            charts="map_charts",
            words="outside",
            table="outside",
        ),
        Kind(
            name="outside",
            title="Children placed outside their home Area, tonight and after the plan",
            module="outside",
            charts="charts",
            words="outside",
            table="outside",
        ),
        Kind(
            name="flows_map",
            title="Where children live who are placed outside their home Area",
            module="flows_map",
            charts="map_charts",
            words="flows",
            table="flows",
        ),
        Kind(
            name="flows",
            title="Home Area of children, and the Area they live in",
            module="flows",
            charts="charts",
            words="flows",
            table="flows",
        ),
        Kind(
            name="open_beds",
            title="Open beds that could take a child tonight",
            module="beds",
            charts="charts",
            words="open_beds",
            table="open_beds",
        ),
        Kind(
            name="occupancy",
            title="Who is full: beds in use or held, of those licensed",
            module="beds",
            charts="charts",
            words="occupancy",
            table="in_use",
        ),
    )
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Drawn:
    """One figure of a night for one viewer.

    Attributes
    ----------
    svg : str
        Static picture, one SVG element with title and description.
    text : str
        One or two sentences with the largest values.
    table : DataFrame
        The numbers behind it, withheld cells missing.
    spec : dict
        ``data`` and ``layout`` for Plotly.
    """

    name: str
    title: str
    text: str
    svg: str
    table: "pd.DataFrame"
    spec: Mapping[str, Any]

    @property
    def markup(self) -> str:
        """HTML of the figure: its picture, its numbers to unfold, and what ``scripts`` need to make it live."""
        data = json.dumps(self.spec, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
        return (
            f'{STYLE}<div class="socopt-figure" id="figure-{self.name}">'
            f'<div class="socopt-picture" tabindex="0">{self.svg}</div>'
            f'<div class="socopt-stage" role="img" aria-label="{escape(self.title)}. {escape(self.text)}"></div>'
            f'<script type="application/json">{data}</script>'
            f'<p class="socopt-words">{escape(self.text)}</p>'
            f'<details class="socopt-numbers"><summary>The numbers</summary>{_html_table(self.table, self.title)}'
            "</details></div>"
        )


def draw(aggregates: Aggregates, names: Sequence[str] = tuple(KINDS), *, titled: bool = False) -> tuple[Drawn, ...]:
    """Draw figures for a viewer.

    Parameters
    ----------
    titled : bool
        Whether the picture holds its title, as a file on its own should; a page says it in a heading.
    """
    return tuple(_drawn(aggregates, KINDS[name], titled=titled) for name in names)


def check_name(name: str) -> None:
    """See that a figure is known.

    Raises
    ------
    UsageError
        It is not.
    """
    if name not in KINDS:
        raise UsageError(f"figure {name!r} is not known, expected one of {', '.join(KINDS)}.")


def figure_function(name: str) -> "Callable[[Aggregates, Axes | None], Axes]":
    """The function that draws a figure on axes."""
    kind = KINDS[name]
    function: Callable[[Aggregates, Axes | None], Axes] = getattr(
        import_module(f"socopt.report.figures.{kind.module}"), kind.name
    )
    return function


def spec_of(aggregates: Aggregates, name: str) -> dict[str, Any]:
    """``data`` and ``layout`` of a figure for Plotly."""
    made: dict[str, Any] = getattr(import_module(f"socopt.report.figures.{KINDS[name].charts}"), name)(aggregates)
    return made


def text_of(aggregates: Aggregates, name: str) -> str:
    """What a figure says."""
    words: str = getattr(import_module("socopt.report.figures.alternatives"), KINDS[name].words)(aggregates)
    return words


@cache
def scripts() -> tuple[str, str]:
    """What a page of figures runs, each once: Plotly, and what brings the figures to life."""
    from plotly.offline import get_plotlyjs

    live = resources.files("socopt.report.figures").joinpath("assets", "live.js").read_text("utf-8")
    return str(get_plotlyjs()), live


def _drawn(aggregates: Aggregates, kind: Kind, *, titled: bool) -> Drawn:
    text = text_of(aggregates, kind.name)
    ax = figure_function(kind.name)(aggregates, None)
    if not titled:
        ax.set_title("", loc="left")
    figure = ax.get_figure()
    assert figure is not None
    root = figure.get_figure(root=True)
    return Drawn(
        name=kind.name,
        title=kind.title,
        text=text,
        svg=svg_of(root, name=kind.name, title=kind.title, text=text),
        table=getattr(aggregates, kind.table).to_frame(),
        spec=spec_of(aggregates, kind.name),
    )


def _html_table(table: "pd.DataFrame", caption: str) -> str:
    heads = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in table.columns)
    body = "".join(
        f'<tr><th scope="row">{escape(str(row))}</th>{"".join(map(_cell, values))}</tr>'
        for row, values in zip(table.index, table.to_numpy(dtype=object), strict=True)
    )
    head = f"<thead><tr><td></td>{heads}</tr></thead>"
    return f'<table class="kept"><caption>{escape(caption)}</caption>{head}<tbody>{body}</tbody></table>'


def _cell(value: Any) -> str:
    import pandas as pd

    return "<td>withheld</td>" if pd.isna(value) else f"<td>{value:,}</td>"
