"""What is shown: the morning report, its tables, figures and maps.

``plot(result)`` and ``explore(result)`` draw a match in a notebook; both are loaded when first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socopt.report.notebook import explore, plot

__all__ = ["explore", "plot"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'socopt.report' has no attribute {name!r}")
    return getattr(import_module("socopt.report.notebook"), name)
