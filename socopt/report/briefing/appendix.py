"""Proofs, weights, dollars, the policy in plain words, what was wrong with the input, versions and hashes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from socopt.domain import TierResult
from socopt.errors import Defect
from socopt.policy import Rule
from socopt.policy.rights import Right
from socopt.report.briefing import words
from socopt.report.briefing.desk import Desk

WORDS = re.compile(r"[\w.-]+")
MAX_DEFECTS = 200
SERVICE_CLASSES = {"placement": "placements in foster and kin homes", "any": "any service",
                   "purchased_placement": "purchased placements", "residential": "residential treatment",
                   "community": "community services"}  # fmt: skip
VERBS = {"accept": "accepts", "decline": "declines", "propose": "proposes", "review": "reviews", "confirm": "confirms"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRow:
    """One tier of the whole plan: what it counts, why it stands there, and how well it is met."""

    number: int
    text: str
    why: str
    value: str
    best: str
    bound: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule in words."""

    text: str
    source: str
    yields: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """What stands behind the first pages. ``hidden_defects`` counts those that speak of other Areas' children."""

    tiers: tuple[TierRow, ...]
    weights: tuple[tuple[str, str], ...]
    rules: tuple[RuleRow, ...]
    rights: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    defects: tuple[Defect, ...]
    more_defects: int
    hidden_defects: int
    versions: tuple[tuple[str, str], ...]


def appendix(desk: Desk, defects: Sequence[Defect]) -> Appendix:
    """The appendix of a report."""
    seen = [defect for defect in defects if _may_be_shown(desk, defect)]
    return Appendix(
        tiers=tuple(_tier(desk, number, tier) for number, tier in enumerate(desk.plan.tiers, 1)),
        weights=tuple((tier.text, _weights(tier.bands, tier.weights)) for tier in desk.policy.tiers if tier.weights),
        rules=tuple(_rule(rule) for rule in desk.policy.rules.values() if rule.in_force(desk.today)),
        rights=tuple(_right(right) for right in desk.policy.rights),
        parameters=tuple(_parameters(desk)),
        defects=tuple(seen[:MAX_DEFECTS]),
        more_defects=max(0, len(seen) - MAX_DEFECTS),
        hidden_defects=len(defects) - len(seen),
        versions=tuple(_versions(desk)),
    )


def _tier(desk: Desk, number: int, tier: TierResult) -> TierRow:
    declared = desk.policy.tier(tier.name)
    return TierRow(
        number=number,
        text=tier.name if declared is None else declared.text,
        why="" if declared is None else declared.why,
        value=_figure(tier.name, tier.value),
        best=_figure(tier.name, tier.best),
        bound="none known" if tier.bound is None else _figure(tier.name, tier.bound),
        proof=f"proven ({tier.proof})" if tier.proven else "not proven",
    )


def _figure(name: str, value: int) -> str:
    return f"${value / 100:,.2f}" if name == "cost" else f"{value:,}"


def _weights(bands: Sequence[int], weights: object) -> str:
    said = [f"bands from {', '.join(str(band) for band in bands)}"] if bands else []
    assert hasattr(weights, "items")
    said += [f"{words.plain(str(name))} {_plain(value)}" for name, value in weights.items()]
    return "; ".join(said)


def _plain(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(_plain(item) for item in value)
    if hasattr(value, "items"):
        return ", ".join(f"{words.setting(str(key))} {_plain(item)}" for key, item in value.items())
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else words.plain(str(value))


def _rule(rule: Rule) -> RuleRow:
    yields = [
        said
        for said, does in (
            ("yields to a child without a safe bed", rule.floor),
            ("to an order", rule.waived_by_order),
            ("to a home named for the child", rule.waived_for_named_homes),
        )
        if does
    ]
    joined = "; ".join(yields)
    return RuleRow(
        text=rule.text, source=rule.source, yields=joined if not joined or rule.floor else f"yields {joined}"
    )


def _right(right: Right) -> str:
    agree = f"; {words.listed([words.role(role) for role in right.approvers])} must agree" if right.approvers else ""
    service = SERVICE_CLASSES[right.service]
    who, scope = words.sentence(words.role(right.role)), right.scope.capitalize()
    return f"{who} {VERBS[right.verb]} {service} within the {scope}{agree}."


def _parameters(desk: Desk) -> Iterator[tuple[str, str]]:
    for section, values in desk.policy.parameters.items():
        for name, value in values.items():
            yield f"{words.plain(section)}: {words.plain(name)}", _plain(value)


def _may_be_shown(desk: Desk, defect: Defect) -> bool:
    """A defect is shown unless a word of it is the id of something of another Area's child."""
    said = (defect.table, defect.key, defect.column, defect.value, defect.expected, defect.hint)
    spoken = {word for text in said for word in WORDS.findall(text)}
    return not spoken & _foreign_ids(desk)


def _foreign_ids(desk: Desk) -> frozenset[str]:
    instance = desk.instance
    foreign = {child_id for child_id in instance.children if not desk.sees(child_id)}
    groups = {child.sibling_group_id for child in instance.children.values() if child.child_id in foreign}
    lines = {line.line_id for line in instance.lines.values() if line.child_id in foreign}
    orders = {order.order_id for order in instance.records("orders") if order.child_id in foreign}
    return frozenset({*foreign, *lines, *orders, *(group for group in groups if group)})


def _versions(desk: Desk) -> Iterator[tuple[str, str]]:
    yield "socopt", version("socopt")
    yield "instance", desk.instance.manifest.name
    yield "input hash", desk.plan.input_hash
    yield "policy", desk.policy.name
    yield "policy hash", desk.plan.policy_hash
    yield "plan", desk.plan.status
