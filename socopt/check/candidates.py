"""Candidates a plan was made from: none that a rule refuses, none missing that the rules admit."""

from collections.abc import Iterator, Mapping
from random import Random

from socopt.check.checker import Checker
from socopt.check.verdict import Violation
from socopt.domain import Plan
from socopt.domain.records import NeedLine

NUM_REFUSALS = 20_000
Pair = tuple[str, str]
Candidates = Mapping[str, frozenset[str]]


def candidate_violations(checker: Checker, plan: Plan, num_refusals: int = NUM_REFUSALS) -> Iterator[Violation]:
    """Random candidates must be admitted, random other pairs refused or without use; seeded by the input."""
    if plan.candidates is None:
        return
    draw = Random(plan.input_hash)
    candidates = plan.candidates
    yield from _unknown(checker, candidates)
    for pair in _candidates_to_read(checker, candidates, draw, num_refusals // 4):
        refusals = checker.facts.pair(*pair).refusals
        if refusals:
            yield _violation("wrong_candidate", pair, f"refused by {', '.join(rule_id for rule_id, _ in refusals)}")
    for pair in _absent(checker, candidates, draw, num_refusals):
        line = checker.night.lines[pair[0]]
        if checker.facts.admits(*pair) and checker.enterable.has_column(line, pair[1]):
            yield _violation("missing_candidate", pair, "every rule admits it, and there may be room")
    for row in plan.recommendations:
        if row.kind in ("place", "move", "serve") and row.program_id not in candidates.get(row.line_id, frozenset()):
            yield _violation("missing_candidate", (row.line_id, row.program_id or ""), "recommended, but no candidate")


def _violation(rule: str, pair: Pair, detail: str) -> Violation:
    return Violation(rule=rule, line_id=pair[0], program_id=pair[1], detail=detail)


def _is_known(checker: Checker, pair: Pair) -> bool:
    return pair[0] in checker.facts.unit_of_line and pair[1] in checker.facts.programs


def _unknown(checker: Checker, candidates: Candidates) -> Iterator[Violation]:
    for line_id, program_ids in candidates.items():
        for program_id in sorted(program_ids):
            if not _is_known(checker, (line_id, program_id)):
                detail = "the line is not in play, or the program is unknown"
                yield _violation("wrong_candidate", (line_id, program_id), detail)


def _candidates_to_read(checker: Checker, candidates: Candidates, draw: Random, number: int) -> list[Pair]:
    """A sample of the candidates; what is recommended is read with the pair rules of the plan."""
    pairs = [(line_id, program_id) for line_id in sorted(candidates) for program_id in sorted(candidates[line_id])]
    pairs = [pair for pair in pairs if _is_known(checker, pair)]
    return pairs if len(pairs) <= number else draw.sample(pairs, number)


def _absent(checker: Checker, candidates: Candidates, draw: Random, number: int) -> list[Pair]:
    """Pairs that are not candidates: all if they are few, else a sample, three quarters of the line's own service."""
    lines = [checker.night.lines[line_id] for line_id in sorted(checker.facts.unit_of_line)]
    if len(lines) * len(checker.facts.programs) <= 2 * number:
        pairs = [(line.line_id, program_id) for line in lines for program_id in checker.facts.programs]
        absent = [pair for pair in pairs if pair[1] not in candidates.get(pair[0], frozenset())]
        return absent if len(absent) <= number else draw.sample(absent, number)
    return _drawn(checker, lines, candidates, draw, number)


def _drawn(checker: Checker, lines: list[NeedLine], candidates: Candidates, draw: Random, wanted: int) -> list[Pair]:
    all_ids = sorted(checker.facts.programs)
    of_service: dict[str, list[str]] = {}
    for program_id in all_ids:
        of_service.setdefault(checker.facts.programs[program_id].service, []).append(program_id)
    found: set[Pair] = set()
    for number in range(2 * wanted):
        line = draw.choice(lines)
        program_ids = all_ids if number % 4 == 3 else of_service.get(line.service, all_ids)
        pair = line.line_id, draw.choice(program_ids)
        if pair[1] not in candidates.get(pair[0], frozenset()):
            found.add(pair)
        if len(found) == wanted:
            break
    return sorted(found)
