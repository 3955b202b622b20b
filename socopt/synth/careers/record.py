"""Careers as tables: episodes, and the children who have left."""

from collections.abc import Mapping
from datetime import date

from socopt.synth.careers.backward import Between
from socopt.synth.careers.careers import Career
from socopt.synth.careers.former import DAYS_A_YEAR, former_careers
from socopt.synth.careers.former_children import add_former_children
from socopt.synth.careers.former_families import Leaver, in_families
from socopt.synth.careers.network import Network
from socopt.synth.careers.past_programs import PastPrograms
from socopt.synth.careers.present import between_stays, present_careers
from socopt.synth.careers.reasons import reason_to_go_home, reason_to_leave, reason_to_move
from socopt.synth.careers.reentry import rejoin
from socopt.synth.careers.siblings import bring_siblings_together
from socopt.synth.careers.stock import network_of
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft


def record_careers(draft: Draft, years: int | None) -> None:
    """Past and present stays of the children in care; with ``years``, of those too who left in as many years.

    From the night less ``years`` on the episodes are complete: who was in care on any of those nights is in them, with
    all stays back to entry. Without ``years`` they are those of the children of tonight alone.
    """
    network = network_of(draft.parameters)
    gaps = between_stays(draft, network)
    present = present_careers(draft, network, gaps)
    bring_siblings_together(draft, network, present, gaps)
    leavers = [] if years is None else _leavers(draft, network, gaps, years, present)
    _record(draft, present, dict.fromkeys(present, False), draft.dice("past stays"))
    if leavers:
        ids = add_former_children(draft, leavers)
        careers = {child_id: leaver.career for child_id, leaver in zip(ids, leavers, strict=True)}
        cut_off = {child_id: leaver.cut_off for child_id, leaver in zip(ids, leavers, strict=True)}
        _record(draft, careers, cut_off, draft.dice("past stays of former children"))


def _leavers(draft: Draft, network: Network, gaps: Between, years: int, present: Mapping[str, Career]) -> list[Leaver]:
    """Children who left in the years before the night; who came back has the earlier career with the later one."""
    since = draft.night.toordinal() - round(years * DAYS_A_YEAR)
    held = sum(career.left is None for career in present.values())
    ended = former_careers(draft, network, years, in_care=held or len(present), gaps=gaps)
    leavers = in_families(draft.dice("former families"), ended, draft.parameters, since)
    return rejoin(draft.dice("coming back"), leavers, list(present.values()))


def _record(draft: Draft, careers: Mapping[str, Career], cut_off: Mapping[str, bool], dice: Dice) -> None:
    programs = PastPrograms(draft)
    who = {row["child_id"]: (row["sex"], row["home_area_id"]) for row in draft.table("former_children")}
    who |= {child.child_id: (child.sex, child.home_area_id) for child in draft.children.values()}
    for child_id, career in careers.items():
        programs.name(dice, career, *who[child_id])
        _give_reasons(dice, career, in_care=child_id in draft.children, cut_off=cut_off[child_id])
        for stay in career.stays:
            draft.add(
                "episodes",
                child_id=child_id,
                start=date.fromordinal(stay.start),
                setting=stay.setting,
                program_id=stay.program_id,
                end=None if stay.end is None else date.fromordinal(stay.end),
                exit_reason=stay.reason,
            )


def _give_reasons(dice: Dice, career: Career, *, in_care: bool, cut_off: bool) -> None:
    for stay, following in zip(career.stays, career.stays[1:], strict=False):
        age = career.age_at(following.start)
        moved = reason_to_move(dice, stay.setting, following.setting, age)
        stay.reason = reason_to_go_home(dice) if stay.goes_home else moved
    last = career.stays[-1]
    if last.end is not None:
        age = career.age_at(last.end)
        if in_care:  # the stay that a child who is in no program tonight had to leave
            last.reason = reason_to_move(dice, last.setting, last.setting, age)
        else:
            last.reason = reason_to_leave(dice, last.setting, age, cut_off=cut_off)
