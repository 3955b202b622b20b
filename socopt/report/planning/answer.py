"""The answer in a few sentences, for a planner who knows no optimisation."""

from dataclasses import dataclass

from socopt.planning.history import DAYS_A_YEAR
from socopt.planning.sizing.curve import TARGETS
from socopt.report.aggregates.suppression import FEWER_THAN
from socopt.report.briefing import words
from socopt.report.planning.case import Case
from socopt.report.planning.counts import FEWER, SHARING, demand_by_group
from socopt.simulation.result import POPULATION

MOVED = "beds shorten no waiting list on such nights: they serve children who would otherwise have a place elsewhere."
SURE = ((0.95, "almost surely"), (0.80, "very likely"), (0.60, "likely"), (0.40, "about as likely as not"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One question of the first screen, its answer, and a quieter line on how sure that is or what it rests on."""

    question: str
    answer: str
    rests_on: str = ""


def headline(case: Case) -> str:
    """The answer in one sentence."""
    if case.finding.chosen is None:
        return f"Too few for a program of their own: {_children(case)} at once. Buy services around each child."
    several = f" in {case.programs} programs, the first" if case.programs > 1 else ""
    program = f"{case.beds} beds{several} in {case.area_name(case.site)} ({case.design.name})"
    if not meets_aim(case):
        return f"{program} would stay in use, and serve part of these children."
    return f"{program} would serve these children."


def tiles(case: Case) -> tuple[Tile, ...]:
    """Who, how many, where, how many beds, what each further bed does, what it costs, what was tried by simulation."""
    return (
        _how_many(case),
        _where(case),
        _no_beds(case) if case.finding.chosen is None else _beds(case),
        _further_bed(case),
        _cost(case),
        *([_simulated(case)] if case.simulation is not None else []),
    )


def in_words(chance: float) -> str:
    """A chance in words, with its number."""
    found = next((name for least, name in SURE if chance >= least), "unlikely")
    return f"{found} ({chance:.0%})"


def who(case: Case) -> str:
    """The children, in words."""
    people = case.population
    traits = " and ".join(words.plain(trait) for trait in people.traits)
    noun = {"F": "Girls", "M": "Boys"}.get(people.sex or "", "Children")
    ages = f" aged {people.ages[0]} to {people.ages[1]}" if people.ages else ""
    return f"{noun}{ages}: {traits}" if traits else f"{noun}{ages}"


def _children(case: Case) -> str:
    return some(case, case.finding.mean_census.mean, "children")


def some(case: Case, value: float, noun: str) -> str:
    """A number of children that was expected or counted, unless it is small."""
    return f"{value:,.0f} {noun}" if value >= FEWER_THAN or case.identified else f"{FEWER} {noun}"


def _how_many(case: Case) -> Tile:
    found = case.finding.mean_census
    exact = found.low >= FEWER_THAN or case.identified
    between = f"{found.low:.0f} to {found.high:.0f}" if exact else f"at most {max(found.high, FEWER_THAN):.0f}"
    come = some(case, case.finding.demand.intervals()["arrivals_a_year"].mean, "come into care a year")
    return Tile(
        question="How many are they?",
        answer=words.sentence(f"{_children(case)} in care at once, on average; {come}."),
        rests_on=f"90 % sure: {between}. From {case.finding.demand.years:.0f} years of stays; {_by_area(case)}",
    )


def _by_area(case: Case) -> str:
    most = float(case.finding.demand.load.mean(axis=0).max())
    few = f"no Area has {FEWER_THAN} at once."
    return few if most < FEWER_THAN else f"the largest Area has about {most:.0f} at once."


def _where(case: Case) -> Tile:
    chosen = case.finding.chosen
    place = case.area_name(case.site)
    if chosen is None:
        options = max(case.finding.options, key=lambda option: option.probability)
        return Tile(
            question="Where?",
            answer="Nowhere as a program of their own.",
            rests_on=f"Even {_scale(options.scale)} would sustain the smallest {case.design.name} "
            f"only with a chance of {options.probability:.0%}.",
        )
    known = demand_by_group(case).dropna()
    most = f"; most come from the {known.idxmax()} Region" if len(known) and SHARING not in known.index else ""
    farthest = f"Farthest office that shares it: {chosen.farthest} minutes. " if chosen.farthest else ""
    return Tile(
        question="Where?",
        answer=f"{place}, {_sharing(case)}{most}.",
        rests_on=f"{farthest}{len(case.reached)} of {len(case.areas)} Areas lie "
        f"within {case.limit} minutes. That they sustain it is {in_words(chosen.probability)}.",
    )


def _scale(scale: str) -> str:
    return {"area": "the best Area", "coalition": "the best neighbours together", "region": "the best Region",
            "regions": "all Regions together"}[scale]  # fmt: skip


def _sharing(case: Case) -> str:
    chosen = case.finding.chosen
    assert chosen is not None
    if chosen.scale == "area":
        return "whose children sustain it alone"
    if chosen.scale == "coalition":
        return f"shared by {len(chosen.areas)} Areas within reach of it"
    regions = words.counted(len(chosen.regions), "Region")
    return f"shared by the {len(chosen.areas)} Areas of {regions}"


def _no_beds(case: Case) -> Tile:
    """Of children who are too few: what services around each of them would need."""
    needs = case.finding.individualized
    used = case.curve.occupancy.mid[case.place]
    smallest = f"The smallest {case.design.name}, {case.design.least_beds} beds, would be {used:.0%} used."
    if needs is None:
        return Tile(question="How many beds?", answer="None of their own.", rests_on=smallest)
    return Tile(
        question="How many beds?",
        answer=f"None of their own. Services around each child: {needs['beds_at_once']} places at once suffice on "
        f"95 % of nights, in {words.setting(needs['setting'])} or what serves as well.",
        rests_on=smallest,
    )


def _beds(case: Case) -> Tile:
    curve, place = case.curve, case.place
    used = f"that {case.design.least_occupancy:.0%} of their nights are used is {in_words(case.sustained)}"
    wait = curve.long_wait
    waits = f"{wait.mid[place]:.0%} ({wait.low[place]:.0%} to {wait.high[place]:.0%})"
    if meets_aim(case):
        return Tile(
            question="How many beds?",
            answer=f"{case.beds} beds: {used}; that {_aim(case)} is {in_words(case.aim_met)}.",
            rests_on=f"Expected to wait so long: {waits}; {curve.occupancy.mid[place]:.0%} of bed-nights in use.",
        )
    return Tile(
        question="How many beds?",
        answer=f"{case.beds} beds: {used}. They serve a part of these children. {_beds_for_all(case)}",
        rests_on=f"With {case.beds} beds, {waits} wait longer than {curve.most_nights} nights or are served elsewhere "
        "meanwhile.",
    )


def _aim(case: Case) -> str:
    return f"at most {case.curve.most_probability:.0%} wait more than {case.curve.most_nights} nights"


def meets_aim(case: Case) -> bool:
    """Whether the size very likely meets the aim for waiting."""
    return case.aim_met >= TARGETS[0]


def _beds_for_all(case: Case) -> str:
    enough = case.curve.smallest()
    if enough is None:
        return f"For an aim such as that {_aim(case)}, even {case.curve.beds[-1]} are too few."
    used = case.curve.occupancy.mid[enough - int(case.curve.beds[0])]
    return f"So that {_aim(case)}, it takes {enough} beds, of whose nights {used:.0%} would be used."


def _further_bed(case: Case) -> Tile:
    beds = case.value.beds
    last = beds[min(case.beds, len(beds)) - 1]
    helps = [bed for bed in beds if bed.children.mean > 0.05]
    gained = sum(bed.children.mean for bed in beds[: case.beds])
    spent = f" From bed {helps[-1].bed + 1} on, {MOVED}" if helps and helps[-1].bed < case.beds else ""
    return Tile(
        question="What does each further bed do?",
        answer=f"Bed 1 is used on {beds[0].used.mean:.0%} of nights, bed {last.bed} on {last.used.mean:.0%}. "
        f"All {case.beds} leave {gained:.1f} fewer children a night unplaced or stuck.{spent}",
        rests_on=f"{len(case.value.nights)} nights matched again, with one bed more each time"
        f"{'; each best plan proven' if case.value.proven else '; not all were proven in time'}.",
    )


def _cost(case: Case) -> Tile:
    curve, place = case.curve, case.place
    night, a_day = curve.cents_a_served_night, int(curve.cents_a_day[place])
    today = "What they cost today is not known, or known of few."
    if curve.cents_today is not None and (curve.num_priced >= FEWER_THAN or case.identified):
        today = f"Today such a child's night costs ${curve.cents_today / 100:,.0f} on average."
    return Tile(
        question="What does it cost?",
        answer=f"${a_day / 100:,.0f} a day, ${a_day * DAYS_A_YEAR / 1e8:,.2f} million a year; "
        f"${night.mid[place] / 100:,.0f} for each night of a child in it.",
        rests_on=f"{today} Costs are rates of the planning policy: assumptions, listed below.",
    )


def _simulated(case: Case) -> Tile:
    found = case.simulation
    assert found is not None
    nothing = found.find("mean_wait", "do nothing", POPULATION).estimate
    plan = found.find("mean_wait", "the plan", POPULATION)
    answer = "None of these children needed a place in it: simulate more nights."
    if nothing.value is not None and plan.estimate.value is not None:
        answer = f"They wait {plan.estimate.value:.0f} nights on average with the program, {nothing.value:.0f} without"
        if (change := plan.change) is not None and change.low is not None and change.high is not None:
            answer += _sureness(change.low, change.high)
        answer += "."
    return Tile(
        question="What did the simulation say?",
        answer=answer,
        rests_on=f"{found.days - found.warm_up:,} nights counted; it shares no code with what sized the program.",
    )


def _sureness(low: float, high: float) -> str:
    """Whether a change may be chance."""
    return ", which may be chance" if low <= 0 <= high else f": a change of {low:+.0f} to {high:+.0f} nights"
