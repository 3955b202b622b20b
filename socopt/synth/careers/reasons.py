"""Why stays end: by setting and age where care ends, by the way the child goes where it goes on."""

from collections.abc import Mapping

from socopt.synth.dice import Dice

# How restrictive a setting is, for telling steps up from steps down.
RESTRICTIVE = {
    "kinship_home": 1, "foster_home": 1, "pre_adoptive_home": 1, "independent_living": 2, "shelter": 2,
    "treatment_foster_home": 3, "teen_parenting": 3, "group_home": 4, "residential_treatment": 5,
}  # fmt: skip
# Shares are assumptions [R], set so that all exits together are near reunification 53.3, relative 10.6, adoption 17.4,
# emancipation 9.2 (Massachusetts about 16), guardianship 5.2, transfer 2.3, runaway 1.7, death 0.2 % (2006 [V]).
UP = {"step_up": 0.6, "disrupted": 0.4}
DOWN = {"step_down": 0.85, "disrupted": 0.10, "other": 0.05}
ACROSS = {"disrupted": 0.60, "transferred": 0.32, "other": 0.08}
ACROSS_YOUTH = {**ACROSS, "ran": 0.12}
YOUTH, OLDER_YOUTH, GROWN = 12, 16, 18
GROWN_ALONE = 0.4  # who leave at 18 or later on another day than a birthday: those on their own

LEAVING: Mapping[str, Mapping[str, float]] = {
    "pre_adoptive_home": {"adopted": 0.93, "guardianship": 0.03, "reunified": 0.03, "other": 0.01},
    "kinship_home": {"reunified": 0.50, "relative": 0.22, "guardianship": 0.13, "adopted": 0.14, "other": 0.01},
    "foster_home": {
        "reunified": 0.66, "relative": 0.09, "adopted": 0.19, "guardianship": 0.04, "transferred": 0.015,
        "other": 0.005,
    },
    "treatment_foster_home": {
        "reunified": 0.66, "relative": 0.11, "adopted": 0.15, "guardianship": 0.05, "transferred": 0.03,
    },
}  # fmt: skip
LEAVING_ELSEWHERE = {"reunified": 0.80, "relative": 0.13, "guardianship": 0.02, "transferred": 0.05}
GOING_HOME = {"reunified": 0.88, "relative": 0.12}
FOR_YOUTH: Mapping[str, float] = {"adopted": 0.35, "guardianship": 0.8, "transferred": 1.6}  # times the shares above
OLDER = {"ran": 0.10}  # besides them


def reason_to_move(dice: Dice, here: str, there: str, age: int) -> str:
    """Why a stay ended that another one followed."""
    step = RESTRICTIVE[there] - RESTRICTIVE[here]
    across = ACROSS_YOUTH if age >= YOUTH else ACROSS
    return dice.weighted(UP if step > 0 else DOWN if step < 0 else across)


def reason_to_go_home(dice: Dice) -> str:
    """Why care ended of a child who came back later."""
    return dice.weighted(GOING_HOME)


def reason_to_leave(dice: Dice, setting: str, age: int, *, cut_off: bool) -> str:
    """Why care ended; ``cut_off``: the child reached the age at which it ends."""
    if cut_off or (age >= GROWN and dice.chance(GROWN_ALONE)):
        return "emancipated"
    weights = dict(LEAVING.get(setting, LEAVING_ELSEWHERE))
    if age >= YOUTH:
        weights = {reason: weight * FOR_YOUTH.get(reason, 1.0) for reason, weight in weights.items()}
    return dice.weighted({**weights, **(OLDER if age >= OLDER_YOUTH else {})})
