"""A picture that a report may carry: markup that stands on its own, and scripts that it needs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One map or chart, made by ``socopt.report.figures``.

    ``markup`` is trusted HTML or SVG with its own text alternative; ``scripts`` are run once each, in order, however
    many figures name them, and not before a reader comes near the first figure.
    """

    figure_id: str
    title: str
    markup: str
    scripts: tuple[str, ...] = ()
