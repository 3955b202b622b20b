"""Pair rules: a child and the bed (or service) it would have had but for the rule."""

from collections.abc import Callable
from typing import Any

from tests.nights import ago, areas
from tests.random_nights.draft import Draft
from tests.random_nights.focus import Bites, Focus, with_rule, without_rule, without_table

Refuse = Callable[[Draft, str, str], None]


def _placement(refuse: Refuse, **child: Any) -> Callable[[Draft], None]:
    """A child and a bed that only this child could take, were it not refused."""

    def draw(draft: Draft) -> None:
        years = child.get("years", draft.random.choice((7, 9, 10, 12)))
        child_id = draft.child(**{"years": years, "tonight_at": "relative", **child})
        program_id = draft.home(setting="foster_home", levels="1;2;3", area_id="A1")
        draft.only_for(program_id, child_id)
        if draft.chance(0.6):
            draft.children[child_id]["languages"] = draft.programs[program_id]["languages"] = "zh"
        refuse(draft, child_id, program_id)

    return draw


def _either_line(refuse: Refuse) -> Callable[[Draft], None]:
    """The same for a placement line or, one time in four, for a community line."""
    place = _placement(refuse)

    def draw(draft: Draft) -> None:
        if not draft.chance(0.25):
            place(draft)
            return
        child_id = draft.settled(None, years=draft.random.choice((7, 9, 10)))
        draft.line(child_id, service="mentoring", level=None)
        refuse(draft, child_id, draft.service())

    return draw


def _set(**columns: Any) -> Refuse:
    return lambda draft, _, program_id: draft.programs[program_id].update(columns)


def _child(**columns: Any) -> Refuse:
    return lambda draft, child_id, _: draft.children[child_id].update(columns)


def _service(draft: Draft) -> None:
    draft.line(draft.settled(None), service="mentoring", level=None)
    draft.service(service="after_school")


def _not_current(draft: Draft) -> None:
    program_id = draft.home(capacity=2, levels="1;2;3", setting="foster_home")
    draft.leaver(program_id, tonight_at=draft.random.choice(("program", "office")))


def _order_elsewhere(draft: Draft, child_id: str, program_id: str) -> None:
    draft.order(child_id, draft.random.choice(("follow_court", "must_place")), draft.home(intake="closed"))


def _gender(draft: Draft) -> None:
    draft.child(years=16, care_gender=draft.random.choice("FX"), sex="F")
    draft.home(setting="foster_home", levels="1;2;3", min_age=16, sexes="M")


def _setting_age(draft: Draft, child_id: str, program_id: str) -> None:
    draft.children[child_id]["birth_date"] = draft.birth_date(15)
    draft.programs[program_id].update(setting="independent_living", levels="2;3")


def _language(draft: Draft, child_id: str, program_id: str) -> None:
    draft.children[child_id]["languages"] = "es;pt"
    draft.programs[program_id]["languages"] = draft.random.choice(("en", "en;fr", ""))


def _competency(draft: Draft, child_id: str, program_id: str) -> None:
    draft.add("traits", child_id=child_id, trait="deaf", strength="required")
    if draft.chance(0.5):
        draft.add("competencies", program_id=program_id, trait="autism")


def _home_preference(draft: Draft, child_id: str, program_id: str) -> None:
    draft.add("traits", child_id=child_id, trait="fire_setting", strength="preferred")
    draft.add("home_preferences", program_id=program_id, trait="fire_setting", preference="refuse")


def _approval(draft: Draft, child_id: str, program_id: str) -> None:
    draft.named(
        child_id,
        program_id,
        draft.random.choice(("kin", "former_home")),
        draft.random.choice(("in_study", "ruled_out", "emergency")),
    )


def _suitability(draft: Draft, child_id: str, program_id: str) -> None:
    draft.add("suitability", child_id=child_id, setting="foster_home", suitability="unsuitable")


def _far(draft: Draft, child_id: str, program_id: str) -> None:
    draft.minutes[child_id, program_id] = draft.random.choice((61, 80))


def _avoid(draft: Draft, child_id: str, program_id: str) -> None:
    draft.add("avoid", child_id=child_id, avoid_id=f"V{child_id}", program_id=program_id)


def _refusal(draft: Draft, child_id: str, program_id: str) -> None:
    by = draft.random.choice(("provider", "family", "child", "court"))
    draft.add("refusals", child_id=child_id, program_id=program_id, refused_on=ago(20), by=by)


def _declined(draft: Draft, child_id: str, program_id: str) -> None:
    draft.add(
        "decisions", line_id=draft.line_of(child_id), program_id=program_id, decision="declined", decided_on=ago(1)
    )


def _horizon(draft: Draft, child_id: str, program_id: str) -> None:
    if draft.chance(0.5):
        draft.needs[draft.line_of(child_id)]["horizon"] = "tonight"
    else:
        draft.programs[program_id]["max_stay_days"] = 100


def _abroad(draft: Draft, child_id: str, program_id: str) -> None:
    """A program of another state, or of the manifest's for a child of another."""
    if draft.chance(0.5):
        draft.programs[program_id]["state"] = "NH"
    else:
        draft.children[child_id]["home_area_id"] = "A2"
        draft.tables["areas"] = areas(A2="NH")


def _qrtp(draft: Draft, child_id: str, program_id: str) -> None:
    draft.policy.setdefault("rules", {})["qrtp"] = {"from": ago(draft.random.choice((0, 9)))}
    draft.children[child_id]["qrtp_assessed_on"] = draft.random.choice((None, ago(-1)))
    draft.programs[program_id]["setting"] = "group_home"
    draft.add("suitability", child_id=child_id, setting="group_home", suitability="acceptable")


