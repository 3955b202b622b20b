"""The scalar reading of every pair rule: may this child enter this program?

One function a rule, under the id it has in the policy; its vectorised twin stands in ``socopt/matching/pair_masks.py``,
its boundary cases in ``tests/rules``. A function answers None where the rule is content, else what it found.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from socopt.domain.records import Child, NeedLine, Program
from socopt.policy.alongside import lives_well_with, lives_well_with_other
from socopt.policy.night import HOME, Night
from socopt.policy.suitability import level_steps, suitability


class Finding(NamedTuple):
    """What made a rule refuse: the field, its value, and the limit it broke."""

    field: str
    value: object
    limit: object


class Pair(NamedTuple):
    """A need line of a child, and a program it might enter."""

    night: Night
    line: NeedLine
    child: Child
    program: Program

    @property
    def parameters(self) -> Mapping[str, Mapping[str, Any]]:
        return self.night.policy.parameters

    @property
    def is_unsafe(self) -> bool:
        return self.child.child_id in self.night.unsafe

    @property
    def key(self) -> tuple[str, str]:
        return self.child.child_id, self.program.program_id


Reading = Callable[[Pair], Finding | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRule:
    """A scalar reading, and the kinds of line it is for."""

    rule_id: str
    placements: bool
    community: bool
    reading: Reading


PAIR_RULES: dict[str, PairRule] = {}


def pair_rule(rule_id: str, lines: str = "PC") -> Callable[[Reading], Reading]:
    """Register the scalar reading of a rule for placement (P) and community (C) lines."""

    def register(reading: Reading) -> Reading:
        PAIR_RULES[rule_id] = PairRule(
            rule_id=rule_id, placements="P" in lines, community="C" in lines, reading=reading
        )
        return reading

    return register


@pair_rule("service")
def service(pair: Pair) -> Finding | None:
    if pair.program.service == pair.line.service:
        return None
    return Finding("programs.service", pair.program.service, pair.line.service)


@pair_rule("not_current", "P")
def not_current(pair: Pair) -> Finding | None:
    if pair.child.current_program_id != pair.program.program_id:
        return None
    return Finding("children.current_program_id", pair.program.program_id, "another program")


@pair_rule("order_elsewhere", "P")
def order_elsewhere(pair: Pair) -> Finding | None:
    named = pair.night.ordered_programs(pair.child.child_id)
    if not named or pair.program.program_id in named:
        return None
    return Finding("orders.program_id", pair.program.program_id, sorted(named))


@pair_rule("order_must_not")
def order_must_not(pair: Pair) -> Finding | None:
    for order in pair.night.orders_of(pair.child.child_id):
        if order.kind == "must_not" and order.program_id == pair.program.program_id:
            return Finding("orders.order_id", order.order_id, "no order that forbids it")
    return None


@pair_rule("age")
def age(pair: Pair) -> Finding | None:
    years = pair.night.age(pair.child)
    if pair.program.min_age <= years <= pair.program.max_age:
        return None
    return Finding("age", years, (pair.program.min_age, pair.program.max_age))


@pair_rule("adult", "P")
def adult(pair: Pair) -> Finding | None:
    years = pair.night.age(pair.child)
    oldest = pair.parameters["adult"]["max_age"]
    if years > oldest:
        return Finding("age", years, oldest)
    if years >= 18 and not pair.program.adult_eligible:
        return Finding("programs.adult_eligible", False, True)
    if years >= 18 and not pair.child.adult_consent:
        return Finding("children.adult_consent", False, True)
    return None


@pair_rule("gender")
def gender(pair: Pair) -> Finding | None:
    wanted = pair.child.care_gender or pair.child.sex
    if not pair.program.sexes or wanted in pair.program.sexes:
        return None
    return Finding("children.care_gender", wanted, pair.program.sexes)


@pair_rule("setting_age", "P")
def setting_age(pair: Pair) -> Finding | None:
    youngest = pair.parameters["setting_age"]["min_age"].get(pair.program.setting, 0)
    years = pair.night.age(pair.child)
    return Finding("age", years, youngest) if years < youngest else None


@pair_rule("intake")
def intake(pair: Pair) -> Finding | None:
    if pair.program.intake != "open":
        return Finding("programs.intake", pair.program.intake, "open")
    if pair.program.opens_on is not None and pair.program.opens_on > pair.night.night:
        return Finding("programs.opens_on", pair.program.opens_on, pair.night.night)
    return None


@pair_rule("language")
def language(pair: Pair) -> Finding | None:
    if not pair.child.languages or set(pair.child.languages) & set(pair.program.languages):
        return None
    return Finding("programs.languages", pair.program.languages, pair.child.languages)


@pair_rule("competency")
def competency(pair: Pair) -> Finding | None:
    required = pair.night.required_of.get(pair.child.child_id, frozenset())
    missing = required - pair.night.competencies_of.get(pair.program.program_id, frozenset())
    return Finding("competencies.trait", sorted(missing), "served") if missing else None


@pair_rule("home_preference", "P")
def home_preference(pair: Pair) -> Finding | None:
    traits = pair.night.traits_of.get(pair.child.child_id, frozenset())
    refused = traits & pair.night.refused_traits_of.get(pair.program.program_id, frozenset())
    return Finding("home_preferences.trait", sorted(refused), "not refused") if refused else None


@pair_rule("named_only", "P")
def named_only(pair: Pair) -> Finding | None:
    named = pair.night.named_homes.get(pair.key)
    if pair.program.open_to == "any" or (named is not None and named.approval != "ruled_out"):
        return None
    return Finding("programs.open_to", "named", "a child_resources row for this child")


@pair_rule("approval", "P")
def approval(pair: Pair) -> Finding | None:
    named = pair.night.named_homes.get(pair.key)
    if named is None or named.approval == "approved":
        return None
    if named.approval == "emergency" and (pair.is_unsafe or pair.line.horizon == "tonight"):
        return None
    return Finding("child_resources.approval", named.approval, "approved")


@pair_rule("suitability", "P")
def unsuitable(pair: Pair) -> Finding | None:
    setting = pair.program.setting
    if setting is None or suitability(pair.night, pair.child, pair.line, setting) != "unsuitable":
        return None
    return Finding("suitability", "unsuitable", f"{setting} at least acceptable")


@pair_rule("level", "P")
def level(pair: Pair) -> Finding | None:
    if pair.line.level is None or not pair.program.levels:
        return None
    limits = pair.parameters["level"]
    under, over = level_steps(pair.line.level, pair.program.levels)
    if under > limits["max_under"]:
        return Finding("steps below need", under, limits["max_under"])
    if over > limits["max_over"]:
        return Finding("steps above need", over, limits["max_over"])
    return None


@pair_rule("distance")
def distance(pair: Pair) -> Finding | None:
    limits = pair.parameters["distance"]
    minutes = pair.night.instance.travel.minutes(pair.line.line_id, pair.program.program_id)
    if pair.line.is_placement:
        limit = limits["max_minutes"].get(pair.program.setting)
    else:
        limit = limits["max_minutes_community"]
    return Finding("minutes", minutes, limit) if limit is not None and minutes > limit else None


@pair_rule("catchment")
def catchment(pair: Pair) -> Finding | None:
    home = pair.child.home_area_id
    served = pair.program.area_id
    if pair.program.catchment == "area" and served != home:
        return Finding("programs.area_id", served, home)
    region = pair.night.region_of_area
    if pair.program.catchment == "region" and (served is None or region[served] != region[home]):
        return Finding("programs.area_id", served, f"an Area of {region[home]}")
    return None


@pair_rule("avoid")
def avoid(pair: Pair) -> Finding | None:
    if pair.key not in pair.night.instance.travel.avoided:
        return None
    return Finding("avoid", pair.program.program_id, "not to be avoided")


@pair_rule("refusal")
def refusal(pair: Pair) -> Finding | None:
    ordered = pair.program.program_id in pair.night.ordered_programs(pair.child.child_id)
    for row in pair.night.refusals_of.get(pair.key, ()):
        if not (ordered and row.by in ("family", "child")):
            return Finding("refusals.refused_on", row.refused_on, f"no {row.by} refusal in force")
    return None


@pair_rule("declined")
def declined(pair: Pair) -> Finding | None:
    if (pair.line.line_id, pair.program.program_id) not in pair.night.declined:
        return None
    return Finding("decisions.decision", "declined", "not declined for this line")


@pair_rule("horizon", "P")
def horizon(pair: Pair) -> Finding | None:
    program, wanted = pair.program, pair.line.horizon
    if program.accepts_emergency and (pair.is_unsafe or wanted == "tonight"):
        return None
    if wanted == "tonight":
        return Finding("programs.accepts_emergency", False, True)
    if wanted in ("respite", "interim", "long") and program.max_stay_days is not None:
        shortest = pair.parameters["horizon"].get(f"{wanted}_days", 0)
        if program.max_stay_days < shortest:
            return Finding("programs.max_stay_days", program.max_stay_days, shortest)
    return None


@pair_rule("icpc", "P")
def icpc(pair: Pair) -> Finding | None:
    home = pair.night.home_state(pair.child)
    if pair.program.state == home:
        return None
    for order in pair.night.orders_of(pair.child.child_id):
        if order.kind == "icpc_approved" and order.program_id in (None, pair.program.program_id):
            return None
    return Finding("programs.state", pair.program.state, f"{home}, or an icpc_approved order")


@pair_rule("qrtp", "P")
def qrtp(pair: Pair) -> Finding | None:
    if pair.program.setting not in pair.parameters["qrtp"]["settings"]:
        return None
    assessed = pair.child.qrtp_assessed_on
    if assessed is not None and assessed <= pair.night.night:
        return None
    return Finding("children.qrtp_assessed_on", assessed or "empty", f"a day up to {pair.night.night}")


@pair_rule("alongside", "P")
def alongside(pair: Pair) -> Finding | None:
    night, child, program_id = pair.night, pair.child, pair.program.program_id
    for resident in night.occupants_of.get(program_id, ()):
        if night.in_play(resident.child_id) or night.are_siblings(child, resident):
            continue
        if not lives_well_with(child, resident):
            return Finding("children.alongside", resident.child_id, f"{child.alongside} and {resident.alongside}")
    for other in night.others_of.get(program_id, ()):
        if not lives_well_with_other(child, night.age(child), other):
            return Finding("children.alongside", other.occupant_id, child.alongside)
    return None


@pair_rule("settled_wish", "P")
def settled_wish(pair: Pair) -> Finding | None:
    night = pair.night
    for other_id, wish in night.wishes_of.get(pair.child.child_id, ()):
        place = night.programs.get(night.children[other_id].current_program_id or HOME)
        if night.in_play(other_id) or place is None:
            continue
        same_program = place.program_id == pair.program.program_id
        same_location = place.location_id == pair.program.location_id
        if (
            (wish == "apart" and same_program)
            or (wish == "no_contact" and same_location)
            or (wish == "together" and not same_program)
        ):
            return Finding("pair_wishes.wish", wish, f"towards {other_id} in {place.program_id}")
    return None


@pair_rule("share_used_up")
def share_used_up(pair: Pair) -> Finding | None:
    spent = pair.child.home_area_id in pair.night.spent_shares
    if not spent or pair.is_unsafe or not pair.night.is_self_referral(pair.child, pair.program):
        return None
    agency = pair.night.lead_agency_of[pair.child.home_area_id]
    percent = pair.parameters["self_referral"]["percent"]
    return Finding(
        "lead_agencies.self_referrals_12m", agency.self_referrals_12m, f"{percent}% of {agency.referrals_12m}"
    )
