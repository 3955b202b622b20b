"""How common the traits are, and which go together."""

from collections.abc import Sequence

from socopt.synth.calibration.measures.registry import Measured, mean, measure, rare_count, ratio, share
from socopt.synth.calibration.stock import Stock


@measure
def trait_rate(
    stock: Stock, *, traits: Sequence[str], low: int = 0, high: int = 99, sex: str | None = None
) -> Measured:
    """Percent of the children in care of some ages (and of a sex) with at least one of the traits."""
    concerned = stock.in_care["age"].between(low, high)
    if sex is not None:
        concerned &= stock.in_care["sex"] == sex
    return share(stock.with_any(list(traits))[concerned])


@measure
def trait_count(stock: Stock, *, trait: str) -> Measured:
    """Number of children in care with a trait."""
    return rare_count(stock.traits[trait])


@measure
def boys_to_girls(stock: Stock, *, trait: str) -> Measured:
    """How many times as common a trait is among boys as among girls."""
    boys = stock.in_care["sex"] == "M"
    return ratio(share(stock.traits.loc[boys, trait]), share(stock.traits.loc[~boys, trait]))


@measure
def girls_among_bearers(stock: Stock, *, trait: str) -> Measured:
    """Percent of girls among the children with a trait."""
    return share(stock.in_care.loc[stock.traits[trait], "sex"] == "F")


@measure
def bearers_of_age(stock: Stock, *, trait: str, low: int) -> Measured:
    """Percent, among the children with a trait, who are at least ``low`` years old."""
    return share(stock.in_care.loc[stock.traits[trait], "age"] >= low)


@measure
def other_traits_ratio(stock: Stock, *, trait: str, low: int) -> Measured:
    """Mean number of further traits of children with a trait, over that of children of the same ages without it."""
    of_age = stock.in_care["age"] >= low
    bears = stock.traits.loc[of_age, trait]
    others = stock.traits.loc[of_age].drop(columns=trait).sum(axis=1)
    return ratio(mean(others[bears]), mean(others[~bears]))


@measure
def group_care_with(stock: Stock, *, traits: Sequence[str]) -> Measured:
    """Percent of the children in group settings with at least one of the traits."""
    return share(stock.with_any(list(traits))[stock.in_group_care.index])


@measure
def group_care_without(stock: Stock, *, traits: Sequence[str]) -> Measured:
    """Percent of the children in group settings with none of the traits."""
    return share(~stock.with_any(list(traits))[stock.in_group_care.index])
