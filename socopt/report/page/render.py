"""One offline HTML file from a briefing."""

import base64
import hashlib
import re
from collections.abc import Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from socopt.report.briefing import Briefing
from socopt.report.page.figure import Figure
from socopt.report.page.grids import grids
from socopt.report.page.sections import sections

CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def render(briefing: Briefing, figures: Sequence[Figure] = ()) -> str:
    """The page of a Region's or an Area's report; the same briefing gives the same text."""
    return page_of(
        "page.html",
        figures=figures,
        foot=f"{briefing.reader}, night of {briefing.night}: confidential",
        briefing=briefing,
        grids=grids(briefing),
        sections=sections(briefing, has_figures=bool(figures)),
    )


def page_of(template: str, *, figures: Sequence[Figure], foot: str, **values: Any) -> str:
    """A page from a template: styles and scripts within, and a policy that forbids it any network.

    Parameters
    ----------
    foot : what stands at the foot of every sheet of paper, beside its number.
    """
    script = _asset("page.js")
    later = list(dict.fromkeys(each for figure in figures for each in figure.scripts))
    return _environment().get_template(template).render(
        figures=[(figure, Markup(figure.markup)) for figure in figures],  # noqa: S704 - made by socopt, not by the data
        running_foot=Markup(_running_foot(foot)),  # noqa: S704 - every letter of it is escaped
        style=Markup(CSS_COMMENT.sub("", _asset("page.css"))),  # noqa: S704 - ships with socopt
        script=Markup(script),  # noqa: S704 - ships with socopt
        later=[Markup(each) for each in later],  # noqa: S704 - ships with socopt
        content_policy=_content_policy([script, *later]),
        **values,
    )  # fmt: skip


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("socopt.report.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> str:
    return resources.files("socopt.report.page").joinpath("assets", name).read_text("utf-8")


def _content_policy(scripts: Sequence[str]) -> str:
    """Nothing is fetched; only the scripts that stand in the file run."""
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _running_foot(words: str) -> str:
    """The rule that prints words and the number of the page at the foot of every sheet."""
    escaped = "".join(f"\\{ord(letter):06x}" for letter in words)
    number = 'counter(page) " of " counter(pages)'
    return f'@page{{@bottom-left{{content:"{escaped}"}}@bottom-right{{content:{number}}}}}'


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
