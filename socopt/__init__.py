"""socopt: matches children's needs to provider capacity across the Areas and Regions of a system of care.

Everything a caller needs is named here and loaded when it is first asked for, so that ``import socopt`` costs nothing.

>>> import socopt
>>> night = socopt.synthesize(seed=7)
>>> result = socopt.match(night, socopt.load_policy())
>>> socopt.verify(night, result.plan).ok
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socopt.check import Verdict, Violation, verify
    from socopt.domain import Instance, Manifest, Plan, Recommendation, TierResult, schema
    from socopt.errors import DataError, Defect, RefusedError, RejectedError, SocoptError, StoppedError
    from socopt.io import (
        Validation,
        read_instance,
        read_plan,
        validate,
        write_instance,
        write_plan,
        write_template,
    )
    from socopt.matching import (
        Description,
        Explanation,
        LimitPrice,
        MatchResult,
        NightPrices,
        Params,
        describe,
        explain,
        match,
        price_limits,
    )
    from socopt.planning.demand import Demand, Demands, estimate_demand, estimate_demands
    from socopt.planning.finding import Finding, Findings, find_populations
    from socopt.planning.sizing import SizeCurve, size_curve, size_program
    from socopt.planning.value import BedsValue
    from socopt.policy import PlanningPolicy, Policy, load_planning_policy, load_policy
    from socopt.runs.value_beds import BedsAsked, value_beds
    from socopt.simulation import SimulationResult, simulate
    from socopt.solver import TierProgress
    from socopt.synth import bundled_instance_path, demo_instance_path, synthesize

__all__ = [
    "BedsAsked",
    "BedsValue",
    "DataError",
    "Defect",
    "Demand",
    "Demands",
    "Description",
    "Explanation",
    "Finding",
    "Findings",
    "Instance",
    "LimitPrice",
    "Manifest",
    "MatchResult",
    "NightPrices",
    "Params",
    "Plan",
    "PlanningPolicy",
    "Policy",
    "Recommendation",
    "RefusedError",
    "RejectedError",
    "SimulationResult",
    "SizeCurve",
    "SocoptError",
    "StoppedError",
    "TierProgress",
    "TierResult",
    "Validation",
    "Verdict",
    "Violation",
    "bundled_instance_path",
    "demo_instance_path",
    "describe",
    "estimate_demand",
    "estimate_demands",
    "explain",
    "find_populations",
    "load_planning_policy",
    "load_policy",
    "match",
    "price_limits",
    "read_instance",
    "read_plan",
    "schema",
    "simulate",
    "size_curve",
    "size_program",
    "synthesize",
    "validate",
    "value_beds",
    "verify",
    "write_instance",
    "write_plan",
    "write_template",
]

_HOMES = {
    "socopt.check": ("Verdict", "Violation", "verify"),
    "socopt.domain": ("Instance", "Manifest", "Plan", "Recommendation", "TierResult", "schema"),
    "socopt.errors": ("DataError", "Defect", "RefusedError", "RejectedError", "SocoptError", "StoppedError"),
    "socopt.io": (
        "Validation",
        "read_instance",
        "read_plan",
        "validate",
        "write_instance",
        "write_plan",
        "write_template",
    ),
    "socopt.matching": (
        "Description",
        "Explanation",
        "LimitPrice",
        "MatchResult",
        "NightPrices",
        "Params",
        "describe",
        "explain",
        "match",
        "price_limits",
    ),
    "socopt.planning.demand": ("Demand", "Demands", "estimate_demand", "estimate_demands"),
    "socopt.planning.finding": ("Finding", "Findings", "find_populations"),
    "socopt.planning.sizing": ("SizeCurve", "size_curve", "size_program"),
    "socopt.planning.value": ("BedsValue",),
    "socopt.policy": ("PlanningPolicy", "Policy", "load_planning_policy", "load_policy"),
    "socopt.runs.value_beds": ("BedsAsked", "value_beds"),
    "socopt.simulation": ("SimulationResult", "simulate"),
    "socopt.solver": ("TierProgress",),
    "socopt.synth": ("bundled_instance_path", "demo_instance_path", "synthesize"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("socopt")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'socopt' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
