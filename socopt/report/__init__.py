"""What is shown: the morning report, its tables, figures and maps.

``brief(...)`` is what a reader is told, ``render(...)`` the page of it; ``plot(result)`` and ``explore(result)`` draw
a match in a notebook. All are loaded when first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socopt.report.briefing import Briefing, brief
    from socopt.report.notebook import explore, plot
    from socopt.report.page import Figure, render
    from socopt.report.viewer import Viewer, viewer_of

__all__ = ["Briefing", "Figure", "Viewer", "brief", "explore", "plot", "render", "viewer_of"]

_HOMES = {
    "briefing": ("Briefing", "brief"),
    "page": ("Figure", "render"),
    "notebook": ("explore", "plot"),
    "viewer": ("Viewer", "viewer_of"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'socopt.report' has no attribute {name!r}")
    return getattr(import_module(f"socopt.report.{_HOME_OF[name]}"), name)
