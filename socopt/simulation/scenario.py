"""What is compared: doing nothing, the plan, and the same beds bought where beds are already."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.geo import unit_vectors
from socopt.simulation.codes import ANY_SEX, SEX_BITS, Bits
from socopt.simulation.group import Group
from socopt.simulation.lengths import Whole
from socopt.simulation.places import NO_LIMIT, REACH, Places, region_positions
from socopt.simulation.world import NAMED_HOMES
from socopt.synth.careers.assumptions import SETTINGS

USUAL = 0.5  # share of a setting's beds in programs with a competency, from which a new program has it too
FORM = "TRAITS:BEDS:SETTING:AREA, like deaf+fire_setting:6:group_home:A12"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A further program for children who share traits: at an Area Office, for the whole state, and for them alone.

    With no traits it is for anybody; with ages or a sex, for these only.
    """

    traits: tuple[str, ...]
    beds: int
    setting: str
    area_id: str
    ages: tuple[int, int] | None = None
    sex: str | None = None

    @property
    def group(self) -> Group:
        """Those it is for."""
        return Group(traits=self.traits, ages=self.ages, sex=self.sex)

    @property
    def text(self) -> str:
        """What it is, in a few words."""
        return f"{self.beds} beds ({self.setting.replace('_', ' ')}, {self.area_id}) for {self.group.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A name, and the programs there are."""

    name: str
    text: str
    change: Callable[[Places], Places]


def addition_of(text: str, instance: Instance, traits: Bits) -> Addition:
    """A further program from its specification.

    Raises
    ------
    UsageError : the text is no specification, or names a trait, setting or Area that is not there.
    """
    parts = text.split(":")
    if len(parts) != 4 or not parts[1].isdigit():
        raise UsageError(f"add: {text!r} is not understood; expected {FORM}")
    words = tuple(word for word in parts[0].split("+") if word)
    return checked(Addition(traits=words, beds=int(parts[1]), setting=parts[2], area_id=parts[3]), instance, traits)


def additions_of(data: Any, instance: Instance, traits: Bits) -> tuple[Addition, ...]:
    """Further programs from parsed JSON: a list, or an object with a list ``programs``, of traits, beds, setting, area.

    Raises
    ------
    UsageError : as ``addition_of``.
    """
    rows = data.get("programs") if isinstance(data, Mapping) else data
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        raise UsageError('add: the JSON has no programs; expected {"programs": [{traits, beds, setting, area}, ...]}')
    return tuple(checked(_addition(row), instance, traits) for row in rows)


def _addition(row: Any) -> Addition:
    try:
        youngest, oldest = (int(age) for age in row.get("ages") or (0, 99))
        return Addition(
            traits=tuple(map(str, row["traits"])),
            beds=int(row["beds"]),
            setting=str(row["setting"]),
            area_id=str(row["area"]),
            ages=(youngest, oldest) if row.get("ages") else None,
            sex=row.get("sex"),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"add: {row!r} is not a program; expected traits (a list), beds, setting, area, and as wanted ages (first "
            "and last) and sex"
        ) from error


def checked(addition: Addition, instance: Instance, traits: Bits) -> Addition:
    """The same, if the night knows its words."""
    for trait in addition.traits:
        known_trait(trait, traits, "add")
    waited_for = [setting for setting in SETTINGS if setting not in NAMED_HOMES]
    if addition.setting not in waited_for:
        raise UsageError(f"add: setting {addition.setting!r} is unknown; possible are {', '.join(waited_for)}")
    if addition.area_id not in instance.areas:
        raise UsageError(f"add: Area {addition.area_id!r} is unknown; possible are {', '.join(instance.areas)}")
    if addition.sex not in (None, "F", "M"):
        raise UsageError(f"add: sex {addition.sex!r}; expected F or M")
    if addition.beds < 1:
        raise UsageError(f"add: {addition.beds} beds; expected at least 1")
    return addition


def known_trait(trait: str, traits: Bits, what: str) -> str:
    """The trait, if the night knows it."""
    if trait not in traits.words:
        raise UsageError(f"{what}: trait {trait!r} is unknown; possible are {', '.join(traits.words)}")
    return trait


