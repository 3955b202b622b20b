"""True shares of rare populations, from what the generator wrote down when it planted them."""

from collections.abc import Mapping
from typing import Any

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.simulation.world import Planted, true_world
from socopt.units import age_in_years

IN_CARE = frozenset({"awaiting", "must_move", "ready_to_move", "settled"})


def planted_in(answer: Any, instance: Instance) -> tuple[Planted, ...]:
    """Populations of an answer, each with its share of the children of tonight whom it can concern.

    Parameters
    ----------
    answer : parsed ``OUT.planted.json``.

    Raises
    ------
    UsageError : the answer is not one, or belongs to another instance.
    """
    if not isinstance(answer, Mapping) or not isinstance(answer.get("populations"), list):
        raise UsageError(
            "truth: the file has no populations; expected what `socopt synth --plant` wrote beside its folder"
        )
    seed, own = answer.get("seed"), instance.manifest.origin.get("seed")
    if seed is not None and own is not None and seed != own:
        raise UsageError(f"truth: the file belongs to the night of seed {seed}, the instance to seed {own}")
    return tuple(_planted(row, instance) for row in answer["populations"])


def _planted(row: Mapping[str, Any], instance: Instance) -> Planted:
    try:
        traits, sex, census = tuple(row["traits"]), row["sex"], int(row["census"])
        ages = None if row["ages"] is None else (int(row["ages"][0]), int(row["ages"][1]))
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"truth: {row!r} is not a population; expected traits, sex, ages and census") from error
    rates = true_world(instance).parameters.traits
    youngest = max((rates[trait].min_age for trait in traits if trait in rates), default=0)
    low, high = ages or (youngest, 99)
    fitting = sum(
        child.status in IN_CARE
        and sex in (None, child.sex)
        and max(low, youngest) <= age_in_years(child.birth_date, instance.night) <= high
        for child in instance.children.values()
    )
    if fitting == 0:
        raise UsageError(f"truth: nobody in the instance is of an age and sex for {'+'.join(traits)}")
    return Planted(traits=traits, sex=sex, ages=ages, share=min(1.0, census / fitting))
