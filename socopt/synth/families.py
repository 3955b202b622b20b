"""The families whose children are in care: who they are, which siblings live together, and in what setting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.parameters import AGE_BANDS, CONGREGATE, FAMILY_SETTINGS, Parameters
from socopt.synth.people import Household, concerns, household
from socopt.synth.quotas import Quotas

SIBLINGS_AT_MOST = {"treatment_foster_home": 2, "foster_home": 4}  # who live together there
TOGETHER_ANYWHERE = 5
USUAL_IN_GROUPS = ("substance_use", "self_harm")
NOT_CLINICAL = {"runaway_history", "sexually_exploited", "parenting", "pregnant", "unaccompanied_refugee"}
ADULT = 18  # grown siblings are not drawn beside younger ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A child in care before it has a bed; ``load`` says how much likelier than usual each trait is."""

    age: int
    sex: str
    level: int = 1
    load: float = 1.0
    traits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Siblings of one family who live together (mostly one child), and the group they belong to."""

    home: Household
    group_id: str | None
    children: tuple[Resident, ...]
    setting: str = ""

    @property
    def ages(self) -> tuple[int, ...]:
        return tuple(child.age for child in self.children)


def families_in_care(draft: Draft, count: int) -> list[Part]:
    """Families of ``count`` children in all, in the parts that live together, each with its setting and traits."""
    parts = _draw_parts(draft, count)
    parts = _choose_settings(draft, parts)
    return _draw_traits(draft, parts)


def _draw_parts(draft: Draft, count: int) -> list[Part]:
    dice = draft.dice("families")
    parts: list[Part] = []
    left = count
    grouped = _families_with_siblings(draft.parameters)
    while left > 0:
        size = min(left, dice.weighted(draft.parameters.sibling_sizes)) if dice.chance(grouped) else 1
        parts += _family(draft, dice, size)
        left -= size
    return parts


def _families_with_siblings(p: Parameters) -> float:
    """Share of families with several children in care, so that ``with_sibling`` of the children have a sibling."""
    mean = sum(size * share for size, share in p.sibling_sizes.items()) / sum(p.sibling_sizes.values())
    return p.with_sibling / (mean - p.with_sibling * (mean - 1))


def _family(draft: Draft, dice: Dice, size: int) -> list[Part]:
    p = draft.parameters
    home = household(draft, dice)
    children = [Resident(age=age, sex="M" if dice.chance(p.male) else "F") for age in _ages(p, dice, size)]
    group_id = draft.new_group() if size > 1 else None
    return [
        Part(home=home, group_id=group_id, children=tuple(children[position] for position in members))
        for members in _living_together(p, dice, size)
    ]


def _ages(p: Parameters, dice: Dice, size: int) -> list[int]:
    """Ages, oldest first, in steps of one to three years from one that is drawn."""
    bands: Mapping[tuple[int, int], float] = dict(zip(AGE_BANDS, p.first_child_ages, strict=True))
    ages = [dice.whole(*dice.weighted(bands))]
    while len(ages) < size:
        older, younger = ages[0] + dice.whole(1, 3), ages[-1] - dice.whole(1, 3)
        if younger < 0 or (older < ADULT and dice.chance(0.5)):
            ages.insert(0, min(older, ADULT - 1))
        else:
            ages.append(younger)
    return ages


def _living_together(p: Parameters, dice: Dice, size: int) -> list[list[int]]:
    """Positions of the children of each part: all together, all but one, or each alone."""
    everybody = list(range(size))
    draw = dice.between(0, 1)
    if size == 1 or draw < p.siblings_together:
        return [everybody]
    # "Some together" needs three children: groups of three and more stand in for the pairs.
    larger = sum(share for of_size, share in p.sibling_sizes.items() if of_size > 2) / sum(p.sibling_sizes.values())
    if size > 2 and draw < p.siblings_together + p.siblings_some / larger:
        alone = dice.whole(0, size - 1)
        return [[position for position in everybody if position != alone], [alone]]
    return [[position] for position in everybody]


def _choose_settings(draft: Draft, parts: Sequence[Part]) -> list[Part]:
    """A setting for each part, siblings who stay together first, because fewer settings take them."""
    p, dice = draft.parameters, draft.dice("settings")
    quotas = Quotas(p, [age for part in parts for age in part.ages])
    chosen: dict[int, Part] = {}
    for position in sorted(range(len(parts)), key=lambda position: -len(parts[position].children)):
        part = parts[position]
        setting = quotas.draw(dice, part.ages, _settings_for(p, part))
        children = tuple(_with_needs(p, dice, child, setting) for child in part.children)
        chosen[position] = replace(part, setting=setting, children=children)
    return [chosen[position] for position in range(len(parts))]


def _settings_for(p: Parameters, part: Part) -> dict[str, float]:
    """Settings that could be, and how likely each is beside what its quota says."""
    size = len(part.children)
    homes = [setting for setting in FAMILY_SETTINGS if size <= SIBLINGS_AT_MOST.get(setting, TOGETHER_ANYWHERE)]
    if size > 1:
        return {**{setting: p.siblings_in[setting] for setting in homes}, "trial_home": 1.0}
    child = part.children[0]
    programs = [setting for setting in CONGREGATE if _admits(p, setting, child)]
    return dict.fromkeys([*homes, *programs, "trial_home", "hospital", *(["run"] if child.age >= 11 else [])], 1.0)


def _admits(p: Parameters, setting: str, child: Resident) -> bool:
    in_range = any(low <= child.age <= high for low, high in p.settings[setting].ages)
    return in_range and (setting != "teen_parenting" or child.sex == "F")


def _with_needs(p: Parameters, dice: Dice, child: Resident, setting: str) -> Resident:
    level = dice.weighted(dict(enumerate(p.level_in_setting[setting], start=1)))
    clear = setting in CONGREGATE and dice.chance(p.without_indicator)
    load = 0.0 if clear else p.trait_factor_of_level[level - 1] * 3 * dice.between(0, 1) ** 2
    return replace(child, level=level, load=load)


def _draw_traits(draft: Draft, parts: Sequence[Part]) -> list[Part]:
    """Traits at their rates among those whom they can concern, likelier the greater the load."""
    p, dice = draft.parameters, draft.dice("traits in care")
    everybody = [child for part in parts for child in part.children]
    per_load = {}
    for trait, rate in p.traits.items():
        concerned = [child for child in everybody if concerns(rate, child.age, child.sex)]
        load = sum(child.load for child in concerned)
        per_load[trait] = len(concerned) / load if rate.with_level and load else 1.0

    def chance_of(child: Resident, trait: str) -> float:
        rate = p.traits[trait]
        usual = rate.rate if rate.of_infants is None or child.age > 0 else rate.of_infants
        usual *= rate.of_boys if child.sex == "M" else 2.0 - rate.of_boys
        return min(0.9, usual * per_load[trait] * (child.load if rate.with_level else child.load > 0))

    def with_traits(part: Part, child: Resident) -> Resident:
        likely = [trait for trait, rate in p.traits.items() if concerns(rate, child.age, child.sex)]
        drawn = [trait for trait in likely if dice.chance(chance_of(child, trait))]
        if part.setting in CONGREGATE and child.load > 0 and not set(drawn) - NOT_CLINICAL:
            usual = {trait: p.traits[trait].rate for trait in USUAL_IN_GROUPS if trait in likely and trait not in drawn}
            drawn += [dice.weighted(usual)] if usual else []
        if part.setting == "teen_parenting" and "parenting" not in drawn:
            drawn.append("pregnant" if dice.chance(0.3) and "pregnant" not in drawn else "parenting")
        if part.setting == "run" and "runaway_history" not in drawn:
            drawn.append("runaway_history")
        return replace(child, traits=tuple(sorted(set(drawn))))

    return [replace(part, children=tuple(with_traits(part, child) for child in part.children)) for part in parts]