def _alongside(draft: Draft, child_id: str, program_id: str) -> None:
    draft.programs[program_id]["capacity"] = 2
    years = draft.random.choice((1, 17))
    draft.children[child_id]["alongside"] = "only_older" if years == 1 else "only_younger"
    if draft.chance(0.5):
        draft.add("other_occupants", program_id=program_id, occupant_id="own", age=years)
    else:
        draft.settled(program_id, years=years)


def _settled_wish(draft: Draft, child_id: str, program_id: str) -> None:
    wish = draft.random.choice(("apart", "no_contact", "together"))
    if wish == "apart":
        draft.programs[program_id]["capacity"] = 2
        draft.wish(child_id, draft.settled(program_id), wish)
        return
    place = "here" if wish == "no_contact" else "there"
    draft.programs[program_id]["location_id"] = "here"
    draft.wish(child_id, draft.settled(draft.home(location_id=place)), wish)


def _share_used_up(draft: Draft, child_id: str, program_id: str) -> None:
    draft.programs[program_id]["provider_id"] = "V9"
    draft.policy.setdefault("rules", {})["self_referral"] = {
        "on": False
    }  # a share used up has no room in the plan's row either
    draft.add(
        "lead_agencies",
        **{"area_id": "A1", "from": ago(300), "provider_id": "V9", "referrals_12m": 100, "self_referrals_12m": 31},
    )


def _yields(refuse: Refuse) -> Callable[[Draft], None]:
    """A floor, and a child without a safe bed."""
    return _placement(refuse, tonight_at="office")


def _ordered(refuse: Refuse) -> Callable[[Draft], None]:
    """A rule that an order waives."""

    def both(draft: Draft, child_id: str, program_id: str) -> None:
        refuse(draft, child_id, program_id)
        draft.order(child_id, "follow_court", program_id)

    return _placement(both)


def _named(refuse: Refuse) -> Callable[[Draft], None]:
    """A rule that a named home waives."""

    def both(draft: Draft, child_id: str, program_id: str) -> None:
        refuse(draft, child_id, program_id)
        draft.named(child_id, program_id, draft.random.choice(("kin", "child_specific", "pre_adoptive", "former_home")))

    return _placement(both)


def _ordered_past_refusal(draft: Draft, child_id: str, program_id: str) -> None:
    draft.add(
        "refusals",
        child_id=child_id,
        program_id=program_id,
        refused_on=ago(20),
        by=draft.random.choice(("family", "child")),
    )
    draft.order(child_id, "follow_court", program_id)


def _rule(rule_id: str, draw: Callable[[Draft], None], bites: Bites | None = None) -> Focus:
    return Focus(rule_id, draw, bites or without_rule(rule_id))


WAIVABLE: dict[str, Refuse] = {
    "suitability": _suitability,
    "level": _set(levels="5;6"),
    "distance": _far,
    "catchment": _set(area_id="A2", catchment="area"),
}
PAIR_FOCI = (
    _rule("service", _service),
    _rule("not_current", _not_current),
    _rule("order_elsewhere", _placement(_order_elsewhere)),
    _rule(
        "order_must_not",
        _either_line(lambda draft, child_id, program_id: draft.order(child_id, "must_not", program_id)),
    ),
    _rule("age", _either_line(_set(min_age=13))),
    _rule("adult", _placement(_child(adult_consent=True), years=19)),
    _rule("gender", _gender),
    _rule("setting_age", _placement(_setting_age)),
    _rule(
        "intake",
        _either_line(
            lambda draft, _, program_id: draft.programs[program_id].update(
                draft.random.choice(({"intake": "paused"}, {"intake": "closed"}, {"opens_on": ago(-1)}))
            )
        ),
    ),
    _rule("language", _either_line(_language)),
    _rule("competency", _either_line(_competency)),
    _rule("home_preference", _placement(_home_preference)),
    _rule("named_only", _placement(_set(open_to="named"))),
    _rule("approval", _placement(_approval)),
    *(_rule(rule_id, _placement(refuse)) for rule_id, refuse in WAIVABLE.items()),
    _rule("avoid", _either_line(_avoid)),
    _rule("refusal", _either_line(_refusal)),
    _rule("declined", _either_line(_declined)),
    _rule("horizon", _placement(_horizon)),
    _rule("icpc", _placement(_abroad)),
    _rule("qrtp", _placement(_qrtp)),
    _rule("alongside", _placement(_alongside)),
    _rule("settled_wish", _placement(_settled_wish)),
    _rule("share_used_up", _either_line(_share_used_up)),
    Focus("level yields", _yields(_set(levels="5;6")), with_rule("level", floor=False)),
    Focus("distance yields", _yields(_far), with_rule("distance", floor=False)),
    Focus("qrtp yields", _yields(_qrtp), with_rule("qrtp", floor=False)),
    *(
        Focus(f"{rule_id} waived by order", _ordered(refuse), with_rule(rule_id, waived_by_order=False))
        for rule_id, refuse in {**WAIVABLE, "declined": _declined, "horizon": _horizon}.items()
    ),
    *(
        Focus(f"{rule_id} waived for named homes", _named(refuse), with_rule(rule_id, waived_for_named_homes=False))
        for rule_id, refuse in WAIVABLE.items()
    ),
    Focus("refusal waived by order", _placement(_ordered_past_refusal), without_table("orders")),
)
