"""The answers of a folder as Markdown: one table a night, one line a solver and limit, and who is ahead of whom."""

import json
import math
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.nights.files import Folder
from benchmarks.nights.specs import INSTANT

Answer = dict[str, Any]
HEADER = "| solver | limit s | seconds | of flow | peak MB | proven | tiers: value (gap to its bound) |"


def report(folder: Folder) -> str:
    """Everything that was measured so far; nights without an answer are left out."""
    blocks = [_provenance()]
    for night, answers in by_night(folder).items():
        facts = folder.load_facts(night)
        blocks.append("\n".join(_night(facts, answers)))
    return "\n\n".join(blocks) + "\n"


def by_night(folder: Folder) -> dict[str, list[Answer]]:
    """Answers, verified to be of this folder's nights, by night."""
    found: dict[str, list[Answer]] = {}
    for path in sorted((folder.path / "answers").glob("*.json")):
        answer = json.loads(path.read_text(encoding="utf-8"))
        if folder.facts(answer["night"]).exists():
            found.setdefault(answer["night"], []).append(answer)
    for answers in found.values():
        answers.sort(
            key=lambda answer: (answer["seconds_limit"] or 0, answer["solver"] not in INSTANT, answer["solver"])
        )
    return found


def _provenance() -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    versions = f"ortools {version('ortools')}, Python {platform.python_version()}, {platform.machine()}"
    return (
        f"Commit {commit.stdout.strip() or 'unknown'}, {versions}. Values are of the problem, without the constants of "
        "tiers that no choice changes; seconds are wall clock from the problem in memory, peak memory that of the "
        "process of the job."
    )


def _night(facts: Answer, answers: list[Answer]) -> Iterator[str]:
    yield (
        f"### {facts['night']}: {facts['lines']:,} lines, {facts['pairs']:,} pairs, {facts['columns']:,} columns, "
        f"{facts['rows']:,} rows"
    )
    yield f"Tiers: {', '.join(facts['tiers'][: facts['claimed']])}."
    yield ""
    yield HEADER
    yield "|" + "---|" * (HEADER.count("|") - 1)
    flow = next((answer["seconds"] for answer in answers if answer["solver"] == "flow"), None)
    for answer in answers:
        yield _row(answer, flow)
    yield ""
    yield from _comparison(facts, answers)


def _row(answer: Answer, flow: float | None) -> str:
    limit = "-" if answer["seconds_limit"] is None else f"{answer['seconds_limit']:g}"
    ratio = f"{answer['seconds'] / flow:.1f}" if flow else "-"
    proven = sum(answer["proven"])
    note = f" {answer['note']}" if answer["note"] else ""
    cells = (
        answer["solver"], limit, f"{answer['seconds']:.2f}", ratio, f"{answer['megabytes']:.0f}", str(proven),
        f"{_vector(answer)}{note}",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _vector(answer: Answer) -> str:
    if answer["values"] is None:
        return ", ".join(">= ?" if bound is None else f">= {bound}" for bound in answer["bounds"])
    pairs = zip(answer["values"], answer["bounds"], strict=True)
    return ", ".join(f"{value}" + _gap(value, bound) for value, bound in pairs)


def _gap(value: int, bound: int | None) -> str:
    if bound is None:
        return " (?)"
    return "" if bound == value else f" ({value - bound})"


def _comparison(facts: Answer, answers: list[Answer]) -> Iterator[str]:
    """At which tier our choice of each limit parts from the best of the peers at the longest."""
    peers = [each for each in answers if each["solver"] not in {"socopt", "flow"} and each["values"] is not None]
    if not peers:
        return
    best = min(peers, key=lambda each: each["values"])
    limit = f"at {best['seconds_limit']:g} s" if best["seconds_limit"] is not None else "at once"
    for ours in (each for each in answers if each["solver"] == "socopt" and each["values"] is not None):
        at = f"{ours['seconds_limit']:g} s" if ours["seconds_limit"] is not None else "no limit"
        yield f"- {at}: {_verdict(facts, ours['values'], best['values'])} the best peer ({best['solver']} {limit})"


def _verdict(facts: Answer, ours: list[int], theirs: list[int]) -> str:
    for name, one, other in zip(facts["tiers"], ours, theirs, strict=False):
        if one != other:
            return f"{'better' if one < other else 'worse'} in `{name}` ({one} against {other}) than"
    return "equal in every tier to"


def exponent(points: list[tuple[int, float]]) -> float | None:
    """Slope of the straight line through log(lines), log(seconds); None for fewer than two sizes."""
    if len({lines for lines, _ in points}) < 2:
        return None
    x, y = zip(*((math.log(lines), math.log(seconds)) for lines, seconds in points), strict=True)
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((each - mean_x) ** 2 for each in x)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread
