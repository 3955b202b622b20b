"""The ingredients of the solver's levels, and how each is switched off.

Every one is a function of the solver that is exchanged, while it is off, for one that does less: the answer stays
exact, only the way to it is longer. A function that is no longer there is an ``AttributeError``; how often something
was left out is counted, so that an ingredient which nothing used is told from one that is worth nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import numpy as np

from socopt.solver import backend, closing, components, level, reduction, search
from socopt.solver.bounds import DualBound
from socopt.solver.level import Level
from socopt.solver.search import Search
from socopt.solver.system import System


@dataclass(slots=True)
class Tally:
    """How often something was left out."""

    times: int = 0


UNKNOWN = 2**62  # the most that a blend may be: more than any limit
Instead = Callable[..., Any]  # takes the tally, the original, and the arguments of the original


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """``off``: functions of the solver, each as owner and name, with what is called in their place."""

    name: str
    text: str
    off: Sequence[tuple[Any, str, Instead]] = field(repr=False)


@contextmanager
def without(ingredient: Ingredient) -> Iterator[Tally]:
    """Solve without an ingredient; the tally says afterwards how often it was left out.

    Raises
    ------
    AttributeError
        The solver has no such function any more.
    """
    tally = Tally()
    patches = [patch.object(owner, name, _instead(tally, owner, name, what)) for owner, name, what in ingredient.off]
    for each in patches:
        each.start()
    try:
        yield tally
    finally:
        for each in reversed(patches):
            each.stop()


def _instead(tally: Tally, owner: Any, name: str, what: Instead) -> Callable[..., Any]:
    original = getattr(owner, name)

    def replaced(*arguments: Any, **named: Any) -> Any:
        return what(tally, original, *arguments, **named)

    return replaced


def _left_out(tally: Tally, *_: Any) -> None:
    tally.times += 1


def _one_piece(tally: Tally, original: Any, owner: Level) -> bool:
    tally.times += original(owner)
    return False


def _each_by_itself(tally: Tally, original: Any, parts: list[Any]) -> list[Any]:
    tally.times += len(original(parts)) < len(parts)
    return parts


def _none_aside(tally: Tally, original: Any, branch: level.Branch) -> Any:
    aside = original(branch)
    tally.times += int(aside.sum())
    return np.zeros_like(aside)


def _unreduced(tally: Tally, _: Any, system: System) -> tuple[Any, System]:
    tally.times += 1
    return np.ones(system.num_columns, dtype=bool), system


def _as_it_is(tally: Tally, _: Any, system: System, *__: Any) -> System:
    tally.times += 1
    return system


def _one_tier(tally: Tally, original: Any, *arguments: Any) -> int:
    tally.times += original(*arguments) > 1
    return 1


def _no_rows(tally: Tally, *_: Any) -> list[Any]:
    tally.times += 1
    return []


def _from_nothing(tally: Tally, original: Any, program: Any, *, basis: Any = None, **named: Any) -> Any:
    tally.times += basis is not None
    return original(program, **named)


def _none_dear(tally: Tally, original: Any, bound: DualBound, limit: int) -> Any:
    dear = original(bound, limit)
    tally.times += int(dear.sum())
    return np.zeros_like(dear)


def _unknown_most(tally: Tally, *_: Any) -> int:
    tally.times += 1
    return UNKNOWN


def _not_moved(tally: Tally, original: Any, *arguments: Any, cover: Any = None, **named: Any) -> Any:
    tally.times += cover is not None
    return original(*arguments, **named)


def _never_at_once(tally: Tally, original: Any, piece: Search) -> Any:
    tally.times += piece.part.system.num_columns <= search.SMALL
    with patch.object(search, "SMALL", 0):
        return original(piece)


def _asking_all(tally: Tally, *_: Any) -> Any:
    tally.times += 1
    return backend.mathopt.ModelSolveParameters()


INGREDIENTS = (
    Ingredient(
        name="pieces", text="falling into pieces, wide rows set aside or not",
        off=[(Level, "_may_split", _one_piece)],
    ),
    Ingredient(name="aside", text="wide rows set aside", off=[(level, "_set_aside", _none_aside)]),
    Ingredient(name="bundles", text="small pieces bundled", off=[(components, "_bundled", _each_by_itself)]),
    Ingredient(name="reduction", text="reductions, coefficients raised", off=[(level, "reduce", _unreduced)]),
    Ingredient(name="raised", text="coefficients of small knapsacks raised", off=[(reduction, "_lifted", _as_it_is)]),
    Ingredient(name="blends", text="tiers blended", off=[(level, "tiers_that_fit", _one_tier)]),
    Ingredient(name="moved", text="prices moved into covering rows", off=[(search, "dual_bound", _not_moved)]),
    Ingredient(name="closing", text="columns closed by prices", off=[(DualBound, "too_dear", _none_dear)]),
    Ingredient(
        name="tier-rows", text="prices in place of tier rows",
        off=[(DualBound, "most", _unknown_most), (closing, "_tightened", _as_it_is)],
    ),
    Ingredient(name="split-lines", text="split lines decided first", off=[(Search, "_decide_split_lines", _left_out)]),
    Ingredient(name="corners", text="rows at corners", off=[(search, "rows_of_corner", _no_rows)]),
    Ingredient(name="warm", text="relaxation from the corner before", off=[(backend, "relax", _from_nothing)]),
    Ingredient(
        name="few-columns", text="a few columns of each line", off=[(Search, "_decide_over_few_columns", _left_out)]
    ),
    Ingredient(name="at-once", text="small pieces decided at once", off=[(Search, "_attempts", _never_at_once)]),
    Ingredient(name="little", text="no zeros, no reduced costs asked", off=[(backend, "_asking_little", _asking_all)]),
)  # fmt: skip
BY_NAME = {ingredient.name: ingredient for ingredient in INGREDIENTS}
