"""Careers in care, written before anybody looks for a bed: what each child will need, in what order, and how long.

A career does not depend on where the child is placed or how long it waits. So every scenario meets the same children
with the same needs (common random numbers), and differences between scenarios are those of the scenarios.
"""

from dataclasses import dataclass

import numpy as np

from socopt.simulation.lengths import Floats, Whole
from socopt.simulation.world import LEAVES, World
from socopt.synth.careers.assumptions import SETTINGS
from socopt.synth.careers.network import LAST_STEP, LEAVING_BIRTHDAYS, STEP_DAYS
from socopt.synth.careers.reasons import ACROSS, DOWN, RESTRICTIVE, UP

MOST_STAYS = 60
YEAR = 365.25
FIRST, LATER = 0, 1
NEVER = np.iinfo(np.int64).max
GIRLS_ONLY = SETTINGS.index("teen_parenting")
# Programs of these settings are suitable for such levels of care only (default policy, [suitability]).
LEVELS_SERVED = {
    "kinship_home": (1, 5), "foster_home": (1, 3), "pre_adoptive_home": (1, 3), "treatment_foster_home": (2, 5),
    "group_home": (3, 5), "residential_treatment": (4, 5), "shelter": (1, 5), "independent_living": (1, 4),
    "teen_parenting": (2, 5),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Careers:
    """Needs of children, padded with -1.

    Attributes
    ----------
    setting, level, days : ndarray of shape (children, stays). What is needed, and for how many days.
    notice : ndarray of the same shape. Days after the end of the need on which the place is lost; -1: it is not.
    age_out : ndarray of shape (children,). Day of age on which a birthday ends care; ``NEVER`` where none does.
    """

    setting: Whole
    level: Whole
    days: Whole
    notice: Whole
    age_out: Whole

    def __len__(self) -> int:
        return len(self.setting)


def careers_of(
    world: World, dice: np.random.Generator, setting: Whole, age: Whole, kind: Whole, days: Whole | None = None
) -> Careers:
    """Careers that begin with stays in settings at ages in days.

    Parameters
    ----------
    kind : ``FIRST`` where the stay is the first of the career, else ``LATER``.
    days : what is left of the first stays, where they are under way.
    """
    count = len(setting)
    found = Careers(
        **{name: np.full((count, MOST_STAYS), -1, dtype=np.int64) for name in ("setting", "level", "days", "notice")},
        age_out=np.full(count, NEVER, dtype=np.int64),
    )
    live, here, at = np.arange(count), setting.copy(), age.astype(np.float64)
    for depth in range(MOST_STAYS):
        drawn = world.lengths.whole(here, dice.random(len(live)))
        lasts = days if depth == 0 and days is not None else drawn
        found.setting[live, depth], found.days[live, depth] = here, lasts
        found.level[live, depth] = _levels(world, dice, here)
        ends: Floats = at + lasts
        cut = _birthday(world, dice, here, at, ends)
        ended = np.isfinite(cut)
        found.age_out[live[ended]] = cut[ended].astype(np.int64)
        after = _after(world, dice, here, kind[live] if depth == 0 else np.full(len(live), LATER), ends)
        goes_on = ~ended & (after < LEAVES)
        found.notice[live, depth] = np.where(goes_on, _notice(dice, here, after), -1)
        live, here, at = live[goes_on], after[goes_on], ends[goes_on]
        if not len(live):
            break
    return found


def _levels(world: World, dice: np.random.Generator, setting: Whole) -> Whole:
    """Level of care needed, as in the setting, among those that the setting is suitable for."""
    table = np.array([_level_weights(world, name) for name in SETTINGS])
    cumulative = np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1)
    drawn: Whole = (dice.random(len(setting))[:, None] >= cumulative[setting]).sum(axis=1) + 1
    return np.minimum(drawn, 5)


def _level_weights(world: World, setting: str) -> list[float]:
    low, high = LEVELS_SERVED[setting]
    weights = world.parameters.level_in_setting[setting]
    return [weight if low <= level <= high else 0.0 for level, weight in enumerate(weights, start=1)]


def _birthday(world: World, dice: np.random.Generator, setting: Whole, age: Floats, ends: Floats) -> Floats:
    """Day of age of the birthday on which care ends during a stay; inf where on none."""
    cut = np.full(len(setting), np.inf)
    for column, years in reversed(list(enumerate(LEAVING_BIRTHDAYS))):
        day = years * YEAR
        leaves = (age < day) & (day <= ends) & (dice.random(len(setting)) >= world.kept[setting, column])
        cut[leaves] = day
    return cut


def _after(world: World, dice: np.random.Generator, setting: Whole, kind: Whole, age: Floats) -> Whole:
    step = np.minimum((age / STEP_DAYS).astype(np.int64), LAST_STEP - 1)
    chances = world.onward[kind * len(SETTINGS) + setting, step]
    after: Whole = (dice.random(len(setting))[:, None] >= chances).sum(axis=1)
    return np.minimum(after, LEAVES)


def _notice(dice: np.random.Generator, here: Whole, after: Whole) -> Whole:
    """Days after the need is over on which the place ends, for stays that are disrupted; -1 for the others."""
    restrictive = np.array([RESTRICTIVE[name] for name in SETTINGS])
    step = restrictive[np.minimum(after, LEAVES - 1)] - restrictive[here]
    chance = np.where(step > 0, UP["disrupted"], np.where(step < 0, DOWN["disrupted"], ACROSS["disrupted"]))
    disrupted = dice.random(len(here)) < chance
    at_once = dice.random(len(here)) < MUST_LEAVE_AT_ONCE
    days = np.where(at_once, 0, 2 + (dice.random(len(here)) * 29).astype(np.int64))
    return np.where(disrupted, days, -1)


MUST_LEAVE_AT_ONCE = 0.33  # of the children whose place ends; the others have 2 to 30 days [R]
