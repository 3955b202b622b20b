"""What programs of each setting look like: beds, ages, levels, prices, reach. 2004 dollars. [R] unless said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


def share(**values: float) -> Mapping[str, float]:
    """Named shares or weights that cannot be changed."""
    return MappingProxyType(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingProfile:
    """What programs of one setting look like. Prices are cents a day.

    ``miles`` is the median of the lognormal from which distances from home are drawn, within what the rules allow;
    ``spare`` the share of homes with one bed more than they have children, or of a congregate program's licensed beds
    that nobody holds; ``staffed`` the share of those that can be used tonight; ``other_occupants`` the share of homes
    with own children, or of congregate beds that children of other agencies hold.
    """

    capacity: tuple[int, int]
    ages: tuple[tuple[int, int], ...]
    single_sex: float
    catchment: tuple[float, float, float]  # area, region, state
    adult_eligible: float
    levels: tuple[tuple[int, ...], ...]
    per_diem_cents: tuple[int, int]
    miles: float
    spare: float
    other_occupants: float
    emergency: float
    expected_stay_days: int
    staffed: float = 1.0
    competencies: Mapping[str, float] = field(default_factory=dict)
    max_stay_days: int | None = None
    funding_line: str = "DSS-FOSTER"

    def dearer(self, factor: float) -> "SettingProfile":
        """The same at other prices."""
        low, high = self.per_diem_cents
        return replace(self, per_diem_cents=(round(low * factor), round(high * factor)))


_HOME_SKILLS = share(
    developmental_disability=0.18, medically_complex=0.10, runaway_history=0.25, self_harm=0.18, substance_use=0.18,
    autism=0.15, wheelchair=0.08, pregnant=0.08, deaf=0.02, sexually_exploited=0.08,
)  # fmt: skip
_TREATMENT_HOME_SKILLS = share(
    developmental_disability=0.4, medically_complex=0.25, runaway_history=0.6, self_harm=0.55, substance_use=0.5,
    autism=0.4, wheelchair=0.12, pregnant=0.15, sexual_behavior=0.2, fire_setting=0.15, sexually_exploited=0.3,
    eating_disorder=0.15, unaccompanied_refugee=0.06, deaf=0.05, parenting=0.1,
)  # fmt: skip
_GROUP_SKILLS = share(
    runaway_history=0.9, self_harm=0.8, substance_use=0.8, sexual_behavior=0.4, fire_setting=0.4,
    sexually_exploited=0.4, developmental_disability=0.4, autism=0.35, eating_disorder=0.3, wheelchair=0.3,
    pregnant=0.3, unaccompanied_refugee=0.2,
)  # fmt: skip
_RESIDENTIAL_SKILLS = share(
    runaway_history=0.9, self_harm=1.0, substance_use=0.8, sexual_behavior=0.6, fire_setting=0.6,
    sexually_exploited=0.5, developmental_disability=0.6, autism=0.6, eating_disorder=0.5, wheelchair=0.4,
    medically_complex=0.3, deaf=0.2,
)  # fmt: skip

SETTING_PROFILES: Mapping[str, SettingProfile] = MappingProxyType(
    {
        "kinship_home": SettingProfile(
            capacity=(1, 2), ages=((0, 22),), single_sex=0.0, catchment=(0, 0, 1), adult_eligible=0.5,
            levels=((1, 2, 3),), per_diem_cents=(1700, 1900), miles=4.3, spare=0.0, other_occupants=0.0,
            emergency=0.5, expected_stay_days=420, competencies=_HOME_SKILLS,
        ),
        "foster_home": SettingProfile(
            capacity=(1, 4), ages=((0, 5), (0, 12), (0, 17), (0, 17), (5, 12), (6, 17), (12, 21)), single_sex=0.3,
            catchment=(0.3, 0.65, 0.05), adult_eligible=0.1, levels=((1, 2), (1, 2), (1,)),
            per_diem_cents=(1700, 2000), miles=8.5, spare=0.05, other_occupants=0.35,
            emergency=0.3, expected_stay_days=330, competencies=_HOME_SKILLS,
        ),
        "pre_adoptive_home": SettingProfile(
            capacity=(1, 2), ages=((0, 8), (0, 17), (4, 17)), single_sex=0.1, catchment=(0, 0.5, 0.5),
            adult_eligible=0.0, levels=((1, 2),), per_diem_cents=(1700, 1900), miles=12.0, spare=0.04,
            other_occupants=0.2, emergency=0.0, expected_stay_days=365, competencies=_HOME_SKILLS,
        ),
        "treatment_foster_home": SettingProfile(
            capacity=(1, 2), ages=((0, 12), (5, 17), (8, 17), (12, 20), (12, 20)), single_sex=0.35,
            catchment=(0.1, 0.75, 0.15), adult_eligible=0.3, levels=((2, 3), (3,), (3, 4)),
            per_diem_cents=(7500, 11500), miles=17.0, spare=0.06, other_occupants=0.15, emergency=0.15,
            expected_stay_days=300, competencies=_TREATMENT_HOME_SKILLS, funding_line="DSS-CONTRACT-FC",
        ),
        "group_home": SettingProfile(
            capacity=(10, 14), ages=((12, 18), (12, 17), (13, 18), (14, 19), (8, 13)), single_sex=0.85,
            catchment=(0, 0.65, 0.35), adult_eligible=0.25, levels=((3, 4), (4,), (3, 4)),
            per_diem_cents=(20500, 30500), miles=25.0, spare=0.15, staffed=0.35, other_occupants=0.04, emergency=0.15,
            expected_stay_days=210, competencies=_GROUP_SKILLS, funding_line="DSS-COMMONWORKS",
        ),
        "teen_parenting": SettingProfile(
            capacity=(6, 8), ages=((13, 21),), single_sex=1.0, catchment=(0, 0.3, 0.7), adult_eligible=1.0,
            levels=((2, 3, 4),), per_diem_cents=(15000, 22000), miles=22.0, spare=0.08, staffed=0.8,
            other_occupants=0.10, emergency=0.2, expected_stay_days=365,
            competencies=share(pregnant=1.0, parenting=1.0, substance_use=0.5, runaway_history=0.7),
            funding_line="DSS-COMMONWORKS",
        ),
        "shelter": SettingProfile(
            capacity=(11, 16), ages=((12, 18), (5, 14), (12, 17)), single_sex=0.0, catchment=(0, 0.9, 0.1),
            adult_eligible=0.0, levels=((1, 2, 3, 4),), per_diem_cents=(23000, 28000), miles=16.0,
            spare=0.035, staffed=0.7, other_occupants=0.02, emergency=1.0,
            expected_stay_days=45, competencies=_GROUP_SKILLS, max_stay_days=45, funding_line="DSS-STARR",
        ),
        "residential_treatment": SettingProfile(
            capacity=(22, 44), ages=((12, 18), (8, 15), (13, 19)), single_sex=0.5, catchment=(0, 0.3, 0.7),
            adult_eligible=0.2, levels=((5,), (4, 5), (5, 6)), per_diem_cents=(28500, 43500), miles=80.0,
            spare=0.04, staffed=0.8, other_occupants=0.10, emergency=0.0,
            expected_stay_days=330, competencies=_RESIDENTIAL_SKILLS, funding_line="DSS-COMMONWORKS",
        ),
        "independent_living": SettingProfile(
            capacity=(8, 16), ages=((15, 22), (17, 22)), single_sex=0.0, catchment=(0, 0.8, 0.2), adult_eligible=1.0,
            levels=((1, 2),), per_diem_cents=(6000, 11000), miles=15.0, spare=0.06, staffed=0.8, other_occupants=0.05,
            emergency=0.0, expected_stay_days=365, competencies=share(
                runaway_history=0.7, substance_use=0.6, self_harm=0.4, unaccompanied_refugee=0.5, parenting=0.3,
            ), funding_line="DSS-COMMONWORKS",
        ),
    }
)  # fmt: skip
