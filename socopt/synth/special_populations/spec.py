"""What is to be planted, as it is written: ``deaf+fire_setting:6:2:F:12-17``, or how many to draw by the seed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from socopt.errors import UsageError
from socopt.synth.parameters import TraitRate

LEAST_TRAITS, MOST_TRAITS = 2, 4
OLDEST = 20
FORM = "TRAIT+TRAIT[+TRAIT]:CENSUS[:PER_AREA][:F|M][:AGE-AGE], or a number of populations to draw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A population to plant: ``census`` children in care tonight, at most ``per_area`` in any Area."""

    traits: tuple[str, ...]
    census: int
    per_area: int | None = None
    sex: str | None = None
    ages: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        return "+".join(self.traits)


def read_specs(texts: tuple[str, ...], known: Mapping[str, TraitRate]) -> tuple[tuple[Spec, ...], int]:
    """Specs as written, and how many more are to be drawn.

    Raises
    ------
    UsageError : a text that cannot be read, or a population that nobody could belong to.
    """
    numbers = [int(text) for text in texts if text.isdecimal()]
    specs = tuple(_read(text, known) for text in texts if not text.isdecimal())
    if any(number < 1 for number in numbers):
        raise UsageError("plant: 0 is not possible; at least 1 population is drawn")
    names = [frozenset(spec.traits) for spec in specs]
    for spec in specs:
        if sum(not (frozenset(spec.traits) - name) for name in names) > 1:
            raise UsageError(
                f"plant: {spec.name!r} is planted twice, or is part of another; children would be counted in both"
            )
    return specs, sum(numbers)


def _read(text: str, known: Mapping[str, TraitRate]) -> Spec:
    named, *parts = text.split(":")
    traits = tuple(sorted(set(named.split("+"))))
    for trait in traits:
        if trait not in known:
            raise UsageError(f"plant: trait {trait!r} of {text!r} is unknown; possible are {', '.join(known)}")
    if not LEAST_TRAITS <= len(traits) <= MOST_TRAITS or not parts or not re.fullmatch(r"[1-9]\d*", parts[0]):
        raise UsageError(
            f"plant: {text!r} cannot be read; expected {FORM}, with {LEAST_TRAITS} to {MOST_TRAITS} traits"
        )
    spec = Spec(traits=traits, census=int(parts[0]))
    for part in parts[1:]:
        spec = _with_option(text, spec, part)
    _check_concerns(text, spec, known)
    return spec


def _with_option(text: str, spec: Spec, part: str) -> Spec:
    ages = re.fullmatch(r"(\d{1,2})-(\d{1,2})", part)
    if part in ("F", "M") and spec.sex is None:
        return replace(spec, sex=part)
    if ages and spec.ages is None and int(ages[1]) <= int(ages[2]) <= OLDEST:
        return replace(spec, ages=(int(ages[1]), int(ages[2])))
    if re.fullmatch(r"[1-9]\d*", part) and spec.per_area is None:
        return replace(spec, per_area=int(part))
    raise UsageError(f"plant: {part!r} of {text!r} cannot be read; expected {FORM}, each once, ages from 0 to {OLDEST}")


def _check_concerns(text: str, spec: Spec, known: Mapping[str, TraitRate]) -> None:
    for trait in spec.traits:
        rate = known[trait]
        if rate.sex is not None and spec.sex not in (None, rate.sex):
            raise UsageError(
                f"plant: {trait!r} concerns {rate.sex} only, so {text!r} has nobody; leave :{spec.sex} away"
            )
        if spec.ages is not None and rate.min_age > spec.ages[1]:
            raise UsageError(
                f"plant: {trait!r} concerns ages from {rate.min_age}, so {text!r} has nobody; possible are ages up to "
                f"{OLDEST}"
            )
