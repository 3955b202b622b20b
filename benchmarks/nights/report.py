"""The answers of a folder as Markdown: for each night what every solver took, what it found, and who is ahead."""

import json
import math
import os
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any

from benchmarks.nights.files import Folder
from benchmarks.nights.specs import INSTANT

Answer = dict[str, Any]
COMPARED = 1  # the tier whose value is compared with the flow's bound: how many go without a placement
EFFORT = ("solver", "limit s", "seconds", "of the processor", "times the flow", "peak MB", "tiers proven")


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
        answers.sort(key=_place)
    return found


def _place(answer: Answer) -> tuple[bool, float, str]:
    """First those that are done at once, then by limit, the longest last."""
    return answer["solver"] not in INSTANT, answer["seconds_limit"] or math.inf, answer["solver"]


def _provenance() -> str:
    versions = f"ortools {version('ortools')}, Python {platform.python_version()}"
    return (
        f"{versions}, {os.cpu_count()} cores, {platform.machine()}. Values are of the problem, without the constants "
        "of tiers that no choice changes; seconds are by the clock, from the problem in memory (of a peer without "
        "building its models), processor seconds those of all threads, peak memory that of the process, with reading."
    )


def _night(facts: Answer, answers: list[Answer]) -> Iterator[str]:
    commits = sorted({answer.get("commit", "unknown") for answer in answers})
    yield (
        f"### {facts['night']}: seed {facts['seed']}, {facts['lines']:,} lines, {facts['pairs']:,} pairs, "
        f"{facts['columns']:,} columns, {facts['rows']:,} rows"
    )
    yield f"Measured at commit {', '.join(commits)}."
    yield ""
    flow = next((answer for answer in answers if answer["solver"] == "flow"), None)
    tier = facts["tiers"][COMPARED : COMPARED + 1]
    header = (*EFFORT, *(f"`{name}` over the flow's" for name in tier), "note")
    yield from _table(header, (_effort(each, flow) for each in answers))
    yield ""
    yield "Values, in brackets what is left to the bound (nothing: proven; ?: no bound)."
    yield ""
    claimed = facts["tiers"][: facts["claimed"]]
    yield from _table(("solver", "limit s", *(f"`{name}`" for name in claimed)), map(_vector, answers))
    yield ""
    yield from _comparison(facts, answers)


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = tuple(header)
    yield f"| {' | '.join(names)} |"
    yield "|" + "---|" * len(names)
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _effort(answer: Answer, flow: Answer | None) -> tuple[str, ...]:
    """Seconds, memory, proofs, and seconds and value against those of the flow."""
    processor = _seconds(answer["processor"]) if answer.get("processor") else "-"
    return (
        answer["solver"], _limit(answer), _seconds(answer["seconds"]), processor,
        f"{answer['seconds'] / flow['seconds']:,.0f}" if flow else "-", f"{answer['megabytes']:,.0f}",
        str(sum(answer["proven"])), _over_the_flow(answer, flow), answer["note"] or "-",
    )  # fmt: skip


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"


def _over_the_flow(answer: Answer, flow: Answer | None) -> str:
    values = answer["values"]
    if flow is None or values is None or len(values) <= COMPARED or not flow["bounds"][COMPARED]:
        return "-"
    return f"{values[COMPARED] / flow['bounds'][COMPARED]:.2f}"


def _limit(answer: Answer) -> str:
    return "-" if answer["seconds_limit"] is None else f"{answer['seconds_limit']:g}"


def _vector(answer: Answer) -> tuple[str, ...]:
    if answer["values"] is None:
        tiers = ["?" if bound is None else f">= {bound:,}" for bound in answer["bounds"]]
    else:
        pairs = zip(answer["values"], answer["bounds"], strict=True)
        tiers = [f"{value:,}" + _gap(value, bound) for value, bound in pairs]
    return answer["solver"], _limit(answer), *tiers


def _gap(value: int, bound: int | None) -> str:
    if bound is None:
        return " (?)"
    return "" if bound == value else f" ({value - bound:,})"


def _comparison(facts: Answer, answers: list[Answer]) -> Iterator[str]:
    """At which tier our choice of each limit parts from the best that a peer has, with whatever limit."""
    peers = [each for each in answers if each["solver"] not in {"socopt", "flow"} and each["values"] is not None]
    if not peers:
        return
    best = min(peers, key=lambda each: each["values"])
    limit = f"at {best['seconds_limit']:g} s" if best["seconds_limit"] is not None else "at once"
    for ours in (each for each in answers if each["solver"] == "socopt" and each["values"] is not None):
        at = f"{ours['seconds_limit']:g} s" if ours["seconds_limit"] is not None else "no limit"
        verdict = _verdict(facts, ours["values"], best["values"])
        yield f"- {at}: {verdict} the best peer ({best['solver']} {limit}){_faster(ours, peers)}"


def _faster(ours: Answer, peers: list[Answer]) -> str:
    """How many times as fast as the fastest peer that proved every tier, too."""
    seconds = [each["seconds"] for each in peers if all(each["proven"])]
    if not all(ours["proven"]) or not seconds:
        return ""
    return f", every tier proven {min(seconds) / ours['seconds']:.1f} times as fast as by any peer"


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
