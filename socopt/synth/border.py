"""Children for whom the Interstate Compact has approved a program of the neighbouring state."""

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from socopt.domain import Instance
from socopt.domain.records import Child, NeedLine, Program
from socopt.policy import Night, admission, default_policy
from socopt.synth.dice import Dice

WANTED = 0.07  # of placement lines, those with a candidate across a border [R]
TRIED = 12  # programs looked at for each child
CELL = 0.25  # degrees: programs are looked for in the cells around a home
OPEN_TO_ALL = 0.3  # of approvals, those that name no program [R]


def approve_across_borders(instance: Instance, seed: int) -> Instance:
    """The night with approvals for children who live near programs of another state that would admit them."""
    dice = Dice(seed, "across borders")
    states = {area_id: area.state or instance.manifest.state for area_id, area in instance.areas.items()}
    lines = [line for line in instance.lines.values() if line.is_placement]
    pairs = list(_likely_pairs(instance, states, dice.shuffled(lines)))
    night = _night_with_approvals(instance, pairs)
    approved: dict[str, str] = {}
    for line, program in pairs:
        if len(approved) >= WANTED * len(lines):
            break
        if line.child_id not in approved and admission(night, line.line_id, program.program_id).admitted:
            approved[line.child_id] = program.program_id
    named = {child_id: None if dice.chance(OPEN_TO_ALL) else program_id for child_id, program_id in approved.items()}
    return instance.replace(orders=pd.concat([instance.table("orders"), _orders(named)], ignore_index=True))


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


def _orders(program_of_child: dict[str, str | None]) -> pd.DataFrame:
    rows = [
        {
            "order_id": f"{child_id}-compact", "child_id": child_id, "kind": "icpc_approved", "program_id": program_id,
            "until": None, "source": "compact office (synthetic)",
        }
        for child_id, program_id in program_of_child.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, dtype="object")
