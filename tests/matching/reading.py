"""What the matching makes of a night, in ids."""

from functools import cache

import numpy as np

from socopt.domain import Instance, Recommendation
from socopt.matching import match
from socopt.matching.candidates import Candidates
from socopt.matching.columns import Columns
from socopt.matching.enumeration import build_columns
from socopt.matching.outcomes import Outcomes, single_outcomes
from socopt.matching.resources import read_resources
from socopt.policy import Night
from socopt.synth import synthesize

KINDS = ("enter", "stay", "serve", "home", "unserved")


@cache
def region(seed: int) -> Instance:
    """A small synthetic Region's night."""
    return synthesize(seed=seed, children=80)


def admitted(night: Night) -> set[tuple[str, str]]:
    """(line_id, program_id) that the rules admit."""
    lines, programs = tuple(night.lines), tuple(night.programs)
    pairs = Candidates.of(night).admitted(np.arange(len(lines)))
    return {(lines[line], programs[program]) for line, program in zip(pairs.lines, pairs.programs, strict=True)}


def outcomes_of(night: Night) -> Outcomes:
    return single_outcomes(night, Candidates.of(night))


def named(night: Night, outcomes: Outcomes) -> list[tuple[str, ...]]:
    """(line_id, kind) and the program_id, where there is one, of every outcome."""
    lines, programs = tuple(night.lines), tuple(night.programs)
    return [
        (lines[line], KINDS[kind], *([programs[program]] if program >= 0 else []))
        for line, kind, program in zip(outcomes.line, outcomes.kind, outcomes.program, strict=True)
    ]


def columns_of(night: Night) -> Columns:
    return build_columns(night, outcomes_of(night), read_resources(night))


def members(night: Night, columns: Columns) -> list[tuple[tuple[str, ...], ...]]:
    """Outcomes of every column, named."""
    names = named(night, columns.outcomes)
    return [
        tuple(names[outcome] for outcome in columns.members[start:end])
        for start, end in zip(columns.starts[:-1], columns.starts[1:], strict=True)
    ]


def plan_of(night: Night) -> dict[str, Recommendation]:
    """Recommendations of a night's match, by line."""
    return {row.line_id: row for row in match(night.instance, night.policy).plan.recommendations}


def places(night: Night) -> dict[str, str | None]:
    """Program of every line in a night's match."""
    return {line_id: row.program_id for line_id, row in plan_of(night).items()}
