"""What spells say of arrivals and lengths of stay: who came, from which day of a stay each was seen, and until when."""

from dataclasses import dataclass

import numpy as np

from socopt.planning.demand.law import NUM_PIECES, Floats, exposure, piece_of
from socopt.planning.history import DAYS_A_YEAR, History, Stays, Truth, Whole

AGE_BANDS = (6, 12, 16)  # years of age at which a group begins
NUM_GROUPS = 2 * (len(AGE_BANDS) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Spells of the window, one element each, as they were seen.

    A spell that began in the window counts from its first day (``came``). One that began earlier is known only because
    it lasted, and counts from the first day of the window on: it was seen from day ``before`` of the stay to day
    ``until``, on which it ended unless it goes on tonight (``ended``).
    """

    person: Whole
    start: Whole
    came: Truth
    ended: Truth
    before: Whole
    until: Whole
    group: Whole

    def of(self, chosen: Truth) -> "Seen":
        """Some of them."""
        return Seen(**{name: getattr(self, name)[chosen] for name in Seen.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Ends and days by group of age and sex and piece of the law, both (groups, pieces); and arrivals by group."""

    ends: Floats
    days: Floats
    arrivals: Floats

    def without(self, other: "Tally") -> "Tally":
        """What is left when others are taken out."""
        return Tally(
            ends=self.ends - other.ends,
            days=np.maximum(self.days - other.days, 0.0),
            arrivals=self.arrivals - other.arrivals,
        )


def seen(history: History, spells: Stays) -> Seen:
    """Spells of which anything was seen between the first day of the window and the night."""
    some = (spells.end > history.since) & (spells.start < history.night)
    person, start, end = spells.person[some], spells.start[some], spells.end[some]
    ended = end <= history.night
    age = (start - history.people.born[person]) / DAYS_A_YEAR
    band = np.searchsorted(AGE_BANDS, age, side="right")
    return Seen(
        person=person,
        start=start,
        came=start >= history.since,
        ended=ended,
        before=np.maximum(history.since - start, 0),
        until=np.where(ended, end, history.night) - start,
        group=band * 2 + history.people.male[person],
    )


def tally(spells: Seen) -> Tally:
    """Counts of some spells."""
    return Tally(
        ends=np.bincount(
            spells.group[spells.ended] * NUM_PIECES + piece_of(spells.until[spells.ended]),
            minlength=NUM_GROUPS * NUM_PIECES,
        ).reshape(NUM_GROUPS, NUM_PIECES).astype(np.float64),
        days=sums_by_group(exposure(spells.before, spells.until), spells.group),
        arrivals=np.bincount(spells.group[spells.came], minlength=NUM_GROUPS).astype(np.float64),
    )  # fmt: skip


def sums_by_group(rows: Floats, group: Whole) -> Floats:
    """(groups, columns): sums of the rows of each group."""
    return np.stack([rows[group == number].sum(axis=0) for number in range(NUM_GROUPS)])
