"""Small histories of a known truth: Poisson arrivals by season, stays of a known law, nobody turned away (M/G/inf)."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from socopt.planning.history import OPEN, History, People, Stays
from socopt.planning.population import Population

NIGHT = date(2004, 9, 15).toordinal()
DAYS_A_YEAR = 365.25
PAST_YEARS = 25  # before the window: whoever came then has left, but for one in a thousand
SEASONS = (1.00, 0.98, 1.06, 1.05, 1.10, 1.06, 0.88, 0.85, 1.00, 1.06, 1.00, 0.96)
TRAIT = "deaf"
MIX = 200_000  # lengths that a law is made of


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a history is made from.

    ``census`` is the mean one of the population, ``stays`` are whole days drawn from its law. ``others`` stay as in
    ``other_stays``, ``others_census`` of them at once; of ``kin`` further populations the stays differ from these as
    those of the population do. ``seasons`` are monthly factors, ``shares`` those of the Areas.
    """

    census: float
    stays: np.ndarray
    others_census: float
    other_stays: np.ndarray
    kin: tuple[np.ndarray, ...]
    seasons: np.ndarray
    shares: np.ndarray
    years: float

    @property
    def rate(self) -> float:
        """Arrivals a day."""
        return self.census / float(self.stays.mean())

    @property
    def population(self) -> Population:
        return Population(id=TRAIT, traits=(TRAIT,))


def lengths(dice: np.random.Generator, median: float, mean: float, brief: float) -> np.ndarray:
    """Days of stays: lognormal, a share of them brief (14 days by median, 21 by mean), as the generator's are."""
    long = _lognormal(dice, median, mean)
    return np.ceil(np.where(dice.random(MIX) < brief, _lognormal(dice, 14, 21), long)).clip(1)


def draw_truth(dice: np.random.Generator, *, census: tuple[float, float] = (6.0, 120.0), years: float = 5.0) -> Truth:
    """A truth that a planner may meet.

    Census log-uniform; medians of stays 45 to 340 days, means 1.2 to 1.6 times as long; in half of the cases up to a
    quarter brief. Populations stay longer or shorter than all children by a factor of lognormal spread 0 to 0.3.
    """
    median, ratio = np.exp(dice.uniform(np.log(45), np.log(340))), dice.uniform(1.2, 1.6)
    brief = dice.choice([0.0, dice.uniform(0, 0.25)])
    spread = dice.uniform(0, 0.3)

    def own() -> np.ndarray:
        factor = np.exp(spread * dice.standard_normal())
        return lengths(dice, median * factor, median * factor * ratio, brief)

    return Truth(
        census=float(np.exp(dice.uniform(*np.log(census)))),
        stays=own(),
        others_census=1000.0,
        other_stays=lengths(dice, median, median * ratio, brief),
        kin=tuple(own() for _ in range(8)),
        seasons=np.array(SEASONS) ** dice.uniform(0, 2),
        shares=dice.dirichlet(np.full(10, 4.0)),
        years=years,
    )


def make_history(truth: Truth, dice: np.random.Generator) -> History:
    """What is remembered of such a truth: every stay that touches the window, open where it goes on tonight."""
    since = NIGHT - round(truth.years * DAYS_A_YEAR)
    kinds = [(truth.census, truth.stays), (truth.others_census, truth.other_stays)]
    kinds += [(truth.others_census / 10, stays) for stays in truth.kin]
    starts, ends, kind = [], [], []
    for number, (census, stays) in enumerate(kinds):
        start, end = _spells(dice, census / stays.mean(), stays, truth.seasons)
        known = end > since
        starts.append(start[known])
        ends.append(end[known])
        kind.append(np.full(known.sum(), number))
    start, end, kind = np.concatenate(starts), np.concatenate(ends), np.concatenate(kind)
    people = len(start)
    traits = np.zeros((people, len(kinds) - 1), dtype=bool)
    for number in range(len(kinds)):
        if number != 1:
            traits[kind == number, max(number - 1, 0)] = True
    spells = Stays(
        person=np.arange(people),
        start=start,
        end=np.where(end > NIGHT, OPEN, end),
        setting=np.zeros(people, dtype=np.int64),
    )
    return History(
        night=NIGHT,
        since=since,
        areas=tuple(f"A{number:02}" for number in range(1, len(truth.shares) + 1)),
        settings=("group_home",),
        traits=(TRAIT, *(f"kin_{number}" for number in range(1, len(truth.kin) + 1))),
        people=People(
            ids=tuple(f"C{number}" for number in range(people)),
            born=start - round(9 * DAYS_A_YEAR),
            male=dice.random(people) < 0.5,
            area=dice.choice(len(truth.shares), size=people, p=truth.shares),
            traits=traits,
            present=end > NIGHT,
        ),
        stays=spells,
        spells=spells,
    )


def _lognormal(dice: np.random.Generator, median: float, mean: float) -> np.ndarray:
    return median * np.exp(np.sqrt(2 * np.log(mean / median)) * dice.standard_normal(MIX))


def _spells(
    dice: np.random.Generator, rate: float, stays: np.ndarray, seasons: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """First days and days of leaving of all arrivals until the night."""
    days = np.arange(NIGHT - round(PAST_YEARS * DAYS_A_YEAR), NIGHT)
    epoch = date(1970, 1, 1).toordinal()
    month = (days - epoch).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    start = np.repeat(days, dice.poisson(rate * (seasons / seasons.mean())[month]))
    return start, start + dice.choice(stays, size=len(start)).astype(np.int64)
