"""Counts by Area that figures draw and tables print: computed in one place, small cells of others withheld."""

from socopt.report.aggregates.counts import ALL, Counts
from socopt.report.aggregates.facts import NightFacts, night_facts
from socopt.report.aggregates.of_viewer import Aggregates, aggregates_for

__all__ = ["ALL", "Aggregates", "Counts", "NightFacts", "aggregates_for", "night_facts"]
