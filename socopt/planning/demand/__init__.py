"""Demand: how many children of a population come, how long they stay, how many are in care at once, and how sure."""

from socopt.planning.demand.demand import Demand, Interval
from socopt.planning.demand.demands import Demands
from socopt.planning.demand.estimate import Estimator, estimate_demand, estimate_demands

__all__ = ["Demand", "Demands", "Estimator", "Interval", "estimate_demand", "estimate_demands"]
