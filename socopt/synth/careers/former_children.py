"""Who the children were who have left care: sex, home, family and traits, as common as among those of tonight."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from socopt.synth.careers.assumptions import SETTINGS
from socopt.synth.careers.careers import Career
from socopt.synth.careers.former_families import Leaver
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.geography import pick_town, point_near
from socopt.synth.parameters import CONGREGATE, Parameters
from socopt.synth.people import concerns

AS_MANY_CHILDREN = 60  # weight of the parameters beside the children of tonight, when rates of traits are taken
GIRLS_ONLY = "teen_parenting"

Home = tuple[str, float, float]


def add_former_children(draft: Draft, leavers: list[Leaver]) -> list[str]:
    """A row per child who has left; answers their ids."""
    dice = draft.dice("former children")
    areas = Counter(child.home_area_id for child in draft.children.values() if child.status != "at_home")
    rates = _trait_rates(draft)
    sizes = Counter(leaver.family for leaver in leavers)
    homes: dict[int, Home] = {}
    ids = []
    for number, leaver in enumerate(leavers, start=1):
        child_id, career = f"F{number:05d}", leaver.career
        home = homes.setdefault(leaver.family, _home(dice, areas))
        sex = "F" if _only_girls(career) or not dice.chance(draft.parameters.male) else "M"
        assert career.left is not None
        draft.add(
            "former_children",
            child_id=child_id,
            birth_date=date.fromordinal(career.born),
            sex=sex,
            home_area_id=home[0],
            home_lat=home[1],
            home_lon=home[2],
            sibling_group_id=f"SF{leaver.family + 1:05d}" if sizes[leaver.family] > 1 else None,
            traits=";".join(_traits(dice, draft.parameters, rates, career, sex)) or None,
            left_on=date.fromordinal(career.left),
        )
        ids.append(child_id)
    return ids


def _home(dice: Dice, areas: Mapping[str, float]) -> Home:
    area_id = dice.weighted(areas)
    return area_id, *point_near(dice, pick_town(dice, area_id))


def _only_girls(career: Career) -> bool:
    return any(stay.setting == GIRLS_ONLY for stay in career.stays)


def _traits(dice: Dice, p: Parameters, rates: Mapping[str, Mapping[str, float]], career: Career, sex: str) -> list[str]:
    """Traits by their rates in the last setting; who has one is likelier to have others."""
    assert career.left is not None
    age, setting = career.age_at(career.left), career.stays[-1].setting
    load = _load(dice, p, setting)
    return [
        trait
        for trait, rate in p.traits.items()
        if concerns(rate, age, sex) and dice.chance(min(0.9, rates[setting][trait] * (load if rate.with_level else 1)))
    ]


def _load(dice: Dice, p: Parameters, setting: str) -> float:
    """How many times likelier than usual in the setting each trait is; 1 on average."""
    if setting in CONGREGATE and dice.chance(p.without_indicator):
        return 0.0
    levels = dict(enumerate(p.level_in_setting[setting]))
    mean = sum(share * p.trait_factor_of_level[level] for level, share in levels.items()) / sum(levels.values())
    clear = p.without_indicator if setting in CONGREGATE else 0.0
    return p.trait_factor_of_level[dice.weighted(levels)] / mean * dice.between(0.1, 1.9) / (1.0 - clear)


def _trait_rates(draft: Draft) -> Mapping[str, Mapping[str, float]]:
    """Of each setting, how many of those whom a trait can concern have it: tonight's children, and the parameters."""
    p = draft.parameters
    concerned: dict[str, Counter[str]] = defaultdict(Counter)
    bearers: dict[str, Counter[str]] = defaultdict(Counter)
    for child in draft.children.values():
        setting = draft.programs[child.current_program_id].setting if child.current_program_id else None
        for trait, rate in p.traits.items() if setting else ():
            if concerns(rate, draft.age(child), child.sex):
                concerned[setting or ""][trait] += 1
                bearers[setting or ""][trait] += trait in draft.traits.get(child.child_id, {})
    return {
        setting: {
            trait: (bearers[setting][trait] + AS_MANY_CHILDREN * rate.rate)
            / (concerned[setting][trait] + AS_MANY_CHILDREN)
            for trait, rate in p.traits.items()
        }
        for setting in SETTINGS
    }
