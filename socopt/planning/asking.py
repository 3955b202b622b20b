"""Populations asked for in words: ``fire-setting`` (declared), or ``deaf+fire_setting:F:12-17``."""

import re

from socopt.domain.schema import schema
from socopt.errors import UsageError
from socopt.planning.population import Population, declared
from socopt.policy import PlanningPolicy
from socopt.policy.nearest import nearest

HINT = "Give the id of a declared population, or traits with + between them and then :F or :M and :12-17 as wanted."


def asked(text: str, policy: PlanningPolicy) -> Population:
    """The declared population of that id, or the one that traits, sex and ages describe.

    Raises
    ------
    UsageError : it is neither.
    """
    known = {population.id: population for population in declared(policy.populations)}
    if text in known:
        return known[text]
    words, *limits = text.split(":")
    traits = tuple(sorted(word for word in words.split("+") if word not in ("", "all")))
    vocabulary = schema().vocabulary["trait"]
    for trait in traits:
        if trait not in vocabulary:
            raise UsageError(
                f"population {text!r}: {trait!r} is not a trait.{nearest(trait, [*vocabulary, *known])} {HINT}"
            )
    return Population(id=text, traits=traits, sex=_sex(text, limits), ages=_ages(text, limits))


def _sex(text: str, limits: list[str]) -> str | None:
    given = [limit for limit in limits if limit in ("F", "M")]
    if len(given) > 1:
        raise UsageError(f"population {text!r}: expected one sex. {HINT}")
    return given[0] if given else None


def _ages(text: str, limits: list[str]) -> tuple[int, int] | None:
    bands = [limit for limit in limits if limit not in ("F", "M")]
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", bands[0]) if len(bands) == 1 else None
    if bands and (found is None or int(found[1]) > int(found[2])):
        raise UsageError(f"population {text!r}: {':'.join(bands)!r} is no band of ages. {HINT}")
    return (int(found[1]), int(found[2])) if found else None
