"""The numbers behind a brief as tables, for its page, a workbook, CSV files and QGIS."""

import numpy as np

from socopt.planning.sizing import Band
from socopt.planning.value import Estimate
from socopt.report.briefing import words
from socopt.report.planning.case import Case
from socopt.report.planning.counts import demand_by_area, demand_by_group, joined
from socopt.report.tables.sheet import Sheet, sheet
from socopt.simulation.intervals import Estimate as SimulatedEstimate
from socopt.simulation.result import POPULATION
from socopt.simulation.tally import MEASURES

MOST_SIZES = 16  # rows of a table on the page


def brief_sheets(case: Case) -> tuple[Sheet, ...]:
    """All tables, in the order of the brief."""
    simulated = () if case.simulation is None else (simulation_sheet(case),)
    rules = (rules_sheet(case),) if case.value.rules else ()
    return (
        regions_sheet(case),
        served_sheet(case),
        areas_sheet(case),
        sizes_sheet(case),
        beds_sheet(case),
        *rules,
        nights_sheet(case),
        *simulated,
        assumptions_sheet(case),
    )


def regions_sheet(case: Case) -> Sheet:
    """Children expected by home Region, or in the Areas that share the program and others; small numbers missing."""
    types = {"Home": "text", "Children at once, on average": "number" if case.identified else "int"}
    found = demand_by_group(case) if case.identified else demand_by_group(case).round()
    rows = [(words.sentence(str(name)), _cell(value)) for name, value in found.items()]
    return sheet("demand", "Children in care at once, as the model of demand expects", types, rows)


def served_sheet(case: Case) -> Sheet:
    """Where they live tonight, small counts joined."""
    counts = joined(case.finding.served_today["settings"], identified=case.identified)
    rows = [(words.sentence(words.setting(name)), count) for name, count in counts.items()]
    return sheet("served", "Where they live tonight", {"Lives in": "text", "Children": "int"}, rows)


def areas_sheet(case: Case) -> Sheet:
    """Areas: minutes to the site, beds within reach for each child; children expected where these may be shown."""
    demand = demand_by_area(case)
    shown = demand.notna().any()
    types = {
        "Area": "text", "Region": "text", "Minutes to the site": "int", "Within reach": "text",
        **({"Children at once, on average": "number"} if shown else {}),
        "Free beds for each child": "number", "With the program": "number",
    }  # fmt: skip
    before = dict(zip(case.before.areas, case.before.beds_for_each.tolist(), strict=True))
    after = dict(zip(case.after.areas, case.after.beds_for_each.tolist(), strict=True))
    rows = []
    names = zip(case.areas.index.astype("str"), case.areas["name"], case.areas["region"], strict=True)
    for area_id, name, region in names:
        row = [name, region, case.minutes[area_id], "yes" if area_id in case.reached else "no"]
        row += [_cell(float(demand[area_id]))] if shown else []
        rows.append([*row, _cell(before[area_id]), _cell(after[area_id])])
    return sheet("areas", "Areas: the way to the program, and free beds within reach for each child", types, rows)


def sizes_sheet(case: Case) -> Sheet:
    """The curve of sizes."""
    curve = case.curve
    waits = f"Wait over {curve.most_nights} nights"
    types = {
        "Beds": "int", "Wait at all": "percent", waits: "percent", f"{waits}, low": "percent",
        f"{waits}, high": "percent", "Aim met": "percent", "Beds used": "percent", "Used enough": "percent",
        "Dollars a day": "int", "Dollars a child-night": "int",
    }  # fmt: skip
    rows = [
        (
            int(curve.beds[place]), 100 * curve.wait.mid[place], *_shares(curve.long_wait, place),
            100 * curve.target_met[place], 100 * curve.occupancy.mid[place], 100 * curve.sustained[place],
            round(curve.cents_a_day[place] / 100), round(curve.cents_a_served_night.mid[place] / 100),
        )
        for place in range(len(curve))
    ]  # fmt: skip
    return sheet("sizes", "What each number of beds would do; intervals hold 90 %", types, rows)


