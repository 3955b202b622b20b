"""Seconds against lines, both on logarithmic axes, as SVG."""

from pathlib import Path

from benchmarks.nights.files import Folder
from benchmarks.nights.growth import WITHIN, until_close
from benchmarks.nights.report import by_night, exponent

MARKS = {"socopt": "o", "cp-sat": "s", "highs": "^", "scip": "v", "flow": "x", "greedy": "+"}


def points_of(folder: Folder) -> dict[str, list[tuple[int, float]]]:
    """(lines, processor seconds) until the standing of growth.py, by solver; the fastest of each.

    Of solvers that do not tell how they stand: seconds where they proved every tier, or need no proof.
    """
    best: dict[str, dict[int, float]] = {}
    for night, answers in by_night(folder).items():
        lines = folder.load_facts(night)["lines"]
        for answer in answers:
            close = until_close(answer)
            if close is not None or all(answer["proven"]) or answer["solver"] in {"flow", "greedy"}:
                seconds = answer["seconds"] if close is None else close[1]
                of_solver = best.setdefault(answer["solver"], {})
                of_solver[lines] = min(seconds, of_solver.get(lines, seconds))
    return {solver: sorted(found.items()) for solver, found in best.items()}


def write_plot(folder: Folder, path: Path) -> None:
    """One line a solver, its slope in the legend."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.subplots()
    for solver, points in sorted(points_of(folder).items()):
        slope = exponent(points)
        label = solver if slope is None else f"{solver}, exponent {slope:.2f}"
        axes.loglog(*zip(*points, strict=True), marker=MARKS.get(solver, "."), label=label)
    axes.set(
        xlabel="lines in play", ylabel="seconds, start-up excluded",
        title=f"Processor seconds until tier 1 is proven and tier 2 within {WITHIN:.0%} of its bound",
    )  # fmt: skip
    axes.grid(visible=True, which="both", alpha=0.3)
    if axes.lines:
        axes.legend()
    figure.savefig(path, format="svg", metadata={"Date": None})
