"""Where the children are, and what the programs are like."""

from collections.abc import Sequence

import pandas as pd

from socopt.synth.calibration.measures.registry import Measured, mean, measure, median, share, total
from socopt.synth.calibration.stock import FAMILY, Stock

DAYS_A_MONTH = 30.4375


@measure
def share_in_places(stock: Stock, *, places: Sequence[str], low: int = 0, high: int = 99) -> Measured:
    """Percent, among placed children of some ages, who are in some settings (or run, hospital, trial_home)."""
    of_age = stock.placed[stock.placed["age"].between(low, high)]
    return share(of_age["place"].isin(places))


@measure
def share_in_group_settings(stock: Stock, *, low: int = 0, high: int = 99) -> Measured:
    """Percent, among placed children of some ages, in a group home or an institution (AFCARS codes 4 and 5)."""
    return share_in_places(stock, places=stock.settings_of_codes(4, 5), low=low, high=high)


@measure
def children_per_home(stock: Stock, *, setting: str) -> Measured:
    """Mean number of children in care in a home of the setting that holds one."""
    homes = _homes(stock, [setting])
    return mean(homes.loc[homes["ours"] > 0, "ours"])


@measure
def crowded_homes(stock: Stock, *, children: int) -> Measured:
    """Percent of the family homes that hold more children in care than ``children``."""
    return share(_homes(stock, FAMILY)["ours"] > children)


@measure
def number_of_programs(stock: Stock, *, settings: Sequence[str]) -> Measured:
    """Number of programs of some settings in the state."""
    count = len(_homes(stock, settings))
    return total(count, size=count)


@measure
def number_of_beds(stock: Stock, *, settings: Sequence[str]) -> Measured:
    """Licensed beds of the programs of some settings in the state."""
    homes = _homes(stock, settings)
    return total(int(homes["capacity"].sum()), size=len(homes))


@measure
def number_of_providers(stock: Stock, *, settings: Sequence[str]) -> Measured:
    """Number of providers that run a program of some settings in the state."""
    homes = _homes(stock, settings)
    return total(homes["provider_id"].nunique(), size=len(homes))


@measure
def programs_per_provider(stock: Stock, *, settings: Sequence[str]) -> Measured:
    """Mean number of programs of some settings that a provider of them runs."""
    homes = _homes(stock, settings)
    if homes.empty:
        return Measured(value=None, size=0)
    return total(len(homes) / homes["provider_id"].nunique(), size=len(homes))


@measure
def mean_beds(stock: Stock, *, settings: Sequence[str]) -> Measured:
    """Mean licensed capacity of the programs of some settings."""
    return mean(_homes(stock, settings)["capacity"])


@measure
def mean_usual_stay(stock: Stock, *, setting: str) -> Measured:
    """Mean of the usual stay, in days, that programs of a setting state."""
    return mean(_homes(stock, [setting])["expected_stay_days"])


@measure
def utilisation(stock: Stock, *, setting: str) -> Measured:
    """Percent of the licensed beds of a setting that are taken: by children in care, by others, or held."""
    homes = _homes(stock, [setting])
    beds = int(homes["capacity"].sum())
    if beds == 0:
        return Measured(value=None, size=0)
    taken = float(homes[["ours", "others", "held"]].to_numpy().sum())
    return total(100 * taken / beds, size=beds)


@measure
def median_miles(stock: Stock, *, setting: str) -> Measured:
    """Median straight-line miles from home to the bed, of the children in a setting."""
    return median(stock.housed.loc[stock.housed["setting"] == setting, "miles"])


@measure
def median_miles_to_specialty(stock: Stock, *, traits: Sequence[str]) -> Measured:
    """Median miles from home, of children in a congregate program whose specialty is a trait of theirs."""
    skills = stock.instance.table("competencies")
    skills = skills[(skills["strength"] == "preferred") & skills["trait"].isin(traits)]
    borne = stock.instance.table("traits")[["child_id", "trait"]]
    congregate = stock.housed[~stock.housed["setting"].isin(FAMILY)].reset_index(drop=True)
    there = congregate[["child_id", "current_program_id", "miles"]].merge(borne, on="child_id")
    served = there.merge(skills, left_on=["current_program_id", "trait"], right_on=["program_id", "trait"])
    return median(served.drop_duplicates("child_id")["miles"])


@measure
def mean_months_in_place(stock: Stock, *, group_care: bool) -> Measured:
    """Mean months since the first day in the present program, in group settings or in all others."""
    inside = stock.housed.index.isin(stock.in_group_care.index)
    there = stock.housed[inside == group_care]
    return mean(there["days_in_place"] / DAYS_A_MONTH)


def _homes(stock: Stock, settings: Sequence[str]) -> pd.DataFrame:
    return stock.programs[stock.programs["setting"].isin(settings)]
