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
    "ed": "emergency department",
    "hospital_ready": "hospital, ready to leave",
    "run": "returned from run",
    "unknown": "not known where",
}
KIND_WORDS = {"place": "placed", "move": "moved", "serve": "served", "stay": "stay", "unserved": "unserved"}
PROOF_WORDS = {"certificate": "proven (certificate)", "solver": "proven (solver)", "none": "not proven"}


def show_night(matched: "MatchedNight", *, name: str | None, no_color: bool = False) -> None:
    """Print the screen of ``match`` and ``demo`` on stdout."""
    console = Console(no_color=True if no_color else None, highlight=False)
    console.width = min(console.width, MAX_WIDTH)
    sections = [_header(matched)]
    if matched.verdict is not None:
        sections += [_without_safe_bed(matched), _chains(matched), _counts(matched), _tiers(matched)]
    sections += [_verdict(matched), _next(matched, name)]
    for section in sections:
        console.print(section, soft_wrap=False)
        console.print()


def _header(matched: "MatchedNight") -> RenderableType:
    instance = matched.instance
    manifest = instance.manifest
    regions = dict(zip(*(instance.table("regions")[column] for column in ("region_id", "name")), strict=True))
    where = regions.get(manifest.region_id or "", manifest.state)
    title = Text.assemble((f"{where}, night of {instance.night:%A %d %B %Y}", "bold"))
    sizes = Text(
        f"{len(instance.children):,} children, {matched.result.lines:,} lines in play, "
        f"{len(instance.programs):,} programs. Policy: {matched.policy.name}.",
        style="dim",
    )
    return Group(title, sizes)


def _without_safe_bed(matched: "MatchedNight") -> RenderableType:
    rows = matched.without_safe_bed
    if not rows:
        return _section("Every child in play has a safe bed tonight.")
    placed = sum(row.kind not in ("stay", "unserved") for row in rows)
    table = _table("", "tonight at", "recommended", "")
    for row in rows[:MAX_CHILDREN]:
        child = matched.instance.children[row.child_id]
        table.add_row(
            _child(matched.instance, child), _tonight(child), _destination(matched.instance, row), _flags(row)
        )
    return _section(
        f"Without a safe bed tonight: {len(rows)} children, {placed} of them placed", table, _more(rows, MAX_CHILDREN)
    )


def _chains(matched: "MatchedNight") -> RenderableType:
    chains = matched.chains
    if not chains:
        return _section("No chains tonight: every entry takes a bed that is vacant.")
    table = _table("", "", "")
    for chain in chains[:MAX_CHAINS]:
        for row in chain:
            lead = "first" if row is chain[0] else "then"
            table.add_row(Text(lead, style="dim"), row.child_id, _journey(matched.instance, row))
    table.show_header = False
    title = f"Chains: {len(chains)}, in which one child's move frees the next child's bed"
    return _section(title, table, _more(chains, MAX_CHAINS))


def _counts(matched: "MatchedNight") -> RenderableType:
    words = [f"{matched.counts[kind]:,} {word}" for kind, word in KIND_WORDS.items()]
    return Text("  ".join(words), style="bold")


def _tiers(matched: "MatchedNight") -> RenderableType:
    text_of = {tier.name: tier.text for tier in matched.policy.tiers}
    table = _table("tier", "value", "best", "bound", "proof")
    for column in table.columns[1:4]:
        column.justify = "right"
    for number, tier in enumerate(matched.result.tiers, start=1):
        table.add_row(f"{number:>2}  {text_of.get(tier.name, tier.name)}", *_figures(tier), _proof(tier))
    return _section("How the plan scores: less is better, a tier only counts among plans equal on all above it", table)


def _figures(tier: "TierResult") -> tuple[str, str, str]:
    return f"{tier.value:,}", f"{tier.best:,}", "none" if tier.bound is None else f"{tier.bound:,}"


def _proof(tier: "TierResult") -> Text:
    if tier.proven:
        return Text(PROOF_WORDS[tier.proof], style="green")
    return Text("not proven", style="yellow")


def _verdict(matched: "MatchedNight") -> RenderableType:
    seconds = f"{matched.result.seconds:.1f} s"
    if matched.verdict is None:
        return Text(f"Stopped before there was a plan ({seconds}). Give it more --time-limit.", style="bold yellow")
    state = "optimal" if matched.result.status == "optimal" else "feasible: stopped before every tier was proven"
    lines = [
        Text.assemble(("Checked independently: every rule holds. ", "bold green"), f"Plan {state}, {seconds}."),
    ]
    if matched.warnings:
        lines.append(Text(f"The data has {len(matched.warnings)} warnings; none stops the night.", style="yellow"))
    return Group(*lines)


def _next(matched: "MatchedNight", name: str | None) -> RenderableType:
    commands = []
    plan = matched.plan_path
    line = next((row.line_id for row in matched.without_safe_bed), None)
    if name is None:
        commands.append("socopt synth night --seed 7")
        commands.append("socopt match night --out plan")
    elif plan is None:
        commands.append(f"socopt match {name} --out plan")
    else:
        commands.append(f"socopt verify {name} {plan}")
        if line is not None:
            commands.append(f"socopt explain {name} {plan} {line}")
    if matched.warnings and name is not None:
        commands.append(f"socopt validate {name}")
    return _section("Next", Text("\n".join(commands)))


def _child(instance: "Instance", child: "Child") -> Text:
    from socopt.units import age_in_years

    age = age_in_years(child.birth_date, instance.night)
    return Text.assemble((child.child_id, "bold"), f" {age} {child.sex}")


def _tonight(child: "Child") -> str:
    return WHERE.get(child.tonight_at, child.tonight_at.replace("_", " "))


def _place(instance: "Instance", program_id: str | None) -> str:
    if program_id is None:
        return "home"
    program = instance.programs[program_id]
    return f"{program.name}, {program.town}" if program.town else program.name


def _destination(instance: "Instance", row: "Recommendation") -> Text:
    if row.kind == "unserved":
        return Text("nothing tonight", style="bold red")
    if row.kind == "stay":
        return Text(f"stays at {_place(instance, row.from_program_id or row.program_id)}", style="yellow")
    return Text(f"{_place(instance, row.program_id)} ({row.minutes} min)")


def _journey(instance: "Instance", row: "Recommendation") -> Text:
    if row.kind == "serve":
        return Text(f"{_place(instance, row.from_program_id)} to home, with {_place(instance, row.program_id)}")
    start = _place(instance, row.from_program_id) if row.from_program_id else _tonight_of(instance, row.child_id)
    return Text(f"{start} to {_place(instance, row.program_id)}")


def _tonight_of(instance: "Instance", child_id: str) -> str:
    return _tonight(instance.children[child_id])


def _flags(row: "Recommendation") -> Text:
    return Text(" ".join(flag.replace("below_floor:", "below floor: ") for flag in row.flags), style="yellow")


def _table(*headers: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", collapse_padding=True)
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def _more(rows: Sequence[object], shown: int) -> RenderableType:
    return Text(f"and {len(rows) - shown} more" if len(rows) > shown else "", style="dim")


def _section(title: str, *parts: RenderableType) -> RenderableType:
    shown = [part for part in parts if not (isinstance(part, Text) and not part.plain)]
    return Group(Text(title, style="bold"), *(Padding(part, (0, 0, 0, 2)) for part in shown))
