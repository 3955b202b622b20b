"""What careers in care are tuned to, each figure with how well it is known.

[V] read in a published source; [D] derived from such figures; [R] an assumption, never to be quoted as a fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

SETTINGS = (
    "kinship_home", "foster_home", "pre_adoptive_home", "treatment_foster_home", "group_home",
    "residential_treatment", "shelter", "independent_living", "teen_parenting",
)  # fmt: skip
BANDS = (6, 12, 16)  # years at which a band of ages ends: 0-5, 6-11, 12-15, 16 and over

Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long stays last: lognormal, by its median and mean, in days; a share of them is ``BRIEF`` instead."""

    median: float
    mean: float
    brief: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.median < self.mean or not 0 <= self.brief < 1:
            raise ValueError(f"length of stay: {self} needs 0 < median < mean and a share of brief stays below 1")


BRIEF = Length(median=14, mean=21)  # an emergency bed, a match that does not hold [R]


def _shares(**values: float) -> Shares:
    return MappingProxyType(values)


def _lengths() -> Mapping[str, Length]:
    # Treatment foster and group homes, residential schools and shelters after recalled program figures [R]; foster
    # homes so that children there tonight have been there for about nine months (2014: just under nine [V]). Brief
    # stays so that moves are most frequent soon after entry (7 per 1,000 days in the first year [V]).
    return MappingProxyType(
        {
            "kinship_home": Length(median=260, mean=390, brief=0.12),
            "foster_home": Length(median=200, mean=300, brief=0.25),
            "pre_adoptive_home": Length(median=330, mean=400),
            "treatment_foster_home": Length(median=300, mean=420, brief=0.08),
            "group_home": Length(median=220, mean=315),
            "residential_treatment": Length(median=340, mean=470),
            "shelter": Length(median=45, mean=70),
            "independent_living": Length(median=270, mean=365),
            "teen_parenting": Length(median=240, mean=330),
        }
    )


