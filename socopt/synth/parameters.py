"""What a synthetic night is tuned to, each figure with how well it is known.

[V] read in a published source, [V2] in a weaker one; [D] derived from such figures; [R] an assumption, never to be
quoted as a fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from socopt.synth.setting_profiles import SETTING_PROFILES, SettingProfile, share

FAMILY_SETTINGS = ("pre_adoptive_home", "kinship_home", "foster_home", "treatment_foster_home")
CONGREGATE = ("group_home", "teen_parenting", "shelter", "residential_treatment", "independent_living")
WITHOUT_PROGRAM = ("run", "hospital", "trial_home")  # in care, and in no program
PRICES_SINCE_2004 = 1.9  # foster stipends: about $18 in 2004 [R], $33-39 in 2024 [V2]
AGE_BANDS = ((0, 0), (1, 5), (6, 10), (11, 15), (16, 18), (19, 21))


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlay:
    """How the children of a night divide by status; what is left is settled. [R] throughout."""

    awaiting: float
    must_move: float
    ready_to_move: float
    at_home: float
    settled_with_service: float  # of the settled: those with an open community line


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitRate:
    """How common a trait is among those whom it can concern."""

    rate: float
    min_age: int = 0
    sex: str | None = None
    of_infants: float | None = None  # where it is another
    of_boys: float = 1.0  # times likelier for boys than the rate says, and as much less likely for girls
    with_level: bool = True  # likelier the higher the level of care


# By age band (<1, 1-5, 6-10, 11-15, 16-18, 19+) how children of that age divide: the start, before it is fitted to the
# stock by setting and to the ages. Relatives have 33 % of ages 1-5 and 11 % of 16+, group and institution about 1 %
# and 36 % [V]; the rest [R].
SETTING_BY_AGE: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "kinship_home": (0.33, 0.33, 0.25, 0.17, 0.11, 0.06),
        "foster_home": (0.47, 0.46, 0.38, 0.22, 0.17, 0.20),
        "pre_adoptive_home": (0.09, 0.09, 0.06, 0.02, 0.005, 0.0),
        "treatment_foster_home": (0.07, 0.07, 0.18, 0.20, 0.14, 0.15),
        "group_home": (0.0, 0.0, 0.03, 0.15, 0.18, 0.08),
        "residential_treatment": (0.0, 0.0, 0.035, 0.10, 0.11, 0.06),
        "shelter": (0.0, 0.003, 0.02, 0.055, 0.05, 0.0),
        "independent_living": (0.0, 0.0, 0.0, 0.0, 0.08, 0.35),
        "teen_parenting": (0.0, 0.0, 0.0, 0.006, 0.025, 0.06),
        "hospital": (0.004, 0.002, 0.003, 0.004, 0.003, 0.0),
        "run": (0.0, 0.0, 0.0, 0.035, 0.09, 0.02),
        "trial_home": (0.02, 0.02, 0.02, 0.02, 0.02, 0.02),
    }
)

LEVEL_IN_SETTING: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "kinship_home": (0.60, 0.30, 0.10, 0.0, 0.0),
        "foster_home": (0.75, 0.25, 0.0, 0.0, 0.0),
        "pre_adoptive_home": (0.80, 0.20, 0.0, 0.0, 0.0),
        "treatment_foster_home": (0.05, 0.30, 0.55, 0.10, 0.0),
        "group_home": (0.0, 0.05, 0.40, 0.50, 0.05),
        "residential_treatment": (0.0, 0.0, 0.05, 0.35, 0.60),
        "shelter": (0.20, 0.30, 0.30, 0.20, 0.0),
        "independent_living": (0.60, 0.40, 0.0, 0.0, 0.0),
        "teen_parenting": (0.10, 0.50, 0.30, 0.10, 0.0),
        "hospital": (0.0, 0.0, 0.1, 0.4, 0.5),
        "run": (0.10, 0.25, 0.35, 0.20, 0.10),
        "trial_home": (0.60, 0.30, 0.10, 0.0, 0.0),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Marginals of a night. The defaults are those of 2004."""

    preset: str
    night: date = date(2004, 11, 3)
    department: str = "Department of Social Services"
    children: int  # in care, and served at home
    min_children: int
    in_play: Mapping[str, InPlay]

    # In care by setting, per cent: 23 / 33 / 5 / 14 / 8 / 6 / 3 / 2 / 0.7, on the run 2.5, trial visit home 2, hospital
    # 0.8 [D/R], most of whom wait to leave it and are counted with the awaiting.
    stock: Mapping[str, float] = field(
        default_factory=lambda: share(
            kinship_home=23, foster_home=33, pre_adoptive_home=5, treatment_foster_home=14, group_home=8,
            residential_treatment=6, shelter=3, independent_living=2, teen_parenting=0.7, run=2.5, trial_home=2,
            hospital=0.25,
        )
    )  # fmt: skip
    setting_by_age: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: SETTING_BY_AGE)
    # Ages of AGE_BANDS from which a family's first child is drawn; with its siblings they make 6, 26, 20, 28, 18 and
    # 2 %, the national stock of 2005 [V].
    first_child_ages: tuple[float, ...] = (0.083, 0.255, 0.155, 0.235, 0.235, 0.037)

    # Placement rate of each Region's children, as a share of the state's: West 20.4 % [D]; the others [R].
    region_share: Mapping[str, float] = field(
        default_factory=lambda: share(R1=0.204, R2=0.126, R3=0.18, R4=0.13, R5=0.21, R6=0.15)
    )

    # Children without a safe bed, as a share of the awaiting, and where they are tonight. [R]
    unsafe_share: float = 0.30
    unsafe_at: Mapping[str, float] = field(
        default_factory=lambda: share(office=0.31, ed=0.24, hotel=0.09, hospital_ready=0.32, run=0.04)
    )
    # Days that children have waited in hospital: 25 of 57 over 10 days, 10 of them 30 or more [V, 2022]; lognormal. [D]
    hospital_days: tuple[float, float] = (8.1, 1.40)  # median, sigma
    safe_at: Mapping[str, float] = field(default_factory=lambda: share(home=0.62, relative=0.38))
    must_leave_tonight: float = 0.33  # of those who must move [R]

    male: float = 0.52  # [V] adoption-goal children 2014; national 2005
    # Ages of children who wait (0-5, 6-11, 12-15, 16-17), after entry cohorts (<1 19, 1-5 28, 6-10 21, 11-16 28,
    # 17+ 4 %) [V], older for the placements that reach a desk [R].
    awaiting_ages: tuple[float, float, float, float] = (0.28, 0.22, 0.30, 0.20)
    sibling_sizes: Mapping[int, float] = field(
        default_factory=lambda: MappingProxyType({2: 0.60, 3: 0.25, 4: 0.10, 5: 0.05})
    )  # 55-60, 25, 11, 6 % [R]
    waiting_with_siblings: float = 0.20  # of waiting families, those with more than one child [R]
    # Of children 65-85 % have a sibling in care; of sibling groups 59 % live all together, 17 % some, 24 % none
    # (Washington 2015) [V]. With 1.28 and 1.55 children per home these cannot all hold: both sides give way.
    with_sibling: float = 0.66
    siblings_together: float = 0.54
    siblings_some: float = 0.17
    # How likely each setting takes several siblings, against what its share says. [R]
    siblings_in: Mapping[str, float] = field(
        default_factory=lambda: share(
            kinship_home=0.33, foster_home=0.72, pre_adoptive_home=2.0, treatment_foster_home=1.6
        )
    )
    children_per_home: Mapping[str, float] = field(
        default_factory=lambda: share(foster_home=1.55, treatment_foster_home=1.35)
    )  # unrestricted 1.55 (and kin 1.28), West 2017 [D]; the other [R]
    languages: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {
                "": 0.61,
                "en": 0.20,
                "en;es": 0.08,
                "es": 0.05,
                "pt": 0.008,
                "ht": 0.01,
                "en;pt": 0.004,
                "km": 0.01,
                "vi": 0.01,
            }
        )
    )  # Spanish 10-14 %, Portuguese, Haitian Creole, Khmer 0.5-2 % each [R]
    spanish_programs: float = 0.30  # [R]
    icwa: float = 0.02  # AI/AN 2 % of children in care [V]
    # Children of 0-2, 3-5, 6-11, 12-17 and older with a goal of adoption: 23 % in all [V2, 2006]; 29, 26, 31 and 14 %
    # of them in the first four, and 38 % legally free [V, 2014].
    adoption_goal: tuple[float, ...] = (0.40, 0.38, 0.28, 0.09, 0.0)
    legally_free: float = 0.38
    chins_adolescents: float = 0.5  # about half of placed adolescents [R]
    school_age: int = 5
    school_known: float = 0.75  # [R]
    required_trait: float = 0.7  # of traits: the program must have the competency [R]

    traits: Mapping[str, TraitRate] = field(
        default_factory=lambda: MappingProxyType(
            {
                "autism": TraitRate(
                    rate=0.04, min_age=3, with_level=False
                ),  # I/DD with autism about 9 % [V, secondary]
                "deaf": TraitRate(rate=0.006, with_level=False),  # 0.3-1 % [R]
                "developmental_disability": TraitRate(rate=0.029, min_age=2, with_level=False),  # 2.6 % of all [D]
                "eating_disorder": TraitRate(rate=0.015, min_age=12, sex="F"),  # 1-2 % of girls 12+ [R]
                "fire_setting": TraitRate(rate=0.030, min_age=10, of_boys=1.35),  # 3.5 % of age 10+, 1.35 % of all [V]
                "medically_complex": TraitRate(
                    rate=0.036, of_infants=0.10, with_level=False
                ),  # 3-5 %, of infants 10 % [R]
                "parenting": TraitRate(rate=0.04, min_age=14, sex="F"),  # 4-6 % of girls 14-20 [R]
                "pregnant": TraitRate(rate=0.03, min_age=14, sex="F"),  # [R]
                "runaway_history": TraitRate(rate=0.14, min_age=12),  # 2.4 % of the stock is on the run [V]
                "self_harm": TraitRate(rate=0.08, min_age=11),  # [R]
                "sexual_behavior": TraitRate(rate=0.065, min_age=10, of_boys=1.25),  # 6-8 % of 10+ [R]
                "sexually_exploited": TraitRate(rate=0.12, min_age=12, sex="F"),  # 5-8 % at risk [R]
                "substance_use": TraitRate(rate=0.15, min_age=13),  # about 35 % lifetime at 17 [R]
                "unaccompanied_refugee": TraitRate(rate=0.036, min_age=15),  # 90-125 statewide [V]
                "wheelchair": TraitRate(rate=0.01, with_level=False),  # [R]
            }
        )
    )
    # Needs come together: a trait is this many times likelier at each level of care (1-5), and for some children than
    # for others of their level; 28 % of children in groups have no clinical indicator [V]. The factors [R].
    trait_factor_of_level: tuple[float, ...] = (0.5, 0.9, 1.5, 2.2, 3.0)
    without_indicator: float = 0.24

    # Level of care of children in each setting, levels 1-5. [R]
    level_in_setting: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: LEVEL_IN_SETTING)
    # Of children in or headed for group and residential care: assessed by an independent person, as since 2018. [R]
    assessed: float = 0.0
    # Level needed by age band (0-5, 6-11, 12-15, 16+), levels 1-5. [R]
    need_levels: tuple[tuple[float, ...], ...] = (
        (0.68, 0.22, 0.10, 0.0, 0.0),
        (0.42, 0.26, 0.20, 0.10, 0.02),
        (0.18, 0.20, 0.26, 0.24, 0.12),
        (0.18, 0.22, 0.26, 0.24, 0.10),
    )
    # How likely a bed's child is among the ready and the must-move, by setting. [R]
    ready_weights: Mapping[str, float] = field(
        default_factory=lambda: share(
            shelter=6.0, group_home=6.0, residential_treatment=5.0, treatment_foster_home=4.0, teen_parenting=2.0,
            foster_home=1.1, kinship_home=0.25, pre_adoptive_home=0.1, independent_living=0.5,
        )
    )  # fmt: skip
    must_move_weights: Mapping[str, float] = field(
        default_factory=lambda: share(
            shelter=2.0, group_home=1.0, residential_treatment=1.0, treatment_foster_home=1.5, teen_parenting=0.5,
            foster_home=1.5, kinship_home=0.8, pre_adoptive_home=0.2, independent_living=0.5,
        )
    )  # fmt: skip

    leads_with_programs: float = 0.15  # Lead Agencies that also have placement programs [R]

    # Community services in a state of ``children_of_state``, cents a year: family-based $25M [V]; the others, with
    # short-term programs, make up what is purchased beyond groups, contracted foster care and that [D].
    children_of_state: int = 10_300
    community_cents: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType(
            {
                "family_stabilization": 25_000_000_00, "in_home_therapy": 20_000_000_00, "outpatient": 20_000_000_00,
                "mentoring": 9_000_000_00, "after_school": 8_000_000_00,
            }
        )
    )  # fmt: skip
    # Community programs: units a week open tonight, per unit asked; below one, so that units are scarce. [R]
    community_supply: float = 0.75
    option_groups: float = 0.12  # awaiting children whose team marked home safe with a package [R]

    # Purchased services a year: groups and residential, contracted foster care, family-based, all other of $320M [V].
    purchased_cents: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType(
            {
                "commonworks_residential_group": 160_000_000_00, "contracted_foster": 50_000_000_00,
                "family_based": 25_000_000_00, "other_purchased": 85_000_000_00,
            }
        )
    )  # fmt: skip

    # AFCARS RaceEthn shares of 2003 victims who are not Hispanic [D]; read by equity reports only.
    race: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {
                "White": 0.592,
                "Black": 0.177,
                "Asian": 0.019,
                "American Indian": 0.007,
                "Two or more": 0.029,
                "Unknown": 0.176,
            }
        )
    )
    hispanic: float = 0.207  # [V] victims of 2003

    settings: Mapping[str, SettingProfile] = field(default_factory=lambda: SETTING_PROFILES)


