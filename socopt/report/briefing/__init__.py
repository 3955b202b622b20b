"""What a reader is told in the morning: pure data, computed from a night and its plan."""

from socopt.report.briefing.briefing import Briefing, brief

__all__ = ["Briefing", "brief"]
