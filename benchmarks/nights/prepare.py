"""A night made, formulated and written: the problem, the choices to begin with, and what a flow sees of it."""

import json
import time

import numpy as np

from benchmarks.nights.allowances import with_room_for_accepted
from benchmarks.nights.files import Folder
from benchmarks.nights.flow import pairs_of
from benchmarks.nights.greedy import place_greedily
from benchmarks.nights.specs import NightSpec
from socopt.matching.formulation import formulate
from socopt.policy import Night
from socopt.policy.policy import load_policy
from socopt.synth import synthesize


def prepare(spec: NightSpec, folder: Folder) -> None:
    """Write ``<night>.npz``, ``<night>.sides.npz`` and, last of all, ``<night>.json``."""
    folder.path.mkdir(parents=True, exist_ok=True)
    instance = synthesize(preset=spec.preset, seed=spec.seed, children=spec.children, in_play=spec.in_play)
    policy = load_policy(spec.policy)
    instance = with_room_for_accepted(Night(instance, policy))
    started = time.perf_counter()
    formulation = formulate(Night(instance, policy))
    formulated = time.perf_counter() - started
    started = time.perf_counter()
    greedy = place_greedily(formulation)
    greedy_seconds = time.perf_counter() - started
    pairs = pairs_of(formulation)
    problem = formulation.problem
    problem.save(folder.problem(spec.name))
    arrays = {
        "rest": formulation.at_rest(), "greedy": greedy, "pair_unit": pairs.unit, "pair_program": pairs.program,
        "pair_costs": pairs.costs, "room": pairs.room, "share": np.int64(pairs.share),
    }  # fmt: skip
    with folder.sides(spec.name).open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    facts = {
        "night": spec.name,
        "kind": spec.kind,
        "seed": spec.seed,
        "lines": sum(len(unit.lines) for unit in formulation.night.units),
        "units": len(formulation.night.units),
        "pairs": len(pairs.unit),
        "columns": problem.num_columns,
        "rows": problem.num_rows,
        "entries": len(problem.row_columns),
        "claimed": int(problem.claimed.sum()),
        "tiers": list(problem.tier_names),
        "constants": formulation.measures.constants.tolist(),
        "formulation_seconds": formulated,
        "greedy_seconds": greedy_seconds,
    }
    folder.facts(spec.name).write_text(json.dumps(facts, indent=1), encoding="utf-8")
