"""What the synthetic night is tuned to, each figure with how well it is known.

[V] read in a published source; [D] derived from such figures; [R] an assumption, never to be quoted as a fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

FAMILY_SETTINGS = ("pre_adoptive_home", "kinship_home", "foster_home", "treatment_foster_home")
CONGREGATE = ("group_home", "teen_parenting", "shelter", "residential_treatment", "independent_living")


def _share(**values: float) -> Mapping[str, float]:
    return MappingProxyType(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlay:
    """How the children of a night divide by status; what is left is settled. [R] throughout."""

    awaiting: float
    must_move: float
    ready_to_move: float
    at_home: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitRate:
    """How common a trait is among those whom it can concern."""

    rate: float
    min_age: int = 0
    sex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingProfile:
    """What programs of one setting look like. Prices are 2004 dollars in cents a day. [R] unless said."""

    capacity: tuple[int, int]
    ages: tuple[tuple[int, int], ...]
    single_sex: float
    catchment: tuple[float, float, float]  # area, region, state
    adult_eligible: float
    age_weights: tuple[float, float, float, float]  # of 0-5, 6-11, 12-15, 16+
    levels: tuple[tuple[int, ...], ...]
    per_diem_cents: tuple[int, int]
    vacancy: float
    other_occupants: float
    own_area: float
    emergency: float
    expected_stay_days: int
    competencies: Mapping[str, float] = field(default_factory=dict)
    max_stay_days: int | None = None
    funding_line: str = "DSS-FOSTER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Marginals of a Region's night."""

    night: date = date(2004, 11, 3)
    children: int = 400
    min_children: int = 80

    in_play: Mapping[str, InPlay] = field(
        default_factory=lambda: MappingProxyType(
            {
                "night": InPlay(awaiting=0.125, must_move=0.045, ready_to_move=0.22, at_home=0.10),
                "surge": InPlay(awaiting=0.33, must_move=0.11, ready_to_move=0.45, at_home=0.05),
                "all": InPlay(awaiting=0.125, must_move=0.045, ready_to_move=0.22, at_home=0.10),
            }
        )
    )

    # Stock of placed children by setting: 23 / 33 / 5 / 14 / 8 / 6 / 3 / 2 / 0.7 % of 10,200 [D/R]; 17 % in groups [V].
    stock: Mapping[str, float] = field(
        default_factory=lambda: _share(
            kinship_home=23, foster_home=33, pre_adoptive_home=5, treatment_foster_home=14, group_home=8,
            residential_treatment=6, shelter=3, independent_living=2, teen_parenting=0.7,
        )
    )  # fmt: skip

    # Children without a safe bed, as a share of the awaiting, and where they are tonight. [R]
    unsafe_share: float = 0.30
    unsafe_at: Mapping[str, float] = field(
        default_factory=lambda: _share(office=0.40, ed=0.15, hotel=0.12, hospital_ready=0.25, run=0.08)
    )
    safe_at: Mapping[str, float] = field(default_factory=lambda: _share(home=0.62, relative=0.38))
    must_leave_tonight: float = 0.33  # of those who must move [R]

    male: float = 0.52  # [V] adoption-goal children 2014; national 2005
    # Ages of children who wait, after entry cohorts (<1 19, 1-5 28, 6-10 21, 11-16 28, 17+ 4 %) [V], older for
    # the placements that reach a Region's desk [R].
    awaiting_ages: tuple[float, float, float, float] = (0.28, 0.22, 0.30, 0.20)
    sibling_sizes: Mapping[int, float] = field(
        default_factory=lambda: MappingProxyType({2: 0.58, 3: 0.25, 4: 0.11, 5: 0.06})
    )  # [R]
    waiting_with_siblings: float = 0.20  # of waiting families, those with more than one child [R]
    with_sibling: float = 0.66  # have a sibling in care: 65-85 % [V]
    siblings_together: float = 0.59  # all together, Washington 2015 [V]
    languages: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {"": 0.62, "en": 0.20, "en;es": 0.08, "es": 0.05, "pt": 0.02, "ht": 0.01, "en;pt": 0.01, "km": 0.01}
        )
    )  # Spanish 10-14 %, Portuguese, Haitian Creole, Khmer 0.5-2 % each [R]
    spanish_programs: float = 0.30  # [R]
    icwa: float = 0.02  # AI/AN 2 % of children in care [V]
    chins_adolescents: float = 0.5  # about half of placed adolescents [R]
    school_age: int = 5
    school_known: float = 0.75  # [R]
    required_trait: float = 0.7  # of traits: the program must have the competency [R]

    traits: Mapping[str, TraitRate] = field(
        default_factory=lambda: MappingProxyType(
            {
                "autism": TraitRate(rate=0.04, min_age=3),  # I/DD with autism about 9 % [V, secondary]
                "deaf": TraitRate(rate=0.006),  # 0.3-1 % [R]
                "developmental_disability": TraitRate(rate=0.026, min_age=2),  # 2.6 % [D]
                "eating_disorder": TraitRate(rate=0.015, min_age=12, sex="F"),  # 1-2 % of girls 12+ [R]
                "fire_setting": TraitRate(rate=0.035, min_age=10),  # 3.5 % of age 10+ [V]
                "medically_complex": TraitRate(rate=0.04),  # 3-5 % [R]
                "parenting": TraitRate(rate=0.05, min_age=14, sex="F"),  # 4-6 % of girls 14-20 [R]
                "pregnant": TraitRate(rate=0.03, min_age=14, sex="F"),  # [R]
                "runaway_history": TraitRate(rate=0.14, min_age=12),  # 2.4 % of the stock is on the run [V]
                "self_harm": TraitRate(rate=0.09, min_age=11),  # [R]
                "sexual_behavior": TraitRate(rate=0.07, min_age=10),  # 6-8 % of 10+ [R]
                "sexually_exploited": TraitRate(rate=0.06, min_age=12, sex="F"),  # 5-8 % at risk [R]
                "substance_use": TraitRate(rate=0.18, min_age=13),  # about 35 % lifetime at 17 [R]
                "unaccompanied_refugee": TraitRate(rate=0.01, min_age=15),  # 90-125 statewide [V]
                "wheelchair": TraitRate(rate=0.01),  # [R]
            }
        )
    )

    # Level needed by age band (0-5, 6-11, 12-15, 16+), levels 1-5. [R]
    need_levels: tuple[tuple[float, ...], ...] = (
        (0.68, 0.22, 0.10, 0.0, 0.0),
        (0.42, 0.26, 0.20, 0.10, 0.02),
        (0.18, 0.20, 0.26, 0.24, 0.12),
        (0.18, 0.22, 0.26, 0.24, 0.10),
    )
    # How likely a bed's child is among the ready and the must-move, by setting. [R]
    ready_weights: Mapping[str, float] = field(
        default_factory=lambda: _share(
            shelter=6.0, group_home=6.0, residential_treatment=5.0, treatment_foster_home=4.0, teen_parenting=2.0,
            foster_home=1.1, kinship_home=0.25, pre_adoptive_home=0.1, independent_living=0.5,
        )
    )  # fmt: skip
    must_move_weights: Mapping[str, float] = field(
        default_factory=lambda: _share(
            shelter=2.0, group_home=1.0, residential_treatment=1.0, treatment_foster_home=1.5, teen_parenting=0.5,
            foster_home=1.5, kinship_home=0.8, pre_adoptive_home=0.2, independent_living=0.5,
        )
    )  # fmt: skip

    # Community programs: units a week open tonight, per unit asked; below one, so that units are scarce. [R]
    community_supply: float = 0.75
    settled_with_service: float = 0.25  # settled children with an open community line [R]
    option_groups: float = 0.12  # awaiting children whose team marked home safe with a package [R]

    # AFCARS RaceEthn shares of 2003 victims, of those known [V]; read by equity reports only.
    race: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {"White": 0.60, "Black": 0.18, "Asian": 0.02, "American Indian": 0.01, "Two or more": 0.05, "Unknown": 0.14}
        )
    )
    hispanic: float = 0.24  # [V] adoption-goal children 2014

    settings: Mapping[str, SettingProfile] = field(default_factory=lambda: SETTING_PROFILES)


