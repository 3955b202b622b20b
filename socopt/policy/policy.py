"""A policy: rules, parameters, tiers and rights, read from TOML and frozen."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from socopt.domain.schema import schema
from socopt.errors import PolicyError
from socopt.policy.nearest import nearest
from socopt.policy.rights import Right, read_rights

LISTS = ("tiers", "rights")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A hard requirement as the policy states it; its readings stand in ``pair_rules`` and ``docs/model.md``."""

    rule_id: str
    text: str
    source: str
    floor: bool = False
    waived_by_order: bool = False
    waived_for_named_homes: bool = False
    from_: date | None = None
    until: date | None = None
    on: bool = True

    def in_force(self, night: date) -> bool:
        """Whether the rule holds on a night."""
        started = self.from_ is None or self.from_ <= night
        return self.on and started and (self.until is None or night <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A measure with its place in the order (docs/model.md, section 5)."""

    name: str
    text: str
    why: str
    tolerance: int = 0
    bands: tuple[int, ...] = ()
    weights: Mapping[str, Any]

    def __post_init__(self) -> None:
        if self.tolerance < 0:
            raise PolicyError(
                f"tiers.{self.name}.tolerance: {self.tolerance} - expected 0 or more, in the tier's units."
            )
        if list(self.bands) != sorted(set(self.bands)):
            raise PolicyError(f"tiers.{self.name}.bands: {list(self.bands)} - expected rising limits.")
        band_weights = self.weights.get("band")
        if band_weights is not None and len(band_weights) != len(self.bands) + 1:
            raise PolicyError(
                f"tiers.{self.name}.weights.band: expected {len(self.bands) + 1} weights, one more than bands."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is allowed, what is preferred, who may decide.

    ``parameters`` are the sections that rules and tiers read, by name: ``policy.parameters["moves"]["per_area"]``.
    """

    name: str
    parameters: Mapping[str, Mapping[str, Any]]
    rules: Mapping[str, Rule]
    tiers: tuple[Tier, ...]
    rights: tuple[Right, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of everything the policy says."""
        return hashlib.sha256(json.dumps(_plain(self), sort_keys=True, default=str).encode()).hexdigest()

    def without_rule(self, rule_id: str) -> Self:
        """A copy in which one rule is off: what would the night be without it?"""
        rules = {**self.rules, rule_id: replace(self.rules[rule_id], on=False)}
        return replace(self, rules=MappingProxyType(rules))

    def with_parameter(self, section: str, key: str, value: Any) -> Self:
        """A copy with one parameter changed."""
        if key not in self.parameters[section]:
            raise PolicyError(f"{section}.{key} is not a parameter.{nearest(key, self.parameters[section])}")
        changed = MappingProxyType({**self.parameters[section], key: _frozen(value)})
        return replace(self, parameters=MappingProxyType({**self.parameters, section: changed}))

    def tier(self, name: str) -> Tier | None:
        """The tier of a name, None where the policy has none."""
        return next((tier for tier in self.tiers if tier.name == name), None)

    def weights(self, name: str) -> Mapping[str, Any]:
        """Weights of a tier, for rules that read them; the default policy's where this one has left the tier out."""
        tier = self.tier(name) or default_policy().tier(name)
        assert tier is not None
        return tier.weights


@cache
def default_policy() -> Policy:
    """The policy that ships with socopt."""
    return _policy(_default())


def load_policy(path: str | Path | None = None) -> Policy:
    """Read a policy file over the defaults.

    Raises
    ------
    PolicyError
        The file is missing, is no TOML, or has keys or values a policy does not know; all of them are named.
    """
    if path is None:
        return default_policy()
    try:
        given = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"{path}: cannot be read as a policy ({error}).") from error
    return read_policy(given)


def read_policy(given: Mapping[str, Any]) -> Policy:
    """A policy from parsed TOML, laid over the defaults."""
    default = _default()
    problems = [*_unknown_keys(given, default, ""), *_wrong_values(given), *_changed_definitions(given)]
    if problems:
        raise PolicyError("\n".join(problems))
    return _policy(_merged(default, given))


@cache
def _default() -> dict[str, Any]:
    return tomllib.loads(resources.files("socopt.policy").joinpath("default.toml").read_text("utf-8"))


RULE_KEYS = {"text": "", "source": "", "floor": False, "waived_by_order": False, "waived_for_named_homes": False,
             "from": date.min, "until": date.max, "on": True}  # fmt: skip
TIER_KEYS = {"name": "", "text": "", "why": "", "tolerance": 0, "bands": [], "weights": {}}
DEFINITIONS = ("service", "not_current")
AT_LEAST_ONE = {"chains.max_depth", "siblings.max_enumerated"}
BUDGET_MODES = ("none", "cap")
RIGHT_KEYS = {"verb": "", "role": "", "service": "", "scope": "", "approvers": []}


def _unknown_keys(given: Mapping[str, Any], known: Mapping[str, Any], path: str) -> Iterator[str]:
    """Every key of ``given`` that ``known`` has not, and every value of another type."""
    for key, value in given.items():
        where = f"{path}{key}"
        if key not in known:
            yield f"{where} is not a policy key.{nearest(key, known)}"
        elif key in LISTS and not path:
            yield from _unknown_in_list(key, value, known[key])
        elif path == "rules.":
            yield from (
                _unknown_keys(value, RULE_KEYS, f"{where}.")
                if isinstance(value, dict)
                else [f"{where}: expected a table."]
            )
        elif type(value) is not type(known[key]):
            yield f"{where}: {value!r} - expected {_type_name(known[key])}."
        elif isinstance(value, dict):
            yield from _unknown_keys(value, _known_below(key, known[key]), f"{where}.")
        elif isinstance(value, list):
            yield from _wrong_items(where, value, known[key])


def _wrong_items(where: str, items: list[Any], known: list[Any]) -> Iterator[str]:
    """Every item of another kind than those of the default (bands where it has none), and a wrong number of weights."""
    kind = known[0] if known else "" if where.endswith("approvers") else 0
    yield from (
        f"{where}[{number}]: {item!r} - expected {_type_name(kind)}."
        for number, item in enumerate(items)
        if type(item) is not type(kind)
    )
    if where.endswith("weights.urgency") and len(items) != len(known):
        yield f"{where}: {items} - expected {len(known)} weights, one an urgency."


def _known_below(key: str, known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Sub-tables keyed by setting accept every setting of the schema, not only those the default names."""
    if key in {"min_age", "max_minutes", "preferred", "acceptable"}:
        return dict.fromkeys(schema().vocabulary["setting"], next(iter(known.values())))
    return known


def _unknown_in_list(name: str, entries: Any, default: list[dict[str, Any]]) -> Iterator[str]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield f"{name}: expected a list of tables."
        return
    if name == "rights":
        for number, entry in enumerate(entries, 1):
            yield from _unknown_keys(entry, RIGHT_KEYS, f"rights[{number}].")
            yield from (f"rights[{number}].{key} is missing." for key in RIGHT_KEYS if key not in {*entry, "approvers"})
        return
    if not entries:
        yield f"{name}: expected at least one; without any, no plan is better than another."
    tiers = {tier["name"]: tier for tier in default}
    for number, entry in enumerate(entries, 1):
        tier = tiers.get(entry.get("name", ""))
        if tier is None:
            yield f"tiers[{number}].name: {entry.get('name')!r} is not a tier.{nearest(str(entry.get('name')), tiers)}"
            continue
        yield from _unknown_keys(entry, {**TIER_KEYS, **tier}, f"tiers.{tier['name']}.")
    names = [entry.get("name") for entry in entries]
    yield from (
        f"tiers.{name}: named twice."
        for name in sorted({n for n in names if isinstance(n, str) and names.count(n) > 1})
    )


def _changed_definitions(given: Mapping[str, Any]) -> Iterator[str]:
    """Rules that say what a word means: no policy gives it another meaning."""
    rules = given.get("rules")
    for rule_id in DEFINITIONS:
        entry = rules.get(rule_id) if isinstance(rules, dict) else None
        for key in sorted(set(entry) - {"text", "source"}) if isinstance(entry, dict) else ():
            yield f"rules.{rule_id}.{key}: the rule is a definition; leave it as it is."


def _wrong_values(given: Mapping[str, Any]) -> Iterator[str]:
    """Negative numbers anywhere, nothing where something is needed, settings and modes that do not exist."""
    for path, value in _leaves(given, ""):
        if isinstance(value, int) and not isinstance(value, bool) and value < 0:
            yield f"{path}: {value} - expected 0 or more."
        if path == "budgets.mode" and isinstance(value, str) and value not in BUDGET_MODES:
            yield f"{path}: {value!r} - expected one of {', '.join(BUDGET_MODES)}.{nearest(value, BUDGET_MODES)}"
        if path in AT_LEAST_ONE and value == 0:
            yield f"{path}: 0 - expected 1 or more."
        if path in {"family_home.settings", "setting_order.group", "qrtp.settings"} and isinstance(value, list):
            known = schema().vocabulary["setting"]
            yield from (
                f"{path}: {name!r} is not a setting.{nearest(str(name), known)}" for name in value if name not in known
            )


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _leaves(below, f"{path}.{key}" if path else key)
    else:
        yield path, value
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from _leaves(item, f"{path}[{number}]")


def _type_name(value: Any) -> str:
    return {bool: "true or false", int: "a whole number", str: "text", list: "a list", dict: "a table", date: "a date"}[
        type(value)
    ]


def _merged(default: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(default)
    for key, value in given.items():
        if key == "tiers":
            known = {tier["name"]: tier for tier in default["tiers"]}
            merged[key] = [_merged(known[entry["name"]], entry) for entry in value]
        elif isinstance(value, dict) and isinstance(default.get(key), dict):
            merged[key] = _merged(default[key], value)
        else:
            merged[key] = value
    return merged


def _policy(raw: Mapping[str, Any]) -> Policy:
    sections = {key: value for key, value in raw.items() if isinstance(value, dict) and key != "rules"}
    rules = {rule_id: _rule(rule_id, entry) for rule_id, entry in raw["rules"].items()}
    tiers = tuple(
        Tier(**{**entry, "bands": tuple(entry.get("bands", ())), "weights": _frozen(entry.get("weights", {}))})
        for entry in raw["tiers"]
    )
    return Policy(
        name=raw["name"],
        parameters=_frozen(sections),
        rules=MappingProxyType(rules),
        tiers=tiers,
        rights=read_rights(raw["rights"]),
    )


def _rule(rule_id: str, entry: Mapping[str, Any]) -> Rule:
    values = {("from_" if key == "from" else key): value for key, value in entry.items()}
    return Rule(rule_id=rule_id, **values)


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(below) for key, below in value.items()})
    return tuple(_frozen(item) for item in value) if isinstance(value, list | tuple) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
