"""What was found, in words for a planner."""

from collections.abc import Iterator
from textwrap import fill, indent
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socopt.planning.finding.finding import Finding, Findings

WIDTH = 100
MANY = 8  # Areas above which their names are not listed in the table


def summary(found: "Findings") -> str:
    """A table of all populations, and a paragraph for each."""
    rows = [
        f"Special populations, from {found.years:.1f} years of history and the children in care tonight",
        "",
        f"{'population':<60}{'tonight':>8}{'mean census (90 %)':>22}  {'level':>5}  a program is sustained by",
    ]
    rows.extend(_row(finding) for finding in found)
    if not len(found):
        rows.append("  none")
    paragraphs = ["\n".join(_paragraph(finding)) for finding in found]
    return "\n\n".join(["\n".join(rows), *paragraphs, *_notes(found)])


def _row(finding: "Finding") -> str:
    chosen = finding.chosen
    sustained = f"{_who(finding)} ({chosen.probability:.0%} sure)" if chosen else "nobody: too few for any program"
    level = "-" if finding.level is None else str(finding.level)
    name, census = finding.population.name[:59], finding.mean_census.text()
    return f"{name:<60}{finding.census:>8}{census:>22}  {level:>5}  {sustained}"


def _who(finding: "Finding") -> str:
    chosen = finding.chosen
    assert chosen is not None
    if chosen.scale == "area":
        more = len(chosen.areas) - 1
        return f"Area {chosen.site} alone" + (f", and {more} more each alone" if more else "")
    if chosen.scale == "coalition":
        return f"{len(chosen.areas)} Areas around {chosen.site}"
    return f"Region {chosen.regions[0]}" if chosen.scale == "region" else f"Regions {', '.join(chosen.regions)}"


def _paragraph(finding: "Finding") -> Iterator[str]:
    population, served = finding.population, finding.served_today
    yield f"{population.name} ({population.origin}: {population.text or population.id})"
    yield from _lines(_viable(finding), _served(served), _waits(served), _evidence(finding), _individual(finding))


def _lines(*texts: str) -> Iterator[str]:
    for text in texts:
        if text:
            yield indent(fill(text, WIDTH), "  ")


def _viable(finding: "Finding") -> str:
    design, chosen = finding.design, finding.chosen
    need = f"The smallest {design.name} needs {design.least_census:.1f} children at once."
    chances = ", ".join(f"{option.scale} {option.probability:.0%}" for option in finding.options)
    if chosen is None:
        return f"{need} No scale is sure enough to sustain it (at best: {chances})."
    if chosen.scale == "area":
        return f"{need} It is sustained by {_who(finding)}: {', '.join(chosen.areas)}. How sure, at best: {chances}."
    best = "" if chosen.proven else " A coalition of as many with less travel may exist."
    limit = finding.travel_limit
    beyond = f"; the limit is {limit}, so that one site is too far for some" if chosen.farthest > limit else ""
    return (
        f"{need} It is sustained by {_who(finding)}: {', '.join(chosen.areas)}. A site at {chosen.site} is at most "
        f"{chosen.farthest} minutes from their offices{beyond}.{best} How sure, by scale: {chances}."
    )


def _served(served: Any) -> str:
    if not served["children"]:
        return "Nobody of them is in care tonight."
    settings = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in served["settings"].items())
    text = f"Tonight: {settings}."
    trip, able = served["minutes_from_home"], served["able_to_serve"]
    if trip["children"]:
        text += (
            f" From home {trip['median']:.0f} minutes (median; at most {trip['most']}); "
            f"{served['out_of_area']['children']} of {served['in_program']} out of their Area, "
            f"{served['out_of_region']['children']} out of their Region; the program is able to serve them in "
            f"{able['children']} of {able['of']} cases"
        )
        lacking = ", ".join(f"{trait.replace('_', ' ')} {number}" for trait, number in able["lacking"].items())
        text += f" (lacking: {lacking})." if lacking else "."
    return text


def _waits(served: Any) -> str:
    wait, between, ready = served["waiting"], served["between_stays"], served["ready_to_move"]
    texts = []
    if wait["children"]:
        texts.append(f"Waiting for a placement: {wait['children']}, for {wait['median']:.0f} nights (median).")
    if between["children"]:
        texts.append(f"Nights in no program between two stays in the history: {between['median']:.0f} (median).")
    if ready["children"]:
        texts.append(f"Ready to move: {ready['children']}, for {ready['median']:.0f} nights (median).")
    if served["overstays"]:
        texts.append(f"In their program for longer than it is meant for: {served['overstays']}.")
    return " ".join(texts)


def _evidence(finding: "Finding") -> str:
    evidence = finding.evidence
    if evidence is None:
        return ""
    return (
        f"Met in {evidence.met:.0f} children of tonight and the history, {_times(evidence.ratio)} times as many as "
        f"traits that come and go without each other would bring ({evidence.expected:.1f}). Found in some of the "
        f"children, confirmed in others: {evidence.families_held_out:.0f} families where "
        f"{evidence.expected_held_out:.1f} were expected. Of findings as sure as this one "
        f"{_rate(evidence.false_discovery)} should be false."
    )


def _times(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}"


def _rate(rate: float) -> str:
    return "below 0.1 %" if rate < 0.001 else f"at most {rate:.1%}"


def _individual(finding: "Finding") -> str:
    needs = finding.individualized
    if needs is None:
        return ""
    year, nights, all_of = needs["children_a_year"], needs["nights_a_year"], list(needs["competencies"].items())
    missing = "; ".join(
        f"{name.replace('_', ' ')}: {near['programs']} programs of the level, "
        f"{near['children_with_none_near']} children with none within {needs['minutes']} minutes"
        for name, near in all_of
    )
    services = ", ".join(
        f"{service.replace('_', ' ')} {wanted['median']:.0f} units a week" for service, wanted in
        needs["community_units_a_week"].items()
    )  # fmt: skip
    text = (
        f"A service around each child: {year['mean']:.1f} children a year ({year['low']:.1f}-{year['high']:.1f}), "
        f"{nights['mean']:,.0f} nights a year, {needs['beds_at_once']} places at once on 95 % of nights "
        f"({needs['setting'].replace('_', ' ')}). Able to serve, near home: {missing}."
    )
    return f"{text} Community services wanted now: {services}." if services else text


def _notes(found: "Findings") -> Iterator[str]:
    notes = list(found.nobody)
    if found.unseen:
        notes.append(f"No child came from {', '.join(found.unseen)}: these Areas are in no coalition.")
    if found.tested:
        mined = sum(finding.population.origin == "mined" for finding in found)
        notes.append(
            f"{found.tested} combinations of traits were put to the test on children in whom they had not been looked "
            f"for; {mined} were confirmed and are reported."
        )
    if notes:
        yield "\n".join(notes)
