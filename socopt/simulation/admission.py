"""Which programs may take a child: this simulation's own reading of the rules, over all programs at once.

The rules are those of docs/model.md, section 3. It is written without the reading that the match uses, so that a
mistake in one does not hide in the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from socopt.domain import Instance
from socopt.geo import Trips, cosines
from socopt.simulation.codes import SEX_BITS
from socopt.simulation.lengths import Whole
from socopt.simulation.people import Child
from socopt.simulation.places import Flags, Places, provider_positions
from socopt.synth.careers.assumptions import SETTINGS

ADULT = 18
LEVELS = 6
SHELTER = SETTINGS.index("shelter")
OTHER_SETTING, BELOW_FLOOR = 100_000, 1_000_000  # minutes that stand for "only after all nearer ones of the kind asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a child needs on a night: a bed in a setting, at a level.

    ``shown`` are bits of the traits it has now; ``here`` the program it holds a bed in, -1 for none.
    """

    child: Child
    night: int
    age: int
    shown: int
    setting: int
    level: int
    here: int
    unsafe: bool


class Admission:
    """The rules of a policy, read for the programs of a night.

    Parameters
    ----------
    parameters : those of the policy.
    """

    def __init__(self, places: Places, instance: Instance, parameters: Mapping[str, Mapping[str, Any]]) -> None:
        self.places = places
        self._p = parameters
        self._trips = Trips(circuity=instance.manifest.circuity, kmh=instance.manifest.kmh)
        self._spent = _spent_agencies(instance, parameters["self_referral"]["percent"])
        self._known = _known_minutes(instance, places)

    def in_order(self, wish: Wish) -> Whole:
        """Programs that may take the child, by position; those to be asked first come first.

        The setting that is needed, nearest first; then, for a child without a safe bed and one whom no program of that
        setting can take, other suitable settings, nearest first; at last, for a child without a safe bed, programs
        below a floor.
        """
        found = np.flatnonzero(self._admitting(wish))
        minutes = self.minutes(wish.child, found)
        floors = (minutes <= self._most_minutes[self.places.setting[found]]) & self._levels_fit(wish, found)
        asked = self.places.setting[found] == wish.setting
        if wish.unsafe:
            allowed = np.ones(len(found), dtype=bool)
        else:
            allowed = floors & asked if (floors & asked).any() else floors
        cost = minutes + np.where(asked, 0, OTHER_SETTING) + np.where(floors, 0, BELOW_FLOOR)
        order = np.argsort(cost[allowed], kind="stable")
        return found[allowed][order]

    def minutes(self, child: Child, places: Whole) -> Whole:
        """Minutes from home to some programs."""
        minutes = self._trips.minutes(cosines(child.point[None, :], self.places.points[places])).astype(np.int64)
        for place, known in self._known.get(child.child_id, ()):
            minutes[places == place] = known
        return minutes

    def _admitting(self, wish: Wish) -> Flags:
        """All pair rules but the floors."""
        p, child = self.places, wish.child
        fits = (p.opens <= wish.night) & (p.min_age <= wish.age) & (wish.age <= p.max_age) & p.same_state
        fits &= (p.sexes & SEX_BITS[child.sex]) != 0
        fits &= (p.serves & (needed := child.required & wish.shown)) == needed
        fits &= (p.refuses & wish.shown) == 0
        fits &= (p.reserved & wish.shown) == p.reserved
        fits &= (p.reach == 2) | ((p.reach == 1) & (p.region == child.region)) | (p.area == child.area)
        fits &= self._suitable[wish.level][p.setting]
        fits &= self._horizon(wish)
        if child.languages:
            fits &= (p.languages & child.languages) != 0
        if wish.age >= ADULT:
            fits &= p.adults & child.consents & (wish.age <= self._p["adult"]["max_age"])
        if not wish.unsafe and child.area_id in self._spent:
            fits &= p.provider != self._spent[child.area_id]
        if child.avoided:
            fits[list(child.avoided)] = False
        if wish.here >= 0:
            fits[wish.here] = False
        return fits

    def _horizon(self, wish: Wish) -> Flags:
        """Shelters are for weeks, every other setting for a long time; emergency programs take whoever is unsafe."""
        days = self._p["horizon"]["interim_days" if wish.setting == SHELTER else "long_days"]
        lasting: Flags = self.places.longest_stay >= days
        if wish.unsafe:
            lasting |= self.places.emergencies
        return lasting

    def _levels_fit(self, wish: Wish, places: Whole) -> Flags:
        low, high = self.places.levels[places, 0], self.places.levels[places, 1]
        limits = self._p["level"]
        fit: Flags = (wish.level - high <= limits["max_under"]) & (low - wish.level <= limits["max_over"])
        fit |= low == 0
        return fit

    @cached_property
    def _most_minutes(self) -> Whole:
        limits = self._p["distance"]["max_minutes"]
        return np.array([limits.get(setting, np.iinfo(np.int64).max) for setting in SETTINGS], dtype=np.int64)

    @cached_property
    def _suitable(self) -> Flags:
        """(level, setting): whether the policy calls the setting preferred or acceptable at the level."""
        table = np.zeros((LEVELS + 1, len(SETTINGS)), dtype=bool)
        for judgement in ("preferred", "acceptable"):
            for setting, levels in self._p["suitability"][judgement].items():
                table[list(levels), SETTINGS.index(setting)] = True
        return table


def _spent_agencies(instance: Instance, percent: int) -> dict[str, int]:
    """Areas whose Lead Agency has used up its share of self-referrals, and the agency's position."""
    providers = provider_positions(instance)
    night = instance.night
    found: dict[str, int] = {}
    for row in sorted(instance.records("lead_agencies"), key=lambda row: row.from_):
        if row.from_ <= night and (row.until is None or night <= row.until) and row.provider_id in providers:
            spent = 100 * row.self_referrals_12m > percent * row.referrals_12m
            found.pop(row.area_id, None)
            if spent:
                found[row.area_id] = providers[row.provider_id]
    return found


def _known_minutes(instance: Instance, places: Places) -> dict[str, list[tuple[int, int]]]:
    """Minutes that the travel table has from a child's home."""
    found: dict[str, list[tuple[int, int]]] = {}
    travel = instance.table("travel")
    columns = (travel[name].tolist() for name in ("from_id", "to_id", "minutes"))
    for child_id, program_id, minutes in zip(*columns, strict=True):
        if program_id in places.position:
            found.setdefault(child_id, []).append((places.position[program_id], int(minutes)))
    return found