_HOME_SKILLS = _share(
    developmental_disability=0.18, medically_complex=0.10, runaway_history=0.25, self_harm=0.18, substance_use=0.18,
    autism=0.15, wheelchair=0.08, pregnant=0.08, deaf=0.02, sexually_exploited=0.08,
)  # fmt: skip
_TREATMENT_HOME_SKILLS = _share(
    developmental_disability=0.4, medically_complex=0.25, runaway_history=0.6, self_harm=0.55, substance_use=0.5,
    autism=0.4, wheelchair=0.12, pregnant=0.15, sexual_behavior=0.2, fire_setting=0.15, sexually_exploited=0.3,
    eating_disorder=0.15, unaccompanied_refugee=0.06, deaf=0.05, parenting=0.1,
)  # fmt: skip
_GROUP_SKILLS = _share(
    runaway_history=0.9, self_harm=0.8, substance_use=0.8, sexual_behavior=0.4, fire_setting=0.4,
    sexually_exploited=0.4, developmental_disability=0.4, autism=0.35, eating_disorder=0.3, wheelchair=0.3,
    pregnant=0.3, unaccompanied_refugee=0.2,
)  # fmt: skip

SETTING_PROFILES: Mapping[str, SettingProfile] = MappingProxyType(
    {
        "kinship_home": SettingProfile(
            capacity=(1, 2), ages=((0, 22),), single_sex=0.0,
            catchment=(0, 0, 1), adult_eligible=0.5, age_weights=(0.42, 0.28, 0.20, 0.10), levels=((1, 2, 3),),
            per_diem_cents=(1700, 1900), vacancy=0.02, other_occupants=0.0, own_area=0.85, emergency=0.5,
            expected_stay_days=420, competencies=_HOME_SKILLS,
        ),
        "foster_home": SettingProfile(
            capacity=(1, 4), ages=((0, 5), (0, 12), (0, 17), (0, 17), (5, 12), (6, 17), (12, 21)), single_sex=0.3,
            catchment=(0.3, 0.65, 0.05), adult_eligible=0.1, age_weights=(0.38, 0.30, 0.20, 0.12),
            levels=((1, 2), (1, 2), (1,)),
            per_diem_cents=(1700, 2000), vacancy=0.02, other_occupants=0.35, own_area=0.80, emergency=0.3,
            expected_stay_days=330, competencies=_HOME_SKILLS,
        ),
        "pre_adoptive_home": SettingProfile(
            capacity=(1, 2), ages=((0, 8), (0, 17), (4, 17)), single_sex=0.1,
            catchment=(0, 0.5, 0.5), adult_eligible=0.0, age_weights=(0.55, 0.31, 0.12, 0.02), levels=((1, 2),),
            per_diem_cents=(1700, 1900), vacancy=0.04, other_occupants=0.2, own_area=0.55, emergency=0.0,
            expected_stay_days=365, competencies=_HOME_SKILLS,
        ),
        "treatment_foster_home": SettingProfile(
            capacity=(1, 2), ages=((0, 12), (5, 17), (8, 17), (12, 20), (12, 20)), single_sex=0.35,
            catchment=(0.1, 0.75, 0.15), adult_eligible=0.3, age_weights=(0.12, 0.33, 0.35, 0.20),
            levels=((2, 3), (3,), (3, 4)),
            per_diem_cents=(7500, 11500), vacancy=0.04, other_occupants=0.15, own_area=0.60, emergency=0.15,
            expected_stay_days=300, competencies=_TREATMENT_HOME_SKILLS, funding_line="DSS-CONTRACT-FC",
        ),
        "group_home": SettingProfile(
            capacity=(8, 12), ages=((12, 18), (12, 17), (13, 18), (14, 19)), single_sex=0.85,
            catchment=(0.15, 0.6, 0.25), adult_eligible=0.25, age_weights=(0.0, 0.0, 0.55, 0.45),
            levels=((3, 4), (4,), (3, 4)),
            per_diem_cents=(17000, 23000), vacancy=0.05, other_occupants=2.0, own_area=0.45, emergency=0.15,
            expected_stay_days=210, competencies=_GROUP_SKILLS, funding_line="DSS-COMMONWORKS",
        ),
        "teen_parenting": SettingProfile(
            capacity=(6, 8), ages=((13, 21),), single_sex=1.0,
            catchment=(0, 0.3, 0.7), adult_eligible=1.0, age_weights=(0.0, 0.0, 0.2, 0.8), levels=((2, 3, 4),),
            per_diem_cents=(15000, 22000), vacancy=0.05, other_occupants=3.0, own_area=0.3, emergency=0.2,
            expected_stay_days=365,
            competencies=_share(pregnant=1.0, parenting=1.0, substance_use=0.5, runaway_history=0.7),
            funding_line="DSS-COMMONWORKS",
        ),
        "shelter": SettingProfile(
            capacity=(8, 10), ages=((12, 18), (5, 14), (12, 17)), single_sex=0.0,
            catchment=(0.2, 0.8, 0), adult_eligible=0.0, age_weights=(0.03, 0.27, 0.45, 0.25), levels=((1, 2, 3, 4),),
            per_diem_cents=(23000, 28000), vacancy=0.04, other_occupants=1.0, own_area=0.6, emergency=1.0,
            expected_stay_days=45, competencies=_GROUP_SKILLS, max_stay_days=45, funding_line="DSS-STARR",
        ),
        "residential_treatment": SettingProfile(
            capacity=(12, 16), ages=((12, 18), (8, 15), (13, 19)), single_sex=0.5,
            catchment=(0, 0.4, 0.6), adult_eligible=0.2, age_weights=(0.0, 0.2, 0.45, 0.35),
            levels=((5,), (4, 5), (5, 6)),
            per_diem_cents=(23000, 32000), vacancy=0.03, other_occupants=4.0, own_area=0.3, emergency=0.0,
            expected_stay_days=330, competencies=_share(
                runaway_history=0.9, self_harm=1.0, substance_use=0.8, sexual_behavior=0.6, fire_setting=0.6,
                sexually_exploited=0.5, developmental_disability=0.6, autism=0.6, eating_disorder=0.5, wheelchair=0.4,
                medically_complex=0.3, deaf=0.2,
            ), funding_line="DSS-COMMONWORKS",
        ),
        "independent_living": SettingProfile(
            capacity=(6, 10), ages=((15, 22), (17, 22)), single_sex=0.0,
            catchment=(0, 0.8, 0.2), adult_eligible=1.0, age_weights=(0.0, 0.0, 0.0, 1.0), levels=((1, 2),),
            per_diem_cents=(6000, 11000), vacancy=0.05, other_occupants=1.5, own_area=0.5, emergency=0.0,
            expected_stay_days=365, competencies=_share(
                runaway_history=0.7, substance_use=0.6, self_harm=0.4, unaccompanied_refugee=0.5, parenting=0.3,
            ), funding_line="DSS-COMMONWORKS",
        ),
    }
)  # fmt: skip

REGION = Parameters()