_DESK = InPlay(awaiting=0.11, must_move=0.037, ready_to_move=0.19, at_home=0.09, settled_with_service=0.25)
_STATE = InPlay(awaiting=0.034, must_move=0.015, ready_to_move=0.044, at_home=0.010, settled_with_service=0.003)

# What a Region's desk has before it: few children, many of them in play.
REGION = Parameters(
    preset="region",
    children=480,
    min_children=80,
    leads_with_programs=0.5,
    in_play=MappingProxyType(
        {
            "night": _DESK,
            "surge": InPlay(awaiting=0.28, must_move=0.09, ready_to_move=0.38, at_home=0.05, settled_with_service=0.25),
            "all": _DESK,
        }
    ),
)

# The state in 2004: 10,162 children in care at the peak of 2003 [V], and some served at home.
MASSACHUSETTS_2004 = Parameters(
    preset="massachusetts-2004",
    children=10_300,
    min_children=1_500,
    in_play=MappingProxyType(
        {
            "night": _STATE,
            "surge": InPlay(awaiting=0.09, must_move=0.04, ready_to_move=0.13, at_home=0.02, settled_with_service=0.01),
            "all": _STATE,
        }
    ),
)

# The state after the Family First Act: 8,606 children in care on a mean day of federal fiscal year 2023 [D]; relatives
# 33 % and unrestricted foster homes 27 % [V, West 2017], 17 % in groups [V, 2013]; the other settings [R].
MODERN = replace(
    MASSACHUSETTS_2004,
    preset="modern",
    night=date(2023, 11, 8),
    children=8_720,
    setting_by_age=MappingProxyType(
        {
            **SETTING_BY_AGE,
            "kinship_home": (0.36, 0.34, 0.42, 0.38, 0.14, 0.06),
            "foster_home": (0.44, 0.44, 0.24, 0.14, 0.12, 0.20),
        }
    ),
    traits=MappingProxyType(
        {
            **MASSACHUSETTS_2004.traits,
            "autism": TraitRate(rate=0.07, min_age=3, with_level=False),  # with I/DD about 9 % [V2, 2016]
            "developmental_disability": TraitRate(rate=0.042, min_age=2, with_level=False),
            "unaccompanied_refugee": TraitRate(rate=0.055, min_age=15),
        }
    ),
    first_child_ages=(0.11, 0.36, 0.15, 0.18, 0.17, 0.03),
    adoption_goal=(0.46, 0.46, 0.36, 0.13, 0.0),
    siblings_in=MappingProxyType({**MASSACHUSETTS_2004.siblings_in, "kinship_home": 0.18, "foster_home": 0.65}),
    hispanic=0.34,  # [V] Boston Globe 2023
    in_play=MappingProxyType(
        {
            **MASSACHUSETTS_2004.in_play,
            "night": replace(_STATE, awaiting=0.040, must_move=0.018, ready_to_move=0.052),
        }
    ),
    children_of_state=8_720,
    assessed=0.85,
    department="Department of Children and Families",
    stock=share(
        kinship_home=33, foster_home=27, pre_adoptive_home=4, treatment_foster_home=14.7, group_home=7.4,
        residential_treatment=4.8, shelter=4.2, independent_living=1.6, teen_parenting=0.5, run=1.3, trial_home=1.2,
        hospital=0.3,
    ),
    settings=MappingProxyType({name: profile.dearer(PRICES_SINCE_2004) for name, profile in SETTING_PROFILES.items()}),
    purchased_cents=MappingProxyType(
        {
            "commonworks_residential_group": 278_600_000_00, "contracted_foster": 95_000_000_00,
            "family_based": 48_000_000_00, "other_purchased": 120_000_000_00,
        }
    ),
)  # fmt: skip
