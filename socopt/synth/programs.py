"""Providers and their programs: what every program has, community services, and what lies outside the Region."""

from typing import Any

from socopt.domain.records import Program
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.geography import Town, areas_of_state, pick_town, point_near
from socopt.synth.parameters import CONGREGATE, FAMILY_SETTINGS
from socopt.synth.setting_profiles import SettingProfile

DEPARTMENT = "V000"
TRIBAL_OFFICE = "V001"
STEMS = (
    "Alderfen", "Bellwether Row", "Cloverhythe", "Dunlin Marsh", "Emberlea", "Fennimore Lane", "Gannet Point",
    "Hollowbrook", "Inkberry Hill", "Juniper Reach", "Kestrel Ford", "Larkmere", "Mallowfield", "Nettlecombe",
    "Osier Bend", "Plover Sound", "Quillwater", "Rookhaven", "Sorrelgate", "Teasel Green", "Umberfold", "Vetchlea",
    "Whinmoor", "Yarrowdale", "Zelkova Row",
)  # fmt: skip
SERVICES_OF = {"congregate": ("Youth Services", "Residences"), "foster": ("Treatment Homes", "Kin and Foster")}
CHILDREN_PER_CONTRACTOR = {"congregate": 400, "foster": 680}  # about 26 and 17 in the state, beside Lead Agencies [R]
FEWEST_CONTRACTORS = {"congregate": 6, "foster": 2}
HOUSES = (
    "Juniper", "Larch", "Sorrel", "Tansy", "Bramble", "Heron", "Plover", "Teasel", "Rowan", "Yarrow", "Mallow",
    "Curlew", "Sedge", "Whin", "Lovage", "Siskin", "Burdock", "Fescue", "Osier", "Dunnock", "Medlar", "Quince",
)  # fmt: skip
AREA_CODE = {"R1": "413", "R2": "508", "R3": "978", "R4": "781", "R5": "508", "R6": "617"}
SETTING_NAME = {
    "kinship_home": "Kin home", "foster_home": "Foster home", "pre_adoptive_home": "Pre-adoptive home",
    "treatment_foster_home": "Treatment foster home", "group_home": "House", "teen_parenting": "Teen Parenting House",
    "shelter": "Short-Term House", "residential_treatment": "Residence", "independent_living": "Apartments",
}  # fmt: skip
COMMUNITY = {
    "family_stabilization": 4500, "in_home_therapy": 9000, "outpatient": 7000, "mentoring": 3000, "after_school": 2500,
}  # fmt: skip
OUTSIDE = (
    # setting, traits, beds, taken by children of other Regions, beds set aside for the Region
    ("residential_treatment", ("fire_setting", "sexual_behavior"), 12, 10, 1),
    ("residential_treatment", ("autism", "developmental_disability"), 16, 14, 1),
    ("residential_treatment", ("medically_complex", "wheelchair"), 8, 7, 0),
    ("group_home", ("deaf", "self_harm"), 8, 6, 1),
)
OUT_OF_STATE = (
    ("NH", "Keene", 42.9337, -72.2781, "residential_treatment", 20, 18),
    ("CT", "Hartford", 41.7658, -72.6734, "treatment_foster_home", 2, 1),
)


def open_providers(draft: Draft) -> None:
    """The Department, a tribal office, a Lead Agency per Area, and contractors."""
    draft.add("providers", provider_id=DEPARTMENT, name=f"{draft.parameters.department} (synthetic)")
    draft.add("providers", provider_id=TRIBAL_OFFICE, name="Tribal Family Office (synthetic)")
    for kind, (first, other) in SERVICES_OF.items():
        for number, provider_id in enumerate(contractors(draft, kind)):
            service = first if number < len(STEMS) else other
            name = f"{STEMS[number % len(STEMS)]} {service} (synthetic)"
            draft.add("providers", provider_id=provider_id, name=name)
    for area_id in areas_of_state():
        name = f"{areas_of_state()[area_id].name} Lead Agency (synthetic)"
        draft.add("providers", provider_id=lead_of(area_id), name=name)


