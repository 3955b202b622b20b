"""The page: how a briefing is drawn."""

from socopt.report.page.figure import Figure
from socopt.report.page.render import render

__all__ = ["Figure", "render"]
