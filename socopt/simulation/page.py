"""The result of a simulation on a page of text."""

from collections.abc import Iterator, Sequence

from socopt.simulation.intervals import Estimate
from socopt.simulation.result import EVERYONE, POPULATION, TRUE_WORLD, SimulationResult
from socopt.simulation.tally import MEASURES

IF_OTHERWISE = ("waits", "waits_over_30", "mean_wait", "without_bed", "unsafe", "occupancy")  # measures of other worlds


def page_of(result: SimulationResult) -> str:
    """What was simulated, scenarios side by side, and how they would fare if the world were other than assumed."""
    runs = "1 run" if result.replications == 1 else f"{result.replications} runs"
    nights = f"{result.days:,} nights simulated, the first {result.warm_up:,} not counted"
    how = f"{runs} of each scenario with the same children, {result.desk} desk, seed {result.seed}"
    lines = [f"{result.name}, from the night of {result.night}: {nights}", f"{how}; {result.intervals}", ""]
    lines += [f"{name:<16} {text}" for name, text in result.scenarios.items()]
    for group, title in _groups(result):
        lines += ["", title, *_aligned(list(_rows(result, group)))]
    return "\n".join([*lines, *_other_worlds(result)])


def _groups(result: SimulationResult) -> Iterator[tuple[str, str]]:
    yield EVERYONE, "All children"
    if result.population:
        yield POPULATION, "Of the population: " + "; or ".join(each.text for each in result.population)


def _rows(result: SimulationResult, group: str) -> Iterator[list[str]]:
    names = list(result.scenarios)
    yield ["", *names]
    for measure, about in MEASURES.items():
        found = [result.find(measure, name, group) for name in names]
        if any(each.estimate.value is not None for each in found):
            yield [about.heading, *(_cell(each.estimate, about.decimals) for each in found)]
            if len(found) > 1:
                yield ["  change", "", *(_cell(each.change, about.decimals, sign="+") for each in found[1:])]


def _other_worlds(result: SimulationResult) -> list[str]:
    worlds = list(dict.fromkeys(each.world for each in result.findings))
    if worlds == [TRUE_WORLD]:
        return []
    group, title = list(_groups(result))[-1]
    lines = ["", f"If the world were other than assumed: {title[0].lower()}{title[1:]}"]
    for scenario in result.scenarios:
        rows = [[scenario, *worlds]]
        for measure in IF_OTHERWISE:
            about = MEASURES[measure]
            found = [result.find(measure, scenario, group, world).estimate for world in worlds]
            if any(each.value is not None for each in found):
                rows.append([about.heading, *(_cell(each, about.decimals) for each in found)])
        lines += _aligned(rows)
    return lines


def _cell(estimate: Estimate | None, decimals: int, *, sign: str = "") -> str:
    if estimate is None or estimate.value is None:
        return "-"
    value, low, high = (f"{each:{sign}.{decimals}f}" for each in (estimate.value, estimate.low, estimate.high))
    return f"{value} ({low} to {high})"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows if column < len(row)) for column in range(len(rows[0]))]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]