def contractors(draft: Draft, kind: str) -> list[str]:
    """Provider ids of the agencies of a kind: ``congregate`` or ``foster``."""
    count = max(FEWEST_CONTRACTORS[kind], round(draft.parameters.children / CHILDREN_PER_CONTRACTOR[kind]))
    first = 101 if kind == "congregate" else 151
    return [f"V{first + number}" for number in range(count)]


def lead_of(area_id: str) -> str:
    """Provider id of an Area's Lead Agency."""
    return f"V2{area_id[1:]}"


def open_community(draft: Draft) -> None:
    """One program of each community service in every Area; units are set when demand is known."""
    dice = draft.dice("community")
    for area_id in draft.area_ids:
        for service, price in COMMUNITY.items():
            local = dice.chance(0.3)
            provider = lead_of(area_id) if local else dice.pick(contractors(draft, "congregate"))
            draft.add_program(
                **_site(draft, dice, area_id),
                **_terms(draft, dice, None),
                provider_id=provider,
                name=f"{service.replace('_', ' ').capitalize()}, {areas_of_state()[area_id].name}",
                catchment="area",
                service=service,
                setting=None,
                levels=(),
                capacity=0,
                available=0,
                min_age=0 if service != "mentoring" else 8,
                max_age=22,
                sexes=(),
                per_diem_cents=price,
                funding_line="DSS-FAMILY-BASED" if service == "family_stabilization" else "MH-COMMUNITY",
                accepts_emergency=False,
                expected_stay_days=120,
                max_stay_days=None,
                open_to="any",
                adult_eligible=True,
            )


def fit_community_supply(draft: Draft) -> None:
    """Units open tonight fall short of those asked, in every Area and service that has both."""
    supply = draft.parameters.community_supply
    for program in [program for program in draft.programs.values() if program.service != "placement"]:
        asked = sum(
            line.units
            for line in draft.lines.values()
            if line.service == program.service and draft.children[line.child_id].home_area_id == program.area_id
        )
        available = max(2, int(asked * supply))
        in_use = _units_in_use(draft, program)
        draft.change_program(program.program_id, capacity=available + in_use, available=available)


def _units_in_use(draft: Draft, program: Program) -> int:
    """Units a week that the Area's families have already, after what is spent on the service in a year."""
    p = draft.parameters
    a_year = p.community_cents[program.service] * draft.share_of_state[program.area_id or ""]
    return round(a_year / 52 / program.per_diem_cents)


