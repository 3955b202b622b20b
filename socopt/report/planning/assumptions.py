"""What an answer rests on, with how each is known; and what would change it."""

from collections.abc import Iterator

from socopt.report.briefing import words
from socopt.report.planning.case import Case

ASSUMED = "assumed; a purchaser should replace it"
DATA = "from the data"


def assumptions(case: Case) -> tuple[tuple[str, str, str], ...]:
    """(what, value, how it is known)."""
    return tuple(_assumptions(case))


def _assumptions(case: Case) -> Iterator[tuple[str, str, str]]:
    design, demand = case.design, case.finding.demand
    yield "History", f"{demand.years:.1f} years of complete stays", DATA
    yield "Level of care", "not known" if case.finding.level is None else str(case.finding.level), _level(case)
    yield "Share of them that the program serves", f"{case.curve.take_up:.0%}", ASSUMED
    yield "Too long a wait", f"more than {case.curve.most_nights} nights", ASSUMED
    yield "Aim", f"at most {case.curve.most_probability:.0%} of children wait so long", ASSUMED
    yield "Longest way to a shared program", f"{case.limit} minutes between Area Offices", ASSUMED
    yield "Kind of program", f"{design.name} ({words.setting(design.setting)}), levels {_levels(case)}", ASSUMED
    yield "Size", f"{design.least_beds} to {design.most_beds} beds, {design.least_occupancy:.0%} used", ASSUMED
    yield "Cost, whatever its size", f"${design.fixed_cents / 100:,.0f} a day", ASSUMED
    yield "Cost of a bed", f"${design.bed_cents / 100:,.0f} a day", ASSUMED
    yield "Cost of a shift of staff", f"${design.step_cents / 100:,.0f} a day for each {design.step_beds} beds", ASSUMED
    yield "Rules of placement", "those of the policy, on every night that was matched", "the policy file"
    yield "Who may use the beds", "kept for the population" if case.value.kept else "open to all", ASSUMED


def _level(case: Case) -> str:
    return "declared" if case.population.level is not None else "what those in care tonight need, the median"


def _levels(case: Case) -> str:
    return words.listed([str(level) for level in case.design.levels])


def changes(case: Case) -> tuple[str, ...]:
    """What would change the answer, and to what."""
    return tuple(_changes(case))


def _changes(case: Case) -> Iterator[str]:
    curve, beds = case.curve, case.beds
    for step, more in ((-2, "Two beds fewer"), (2, "Two beds more")):
        other = beds + step
        if curve.beds[0] <= other <= curve.beds[-1]:
            place = case.place + step
            yield (
                f"{more} ({other}): the aim for waiting is met with a chance of {curve.target_met[place]:.0%} "
                f"instead of {case.aim_met:.0%}, and the beds are used enough with {curve.sustained[place]:.0%} "
                f"instead of {case.sustained:.0%}."
            )
    sure = curve.smallest(0.9)
    if sure is not None and sure != beds:
        yield f"To meet the aim with a chance of 90 %: {sure} beds."
    load, least = curve.demand.total_load * curve.take_up, beds * case.design.least_occupancy
    for factor, text in ((0.8, "If a fifth fewer of them came, or used it"), (1.2, "If a fifth more of them came")):
        chance = float((factor * load >= least).mean())
        yield f"{text}: {beds} beds would be used enough with a chance of {chance:.0%}."
    chosen = case.finding.chosen
    if chosen is not None:
        unreached = [area for area in case.areas.index if area not in case.reached]
        if unreached:
            yield (
                f"Children of {words.counted(len(unreached), 'Area')} live beyond {case.limit} minutes: a second site, "
                "or a longer way, would reach them."
            )
    for rule in case.value.rules:
        yield (
            f"Without the rule of {words.plain(rule.rule)}, and without a bed, {rule.children.mean:.1f} fewer children "
            f"a night would go without ({rule.children.low:.1f} to {rule.children.high:.1f})."
        )
