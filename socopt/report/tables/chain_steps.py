"""Vacancy chains, step by step, as far as they concern the reader's children."""

from collections import defaultdict
from collections.abc import Iterator

from socopt.domain import Plan, Recommendation
from socopt.policy import Night
from socopt.report.tables.sheet import Sheet, sheet
from socopt.report.viewer import Viewer

CHAINS = {"Chain": "int", "Step": "int", "Child": "text", "Home Area": "text", "Leaves": "text", "Enters": "text"}
ANOTHER = "another child"


def chain_steps(night: Night, plan: Plan, viewer: Viewer) -> Sheet:
    """Every chain of two steps or more with a child of the reader's, the longest first.

    Another Area's child has no name and no place, but for the bed it frees where a child of the reader's enters.
    """
    chains: dict[str, list[Recommendation]] = defaultdict(list)
    for row in plan.recommendations:
        if row.chain_id is not None:
            chains[row.chain_id].append(row)
    mine = [
        sorted(rows, key=lambda row: (row.step, row.line_id))
        for _, rows in sorted(chains.items())
        if len({row.step for row in rows}) > 1 and any(viewer.sees_child(row.child_id) for row in rows)
    ]
    mine.sort(key=len, reverse=True)
    rows = [step for number, chain in enumerate(mine, start=1) for step in _steps(night, viewer, number, chain)]
    return sheet("chains", "Chains, each step in the bed that a step before it freed", CHAINS, rows)


def _steps(night: Night, viewer: Viewer, number: int, chain: list[Recommendation]) -> Iterator[list[object]]:
    seen = [row for row in chain if viewer.sees_child(row.child_id)]
    awaited = {row.program_id for row in seen}
    for row in chain:
        if row in seen:
            area = night.instance.areas[night.children[row.child_id].home_area_id].name
            yield [number, row.step, row.child_id, area, _place(night, row.from_program_id), _enters(night, row)]
        else:
            freed = row.from_program_id if row.from_program_id in awaited else None
            yield [number, row.step, ANOTHER, None, _place(night, freed), None]


def _enters(night: Night, row: Recommendation) -> str | None:
    place = _place(night, row.program_id)
    return f"home, with {place}" if row.kind == "serve" else place


def _place(night: Night, program_id: str | None) -> str | None:
    program = night.programs.get(program_id or "")
    if program is None:
        return None
    return program.name if program.town is None or program.town in program.name else f"{program.name}, {program.town}"
