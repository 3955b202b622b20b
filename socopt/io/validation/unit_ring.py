"""Of the third ring: rows that contradict each other about a child, a line, a pair or a contract."""

from collections.abc import Iterator, Mapping

import pandas as pd

from socopt.domain import Manifest
from socopt.errors import Defect
from socopt.io.validation.kinds import defect

TOGETHER = ("together", "together_preferred")
APART = ("apart", "no_contact")
FAR_FUTURE = pd.Timestamp("9999-12-31")


def defects(tables: Mapping[str, pd.DataFrame], manifest: Manifest | None) -> Iterator[Defect]:
    """Contradictions between rows."""
    yield from _groups(tables["children"])
    yield from _placement_units(tables["needs"])
    yield from _pairs(tables["pair_wishes"])
    if len(tables["decisions"]):
        yield from _pins(tables["decisions"], tables["needs"])
    if len(tables["orders"]):
        yield from _orders(tables["orders"], manifest)
    if len(tables["lead_agencies"]):
        yield from _contracts(tables["lead_agencies"])
    yield from _tickets(tables["needs"], manifest)


def _several(frame: pd.DataFrame, by: str, column: str) -> Iterator[tuple[str, list[str]]]:
    """Each value of ``by`` that has more than one ``column``, with these."""
    rows = frame[[by, column]].dropna().drop_duplicates().sort_values([by, column])
    rows = rows[rows.duplicated(by, keep=False)]
    for value, values in rows.groupby(by)[column]:
        yield str(value), values.tolist()


def _groups(children: pd.DataFrame) -> Iterator[Defect]:
    for child_id, groups in _several(children, "child_id", "sibling_group_id"):
        yield defect(
            "two_sibling_groups", "children", key=child_id, column="sibling_group_id", value=" and ".join(groups)
        )


def _units(needs: pd.DataFrame) -> pd.Series:
    """The unit of each line: its option group, else itself (the two kinds of id kept apart)."""
    return ("group " + needs["option_group"]).fillna("line " + needs["line_id"])


def _placement_units(needs: pd.DataFrame) -> Iterator[Defect]:
    for group, children in _several(needs, "option_group", "child_id"):
        key = "+".join(sorted(needs.loc[needs["option_group"] == group, "line_id"].dropna()))
        value = f"{group}: {' and '.join(children)}"
        yield defect("option_group_of_several", "needs", key=key, column="option_group", value=value)
    placements = needs[needs["service"] == "placement"].assign(unit=_units(needs))
    for child_id, units in _several(placements, "child_id", "unit"):
        key = "+".join(sorted(placements.loc[placements["child_id"] == child_id, "line_id"].dropna()))
        yield defect(
            "several_placement_units", "needs", key=key, column="child_id", value=f"{child_id}: {', '.join(units)}"
        )


def _pairs(wishes: pd.DataFrame) -> Iterator[Defect]:
    rows = wishes.dropna(subset=["child_a", "child_b", "wish"])
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for a, b, wish in zip(rows["child_a"], rows["child_b"], rows["wish"], strict=True):
        pairs.setdefault((min(a, b), max(a, b)), []).append((f"{a}+{b}", wish))
    for said in pairs.values():
        words = sorted({wish for _, wish in said})
        keys = [key for key, _ in said]
        if set(words) & set(TOGETHER) and set(words) & set(APART):
            yield defect("contradictory_wishes", "pair_wishes", key=keys[0], column="wish", value=" and ".join(words))
        elif len(set(keys)) > 1:
            yield defect("pair_twice", "pair_wishes", key=keys[1], column="wish", value=" and ".join(words))


def _pins(decisions: pd.DataFrame, needs: pd.DataFrame) -> Iterator[Defect]:
    unit_of = needs.assign(unit=_units(needs)).drop_duplicates("line_id").set_index("line_id")["unit"]
    accepted = decisions[decisions["decision"] == "accepted"]
    accepted = accepted.assign(
        unit=accepted["line_id"].map(unit_of), pin=accepted["line_id"] + "+" + accepted["program_id"]
    )
    for _, pins in _several(accepted, "unit", "pin"):
        yield defect("contradictory_pins", "decisions", key=pins[0], column="decision", value=" and ".join(pins))


def _orders(orders: pd.DataFrame, manifest: Manifest | None) -> Iterator[Defect]:
    night = pd.Timestamp(manifest.night) if manifest is not None else pd.Timestamp.min
    active = orders[orders["until"].isna() | (orders["until"] >= night)]
    places = active[active["kind"].isin(("must_place", "follow_court"))]
    for child_id, programs in _several(places, "child_id", "program_id"):
        key = "+".join(sorted(places.loc[places["child_id"] == child_id, "order_id"].dropna()))
        yield defect("contradictory_orders", "orders", key=key, column="program_id", value=" and ".join(programs))
    both = places.merge(active[active["kind"] == "must_not"].dropna(subset="program_id"), on=["child_id", "program_id"])
    for one, other, program_id in zip(both["order_id_x"], both["order_id_y"], both["program_id"], strict=True):
        yield defect("contradictory_orders", "orders", key=f"{one}+{other}", column="program_id", value=program_id)


def _contracts(agencies: pd.DataFrame) -> Iterator[Defect]:
    rows = agencies.dropna(subset=["area_id", "from"]).sort_values(["area_id", "from"])
    until = rows["until"].fillna(FAR_FUTURE)
    latest = until.groupby(rows["area_id"]).cummax().groupby(rows["area_id"]).shift()
    for area_id, start in rows.loc[rows["from"] <= latest, ["area_id", "from"]].itertuples(index=False):
        yield defect(
            "overlapping_contracts", "lead_agencies", key=f"{area_id}+{start.date()}", column="from", value=start
        )


def _tickets(needs: pd.DataFrame, manifest: Manifest | None) -> Iterator[Defect]:
    without = int(needs["lottery_ticket"].isna().sum())
    if without and manifest is not None and manifest.lottery_key is None:
        yield defect("no_lottery", "manifest", column="lottery_key", value=f"{without} lines without a lottery_ticket")