def _routes() -> Mapping[str, tuple[Shares, ...]]:
    """Of the stays that end, the shares that go on to another stay, by setting and age band; the rest leave care."""
    kin_of_young = _shares(foster_home=0.30, pre_adoptive_home=0.08, kinship_home=0.11, treatment_foster_home=0.05)
    congregate = (
        _shares(treatment_foster_home=0.50, foster_home=0.27),
        _shares(treatment_foster_home=0.40, foster_home=0.15, residential_treatment=0.24, shelter=0.06),
        _shares(
            group_home=0.38,
            treatment_foster_home=0.12,
            residential_treatment=0.24,
            foster_home=0.05,
            kinship_home=0.02,
            shelter=0.13,
        ),
        _shares(
            group_home=0.40,
            treatment_foster_home=0.06,
            residential_treatment=0.20,
            foster_home=0.04,
            independent_living=0.08,
            shelter=0.12,
            teen_parenting=0.01,
        ),
    )
    return MappingProxyType(
        {
            "kinship_home": (
                kin_of_young,
                _shares(foster_home=0.29, pre_adoptive_home=0.07, kinship_home=0.10, treatment_foster_home=0.10),
                _shares(foster_home=0.26, treatment_foster_home=0.18, group_home=0.10, shelter=0.10, kinship_home=0.08),
                _shares(foster_home=0.23, treatment_foster_home=0.08, group_home=0.10, shelter=0.10),
            ),
            "foster_home": (
                _shares(foster_home=0.43, kinship_home=0.18, pre_adoptive_home=0.14, treatment_foster_home=0.05),
                _shares(
                    foster_home=0.41, kinship_home=0.14, pre_adoptive_home=0.09, treatment_foster_home=0.14,
                    residential_treatment=0.02, shelter=0.03,
                ),
                _shares(
                    foster_home=0.39, kinship_home=0.09, pre_adoptive_home=0.03, treatment_foster_home=0.18,
                    group_home=0.05, residential_treatment=0.05, shelter=0.06,
                ),
                _shares(
                    foster_home=0.41, kinship_home=0.06, treatment_foster_home=0.11, group_home=0.06, shelter=0.07,
                    residential_treatment=0.05, independent_living=0.05, teen_parenting=0.01,
                ),
            ),
            "pre_adoptive_home": (
                _shares(foster_home=0.09, pre_adoptive_home=0.03),
                _shares(foster_home=0.10, pre_adoptive_home=0.04, treatment_foster_home=0.04),
                _shares(foster_home=0.12, treatment_foster_home=0.10, group_home=0.03),
                _shares(foster_home=0.15, group_home=0.06),
            ),
            "treatment_foster_home": (
                _shares(treatment_foster_home=0.20, foster_home=0.31, pre_adoptive_home=0.11, kinship_home=0.09),
                _shares(
                    treatment_foster_home=0.26, foster_home=0.24, pre_adoptive_home=0.07, kinship_home=0.07,
                    residential_treatment=0.07, shelter=0.03,
                ),
                _shares(
                    treatment_foster_home=0.29, foster_home=0.11, kinship_home=0.04, group_home=0.20,
                    residential_treatment=0.10, shelter=0.08,
                ),
                _shares(
                    treatment_foster_home=0.26, foster_home=0.09, group_home=0.19, residential_treatment=0.09,
                    shelter=0.08, independent_living=0.06, teen_parenting=0.01,
                ),
            ),
            "group_home": congregate,
            "residential_treatment": congregate,
            "shelter": (
                _shares(foster_home=0.52, kinship_home=0.18, treatment_foster_home=0.16),
                _shares(
                    foster_home=0.38, kinship_home=0.12, treatment_foster_home=0.20, residential_treatment=0.12,
                    shelter=0.08,
                ),
                _shares(
                    foster_home=0.14, kinship_home=0.05, treatment_foster_home=0.10, group_home=0.31,
                    residential_treatment=0.18, shelter=0.16,
                ),
                _shares(
                    foster_home=0.12, kinship_home=0.04, treatment_foster_home=0.08, group_home=0.36, shelter=0.16,
                    residential_treatment=0.14, independent_living=0.03, teen_parenting=0.01,
                ),
            ),
            "independent_living": (_shares(), _shares(), _shares(), _shares(independent_living=0.06, group_home=0.05)),
            "teen_parenting": (
                _shares(), _shares(),
                _shares(foster_home=0.16, treatment_foster_home=0.16, group_home=0.05),
                _shares(foster_home=0.12, treatment_foster_home=0.10, independent_living=0.10),
            ),
        }
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Lengths of stays, routes between settings, seasons and reasons."""

    lengths: Mapping[str, Length] = field(default_factory=_lengths)
    routes: Mapping[str, tuple[Shares, ...]] = field(default_factory=_routes)  # [R]
    # Routes are taken so many times as often at the end of the first stay of a career, and at the end of later ones:
    # who leaves soon leaves from where it came first. [R]
    onward_of_first: float = 0.55
    onward_of_later: float = 0.96
    # Of those who arrive in a setting, at most this share comes from another one; the rest enters care there. [R]
    most_moved: Shares = field(
        default_factory=lambda: _shares(
            kinship_home=0.65, foster_home=0.70, pre_adoptive_home=0.97, treatment_foster_home=0.90, group_home=0.90,
            residential_treatment=0.95, shelter=0.75, independent_living=0.95, teen_parenting=0.75,
        )
    )  # fmt: skip
    # Entries of a month over the mean month: fewer while schools, which report, are closed. [R]
    seasons: tuple[float, ...] = (1.00, 0.98, 1.06, 1.05, 1.10, 1.06, 0.88, 0.85, 1.00, 1.06, 1.00, 0.96)
    between_stays: float = 0.5  # moves with days in no program between: on the run, at home on trial, waiting [R]
    waiting_from_care: float = 0.56  # awaiting children whose last stay in care has just ended [R]
    # Mean days since children in care without a program left their last one, by where they are tonight. [R]
    away_days: Shares = field(default_factory=lambda: _shares(run=30.0, hospital_not_ready=15.0, home=60.0))
    come_back: float = 0.08  # who leave other than by age and come back within a year (8 % of permanent exits [V])
    enter_together: float = 0.75  # siblings in care who entered care on one day [R]
    # Past stays that name a program: homes open and close, programs stay. [R]
    named_family: float = 0.30
    named_congregate: float = 0.70
    home_area_first: float = 0.60  # of these, the share looked for in the home Area before the whole Region [R]

    def __post_init__(self) -> None:
        if len(self.seasons) != 12 or min(self.seasons) <= 0:
            raise ValueError("seasons: twelve factors above 0 are needed")


CAREERS = Assumptions()
# Later years: fewer children come, stay longer and move more often. [R]
MODERN = replace(
    CAREERS,
    onward_of_first=0.95,
    onward_of_later=1.14,
    lengths=MappingProxyType({**_lengths(), "foster_home": Length(median=210, mean=320, brief=0.45)}),
)


def assumptions_for(preset: str) -> Assumptions:
    """The assumptions that belong to a preset's night."""
    return MODERN if preset == "modern" else CAREERS
