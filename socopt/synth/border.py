"""Children for whom the Interstate Compact has approved a program of the neighbouring state."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import ceil

import pandas as pd

from socopt.domain import Instance
from socopt.domain.records import Child, NeedLine, Program
from socopt.policy import Night, admits, default_policy
from socopt.synth.dice import Dice

WANTED = 0.07  # of placement lines, those with a candidate across a border [R]
TRIED = 12  # programs looked at for each child
CELL = 0.25  # degrees: programs are looked for in the cells around a home
OPEN_TO_ALL = 0.3  # of approvals, those that name no program [R]


def approve_across_borders(instance: Instance, seed: int) -> Instance:
    """The night with approvals for programs of another state: nearby ones that would admit the child, and kin."""
    dice = Dice(seed, "across borders")
    states = {area_id: area.state or instance.manifest.state for area_id, area in instance.areas.items()}
    lines = [line for line in instance.lines.values() if line.is_placement]
    pairs = list(_likely_pairs(instance, states, dice.shuffled(lines)))
    night = _night_with_approvals(instance, pairs)
    approved: dict[str, str] = {}
    for line, program in pairs:
        if len(approved) >= WANTED * len(lines):
            break
        if line.child_id not in approved and admits(night, line.line_id, program.program_id):
            approved[line.child_id] = program.program_id
    named = {child_id: None if dice.chance(OPEN_TO_ALL) else program_id for child_id, program_id in approved.items()}
    ordered = set(instance.table("orders")["child_id"]) | set(approved)
    others = [line.child_id for line in dice.shuffled(lines) if line.child_id not in ordered]
    away = others[: max(0, ceil(WANTED * len(lines)) - len(approved))]
    return _with_kin_across(instance, dice, states, away, _orders(named))


def _with_kin_across(
    instance: Instance, dice: Dice, states: dict[str, str], child_ids: list[str], orders: pd.DataFrame
) -> Instance:
    """Approved kin in another state for some children: most placements under the Compact are with relatives."""
    programs = instance.table("programs")
    kin_homes = programs[programs["setting"] == "kinship_home"]
    traits = instance.table("traits").groupby("child_id")["trait"].agg(list)
    homes, ties, skills = [], [], []
    for number, child_id in enumerate(child_ids):
        child = instance.children[child_id]
        abroad = kin_homes[kin_homes["state"] != states[child.home_area_id]]
        home = abroad.iloc[dice.whole(0, len(abroad) - 1)].copy()
        home["program_id"] = f"{home['program_id']}-{number + 1}"
        home["name"] = f"Kin home across the border {number + 1}, {home['town']}"
        home["capacity"], home["available"], home["adult_eligible"], home["accepts_emergency"] = 1, None, True, True
        home["languages"] = ";".join(sorted({"en", *child.languages}))
        homes.append(home)
        program_id = home["program_id"]
        ties.append({"child_id": child_id, "program_id": program_id, "relation": "kin", "approval": "approved"})
        needed = traits.get(child_id, [])
        skills += [{"program_id": program_id, "trait": trait, "strength": "required"} for trait in needed]
    named = {tie["child_id"]: tie["program_id"] for tie in ties}
    return instance.replace(
        programs=_with_rows(programs, pd.DataFrame(homes, columns=programs.columns)),
        child_resources=_with_rows(instance.table("child_resources"), pd.DataFrame(ties)),
        competencies=_with_rows(instance.table("competencies"), pd.DataFrame(skills)),
        orders=_with_rows(_with_rows(instance.table("orders"), orders), _orders(named)),
    )


def _with_rows(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    return table if rows.empty else pd.concat([table, rows.astype("object")], ignore_index=True)


def _likely_pairs(
    instance: Instance, states: dict[str, str], lines: list[NeedLine]
) -> Iterator[tuple[NeedLine, Program]]:
    """Lines without an order of their own, and programs nearby in another state that take such children."""
    ordered = set(instance.table("orders")["child_id"])
    cells: dict[tuple[int, int], list[Program]] = defaultdict(list)
    for program in instance.programs.values():
        everybody = program.open_to == "any" and program.catchment == "state" and program.area_id is not None
        if program.service == "placement" and everybody:
            cells[_cell(program.lat, program.lon)].append(program)
    for line in lines:
        child = instance.children[line.child_id]
        if child.child_id not in ordered and child.home_lat is not None and child.home_lon is not None:
            around = _around(cells, child.home_lat, child.home_lon)
            abroad = [p for p in around if p.state != states[child.home_area_id] and _takes(p, child, line)]
            yield from ((line, program) for program in abroad[:TRIED])


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return int(lat // CELL), int(lon // CELL)


def _around(cells: dict[tuple[int, int], list[Program]], lat: float, lon: float) -> list[Program]:
    row, column = _cell(lat, lon)
    reach = (-1, 0, 1)
    return [program for south in reach for west in reach for program in cells.get((row + south, column + west), ())]


def _takes(program: Program, child: Child, line: NeedLine) -> bool:
    sex = child.care_gender or child.sex
    return (
        any(abs(level - (line.level or 0)) <= 1 for level in program.levels)
        and program.intake == "open"
        and (not program.sexes or sex in program.sexes)
        and (not child.languages or bool(set(child.languages) & set(program.languages)))
    )


def _night_with_approvals(instance: Instance, pairs: list[tuple[NeedLine, Program]]) -> Night:
    """The rules' view of the children and programs of these pairs, as if each approval had been given already."""
    children = {line.child_id for line, _ in pairs}
    lines = {line.line_id for line, _ in pairs}
    programs = {program.program_id for _, program in pairs}
    kept = {"child_id": children, "line_id": lines}
    held = instance.table("children").set_index("child_id").loc[sorted(children), "current_program_id"].dropna()
    kept["program_id"] = programs | set(held)
    tables = {}
    for name in ("children", "needs", "programs", "traits", "competencies", "child_resources", "refusals", "decisions"):
        frame = instance.table(name)
        for column in frame.columns.intersection(list(kept)):
            frame = frame[frame[column].isin(kept[column])]
        tables[name] = frame
    regional = {name: instance.table(name) for name in ("regions", "areas", "providers")}
    orders = _orders(dict.fromkeys(sorted(children)))
    return Night(Instance(instance.manifest, {**tables, **regional, "orders": orders}), default_policy())


def _orders(program_of_child: Mapping[str, str | None]) -> pd.DataFrame:
    rows = [
        {
            "order_id": f"{child_id}-compact", "child_id": child_id, "kind": "icpc_approved", "program_id": program_id,
            "until": None, "source": "compact office (synthetic)",
        }
        for child_id, program_id in program_of_child.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, dtype="object")
