"""One small case, worked out once: children with a common trait in a synthetic Region with three years of history."""

from functools import cache

import socopt
from socopt.planning.population import Population
from socopt.report.planning.case import Case
from socopt.runs.planned_case import Effort, case_of

EFFORT = Effort(nights=3, days=160, warm_up=40)


@cache
def small_instance() -> socopt.Instance:
    return socopt.synthesize(seed=4, children=300, history_years=3)


@cache
def small_case() -> Case:
    """Enough children for a program."""
    people = Population(id="runaway_history", traits=("runaway_history",), ages=(10, 20))
    return case_of(small_instance(), people, effort=EFFORT, relax=("distance",), beds=4)


@cache
def rare_case() -> Case:
    """Too few for one, and not simulated."""
    people = Population(id="deaf", traits=("deaf",))
    return case_of(small_instance(), people, effort=Effort(nights=2, days=0))
