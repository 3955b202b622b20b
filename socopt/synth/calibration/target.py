"""Targets: the figures that a preset is tuned to, as data."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from socopt.errors import UsageError

KINDS = ("published", "derived", "assumed")
SHARED = "shared"  # targets that several presets include


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A figure, how well it is known, and how near a generated night must come to it.

    low, high : the figure in ``unit``; equal for a point, None for an open end of a band.
    kind : published (read in the source named), derived (arithmetic on such figures), assumed.
    tolerance, tolerance_percent : what the figure itself leaves open, beyond sampling; ``why`` says so.
    measure, arguments : the measure that reads the figure from an instance.
    scales : a count or a sum, which goes with the number of children in care.
    only : entries of the manifest's origin without which the figure says nothing (``in_play = "night"``).
    comparison : shown beside the generated figure but not held against it.
    """

    id: str
    group: str
    meaning: str
    low: float | None
    high: float | None
    unit: str
    kind: str
    source: str
    why: str
    measure: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    tolerance: float = 0.0
    tolerance_percent: float = 0.0
    scales: bool = False
    only: Mapping[str, Any] = field(default_factory=dict)
    comparison: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"target {self.id}: kind {self.kind!r} is none of {', '.join(KINDS)}")
        if self.low is None and self.high is None:
            raise ValueError(f"target {self.id}: neither a value nor an end of a band is given")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"target {self.id}: low {self.low} lies above high {self.high}")
        if not self.source or not self.why:
            raise ValueError(f"target {self.id}: source and why must say something")

    @property
    def slack(self) -> float:
        """The tolerance in the figure's unit."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return self.tolerance + self.tolerance_percent / 100 * sum(ends) / len(ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSet:
    """The targets of a preset. ``size``: children in care for whom its counts are meant."""

    preset: str
    title: str
    size: int
    targets: tuple[Target, ...]


def presets_with_targets() -> tuple[str, ...]:
    """Names of the presets for which targets are given."""
    files = (resources.files("socopt.synth") / "data" / "calibration").iterdir()
    return tuple(sorted(name.removesuffix(".toml") for file in files if (name := file.name) != f"{SHARED}.toml"))


@cache
def targets_of(preset: str) -> TargetSet:
    """The targets of a preset.

    Raises
    ------
    UsageError : no targets are given for the preset.
    """
    known = presets_with_targets()
    if preset not in known:
        raise UsageError(f"preset: {preset!r} has no calibration targets; those that have: {', '.join(known)}")
    own = _read(preset)
    shared = _targets(_read(SHARED)) if own.get("includes_shared") else ()
    left_out = set(own.get("without", ()))
    targets = (*_targets(own), *(target for target in shared if target.id not in left_out))
    _refuse_duplicates(preset, [target.id for target in targets])
    return TargetSet(preset=preset, title=own["title"], size=own["size"], targets=_by_group(targets))


def _read(name: str) -> dict[str, Any]:
    text = (resources.files("socopt.synth") / "data" / "calibration" / f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _targets(raw: Mapping[str, Any]) -> Iterator[Target]:
    """Every target of a file; what its group says holds for it unless it says otherwise."""
    for group in raw["group"]:
        usual = {name: value for name, value in group.items() if name not in {"name", "targets"}}
        for entry in group["targets"]:
            yield _target({**usual, "group": group["name"], **entry})


def _target(entry: dict[str, Any]) -> Target:
    point = entry.pop("value", None)
    low, high = entry.pop("low", point), entry.pop("high", point)
    arguments = MappingProxyType(entry.pop("with", {}))
    only = MappingProxyType(entry.pop("only", {}))
    if low != high:
        entry.setdefault("why", "the band is the tolerance")
    return Target(**entry, low=low, high=high, arguments=arguments, only=only)


def _by_group(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    order = {name: number for number, name in enumerate(dict.fromkeys(target.group for target in targets))}
    return tuple(sorted(targets, key=lambda target: order[target.group]))


def _refuse_duplicates(preset: str, ids: list[str]) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ValueError(f"preset {preset}: two targets are called {', '.join(twice)}")
