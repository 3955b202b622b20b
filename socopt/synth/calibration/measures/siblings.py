"""Brothers and sisters: how many have one in care, and whether they live together."""

from typing import Literal

from socopt.synth.calibration.measures.registry import Measured, measure, share
from socopt.synth.calibration.stock import Stock


@measure
def share_with_sibling_in_care(stock: Stock) -> Measured:
    """Percent of the children in care with at least one sibling in care."""
    groups = stock.in_care["sibling_group_id"]
    return share(groups.map(groups.value_counts()).fillna(0) > 1)


@measure
def placed_with_siblings(stock: Stock, *, how: Literal["all", "some", "none", "not_all"]) -> Measured:
    """Percent, of children in a bed with a sibling in a bed, in one program with all, some, none or not all of them."""
    siblings = stock.housed[stock.housed["sibling_group_id"].notna()]
    family = siblings.groupby("sibling_group_id")["child_id"].transform("size")
    together = siblings.groupby(["sibling_group_id", "current_program_id"])["child_id"].transform("size")
    family, together = family[family > 1], together[family > 1]
    answers = {
        "all": together == family,
        "some": (together > 1) & (together < family),
        "none": together == 1,
        "not_all": together < family,
    }
    return share(answers[how])


@measure
def groups_of_size(stock: Stock, *, low: int, high: int) -> Measured:
    """Percent, among sibling groups of two or more children in care, with ``low`` to ``high`` children."""
    sizes = stock.in_care["sibling_group_id"].dropna().value_counts()
    return share(sizes[sizes > 1].between(low, high))