def do_nothing() -> Scenario:
    """The programs of the night."""
    return Scenario(name="do nothing", text="the programs of the night", change=lambda places: places)


def the_plan(additions: Sequence[Addition], instance: Instance, traits: Bits, languages: Bits) -> Scenario:
    """The programs of the night, and further ones."""

    def change(places: Places) -> Places:
        for number, addition in enumerate(additions, start=1):
            places = places.with_programs(_built(addition, number, places, instance, traits, languages))
        return places

    return Scenario(name="the plan", text="; ".join(each.text for each in additions), change=change)


def buy_the_average(additions: Sequence[Addition]) -> Scenario:
    """As many beds of the same settings, spread over the programs there are in proportion to their beds."""

    def change(places: Places) -> Places:
        more = np.zeros(len(places), dtype=np.int64)
        for addition in additions:
            of_setting = places.setting == SETTINGS.index(addition.setting)
            more += spread(addition.beds, np.where(of_setting & (places.opens < NO_LIMIT), places.beds, 0))
        return places.with_beds(more)

    beds = sum(addition.beds for addition in additions)
    return Scenario(
        name="buy the average", text=f"the same {beds} beds, spread over the programs there are", change=change
    )


def spread(beds: int, weights: Whole) -> Whole:
    """Whole beds in proportion to weights, the largest remainders rounded up.

    Raises
    ------
    UsageError : nobody has a weight.
    """
    total = int(weights.sum())
    if total == 0:
        raise UsageError("average: no program of this setting has beds among which further ones could be spread")
    shares = beds * weights / total
    given: Whole = np.floor(shares).astype(np.int64)
    order = np.argsort(given - shares, kind="stable")
    given[order[: beds - int(given.sum())]] += 1
    return given


def _built(
    addition: Addition, number: int, places: Places, instance: Instance, traits: Bits, languages: Bits
) -> Places:
    """A program of the plan: usual skills of its setting and those it is for, usual ages, the whole state."""
    area = instance.areas[addition.area_id]
    setting = SETTINGS.index(addition.setting)
    like = places.setting == setting
    regions = region_positions(instance)
    bits = traits.of(addition.traits)
    youngest, oldest = addition.ages or (
        (int(places.min_age[like].min()), int(places.max_age[like].max())) if like.any() else (0, 22)
    )
    return Places(
        ids=(f"PLAN{number}",),
        beds=np.array([addition.beds]),
        setting=np.array([setting]),
        area=np.array([list(instance.areas).index(addition.area_id)]),
        region=np.array([regions[area.region_id]]),
        reach=np.array([REACH["state"]]),
        points=unit_vectors([area.office_lat], [area.office_lon]),
        levels=np.array([[_lowest(places, like), _highest(places, like)]]),
        min_age=np.array([youngest]),
        max_age=np.array([oldest]),
        sexes=np.array([ANY_SEX if addition.sex is None else SEX_BITS[addition.sex]]),
        languages=np.array([languages.of(languages.words)]),
        serves=np.array([bits | _usual_skills(places, like, traits)]),
        refuses=np.array([0]),
        under_2=np.array([NO_LIMIT]),
        others=np.array([0]),
        adults=np.array([True]),
        emergencies=np.array([False]),
        longest_stay=np.array([NO_LIMIT]),
        opens=np.array([0]),
        same_state=np.array([True]),
        declines=np.array([0.0]),
        provider=np.array([-1]),
        reserved=np.array([bits]),
    )


def _lowest(places: Places, like: np.ndarray) -> int:
    return int(places.levels[like, 0].min()) if like.any() else 0


def _highest(places: Places, like: np.ndarray) -> int:
    return int(places.levels[like, 1].max()) if like.any() else NO_LIMIT


def _usual_skills(places: Places, like: np.ndarray, traits: Bits) -> int:
    beds = places.beds[like]
    bits = (1 << place for place in range(len(traits.words)))
    return sum(bit for bit in bits if beds.sum() and beds[(places.serves[like] & bit) > 0].sum() >= USUAL * beds.sum())
