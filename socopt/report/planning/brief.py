"""What a planner is told of a case, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from socopt.report.aggregates.suppression import FEWER_THAN
from socopt.report.briefing import words
from socopt.report.planning.answer import Tile, headline, tiles, who
from socopt.report.planning.assumptions import changes
from socopt.report.planning.case import Case
from socopt.report.planning.counts import FEWER

QUESTION = "Which program would serve these children, how large, where, and what would each further bed do?"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannersBrief:
    """The answer on the first screen, then what it rests on."""

    name: str
    night: str
    synthetic: bool
    who: str
    question: str
    headline: str
    tiles: tuple[Tile, ...]
    served: tuple[str, ...]
    simulated: str
    changes: tuple[str, ...]
    years: int
    nights: int
    regions: str
    minutes: int
    withholds: bool


def brief_of(case: Case) -> PlannersBrief:
    """What a case says."""
    manifest = case.instance.manifest
    return PlannersBrief(
        name=manifest.name,
        night=words.long_day(case.instance.night),
        synthetic=bool(manifest.origin.get("synthetic")),
        who=who(case),
        question=QUESTION,
        headline=headline(case),
        tiles=tiles(case),
        served=tuple(_served(case)),
        simulated=_simulated(case),
        changes=changes(case),
        years=len({night.batch for night in case.value.nights}),
        nights=len(case.value.nights),
        regions=_regions(case),
        minutes=case.limit,
        withholds=not case.identified,
    )


def _served(case: Case) -> Iterator[str]:
    """Where they are, how far, how long they wait; shares of few children are not said."""
    today = case.finding.served_today
    placed, minutes = today["in_program"], today["minutes_from_home"]
    inside = "all" if placed == today["children"] else _count(case, placed).removesuffix(" children")
    everybody = words.sentence(_count(case, today["children"]))
    yield f"{everybody} are in care tonight, {inside} of them in a program."
    if minutes["median"] is not None and _may(case, minutes["children"]):
        yield f"Half of those in a program live more than {minutes['median']:.0f} minutes from home."
    for key, what in (("out_of_area", "home Area"), ("out_of_region", "home Region")):
        found = today[key]
        if found["of"] and _may(case, found["of"]):
            yield f"{_few(case, found)} in a program live outside their {what}."
    able = today["able_to_serve"]
    if able["of"] and _may(case, able["of"]):
        few = {"children": able["children"], "of": able["of"]}
        yield f"{_few(case, few)} in a program live in one that is able to serve all that they have in common."
    gaps = today["between_stays"]
    if gaps["median"] is not None and _may(case, gaps["children"]):
        yield (
            f"Between two programs they spent {gaps['median']:.0f} nights in none "
            f"(median of {gaps['children']} such times in the history)."
        )


def _may(case: Case, children: int) -> bool:
    return case.identified or children >= FEWER_THAN


def _count(case: Case, number: int) -> str:
    return words.counted(number, "child", "children") if _may(case, number) or not number else f"{FEWER} children"


def _few(case: Case, found: Mapping[str, Any]) -> str:
    """A part of some children: in numbers where both parts are five or more, else in words."""
    part, whole = found["children"], found["of"]
    if case.identified or min(part, whole - part) >= FEWER_THAN:
        return f"{part} of {whole}"
    if part in {0, whole}:
        return "None of those" if part == 0 else "All of those"
    return f"Fewer than {FEWER_THAN} of those" if part < FEWER_THAN else "All but a few of those"


def _simulated(case: Case) -> str:
    found = case.simulation
    if found is None:
        return ""
    runs = words.counted(found.replications, "run")
    return (
        f"{runs} of {found.days:,} nights for each scenario, with the same children; the first {found.warm_up:,} are "
        f"not counted. {words.sentence(found.intervals)}."
    )


def _regions(case: Case) -> str:
    names = case.instance.table("regions").set_index("region_id")["name"]
    found = [str(names[region]) for region in case.value.regions]
    return f"Region{'s' if len(found) > 1 else ''} {words.listed(found)}"
