"""The tables of the page, one function each, from the sections of a briefing."""

from socopt.report.briefing import Briefing
from socopt.report.briefing.changes import Change
from socopt.report.briefing.desk import Place, Who
from socopt.report.page.grid import Cell, Column, Grid


def grids(briefing: Briefing) -> dict[str, Grid]:
    """Every table of the page by id."""
    made = (
        _changed(briefing),
        _new(briefing),
        _stuck_counts(briefing),
        _one_more_bed(briefing),
        _stuck(briefing),
        _overstays(briefing),
        _leaving_care(briefing),
        _running_out(briefing),
        _stale(briefing),
        _services(briefing),
        _lines(briefing),
        _programs(briefing),
        _tiers(briefing),
        _rules(briefing),
        _defects(briefing),
    )
    return {grid.grid_id: grid for grid in made}


def _who(who: Who) -> Cell:
    return Cell(text=who.child_id, sub=f"{who.words}, {who.area}", strong=True)


def _place(place: Place | None, *, phone: str = "") -> Cell:
    return Cell(text="") if place is None else Cell(text=place.name, sub=place.town, phone=phone)


def _number(number: int | None, text: str | None = None) -> Cell:
    shown = text if text is not None else "" if number is None else f"{number:,}"
    return Cell(text=shown, sort=-1 if number is None else number)


def _columns(*labels: str, numeric: tuple[str, ...] = (), choose: tuple[str, ...] = ()) -> tuple[Column, ...]:
    return tuple(Column(label=label, numeric=label in numeric, filter=label in choose) for label in labels)


def _changed(briefing: Briefing) -> Grid:
    return Grid(
        grid_id="changed",
        caption="Recommendations that are not what they were last night",
        titled=True,
        columns=_columns("Child", "Need", "Last night", "Tonight", "Why"),
        rows=tuple(_change(row) for row in briefing.changes.of("changed")),
        empty="Every recommendation of last night stands.",
    )


def _change(row: Change) -> tuple[Cell, ...]:
    return _who(row.who), Cell(text=row.need), Cell(text=row.before), Cell(text=row.now), Cell(text=row.reason)


def _new(briefing: Briefing) -> Grid:
    rows = (*briefing.changes.of("accepted"), *briefing.changes.of("new"))
    return Grid(
        grid_id="new",
        caption="Accepted, to be carried out; and needs new since last night",
        titled=True,
        columns=_columns("Child", "Need", "Tonight", "What happened"),
        rows=tuple((_who(r.who), Cell(text=r.need), Cell(text=r.now), Cell(text=r.reason)) for r in rows),
        empty="Nothing was accepted, and no need was opened.",
    )


def _stuck_counts(briefing: Briefing) -> Grid:
    bands = briefing.stuck.bands
    rows = [
        (Cell(text=setting, strong=True), *(_number(n) for n in numbers), _number(sum(numbers)))
        for setting, numbers in briefing.stuck.counts
    ]
    if len(rows) > 1:
        totals = [sum(numbers[band] for _, numbers in briefing.stuck.counts) for band in range(len(bands))]
        rows.append((Cell(text="all settings", strong=True), *(_number(n) for n in totals), _number(sum(totals))))
    return Grid(
        grid_id="stuck-counts",
        caption="By setting, and days since ready",
        columns=_columns("Lives in", *bands, "All", numeric=(*bands, "All")),
        rows=tuple(rows),
        titled=True,
        sortable=False,
    )


def _one_more_bed(briefing: Briefing) -> Grid:
    rows = (
        (
            _place(bed.place),
            Cell(text="", phone=bed.phone),
            _number(len(bed.children)),
            _number(bed.days),
        )
        for bed in briefing.stuck.beds
    )
    return Grid(
        grid_id="one-more-bed",
        caption="Where one more bed would be open to the most children who wait or are stuck",
        columns=_columns("Full program", "Phone", "Children", "Days in all", numeric=("Children", "Days in all")),
        rows=tuple(rows),
        empty="No full program admits a child who waits.",
        titled=True,
        sortable=False,
    )


def _stuck(briefing: Briefing) -> Grid:
    rows = (
        (
            _who(row.who),
            _place(row.place),
            Cell(text=row.place.setting),
            _number(row.days),
            Cell(text=row.wants),
            Cell(text=row.blocked_by),
        )
        for row in briefing.stuck.rows
    )
    return Grid(
        grid_id="stuck",
        caption="Each stuck child, the longest ready first",
        titled=True,
        columns=_columns("Child", "Lives in", "Setting", "Days ready", "Waits for", "What blocks it",
                         numeric=("Days ready",), choose=("Setting",)),
        rows=tuple(rows),
        empty="No child is stuck.",
    )  # fmt: skip


def _overstays(briefing: Briefing) -> Grid:
    rows = (
        (_who(r.who), _place(r.place), _number(r.days), Cell(text=r.meant_for), _number(r.over), Cell(text=r.review))
        for r in briefing.overstays
    )
    return Grid(
        grid_id="overstays",
        caption="Settled children beyond the stay the program is meant for, with no review to come",
        columns=_columns(
            "Child", "Lives in", "Days there", "Meant for", "Days over", "Review", numeric=("Days there", "Days over")
        ),
        rows=tuple(rows),
        empty="Every overstay has a review to come.",
    )


def _leaving_care(briefing: Briefing) -> Grid:
    rows = (
        (
            _who(row.who),
            Cell(text=row.leaves_on, sort=number),
            _number(row.months),
            Cell(text=row.lives),
            Cell(text=row.goal),
            Cell(text=row.consent),
        )
        for number, row in enumerate(briefing.leaving_care)
    )
    return Grid(
        grid_id="leaving-care",
        caption="Youths within 24 months of leaving care, without a permanent connection to an adult",
        columns=_columns("Child", "Care ends", "Months left", "Lives in", "Goal", "Consent", numeric=("Months left",)),
        rows=tuple(rows),
        empty="Every youth near leaving care has a permanent connection.",
    )


