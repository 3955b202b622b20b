"""The smallest coalition of Areas that sustains a program at one of their offices."""

from dataclasses import dataclass

import numpy as np

from socopt.planning.finding.ground import Numbers
from socopt.planning.history import Truth, Whole

MOST_NODES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalition:
    """Areas (positions) that share a program at the office of Area ``site``, and how sure it is to be sustained.

    ``proven`` is False where the search for the one with least travel was cut short.
    """

    site: int
    areas: tuple[int, ...]
    minutes: int
    probability: float
    proven: bool = True


def smallest_coalition(
    load: Numbers, minutes: Whole, limit: int, need: float, least_probability: float, *, most_nodes: int = MOST_NODES
) -> Coalition | None:
    """Fewest Areas whose offices lie within the limit of one of them and that sustain a program; then least travel.

    Parameters
    ----------
    load : ndarray (draws, areas). Posterior draws of the mean census.
    minutes : ndarray (areas, areas) of int. From the office of a column to the site of a row; -1 where unknown.
    limit : minutes at most. need : mean census that sustains the program.

    Returns
    -------
    Coalition or None. None: not even all Areas within the limit of any site are sure enough. Travel is the sum of the
    minutes of the Areas' offices to the site.
    """
    sites = [_Site(load, minutes, site, limit, need, least_probability) for site in range(load.shape[1])]
    hopeful = [site for site in sites if site.fewest is not None]
    budget = _Budget(most_nodes)
    for size in range(1, load.shape[1] + 1):
        best: Coalition | None = None
        for site in sorted(hopeful, key=lambda site: site.least_minutes(size)):
            if site.fewest is not None and site.fewest <= size <= site.num_areas:
                best = site.better(size, best, budget)
        if best is not None:
            return Coalition(
                site=best.site, areas=tuple(sorted(best.areas)), minutes=best.minutes,
                probability=best.probability, proven=not budget.spent,
            )  # fmt: skip
    return None


def widest_coalition(load: Numbers, minutes: Whole, limit: int, need: float) -> Coalition:
    """All Areas within the limit of the site where a program is likeliest to be sustained."""
    within = _within(minutes, limit)
    chances = [float((load[:, row].sum(axis=1) >= need).mean()) for row in within]
    site = max(range(len(chances)), key=lambda place: (chances[place], within[place].sum() * -1.0, -place))
    areas = tuple(np.flatnonzero(within[site]).tolist())
    return Coalition(site=site, areas=areas, minutes=int(minutes[site, list(areas)].sum()), probability=chances[site])


def _within(minutes: Whole, limit: int) -> Truth:
    near: Truth = (minutes >= 0) & (minutes <= limit)
    np.fill_diagonal(near, val=True)
    return near


class _Budget:
    """Nodes that may yet be looked at."""

    def __init__(self, nodes: int) -> None:
        self.left = nodes

    @property
    def spent(self) -> bool:
        return self.left <= 0


class _Site:
    """Areas within the limit of a site, nearest first, and what they bring at best."""

    def __init__(
        self, load: Numbers, minutes: Whole, site: int, limit: int, need: float, least_probability: float
    ) -> None:
        near = np.flatnonzero(_within(minutes, limit)[site])
        order = near[np.argsort(minutes[site, near], kind="stable")]
        self.site = site
        self.areas: list[int] = order.tolist()
        self.num_areas = len(self.areas)
        self._minutes: list[int] = np.maximum(minutes[site, order], 0).tolist()
        self._load = np.ascontiguousarray(load[:, order].T)
        self._need, self._least = need, least_probability
        # Of the Areas from each place on, the largest sums of so many in each draw: what they bring at the very best.
        self._at_best = [np.cumsum(-np.sort(-self._load[place:], axis=0), axis=0) for place in range(self.num_areas)]
        enough = [size for size in range(1, self.num_areas + 1) if self._may(0, size, 0.0)]
        everybody = self._chance(self._load.sum(axis=0)) >= least_probability
        self.fewest = enough[0] if enough and everybody else None

    def least_minutes(self, size: int) -> int:
        return sum(self._minutes[:size])

    def better(self, size: int, best: Coalition | None, budget: _Budget) -> Coalition | None:
        """The coalition of a size with least travel at this site, if it travels less than the best so far."""
        for start in self._starts(size):
            if best is None or start.minutes < best.minutes:
                best = start
        return self._deeper(0, size, 0, np.zeros(self._load.shape[1]), (), best, budget)

    def _starts(self, size: int) -> list[Coalition]:
        """Those with most children, with ever more of the nearest in their stead while they sustain the program."""
        chosen = np.argsort(-self._load.mean(axis=1), kind="stable")[:size].tolist()
        found = self._made(chosen)
        if found is None:
            return []
        for near in range(self.num_areas):
            for place in sorted(chosen, reverse=True):
                swapped = [near if item == place else item for item in chosen]
                if near not in chosen and near < place and (made := self._made(swapped)) is not None:
                    chosen, found = swapped, made
                    break
        return [found]

    def _made(self, places: list[int]) -> Coalition | None:
        chance = self._chance(self._load[places].sum(axis=0))
        if chance < self._least:
            return None
        return Coalition(
            site=self.site, areas=tuple(self.areas[place] for place in places),
            minutes=sum(self._minutes[place] for place in places), probability=chance,
        )  # fmt: skip

    def _deeper(
        self, place: int, left: int, spent: int, brought: Numbers, chosen: tuple[int, ...], best: Coalition | None,
        budget: _Budget,
    ) -> Coalition | None:  # fmt: skip
        """Take or leave the Area at a place, unless no choice could sustain the program or travel less."""
        if left == 0:
            return self._made(list(chosen)) or best
        if budget.spent or self.num_areas - place < left:
            return best
        budget.left -= 1
        least = spent + sum(self._minutes[place : place + left])
        if (best is not None and least >= best.minutes) or not self._may(place, left, brought):
            return best
        taken = spent + self._minutes[place]
        best = self._deeper(place + 1, left - 1, taken, brought + self._load[place], (*chosen, place), best, budget)
        return self._deeper(place + 1, left, spent, brought, chosen, best, budget)

    def _may(self, place: int, left: int, brought: Numbers | float) -> bool:
        return self._chance(brought + self._at_best[place][left - 1]) >= self._least

    def _chance(self, census: Numbers) -> float:
        return float((census >= self._need).mean())
