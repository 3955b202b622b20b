"""A drawn figure as one SVG element for a page: the same bytes each time, readable by a screen reader."""

import io
import re
from html import escape
from typing import TYPE_CHECKING

from socopt.report.figures.style import HALO, RC

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
EDGE = 'style="paint-order: stroke; stroke: #{}; stroke-width: 2px; stroke-linejoin: round"'
NAMED = re.compile(r'(\bid="|xlink:href="#|href="#|url\(#)')


def svg_of(figure: "Figure", *, name: str, title: str, text: str) -> str:
    """Write a figure as SVG text with a title and a description, its ids made the figure's own.

    Parameters
    ----------
    name : str. Distinguishes the figure on its page: a prefix of every id.
    """
    import matplotlib as mpl

    sink = io.StringIO()
    with mpl.rc_context({**RC, "svg.hashsalt": name}):
        figure.savefig(sink, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawn = sink.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = NAMED.sub(lambda found: f"{found.group(1)}{name}-", drawn)
    drawn = re.sub(
        rf'<g (id="{name}-{HALO}([0-9a-f]{{6}})-)', lambda g: f"<g {EDGE.format(g.group(2))} {g.group(1)}", drawn
    )
    drawn = drawn.replace("'DejaVu Sans'", FONTS)
    words = f'role="img" aria-labelledby="{name}-title {name}-text"'
    named = f'<title id="{name}-title">{escape(title)}</title>\n <desc id="{name}-text">{escape(text)}</desc>'
    return re.sub(r"<svg ([^>]*)>", lambda found: f"<svg {words} {found.group(1)}>\n {named}", drawn, count=1)
