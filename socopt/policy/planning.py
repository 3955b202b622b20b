"""What planners of regional programs assume and aim at, read from TOML and frozen."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from socopt.domain.schema import schema
from socopt.errors import PolicyError
from socopt.policy.nearest import nearest

LISTS = ("designs", "populations")
SHARES = {
    "mining.false_discovery", "mining.held_out", "viability.least_probability", "viability.take_up",
    "wait.most_probability",
}  # fmt: skip
MAY_BE_ZERO = {"most_nights", "gap_days", "fixed_cents", "bed_cents", "step_cents"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A kind of program: its smallest and largest size, and what it costs a day.

    A program of b beds costs ``fixed_cents + b * bed_cents + ceil(b / step_beds) * step_cents`` a day and is
    sustained by a mean census of ``least_beds * least_occupancy``.
    """

    name: str
    setting: str
    levels: tuple[int, ...]
    least_beds: int
    most_beds: int
    least_occupancy: float
    max_minutes: int
    fixed_cents: int
    bed_cents: int
    step_beds: int
    step_cents: int

    @property
    def least_census(self) -> float:
        """Mean census that sustains the smallest program."""
        return self.least_beds * self.least_occupancy

    def cents_a_day(self, beds: int) -> int:
        """What a program of so many beds costs a day."""
        return self.fixed_cents + beds * self.bed_cents + -(-beds // self.step_beds) * self.step_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A population that policy declares; ``ages`` are first and last year of age, both included."""

    id: str
    text: str
    traits: tuple[str, ...]
    ages: tuple[int, int] | None = None
    sex: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningPolicy:
    """Assumptions and aims; ``parameters`` are the sections by name: ``parameters["travel"]["max_minutes"]``."""

    name: str
    parameters: Mapping[str, Mapping[str, Any]]
    designs: tuple[Design, ...]
    populations: tuple[Declared, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of everything the policy says."""
        plain = [
            self.name,
            {name: dict(section) for name, section in self.parameters.items()},
            [asdict(design) for design in self.designs],
            [asdict(population) for population in self.populations],
        ]
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()

    def design_for(self, level: int) -> Design:
        """The design that serves a level of care; the nearest above it where none does, else the highest."""
        serving = [design for design in self.designs if level in design.levels]
        above = sorted((min(d.levels), place) for place, d in enumerate(self.designs) if min(d.levels) > level)
        highest = max(self.designs, key=lambda design: max(design.levels))
        return serving[0] if serving else self.designs[above[0][1]] if above else highest


@cache
def default_planning_policy() -> PlanningPolicy:
    """The planning policy that ships with socopt."""
    return _built(_default())


def load_planning_policy(path: str | Path | None = None) -> PlanningPolicy:
    """Read a planning policy over the defaults.

    Raises
    ------
    PolicyError
        The file is missing, is no TOML, or has keys or values that a planning policy does not know; all are named.
    """
    if path is None:
        return default_planning_policy()
    try:
        given = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"{path}: cannot be read as a planning policy ({error}).") from error
    return read_planning_policy(given)


def read_planning_policy(given: Mapping[str, Any]) -> PlanningPolicy:
    """A planning policy from parsed TOML, laid over the defaults."""
    problems = [*_unknown(given), *_bad_lists(given)]
    if problems:
        raise PolicyError("\n".join(problems))
    sections = {
        key: {**value, **given.get(key, {})} if isinstance(value, dict) else given.get(key, value)
        for key, value in _default().items()
    }
    return _built(sections)


@cache
def _default() -> dict[str, Any]:
    return tomllib.loads(resources.files("socopt.policy").joinpath("planning.toml").read_text("utf-8"))


def _built(raw: Mapping[str, Any]) -> PlanningPolicy:
    sections = {key: MappingProxyType(value) for key, value in raw.items() if isinstance(value, dict)}
    return PlanningPolicy(
        name=raw["name"],
        parameters=MappingProxyType(sections),
        designs=tuple(Design(**{**entry, "levels": tuple(entry["levels"])}) for entry in raw["designs"]),
        populations=tuple(_declared(entry) for entry in raw["populations"]),
    )


def _declared(entry: Mapping[str, Any]) -> Declared:
    ages = entry.get("ages")
    return Declared(**{**entry, "traits": tuple(sorted(entry["traits"])), "ages": tuple(ages) if ages else None})


def _unknown(given: Mapping[str, Any]) -> Iterator[str]:
    """Keys that are not known, and values of another type or outside their range."""
    known = _default()
    for key, value in given.items():
        if key not in known:
            yield f"{key} is not a key of a planning policy.{nearest(key, known)}"
        elif key in LISTS:
            continue
        elif not isinstance(known[key], dict):
            if type(value) is not type(known[key]):
                yield f"{key}: {value!r} - expected {_kind(known[key])}."
        elif not isinstance(value, dict):
            yield f"{key}: {value!r} - expected a table."
        else:
            for name, item in value.items():
                if name not in known[key]:
                    yield f"{key}.{name} is not a key of a planning policy.{nearest(name, known[key])}"
                else:
                    yield from _bad_value(f"{key}.{name}", item, known[key][name])


def _bad_value(where: str, value: Any, example: Any) -> Iterator[str]:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(example, float) and number:
        if where in SHARES and not 0 < value <= 1:
            yield f"{where}: {value} - expected a share above 0, at most 1."
        elif not 0 < value < float("inf"):
            yield f"{where}: {value} - expected a number above 0."
    elif type(value) is not type(example):
        yield f"{where}: {value!r} - expected {_kind(example)}."
    elif isinstance(value, int):
        least = 0 if where.rsplit(".", maxsplit=1)[-1] in MAY_BE_ZERO else 1
        if value < least:
            yield f"{where}: {value} - expected {least} or more."


def _bad_lists(given: Mapping[str, Any]) -> Iterator[str]:
    for name in LISTS:
        entries = given.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            yield f"{name}: expected a list of tables."
            continue
        for number, entry in enumerate(entries, 1):
            yield from (_bad_design if name == "designs" else _bad_population)(f"{name}[{number}]", entry)
        ids = [entry.get("id") for entry in entries if name == "populations"]
        yield from (f"populations: id {item!r} is used twice." for item in sorted({i for i in ids if ids.count(i) > 1}))
    if given.get("designs") == []:
        yield "designs: expected at least one kind of program."


def _bad_design(where: str, entry: Mapping[str, Any]) -> Iterator[str]:
    example = _default()["designs"][0]
    yield from _keys(where, entry, example, required=tuple(field.name for field in fields(Design)))
    for key in set(entry) & set(example):
        yield from _bad_value(f"{where}.{key}", entry[key], example[key])
    if not _whole_numbers(entry.get("levels", [1])):
        yield f"{where}.levels: {entry['levels']!r} - expected levels of care, 1 to 6."
    if entry.get("setting", "group_home") not in schema().vocabulary["setting"]:
        yield f"{where}.setting: {entry['setting']!r} is not a setting."
    least, most = entry.get("least_beds", 1), entry.get("most_beds", 1)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield f"{where}: least_beds {least} is more than most_beds {most}."
    occupancy = entry.get("least_occupancy", 1.0)
    if isinstance(occupancy, float) and occupancy > 1:
        yield f"{where}.least_occupancy: {occupancy} - expected a share above 0, at most 1."


def _whole_numbers(levels: Any) -> bool:
    return isinstance(levels, list) and bool(levels) and all(type(level) is int and 1 <= level <= 6 for level in levels)


def _bad_population(where: str, entry: Mapping[str, Any]) -> Iterator[str]:
    example = {"id": "", "text": "", "traits": [], "ages": [], "sex": "", "level": 1}
    yield from _keys(where, entry, example, required=("id", "text", "traits"))
    for key in set(entry) & set(example):
        yield from _bad_value(f"{where}.{key}", entry[key], example[key])
    known = schema().vocabulary["trait"]
    traits = entry.get("traits", ["?"])
    if isinstance(traits, list):
        if not traits and "ages" not in entry and "sex" not in entry:
            yield f"{where}: nothing says who belongs to it; expected traits, ages or sex."
        yield from (
            f"{where}.traits: {trait!r} is not a trait.{nearest(str(trait), known)}"
            for trait in traits
            if trait not in known and "traits" in entry
        )
    ages = entry.get("ages")
    if isinstance(ages, list) and not (
        len(ages) == 2 and all(type(age) is int for age in ages) and 0 <= ages[0] <= ages[1]
    ):
        yield f"{where}.ages: {ages} - expected the first and the last year of age."
    if entry.get("sex", "F") not in ("F", "M"):
        yield f"{where}.sex: {entry['sex']!r} - expected F or M."
    if type(entry.get("level", 1)) is int and not 1 <= entry.get("level", 1) <= 6:
        yield f"{where}.level: {entry['level']} - expected 1 to 6."


def _keys(where: str, entry: Mapping[str, Any], known: Mapping[str, Any], required: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{where}.{key} is not a key.{nearest(key, known)}" for key in entry if key not in known)
    yield from (f"{where}.{key} is missing." for key in required if key not in entry)


def _kind(example: Any) -> str:
    return {bool: "true or false", int: "a whole number", float: "a number", str: "text", list: "a list"}[type(example)]
