"""The sheets of a night for one reader: lists of the reader's own children and programs, counts by Area, tiers."""

from collections.abc import Iterator

from socopt.domain import Plan, Recommendation
from socopt.domain.records import Program
from socopt.policy import Night
from socopt.report.aggregates import Aggregates, NightFacts
from socopt.report.aggregates.words import SETTINGS, STANDINGS
from socopt.report.tables.chain_steps import chain_steps
from socopt.report.tables.count_sheets import count_sheets
from socopt.report.tables.sheet import Sheet, sheet
from socopt.report.viewer import Viewer
from socopt.units import days_since

OUTCOMES = {"place": "place", "move": "move", "stay": "stay", "serve": "serve", "unserved": "nothing found"}
RECOMMENDATIONS = {
    "Line": "text",
    "Child": "text",
    "Age": "int",
    "Home Area": "text",
    "Urgency": "int",
    "Tonight": "text",
    "Service": "text",
    "Opened": "date",
    "Days": "int",
    "Outcome": "text",
    "Program": "text",
    "Town": "text",
    "Setting": "text",
    "Phone": "text",
    "Minutes": "int",
    "Notes": "text",
}
WAITING = {
    "Child": "text",
    "Age": "int",
    "Home Area": "text",
    "Standing": "text",
    "Days": "int",
    "Urgency": "int",
    "Tonight": "text",
    "Setting tonight": "text",
    "Level needed": "int",
    "Outcome": "text",
}
CALLS = {
    "Program": "text",
    "Town": "text",
    "Area": "text",
    "Setting": "text",
    "Phone": "text",
    "Intake": "text",
    "Licensed": "int",
    "Open tonight": "int",
    "Confirmed": "date",
    "Days since": "int",
    "Stale": "text",
}
TIERS = {
    "Tier": "int",
    "Name": "text",
    "Meaning": "text",
    "Value": "int",
    "Best": "int",
    "Bound": "int",
    "Proven": "text",
    "Proof": "text",
}


def night_tables(night: Night, plan: Plan, facts: NightFacts, aggregates: Aggregates) -> tuple[Sheet, ...]:
    """All sheets that the reader of ``aggregates`` may have; no lists where only counts may be seen."""
    viewer = aggregates.viewer
    lists = (
        ()
        if viewer.state and not viewer.identified
        else (
            _recommendations(night, plan, viewer),
            chain_steps(night, plan, viewer),
            _waiting(night, plan, facts, viewer),
            _calls(night, facts, viewer),
        )
    )
    return (*lists, *count_sheets(aggregates), _tiers(night, plan))


def _recommendations(night: Night, plan: Plan, viewer: Viewer) -> Sheet:
    rows = [_recommendation(night, row) for row in plan.recommendations if viewer.sees_child(row.child_id)]
    return sheet("recommendations", "What is recommended for each need", RECOMMENDATIONS, rows)


def _recommendation(night: Night, row: Recommendation) -> list[object]:
    child, line = night.children[row.child_id], night.lines[row.line_id]
    program = night.programs.get(row.program_id or "")
    return [
        row.line_id,
        row.child_id,
        night.age(child),
        _area(night, child.home_area_id),
        child.urgency,
        child.tonight_at.replace("_", " "),
        row.service.replace("_", " "),
        line.opened_on,
        days_since(line.opened_on, night.night),
        OUTCOMES[row.kind],
        None if program is None else program.name,
        None if program is None else program.town,
        None if program is None else _setting(program),
        None if program is None else program.phone,
        row.minutes if row.minutes >= 0 else None,
        "; ".join(flag.replace("_", " ").replace(":", ": ") for flag in row.flags) or None,
    ]


