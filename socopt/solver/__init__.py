"""The optimiser: rows, columns, tiers. It has never heard of a child.

What proves (problems, certificates) is imported at once; what solves, and with it the backends, when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from socopt.solver.certificate import TierCertificate, certified_bound, load_certificates, save_certificates
from socopt.solver.mps import write_mps
from socopt.solver.problem import NO_LIMIT, AllocationProblem
from socopt.solver.result import Infeasible, OnProgress, Solution, TierOutcome, TierProgress
from socopt.solver.rounding import CornerRow, Terms
from socopt.solver.trouble import Trouble

if TYPE_CHECKING:
    from socopt.solver.certifying import certify, multipliers
    from socopt.solver.lexicographic import Limits, solve
    from socopt.solver.pricing import Prices, RowPrice, one_more, prices
    from socopt.solver.proving import Prover

__all__ = [
    "NO_LIMIT",
    "AllocationProblem",
    "CornerRow",
    "Infeasible",
    "Limits",
    "OnProgress",
    "Prices",
    "Prover",
    "RowPrice",
    "Solution",
    "Terms",
    "TierCertificate",
    "TierOutcome",
    "TierProgress",
    "Trouble",
    "certified_bound",
    "certify",
    "load_certificates",
    "multipliers",
    "one_more",
    "prices",
    "save_certificates",
    "solve",
    "write_mps",
]

_HOME_OF = {
    "Limits": "lexicographic",
    "Prices": "pricing",
    "Prover": "proving",
    "RowPrice": "pricing",
    "certify": "certifying",
    "multipliers": "certifying",
    "one_more": "pricing",
    "prices": "pricing",
    "solve": "lexicographic",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'socopt.solver' has no attribute {name!r}")
    value = getattr(import_module(f"socopt.solver.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