def sizes_in_short(case: Case) -> Sheet:
    """The same to read: sizes about the one that is shown, each figure with its interval in one cell."""
    curve = case.curve
    types = {
        "Beds": "int", f"Wait over {curve.most_nights} nights": "text", "Beds used": "text", "Aim met": "percent",
        "Used enough": "percent", "Dollars a day": "int", "Dollars a child-night": "int",
    }  # fmt: skip
    first = min(max(0, case.place - MOST_SIZES // 2), max(0, len(curve) - MOST_SIZES))
    rows = [
        (
            int(curve.beds[place]), _share_in_words(curve.long_wait, place), _share_in_words(curve.occupancy, place),
            100 * curve.target_met[place], 100 * curve.sustained[place],
            round(curve.cents_a_day[place] / 100), round(curve.cents_a_served_night.mid[place] / 100),
        )
        for place in range(first, min(len(curve), first + MOST_SIZES))
    ]  # fmt: skip
    title = "What each number of beds would do. In brackets: intervals that hold the truth with a chance of 90 %"
    return sheet("sizes", title, types, rows)


def beds_sheet(case: Case) -> Sheet:
    """What each further bed gives a night."""
    types = {
        "Bed": "int", "Used": "percent", "Fewer without a safe bed": "number", "Fewer waiting": "number",
        "Fewer stuck": "number", "Fewer in all": "number", "Low": "number", "High": "number",
        "Dollars a day": "int", "Other placements, dollars a day": "int", "Dollars a child-night gained": "int",
    }  # fmt: skip
    rows = [
        (
            bed.bed, 100 * bed.used.mean, bed.unsafe.mean, bed.unserved.mean, bed.ready.mean, *_three(bed.children),
            round(bed.cents / 100), round(bed.other_cents.mean / 100), _dollars(bed.cents_a_child_night),
        )
        for bed in case.value.beds
    ]  # fmt: skip
    title = f"What each further bed gives a night: means of {len(case.value.nights)} nights, and a 90 % interval"
    return sheet("beds", title, types, rows)


def beds_in_short(case: Case) -> Sheet:
    """The same to read."""
    types = {
        "Bed": "int", "Used": "percent", "Children a night who would go without": "text", "of them unsafe": "number",
        "Dollars a day": "int", "Other placements cost": "int", "Dollars a child-night gained": "text",
    }  # fmt: skip
    rows = [
        (
            bed.bed, 100 * bed.used.mean, str(bed.children), bed.unsafe.mean,
            round(bed.cents / 100), round(bed.other_cents.mean / 100), _price(bed.cents_a_child_night),
        )
        for bed in case.value.beds
    ]  # fmt: skip
    title = f"Each further bed: means of {len(case.value.nights)} nights; in brackets intervals that hold 90 %"
    return sheet("beds", title, types, rows)


def rules_sheet(case: Case) -> Sheet:
    """What the same nights gain without a rule, and without a bed."""
    types = {"Rule switched off": "text", "Fewer in all": "number", "Low": "number", "High": "number"}
    rows = [(words.plain(rule.rule), *_three(rule.children)) for rule in case.value.rules]
    return sheet("rules", "What the same nights would gain without a rule, and without a bed", types, rows)


def nights_sheet(case: Case) -> Sheet:
    """Every night that was matched again."""
    frame = case.value.nights_frame()
    types = {
        "Night": "int", "Children of the population": "int", "Others who wait": "int", "Beds": "int",
        "Rule off": "text",
        "Without a safe bed": "int", "Waiting": "int", "Stuck": "int", "Beds used": "int", "Proven": "text",
    }  # fmt: skip
    columns = ["night", "members", "waiting", "beds", "relaxed", "unsafe_children", "unserved_children",
               "ready_children", "used", "proven"]  # fmt: skip
    rows = [tuple("yes" if value is True else "no" if value is False else value for value in row)
            for row in frame[columns].itertuples(index=False, name=None)]  # fmt: skip
    return sheet("nights", "Each sampled night, with each number of beds", types, rows)


def simulation_sheet(case: Case) -> Sheet:
    """Every measure of the population's children, scenario by scenario."""
    found = case.simulation
    assert found is not None
    types = {"Measure": "text"}
    for name in found.scenarios:
        types |= {name: "number", f"{name}, low": "number", f"{name}, high": "number"}
    rows = []
    for measure, about in MEASURES.items():
        cells = [found.find(measure, name, POPULATION).estimate for name in found.scenarios]
        if any(each.value is not None for each in cells):
            rows.append((about.heading, *(number for each in cells for number in (each.value, each.low, each.high))))
    return sheet("simulation", "Simulated: children of the population; intervals hold 90 %", types, rows)


def simulation_in_short(case: Case) -> Sheet:
    """The same to read: each figure with its interval in one cell."""
    found = case.simulation
    assert found is not None
    rows = []
    for measure, about in MEASURES.items():
        cells = [found.find(measure, name, POPULATION).estimate for name in found.scenarios]
        if any(each.value is not None for each in cells):
            rows.append((about.heading, *(_in_words(each, about.decimals) for each in cells)))
    types = {"Measure": "text", **{words.sentence(name): "text" for name in found.scenarios}}
    return sheet(
        "simulation", "Simulated: children of the population; in brackets intervals that hold 90 %", types, rows
    )


def assumptions_sheet(case: Case) -> Sheet:
    """What the answer rests on, and how each is known."""
    from socopt.report.planning.assumptions import assumptions

    types = {"Assumption": "text", "Value": "text", "How it is known": "text"}
    return sheet("assumptions", "What the answer rests on", types, assumptions(case))


def _in_words(found: SimulatedEstimate, decimals: int) -> str:
    if found.value is None or found.low is None or found.high is None:
        return "none"
    return f"{found.value:,.{decimals}f} ({found.low:,.{decimals}f} to {found.high:,.{decimals}f})"


def _share_in_words(band: Band, place: int) -> str:
    return f"{band.mid[place]:.0%} ({band.low[place]:.0%} to {band.high[place]:.0%})"


def _shares(band: Band, place: int) -> tuple[float, float, float]:
    return 100 * band.mid[place], 100 * band.low[place], 100 * band.high[place]


def _three(found: Estimate) -> tuple[float | None, float | None, float | None]:
    low, high = (value if np.isfinite(value) else None for value in (found.low, found.high))
    return found.mean, low, high


def _price(cents: float | None) -> str:
    """What a child-night costs; nothing, where other placements save more than the bed costs."""
    if cents is None:
        return "none gained"
    return "saves money" if cents < 0 else f"{cents / 100:,.0f}"


def _dollars(cents: float | None) -> int | None:
    return None if cents is None else round(cents / 100)


def _cell(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
