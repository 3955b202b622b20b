"""What is shown: the morning report, its tables, figures and maps."""

from socopt.report.briefing import Briefing, briefing
from socopt.report.page import Figure, render
from socopt.report.viewer import Viewer, viewer_of

__all__ = ["Briefing", "Figure", "Viewer", "briefing", "render", "viewer_of"]
