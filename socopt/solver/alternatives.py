"""A part that goes on as cases, of which one holds a choice that is best: each is searched until the best are left.

The case of least bound is searched first, and what it finds is what the others have to reach: a case whose bound lies
above it is gone. A case of a level before, whose own bound stays below, falls into cases again.
"""

from collections.abc import Callable, Sequence

from socopt.solver.blend import Blend
from socopt.solver.part import Part
from socopt.solver.search import Search
from socopt.solver.standing import Standing

MOST_CASES = 6


class Alternatives(Standing):
    """Looks like a search of ``part``; ``searches`` are those of its cases, each with tiers of the same weights."""

    exact = None

    def __init__(
        self,
        part: Part,
        tiers: Blend,
        searches: Sequence[Search],
        search_of: Callable[[Part], Search | None],
        *,
        may_split: bool,
    ) -> None:
        super().__init__(part, tiers)
        self.searches = list(searches)
        self.search_of = search_of
        self.may_split = may_split

    @property
    def is_proven(self) -> bool:
        return self.bound is not None and self.bound == self.value

    def run(self) -> None:
        """Until every case is at its bound, or gone."""
        waiting, old = self.searches, self.searches if self.may_split else []
        settled: list[Search] = []
        while waiting:
            waiting.sort(key=_bound_of)
            search, *waiting = waiting
            search.known = self.value
            if search in old:
                search.most_cases = MOST_CASES - len(waiting) - len(settled)
            if not self._is_gone(search):
                search.run()
                self._take_over(search)
            if search.cases:
                found = [self.search_of(case) for case in search.cases]
                waiting += [each for each in found if each is not None]
            else:
                settled.append(search)
            self.searches = waiting + settled
        self.searches = [search for search in settled if not self._is_gone(search)]
        bounds = [search.bound for search in self.searches]
        value = self.value
        if value is not None and None not in bounds:
            self.bound = min([value, *(bound for bound in bounds if bound is not None)])

    def _is_gone(self, search: Search) -> bool:
        """Whether a case holds no choice as good as the best that is known."""
        search.read()
        value = self.value
        return value is not None and search.bound is not None and search.bound > value

    def _take_over(self, search: Search) -> None:
        if search.x is None:
            return
        x = self.part.widened(search.part, search.x)
        if self.is_better(x):
            self.x = x


def _bound_of(search: Search) -> int:
    search.read()
    return -(2**62) if search.bound is None else search.bound
