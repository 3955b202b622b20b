"""Plans by hand: ``rows(night, "La place p", "Lb move q 2 c1", "Lc unserved")``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from socopt.check import Checker, Verdict, verify
from socopt.domain import Plan, Recommendation, TierResult
from socopt.policy import Night


def rows(night: Night, *specs: str) -> list[Recommendation]:
    """A row for each ``line kind [program] [step] [chain] [+flag ...]``; minutes and from_program_id are filled in."""
    return [_row(night, spec) for spec in specs]


def _row(night: Night, spec: str) -> Recommendation:
    words = [word for word in spec.split() if not word.startswith("+")]
    line_id, kind, program_id, step, chain_id = [*words, *[None] * (5 - len(words))]
    line = night.lines[line_id or ""]
    current = night.children[line.child_id].current_program_id
    in_group = night.unit_of_line[line.line_id].is_placement if line.line_id in night.unit_of_line else False
    leaves = current is not None and (kind in ("place", "move") or (kind == "serve" and in_group))
    return Recommendation(
        line_id=line.line_id,
        child_id=line.child_id,
        service=line.service,
        kind=kind or "",
        program_id=program_id,
        from_program_id=current if leaves else None,
        chain_id=chain_id,
        step=int(step) if step else int(kind in ("place", "move") or (kind == "serve" and leaves)),
        minutes=night.instance.travel.minutes(line.line_id, program_id) if program_id in night.programs else -1,
        flags=tuple(word.removeprefix("+") for word in spec.split() if word.startswith("+")),
    )


def plan_of(night: Night, recommendations: Sequence[Recommendation], **changes: Any) -> Plan:
    """A plan that claims every tier proven at its value; ``changes`` replace fields of the plan."""
    claims = tuple(TierResult(name=name, value=value, best=value, bound=value, proven=True, proof="solver")
                   for name, value in Checker(night).tiers(recommendations).items())  # fmt: skip
    fields: dict[str, Any] = {
        "input_hash": night.instance.input_hash,
        "policy_hash": night.policy.hash,
        "status": "optimal",
        "recommendations": tuple(recommendations),
        "tiers": claims,
    }
    return Plan(**{**fields, **changes})


def verdict_on(night: Night, recommendations: Sequence[Recommendation], **changes: Any) -> Verdict:
    """The verdict on ``plan_of``."""
    return verify(night.instance, plan_of(night, recommendations, **changes), night.policy)


def rules_broken(night: Night, recommendations: Sequence[Recommendation], **changes: Any) -> set[str]:
    """Rules that the verdict names."""
    return {violation.rule for violation in verdict_on(night, recommendations, **changes).violations}


def candidates_of(pairs: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Candidates as a plan keeps them."""
    return {line_id: frozenset(program_ids) for line_id, program_ids in pairs.items()}
