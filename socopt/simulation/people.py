"""Who the children are: those of tonight, and those who will come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from socopt.domain import Instance
from socopt.geo import unit_vectors
from socopt.simulation.careers import FIRST, GIRLS_ONLY, NEVER, Careers, careers_of
from socopt.simulation.codes import SEX_BITS, Bits
from socopt.simulation.lengths import Floats, Whole
from socopt.simulation.places import region_positions
from socopt.simulation.world import World
from socopt.synth.careers.assumptions import SETTINGS
from socopt.synth.careers.network import STEP_DAYS
from socopt.synth.dice import Dice
from socopt.synth.geography import areas_of_state, pick_town, point_near

OLDEST = 40  # years for which traits are tabulated
DAYS_A_MONTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A need of a career: setting and level, days, and days of notice until the place ends (-1: it does not)."""

    setting: int
    level: int
    days: int
    notice: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Child:
    """A child in care, with its career still to come.

    Attributes
    ----------
    arrives : night on which it comes; 0 for those who are there.
    born : ordinal of the day of birth. point : home on the unit sphere.
    fixed, latent, infant : bits of traits it has now, from the age at which such traits begin, and before its first
        birthday. required : of these, those that its program must serve.
    leaves_on : day of the simulation on which a birthday ends care; None where none does.
    unsafe_without : whether it is in an office, an emergency department or the like while it has no bed.
    avoided : positions of programs it must not enter. alone : nobody else may live with it.
    """

    number: int
    child_id: str
    arrives: int
    born: int
    sex: str
    area: int
    region: int
    area_id: str
    lat: float
    lon: float
    point: Floats
    languages: int
    fixed: int
    latent: int
    infant: int
    required: int
    stays: tuple[Stay, ...]
    leaves_on: int | None
    unsafe_without: bool
    consents: bool = True
    alone: bool = False
    avoided: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Nights of the simulation as days of the calendar."""

    night: date

    @cached_property
    def first(self) -> int:
        return self.night.toordinal()

    def age(self, child: Child, night: int) -> int:
        """Completed years on a night, by the calendar."""
        on, born = date.fromordinal(self.first + night), date.fromordinal(child.born)
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True, kw_only=True, eq=False)
class Traits:
    """How traits are drawn, and from which age on each of them shows."""

    world: World
    bits: Bits

    def shown(self, child: Child, age: int) -> int:
        """Bits of the traits that a child of an age has."""
        return child.fixed | child.latent & self._from_age[min(age, OLDEST)] | (child.infant if age == 0 else 0)

    def young(self, age: int) -> int:
        """Bits of the traits that a child of an age may have."""
        return self._from_age[min(age, OLDEST)]

    @cached_property
    def _from_age(self) -> list[int]:
        rates = self.world.parameters.traits
        return [
            self.bits.of(trait for trait in self.bits.words if trait not in rates or rates[trait].min_age <= age)
            for age in range(OLDEST + 1)
        ]

    @cached_property
    def _usual_factor(self) -> Floats:
        """Mean factor of the levels of care among children in care, by trait."""
        p = self.world.parameters
        of_setting = np.array([
            np.average(p.trait_factor_of_level, weights=p.level_in_setting[setting]) for setting in SETTINGS
        ])  # fmt: skip
        years = np.arange(self.world.stock.shape[1]) * STEP_DAYS / 365.25
        return np.array([
            np.average(of_setting, weights=self.world.stock[:, years >= p.traits[trait].min_age].sum(axis=1))
            for trait in p.traits
        ])  # fmt: skip

    def drawn(self, dice: np.random.Generator, careers: Careers, girls: np.ndarray) -> tuple[Whole, Whole, Whole]:
        """Bits of traits as (latent, of infants, required); those who need more have more of them.

        A trait comes at its rate among the children in care whom it can concern, times the factor of the levels of
        care that the career goes through, times a factor of the child (three times a squared uniform).
        """
        p = self.world.parameters
        days = np.maximum(careers.days, 0).astype(np.float64)
        factors = np.array(p.trait_factor_of_level)[np.maximum(careers.level, 1) - 1]
        load = 3.0 * dice.random(len(careers)) ** 2
        level = (factors * days).sum(axis=1) / np.maximum(days.sum(axis=1), 1.0)
        latent, infant, required = (np.zeros(len(careers), dtype=np.int64) for _ in range(3))
        for place, (trait, rate) in enumerate(p.traits.items()):
            bit = self.bits.of([trait])
            usual = np.where(girls, 2.0 - rate.of_boys, rate.of_boys) if rate.sex is None else np.where(girls, 1.0, 0.0)
            times = level * load / self._usual_factor[place] if rate.with_level else 1.0
            draw = dice.random(len(careers))
            latent |= np.where(draw < np.minimum(0.9, rate.rate * usual * times), bit, 0)
            infant |= np.where(draw < (rate.of_infants or 0.0) * usual * times, bit, 0)
            required |= np.where(dice.random(len(careers)) < p.required_trait, bit, 0)
        return latent, infant, required

    def planted(self, dice: np.random.Generator, latent: Whole, girls: np.ndarray, age: Whole) -> Whole:
        """With rare populations at their true share, and nobody else who has all their traits by chance."""
        for population in self.world.planted:
            bits = self.bits.of(population.traits)
            fits = np.ones(len(latent), dtype=bool) if population.sex is None else girls == (population.sex == "F")
            if population.ages is not None:
                fits &= (age >= population.ages[0] * 365.25) & (age < (population.ages[1] + 1) * 365.25)
            chosen = fits & (dice.random(len(latent)) < population.share)
            rarest = min(population.traits, key=lambda trait: self.world.parameters.traits[trait].rate)
            by_chance = (latent & bits == bits) & ~chosen
            latent = np.where(by_chance, latent & ~self.bits.of([rarest]), latent)
            latent = np.where(chosen, latent | bits, latent)
        return latent


def newcomers(
    world: World, instance: Instance, traits: Traits, languages: Bits, nights: int, seed: Sequence[int]
) -> list[Child]:
    """Children who enter care on the nights to come, in order of arrival."""
    dice = np.random.default_rng([*seed, 1])
    nightly = dice.poisson(world.entries.sum() * _season(world, nights))
    arrives = np.repeat(np.arange(nights), nightly)
    setting, age = _entries(world, dice, len(arrives))
    careers = careers_of(world, dice, setting, age, np.full(len(arrives), FIRST))
    girls = (dice.random(len(arrives)) >= world.parameters.male) | (careers.setting == GIRLS_ONLY).any(axis=1)
    latent, infant, required = traits.drawn(dice, careers, girls)
    latent = _with_parenting(traits.bits, dice, careers, traits.planted(dice, latent, girls, age))
    homes = _Homes(world, instance, Dice(seed[0], f"homes of newcomers {list(seed[1:])}"))
    spoken = _spoken(world, dice, languages, len(arrives))
    unsafe = dice.random(len(arrives)) < world.parameters.unsafe_share
    found = []
    for row in range(len(arrives)):
        area_id, lat, lon = homes.draw()
        night = int(arrives[row])
        born = world.night.toordinal() + night - int(age[row])
        found.append(
            Child(
                number=row + len(instance.children),
                child_id=f"N{row + 1:06d}",
                arrives=night,
                born=born,
                sex="F" if girls[row] else "M",
                area=homes.area_position[area_id],
                region=homes.region_position[area_id],
                area_id=area_id,
                lat=lat,
                lon=lon,
                point=unit_vectors([lat], [lon])[0],
                languages=int(spoken[row]),
                fixed=0,
                latent=int(latent[row]),
                infant=int(infant[row]),
                required=int(required[row]),
                stays=stays_of(careers, row),
                leaves_on=leaves_on(careers, row, born, world.night),
                unsafe_without=bool(unsafe[row]),
            )
        )
    return found


def stays_of(careers: Careers, row: int) -> tuple[Stay, ...]:
    """The needs of one career, in order."""
    count = int((careers.setting[row] >= 0).sum())
    columns = (careers.setting, careers.level, careers.days, careers.notice)
    rows = zip(*(column[row, :count].tolist() for column in columns), strict=True)
    return tuple(Stay(setting=setting, level=level, days=days, notice=notice) for setting, level, days, notice in rows)


def leaves_on(careers: Careers, row: int, born: int, night: date) -> int | None:
    """Day of the simulation on which a birthday ends care, if one does."""
    if careers.age_out[row] == NEVER:
        return None
    return max(1, born + int(careers.age_out[row]) - night.toordinal())


def _season(world: World, nights: int) -> Floats:
    first = np.datetime64(world.night)
    months = (first + np.arange(nights)).astype("datetime64[M]").astype(np.int64) % DAYS_A_MONTH
    return np.array(world.seasons)[months]


def _entries(world: World, dice: np.random.Generator, count: int) -> tuple[Whole, Whole]:
    total = np.cumsum(world.entries.ravel())
    cell = np.minimum(np.searchsorted(total, dice.random(count) * total[-1], side="right"), len(total) - 1)
    setting, step = np.divmod(cell, world.entries.shape[1])
    return setting, np.floor((step + dice.random(count)) * STEP_DAYS).astype(np.int64)


def _with_parenting(bits: Bits, dice: np.random.Generator, careers: Careers, latent: Whole) -> Whole:
    """Who comes into a house for young mothers is one, or is pregnant."""
    pregnant, parenting = bits.of(["pregnant"]), bits.of(["parenting"])
    lone = (careers.setting == GIRLS_ONLY).any(axis=1) & (latent & (pregnant | parenting) == 0)
    return np.where(lone, latent | np.where(dice.random(len(latent)) < 0.3, pregnant, parenting), latent)


def _spoken(world: World, dice: np.random.Generator, languages: Bits, count: int) -> Whole:
    spoken = list(world.parameters.languages)
    weights = np.array([world.parameters.languages[words] for words in spoken])
    drawn = dice.choice(len(spoken), size=count, p=weights / weights.sum())
    return np.array([languages.of(words.split(";")) for words in spoken])[drawn]


class _Homes:
    """Where children come from: Areas by how many of their children come into care, towns by their children."""

    def __init__(self, world: World, instance: Instance, dice: Dice) -> None:
        regions = region_positions(instance)
        self._dice = dice
        self.area_position = {area_id: place for place, area_id in enumerate(instance.areas)}
        self.region_position = {area.area_id: regions[area.region_id] for area in instance.areas.values()}
        self._known = areas_of_state()
        home_areas = sorted({child.home_area_id for child in instance.children.values()})
        living = {area_id: self._known[area_id].under_18 for area_id in home_areas if area_id in self._known}
        self._shares = _shares(world, living)
        self._tonight = [c for c in instance.children.values() if c.home_lat is not None and c.home_lon is not None]

    def draw(self) -> tuple[str, float, float]:
        if self._shares:
            area_id = self._dice.weighted(self._shares)
            return area_id, *point_near(self._dice, pick_town(self._dice, area_id))
        child = self._dice.pick(self._tonight)
        assert child.home_lat is not None
        assert child.home_lon is not None
        return child.home_area_id, child.home_lat, child.home_lon


def _shares(world: World, living: dict[str, int]) -> dict[str, float]:
    """Of the generator's Areas, how many of the children in care come from each; empty for Areas it does not know."""
    known, of_region = areas_of_state(), world.parameters.region_share
    totals: dict[str, int] = {}
    for area_id, count in living.items():
        totals[known[area_id].region_id] = totals.get(known[area_id].region_id, 0) + count
    return {
        area_id: of_region[known[area_id].region_id] * count / totals[known[area_id].region_id]
        for area_id, count in living.items()
    }


__all__ = ["SEX_BITS", "Child", "Clock", "Stay", "Traits", "leaves_on", "newcomers", "stays_of"]