def add_placement(
    draft: Draft, dice: Dice, setting: str, in_area: str, *, in_town: Town | None = None, **fields: Any
) -> Program:
    """A placement program of a setting in an Area, after the setting's profile, with some fields given."""
    profile = draft.parameters.settings[setting]
    ages = dice.pick(profile.ages)
    site = _site(draft, dice, in_area, in_town)
    values: dict[str, Any] = {
        **site,
        **_terms(draft, dice, profile),
        "provider_id": _provider(draft, dice, setting, in_area),
        "name": _name(draft, setting, str(site["town"])),
        "catchment": dice.weighted(dict(zip(("area", "region", "state"), profile.catchment, strict=True))),
        "service": "placement",
        "setting": setting,
        "levels": dice.pick(profile.levels),
        "capacity": dice.whole(*profile.capacity),
        "available": None,
        "min_age": ages[0],
        "max_age": ages[1],
        "sexes": _sexes(dice, profile, setting),
        "per_diem_cents": dice.whole(profile.per_diem_cents[0] // 50, profile.per_diem_cents[1] // 50) * 50,
        "funding_line": profile.funding_line,
        "accepts_emergency": dice.chance(profile.emergency),
        "expected_stay_days": profile.expected_stay_days,
        "max_stay_days": profile.max_stay_days,
        "open_to": "named" if setting == "kinship_home" else "any",
        "adult_eligible": ages[1] >= 18 and dice.chance(profile.adult_eligible),
    }
    program = draft.add_program(**{**values, **fields})
    draft.competencies[program.program_id] = _skills(dice, profile)
    if setting in CONGREGATE:
        _limit_traits(draft, dice, program)
    return program


def open_outside(draft: Draft) -> None:
    """What other Regions and states have: statewide programs with beds set aside for a Region's own run, and others."""
    dice = draft.dice("outside")
    elsewhere = [area.area_id for area in areas_of_state().values() if area.area_id not in draft.area_ids]
    for setting, traits, beds, others, allotted in OUTSIDE if elsewhere else ():
        program = add_placement(
            draft, dice, setting, dice.pick(elsewhere), catchment="state", capacity=beds, sexes=(), max_age=18
        )
        draft.competencies[program.program_id].update(dict.fromkeys(traits, "preferred"))
        draft.add("allotments", region_id=draft.region_id, program_id=program.program_id, beds=allotted)
        add_others(draft, dice, program, others)
    for state, town, lat, lon, setting, beds, others in OUT_OF_STATE:
        place: dict[str, Any] = {"state": state, "town": town, "lat": lat, "lon": lon, "area_id": None}
        values = {"capacity": beds, "sexes": (), "catchment": "state", **place}
        program = add_placement(draft, dice, setting, draft.area_ids[0], **values)
        add_others(draft, dice, program, others)


def _site(draft: Draft, dice: Dice, area_id: str, town: Town | None = None) -> dict[str, Any]:
    town = town or pick_town(dice, area_id)
    lat, lon = point_near(dice, town)
    phone = f"{AREA_CODE[areas_of_state()[area_id].region_id]}-555-01{dice.whole(0, 99):02d}"
    site = {"town": town.name, "state": "MA", "lat": lat, "lon": lon, "area_id": area_id, "phone": phone}
    return {**site, "location_id": f"X{len(draft.programs) + 1:04d}"}


def _terms(draft: Draft, dice: Dice, profile: SettingProfile | None) -> dict[str, Any]:
    terms = {"no_reject": 0.15, "may_decline": 0.65, "own_admission": 0.2} if profile else {"may_decline": 1.0}
    return {
        "languages": ("en", "es") if dice.chance(draft.parameters.spanish_programs) else ("en",),
        "confirmed_at": None,
        "intake": "open",
        "opens_on": None,
        "referral_terms": dice.weighted(terms),
        "icwa_standing": "none",
    }


def _provider(draft: Draft, dice: Dice, setting: str, area_id: str) -> str:
    if setting in ("kinship_home", "foster_home", "pre_adoptive_home"):
        return DEPARTMENT if dice.chance(0.85) else dice.pick(contractors(draft, "foster"))
    if area_id in draft.providing_leads and dice.chance(0.5):
        return lead_of(area_id)
    return dice.pick(contractors(draft, "foster" if setting == "treatment_foster_home" else "congregate"))


def _name(draft: Draft, setting: str, town: str) -> str:
    number = len(draft.programs)
    if setting in FAMILY_SETTINGS:
        return f"{SETTING_NAME[setting]} {number + 1}, {town}"
    return f"{HOUSES[number % len(HOUSES)]} {SETTING_NAME[setting]}, {town}"


def _sexes(dice: Dice, profile: SettingProfile, setting: str) -> tuple[str, ...]:
    if not dice.chance(profile.single_sex):
        return ()
    if setting == "teen_parenting":
        return ("F",)
    return dice.pick((("F",), ("M",), ("F", "X"), ("M", "X")))


def _skills(dice: Dice, profile: SettingProfile) -> dict[str, str]:
    skilled = [trait for trait, share in profile.competencies.items() if dice.chance(share)]
    return dict.fromkeys(skilled, "required")


def _limit_traits(draft: Draft, dice: Dice, program: Program) -> None:
    """At most one or two children at once whose behaviour may harm others (milieu)."""
    for trait in ("fire_setting", "sexual_behavior"):
        if trait in draft.competencies[program.program_id] and dice.chance(0.7):
            at_most = 1 if program.capacity < 12 else 2
            draft.add("program_limits", program_id=program.program_id, trait=trait, at_most=at_most, source="milieu")


def add_others(draft: Draft, dice: Dice, program: Program, count: int) -> None:
    """Own children of a home, or children of other agencies in a program."""
    for number in range(count):
        draft.add(
            "other_occupants",
            program_id=program.program_id,
            occupant_id=f"{program.program_id}-{number + 1}",
            age=dice.whole(max(program.min_age, 1), min(program.max_age, 17)),
            sex=program.sexes[0] if program.sexes else dice.pick(("F", "M")),
            traits=None,
        )
