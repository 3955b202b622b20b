"""The calibration report as text: for a terminal, and as a table of a README."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from socopt.synth.calibration.row import NEEDS_HISTORY, OTHER_SIZE, SAMPLING_ERRORS, CalibrationRow


def markdown_table(title: str, rows: Sequence[CalibrationRow]) -> str:
    """A Markdown section: what the columns mean, then one table."""
    lines = [
        f"## Calibration: {title}",
        "",
        "Every figure that the generator is tuned to, beside what this instance shows. *Published* was read in the",
        "source named, *derived* is arithmetic on published figures, *assumed* is a named parameter of the generator",
        f"and no fact. Allowed is the target with its tolerance and {SAMPLING_ERRORS} standard errors of what was",
        "counted; counts and sums go with the number of children in care.",
        "",
        _verdicts(rows),
        "",
        "| figure | unit | target | generated | allowed | | kind | source |",
        "|---|---|---:|---:|---:|---|---|---|",
    ]
    for group, members in groupby(rows, key=lambda row: row.target.group):
        lines.append(f"| **{group}** | | | | | | | |")
        lines += [_markdown_row(row) for row in members]
    return "\n".join(lines) + "\n"


def text_table(title: str, rows: Sequence[CalibrationRow]) -> str:
    """Columns of fixed width, a group at a time."""
    lines = [title]
    for group, members in groupby(rows, key=lambda row: row.target.group):
        lines += ["", group]
        lines += [_text_row(row) for row in members]
    return "\n".join([*lines, "", _verdicts(rows)])


def _markdown_row(row: CalibrationRow) -> str:
    target = row.target
    verdict = row.verdict if row.within is not False else "**outside**"
    cells = (target.meaning, target.unit, _wanted(row), _found(row), _allowed(row), verdict, target.kind, target.source)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _text_row(row: CalibrationRow) -> str:
    target = row.target
    mark = {True: " ", False: "!", None: "-"}[row.within]
    remark = "" if row.within else f"  {row.verdict}"
    return (
        f"{mark} {target.meaning:<67} {_wanted(row):>15} {_found(row):>9}  {target.unit:<15}"
        f" {target.kind:<9}  {_allowed(row)}{remark}"
    )


def _verdicts(rows: Sequence[CalibrationRow]) -> str:
    counts = Counter(row.verdict for row in rows)
    judged = sum(row.within is not None for row in rows)
    words = [f"{counts['within']} of {judged} targets are met"]
    words += [f"{counts[verdict]}: {verdict}" for verdict in (NEEDS_HISTORY, OTHER_SIZE) if counts[verdict]]
    return "; ".join(words) + "."


def _wanted(row: CalibrationRow) -> str:
    if row.low is None:
        return f"at most {_figure(row.high)}"
    if row.high is None:
        return f"at least {_figure(row.low)}"
    return _figure(row.low) if row.low == row.high else f"{_figure(row.low)} - {_figure(row.high)}"


def _allowed(row: CalibrationRow) -> str:
    if row.verdict == NEEDS_HISTORY:
        return ""
    return f"[{_figure(row.allowed_low) or '...'}, {_figure(row.allowed_high) or '...'}]"


def _found(row: CalibrationRow) -> str:
    return _figure(row.generated) or "none"


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
