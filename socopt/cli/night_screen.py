"""A matched night on a terminal of up to 100 columns, or down a pipe."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from socopt.domain import Instance, Recommendation, TierResult
    from socopt.domain.records import Child
    from socopt.runs.matched_night import MatchedNight

MAX_WIDTH = 100
MAX_CHILDREN = 15
MAX_CHAINS = 5
WHERE = {
    "ed": "emergency dept.",
    "hospital_ready": "hospital, ready",
    "run": "back from a run",
    "unknown": "not known",
}
KIND_WORDS = {"place": "placed", "move": "moved", "serve": "served", "stay": "stay", "unserved": "unserved"}


def show_night(matched: "MatchedNight", *, name: str | None, no_color: bool = False) -> None:
    """Print the screen of ``match`` and ``demo`` on stdout.

    Parameters
    ----------
    name : str, optional. How the caller named the instance; None for the bundled one.
    """
    console = Console(no_color=True if no_color else None, highlight=False)
    console.width = min(console.width, MAX_WIDTH)
    sections = [_header(matched)]
    if matched.verdict is not None:
        sections += [_counts(matched), _without_safe_bed(matched), _chains(matched), _tiers(matched)]
    sections += [_verdict(matched), _next(matched, name)]
    for number, section in enumerate(sections):
        if number:
            console.print()
        console.print(section, crop=False)


def _header(matched: "MatchedNight") -> RenderableType:
    instance = matched.instance
    regions = dict(zip(*(instance.table("regions")[column] for column in ("region_id", "name")), strict=True))
    states = {area.state or instance.manifest.state for area in instance.areas.values()}
    everywhere = f"{len(states)} states" if len(states) > 1 else instance.manifest.state
    where = regions.get(instance.manifest.region_id or "", everywhere)
    sizes = (
        f"{len(instance.children):,} children, {matched.result.lines:,} lines in play, "
        f"{len(instance.programs):,} programs, policy {matched.policy.name}"
    )
    return Group(Text(f"{where}, night of {instance.night:%Y-%m-%d}", style="bold"), Text(sizes, style="dim"))


def _counts(matched: "MatchedNight") -> RenderableType:
    words = (f"{matched.counts[kind]:,} {word}" for kind, word in KIND_WORDS.items())
    return Text("   ".join(words), style="bold")


def _without_safe_bed(matched: "MatchedNight") -> RenderableType:
    rows = matched.without_safe_bed
    if not rows:
        return _section("Every child in play has a safe bed tonight")
    helped = sum(row.kind not in {"stay", "unserved"} for row in rows)
    table = _table("child", "tonight", "recommended", "minutes", "")
    table.columns[3].justify = "right"
    for row in rows[:MAX_CHILDREN]:
        child = matched.instance.children[row.child_id]
        who = Text.assemble((child.child_id, "bold"), f"  {matched.night.age(child)} {child.sex}")
        minutes = "" if row.minutes < 0 else str(row.minutes)
        table.add_row(who, _why_unsafe(matched, child), _destination(matched.instance, row), minutes, _flags(row))
    noun = "child" if len(rows) == 1 else "children"
    title = f"Without a safe bed tonight: {len(rows)} {noun}, a place for {helped} of them"
    return _section(title, table, _more(rows, MAX_CHILDREN))


def _why_unsafe(matched: "MatchedNight", child: "Child") -> str:
    if matched.night.overstays_shelter(child):
        return "shelter past limit"
    return "place that ends" if matched.night.must_leave(child) else _tonight(child)


def _chains(matched: "MatchedNight") -> RenderableType:
    chains = matched.chains
    if not chains:
        return _section("No chains tonight: every entry takes a bed that is vacant")
    table = _table("", "child", "leaves", "enters")
    for number, chain in enumerate(chains[:MAX_CHAINS]):
        if number:
            table.add_row()
        for row in chain:
            order = Text("first" if row is chain[0] else "then", style="dim")
            table.add_row(order, Text(row.child_id, style="bold"), *_journey(matched.instance, row))
    title = f"Chains: {len(chains)}, each step in the bed that the step before freed"
    return _section(title, table, _more(chains, MAX_CHAINS))


def _journey(instance: "Instance", row: "Recommendation") -> tuple[str, str]:
    tonight = _tonight(instance.children[row.child_id])
    start = _place(instance, row.from_program_id) if row.from_program_id else tonight
    end = _place(instance, row.program_id)
    return start, f"home, with {end}" if row.kind == "serve" else end


def _tiers(matched: "MatchedNight") -> RenderableType:
    text_of = {tier.name: tier.text for tier in matched.policy.tiers}
    table = _table("", "tier", "value", "best", "bound", "proof")
    for column in (table.columns[0], *table.columns[2:5]):
        column.justify = "right"
    for number, tier in enumerate(matched.result.tiers, start=1):
        table.add_row(str(number), text_of.get(tier.name, tier.name), *_figures(tier), _proof(tier))
    return _section("How the plan scores: less is better, the upper tier before the lower", table)


def _figures(tier: "TierResult") -> tuple[str, str, str]:
    return f"{tier.value:,}", f"{tier.best:,}", "none" if tier.bound is None else f"{tier.bound:,}"


def _proof(tier: "TierResult") -> Text:
    return Text(f"proven ({tier.proof})", style="green") if tier.proven else Text("not proven", style="yellow")


def _verdict(matched: "MatchedNight") -> RenderableType:
    seconds = f"{matched.result.seconds:.1f} s"
    if matched.verdict is None:
        return Text(f"Stopped after {seconds}, before there was a plan. Allow a longer --time-limit.", style="yellow")
    state = "optimal" if matched.result.status == "optimal" else "feasible, stopped before every tier was proven"
    lines = [Text.assemble(("Checked independently: every rule holds.", "bold green"), f" Plan {state}, {seconds}.")]
    if matched.warnings:
        lines.append(Text(f"Warnings in the data: {len(matched.warnings)}; none stops the night.", style="yellow"))
    return Group(*lines)


def _next(matched: "MatchedNight", name: str | None) -> RenderableType:
    region_id = matched.instance.manifest.region_id
    reader = "--state" if region_id is None else f"--region {region_id}"
    line_ids = [row.line_id for row in (*matched.without_safe_bed, *matched.recommendations)]
    if name is None:
        commands = ["socopt synth night --seed 7", "socopt match night --out plan", "socopt verify night plan"]
        commands.append("socopt report night plan --state --out report.html")
    elif matched.plan_path is None:
        commands = [f"socopt match {name} --out plan"]
    else:
        commands = [f"socopt report {name} {matched.plan_path} {reader} --out report.html"]
        commands += [f"socopt verify {name} {matched.plan_path}"]
        commands += [f"socopt explain {name} {matched.plan_path} {line_id}" for line_id in line_ids[:1]]
    if matched.warnings and name is not None:
        commands.append(f"socopt validate {name}")
    lines = "\n".join(f"  {command}" for command in commands)
    return Group(Text("Next", style="bold"), Text(lines, no_wrap=True, overflow="ignore"))


def _tonight(child: "Child") -> str:
    return WHERE.get(child.tonight_at, child.tonight_at.replace("_", " "))


def _place(instance: "Instance", program_id: str | None) -> str:
    if program_id is None:
        return "home"
    program = instance.programs[program_id]
    return program.name if program.town is None or program.town in program.name else f"{program.name}, {program.town}"


def _destination(instance: "Instance", row: "Recommendation") -> Text:
    if row.kind == "unserved":
        return Text("nothing tonight", style="bold red")
    if row.kind == "stay":
        return Text(f"stays at {_place(instance, row.program_id)}", style="yellow")
    return Text(_place(instance, row.program_id))


def _flags(row: "Recommendation") -> Text:
    return Text(", ".join(flag.replace("_", " ").replace(":", ": ") for flag in row.flags), style="yellow")


def _table(*headers: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def _more(rows: Sequence[object], shown: int) -> RenderableType:
    return Text(f"and {len(rows) - shown} more" if len(rows) > shown else "", style="dim")


def _section(title: str, *parts: RenderableType) -> RenderableType:
    shown = (part for part in parts if not isinstance(part, Text) or part.plain)
    return Group(Text(title, style="bold"), *(Padding(part, (0, 0, 0, 2)) for part in shown))
