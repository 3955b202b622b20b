"""Nothing of another Area's child stands in a report: not its id, its places, its facts or its reasons."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from socopt.domain import Instance
from socopt.errors import Defect
from socopt.report import Viewer, brief, render, viewer_of
from tests.report.nights import Matched, crossing_night, synthetic_night

OWN_REGION = synthetic_night().instance.manifest.region_id
REGIONS = synthetic_night().instance.table("regions")["region_id"]
READERS = [
    *({"area_id": area_id} for area_id in synthetic_night().instance.areas),
    *({"region_id": region_id} for region_id in REGIONS if region_id != OWN_REGION),
]
TOKEN = re.compile(r"[\w.-]+")


def page(night: Matched, viewer: Viewer, instance: Instance | None = None) -> str:
    return render(brief(instance or night.instance, night.policy, night.plan, viewer))


def foreign(night: Matched, viewer: Viewer) -> pd.DataFrame:
    children = night.instance.table("children")
    return children[[not viewer.sees_child(child_id) for child_id in children["child_id"]]]


def ids_of(night: Matched, child_ids: set[str]) -> set[str]:
    """Every id that stands for one of the children or for something of theirs."""
    instance = night.instance
    groups = {child.sibling_group_id for child in instance.children.values() if child.child_id in child_ids}
    kept = {child.sibling_group_id for child in instance.children.values() if child.child_id not in child_ids}
    lines = {line.line_id for line in instance.lines.values() if line.child_id in child_ids}
    orders = {order.order_id for order in instance.records("orders") if order.child_id in child_ids}
    return child_ids | lines | orders | {group for group in groups - kept if group}


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: next(iter(reader.values())))
def test_no_id_and_no_place_of_another_areas_child_is_in_the_file(reader):
    night = synthetic_night()
    viewer = viewer_of(night.instance, **reader)
    text = page(night, viewer)
    others = foreign(night, viewer)
    assert not others.empty
    said = set(TOKEN.findall(text))
    assert said & ids_of(night, set(others["child_id"])) == set()
    places = {str(value) for column in ("home_lat", "home_lon", "school_lat") for value in others[column].dropna()}
    assert said & places == set()


def test_the_search_would_find_an_id_that_is_there():
    night = synthetic_night()
    viewer = viewer_of(night.instance, region_id=OWN_REGION)
    own = {child.child_id for child in night.instance.children.values() if viewer.sees_child(child.child_id)}
    assert set(TOKEN.findall(page(night, viewer))) & ids_of(night, own)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: next(iter(reader.values())))
def test_private_facts_of_other_areas_children_leave_no_trace(reader):
    """The page is the same to the letter, whatever is written in the cells that only their own Area may read."""
    night = synthetic_night()
    viewer = viewer_of(night.instance, **reader)
    others = set(foreign(night, viewer)["child_id"])
    rewritten = night.instance.replace(**{
        name: rewrite(night.instance.table(name), others)
        for name in ("children", "orders", "avoid", "pair_wishes", "traits", "episodes")
    })  # fmt: skip
    assert page(night, viewer, rewritten) == page(night, viewer)


def rewrite(table: pd.DataFrame, others: set[str]) -> pd.DataFrame:
    """Another value in every cell of these children that bears on nothing but themselves."""
    key = "child_id" if "child_id" in table else "child_a"
    rows = table[key].isin(others)
    if key == "child_a":
        rows |= table["child_b"].isin(others)
    for column, value in (
        ("reason", "rewritten"), ("source", "rewritten"), ("tribe_id", "rewritten"), ("connection", "none"),
        ("case_goal", "adoption"), ("legal_status", "freed"), ("review_due", pd.NaT), ("exit_reason", "ran"),
    ):  # fmt: skip
        if column in table:
            table.loc[rows, column] = value
    return table


def test_a_foreign_step_of_a_chain_is_another_child_and_its_way_stays_untold():
    chain = crossing_night().told(region_id="R1").chains[0]
    first, last = chain.steps
    assert first.who is None
    assert first.call is None
    assert (first.leaves, first.enters) == ("Maple home, Lowell", "")
    assert first.if_fails == "If it fails, near must wait."
    assert last.who is not None
    assert last.who.child_id == "near"
    text = page(crossing_night(), viewer_of(crossing_night().instance, region_id="R1"))
    assert "Another child" in text
    for secret in ("far", "Lfar", "secret", "fire setting", "42.12345", "Birch"):
        assert not re.search(rf"(?<![\w-]){secret}(?![\w-])", visible(text)), secret


def visible(text: str) -> str:
    """The page without its style and its scripts."""
    return re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL)


def test_the_other_region_sees_its_own_child_and_not_the_first():
    told = crossing_night().told(region_id="R2")
    assert told.without_safe_bed == ()
    first, last = told.chains[0].steps
    assert first.who is not None
    assert first.who.child_id == "far"
    assert last.who is None
    assert "near" not in first.if_fails
    assert "another child must wait" in first.if_fails


def test_a_defect_of_another_areas_child_is_counted_and_not_told():
    night = crossing_night()
    defect = Defect(code="x", severity="warning", scope="row", table="orders", key="Lfar", column="until", value="",
                    expected="a date", hint="")  # fmt: skip
    viewer = viewer_of(night.instance, area_id="A1")
    told = brief(night.instance, night.policy, night.plan, viewer, defects=[defect, replace(defect, key="Lnear")])
    assert [row.key for row in told.appendix.defects] == ["Lnear"]
    assert told.appendix.hidden_defects == 1
