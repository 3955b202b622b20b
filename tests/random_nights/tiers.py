"""Tiers that decide: for each, a night on which what comes behind it would have it otherwise; other tiers by policy."""

from collections.abc import Callable
from dataclasses import replace

from socopt.policy import Night, default_policy
from tests.brute_force import Best, BruteForce
from tests.nights import ago
from tests.random_nights.draft import Draft
from tests.random_nights.focus import Focus, without_table, without_tier

PLAIN = {"setting": "foster_home", "levels": "2", "area_id": "A1", "per_diem_cents": 5000}
Draw = Callable[[Draft], None]


def _two_children(draft: Draft, first: dict[str, object], second: dict[str, object], **both: object) -> None:
    """Two children and one bed; luck would have the second wait."""
    for ticket, own in ((1, first), (900, second)):
        line = {"lottery_ticket": ticket, "opened_on": own.pop("opened_on", ago(3))}
        draft.child(years=9, line=line, **{"sex": "F", "urgency": 1, "tonight_at": "relative", **both, **own})
    draft.home(**PLAIN)


def _safe_tonight(draft: Draft) -> None:
    _two_children(draft, {"urgency": 3}, {"urgency": 0}, tonight_at="office")


def _placements(draft: Draft) -> None:
    _two_children(draft, {"opened_on": ago(100)}, {"opened_on": ago(0)})


def _ready(draft: Draft) -> None:
    """One has been ready for long; the other's place costs more."""
    for days, cents in ((120, 100), (2, 9900)):
        program_id = draft.home(**{**PLAIN, "levels": "4", "per_diem_cents": cents})
        draft.ready(program_id, line={"level": 3}, years=9, target_level=2, ready_since=ago(days))
    draft.home(**{**PLAIN, "levels": "3"})
    draft.minutes.update({(child_id, program_id): 10 for child_id in draft.children for program_id in draft.programs})


def _kin(draft: Draft) -> None:
    child_id = draft.child()
    draft.named(child_id, draft.home(**{**PLAIN, "setting": "kinship_home", "levels": "4", "area_id": "A3"}), "kin")
    draft.home(**PLAIN)


def _two_homes(draft: Draft, minutes: tuple[int, int], first: dict[str, object], second: dict[str, object]) -> str:
    """A child and two homes."""
    child_id = draft.child(years=9, tonight_at=draft.random.choice(("relative", "office")))
    for trip, home in zip(minutes, (first, second), strict=True):
        draft.minutes[child_id, draft.home(**{**PLAIN, **home})] = trip
    return child_id


def _setting(draft: Draft) -> None:
    _two_homes(draft, (10, 10), {"area_id": "A2"}, {"levels": "3"})


def _scarce(draft: Draft) -> None:
    """The nearer home is the only one for what two older children need."""
    _two_homes(draft, (5, 40), {"max_age": 12}, {"max_age": 12})
    draft.add("competencies", program_id=list(draft.programs)[-2], trait="deaf")
    for _ in range(2):
        draft.add("traits", child_id=draft.child(years=16, tonight_at="relative"), trait="deaf", strength="required")


def _changed(draft: Draft) -> None:
    child_id = _two_homes(draft, (5, 40), {}, {})
    draft.add("last_night", line_id=draft.line_of(child_id), kind="place", program_id=list(draft.programs)[-1])


def _community(draft: Draft) -> None:
    _two_homes(draft, (40, 5), {"per_diem_cents": 9900}, {"area_id": "A2", "per_diem_cents": 100})


def _services(draft: Draft) -> None:
    draft.line(draft.settled(None), service="mentoring", level=None, units=2, splittable=True, lottery_ticket=0)
    draft.service()


def _lottery(draft: Draft) -> None:
    _two_children(draft, {}, {})
    lucky, other = list(draft.children)[-2:]
    draft.minutes.update({(lucky, list(draft.programs)[-1]): 5, (other, list(draft.programs)[-1]): 40})


def _minutes(draft: Draft) -> None:
    _two_homes(draft, (5, 40), {"per_diem_cents": 9900}, {"per_diem_cents": 100})


DECIDES: dict[str, Draw] = {
    "safe_tonight": _safe_tonight,
    "placements": _placements,
    "ready": _ready,
    "kin_and_siblings": _kin,
    "setting": _setting,
    "scarce": _scarce,
    "changed": _changed,
    "community": _community,
    "services": _services,
    "lottery": _lottery,
    "minutes": _minutes,
}
TOLERANCES = {"placements": 3, "setting": 3, "community": 1, "lottery": 999, "minutes": 2}
NAMES = [tier.name for tier in default_policy().tiers]


def _tolerance(draft: Draft) -> None:
    name = draft.random.choice(list(TOLERANCES))
    DECIDES[name](draft)
    draft.policy["tiers"] = [{"name": each, "tolerance": TOLERANCES[name] if each == name else 0} for each in NAMES]


def _tolerance_used(brute: BruteForce, best: Best) -> bool:
    strict = brute.best([replace(tier, tolerance=0) for tier in brute.night.policy.tiers])
    return strict is not None and strict.values != best.values


def _another_order(draft: Draft) -> None:
    name = draft.random.choice(list(DECIDES))
    DECIDES[name](draft)
    others = [each for each in NAMES if each != name]
    if draft.chance(0.5):
        draft.random.shuffle(others)
    draft.policy["tiers"] = [{"name": each} for each in (*others, name)]


def _tier_left_out(draft: Draft) -> None:
    name = draft.random.choice(list(DECIDES))
    DECIDES[name](draft)
    draft.policy["tiers"] = [{"name": each} for each in NAMES if each != name]


def _by_default_otherwise(brute: BruteForce, best: Best) -> bool:
    policy = replace(brute.night.policy, tiers=default_policy().tiers)
    usual = BruteForce(Night(brute.night.instance, policy)).best()
    return usual is not None and any(
        usual.trial.values[tier.name] != value
        for tier, value in zip(brute.night.policy.tiers, best.values, strict=True)
    )


TIER_FOCI = (
    *(Focus(f"tier {name}", draw, without_tier(name)) for name, draw in DECIDES.items()),
    Focus("last night's plan", _changed, without_table("last_night")),
    Focus("a tolerance", _tolerance, _tolerance_used),
    Focus("tiers in another order", _another_order, _by_default_otherwise),
    Focus("a tier left out", _tier_left_out, _by_default_otherwise),
)
