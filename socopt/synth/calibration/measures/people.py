"""Who the children in care are."""

from collections.abc import Sequence

from socopt.synth.calibration.measures.registry import Measured, has_any, mean, measure, median, share, total
from socopt.synth.calibration.spells import days_between
from socopt.synth.calibration.stock import Stock

DAYS_A_YEAR = 365.25


@measure
def children_in_care(stock: Stock) -> Measured:
    """Number of children whose status is not ``at_home``."""
    return total(len(stock.in_care), size=len(stock.in_care))


@measure
def share_of_ages(stock: Stock, *, low: int, high: int = 99) -> Measured:
    """Percent of the children in care who are ``low`` to ``high`` completed years old."""
    return share(stock.in_care["age"].between(low, high))


@measure
def mean_age(stock: Stock) -> Measured:
    """Mean age in years, a child of ten and a half counted as 10.5."""
    return mean(days_between(stock.in_care["birth_date"], stock.night) / DAYS_A_YEAR)


@measure
def median_age_in(stock: Stock, *, settings: Sequence[str]) -> Measured:
    """Median age in years of the children in some settings."""
    there = stock.housed[stock.housed["setting"].isin(settings)]
    return median(days_between(there["birth_date"], stock.night) / DAYS_A_YEAR)


@measure
def mean_age_at_entry_to_group_care(stock: Stock) -> Measured:
    """Mean age in years on the first day of the present stay in a group setting."""
    there = stock.in_group_care
    return mean(days_between(there["birth_date"], there["placed_since"]) / DAYS_A_YEAR)


@measure
def share_of_sex(stock: Stock, *, sex: str) -> Measured:
    """Percent of the children in care of a sex."""
    return share(stock.in_care["sex"] == sex)


@measure
def share_with_goal(stock: Stock, *, goal: str) -> Measured:
    """Percent of the children in care with a case goal."""
    return share(stock.in_care["case_goal"] == goal)


@measure
def ages_of_goal(stock: Stock, *, goal: str, low: int, high: int) -> Measured:
    """Percent, among children with a goal, who are ``low`` to ``high`` years old."""
    return share(stock.in_care.loc[stock.in_care["case_goal"] == goal, "age"].between(low, high))


@measure
def freed_of_goal(stock: Stock, *, goal: str) -> Measured:
    """Percent, among children with a goal, who are legally free."""
    return share(stock.in_care.loc[stock.in_care["case_goal"] == goal, "legal_status"] == "freed")


@measure
def share_with_legal_status(stock: Stock, *, status: str, low: int = 0, high: int = 99) -> Measured:
    """Percent of the placed children of some ages with a legal status."""
    of_age = stock.placed[stock.placed["age"].between(low, high)]
    return share(of_age["legal_status"] == status)


@measure
def share_under_icwa(stock: Stock) -> Measured:
    """Percent of the children in care to whom the Indian Child Welfare Act applies or may apply."""
    return share(stock.in_care["icwa"].isin(["yes", "pending"]))


@measure
def share_speaking(stock: Stock, *, languages: Sequence[str]) -> Measured:
    """Percent of the children in care who can be cared for in one of the languages, where languages are named."""
    return share(has_any(stock.in_care["languages"], languages))


@measure
def share_of_race(stock: Stock, *, race: str) -> Measured:
    """Percent of the children in care by race and ethnicity, one category each: Hispanic before any race."""
    people = stock.instance.table("equity")
    people = people[people["child_id"].isin(stock.in_care.index)]
    return share(people["race"].mask(people["ethnicity"] == "Hispanic", "Hispanic") == race)


@measure
def share_from_region(stock: Stock, *, region: str) -> Measured:
    """Percent of the placed children whose home Area lies in a Region, by the Region's name."""
    regions = stock.instance.table("regions")
    areas = stock.instance.table("areas")
    inside = areas.loc[areas["region_id"].isin(regions.loc[regions["name"] == region, "region_id"]), "area_id"]
    return share(stock.placed["home_area_id"].isin(inside))