def _running_out(briefing: Briefing) -> Grid:
    rows = (
        (
            Cell(text=row.until, sort=row.days_left, strong=True),
            Cell(text=row.what),
            _who(row.who),
            _place(row.place),
            Cell(text="", phone=row.phone),
            Cell(text=row.to_do),
        )
        for row in briefing.running_out
    )
    return Grid(
        grid_id="running-out",
        caption="Offers without an answer and beds held, the soonest to end first",
        columns=_columns("Last day", "What", "Child", "Program", "Phone", "What to do"),
        rows=tuple(rows),
        empty="No offer or hold runs out soon.",
    )


def _stale(briefing: Briefing) -> Grid:
    rows = (
        (
            Cell(text=row.place.name, sub=row.place.town, strong=True),
            Cell(text="", phone=row.phone),
            Cell(text=row.service),
            Cell(text=row.confirmed, sort=row.days),
            _number(row.free),
            Cell(text=", ".join(who.child_id for who in row.rests_on_it), sort=len(row.rests_on_it)),
        )
        for row in briefing.stale_capacity
    )
    return Grid(
        grid_id="stale",
        caption="Programs to ask for their beds, those that recommendations rest on first",
        columns=_columns("Program", "Phone", "Kind", "Last confirmed", "Said free", "Recommended there",
                         numeric=("Said free",)),
        rows=tuple(rows),
        empty="Every open program was confirmed within the policy's days.",
    )  # fmt: skip


def _services(briefing: Briefing) -> Grid:
    rows = (
        (_who(row.who), Cell(text=row.service), Cell(text=row.wanted), _number(row.days), Cell(text=row.why))
        for row in briefing.services
    )
    return Grid(
        grid_id="services",
        caption="Community services that nobody serves, the longest waiting first",
        columns=_columns("Child", "Service", "Wanted", "Days waiting", "Why", numeric=("Days waiting",),
                         choose=("Service",)),
        rows=tuple(rows),
        empty="Every community service is served.",
    )  # fmt: skip


def _lines(briefing: Briefing) -> Grid:
    rows = (
        (
            Cell(text=row.who.child_id, sub=row.who.words, strong=True),
            Cell(text=row.who.area),
            Cell(text=row.need),
            Cell(text=row.tonight),
            _number(row.days),
            Cell(text=row.kind),
            _place(row.place),
            _number(row.minutes),
            Cell(text=row.notes, warn=bool(row.notes)),
        )
        for row in briefing.lines
    )
    return Grid(
        grid_id="lines",
        caption="Every need in play and what is recommended",
        columns=_columns("Child", "Area", "Need", "Tonight", "Days", "Plan", "Program", "Min", "Notes",
                         numeric=("Days", "Min"), choose=("Area", "Need", "Plan")),
        rows=tuple(rows),
        empty="No need is in play.",
    )  # fmt: skip


def _programs(briefing: Briefing) -> Grid:
    rows = (
        (
            Cell(text=row.place.name, sub=row.place.town, strong=True),
            Cell(text=row.area),
            Cell(text=row.service),
            Cell(text="", phone=row.phone),
            _number(row.capacity),
            _number(row.free),
            _number(row.unpromised),
            Cell(text=row.intake),
            Cell(text=row.confirmed, warn=row.is_stale),
        )
        for row in briefing.programs
    )
    return Grid(
        grid_id="programs",
        caption="Programs open to any child: beds, or units a week for community services",
        columns=_columns("Program", "Area", "Kind", "Phone", "Holds", "Free tonight", "Free after the plan", "Intake",
                         "Confirmed", numeric=("Holds", "Free tonight", "Free after the plan"),
                         choose=("Area", "Kind", "Intake")),
        rows=tuple(rows),
        empty="No program lies here.",
    )  # fmt: skip


def _tiers(briefing: Briefing) -> Grid:
    rows = (
        (
            _number(row.number),
            Cell(text=row.text, sub=row.why, strong=True),
            Cell(text=row.value),
            Cell(text=row.best),
            Cell(text=row.bound),
            Cell(text=row.proof),
        )
        for row in briefing.appendix.tiers
    )
    return Grid(
        grid_id="tiers",
        caption="How the whole plan scores: less is better, and an upper tier always goes before a lower",
        columns=_columns("Tier", "What it counts", "Value", "Best", "Bound", "Proof",
                         numeric=("Tier", "Value", "Best", "Bound")),
        rows=tuple(rows),
        sortable=False,
    )  # fmt: skip


def _rules(briefing: Briefing) -> Grid:
    return Grid(
        grid_id="rules",
        caption="Rules in force tonight",
        columns=_columns("Rule", "Source", "When it yields"),
        rows=tuple((Cell(text=r.text), Cell(text=r.source), Cell(text=r.yields)) for r in briefing.appendix.rules),
        sortable=False,
    )


def _defects(briefing: Briefing) -> Grid:
    rows = (
        (
            Cell(text=d.severity, strong=True),
            Cell(text=".".join(part for part in (d.table, d.key, d.column) if part)),
            Cell(text=d.value),
            Cell(text=d.expected, sub=d.hint),
        )
        for d in briefing.appendix.defects
    )
    return Grid(
        grid_id="defects",
        caption="What validation found in the input",
        columns=_columns("Kind", "Where", "Value", "Expected"),
        rows=tuple(rows),
        empty="Validation found nothing to report.",
    )
