"""What the night costs, by the year and by the day."""

from collections.abc import Sequence

import pandas as pd

from socopt.synth.calibration.measures.registry import Measured, mean, measure, total
from socopt.synth.calibration.stock import Stock

CENTS = 100
DAYS = 365
WEEKS = 52


@measure
def yearly_spending(stock: Stock, *, categories: Sequence[str]) -> Measured:
    """Millions of dollars a year that a night like this costs in some categories of purchase.

    Beds: the per diem of every bed that a child in care holds, times 365. Community services: the units in use
    (capacity less what is available), times their price, times 52.
    """
    lines = _funding_lines(stock, categories)
    beds = _beds_paid(stock, lines)
    units = _units_paid(stock, lines)
    cents = float(beds["program_per_diem_cents"].sum()) * DAYS + float(units.sum()) * WEEKS
    return total(cents / CENTS / 1e6, size=len(beds) + len(units))


@measure
def yearly_spending_in(stock: Stock, *, settings: Sequence[str]) -> Measured:
    """Millions of dollars a year that the beds held in some settings cost."""
    there = stock.housed[stock.housed["setting"].isin(settings)]
    return total(float(there["program_per_diem_cents"].sum()) * DAYS / CENTS / 1e6, size=len(there))


@measure
def dollars_a_day(stock: Stock, *, category: str) -> Measured:
    """Mean price of a child-day paid from a category of purchase, over the beds that children in care hold."""
    return mean(_beds_paid(stock, _funding_lines(stock, [category]))["program_per_diem_cents"] / CENTS)


@measure
def per_diem_in(stock: Stock, *, setting: str) -> Measured:
    """Mean price of a day, over the children in care in a setting."""
    return mean(stock.housed.loc[stock.housed["setting"] == setting, "program_per_diem_cents"] / CENTS)


def _funding_lines(stock: Stock, categories: Sequence[str]) -> pd.Series:
    lines = stock.instance.table("funding_lines")
    return lines.loc[lines["category"].isin(categories), "funding_line"]


def _beds_paid(stock: Stock, lines: pd.Series) -> pd.DataFrame:
    return stock.housed[stock.housed["program_funding_line"].isin(lines)]


def _units_paid(stock: Stock, lines: pd.Series) -> pd.Series:
    """Cents a week of each community program: units in use times their price."""
    programs = stock.instance.table("programs")
    services = programs[(programs["service"] != "placement") & programs["funding_line"].isin(lines)]
    in_use = services["capacity"] - services["available"].fillna(0)
    return in_use.clip(lower=0) * services["per_diem_cents"]