def _waiting(night: Night, plan: Plan, facts: NightFacts, viewer: Viewer) -> Sheet:
    outcome = {row.child_id: row.kind for row in plan.recommendations if night.unit_of_line[row.line_id].is_placement}
    standing = facts.children["standing"].dropna()
    seen = [child_id for child_id in standing.index if viewer.sees_child(str(child_id))]
    order = {code: place for place, code in enumerate(STANDINGS)}
    days = facts.children["days"]
    seen.sort(key=lambda each: (order[standing[each]], -int(days[each]), each))
    rows: list[list[object]] = []
    for child_id in seen:
        child = night.children[child_id]
        line = night.placement_unit_of[child_id].lead
        setting = facts.children.loc[child_id, "setting"]
        rows.append(
            [
                child_id,
                night.age(child),
                _area(night, child.home_area_id),
                STANDINGS[standing[child_id]],
                int(days[child_id]),
                child.urgency,
                child.tonight_at.replace("_", " "),
                SETTINGS.get(str(setting)),
                line.level,
                OUTCOMES.get(outcome.get(child_id, "")),
            ]
        )
    return sheet("waiting_list", "Children who wait for a place, or are ready to move on", WAITING, rows)


def _calls(night: Night, facts: NightFacts, viewer: Viewer) -> Sheet:
    """Programs in the reader's Areas that are open to any child; homes of named children would tell where kin live."""
    stale_days = night.policy.parameters["capacity"]["stale_days"]
    open_beds = facts.programs["open_beds"].astype("int64").to_dict()
    rows = []
    for program in night.programs.values():
        if program.area_id not in viewer.area_ids or program.open_to != "any" or program.service != "placement":
            continue
        since = None if program.confirmed_at is None else days_since(program.confirmed_at, night.night)
        rows.append(
            [
                program.name,
                program.town,
                _area(night, program.area_id),
                _setting(program),
                program.phone,
                program.intake,
                program.capacity,
                open_beds[program.program_id],
                program.confirmed_at,
                since,
                "stale" if since is None or since > stale_days else None,
            ]
        )
    rows.sort(key=lambda row: (-(10**6 if row[9] is None else int(str(row[9]))), str(row[0])))
    return sheet("capacity_calls", "Programs to call about their capacity, longest unconfirmed first", CALLS, rows)


def _tiers(night: Night, plan: Plan) -> Sheet:
    meaning = {tier.name: tier.text for tier in night.policy.tiers}
    rows = [
        [
            number,
            tier.name,
            meaning.get(tier.name),
            tier.value,
            tier.best,
            tier.bound,
            "yes" if tier.proven else "no",
            tier.proof,
        ]
        for number, tier in enumerate(plan.tiers, start=1)
    ]
    return sheet("tiers", "How the plan scores: less is better, the upper tier before the lower", TIERS, rows)


def _area(night: Night, area_id: str | None) -> str | None:
    area = night.instance.areas.get(area_id or "")
    return None if area is None else area.name


def _setting(program: Program) -> str:
    return SETTINGS.get(program.setting or "", program.service.replace("_", " "))


def about_rows(
    night: Night, plan: Plan, aggregates: Aggregates, sheets: tuple[Sheet, ...]
) -> Iterator[tuple[str, str]]:
    """What the tables are: night, scope, sources, what is left out."""
    viewer, manifest = aggregates.viewer, night.instance.manifest
    regions = dict(zip(aggregates.all_areas["region_id"], aggregates.all_areas["region"], strict=True))
    scope = f"the state ({manifest.state})" + (", identified" if viewer.identified else ", counts only")
    if viewer.region_id is not None:
        scope = f"Region {regions.get(viewer.region_id, viewer.region_id)}"
    if viewer.area_id is not None:
        scope = f"Area {_area(night, viewer.area_id)}"
    yield "Instance", manifest.name
    yield "Night", manifest.night.isoformat()
    yield "For", scope
    yield "Plan", plan.status
    yield "Policy", night.policy.name
    yield "Input hash", plan.input_hash
    yield "Policy hash", plan.policy_hash
    yield "Data", "synthetic, no real persons" if manifest.origin.get("synthetic") else "as supplied"
    yield "Children of other Areas", "never listed; in counts only, where fewer than 5 are withheld"
    yield (
        "Withheld",
        (
            "An empty cell of a count is withheld: it is 1 to 4 children, or would give such a number away."
            if aggregates.withholds
            else "Nothing is withheld in these counts."
        ),
    )
    yield "Recommendations", "are recommendations: people decide."
    for each in sheets:
        yield f"Sheet {each.name}", f"{each.title} ({len(each.frame):,} rows)"
